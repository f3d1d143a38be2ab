"""Probabilities beside decisions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.calibration import EDGES, ENOUGH, Tally, calibrate, place_of, side
from monitor.domain.judgement import Flag, FlagKind, FlagState, Occasion, Scores, Stance
from tests.factories import NOW, make_evidence, make_judgement, make_scores

ACCEPTED, REJECTED = FlagState.ACCEPTED, FlagState.REJECTED


def said(supports: float) -> Scores:
    return Scores(supports=supports, refutes=0.0, discusses=0.0, unrelated=1 - supports)


def card(
    state: FlagState,
    scores: Scores | None = None,
    *,
    kind: FlagKind = FlagKind.CONFIRMATION,
    version: str = "j1",
    occasion: Occasion = Occasion.READING,
) -> Flag:
    judgement = make_judgement(decisive=scores or said(0.75), version=version)
    return Flag(
        id=1,
        claim_id="C1",
        origin="a",
        kind=kind,
        state=state,
        score=3.0,
        evidence=(make_evidence(judgement=judgement, occasion=occasion),),
        created_at=NOW,
        updated_at=NOW,
    )


def test_only_accepted_and_rejected_cards_count() -> None:
    found = calibrate(card(state) for state in FlagState)
    assert (found.whole.accepted, found.whole.rejected) == (1, 1)
    (row,) = found.all_bins
    assert (row.low, row.high, row.count, row.probability, row.right) == (0.7, 0.8, 2, 0.75, 0.5)


def test_tables_by_kind_and_version() -> None:
    found = calibrate(
        [
            *[card(ACCEPTED, said(0.95))] * 3,
            card(REJECTED, said(0.55), version="j0"),
            card(REJECTED, kind=FlagKind.UPDATE, scores=make_scores(Stance.DISCUSSES)),
        ]
    )
    assert found.kinds[FlagKind.CONFIRMATION] == Tally(accepted=3, rejected=1)
    assert found.kinds[FlagKind.UPDATE] == Tally(rejected=1)
    assert list(found.kinds) == [FlagKind.CONFIRMATION, FlagKind.UPDATE]
    assert found.versions == {"j0": Tally(rejected=1), "j1": Tally(accepted=3, rejected=1)}
    assert [(row.low, row.count, row.right) for row in found.bins[FlagKind.CONFIRMATION]] == [
        (0.5, 1, 0.0),
        (0.9, 3, 1.0),
    ]
    assert [row.count for row in found.bins[FlagKind.UPDATE]] == [1]


def test_what_became_of_a_page_is_no_reading_of_a_judge() -> None:
    found = calibrate([card(ACCEPTED, kind=FlagKind.CORRECTION, occasion=Occasion.CHANGE)])
    assert found.kinds == {FlagKind.CORRECTION: Tally(accepted=1)}
    assert (found.versions, found.all_bins, found.bins) == ({}, (), {FlagKind.CORRECTION: ()})


def test_the_probability_is_that_of_the_side_of_the_sentence_that_decided() -> None:
    refutes = Scores(supports=0.1, refutes=0.6, discusses=0.2, unrelated=0.1)
    whole = make_scores(Stance.SUPPORTS)
    assert side(make_judgement(scores=whole, decisive=refutes)) == 0.6
    assert side(make_judgement(scores=whole)) == 0.7
    assert side(make_judgement(scores=make_scores(Stance.DISCUSSES))) == 0.7
    assert side(make_judgement(scores=make_scores(Stance.UNRELATED))) == 0.1


@given(st.floats(min_value=0, max_value=1))
def test_every_probability_has_one_bin(probability: float) -> None:
    at = place_of(probability)
    assert EDGES[at] <= probability
    assert probability < EDGES[at + 1] or at == len(EDGES) - 2


@given(st.integers(min_value=0, max_value=500), st.integers(min_value=0, max_value=500))
def test_the_interval_holds_the_share_and_narrows(accepted: int, rejected: int) -> None:
    tally = Tally(accepted=accepted, rejected=rejected)
    if not tally.count:
        assert (tally.precision, tally.interval, tally.enough) == (None, None, False)
        return
    low, high = tally.interval
    assert 0 <= low <= tally.precision + 1e-9
    assert tally.precision - 1e-9 <= high <= 1
    low_10, high_10 = Tally(accepted=accepted * 10, rejected=rejected * 10).interval
    assert high_10 - low_10 < high - low
    assert tally.enough == (tally.count >= ENOUGH)


def test_a_known_interval() -> None:
    # Wilson's for 8 of 10: .490 to .943.
    assert Tally(accepted=8, rejected=2).interval == pytest.approx((0.490, 0.943), abs=0.001)
