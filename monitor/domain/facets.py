"""The facets of one passage: certainty, basis, speaker and role, slots, novelty.

Composed from what the sentence says (``stance.read``), who says it (``attribution``) and how
its particulars compare with the claim's (``slots``). A facet that goes against the judge's
stance makes the reading uncertain: it can veto a stance, never turn it round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain import cues
from monitor.domain.attribution import Attribution, People, attribute, entity_of, find_people
from monitor.domain.certainty import Force
from monitor.domain.clauses import parse
from monitor.domain.entities import AliasTable, EntityKind
from monitor.domain.genre import backdating, freshness
from monitor.domain.judgement import Basis, Certainty, Facets, Genre, Novelty, SpeakerRole, Stance
from monitor.domain.model import Claim, Outlet, Passage
from monitor.domain.slots import compare_slots
from monitor.domain.stance import Reading
from monitor.domain.tokens import fold

_EVIDENCE = re.compile(
    r"\b(?:there is|there was|have|has|had|we've|seen|shows?|found|obtained|clear|solid|"
    r"conclusive|irrefutable) (?:\w+ ){0,2}(?:evidence|proof)\b",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"^(?:an?|one|two|three|four|several|some|multiple|senior|another|unnamed|other)\b"
    r"(?: [\w'\u2019.-]+){0,6} (?:officials?|diplomats?|officers?|lawmakers?|executives?|"
    r"employees?|people|persons?|aides?|advisers?|figures?)\b",
    re.IGNORECASE,
)
_OWN_EYES = re.compile(
    r"\b(?:reporters?|journalists?|correspondents?|photographers?) (?:for|of|from|with|at|on|in)?"
    r"(?: [\w'\u2019-]+){0,4} ?(?:saw|witnessed|counted|visited)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[A-Z][\w-]{2,}")
_PLACING = cues.word_set("in at near around outside inside within over across")


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """The article around a passage, as far as its facets need it."""

    text: str
    sentences: tuple[str, ...]  # of the article, in order
    published: date | None
    outlet: Outlet | None
    genre: Genre
    people: People
    parties: frozenset[str]  # alias-table names and other names of the claim's parties
    lead_on_claim: bool  # headline or opening speak about the claim
    denials: frozenset[str]  # entities that denied the claim before, or in this article
    complete: bool
    time_ok: bool


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
        if mention.entity.kind is EntityKind.PLACE or _is_placed(claim.text, mention.span.start):
            continue
        found.add(mention.entity.name)
        found.add(aliases.country_of(mention.entity) or mention.entity.name)
    for match in _CAPITALISED.finditer(claim.text[:500]):
        if any(mention.span.start <= match.start() < mention.span.end for mention in mentions):
            continue
        if not _is_placed(claim.text, match.start()) and fold(match.group()) not in _COMMON:
            found.add(match.group())
    return frozenset(found)


def _is_placed(text: str, start: int) -> bool:
    """Whether the name at ``start`` says where: "in Ruritania", "near Strelsau"."""
    before = text[max(0, start - 40) : start].lower().split()
    if before and before[-1] == "the":
        before.pop()
    return bool(before) and before[-1] in _PLACING


_COMMON = (
    cues.WEEKDAYS
    | frozenset(cues.MONTHS)
    | {"the", "new", "two", "three", "officers", "soldiers", "people", "police"}
)


def read_facets(
    claim: Claim,
    passage: Passage,
    reading: Reading,
    *,
    stance: Stance,
    setting: Setting,
    aliases: AliasTable,
) -> Facets:
    """The facets of a passage that was read as ``reading`` and judged as ``stance``."""
    said = _attribution(passage, reading, setting, aliases)
    role, entity = _role(said, setting, aliases)
    if role is SpeakerRole.PARTY and stance is not Stance.REFUTES:
        role = _accuser(claim, entity, role, setting, aliases)
    certainty, doubt = _certainty(reading, stance)
    basis, rests_on = _basis(said, role, reading, passage, stance, setting, aliases)
    novelty, age = _novelty(passage, reading, said, setting)
    slots = compare_slots(
        claim, passage, article_text=setting.text, aliases=aliases, on=setting.published
    )
    affirms = stance is Stance.SUPPORTS and certainty is Certainty.ASSERTED
    admission = affirms and role is SpeakerRole.PARTY and entity in setting.denials
    words = [("basis", rests_on), ("certainty", doubt), ("novelty", age)]
    return Facets(
        certainty=certainty,
        basis=basis,
        speaker=said.speaker if said else "",
        speaker_role=role,
        speaker_entity=entity,
        verb=said.verb if said else "",
        actor=slots.actor,
        quantity=slots.quantity,
        place=slots.place,
        time=slots.time,
        scope=slots.scope,
        novelty=novelty,
        genre=setting.genre,
        time_ok=setting.time_ok,
        complete=setting.complete,
        admission=admission,
        words=(*((name, text) for name, text in words if text), *slots.words),
    )


def _attribution(
    passage: Passage, reading: Reading, setting: Setting, aliases: AliasTable
) -> Attribution | None:
    if reading.anchor < 0:
        return None
    said = attribute(
        reading.sentence,
        reading.cues,
        reading.anchor,
        before=setting.sentences[max(0, passage.index - 3) : passage.index],
        people=setting.people,
        aliases=aliases,
    )
    return said if said is not None and said.speaker else None


def _certainty(reading: Reading, stance: Stance) -> tuple[Certainty, str]:
    """Certainty and the words it rests on; a judge that goes against the cues is doubted."""
    sentence = reading.sentence
    if reading.certainty is not Certainty.ASSERTED:
        weak = {
            Force.HEDGES,
            Force.SUPPOSES,
            Force.PREDICTS,
            Force.ASKS,
            Force.BELIEVES,
            Force.WITHHOLDS,
        }
        shown = next((cue for cue in reading.deciding if cue.force in weak), None)
        return reading.certainty, sentence.printed(shown.at, shown.after) if shown else "?"
    against = {Stance.SUPPORTS: -1, Stance.REFUTES: 1}.get(stance)
    if against is not None and reading.polarity == against:
        return Certainty.HEDGED, "the cues of the sentence go the other way"
    return Certainty.ASSERTED, ""


# --- Role ---------------------------------------------------------------------------------


def _role(
    said: Attribution | None, setting: Setting, aliases: AliasTable
) -> tuple[SpeakerRole, str]:
    if said is None:
        owner = setting.outlet.state_media_of if setting.outlet else ""
        if owner and owner in setting.parties:
            return SpeakerRole.PARTY, owner
        if owner and any(aliases.are_rivals(owner, party) for party in setting.parties):
            return SpeakerRole.ADVERSARY_OF_PARTY, owner
        return SpeakerRole.OUTLET_ITSELF, ""
    entity = said.entity
    words = {fold(word) for word in re.findall(r"[\w'\u2019-]+", said.full)}
    if entity:
        role = _role_of_entity(entity, setting.parties, aliases)
        if (
            role is SpeakerRole.THIRD_PARTY
            and words & cues.EXPERT_NOUNS
            and not (words & {"minister", "ministry", "president", "spokesman", "spokeswoman"})
        ):
            role = SpeakerRole.INDEPENDENT_EXPERT
        return role, entity
    for name in setting.parties:
        parts = {fold(part) for part in name.split()}
        if parts and parts <= {word.split("'")[0].split("\u2019")[0] for word in words}:
            return SpeakerRole.PARTY, name
    if words & cues.EXPERT_NOUNS:
        return SpeakerRole.INDEPENDENT_EXPERT, ""
    if words & cues.INSTITUTION_NOUNS:
        return SpeakerRole.THIRD_PARTY, ""
    return SpeakerRole.UNKNOWN, ""


def _role_of_entity(entity: str, parties: frozenset[str], aliases: AliasTable) -> SpeakerRole:
    found = aliases.get(entity)
    country = aliases.country_of(found) if found else ""
    if entity in parties or (country and country in parties):
        return SpeakerRole.PARTY
    if any(aliases.are_rivals(one, party) for party in parties for one in (entity, country) if one):
        return SpeakerRole.ADVERSARY_OF_PARTY
    return SpeakerRole.THIRD_PARTY


def _accuser(
    claim: Claim, entity: str, role: SpeakerRole, setting: Setting, aliases: AliasTable
) -> SpeakerRole:
    """A party that affirms what another party is said to have done to it is an accuser.

    The first name in the claim is its doer; who denied the claim before accuses nobody.
    """
    first = next((mention.entity for mention in aliases.find(claim.text)), None)
    doer = first is None or entity in {first.name, aliases.country_of(first)}
    if doer or entity in setting.denials:
        return role
    rivals = any(aliases.are_rivals(entity, party) for party in setting.parties)
    return SpeakerRole.ADVERSARY_OF_PARTY if rivals else role


# --- Basis --------------------------------------------------------------------------------


def _basis(
    said: Attribution | None,
    role: SpeakerRole,
    reading: Reading,
    passage: Passage,
    stance: Stance,
    setting: Setting,
    aliases: AliasTable,
) -> tuple[Basis, str]:
    proof = cues.PROOF_WORDS.search(passage.text[:1500])
    if said is None:
        return _own_basis(role, passage, stance, proof)
    speaker = said.full
    words = {fold(word) for word in re.findall(r"[\w-]+", speaker)}
    anonymous = cues.ANONYMITY.search(f"{speaker} {passage.text[:1500]}")
    official = _is_official(words, said, role, speaker)
    own = setting.outlet is not None and fold(setting.outlet.name) in fold(speaker)
    if _is_media(said, words, role, official, aliases) and not own:
        return Basis.OTHER_MEDIA, said.speaker
    if words & cues.EYEWITNESS_NOUNS:
        return Basis.EYEWITNESS, said.speaker
    if (
        anonymous
        or words & cues.ANONYMOUS_NOUNS
        or (
            _UNNAMED.match(said.speaker)
            and not said.described
            and not re.search(r" [A-Z][\w-]+ [A-Z][\w-]+", said.speaker)
        )
    ):
        return Basis.ANONYMOUS_SOURCE, anonymous.group() if anonymous else said.speaker
    if stance is Stance.REFUTES:
        if proof and role is not SpeakerRole.PARTY:
            return Basis.DOCUMENT_OR_IMAGERY, proof.group()
        return (Basis.OFFICIAL_DENIAL if official else Basis.NAMED_SOURCE), said.speaker
    if proof:
        return Basis.DOCUMENT_OR_IMAGERY, proof.group()
    vouches = reading.force is Force.CONFIRMS or _EVIDENCE.search(passage.text[:1500])
    if role is SpeakerRole.PARTY:
        return (Basis.OFFICIAL_CONFIRMATION if official else Basis.NAMED_SOURCE), said.verb
    if official and vouches and role is not SpeakerRole.ADVERSARY_OF_PARTY:
        return Basis.OFFICIAL_CONFIRMATION, said.verb
    return Basis.NAMED_SOURCE, said.speaker


def _own_basis(
    role: SpeakerRole, passage: Passage, stance: Stance, proof: re.Match[str] | None
) -> tuple[Basis, str]:
    """What the outlet's own words rest on."""
    if role is SpeakerRole.PARTY:
        denial = stance is Stance.REFUTES
        return (Basis.OFFICIAL_DENIAL if denial else Basis.OFFICIAL_CONFIRMATION), "state media"
    if proof:
        return Basis.DOCUMENT_OR_IMAGERY, proof.group()
    seen = _OWN_EYES.search(passage.text[:1500])
    if seen:
        return Basis.EYEWITNESS, seen.group()
    return Basis.NONE, ""


def _is_official(words: set[str], said: Attribution, role: SpeakerRole, speaker: str) -> bool:
    if words & cues.OFFICIAL_NOUNS or cues.STATE_MEDIA.search(speaker):
        return True
    # "Moscow denied", "the Kremlin confirmed": the name stands for its government.
    return bool(said.entity) and (
        role is SpeakerRole.PARTY or not (words & (cues.EXPERT_NOUNS | cues.EYEWITNESS_NOUNS))
    )


def _is_media(
    said: Attribution, words: set[str], role: SpeakerRole, official: bool, aliases: AliasTable
) -> bool:
    if cues.STATE_MEDIA.search(said.full):
        return role not in {SpeakerRole.PARTY, SpeakerRole.ADVERSARY_OF_PARTY}
    people = words & (cues.OFFICIAL_NOUNS - {"agency", "state", "service", "services", "head"})
    if words & cues.MEDIA_NOUNS and not people:
        return True
    reported = parse(said.verb).words if said.verb else ()
    lonely = not official and not said.described and not entity_of(said.speaker, aliases)
    verb = reported[0].lemma if reported else ""
    return lonely and verb == "report" and not words & cues.EXPERT_NOUNS


# --- Novelty ------------------------------------------------------------------------------


def _novelty(
    passage: Passage, reading: Reading, said: Attribution | None, setting: Setting
) -> tuple[Novelty, str]:
    frame = _frame(reading)
    age = backdating(frame, setting.published)
    fresh = freshness(frame, setting.published)
    if age and not fresh:
        return Novelty.RECAP, age
    if _is_pluperfect(reading) and not fresh:
        return Novelty.RECAP, "had"
    aside = len(setting.sentences) >= 5 and passage.index >= len(setting.sentences) * 0.4
    if aside and not setting.lead_on_claim and not fresh and setting.genre is not Genre.LIVE_BLOG:
        return Novelty.RECAP, "background of another story"
    if said is None and age:
        return Novelty.RECAP, age
    return Novelty.NEW, fresh


def _frame(reading: Reading) -> str:
    """The sentence without what is stated in it: where the statement's own date stands."""
    sentence = reading.sentence
    voices = [
        cue
        for cue in reading.deciding
        if cue.force in {Force.SAYS, Force.CONFIRMS, Force.DENIES, Force.BELIEVES, Force.WITHHOLDS}
    ]
    if not voices or reading.points_back:
        return sentence.text
    outer = min(voices, key=lambda cue: cue.at)
    words = sentence.words
    stop = outer.after
    while stop < len(words) and stop - outer.after < 8:
        if words[stop].text in {"that", "it", "its", "the"} and words[stop - 1].text not in {
            "in",
            "to",
        }:
            break
        stop += 1
    if outer.at > reading.anchor:
        return sentence.printed(max(outer.at - 10, reading.anchor), len(words))
    return sentence.printed(0, stop)


def _is_pluperfect(reading: Reading) -> bool:
    """Whether the saying itself lies back: "the ministry had denied"."""
    sentence = reading.sentence
    for cue in reading.deciding:
        if cue.force in {Force.SAYS, Force.CONFIRMS, Force.DENIES} and cue.at:
            before = [word.text for word in sentence.words[max(0, cue.at - 3) : cue.at]]
            if "had" in before and cue.start <= reading.anchor:
                outer = [
                    other
                    for other in reading.deciding
                    if other.at < cue.at and other.force in {Force.SAYS, Force.CONFIRMS}
                ]
                if not outer:
                    return True
    return False


def setting_of(
    *,
    text: str,
    sentences: Sequence[str],
    published: date | None,
    outlet: Outlet | None,
    genre: Genre,
    parties: frozenset[str],
    lead_on_claim: bool,
    denials: frozenset[str],
    complete: bool,
    time_ok: bool,
    aliases: AliasTable,
) -> Setting:
    """The setting of an article, with the people it introduces."""
    return Setting(
        text=text,
        sentences=tuple(sentences),
        published=published,
        outlet=outlet,
        genre=genre,
        people=find_people(text, aliases),
        parties=parties,
        lead_on_claim=lead_on_claim,
        denials=denials,
        complete=complete,
        time_ok=time_ok,
    )
