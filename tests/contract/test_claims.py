"""ClaimStore, on every implementation."""

from dataclasses import replace

import pytest

from monitor.domain.model import ClaimStatus
from monitor.domain.work import MACHINE
from monitor.errors import NotFoundError, TransitionError, UsageError
from tests.factories import NOW, PERSON, later, make_claim, make_event, make_verdict


def waiting(store):
    return [due.claim.id for due in store.claims.backfills(10)]


def test_add_stores_all_of_a_claim(store):
    full = make_claim(
        "port-1",
        start=3,
        end=60,
        speaker="a harbour pilot",
        origin_url="https://gazette.example/origin",
        origin_title="Port of Esker said to close",
        parties=("Norland", "Sudland"),
        priority=5,
        note="desk: call the harbour master",
    )
    assert store.claims.add(full, event=make_event()) == full
    assert store.claims.get("port-1") == full


def test_add_gives_the_next_free_id_and_tells_the_audit(store):
    store.claims.add(make_claim("C9"), event=make_event())
    store.claims.add(make_claim("Cx"), event=make_event())
    added = store.claims.add(make_claim(""), event=make_event())
    assert added.id == "C10"
    assert [e.subject_id for e in store.audit.list(subject="claim")] == ["C9", "Cx", "C10"]


def test_the_first_claim_is_c1(store):
    assert store.claims.add(make_claim(""), event=make_event()).id == "C1"


def test_add_refuses_a_taken_id(store):
    store.claims.add(make_claim("C1"), event=make_event())
    with pytest.raises(UsageError, match="C1"):
        store.claims.add(make_claim("C1", text="Another."), event=make_event())
    assert len(store.audit.list()) == 1


def test_get_names_the_nearest_id(store):
    store.claims.add(make_claim("C1"), event=make_event())
    with pytest.raises(NotFoundError, match="did you mean C1"):
        store.claims.get("c1")
    with pytest.raises(NotFoundError, match="zzz"):
        store.claims.get("zzz")


def test_list_is_in_numeric_order_and_filters_by_status(store):
    for name in ("C10", "C2", "a-3", "C1"):
        store.claims.add(make_claim(name), event=make_event())
    store.claims.add(make_claim("C3", status=ClaimStatus.DRAFT), event=make_event())
    assert [claim.id for claim in store.claims.list()] == ["a-3", "C1", "C2", "C3", "C10"]
    assert [claim.id for claim in store.claims.list({ClaimStatus.DRAFT})] == ["C3"]
    assert store.claims.list(()) == ()


def test_edit_leaves_what_people_may_not_edit(store):
    store.claims.add(make_claim("C1"), event=make_event())
    edited = store.claims.edit(
        make_claim(
            "C1",
            text="Norland has reopened the port.",
            status=ClaimStatus.CONFIRMED,
            merged_into="C2",
            created_at=later(days=9),
            updated_at=later(days=1),
            parties=("Norland",),
        ),
        event=make_event(action="edit"),
    )
    assert edited == store.claims.get("C1")
    assert edited.text == "Norland has reopened the port."
    assert edited.parties == ("Norland",)
    assert edited.updated_at == later(days=1)
    kept = (edited.status, edited.merged_into, edited.created_at)
    assert kept == (ClaimStatus.OPEN, None, NOW)
    assert [e.action for e in store.audit.list()] == ["create", "edit"]
    with pytest.raises(NotFoundError):
        store.claims.edit(make_claim("C7"), event=make_event())


@pytest.mark.parametrize(
    ("changes", "again"),
    [
        ({"note": "seen"}, False),
        ({"text": "Another text."}, True),
        ({"query": "Esker"}, True),
        ({"claimed_on": None}, True),
    ],
)
def test_an_edit_that_reads_otherwise_is_matched_backwards_again(store, changes, again):
    claim = store.claims.add(make_claim("C1"), event=make_event())
    store.claims.record_backfills({"C1": None}, after_article=0, done=True)
    store.claims.edit(replace(claim, **changes), event=make_event())
    assert waiting(store) == (["C1"] if again else [])


def test_an_edited_draft_is_not_matched(store):
    claim = store.claims.add(make_claim("C1", status=ClaimStatus.DRAFT), event=make_event())
    store.claims.edit(replace(claim, text="Another text."), event=make_event())
    assert waiting(store) == []


def test_verdict_moves_the_claim_and_tells_the_audit(store):
    claim = store.claims.add(make_claim("C1"), event=make_event())
    closed = store.claims.record_verdict(make_verdict(claim, ClaimStatus.CONFIRMED))
    assert (closed.status, closed.updated_at) == (ClaimStatus.CONFIRMED, later(hours=1))
    assert store.claims.get("C1") == closed
    event = store.audit.list(subject="claim", subject_id="C1")[-1]
    assert (event.actor, event.from_state, event.to_state) == (PERSON, "open", "confirmed")
    assert waiting(store) == []


def test_a_stale_verdict_changes_nothing(store):
    claim = store.claims.add(make_claim("C1"), event=make_event())
    store.claims.record_verdict(make_verdict(claim, ClaimStatus.CONFIRMED))
    with pytest.raises(TransitionError, match="confirmed"):
        store.claims.record_verdict(make_verdict(claim, ClaimStatus.REFUTED))
    assert store.claims.get("C1").status is ClaimStatus.CONFIRMED
    assert len(store.audit.list()) == 2


@pytest.mark.parametrize("actor", [MACHINE, ""])
def test_the_machine_gives_no_verdict(store, actor):
    claim = store.claims.add(make_claim("C1"), event=make_event())
    with pytest.raises(TransitionError, match="person"):
        store.claims.record_verdict(make_verdict(claim, ClaimStatus.CONFIRMED, actor=actor))
    assert store.claims.get("C1").status is ClaimStatus.OPEN


def test_merging_needs_the_other_claim(store):
    claim = store.claims.add(make_claim("C1"), event=make_event())
    with pytest.raises(NotFoundError):
        store.claims.record_verdict(make_verdict(claim, ClaimStatus.MERGED, merged_into="C2"))
    store.claims.add(make_claim("C2"), event=make_event())
    merged = store.claims.record_verdict(make_verdict(claim, ClaimStatus.MERGED, merged_into="C2"))
    assert (merged.status, merged.merged_into) == (ClaimStatus.MERGED, "C2")


@pytest.mark.parametrize(
    ("before", "after", "queued"),
    [
        (ClaimStatus.DRAFT, ClaimStatus.OPEN, True),
        (ClaimStatus.CONFIRMED, ClaimStatus.OPEN, True),
        (ClaimStatus.REFUTED, ClaimStatus.PARTLY_CONFIRMED, True),
        (ClaimStatus.DRAFT, ClaimStatus.WITHDRAWN, False),
    ],
)
def test_opening_queues_a_backward_match(store, before, after, queued):
    claim = store.claims.add(make_claim("C1", status=before), event=make_event())
    assert waiting(store) == []
    store.claims.record_verdict(make_verdict(claim, after))
    assert waiting(store) == (["C1"] if queued else [])


def test_staleness_moves_between_open_and_stale_only(store):
    store.claims.add(make_claim("C1"), event=make_event())
    stale = make_event(action="stale", actor=MACHINE, at=later(days=40))
    store.claims.record_staleness("C1", stale=False, event=stale)
    assert store.claims.get("C1").status is ClaimStatus.OPEN
    store.claims.record_staleness("C1", stale=True, event=stale)
    store.claims.record_staleness("C1", stale=True, event=stale)
    assert store.claims.get("C1").status is ClaimStatus.STALE
    assert store.claims.get("C1").updated_at == later(days=40)
    store.claims.record_staleness("C1", stale=False, event=stale)
    assert store.claims.get("C1").status is ClaimStatus.OPEN
    assert len(store.audit.list()) == 3
    closed = store.claims.record_verdict(
        make_verdict(store.claims.get("C1"), ClaimStatus.CONFIRMED)
    )
    store.claims.record_staleness("C1", stale=True, event=stale)
    assert store.claims.get("C1") == closed
    with pytest.raises(NotFoundError):
        store.claims.record_staleness("C7", stale=True, event=stale)


def test_backfills_are_oldest_first_with_their_cursor(store):
    store.claims.add(make_claim("C1"), event=make_event(at=later(hours=2)))
    store.claims.add(make_claim("C2"), event=make_event(at=later(hours=1)))
    store.claims.add(make_claim("C3", status=ClaimStatus.DRAFT), event=make_event())
    assert waiting(store) == ["C2", "C1"]
    assert [due.claim.id for due in store.claims.backfills(1)] == ["C2"]
    store.claims.record_backfills({"C2": None}, after_article=40, done=False)
    assert store.claims.backfills(1)[0].after_article == 40
    assert store.claims.backfills(1)[0].claim == store.claims.get("C2")
    store.claims.record_backfills({"C2": None}, after_article=80, done=True)
    store.claims.record_backfills({"C2": None}, after_article=80, done=True)
    assert waiting(store) == ["C1"]


def test_progress_of_an_earlier_turn_does_not_end_a_new_one(store):
    claim = store.claims.add(make_claim("C1"), event=make_event())
    due = store.claims.backfills(1)[0]
    store.claims.edit(replace(claim, query="Esker"), event=make_event())
    store.claims.record_backfills({"C1": due.turn}, after_article=40, done=False)
    store.claims.record_backfills({"C1": due.turn}, after_article=40, done=True)
    again = store.claims.backfills(1)[0]
    assert (again.after_article, again.turn > due.turn) == (0, True)
    store.claims.record_backfills({"C1": again.turn}, after_article=40, done=True)
    assert waiting(store) == []


def test_the_revision_grows_with_every_change(store):
    seen = [store.claims.revision()]
    claim = store.claims.add(make_claim(""), event=make_event())
    seen.append(store.claims.revision())
    assert store.claims.revision() == seen[-1]
    store.claims.edit(replace(claim, query="quay"), event=make_event())
    seen.append(store.claims.revision())
    store.claims.record_staleness(claim.id, stale=True, event=make_event(actor=MACHINE))
    seen.append(store.claims.revision())
    store.claims.record_verdict(make_verdict(store.claims.get(claim.id), ClaimStatus.CONFIRMED))
    seen.append(store.claims.revision())
    assert seen == sorted(set(seen))
