"""Passages: each sentence of an article, with the neighbours it is to be read with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.domain.language.datelines import without_dateline
from monitor.domain.language.machine_talk import readable, without_inserts
from monitor.domain.model import Passage, Span

#: Sentences of one article that are looked at, the longest where there are more.
MAX_PASSAGES = 20_000
# A neighbour longer than this (in characters) is no context but a text of its own.
_MAX_NEIGHBOUR = 600
_PARAGRAPH_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")


def make_passages(text: str, sentences: Sequence[Span]) -> tuple[Passage, ...]:
    """One passage per sentence of ``text`` that may be evidence, in order, at most MAX_PASSAGES.

    ``sentences`` are in order and do not overlap; what is written for machines, or said before,
    is left out (machine_talk), and so is a dateline (datelines). The context is the sentence with
    the one before and the one after it, as far as they follow each other in the same paragraph.
    Linear.
    """
    chosen = readable(text, _longest(sentences))
    passages = []
    for index, sentence in enumerate(chosen):
        start, end = sentence.start, sentence.end
        if index and _are_neighbours(text, chosen[index - 1], sentence):
            start = chosen[index - 1].start
        if index + 1 < len(chosen) and _are_neighbours(text, chosen[index + 1], sentence):
            end = chosen[index + 1].end
        context = Span(start, end)
        opens = start == chosen[0].start
        passages.append(
            Passage(
                index=index,
                sentence=sentence,
                context=context,
                text=_shown(text, sentence, opens=not index),
                context_text=_shown(text, context, opens=opens),
            )
        )
    return tuple(passages)


def _shown(text: str, span: Span, *, opens: bool) -> str:
    """What is read of a span; the first of an article may have a dateline before it."""
    plain = without_inserts(span.of(text))
    return without_dateline(plain) if opens else plain


def _longest(sentences: Sequence[Span]) -> Sequence[Span]:
    """At most MAX_PASSAGES of ``sentences``: filling a page with shouts hides no report on it."""
    if len(sentences) <= MAX_PASSAGES:
        return sentences
    order = sorted(sentences, key=lambda span: (span.start - span.end, span.start))
    return sorted(order[:MAX_PASSAGES])


def _are_neighbours(text: str, other: Span, sentence: Span) -> bool:
    if other.end - other.start > _MAX_NEIGHBOUR:
        return False
    first, second = sorted((other, sentence))
    between = text[first.end : second.start]
    return not between.strip() and _PARAGRAPH_BREAK.search(between) is None
