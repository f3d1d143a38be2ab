"""Whether a later report could settle a statement, and what kind of claim it is."""

from __future__ import annotations

import re

from monitor.domain.intake import words as lists
from monitor.domain.intake.forms import is_gerund
from monitor.domain.intake.query import Names
from monitor.domain.intake.statement import Statement
from monitor.domain.language import cues
from monitor.domain.language.english import past_tense, third_person
from monitor.domain.model import ClaimKind
from monitor.domain.speech.clauses import Word

_MAX_WORDS = 45
_WHERE = frozenset(
    {"in", "at", "behind", "among", "near", "under", "from", "inside", "on", "above"}
)
_UNITS = frozenset(
    "per percent million billion thousand hundred dozen dozens hundreds thousands".split()  # noqa: SIM905
)
_DEATHS = frozenset({"kill", "die", "wound", "injure", "cost", "lose", "displace", "infect"})


def is_checkable(statement: Statement, names: Names) -> bool:
    """Whether the statement is about an event or a state of somebody or something named."""
    length = len(statement.text.split())
    if not 3 <= length <= _MAX_WORDS or _is_vague(statement.subject):
        return False
    words = {word.text for word in (*statement.subject, *statement.tail)}
    own = {word.text for word in statement.tail if not word.capital} & (lists.FIRST_PERSON | {"us"})
    if (
        own
        or words & {"should", "must", "ought"}
        or statement.subject[0].text in lists.FIRST_PERSON
    ):
        return False
    if not names and not _has_known_subject(statement):
        return False
    if _is_pronoun_object(statement.tail):
        return False
    if any(word.lemma in cues.REPORT_NOUNS for word in statement.subject[:3]):
        return False  # what the reports say is the claim, not what they prove
    if statement.verb is None:
        return True
    if statement.copula:
        return _is_state(statement, names)
    happened = not statement.future and len(statement.tail) > 1
    concrete = happened or (
        _is_concrete(statement.tail) and statement.verb.lemma not in lists.MENTAL
    )
    if statement.verb.lemma in lists.VAGUE_VERBS and not (
        statement.verb.lemma in lists.LIGHT_VERBS and concrete
    ):
        return False
    return not _is_abstract(statement.tail)


def kind_of(statement: Statement) -> ClaimKind:
    """Prediction, quantity, status or event."""
    if statement.future or statement.cue_kind == "prediction":
        return ClaimKind.PREDICTION
    if statement.verb is None:
        return ClaimKind.EVENT
    if statement.verb.lemma in _DEATHS and any(_is_number(word) for word in statement.tail[:4]):
        return ClaimKind.QUANTITY
    if any(word.text in _UNITS for word in statement.tail[:5]) and _has_number(statement):
        return ClaimKind.QUANTITY
    verb = statement.verb
    progressive = is_gerund(verb) and re.search(rf" (?:is|are) {verb.text}", statement.text)
    lasts = verb.lemma in lists.STATIVE and statement.text.find(f" {third_person(verb.lemma)} ") > 0
    if statement.copula or progressive or lasts:
        return ClaimKind.STATUS
    return ClaimKind.EVENT


def _has_known_subject(statement: Statement) -> bool:
    """Whether it can be followed without a name: a figure, or "the company"."""
    if statement.future and not statement.copula and statement.subject[0].text != "the":
        return False
    if statement.weight >= 0.9 and _has_number(statement):
        return True
    noun = statement.subject[-1].lemma
    if statement.subject[0].text == "the" and noun in lists.KNOWN_ROLES:
        return True
    strong = statement.weight >= 0.9 and not statement.future and not statement.copula
    known = statement.verb is not None and statement.verb.lemma in lists.VERBS
    return strong and known and noun not in lists.VAGUE_NOUNS | lists.ABSTRACT_NOUNS


def _is_pronoun_object(tail: tuple[Word, ...]) -> bool:
    """Whether what is done is done to "it" or "them"."""
    if not tail or tail[0].text not in {"it", "them", "this", "that", "so", "him", "us", "me"}:
        return False
    if tail[0].capital:
        return False  # the US, IT
    return len(tail) == 1 or tail[1].text in lists.PREPOSITIONS


def _is_vague(subject: tuple[Word, ...]) -> bool:
    """Whether the subject only points at something: "it", "this move", "that"."""
    if not subject:
        return True
    first, last = subject[0].text, subject[-1].lemma
    if (
        subject[0].lemma in lists.VERBS
        and first != subject[0].lemma
        and (first == past_tense(subject[0].lemma))
    ):
        return True  # a clause without its subject: "gave them a lead"
    if len(subject) == 1:
        return first in lists.PRONOUNS | {"more", "much", "many", "nothing"} or last in (
            lists.VAGUE_NOUNS
        )
    if first in {"it", "he", "she", "they", "there", "you", "we", "i", "what", "who", "which"}:
        return True
    if first in lists.POINTERS:
        return True
    return len(subject) <= 3 and first in {"the", "a", "an", "any"} and last in lists.VAGUE_NOUNS


def _is_state(statement: Statement, names: Names) -> bool:
    """Of "is ...": a state on the list, somewhere, or with a figure; no value judgement."""
    head = statement.tail[:4]
    if not head or any(word.lemma in cues.EVALUATIVE for word in head[:3]):
        return False
    if any(word.text in lists.STATES for word in head):
        return True
    if head[0].text in _WHERE:
        return len(statement.tail) > 1 and bool(names)
    return _has_number(statement)


def _is_concrete(tail: tuple[Word, ...]) -> bool:
    return any(word.capital or _is_number(word) for word in tail[:6])


def _is_abstract(tail: tuple[Word, ...]) -> bool:
    """Whether the object is an opinion's: "questions", "some of the pressures"."""
    head: Word | None = None
    for index, word in enumerate(tail):
        if word.text == "of" and head is not None and head.text in {"some", "part", "much", "one"}:
            continue
        if word.text in lists.PREPOSITIONS | lists.RELATIVES | {"and", "or"} and index:
            break
        head = word
    return head is not None and head.lemma in lists.ABSTRACT_NOUNS


def _is_number(word: Word) -> bool:
    return word.text[0].isdigit() or word.text in _UNITS | {
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "scores",
    }  # fmt: skip


def _has_number(statement: Statement) -> bool:
    return any(_is_number(word) for word in (*statement.subject, *statement.tail))
