"""Verbs of a sentence with the entities that do it and to whom it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.language.groups import words_of
from monitor.domain.slots.sentence import Sentence, is_people

#: What may stand between a subject and its verb.
AUXILIARIES = frozenset(
    words_of(
        "has have had may might could would will also already now then reportedly allegedly "
        "apparently recently secretly begun begin began started start continued to been being "
        "is are was were be not only just even again still did do does directly openly since "
        "previously repeatedly illegally"
    )
)
_BE = frozenset(words_of("is are was were be been being got get"))
NOUN_GAP = 4  # words between an entity and the verb or noun that belongs to it
_SUBJECTS = frozenset(
    words_of(
        "government army military forces force troops navy police soldiers officials leader "
        "leaders president authorities regime militia fighters jets planes drones missiles "
        "artillery warships ships rebels militants leadership ministry state people workers "
        "army's of the own and 's"
    )
)
#: Verbs of which "from" names the other side.
_GETS = frozenset(words_of("buy purchase get receive obtain import acquire borrow order lease"))
_TO_WHOM = frozenset(("to", "for", "with", "against", "on", "at"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """A verb with the entities that do it and to whom it is done, "" if not named."""

    verb: str
    subject: str
    target: str
    link: str  # the preposition before the target, "" for a direct object
    index: int


def frames_of(sentence: Sentence, verbs: frozenset[str]) -> Iterator[Frame]:
    """Every use of one of ``verbs`` (lemmas) with an entity on either side, as if active."""
    for index, base in enumerate(sentence.lemmas):
        if base not in verbs or sentence.at(index):
            continue
        subject = subject_of(sentence, index)
        target, link = _target(sentence, index)
        if is_passive(sentence, index):
            agent = _agent(sentence, index)
            if link == "by":
                target, link = "", ""
            target, link, subject = (subject, "", agent) if subject else (target, link, agent)
        elif link == "by":
            subject, target, link = target, "", ""
        if subject or target:
            yield Frame(verb=base, subject=subject, target=target, link=link, index=index)


def subject_of(sentence: Sentence, verb: int) -> str:
    """The entity right before a verb, with nothing but its people and auxiliaries between."""
    for back in range(1, NOUN_GAP + 4):
        index = verb - back
        if index < 0 or (index + 1 < len(sentence.words) and "," in sentence.gap(index + 1)):
            return ""
        named = sentence.at(index)
        if named is not None:
            before = sentence.word(named.first - 1)
            inside = before in {"in", "from", "near", "by", "with", "against"}
            return "" if inside else named.entity.name
        word = sentence.word(index)
        allowed = word in AUXILIARIES or word in _SUBJECTS or is_people(sentence, index)
        if not allowed and not word.endswith("ly"):
            return ""
    return ""


def _target(sentence: Sentence, verb: int) -> tuple[str, str]:
    """(entity, preposition) of the first entity after a verb in its clause."""
    link = ""
    for index in range(verb + 1, min(verb + 10, len(sentence.words))):
        if any(mark in sentence.gap(index) for mark in ",;:.()"):
            break
        named = sentence.at(index)
        if named is not None:
            return named.entity.name, link
        word = sentence.word(index)
        if word in _TO_WHOM or word == "by" or (word == "from" and sentence.lemmas[verb] in _GETS):
            link = word
        elif word in {"in", "near", "from", "after", "when", "that", "who", "because", "as"}:
            break
    return "", ""


def _agent(sentence: Sentence, verb: int) -> str:
    for index in range(verb + 1, min(verb + 12, len(sentence.words) - 1)):
        if sentence.word(index) == "by":
            for after in range(index + 1, min(index + 4, len(sentence.words))):
                named = sentence.at(after)
                if named is not None:
                    return named.entity.name
            return ""
    return ""


def is_passive(sentence: Sentence, verb: int) -> bool:
    """Whether the verb at ``verb`` is a participle after a form of "be"."""
    word = sentence.word(verb)
    if word == sentence.lemmas[verb] and word not in {"hit", "set", "put", "cut"}:
        return False
    if word.endswith("ing"):
        return False
    back = range(max(0, verb - 3), verb)
    last = [sentence.word(i) for i in back if sentence.word(i) not in {"also", "not", "then"}]
    return bool(last) and (last[-1] in _BE or (last[-1].endswith("ly") and bool(_BE & {*last})))
