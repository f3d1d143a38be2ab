"""Where something happens: places named in a sentence, and which lies in which.

A country named as a party ("fight for Russia", "supplies Russia") is no place. Places the
alias table does not know count only when the text itself says where they lie.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.domain.entities import AliasTable, Entity, EntityKind
from monitor.domain.groups import is_part_of, words_of
from monitor.domain.judgement import SlotMatch
from monitor.domain.sentence import Named, Sentence, read_sentence
from monitor.domain.tokens import fold
from monitor.domain.units import MONTHS

_IN = frozenset(words_of("in near inside at across throughout outside around within off on"))
_TO = frozenset(words_of("to into toward towards"))
#: Words between a preposition and the place.
_BETWEEN = frozenset(
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
_GEO = frozenset(
    words_of(
        "region province oblast district state county area territory soil land border borders "
        "waters airspace city town village capital coast front frontline sector port island "
        "islands side mainland republic east west north south interior heartland positions lines "
        "base bases peninsula exclave enclave"
    )
)
#: What a place without a preposition is followed by when something happens there.
_EVENTS = frozenset(
    words_of(
        "region province oblast district county area front frontline sector border incursion "
        "offensive strike attack battlefield direction bombing explosion shelling"
    )
)
_DIRECTIONS = {
    fold(word): direction
    for direction, words in (
        ("east", "east eastern"),
        ("west", "west western"),
        ("north", "north northern"),
        ("south", "south southern"),
        ("centre", "central"),
        ("northeast", "northeast northeastern"),
        ("northwest", "northwest northwestern"),
        ("southeast", "southeast southeastern"),
        ("southwest", "southwest southwestern"),
    )
    for word in words.split()
}
_OPPOSITE = {"east": "west", "west": "east", "north": "south", "south": "north"}
_MOVES = frozenset(
    words_of(
        "deploy deployment travel arrive arrival move relocate fly march return flee go head come "
        "advance cross withdraw retreat redeploy dispatch"
    )
)
_SENDS = frozenset(words_of("send ship transfer transport bring take deliver ferry commit"))
#: Verbs whose object is a place.
_STRIKES = frozenset(
    words_of("hit strike bomb shell attack capture seize enter reach leave invade pound raid")
)
_DEMONYM_ENDINGS = ("an", "ans", "ese", "ish", "i", "is", "ch", "eek", "eeks", "iss", "ine")
_IRREGULAR_DEMONYMS = frozenset(
    words_of(
        "british american americans dutch burmese danish ivorian ivorians filipino "
        "filipinos emirati emiratis"
    )
)
#: Short names of countries that look like a seat of government.
_SHORT_NAMES = frozenset(("britain", "america", "holland", "burma", "persia", "great britain"))
_NOT_PLACES = frozenset(MONTHS) | frozenset(
    words_of("monday tuesday wednesday thursday friday saturday sunday parliament congress")
)
_REACH = 5  # words between a preposition and its place


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
        if first is None:
            return None
    elif first is None:
        struck = named.first > 0 and sentence.lemmas[named.first - 1] in _STRIKES
        if after not in _EVENTS and not struck and not _chain_start(sentence, named):
            return None
        first = named.first
    name, region = _city(named, printed, aliases)
    return Place(
        name=name,
        region=region,
        country=aliases.country_of(entity),
        direction="" if name else direction or _DIRECTIONS.get(after, ""),
        first=first,
        last=named.last,
        negated=_is_negated(sentence, first),
    )


def _city(named: Named, printed: str, aliases: AliasTable) -> tuple[str, str]:
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


def _follows_geo(sentence: Sentence, named: Named) -> bool:
    nearby = [sentence.word(named.last + i) for i in range(3)]
    return any(word in _GEO for word in nearby)


def _inside_later(sentence: Sentence, named: Named) -> bool:
    """Whether a place's name follows: "Russia's western *Kursk* region"."""
    return any(
        other.entity.kind is EntityKind.PLACE and 0 <= other.first - named.last <= 4
        for other in sentence.named
    )


def _chain_start(sentence: Sentence, named: Named) -> Named | None:
    """The country right before a place's name: "*Russia's* Kursk region"."""
    for other in sentence.named:
        between = range(other.last, named.first)
        near = 0 <= named.first - other.last <= 3
        linked = all(sentence.word(i) in _BETWEEN for i in between)
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
        if word in _IN and (word != "on" or _follows_geo(sentence, named)):
            return at, direction
        if word in _TO and _is_goal(sentence, at, named):
            return at, direction
        other = sentence.at(at)
        if other is not None and _leads_to(sentence, other, named):
            at = other.first - 1
            continue
        direction = direction or _DIRECTIONS.get(word, "")
        if word not in _BETWEEN:
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
    if any(base in _MOVES for base in lemmas):
        return True
    sent = any(base in _SENDS for base in lemmas)
    return sent and any(_is_person(sentence.word(i)) for i in back)


def _is_person(word: str) -> bool:
    return bool(word) and (is_part_of(word, "person") or word in {"people", "person"})


def _is_negated(sentence: Sentence, first: int) -> bool:
    before = [sentence.word(first - back) for back in (1, 2)]
    return before[0] == "not" or before in (["than", "rather"], ["of", "instead"])


def _belongs(sentence: Sentence, earlier: Place, later: Place) -> bool:
    """Whether two places that follow one another are one: "in Lyon, France"."""
    start = max(later.first, earlier.last)
    if start - earlier.last > 3 or (later.negated is not earlier.negated):
        return False
    for index in range(earlier.last, start):
        if sentence.word(index) not in _BETWEEN | {"specifically", "of"}:
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
        goes = word.text in _TO and _has_motion(sentence, at)
        if not (goes or word.text in _IN) or first in taken or not _is_name(sentence, first):
            continue
        last = first + 1
        while last < len(sentence.words) and _is_name(sentence, last) and last not in taken:
            if sentence.gap(last) not in {" ", "-"}:
                break
            last += 1
        name = sentence.printed(first, last)
        holder = locate(name, article, aliases) or locate(name, sentence.text, aliases)
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
    return printed.isupper() and sentence.at(index) is None and word.text not in _NOT_PLACES


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
            sentence.word(i) in _BETWEEN or sentence.word(i) in _GEO
            for i in range(previous, named.first)
        )
        entity = named.entity
        if not linked or entity.kind is EntityKind.ORGANISATION:
            break
        name, region = _city(named, named.span.of(sentence.text), aliases)
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
    if not claim.country or not passage.country:
        return SlotMatch.ABSENT
    if claim.country != passage.country:
        return SlotMatch.MISMATCH
    if not claim.name or not passage.name:
        return _within_country(claim, passage)
    if not claim.region or not passage.region:
        known = claim.region or passage.region
        return SlotMatch.MISMATCH if not known else SlotMatch.COMPATIBLE
    if claim.region != passage.region:
        return SlotMatch.MISMATCH
    if claim.name == claim.region:
        return SlotMatch.MATCH
    return SlotMatch.COMPATIBLE if passage.name == passage.region else SlotMatch.MISMATCH


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
