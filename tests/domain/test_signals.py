"""What is counted beside the model's own answer, and what it must not depend on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.judgement import Scores
from monitor.domain.reading.signals import CUES, READINGS, SIGNAL_NAMES, pool, signals, softmax

CLAIM = "Adams has sold the bridge to Brown"
OUTPUT = (1.0, -0.5, 0.25, -2.0, 0.0)
NUMBER = st.floats(min_value=-30, max_value=30, allow_nan=False)
ROW = st.tuples(NUMBER, NUMBER, NUMBER, NUMBER, NUMBER)


def _named(
    *texts: str,
    claim: str = CLAIM,
    outputs: tuple[tuple[float, ...], ...] = (),
    readings: tuple[Scores, ...] = (),
    nearness: tuple[float, ...] = (0.7, 0.2),
) -> dict[str, float]:
    kinds = ("nearest", "next", "sides", "opening")
    windows = list(zip(kinds, texts, strict=False))
    found = signals(claim, windows, outputs or (OUTPUT,) * len(texts), nearness, readings)
    assert len(found) == len(SIGNAL_NAMES)
    return dict(zip(SIGNAL_NAMES, found, strict=True))


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Adams reportedly sold the bridge to Brown.", "reportedly"),
        ("Adams is said to have sold the bridge.", "reportedly"),
        ("Adams may sell the bridge.", "may"),
        ("Rumours of a sale of the bridge spread.", "rumour"),
        ("Adams claims to have sold the bridge.", "claim"),
        ("Adams sold the bridge, according to a clerk.", "report"),
        ("Adams denies having sold the bridge.", "deny"),
        ("The sale of the bridge is a hoax.", "false"),
        ("It isn’t true that Adams sold the bridge.", "false"),
        ("Adams never sold the bridge.", "not"),
        ("Adams didn't sell the bridge.", "not"),
        ("There is no evidence that Adams sold the bridge.", "nothing"),
        ("Adams confirmed the sale of the bridge.", "confirm"),
        ("It is unclear whether Adams sold the bridge.", "doubt"),
        ("Did Adams sell the bridge?", "question"),
        ("Adams: “The bridge is sold”", "quote"),
    ],
)
def test_a_cue_is_seen_near_the_claim(text: str, cue: str) -> None:
    assert _named(text)[f"near_{cue}"] == 1.0
    assert _named("Adams sold the bridge to Brown.")[f"near_{cue}"] == 0.0


def test_the_month_is_no_hedge() -> None:
    assert _named("Adams sold the bridge in May 2019.")["near_may"] == 0.0
    assert _named("Adams sold it on 3 May.")["near_may"] == 0.0


def test_what_stands_far_from_the_claim_is_not_near_it() -> None:
    found = _named("The weather was a hoax. Adams sold the bridge to Brown.")
    assert found["near_false"] == 0.0
    assert found["any_false"] == 1.0


def test_the_claims_own_words_are_no_cues_about_it() -> None:
    own = "Adams denied that the bridge is fake"
    found = _named("Adams denied that the bridge is fake.", claim=own)
    assert found["near_deny"] == found["near_false"] == 0.0
    assert found["parity"] == 0.0
    assert _named("The bridge of Adams stands.", claim=own)["parity"] == 1.0


def test_other_names_give_the_same_numbers() -> None:
    text = "Adams reportedly sold the bridge to Brown. Adams denies it."
    other = {"Adams": "Nowak", "Brown": "Li"}
    swapped, claim = text, CLAIM
    for name, new in other.items():
        swapped, claim = swapped.replace(name, new), claim.replace(name, new)
    assert _named(text) == _named(swapped, claim=claim)


def test_a_windows_share_counts_the_windows_that_have_it() -> None:
    found = _named("Adams sold it.", "A hoax.", "Nothing here.", "The opening is a hoax.")
    assert found["any_false"] == 0.5
    assert found["start_false"] == 1.0
    assert found["windows"] == 4.0


def test_numbers_of_the_claim_are_looked_for() -> None:
    claim = "Adams sold 12 bridges for 3.5 million"
    assert _named("Adams sold 12 bridges.", claim=claim)["numbers"] == 0.5
    assert _named("Adams sold bridges.", claim=claim)["numbers"] == 0.0
    assert _named("Adams sold 12 bridges.")["numbers"] == 0.5  # the claim has none


def test_the_rules_reading_comes_in_by_its_best_and_its_first() -> None:
    first = Scores(supports=0.1, refutes=0.2, discusses=0.3, unrelated=0.4)
    second = Scores(supports=0.7, refutes=0.1, discusses=0.1, unrelated=0.1)
    found = _named("Adams sold it.", readings=(first, second))
    assert (found["rule_supports"], found["rule_first_supports"]) == (0.7, 0.1)
    many = (first,) * READINGS + (second,)
    assert _named("Adams sold it.", readings=many)["rule_supports"] == 0.1
    assert _named("Adams sold it.")["rule_unrelated"] == 1.0


def test_margins_are_of_the_window_that_speaks_most_for_a_side() -> None:
    outputs = ((2.0, 0.0, 0.0, 0.0, 0.0), (0.0, 3.0, 1.0, 0.0, 0.0))
    found = _named("One.", "Two.", outputs=outputs)
    assert found["most_refutes"] == 2.0
    assert found["least_refutes"] == -2.0


@given(st.lists(ROW, min_size=1, max_size=4))
def test_pooled_logits_lie_between_those_of_the_windows(rows: list[tuple[float, ...]]) -> None:
    for at, value in enumerate(pool(rows)):
        each = [row[at] for row in rows]
        assert min(each) - 1e-9 <= value <= max(each) + 1e-9


def test_a_salient_window_speaks_for_the_article() -> None:
    loud, quiet = (0.0, 5.0, 0.0, 0.0, 20.0), (5.0, 0.0, 0.0, 0.0, 0.0)
    assert pool([loud, quiet])[1] == pytest.approx(5.0, abs=1e-6)


@given(
    st.text(max_size=120),
    st.lists(st.tuples(st.text(max_size=200), ROW), min_size=1, max_size=4),
    st.lists(st.floats(min_value=0, max_value=1), max_size=6),
)
def test_any_text_gives_finite_numbers(
    claim: str, read: list[tuple[str, tuple[float, ...]]], nearness: list[float]
) -> None:
    windows = [("nearest", text) for text, _ in read]
    found = signals(claim, windows, [row for _, row in read], nearness)
    assert all(math.isfinite(value) for value in found)


@pytest.mark.parametrize(
    ("windows", "outputs", "said"),
    [
        ([], [], "0 windows"),
        ([("nearest", "A.")], [], "1 windows and 0 outputs"),
        ([("nearest", "A.")], [(1.0, 2.0)], "not five finite numbers"),
        ([("nearest", "A.")], [(1.0, 2.0, math.nan, 0.0, 0.0)], "not five finite numbers"),
    ],
)
def test_outputs_that_do_not_fit_are_refused(
    windows: list[tuple[str, str]], outputs: list[tuple[float, ...]], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        signals(CLAIM, windows, outputs, ())


def test_softmax_of_large_numbers() -> None:
    assert softmax([1e4, 0.0]) == [1.0, 0.0]


def test_every_list_of_cues_is_a_signal() -> None:
    assert {f"{part}_{name}" for part in ("near", "any", "start") for name in CUES} <= set(
        SIGNAL_NAMES
    )
