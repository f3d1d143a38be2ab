"""Who says it: the speaker of a statement, found by grammar, and whom the speaker speaks for.

The innermost speaker counts ("Anna said that the ministry had confirmed it": the ministry).
Pronouns are traced to the last speaker named before; a bare surname to the place where the
article introduces its bearer, whose description ("Ruritania's foreign minister Anna Holm")
gives the country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from monitor.domain import cues
from monitor.domain.certainty import find_cues
from monitor.domain.clauses import Sentence, parse
from monitor.domain.entities import AliasTable, EntityKind
from monitor.domain.reach import VOICES, Cue, Force
from monitor.domain.tokens import fold

_LOOK_BACK = 5  # sentences searched for whom a pronoun stands for
_MAX_TEXT = 60_000  # characters of an article searched for introductions of people
_NAME = re.compile(r"[A-Z][\w'\u2019-]{1,30}(?:[ ][A-Z][\w'\u2019-]{1,30}){0,3}")
_BELONGS = re.compile(
    r"(?:the (?:country|nation|state|company|firm)['\u2019]s|its|their|his|her)\b", re.IGNORECASE
)
_ADDRESSED = re.compile(
    r"\b(?:to|at|with|against)(?: the)?\s*$", re.IGNORECASE
)  # "ambassador to Kenya"
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_TRIM = cues.word_set(
    "a an on in at monday tuesday wednesday thursday friday saturday sunday meanwhile later "
    "earlier also however and then but that as when while after before has have had is was were "
    "who which"
)
_TIMES = cues.WEEKDAYS | {"today", "yesterday", "tomorrow", "tonight", "later", "earlier"}
_NO_NAMES = cues.OFFICIAL_NOUNS | cues.WEEKDAYS | frozenset(cues.MONTHS)
_PRONOUNS = cues.word_set("he she it they we i you who his her their")
#: Verbs of saying beyond the cue lists.
_VERBS = cues.word_set(
    "rule know discover realise realize uncover learn hear expect hope consider wonder doubt "
    "feel boast agree disprove negate decry scotch look investigate examine probe study"
)
_CALLING = cues.word_set(
    "call describe brand label dismiss denounce deem slam condemn decry reject find see have "
    "contain say"
)
_MUTE = cues.word_set("which whom this that these those there nothing what none if whether how")
_NAMED_OFFICES = cues.word_set(
    "president premier chancellor king queen minister ministry parliament government army "
    "ambassador envoy embassy spokesman spokeswoman"
)
_POINTING = cues.word_set(
    "spokesman spokeswoman spokesperson minister president official ministry statement general "
    "leader ambassador governor mayor secretary agency company department"
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


@dataclass(frozen=True, slots=True)
class People:
    """Who is who in one article: folded name -> the words that introduce its bearer."""

    known: Mapping[str, str]
    offices: Mapping[str, str]  # office -> the only entity whose office the article names

    def office(self, speaker: str) -> str:
        """The entity whose office a speaker without a country holds, "" if it is not clear."""
        for word in re.findall(r"[\w-]+", speaker):
            found = self.offices.get(fold(word))
            if found:
                return found
        return ""

    def describe(self, speaker: str) -> str:
        """The introduction of a person named in ``speaker``, "" if there is none."""
        for match in reversed(list(_NAME.finditer(speaker[:200]))):
            for part in reversed(match.group().split()):
                found = self.known.get(fold(_POSSESSIVE.sub("", part)))
                if found:
                    return found
        return ""


@lru_cache(maxsize=64)
def find_people(text: str, aliases: AliasTable) -> People:
    """Read the introductions: "Kremlin spokesman X Y", "X Y, the finance minister,"."""
    known: dict[str, str] = {}
    for line in text[:_MAX_TEXT].split("\n"):
        for match in _NAME.finditer(line[:20_000]):
            description = _introduction(line, match.start(), match.end())
            if not description:
                continue
            parts = [part for part in match.group().split() if len(part) > 1]
            named = aliases.find(description)
            for part in parts:
                key = fold(part)
                if key in known or aliases.resolve(part) or key in _NO_NAMES:
                    continue
                if named or len(parts) > 1:
                    known[key] = description
    return People(known, _offices(text[:_MAX_TEXT], aliases))


def _offices(text: str, aliases: AliasTable) -> dict[str, str]:
    """Offices that the article names with one country only: "Ruritania's president"."""
    found: dict[str, set[str]] = {}
    for mention in aliases.find(text):
        if mention.entity.kind is EntityKind.PLACE:
            continue
        after = re.split(r"[,;.!?\n]", text[mention.span.end : mention.span.end + 40])[0]
        for word in re.findall(r"[\w-]+", after)[:3]:
            if fold(word) in _NAMED_OFFICES:
                owner = aliases.country_of(mention.entity) or mention.entity.name
                found.setdefault(fold(word), set()).add(owner)
                break
    return {office: next(iter(owners)) for office, owners in found.items() if len(owners) == 1}


def _introduction(line: str, start: int, end: int) -> str:
    """The words around a name that hold an office: before it, or in apposition after it."""
    before = re.split(r"[,;:.!?\u201c\u201d\"()\u2014]", line[max(0, start - 90) : start])[-1]
    after = ""
    if line[end : end + 2] == ", ":
        after = re.split(r"[,;.!?\u201c\u201d\"()\u2014]", line[end + 2 : end + 120])[0]
    name = line[start:end]
    for piece in (f"{before} {name}", after):
        words = re.findall(r"[\w-]+", piece)[-14:]
        if any(fold(word) in cues.OFFICIAL_NOUNS | cues.EXPERT_NOUNS for word in words):
            if piece is after and not re.match(r"(?:the|a|an|\w+['\u2019]s|\w+)\b", after):
                continue
            return _from_office(piece) if piece is not after else f"{after.strip()}"
    return ""


def _from_office(piece: str) -> str:
    """Cut what stands before the description: verbs, conjunctions, "that"."""
    words = piece.split()
    start = 0
    for index, word in enumerate(words):
        plain = fold(word.strip(".,'\u2019"))
        if plain in {"that", "said", "says", "and", "but", "told", "to", "by", "with", "when"}:
            start = index + 1
    return " ".join(words[start:])


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
        if pending.speaker or quoted:
            return _carried(pending, before, people, aliases)
        return pending
    return _carried(Attribution(), before, people, aliases) if quoted else None


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
        found = (entity_of(text, aliases) for text in reversed(here[-2:]))
        entity = next((name for name in found if name), "")
    if not entity:
        described = people.describe(source)
        entity = entity_of(described, aliases) or people.office(f"{source} {described}")
    if not entity and not described and _is_pointing(source):
        earlier = _last_speaker(before, people, aliases)
        if earlier is not None:
            described, entity = earlier.full, earlier.entity
        else:
            entity = _subject_entity(before, aliases)
    return Attribution(
        speaker=source,
        described=described,
        entity=entity,
        verb=inner.verb,
        at=inner.at,
        force=inner.force,
    )


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


def _last_speaker(before: Sequence[str], people: People, aliases: AliasTable) -> Attribution | None:
    """The last speaker named in the preceding sentences (five at most)."""
    for text in reversed(before[-_LOOK_BACK:]):
        sentence = parse(text)
        for cue in sorted(find_cues(sentence), key=lambda cue: cue.at):
            if cue.force not in VOICES:
                continue
            source = source_of(sentence, cue)
            if source and fold(source.split()[0]) not in _PRONOUNS and not _is_pointing(source):
                verb = Attribution(verb=sentence.printed(cue.at, cue.after))
                return _resolved(source, verb, (), people, aliases)
    return _last_person(before, people, aliases)


def _last_person(before: Sequence[str], people: People, aliases: AliasTable) -> Attribution | None:
    """Who the sentence before is about, if an office or an introduction tells who it is."""
    opening = " ".join(before[-1].split()[:12]) if before else ""
    described = people.describe(opening)
    words = {fold(word) for word in re.findall(r"[\w-]+", opening)}
    if not described and not words & (cues.OFFICIAL_NOUNS | cues.EXPERT_NOUNS):
        return None
    name = _NAME.search(opening)
    return Attribution(
        speaker=name.group() if name else opening,
        described=described or opening,
        entity=entity_of(described, aliases) or entity_of(opening, aliases),
    )


# --- Grammar: the subject of a verb of saying ---------------------------------------------


def source_of(sentence: Sentence, cue: Cue) -> str:
    """The speaker that the sentence gives for a cue, verbatim, "" if it gives none."""
    source = _source(sentence, cue)
    return source if _can_speak(source) else ""


def _can_speak(source: str) -> bool:
    """Whether a noun phrase can be a speaker: not "this", "nothing", "the claims"."""
    words = parse(source).words
    if not words or words[0].text in _MUTE:
        return False
    bare = len(words) <= 3 and words[-1].lemma in cues.STATEMENT_NOUNS - {"news"}
    return not (bare and words[0].text in {"the", "such", "these", "those", "all", "any"})


def _source(sentence: Sentence, cue: Cue) -> str:
    words = sentence.words
    word = words[cue.at]
    if word.text == "according":
        return _forward(sentence, cue.after)
    if cue.passive:
        after = cue.after
        for at in range(after, min(after + 6, len(words))):
            if words[at].text == "by":
                return _forward(sentence, at + 1)
        return ""
    if word.lemma in cues.DENIAL_NOUNS or word.text in {"confirmation", "evidence", "proof"}:
        return _possessor(sentence, cue.at)
    if word.text.endswith("ing") and sentence.has_comma(cue.at):
        return _main_subject(sentence, cue.at)
    if _inverted(sentence, cue):
        return _forward(sentence, cue.after)
    if word.lemma not in cues.SPEECH | _VERBS:
        return _caller(sentence, cue)
    return _subject(sentence, _group_start(sentence, cue.at))


def _main_subject(sentence: Sentence, at: int) -> str:
    """The speaker of the clause that "..., adding that" hangs on."""
    words = sentence.words
    for index in range(at - 1, -1, -1):
        if words[index].lemma in cues.SPEECH and not words[index].text.endswith("ing"):
            verb = Cue(Force.SAYS, index, index + 1, 0, len(words))
            return _source(sentence, verb)
    leading = _NAME.match(sentence.text)
    return leading.group() if leading else ""


def _caller(sentence: Sentence, cue: Cue) -> str:
    """The subject of the verb that a phrase belongs to: "Holm called the reports fake"."""
    words = sentence.words
    for at in range(cue.at - 1, max(cue.start, cue.at - 20) - 1, -1):
        if words[at].lemma in _CALLING and words[at].text != "being":
            passive = any(word.lemma == "be" for word in words[max(0, at - 2) : at])
            if passive:
                return ""
            if words[at].text.endswith("ing") and sentence.has_comma(at):
                return _main_subject(sentence, at)
            return _subject(sentence, _group_start(sentence, at))
    return ""


def _group_start(sentence: Sentence, at: int) -> int:
    words = sentence.words
    start = at
    while start > 0 and at - start < 9:
        word = words[start - 1]
        if sentence.has_comma(start) and word.text not in {"not", "also"}:
            break
        if not (
            word.lemma
            in {
                "be",
                "have",
                "do",
                "can",
                "could",
                "will",
                "would",
                "may",
                "might",
                "decline",
                "refuse",
                "stop",
                "fail",
            }
            or word.text
            in cues.NEGATIONS
            | {
                "to",
                "also",
                "short",
                "of",
                "unable",
                "yet",
                "already",
                "later",
                "earlier",
                "still",
                "so",
                "far",
                "even",
                "either",
                "able",
                "again",
            }
            or word.text.endswith("ly")
            or word.text in _TIMES
            or (word.text == "on" and start < at and words[start].text in _TIMES)
        ):
            break
        start -= 1
    return start


def _subject(sentence: Sentence, stop: int) -> str:
    """The noun phrase that ends before word ``stop``."""
    words = sentence.words
    if stop <= 0:
        return ""
    start = stop
    commas = 1 if sentence.has_comma(stop) else 0  # "X, the minister, said"
    apposition = bool(commas)
    if apposition and any(mark in sentence.gaps[stop] for mark in '"\u201d'):
        return ""
    while start > 0 and stop - start < 22:
        at = start - 1
        word = words[at]
        if word.text in {
            "that",
            "but",
            "because",
            "whether",
            "although",
            "though",
            "while",
            "as",
            "if",
            "when",
            "where",
            "after",
            "before",
        }:
            break
        if word.text == "which":
            return _subject(sentence, at)
        if word.text == "who":
            return _subject(sentence, at)
        if word.lemma in {"say", "tell", "deny", "confirm"} and at < stop - 1:
            break
        start = at
        if at == 0:
            break
        gap = sentence.gaps[at]
        if any(mark in gap for mark in ';:"\u201c\u201d\u2014\u2013'):
            break
        if "," in gap:
            if not apposition or commas >= 2:
                break
            commas += 1
    return _trimmed(sentence, start, stop)


def _trimmed(sentence: Sentence, start: int, stop: int) -> str:
    words = sentence.words
    while start < stop and (words[start].text in _TRIM or words[start].text in _TIMES):
        start += 1
    while stop > start and (
        words[stop - 1].text in _TIMES or words[stop - 1].text in {"on", "has", "have", "had", "in"}
    ):
        stop -= 1
    phrase = sentence.printed(start, stop)
    return phrase.split(" (")[0] if "(" in phrase and ")" not in phrase else phrase


def _inverted(sentence: Sentence, cue: Cue) -> bool:
    """'"...," said Anna Holm', "said a spokesman"."""
    words = sentence.words
    if cue.after >= len(words) or words[cue.at].lemma not in {
        "say",
        "add",
        "tell",
        "announce",
        "write",
        "insist",
        "report",
        "explain",
        "warn",
        "claim",
    }:
        return False
    if cue.at > 0 and not sentence.has_comma(cue.at):
        return False
    follower = words[cue.after]
    if sentence.gaps[cue.after].strip():
        return False
    return follower.capital or follower.text in {"a", "an", "the", "one", "his", "her", "its"}


def _forward(sentence: Sentence, start: int) -> str:
    """The noun phrase that begins at word ``start``."""
    words = sentence.words
    stop = start
    while stop < len(words) and stop - start < 16:
        word = words[stop]
        gap = sentence.gaps[stop]
        if stop > start and any(mark in gap for mark in ';:"\u201c\u201d\u2014()?!'):
            break
        if stop > start and "," in gap:
            # One apposition: "a spokesman for the ministry, Anna Holm"
            if word.capital and stop - start >= 1 and words[stop - 1].lemma in cues.OFFICIAL_NOUNS:
                stop += 1
                continue
            break
        if stop > start and (
            word.text in {"that", "who", "which", "as", "but", "after", "while", "when", "and"}
            or word.text in _TIMES
            or (
                word.text in {"on", "in", "at"}
                and stop + 1 < len(words)
                and (words[stop + 1].text in _TIMES or words[stop + 1].text in {"a", "an"})
            )
        ):
            break
        stop += 1
    return sentence.printed(start, stop)


def _possessor(sentence: Sentence, at: int) -> str:
    """Whose denial: "the ministry's denial", "denial by the ministry"."""
    words = sentence.words
    start = at
    while start > 0 and at - start < 6 and not any(m in sentence.gaps[start] for m in ",;:"):
        start -= 1
    phrase = sentence.text[words[start].start : words[at].start]
    match = re.search(r"([\w .-]{2,60})['\u2019]s\b", phrase)
    if match:
        return match.group(1).strip()
    for index in range(at + 1, min(at + 4, len(words))):
        if words[index].text in {"by", "from"}:
            return _forward(sentence, index + 1)
    return ""


def entity_of(speaker: str, aliases: AliasTable) -> str:
    """Canonical name of the first country or body named in a speaker's description.

    A place counts as the country it lies in.
    """
    text = speaker[:300]
    for mention in aliases.find(text):
        if _ADDRESSED.search(text[max(0, mention.span.start - 20) : mention.span.start]):
            continue
        if mention.entity.kind is EntityKind.PLACE:
            if mention.entity.within:
                return mention.entity.within
            continue
        return mention.entity.name
    return ""
