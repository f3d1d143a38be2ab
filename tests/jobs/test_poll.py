"""Polling: entries are filtered and stored once, failures and bugs stay with their feed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import timedelta

import pytest

from monitor.domain.model import EntryState, FeedState
from monitor.domain.web import FailureReason, FetchFailure, NotModified
from monitor.errors import WorkerError
from tests.factories import NOW, later
from tests.jobs.world import FEED, World, feed_of, item, page

DOWN = FetchFailure(reason=FailureReason.CONNECT, message="refused", status=0)


def states(world):
    return [entry.state for entry in world.store.entries.rows.values()]


def test_an_entry_that_a_query_hits_is_pending_and_others_are_kept_as_skipped(stored_world):
    world = stored_world
    world.open_claim()
    world.add_feed()
    world.net.answers[FEED] = feed_of(
        item("a"),
        item("b", title="Rain"),
        item("c", title="Rain", categories=["Ruritania"]),
        item("d", title="Rain", summary="Ruritania", content="and its soldiers"),
    )
    run = asyncio.run(world.poll())
    assert run.ok
    assert dict(run.counts) == {"feeds": 1, "failed": 0, "entries": 4, "new": 4}
    counts = world.store.entries.counts()
    assert (counts[EntryState.PENDING], counts[EntryState.SKIPPED]) == (2, 2)
    (feed,) = world.store.feeds.list()
    assert (feed.state, feed.title) == (FeedState.OK, "The Gazette")
    assert feed.next_poll_at > NOW
    assert world.store.feeds.due(NOW, 10) == ()


def test_nothing_due_asks_nobody(world):
    run = asyncio.run(world.poll())
    assert (run.ok, dict(run.counts), world.net.asked) == (True, {}, [])


def test_an_entry_whose_guid_changed_is_not_collected_twice(stored_world):
    world = stored_world
    world.open_claim()
    world.add_feed()
    link = "url:https://gazette.example/a"
    world.serve("a")
    world.net.answers[FEED] = [
        feed_of(item("a", keys=["guid:1", link])),
        feed_of(item("a", keys=["guid:2", link])),
        feed_of(item("a", keys=["guid:2"], url="https://gazette.example/a?utm=x")),
    ]
    for hours in range(3):
        now = later(hours=12 * hours)
        asyncio.run(world.poll(now))
        asyncio.run(world.collect(now))
    assert world.net.asked == [FEED, "https://gazette.example/a", FEED, FEED]
    assert sum(world.store.entries.counts().values()) == 1
    assert world.store.articles.count() == 1


@pytest.mark.parametrize("answer", ["not modified", "same body"])
def test_an_unchanged_feed_is_not_parsed(answer):
    def parse(body, **_):
        raise AssertionError("parsed")

    from tests.fakes import FakeStore

    world = World(FakeStore(), parse=parse)
    feed = world.add_feed()
    body = feed_of(item("a"))
    world.store.feeds.rows[feed.id] = _with_hash(feed, body.body)
    world.net.answers[FEED] = (
        NotModified(max_age=timedelta(hours=1)) if answer == "not modified" else body
    )
    run = asyncio.run(world.poll())
    assert run.ok
    assert run.counts["failed"] == 0
    assert world.store.feeds.get(feed.id).succeeded_at == NOW
    assert "cpu" not in world.lanes.calls


def _with_hash(feed, body):
    from dataclasses import replace

    return replace(feed, body_hash=hashlib.sha256(body).hexdigest())


@pytest.mark.parametrize(
    ("answer", "state", "failed"),
    [
        (DOWN, FeedState.FAILING, 1),
        (page('{"no": "feed"}'), FeedState.NOT_A_FEED, 1),
        (page("[]"), FeedState.EMPTY, 0),
    ],
)
def test_what_a_feed_answers_is_its_state_and_not_a_bug(world, answer, state, failed):
    world.add_feed()
    now = NOW
    for _ in range(8):  # some states need more than one sight of it
        world.net.answers[FEED] = answer
        run = asyncio.run(world.poll(now))
        assert run.ok
        assert run.counts["failed"] == failed
        now += timedelta(days=2)
    assert world.store.feeds.list()[0].state is state


def test_a_parser_that_was_killed_is_a_failure_of_the_feed_and_not_a_bug():
    def parse(body, **_):
        raise WorkerError("timeout", "parsing took longer than 15 s")

    from tests.fakes import FakeStore

    world = World(FakeStore(), parse=parse)
    world.add_feed()
    world.net.answers[FEED] = feed_of(item("a"))
    run = asyncio.run(world.poll())
    (feed,) = world.store.feeds.list()
    assert (run.ok, run.counts["failed"]) == (True, 1)
    assert "longer than 15 s" in feed.error
    assert feed.next_poll_at > NOW


@pytest.mark.parametrize("bug", ["parser", "fetcher"])
def test_a_bug_costs_its_feed_only_and_the_run_is_not_ok(stored_world, bug):
    world = stored_world
    world.open_claim()
    first = world.add_feed()
    second = world.add_feed("https://herald.example/feed", "herald")
    world.net.answers[first.url] = page("boom") if bug == "parser" else RuntimeError("bug")
    world.net.answers[second.url] = feed_of(item("a"), url=second.url)
    run = asyncio.run(world.poll())
    assert not run.ok
    assert run.message.startswith("feed 1: ")
    assert world.store.entries.counts()[EntryState.PENDING] == 1
    broken = world.store.feeds.get(first.id)
    assert broken.error.startswith("bug: ")
    assert broken.next_poll_at > NOW  # not asked again at once, for ever


def test_a_claim_opened_while_a_feed_is_fetched_filters_that_feed(world):
    world.add_feed()

    class Slow:
        async def feed(self, feed, *, now):
            world.open_claim()
            return feed_of(item("a"))

    asyncio.run(world.poll(fetcher=Slow()))
    assert states(world) == [EntryState.PENDING]


def test_a_paused_feed_is_left_alone(world):
    feed = world.add_feed()
    world.store.feeds.pause(feed.id, paused=True, at=NOW)
    asyncio.run(world.poll())
    assert world.net.asked == []


def test_the_log_tells_what_is_new_and_what_failed(world, caplog):
    world.add_feed()
    world.open_claim()
    caplog.set_level(logging.DEBUG, logger="monitor.jobs.poll")
    world.net.answers[FEED] = feed_of(item("a"))
    asyncio.run(world.poll())
    asyncio.run(world.poll(later(hours=2)))
    world.net.answers[FEED] = FetchFailure(reason=FailureReason.TIMEOUT, message="too late")
    asyncio.run(world.poll(later(hours=4)))
    levels = [record.levelname for record in caplog.records if record.message == "feed polled"]
    assert levels == ["INFO", "DEBUG", "WARNING"]
