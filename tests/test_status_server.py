"""The status server against clients of all kinds, in this process."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from monitor import status_server
from monitor.application import Application, Ports
from monitor.errors import BusyError, ConfigError
from monitor.matching.baseline import BaselineJudge
from monitor.settings import HttpSettings, PollSettings, Settings
from monitor.status_server import MAX_CONNECTIONS, MAX_REQUEST, StatusServer
from tests.domain.reading import ALIASES
from tests.fakes import FakeStore


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Site:
    """A running server, with what its daemon would say."""

    def __init__(self, app: Application, port: int) -> None:
        self.app = app
        self.port = port
        self.phase = ""

    async def send(self, raw: bytes, *, end: bool = False) -> tuple[int, dict[str, str], str]:
        """(status, headers, body) of the answer; status 0 if the line was cut."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw)
            if end:
                writer.write_eof()
            answer = await reader.read()
        except ConnectionError:
            answer = b""
        finally:
            writer.close()
        head, _, body = answer.decode().partition("\r\n\r\n")
        if not head:
            return 0, {}, ""
        first, *rest = head.split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in rest)
        return int(first.split()[1]), headers, body

    async def get(self, path: str) -> tuple[int, dict[str, str], str]:
        return await self.send(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def serve(work: Callable[[Site], Awaitable[None]], *, store: FakeStore | None = None) -> None:
    """Run ``work`` beside a server that nobody else uses."""

    async def inside() -> None:
        port = free_port()
        settings = Settings(http=HttpSettings(port=port), poll=PollSettings(tick=0.05))
        ports = Ports(store=store or FakeStore(), aliases=ALIASES, judge=BaselineJudge(ALIASES))  # type: ignore[arg-type]
        async with Application(settings, ports) as app:
            site = Site(app, port)
            server = StatusServer(app, phase=lambda: site.phase)
            await server.start()
            try:
                await asyncio.wait_for(work(site), 30)
            finally:
                await server.close()
                await server.close()

    asyncio.run(inside())


def test_alive_ready_and_metrics() -> None:
    async def work(site: Site) -> None:
        status, headers, body = await site.get("/healthz")
        assert (status, body) == (200, "alive\n")
        assert headers["connection"] == "close"
        assert int(headers["content-length"]) == len(body)
        status, headers, body = await site.get("/readyz?verbose")
        assert (status, headers["content-type"]) == (200, "application/json")
        assert json.loads(body)["ready"] is True
        status, headers, body = await site.get("/metrics")
        assert (status, headers["content-type"]) == (
            200,
            "text/plain; version=0.0.4; charset=utf-8",
        )
        assert "\nmonitor_ready 1\n" in body
        status, _, body = await site.get("/")
        assert (status, body) == (404, "there are /healthz, /readyz, /metrics\n")

    serve(work)


def test_not_ready_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_server, "_FRESH", 0.0)
    store = FakeStore()

    async def work(site: Site) -> None:
        async def reasons() -> list[str]:
            status, _, body = await site.get("/readyz")
            told = json.loads(body)
            assert (status == 200) == told["ready"]
            found: list[str] = told["reasons"]
            return found

        assert await reasons() == []
        site.phase = "stopping"
        assert await reasons() == ["stopping"]
        site.phase = ""
        site.app.pulse._seen["poll"] -= 10_000
        assert await reasons() == ["poll has made no progress for 10000 s"]
        site.app.pulse.seen("poll")

        def full(key: str, value: str) -> None:
            raise BusyError("database x: the disk is full")

        monkeypatch.setattr(store.runs, "set_meta", full)
        assert await reasons() == ["database x: the disk is full"]
        assert "\nmonitor_database_up 0\n" in (await site.get("/metrics"))[2]

        def bug(key: str, value: str) -> None:
            raise KeyError(key)

        monkeypatch.setattr(store.runs, "set_meta", bug)
        assert await reasons() == ["unexpected KeyError, see the log"]
        assert (await site.get("/healthz"))[0] == 200

    serve(work, store=store)


def test_a_database_that_hangs_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_server, "_ANSWER", 0.2)
    store = FakeStore()
    go_on, asked = threading.Event(), []

    def hang(key: str, value: str) -> None:
        asked.append(key)
        go_on.wait(20)

    async def work(site: Site) -> None:
        monkeypatch.setattr(store.runs, "set_meta", hang)
        begun = time.monotonic()
        answers = await asyncio.gather(*(site.get("/readyz") for _ in range(5)))
        assert [status for status, _, _ in answers] == [503] * 5
        assert "did not answer" in json.loads(answers[0][2])["reasons"][0]
        assert (await site.get("/healthz"))[0] == 200
        assert time.monotonic() - begun < 3
        go_on.set()
        await asyncio.sleep(0.1)
        assert (await site.get("/readyz"))[0] == 200
        assert len(asked) == 1

    try:
        serve(work, store=store)
    finally:
        go_on.set()


def test_the_database_is_not_asked_each_time() -> None:
    store = FakeStore()
    asked = []
    store.runs.set_meta = lambda key, value: asked.append(key)

    async def work(site: Site) -> None:
        for path in ("/readyz", "/metrics", "/readyz"):
            assert (await site.get(path))[0] == 200
        await asyncio.gather(*(site.get("/metrics") for _ in range(10)))
        assert len(asked) == 1

    serve(work, store=store)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"POST /readyz HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 405),
        (b"HEAD /healthz HTTP/1.0\r\n\r\n", 405),
        (b"DELETE /metrics HTTP/1.1\r\n\r\n" + b"x" * 100_000, 405),
        (b"GET /healthz HTTP/1.1\r\nX: " + b"a" * (2 * MAX_REQUEST) + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n\r\n", 400),
        (b"GET /healthz HTTP/2.0\r\n\r\n", 400),
        (b"GET http://elsewhere.example/ HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xff\xfe HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"\x00" * 500 + b"\r\n\r\n", 400),
        (b"get /healthz http/1.1\r\n\r\n", 400),
        (b"GET /../../etc/passwd HTTP/1.1\r\n\r\n", 404),
        (b"GET /healthz/ HTTP/1.1\r\n\r\n", 404),
        (b"GET /%72eadyz HTTP/1.1\r\n\r\n", 404),
        (b"\r\n\r\n", 400),
    ],
)
def test_what_is_no_plain_get_is_refused(raw: bytes, status: int) -> None:
    async def work(site: Site) -> None:
        got, headers, _ = await site.send(raw)
        assert got == status
        assert ("allow" in headers) == (status == 405)
        assert (await site.get("/healthz"))[0] == 200

    serve(work)


def test_a_client_that_sends_all_before_it_reads_gets_its_answer() -> None:
    def post(port: int) -> bytes:
        with socket.create_connection(("127.0.0.1", port), 5) as line:
            line.sendall(b"POST /readyz HTTP/1.1\r\n\r\n")
            for _ in range(60):
                line.sendall(b"x" * 10_000)
                time.sleep(0.001)
            return line.recv(100)

    async def work(site: Site) -> None:
        answer = await asyncio.to_thread(post, site.port)
        assert answer.startswith(b"HTTP/1.0 405 ")

    serve(work)


def test_half_a_request_and_none_at_all() -> None:
    async def work(site: Site) -> None:
        assert (await site.send(b"GET /healthz", end=True))[0] == 400
        assert (await site.send(b"", end=True))[0] == 400
        assert (await site.get("/healthz"))[0] == 200

    serve(work)


def test_slow_clients_are_cut_off_and_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_server, "TIMEOUT", 0.5)

    async def work(site: Site) -> None:
        begun = time.monotonic()
        silent = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(5)]
        for _, writer in silent:
            writer.write(b"GET /heal")
        assert (await site.get("/healthz"))[0] == 200
        for reader, writer in silent:
            with suppress(ConnectionError):  # cut with or without a reset
                assert await reader.read() == b""
            writer.close()
        assert 0.3 < time.monotonic() - begun < 3

    serve(work)


def test_more_clients_than_places_are_turned_away() -> None:
    async def work(site: Site) -> None:
        held = [
            await asyncio.open_connection("127.0.0.1", site.port) for _ in range(MAX_CONNECTIONS)
        ]
        await asyncio.sleep(0.1)
        assert (await site.get("/healthz"))[0] == 0
        for _, writer in held:
            writer.close()
        await asyncio.sleep(0.1)
        assert (await site.get("/healthz"))[0] == 200

    serve(work)


def test_a_client_that_goes_away_leaves_nothing_behind() -> None:
    async def work(site: Site) -> None:
        for _ in range(20):
            _, writer = await asyncio.open_connection("127.0.0.1", site.port)
            writer.write(b"GET /metrics HTTP/1.1\r\n\r\n")
            writer.transport.abort()
        await asyncio.sleep(0.3)
        assert (await site.get("/metrics"))[0] == 200

    serve(work)


def test_closing_under_open_connections_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    held: list[socket.socket] = []

    async def work(site: Site) -> None:
        for _ in range(3):
            held.append(socket.create_connection(("127.0.0.1", site.port), 5))
            held[-1].sendall(b"GET /he")
        await asyncio.sleep(0.1)

    serve(work)
    for line in held:
        line.close()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


def test_a_port_that_is_taken_is_one_clear_line() -> None:
    async def work(site: Site) -> None:
        second = StatusServer(site.app, phase=str)
        with pytest.raises(ConfigError, match=f"http.port: cannot listen on 127.0.0.1:{site.port}"):
            await second.start()
        await second.close()

    serve(work)
