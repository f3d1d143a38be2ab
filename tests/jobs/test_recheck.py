"""Pages that are evidence are looked at again; what they take back becomes a correction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.desk.history import edits
from monitor.desk.reviews import queue, reopenings, review
from monitor.domain.judgement import FlagKind, FlagState, Occasion
from monitor.domain.model import ClaimStatus
from monitor.domain.web import FailureReason, FetchFailure
from monitor.domain.work import ReviewAction
from monitor.jobs.digest import gather
from monitor.jobs.recheck import recheck
from tests.factories import later, make_event, make_review, make_verdict
from tests.jobs.world import FEED, NEWS, World, feed_of, item, page

A = "https://gazette.example/a"
REST = "Ships wait outside the harbour. A band played on the quay.\nNobody was hurt in the storm."
PAGE = f"{NEWS}\n{REST}"
DENIED = NEWS.replace("has sent", "has not sent")
GONE = FetchFailure(reason=FailureReason.GONE, message="HTTP 410: gone", status=410)
NOT_FOUND = FetchFailure(reason=FailureReason.HTTP, message="HTTP 404: not found", status=404)
NO_NAME = FetchFailure(reason=FailureReason.DNS, message="no such host")
BROKEN = FetchFailure(reason=FailureReason.HTTP, message="HTTP 500: server error", status=500)


def watched(world: World, *names: str, text: str = PAGE, **values) -> World:
    """The world after its pages were read for the first time."""
    names = names or ("a",)
    world.open_claim()
    world.add_feed()
    world.net.answers[FEED] = feed_of(*(item(name) for name in names))
    for name in names:
        world.serve(name, text, **values)
    asyncio.run(world.poll())
    asyncio.run(world.collect())
    asyncio.run(world.match())
    return world


def look(world: World, **amount: float):
    """Recheck what is due at that time, then match."""
    now = later(**amount)
    run = asyncio.run(recheck(world.collecting, now=now))
    asyncio.run(world.match(now))
    return run


def only(world: World):
    (flag,) = world.store.flags.list()
    return flag


def test_an_unchanged_page_moves_through_the_schedule(stored_world):
    world = watched(stored_world)
    world.serve("a", PAGE + "\nRead more: storms")
    asked = len(world.net.asked)
    hours = [h for h in range(24 * 40) if look(world, hours=h).counts]
    assert hours == [1, 6, 24, 72, 168, 720]
    assert len(world.net.asked) - asked == 6
    assert world.store.articles.count() == 1
    assert only(world).kind is FlagKind.CONFIRMATION


def test_an_edited_quote_is_a_correction(stored_world):
    world = watched(stored_world)
    assert only(world).kind is FlagKind.CONFIRMATION
    world.serve("a", f"{DENIED}\n{REST}")
    assert dict(look(world, hours=1).counts) == {"changed": 1}
    flag = only(world)
    lead = flag.lead
    assert (flag.kind, flag.state, flag.reprints) == (
        FlagKind.CORRECTION,
        FlagState.QUEUED,
        0,
    )
    assert (lead.judgement.rule, lead.occasion) == ("quote-edited", Occasion.CHANGE)
    old = world.store.articles.get(lead.article_id)
    quote = lead.judgement.quotes[0]
    assert old.text[quote.start : quote.end] == quote.text == NEWS
    assert DENIED in lead.judgement.missing
    first, second = reversed(world.store.articles.find(A))
    assert (first.version, second.version) == (1, 2)
    assert second.published_at == first.published_at


def test_a_deleted_quote_is_a_correction(stored_world):
    world = watched(stored_world)
    world.serve("a", REST)
    look(world, hours=1)
    assert only(world).lead.judgement.rule == "quote-removed"


@pytest.mark.parametrize(
    "text",
    [
        f"{NEWS}\nShips wait no more. A band played on the quay.\nNobody was hurt in the storm.",
        f"{NEWS.replace('on Friday', 'on Friday morning')}\n{REST}",
        f"{NEWS}\n{REST}\nCorrection: an earlier version of this report misnamed the band.",
    ],
)
def test_an_edit_that_leaves_what_is_said_raises_nothing(stored_world, text):
    world = watched(stored_world)
    world.serve("a", text)
    look(world, hours=1)
    flag = only(world)
    assert world.store.articles.count() == 2
    assert (flag.kind, flag.state, flag.reprints) == (FlagKind.CONFIRMATION, FlagState.QUEUED, 0)
    assert {row.occasion for row in flag.evidence} == {Occasion.READING}
    assert len({row.origin for row in flag.evidence}) == 1


@pytest.mark.parametrize("failure", [GONE, NOT_FOUND], ids=["410", "404"])
def test_a_page_is_removed_when_it_was_missing_twice(stored_world, failure):
    world = watched(stored_world)
    world.net.answers[A] = failure
    assert dict(look(world, hours=1).counts) == {"missing": 1}
    assert dict(look(world, hours=1, minutes=59).counts) == {}
    assert only(world).kind is FlagKind.CONFIRMATION
    assert dict(look(world, hours=2).counts) == {"removed": 1}
    flag = only(world)
    assert (flag.kind, flag.lead.judgement.rule) == (FlagKind.CORRECTION, "page-removed")
    assert flag.lead.judgement.quotes[0].text == NEWS
    assert world.store.rechecks.due(later(days=999), 9) == ()


def test_a_page_that_comes_back_was_not_removed(stored_world):
    world = watched(stored_world)
    world.net.answers[A] = NOT_FOUND
    look(world, hours=1)
    world.serve("a", PAGE)
    assert dict(look(world, hours=2).counts) == {"unchanged": 1}
    world.net.answers[A] = NOT_FOUND
    assert dict(look(world, hours=6).counts) == {"missing": 1}
    assert only(world).kind is FlagKind.CONFIRMATION


@pytest.mark.parametrize("failure", [NO_NAME, BROKEN], ids=["dns", "500"])
def test_what_the_network_does_never_counts(world, failure):
    world = watched(world)
    world.net.answers[A] = failure
    hours = [h for h in range(24 * 40) if look(world, hours=h).counts]
    assert hours == [1, 6, 24, 72, 168, 720]
    assert only(world).kind is FlagKind.CONFIRMATION


def test_a_missing_page_whose_server_fails_is_asked_less_and_less(world):
    world = watched(world)
    world.net.answers[A] = GONE
    look(world, hours=1)
    world.net.answers[A] = NO_NAME
    hours = [h for h in range(2, 24 * 100, 2) if look(world, hours=h).counts]
    assert hours[:3] == [2, 4, 8]
    assert 8 < len(hours) < 14
    assert only(world).kind is FlagKind.CONFIRMATION


def test_a_server_that_wants_to_be_left_alone_is(world):
    watched(world)
    world.net.answers[A] = replace(
        BROKEN, reason=FailureReason.RATE_LIMITED, retry_after=timedelta(hours=9)
    )
    look(world, hours=1)
    assert world.store.rechecks.due(later(hours=9), 9) == ()
    assert len(world.store.rechecks.due(later(hours=10), 9)) == 1


def test_a_decision_that_rested_on_it_is_marked(stored_world):
    world = watched(stored_world)
    before = only(world)
    world.store.flags.record_review(make_review(before.id, FlagState.QUEUED, FlagState.ACCEPTED))
    claim = world.store.claims.get("C1")
    world.store.claims.record_verdict(make_verdict(claim, ClaimStatus.CONFIRMED))
    world.serve("a", f"{DENIED}\n{REST}")
    look(world, hours=1)
    flag = only(world)
    assert (flag.state, flag.kind) == (FlagState.ACCEPTED, FlagKind.CONFIRMATION)
    assert flag.changed_at == later(hours=1)
    assert len(flag.evidence) == 2  # the settled claim is not read anew
    assert world.store.claims.get("C1").status is ClaimStatus.CONFIRMED


def test_a_decision_that_rested_on_it_is_proposed_for_reopening(stored_world):
    world = watched(stored_world)
    store, card = world.store, only(world)
    store.flags.record_review(make_review(card.id, FlagState.QUEUED, FlagState.ACCEPTED))
    store.claims.record_verdict(make_verdict(store.claims.get("C1"), ClaimStatus.CONFIRMED))
    assert reopenings(store) == ()
    world.serve("a", f"{DENIED}\n{REST}")
    look(world, hours=2)
    (one,) = reopenings(store)
    assert (one.claim_id, one.cards, one.correction) == ("C1", (card.id,), card.id)
    assert one.reopens
    assert queue(store)[0].id == card.id, "first in the next review"
    content = gather(store, now=later(hours=3), zone=ZoneInfo("UTC"))
    assert [told.claim_id for told in content.reopen] == ["C1"]
    later_still = gather(store, now=later(days=30), zone=ZoneInfo("UTC"))
    assert [told.claim_id for told in later_still.reopen] == ["C1"], "until it is decided anew"
    seen = review(store, card.id, ReviewAction.ACCEPT, actor="Ada Editor", now=later(hours=4))
    assert (seen.state, seen.changed_at) == (FlagState.ACCEPTED, None)
    assert reopenings(store) == ()
    assert store.claims.get("C1").status is ClaimStatus.CONFIRMED, "nobody but a person reopens"


def test_a_version_that_no_query_hits_takes_back_as_well(stored_world):
    world = watched(stored_world)
    world.serve("a", "The weather was fine in the capital.\nNothing else happened.", title="Fair")
    look(world, hours=1)
    assert only(world).lead.judgement.rule == "quote-removed"


@pytest.mark.parametrize("status", ["challenge", "consent", "paywall", "partial", "empty"])
def test_a_page_that_cannot_be_read_whole_takes_nothing_back(world, status):
    watched(world)
    world.serve("a", "Prove that you are human.", status=status)
    assert dict(look(world, hours=1).counts) == {"unreadable": 1}
    assert world.store.articles.count() == 1


def test_a_page_that_leads_elsewhere_is_left_alone(world):
    watched(world)
    home = "https://gazette.example/"
    world.net.answers[A] = page("full|The Gazette|All the news.", url=A, final_url=home)
    assert dict(look(world, hours=1).counts) == {"elsewhere": 1}
    assert only(world).kind is FlagKind.CONFIRMATION


def test_a_page_that_moved_with_its_text_is_a_version(world):
    watched(world)
    text = f"{DENIED}\n{REST}"
    world.net.answers[A] = page(f"full|Moved|{text}", url=A, final_url=A + "-new-headline")
    assert dict(look(world, hours=1).counts) == {"changed": 1}
    assert world.store.articles.find(A)[0].text == text
    assert only(world).kind is FlagKind.CORRECTION


def test_the_feeds_own_words_are_not_held_against_the_page(world):
    world.open_claim()
    world.add_feed()
    world.net.answers[FEED] = feed_of(item("a", content=NEWS, summary=NEWS))
    world.net.answers[A] = GONE
    asyncio.run(world.poll())
    asyncio.run(world.collect())
    asyncio.run(world.match())
    assert only(world).lead.judgement.quotes
    world.serve("a", REST)
    assert dict(look(world, hours=1).counts) == {"changed": 1}
    assert only(world).kind is not FlagKind.CORRECTION


def test_one_copy_less_is_a_card_of_its_own(stored_world):
    world = watched(stored_world, "a", "b")
    assert only(world).reprints == 1
    copy = next(row for row in only(world).evidence if row.origin_reason != "first report")
    world.net.answers[copy.url] = GONE
    look(world, hours=1)
    look(world, hours=2)
    kinds = {flag.kind: flag for flag in world.store.flags.list()}
    assert set(kinds) == {FlagKind.CONFIRMATION, FlagKind.CORRECTION}
    assert kinds[FlagKind.CORRECTION].lead.url == copy.url
    assert kinds[FlagKind.CONFIRMATION].reprints == 1
    world.net.answers[FEED] = feed_of(item("c"))
    world.serve("c", PAGE)
    asyncio.run(world.poll(later(hours=3)))
    asyncio.run(world.collect(later(hours=3)))
    asyncio.run(world.match(later(hours=3)))
    kinds = {flag.kind: flag for flag in world.store.flags.list()}
    assert kinds[FlagKind.CONFIRMATION].reprints == 2  # not a copy of what was taken down


def test_what_was_taken_back_is_taken_back_once(stored_world):
    world = watched(stored_world)
    world.serve("a", REST, title="Weather")
    look(world, hours=1)
    world.net.answers[A] = GONE
    look(world, hours=6)
    assert dict(look(world, hours=8).counts) == {"removed": 1}
    changes = [row for row in only(world).evidence if row.occasion is Occasion.CHANGE]
    assert [row.judgement.rule for row in changes] == ["quote-removed"]


def test_a_claim_that_is_new_sees_what_the_page_took_back(stored_world):
    world = watched(stored_world)
    world.serve("a", f"{DENIED}\n{REST}")
    look(world, hours=1)
    world.open_claim("C2")
    asyncio.run(world.backfill(later(hours=2)))
    (flag,) = world.store.flags.list(claim_id="C2")
    assert (flag.kind, flag.lead.judgement.rule) == (FlagKind.CORRECTION, "quote-edited")
    changes = [
        row for row in world.store.flags.evidence_on("C1") if row.occasion is Occasion.CHANGE
    ]
    assert len(changes) == 1


def test_a_bug_costs_one_page_its_look(stored_world):
    world = watched(stored_world, "a", "b")
    world.net.answers[A] = page("boom", url=A)
    run = look(world, hours=1)
    assert (run.job, run.ok, dict(run.counts)) == ("recheck", False, {"unchanged": 1})
    assert "ZeroDivisionError" in run.message
    assert world.store.rechecks.due(later(hours=5), 9) == ()


def test_nothing_is_decided_by_a_recheck(stored_world):
    world = watched(stored_world)
    world.serve("a", f"{DENIED}\n{REST}")
    look(world, hours=1)
    assert world.store.claims.get("C1").status is ClaimStatus.OPEN
    actors = {event.actor for event in world.store.audit.list()} - {make_event().actor}
    assert actors == {"monitor"}


def test_a_version_finds_its_page_however_much_came_between(world, monkeypatch):
    watched(world)
    monkeypatch.setattr("monitor.jobs.drafts.PRIORS", 1)
    other = "Borduria's border guards have seen soldiers of Ruritania, their general showed."
    for number, name in enumerate("bc", start=2):
        world.net.answers[FEED] = feed_of(item(name, published_at=later(hours=number).isoformat()))
        world.serve(name, f"{other} They were {number} companies.", title=f"Border {name}")
        asyncio.run(world.poll(later(hours=number)))
        asyncio.run(world.collect(later(hours=number)))
        asyncio.run(world.match(later(hours=number)))
    world.serve("a", f"{PAGE}\nThe storm is over.")
    look(world, hours=6)
    pages = [{row.url for row in flag.evidence} for flag in world.store.flags.list()]
    assert sum(A in urls for urls in pages) == 1
    (flag,) = [flag for flag in world.store.flags.list() if flag.lead.url == A]
    assert [row.origin_reason for row in flag.evidence] == [
        "first report",
        "another version of the same page",
    ]


def test_a_clock_that_ran_ahead_ends_no_looks(stored_world):
    world = watched(stored_world)
    look(world, days=400)  # the last step was slept through: never again
    back = [h for h in range(24 * 40) if look(world, hours=h).counts]
    assert back == [0, 24, 72, 168, 720]


def test_a_page_that_was_missing_in_the_future_is_looked_at_again(stored_world):
    world = watched(stored_world)
    world.net.answers[A] = NOT_FOUND
    look(world, days=400)
    assert only(world).kind is FlagKind.CONFIRMATION
    look(world)
    assert only(world).kind is FlagKind.CONFIRMATION, "seen missing twice, but not an hour apart"
    look(world, hours=1, seconds=1)
    assert FlagKind.CORRECTION in {flag.kind for flag in world.store.flags.list()}


def test_what_was_edited_is_kept_sentence_by_sentence(stored_world):
    world = watched(stored_world)
    assert edits(world.store, A) == ()
    world.serve("a", f"{DENIED}\n{REST}", title="Ruritania and soldiers")
    look(world, hours=1)
    world.serve("a", f"{DENIED}\n{REST}\nCorrection: the ministry spoke on Friday.")
    look(world, hours=6)
    first, second = edits(world.store, A)
    assert (first.removed, first.added) == ((NEWS,), (DENIED,))
    assert first.title_before == "Ruritania and its soldiers"
    assert (second.removed, second.version.version) == ((), 3)
    assert second.notice == second.added[0] == "Correction: the ministry spoke on Friday."
