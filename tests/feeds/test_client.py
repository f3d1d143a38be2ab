from __future__ import annotations

import asyncio
import logging
import socket
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import httpcore
import httpx
import pytest

from monitor.domain.web import FailureReason, FetchFailure
from monitor.feeds import guard
from monitor.feeds.client import Client, Fetched, Limits, Request
from monitor.feeds.transport import GuardedTransport
from tests.feeds.hostile import FEED, Server, hostile

QUICK = Limits(timeout=1.0, max_bytes=200_000)


def on_server(test: Callable[[Server, Client], Awaitable[None]], **options) -> None:
    async def main() -> None:
        async with hostile() as server:
            options.setdefault("allow_private", [server.authority])
            async with Client(contact="desk@paper.example", **options) as client:
                await test(server, client)

    asyncio.run(main())


def fetch(path: str, limits: Limits = QUICK, **request) -> Fetched | FetchFailure:
    found: list[Fetched | FetchFailure] = []

    async def test(server: Server, client: Client) -> None:
        found.append(await client.fetch(Request(url=server.url(path), **request), limits))

    on_server(test)
    return found[0]


@pytest.mark.parametrize("path", ["/ok", "/gzip", "/gzip-members", "/mislabelled", "/long"])
def test_bodies_that_are_fine(path: str) -> None:
    got = fetch(path)
    assert isinstance(got, Fetched)
    assert (got.status, got.body, got.redirects) == (200, FEED, ())
    assert got.url.endswith(path)
    assert 0 < got.elapsed < 2


def test_empty_gzip_body() -> None:
    got = fetch("/gzip-empty")
    assert isinstance(got, Fetched)
    assert got.body == b""


@pytest.mark.parametrize(
    ("path", "reason", "words"),
    [
        ("/gzip-bomb", FailureReason.TOO_LARGE, "larger than 200,000 bytes"),
        ("/infinite", FailureReason.TOO_LARGE, "larger than"),
        ("/declared-huge", FailureReason.TOO_LARGE, "larger than"),
        ("/gzip-cut", FailureReason.PROTOCOL, "cut off"),
        ("/gzip-not", FailureReason.PROTOCOL, "not valid gzip"),
        ("/brotli", FailureReason.PROTOCOL, "encoding that we do not accept: br"),
        ("/stacked", FailureReason.PROTOCOL, "gzip, gzip"),
        ("/loop", FailureReason.REDIRECTS, "circle"),
        ("/ping", FailureReason.REDIRECTS, "circle"),
        ("/no-location", FailureReason.REDIRECTS, "without a Location"),
        ("/to-file", FailureReason.REFUSED_ADDRESS, "file:///etc/passwd"),
        ("/to-broken", FailureReason.REFUSED_ADDRESS, "not a usable"),
        ("/drip", FailureReason.TIMEOUT, "within 1 s"),
        ("/drip-headers", FailureReason.TIMEOUT, "within 1 s"),
        ("/stall", FailureReason.TIMEOUT, "within 1 s"),
        ("/short", FailureReason.PROTOCOL, "broken answer"),
        ("/chunk-bad", FailureReason.PROTOCOL, "broken answer"),
        ("/http09", FailureReason.PROTOCOL, "broken answer"),
        ("/not-http", FailureReason.PROTOCOL, "broken answer"),
        ("/header-huge", FailureReason.PROTOCOL, "broken answer"),
        ("/close", FailureReason.PROTOCOL, "broken answer"),
    ],
)
def test_bad_answers_are_failures_with_a_clear_line(
    path: str, reason: FailureReason, words: str
) -> None:
    got = fetch(path)
    assert isinstance(got, FetchFailure), got
    assert got.reason is reason
    assert words in got.message
    assert "\n" not in got.message


def test_binary_header_values_are_either_kept_or_a_failure() -> None:
    got = fetch("/header-binary")
    assert isinstance(got, FetchFailure) or got.body == b"ok"


def test_gzip_magic_without_the_header_stays_packed() -> None:
    got = fetch("/gzip-magic")
    assert isinstance(got, Fetched)
    assert got.body.startswith(b"\x1f\x8b")
    assert len(got.body) < 100_000


@pytest.mark.parametrize("path", ["/gzip-bomb", "/to-bomb", "/infinite-500", "/gzip-magic"])
def test_bombs_cost_little_memory(path: str) -> None:
    tracemalloc.start()
    try:
        fetch(path, Limits(timeout=5, max_bytes=1_000_000))
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_error_bodies_are_cut_and_kept_short() -> None:
    got = fetch("/infinite-500")
    assert isinstance(got, Fetched)
    assert (got.status, len(got.body)) == (500, 4096)


def test_redirects_are_followed_and_told() -> None:
    got = fetch("/permanent")
    assert isinstance(got, Fetched)
    assert got.body == FEED
    assert [(status, url.rpartition("/")[2]) for status, url in got.redirects] == [
        (301, "permanent-2"),
        (308, "temporary"),
        (302, "ok"),
    ]


def test_redirect_targets_in_utf8_are_escaped() -> None:
    got = fetch("/to-ok-utf8")
    assert isinstance(got, Fetched)
    assert got.body == b"/echo/caf%C3%A9%20au%20lait"


def test_number_of_redirects_and_the_whole_chain_are_limited() -> None:
    async def test(server: Server, client: Client) -> None:
        few = await client.fetch(
            Request(url=server.url("/slow/0")), Limits(timeout=5, max_redirects=3)
        )
        assert isinstance(few, FetchFailure)
        assert few.message == "more than 3 redirects"
        assert len(server.hits) == 4
        started = time.monotonic()
        slow = await client.fetch(Request(url=server.url("/slow/0")), Limits(timeout=0.7))
        assert isinstance(slow, FetchFailure)
        assert slow.reason is FailureReason.TIMEOUT
        assert time.monotonic() - started < 1.2

    on_server(test)


def test_honest_headers_and_nothing_else() -> None:
    async def test(server: Server, client: Client) -> None:
        await client.fetch(Request(url=server.url("/cookie")))
        await client.fetch(Request(url=server.url("/echo?a=1&b=%20#part"), headers={"If-X": "y"}))
        first, second = server.hits
        assert first.headers == {
            "host": server.authority,
            "user-agent": client.user_agent,
            "accept": "*/*",
            "accept-encoding": "gzip",
        }
        assert client.user_agent.startswith("followup-monitor/")
        assert client.user_agent.endswith("(+desk@paper.example)")
        assert second.headers["if-x"] == "y"
        assert "cookie" not in second.headers
        assert second.path == "/echo?a=1&b=%20"

    on_server(test)


def test_cookies_are_neither_kept_nor_sent_back() -> None:
    async def test(server: Server, client: Client) -> None:
        for path in ("/cookie-hop", "/cookie", "/echo"):
            assert isinstance(await client.fetch(Request(url=server.url(path))), Fetched)
        assert [hit.path for hit in server.hits] == ["/cookie-hop", "/cookie", "/cookie", "/echo"]
        assert not any("cookie" in hit.headers for hit in server.hits)

    on_server(test)


def test_no_log_of_any_library_tells_what_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def test(server: Server, client: Client) -> None:
        secret = server.url("/echo/hush?key=hush").replace("//", "//desk:hush@")
        for url in (secret, server.url("/to/") + server.url("/stall/hush")):
            await client.fetch(Request(url=url), Limits(timeout=0.3))

    on_server(test)
    assert "asyncio" in {record.name for record in caplog.records}
    assert not [record.message for record in caplog.records if "hush" in record.message]


def test_addresses_that_httpx_cannot_read_are_failures() -> None:
    got = asyncio.run(_once("http://0177.0.0.1/ok"))
    assert isinstance(got, FetchFailure)
    assert got.reason is FailureReason.REFUSED_ADDRESS


async def _once(url: str) -> Fetched | FetchFailure:
    async with Client() as client:
        return await client.fetch(Request(url=url), QUICK)


def test_post_is_sent_once_and_never_redirected() -> None:
    async def test(server: Server, client: Client) -> None:
        sent = Request(url=server.url("/echo"), method="POST", body=b'{"text": "x"}')
        got = await client.fetch(sent)
        assert isinstance(got, Fetched)
        assert got.body == b'{"text": "x"}'
        moved = await client.fetch(Request(url=server.url("/loop"), method="POST", body=b"x"))
        assert isinstance(moved, Fetched)
        assert moved.status == 302
        assert len(server.hits) == 2

    on_server(test)


def test_credentials_go_to_their_origin_only_and_are_never_shown() -> None:
    async def test(server: Server, client: Client) -> None:
        async with hostile() as other:
            secret = server.url().replace("//", "//desk:pa%3Ass@")
            open_client = Client(allow_private=[server.authority, other.authority])
            request = Request(url=secret + "to/" + other.url("/ok"), headers={"Cookie": "a=b"})
            got = await open_client.fetch(request)
            assert isinstance(got, Fetched)
            assert server.hits[-1].headers["authorization"] == "Basic ZGVzazpwYTpzcw=="
            assert server.hits[-1].headers["cookie"] == "a=b"
            assert not {"authorization", "cookie"} & set(other.hits[-1].headers)
            assert "pa%3Ass" not in f"{got}{request}"
            same = await open_client.fetch(Request(url=secret + "to/" + server.url("/ok")))
            assert isinstance(same, Fetched)
            assert "authorization" in server.hits[-1].headers
            assert "pa%3Ass" not in same.url
            await open_client.close()

    on_server(test)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/ok",
        "http://localhost:{port}/ok",
        "http://2130706433:{port}/ok",
        "http://127.1:{port}/ok",
        "http://0x7f.1:{port}/ok",
        "http://[::1]:{port}/ok",
        "http://[::ffff:127.0.0.1]:{port}/ok",
        "http://[::ffff:7f00:1]:{port}/ok",
        "http://0.0.0.0:{port}/ok",
        "http://user@127.0.0.1:{port}/ok",
        "http://127.0.0.1.:{port}/ok",
        "http://\u2460\u2461\u2466.0.0.1:{port}/ok",
        "HTTP://LOCALHOST:{port}/ok",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/ok",
        "http://:{port}/ok",
        "http://127.0.0.1:99999/ok",
        "",
    ],
)
def test_private_addresses_are_refused_however_spelled(url: str) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        """As the C library does, which reads numbers of any base and length as addresses."""
        try:
            return [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError:
            return await guard.resolve(host, port)

    async def test(server: Server, client: Client) -> None:
        got = await client.fetch(Request(url=url.format(port=server.port)), Limits(timeout=2))
        assert isinstance(got, FetchFailure), got
        assert got.reason in {FailureReason.REFUSED_ADDRESS, FailureReason.DNS}
        assert server.hits == []

    on_server(test, allow_private=[], resolve=resolve)


def test_allow_list_is_for_one_port_of_one_address() -> None:
    async def main() -> None:
        async with (
            hostile() as main_site,
            hostile("127.0.0.2") as canary,
            Client(allow_private=[main_site.authority]) as client,
        ):
            assert isinstance(await client.fetch(Request(url=main_site.url("/ok"))), Fetched)
            for url in (
                canary.url("/ok"),
                main_site.url("/to/") + canary.url("/ok"),
                f"http://127.0.0.1:{canary.port}/",
            ):
                got = await client.fetch(Request(url=url))
                assert isinstance(got, FetchFailure)
                assert got.reason is FailureReason.REFUSED_ADDRESS
                assert "fetch.allow_private" in got.message
            assert canary.hits == []

    asyncio.run(main())


def test_every_answer_of_the_resolver_must_be_public() -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return {
            "mixed.example": ["93.184.216.34", "127.0.0.1"],
            "empty.example": [],
            "rebind.example": ["127.0.0.1"] if len(asked) > 1 else ["192.0.2.1"],
        }[host]

    async def test(server: Server, client: Client) -> None:
        mixed = await client.fetch(Request(url=f"http://mixed.example:{server.port}/ok"))
        assert isinstance(mixed, FetchFailure)
        assert mixed.reason is FailureReason.REFUSED_ADDRESS
        empty = await client.fetch(Request(url="http://empty.example/ok"))
        assert isinstance(empty, FetchFailure)
        assert empty.reason is FailureReason.DNS
        asked.clear()
        rebound = await client.fetch(Request(url=f"http://rebind.example:{server.port}/ok"))
        assert isinstance(rebound, FetchFailure)
        assert asked == ["rebind.example"]
        assert server.hits == []

    on_server(test, allow_private=[], resolve=resolve)


def test_second_address_is_tried_when_the_first_is_dead() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.9", "127.0.0.1"]

    async def main() -> None:
        async with hostile() as server:
            name = f"two.example:{server.port}"
            async with Client(allow_private=[name], resolve=resolve) as client:
                got = await client.fetch(Request(url=f"http://{name}/ok"))
                assert isinstance(got, Fetched)
                assert server.hits[0].headers["host"] == name

    asyncio.run(main())


def test_nobody_listens_and_nobody_is_found() -> None:
    async def test(server: Server, client: Client) -> None:
        refused = await client.fetch(Request(url="http://127.0.0.1:1/"))
        assert isinstance(refused, FetchFailure)
        assert refused.reason is FailureReason.CONNECT
        unknown = await client.fetch(Request(url="http://no-such-host.invalid/"))
        assert isinstance(unknown, FetchFailure)
        assert (unknown.reason, unknown.weight) == (FailureReason.DNS, 0.25)
        plain = await client.fetch(Request(url=server.url("/ok").replace("http:", "https:")))
        assert isinstance(plain, FetchFailure)
        assert plain.reason is FailureReason.TLS
        evil = await client.fetch(Request(url=server.url("/ok"), headers={"x": "a\r\nb: c"}))
        assert isinstance(evil, FetchFailure)
        wide = await client.fetch(Request(url=server.url("/ok"), headers={"x": "\u4e2d"}))
        assert isinstance(wide, FetchFailure)

    async def main() -> None:
        async with hostile() as server:
            allowed = [server.authority, "127.0.0.1:1"]
            async with Client(allow_private=allowed) as client:
                await test(server, client)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("raised", "seen", "reason"),
    [
        (httpcore.ReadTimeout, httpx.TimeoutException, FailureReason.TIMEOUT),
        (httpcore.ConnectTimeout, httpx.TimeoutException, FailureReason.TIMEOUT),
        (httpcore.ConnectError, httpx.ConnectError, FailureReason.CONNECT),
        (httpcore.ReadError, httpx.NetworkError, FailureReason.CONNECT),
        (httpcore.LocalProtocolError, httpx.LocalProtocolError, FailureReason.PROTOCOL),
        (httpcore.RemoteProtocolError, httpx.RemoteProtocolError, FailureReason.PROTOCOL),
        (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol, FailureReason.PROTOCOL),
    ],
)
def test_errors_of_a_connection_are_those_of_httpx_and_become_values(
    raised: type[Exception], seen: type[Exception], reason: FailureReason
) -> None:
    """Whatever breaks while the address is connected to."""

    async def fails(host: str, port: int) -> Sequence[str]:
        raise raised("it broke")

    async def main() -> None:
        transport = GuardedTransport(resolve=fails)
        with pytest.raises(seen, match="it broke"):
            await transport.handle_async_request(httpx.Request("GET", "http://a.example/"))
        await transport.aclose()
        async with Client(resolve=fails) as client:
            got = await client.fetch(Request(url="http://a.example/"), QUICK)
            assert isinstance(got, FetchFailure)
            assert got.reason is reason

    asyncio.run(main())


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert isinstance(fetch("/ok"), Fetched)


def test_stalled_servers_do_not_hold_up_others_and_leak_nothing() -> None:
    fds = Path("/proc/self/fd")

    async def test(server: Server, client: Client) -> None:
        before = len(list(fds.iterdir()))
        limits = Limits(timeout=0.4)
        for _ in range(2):
            stalled = [client.fetch(Request(url=server.url("/stall")), limits) for _ in range(10)]
            good = [client.fetch(Request(url=server.url("/ok")), limits) for _ in range(10)]
            results = await asyncio.gather(*stalled, *good)
            assert [isinstance(r, Fetched) for r in results] == [False] * 10 + [True] * 10
        again = await asyncio.gather(
            *(client.fetch(Request(url=server.url("/ok"))) for _ in range(30))
        )
        assert all(isinstance(r, Fetched) for r in again)
        assert len(client._transport.connections) <= 4
        await client.close()
        await asyncio.sleep(0.05)
        # The server lives in this process too: its ends of the stalled connections count.
        assert len(list(fds.iterdir())) - before <= 25

    on_server(test, max_connections=4)
