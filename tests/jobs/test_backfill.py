"""A new claim is matched backwards: over skipped entries and over stored articles."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

import monitor.jobs.backfill as matching
from monitor.domain.model import ClaimStatus, EntryState
from monitor.matching.index import ClaimIndex
from tests.factories import NOW, later, make_claim, make_event, make_verdict
from tests.jobs.test_match import Faulty, store_article
from tests.jobs.world import FEED, NEWS, World, feed_of, item


def test_skipped_entries_that_a_new_claim_hits_are_collected_after_all(stored_world):
    world = stored_world
    world.add_feed()
    world.net.answers[FEED] = feed_of(item("a"), item("b", title="Rain"))
    world.serve("a")
    asyncio.run(world.poll())
    assert world.store.entries.counts()[EntryState.SKIPPED] == 2
    world.open_claim()
    run = asyncio.run(world.backfill())
    assert (run.ok, run.counts["requeued"]) == (True, 1)
    asyncio.run(world.collect())
    asyncio.run(world.match())
    assert world.store.entries.counts()[EntryState.SKIPPED] == 1
    assert len(world.store.flags.list(claim_id="C1")) == 1
    assert world.store.claims.backfills(9) == ()
    assert asyncio.run(world.backfill()).counts == {}


def test_entries_older_than_the_span_stay_skipped(world):
    world.add_feed()
    old = (NOW - timedelta(days=30)).isoformat()
    world.net.answers[FEED] = feed_of(item("a"), item("b", published_at=old))
    asyncio.run(world.poll())
    world.open_claim()
    run = asyncio.run(world.backfill(backfill=timedelta(days=29)))
    assert run.counts["requeued"] == 1
    (kept,) = world.store.entries.skipped(after_id=0, limit=9, since=None)
    assert kept.url.endswith("/b")


def test_stored_articles_are_matched_against_the_new_claim_only(stored_world):
    world = stored_world
    world.open_claim("C1")
    store_article(world, "a")
    asyncio.run(world.match())
    asyncio.run(world.backfill())
    before = world.store.flags.evidence_on("C1")
    world.open_claim("C2", query="Ruritania AND ministry")
    run = asyncio.run(world.backfill())
    assert run.counts["evidence"] == 1
    assert world.store.flags.evidence_on("C1") == before
    (row,) = world.store.flags.evidence_on("C2")
    assert row.url == "https://gazette.example/a"
    assert world.store.articles.due(9) == ()


@pytest.mark.parametrize("order", ["backfill first", "match first", "both twice"])
def test_a_claim_opened_between_poll_and_match_loses_and_doubles_nothing(stored_world, order):
    world = stored_world
    world.open_claim("C1")
    world.add_feed()
    entries = [item("a"), item("b", title="Talk of Borduria")]
    world.net.answers[FEED] = feed_of(*entries)
    world.serve("a")
    world.serve("b", f"In Klow, it was known early.\n{NEWS}")
    asyncio.run(world.poll())
    asyncio.run(world.collect())  # only a: nothing hits b yet
    world.open_claim("C2", query="soldier OR Borduria")
    jobs = {
        "backfill first": (world.backfill, world.collect, world.match),
        "match first": (world.match, world.backfill, world.collect, world.match),
        "both twice": (world.backfill, world.match, world.collect, world.backfill, world.match),
    }[order]
    for job in jobs:
        assert asyncio.run(job()).ok
    for claim_id in ("C1", "C2"):
        urls = [row.url[-1] for row in world.store.flags.evidence_on(claim_id)]
        assert sorted(urls) == ["a", "b"]
    assert world.net.asked.count("https://gazette.example/b") == 1
    assert world.store.entries.counts()[EntryState.COLLECTED] == 2
    assert world.store.articles.due(9) == ()
    assert world.store.claims.backfills(9) == ()


def test_a_broken_off_backward_match_goes_on_where_it_stopped(world, monkeypatch):
    monkeypatch.setattr(matching, "_CHUNK", 2)
    names = "abcde"
    for number, name in enumerate(names):
        store_article(world, name, f"{NEWS} Number {number}.")
    asyncio.run(world.match())
    world.open_claim()

    class Killed(BaseException):
        pass

    inner, calls = world.matching.judge, []

    class Dying:
        version = inner.version

        def weigh(self, claim, passages, nearness):
            return inner.weigh(claim, passages, nearness)

        def judge(self, pairs):
            calls.append(1)
            if len(calls) == 4:
                raise Killed
            return inner.judge(pairs)

    with pytest.raises(Killed):
        asyncio.run(world.backfill(judge=Dying()))
    (due,) = world.store.claims.backfills(9)
    assert due.after_article == 2
    run = asyncio.run(world.backfill())
    assert run.counts["articles"] == 3
    rows = world.store.flags.evidence_on("C1")
    assert sorted(row.url[-1] for row in rows) == list(names)


def test_a_claim_edited_while_it_is_matched_backwards_starts_over(stored_world):
    world = stored_world
    store_article(world, "a")
    asyncio.run(world.match())
    claim = world.open_claim(query="Ruritania AND nothing")
    inner = world.matching.store.articles.after
    edited = []

    def after(article_id, limit):
        if not edited:  # an editor saves a better query meanwhile
            edited.append(1)
            better = replace(claim, query="Ruritania AND soldier", updated_at=later(hours=1))
            world.store.claims.edit(better, event=make_event(subject_id="C1", at=later(hours=1)))
        return inner(article_id, limit)

    world.store.articles.after = after
    asyncio.run(world.backfill())
    assert world.store.flags.evidence_on("C1") == ()
    (due,) = world.store.claims.backfills(9)
    assert (due.claim.query, due.after_article) == ("Ruritania AND soldier", 0)
    asyncio.run(world.backfill())
    assert len(world.store.flags.evidence_on("C1")) == 1
    assert world.store.claims.backfills(9) == ()


def test_a_bug_costs_one_article_of_a_backward_match(world):
    store_article(world, "a", title="SECRET")
    store_article(world, "b", f"{NEWS} It was late.")
    asyncio.run(world.match())
    world.open_claim()
    run = asyncio.run(World(world.store, judge=Faulty()).backfill())
    assert not run.ok
    assert [row.url[-1] for row in world.store.flags.evidence_on("C1")] == ["b"]
    assert world.store.claims.backfills(9) == ()


def test_many_claims_take_their_turns(world):
    for number in range(5):
        claim = make_claim(f"C{number}", query="Ruritania")
        world.store.claims.add(claim, event=make_event(at=later(minutes=number)))
    for left in (3, 1, 0):
        asyncio.run(matching.backfill(world.matching, now=NOW, limit=2))
        assert len(world.store.claims.backfills(9)) == left


def test_claims_that_are_equally_far_read_what_is_stored_once(world):
    for name in "abc":
        store_article(world, name, f"{NEWS} Number {name}.")
    store_article(world, "d", "The harvest in Ruritania was good.", title="Harvest")
    asyncio.run(world.match())
    for number in range(30):
        world.open_claim(f"C{number}")
    inner, read = world.matching.store.articles.after, []

    def after(article_id, limit):
        read.append(article_id)
        return inner(article_id, limit)

    world.store.articles.after = after
    run = asyncio.run(world.backfill())
    assert read == [0, 4]
    assert (run.counts["articles"], run.counts["hits"]) == (90, 90)
    for number in range(30):
        assert len(world.store.flags.evidence_on(f"C{number}")) == 3
    assert world.store.claims.backfills(99) == ()


def test_a_claim_that_is_closed_meanwhile_leaves_the_group(world, monkeypatch):
    monkeypatch.setattr(matching, "_CHUNK", 1)
    store_article(world, "a")
    store_article(world, "b", f"{NEWS} Number two.")
    asyncio.run(world.match())
    world.open_claim("C1")
    world.open_claim("C2")
    inner = world.store.articles.after

    def after(article_id, limit):
        if article_id == 0:
            claim = world.store.claims.get("C1")
            world.store.claims.record_verdict(make_verdict(claim, ClaimStatus.CONFIRMED))
        return inner(article_id, limit)

    world.store.articles.after = after
    asyncio.run(world.backfill())
    assert [len(world.store.flags.evidence_on(name)) for name in ("C1", "C2")] == [1, 2]


def test_a_text_that_breaks_the_index_costs_only_itself(world, monkeypatch):
    store_article(world, "a", title="SECRET")
    store_article(world, "b", f"{NEWS} It was late.")
    asyncio.run(world.match())
    world.open_claim()
    inner = ClaimIndex.find

    def find(self, text):
        if "SECRET" in text:
            raise ZeroDivisionError
        return inner(self, text)

    monkeypatch.setattr(ClaimIndex, "find", find)
    run = asyncio.run(world.backfill())
    assert not run.ok
    assert [row.url[-1] for row in world.store.flags.evidence_on("C1")] == ["b"]
