"""What a sentence leaves of an event: so, not so, or open.

The verb over the event decides, in its frame and with its negation (``governing``), unless the
event is under none that is known: then the cues do (``certainty``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.domain.judgement import Certainty
from monitor.domain.speech.certainty import standing
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.governing import Left, Shares, frame_at, is_negated, shares, verb_at
from monitor.domain.speech.reach import VOICES, Cue, Force, is_verb
from monitor.domain.speech.verbs import AUXILIARIES

#: Cues that keep open what is not taken for granted.
_LOOSE = frozenset({Force.HEDGES, Force.SUPPOSES, Force.ASKS, Force.PREDICTS, Force.WITHHOLDS})
_OPEN = Shares(0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Over:
    """The verb over an event: its word, and what it leaves of the event here."""

    at: int
    shares: Shares

    @property
    def left(self) -> Left:
        """The likeliest."""
        return self.shares.left


def verb_over(sentence: Sentence, found: Iterable[Cue], index: int) -> Over | None:
    """The nearest known verb whose clause holds word ``index``, with what it leaves of it.

    ``found`` are the sentence's cues: under "may" or "if" only what the verb takes for granted
    is left so. None where no known verb governs the word.
    """
    cues = tuple(found)
    for at in range(index - 1, -1, -1):
        word = sentence.words[at]
        if word.lemma in AUXILIARIES and not word.text.endswith("ed"):
            continue  # "there is evidence that", but "he willed that"
        frame, start = frame_at(sentence, at)
        if not frame or not start < index or not is_verb(sentence, at):
            continue
        if index >= sentence.reach(start, sentence.turns) or any(
            ":" in sentence.gaps[between] for between in range(start, index + 1)
        ):
            continue  # "pointed to X: the men are trapped"
        verb = verb_at(sentence, at)
        both = [shares(verb, frame, negated=negated) for negated in (False, True)]
        own, other = both[::-1] if is_negated(sentence, at) else both
        if own is None or other is None:
            continue
        loose = any(cue.force in _LOOSE and cue.reaches(at) and cue.at < at for cue in cues)
        return Over(at, _OPEN if loose and own.left is not other.left else own)
    return None


def read_left(sentence: Sentence, found: Iterable[Cue], index: int) -> Left:
    """What the sentence with its cues ``found`` leaves of the event at word ``index``."""
    cues = tuple(found)
    over = verb_over(sentence, cues, index)
    if over is not None:
        return over.left
    if _is_wished(sentence, index):
        return Left.OPEN
    held = standing(sentence, cues, index)
    if held.certainty is not Certainty.ASSERTED or not held.polarity or held.force is Force.SAYS:
        return Left.OPEN
    return Left.SO if held.polarity > 0 else Left.NOT_SO


def _is_wished(sentence: Sentence, index: int) -> bool:
    """Whether the word stands in the infinitive of a verb that is not known: mostly open."""
    for at in range(index - 1, -1, -1):
        frame, start = frame_at(sentence, at)
        if frame and start < index and is_verb(sentence, at):
            return "to" in frame
    return False


def unsettling_verb(sentence: Sentence, found: Sequence[Cue], index: int) -> str:
    """The verb that leaves the event at ``index`` open or undone, as printed; "" if none does.

    Verbs of saying and believing are left out: who speaks, and how firmly, is read of itself.
    """
    over = verb_over(sentence, found, index)
    if over is None or over.left is Left.SO:
        return ""
    if any(cue.force in VOICES and cue.at <= over.at < cue.after for cue in found):
        return ""
    return sentence.printed(over.at, over.at + 1)
