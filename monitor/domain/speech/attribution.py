"""Who says it: the speaker of a statement, found by grammar, and whom the speaker speaks for.

The innermost speaker counts ("Anna said that the ministry had confirmed it": the ministry).
Pronouns are traced to the last speaker named before; a bare surname to the place where the
article introduces its bearer, whose description ("Ruritania's foreign minister Anna Holm")
gives the country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.tokens import fold
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.introductions import NAME, People, entity_of
from monitor.domain.speech.reach import VOICES, Cue, Force
from monitor.domain.speech.subjects import source_of

_LOOK_BACK = 8  # sentences searched for whom a pronoun stands for
_BELONGS = re.compile(
    r"(?:the (?:country|nation|state|company|firm)['\u2019]s|its|their|his|her)\b", re.IGNORECASE
)
_PRONOUNS = cues.word_set("he she it they we i you who his her their")
_SPOKES = re.compile(r"(?:its |the |a )?spokes(?:man|woman|person)\b", re.IGNORECASE)
_POINTING = cues.word_set(
    "spokesman spokeswoman spokesperson minister president official ministry statement general "
    "leader ambassador governor mayor secretary agency company department service bureau firm "
    "organisation organization commission council court police airline bank club union hospital"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """A speaker and the verb that introduces what is said.

    ``speaker`` is verbatim, "" when none is named; ``described`` is the fuller description
    that a surname or pronoun was traced to. ``entity`` is whom the speaker speaks for.
    ``at`` is the index of the verb in its sentence, -1 for a speaker carried over.
    """

    speaker: str = ""
    described: str = ""
    entity: str = ""
    verb: str = ""
    at: int = -1
    force: Force | None = None

    @property
    def full(self) -> str:
        return f"{self.speaker} {self.described}".strip()


def attribute(
    sentence: Sentence,
    found: Sequence[Cue],
    anchor: int,
    *,
    before: Sequence[str] = (),
    people: People,
    aliases: AliasTable,
) -> Attribution | None:
    """Who says word ``anchor`` of ``sentence``; None when it is the outlet itself.

    ``found`` are the sentence's cues; ``before`` the preceding sentences of the article,
    nearest last, for pronouns and for quotes that run on.
    """
    voices = [cue for cue in found if cue.force in VOICES | {Force.SUPPOSES}]
    reaching = [cue for cue in voices if cue.reaches(anchor) or cue.at <= anchor < cue.after]
    # Innermost first: verbs before the anchor from near to far, then "..., X said".
    reaching.sort(key=lambda cue: (cue.at > anchor, abs(anchor - cue.at)))
    pending: Attribution | None = None  # a verb without a speaker of its own
    spoken = False  # ... but a pronoun for one
    paper: Attribution | None = None  # "satellite images show": who shows them counts more
    for cue in reaching:
        source = source_of(sentence, cue)
        verb = Attribution(
            speaker=source,
            verb=sentence.printed(cue.at, cue.after),
            at=cue.at,
            force=cue.force,
        )
        if not source:
            if pending is None and cue.force is not Force.SUPPOSES:
                pending = verb
        elif source.lower() in _PRONOUNS:
            # "It was invented, it said": the pronoun speaks for what has no speaker further in.
            spoken = spoken or pending is not None
            pending = pending or verb
        elif cues.PROOF_WORDS.search(source):
            paper = paper or verb
        else:
            here = (*before, sentence.text)
            return _resolved(source, pending or verb, before, people, aliases, here)
    if paper is not None:
        return paper
    quoted = anchor in sentence.quoted or sentence.text[:1] in '"\u201c'
    if pending is not None:
        if pending.speaker or quoted or spoken:
            return _carried(pending, before, people, aliases) or pending
        return pending
    if not quoted:
        return None
    # '"...," said X, "but it is so"': who speaks between the halves of a quote says both.
    outside = [cue for cue in voices if cue.at not in sentence.quoted]
    for cue in sorted(outside, key=lambda cue: abs(anchor - cue.at)):
        source = source_of(sentence, cue)
        if anchor in sentence.quoted and source and source.lower() not in _PRONOUNS:
            verb = Attribution(verb=sentence.printed(cue.at, cue.after), at=cue.at, force=cue.force)
            return _resolved(source, verb, before, people, aliases, (*before, sentence.text))
    return _carried(Attribution(), before, people, aliases)


def attribute_to(
    source: str,
    verb: str,
    *,
    before: Sequence[str],
    here: str,
    people: People,
    aliases: AliasTable,
) -> Attribution | None:
    """The speaker ``source`` of the sentence ``here``; a pronoun is traced through ``before``."""
    said = Attribution(speaker=source, verb=verb, force=Force.CONFIRMS)
    if fold(source) in _PRONOUNS:
        return _carried(Attribution(verb=verb, force=Force.CONFIRMS), before, people, aliases)
    return _resolved(source, said, before, people, aliases, (*before, here))


def _resolved(
    source: str,
    inner: Attribution,
    before: Sequence[str],
    people: People,
    aliases: AliasTable,
    here: Sequence[str] = (),
) -> Attribution:
    """The speaker with what the article tells of it; ``here`` ends with the sentence itself."""
    described = ""
    entity = entity_of(source, aliases)
    if not entity and _BELONGS.match(source):
        # "The country's envoy": of the country that the sentences speak of first.
        # Where it names somebody whom the table does not know, it is theirs.
        near = here[-1:] if _names_somebody(here[-1] if here else "") else here[-2:]
        found = (entity_of(text, aliases) for text in reversed(near))
        entity = next((name for name in found if name), "")
    if not entity:
        described = people.describe(source)
        entity = entity_of(described, aliases) or people.office(f"{source} {described}")
    if not entity and not described and _is_pointing(source):
        noun = lemma(fold(source.split()[1]))
        earlier = _last_speaker(before, people, aliases, noun=noun)
        earlier = earlier or _last_speaker(before, people, aliases)
        if earlier is not None:
            described, entity = earlier.full, earlier.entity
        else:
            entity = _subject_entity(before, aliases)
    if not entity and _SPOKES.match(source):
        # "The presidency rejected it. It was fiction, spokesperson Anna Holm said."
        earlier = _last_speaker(before[-2:], people, aliases)
        entity = earlier.entity if earlier is not None else ""
    return Attribution(
        speaker=source,
        described=described,
        entity=entity,
        verb=inner.verb,
        at=inner.at,
        force=inner.force,
    )


def _names_somebody(sentence: str) -> bool:
    """Whether a sentence has a proper name, as far as capitals tell."""
    return any(
        " " in found.group() or not _OPENS.search(sentence[: found.start()])
        for found in NAME.finditer(sentence)
    )


#: Where any word has a capital: at the start of a sentence or of a quote.
_OPENS = re.compile(r"(?:^|[.?!:\"\u201c] ?)$")


def _subject_entity(before: Sequence[str], aliases: AliasTable) -> str:
    """Whom the sentence before is about: "The commission of X issued a statement"."""
    opening = " ".join(before[-1].split()[:14]) if before else ""
    return entity_of(opening, aliases)


def _is_pointing(source: str) -> bool:
    words = [fold(word) for word in source.split()]
    return len(words) == 2 and words[0] == "the" and words[1] in _POINTING


def _carried(
    pending: Attribution, before: Sequence[str], people: People, aliases: AliasTable
) -> Attribution | None:
    earlier = _last_speaker(before, people, aliases)
    if earlier is None:
        return pending if pending.speaker else None
    return Attribution(
        speaker=earlier.speaker,
        described=earlier.described,
        entity=earlier.entity,
        verb=pending.verb or earlier.verb,
        at=pending.at,
        force=pending.force or Force.SAYS,
    )


def _last_speaker(
    before: Sequence[str], people: People, aliases: AliasTable, *, noun: str = ""
) -> Attribution | None:
    """The last speaker named in the preceding sentences (eight at most).

    With ``noun``, the last whose name or description has that word: whom "the service" means.
    """
    for text in reversed(before[-_LOOK_BACK:]):
        sentence = parse(text)
        for cue in sorted(find_cues(sentence), key=lambda cue: cue.at):
            if cue.force not in VOICES:
                continue
            source = source_of(sentence, cue)
            if source and fold(source.split()[0]) not in _PRONOUNS and not _is_pointing(source):
                verb = Attribution(verb=sentence.printed(cue.at, cue.after))
                found = _resolved(source, verb, (), people, aliases)
                if not noun or noun in {lemma(fold(w)) for w in re.findall(r"[\w-]+", found.full)}:
                    return found
    if noun:
        return None
    return _last_person(before, people, aliases)


def _last_person(before: Sequence[str], people: People, aliases: AliasTable) -> Attribution | None:
    """Who the sentence before is about, if an office or an introduction tells who it is."""
    opening = " ".join(before[-1].split()[:12]) if before else ""
    described = people.describe(opening)
    words = {fold(word) for word in re.findall(r"[\w-]+", opening)}
    if not described and not words & (cues.OFFICIAL_NOUNS | cues.EXPERT_NOUNS):
        return None
    name = NAME.search(opening)
    return Attribution(
        speaker=name.group() if name else opening,
        described=described or opening,
        entity=entity_of(described, aliases) or entity_of(opening, aliases),
    )
