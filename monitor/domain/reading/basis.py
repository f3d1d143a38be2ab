"""What a statement rests on: a confirmation, a denial, papers, witnesses, other media, nothing.

A statement that names no speaker may be told by the deed itself or vouched for by the sentence
beside it (``grounds``); then that sentence's speaker is the statement's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from monitor.domain.judgement import Basis, Certainty, SpeakerRole, Stance
from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.tokens import fold
from monitor.domain.model import Claim, Passage, Span
from monitor.domain.reading.deeds import find_deed
from monitor.domain.reading.genre import backdating, freshness
from monitor.domain.reading.grounds import Ground, find_beside
from monitor.domain.reading.own_words import own_cues
from monitor.domain.reading.setting import Setting
from monitor.domain.reading.stance import Reading
from monitor.domain.speech.attribution import Attribution, attribute_to
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.reach import Force
from monitor.domain.speech.roles import is_accuser, role_of
from monitor.domain.speech.sources import Sort, find_proof, sort_of

_EVIDENCE = re.compile(
    r"\b(?:there is|there was|have|has|had|we've|seen|shows?|found|obtained|clear|solid|"
    r"conclusive|irrefutable) (?:\w+ ){0,2}(?:evidence|proof)\b",
    re.IGNORECASE,
)
_OWN_EYES = re.compile(
    r"\b(?:reporters?|journalists?|correspondents?|photographers?) (?:for|of|from|with|at|on|in)?"
    r"(?: [\w'\u2019-]+){0,4} ?(?:saw|witnessed|counted|visited)\b",
    re.IGNORECASE,
)

_TWO_NAMES = re.compile(r"\b[A-Z][\w'-]+ [A-Z]")
_SHORT = 160  # characters of a sentence beside that are shown
#: Whose word refutes: who is no party and can know.
_OUTSIDERS = frozenset({SpeakerRole.THIRD_PARTY, SpeakerRole.INDEPENDENT_EXPERT})
_INVOLVED = frozenset({SpeakerRole.PARTY, SpeakerRole.ADVERSARY_OF_PARTY})
_FIRM = frozenset({Basis.OFFICIAL_CONFIRMATION, Basis.DOCUMENT_OR_IMAGERY, Basis.NAMED_SOURCE})
_WEAK_SORTS = frozenset({Sort.MEDIA, Sort.ANONYMOUS, Sort.EYEWITNESS})


@dataclass(frozen=True, kw_only=True, slots=True)
class Footing:
    """What a statement without a speaker of its own rests on, and on whose word."""

    basis: Basis
    words: str
    said: Attribution | None = None
    role: SpeakerRole = SpeakerRole.OUTLET_ITSELF
    entity: str = ""


def footing_of(
    claim: Claim,
    passage: Passage,
    reading: Reading,
    *,
    stance: Stance,
    setting: Setting,
    aliases: AliasTable,
) -> Footing | None:
    """What vouches for a firm statement that names no speaker: the deed, the sentence beside.

    None where nothing does. Whoever is a party, or its adversary, refutes nothing here.
    """
    if stance not in {Stance.SUPPORTS, Stance.REFUTES}:
        return None
    if reading.certainty is not Certainty.ASSERTED:
        return None
    deed = find_deed(claim.text, passage.text, reading.cues, stance)
    if deed:
        return _of_deed(deed, passage.text, stance, setting, aliases)
    for text, after, bound, before in _around(passage, setting):
        if backdating(text, setting.published) and not freshness(text, setting.published):
            continue
        cues_ = find_cues(parse(text), ignore=own_cues(claim.text))
        ground = find_beside(
            claim.text, text, cues_, stance=stance, after=after, bound=bound, aliases=aliases
        )
        found = ground and _footing(claim, ground, before, reading, stance, setting, aliases)
        if found:
            return found
    return None


def _around(
    passage: Passage, setting: Setting
) -> Iterator[tuple[str, bool, bool, tuple[str, ...]]]:
    """What stands beside a statement: (text, whether after it, whether bound to it, before it)."""
    sentences, at = setting.sentences, passage.index
    known = at < len(sentences) and sentences[at] == passage.text
    earlier = tuple(sentences[max(0, at - 8) : at]) if known else ()
    parts = re.split(r"(?<=[:;]) ", passage.text)
    for part in parts[1:]:
        yield part, True, True, (*earlier, parts[0])
    if ", " in parts[0]:  # "X has signed, Y have just confirmed it"
        first, last = parts[0].rsplit(", ", 1)
        yield last, True, False, (*earlier, first)
    if not known:
        return
    if at + 1 < len(sentences):
        yield sentences[at + 1], True, False, (*earlier, passage.text)
    if at:
        yield sentences[at - 1], False, False, earlier[:-1]


def _footing(
    claim: Claim,
    ground: Ground,
    before: tuple[str, ...],
    reading: Reading,
    stance: Stance,
    setting: Setting,
    aliases: AliasTable,
) -> Footing | None:
    """The footing that a ground gives; None where its speaker's word settles nothing."""
    shown = f"{ground.words}: \u201c{ground.sentence[:_SHORT]}\u201d"
    if not ground.source:
        return _of_deed(shown, ground.sentence, stance, setting, aliases)
    said = attribute_to(
        ground.source,
        ground.verb,
        before=before,
        here=ground.sentence,
        people=setting.people,
        aliases=aliases,
    )
    if said is None or not said.speaker:
        return None
    role, entity = role_of(said, setting.parties, setting.outlet, aliases)
    if role is SpeakerRole.PARTY and is_accuser(
        claim, entity, setting.parties, setting.denials, aliases
    ):
        role = SpeakerRole.ADVERSARY_OF_PARTY
    outlet = setting.outlet.name if setting.outlet else ""
    sort = sort_of(said, ground.sentence, aliases, outlet=outlet)
    if sort in _WEAK_SORTS or is_anybody(said, sort, ground.sentence):
        return None
    if sort is Sort.PERSON and not (ground.firm and _is_known(said)):
        return None
    proof = find_proof(ground.sentence)
    if role is SpeakerRole.ADVERSARY_OF_PARTY and not proof:
        return None
    if stance is Stance.REFUTES and role not in _OUTSIDERS:
        return None
    around = replace(reading, force=ground.force or Force.CONFIRMS)
    beside = Passage(
        index=len(setting.sentences) + 9,
        sentence=_NOWHERE,
        context=_NOWHERE,
        text=ground.sentence,
        context_text=ground.sentence,
    )
    basis, _ = basis_of(said, role, around, beside, stance, setting, aliases)
    if stance is Stance.REFUTES and basis is Basis.OFFICIAL_DENIAL:
        return Footing(basis=basis, words=shown, said=said, role=role, entity=entity)
    if basis not in _FIRM:
        return None
    return Footing(basis=basis, words=shown, said=said, role=role, entity=entity)


def _of_deed(
    words: str, text: str, stance: Stance, setting: Setting, aliases: AliasTable
) -> Footing | None:
    """The footing of a deed or paper told in ``text``; what those involved show refutes nothing."""
    doer = Attribution(speaker=text[:_SHORT], verb=words)
    role, entity = role_of(doer, setting.parties, setting.outlet, aliases)
    if stance is Stance.REFUTES and role in _INVOLVED:
        return None
    if role is not SpeakerRole.ADVERSARY_OF_PARTY:
        role, entity = SpeakerRole.OUTLET_ITSELF, ""
    return Footing(basis=Basis.DOCUMENT_OR_IMAGERY, words=words, role=role, entity=entity)


def _is_known(said: Attribution) -> bool:
    """Whether the speaker is one body or person that the reader can place: "the railway"."""
    words = fold(said.speaker).split()
    return words[:1] != [] and words[0] in _KNOWN and not _is_plural(words[-1])


_NOWHERE = Span(0, 0)


def basis_of(
    said: Attribution | None,
    role: SpeakerRole,
    reading: Reading,
    passage: Passage,
    stance: Stance,
    setting: Setting,
    aliases: AliasTable,
) -> tuple[Basis, str]:
    """What the statement rests on, and the words that show it."""
    proof = find_proof(passage.text)
    if said is None:
        return own_basis(role, passage, stance, proof)
    outlet = setting.outlet.name if setting.outlet else ""
    sort = sort_of(said, passage.text, aliases, outlet=outlet)
    involved = role in {SpeakerRole.PARTY, SpeakerRole.ADVERSARY_OF_PARTY}
    if sort is Sort.MEDIA or (sort is Sort.STATE_MEDIA and not involved):
        return Basis.OTHER_MEDIA, said.speaker
    if sort is Sort.EYEWITNESS:
        return Basis.EYEWITNESS, said.speaker
    if sort is Sort.ANONYMOUS or is_anybody(said, sort, passage.text):
        return Basis.ANONYMOUS_SOURCE, said.speaker
    official = sort in {Sort.OFFICIAL, Sort.STATE_MEDIA}
    if stance is Stance.REFUTES:
        if (proof or sort is Sort.DOCUMENT) and role is not SpeakerRole.PARTY:
            proof = proof or said.speaker
            return Basis.DOCUMENT_OR_IMAGERY, proof
        return (Basis.OFFICIAL_DENIAL if official else Basis.NAMED_SOURCE), said.speaker
    if not proof and role is SpeakerRole.ADVERSARY_OF_PARTY and official:
        # A rival's word needs proof; what it shows stands in the sentences around.
        around = setting.sentences[max(0, passage.index - 3) : passage.index + 5]
        proof = next((found for found in map(find_proof, around) if found), "")
    if proof or sort is Sort.DOCUMENT:
        return Basis.DOCUMENT_OR_IMAGERY, proof or said.speaker
    if said.force is Force.WITHHOLDS:  # "has yet to confirm": nothing is confirmed by that
        return Basis.NAMED_SOURCE, said.speaker
    vouches = reading.force is Force.CONFIRMS or _EVIDENCE.search(passage.text[:1500])
    if official and (
        role is SpeakerRole.PARTY or (vouches and role is not SpeakerRole.ADVERSARY_OF_PARTY)
    ):
        return Basis.OFFICIAL_CONFIRMATION, said.verb
    return Basis.NAMED_SOURCE, said.speaker


def is_anybody(said: Attribution, sort: Sort, sentence: str) -> bool:
    """Whether the speaker is "a taxi driver in Lyon", "two teams": nobody to be asked again."""
    words = {lemma(fold(word)) for word in re.findall(r"[\w-]+", said.speaker)}
    placed = sort is Sort.OFFICIAL and not words & cues.OFFICIAL_NOUNS  # of a country, by a town
    if not (placed or sort is Sort.PERSON) or said.described or _TWO_NAMES.search(said.speaker):
        return False
    if placed and len(said.speaker.split()) == 1:
        return False  # "Algiers": the name is its government's
    if words & _BODIES or (said.entity and not placed):
        return False
    first = (fold(said.speaker).split() or [""])[0]
    if first in _SOME or first in _ANY:
        return True
    at = sentence.find(said.speaker)
    before = sentence[max(0, at - 3) : max(0, at)].lower().split()[-1:]
    if before in (["a"], ["an"]):
        return True
    # A bare plural at the head of its sentence: "Parents in Flanders say".
    head = re.split(r" (?:in|of|at|from|near|on|who|with) ", said.speaker)[0]
    bare = at == 0 or not said.speaker[:1].isupper()
    return bare and first not in _KNOWN and head.split()[-1:] != [] and _is_plural(head.split()[-1])


_SOME = cues.word_set(
    "two three four five six seven eight nine ten some several many few dozens hundreds most others"
)
_ANY = cues.word_set("a an one another they people everybody everyone somebody someone anyone")
_BODIES = cues.word_set("team panel group mission delegation expedition consortium bureau")
_KNOWN = cues.word_set("the its his her their our this that these those")


def _is_plural(word: str) -> bool:
    plain = fold(word)
    return (
        plain.endswith("s") and lemma(plain) != plain and "'" not in plain and "\u2019" not in plain
    )


def own_basis(role: SpeakerRole, passage: Passage, stance: Stance, proof: str) -> tuple[Basis, str]:
    """What the outlet's own words rest on."""
    if role is SpeakerRole.PARTY:
        denial = stance is Stance.REFUTES
        return (Basis.OFFICIAL_DENIAL if denial else Basis.OFFICIAL_CONFIRMATION), "state media"
    if proof:
        return Basis.DOCUMENT_OR_IMAGERY, proof
    seen = _OWN_EYES.search(passage.text[:1500])
    if seen:
        return Basis.EYEWITNESS, seen.group()
    return Basis.NONE, ""
