"""What was taken for a thing and is another: "the bear turned out to be a dog".

Such a sentence has all that the claim names and says that it was something else. Where it says
so in so many words ("mistaken for a bear") the thing is denied; where it only names what it was
("turned out to be a live one") nobody can tell without knowing the world: that is left open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence

_TO_BE = frozenset({("turn", "out"), ("prove", "to"), ("reveal", "as"), ("expose", "as")})
_INDEED = cues.word_set("fact really actually only merely just simply nothing reality truth")
_ARTICLES = cues.word_set("a an the")
#: What names no other kind of thing: "a live one", "the size of a fist".
_SAME = cues.word_set(
    "one ones size length weight age kind sort result first second third fourth last largest "
    "biggest smallest male female member part case"
)
_ENDS = cues.word_set(
    "of in on at from with that which who said and but as for to by near was is were had has"
)
_LONGEST = 5  # words of a noun phrase after its article
_FAR = 12  # words from "mistook" to its "for"


def mistaken(sentence: Sentence, anchors: Iterable[int]) -> tuple[int, ...]:
    """Those of ``anchors`` that a thing was only mistaken for: "took it for a bear"."""
    words = sentence.words
    shared = frozenset(anchors)
    for at in range(len(words) - 2):
        took = words[at].lemma == "take" and words[at + 1].text == "for"
        for_it = next(
            (i for i in range(at + 1, min(at + _FAR, len(words))) if _is_for(sentence, i)), 0
        )
        if not (took or (words[at].lemma == "mistake" and for_it)):
            continue
        start = (at + 1 if took else for_it) + 1
        found = [index for index in _phrase(sentence, start) if index in shared]
        if found and words[start].text in _ARTICLES:
            return tuple(found)
    return ()


_BEFORE = re.compile(
    r"\b(?:has|have)\b[^.;:?!]{3,160}?(?<!day)(?<!days)(?<!week)(?<!weeks)(?<!month)(?<!months)"
    r"(?<!year)(?<!years)(?<!hours)(?<!night)"
    r" (before|in the past|on other occasions|time and again)(?=[,.;]|\s*$)",
    re.IGNORECASE,
)


def another_occasion(sentence: Sentence) -> str:
    """The words by which a sentence tells of other occasions: "has done so before"; "" for none."""
    found = _BEFORE.search(sentence.text[:1000])
    return found.group(1) if found else ""


def another_thing(sentence: Sentence, anchors: Iterable[int]) -> str:
    """The words by which a sentence says what the thing was, "" if it says nothing else than
    the claim.

    ``anchors`` are the indices of the words that it shares with the claim.
    """
    words = sentence.words
    shared = frozenset(anchors)
    for at in range(1, len(words) - 1):
        if words[at].text not in _ARTICLES or not any(index < at for index in shared):
            continue
        start = max(0, at - 5)
        before = words[start:at]
        pairs = {(one.lemma, two.text) for one, two in pairwise(before)}
        turned = bool(pairs & _TO_BE)
        is_it = any(word.lemma == "be" for word in before) and any(
            word.text in _INDEED for word in before
        )
        if not (turned or is_it) or any(sentence.has_comma(i) for i in range(at - 1, at + 1)):
            continue
        phrase = _phrase(sentence, at)
        texts = {words[index].text for index in phrase}
        if phrase and not texts & _SAME and not shared.intersection(phrase):
            return sentence.printed(start, phrase[-1] + 1)
    return _not_as_supposed(sentence, shared)


def _not_as_supposed(sentence: Sentence, shared: frozenset[int]) -> str:
    """The words of "the supposed bear was a dog", "" for "the supposed bear was shot"."""
    words = sentence.words
    at = next((i for i, word in enumerate(words) if word.text in _SUPPOSED and i + 1 in shared), -1)
    if at < 0:
        return ""
    is_it = next((i for i in range(at + 2, len(words) - 1) if words[i].lemma == "be"), 0)
    if not is_it or any(sentence.has_comma(i) for i in range(at + 1, is_it + 1)):
        return ""
    start = is_it if words[is_it + 1].text not in _ARTICLES else is_it + 1
    phrase = _phrase(sentence, start)
    texts = {words[index].text for index in phrase}
    done = any(words[i].text != words[i].lemma and words[i].text[-1:] != "s" for i in phrase[:1])
    if not phrase or done or texts & (_SAME | _TRUE) or shared.intersection(phrase):
        return ""
    return sentence.printed(at, phrase[-1] + 1)


def instead(sentence: Sentence, anchors: Iterable[int]) -> str:
    """The words by which a sentence sets something in the place of what the claim names.

    "The H9 strain rather than H5": of the shared words ``anchors``, "H5" stands there only.
    """
    words = sentence.words
    shared = frozenset(anchors)
    for at in range(1, len(words) - 2):
        if (words[at].text, words[at + 1].text) not in _RATHER:
            continue
        stop = _end_of_phrase(sentence, at + 2)
        there = [index for index in range(at + 2, stop) if index in shared]
        rest = {words[index].lemma for index in shared if index not in there}
        if there and not any(words[index].lemma in rest for index in there):
            return sentence.printed(at, stop)
    return ""


def _end_of_phrase(sentence: Sentence, start: int) -> int:
    """Where the noun phrase from ``start`` ends: "the feared H5", "a dog" before "killed"."""
    words = sentence.words
    named = 0  # words that may be its noun
    for index in range(start, min(start + _LONGEST, len(words))):
        text = words[index].text
        ends = text in _ENDS or (index > start and sentence.has_comma(index))
        if ends or (named and text.endswith("ed")):
            return index
        named += text not in _ARTICLES and not text.endswith("ed")
    return min(start + _LONGEST, len(words))


_RATHER = frozenset({("rather", "than"), ("instead", "of"), ("opposed", "to")})
_SUPPOSED = cues.HEDGE_ADJECTIVES | {"so-called", "would-be"}
_TRUE = cues.word_set("real genuine live authentic true not no")


def _is_for(sentence: Sentence, index: int) -> bool:
    return sentence.words[index].text == "for"


def _phrase(sentence: Sentence, article: int) -> tuple[int, ...]:
    """The words of the noun phrase whose article stands at ``article``, without it."""
    words = sentence.words
    found: list[int] = []
    for index in range(article + 1, min(article + 1 + _LONGEST, len(words))):
        if words[index].text in _ENDS or sentence.gaps[index].strip(' "\u201c'):
            break
        found.append(index)
    return tuple(found)
