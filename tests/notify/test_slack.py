"""Slack, against a real HTTP server on loopback."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any

import pytest

from monitor.domain.digest.compose import to_json
from monitor.domain.urls import authority
from monitor.domain.work import Digest
from monitor.errors import ConfigError, DeliveryError
from monitor.feeds.post import post
from monitor.notify.console import ConsoleChannel
from monitor.notify.render import render_slack, render_text
from monitor.notify.slack import SlackChannel
from tests.factories import make_digest
from tests.notify.sample import FULL, hostile

SECRET = "T0000/B0000/s3cretT0ken"


def slack(url: str, timeout: float = 20.0) -> SlackChannel:
    """A channel that may reach its own host, as the application makes it."""
    return SlackChannel(url, post=partial(post, allow_private=[authority(url)]), timeout=timeout)


def digest(content: Any = FULL) -> Digest:
    return make_digest(body=to_json(content))


class Hooks(ThreadingHTTPServer):
    """Answers every post as ``answer`` says and keeps what came."""

    daemon_threads = True
    answer: Callable[[BaseHTTPRequestHandler], None]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/services/{SECRET}"


class Handler(BaseHTTPRequestHandler):
    server: Hooks

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.posts.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        self.server.answer(self)

    def do_GET(self) -> None:
        self.server.posts.append((self.path, {}, b"GET"))

    def log_message(self, *args: Any) -> None:
        pass


def reply(status: int, body: str = "ok", **headers: str) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


@pytest.fixture
def hooks() -> Iterator[Hooks]:
    server = Hooks()
    server.answer = reply(200)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def refused(url: str, timeout: float = 5.0) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        slack(url, timeout=timeout).send(digest(), key="k")
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.parametrize("content", [FULL, hostile()])
def test_a_digest_is_posted_as_json(hooks: Hooks, content: Any) -> None:
    channel = slack(hooks.url)
    channel.send(digest(content), key="k")
    ((path, headers, body),) = hooks.posts
    assert path == f"/services/{SECRET}"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(body) == render_slack(content)
    assert channel.name == "slack"
    assert SECRET not in repr(channel)


@pytest.mark.parametrize(
    ("answer", "outcome", "retry_after", "told"),
    [
        (reply(429, "rate_limited", Retry_After="30"), "temporary", 30.0, "429 (rate_limited)"),
        (reply(429, "", Retry_After="99999999"), "temporary", 86400.0, "429"),
        (reply(429, "", Retry_After="soon"), "temporary", None, "429"),
        (reply(429, "", Retry_After="-5"), "temporary", None, "429"),
        (reply(408, ""), "temporary", None, "408"),
        (reply(500, "oops"), "temporary", None, "500 (oops)"),
        (reply(503, "", Retry_After="7"), "temporary", 7.0, "503"),
        (reply(400, "invalid_payload"), "permanent", None, "400 (invalid_payload)"),
        (reply(403, "<b>\x1b[31m no"), "permanent", None, "403"),
        (reply(404, "no_service\n"), "permanent", None, "404 (no_service)"),
        (reply(410, "channel_is_archived"), "permanent", None, "410 (channel_is_archived)"),
        (reply(400, "x" * 100_000), "permanent", None, "400"),
    ],
)
def test_refusals(
    hooks: Hooks, answer: Any, outcome: str, retry_after: float | None, told: str
) -> None:
    hooks.answer = answer
    error = refused(hooks.url)
    assert (error.outcome, error.retry_after) == (outcome, retry_after)
    assert str(error) == f"Slack answered {told}"
    assert len(hooks.posts) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(hooks: Hooks, status: int) -> None:
    hooks.answer = reply(status, "", Location=f"{hooks.url}/elsewhere")
    error = refused(hooks.url)
    assert error.outcome == "permanent"
    assert "redirects are not followed" in str(error)
    assert len(hooks.posts) == 1


def test_no_answer_after_the_posting_is_unknown(hooks: Hooks) -> None:
    hooks.answer = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    assert refused(hooks.url).outcome == "unknown"
    assert len(hooks.posts) == 1


def test_a_slow_answer_ends_at_the_total_deadline(hooks: Hooks) -> None:
    def drip(handler: Any) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nx-slow: " + b"z" * 100:
            try:
                handler.wfile.write(bytes([byte]))
            except OSError:
                return
            time.sleep(0.05)

    hooks.answer = drip
    started = time.monotonic()
    assert refused(hooks.url, timeout=0.6).outcome == "unknown"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(("status", "fails"), [(200, False), (500, True)])
def test_the_status_counts_even_if_the_body_never_ends(
    hooks: Hooks, status: int, fails: bool
) -> None:
    done = threading.Event()

    def stall(handler: Any) -> None:
        handler.wfile.write(f"HTTP/1.1 {status} X\r\nContent-Length: 50\r\n\r\nab".encode())
        handler.wfile.flush()
        done.wait(3)

    hooks.answer = stall
    if fails:
        assert refused(hooks.url, timeout=0.5).outcome == "temporary"
    else:
        slack(hooks.url, timeout=0.5).send(digest(), key="k")
    done.set()


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = refused(f"http://127.0.0.1:{port}/services/{SECRET}")
    assert error.outcome == "temporary"
    assert "no connection" in str(error)


def test_a_host_that_does_not_exist() -> None:
    assert refused(f"https://nowhere.invalid/services/{SECRET}").outcome == "temporary"


def test_a_connection_that_is_not_taken_is_temporary() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    address = listener.getsockname()
    fillers = [socket.socket() for _ in range(4)]  # until the queue of the listener is full
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(address)
    error = refused(f"http://127.0.0.1:{address[1]}/{SECRET}", timeout=1)
    for one in (*fillers, listener):
        one.close()
    assert error.outcome == "temporary"
    assert "in time" in str(error)


def test_the_secret_is_in_no_log_at_any_level(
    hooks: Hooks, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    slack(hooks.url).send(digest(), key="k")
    hooks.answer = reply(500, SECRET)
    refused(hooks.url)
    refused(f"http://127.0.0.1:1/{SECRET}")
    assert "s3cret" not in caplog.text


def test_proxies_from_the_environment_are_ignored(
    hooks: Hooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    slack(hooks.url).send(digest(), key="k")
    assert len(hooks.posts) == 1


@pytest.mark.parametrize(
    "url", ["", "hooks.slack.example/x", "ftp://a.example/", "https://ä.example/x"]
)
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        slack(url)
    assert str(caught.value) == "slack.webhook_url is no http(s) address"


def test_the_console_prints_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    stream = StringIO()
    ConsoleChannel(stream).send(digest(), key="k")
    assert stream.getvalue() == render_text(FULL)
    ConsoleChannel().send(digest(), key="k")
    assert capsys.readouterr().out == render_text(FULL)


def test_a_console_that_knows_few_characters() -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding="ascii")
    ConsoleChannel(stream).send(digest(), key="k")
    assert b"In?s Duarte" in raw.getvalue()


def test_a_console_that_nobody_reads() -> None:
    class Closed(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError(32, "Broken pipe")

    with pytest.raises(DeliveryError) as caught:
        ConsoleChannel(Closed()).send(digest(), key="k")
    assert caught.value.outcome == "permanent"


def test_a_private_address_that_the_settings_do_not_name_is_refused(hooks: Hooks) -> None:
    channel = SlackChannel(hooks.url, post=post, timeout=5)
    with pytest.raises(DeliveryError) as caught:
        channel.send(digest(), key="k")
    assert caught.value.outcome == "permanent"
    assert SECRET not in str(caught.value)
    assert hooks.posts == []
