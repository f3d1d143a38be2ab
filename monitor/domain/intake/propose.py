"""Proposes the open claims of an article: what it says without vouching for it.

Each sentence is peeled of what it is wrapped in ("according to", "if verified"), its hedges
are found and rewritten, and what is left is kept if a later report could settle it: somebody
named, an event or a state, no opinion. What the writer states as fact is not proposed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.domain.clauses import Sentence, Word, parse
from monitor.domain.entities import AliasTable
from monitor.domain.intake import words as lists
from monitor.domain.intake.checks import is_checkable, kind_of
from monitor.domain.intake.clauses import first_finite, subject_before
from monitor.domain.intake.conditions import leading_condition, points_back
from monitor.domain.intake.frames import peel
from monitor.domain.intake.marks import plain_statements, statements_of
from monitor.domain.intake.query import Names, capitalised_inside, make_query, names_in
from monitor.domain.intake.questions import question_as_statement
from monitor.domain.intake.statement import Statement
from monitor.domain.model import ClaimKind, Span
from monitor.domain.tokens import fold

#: Sentences of one article that are read, and claims that are proposed at most.
MAX_SENTENCES = 800
MAX_PROPOSALS = 25
_MAX_PEELS = 4
_HEADLINE_LENGTH = 200
_THRESHOLD = 0.6


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


@dataclass(frozen=True, slots=True)
class _Found:
    statement: Statement
    span: Span
    sentence: str
    names: Names
    score: float


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
    reader = _Reader(aliases, known, plural_names)
    found: list[_Found] = []
    if title.strip() and headline not in {fold(each) for each in printed}:
        found.extend(reader.read(title.strip(), Span(0, 0), headline=True))
    previous = ""
    seen: set[str] = set()
    last: list[_Found] = []
    for index, (span, sentence) in enumerate(zip(spans, printed, strict=True)):
        folded = fold(sentence)
        if folded in seen:
            continue
        seen.add(folded)
        cue = points_back(sentence)
        if cue and index:
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


class _Reader:
    """Reads sentences of one article."""

    def __init__(
        self, table: AliasTable, known: frozenset[str], plural_names: frozenset[str]
    ) -> None:
        self._table = table
        self._known = known
        self._plural_names = plural_names

    def read(
        self,
        sentence: str,
        span: Span,
        *,
        headline: bool = False,
        previous: str = "",
        doubt: str = "",
    ) -> list[_Found]:
        """What ``sentence`` leaves open; ``doubt`` is a cue that stands in a later one."""
        if "?" in sentence[-3:]:
            statements = self._question(sentence) if headline else []
        else:
            statements = self._statements(sentence, doubt)
        found = []
        for statement in statements:
            if statement.cue == "would" and _is_intention(statement):
                continue
            resolved = self._resolve(statement, previous)
            names = names_in(resolved.text, self._table, self._known)
            score = self._score(resolved, names)
            if not names and resolved.weight >= 0.8 and not resolved.future:
                # "A fever that struck Zenda may have ...": named in the sentence at least.
                # but not by who was told about it ("told the BBC").
                said = names_in(sentence, self._table, self._known)
                names = replace(
                    said,
                    entities=tuple(
                        name for name in said.entities if name not in said.organisations
                    ),
                )
            if not is_checkable(resolved, names):
                continue
            if score >= _THRESHOLD:
                found.append(_Found(resolved, span, sentence, names, score))
        return found

    def _question(self, sentence: str) -> list[Statement]:
        turned = question_as_statement(sentence)
        if turned is None:
            return []
        text, cue, future = turned
        statements = plain_statements(
            parse(text), cue=cue, cue_kind="question", names=self._plural_names, speaker=""
        )
        return [replace(each, future=future or each.future) for each in statements]

    def _statements(self, text: str, doubt: str) -> list[Statement]:
        inner, cue, kind, speaker = text, doubt, "condition" if doubt else "", ""
        condition = ""
        opened = leading_condition(text)
        if opened is not None:
            inner = opened.inner
            condition, cue_of_condition = opened.condition, opened.cue
            inner = _with_subject(inner, condition)
            statements = self._marked(parse(inner), speaker)
            return [
                replace(
                    each,
                    cue=cue_of_condition,
                    cue_kind="prediction" if each.future else "condition",
                )
                if not each.speaker
                else each
                for each in statements
            ]  # fmt: skip
        for _ in range(_MAX_PEELS):
            peeled = peel(inner)
            if peeled is None:
                break
            inner = peeled.inner
            speaker = peeled.speaker or speaker
            if peeled.leaves_open and (not cue or kind == "condition"):
                cue, kind = peeled.cue, peeled.kind
        sentence = parse(inner)
        statements = self._marked(sentence, speaker)
        if cue:
            plain = plain_statements(
                sentence, cue=cue, cue_kind=kind, names=self._plural_names, speaker=speaker
            )
            taken = {each.text for each in statements}
            statements += [each for each in plain if each.text not in taken]
        return statements

    def _marked(self, sentence: Sentence, speaker: str) -> list[Statement]:
        return statements_of(sentence, self._table, names=self._plural_names, speaker=speaker)

    def _resolve(self, statement: Statement, previous: str) -> Statement:
        """Put the subject of the sentence before in place of "he", "she" or "it"."""
        subject = statement.subject
        if len(subject) != 1 or subject[0].text not in {"he", "she", "it", "they"}:
            return statement
        inside = bool(statement.home) and subject[0].start > 0
        sentence = parse(statement.home if inside else previous)
        finite = first_finite(sentence, 1, len(sentence.words))
        if finite is None or (inside and sentence.words[finite].start > subject[0].start):
            return statement
        where = subject_before(sentence, finite, 0)
        if where is None or where[0] > 2 or where[1] - where[0] > 6:
            return statement
        words = sentence.words[slice(*where)]
        if words[0].text in lists.PRONOUNS or not any(word.capital for word in words[:3]):
            return statement
        name = sentence.printed(*where)
        if "'s" in name or "’s" in name:
            return statement
        if len(words) == 1 and words[0].text not in self._known and not self._table.find(name):
            return statement
        rest = statement.text[len(subject[0].text) :]
        return replace(
            statement, text=name[:1].upper() + name[1:] + rest, subject=words, previous=True
        )

    def _score(self, statement: Statement, names: Names) -> float:
        score = statement.weight + 0.1 * min(2, len(names))
        if statement.previous:
            score -= 0.15
        if not names:
            score -= 0.2
        if len(statement.text.split()) > 32:
            score -= 0.1
        return round(score, 3)


def _is_intention(statement: Statement) -> bool:
    """Whether speakers say what they would do themselves: "X said it would comply"."""
    name = tuple(word.text for word in parse(statement.speaker).words)
    return bool(name) and tuple(word.text for word in statement.subject[: len(name)]) == name


def _with_subject(inner: str, condition: str) -> str:
    """The consequence with what is in doubt as its subject: "it would ..." -> "X would ..."."""
    words = parse(inner).words
    if not condition or not words or words[0].text not in {"it", "this", "that", "they"}:
        return inner
    return condition + inner[words[0].end :]


def _names_like_plurals(sentences: Sequence[str], table: AliasTable) -> frozenset[str]:
    """Folded names of one thing that end in -s ("the United States"), from the alias table."""
    found = set()
    for sentence in sentences:
        for mention in table.find(sentence):
            name = fold(mention.span.of(sentence))
            if name.endswith("s") and name == fold(mention.entity.name):
                found.update({name, name.split()[-1]})
    return frozenset(found)


def _merge(found: list[_Found]) -> list[_Found]:
    """One of each: the same names and nearly the same words are the same claim."""
    kept: list[tuple[_Found, frozenset[str]]] = []
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


def _proposal(found: _Found, topic: Names, claimed_on: date | None) -> Proposal:
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
