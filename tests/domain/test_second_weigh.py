"""A second reading may weaken and re-rank; it never raises, turns round, hides or decides."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.cards import strength
from monitor.domain.flagging import badges, decide_kind, rank
from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    FlagKind,
    Genre,
    Judgement,
    Locus,
    Novelty,
    SecondFate,
    SlotMatch,
    SpeakerRole,
    Stance,
)
from monitor.domain.second.opinion import Opinion
from monitor.domain.second.weigh import first_reading, ranking_scores, unweighed, weigh
from tests.factories import make_judgement, make_scores
from tests.second import make_opinion

SHOWN = {kind for kind in FlagKind if kind is not FlagKind.RECAP}
#: What a second reader may change of facets.
THEIRS = {"certainty", "basis", "speaker_role", "novelty", "words"}

facets = st.builds(
    Facets,
    certainty=st.sampled_from(Certainty),
    basis=st.sampled_from(Basis),
    speaker_role=st.sampled_from(SpeakerRole),
    actor=st.sampled_from(SlotMatch),
    quantity=st.sampled_from(SlotMatch),
    place=st.sampled_from(SlotMatch),
    time=st.sampled_from(SlotMatch),
    scope=st.sampled_from(["", "narrower", "broader"]),
    novelty=st.sampled_from(Novelty),
    locus=st.sampled_from(Locus),
    genre=st.sampled_from(Genre),
    time_ok=st.booleans(),
    correction=st.booleans(),
    complete=st.booleans(),
    admission=st.booleans(),
    words=st.just((("certainty", "has"), ("basis", "said"), ("genre", "live"))),
)
opinions = st.builds(
    Opinion,
    stance=st.sampled_from(Stance),
    certainty=st.sampled_from(Certainty),
    basis=st.sampled_from(Basis),
    speaker_role=st.sampled_from(SpeakerRole),
    novelty=st.sampled_from(Novelty),
    words=st.just((("stance", "has closed the strait"), ("certainty", "may"))),
)


def judged(stance: Stance, given_: Facets, **values: object) -> Judgement:
    ruling = decide_kind(stance, given_)
    return make_judgement(
        **{
            "stance": stance,
            "scores": make_scores(stance),
            "facets": given_,
            "kind": ruling.kind,
            "rule": ruling.rule,
            "missing": ruling.missing,
            **values,
        }
    )


def after(first: Judgement, opinion: Opinion) -> Judgement:
    return weigh(first, opinion, reader="openai test", why="uncertain")


def check(first: Judgement, opinion: Opinion) -> Judgement:
    """All that must hold of whatever a second reader says about whatever a first one read."""
    second = after(first, opinion)
    # What is not its business stays.
    assert (second.stance, second.scores, second.quotes, second.version, second.claim_id) == (
        first.stance,
        first.scores,
        first.quotes,
        first.version,
        first.claim_id,
    )
    for one in fields(Facets):
        if one.name not in THEIRS:
            assert getattr(second.facets, one.name) == getattr(first.facets, one.name)
    # Never more, never the other side, never out of sight or into it.
    if first.kind in {None, FlagKind.RECAP, FlagKind.CORRECTION}:
        assert second.kind is first.kind
    elif second.kind is not first.kind:
        assert first.kind is not None
        assert second.kind in SHOWN
        assert second.kind is not None
        assert strength(second.kind, ()) < strength(first.kind, ())
        assert second.kind not in {
            FlagKind.CONFIRMATION,
            FlagKind.REFUTATION,
            FlagKind.CORRECTION,
        }
    else:
        assert (second.rule, second.missing) == (first.rule, first.missing)
    assert (second.kind is None) == (first.kind is None)
    assert (second.kind is FlagKind.RECAP) == (first.kind is FlagKind.RECAP)
    # The rank moves within the tier.
    if first.kind is not None and second.kind is first.kind:
        places = [
            rank(one.kind, badges(one.facets), ranking_scores(one), priority=3)
            for one in (first, second)
            if one.kind is not None
        ]
        assert math.floor(places[0]) == math.floor(places[1])
    # And it can be told what it was before.
    assert first_reading(second).kind is first.kind
    assert first_reading(second).rule == first.rule
    assert second.second is not None
    assert second.second.decisions == opinion.decisions
    return second


@given(st.sampled_from(Stance), facets, opinions)
def test_it_only_ever_weakens(stance: Stance, given_: Facets, opinion: Opinion) -> None:
    check(judged(stance, given_), opinion)


@given(
    st.sampled_from(Stance),
    facets,
    opinions,
    st.sampled_from([*FlagKind, None]),
    st.sampled_from(["hedged", "confirmation", "denial", "slot-place", "of-a-later-version"]),
)
def test_also_where_the_first_judge_had_its_own_reasons(
    stance: Stance, given_: Facets, opinion: Opinion, kind: FlagKind | None, rule: str
) -> None:
    check(judged(stance, given_, kind=kind, rule=rule), opinion)


def test_over_every_kind_and_every_opinion() -> None:
    """All opinions there are, against the usual reading of every kind."""
    usual = Facets(basis=Basis.NAMED_SOURCE, speaker_role=SpeakerRole.THIRD_PARTY)
    firsts = [
        judged(Stance.SUPPORTS, usual),
        judged(Stance.SUPPORTS, replace(usual, admission=True, speaker_role=SpeakerRole.PARTY)),
        judged(Stance.REFUTES, usual),
        judged(Stance.SUPPORTS, replace(usual, place=SlotMatch.MISMATCH)),
        judged(Stance.REFUTES, replace(usual, speaker_role=SpeakerRole.PARTY)),
        judged(Stance.SUPPORTS, replace(usual, certainty=Certainty.HEDGED)),
        judged(Stance.SUPPORTS, replace(usual, novelty=Novelty.RECAP)),
        judged(Stance.DISCUSSES, replace(usual, correction=True)),
        judged(Stance.UNRELATED, usual),
    ]
    assert {first.kind for first in firsts} == {*FlagKind, None}
    seen = set()
    for first in firsts:
        for stance, certainty, basis, role, novelty in itertools.product(
            Stance, Certainty, Basis, SpeakerRole, Novelty
        ):
            opinion = make_opinion(
                stance=stance, certainty=certainty, basis=basis, speaker_role=role, novelty=novelty
            )
            seen.add((first.kind, check(first, opinion).kind))
    told = {(first, now) for first, now in seen if first is not now}
    update, denial = FlagKind.UPDATE, FlagKind.DENIAL
    assert told == {
        (FlagKind.CONFIRMATION, update),
        (FlagKind.REFUTATION, update),
        (FlagKind.REFUTATION, denial),
        (FlagKind.PARTIAL, update),
        (FlagKind.DENIAL, update),
    }


FIRM = Facets(
    basis=Basis.NAMED_SOURCE,
    speaker_role=SpeakerRole.THIRD_PARTY,
    words=(("certainty", "has"), ("basis", "said")),
)
CONFIRMS = judged(Stance.SUPPORTS, FIRM)


def test_who_agrees_changes_nothing_but_the_rank() -> None:
    second = after(CONFIRMS, make_opinion())
    assert replace(second, second=None) == CONFIRMS
    assert ranking_scores(second).supports == pytest.approx(0.85)
    assert ranking_scores(CONFIRMS) == CONFIRMS.scores
    assert sum(getattr(ranking_scores(second), str(s)) for s in Stance) == pytest.approx(1)


def test_who_differs_in_the_stance_leaves_an_update() -> None:
    for stance in set(Stance) - {Stance.SUPPORTS}:
        second = after(CONFIRMS, make_opinion(stance=stance))
        assert (second.kind, second.rule) == (FlagKind.UPDATE, "readings-differ")
        assert second.missing
        assert ranking_scores(second).supports == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"certainty": Certainty.HEDGED}, "hedged"),
        ({"certainty": Certainty.PREDICTION}, "prediction"),
        ({"basis": Basis.ANONYMOUS_SOURCE}, "anonymous"),
        ({"basis": Basis.NONE}, "no-basis"),
        ({"speaker_role": SpeakerRole.ADVERSARY_OF_PARTY}, "adversary"),
        ({"novelty": Novelty.RECAP}, "perhaps-recap"),
    ],
)
def test_a_more_careful_facet_is_shown_with_its_words(change: dict, rule: str) -> None:
    (name,) = change
    second = after(CONFIRMS, make_opinion(**change, words=((name, "said to have"),)))
    assert (second.kind, second.rule) == (FlagKind.UPDATE, rule)
    assert getattr(second.facets, name) == change[name]
    assert dict(second.facets.words)[name] == "said to have"
    assert len(dict(second.facets.words)) == len(second.facets.words)


def test_a_facet_that_would_make_more_of_it_is_not_taken() -> None:
    first = judged(
        Stance.SUPPORTS,
        replace(FIRM, certainty=Certainty.HEDGED, basis=Basis.NONE, novelty=Novelty.NEW),
    )
    second = after(first, make_opinion(basis=Basis.DOCUMENT_OR_IMAGERY))
    assert replace(second, second=None) == first
    allegation = judged(Stance.SUPPORTS, replace(FIRM, speaker_role=SpeakerRole.ADVERSARY_OF_PARTY))
    assert allegation.kind is FlagKind.UPDATE
    second = after(allegation, make_opinion(speaker_role=SpeakerRole.INDEPENDENT_EXPERT))
    assert replace(second, second=None) == allegation


def test_a_reading_in_vain_is_noted_and_changes_nothing() -> None:
    noted = unweighed(
        CONFIRMS, reader="openai test", why="uncertain", fate=SecondFate.DROPPED, reason="not JSON"
    )
    assert noted.second is not None
    assert (noted.second.fate, noted.second.reason) == (SecondFate.DROPPED, "not JSON")
    assert replace(noted, second=None) == CONFIRMS
    assert first_reading(noted) == CONFIRMS
    assert ranking_scores(noted) == CONFIRMS.scores
