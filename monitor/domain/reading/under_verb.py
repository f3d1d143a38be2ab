"""A text of one sentence that tells a claim only under somebody's verb.

"Somebody regretted that P", "was told to do P", "doubted that P": the sentence says what its
verb leaves of P (``speech.governing``), so, not so or open, and nothing else. What a named
speaker confirms or denies is another matter: there it counts who speaks, which the judge reads.
Only the stance is read here. Kinds of flags go by facets, which are more careful: who "agreed to
do P" has, to most readers, done it, but that settles no claim.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from monitor.domain.judgement import Scores
from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import ClaimTerms, Nearness, claim_terms, nearness
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.governing import Left, Shares, frame_at
from monitor.domain.speech.reach import VOICES, Cue, Force
from monitor.domain.speech.verbs import WISHED
from monitor.domain.speech.veridicality import Over, verb_over

_LONGEST = 40  # words of a sentence that has one verb over one clause
#: What the table of verbs counts; the rest is for what a model made of the sentence. They err
#: on different verbs, and the table errs less.
_OF_VERB = 0.8
_FLOOR = 0.02  # nothing is impossible to either
_EITHER = re.compile(r"\b(may|might|could) or (?:\1|may|might|could) not\b", re.IGNORECASE)
#: Nobody in particular: what such a speaker says vouches for nothing but by its verb.
_NOBODY = re.compile(
    r"^(?:(?:some|any|every)(?:one|body)|(?:an?|one|some) (?:[\w-]+ )?"
    r"(?:person|people|man|woman|individual)|people|they|one)\b",
    re.IGNORECASE,
)
_STANDS_FOR = cues.word_set("it they he she we i")
#: What the verb itself may be: a voice, or one that looks ahead.
_OWN = VOICES | {Force.PREDICTS}


class Asked(StrEnum):
    """What a claim says of its event."""

    SO = "so"
    NOT_SO = "not_so"
    OPEN = "open"  # "may or may not have", which a text may support as well


def by_verb(claim: str, text: str, scores: Scores, aliases: AliasTable) -> Scores:
    """``scores`` of ``text``, one sentence, with the sides that its verb gives the claim.

    How far the text is about the claim stays as it was. ``scores`` where no verb decides.
    """
    asked = asked_of(claim)
    left = left_of(claim, text, aliases) if asked else None
    if asked is None or left is None:
        return scores
    own = (scores.supports, scores.refutes, scores.discusses)
    if asked is Asked.OPEN:  # what is settled either way speaks against it
        own = (scores.supports, scores.refutes + scores.discusses, 0.0)
    on = 1.0 - scores.unrelated
    sides = [
        max(_FLOOR, verb) ** _OF_VERB * max(_FLOOR, side / max(on, _FLOOR)) ** (1 - _OF_VERB)
        for verb, side in zip(_sides(asked, left), own, strict=True)
    ]
    supports, refutes, discusses = (on * side / sum(sides) for side in sides)
    return replace(scores, supports=supports, refutes=refutes, discusses=discusses)


def asked_of(claim: str) -> Asked | None:
    """What ``claim`` says of its event; None for one that hedges, foretells or quotes."""
    if _EITHER.search(claim):
        return Asked.OPEN
    found = find_cues(parse(claim))
    negations = {cue.at for cue in found if cue.force is Force.NEGATES}
    if any(cue.at not in negations for cue in found):
        return None
    return Asked.NOT_SO if len(negations) % 2 else Asked.SO


def left_of(claim: str, text: str, aliases: AliasTable) -> Shares | None:
    """What the verb over the claim's words leaves of what they name; None where none decides."""
    sentence = parse(text)
    words = sentence.words
    if not words or len(words) > _LONGEST or "?" in sentence.gaps[-1]:
        return None
    terms = claim_terms(claim, aliases)
    near = nearness(terms, text, aliases)
    if not near.anchors or not near.doer or not _has_all(terms, near, sentence):
        return None
    found = find_cues(sentence)
    over = verb_over(sentence, found, max(near.anchors))
    if over is None or verb_over(sentence, found, over.at) is not None:
        return None
    frame, start = frame_at(sentence, over.at)
    if words[over.at].lemma in {word.lemma for word in parse(claim).words}:
        return None  # it is the verb itself that the claim is about
    if not _is_alone(found, over, start) or not _holds(near, frame, over.at, start):
        return None
    if terms.doer and not _does(terms.doer, sentence, frame, over.at, start, aliases):
        return None
    return over.shares if _counts(sentence, found, over) else None


def _has_all(terms: ClaimTerms, near: Nearness, sentence: Sentence) -> bool:
    """Whether every name and every word of the claim is there, or a synonym."""
    here = {word.lemma for word in sentence.words}
    here |= {own for other, own in terms.near.items() if other in here}
    return here.issuperset(terms.words) and (not terms.names or near.names >= 1.0)


def _is_alone(found: tuple[Cue, ...], over: Over, start: int) -> bool:
    """Whether nothing but the verb and its negation makes the clause sure or unsure."""
    negations = {cue.at for cue in found if cue.force is Force.NEGATES and cue.at < over.at}
    return all(
        cue.at in negations | {over.at} or (cue.force in _OWN and over.at < cue.at < start)
        for cue in found
    )


def _holds(near: Nearness, frame: str, at: int, start: int) -> bool:
    """Whether the claim is all in the verb's clause, with the one who is to do it in its place."""
    outside = [anchor for anchor in near.anchors if anchor < start]
    if "that" in frame:
        return not outside
    own = not frame.startswith(("them", "for"))  # "was told to go", and "told them to go"
    return all((anchor < at) is own for anchor in outside)


def _does(
    doer: str, sentence: Sentence, frame: str, at: int, start: int, aliases: AliasTable
) -> bool:
    """Whether whom the claim is about stands where the one stands who is to do it."""
    words = sentence.words
    if "that" in frame:
        first, last = start, len(words) - 1
        if words[min(start + 1, last)].text in _STANDS_FOR:
            return True  # "denied that it had sent"
    else:
        first, last = (at, start) if frame.startswith(("them", "for")) else (0, at)
    low, high = words[first].start, words[last].end
    return any(
        low <= mention.span.start < high
        for mention in aliases.find(sentence.text)
        if doer in (mention.entity.name, mention.entity.within)
    )


def _counts(sentence: Sentence, found: tuple[Cue, ...], over: Over) -> bool:
    """Whether the verb counts by itself, whoever is its subject."""
    if _NOBODY.match(sentence.text):
        return True
    own = {cue.force for cue in found if cue.at <= over.at < cue.after}
    if own & VOICES:
        return False  # who says so counts more
    # "Seemed to", "agreed to": to most readers it was done, and yet it may not have been.
    return over.left is not Left.SO or not (
        own & {Force.HEDGES, Force.PREDICTS} or sentence.words[over.at].lemma in WISHED
    )


def _sides(asked: Asked, left: Shares) -> tuple[float, float, float]:
    """Shares of supports, refutes and discusses."""
    if asked is Asked.OPEN:
        return left.open, left.so + left.not_so, 0.0
    if asked is Asked.SO:
        return left.so, left.not_so, left.open
    return left.not_so, left.so, left.open
