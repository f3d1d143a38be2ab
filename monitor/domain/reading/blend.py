"""From a model's raw answers to scores, and the scores of model and rules to one.

The model knows what words mean beside each other, the rules know grammar that it misses: who
denies, what only might be. A stance is what both together find likely; where they part, the
result is unsure, and the careful reading wins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from monitor.domain.judgement import Blended, Scores

#: What the rules count, the rest is for the model: on whether a text speaks about the claim at
#: all (they only know words that are alike), and on what it then says.
RULES_ON_SUBJECT = 0.25
RULES_ON_SIDE = 0.4
_FLOOR = 0.02  # nothing is impossible to either
_SIDES = ("supports", "refutes", "discusses")
_STANCES = (*_SIDES, "unrelated")


def softmax(logits: Sequence[float]) -> Scores:
    """Scores of four stance logits."""
    top = max(logits[:4])
    raised = [math.exp(one - top) for one in logits[:4]]
    total = sum(raised)
    return _scores([one / total for one in raised])


def pool(windows: Sequence[Sequence[float]]) -> Scores:
    """Scores of an article from the answers about its windows.

    The fifth number of an answer says how much the window has to say; one that has much
    outweighs many that have little.
    """
    top = max(window[4] for window in windows)
    weights = [math.exp(window[4] - top) for window in windows]
    total = sum(weights)
    return softmax(
        [
            sum(weight * window[at] for weight, window in zip(weights, windows, strict=True))
            / total
            for at in range(4)
        ]
    )


def blend(model: Scores, rules: Scores) -> Blended:
    """One reading of both: weighted geometric means, made to add up to 1.

    Whether the text is on the claim, and what it says if it is, are mixed apart: rules that
    find no word of the claim say nothing about sides.
    """
    on, other = 1.0 - model.unrelated, 1.0 - rules.unrelated
    share = RULES_ON_SUBJECT
    on_claim = _mean(on, other, share)
    off_claim = _mean(model.unrelated, rules.unrelated, share)
    on_claim /= on_claim + off_claim
    share = RULES_ON_SIDE * other
    sides = [
        _mean(
            getattr(model, name) / max(on, _FLOOR), getattr(rules, name) / max(other, _FLOOR), share
        )
        for name in _SIDES
    ]
    total = sum(sides)
    values = (*(on_claim * side / total for side in sides), 1.0 - on_claim)
    rounded = {name: round(one, 4) for name, one in zip(_STANCES, values, strict=True)}
    return Blended(**rounded, model=model, rules=rules)


def _mean(one: float, other: float, share: float) -> float:
    return float(max(_FLOOR, one) ** (1 - share) * max(_FLOOR, other) ** share)


def _scores(values: Sequence[float]) -> Scores:
    return Scores(**{name: round(one, 4) for name, one in zip(_STANCES, values, strict=True)})
