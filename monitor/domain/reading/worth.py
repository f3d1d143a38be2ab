"""What one reading of a sentence is worth: its facets, and the rule that fires, with doubts.

The scores say which side a sentence takes. Who speaks, and how clearly, decides what may come
of it: a party's denial refutes nothing, whatever hedges stand in it; what settles a claim must
be said clearly, of its own people, and in words that are its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from monitor.domain.flagging import Ruling, decide_kind, named_ruling
from monitor.domain.judgement import (
    Basis,
    Blended,
    Certainty,
    Facets,
    FlagKind,
    Scores,
    SpeakerRole,
    Stance,
)
from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable, EntityKind
from monitor.domain.language.tokens import fold
from monitor.domain.model import Claim, Hit, Passage
from monitor.domain.reading.blend import denied, turned, vouched
from monitor.domain.reading.doubled import doubled
from monitor.domain.reading.facets import read_facets
from monitor.domain.reading.own_denial import denies_of_itself
from monitor.domain.reading.predicate import tells_the_deed
from monitor.domain.reading.setting import Setting
from monitor.domain.reading.stance import ASSERTS_AT, Reading
from monitor.domain.speech.reach import Force
from monitor.domain.speech.roles import is_a_home

#: What a sentence must have of the claim's names and words to settle it.
NEAR = 0.45
#: An article is about the claim where it gives less than this to other things.
ABOUT = 0.2
_SETTLING = frozenset({FlagKind.CONFIRMATION, FlagKind.REFUTATION})
_CLEAR = 0.4  # of what a sentence that settles says of the claim, what its side must have
_OUTRIGHT = 0.45  # what a party's denial must have to be one whatever hedges stand in it
_OWNED = cues.word_set("his her its their our my")
_CONCERNED = cues.word_set(
    "maker manufacturer producer developer company firm operator owner builder seller vendor "
    "publisher defendant accused suspect supplier contractor"
)
#: What a statement with these differences from the claim says is another thing than the claim.
_OTHERWISE = frozenset({"slot-quantity", "slot-place", "slot-time"})
_ALL_BUT_THE_PLACE = 0.75  # share of the claim's content words
_VOUCHING = frozenset({Basis.OFFICIAL_CONFIRMATION, Basis.DOCUMENT_OR_IMAGERY})
_VOUCHERS = frozenset({SpeakerRole.PARTY, SpeakerRole.THIRD_PARTY, SpeakerRole.INDEPENDENT_EXPERT})


def rule_on(
    claim: Claim,
    hit: Hit,
    reading: Reading,
    scores: Scores,
    *,
    whole: Scores | None,
    setting: Setting,
    aliases: AliasTable,
) -> tuple[Scores, Facets, Ruling]:
    """Scores, facets and ruling of one hit; ``whole`` are the scores of its article, if any.

    The scores are those given, taken at the speaker's word where that counts.
    """

    def facets_for(stance: Stance) -> Facets:
        return read_facets(
            claim, hit.passage, reading, stance=stance, setting=setting, aliases=aliases
        )

    if isinstance(scores, Blended) and doubled(reading):
        scores = turned(scores)
    facets = facets_for(scores.stance)
    if isinstance(scores, Blended) and _has_a_say(facets):
        lent = vouched(scores)
        if lent.stance is not scores.stance:
            facets = facets_for(lent.stance)
        scores = lent
    if scores.stance is not Stance.REFUTES and isinstance(scores, Blended) and _negates(reading):
        against = facets_for(Stance.REFUTES)
        party = against.speaker_role is SpeakerRole.PARTY
        told = party or (reading.answers and _has_a_say(against))  # "They have not, the court said"
        if told and against.certainty is Certainty.ASSERTED:
            scores, facets = denied(scores), against
    stance = scores.stance
    if stance is Stance.REFUTES and (
        _is_host(claim, facets, setting, aliases)
        or _is_somebodys(facets, hit.passage, setting)
        or denies_of_itself(reading.sentence, reading.cues)
    ):
        facets = replace(facets, speaker_role=SpeakerRole.PARTY)
    elif _judges(claim, facets, aliases):
        facets = replace(facets, speaker_role=SpeakerRole.THIRD_PARTY)
    if _denied_outright(scores, reading, facets):
        words = tuple(pair for pair in facets.words if pair[0] != "certainty")
        facets = replace(facets, certainty=Certainty.ASSERTED, words=words)
    ruling = _explained(decide_kind(stance, facets), reading, facets)
    ruling = _doubted(ruling, scores, hit, reading, whole)
    pointing = reading.answers or reading.points_back  # "it is not", "the reports are false"
    confirms = ruling.kind is FlagKind.CONFIRMATION
    if ruling.kind in _SETTLING and not (
        pointing or tells_the_deed(claim.text, reading.sentence, aliases, strictly=confirms)
    ):
        ruling = named_ruling("unsure")  # of the same people something else
    return scores, facets, ruling


def _has_a_say(facets: Facets) -> bool:
    """Whether somebody vouches for the words whose word counts: an official, an expert, proof."""
    return facets.certainty is Certainty.ASSERTED and (
        facets.basis in _VOUCHING or facets.speaker_role in _VOUCHERS
    )


def _negates(reading: Reading) -> bool:
    """Whether the words of a sentence near the claim plainly say that it is not so."""
    firm = reading.certainty is Certainty.ASSERTED and reading.polarity < 0
    says_no = reading.answers or any(
        cue.force in {Force.NEGATES, Force.DENIES} for cue in reading.deciding
    )
    return firm and says_no and reading.doer and reading.nearness >= ASSERTS_AT


def _is_host(claim: Claim, facets: Facets, setting: Setting, aliases: AliasTable) -> bool:
    """Whether a third party denies what is said to happen on its own soil, with its leave.

    "Havana called the story of a Chinese listening post in Cuba slander": who lets it happen
    has something to hide. A host in conflict with the doer has not.
    """
    entity = facets.speaker_entity
    if facets.speaker_role is not SpeakerRole.THIRD_PARTY or not entity:
        return False
    found = aliases.get(entity)
    country = (aliases.country_of(found) if found else "") or entity
    mentions = aliases.find(claim.text)
    named = {aliases.country_of(one.entity) or one.entity.name for one in mentions}
    doer = mentions[0].entity if mentions else None
    by_a_state = doer is not None and doer.kind is EntityKind.COUNTRY and doer.name != country
    rivals = any(aliases.are_rivals(country, party) for party in setting.parties)
    return by_a_state and country in named and not rivals


def _judges(claim: Claim, facets: Facets, aliases: AliasTable) -> bool:
    """Whether a court or board speaks of a citizen or firm of its country.

    It is as far from them as from anybody; what a government says of its own stays a party's.
    """
    words = {fold(word) for word in re.findall(r"[\w-]+", facets.speaker)}
    return (
        facets.speaker_role is SpeakerRole.PARTY
        and bool(words & _JUDGES)
        and is_a_home(claim, facets.speaker_entity, aliases)
    )


_JUDGES = cues.word_set(
    "court courts judge judges tribunal jury board panel regulator watchdog ombudsman auditor "
    "auditors laboratory lab institute commission inspectorate inspectors registrar coroner "
    "authority"
)


def _is_somebodys(facets: Facets, passage: Passage, setting: Setting) -> bool:
    """Whether a speaker whom nothing places is one of the party's people, or the party itself.

    "His lawyer", "its chairwoman", "the maker": whose, the text tells elsewhere, if at all; against
    the claim they count as the party's. So does "it" after a sentence that names the party.
    """
    words = facets.speaker.lower().split()
    if facets.speaker_role is not SpeakerRole.UNKNOWN or not words:
        return False
    if words[0] in _OWNED and len(words) > 1:
        return True
    if words[0] == "the" and words[-1] in _CONCERNED:
        return True
    before = setting.sentences[max(0, passage.index - 1) : passage.index]
    named = {fold(word) for text in before for word in re.findall(r"[\w-]+", text)}
    parties = {fold(part) for name in setting.parties for part in name.split()}
    return words[0] in cues.PRONOUNS and bool(named & parties)


def _denied_outright(scores: Scores, reading: Reading, facets: Facets) -> bool:
    """Whether a party clearly denies, in words that the rules take for a hedge.

    "Nothing had been decided, or even been put to a vote": the hedge is in what is denied. A
    denial refutes nothing, so that little is lost where this is wrong.
    """
    return (
        scores.refutes >= _OUTRIGHT
        and not any(cue.force is Force.WITHHOLDS for cue in reading.deciding)
        and facets.speaker_role is SpeakerRole.PARTY
        and facets.certainty is not Certainty.ASSERTED
    )


def _doubted(
    ruling: Ruling, scores: Scores, hit: Hit, reading: Reading, whole: Scores | None
) -> Ruling:
    """What settles a claim must be said clearly, of its people, and in words that are its own."""
    far = hit.score < NEAR
    if far and ruling.rule == "no-basis":  # some words of the claim, and nobody who says so
        return named_ruling("unrelated")
    if ruling.kind not in _SETTLING:
        return ruling
    if not reading.doer:
        return named_ruling("unrelated")
    side = scores.supports if ruling.kind is FlagKind.CONFIRMATION else scores.refutes
    other = whole is None or whole.unrelated >= ABOUT
    if far and (other or ruling.kind is FlagKind.REFUTATION):  # so much else is not so
        return named_ruling("unrelated")
    clear = side >= _CLEAR * (1.0 - scores.unrelated)
    return ruling if clear and not far else named_ruling("unsure")


def _explained(ruling: Ruling, reading: Reading, facets: Facets) -> Ruling:
    """A more telling reason for an update that only "discusses", as far as the cues have one.

    What is firmly said of another place, time or figure is a partial, which settles nothing: a
    judge that weighs it against the claim finds that it takes no side, or the other one.
    """
    if ruling.rule in {"discusses", "hedged"} and _affirms(reading):
        otherwise = decide_kind(Stance.SUPPORTS, replace(facets, certainty=Certainty.ASSERTED))
        near = reading.doer and reading.nearness >= ASSERTS_AT
        # Who names another place lacks the claim's own, and all that counts for it.
        elsewhere = otherwise.rule == "slot-place" and reading.content >= _ALL_BUT_THE_PLACE
        if otherwise.rule in _OTHERWISE and (near or elsewhere):
            return otherwise
    if ruling.rule != "discusses" or not reading.polarity:
        return ruling
    lean = Stance.SUPPORTS if reading.polarity > 0 else Stance.REFUTES
    telling = decide_kind(lean, facets)
    return telling if telling.kind is FlagKind.UPDATE else ruling


def _affirms(reading: Reading) -> bool:
    """Whether the cues of a sentence say, and do not hedge, that something is so."""
    return reading.certainty is Certainty.ASSERTED and reading.polarity > 0
