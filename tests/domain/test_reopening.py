"""A decision whose ground was withdrawn is proposed for another look, until a person took it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.domain.judgement import Flag, FlagKind, FlagState, Occasion
from monitor.domain.model import ClaimStatus
from monitor.domain.origin.assign import origin_key
from monitor.domain.reopening import advice_of, is_concerned, proposals, reason_of
from tests.factories import (
    PERSON,
    later,
    make_claim,
    make_event,
    make_evidence,
    make_judgement,
)

A = "https://gazette.example/a"


def said(url: str = A, *, number: int = 1, kind: FlagKind = FlagKind.CONFIRMATION, **values):
    judgement = make_judgement("C1", kind=kind, rule=str(kind))
    return make_evidence("C1", url=url, id=number, judgement=judgement, **values)


def withdrawn(url: str = A, *, number: int = 9, rule: str = "quote-edited", at=None):
    judgement = make_judgement("C1", kind=FlagKind.CORRECTION, rule=rule)
    one = make_evidence("C1", url=url, id=number, judgement=judgement)
    return replace(one, occasion=Occasion.CHANGE, recorded_at=at or later(days=2))


def card(number: int, *evidence, state: FlagState = FlagState.ACCEPTED, origin: str = ""):
    kind = evidence[0].judgement.kind
    assert kind is not None
    return Flag(
        id=number,
        claim_id="C1",
        origin=origin or origin_key(A),
        kind=kind,
        state=state,
        score=1.0,
        evidence=evidence,
        created_at=later(),
        updated_at=later(),
    )


def accepted(number: int = 1, **when: float):
    values = {"subject": "flag", "subject_id": str(number), "action": "accept"}
    return make_event(**values, to_state="accepted", at=later(**(when or {"days": 1})))


def verdict(status: ClaimStatus = ClaimStatus.CONFIRMED, **when: float):
    values = {"subject": "claim", "subject_id": "C1", "action": "verdict"}
    return make_event(**values, to_state=status, at=later(**(when or {"days": 1})))


def propose(cards, events, status: ClaimStatus = ClaimStatus.CONFIRMED):
    return proposals({"C1": make_claim("C1", status=status)}, cards, events)


def test_a_claim_that_was_settled_by_an_accepted_card_is_to_be_reopened() -> None:
    (one,) = propose([card(1, withdrawn(), said())], [accepted(), verdict()])
    assert one.reopens
    assert (one.claim_id, one.cards, one.correction) == ("C1", (1,), 1)
    assert reason_of(one) == (
        f"C1 was settled as confirmed by {PERSON} on 2025-03-15, and since then the sentence that"
        " it rests on was edited (card 1)."
    )
    assert "monitor claims reopen C1" in advice_of(one)
    assert "monitor review 1 accept" in advice_of(one)


def test_a_card_of_an_open_claim_is_to_be_looked_at_again() -> None:
    cards = [card(1, withdrawn(rule="page-removed"), said())]
    (one,) = propose(cards, [accepted()], ClaimStatus.OPEN)
    assert not one.reopens
    assert reason_of(one).startswith(f"card 1 was accepted by {PERSON} on 2025-03-15, and since")
    assert "taken down" in reason_of(one)
    assert "monitor review 1 accept if it stands" in advice_of(one)


def test_a_notice_on_the_page_counts_like_an_edit() -> None:
    notice = said(number=2, kind=FlagKind.CORRECTION, fetched_at=later(days=2))
    notice = replace(notice, recorded_at=later(days=2))
    (one,) = propose([card(1, said(), notice)], [accepted(), verdict()])
    assert "has corrected the report" in reason_of(one)


def test_a_correction_on_a_card_of_its_own_is_named() -> None:
    own = card(7, withdrawn(), state=FlagState.QUEUED, origin="other")
    (one,) = propose([card(1, said()), own], [accepted(), verdict()])
    assert (one.cards, one.correction) == ((1,), 7)
    assert "monitor review 7 reject" in advice_of(one)


@pytest.mark.parametrize(
    ("cards", "events", "status"),
    [
        # decided anew, having seen the change
        (
            [card(1, withdrawn(), said())],
            [accepted(), verdict(), accepted(days=3)],
            ClaimStatus.CONFIRMED,
        ),
        ([card(1, withdrawn(), said())], [accepted(days=3)], ClaimStatus.OPEN),
        # the correction was rejected by a person
        (
            [
                card(1, said()),
                card(7, withdrawn(), state=FlagState.REJECTED, origin="other"),
            ],
            [accepted(), verdict()],
            ClaimStatus.CONFIRMED,
        ),
        # one reprint less, the report that founded the group stands
        (
            [
                card(1, said("https://herald.example/x"), said(number=2), origin="other"),
                card(7, withdrawn(), state=FlagState.QUEUED),
            ],
            [accepted(), verdict()],
            ClaimStatus.CONFIRMED,
        ),
        # nobody had decided
        ([card(1, withdrawn(), said(), state=FlagState.QUEUED)], [], ClaimStatus.OPEN),
        # the machine decides nothing
        (
            [card(1, withdrawn(), said(), state=FlagState.QUEUED)],
            [replace(verdict(), actor="monitor")],
            ClaimStatus.CONFIRMED,
        ),
        # what rests on no evidence
        (
            [card(1, withdrawn(), said(), state=FlagState.QUEUED)],
            [verdict(ClaimStatus.EXPIRED)],
            ClaimStatus.EXPIRED,
        ),
    ],
)
def test_what_is_not_proposed(cards, events, status) -> None:
    assert propose(cards, events, status) == ()


@pytest.mark.parametrize(
    ("status", "kind", "expected"),
    [
        (ClaimStatus.CONFIRMED, FlagKind.CONFIRMATION, True),
        (ClaimStatus.REFUTED, FlagKind.DENIAL, True),
        (ClaimStatus.REFUTED, FlagKind.CONFIRMATION, False),
        (ClaimStatus.PARTLY_CONFIRMED, FlagKind.PARTIAL, True),
        (ClaimStatus.DISPUTED, FlagKind.UPDATE, False),
    ],
)
def test_a_verdict_without_any_accepted_card_rests_on_what_says_the_same(
    status, kind, expected
) -> None:
    cards = [card(1, withdrawn(), said(kind=kind), state=FlagState.QUEUED)]
    found = propose(cards, [verdict(status)], status)
    assert [one.reopens for one in found] == [True] * expected


def test_the_latest_withdrawal_of_a_claim_and_claims_before_cards() -> None:
    first, second = withdrawn(at=later(days=2)), withdrawn(number=10, at=later(days=3))
    (one,) = propose([card(1, first, second, said())], [accepted(), verdict()])
    assert one.at == later(days=3)


def test_which_cards_are_worth_a_look() -> None:
    assert is_concerned(card(1, said(), withdrawn()))
    assert not is_concerned(card(1, said()))
