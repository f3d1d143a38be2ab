"""From a model's windows to an article's stance: the second stage, a table of weights.

The model's own logits go in as they are; what is learnt is how far each signal of
:mod:`.signals` moves them. Two steps: is the text about the claim at all, and on which side is
it then. A headline and an article have weights of their own. Every probability can be taken
apart into what each signal added.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.domain.judgement import Scores
from monitor.domain.reading.signals import (
    SIGNAL_NAMES,
    SIGNALS_VERSION,
    pool,
    signals,
    softmax,
)

#: Of the mapping that :meth:`Stack.from_mapping` reads.
FORMAT = 1
#: How many spreads from its mean a signal counts at most: a strange text is not a certain one.
FAR = 3.0
SIDES = ("supports", "refutes", "discusses")
RELATED = ("related", "unrelated")
_PLACE = {name: at for at, name in enumerate(SIGNAL_NAMES)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """A signal's usual value and spread, and what a spread more adds to each answer's logit."""

    name: str
    mean: float
    spread: float
    adds: tuple[float, ...]

    def of(self, values: Sequence[float]) -> tuple[float, ...]:
        """What it adds for the numbers of :func:`.signals.signals`."""
        far = (values[_PLACE[self.name]] - self.mean) / self.spread
        far = min(max(far, -FAR), FAR)
        return tuple(far * one for one in self.adds)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Logits of ``answers``: ``pull`` times the model's, plus ``bias``, plus the signals'."""

    answers: tuple[str, ...]
    pull: float
    bias: tuple[float, ...]
    signals: tuple[Signal, ...]

    def logits(self, model: Sequence[float], values: Sequence[float]) -> list[float]:
        out = [self.pull * one + bias for one, bias in zip(model, self.bias, strict=True)]
        for signal in self.signals:
            out = [total + one for total, one in zip(out, signal.of(values), strict=True)]
        return out

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any], answers: tuple[str, ...], where: str) -> Step:
        """Of ``{"pull", "bias", "signals": {name: [mean, spread, adds...]}}``; else ValueError."""
        bias = _numbers(raw.get("bias"), len(answers), f"{where}.bias")
        (pull,) = _numbers([raw.get("pull")], 1, f"{where}.pull")
        table = raw.get("signals")
        if not isinstance(table, Mapping):
            raise ValueError(f"{where}.signals: a table of signals is missing")
        found = []
        for name, row in table.items():
            if name not in _PLACE:
                raise ValueError(f"{where}.signals: there is no signal {name!r}")
            mean, spread, *adds = _numbers(row, 2 + len(answers), f"{where}.signals.{name}")
            if spread <= 0:
                raise ValueError(f"{where}.signals.{name}: the spread must be above 0")
            found.append(Signal(name=name, mean=mean, spread=spread, adds=tuple(adds)))
        return cls(answers=answers, pull=pull, bias=bias, signals=tuple(found))


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """What a signal added to the logit of ``answer``, above what it adds to the others."""

    signal: str
    answer: str
    adds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """The weights for short texts (a headline, a sentence) and for articles."""

    short: tuple[Step, Step]  # sides, related
    article: tuple[Step, Step]

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> Stack:
        """Read the weights; ValueError says what is wrong and where."""
        for name, own in (("format", FORMAT), ("signals", SIGNALS_VERSION)):
            if raw.get(name) != own:
                raise ValueError(f"weights: {name} is {raw.get(name)!r}, this version reads {own}")
        parts = {}
        for name in ("short", "article"):
            steps = raw.get(name)
            if not isinstance(steps, Mapping):
                raise ValueError(f"weights: {name} is missing")
            for step in ("sides", "related"):
                if not isinstance(steps.get(step), Mapping):
                    raise ValueError(f"weights: {name}.{step} is missing")
            parts[name] = (
                Step.from_mapping(steps["sides"], SIDES, f"weights: {name}.sides"),
                Step.from_mapping(steps["related"], RELATED, f"weights: {name}.related"),
            )
        return cls(short=parts["short"], article=parts["article"])

    def weigh(
        self,
        claim: str,
        windows: Sequence[tuple[str, str]],
        outputs: Sequence[Sequence[float]],
        nearness: Sequence[float],
        readings: Sequence[Scores] = (),
        *,
        short: bool = False,
    ) -> Scores:
        """The stance of a text towards a claim; the arguments are those of :func:`signals`."""
        values = signals(claim, windows, outputs, nearness, readings)
        whole = pool(outputs)
        sides, related = self.short if short else self.article
        on, off = softmax(related.logits(related_logits(whole), values))
        supports, refutes, discusses = softmax(sides.logits(whole[:3], values))
        return Scores(
            supports=on * supports, refutes=on * refutes, discusses=on * discusses, unrelated=off
        )

    def reasons(
        self,
        claim: str,
        windows: Sequence[tuple[str, str]],
        outputs: Sequence[Sequence[float]],
        nearness: Sequence[float],
        readings: Sequence[Scores] = (),
        *,
        short: bool = False,
        limit: int = 5,
    ) -> tuple[Reason, ...]:
        """The signals that moved the answers most, strongest first, each for one answer."""
        values = signals(claim, windows, outputs, nearness, readings)
        found = []
        for step in self.short if short else self.article:
            for signal in step.signals:
                adds = signal.of(values)
                middle = sum(adds) / len(adds)
                at = max(range(len(adds)), key=lambda one: (adds[one], -one))
                found.append(
                    Reason(signal=signal.name, answer=step.answers[at], adds=adds[at] - middle)
                )
        found.sort(key=lambda one: (-one.adds, one.signal))
        return tuple(found[:limit])


def related_logits(whole: Sequence[float]) -> tuple[float, float]:
    """The model's logits of (related, unrelated) from its four: those of the sides in one."""
    top = max(whole[:3])
    return top + math.log(sum(math.exp(one - top) for one in whole[:3])), whole[3]


def _numbers(raw: Any, count: int, where: str) -> tuple[float, ...]:
    if (
        not isinstance(raw, Sequence)
        or len(raw) != count
        or not all(
            isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one)
            for one in raw
        )
    ):
        raise ValueError(f"{where}: {count} finite numbers are needed, got {raw!r}")
    return tuple(float(one) for one in raw)
