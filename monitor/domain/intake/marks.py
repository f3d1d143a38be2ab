"""The open statements of one clause: every hedge in it, and what it leaves open.

A *head* is the word that marks: a modal, an adverb, "believed to", "accused of", "reports
of". Each head gives statements: subject, rewritten predicate, and the words to judge them by.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.domain.intake.clauses import (
    clause_end,
    first_finite,
    skip_adverbs_back,
    subject_before,
)
from monitor.domain.intake.forms import is_participle
from monitor.domain.intake.heads import WEAK_ADVERBS, Head, heads_of
from monitor.domain.intake.nominals import accusations, nominals
from monitor.domain.intake.plurals import is_plural
from monitor.domain.intake.rewrite import (
    Predicate,
    adverb_removed,
    after_modal,
    after_of,
    after_to,
    plain_predicates,
)
from monitor.domain.intake.statement import Statement, make_statement
from monitor.domain.intake.transfers import enabled
from monitor.domain.language.entities import AliasTable
from monitor.domain.speech.clauses import Sentence


def statements_of(
    sentence: Sentence, table: AliasTable, *, names: frozenset[str], speaker: str = ""
) -> list[Statement]:
    """The statements that hedges and predictions in the sentence leave open."""
    found: list[Statement] = []
    covered = -1
    for head in heads_of(sentence):
        if head.start <= covered:
            continue
        covered = head.stop
        for statement in _of_head(sentence, head, table, names):
            found.append(replace(statement, speaker=statement.speaker or speaker))  # noqa: PERF401
    found.extend(accusations(sentence, names))
    found.extend(
        each if each.speaker else replace(each, speaker=speaker)
        for each in nominals(sentence, names)
    )
    return found


def plain_statements(
    sentence: Sentence, *, cue: str, cue_kind: str, names: frozenset[str], speaker: str
) -> list[Statement]:
    """The main clause as it stands, when what it is wrapped in leaves it open."""
    words = sentence.words
    finite = first_finite(sentence, 1, len(words))
    if finite is None:
        return []
    starts = {head.start for head in heads_of(sentence)}
    group = {at for head in heads_of(sentence) for at in range(head.start, head.stop)}
    if finite in starts | group or words[finite].text in {"may", "might", "could", "should"}:
        return []
    begin = skip_adverbs_back(sentence, finite, 0)
    subject = subject_before(sentence, begin, 0)
    if subject is None:
        return []
    has = "have" if is_plural(sentence, *subject, names=names) else "has"
    found = []
    for each in plain_predicates(sentence, finite, len(words)):
        # "said that it had sent": what was perfect when it was said is perfect now
        text = each.text
        if text.startswith("had ") and is_participle(words[each.verb]):
            text = has + text[3:]
        found.append(
            make_statement(
                sentence, subject, replace(each, text=text), cue, cue_kind, 0.9, speaker=speaker
            )
        )
    return found


def _of_head(
    sentence: Sentence, head: Head, table: AliasTable, names: frozenset[str]
) -> list[Statement]:
    words = sentence.words
    subject = subject_before(sentence, head.start, 0)
    if subject is None:
        return []
    plural = is_plural(sentence, *subject, names=names)
    stop = len(words)
    cue = sentence.printed(head.at, head.at + (1 if head.form in {"modal", "adverb"} else 2))
    weight = 1.0
    kind = head.kind
    if head.form == "modal":
        passed = enabled(sentence, head.at, table)
        if passed is not None:
            tail = words[passed.noun : passed.stop]
            return [Statement(passed.text, cue, "hedge", words[slice(*subject)], None, tail, 0.9)]
        predicates = after_modal(sentence, head.at, plural=plural, stop=stop)
        if any(each.future for each in predicates):
            kind, weight = "prediction", 0.75
    elif head.form == "to":
        future = kind == "prediction"
        predicates = after_to(sentence, head.at + 1, plural=plural, stop=stop, future=future)
        if words[head.at].text == "unlikely":
            predicates = [
                replace(each, text=each.text.replace("will ", "will not ", 1))
                for each in predicates
            ]
        if future and not any(each.future for each in predicates):
            kind = "hedge"
    elif head.form == "of":
        predicates = after_of(sentence, head.at + 2, plural=plural, stop=stop)
    elif head.form == "fate":
        end = clause_end(sentence, head.at + 1)
        text = ("are " if plural else "is ") + sentence.printed(head.at + 1, end)
        predicates = [Predicate(text, head.at + 1, end, copula=True)]
    else:
        predicates = adverb_removed(sentence, head.start, head.at, plural=plural, stop=stop)
        weight = 0.7 if words[head.at].text in WEAK_ADVERBS else 1.0
    return [make_statement(sentence, subject, each, cue, kind, weight) for each in predicates]
