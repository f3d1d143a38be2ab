"""A question about the claim with its answer, found in a sentence or across two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.answer import answer_of, question_before, reply_within
from monitor.domain.reading.closeness import ON_CLAIM, ClaimTerms, Nearness, nearness
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.reach import VOICES, Cue, Force

_ASK = frozenset({Force.ASKS, Force.CONFIRMS})  # "is it true that"
_FIRM = frozenset({Force.SAYS, Force.CONFIRMS, Force.DENIES, Force.NEGATES})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What answers a question about a claim.

    ``side`` is 1 for yes and -1 for no, said by word ``anchor`` of the answering sentence.
    ``asked`` is the question where it stands before the sentence; ``near`` how near both are to
    the claim; ``cues`` those of the answer, without those of the question.
    """

    side: int
    anchor: int
    asked: str
    near: Nearness
    cues: tuple[Cue, ...]

    @property
    def firm(self) -> bool:
        """Whether no word of the answer hedges it."""
        return all(cue.force in _FIRM for cue in self.cues)


def find_answer(
    terms: ClaimTerms,
    sentence: Sentence,
    near: Nearness,
    found: Sequence[Cue],
    *,
    ignore: frozenset[str],
    context: str,
    aliases: AliasTable,
) -> Answer | None:
    """The answer that ``sentence`` gives to a question about the claim; None if it gives none.

    ``near`` and ``found`` are the sentence's nearness and cues, ``ignore`` the claim's words that
    are no cues. A question that is hedged or negated itself is not read: its "yes" says more, or
    less, than that the claim is so.
    """
    side, anchor, question = reply_within(sentence)
    asked = ""
    if side:
        asking = [cue for cue in found if cue.at in question or cue.start in question]
    else:
        asked = question_before(context, sentence.text)
        side, anchor = answer_of(sentence) if asked else (0, -1)
        both = f"{asked} {sentence.text}"
        near = nearness(terms, both, aliases, around=context) if side else near
        asking = [*find_cues(parse(asked), ignore=ignore)]
    if not side or near.value < ON_CLAIM or near.thin or near.lone:
        return None
    if any(_colours(cue, anchor, told=not asked) for cue in asking):
        return None
    said = tuple(cue for cue in found if asked or cue not in asking or _is_heard(cue, anchor))
    return Answer(side=side, anchor=anchor, asked=asked, near=near, cues=said)


def _is_heard(cue: Cue, anchor: int) -> bool:
    """Whether a cue is a voice that reaches the answer, though it reaches the question too."""
    return cue.force in VOICES - {Force.WITHHOLDS} and cue.reaches(anchor)


def _colours(cue: Cue, anchor: int, *, told: bool) -> bool:
    """Whether a cue makes of a question another one than whether the claim is so."""
    if cue.force in _ASK or _is_heard(cue, anchor):
        return False
    return not (told and cue.force is Force.WITHHOLDS)  # "asked about reports whether"
