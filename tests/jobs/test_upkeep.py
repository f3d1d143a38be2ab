"""Upkeep: snoozed cards wake, quiet claims go stale; verdicts are not touched."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.domain.judgement import FlagState, SecondFate
from monitor.domain.model import ClaimStatus
from monitor.domain.second.calls import Caps, SecondOutcome
from monitor.domain.work import MACHINE
from monitor.jobs.upkeep import upkeep
from tests.factories import (
    NOW,
    later,
    make_article,
    make_claim,
    make_collect,
    make_event,
    make_flag_draft,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
    make_review,
    make_second_call,
    make_verdict,
)

SPAN = timedelta(days=90)


def add_evidence(store, claim_id="C1", *, at=NOW, name="a"):
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed/1", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(feed, make_new_entry(name)))
    (due,) = store.entries.due(later(days=999), 1)
    article = store.entries.record_collect(make_collect(due.entry.id, make_article(name)))
    draft = make_flag_draft(claim_id, article, recorded_at=at)
    store.flags.record_match(make_match(article.id, draft))
    return store.flags.list(claim_id=claim_id)[0]


@pytest.fixture
def kept(stored_world):
    """A store of either kind with one open claim."""
    stored_world.store.claims.add(make_claim(), event=make_event())
    return stored_world.store


def status(store):
    return store.claims.get("C1").status


def test_a_claim_without_evidence_goes_stale_by_its_age(kept):
    run = upkeep(kept, now=NOW + SPAN, stale_after=SPAN)
    assert (run.ok, run.counts.get("stale", 0), status(kept)) == (True, 0, ClaimStatus.OPEN)
    run = upkeep(kept, now=NOW + SPAN + timedelta(seconds=1), stale_after=SPAN)
    assert (run.counts.get("stale", 0), status(kept)) == (1, ClaimStatus.STALE)
    event = kept.audit.list(subject="claim", subject_id="C1")[-1]
    assert (event.actor, event.action, event.to_state) == (MACHINE, "stale", "stale")
    assert event.reason == "no new evidence since 2025-03-14"
    assert upkeep(kept, now=NOW + 2 * SPAN, stale_after=SPAN).counts.get("stale", 0) == 0


def test_new_evidence_keeps_a_claim_fresh_and_makes_a_stale_one_fresh(kept):
    upkeep(kept, now=NOW + 2 * SPAN, stale_after=SPAN)
    assert status(kept) is ClaimStatus.STALE
    add_evidence(kept, at=NOW + 2 * SPAN)
    run = upkeep(kept, now=NOW + 2 * SPAN, stale_after=SPAN)
    assert (run.counts["open"], status(kept)) == (1, ClaimStatus.OPEN)
    event = kept.audit.list(subject="claim", subject_id="C1")[-1]
    assert (event.action, event.reason) == ("fresh", "new evidence")
    upkeep(kept, now=NOW + 3 * SPAN, stale_after=SPAN)
    assert status(kept) is ClaimStatus.OPEN
    upkeep(kept, now=NOW + 4 * SPAN, stale_after=SPAN)
    assert status(kept) is ClaimStatus.STALE


@pytest.mark.parametrize("verdict", [ClaimStatus.CONFIRMED, ClaimStatus.PARTLY_CONFIRMED])
def test_a_persons_verdict_is_left_alone_however_old(kept, verdict):
    kept.claims.record_verdict(make_verdict(kept.claims.get("C1"), verdict))
    upkeep(kept, now=NOW + 9 * SPAN, stale_after=SPAN)
    assert status(kept) is verdict


def test_snoozed_cards_come_back_when_their_time_is_over(kept):
    flag = add_evidence(kept)
    snoozed = FlagState.SNOOZED
    kept.flags.record_review(make_review(flag.id, flag.state, snoozed, snoozed_until=later(days=3)))
    assert upkeep(kept, now=later(days=2), stale_after=SPAN).counts["woken"] == 0
    assert kept.flags.get(flag.id).state is snoozed
    assert upkeep(kept, now=later(days=3), stale_after=SPAN).counts["woken"] == 1
    assert kept.flags.get(flag.id).state is FlagState.QUEUED


def test_old_replies_of_second_readers_are_forgotten(store):
    caps = Caps(calls=9, cost=9.0)
    for key, days in (("old", -91), ("new", -89)):
        number = store.seconds.begin(make_second_call(key=key, at=later(days=days)), caps)
        store.seconds.record_second(
            SecondOutcome(call_id=number, fate=SecondFate.TAKEN, cost=0, reply=key)
        )
    run = upkeep(store, now=NOW, stale_after=SPAN)
    assert run.counts["forgotten"] == 1
    assert (store.seconds.reply("old"), store.seconds.reply("new")) == (None, "new")
    assert "forgotten" not in upkeep(store, now=NOW, stale_after=SPAN).counts
