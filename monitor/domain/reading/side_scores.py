"""Scores of the rules: what a reading of a sentence is worth in shares of the four stances."""

from __future__ import annotations

from monitor.domain.judgement import Certainty, Scores
from monitor.domain.reading.closeness import ON_CLAIM
from monitor.domain.reading.stance import ASSERTS_AT, Reading
from monitor.domain.speech.reach import Force


def score(reading: Reading) -> Scores:
    """Scores of the four stances for a reading; they add up to 1."""
    near = reading.nearness
    # A verdict on something near is rarer than a mention of it, and matters more.
    needed = ON_CLAIM - 0.05 if reading.force is Force.DENIES else ON_CLAIM
    on = min(0.97, 0.72 + (near - needed) * 0.6) if near >= needed else 0.8 * near
    supports, refutes = _sides(reading)
    return Scores(
        supports=round(on * supports, 4),
        refutes=round(on * refutes, 4),
        discusses=round(on * (1.0 - supports - refutes), 4),
        unrelated=round(1.0 - on, 4),
    )


def _sides(reading: Reading) -> tuple[float, float]:
    """Shares of supports and refutes among what is on the claim."""
    if reading.anchor < 0:
        return 0.1, 0.05
    lean = reading.polarity
    if reading.force is Force.WITHHOLDS or lean == 0:
        return 0.1, 0.1
    if reading.certainty is not Certainty.ASSERTED:
        strong = 0.25
    elif not reading.doer:
        strong = 0.42
    elif reading.force is Force.DENIES:
        strong = 0.85
    elif reading.weakly_sourced or reading.nearness < ASSERTS_AT:
        strong = 0.42
    elif reading.force is Force.CONFIRMS:
        strong = 0.85
    else:
        strong = 0.75
    weak = 0.05
    return (strong, weak) if lean > 0 else (weak, strong)
