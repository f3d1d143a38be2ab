"""Where something happens: the places named in a sentence.

A country named as a party ("fight for Russia", "supplies Russia") is no place. Places the
alias table does not know count only when the text itself says where they lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.language.entities import AliasTable, EntityKind
from monitor.domain.slots.geography import (
    BETWEEN,
    GEO,
    Place,
    is_demonym,
    locate,
    name_of,
    region_of_parts,
)
from monitor.domain.slots.place_words import (
    DIRECTIONS,
    EVENTS,
    IN,
    MOVES,
    NOT_PLACES,
    SENDS,
    STRIKES,
    TO,
)
from monitor.domain.slots.sentence import Named, Sentence, is_people

_REACH = 5  # words between a preposition and its place


def find_places(sentence: Sentence, aliases: AliasTable, article: str = "") -> tuple[Place, ...]:
    """The places where ``sentence`` says that something happens, in order.

    Names that follow one another and lie in each other ("in Lyon, France") are one place.
    ``article`` is searched for where unknown names lie.
    """
    found: list[Place] = []
    for named in sentence.named:
        place = _place(sentence, named, aliases)
        if place is None:
            continue
        if found and _belongs(sentence, found[-1], place):
            found[-1] = _narrowest(found[-1], place)
        else:
            found.append(place)
    found.extend(_unknown_places(sentence, aliases, article, found))
    return tuple(sorted(found, key=lambda place: place.first))


def _place(sentence: Sentence, named: Named, aliases: AliasTable) -> Place | None:
    printed = named.span.of(sentence.text)
    entity = named.entity
    if entity.kind is EntityKind.ORGANISATION:
        return None
    first, direction = _preposition(sentence, named)
    after = sentence.word(named.last)
    chained = _inside_later(sentence, named)
    if entity.kind is EntityKind.COUNTRY:
        adjective = sentence.is_possessive(named) or is_demonym(printed, entity)
        if adjective and not chained and not (_follows_geo(sentence, named)):
            return None
        if adjective and _placed_elsewhere(sentence, named):
            return None
        if first is None:
            return None
    elif first is None:
        struck = named.first > 0 and sentence.lemmas[named.first - 1] in STRIKES
        if after not in EVENTS and not struck and not _chain_start(sentence, named):
            return None
        first = named.first
    name, region = name_of(named, printed, aliases)
    whole = region_of_parts(name, aliases) if name and not region else None
    region = whole.region if whole else region
    seat = entity.kind is EntityKind.COUNTRY and name
    if seat and sentence.word(named.first - 1) == "the":
        return None  # no city, but a government's house: "at the ..."
    if entity.kind is EntityKind.PLACE and _is_part_of_name(sentence, named):
        return None
    return Place(
        name=name,
        region=region,
        country=aliases.country_of(entity),
        direction="" if name else direction or DIRECTIONS.get(after, ""),
        first=first,
        last=named.last,
        negated=_is_negated(sentence, first),
    )


def _is_part_of_name(sentence: Sentence, named: Named) -> bool:
    """Whether a longer name goes on after it: "the Geneva Conventions"."""
    last = named.last
    if last >= len(sentence.words) or sentence.gap(last) != " " or sentence.at(last):
        return False
    capital = sentence.text[sentence.words[last].start].isupper()
    the = sentence.word(named.first - 1) == "the"
    return the and capital and sentence.word(last) not in EVENTS


def _follows_geo(sentence: Sentence, named: Named) -> bool:
    nearby = [sentence.word(named.last + i) for i in range(3)]
    return any(word in GEO for word in nearby)


def _placed_elsewhere(sentence: Sentence, named: Named) -> bool:
    """Whether what is somebody's lies somewhere else: "*Congolese* positions in Rwanda"."""
    return any(
        1 <= other.first - named.last <= 3
        and any(sentence.word(at) in IN for at in range(named.last, other.first))
        for other in sentence.named
    )


def _inside_later(sentence: Sentence, named: Named) -> bool:
    """Whether a place's name follows: "Russia's western *Kursk* region"."""
    return any(
        other.entity.kind is EntityKind.PLACE
        and 0 <= other.first - named.last <= 4
        # "Congolese positions in Goma": the second preposition begins a place of its own
        and not any(sentence.word(at) in IN for at in range(named.last, other.first))
        for other in sentence.named
    )


def _chain_start(sentence: Sentence, named: Named) -> Named | None:
    """The country right before a place's name: "*Russia's* Kursk region"."""
    for other in sentence.named:
        between = range(other.last, named.first)
        near = 0 <= named.first - other.last <= 3
        linked = all(sentence.word(i) in BETWEEN for i in between)
        if near and linked and other.entity.kind is EntityKind.COUNTRY:
            adjective = is_demonym(other.span.of(sentence.text), other.entity)
            if adjective or sentence.is_possessive(other):
                return other
    return None


def _preposition(sentence: Sentence, named: Named) -> tuple[int | None, str]:
    """(index of the preposition that makes the name a place, direction named on the way)."""
    direction = ""
    at = named.first - 1
    for _ in range(_REACH):
        word = sentence.word(at)
        if _is_barrier(sentence, at + 1):
            return None, direction
        if word in IN and (word != "on" or _follows_geo(sentence, named)):
            return at, direction
        if word in TO and _is_goal(sentence, at, named):
            return at, direction
        other = sentence.at(at)
        if other is not None and _leads_to(sentence, other, named):
            at = other.first - 1
            continue
        direction = direction or DIRECTIONS.get(word, "")
        if word not in BETWEEN:
            return None, direction
        at -= 1
    return None, direction


def _leads_to(sentence: Sentence, other: Named, named: Named) -> bool:
    """Whether a name is on the way from a preposition to another: "in France's Lyon region"."""
    if other.entity.kind is EntityKind.COUNTRY:
        return True
    follows = sentence.text[named.span.end : named.span.end + 1]
    apposed = "," in sentence.gap(named.first) and other.last == named.first
    return apposed and follows in {",", ".", ")", ""}  # "in Tripoli, Lebanon."


def _is_barrier(sentence: Sentence, index: int) -> bool:
    return any(mark in sentence.gap(index) for mark in ".;:!?()")


def _is_goal(sentence: Sentence, at: int, named: Named) -> bool:
    """Whether "to X" is where someone goes, not who gets something."""
    if named.entity.kind is EntityKind.PLACE or _follows_geo(sentence, named):
        return True
    return _has_motion(sentence, at)


def _has_motion(sentence: Sentence, at: int) -> bool:
    """Whether somebody moves or is sent in the words before ``at``."""
    back = range(max(0, at - 10), at)
    lemmas = [sentence.lemmas[i] for i in back]
    if any(base in MOVES for base in lemmas):
        return True
    sent = any(base in SENDS for base in lemmas)
    return sent and any(is_people(sentence, i) for i in back)


def _is_negated(sentence: Sentence, first: int) -> bool:
    before = [sentence.word(first - back) for back in (1, 2)]
    return before[0] == "not" or before in (["than", "rather"], ["of", "instead"])


def _belongs(sentence: Sentence, earlier: Place, later: Place) -> bool:
    """Whether two places that follow one another are one: "in Lyon, France"."""
    start = max(later.first, earlier.last)
    if start - earlier.last > 3 or (later.negated is not earlier.negated):
        return False
    for index in range(earlier.last, start):
        if sentence.word(index) not in BETWEEN | {"specifically", "of"}:
            return False
    if earlier.country and later.country and earlier.country != later.country:
        return bool(earlier.name) and _is_apposed(sentence, earlier, later)
    return (
        earlier.name == ""
        or later.name == ""
        or later.region == earlier.name
        or earlier.region == later.name
    )


def _is_apposed(sentence: Sentence, earlier: Place, later: Place) -> bool:
    """Whether the text says that a name it gives is not where we would look for it."""
    direct = later.last - earlier.last == 1 and "," in sentence.gap(earlier.last)
    return direct and not later.name and sentence.gap(later.last).strip()[:1] in {",", ""}


def _narrowest(one: Place, other: Place) -> Place:
    inner, outer = (one, other) if one.name and one.name != other.region else (other, one)
    if inner.country and outer.country and inner.country != outer.country:
        inner = replace(inner, country=outer.country, region="")
    return replace(
        inner,
        country=inner.country or outer.country,
        first=min(one.first, other.first),
        last=max(one.last, other.last),
    )


def _unknown_places(
    sentence: Sentence, aliases: AliasTable, article: str, known: Sequence[Place]
) -> list[Place]:
    """Capitalised names after a preposition of place, with what the text says of them."""
    taken = {index for place in known for index in range(place.first, place.last)}
    found = []
    for at, word in enumerate(sentence.words[:-1]):
        first = at + 1
        if sentence.word(first) in {"the", "a"} and first + 1 < len(sentence.words):
            first += 1
        goes = word.text in TO and _has_motion(sentence, at)
        if not (goes or word.text in IN) or first in taken or not _is_name(sentence, first):
            continue
        last = first + 1
        while last < len(sentence.words) and _is_name(sentence, last) and last not in taken:
            if sentence.gap(last) not in {" ", "-"}:
                break
            last += 1
        name = sentence.printed(first, last)
        holder = locate(name, article, aliases) or locate(name, sentence.text, aliases)
        holder = holder or region_of_parts(name, aliases)
        found.append(
            Place(
                name=name,
                region=holder.region if holder else "",
                country=holder.country if holder else "",
                first=at,
                last=last,
                negated=_is_negated(sentence, at),
            )
        )
    return found


def _is_name(sentence: Sentence, index: int) -> bool:
    word = sentence.words[index]
    printed = sentence.text[word.start : word.start + 1]
    return printed.isupper() and sentence.at(index) is None and word.text not in NOT_PLACES
