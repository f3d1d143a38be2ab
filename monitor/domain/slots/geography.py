"""Places and which lies in which, by the alias table or by what an article itself says."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.judgement import SlotMatch
from monitor.domain.language.entities import AliasTable, Entity, EntityKind
from monitor.domain.language.groups import words_of
from monitor.domain.language.tokens import fold
from monitor.domain.slots.sentence import Named, read_sentence

#: Words between a preposition and the place.
BETWEEN = frozenset(
    words_of(
        "the a an city town village region province oblast capital district state county area "
        "port border front frontline territory republic of occupied neighbouring neighboring "
        "annexed besieged contested embattled outskirts suburb suburbs in near far deep "
        "eastern western northern southern central north south east west northeastern "
        "northwestern southeastern southwestern northeast northwest southeast southwest mainland "
        "and parts part islands island coast"
    )
)
#: What makes a place of a country's name or demonym before it.
GEO = frozenset(
    words_of(
        "region province oblast district state county area territory soil land border borders "
        "waters airspace city town village capital coast front frontline sector port island "
        "islands mainland republic east west north south interior heartland positions lines "
        "base bases peninsula exclave enclave"
    )
)
_WATERS = frozenset(words_of("sea ocean gulf strait bay channel canal lake river"))
_OPPOSITE = {"east": "west", "west": "east", "north": "south", "south": "north"}
_DEMONYM_ENDINGS = ("an", "ans", "ese", "ish", "i", "is", "ch", "eek", "eeks", "iss", "ine")
_IRREGULAR_DEMONYMS = frozenset(
    words_of(
        "british american americans dutch burmese danish ivorian ivorians filipino "
        "filipinos emirati emiratis"
    )
)
#: Short names of countries that look like a seat of government.
_SHORT_NAMES = frozenset(("britain", "america", "holland", "burma", "persia", "great britain"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A place named by the words [first, last).

    ``name`` is "" for a whole country; ``region`` the first-level region it lies in (itself
    for a region), ``country`` its country, each "" if unknown; ``negated``: "not in ...".
    """

    name: str
    region: str = ""
    country: str = ""
    direction: str = ""
    first: int
    last: int
    negated: bool = False


def name_of(named: Named, printed: str, aliases: AliasTable) -> tuple[str, str]:
    """(name, region) of the place that a name is: not a country's seat, but the city.

    A country's own name or demonym stands for all of it: ("", "").
    """
    if named.entity.kind is not EntityKind.COUNTRY:
        return named.entity.name, named.entity.region
    city = aliases.get(printed)
    if city is not None and city.within == named.entity.name:
        return city.name, city.region
    country = fold(named.entity.name)
    name = fold(printed)
    if printed.isupper() or name in _SHORT_NAMES or is_demonym(printed, named.entity):
        return "", ""
    akin = any(word[:3] in country for word in name.split() if len(word) > 2)
    return ("" if akin else printed), ""


def is_demonym(printed: str, entity: Entity) -> bool:
    """Whether a country's name is printed as an adjective or as its people."""
    name, country = fold(printed), fold(entity.name)
    if name == country or not name.endswith(_DEMONYM_ENDINGS):
        return False
    akin = any(word[:2] == name[:2] for word in country.split())
    return akin or name in _IRREGULAR_DEMONYMS


_WINDOW = 90  # characters after a name in which it is said where it lies
_OCCURRENCES = 8
_ARTICLE = 40_000  # characters of an article that are searched


def locate(name: str, article: str, aliases: AliasTable) -> Place | None:
    """Where ``article`` says that ``name`` lies: "Sudzha, a town in the Kursk region"."""
    article = article[:_ARTICLE]
    at = -1
    for _ in range(_OCCURRENCES):
        at = article.find(name, at + 1)
        if at < 0:
            return None
        after = article[at + len(name) : at + len(name) + _WINDOW]
        stop = min((i for i in (after.find(mark) for mark in ".;!?\n") if i >= 0), default=None)
        holder = _apposition(after[:stop], aliases)
        if holder is not None:
            return holder
    return None


def _apposition(after: str, aliases: AliasTable) -> Place | None:
    """The place named right after a name, linked by words of place only."""
    lead = after.lstrip()
    if not lead.startswith((",", "in ", "region of ", "(")):
        return None
    sentence = read_sentence(lead.lstrip(",( "), aliases)
    best: Place | None = None
    previous = 0
    for named in sentence.named:
        linked = all(
            sentence.word(i) in BETWEEN or sentence.word(i) in GEO
            for i in range(previous, named.first)
        )
        entity = named.entity
        if not linked or entity.kind is EntityKind.ORGANISATION:
            break
        name, region = name_of(named, named.span.of(sentence.text), aliases)
        country = aliases.country_of(entity)
        here = Place(name=name, region=region, country=country, first=0, last=0)
        best = here if best is None or name else best
        previous = named.last
    return best


def compare_places(claim: Place, passage: Place) -> SlotMatch:
    """Whether what happened at ``passage`` happened at ``claim``.

    A place inside the claim's is a match, one that holds the claim's is compatible.
    """
    same_name = bool(claim.name) and fold(claim.name) == fold(passage.name)
    if same_name and not (claim.country and passage.country and claim.country != passage.country):
        return SlotMatch.MATCH
    if _is_water(claim.name) and _is_water(passage.name):
        return SlotMatch.MISMATCH  # no country's, but one sea is not another
    if not claim.country or not passage.country:
        return SlotMatch.ABSENT
    if claim.country != passage.country:
        return SlotMatch.MISMATCH
    if not claim.name or not passage.name:
        return _within_country(claim, passage)
    if not claim.region or not passage.region:
        known = claim.region or passage.region
        return SlotMatch.MISMATCH if not known else SlotMatch.COMPATIBLE
    if claim.region != passage.region and not _spans(claim.region, passage.region):
        return SlotMatch.MISMATCH
    if claim.name == claim.region:
        return SlotMatch.MATCH
    return SlotMatch.COMPATIBLE if passage.name == passage.region else SlotMatch.MISMATCH


def _spans(one: str, other: str) -> bool:
    """Whether one region is made of several, of which the other is one: Darfur, North Darfur."""
    return f" {fold(one)}".endswith(f" {fold(other)}") or f" {fold(other)}".endswith(
        f" {fold(one)}"
    )


def region_of_parts(name: str, aliases: AliasTable) -> Place | None:
    """A region that the table knows by its parts only, by its ``name``: "North ..."."""
    for part in ("North", "South", "East", "West", "Central", "Northern", "Southern"):
        entity = aliases.get(f"{part} {name}")
        if entity is not None and entity.kind is EntityKind.PLACE:
            country = aliases.country_of(entity)
            return Place(name=name, region=name, country=country, first=0, last=0)
    return None


def _is_water(name: str) -> bool:
    words = fold(name).split()
    return bool(words) and (words[0] in _WATERS or words[-1] in _WATERS)


def _within_country(claim: Place, passage: Place) -> SlotMatch:
    """Same country, and at least one of them is all of it, or a part like "the east"."""
    if claim.direction and passage.direction and not (claim.name or passage.name):
        if claim.direction == passage.direction:
            return SlotMatch.MATCH
        opposed = _OPPOSITE.get(claim.direction) == passage.direction
        return SlotMatch.MISMATCH if opposed else SlotMatch.COMPATIBLE
    if claim.name or claim.direction:
        return SlotMatch.COMPATIBLE
    return SlotMatch.MATCH
