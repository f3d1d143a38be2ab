"""It is not so that it is not so: a denial of a negation, which models of language read as one.

By grammar "it is not true that he has not signed" says that he has. It is what people say who
would rather not be held to it, so that it counts as firm only where it is also said outright:
"..., he did".
"""

from __future__ import annotations

from monitor.domain.judgement import Certainty
from monitor.domain.reading.answer import affirms_after
from monitor.domain.reading.stance import Reading
from monitor.domain.speech.reach import Force

_NEAR = 14  # words from what denies to the negation that it denies
_PLAIN = frozenset({Force.DENIES, Force.NEGATES, Force.SAYS, Force.CONFIRMS})


def doubled(reading: Reading) -> str:
    """The words from a denial to the negation that it denies, "" where nothing is so denied."""
    if reading.polarity <= 0 or reading.certainty is not Certainty.ASSERTED:
        return ""
    cues = reading.deciding
    denials = [cue for cue in cues if cue.force is Force.DENIES]
    negations = [cue for cue in cues if cue.force is Force.NEGATES]
    if len(denials) != 1 or len(negations) != 1 or any(cue.force not in _PLAIN for cue in cues):
        return ""
    first, last = sorted((denials[0], negations[0]), key=lambda cue: cue.at)
    whole = reading.sentence.words[0].text == "that"  # "That he has not signed is a lie"
    if not 0 < last.at - first.at <= _NEAR or (first.force is Force.NEGATES and not whole):
        return ""
    return reading.sentence.printed(first.at, last.after)


def said_outright(reading: Reading) -> bool:
    """Whether the sentence adds that it is so: "it is untrue that he never left: he did"."""
    return affirms_after(reading.sentence, max(reading.anchor, 0))
