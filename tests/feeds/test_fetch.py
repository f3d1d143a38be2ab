from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.model import Feed
from monitor.domain.web import FailureReason, FetchFailure, NotModified, Page
from monitor.feeds.answers import parse_retry_after
from monitor.feeds.client import Client, Limits
from monitor.feeds.fetch import PoliteFetcher, fetch_feed, fetch_page
from monitor.feeds.gate import ClosedHosts, HostGate
from tests.feeds.hostile import FEED, Handler, Server, fixed, hostile, reply

NOW = datetime(2024, 10, 28, 10, 0, tzinfo=UTC)
LIMITS = Limits(timeout=3, max_bytes=100_000)


def run(test) -> None:
    async def main() -> None:
        async with hostile() as server, Client(allow_private=[server.authority]) as client:
            await test(server, client)

    asyncio.run(main())


@asynccontextmanager
async def serving(own: dict[str, Handler]) -> AsyncIterator[tuple[Server, Client]]:
    """A server with these answers, and a client that may reach it."""
    async with hostile(own=own) as server, Client(allow_private=[server.authority]) as client:
        yield server, client


def feed_at(server: Server, path: str, **known) -> Feed:
    return Feed(id=1, url=server.url(path), outlet_id="paper", **known)


def get(path: str, **known) -> Page | NotModified | FetchFailure:
    found = []

    async def test(server: Server, client: Client) -> None:
        feed = feed_at(server, path, **known)
        found.append(await fetch_feed(client, feed, now=NOW, limits=LIMITS))

    run(test)
    return found[0]


def test_second_poll_is_conditional_and_echoes_byte_for_byte() -> None:
    async def test(server: Server, client: Client) -> None:
        feed = feed_at(server, "/conditional")
        page = await fetch_feed(client, feed, now=NOW, limits=LIMITS)
        assert isinstance(page, Page)
        assert (page.body, page.etag, page.max_age) == (FEED, '"v1"', timedelta(minutes=10))
        assert page.last_modified == "Mon, 28 Oct 2024 10:00:00 GMT"
        known = replace(feed, etag=page.etag, last_modified=page.last_modified, full_fetch_at=NOW)
        again = await fetch_feed(client, known, now=NOW, limits=LIMITS)
        assert isinstance(again, NotModified)
        sent = server.hits[-1].headers
        assert sent["if-none-match"] == '"v1"'
        assert sent["if-modified-since"] == "Mon, 28 Oct 2024 10:00:00 GMT"

    run(test)


def test_weak_and_odd_validators_are_echoed_or_dropped() -> None:
    async def test(server: Server, client: Client) -> None:
        feed = feed_at(server, "/etag-weak")
        page = await fetch_feed(client, feed, now=NOW, limits=LIMITS)
        assert isinstance(page, Page)
        assert page.etag == 'W/"caf\u00e9 1"'
        known = replace(feed, etag=page.etag, last_modified=page.last_modified, full_fetch_at=NOW)
        assert isinstance(await fetch_feed(client, known, now=NOW, limits=LIMITS), Page)
        assert server.hits[-1].headers["if-none-match"] == 'W/"caf\u00e9 1"'
        assert server.hits[-1].headers["if-modified-since"] == "yesterday"
        long = await fetch_feed(client, feed_at(server, "/etag-long"), now=NOW, limits=LIMITS)
        assert isinstance(long, Page)
        assert long.etag == ""

    run(test)


@pytest.mark.parametrize(
    ("path", "reason", "weight", "words"),
    [
        ("/304", FailureReason.PROTOCOL, 0.5, "without conditions"),
        ("/partial", FailureReason.PROTOCOL, 0.5, "HTTP 206: no usable body"),
        ("/status/204", FailureReason.PROTOCOL, 0.5, "HTTP 204"),
        ("/status/300", FailureReason.PROTOCOL, 0.5, "HTTP 300"),
        ("/status/400", FailureReason.HTTP, 1.0, "request refused"),
        ("/status/401", FailureReason.BLOCKED, 1.0, "refuses us"),
        ("/status/403", FailureReason.BLOCKED, 1.0, "refuses us"),
        ("/status/404", FailureReason.HTTP, 1.0, "not found"),
        ("/status/408", FailureReason.HTTP, 0.5, "try again"),
        ("/status/410", FailureReason.GONE, 1.0, "gone for good"),
        ("/status/429", FailureReason.RATE_LIMITED, 0.5, "come back later"),
        ("/status/451", FailureReason.BLOCKED, 1.0, "refuses us"),
        ("/status/500", FailureReason.HTTP, 0.5, "server error"),
        ("/status/503", FailureReason.HTTP, 0.5, "server error"),
        ("/status/999", FailureReason.BLOCKED, 1.0, "HTTP 999"),
        ("/challenge", FailureReason.BLOCKED, 1.0, "bot check"),
        ("/stall", FailureReason.TIMEOUT, 0.5, "within"),
    ],
)
def test_statuses_mean(path: str, reason: FailureReason, weight: float, words: str) -> None:
    got = get(path)
    assert isinstance(got, FetchFailure)
    assert (got.reason, got.weight) == (reason, weight)
    assert words in got.message


def test_failure_after_a_redirect_names_where() -> None:
    async def test(server: Server, client: Client) -> None:
        feed = feed_at(server, "/to/" + server.url("/status/404"))
        got = await fetch_feed(client, feed, now=NOW, limits=LIMITS)
        assert isinstance(got, FetchFailure)
        assert got.message.endswith(f"(after a redirect to {server.url('/status/404')})")

    run(test)


@pytest.mark.parametrize(
    ("path", "reason", "wait"),
    [
        ("/status/429/Retry-After=120", FailureReason.RATE_LIMITED, timedelta(seconds=120)),
        ("/status/503/Retry-After=5", FailureReason.RATE_LIMITED, timedelta(seconds=5)),
        (
            "/status/429/Retry-After=Mon,%2028%20Oct%202024%2012:00:00%20GMT",
            FailureReason.RATE_LIMITED,
            timedelta(hours=2),
        ),
        ("/status/429/Retry-After=-5", FailureReason.RATE_LIMITED, None),
        ("/status/429/Retry-After=soon", FailureReason.RATE_LIMITED, None),
    ],
)
def test_retry_after_is_told(path: str, reason: FailureReason, wait: timedelta | None) -> None:
    got = get(path)
    assert isinstance(got, FetchFailure)
    assert (got.reason, got.retry_after) == (reason, wait)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 60 ", 60),
        ("9" * 50, 10**9),
        ("Mon, 28 Oct 2024 10:00:30 GMT", 30),
        ("Mon, 28 Oct 2024 09:00:00 GMT", None),
        ("Mon, 28 Oct 99999 09:00:00 GMT", None),
        ("", None),
        ("1.5", None),
        ("\u0663", None),
    ],
)
def test_retry_after_values(value: str, seconds: int | None) -> None:
    wait = parse_retry_after(value, NOW)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize("status", [200, 202, 301, 304, 400, 403, 404, 429, 500, 503])
def test_retry_after_counts_on_any_status_and_by_the_clock_of_the_server(status: int) -> None:
    async def ask(value: str) -> timedelta | None:
        headers = {"retry_after": value, "date": "Mon, 28 Oct 2024 12:00:00 GMT"}
        answer = reply(status, FEED if status == 200 else b"", **headers)
        async with serving({"/feed": fixed(answer)}) as (server, client):
            feed = feed_at(server, "/feed", etag='"1"', full_fetch_at=NOW)
            got = await fetch_feed(client, feed, now=NOW, limits=LIMITS)
        return None if isinstance(got, FetchFailure) and status == 301 else got.retry_after

    expected = None if status == 301 else timedelta(minutes=5)  # a redirect that leads nowhere
    assert asyncio.run(ask("300")) == expected
    # Its clock is two hours ahead of ours.
    assert asyncio.run(ask("Mon, 28 Oct 2024 12:05:00 GMT")) == expected


def test_expires_counts_by_the_clock_of_the_server() -> None:
    headers = {
        "expires": "Mon, 28 Oct 2024 12:30:00 GMT",
        "date": "Mon, 28 Oct 2024 12:00:00 GMT",
    }

    async def main() -> None:
        async with serving({"/feed": fixed(reply(200, FEED, **headers))}) as (server, client):
            got = await fetch_feed(client, feed_at(server, "/feed"), now=NOW, limits=LIMITS)
        assert isinstance(got, Page)
        assert got.max_age == timedelta(minutes=30)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (reply(403, b"x", cf_mitigated="challenge"), "Cloudflare"),
        (reply(503, b"<title>Just a moment...</title>", server="cloudflare"), "Cloudflare"),
        (reply(403, gzip.compress(b"<b>Just a moment</b> cf-chl-x"), content_encoding="gzip"), ""),
        (reply(403, b"<script src='https://geo.captcha-delivery.com/c.js'>"), "DataDome"),
        (reply(405, b"x", x_amzn_waf_action="captcha"), "AWS WAF"),
        (reply(403, b"<iframe src='/_Incapsula_Resource?x'>"), "Imperva"),
        (reply(403, b"<p>Please verify you are human"), "a bot check"),
    ],
)
def test_a_bot_check_is_named(answer: bytes, named: str) -> None:
    async def main() -> None:
        async with serving({"/feed": fixed(answer)}) as (server, client):
            got = await fetch_feed(client, feed_at(server, "/feed"), now=NOW, limits=LIMITS)
        assert isinstance(got, FetchFailure)
        assert got.reason is FailureReason.BLOCKED
        assert (named or "Cloudflare") in got.message

    asyncio.run(main())


def test_a_refusal_that_is_a_bomb_is_not_unpacked() -> None:
    async def main() -> None:
        answer = reply(403, gzip.compress(b"just a moment" * 4_000_000), content_encoding="gzip")
        async with serving({"/feed": fixed(answer)}) as (server, client):
            got = await fetch_feed(client, feed_at(server, "/feed"), now=NOW, limits=LIMITS)
        assert isinstance(got, FetchFailure)
        assert got.message == "HTTP 403: the server refuses us"

    asyncio.run(main())


def polite(client: Client, clock: list, **values) -> PoliteFetcher:
    return PoliteFetcher(client, per_host_interval=0, timeout=3, clock=lambda: clock[0], **values)


def test_a_wait_may_be_meant_for_the_whole_host_and_outlives_a_restart() -> None:
    async def main() -> None:
        kept: list = []

        async def keep(closed) -> None:
            kept.append(dict(closed))

        busy = fixed(reply(429, retry_after="600"))
        async with serving({"/busy": busy}) as (server, client):
            now = [NOW]
            one = polite(client, now, whole_host=True, closed=ClosedHosts(keep))
            await one.feed(feed_at(server, "/busy"), now=NOW)
            again = ClosedHosts()
            again.restore(kept[-1])
            other = polite(client, now, whole_host=True, closed=again)
            for fetcher in (one, other):
                got = await fetcher.page(server.url("/ok"))
                assert isinstance(got, FetchFailure)
                assert (got.asked, got.weight, got.temporary) == (False, 0.0, True)
                assert got.retry_after == timedelta(minutes=10)
            assert len(server.hits) == 1
            now[0] = NOW + timedelta(minutes=10)
            assert isinstance(await other.page(server.url("/ok")), Page)
            # A clock that ran ahead closes nobody for years.
            now[0] = NOW - timedelta(days=400)
            assert isinstance(await other.page(server.url("/ok")), Page)

    asyncio.run(main())


def test_a_wait_is_meant_for_the_feed_alone_unless_set_otherwise() -> None:
    async def main() -> None:
        async with serving({"/busy": fixed(reply(429, retry_after="600"))}) as (server, client):
            fetcher = polite(client, [NOW])
            await fetcher.feed(feed_at(server, "/busy"), now=NOW)
            assert isinstance(await fetcher.page(server.url("/ok")), Page)

    asyncio.run(main())


def test_after_a_429_a_host_has_half_a_minute_of_rest() -> None:
    async def main() -> None:
        clock = Time()
        async with serving({"/busy": fixed(reply(429))}) as (server, client):
            fetcher = PoliteFetcher(client, per_host_interval=2.0, timeout=3)
            fetcher._gate = HostGate(2.0, clock=clock.clock, sleep=clock.sleep)
            for path in ("/ok", "/busy", "/ok", "/ok"):
                await fetcher.page(server.url(path))
        assert clock.slept == [2.0, 30.0, 2.0]

    asyncio.run(main())


def test_permanent_target_stops_at_the_first_temporary_redirect() -> None:
    got = get("/permanent")
    assert isinstance(got, Page)
    assert got.moved_to.endswith("/temporary")
    assert got.final_url.endswith("/ok")
    temporary = get("/temporary")
    assert isinstance(temporary, Page)
    assert temporary.moved_to == ""


def test_expires_counts_when_there_is_no_max_age() -> None:
    got = get("/expires")
    assert isinstance(got, Page)
    assert got.max_age == timedelta(hours=1)


def test_article_pages_are_not_conditional() -> None:
    async def test(server: Server, client: Client) -> None:
        fetcher = PoliteFetcher(client, per_host_interval=0, timeout=3, clock=lambda: NOW)
        page = await fetcher.page(server.url("/gzip"))
        assert isinstance(page, Page)
        assert page.body == FEED
        assert "text/html" in server.hits[-1].headers["accept"]
        bad = await fetch_page(client, server.url("/loop"), now=NOW, limits=LIMITS)
        assert isinstance(bad, FetchFailure)
        fed = await fetcher.feed(feed_at(server, "/ok"), now=NOW)
        assert isinstance(fed, Page)
        assert fed.content_type == "application/rss+xml; charset=utf-8"

    run(test)


class Time:
    """A monotonic clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def test_gate_spaces_one_host_and_not_others() -> None:
    clock = Time()
    gate = HostGate(2.0, clock=clock.clock, sleep=clock.sleep)
    running: list[str] = []
    most: list[int] = []

    async def ask(url: str) -> None:
        async with gate.turn(url):
            running.append(url)
            most.append(sum(one.startswith("http://a.example") for one in running))
            await asyncio.sleep(0)
            running.remove(url)

    async def main() -> None:
        await asyncio.gather(
            *(ask(f"http://a.example/{n}") for n in range(3)), ask("http://b.example/")
        )
        clock.now += 10
        await ask("http://a.example/late")

    asyncio.run(main())
    assert clock.slept == [2.0, 2.0]
    assert max(most) == 1


def test_gate_of_no_interval_lets_all_through_and_forgets() -> None:
    clock = Time()

    async def main() -> None:
        free = HostGate(0)
        async with free.turn("http://a.example/"), free.turn("http://a.example/"):
            pass
        gate = HostGate(1.0, clock=clock.clock, sleep=clock.sleep)
        for number in range(1002):
            async with gate.turn(f"http://h{number}.example/"):
                clock.now += 2
        async with gate.turn("not a URL"):
            pass
        assert len(gate._turns) < 10

    asyncio.run(main())
    assert clock.slept == []
