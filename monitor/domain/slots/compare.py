"""Do a claim and a passage speak of the same people, figure, place and time?

Conservative: only positive contrary information is a MISMATCH. What a text leaves out is
ABSENT, and what neither contradicts nor says the same is COMPATIBLE.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.judgement import SlotMatch
from monitor.domain.language.cues import SPEECH
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.groups import words_of
from monitor.domain.model import Claim, Passage
from monitor.domain.slots.actors import ActorReading, compare_actors
from monitor.domain.slots.dates import Period, compare_periods, find_periods
from monitor.domain.slots.geography import Place, compare_places
from monitor.domain.slots.namesakes import find_namesake
from monitor.domain.slots.places import find_places
from monitor.domain.slots.quantities import Quantity, compare, find_quantities
from monitor.domain.slots.sentence import (
    Sentence,
    content_of,
    distance,
    find_anchors,
    read_sentence,
)

_NARROWER = "narrower"
_BROADER = "broader"


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotReading:
    """How each slot of a passage compares with the claim's; ``words`` show on what it rests."""

    actor: SlotMatch = SlotMatch.ABSENT
    quantity: SlotMatch = SlotMatch.ABSENT
    place: SlotMatch = SlotMatch.ABSENT
    time: SlotMatch = SlotMatch.ABSENT
    scope: str = ""  # "narrower" or "broader" than the claim, "" = neither
    words: tuple[tuple[str, str], ...] = ()  # (slot, the passage's words it rests on)


def compare_slots(
    claim: Claim,
    passage: Passage,
    *,
    article_text: str,
    aliases: AliasTable,
    on: date | None,
) -> SlotReading:
    """Compare the slots of ``claim`` with those of ``passage``, a sentence of ``article_text``.

    ``on`` is the day of publication, from which "on Friday" is counted. The article is
    searched for where places lie that the alias table does not know.
    """
    mine, theirs = read_sentence(claim.text, aliases), read_sentence(passage.text, aliases)
    anchors = find_anchors(mine, theirs)
    actor = compare_actors(mine, theirs, anchors, aliases)
    if namesake := find_namesake(claim.text, passage.text, article_text):
        actor = ActorReading(match=SlotMatch.MISMATCH, words=namesake)
    quantity, figure = _compare_quantities(mine, theirs, anchors)
    place, where = _compare_all_places(mine, theirs, anchors, aliases, article_text)
    time, when = _compare_all_periods(mine, theirs, anchors, claim.claimed_on, on)
    scope, part = _scope(mine, theirs, anchors)
    if actor.broader and not scope:
        scope, part = _BROADER, actor.words
    said = (
        ("actor", actor.words),
        ("quantity", figure),
        ("place", where),
        ("time", when),
        ("scope", part),
    )
    return SlotReading(
        actor=actor.match,
        quantity=quantity,
        place=place,
        time=time,
        scope=scope,
        words=tuple(pair for pair in said if pair[1]),
    )


_ORDER = (SlotMatch.MATCH, SlotMatch.COMPATIBLE, SlotMatch.MISMATCH, SlotMatch.ABSENT)


def _best(matches: Iterable[SlotMatch]) -> SlotMatch:
    return min(matches, key=_ORDER.index, default=SlotMatch.ABSENT)


# --- Quantity -------------------------------------------------------------------------------


def _compare_quantities(
    claim: Sentence, passage: Sentence, anchors: Sequence[int]
) -> tuple[SlotMatch, str]:
    """The claim's figures against the passage's: the worst of each figure's best match."""
    offered = find_quantities(passage.text)
    worst, words = SlotMatch.ABSENT, ""
    for wanted in find_quantities(claim.text):
        graded = [
            (
                SlotMatch.MISMATCH
                if _stands_for(wanted, one, claim, passage)
                else _graded(wanted, one, passage, anchors),
                one,
            )
            for one in offered
        ]
        match = _best(grade for grade, _ in graded)
        if match is SlotMatch.ABSENT:
            continue
        shown = next(one.span.of(passage.text) for grade, one in graded if grade is match)
        if worst is SlotMatch.ABSENT or _ORDER.index(match) > _ORDER.index(worst):
            worst, words = match, shown
    return worst, words


def _stands_for(wanted: Quantity, one: Quantity, claim: Sentence, passage: Sentence) -> bool:
    """Whether a bare number stands where the claim has another: "the age to 66", "to 67"."""
    bare = not any((wanted.unit, wanted.counted, wanted.fate, one.unit, one.counted, one.fate))
    if not bare or wanted.approx or one.approx:
        return False
    points = wanted.low == wanted.high and one.low == one.high and wanted.low != one.low
    return points and _before(claim, wanted) == _before(passage, one) != ()


def _before(sentence: Sentence, quantity: Quantity) -> tuple[str, ...]:
    """The two words that lead to a number, as "rate" and "to"; none where it only stands near."""
    first = next(
        (at for at, word in enumerate(sentence.words) if word.start >= quantity.span.start), 0
    )
    leads = first > 1 and sentence.word(first - 1) in {"to", "at", "by"}
    return sentence.lemmas[first - 2 : first] if leads else ()


def _graded(
    claim: Quantity, passage: Quantity, sentence: Sentence, anchors: Sequence[int]
) -> SlotMatch:
    """``compare``, but a bare measure far from the event measures something else."""
    match = compare(claim, passage)
    if match is not SlotMatch.MISMATCH or not claim.unit:
        return match
    inside = [
        index
        for index, word in enumerate(sentence.words)
        if passage.span.start <= word.start < passage.span.end
    ]
    near = any(abs(index - at) <= _NEAR for index in inside for at in anchors if at not in inside)
    return match if near else SlotMatch.ABSENT


_NEAR = 5  # words between a measure and the event it measures


# --- Place ----------------------------------------------------------------------------------


def _compare_all_places(
    claim: Sentence,
    passage: Sentence,
    anchors: Sequence[int],
    aliases: AliasTable,
    article: str,
) -> tuple[SlotMatch, str]:
    wanted = [place for place in find_places(claim, aliases, article) if not place.negated]
    offered = find_places(passage, aliases, article)
    if not wanted or not offered:
        return SlotMatch.ABSENT, ""
    here = [one for one in offered if not (one.negated or _is_of_saying(passage, one))]
    chosen = _governing(here, anchors)
    if chosen is not None:
        words = passage.printed(chosen.first, chosen.last)
        match = _best(compare_places(place, chosen) for place in wanted)
        if match is not SlotMatch.ABSENT:
            return match, words
    for place in offered:
        ruled_out = place.negated and any(
            compare_places(place, mine) is SlotMatch.MATCH for mine in wanted
        )
        if ruled_out and here:  # "not in Lyon but in a town nearby"
            return SlotMatch.MISMATCH, "not " + passage.printed(place.first, place.last)
    return SlotMatch.ABSENT, ""


def _governing(places: Sequence[Place], anchors: Sequence[int]) -> Place | None:
    """The place of the event: the one nearest to the words that speak of it."""
    clear = [at for at in anchors if not any(p.first <= at < p.last for p in places)]
    return min(places, key=lambda one: (distance(one.first, clear), one.first), default=None)


def _is_of_saying(sentence: Sentence, place: Place) -> bool:
    """Whether it is where somebody speaks: "told reporters in Lyon", "officials in Lyon said"."""
    before = range(max(0, place.first - 2), place.first)
    if any(sentence.lemmas[index] in _SAYING for index in before):
        return True
    after = range(place.last, min(place.last + 3, len(sentence.words)))
    for index in after:
        if sentence.gap(index).strip():
            return False
        if sentence.lemmas[index] in SPEECH:
            return True
    return False


_SAYING = frozenset(words_of("say tell speak reporter reporters conference announce speech"))


# --- Time -----------------------------------------------------------------------------------


def _compare_all_periods(
    claim: Sentence,
    passage: Sentence,
    anchors: Sequence[int],
    claimed_on: date | None,
    on: date | None,
) -> tuple[SlotMatch, str]:
    wanted = [period for period in find_periods(claim, claimed_on) if not period.saying]
    offered = [period for period in find_periods(passage, on) if not period.saying]
    if not wanted or not offered:
        return SlotMatch.ABSENT, ""
    graded = [(_best(compare_periods(mine, one) for mine in wanted), one) for one in offered]
    match = _best(grade for grade, _ in graded)
    if match is SlotMatch.MISMATCH:
        nearest: Period = min(offered, key=lambda one: distance(one.first, anchors))
        return match, passage.printed(nearest.first, nearest.last)
    shown = next(one for grade, one in graded if grade is match)
    return match, passage.printed(shown.first, shown.last)


# --- Scope ----------------------------------------------------------------------------------

_PARTS = (
    ("some", "of", "the"),
    ("some", "of", "its"),
    ("some", "of", "their"),
    ("part", "of", "the"),
    ("part", "of", "its"),
    ("parts", "of", "the"),
    ("one", "of", "the"),
    ("only", "some"),
    ("only", "part"),
    ("only", "a", "few"),
    ("only", "a", "handful"),
    ("none", "but"),
    ("most", "of", "the"),
    ("many", "of", "the"),
    ("several", "of", "the"),
    ("few", "of", "the"),
    ("half", "of", "the"),
    ("half", "the"),
    ("handful", "of", "the"),
    ("minority", "of", "the"),
    ("majority", "of", "the"),
    ("almost", "all"),
    ("nearly", "all"),
)
_PARTLY = frozenset(("partly", "partially", "largely", "mostly"))
_SECTIONS = frozenset(("part", "section", "portion", "stretch"))


def _scope(claim: Sentence, passage: Sentence, anchors: Sequence[int]) -> tuple[str, str]:
    """Say "narrower" when the passage limits itself to a part of what the claim speaks of."""
    said = {word.text for word in claim.words}
    for at in anchors:
        for back in range(1, 4):
            index = at - back
            if passage.word(index) in _PARTLY and passage.word(index) not in said and back == 1:
                return _NARROWER, passage.printed(index, at + 1)
            if _is_some_of(passage, index, at) and not {"of", passage.word(index)} <= said:
                return _NARROWER, passage.printed(index, at + 1)
            for phrase in _PARTS:
                words = tuple(passage.word(index + i) for i in range(len(phrase)))
                fits = words == phrase and index >= 0 and index + len(phrase) <= at
                if fits and phrase[0] not in said and _is_noun_like(passage, at):
                    return _NARROWER, passage.printed(index, at + 1)
    return "", ""


def _is_some_of(sentence: Sentence, index: int, at: int) -> bool:
    """Whether "two of the ..." or "a section of the ..." begins at ``index`` before ``at``."""
    word = sentence.word(index)
    if [sentence.word(index + i) for i in (1, 2)] != ["of", "the"] or index + 3 > at or index < 0:
        return False
    if word in _SECTIONS:
        return sentence.word(index - 1) in {"a", "one", "only", ""}
    counted = find_quantities(sentence.printed(index, at + 1))
    return _is_noun_like(sentence, at) and bool(counted)


def _is_noun_like(sentence: Sentence, index: int) -> bool:
    """Whether the word is one of several ("soldiers"): what "some of" can part."""
    return bool(content_of(sentence, index)) and sentence.word(index).endswith(("s", "people"))
