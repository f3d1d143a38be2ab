"""How much two texts have in common: shingles, sentences, quotations, words of content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from monitor.domain.language.cues import SPEECH
from monitor.domain.language.english import lemma
from monitor.domain.language.groups import words_of
from monitor.domain.language.tokens import tokenise

_MAX_TEXT = 40_000  # characters of an article that are compared
_SIZE = 5  # words of a shingle
_SENTENCE_END = re.compile(
    r"(?<=[.!?])[\"\u201d\u2019')]{0,2}\s+(?=[\"\u201c\u2018'(]?[A-Z0-9])|\n+"
)
_SPEECH_MARKS = re.compile(r"\u201c([^\u201c\u201d\n]{10,1000})\u201d|\"([^\"\n]{10,1000})\"")
_FUNCTION = frozenset(
    words_of(
        "a an the of in on at to from for by with without and or but nor not no as than that "
        "this these those it its he she they we you i his her their our your who whom whose "
        "which what when where while after before since during until if because so be have do "
        "will would may might could can should shall must also already yet still just only very "
        "more most there here then now about over under into onto against between among s mr mrs "
        "ms dr year week month day monday tuesday wednesday thursday friday saturday sunday"
    )
)

Shingle = tuple[str, ...]


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenise(text[:_MAX_TEXT]))


@lru_cache(maxsize=256)
def shingles(text: str, size: int = _SIZE) -> frozenset[Shingle]:
    """Every run of ``size`` folded words of a text's first 40,000 characters."""
    words = _words(text)
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def contained(
    one: frozenset[Shingle] | frozenset[str], other: frozenset[Shingle] | frozenset[str]
) -> float:
    """Share of the smaller set that is in the larger, 0 if either is empty."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def copied(sentences: Iterable[str], text: str) -> float:
    """Largest share of one of ``sentences`` that stands word for word in ``text``.

    Sentences of fewer than eight words are too common to tell.
    """
    there = shingles(text)
    shares = [0.0]
    for sentence in sentences:
        mine = shingles(sentence)
        if len(mine) > 8 - _SIZE:
            shares.append(len(mine & there) / len(mine))
    return max(shares)


@lru_cache(maxsize=256)
def sentences_of(text: str) -> tuple[str, ...]:
    """Sentences of an article, roughly: good enough to find neighbours."""
    parts = _SENTENCE_END.split(text[:_MAX_TEXT])
    return tuple(part.strip() for part in parts if part and part.strip())


def lead(text: str) -> tuple[str, ...]:
    """The first two sentences."""
    return sentences_of(text)[:2]


def surroundings(text: str, sentences: Sequence[str]) -> str:
    """``sentences`` and, where they stand in ``text``, the sentence before and after each."""
    every = sentences_of(text)
    near: dict[int, str] = {}
    for wanted in sentences:
        for index, sentence in enumerate(every):
            if wanted[:60] in sentence or sentence in wanted:
                near.update(
                    {i: every[i] for i in range(max(0, index - 1), index + 2) if i < len(every)}
                )
                break
    return "\n".join((*sentences, *(near[index] for index in sorted(near))))


def core(text: str, sentences: Sequence[str]) -> str:
    """``sentences`` with their neighbours and how the article begins."""
    return "\n".join((*lead(text), surroundings(text, sentences)))


def quoted(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each passage in quotation marks."""
    found = (_words(a or b) for a, b in _SPEECH_MARKS.findall(text[:_MAX_TEXT]))
    return tuple(words for words in found if words)


def shared_run(one: Sequence[Shingle], other: Sequence[Shingle], size: int) -> str:
    """A run of ``size`` words that both quote, "" if there is none."""
    theirs = {words[i : i + size] for words in other for i in range(len(words) - size + 1)}
    for words in one:
        for i in range(len(words) - size + 1):
            if words[i : i + size] in theirs:
                return " ".join(words[i : i + size])
    return ""


def content(text: str) -> frozenset[str]:
    """Lemmas of the words that carry what a text says; who says it and how is left out."""
    bases = {lemma(word) for word in _words(text)}
    return frozenset(bases - _FUNCTION - SPEECH)
