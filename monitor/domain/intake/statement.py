"""An open statement found in a clause."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.intake.clauses import has_comma
from monitor.domain.intake.rewrite import Predicate, tidy
from monitor.domain.speech.clauses import Sentence, Word


@dataclass(frozen=True, slots=True)
class Statement:
    """An open statement, de-hedged, with what intake needs to judge it."""

    text: str
    cue: str
    cue_kind: str
    subject: tuple[Word, ...]
    verb: Word | None
    tail: tuple[Word, ...]  # the words behind the verb
    weight: float  # how sure the mark is, 0 to 1
    future: bool = False
    copula: bool = False
    speaker: str = ""
    home: str = ""  # the clause it was found in
    previous: bool = False  # the subject was found in the sentence before


def make_statement(
    sentence: Sentence,
    subject: tuple[int, int],
    predicate: Predicate,
    cue: str,
    cue_kind: str,
    weight: float,
    *,
    speaker: str = "",
) -> Statement:
    """Put subject and predicate (word ranges of the sentence) together."""
    words = sentence.words
    kind = "prediction" if predicate.future and cue_kind != "attribution" else cue_kind
    name = sentence.printed(*subject)
    name = name[:1].upper() + name[1:]
    if (
        words[subject[1] - 1].capital
        and any(has_comma(sentence, at) for at in range(subject[0] + 1, subject[1]))
        and not any(word.text == "and" for word in words[slice(*subject)])
    ):
        name += ","  # "The minister, Ann Poe, has resigned"
    text = tidy(f"{name} {predicate.text}")
    first = predicate.verb
    return Statement(
        text=text,
        cue=cue,
        cue_kind=kind,
        subject=words[slice(*subject)],
        verb=words[first],
        tail=words[first + (0 if predicate.copula else 1) : predicate.stop],
        weight=weight,
        future=predicate.future,
        copula=predicate.copula,
        speaker=speaker,
        home=sentence.text,
    )
