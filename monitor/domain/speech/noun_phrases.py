"""Noun phrases that name a speaker: where they begin and end."""

from __future__ import annotations

import re

from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence

_TRIM = cues.word_set(
    "a an on in at monday tuesday wednesday thursday friday saturday sunday meanwhile later "
    "earlier also however and then but that as when while after before has have had is was were "
    "who which"
)
TIMES = cues.WEEKDAYS | {"today", "yesterday", "tomorrow", "tonight", "later", "earlier"}
#: "This past week", "last month" between a speaker and the verb.
_SPANS = cues.word_set("this last past week month year morning afternoon evening night weekend")
_AFTER_NAMES = TIMES | cues.word_set("on in at as after before while when who and told said")
DETERMINERS = frozenset(("the", "a", "an", "its", "his", "her", "their"))


def trimmed(sentence: Sentence, start: int, stop: int) -> str:
    """The words [start, stop) without what is no part of the noun phrase: days, auxiliaries."""
    words = sentence.words
    start = _after_adverbial(sentence, start, stop)
    while start < stop and (words[start].text in _TRIM or words[start].text in TIMES):
        start += 1
    while stop > start and (
        words[stop - 1].text in TIMES or words[stop - 1].text in {"on", "has", "have", "had", "in"}
    ):
        stop -= 1
    at = stop
    while at > start and words[at - 1].text in _SPANS:
        at -= 1
    stop = at if words[at : at + 1] and words[at].text in {"this", "last"} else stop
    phrase = sentence.printed(start, stop)
    return phrase.split(" (")[0] if "(" in phrase and ")" not in phrase else phrase


def _after_adverbial(sentence: Sentence, start: int, stop: int) -> int:
    """Where the speaker begins: after "For the first time this week", "In Moscow" (the ...)."""
    texts = [word.text for word in sentence.words[start : min(stop, start + 8)]]
    at = 0
    if texts[:1] == ["for"] and "time" in texts[2:4]:
        at = texts.index("time") + 1
        if texts[at : at + 1] in (["this"], ["that"], ["last"]):
            at += 2
    elif texts[:1] in (["in"], ["at"], ["from"]):
        at = next((i for i in range(2, min(5, len(texts))) if texts[i] in DETERMINERS), 0)
    return start + at if at and start + at < stop else start


def forward(sentence: Sentence, start: int) -> str:
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
            if words[stop - 1].lemma in cues.OFFICIAL_NOUNS and _is_apposed(sentence, stop):
                stop += 1
                continue
            break
        if stop > start and (
            word.text in {"that", "who", "which", "as", "but", "after", "while", "when", "and"}
            or word.text in TIMES
            or (
                word.text in {"on", "in", "at"}
                and stop + 1 < len(words)
                and (words[stop + 1].text in TIMES or words[stop + 1].text in {"a", "an"})
            )
        ):
            break
        stop += 1
    return sentence.printed(start, stop)


def _is_apposed(sentence: Sentence, at: int) -> bool:
    """Whether a name by itself stands at ``at``: "a spokesman, Anna Holm, said"."""
    words = sentence.words
    stop = at
    while stop < len(words) and words[stop].capital and stop - at < 5:
        stop += 1
        if stop < len(words) and sentence.gaps[stop].strip():
            break
    if stop == at:
        return False
    return bool(sentence.gaps[stop].strip()) or words[stop].text in _AFTER_NAMES


def possessor(sentence: Sentence, at: int) -> str:
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
            return forward(sentence, index + 1)
    return ""
