"""A, B1 to B6: a feed is asked as often as is right, however it answers."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from monitor.domain.model import FeedState
from monitor.domain.pacing import MAX_RETRY_AFTER, NEVER, PollRules
from monitor.domain.polling import MOVE_SIGHTINGS
from tests.factories import NOW
from tests.feeds.hostile import reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, feed, item

THREE = [item("a"), item("b"), item("c")]
PAGE = reply(200, b"<!doctype html><html><body>Sign in</body></html>")


def test_a1_a_second_poll_is_conditional_and_adds_nothing(desk: Desk, server: Hostile) -> None:
    server.on("/feed", feed(*THREE, etag='"v1"'), reply(304, etag='"v1"'))
    desk.follow("/feed")
    desk.poll_when_due(2)
    first, second = server.asked("/feed")
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == '"v1"'
    assert len(desk.titles()) == 3


def test_a2_a_feed_that_shows_a_window_is_stored_whole(desk: Desk, server: Hostile) -> None:
    names = [f"{number:02}" for number in range(22)]
    windows = [feed(*(item(n) for n in reversed(names[at : at + 3]))) for at in range(20)]
    server.on("/feed", *windows)
    desk.follow("/feed")
    desk.poll_when_due(20)
    assert desk.titles() == [f"Report {name}" for name in names]


def test_a4_a_flapping_feed_recovers_each_time(desk: Desk, server: Hostile) -> None:
    server.on("/feed", *[reply(500), reply(502), reply(404), feed(*THREE)] * 3)
    desk.follow("/feed")
    for _ in range(3):
        desk.poll_when_due(3)
        assert desk.feed().failures >= 2
        assert desk.feed().state is FeedState.FAILING
        desk.poll_when_due()
        assert (desk.feed().failures, desk.feed().error) == (0, "")
        assert desk.feed().state is FeedState.OK
    assert len(desk.titles()) == 3


@pytest.mark.parametrize(
    ("path", "most"), [("/loop", 1), ("/ping", 1), ("/grow", 11), ("/cased", 11)]
)
def test_b1_circles_end_soon(desk: Desk, server: Hostile, path: str, most: int) -> None:
    async def grow(hit, writer):
        writer.write(reply(302, location=hit.path + ("&" if "?" in hit.path else "?") + "x" * 500))

    server.on("/grow", grow)
    server.on("/cased", *[reply(301, location=f"/cased?{n}#top") for n in range(50)])
    desk.follow(path)
    desk.poll()
    assert len(server.asked(path)) <= most
    assert len(server.hits) <= 11
    assert "redirect" in desk.feed().error


def test_b2_a_slow_chain_ends_at_the_deadline(desk: Desk, server: Hostile) -> None:
    async def hop(hit, writer):
        await asyncio.sleep(0.2)
        writer.write(reply(302, location=f"/hop?{len(server.hits)}"))

    server.on("/hop", hop)
    desk.follow("/hop")
    desk.timeout = 0.5
    desk.poll()
    assert "not complete within" in desk.feed().error
    assert 2 <= len(server.hits) <= 3


@pytest.mark.parametrize(
    ("status", "moves"), [(301, True), (308, True), (302, False), (303, False), (307, False)]
)
def test_b3_only_a_permanent_redirect_changes_the_address(
    desk: Desk, server: Hostile, status: int, moves: bool
) -> None:
    server.on("/old", reply(status, location="/new"))
    server.on("/new", feed(*THREE))
    desk.follow("/old")
    desk.poll_when_due(MOVE_SIGHTINGS + 1)
    assert desk.feed().url == server.url("/new" if moves else "/old")
    assert len(desk.titles()) == 3


@pytest.mark.parametrize("target", [PAGE, reply(404), reply(200), reply(302, location="/away")])
def test_b3_a_redirect_to_what_is_no_feed_changes_nothing(
    desk: Desk, server: Hostile, target: bytes
) -> None:
    server.on("/old", reply(301, location="/new"))
    server.on("/new", target)
    server.on("/away", PAGE)
    desk.follow("/old")
    desk.poll_when_due(MOVE_SIGHTINGS + 2)
    assert desk.feed().url == server.url("/old")


def test_b3_a_passing_hijack_is_forgotten(desk: Desk, server: Hostile) -> None:
    hijack = reply(301, location="/evil")
    server.on("/feed", feed(*THREE), hijack, hijack, feed(*THREE), hijack, hijack, feed(*THREE))
    server.on("/evil", feed(item("evil")))
    desk.follow("/feed")
    desk.poll_when_due(7)
    assert (desk.feed().url, desk.feed().state) == (server.url("/feed"), FeedState.OK)
    assert desk.feed().moved_to == ""


def test_b3_a_lasting_hijack_that_shares_no_entry_is_never_adopted(
    desk: Desk, server: Hostile
) -> None:
    server.on("/feed", feed(*THREE), reply(301, location="/evil"))
    server.on("/evil", feed(item("evil"), item("worse")))
    desk.follow("/feed")
    desk.poll_when_due(MOVE_SIGHTINGS + 5)
    assert desk.feed().url == server.url("/feed")
    assert desk.feed().state is FeedState.MOVED


def test_b3_a_redirect_to_another_feed_that_is_followed_makes_no_clash(
    desk: Desk, server: Hostile
) -> None:
    server.on("/old", reply(301, location="/new"))
    server.on("/new", feed(*THREE))
    desk.follow("/old")
    desk.follow("/new")
    desk.poll_when_due(MOVE_SIGHTINGS + 1)
    assert {one.url for one in desk.store.feeds.list()} == {server.url("/old"), server.url("/new")}


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_b4_a_wait_that_is_asked_for_is_kept_over_a_restart(
    desk: Desk, server: Hostile, status: int, form: str
) -> None:
    wait = timedelta(hours=30)
    until = format_datetime(NOW + wait).replace("+0000", "GMT")
    value = str(int(wait.total_seconds())) if form == "seconds" else until
    server.on("/feed", reply(status, retry_after=value), feed(*THREE))
    desk.follow("/feed")
    desk.poll()
    for hours in (1, 12, 16.9):
        desk.restart()
        desk.poll(hours=hours)
    assert len(server.asked("/feed")) == 1
    desk.poll(hours=0.11)
    assert len(server.asked("/feed")) == 2
    assert len(desk.titles()) == 3


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "value", ["", "soon", "-5", "0", "1.5", "99999999999999999999", "Thu, 01 Jan 1970 00:00:00 GMT"]
)
def test_b5_an_odd_wait_is_neither_a_hot_loop_nor_silence(
    desk: Desk, server: Hostile, status: int, value: str
) -> None:
    server.on("/feed", reply(status, **({"retry_after": value} if value else {})))
    desk.follow("/feed")
    for _ in range(6):
        desk.poll_when_due()
        wait = desk.feed().next_poll_at - desk.now
        assert PollRules().interval <= wait <= MAX_RETRY_AFTER


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (401, FeedState.BLOCKED),
        (403, FeedState.BLOCKED),
        (404, FeedState.FAILING),
        (500, FeedState.FAILING),
        (503, FeedState.FAILING),
        (999, FeedState.BLOCKED),
    ],
)
def test_b6_a_feed_that_fails_is_asked_less_and_keeps_its_entries(
    desk: Desk, server: Hostile, status: int, state: FeedState
) -> None:
    server.on("/feed", feed(*THREE), reply(status, b"no"))
    desk.follow("/feed")
    desk.poll_when_due(2)
    waits = []
    for _ in range(20):
        desk.poll_when_due()
        waits.append(desk.feed().next_poll_at - desk.now)
    assert waits == sorted(waits)
    assert waits[-1] <= PollRules().last_backoff * 1.1
    assert max(wait for wait in waits[:10]) <= PollRules().max_backoff * 1.1
    assert (desk.feed().state, len(desk.titles())) == (state, 3)
    assert str(status) in desk.feed().error


def test_b6_gone_is_asked_no_more_and_says_so(desk: Desk, server: Hostile) -> None:
    server.on("/feed", feed(*THREE), reply(410))
    desk.follow("/feed")
    desk.poll_when_due(2)
    assert (desk.feed().state, desk.feed().next_poll_at) == (FeedState.GONE, NEVER)
    assert "gone for good" in desk.feed().error
    desk.poll(days=4000)
    assert len(server.asked("/feed")) == 2
    assert len(desk.titles()) == 3


def test_b6_gone_behind_a_passing_redirect_is_not_for_ever(desk: Desk, server: Hostile) -> None:
    server.on("/feed", reply(302, location="/else"), feed(*THREE))
    server.on("/else", reply(410))
    desk.follow("/feed")
    desk.poll_when_due(2)
    assert desk.feed().state is FeedState.OK
