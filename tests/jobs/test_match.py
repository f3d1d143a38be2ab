"""Matching: every article once, in order, without losing or doubling anything."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from monitor.domain.judgement import FlagKind, FlagState
from monitor.domain.model import ClaimStatus
from monitor.errors import BusyError
from monitor.jobs.drafts import denials, origin_input
from monitor.jobs.match import match
from monitor.matching.baseline import BaselineJudge
from tests.domain.reading import ALIASES
from tests.factories import (
    NOW,
    later,
    make_article,
    make_collect,
    make_evidence,
    make_judgement,
    make_new_entry,
    make_outlet,
    make_poll,
)
from tests.jobs.world import NEWS, World

DENIAL = "Ruritania denied on Friday that it had sent soldiers to Borduria."


def store_article(world, name, text=NEWS, *, entry="", **values):
    """An article on its way from a feed, as collecting would have left it."""
    feed = world.add_feed()
    article = make_article(
        name, text=text, title=values.pop("title", "News from the border"), **values
    )
    world.store.outlets.put([make_outlet(article.outlet_id)])
    world.store.feeds.record_poll(make_poll(feed, make_new_entry(entry or name)))
    (due,) = world.store.entries.due(later(days=999), 1)
    return world.store.entries.record_collect(make_collect(due.entry.id, article))


def test_an_article_that_hits_becomes_a_flag_with_its_sentence(stored_world):
    world = stored_world
    world.open_claim()
    article = store_article(world, "a", f"It rained.\n{NEWS}")
    run = asyncio.run(world.match())
    assert run.ok
    assert dict(run.counts) == {"articles": 1, "hits": 1, "flags": 1, "evidence": 1}
    (flag,) = world.store.flags.list()
    lead = flag.lead
    assert (flag.claim_id, flag.state, lead.article_id) == ("C1", FlagState.QUEUED, article.id)
    quote = lead.judgement.quotes[0]
    assert article.text[quote.start : quote.end] == quote.text
    assert lead.judgement.version.startswith("baseline")
    assert world.store.articles.due(9) == ()
    assert dict(asyncio.run(world.match()).counts) == {}


def test_an_article_that_hits_nothing_is_done_without_a_flag(world):
    world.open_claim()
    store_article(world, "a", "It rained in Klow.")
    run = asyncio.run(world.match())
    assert dict(run.counts) == {"articles": 1, "hits": 0, "flags": 0, "evidence": 0}
    assert world.store.articles.due(9) == ()


@pytest.mark.parametrize(("days", "evidence"), [(0, 1), (1, 1), (-1, 0), (-400, 0)])
def test_nothing_published_before_the_claim_is_evidence(stored_world, days, evidence):
    world = stored_world
    world.open_claim(claimed_on=date(2025, 3, 10))
    published = later(days=days - 4)  # 10 March plus ``days``
    store_article(world, "a", published_at=published, fetched_at=NOW)
    asyncio.run(world.match())
    assert len(world.store.flags.evidence_on("C1")) == evidence
    assert len(world.store.flags.list()) == evidence


def test_nothing_published_before_the_claim_is_evidence_backwards_either(world):
    store_article(world, "a", published_at=later(days=-9))
    store_article(world, "b", published_at=later(days=-1), text=f"{NEWS} It was late.")
    asyncio.run(world.match())
    world.open_claim(claimed_on=date(2025, 3, 10))
    asyncio.run(world.backfill())
    assert [row.url for row in world.store.flags.evidence_on("C1")] == ["https://gazette.example/b"]


def test_a_reprint_joins_the_card_of_the_report_it_repeats(stored_world):
    world = stored_world
    world.open_claim()
    text = (
        "STRELSAU (Nordpress) - Ruritania has sent soldiers to Borduria, its defence ministry"
        " confirmed on Friday.\nThe minister spoke of two thousand men who crossed the river at"
        " dawn, with field kitchens and a band, and of more to come before the month is out."
    )
    store_article(world, "a", text, outlet_id="gazette", published_at=later(hours=-5))
    store_article(world, "b", text, outlet_id="herald", published_at=later(hours=-3))
    asyncio.run(world.match())
    (flag,) = world.store.flags.list()
    assert (len(flag.evidence), flag.reprints) == (2, 1)
    assert flag.lead.url == "https://gazette.example/a"


def test_another_version_of_a_page_keeps_its_origin(world):
    world.open_claim()
    store_article(world, "a", fetched_at=later(hours=-1))
    asyncio.run(world.match())
    store_article(world, "a", f"{NEWS} Borduria has thanked it.", entry="again")
    asyncio.run(world.match())
    first, second = world.store.flags.evidence_on("C1")
    assert first.origin == second.origin
    assert second.origin_reason == "another version of the same page"


def test_a_denial_is_known_when_a_later_article_is_read(world):
    world.open_claim()
    store_article(world, "a", DENIAL, published_at=later(days=-1))
    admission = "Ruritania confirmed on Friday that it has sent soldiers to Borduria."
    store_article(world, "b", admission, published_at=later(hours=-1))
    asyncio.run(world.match())
    kinds = {flag.lead.url[-1]: (flag.kind, flag.badges) for flag in world.store.flags.list()}
    assert kinds["a"][0] is FlagKind.DENIAL
    assert kinds["b"][0] is FlagKind.CONFIRMATION
    assert "against interest" in kinds["b"][1]


def test_only_denials_of_known_parties_count_as_denials():
    def prior(kind, entity):
        judgement = make_judgement(kind=kind)
        judgement = replace(judgement, facets=replace(judgement.facets, speaker_entity=entity))
        return type("P", (), {"evidence": make_evidence(judgement=judgement)})()

    rows = [
        prior(FlagKind.DENIAL, "Ruritania"),
        prior(FlagKind.DENIAL, ""),
        prior(FlagKind.UPDATE, "Borduria"),
    ]
    assert denials(rows) == {"Ruritania"}


def test_headline_quotes_do_not_tell_where_a_report_comes_from():
    judgement = make_judgement()
    headline = replace(judgement.quotes[0], headline=True, text="A headline", start=0, end=0)
    judgement = replace(judgement, quotes=(*judgement.quotes, headline))
    made = origin_input(make_article(), judgement, {}, key="k")
    assert made.quotes == ("Ships wait outside the harbour.",)
    assert (made.key, made.outlet_name) == ("k", "")


class Faulty:
    """A judge with a bug about some articles."""

    version = "faulty-1"

    def __init__(self, word="SECRET", error=ZeroDivisionError):
        self.word, self.error = word, error
        self.inner = BaselineJudge(ALIASES)

    def weigh(self, claim, passages, nearness):
        return self.inner.weigh(claim, passages, nearness)

    def judge(self, pairs):
        if any(self.word in pair.title for pair in pairs):
            raise self.error
        return self.inner.judge(pairs)


def test_a_bug_of_the_judge_costs_one_article_and_the_run_is_not_ok(stored_world):
    world = World(stored_world.store, judge=Faulty())
    world.open_claim()
    broken = store_article(world, "a", title="SECRET", published_at=later(hours=-9))
    store_article(world, "b", f"{NEWS} It was late.")
    run = asyncio.run(world.match())
    assert (run.ok, run.message) == (False, f"article {broken.id}: ZeroDivisionError")
    assert run.counts["articles"] == 1
    assert [flag.lead.url[-1] for flag in world.store.flags.list()] == ["b"]
    # It is not tried again by this process, but by the next one, which may know better.
    assert asyncio.run(world.match()).ok
    assert [due.article.id for due in world.store.articles.due(9)] == [broken.id]
    mended = World(world.store)
    assert asyncio.run(mended.match()).counts["evidence"] == 1
    assert world.store.articles.due(9) == ()


def test_an_unusable_database_ends_the_run_and_leaves_the_rest_due(world):
    world.open_claim()
    store_article(world, "a")

    def locked(*_args):
        raise BusyError("locked")

    world.store.flags.evidence_on = locked
    with pytest.raises(BusyError):
        asyncio.run(world.match())
    assert len(world.store.articles.due(9)) == 1


def test_a_claim_whose_query_broke_is_reported_each_time(world):
    claim = world.open_claim()
    world.store.claims.rows["C1"] = replace(claim, query="Ruritania AND (")
    for job in (world.match, world.match):
        run = asyncio.run(job())
        assert not run.ok
        assert run.message.startswith("claim C1: watch query")
    assert asyncio.run(world.backfill()).ok  # told once, by match


def test_a_recap_is_hidden(world):
    world.open_claim()

    text = "Ruritania sent soldiers to Borduria last year, as its ministry confirmed at the time."
    store_article(world, "a", published_at=later(hours=-9))
    store_article(world, "b", text)
    asyncio.run(world.match())
    for flag in world.store.flags.list():
        assert (flag.kind is FlagKind.RECAP) == (flag.state is FlagState.HIDDEN)


def test_settled_claims_are_not_matched(world):
    claim = world.open_claim()
    world.store.claims.rows["C1"] = replace(claim, status=ClaimStatus.CONFIRMED)
    store_article(world, "a")
    assert asyncio.run(world.match()).counts["hits"] == 0


def test_matching_goes_by_publication_and_takes_as_many_as_told(world):
    world.open_claim()
    for number, name in enumerate("cab"):
        store_article(
            world, name, f"{NEWS} Number {number}.", published_at=NOW - timedelta(hours=number)
        )
    run = asyncio.run(match(world.matching, now=NOW, limit=2))
    assert run.counts["articles"] == 2
    assert [due.article.url[-1] for due in world.store.articles.due(9)] == ["c"]
