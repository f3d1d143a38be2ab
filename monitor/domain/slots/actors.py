"""Who does it, and to whom: people by nationality and role, subject and object of a verb.

Only positive contrary information is a mismatch: other people in the same role, the same two
sides the other way round, another group that befell what befell the claim's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.judgement import SlotMatch
from monitor.domain.language.cues import SPEECH
from monitor.domain.language.entities import AliasTable, EntityKind
from monitor.domain.language.groups import is_known, is_part_of
from monitor.domain.slots.counted import FATES
from monitor.domain.slots.frames import Frame, frames_of, is_passive
from monitor.domain.slots.people import (
    People,
    find_contrast,
    is_opponent,
    is_same_role,
    only_speaks,
    own_people,
    people_of,
)
from monitor.domain.slots.sentence import Sentence, content_of, is_people, role_at


@dataclass(frozen=True, kw_only=True, slots=True)
class ActorReading:
    """How the people of a passage compare with the claim's, and the words it rests on."""

    match: SlotMatch
    broader: bool = False  # the passage speaks of a larger group than the claim
    words: str = ""


def compare_actors(
    claim: Sentence, passage: Sentence, anchors: tuple[int, ...], aliases: AliasTable
) -> ActorReading:
    """Compare who does what to whom; ``anchors`` are the passage's words that the claim has."""
    nationals = _compare_nationals(claim, passage, aliases)
    if nationals and nationals.match is SlotMatch.MISMATCH:
        return nationals
    frames = _compare_frames(claim, passage)
    if frames and frames.match is SlotMatch.MISMATCH:
        return frames
    contrast = find_contrast(claim, passage)
    if contrast:
        return ActorReading(match=SlotMatch.MISMATCH, words=contrast)
    roles = _compare_roles(claim, passage, anchors)
    if roles and (roles.broader or roles.match is SlotMatch.MISMATCH):
        return roles
    if nationals and nationals.match is SlotMatch.COMPATIBLE:
        return nationals
    found = [one for one in (nationals, frames, roles) if one]
    if any(one.match is SlotMatch.MATCH for one in found):
        return next(one for one in found if one.match is SlotMatch.MATCH)
    return found[0] if found else ActorReading(match=SlotMatch.ABSENT)


def _compare_nationals(
    claim: Sentence, passage: Sentence, aliases: AliasTable
) -> ActorReading | None:
    wanted = [*people_of(claim, aliases), *own_people(claim, aliases)]
    offered = [*people_of(passage, aliases), *own_people(passage, aliases)]
    said = {
        aliases.country_of(named.entity): passage.printed(named.first, named.last)
        for named in reversed(passage.named)
        if not only_speaks(passage, named)
    }
    result = None
    for people in wanted:
        akin = [other for other in offered if is_same_role(people.role, other.role)]
        same = [other for other in akin if other.country == people.country]
        if same:
            words = passage.printed(same[0].first, same[0].last)
            result = result or ActorReading(match=SlotMatch.MATCH, words=words)
        befell = _befallen(claim)
        akin = [
            other
            for other in akin
            if befell & _befallen(passage) or not is_opponent(passage, other)
        ]
        if same:
            continue
        if akin and people.country not in said:
            words = passage.printed(akin[0].first, akin[0].last)
            return ActorReading(match=SlotMatch.MISMATCH, words=words)
        others = _in_other_roles(claim, passage, people, offered)
        if others is not None:
            words = passage.printed(others.first, others.last)
            return ActorReading(match=SlotMatch.MISMATCH, words=words)
        if people.country in said:
            result = result or ActorReading(match=SlotMatch.COMPATIBLE, words=said[people.country])
    return result


def _in_other_roles(
    claim: Sentence, passage: Sentence, people: People, offered: Sequence[People]
) -> People | None:
    """The claim's country's people who do it in the passage in another role: not soldiers, police.

    Only where nobody in the passage has the claim's role, and the two share the other side too.
    """
    beside = (claim.entities & passage.entities) - {people.country}
    roles = {role_at(passage, at) for at in range(len(passage.words)) if is_people(passage, at)}
    if not beside or any(is_same_role(role, people.role) for role in roles):
        return None
    for other in offered:
        after = range(other.last, min(other.last + 4, len(passage.words)))
        speaks = any(passage.lemmas[index] in SPEECH for index in after)
        if other.country == people.country and is_known(other.role) and not speaks:
            return other
    return None


def _befallen(sentence: Sentence) -> frozenset[str]:
    """What befell people in the sentence: "were killed" (and so were no opponents)."""
    return frozenset(
        FATES[word.text]
        for index, word in enumerate(sentence.words)
        if word.text in FATES and is_passive(sentence, index)
    )


def _compare_frames(claim: Sentence, passage: Sentence) -> ActorReading | None:
    verbs = frozenset(claim.lemmas[i] for i in _events(claim) if not is_known(claim.word(i)))
    offered = list(frames_of(passage, verbs))
    result = None
    for mine in frames_of(claim, verbs):
        same = [other for other in offered if other.verb == mine.verb]
        readings = [_compare_frame(mine, other, passage) for other in same]
        matched = [r for r in readings if r and r.match is SlotMatch.MATCH]
        wrong = [r for r in readings if r and r.match is SlotMatch.MISMATCH]
        if wrong and not matched:
            return wrong[0]
        if matched:
            result = result or matched[0]
    return result


def _compare_frame(mine: Frame, other: Frame, passage: Sentence) -> ActorReading | None:
    words = passage.word(other.index)
    swapped = (other.subject, other.target) == (mine.target, mine.subject)
    if swapped and mine.subject and mine.target and mine.subject != mine.target:
        return ActorReading(match=SlotMatch.MISMATCH, words=words)
    others = other.subject and mine.subject and other.subject != mine.subject
    if others and mine.subject not in passage.entities:
        return ActorReading(match=SlotMatch.MISMATCH, words=words)
    placed = any(  # where it is, the place slot tells
        named.entity.name == other.target and named.entity.kind is EntityKind.PLACE
        for named in passage.named
    )
    to_others = other.target and mine.target and mine.link == other.link and not placed
    same_side = other.target in {mine.target, mine.subject}
    if to_others and not same_side and mine.target not in passage.entities:
        return ActorReading(match=SlotMatch.MISMATCH, words=words)
    if mine.subject and other.subject == mine.subject:
        return ActorReading(match=SlotMatch.MATCH, words=words)
    return None


# --- Whom it befell: "officers were killed" -------------------------------------------------


def _compare_roles(
    claim: Sentence, passage: Sentence, anchors: tuple[int, ...]
) -> ActorReading | None:
    """Compare the people of what the claim's people did or what befell them."""
    wanted = {_role_of(claim, index) for index in _events(claim)} - {""}
    contents = {content_of(claim, index) for index in _events(claim)}
    shared = [i for i in anchors if content_of(passage, i) in contents]
    offered = {_role_of(passage, index) for index in shared} - {""}
    if not (wanted and offered) and len(shared) >= _MOST * len(contents) > 0:
        wanted, offered = _first_people(claim), _first_people(passage)
    if not (wanted and offered):
        return None
    words = ", ".join(sorted(offered))
    for role in wanted:
        if role in offered or any(is_part_of(other, role) for other in offered):
            return ActorReading(match=SlotMatch.MATCH, words=words)
    if any(is_part_of(role, other) for role in wanted for other in offered):
        return ActorReading(match=SlotMatch.COMPATIBLE, broader=True, words=words)
    both = [role for role in (*wanted, *offered) if not is_part_of(role, "person")]
    if both:
        return None
    return ActorReading(match=SlotMatch.MISMATCH, words=words)


_MOST = 0.6  # share of the claim's events that a passage repeats when only the people may differ


def _first_people(sentence: Sentence) -> set[str]:
    """The people a sentence starts with: its subject."""
    for index in range(min(5, len(sentence.words))):
        if is_people(sentence, index):
            after = range(index + 1, min(index + 8, len(sentence.words)))
            if any(sentence.lemmas[i] in SPEECH for i in after):
                return set()  # they only say so
            return {role_at(sentence, index)}
    return set()


def _events(sentence: Sentence) -> list[int]:
    """Words that may be verbs of the sentence: content words that are no people."""
    return [
        index
        for index in range(len(sentence.words))
        if content_of(sentence, index) and not is_people(sentence, index)
    ]


def _role_of(sentence: Sentence, event: int) -> str:
    """The group of people next to an event word: before "were killed", after "killed"."""
    word = sentence.word(event)
    if word in FATES and is_passive(sentence, event):
        order = [*range(event - 1, max(-1, event - 12), -1)]
    else:
        order = [*range(event + 1, min(event + 6, len(sentence.words)))]
        order += [*range(event - 1, max(-1, event - 6), -1)] if word in FATES else []
    for index in order:
        crossing = sentence.gap(max(index, event) if index < event else index)
        if any(mark in crossing for mark in ";:."):
            break
        if sentence.lemmas[index] in SPEECH:
            break
        if is_people(sentence, index) and is_known(sentence.word(index)):
            head = index
            while is_people(sentence, head + 1) and not sentence.gap(head + 1).strip():
                head += 1
            return role_at(sentence, head)
    return ""
