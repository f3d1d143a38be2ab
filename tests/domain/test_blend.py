"""Model and rules come to one reading."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitor.domain.judgement import Scores, Stance
from monitor.domain.reading.blend import (
    SECOND_ON_SIDE,
    blend,
    denied,
    scores_of,
    turned,
    vouched,
    with_second,
)

NAMES = ("supports", "refutes", "discusses", "unrelated")
parts = st.tuples(*(st.floats(min_value=0, max_value=1) for _ in NAMES))


def make(values: tuple[float, ...]) -> Scores:
    total = sum(values)
    return Scores(**{name: one / total for name, one in zip(NAMES, values, strict=True)})


any_scores = parts.filter(lambda values: sum(values) > 0.01).map(make)


def total(scores: Scores) -> float:
    return sum(getattr(scores, name) for name in NAMES)


def only(stance: str, share: float = 0.85) -> Scores:
    rest = (1 - share) / 3
    return Scores(**{name: share if name == stance else rest for name in NAMES})


@given(any_scores, any_scores)
def test_a_blend_is_four_shares_of_one(model: Scores, rules: Scores) -> None:
    mixed = blend(model, rules)
    assert total(mixed) == pytest.approx(1, abs=0.0003)  # rounded to four places
    assert all(0 <= getattr(mixed, name) <= 1 for name in NAMES)
    assert (mixed.model, mixed.rules) == (model, rules)


@given(st.data(), st.sampled_from(NAMES))
def test_where_both_agree_the_stance_stays(data: st.DataObject, stance: str) -> None:
    # Clear enough to be one in both ways of mixing: on the claim or off it, and which side.
    others = st.tuples(*(st.floats(min_value=0, max_value=1) for _ in range(3)))
    both = []
    for _ in range(2):
        share = data.draw(st.floats(min_value=0.51, max_value=1))
        rest = data.draw(others)
        scale = (1 - share) / max(sum(rest), 0.001) if sum(rest) > 0.001 else 0.0
        parts = iter(rest)
        both.append(make(tuple(share if name == stance else next(parts) * scale for name in NAMES)))
    assert blend(*both).stance == stance


@pytest.mark.parametrize("stance", NAMES)
def test_two_clear_readings_are_a_clear_one(stance: str) -> None:
    assert getattr(blend(only(stance), only(stance)), stance) > 0.8


@pytest.mark.parametrize("stance", NAMES)
def test_two_sides_against_each_other_are_unsure(stance: str) -> None:
    for other in set(NAMES) - {stance}:
        mixed = blend(only(stance), only(other))
        assert max(getattr(mixed, name) for name in NAMES) < 0.62


def shares(scores: Scores) -> tuple[float, ...]:
    """What a text says if it is on the claim at all."""
    on = scores.supports + scores.refutes + scores.discusses
    return tuple(getattr(scores, name) / on for name in NAMES[:3])


@given(parts.filter(lambda values: min(values) > 0.05).map(make), st.sampled_from(NAMES[:3]))
def test_rules_that_find_nothing_on_the_claim_do_not_move_the_sides(
    model: Scores, lean: str
) -> None:
    nothing = Scores(**{**dict.fromkeys(NAMES, 0.0), "unrelated": 1.0})
    faint = replace(nothing, unrelated=0.998, **{lean: 0.002})
    for rules in (nothing, faint):
        mixed = blend(model, rules)
        assume(mixed.unrelated < 0.9)
        assert shares(mixed) == pytest.approx(shares(model), abs=0.01)
        assert mixed.unrelated >= model.unrelated - 0.001


@given(any_scores, any_scores, st.floats(min_value=0.01, max_value=0.2))
def test_more_of_a_side_from_the_rules_never_is_less_of_it(
    model: Scores, rules: Scores, more: float
) -> None:
    moved = min(more, rules.discusses)
    towards = replace(rules, refutes=rules.refutes + moved, discusses=rules.discusses - moved)
    assert blend(model, towards).refutes >= blend(model, rules).refutes - 0.0002
    assert blend(model, towards).unrelated == pytest.approx(blend(model, rules).unrelated, abs=1e-3)


@given(any_scores, any_scores)
def test_a_vouched_reading_only_moves_from_doubt_to_support(model: Scores, rules: Scores) -> None:
    plain = blend(model, rules)
    taken = vouched(plain)
    assert total(taken) == pytest.approx(1, abs=0.0003)
    assert taken.supports >= plain.supports - 0.0002
    assert taken.discusses <= plain.discusses + 0.0002
    assert taken.refutes <= plain.refutes * 1.15 + 0.001
    assert taken.stance is not Stance.REFUTES or plain.stance is Stance.REFUTES
    assert taken.unrelated == pytest.approx(plain.unrelated, abs=0.0002)
    assert (taken.model, taken.rules) == (model, rules)  # what each said alone stays on show


@given(any_scores, any_scores)
def test_vouching_only_lends_what_is_in_doubt(model: Scores, rules: Scores) -> None:
    plain = blend(model, rules)
    taken = vouched(plain)
    if taken != plain:
        assert rules.stance is Stance.SUPPORTS
        assert model.stance is Stance.DISCUSSES
        assert model.refutes <= model.supports + 0.1
    for stance in (Stance.UNRELATED, Stance.REFUTES):
        # No refutation gets weaker, nothing that is about something else becomes a support.
        if stance in (model.stance, rules.stance):
            assert taken == plain


def test_the_word_of_a_speaker_with_a_say_turns_doubt_into_support() -> None:
    model = Scores(supports=0.25, refutes=0.1, discusses=0.6, unrelated=0.05)
    plain = blend(model, only("supports"))
    assert vouched(plain).supports > plain.supports + 0.1
    assert vouched(plain).stance is Stance.SUPPORTS
    leaning = replace(model, supports=0.1, refutes=0.25)
    assert vouched(blend(leaning, only("supports"))) == blend(leaning, only("supports"))


@pytest.mark.parametrize(("at", "stance"), list(enumerate(NAMES)))
def test_the_scores_of_an_answer_are_its_first_four_numbers(at: int, stance: str) -> None:
    logits = [0.0, 0.0, 0.0, 0.0, 9.0]
    logits[at] = 4.0
    found = scores_of(logits)
    assert found.stance == stance
    assert total(found) == pytest.approx(1, abs=0.0003)
    assert getattr(found, stance) == pytest.approx(0.948, abs=0.001)


def test_negations_that_the_model_miscounts_go_by_the_rules() -> None:
    scores = blend(only("refutes"), only("supports"))
    assert turned(scores).stance is Stance.SUPPORTS
    assert turned(scores).model == scores.model
    agreed = blend(only("supports"), only("supports"))
    assert turned(agreed) == agreed


@pytest.mark.parametrize("model", ["supports", "discusses", "refutes"])
def test_a_denial_in_so_many_words_is_taken_as_one(model: str) -> None:
    scores = blend(only(model), only("refutes"))
    assert denied(scores).stance is Stance.REFUTES
    assert denied(scores).model == scores.model
    assert denied(scores).refutes >= scores.refutes


@given(any_scores, any_scores)
def test_a_second_model_moves_sides_only(scores: Scores, second: Scores) -> None:
    joined = with_second(scores, second)
    assert total(joined) == pytest.approx(1, abs=0.0003)
    assert joined.unrelated == pytest.approx(scores.unrelated, abs=0.0001)


def test_a_second_model_counts_less_than_the_first() -> None:
    assert SECOND_ON_SIDE < 0.5
    joined = with_second(only("supports"), only("refutes"))
    assert joined.supports > joined.refutes > only("supports").refutes
    assert with_second(only("supports"), only("supports")).supports > 0.8
