"""The second stage: from signals to the probabilities of an article's stance."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.reading.signals import SIGNALS_VERSION, pool, softmax
from monitor.domain.reading.stacking import FAR, FORMAT, Reason, Stack

CLAIM = "Adams has sold the bridge to Brown"
HOAX = [("nearest", "The story that Adams sold the bridge is a hoax.")]
PLAIN = [("nearest", "Adams sold the bridge to Brown.")]
LEANS = [(0.5, 0.0, 0.25, -2.0, 0.0)]


def _plain_step(answers: int) -> dict[str, Any]:
    return {"pull": 1.0, "bias": [0.0] * answers, "signals": {}}


def _weights() -> dict[str, Any]:
    steps = {"sides": _plain_step(3), "related": _plain_step(2)}
    raw = {"format": FORMAT, "signals": SIGNALS_VERSION}
    return raw | {"short": deepcopy(steps), "article": deepcopy(steps)}


def _with_hoax() -> dict[str, Any]:
    raw = _weights()
    raw["article"]["sides"]["signals"]["near_false"] = [0.1, 0.3, -0.5, 1.0, -0.5]
    return raw


@given(
    st.lists(
        st.tuples(*(st.floats(min_value=-20, max_value=20) for _ in range(5))),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_without_weights_it_is_the_model(rows: list[tuple[float, ...]], short: bool) -> None:
    stack = Stack.from_mapping(_weights())
    windows = [("nearest", "Adams sold the bridge.")] * len(rows)
    found = stack.weigh(CLAIM, windows, rows, (), short=short)
    parts = (found.supports, found.refutes, found.discusses, found.unrelated)
    assert parts == pytest.approx(tuple(softmax(pool(rows))), abs=1e-9)
    assert sum(parts) == pytest.approx(1.0)


def test_a_signal_moves_the_answer_it_is_for() -> None:
    stack = Stack.from_mapping(_with_hoax())
    assert stack.weigh(CLAIM, PLAIN, LEANS, ()).stance == "supports"
    assert stack.weigh(CLAIM, HOAX, LEANS, ()).stance == "refutes"


def test_short_texts_have_weights_of_their_own() -> None:
    stack = Stack.from_mapping(_with_hoax())
    assert stack.weigh(CLAIM, HOAX, LEANS, (), short=True).stance == "supports"


def test_the_gate_moves_only_what_is_off_the_claim() -> None:
    raw = _weights()
    raw["article"]["related"]["bias"] = [0.0, 9.0]
    plain, gated = (
        Stack.from_mapping(one).weigh(CLAIM, PLAIN, LEANS, ()) for one in (_weights(), raw)
    )
    assert gated.unrelated > 0.99 > 0.5 > plain.unrelated
    assert gated.supports / gated.refutes == pytest.approx(plain.supports / plain.refutes)


def test_the_models_own_answer_is_pulled() -> None:
    raw = _weights()
    raw["article"]["sides"]["pull"] = -1.0
    assert Stack.from_mapping(raw).weigh(CLAIM, PLAIN, LEANS, ()).stance == "refutes"


def test_a_strange_text_is_not_a_certain_one() -> None:
    raw = _weights()
    raw["article"]["sides"]["signals"]["sentences"] = [0.0, 0.01, 0.1, 0.0, 0.0]
    stack = Stack.from_mapping(raw)
    (reason,) = stack.reasons(CLAIM, PLAIN, LEANS, (0.5,) * 4000)
    assert reason.adds == pytest.approx(FAR * 0.1 * 2 / 3)


def test_reasons_name_the_signal_and_the_answer() -> None:
    stack = Stack.from_mapping(_with_hoax())
    (reason,) = stack.reasons(CLAIM, HOAX, LEANS, ())
    assert reason == Reason(signal="near_false", answer="refutes", adds=pytest.approx(3.0))
    (without,) = stack.reasons(CLAIM, PLAIN, LEANS, ())
    assert without.answer != "refutes"
    assert stack.reasons(CLAIM, HOAX, LEANS, (), limit=0) == ()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("format",), 99, "format is 99"),
        (("signals",), None, "signals is None"),
        (("short",), None, "short is missing"),
        (("article", "related"), [], r"article\.related is missing"),
        (("short", "sides", "pull"), "1", r"short\.sides\.pull"),
        (("short", "sides", "bias"), [0.0], r"short\.sides\.bias: 3 finite"),
        (("short", "sides", "bias"), [0.0, True, 0.0], r"short\.sides\.bias"),
        (("short", "sides", "bias"), "abc", r"short\.sides\.bias"),
        (("article", "sides", "signals"), None, "a table of signals is missing"),
        (("article", "sides", "signals"), {"moon": [0, 1, 0, 0, 0]}, "no signal 'moon'"),
        (("article", "sides", "signals"), {"parity": [0, 1, 0, 0]}, r"parity: 5 finite"),
        (("article", "sides", "signals"), {"parity": [0, 0, 0, 0, 0]}, "must be above 0"),
        (("article", "sides", "signals"), {"parity": [0, 1, 0, 0, float("inf")]}, "finite"),
    ],
)
def test_weights_that_do_not_fit_are_refused(path: tuple[str, ...], value: Any, said: str) -> None:
    raw = _weights()
    at: Any = raw
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = value
    with pytest.raises(ValueError, match=said):
        Stack.from_mapping(raw)
