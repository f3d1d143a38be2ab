"""Heads: the words of a sentence that mark a statement as open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import has_comma, is_hard
from monitor.domain.intake.forms import is_gerund, is_participle
from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence

_ADVERBS = cues.HEDGE_ADVERBS - {"evidently", "potentially", "conceivably", "ostensibly"}
WEAK_ADVERBS = frozenset({"perhaps", "maybe", "possibly", "probably", "likely", "unlikely"})
_FEARED = frozenset({"feared", "presumed", "believed", "reported", "thought"})
_FATES = frozenset({"dead", "missing", "injured", "trapped", "killed", "wounded", "drowned"})
_OF = frozenset({"accused", "suspected"})


@dataclass(frozen=True, slots=True)
class Head:
    """A marking word: the group it belongs to is ``start`` .. ``stop``."""

    start: int  # first word of the verb group
    at: int
    stop: int
    kind: str
    form: str  # modal, to, of, adverb, fate


def heads_of(sentence: Sentence) -> Iterator[Head]:
    """The heads in the sentence, in order."""
    words = sentence.words
    for at, word in enumerate(words[:-1]):
        after = words[at + 1]
        if word.text in cues.HEDGE_MODALS | {"would"} and not word.capital:
            if at and _is_modal(sentence, at):
                kind = "prediction" if word.text == "would" else "hedge"
                yield Head(at, at, at + 2, kind, "modal")
        elif after.text == "to" and at + 2 < len(words):
            yield from _infinitives(sentence, at)
        elif word.text in _OF and after.text == "of" and at + 2 < len(words):
            be = _be_before(sentence, at)
            if be is not None and (is_gerund(words[at + 2]) or words[at + 2].text == "being"):
                yield Head(be, at, at + 2, "attribution", "of")
        elif word.text in _FEARED and after.text in _FATES:
            be = _be_before(sentence, at)
            yield Head(at if be is None else be, at, at + 1, "hedge", "fate")
        elif word.text in _ADVERBS:
            start = _adverb_group(sentence, at)
            if start is not None:
                yield Head(start, at, at + 1, "hedge", "adverb")


def _is_modal(sentence: Sentence, at: int) -> bool:
    words = sentence.words
    index = at + 1
    negative = False
    while index < len(words) - 1 and (
        words[index].text in lists.ADVERBS or words[index].text == "not"
    ):
        negative = negative or words[index].text == "not"
        index += 1
    after = words[index]
    if after.text in lists.DETERMINERS | lists.PREPOSITIONS | lists.CONJUNCTIONS:
        return False
    if words[at].text == "could" and negative:
        return False
    return not is_hard(sentence, at + 1)


def _infinitives(sentence: Sentence, at: int) -> Iterator[Head]:
    word = sentence.words[at]
    be = _be_before(sentence, at)
    if word.text in cues.HEDGE_PARTICIPLES and word.text not in {"tipped", "accused"}:
        if be is not None or has_comma(sentence, at):
            start = at if be is None else be
            yield Head(start, at, at + 2, "hedge", "to")
    elif (
        word.lemma in cues.HEDGE_SEEMING
        and word.lemma != "look"
        and word.text != word.lemma + "ing"
    ):
        yield Head(at, at, at + 2, "hedge", "to")
    if word.text in cues.PREDICTION_PARTICIPLES - {"on", "course", "about"} and be is not None:
        yield Head(be, at, at + 2, "prediction", "to")


def _be_before(sentence: Sentence, at: int) -> int | None:
    """Where the group "has been widely" before a participle begins."""
    index = at - 1
    while index > 0 and sentence.words[index].text in lists.ADVERBS:
        index -= 1
    if index < 1 or sentence.words[index].text not in lists.BE:
        return None
    while index > 1 and sentence.words[index - 1].text in {"has", "have", "had", "been"}:
        index -= 1
    return index


def _adverb_group(sentence: Sentence, at: int) -> int | None:
    """First word of the verb group the adverb stands in, None if it stands elsewhere."""
    words = sentence.words
    first = at
    while first > 1 and words[first - 1].text in lists.ADVERBS and not has_comma(sentence, first):
        first -= 1
    before = words[first - 1].text if first else ""
    if at == 0 or before in lists.DETERMINERS | lists.PREPOSITIONS | {"more", "less", "as", "how"}:
        return None
    if before in {"has", "have", "had", "is", "are", "was", "were", "been"}:
        start = first - 1
        while start > 1 and words[start - 1].text in {"has", "have", "had"}:
            start -= 1
        return start
    if words[at].text in WEAK_ADVERBS and before in lists.AUXILIARIES:
        return None
    after = words[at + 1]
    if after.text in lists.DETERMINERS | lists.PREPOSITIONS or after.capital:
        return None
    finite = after.text in lists.AUXILIARIES or (
        after.lemma in lists.VERBS and (after.text != after.lemma or is_participle(after))
    )
    finite = finite or after.text.endswith("ed")
    return at if finite else None
