"""The facets of one passage: certainty, basis, speaker and role, slots, novelty.

Composed from what the sentence says (``stance.read``), who says it (``attribution``) and how
its particulars compare with the claim's (``slots``). A facet that goes against the judge's
stance makes the reading uncertain: it can veto a stance, never turn it round.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    SlotMatch,
    SpeakerRole,
    Stance,
)
from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.tokens import fold
from monitor.domain.model import Claim, Passage, Span
from monitor.domain.reading.basis import basis_of, footing_of
from monitor.domain.reading.doubled import doubled, said_outright
from monitor.domain.reading.genre import read_genre
from monitor.domain.reading.novelty import novelty_of
from monitor.domain.reading.setting import Setting
from monitor.domain.reading.stance import Reading
from monitor.domain.slots.compare import SlotReading, compare_slots
from monitor.domain.speech.attribution import Attribution, attribute
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.governing import is_negated
from monitor.domain.speech.mockery import find_mockery
from monitor.domain.speech.reach import Force, verb_group
from monitor.domain.speech.roles import is_accuser, role_of
from monitor.domain.speech.veridicality import unsettling_verb
from monitor.domain.speech.voices import nobody_at

#: Verbs of those who have yet to prove it.
_ALLEGES = cues.word_set("allege claim accuse charge contend suspect argue maintain insist protest")
_CHARGES = cues.word_set("accuse blame boast brag")
#: Those whose every word in a case is a charge.
_ACCUSERS = cues.word_set(
    "prosecution crown plaintiff claimant complainant accuser indictment lawsuit complaint "
    "petition lawyer attorney solicitor barrister counsel"
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
    role, entity = role_of(said, setting.parties, setting.outlet, aliases)
    affirming = role is SpeakerRole.PARTY and stance is not Stance.REFUTES
    if affirming and is_accuser(claim, entity, setting.parties, setting.denials, aliases):
        role = SpeakerRole.ADVERSARY_OF_PARTY
    certainty, doubt = _certainty(reading, stance)
    if certainty is Certainty.ASSERTED and (mocks := _mockery(passage, reading, stance, setting)):
        certainty, doubt = Certainty.HEDGED, mocks
    if said and stance is not Stance.REFUTES and _alleges(said, role):
        certainty, doubt = Certainty.HEDGED, said.verb
    if said and certainty is Certainty.ASSERTED and _is_hearsay(said, reading):
        certainty, doubt = Certainty.HEDGED, said.verb
    basis, rests_on = basis_of(said, role, reading, passage, stance, setting, aliases)
    novelty, age = novelty_of(passage, reading, said, setting)
    if said is None and basis is Basis.NONE and certainty is Certainty.ASSERTED:
        footing = footing_of(
            claim, passage, reading, stance=stance, setting=setting, aliases=aliases
        )
        if footing is not None:
            said, role, entity = footing.said, footing.role, footing.entity
            basis, rests_on = footing.basis, footing.words
    slots = _slots(claim, passage, reading.asked, setting, aliases)
    affirms = stance is Stance.SUPPORTS and certainty is Certainty.ASSERTED
    admission = affirms and role is SpeakerRole.PARTY and entity in setting.denials
    words = [
        ("basis", rests_on or (said.speaker if said else "")),
        ("certainty", doubt),
        ("speaker_role", _who(said, entity, role, setting)),
        ("novelty", age),
        ("genre", read_genre(setting.title, setting.passages, setting.outlet)[1]),
        ("time_ok", "" if setting.time_ok else f"published {setting.published}"),
        ("complete", "" if setting.complete else f"ends \u201c{_ending(setting)}\u201d"),
        ("admission", f"{said.verb}, denied before" if said and admission else ""),
    ]
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


def _who(said: Attribution | None, entity: str, role: SpeakerRole, setting: Setting) -> str:
    """Whose role it is: the speaker as printed, with whom the article says that is."""
    if said is not None:
        known = f" ({entity})" if entity and fold(entity) not in fold(said.full) else ""
        return f"{said.full}{known}"
    if role is SpeakerRole.UNKNOWN:
        return ""
    return setting.outlet.name if setting.outlet else "no speaker named"


def _ending(setting: Setting) -> str:
    return setting.text.rstrip()[-40:].lstrip() or "nothing"


def _alleges(said: Attribution, role: SpeakerRole) -> bool:
    """Whether somebody not involved says it as a charge: "prosecutors allege that"."""
    words = [lemma(word) for word in fold(said.verb).split()]
    if set(words) & _CHARGES:
        return True  # who accuses another admits nothing, nor is a boast a proof
    if role is SpeakerRole.PARTY:
        return False
    if any(word in _ALLEGES for word in words):
        return True
    heads = {lemma(fold(word.strip(".,"))) for word in said.speaker.split()[:3]}
    return bool(heads & _ACCUSERS) and not any(word in cues.SPEECH_ASSERTIVE for word in words)


def _slots(
    claim: Claim, passage: Passage, asked: str, setting: Setting, aliases: AliasTable
) -> SlotReading:
    """The slots of a passage; where it names no place, the sentences around it say where.

    An answer has those of the question that was ``asked``.
    """
    around = (
        *setting.passages[passage.index + 1 : passage.index + 2],
        *setting.passages[max(0, passage.index - 1) : passage.index],
    )

    def compare(one: Passage) -> SlotReading:
        return compare_slots(
            claim, one, article_text=setting.text, aliases=aliases, on=setting.published
        )

    own = compare(replace(passage, text=f"{asked} {passage.text}") if asked else passage)
    if own.place is not SlotMatch.ABSENT:
        return own
    placed = [read for read in map(compare, around) if read.place is not SlotMatch.ABSENT]
    placed = placed or [compare(as_passage(setting.title))]
    if any(one.place is SlotMatch.MATCH for one in placed):
        return own
    words = tuple(pair for pair in placed[0].words if pair[0] == "place")
    return replace(own, place=placed[0].place, words=(*own.words, *words))


def as_passage(text: str) -> Passage:
    """A headline as a passage of its own, without offsets into the text."""
    none = Span(0, 0)
    return Passage(index=0, sentence=none, context=none, text=text, context_text=text)


def _attribution(
    passage: Passage, reading: Reading, setting: Setting, aliases: AliasTable
) -> Attribution | None:
    if reading.anchor < 0:
        return None
    said = attribute(
        reading.sentence,
        reading.cues,
        reading.anchor,
        before=setting.sentences[max(0, passage.index - 8) : passage.index],
        people=setting.people,
        aliases=aliases,
    )
    if said is None or not said.speaker:
        return None
    if said.force is Force.CONFIRMS and _is_silent(said, reading):
        return None  # "did not know that": the outlet says so, not who did not know
    return said


def _is_silent(said: Attribution, reading: Reading) -> bool:
    """Whether the speaker is only said not to know it: "nobody knew that", "was not aware"."""
    sentence = reading.sentence
    if said.at < 0:
        return False
    group = verb_group(sentence, said.at)
    return is_negated(sentence, said.at) or nobody_at(sentence, group) >= 0


def _is_hearsay(said: Attribution, reading: Reading) -> bool:
    """Whether the speaker was only told it: "it had been told that", by whom is not said."""
    at, sentence = said.at, reading.sentence
    if at < 0 or sentence.words[at].lemma not in _TOLD:
        return False
    told = any(cue.at == at and cue.passive for cue in reading.cues)
    after = sentence.words[at + 1].text if at + 1 < len(sentence.words) else ""
    return told and after != "by"


_TOLD = cues.word_set("tell inform brief assure notify advise")


def _mockery(passage: Passage, reading: Reading, stance: Stance, setting: Setting) -> str:
    """The words that make fun of the statement, in it or right beside it; "" for none."""
    if own := find_mockery(reading.sentence, reading.anchor):
        return own
    at, known = passage.index, setting.sentences
    if stance is not Stance.SUPPORTS or not (at < len(known) and known[at] == passage.text):
        return ""
    beside = (*known[max(0, at - 1) : at], *known[at + 1 : at + 2])
    return next((found for text in beside if (found := find_mockery(parse(text)))), "")


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
        words = sentence.printed(shown.at, shown.after) if shown else ""
        return reading.certainty, words or reading.otherwise or "?"
    open_verb = unsettling_verb(sentence, reading.cues, reading.anchor)
    if stance is Stance.SUPPORTS and reading.polarity > 0 and open_verb:
        return Certainty.HEDGED, open_verb
    twice = doubled(reading)
    if stance is Stance.SUPPORTS and twice and not said_outright(reading):
        return Certainty.HEDGED, twice
    against = {Stance.SUPPORTS: -1, Stance.REFUTES: 1}.get(stance)
    if against is not None and reading.polarity == against:
        return Certainty.HEDGED, "the cues of the sentence go the other way"
    return Certainty.ASSERTED, ""
