"""What a development may lead to: "may pave the way for technological exchanges".

When the thing led to is something passing between two parties of the sentence, the claim
worth watching is the passing itself, with giver and receiver.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import clause_end, has_comma
from monitor.domain.language.entities import AliasTable, Mention
from monitor.domain.speech.clauses import Sentence

_ENABLERS = tuple(
    tuple(phrase.split())
    for phrase in (
        "pave the way for",
        "pave the way to",
        "clear the way for",
        "open the door to",
        "open the door for",
        "open the way for",
        "open the way to",
        "set the stage for",
        "lead to",
        "result in",
        "allow for",
        "usher in",
        "culminate in",
    )
)
_HELPING = frozenset({"help", "allow", "enable", "let", "give", "aid", "assist"})


@dataclass(frozen=True, slots=True)
class Passing:
    """The claim that something passes; ``noun`` .. ``stop`` are the words it rests on."""

    text: str
    noun: int
    stop: int


def enabled(sentence: Sentence, modal: int, table: AliasTable) -> Passing | None:
    """What the enabling phrase behind the modal leads to, if it is a passing of something."""
    start = _behind_enabler(sentence, modal)
    if start is None:
        return None
    words = sentence.words
    end = clause_end(sentence, start)
    noun = next(
        (at for at in range(start, end) if words[at].lemma in lists.TRANSFER_NOUNS
         and all(word.text not in lists.PREPOSITIONS for word in words[start:at])),
        None,
    )  # fmt: skip
    if noun is None:
        return None
    matter = _matter(sentence, noun)
    parties = _parties(sentence, table)
    if not matter or len(parties) < 2:
        return None
    tail, stop = _tail(sentence, end)
    receiver = _receiver(sentence, table, noun)
    if receiver:
        giver = next(name for name in parties if name != receiver)
        return Passing(f"{giver} passes {matter} to {receiver}{tail}", noun, stop)
    return Passing(f"{parties[0]} and {parties[1]} exchange {matter}{tail}", noun, stop)


def _behind_enabler(sentence: Sentence, modal: int) -> int | None:
    words = sentence.words
    index = modal + 1
    while index < len(words) and words[index].text in lists.ADVERBS:
        index += 1
    for phrase in _ENABLERS:
        stop = index + len(phrase)
        if stop < len(words) and tuple(word.text for word in words[index:stop]) == phrase:
            return stop
    return None


def _matter(sentence: Sentence, noun: int) -> str:
    """What passes: from the word before the noun, or from "of ..." behind it."""
    words = sentence.words
    if noun + 2 < len(words) and words[noun + 1].text == "of":
        stop = noun + 2
        while (
            stop < len(words)
            and words[stop].text not in lists.PREPOSITIONS
            and not has_comma(sentence, stop)
        ):
            stop += 1
        return sentence.printed(noun + 2, stop)
    before = words[noun - 1]
    matter = lists.TRANSFERRED.get(before.lemma) or lists.TRANSFERRED.get(before.text, "")
    for at in range(1, len(words)):
        # The sentence may say which: "defence technology".
        if words[at].text == matter and at != noun - 1 and _is_modifier(sentence, at - 1):
            return sentence.printed(at - 1, at + 1)
    return matter


def _is_modifier(sentence: Sentence, at: int) -> bool:
    word = sentence.words[at]
    closed = lists.DETERMINERS | lists.PREPOSITIONS | lists.CONJUNCTIONS | lists.AUXILIARIES
    return word.text not in closed | {"own"} and not has_comma(sentence, at + 1)


def _parties(sentence: Sentence, table: AliasTable) -> list[str]:
    return list(dict.fromkeys(each for each, _ in _mentions(sentence, table)))


def _mentions(sentence: Sentence, table: AliasTable) -> list[tuple[str, Mention]]:
    found = []
    for mention in table.find(sentence.text):
        name = table.country_of(mention.entity) or mention.entity.name
        found.append((name, mention))
    return found


def _receiver(sentence: Sentence, table: AliasTable, noun: int) -> str:
    """Who is helped ("helping X do Y") or comes behind "to" or "for"."""
    words = sentence.words
    for name, mention in _mentions(sentence, table):
        at = next((i for i, word in enumerate(words) if word.start >= mention.span.start), None)
        if at is None or at <= noun:
            continue
        before = words[at - 1]
        if before.text in lists.DETERMINERS and at > 1:
            before = words[at - 2]
        if before.lemma in _HELPING or before.text in {"to", "for"}:
            return name
    return ""


def _tail(sentence: Sentence, end: int) -> tuple[str, int]:
    words = sentence.words
    if end < len(words) and has_comma(sentence, end) and words[end].lemma in _HELPING:
        stop = clause_end(sentence, end)
        return ", " + sentence.printed(end, stop), stop
    return "", end
