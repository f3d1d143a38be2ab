"""Reads one sentence: peels it, finds its open statements, keeps the ones worth watching."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.domain.intake import words as lists
from monitor.domain.intake.checks import is_checkable
from monitor.domain.intake.clauses import first_finite, subject_before
from monitor.domain.intake.conditions import leading_condition
from monitor.domain.intake.frames import peel
from monitor.domain.intake.marks import plain_statements, statements_of
from monitor.domain.intake.query import Names, names_in
from monitor.domain.intake.questions import question_as_statement
from monitor.domain.intake.statement import Statement
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Span
from monitor.domain.speech.clauses import Sentence, parse

#: A statement with less is not proposed.
THRESHOLD = 0.6
_MAX_PEELS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A statement worth watching, and the sentence it stands in."""

    statement: Statement
    span: Span
    sentence: str
    names: Names
    score: float


class Reader:
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
    ) -> list[Found]:
        """What ``sentence`` leaves open; ``doubt`` is a cue that stands in a later one."""
        if "?" in sentence[-3:]:
            statements = self._question(sentence) if headline else []
        else:
            statements = self._statements(sentence, doubt)
        found = []
        for statement in statements:
            if statement.cue == "would" and not _is_consequence(statement):
                continue
            resolved = replace(
                self._resolve(statement, previous), speaker=_clean(statement.speaker)
            )
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
            if score >= THRESHOLD:
                found.append(Found(resolved, span, sentence, names, score))
        return found

    def _question(self, sentence: str) -> list[Statement]:
        turned = question_as_statement(sentence)
        if turned is None:
            return []
        text, cue, future = turned
        statements = plain_statements(
            parse(text), cue=cue, cue_kind="question", names=self._plural_names, speaker=""
        )
        return [
            replace(each, cue_kind="question", future=future or each.future) for each in statements
        ]

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
        person = subject[0].text in {"he", "she"}
        if person and (not words[-1].capital or words[0].text in {"a", "an"}):
            return statement
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


def _is_consequence(statement: Statement) -> bool:
    """Whether "would" predicts: no habit, and no speaker's own plan ("X said it would pay")."""
    if statement.verb is None or statement.verb.lemma not in lists.CONSEQUENCES:
        return False
    name = tuple(word.text for word in parse(statement.speaker).words)
    return not name or tuple(word.text for word in statement.subject[: len(name)]) != name


def _clean(speaker: str) -> str:
    """The speaker, or "" if what was taken for one is a clause."""
    sentence = parse(speaker)
    words = sentence.words
    if not words or len(words) > 14 or words[0].text in lists.PREPOSITIONS | lists.SUBORDINATORS:
        return ""
    if words[0].text in lists.PRONOUNS - {"one"} | {"of"} or words[0].text.endswith("ing"):
        return ""
    end = len(words)
    while end > 1 and words[end - 1].text.endswith("ly") and not words[end - 1].capital:
        end -= 1
    return sentence.printed(0, end)


def _with_subject(inner: str, condition: str) -> str:
    """The consequence with what is in doubt as its subject: "it would ..." -> "X would ..."."""
    words = parse(inner).words
    if not condition or not words or words[0].text not in {"it", "this", "that", "they"}:
        return inner
    return condition + inner[words[0].end :]
