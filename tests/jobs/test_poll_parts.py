"""An index of feeds is polled with the parts that it names."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from monitor.domain.model import FeedState
from monitor.domain.web import FailureReason, FeedStatus, FetchFailure, NotModified, ParsedFeed
from monitor.errors import WorkerError
from tests.factories import NOW, later
from tests.fakes import FakeStore
from tests.jobs.world import FEED, World, feed_of, item, page, parse_items

ONE, TWO = FEED + "/1", FEED + "/2"
DOWN = FetchFailure(reason=FailureReason.CONNECT, message="refused")


def parse(body, *, url, content_type, now):
    if body == b"slow":
        raise WorkerError("timeout", "too slow")
    if body.startswith(b"index"):
        return ParsedFeed(
            status=FeedStatus.OK,
            format="sitemap_index",
            parts=tuple(body.decode().split()[1:]),
            complete=False,
        )
    return parse_items(body, url=url, content_type=content_type, now=now)


@pytest.fixture
def world():
    world = World(FakeStore(), parse=parse)
    world.add_feed()
    world.net.answers[FEED] = page(f"index {ONE} {TWO}", etag='"v"')
    return world


def polled(world, now=NOW):
    run = asyncio.run(world.poll(now))
    assert run.ok, run.message
    (feed,) = world.store.feeds.list()
    return run, feed


def test_the_entries_of_all_parts_are_those_of_the_feed(world):
    world.net.answers[ONE] = feed_of(item("a"), item("b"), url=ONE)
    world.net.answers[TWO] = feed_of(item("b"), item("c"), url=TWO)
    run, feed = polled(world)
    assert world.net.asked == [FEED, ONE, TWO]
    assert (run.counts["new"], run.counts["failed"]) == (3, 0)
    assert (feed.state, feed.title, feed.error) == (FeedState.OK, "The Gazette", "")
    # An index stays the same while its parts change: it is never "unchanged".
    assert (feed.etag, feed.body_hash) == ("", "")
    world.net.answers[TWO] = feed_of(item("d"), url=TWO)
    run, _ = polled(world, later(days=1))
    assert run.counts["new"] == 1


def test_parts_are_asked_without_conditions(world):
    seen = []

    async def feed(asked, *, now):
        seen.append((asked.url, asked.etag, asked.full_fetch_at))
        return world.net.answers[asked.url]

    world.net.feed = feed
    (stored,) = world.store.feeds.list()
    world.store.feeds.rows[stored.id] = replace(stored, etag='"old"', full_fetch_at=NOW)
    world.net.answers[ONE] = world.net.answers[TWO] = feed_of(item("a"))
    polled(world)
    assert seen == [(FEED, '"old"', NOW), (ONE, "", None), (TWO, "", None)]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (DOWN, "refused"),
        (page("slow"), "too slow"),
        (page("{}"), "no list"),
        (NotModified(), ""),
    ],
)
def test_one_part_that_fails_does_not_cost_the_other(world, answer, error):
    world.net.answers[ONE] = answer
    world.net.answers[TWO] = feed_of(item("c"), url=TWO)
    run, feed = polled(world)
    assert (run.counts["new"], feed.state) == (1, FeedState.OK)
    assert error in feed.error


def test_parts_that_all_fail_are_a_failure_of_the_feed(world):
    world.net.answers[ONE] = world.net.answers[TWO] = DOWN
    run, feed = polled(world)
    assert (run.counts["failed"], feed.error) == (1, "refused")
    assert feed.state is FeedState.FAILING


@pytest.mark.parametrize(
    ("answer", "state"),
    [(page("{}"), FeedState.NOT_A_FEED), (page("[]"), FeedState.EMPTY)],
)
def test_parts_without_news_are_told(world, answer, state):
    world.net.answers[ONE] = world.net.answers[TWO] = answer
    now = NOW
    for _ in range(8):
        _, feed = polled(world, now)
        now = feed.next_poll_at
    assert feed.state is state


def test_a_part_that_is_an_index_again_is_not_followed(world):
    world.net.answers[ONE] = page(f"index {FEED}/deeper", url=ONE)
    world.net.answers[TWO] = feed_of(item("c"), url=TWO)
    run, _ = polled(world)
    assert world.net.asked == [FEED, ONE, TWO]
    assert run.counts["new"] == 1
