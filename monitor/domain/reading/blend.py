"""From a model's raw answers to scores, and the scores of model and rules to one.

The model knows what words mean beside each other, the rules know grammar that it misses: who
denies, what only might be. A stance is what both together find likely; where they part, the
result is unsure, and the careful reading wins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from monitor.domain.judgement import Scores

#: What the model counts, the rest is for the rules.
MODEL_SHARE = 0.6
_FLOOR = 0.02  # nothing is impossible to either
_STANCES = ("supports", "refutes", "discusses", "unrelated")


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


def blend(model: Scores, rules: Scores, *, share: float = MODEL_SHARE) -> Scores:
    """One reading of both: the weighted geometric mean, made to add up to 1."""
    mixed = [
        max(_FLOOR, getattr(model, name)) ** share
        * max(_FLOOR, getattr(rules, name)) ** (1 - share)
        for name in _STANCES
    ]
    total = sum(mixed)
    return _scores([one / total for one in mixed])


def _scores(values: Sequence[float]) -> Scores:
    return Scores(**{name: round(one, 4) for name, one in zip(_STANCES, values, strict=True)})
