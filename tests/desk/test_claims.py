"""Claims by hand: what is checked, what is recorded, who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.desk.claims import (
    EDITABLE,
    add_claim,
    claim_from_fields,
    close_claim,
    edit_claim,
    merge_claims,
    reopen_claim,
    require_distinct,
)
from monitor.domain.model import ClaimKind, ClaimStatus
from monitor.errors import NotFoundError, QueryError, TransitionError, UsageError
from tests.domain.reading import ALIASES
from tests.factories import NOW, PERSON, later, make_claim
from tests.fakes import FakeStore

BY = {"actor": PERSON, "now": NOW}


@pytest.fixture
def store():
    return FakeStore()


def add(store, **values):
    return add_claim(store, make_claim(**values), aliases=ALIASES, **BY)


def trail(store, claim_id="C1"):
    events = store.audit.list(subject="claim", subject_id=claim_id)
    return [(event.actor, event.action, event.from_state, event.to_state) for event in events]


def test_a_claim_is_added_on_the_record(store):
    claim = add(store, claim_id="", origin_url="https://gazette.example/a")
    assert claim.id == "C1"
    assert trail(store) == [(PERSON, "create", "", "open")]
    assert store.audit.list()[0].reason == "https://gazette.example/a"


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"query": "a AND ("}, QueryError, "watch query, character"),
        ({"parties": ("Ruritanian",)}, UsageError, "did you mean 'Ruritania'"),
        ({"parties": ("Atlantis",)}, UsageError, "see config/aliases.toml"),
    ],
)
def test_what_makes_no_sense_is_not_added(store, values, error, words):
    with pytest.raises(error, match=words):
        add(store, **values)
    assert store.claims.list() == ()


@pytest.mark.parametrize("actor", ["", "monitor"])
def test_every_act_needs_a_person(store, actor):
    add(store)
    add(store, claim_id="C2")
    by = {"actor": actor, "now": NOW}
    for act in (
        lambda: add_claim(store, make_claim("C3"), aliases=ALIASES, **by),
        lambda: edit_claim(store, "C1", {"note": "n"}, aliases=ALIASES, **by),
        lambda: close_claim(store, "C1", ClaimStatus.CONFIRMED, reason="x", **by),
        lambda: merge_claims(store, "C1", "C2", **by),
    ):
        with pytest.raises(UsageError, match="name of a person"):
            act()
    assert [claim.status for claim in store.claims.list()] == ["open", "open"]


def test_an_edit_records_what_was_before(store):
    add(store)
    edited = edit_claim(
        store, "C1", {"note": "ask the harbour master", "priority": 5}, aliases=ALIASES, **BY
    )
    assert (edited.note, edited.priority) == ("ask the harbour master", 5)
    event = store.audit.list()[-1]
    assert (event.action, event.reason) == ("edit", "priority, note")
    assert dict(event.data) == {"priority": "3", "note": ""}


def test_an_edit_that_changes_nothing_leaves_no_trace(store):
    claim = add(store)
    values = {key: getattr(claim, key) for key in EDITABLE}
    assert (
        edit_claim(store, "C1", values, aliases=ALIASES, actor=PERSON, now=later(days=1)) == claim
    )
    assert len(store.audit.list()) == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"status": ClaimStatus.CONFIRMED}, "status cannot be edited"),
        ({"query": "("}, "watch query"),
        ({"parties": ("Nobody",)}, "unknown party"),
    ],
)
def test_a_faulty_edit_changes_nothing(store, changes, error):
    claim = add(store)
    with pytest.raises(UsageError, match=error):
        edit_claim(store, "C1", changes, aliases=ALIASES, **BY)
    assert store.claims.get("C1") == claim


def test_closing_reopening_and_merging_are_a_trail(store):
    add(store)
    add(store, claim_id="C2")
    close_claim(store, "C1", ClaimStatus.CONFIRMED, reason="both say so", **BY)
    with pytest.raises(TransitionError):
        close_claim(store, "C1", ClaimStatus.REFUTED, reason="no", **BY)
    with pytest.raises(UsageError):
        reopen_claim(store, "C1", **BY)
    reopen_claim(store, "C1", reason="withdrawn", **BY)
    merged = merge_claims(store, "C1", "C2", **BY)
    assert (merged.status, merged.merged_into) == (ClaimStatus.MERGED, "C2")
    assert trail(store) == [
        (PERSON, "create", "", "open"),
        (PERSON, "verdict", "open", "confirmed"),
        (PERSON, "reopen", "confirmed", "open"),
        (PERSON, "merge", "open", "merged"),
    ]


def test_a_claim_that_is_not_there_is_named(store):
    with pytest.raises(NotFoundError, match="'C9'"):
        close_claim(store, "C9", ClaimStatus.CONFIRMED, reason="x", **BY)


FIELDS = {"text": "Norland has closed the port", "query": "Norland AND port"}


def made(**fields):
    return claim_from_fields({**FIELDS, **fields}, where="file: claim 1", now=NOW)


def test_fields_of_a_file_make_a_claim():
    claim = made(
        id="X1",
        kind="quantity",
        status="draft",
        claimed_on="2025-03-01",
        priority="5",
        parties=["Ruritania"],
        note="n",
    )
    assert (claim.id, claim.kind, claim.status) == ("X1", ClaimKind.QUANTITY, ClaimStatus.DRAFT)
    assert (claim.claimed_on, claim.priority, claim.parties) == (
        date(2025, 3, 1),
        5,
        ("Ruritania",),
    )
    assert made(claimed_on=datetime(2025, 3, 1, 9, tzinfo=UTC)).claimed_on == date(2025, 3, 1)
    assert made(claimed_on=date(2025, 3, 1)).claimed_on == date(2025, 3, 1)
    assert made(claimed_on="").claimed_on is None
    assert made().status is ClaimStatus.OPEN


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"txet": "x"}, "unknown key 'txet'; known: "),
        ({"text": " "}, "needs a text"),
        ({"query": ""}, "needs a query"),
        ({"kind": "rumour"}, "kind: 'rumour' is not a valid"),
        ({"status": "confirmed"}, "status: a new claim is open or draft"),
        ({"claimed_on": "soon"}, "claimed_on: "),
        ({"priority": "high"}, "priority: "),
        ({"priority": 9}, "priority must be 1 to 5"),
        ({"priority": True}, "priority: "),
        ({"parties": "Ruritania"}, "parties: must be a list"),
        ({"parties": 5}, "parties: must be a list"),
        ({"note": 5}, "note: must be a string"),
        ({"text": 5}, "text: must be a string"),
    ],
)
def test_faulty_fields_are_one_line_with_their_place(fields, words):
    with pytest.raises(UsageError) as caught:
        made(**fields)
    told = str(caught.value)
    assert told.startswith("file: claim 1: ")
    assert words in told
    assert "\n" not in told


def test_two_claims_of_one_file_with_one_id_are_refused():
    claim = made(id="X1")
    require_distinct([claim, replace(claim, id=""), replace(claim, id="")], where="file")
    with pytest.raises(UsageError, match="file: two claims have the id X1"):
        require_distinct([claim, claim], where="file")
