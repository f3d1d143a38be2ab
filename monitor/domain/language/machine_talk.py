"""Sentences that are written to a machine, or that pass for a machine's output.

A report tells of the world. What gives orders to whoever sorts reports, speaks of the sorting
itself (cards, labels, stances, the status of a claim) or has the shape of data, markup or a
chat with a model is no evidence, whatever it asserts. A person who is quoted as saying "ignore
the warnings" or "the claim is false" speaks of the world and stays: what counts is not a word
but how much of a sentence is about the machinery, and whether anybody is named who says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.domain.language.machine_words import (
    ADDRESS,
    MACHINERY,
    ORDER,
    OUTCOME,
    SPEAKS,
    YOU,
)
from monitor.domain.model import Span

#: From so many points on a sentence is for a machine.
_ENOUGH = 2.0
#: ... and so many where the one beside it in its line is.
_BESIDE = 1.0
_LONGEST = 2_500  # characters that are looked at


# -- shape -----------------------------------------------------------------------------------
_TAG = re.compile(
    r"<[/!]?[a-z_][\w-]{0,40}(?:\s[^<>]{0,200}=[^<>]{0,200})?/?>|<\|[^<>|]{1,40}\|>"
    r"|<<[^<>]{1,40}>>|\{\{|\}\}|\{%|%\}|\$\{|```"
    r"|(?-i:\b(?:BEGIN|END|START)(?: OF)?(?: [A-Z]{3,}){1,3}\b)"
    r"|(?-i:\[/[A-Z]{2,}\]|\[[A-Z]{2,}\](?=.{0,400}\[/[A-Z]))",
    re.IGNORECASE,
)
# What is left of a page's own markup is a blemish in a report.
_INLINE = re.compile(
    r"</?(?:span|b|i|em|a|p|br|strong|u|q|sup|sub|small|font|div|h\d)\b", re.IGNORECASE
)
_PAIR = re.compile(
    r"[\"'][\w.-]{1,40}[\"']\s*:|\b[a-z_][\w.]{1,40}\s?=\s?[\"'\[{\w]", re.IGNORECASE
)
_ONLY_PAIR = re.compile(r"\s*[a-z_][\w.]{0,40}\s?=\s?\S|\s*\[\[[\w.-]{1,40}\]\]\s*$", re.IGNORECASE)
_CODE = re.compile(
    r"\s--[a-z][\w-]*\b|&&|\|\||\|\s?-{3,}|;\s*--|\b(?:UPDATE \w+ SET|DROP TABLE|INSERT INTO"
    r"|SELECT .{1,80} FROM)\b"
    r"|^\s*(?:[$>#]{1,4}\s|=[A-Z]{3,}\()|\w\(\)|\\[!\"n]|==|->\w+\(|;\s*//|://\w+/\w+/\d"
)
_BLOB = re.compile(
    r"(?<![/\w])(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[a-z])"
    r"(?=[A-Za-z0-9+/]*[A-Z])[A-Za-z0-9+/]{48,}={0,2}|(?:\b[0-9a-f]{2}\s){16,}",
)
_ROLE = re.compile(
    r"^\W{0,9}(?:system|assistant|user|human|ai|instructions?|prompt)"
    r"(?:\s(?:message|note|notice|prompt|override|instruction))?\W{0,3}[:>]",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"(?:^|[.;|,]\s*)[\W_]{0,9}(?:claim|label|stance|kind|rule|verdict|output|premise|hypothesis|state"
    r"|status|confidence|answer)\s*:",
    re.IGNORECASE,
)

# A field as programs write it, its name not capitalised; "Claim:" is a fact-checker's.
_RAW_FIELD = re.compile(
    r"(?:^|[.!?;]\s+)[\W_]{0,9}(?:claim|label|stance|kind|rule|verdict|output|state|status)\s?[:=]\s?\S"
)
_ROW = re.compile(r"^\s*\|(?:[^|\n]*\|){2,}\s*$")
_STATEMENT = re.compile(r"^\W{0,9}(?:INSERT INTO|UPDATE \w+ SET|DROP TABLE|SELECT .{1,80} FROM)\b")

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_WORD = re.compile(r"[^\W\d_]+")
_HELD_UP = re.compile(
    r"[\"\u201c](?:[^\s\"\u201c\u201d]+\s+){3,}[^\"\u201c\u201d]{1,300}[\"\u201d]"
)
_DEALT_WITH = re.compile(
    r"\b(?:confirm|refut|support|verif|accept|label|claims?\b|settled|proven|established|article\b)",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"\W*(?:please|kindly)\b", re.IGNORECASE)
_FEW = 4  # words beside which one mark of markup is the most of it
_SHORT = 24  # characters
_INSERT = re.compile(r"\[[^\[\]]{4,300}\]|\([^()]{4,300}\)|\{[^{}]{4,300}\}")
_STOP = re.compile(r"[.!?][\"')\]\u201d]{0,2}(?:\s+|(?=[<{\[]))")
_TITLE_PARTS = re.compile(r"(?<=[\w\"\u201d.!?)\]])(?= [|\u2013\u2014-] |\s*[;{<])|(?<=[|;] )")

_QUOTED = re.compile(r"[\"\u201c][^\"\u201c\u201d]{0,600}[\"\u201d]")


#: No sentence without any of these is for a machine: most need no closer look.
_GATE = re.compile(
    r"[<>{}=|$`\\\[]|--|&&|\(\)|[A-Za-z0-9+/]{48}|[0-9a-f]{2}(?: [0-9a-f]{2}){8}|:|claim|flag|card"
    r"|stance|label|monitor|review|system|automat|language model|bot\b|machine|hereby|instruction"
    r"|prompt|\bAIs?\b|LLM|GPT|premise|classifier|grader|crawler|scraper|parser|algorithm|reminder|notice|confirm|refut|support|accept|entailment|probability|confidence",
    re.IGNORECASE,
)


def readable(text: str, sentences: Sequence[Span]) -> tuple[Span, ...]:
    """Those of ``sentences`` that may be evidence, in order: no machine talk, nothing twice.

    A sentence that is doubtful by itself goes with the machine talk beside it in its line.
    Short repeated ones stay ("Yes.", "He did not."): they are answers as often as not. Linear.
    """
    seen: set[str] = set()
    kept: list[Span] = []
    line: list[Span] = []
    for span in sentences:
        shape = " ".join(_WORD.findall(span.of(text).casefold()))
        if len(shape) > _SHORT:
            if shape in seen:
                continue
            seen.add(shape)
        if line and "\n" in text[line[-1].end : span.start]:
            kept += _of_line(text, line)
            line = []
        line.append(span)
    return (*kept, *_of_line(text, line))


def _of_line(text: str, line: Sequence[Span]) -> list[Span]:
    said = [span.of(text) for span in line]
    marked = [is_machine_talk(one) for one in said]
    if any(marked):
        # What was written behind a sentence, and taken for a part of it, does not take it along.
        line = [
            piece
            for span, machine in zip(line, marked, strict=True)
            for piece in (_pieces(text, span) if machine else (span,))
        ]
        said = [span.of(text) for span in line]
        marked = [is_machine_talk(one) for one in said]
        for order in (range(1, len(line)), range(len(line) - 2, -1, -1)):
            step = order.step
            for at in order:
                marked[at] = marked[at] or (
                    marked[at - step] and is_machine_talk(said[at], beside=True)
                )
        # What stands between orders is part of them, whatever it says.
        between = [at for at in range(1, len(line) - 1) if marked[at - 1] and marked[at + 1]]
        for at in between:
            marked[at] = True
    return [span for span, machine in zip(line, marked, strict=True) if not machine]


def _pieces(text: str, span: Span) -> list[Span]:
    cuts = [span.start, *(found.end() for found in _STOP.finditer(text, span.start, span.end))]
    ends = [*cuts[1:], span.end]
    pieces = [
        (start, start + len(text[start:end].rstrip()))
        for start, end in zip(cuts, ends, strict=True)
    ]
    return [Span(start, end) for start, end in pieces if end > start]


def without_inserts(sentence: str) -> str:
    """``sentence`` with spaces for what was put into it for machines; offsets stay the same."""
    if not any(bracket in sentence for bracket in "[({"):
        return sentence
    return _INSERT.sub(
        lambda found: " " * len(found[0]) if is_machine_talk(found[0][1:-1]) else found[0], sentence
    )


def readable_title(title: str) -> str:
    """A headline without the parts that are for machines; all of it where that leaves nothing."""
    parts = [part for part in _TITLE_PARTS.split(without_inserts(title)) if part]
    kept = [part for part in parts if not is_machine_talk(part)]
    return "".join(kept).strip(" |;\u2013\u2014-") or title


def is_machine_talk(sentence: str, *, beside: bool = False) -> bool:
    """Whether ``sentence`` is written for a machine or by one; linear.

    ``beside``: whether a neighbour in its line is, which makes less of it telling.
    """
    text = sentence[:_LONGEST]
    if _GATE.search(text) and _points(text) >= (_BESIDE if beside else _ENOUGH):
        return True
    return (beside and _points(text) >= _BESIDE) or _is_noise(text)


def _points(text: str) -> float:
    """How much of a sentence is about or for a machine."""
    return _shape(text) + _subject(text, _QUOTED.sub(' "" ', text))


def _shape(text: str) -> float:
    words = len(_LETTERS.findall(text))
    tags = _TAG.findall(text)
    marks = [
        *(tag for tag in tags if not _INLINE.match(tag)),
        *_PAIR.findall(text),
        *_CODE.findall(text),
        *_FIELD.findall(text),
    ]
    whole = (
        *(_BLOB.search(text), _ROLE.match(text), _ONLY_PAIR.match(text)),
        *(_RAW_FIELD.search(text), _ROW.match(text), _STATEMENT.match(text)),
    )
    points = 1.5 * len(marks) + 3.0 * sum(map(bool, whole))
    if marks and words <= _FEW:
        return max(points, _ENOUGH) if _TAG.search(text) or _PAIR.search(text) else points
    return points if points >= 3.0 else points * min(1.0, 14 / max(words, 1))


def _subject(text: str, bare: str) -> float:
    spoken = sum(bool(pattern.search(bare)) for pattern in MACHINERY)
    if ADDRESS.search(bare):
        return _ENOUGH
    # A statement held up in quotation marks as a thing to be dealt with, that nobody makes.
    held_up = _HELD_UP.search(text) and not SPEAKS.search(bare) and _DEALT_WITH.search(bare)
    if held_up and bool(spoken) + bool(ORDER.search(bare) or _PLEASE.match(bare)):
        return _ENOUGH
    order, outcome = bool(ORDER.search(bare)), bool(OUTCOME.search(text))
    points = 1.25 * spoken + outcome + order + bool(YOU.search(bare))
    if not spoken and not (order and outcome):
        return min(points, 1.0)
    points -= 1.5 if SPEAKS.search(bare) else 0.0
    return points * min(1.0, 45 / max(1, bare.count(" ")))


def _is_noise(text: str) -> bool:
    """The same few words again and again."""
    words = text.casefold().split()
    return len(words) >= 24 and len(set(words)) * 4 < len(words)
