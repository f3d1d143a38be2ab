"""From a model's raw answers to scores, and the scores of model and rules to one.

The model knows what words mean beside each other, the rules know grammar that it misses: who
denies, what only might be. A stance is what both together find likely; where they part, the
result is unsure, and the careful reading wins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.judgement import Blended, Scores, Stance
from monitor.domain.reading.signals import softmax

#: What the rules count, the rest is for the model: on whether a text speaks about the claim at
#: all (they only know words that are alike), and on what it then says.
RULES_ON_SUBJECT = 0.5
RULES_ON_SIDE = 0.4
RULES_IF_FIRM = 0.55  # where a verb of confirming or denying governs the claim's words
#: What the model for headlines counts beside the first, by log-loss on folds held out.
SECOND_ON_SIDE = 0.4
_FIRM = 0.84  # what such a verb gives its side
_VOUCHED = 0.6
_LEANS = 0.1  # a model that leans to the other side is not only in doubt
_FLOOR = 0.02  # nothing is impossible to either
_SIDES = ("supports", "refutes", "discusses")
_STANCES = (*_SIDES, "unrelated")


def scores_of(answer: Sequence[float]) -> Scores:
    """Scores of a model's answer about one text: its four stance logits come first."""
    return _scores(softmax(answer[:4]))


def with_second(scores: Scores, second: Scores) -> Scores:
    """``scores`` of a headline, with what the model for headlines says of its side.

    It was taught by headlines, which are hardly ever about something else: whether the text is on
    the claim, the first model says.
    """
    on, other = 1.0 - scores.unrelated, 1.0 - second.unrelated
    sides = [
        _mean(
            getattr(scores, name) / max(on, _FLOOR), getattr(second, name) / max(other, _FLOOR),
            SECOND_ON_SIDE,
        )
        for name in _SIDES
    ]  # fmt: skip
    total = sum(sides)
    return _scores([on * side / total for side in sides] + [scores.unrelated])


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
    firm = max(rules.supports, rules.refutes) >= _FIRM * other
    share = (RULES_IF_FIRM if firm else RULES_ON_SIDE) * other
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


def vouched(scores: Blended) -> Blended:
    """The reading of a statement whose speaker has a say, taken at the speaker's word.

    The model was trained on news in which "X said that P" mostly only observes P. Who says so,
    and what that is worth, is read by itself; where it is worth something, more than half of
    the model's doubt about attributed words goes to what the words say.
    """
    model, rules = scores.model, scores.rules
    if rules.stance is not Stance.SUPPORTS or model.stance is not Stance.DISCUSSES:
        return scores
    if model.refutes > model.supports + _LEANS:
        return scores
    moved = _VOUCHED * model.discusses
    lent = replace(model, supports=model.supports + moved, discusses=model.discusses - moved)
    return replace(blend(lent, rules), model=model)


def turned(scores: Blended) -> Blended:
    """The reading of negations that a model miscounts, by the side that the rules count out."""
    model, rules = scores.model, scores.rules
    if (rules.supports > rules.refutes) == (model.supports > model.refutes):
        return scores
    right = replace(model, supports=model.refutes, refutes=model.supports)
    return replace(blend(right, rules), model=model)


def denied(scores: Blended) -> Blended:
    """The reading of a denial in so many words, taken at the speaker's word as in :func:`vouched`.

    Only for those whose denial refutes nothing: a model is not asked twice for little.
    """
    model = scores.model
    if model.supports > model.refutes:
        model = replace(model, supports=model.refutes, refutes=model.supports)
    moved = _VOUCHED * model.discusses
    lent = replace(model, refutes=model.refutes + moved, discusses=model.discusses - moved)
    return replace(blend(lent, scores.rules), model=scores.model)


def _mean(one: float, other: float, share: float) -> float:
    return float(max(_FLOOR, one) ** (1 - share) * max(_FLOOR, other) ** share)


def _scores(values: Sequence[float]) -> Scores:
    return Scores(**{name: round(one, 4) for name, one in zip(_STANCES, values, strict=True)})
