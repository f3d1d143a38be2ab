"""The queue and the acts on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.desk.reviews import parse_until, queue, review
from monitor.domain.judgement import FlagKind, FlagState
from monitor.domain.review import replay
from monitor.domain.work import ReviewAction
from monitor.errors import NotFoundError, TransitionError, UsageError
from tests.factories import (
    NOW,
    PERSON,
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
)
from tests.fakes import FakeStore


@pytest.fixture(params=["fake", "sqlite"])
def store(request):
    """Two claims: four cards on C1, one on C2."""
    if request.param == "fake":
        made = FakeStore()
    else:
        open_sql = request.getfixturevalue("open_sql")
        made = open_sql(request.getfixturevalue("sqlite_url"))
    for claim_id in ("C1", "C2"):
        made.claims.add(make_claim(claim_id), event=make_event(subject_id=claim_id))
    made.outlets.put([make_outlet()])
    made.feeds.add("https://gazette.example/feed/1", outlet_id="gazette", at=NOW)
    add_card(made, "a", FlagKind.UPDATE, 1.0)
    add_card(made, "b", FlagKind.CONFIRMATION, 4.0)
    add_card(made, "c", FlagKind.CORRECTION, 0.5)
    add_card(made, "d", FlagKind.RECAP, 0.1)
    add_card(made, "e", FlagKind.REFUTATION, 3.0, claim_id="C2")
    return made


def add_card(store, name, kind, score, *, claim_id="C1", origin="", at=NOW, **values):
    (feed,) = store.feeds.list()
    store.feeds.record_poll(make_poll(feed, make_new_entry(name)))
    (due,) = store.entries.due(later(days=999), 1)
    article = store.entries.record_collect(make_collect(due.entry.id, make_article(name)))
    draft = make_flag_draft(
        claim_id, article, kind=kind, score=score, origin=origin or name, **values
    )
    store.flags.record_match(make_match(article.id, draft, at=at))


def card(store, name):
    return next(flag for flag in store.flags.list() if flag.origin == name)


def act(store, name, action, **values):
    return review(
        store, card(store, name).id, ReviewAction(action), actor=PERSON, now=NOW, **values
    )


def shown(store, **values):
    return [flag.origin for flag in queue(store, **values)]


def test_the_queue_shows_corrections_first_then_by_weight_and_no_recaps(store):
    assert shown(store) == ["c", "b", "e", "a"]
    assert shown(store, claim_id="C2") == ["e"]
    assert shown(store, kinds=frozenset({FlagKind.UPDATE, FlagKind.RECAP})) == ["a"]


def test_a_decided_card_on_which_something_stronger_arrived_is_shown_again(store):
    act(store, "a", "accept")
    assert shown(store) == ["c", "b", "e"]
    add_card(store, "f", FlagKind.CONFIRMATION, 4.0, origin="a", at=later(hours=1))
    assert shown(store) == ["c", "a", "b", "e"]
    act(store, "a", "reject", reason="seen")
    assert shown(store) == ["c", "b", "e"]


def test_each_act_is_stored_with_its_event(store):
    assert act(store, "a", "accept").state is FlagState.ACCEPTED
    assert act(store, "b", "reject", reason="old news").state is FlagState.REJECTED
    assert act(store, "c", "snooze", until=later(days=3)).snoozed_until == later(days=3)
    other = card(store, "b").id
    add_card(store, "g", FlagKind.UPDATE, 1.0)
    assert act(store, "g", "duplicate", duplicate_of=other).duplicate_of == other
    for name in "abcg":
        flag = card(store, name)
        events = store.audit.list(subject="flag", subject_id=str(flag.id))
        assert replay(events, "") == flag.state
        assert events[-1].actor == PERSON


def test_undo_restores_what_was_before(store):
    flag = act(store, "a", "snooze", until=later(days=3))
    act(store, "a", "accept")
    assert act(store, "a", "undo").state is FlagState.SNOOZED
    assert card(store, "a").snoozed_until == later(days=3)
    assert act(store, "a", "undo").state is FlagState.QUEUED
    with pytest.raises(TransitionError, match="no decision to undo"):
        act(store, "a", "undo")
    events = store.audit.list(subject="flag", subject_id=str(flag.id))
    assert replay(events, "") == "queued"


def test_duplicates_stay_within_a_claim_and_never_of_each_other(store):
    with pytest.raises(UsageError, match="not duplicates"):
        act(store, "a", "duplicate", duplicate_of=card(store, "e").id)
    with pytest.raises(UsageError, match="there is no such flag"):
        act(store, "a", "duplicate", duplicate_of=999)
    act(store, "a", "duplicate", duplicate_of=card(store, "b").id)
    with pytest.raises(UsageError, match="is a duplicate itself, of flag"):
        act(store, "b", "duplicate", duplicate_of=card(store, "a").id)
    with pytest.raises(UsageError, match="the flag that stays"):
        act(store, "b", "duplicate", duplicate_of=card(store, "b").id)


def test_an_unknown_flag_is_named(store):
    with pytest.raises(NotFoundError, match="999"):
        review(store, 999, ReviewAction.ACCEPT, actor=PERSON, now=NOW)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("6h", timedelta(hours=6)),
        (" 3D ", timedelta(days=3)),
        ("2 w", timedelta(weeks=2)),
        ("9999w", timedelta(weeks=9999)),
        ("2025-03-15", timedelta(hours=14.5)),
        ("2025-03-14T11:30:00+02:00", timedelta(0)),
    ],
)
def test_waits_and_moments(text, wait):
    assert parse_until(text, now=NOW) == NOW + wait


@pytest.mark.parametrize(
    "text", ["", "3", "d", "tomorrow", "99999h", "-3d", "3d4h", "0001-01-01T00:00+14:00", "²h"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(UsageError, match="is no time to wait"):
        parse_until(text, now=NOW)
