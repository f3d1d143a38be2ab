"""What a speaker is to a claim: a party, a party's adversary, a third party, an expert."""

from __future__ import annotations

import re

from monitor.domain.judgement import SpeakerRole
from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable, EntityKind, Mention
from monitor.domain.language.tokens import fold
from monitor.domain.model import Claim, Outlet
from monitor.domain.speech.attribution import Attribution

_CAPITALISED = re.compile(r"\b[A-Z][\w-]{2,}")
_DESCRIBED = re.compile(r"(?:The|A|An) ((?:[a-z][\w-]+ ){0,2}[a-z][\w-]+) [A-Z]")
_PLACING = cues.word_set("in at near around outside inside within over across")
_COMMON = cues.WEEKDAYS | frozenset(cues.MONTHS) | cues.OFFICIAL_NOUNS | {"the", "new", "two"}
_JOINING = cues.word_set("of in on at from to for by with and or near against")
_DEFINITE = frozenset({"the", "its", "his", "her", "their"})
_COUNTS = cues.word_set(
    "a an one two three four five six seven eight nine ten several many some most all no dozens"
)
_STATE_OFFICES = cues.word_set(
    "president minister ministry premier chancellor government parliament army general king queen "
    "presidential spokesman spokeswoman statement commission"
)
_SPEAKS_FOR = cues.word_set("minister ministry president spokesman spokeswoman spokesperson")


#: Armed bodies without a name of their own that open a claim: who they are is the claim's party.
_FORCE = re.compile(
    r"(?:the )?(police|army|navy|soldiers|troops|officers|guards|marines|rebels|militants)\b",
    re.IGNORECASE,
)


def parties_of(claim: Claim, aliases: AliasTable) -> frozenset[str]:
    """Those whose word on the claim is a party's: as given, or the names in the claim's text.

    A name that the alias table does not know (a firm, a person) counts unless it is where
    something happens.
    """
    if claim.parties:
        return frozenset(claim.parties)
    found = set()
    mentions = aliases.find(claim.text)
    for mention in mentions:
        if mention.entity.kind is EntityKind.PLACE or is_placed(claim.text, mention.span.start):
            continue
        found.add(mention.entity.name)
        found.add(aliases.country_of(mention.entity) or mention.entity.name)
    for match in _CAPITALISED.finditer(claim.text[:500]):
        if any(mention.span.start <= match.start() < mention.span.end for mention in mentions):
            continue
        name = fold(match.group())
        opens = match.start() == 0 and (name in _COUNTS or lemma(name) != name)
        if not (opens or is_placed(claim.text, match.start()) or name in _COMMON):
            found.add(match.group())
    opening = _FORCE.match(claim.text)
    if opening and not found:
        found.add(opening.group(1).capitalize())
    described = _DESCRIBED.match(claim.text)  # "The drug maker Hollis": who "the drug maker" is
    if described and found and not set(described.group(1).split()) & _JOINING:
        found.add(fold(described.group(1)))
    return frozenset(found)


def is_a_home(claim: Claim, country: str, aliases: AliasTable) -> bool:
    """Whether a claim names ``country`` only to say whose citizen or firm somebody is.

    "Danish chemist Anne Dahl". Soldiers, officials and ships are their state's, and on what befell
    its critics a state's courts are no outsiders.
    """
    named = [
        mention
        for mention in aliases.find(claim.text)
        if country in {mention.entity.name, aliases.country_of(mention.entity)}
    ]
    return bool(named) and all(_only_describes(claim.text, mention) for mention in named)


def _only_describes(text: str, mention: Mention) -> bool:
    described = _OF_A_COUNTRY.match(text, mention.span.end)
    if mention.entity.kind is not EntityKind.COUNTRY or described is None:
        return False
    words = {fold(word) for word in described.group(1).split()}
    return not words & (_STATES_OWN | cues.OFFICIAL_NOUNS)


#: "Danish" ... "brain chemist" ... "Anne Dahl".
_OF_A_COUNTRY = re.compile(r" ((?:[a-z][\w-]+ ){0,2}[a-z][\w-]+) [A-Z]")
_STATES_OWN = cues.word_set(
    "soldier soldiers troops forces force army navy military air drone drones missile missiles jet "
    "jets warship ship tanker vessel freighter frigate submarine plane aircraft helicopter hackers "
    "spies spy agent agents agency intelligence state strikes strike diplomat diplomats embassy "
    "consul operatives commander opposition politician dissident activist journalist blogger "
    "critic campaigner defector oligarch tycoon "
    "of in on at from to for by with and or near against has have"
)


def is_placed(text: str, start: int) -> bool:
    """Whether the name at ``start`` says where: "in Ruritania", "near Strelsau"."""
    before = text[max(0, start - 40) : start].lower().split()
    if before and before[-1] == "the":
        before.pop()
    return bool(before) and before[-1] in _PLACING


def role_of(
    said: Attribution | None, parties: frozenset[str], outlet: Outlet | None, aliases: AliasTable
) -> tuple[SpeakerRole, str]:
    """The speaker's role and the entity spoken for ("" if unknown). None is the outlet itself."""
    if said is None:
        return _role_of_outlet(parties, outlet, aliases)
    entity = said.entity or _home(said, parties, outlet, aliases)
    words = {fold(word) for word in re.findall(r"[\w'\u2019-]+", said.full)}
    expert = bool(words & cues.EXPERT_NOUNS) and not words & _SPEAKS_FOR
    if entity:
        role = _role_of_entity(entity, parties, aliases)
        if role is SpeakerRole.PARTY:
            entity = _party_of(entity, parties, aliases)
        independent = role is SpeakerRole.THIRD_PARTY and expert
        return (SpeakerRole.INDEPENDENT_EXPERT if independent else role), entity
    plain = {re.split(r"['\u2019]", word)[0] for word in words}
    for name in sorted(parties):
        parts = {fold(part) for part in name.split()}
        known = not name.islower() or bool(plain & _DEFINITE)  # no "another drug maker"
        if parts and parts <= plain and known:
            return SpeakerRole.PARTY, name
    if expert:
        return SpeakerRole.INDEPENDENT_EXPERT, ""
    if words & cues.INSTITUTION_NOUNS:
        return SpeakerRole.THIRD_PARTY, ""
    if outlet is not None and outlet.state_media_of in parties:
        return SpeakerRole.PARTY, outlet.state_media_of  # whom a party's mouthpiece lets speak
    return SpeakerRole.UNKNOWN, ""


def _role_of_outlet(
    parties: frozenset[str], outlet: Outlet | None, aliases: AliasTable
) -> tuple[SpeakerRole, str]:
    owner = outlet.state_media_of if outlet else ""
    if owner and owner in parties:
        return SpeakerRole.PARTY, owner
    if owner and any(aliases.are_rivals(owner, party) for party in parties):
        return SpeakerRole.ADVERSARY_OF_PARTY, owner
    return SpeakerRole.OUTLET_ITSELF, ""


def _home(
    said: Attribution, parties: frozenset[str], outlet: Outlet | None, aliases: AliasTable
) -> str:
    """The outlet's country, for "the president" in a paper of a country that is involved."""
    country = outlet.country if outlet else ""
    words = {fold(word) for word in re.findall(r"[\w-]+", said.full)}
    if not country or not words & _STATE_OFFICES:
        return ""
    involved = country in parties or any(aliases.are_rivals(country, party) for party in parties)
    return country if involved else ""


def _party_of(entity: str, parties: frozenset[str], aliases: AliasTable) -> str:
    """The party that an entity of its country speaks for: what one denied, all of it denied."""
    found = aliases.get(entity)
    return aliases.country_of(found) if found and entity not in parties else entity


def _role_of_entity(entity: str, parties: frozenset[str], aliases: AliasTable) -> SpeakerRole:
    found = aliases.get(entity)
    country = aliases.country_of(found) if found else ""
    if entity in parties or (country and country in parties):
        return SpeakerRole.PARTY
    names = [name for name in (entity, country) if name]
    if any(aliases.are_rivals(name, party) for party in parties for name in names):
        return SpeakerRole.ADVERSARY_OF_PARTY
    return SpeakerRole.THIRD_PARTY


def is_accuser(
    claim: Claim, entity: str, parties: frozenset[str], denials: frozenset[str], aliases: AliasTable
) -> bool:
    """Whether a party that affirms the claim says what its rival is said to have done.

    The first name in the claim is its doer; who denied the claim before accuses nobody.
    """
    first = next((mention.entity for mention in aliases.find(claim.text)), None)
    doer = first is None or entity in {first.name, aliases.country_of(first)}
    if doer or entity in denials:
        return False
    return any(aliases.are_rivals(entity, party) for party in parties)
