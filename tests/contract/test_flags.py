"""FlagStore, on every implementation."""

from dataclasses import replace

import pytest

from monitor.domain.judgement import FlagKind, FlagState, Quote
from monitor.domain.work import MACHINE
from monitor.errors import NotFoundError, TransitionError
from tests.factories import (
    NOW,
    PERSON,
    later,
    make_article,
    make_claim,
    make_collect,
    make_event,
    make_flag_draft,
    make_judgement,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
    make_review,
)


@pytest.fixture
def keep(store):
    """Stores an article and returns it; the claims C1 and C2 are there."""
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(feed, make_new_entry("a")))
    entry_id = store.entries.due(NOW, 1)[0].entry.id
    for name in ("C1", "C2"):
        store.claims.add(make_claim(name), event=make_event())

    def keep(name="a", **values):
        article = make_article(name, **values)
        return store.entries.record_collect(make_collect(entry_id, article))

    return keep


def record(store, article, *drafts, at=NOW):
    return store.flags.record_match(make_match(article.id, *drafts, at=at))


def flag_one(store, keep, name="a", *, at=NOW, **draft):
    """Stores one article with a draft on C1; the flag it is on."""
    article = keep(name)
    record(store, article, make_flag_draft("C1", article, **draft), at=at)
    return next(
        flag
        for flag in store.flags.list()
        if article.id in {one.article_id for one in flag.evidence}
    )


def test_a_draft_becomes_a_card_with_its_evidence(store, keep):
    article = keep()
    quotes = (
        Quote(text="Ships wait", start=0, end=10),
        Quote(text="Port of Esker", start=0, end=0, headline=True),
    )
    judgement = make_judgement("C1", quotes=quotes, missing="who says so")
    draft = make_flag_draft("C1", article, badges=("analysis",), judgement=judgement)
    assert record(store, article, draft) == (1, 1)
    (flag,) = store.flags.list()
    assert (flag.claim_id, flag.origin, flag.kind, flag.state) == (
        "C1",
        article.url,
        FlagKind.CONFIRMATION,
        FlagState.QUEUED,
    )
    assert (flag.score, flag.badges, flag.created_at) == (3.5, ("analysis",), NOW)
    assert flag.lead == replace(draft.evidence, id=flag.lead.id)
    assert (flag.lead.judgement, flag.reprints) == (judgement, 0)
    assert store.flags.get(flag.id) == flag
    assert store.flags.evidence_on("C1") == flag.evidence


def test_recording_twice_leaves_the_same_rows(store, keep):
    article = keep()
    drafts = [make_flag_draft(name, article) for name in ("C1", "C2")]
    assert record(store, article, *drafts) == (2, 2)
    before = store.flags.list(), store.audit.list()
    assert record(store, article, *drafts, at=later(hours=1)) == (0, 0)
    assert (store.flags.list(), store.audit.list()) == before


def test_reprints_join_the_card_of_their_origin(store, keep):
    first = keep("a")
    record(store, first, make_flag_draft("C1", first, origin="wire"))
    second = keep("b", published_at=later(hours=-1))
    draft = make_flag_draft("C1", second, origin="wire", score=3.9)
    assert record(store, second, draft, at=later(hours=1)) == (0, 1)
    (flag,) = store.flags.list()
    assert (flag.reprints, flag.lead.article_id, flag.score) == (1, first.id, 3.5)
    assert (flag.created_at, flag.updated_at, flag.changed_at) == (NOW, later(hours=1), None)


def test_a_stronger_piece_of_evidence_raises_an_undecided_card(store, keep):
    weak, strong = keep("a"), keep("b")
    recap = make_flag_draft("C1", weak, origin="wire", kind=FlagKind.RECAP, score=0.2)
    record(store, weak, recap)
    assert store.flags.list()[0].state is FlagState.HIDDEN
    draft = make_flag_draft("C1", strong, origin="wire", kind=FlagKind.DENIAL, badges=("x",))
    record(store, strong, draft, at=later(hours=1))
    (flag,) = store.flags.list()
    assert (flag.kind, flag.state, flag.score, flag.badges) == (
        FlagKind.DENIAL,
        FlagState.QUEUED,
        3.5,
        ("x",),
    )
    assert [one.article_id for one in flag.evidence] == [strong.id, weak.id]
    events = store.audit.list(subject="flag", subject_id=str(flag.id))
    assert [(e.action, e.actor, e.to_state) for e in events] == [
        ("create", MACHINE, "hidden"),
        ("raise", MACHINE, "queued"),
    ]


def test_a_decided_card_stays_and_is_marked_as_changed(store, keep):
    flag = flag_one(store, keep, origin="wire", kind=FlagKind.UPDATE)
    store.flags.record_review(make_review(flag.id, FlagState.QUEUED, FlagState.REJECTED))
    same = keep("b")
    record(store, same, make_flag_draft("C1", same, origin="wire", kind=FlagKind.UPDATE))
    assert store.flags.get(flag.id).changed_at is None
    strong = keep("c", published_at=later(days=-2))
    record(store, strong, make_flag_draft("C1", strong, origin="wire"), at=later(hours=2))
    after = store.flags.get(flag.id)
    assert (after.state, after.kind, after.score) == (FlagState.REJECTED, FlagKind.UPDATE, 3.5)
    assert after.changed_at == later(hours=2)
    assert after.lead == flag.lead
    assert [f.id for f in store.flags.list(since=later(hours=2))] == [flag.id]


def test_a_correction_supersedes_what_it_withdraws(store, keep):
    flag = flag_one(store, keep, "a")
    other = flag_one(store, keep, "b")
    new = keep("a", text="Corrected.", fetched_at=later(hours=3))
    correction = make_flag_draft("C1", new, origin="correction", kind=FlagKind.CORRECTION)
    assert record(store, new, correction, at=later(hours=3)) == (1, 1)
    assert store.flags.get(flag.id).state is FlagState.SUPERSEDED
    assert store.flags.get(other.id).state is FlagState.QUEUED
    event = store.audit.list(subject="flag", subject_id=str(flag.id))[-1]
    assert (event.action, event.to_state, event.actor) == ("supersede", "superseded", MACHINE)


def test_a_correction_marks_a_decision_on_what_it_withdraws(store, keep):
    flag = flag_one(store, keep, "a")
    store.flags.record_review(make_review(flag.id, FlagState.QUEUED, FlagState.ACCEPTED))
    new = keep("a", text="Corrected.", fetched_at=later(hours=3))
    draft = make_flag_draft("C1", new, origin="correction", kind=FlagKind.CORRECTION)
    record(store, new, draft, at=later(hours=3))
    after = store.flags.get(flag.id)
    assert (after.state, after.changed_at) == (FlagState.ACCEPTED, later(hours=3))


def test_a_second_correction_tells_nothing_twice(store, keep):
    flag = flag_one(store, keep, "a")
    for hours in (3, 4):
        new = keep("a", text=f"Corrected {hours}.", fetched_at=later(hours=hours))
        record(store, new, make_flag_draft("C1", new, origin="c", kind=FlagKind.CORRECTION))
    events = store.audit.list(subject="flag", subject_id=str(flag.id))
    assert [e.action for e in events] == ["create", "supersede"]


def test_new_evidence_revives_a_superseded_card(store, keep):
    flag = flag_one(store, keep, "a", origin="wire")
    new = keep("a", text="Corrected.", fetched_at=later(hours=3))
    record(store, new, make_flag_draft("C1", new, origin="c", kind=FlagKind.CORRECTION))
    fresh = keep("b")
    record(store, fresh, make_flag_draft("C1", fresh, origin="wire", kind=FlagKind.PARTIAL))
    after = store.flags.get(flag.id)
    assert (after.state, after.kind, after.lead.article_id) == (
        FlagState.QUEUED,
        FlagKind.PARTIAL,
        fresh.id,
    )


def test_evidence_on_a_claim_is_by_date(store, keep):
    late = keep("late", published_at=None, fetched_at=later(hours=5))
    early = keep("early", published_at=later(days=-3))
    for article in (late, early):
        drafts = [make_flag_draft(name, article) for name in ("C1", "C2")]
        record(store, article, *drafts)
    assert [one.article_id for one in store.flags.evidence_on("C1")] == [early.id, late.id]
    assert {one.claim_id for one in store.flags.evidence_on("C2")} == {"C2"}
    assert store.flags.evidence_on("C7") == ()


def test_list_is_by_score_and_filters(store, keep):
    low = flag_one(store, keep, "a", score=1.0, kind=FlagKind.UPDATE)
    high = flag_one(store, keep, "b", score=4.0, at=later(hours=1))
    even = flag_one(store, keep, "c", score=1.0, kind=FlagKind.RECAP)
    article = keep("d")
    record(store, article, make_flag_draft("C2", article, score=0.5))
    names = {low.id: "low", high.id: "high", even.id: "even"}

    def found(**wanted):
        return [names.get(flag.id, "C2") for flag in store.flags.list(**wanted)]

    assert found() == ["high", "low", "even", "C2"]
    assert found(states={FlagState.HIDDEN}) == ["even"]
    assert found(kinds={FlagKind.UPDATE, FlagKind.RECAP}) == ["low", "even"]
    assert found(claim_id="C2") == ["C2"]
    assert found(since=later(minutes=1)) == ["high"]
    assert found(states=()) == found(kinds=[]) == []


def test_get_refuses_an_unknown_flag(store):
    with pytest.raises(NotFoundError):
        store.flags.get(99)


def test_review_writes_state_and_event_together(store, keep):
    flag, other = flag_one(store, keep, "a"), flag_one(store, keep, "b")
    snoozed = store.flags.record_review(
        make_review(
            flag.id,
            FlagState.QUEUED,
            FlagState.SNOOZED,
            snoozed_until=later(days=1),
            at=later(hours=1),
        )
    )
    assert (snoozed.state, snoozed.snoozed_until, snoozed.updated_at) == (
        FlagState.SNOOZED,
        later(days=1),
        later(hours=1),
    )
    twin = store.flags.record_review(
        make_review(flag.id, FlagState.SNOOZED, FlagState.DUPLICATE, duplicate_of=other.id)
    )
    assert (twin.state, twin.snoozed_until, twin.duplicate_of) == (
        FlagState.DUPLICATE,
        None,
        other.id,
    )
    assert store.flags.get(flag.id) == twin
    events = store.audit.list(subject="flag", subject_id=str(flag.id))
    assert [(e.actor, e.action) for e in events[1:]] == [(PERSON, "snoozed"), (PERSON, "duplicate")]


def test_a_stale_review_changes_nothing(store, keep):
    flag = flag_one(store, keep)
    store.flags.record_review(make_review(flag.id, FlagState.QUEUED, FlagState.ACCEPTED))
    with pytest.raises(TransitionError, match="accepted"):
        store.flags.record_review(make_review(flag.id, FlagState.QUEUED, FlagState.REJECTED))
    assert store.flags.get(flag.id).state is FlagState.ACCEPTED
    assert len(store.audit.list(subject="flag", subject_id=str(flag.id))) == 2


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"actor": MACHINE}, TransitionError),
        ({"actor": ""}, TransitionError),
        ({"duplicate_of": 1}, TransitionError),
        ({"duplicate_of": 99}, NotFoundError),
    ],
)
def test_reviews_that_cannot_be(store, keep, values, error):
    flag = flag_one(store, keep)
    with pytest.raises(error):
        store.flags.record_review(
            make_review(flag.id, FlagState.QUEUED, FlagState.DUPLICATE, **values)
        )
    assert store.flags.get(flag.id).state is FlagState.QUEUED
    with pytest.raises(NotFoundError):
        store.flags.record_review(make_review(99, FlagState.QUEUED, FlagState.ACCEPTED))


def test_undo_lets_the_card_follow_its_strongest_evidence(store, keep):
    flag = flag_one(store, keep, origin="wire", kind=FlagKind.RECAP, score=0.1)
    store.flags.record_review(make_review(flag.id, FlagState.HIDDEN, FlagState.REJECTED))
    strong = keep("b")
    record(store, strong, make_flag_draft("C1", strong, origin="wire"), at=later(hours=1))
    assert store.flags.get(flag.id).changed_at == later(hours=1)
    undone = store.flags.record_review(
        make_review(flag.id, FlagState.REJECTED, FlagState.HIDDEN, action="undo")
    )
    assert (undone.state, undone.kind, undone.changed_at) == (
        FlagState.QUEUED,
        FlagKind.CONFIRMATION,
        None,
    )
    assert (undone.score, undone.lead.article_id) == (3.5, strong.id)
    events = store.audit.list(subject="flag", subject_id=str(flag.id))
    assert [(e.action, e.to_state) for e in events[-2:]] == [
        ("undo", "hidden"),
        ("raise", "queued"),
    ]


def test_undo_of_a_recap_hides_it_again(store, keep):
    flag = flag_one(store, keep, kind=FlagKind.RECAP)
    store.flags.record_review(make_review(flag.id, FlagState.HIDDEN, FlagState.REJECTED))
    undone = store.flags.record_review(make_review(flag.id, FlagState.REJECTED, FlagState.HIDDEN))
    assert (undone.state, undone.kind) == (FlagState.HIDDEN, FlagKind.RECAP)


def test_snoozed_cards_wake_when_their_time_is_over(store, keep):
    flag, other = flag_one(store, keep, "a"), flag_one(store, keep, "b")
    for number, one in enumerate((flag, other), start=1):
        store.flags.record_review(
            make_review(
                one.id, FlagState.QUEUED, FlagState.SNOOZED, snoozed_until=later(days=number)
            )
        )
    assert store.flags.wake_snoozed(later(hours=23)) == 0
    assert store.flags.wake_snoozed(later(days=1)) == 1
    woken = store.flags.get(flag.id)
    assert (woken.state, woken.snoozed_until, woken.updated_at) == (
        FlagState.QUEUED,
        None,
        later(days=1),
    )
    assert store.flags.get(other.id).state is FlagState.SNOOZED
    event = store.audit.list(subject="flag", subject_id=str(flag.id))[-1]
    assert (event.action, event.actor, event.from_state) == ("wake", MACHINE, "snoozed")
    assert store.flags.wake_snoozed(later(days=1)) == 0


def test_the_states_can_be_rebuilt_from_the_audit(store, keep):
    first = flag_one(store, keep, "a", origin="wire", kind=FlagKind.RECAP)
    second = flag_one(store, keep, "b", origin="own")
    strong = keep("c")
    record(store, strong, make_flag_draft("C1", strong, origin="wire"))
    store.flags.record_review(
        make_review(second.id, FlagState.QUEUED, FlagState.SNOOZED, snoozed_until=later(days=1))
    )
    store.flags.wake_snoozed(later(days=1))
    new = keep("b", text="Corrected.", fetched_at=later(days=2))
    record(store, new, make_flag_draft("C1", new, origin="c", kind=FlagKind.CORRECTION))
    store.flags.record_review(make_review(first.id, FlagState.QUEUED, FlagState.ACCEPTED))
    states: dict[str, str] = {}
    for event in store.audit.list(subject="flag"):
        assert states.get(event.subject_id, "") == event.from_state
        states[event.subject_id] = event.to_state
    assert states == {str(flag.id): flag.state for flag in store.flags.list()}
    assert set(states.values()) == {"accepted", "superseded", "queued"}
