"""Proposes the open claims of an article: what it says without vouching for it.

Each sentence is peeled of what it is wrapped in ("according to", "if verified"), its hedges
are found and rewritten, and what is left is kept if a later report could settle it: somebody
named, an event or a state, no opinion. What the writer states as fact is not proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.domain.intake import words as lists
from monitor.domain.intake.checks import kind_of
from monitor.domain.intake.conditions import leading_condition, points_back
from monitor.domain.intake.frames import peel
from monitor.domain.intake.query import Names, capitalised_inside, make_query, names_in
from monitor.domain.intake.reader import Found, Reader
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.tokens import fold
from monitor.domain.model import ClaimKind, Span
from monitor.domain.speech.clauses import Word, parse

#: Sentences of one article that are read, and claims that are proposed at most.
MAX_SENTENCES = 800
MAX_PROPOSALS = 25
_HEADLINE_LENGTH = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A claim to put before an editor. Offsets are into the text given to ``propose``.

    A claim from a headline that the text does not repeat has ``start == end == 0``.
    """

    text: str  # de-hedged, affirmative
    sentence: str  # verbatim
    start: int
    end: int
    cue: str  # the words that leave it open, verbatim
    cue_kind: str  # hedge, condition, attribution, question, prediction
    speaker: str  # verbatim, "" is the outlet itself
    kind: ClaimKind
    query: str
    parties: tuple[str, ...]
    score: float
    claimed_on: date | None = None


def propose(
    text: str,
    sentences: Sequence[Span],
    *,
    title: str = "",
    aliases: AliasTable,
    claimed_on: date | None = None,
) -> tuple[Proposal, ...]:
    """The open claims of an article, the surest first, at most ``MAX_PROPOSALS``.

    ``sentences`` are the spans of the sentences of ``text`` in order. The same statement
    found twice is proposed once, from the sentence that says it best. Linear in the number of
    sentences.
    """
    spans = list(sentences[:MAX_SENTENCES])
    printed = [span.of(text) for span in spans]
    known = capitalised_inside(printed)
    plural_names = _names_like_plurals(printed, aliases)
    topic = names_in(title or (printed[0] if printed else ""), aliases, known)
    headline = fold(title.strip()) or (
        fold(printed[0]) if printed and len(printed[0]) < 200 else ""
    )
    reader = Reader(aliases, known, plural_names)
    found: list[Found] = []
    if title.strip() and headline not in {fold(each) for each in printed}:
        found.extend(reader.read(title.strip(), Span(0, 0), headline=True))
    previous = ""
    seen: set[str] = set()
    last: list[Found] = []
    for index, (span, sentence) in enumerate(zip(spans, printed, strict=True)):
        folded = fold(sentence)
        if folded in seen:
            continue
        seen.add(folded)
        cue = points_back(sentence)
        if cue and index and _can_point_back(sentence, printed[index - 1]):
            if last:
                found[-len(last) :] = [replace(each, score=each.score + 0.3) for each in last]
            else:
                found.extend(reader.read(printed[index - 1], spans[index - 1], doubt=cue))
        last = reader.read(sentence, span, headline=folded == headline, previous=previous)
        found.extend(last)
        previous = printed[index]
    merged = _merge(found)
    merged.sort(key=lambda each: (-each.score, each.span.start))
    return tuple(_proposal(each, topic, claimed_on) for each in merged[:MAX_PROPOSALS])


def _can_point_back(sentence: str, previous: str) -> bool:
    """Whether a condition leaves the sentence before it open, rather than one further up.

    "If true, this would ..." does; "If confirmed, the raid would ..." only after a report.
    """
    opened = leading_condition(sentence)
    if opened is None or peel(previous) is not None:
        return True
    words = parse(opened.inner).words
    return bool(words) and words[0].text in lists.PRONOUNS


def _names_like_plurals(sentences: Sequence[str], table: AliasTable) -> frozenset[str]:
    """Folded names of one thing that end in -s ("the United States"), from the alias table."""
    found = set()
    for sentence in sentences:
        for mention in table.find(sentence):
            name = fold(mention.span.of(sentence))
            if name.endswith("s") and name == fold(mention.entity.name):
                found.update({name, name.split()[-1]})
    return frozenset(found)


def _merge(found: list[Found]) -> list[Found]:
    """One of each: the same names and nearly the same words are the same claim."""
    kept: list[tuple[Found, frozenset[str]]] = []
    for each in sorted(found, key=lambda one: (-one.score, one.span.start)):
        words = frozenset(
            word.lemma for word in parse(each.statement.text).words
            if word.lemma not in lists.COMMON and word.text not in lists.COMMON
        )  # fmt: skip
        if not any(_same(words, other) for _, other in kept[:60]):
            kept.append((each, words))
    return [each for each, _ in kept]


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return one == other
    common = len(one & other)
    return common / min(len(one), len(other)) >= 0.8 and common / len(one | other) >= 0.5


def _proposal(found: Found, topic: Names, claimed_on: date | None) -> Proposal:
    statement = found.statement
    words: tuple[Word, ...] = (*statement.tail, *statement.subject)
    if statement.verb is not None:
        words = (statement.verb, *words)
    return Proposal(
        text=statement.text,
        sentence=found.sentence,
        start=found.span.start,
        end=found.span.end,
        cue=statement.cue,
        cue_kind=statement.cue_kind,
        speaker=statement.speaker,
        kind=kind_of(statement),
        query=make_query(words, found.names, topic),
        parties=found.names.parties,
        score=found.score,
        claimed_on=claimed_on,
    )
