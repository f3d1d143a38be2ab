"""Who does it, and to whom: people by nationality and role, subject and object of a verb.

Only positive contrary information is a mismatch: other people in the same role, the same two
sides the other way round, another group that befell what befell the claim's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.domain.counted import FATES
from monitor.domain.cues import SPEECH
from monitor.domain.entities import AliasTable, EntityKind
from monitor.domain.groups import group_in, group_of, is_known, is_part_of, words_of
from monitor.domain.judgement import SlotMatch
from monitor.domain.places import is_demonym
from monitor.domain.sentence import Named, Sentence, content_of

_AUXILIARIES = frozenset(
    words_of(
        "has have had may might could would will also already now then reportedly allegedly "
        "apparently recently secretly begun begin began started start continued to been being "
        "is are was were be not only just even again still did do does directly openly since "
        "previously repeatedly illegally"
    )
)
_BE = frozenset(words_of("is are was were be been being got get"))
_NOUN_GAP = 4  # words between an entity and the verb or noun that belongs to it
_SUBJECTS = frozenset(
    words_of(
        "government army military forces force troops navy police soldiers officials leader "
        "leaders president authorities regime militia fighters jets planes drones missiles "
        "artillery warships ships rebels militants leadership ministry state people workers "
        "army's of the own and 's"
    )
)
#: What a country does with its own people.
_SENDING = frozenset(
    words_of("send deploy dispatch commit withdraw contribute mobilise mobilize lose station")
)
#: What people do to those of the other side.
_OPPOSING = frozenset(
    words_of(
        "capture clash engage kill destroy repel wound face encounter attack strike hit "
        "target battle detain take shoot confront"
    )
)
_TO_WHOM = frozenset(("to", "for", "with", "against", "on", "at"))


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
    roles = _compare_roles(claim, passage, anchors)
    if roles and (roles.broader or roles.match is SlotMatch.MISMATCH):
        return roles
    if nationals and nationals.match is SlotMatch.COMPATIBLE:
        return nationals
    found = [one for one in (nationals, frames, roles) if one]
    if any(one.match is SlotMatch.MATCH for one in found):
        return next(one for one in found if one.match is SlotMatch.MATCH)
    return found[0] if found else ActorReading(match=SlotMatch.ABSENT)


# --- Nationality and role: "North Korean soldiers" ------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _People:
    """People of a country in a role: the words [first, last)."""

    country: str
    role: str  # group of the noun
    first: int
    last: int


def _people(sentence: Sentence, aliases: AliasTable) -> Iterator[_People]:
    for named in sentence.named:
        country = aliases.country_of(named.entity)
        if not country or named.entity.kind is not EntityKind.COUNTRY:
            continue
        after = _role_after(sentence, named)
        if after is not None:
            role = _group(sentence, after)
            yield _People(country=country, role=role, first=named.first, last=after + 1)
            continue
        before = named.first - 2
        if sentence.word(named.first - 1) in {"from", "of"} and _is_people(sentence, before):
            role = _group(sentence, before)
            yield _People(country=country, role=role, first=before, last=named.last)


def _own_people(sentence: Sentence, aliases: AliasTable) -> Iterator[_People]:
    """The people a country sends: "Kenya has sent *troops*" speaks of Kenyan troops."""
    for index, base in enumerate(sentence.lemmas):
        if base not in _SENDING:
            continue
        country = _country(_subject(sentence, index), aliases)
        for after in range(index + 1, min(index + 2 + _NOUN_GAP, len(sentence.words))):
            if sentence.at(after) or not country:
                break
            if _is_people(sentence, after):
                role = _group(sentence, after)
                yield _People(country=country, role=role, first=index, last=after + 1)
                break


def _country(name: str, aliases: AliasTable) -> str:
    entity = aliases.get(name)
    return aliases.country_of(entity) if entity else ""


def _is_opponent(sentence: Sentence, people: _People) -> bool:
    """Whether they are there as the other side: "clashed with Ugandan troops"."""
    before = [sentence.word(people.first - back) for back in (1, 2)]
    if before[0] in {"with", "against", "by"} or before[1] in {"with", "against"}:
        return True
    near = range(people.last, min(people.last + 4, len(sentence.words)))
    return any(sentence.lemmas[index] in _OPPOSING for index in near)


def _role_after(sentence: Sentence, named: Named) -> int | None:
    """The last of the role nouns right after a country's name, if there is one."""
    printed = named.span.of(sentence.text)
    adjective = is_demonym(printed, named.entity) or sentence.is_possessive(named)
    reach = _NOUN_GAP if adjective else 1  # "US troops", but not "Kenya lost troops"
    found = None
    for index in range(named.last, min(named.last + reach, len(sentence.words))):
        gap = sentence.gap(index).strip("'\u2019s ")
        if gap not in {"", "-"} or sentence.at(index) or _ends_people(sentence, index):
            break
        if _is_people(sentence, index):
            found = index
        elif found is not None:
            break
    return found


def _ends_people(sentence: Sentence, index: int) -> bool:
    word = sentence.word(index)
    return word in _AUXILIARIES or word in _NO_PEOPLE or sentence.lemmas[index] in SPEECH


_NO_PEOPLE = frozenset(("in", "to", "and", "for", "the", "of", "on", "with", "that", "by", "at"))


def _group(sentence: Sentence, index: int) -> str:
    return group_in(sentence.word(index - 1), sentence.word(index))


def _is_people(sentence: Sentence, index: int) -> bool:
    """Whether the word at ``index`` is a role of people."""
    word = sentence.word(index)
    if not word or sentence.at(index):
        return False
    return group_of(word) == "person" or is_part_of(word, "person")


def _compare_nationals(
    claim: Sentence, passage: Sentence, aliases: AliasTable
) -> ActorReading | None:
    wanted = [*_people(claim, aliases), *_own_people(claim, aliases)]
    offered = [*_people(passage, aliases), *_own_people(passage, aliases)]
    said = {
        aliases.country_of(named.entity)
        for named in passage.named
        if not _only_speaks(passage, named)
    }
    result = None
    for people in wanted:
        akin = [other for other in offered if _same_role(people.role, other.role)]
        same = [other for other in akin if other.country == people.country]
        if same:
            words = passage.printed(same[0].first, same[0].last)
            result = result or ActorReading(match=SlotMatch.MATCH, words=words)
        akin = [other for other in akin if not _is_opponent(passage, other)]
        if same:
            continue
        if akin and people.country not in said:
            words = passage.printed(akin[0].first, akin[0].last)
            return ActorReading(match=SlotMatch.MISMATCH, words=words)
        if people.country in said:
            result = result or ActorReading(match=SlotMatch.COMPATIBLE)
    return result


def _only_speaks(sentence: Sentence, named: Named) -> bool:
    """Whether a country is there only as the one who says so, not of its own people."""
    near = range(named.last, min(named.last + 2, len(sentence.words)))
    if not any(sentence.lemmas[index] in SPEECH for index in near):
        return False
    return not any(word.text in _OWN for word in sentence.words[named.last :])


_OWN = frozenset(("it", "its", "they", "their", "we", "our", "own"))


def _same_role(one: str, other: str) -> bool:
    return one == other or is_part_of(one, other) or is_part_of(other, one)


# --- Subject and object of a shared verb ----------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class _Frame:
    """A verb with the entities that do it and to whom it is done, "" if not named."""

    verb: str
    subject: str
    target: str
    link: str  # the preposition before the target, "" for a direct object
    index: int


def _frames(sentence: Sentence, verbs: frozenset[str]) -> Iterator[_Frame]:
    for index, base in enumerate(sentence.lemmas):
        if base not in verbs or sentence.at(index):
            continue
        subject = _subject(sentence, index)
        target, link = _target(sentence, index)
        if _is_passive(sentence, index):
            agent = _agent(sentence, index)
            if link == "by":
                target, link = "", ""
            target, link, subject = (subject, "", agent) if subject else (target, link, agent)
        elif link == "by":
            subject, target, link = target, "", ""
        if subject or target:
            yield _Frame(verb=base, subject=subject, target=target, link=link, index=index)


def _subject(sentence: Sentence, verb: int) -> str:
    """The entity right before a verb, with nothing but its people and auxiliaries between."""
    for back in range(1, _NOUN_GAP + 4):
        index = verb - back
        if index < 0 or (index + 1 < len(sentence.words) and "," in sentence.gap(index + 1)):
            return ""
        named = sentence.at(index)
        if named is not None:
            before = sentence.word(named.first - 1)
            inside = before in {"in", "from", "near", "by", "with", "against"}
            return "" if inside else named.entity.name
        word = sentence.word(index)
        allowed = word in _AUXILIARIES or word in _SUBJECTS or _is_people(sentence, index)
        if not allowed and not word.endswith("ly"):
            return ""
    return ""


def _target(sentence: Sentence, verb: int) -> tuple[str, str]:
    """(entity, preposition) of the first entity after a verb in its clause."""
    link = ""
    for index in range(verb + 1, min(verb + 10, len(sentence.words))):
        if any(mark in sentence.gap(index) for mark in ",;:.()"):
            break
        named = sentence.at(index)
        if named is not None:
            return named.entity.name, link
        word = sentence.word(index)
        if word in _TO_WHOM or word == "by":
            link = word
        elif word in {"in", "near", "from", "after", "when", "that", "who", "because", "as"}:
            break
    return "", ""


def _agent(sentence: Sentence, verb: int) -> str:
    for index in range(verb + 1, min(verb + 12, len(sentence.words) - 1)):
        if sentence.word(index) == "by":
            for after in range(index + 1, min(index + 4, len(sentence.words))):
                named = sentence.at(after)
                if named is not None:
                    return named.entity.name
            return ""
    return ""


def _is_passive(sentence: Sentence, verb: int) -> bool:
    word = sentence.word(verb)
    if word == sentence.lemmas[verb] and word not in {"hit", "set", "put", "cut"}:
        return False
    if word.endswith("ing"):
        return False
    back = range(max(0, verb - 3), verb)
    last = [sentence.word(i) for i in back if sentence.word(i) not in {"also", "not", "then"}]
    return bool(last) and (last[-1] in _BE or (last[-1].endswith("ly") and bool(_BE & {*last})))


def _compare_frames(claim: Sentence, passage: Sentence) -> ActorReading | None:
    verbs = frozenset(claim.lemmas[i] for i in _events(claim) if not is_known(claim.word(i)))
    offered = list(_frames(passage, verbs))
    result = None
    for mine in _frames(claim, verbs):
        same = [other for other in offered if other.verb == mine.verb]
        readings = [_compare_frame(mine, other, passage) for other in same]
        matched = [r for r in readings if r and r.match is SlotMatch.MATCH]
        wrong = [r for r in readings if r and r.match is SlotMatch.MISMATCH]
        if wrong and not matched:
            return wrong[0]
        if matched:
            result = result or matched[0]
    return result


def _compare_frame(mine: _Frame, other: _Frame, passage: Sentence) -> ActorReading | None:
    words = passage.word(other.index)
    swapped = (other.subject, other.target) == (mine.target, mine.subject)
    if swapped and mine.subject and mine.target and mine.subject != mine.target:
        return ActorReading(match=SlotMatch.MISMATCH, words=words)
    others = other.subject and mine.subject and other.subject != mine.subject
    if others and mine.subject not in passage.entities:
        return ActorReading(match=SlotMatch.MISMATCH, words=words)
    to_others = other.target and mine.target and mine.link == other.link
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
        if _is_people(sentence, index):
            return {_group(sentence, index)}
    return set()


def _events(sentence: Sentence) -> list[int]:
    """Words that may be verbs of the sentence: content words that are no people."""
    return [
        index
        for index in range(len(sentence.words))
        if content_of(sentence, index) and not _is_people(sentence, index)
    ]


def _role_of(sentence: Sentence, event: int) -> str:
    """The group of people next to an event word: before "were killed", after "killed"."""
    word = sentence.word(event)
    if word in FATES and _is_passive(sentence, event):
        order = [*range(event - 1, max(-1, event - 8), -1)]
    else:
        order = [*range(event + 1, min(event + 6, len(sentence.words)))]
        order += [*range(event - 1, max(-1, event - 6), -1)] if word in FATES else []
    for index in order:
        crossing = sentence.gap(max(index, event) if index < event else index)
        if any(mark in crossing for mark in ";:."):
            break
        if sentence.lemmas[index] in SPEECH:
            break
        if _is_people(sentence, index) and is_known(sentence.word(index)):
            head = index
            while _is_people(sentence, head + 1) and not sentence.gap(head + 1).strip():
                head += 1
            return _group(sentence, head)
    return ""
