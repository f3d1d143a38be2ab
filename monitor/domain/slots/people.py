"""People by nationality and role: "North Korean soldiers", "troops from Kenya"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.language.cues import SPEECH
from monitor.domain.language.entities import AliasTable, EntityKind
from monitor.domain.language.groups import is_part_of, words_of
from monitor.domain.slots.frames import AUXILIARIES, NOUN_GAP, subject_of
from monitor.domain.slots.geography import is_demonym
from monitor.domain.slots.sentence import Named, Sentence, is_people, role_at

#: What a country does with its own people.
_SENDING = frozenset(
    words_of("send deploy dispatch commit withdraw contribute mobilise mobilize lose station")
)
#: What people do to those of the other side.
_OPPOSING = frozenset(
    words_of(
        "capture clash engage kill destroy repel wound face encounter attack strike hit "
        "target battle detain take shoot confront"
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """People of a country in a role: the words [first, last)."""

    country: str
    role: str  # group of the noun
    first: int
    last: int


def people_of(sentence: Sentence, aliases: AliasTable) -> Iterator[People]:
    """People named with their country, in order of the countries' names."""
    for named in sentence.named:
        country = aliases.country_of(named.entity)
        if not country or named.entity.kind is not EntityKind.COUNTRY:
            continue
        after = _role_after(sentence, named)
        if after is not None:
            role = role_at(sentence, after)
            yield People(country=country, role=role, first=named.first, last=after + 1)
            continue
        before = named.first - 2
        if sentence.word(named.first - 1) in {"from", "of"} and is_people(sentence, before):
            role = role_at(sentence, before)
            yield People(country=country, role=role, first=before, last=named.last)


def own_people(sentence: Sentence, aliases: AliasTable) -> Iterator[People]:
    """The people a country sends: "Kenya has sent *troops*" speaks of Kenyan troops."""
    for index, base in enumerate(sentence.lemmas):
        if base not in _SENDING:
            continue
        country = _country(subject_of(sentence, index), aliases)
        for after in range(index + 1, min(index + 2 + NOUN_GAP, len(sentence.words))):
            if sentence.at(after) or not country:
                break
            if is_people(sentence, after):
                role = role_at(sentence, after)
                yield People(country=country, role=role, first=index, last=after + 1)
                break


def _country(name: str, aliases: AliasTable) -> str:
    entity = aliases.get(name)
    return aliases.country_of(entity) if entity else ""


def is_opponent(sentence: Sentence, people: People) -> bool:
    """Whether they are there as the other side: "clashed with Ugandan troops"."""
    before = [sentence.word(people.first - back) for back in (1, 2)]
    if before[0] in {"with", "against", "by"} or before[1] in {"with", "against"}:
        return True
    near = range(people.last, min(people.last + 4, len(sentence.words)))
    return any(sentence.lemmas[index] in _OPPOSING for index in near)


def _role_after(sentence: Sentence, named: Named) -> int | None:
    """The last of the role nouns right after a country's name, if there is one."""
    printed = named.span.of(sentence.text)
    adjective = is_demonym(printed, named.entity) or sentence.is_possessive(named)
    reach = NOUN_GAP if adjective else 1  # "US troops", but not "Kenya lost troops"
    found = None
    for index in range(named.last, min(named.last + reach, len(sentence.words))):
        gap = sentence.gap(index).strip("'\u2019s ")
        if gap not in {"", "-"} or sentence.at(index) or _ends_people(sentence, index):
            break
        if is_people(sentence, index):
            found = index
        elif found is not None:
            break
    return found


def _ends_people(sentence: Sentence, index: int) -> bool:
    word = sentence.word(index)
    return word in AUXILIARIES or word in _NO_PEOPLE or sentence.lemmas[index] in SPEECH


_NO_PEOPLE = frozenset(("in", "to", "and", "for", "the", "of", "on", "with", "that", "by", "at"))


def only_speaks(sentence: Sentence, named: Named) -> bool:
    """Whether a country is there only as the one who says so, not of its own people."""
    near = range(named.last, min(named.last + 2, len(sentence.words)))
    if not any(sentence.lemmas[index] in SPEECH for index in near):
        return False
    return not any(word.text in _OWN for word in sentence.words[named.last :])


_OWN = frozenset(("it", "its", "they", "their", "we", "our", "own"))


#: Adjectives that part people of one role from each other.
_CONTRASTS = (
    "senior junior",
    "male female",
    "former serving",
    "former current",
    "retired serving",
    "armed unarmed",
    "foreign local",
    "foreign domestic",
    "civilian military",
)
_OTHER = {
    (one, other) for pair in map(words_of, _CONTRASTS) for one, other in (pair, (pair[1], pair[0]))
}


def find_contrast(claim: Sentence, passage: Sentence) -> str:
    """The passage's words for people whom the claim's adjective leaves out, "" if none."""

    def described(sentence: Sentence) -> Iterator[tuple[str, str, int]]:
        for index in range(1, len(sentence.words)):
            if is_people(sentence, index):
                yield sentence.word(index - 1), role_at(sentence, index), index

    offered = list(described(passage))
    for adjective, role, _ in described(claim):
        akin = [(other, at) for other, group, at in offered if group == role]
        if any(other == adjective for other, _ in akin):
            continue
        for other, at in akin:
            if (adjective, other) in _OTHER:
                return passage.printed(at - 1, at + 1)
    return ""


def is_same_role(one: str, other: str) -> bool:
    """Whether two groups of people are the same or one is a part of the other."""
    return one == other or is_part_of(one, other) or is_part_of(other, one)
