"""How near a sentence is to a claim, by shared names and content words, and which to read.

A claim's content words count by how much they say; a name counts by the alias table, so that
a capital or a demonym stands for its country. Synonyms count a little less than the word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable, EntityKind, Mention
from monitor.domain.language.synonyms import related, synonyms
from monitor.domain.model import Claim, Hit, Passage
from monitor.domain.reading.answer import answers
from monitor.domain.reading.pointing import refers_back
from monitor.domain.speech.clauses import Sentence, parse

EMPTY = cues.word_set(
    "a an the of to in on at by for from with and or but as is are was were be been being am "
    "has have had having do does did done will would shall should can could may might must that "
    "this these those it its he she his her they their them we our i my you your who whom whose "
    "which what when where why how if then than so such not no nor only also just very more "
    "most some any all each both other another there here up down out over under into onto off "
    "about after before during between against through across near around while until since "
    "because s n't not ha wa said say one new mr mrs ms dr own him himself herself itself "
    "themselves whether per via amid"
)
#: Words that say little by themselves: what is shared must be more than these.
LIGHT = cues.word_set(
    "supply provide deliver transfer pass ship hand dispatch move "
    "begin start make take give get go come become use include involve plan want try continue "
    "keep hold put set bring people person man woman thing time day week month year state "
    "country group part place number area region city town official government report claim "
    "first last two three many several thousand hundred million billion big large small real "
    "true actually currently now already late early near around because cause due send use see "
    "military international find know show support help accord world former"
)
_STANDS_FOR = cues.word_set(
    "it its they their he his she her we our country government company firm army both"
)
_FORETELLS = re.compile(r"\b(?:will|would|may|might|could|shall)\b")
ON_CLAIM = 0.5  # a sentence at least this near speaks about the claim
_GATE = 0.46  # an article without any passage this near is about something else
_FLOOR = 0.34  # passages below are not read
_ENOUGH = 0.85  # a sentence with this share of the content words has all that is needed
_FEW = 6  # passages that are read of an article without a near one
_AROUND = 0.75  # what a name counts that stands in the sentences around, not in the sentence
_RELATED = 0.6  # ... and a word of the same field
_TOUCHES = 0.45  # the content of a sentence that has no more than such words
_SYNONYM = 0.95  # what a synonym counts of the word itself


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """What is looked for: content words and names with their weights."""

    words: Mapping[str, float]  # lemma -> weight
    near: Mapping[str, str]  # synonym -> the claim's lemma
    kin: Mapping[str, str]  # word of the same field -> the claim's lemma
    names: Mapping[str, float]  # alias-table entities
    doer: str  # the first of them, whom the claim is about
    weight: float  # of all content words


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a text is to a claim.

    ``content`` and ``names`` are shares in [0, 1] of the claim's words and names that it has,
    ``value`` weighs both. ``doer``: whether it names whom the claim is about. ``anchors``: index
    of a word -> weight of the claim's word that it stands for.
    """

    content: float = 0.0
    names: float = 0.0
    value: float = 0.0
    doer: bool = True
    thin: bool = False  # it has one of several words that say much
    lone: bool = False  # it has one of several words, and not all names beside it
    anchors: Mapping[int, float] = field(default_factory=dict)


@lru_cache(maxsize=2048)
def claim_terms(text: str, aliases: AliasTable) -> ClaimTerms:
    """The terms of a claim's text."""
    mentions = aliases.find(text)
    covered = [mention.span for mention in mentions]
    names: dict[str, float] = {}
    for mention in mentions:
        place = mention.entity.kind is EntityKind.PLACE
        doer = 2.0 if not names else 1.0  # the first named is whom the claim is about
        names.setdefault(mention.entity.name, 0.5 if place else doer)
    words: dict[str, float] = {}
    foretold = _FORETELLS.search(text)
    outcome = foretold.start() if foretold else 0
    before = ""
    for previous, word in pairwise((None, *parse(text).words)):
        before = previous.text if previous else ""
        if word is None or any(span.start <= word.start < span.end for span in covered):
            continue
        if word.text in EMPTY or word.lemma in EMPTY:
            continue
        weight = 1.0
        if word.text[0].isdigit():
            weight = 0.3
        elif word.lemma in LIGHT or word.lemma in cues.SPEECH:
            weight = 0.45
        elif before == "to" and not word.capital:
            weight = 0.5  # what for: "sent ... to fight"
        elif word.capital and word.start > 0:
            weight = 1.4  # a name that the table does not know
        if word.start < outcome:
            weight *= 0.5  # what the prediction starts from, not what it foretells
        words[word.lemma] = max(weight, words.get(word.lemma, 0.0))
    near: dict[str, str] = {}
    for own in words:
        for other in synonyms(own):
            if other not in words:
                near.setdefault(other, own)
    kin: dict[str, str] = {}
    for own in words:
        for other in related(own):
            if other not in words and other not in near:
                kin.setdefault(other, own)
    return ClaimTerms(words, near, kin, names, next(iter(names), ""), sum(words.values()))


def nearness(terms: ClaimTerms, text: str, aliases: AliasTable, *, around: str = "") -> Nearness:
    """How near ``text`` (one sentence) is to a claim; names may also stand ``around`` it."""
    sentence = parse(text)
    own = names = _names_share(terms, sentence.text, aliases)
    if around and own < 1.0:
        wide = _names_share(terms, f"{sentence.text} {around[:3000]}", aliases)
        names = max(own, _AROUND * wide)
    content, anchors = _content_share(terms, sentence, aliases)
    doer = not terms.doer or _names_doer(terms.doer, sentence, aliases)
    matched = {match_of(terms, sentence.words[index].lemma)[0] for index in anchors}
    heavy = {word for word, weight in terms.words.items() if weight > 0.5}
    thin = len(heavy & matched) < 2 <= len(heavy)
    lone = len(matched) < 2 < len(terms.words) and own < 0.85
    return Nearness(content, names, _value(terms, content, names, own), doer, thin, lone, anchors)


def _names_doer(doer: str, sentence: Sentence, aliases: AliasTable) -> bool:
    """Whether the doer is named, or a word stands that may mean it."""
    if mentioned(sentence.text, aliases) & {doer, f"in {doer}"}:
        return True
    return any(word.text in _STANDS_FOR for word in sentence.words)


def _content_share(
    terms: ClaimTerms, sentence: Sentence, aliases: AliasTable
) -> tuple[float, dict[int, float]]:
    named = [mention.span for mention in _find(sentence.text, aliases)]
    titled = sum(word.capital for word in sentence.words) * 2 > len(sentence.words)
    firm = False  # whether any word that says much is there, not only words of its field
    got: dict[str, float] = {}
    anchors: dict[int, float] = {}
    for index, word in enumerate(sentence.words):
        # "Ruritanian army" is a name of Ruritania, and speaks of an army.
        if any(span.start <= word.start < span.end for span in named) and word.capital:
            continue
        own, likeness = match_of(terms, word.lemma)
        if not own:
            continue
        share = terms.words[own] * likeness
        firm = firm or (likeness > _RELATED and terms.words[own] >= 0.5)
        got[own] = max(got.get(own, 0.0), share)
        # A name is the doer as often as not: the words for what was done are read first.
        anchors[index] = 0.2 * share if word.capital and not titled else share
    total = sum(got.values())
    content = min(1.0, total / terms.weight) if terms.weight else 0.0
    return (content if firm else min(content, _TOUCHES)), anchors


def match_of(terms: ClaimTerms, lemma: str) -> tuple[str, float]:
    """The claim's word that ``lemma`` stands for, and how well."""
    if lemma in terms.words:
        return lemma, 1.0
    if lemma in terms.near:
        return terms.near[lemma], _SYNONYM
    return terms.kin.get(lemma, ""), _RELATED


@lru_cache(maxsize=2048)
def mentioned(text: str, aliases: AliasTable) -> frozenset[str]:
    """The table's names in a text, and "in X" for what lies in X."""
    found = set()
    for mention in aliases.find(text):
        found.add(mention.entity.name)
        if mention.entity.within:
            found.add(f"in {mention.entity.within}")
    return frozenset(found)


@lru_cache(maxsize=2048)
def _find(text: str, aliases: AliasTable) -> tuple[Mention, ...]:
    return aliases.find(text)


def _names_share(terms: ClaimTerms, text: str, aliases: AliasTable) -> float:
    if not terms.names:
        return 0.0
    there = mentioned(text, aliases)
    got = 0.0
    for name, weight in terms.names.items():
        if name in there:
            got += weight
        elif f"in {name}" in there:
            got += 0.8 * weight
    return got / sum(terms.names.values())


def _value(terms: ClaimTerms, content: float, names: float, own: float) -> float:
    if not terms.weight:
        return names
    content = min(1.0, content / _ENOUGH)
    if not terms.names:
        return content
    # The same people doing something else are far, and so is the same deed of others. All the
    # names beside what the claim is about are near, whatever the verb.
    if names < 0.34:
        content *= 0.8
    together = 0.15 if own > 0.85 and content >= 0.55 else 0.0
    return min(1.0, content * (0.45 + 0.55 * names) + together)


def nearest(claim: Claim, passages: Sequence[Passage], reach: Sequence[float]) -> tuple[Hit, ...]:
    """The few nearest passages, however far: for texts that say it in other words."""
    order = sorted(range(len(passages)), key=lambda at: (-reach[at], at))[:_FEW]
    return tuple(
        Hit(claim_id=claim.id, passage=passages[at], score=min(1.0, round(reach[at], 4)))
        for at in order
    )


def measure(
    claim: str, passages: Sequence[Passage], *, aliases: AliasTable
) -> tuple[list[float], list[float]]:
    """Each passage's own nearness to a claim (its text), and that which it has or points at.

    A sentence that only points back ("the ministry called the reports groundless") takes the
    nearness of what it points at: its context or the passage before. So does a short answer.
    """
    terms = claim_terms(claim, aliases)
    if not (terms.words or terms.names):
        return [0.0] * len(passages), [0.0] * len(passages)
    own = []
    for position, passage in enumerate(passages):
        around = passage.context_text
        if position:
            around = f"{passages[position - 1].text} {around}"
        own.append(nearness(terms, passage.text, aliases, around=around).value)
    scores = []
    for position, passage in enumerate(passages):
        score = own[position]
        if score < ON_CLAIM and refers_back(parse(passage.text)):
            before = max(own[max(0, position - 2) : position], default=0.0)
            score = max(score, 0.9 * before)
        if position and score < ON_CLAIM and answers(passage.text, passages[position - 1].text):
            both = f"{passages[position - 1].text} {passage.text}"
            near = nearness(terms, both, aliases, around=passage.context_text)
            score = max(score, 0.9 * near.value if own[position - 1] >= _FLOOR else 0.0)
        scores.append(score)
    return own, scores


def select_hits(
    claim: Claim, passages: Sequence[Passage], *, aliases: AliasTable, limit: int = 12
) -> tuple[Hit, ...]:
    """The passages that may decide about ``claim``, nearest first; () for another subject."""
    return hits_of(claim, passages, *measure(claim.text, passages, aliases=aliases), limit=limit)


def hits_of(
    claim: Claim,
    passages: Sequence[Passage],
    own: Sequence[float],
    reach: Sequence[float],
    *,
    limit: int = 12,
) -> tuple[Hit, ...]:
    """:func:`select_hits` for passages that are measured.

    ``own`` and ``reach`` are what :func:`measure` gave for the passages.
    """
    if max(own, default=0.0) < _GATE:
        return ()
    hits = [
        Hit(claim_id=claim.id, passage=passage, score=min(1.0, round(score, 4)))
        for passage, score in zip(passages, reach, strict=True)
        if score >= _FLOOR
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.index))
    return tuple(hits[:limit])
