"""The baseline's reading of one sentence towards a claim, by cues that can be shown.

What is said of the claim's own words counts, not the tone of the sentence: the words that
sentence and claim share are the anchors, and the cues that reach them decide. A sentence that
only points back ("called the reports groundless") is read for what it points at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.domain.judgement import Certainty
from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.answered import Answer, find_answer
from monitor.domain.reading.closeness import (
    ON_CLAIM,
    ClaimTerms,
    Nearness,
    claim_terms,
    nearness,
)
from monitor.domain.reading.opposites import keeping
from monitor.domain.reading.own_words import own_cues, polarity_of
from monitor.domain.reading.pointing import joins, refers_back
from monitor.domain.reading.unmasked import another_occasion, another_thing, instead, mistaken
from monitor.domain.speech.attribution import attribute
from monitor.domain.speech.certainty import Standing, find_cues, prevailing, standing
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.introductions import find_people
from monitor.domain.speech.reach import Cue, Force, clause_at
from monitor.domain.speech.sources import WEAK, sort_of

ASSERTS_AT = 0.58  # a sentence less near than this touches on the claim, without a side
_THIN = ASSERTS_AT - 0.01  # a sentence with one of the claim's words takes no side
_LONE = 0.85  # ... and counts this much of its nearness without all names beside it
_SUBJECT = 8  # words that a subject and its verb may be apart
_UPHOLDS = frozenset({Force.SAYS, Force.CONFIRMS})
_MAX_CONTEXT = 2000  # characters of context that are read


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A claim and a sentence that may speak about it, as a judge is given them.

    ``context`` is the sentence with its neighbours, preceded by the passage before when the
    paragraph has only the one sentence; ``before`` is the sentence before it, in whatever
    paragraph; ``title`` is the article's headline.
    """

    claim: str
    sentence: str
    context: str = ""
    before: str = ""
    title: str = ""
    headline: bool = False  # the sentence is a headline itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a sentence says about a claim.

    ``polarity`` is 1 when it says the claim is so, -1 when it says it is not, 0 for neither.
    ``anchor`` is the index in ``sentence`` of the word that was read, -1 for none.
    """

    sentence: Sentence
    nearness: float
    content: float
    polarity: int = 0
    certainty: Certainty = Certainty.ASSERTED
    force: Force | None = None
    anchor: int = -1
    cues: tuple[Cue, ...] = ()  # all cues of the sentence
    deciding: tuple[Cue, ...] = ()  # those that reach the anchor
    points_back: bool = False
    doer: bool = True  # the sentence names whom the claim is about, or may mean it
    weakly_sourced: bool = False  # unnamed, other media, anybody: passed on, not vouched for
    answers: bool = False  # it answers a question about the claim, in the sentence or before it
    otherwise: str = ""  # words of the same sentence by which it may not be the claim's matter
    asked: str = ""  # the question that stands before, where the sentence only answers it


def read(
    claim: str, sentence_text: str, *, context: str = "", title: str = "", aliases: AliasTable
) -> Reading:
    """Read one sentence towards a claim (its text)."""
    terms = claim_terms(claim, aliases)
    sentence = parse(sentence_text)
    around = f"{context[:_MAX_CONTEXT]} {title}"
    near = nearness(terms, sentence_text, aliases, around=around)
    found = find_cues(sentence, ignore=own_cues(claim))
    answer = find_answer(
        terms,
        sentence,
        near,
        found,
        ignore=own_cues(claim),
        context=context[-_MAX_CONTEXT:],
        aliases=aliases,
    )
    if answer is not None:
        return _of_answer(claim, sentence, answer)
    value, anchors, back = near.value, dict(near.anchors), False
    if value < ON_CLAIM and refers_back(sentence):
        before = _before(context, sentence_text)
        behind = max(
            (nearness(terms, text, aliases, around=around).value for text in (*before, title)),
            default=0.0,
        )
        if behind >= ON_CLAIM and not _of_something_else(sentence, near, terms):
            value, back = max(value, 0.92 * behind), True
            anchors = _pointers(sentence)
    kept = keeping(parse(claim), sentence, anchors) if not back else -1
    anchors = {kept: 1.0} if kept >= 0 else anchors
    taken = mistaken(sentence, anchors) if kept < 0 and not back else ()
    anchors = {at: anchors[at] for at in taken} if taken else anchors
    against = -1 if kept >= 0 or taken else 1
    standings = {index: standing(sentence, found, index) for index in anchors}
    anchors = _refused(anchors, standings)
    held = prevailing(anchors, standings, careful=back)
    if held is not None and held.polarity > 0 and held.certainty is Certainty.ASSERTED:
        anchors = _stated(sentence, found, anchors)
        held = prevailing(anchors, standings, careful=back)
    if held is None:
        return Reading(sentence=sentence, nearness=value, content=near.content, cues=found)
    anchor = _anchor(anchors, standings, held)
    if not back and held.force is not Force.DENIES:
        value = value * _LONE if near.lone else value
        value = min(value, _THIN) if near.thin else value
    other = ""
    if held.polarity > 0 and not back:
        other = another_thing(sentence, near.anchors) or _denied_beside(sentence, found, near)
        other = other or another_occasion(sentence) or instead(sentence, near.anchors)
    return Reading(
        sentence=sentence,
        nearness=value,
        content=near.content if not back else max(near.content, ON_CLAIM),
        polarity=held.polarity * polarity_of(claim) * against,
        certainty=Certainty.HEDGED if other and not taken else held.certainty,
        force=held.force,
        anchor=anchor,
        cues=found,
        deciding=standings[anchor].cues,
        points_back=back,
        doer=near.doer or back,
        otherwise=other,
        weakly_sourced=held.force is Force.SAYS
        and _is_weak(sentence, found, anchor, context, sentence_text, aliases),
    )


def _denied_beside(sentence: Sentence, found: Sequence[Cue], near: Nearness) -> str:
    """The words that deny what the claim says happened, beside a statement on whom it happened to.

    "The convoy ran out of fuel, X said, ruling out that a mine had stopped it": that a mine
    stopped it stands in the denial only.
    """
    for cue in found:
        if cue.force is not Force.DENIES:
            continue
        words = {at: sentence.words[at].lemma for at in near.anchors}
        no = {at for at in words if cue.reaches(at) and standing(sentence, found, at).polarity < 0}
        denied = {words[at]: near.anchors[at] for at in no}
        rest = {words[at]: near.anchors[at] for at in words.keys() - no}
        only = denied.keys() - rest.keys()
        weight = sum(denied[word] for word in only)
        if len(only) > 1 and weight >= _SHARE * sum(rest.values()):
            return sentence.printed(cue.at, cue.after)
    return ""


_SHARE = 0.5  # of what is stated, what only the denial has


def _of_answer(claim: str, sentence: Sentence, answer: Answer) -> Reading:
    """The reading of a sentence that answers a question about the claim."""
    forces = {cue.force for cue in answer.cues}
    order = (Force.WITHHOLDS, Force.DENIES, Force.CONFIRMS, Force.BELIEVES, Force.SAYS)
    at = answer.anchor
    return Reading(
        sentence=sentence,
        nearness=answer.near.value,
        content=answer.near.content,
        polarity=answer.side * polarity_of(claim),
        certainty=Certainty.ASSERTED if answer.firm else Certainty.HEDGED,
        force=next((force for force in order if force in forces), None),
        anchor=at,
        cues=answer.cues,
        deciding=tuple(cue for cue in answer.cues if cue.reaches(at) or cue.at == at),
        points_back=bool(answer.asked),
        doer=answer.near.doer,
        answers=True,
        asked=answer.asked,
    )


def _refused(anchors: dict[int, float], standings: Mapping[int, Standing]) -> dict[int, float]:
    """The anchors that are denied, where the others only ask: "Their unit? We do not sell it"."""
    asked = [at for at in anchors if standings[at].certainty is Certainty.QUESTION]
    denied = {
        at: weight
        for at, weight in anchors.items()
        if standings[at].polarity < 0 and standings[at].certainty is Certainty.ASSERTED
    }
    return denied if asked and denied and len(asked) + len(denied) == len(anchors) else anchors


def _stated(
    sentence: Sentence, found: Sequence[Cue], anchors: dict[int, float]
) -> dict[int, float]:
    """The anchors without those that only name of whom it is stated.

    "The electoral commission never deleted ballots": what is said of deleting counts, not that
    nothing is said against the commission.
    """
    named = {
        index
        for index in anchors
        for cue in found
        if (cue.force not in _UPHOLDS or clause_at(sentence, cue.at))
        and 0 < cue.at - index <= _SUBJECT
        and not cue.reaches(index)
        and any(cue.reaches(other) for other in anchors)
        and not any(
            sentence.has_comma(at) or sentence.words[at].text in {"and", "or"}
            for at in range(index + 1, cue.at + 1)
        )
    }
    return {index: weight for index, weight in anchors.items() if index not in named} or anchors


def _is_weak(
    sentence: Sentence,
    found: Sequence[Cue],
    anchor: int,
    context: str,
    sentence_text: str,
    aliases: AliasTable,
) -> bool:
    said = attribute(
        sentence,
        found,
        anchor,
        before=_before(context, sentence_text),
        people=find_people(context[:_MAX_CONTEXT], aliases),
        aliases=aliases,
    )
    if said is None or said.speaker.lower() in {"", *cues.PRONOUNS}:
        return False  # nobody, or somebody whom the article names further back
    return sort_of(said, sentence.text, aliases) in WEAK


def _anchor(anchors: dict[int, float], standings: dict[int, Standing], held: Standing) -> int:
    alike = [
        index
        for index in anchors
        if standings[index].polarity == held.polarity
        and standings[index].certainty is held.certainty
    ]
    return max(alike, key=lambda index: (anchors[index], -index))


def _before(context: str, sentence: str) -> Sequence[str]:
    """The part of the context that stands before the sentence, nearest sentences only."""
    at = context.rfind(sentence)
    text = context[:at] if at >= 0 else context
    parts = [part.strip() for part in text[-_MAX_CONTEXT:].replace("\n", ". ").split(". ")]
    return [part for part in parts if part][-2:]


def _of_something_else(sentence: Sentence, near: Nearness, terms: ClaimTerms) -> bool:
    """Whether "denied the reports of ..." names a matter of its own, not the claim's."""
    words = sentence.words
    named = any(
        word.lemma in cues.STATEMENT_NOUNS and after.text in {"of", "that", "about"}
        for word, after in pairwise(words)
    )
    return named and bool(terms.words) and near.content < 0.3


def _pointers(sentence: Sentence) -> dict[int, float]:
    """Words that point back, statement nouns before pronouns."""
    nouns = {
        index: 1.0
        for index, word in enumerate(sentence.words)
        if word.lemma in cues.STATEMENT_NOUNS
    }
    pronouns = {
        index: 0.5
        for index, word in enumerate(sentence.words)
        if word.text in cues.POINTERS and not joins(sentence, index)
    }
    return nouns or pronouns
