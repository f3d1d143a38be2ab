"""Collecting: a page becomes an article, or its entry gets a retry or a named reason."""

from __future__ import annotations

import asyncio
import base64
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.model import EntryState, ExtractStatus
from monitor.domain.web import Extracted, FailureReason, FetchFailure
from monitor.errors import WorkerError
from monitor.jobs.collect import content_hash
from tests.factories import NOW, later
from tests.fakes import FakeStore
from tests.jobs.world import FEED, NEWS, World, feed_of, item, page

A = "https://gazette.example/a"


def polled(world, *items):
    """The world with entries waiting to be collected."""
    world.open_claim()
    world.add_feed()
    world.net.answers[FEED] = feed_of(*items)
    asyncio.run(world.poll())
    return world


def failure(reason=FailureReason.TIMEOUT, **values):
    return FetchFailure(reason=reason, message=f"{reason}: no page", **values)


def only(world):
    (entry,) = world.store.entries.rows.values()
    return entry


def test_a_page_becomes_an_article(stored_world):
    world = polled(stored_world, item("a"))
    world.serve("a")
    run = asyncio.run(world.collect())
    assert (run.ok, dict(run.counts)) == (True, {"collected": 1})
    (article,) = world.store.articles.find(A)
    assert (article.text, article.outlet_id) == (NEWS, "gazette")
    assert article.content_hash == content_hash(article.title, article.text)
    assert article.published_at == later(hours=-2)
    assert article.fetched_at == NOW
    assert world.store.entries.due(later(days=99), 9) == ()


@pytest.mark.parametrize(
    ("page_day", "feed_day", "expected"),
    [
        (1, 3, 1),  # the earlier of two: an edit bumps dates
        (3, 1, 1),
        (None, 2, 2),
        (20, 2, 2),  # the page's lies in the future
    ],
)
def test_the_earlier_believable_date_counts(world, page_day, feed_day, expected):
    def day(number):
        return datetime(2025, 3, number, tzinfo=UTC) if number else None

    polled(world, item("a", published_at=day(feed_day).isoformat()))

    def extract(body, **_):
        return Extracted(status=ExtractStatus.FULL, title="T", text="x", published_at=day(page_day))

    world.net.answers[A] = page("x", url=A)
    asyncio.run(world.collect(extract=extract))
    (article,) = world.store.articles.rows.values()
    assert article.published_at == day(expected)


def test_an_article_is_stored_under_the_address_that_the_page_names(world):
    polled(world, item("a"))
    world.net.answers[A] = page("full|T|x", url=A, final_url=f"{A}-final?utm_source=rss#top")
    asyncio.run(world.collect())
    assert [article.url for article in world.store.articles.rows.values()] == [f"{A}-final"]

    def extract(body, **_):
        return Extracted(
            status=ExtractStatus.FULL,
            title="T",
            text="x",
            canonical_url="https://gazette.example/z",
        )

    again = polled(World(FakeStore()), item("a"))
    again.net.answers[A] = page("x", url=A)
    asyncio.run(again.collect(extract=extract))
    assert again.store.articles.find("https://gazette.example/z")


def test_a_page_that_cannot_be_had_is_tried_again_ever_later_and_then_given_up(stored_world):
    world = polled(stored_world, item("a"))
    world.net.answers[A] = failure()
    now, waits = NOW, []
    for _ in range(4):
        run = asyncio.run(world.collect(now))
        assert (run.ok, dict(run.counts)) == (True, {"pending": 1})
        assert asyncio.run(world.collect(now)).counts == {}  # not before its time
        wait = next(
            minutes
            for minutes in range(5, 2000, 5)
            if world.store.entries.due(now + timedelta(minutes=minutes), 1)
        )
        waits.append(wait)
        now += timedelta(minutes=wait)
    assert waits == [5, 20, 80, 320]
    run = asyncio.run(world.collect(now))
    assert dict(run.counts) == {"failed": 1}
    assert world.store.entries.due(later(days=99), 9) == ()


@pytest.mark.parametrize(("asked", "waited"), [(1, 60), (10**6, 48 * 60), (0, 5)])
def test_a_server_may_ask_for_a_longer_wait_but_not_for_ever(world, asked, waited):
    polled(world, item("a"))
    world.net.answers[A] = failure(FailureReason.RATE_LIMITED, retry_after=timedelta(hours=asked))
    asyncio.run(world.collect())
    assert only(world).retry_at == later(minutes=waited)


def test_the_wait_between_attempts_has_a_limit(world):
    polled(world, item("a"))
    world.net.answers[A] = failure()
    now = NOW
    for _ in range(6):
        asyncio.run(world.collect(now, attempts=20))
        last, now = now, only(world).retry_at
    assert now - last == timedelta(hours=12)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (failure(FailureReason.GONE, status=410), "gone: no page"),
        (failure(FailureReason.BLOCKED, status=403), "blocked: no page"),
        (failure(FailureReason.ROBOTS), "robots: no page"),
        *(
            (page(f"{status}|T|some text", url=A), f"page: {status}")
            for status in (
                "consent",
                "challenge",
                "empty",
                "not_html",
                "too_large",
                "timeout",
                "failed",
            )
        ),
        (page("full|T|", url=A), "page: full"),
    ],
)
def test_without_a_page_the_feeds_own_words_stand_in_as_partial_text(world, answer, reason):
    polled(world, item("a", summary="Ruritanian soldiers in Borduria."), item("b"))
    world.net.answers |= {A: answer, "https://gazette.example/b": answer}
    run = asyncio.run(world.collect())
    assert run.ok
    worded, wordless = world.store.entries.rows.values()
    assert (worded.state, worded.reason) == (EntryState.COLLECTED, reason)
    (article,) = world.store.articles.rows.values()
    assert article.status is ExtractStatus.FEED_TEXT
    assert (article.url, article.text) == (A, "Ruritanian soldiers in Borduria.")
    assert (wordless.state, wordless.reason) == (EntryState.FAILED, reason)


def test_full_content_of_a_feed_is_preferred_to_its_summary(world):
    polled(world, item("a", summary="Short.", content="Ruritania and its soldiers at length."))
    world.net.answers[A] = failure(FailureReason.GONE)
    asyncio.run(world.collect())
    (article,) = world.store.articles.rows.values()
    assert article.text == "Ruritania and its soldiers at length."


@pytest.mark.parametrize("status", ["partial", "paywall"])
def test_a_teaser_is_stored_as_one(world, status):
    polled(world, item("a"))
    world.serve("a", "The first lines.", status=status)
    asyncio.run(world.collect())
    (article,) = world.store.articles.rows.values()
    assert str(article.status) == status
    assert only(world).reason == status


def test_an_entry_without_a_link_is_read_from_the_feed(world):
    polled(world, item("a", url="", summary="Ruritania sends soldiers."))
    run = asyncio.run(world.collect())
    (article,) = world.store.articles.rows.values()
    assert (run.ok, article.url, world.net.asked) == (True, "entry:1", [FEED])


@pytest.mark.parametrize(("reason", "status"), [("timeout", "timeout"), ("memory", "failed")])
def test_an_extractor_that_was_killed_is_a_named_reason(world, reason, status):
    def extract(body, **_):
        raise WorkerError(reason, "killed")

    polled(world, item("a"))
    world.serve("a")
    run = asyncio.run(world.collect(extract=extract))
    assert run.ok
    assert (only(world).state, only(world).reason) == (EntryState.FAILED, f"page: {status}")


def test_a_bug_in_the_extractor_costs_one_item_and_the_run_is_not_ok(stored_world):
    world = polled(stored_world, item("a"), item("b"))
    world.net.answers[A] = page("boom", url=A)
    world.serve("b")
    run = asyncio.run(world.collect())
    assert not run.ok
    assert run.message == "entry 1: ZeroDivisionError"
    counts = world.store.entries.counts()
    assert (counts[EntryState.COLLECTED], counts[EntryState.PENDING]) == (1, 1)
    now = NOW
    for _ in range(4):  # and it is given up in the end
        now += timedelta(days=1)
        asyncio.run(world.collect(now))
    assert world.store.entries.counts()[EntryState.FAILED] == 1


def test_a_changed_page_is_a_new_version_and_an_unchanged_one_is_not(stored_world):
    world = polled(stored_world, item("a"))
    world.serve("a", "First.")
    asyncio.run(world.collect())
    for name, text in (("b", "First."), ("c", "Second.")):
        link = "https://gazette.example/" + name
        now = later(hours=12 if name == "b" else 24)
        world.net.answers[FEED] = feed_of(item(name))
        asyncio.run(world.poll(now))
        body = f"full|Ruritania and its soldiers|{text}"
        world.net.answers[link] = page(body, url=link, final_url=A)
        asyncio.run(world.collect(now))
    versions = world.store.articles.find(A)
    assert [(one.version, one.text) for one in versions] == [(2, "Second."), (1, "First.")]


GOOGLE = "https://news.google.com/rss/articles/CBMiU0FVX3lxTE5z?oc=5"
BODY = "full|Ruritania and its soldiers|Ruritania's soldiers wait."


def test_a_link_that_only_a_script_would_resolve_is_named_and_not_asked(world):
    polled(world, item("a", url=GOOGLE, summary="Ruritania's soldiers wait."))
    asked = len(world.net.asked)
    asyncio.run(world.collect())
    entry = only(world)
    assert entry.reason == "the link does not lead to the article but to news.google.com"
    assert world.store.articles.get(entry.article_id).status is ExtractStatus.FEED_TEXT
    assert len(world.net.asked) == asked


def test_a_link_that_stays_with_an_aggregator_is_named(world):
    polled(world, item("a", url="https://bit.ly/x", summary="Ruritania's soldiers wait."))
    world.net.answers["https://bit.ly/x"] = page(BODY, url="https://apple.news/AbC")
    asyncio.run(world.collect())
    assert only(world).reason == "the link does not lead to the article but to apple.news"


def test_a_link_that_leads_on_is_followed(world):
    inside = base64.urlsafe_b64encode(b"\x08\x13\x22\x1e" + A.encode() + b"\xd2\x01").decode()
    polled(world, item("a", url=f"https://news.google.com/rss/articles/{inside}"))
    world.serve("a")
    asyncio.run(world.collect())
    assert only(world).state is EntryState.COLLECTED
    assert world.store.articles.find(A)


def test_a_host_that_wants_to_be_left_alone_costs_no_attempt(world):
    polled(world, item("a"))
    world.net.answers[A] = failure(
        FailureReason.RATE_LIMITED, asked=False, retry_after=timedelta(hours=3)
    )
    asyncio.run(world.collect(attempts=1))
    entry = only(world)
    assert (entry.state, entry.attempts) == (EntryState.PENDING, 0)
    assert entry.retry_at == later(hours=3)
