"""Verbs over clauses: which frame a verb stands in, and what it leaves of its clause there.

"Managed to", "refused to", "was told to", "regrets that", "doubts that": by the table of
``signatures``, which was learnt from readers' judgements.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from string import ascii_letters, digits

from monitor.domain.language.english import past_participle
from monitor.domain.speech import signatures
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import (
    clause_at,
    infinitive_at,
    is_passive,
    verb_group,
)

#: In how many parts the table shares out what is left.
NINTHS = 9


class Left(StrEnum):
    """What a verb leaves of its clause."""

    SO = "so"
    NOT_SO = "not_so"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Shares:
    """How likely each is to be left; they add up to 1."""

    so: float
    not_so: float
    open: float

    @property
    def left(self) -> Left:
        """The likeliest; a tie goes to the more careful one."""
        return max((Left.OPEN, Left.NOT_SO, Left.SO), key=lambda one: float(getattr(self, one)))


_SPLITS = tuple(
    Shares(so / NINTHS, not_so / NINTHS, (NINTHS - so - not_so) / NINTHS)
    for so in range(NINTHS + 1)
    for not_so in range(NINTHS + 1 - so)
)
#: What each letter of the table stands for.
LETTERS: Mapping[str, Shares] = dict(zip(ascii_letters + digits, _SPLITS, strict=False))
_NOT = frozenset({"not", "never", "no", "nobody", "neither", "without"})
_STATES = frozenset({"have", "be", "own", "possess", "know", "hold", "contain"})
_PARTICLES = frozenset({"out", "up", "on", "about", "around", "off", "together"})


@cache
def _table() -> dict[str, str]:
    entries = (entry.partition(":") for entry in signatures.TABLE.split())
    return {verb.replace("_", " "): letters for verb, _, letters in entries}


def shares(verb: str, frame: str, *, negated: bool) -> Shares | None:
    """What ``verb`` (a lemma, with its particle) leaves of its clause in a frame, how likely.

    ``frame`` is one of ``signatures.FRAMES``. British spellings are found by the American one.
    None for a verb that the table lacks.
    """
    letters = _table().get(verb) or _table().get(_american(verb))
    if letters is None:
        return None
    return LETTERS[letters[2 * signatures.FRAMES.index(frame) + negated]]


def left(verb: str, frame: str, *, negated: bool) -> Left | None:
    """The likeliest of :func:`shares`, None for a verb that the table lacks."""
    found = shares(verb, frame, negated=negated)
    return found.left if found else None


def _american(verb: str) -> str:
    head, _, particle = verb.partition(" ")
    for british, american in (("ise", "ize"), ("our", "or"), ("yse", "yze")):
        if head.endswith(british):
            head = head.removesuffix(british) + american
    return f"{head} {particle}".strip()


def verb_at(sentence: Sentence, index: int) -> str:
    """The verb at ``index`` with its particle, as the table names it."""
    words = sentence.words
    after = words[index + 1].text if index + 1 < len(words) else ""
    lemma = words[index].lemma
    joined = f"{lemma} {after}"
    return joined if after in _PARTICLES and joined in _table() else lemma


def frame_at(sentence: Sentence, index: int) -> tuple[str, int]:
    """(frame, where its clause begins) of the verb at ``index``; ("", 0) if it governs none."""
    passive = _is_passive(sentence, index)
    that, to = clause_at(sentence, index), infinitive_at(sentence, index)
    words = sentence.words
    if that and not (to and to < that):
        return ("be_that" if passive else "that"), that
    if not to:
        return "", 0
    own = to <= index + 1 + (words[index + 1].text in _PARTICLES)
    if any(word.text == "for" for word in words[index + 1 : to]) and not passive:
        return "for_to", to
    does = "have" if words[to + 1].lemma in _STATES else "do"
    return f"{'be_' if passive else '' if own else 'them_'}to_{does}", to


def _is_passive(sentence: Sentence, index: int) -> bool:
    words, group = sentence.words, verb_group(sentence, index)
    if is_passive(sentence, index, group):
        return True
    be = any(word.lemma == "be" for word in words[group:index])
    return be and words[index].text == past_participle(words[index].lemma)  # "was set to"


def is_negated(sentence: Sentence, index: int) -> bool:
    """Whether the verb group of the verb at ``index`` holds a negation."""
    group = range(max(0, verb_group(sentence, index) - 1), index)
    return any(sentence.words[at].text in _NOT for at in group)
