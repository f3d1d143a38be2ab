"""Whether a statement is this article's news or recalls what was known."""

from __future__ import annotations

import re
from datetime import date

from monitor.domain.judgement import Genre, Novelty
from monitor.domain.language import cues
from monitor.domain.language.tokens import fold
from monitor.domain.model import Passage
from monitor.domain.reading.genre import backdating, freshness
from monitor.domain.reading.setting import Setting
from monitor.domain.reading.stance import Reading
from monitor.domain.speech.attribution import Attribution
from monitor.domain.speech.clauses import asides, without
from monitor.domain.speech.positions import is_inverted
from monitor.domain.speech.reach import VOICES, Cue, Force, verb_group

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

#: The statement is what something else came after: "comes weeks after X confirmed".
_BACKGROUND = re.compile(
    r"\b((?:weeks?|months?|years?) (?:after|since)|(?:comes?|came) after)\b[^,;]*$",
    re.IGNORECASE,
)
#: These show that it was said aloud, but not when.
_WEAKLY_FRESH = re.compile(
    r"(?:told reporters|told a (?:news|press) conference|told parliament|just)", re.IGNORECASE
)
#: When a paper or picture was made, which is shown only now.
_OF_PAPER = re.compile(
    r"\b(?:dated|taken|filmed|shot|recorded|written|photographed)\b"
    r"(?: (?!that\b)[\w'\u2019]+){0,3}(?: (?:on|in))? (?:\d{1,2} )?"
    rf"(?:{'|'.join(cues.MONTHS)})(?: \d{{1,4}})?\b",
    re.IGNORECASE,
)
_LEADS = cues.word_set("in to at on by of for")
#: Modals of what is to come ("may cut in March"), unless "have" follows: that lies back.
_AHEAD = cues.HEDGE_MODALS | cues.PREDICTION_MODALS


def novelty_of(
    passage: Passage, reading: Reading, said: Attribution | None, setting: Setting
) -> tuple[Novelty, str]:
    """New or recap, and the words it rests on.

    A statement is recalled when its saying is dated back ("last week X said", "had denied"),
    or when it stands in the later part of an article about something else and only tells the
    claim again. What is to come has not been told of by its date.
    """
    frame, said_here = _frame(reading)
    frame = _OF_PAPER.sub("", frame)
    # Without a verb of saying, a date is that of the event; so it is where that is to come.
    ahead = _looks_ahead(reading)
    dated = said_here or (said is not None and said.at >= 0 and not ahead)
    age = backdating(frame, setting.published if dated else None)
    fresh = freshness(frame, setting.published)
    past = _BACKGROUND.search(frame) if said_here else None
    if past and not freshness(frame[past.end() :], setting.published):
        return Novelty.RECAP, past.group(1)
    if age and (not fresh or _WEAKLY_FRESH.fullmatch(fresh)):
        return Novelty.RECAP, age
    if setting.genre is Genre.LIVE_BLOG and said is not None:
        other = _other_day(frame, setting.published)  # a live blog is of its day
        if other:
            return Novelty.RECAP, other
    if _is_pluperfect(reading) and not fresh:
        return Novelty.RECAP, "had"
    aside = len(setting.sentences) >= 5 and passage.index >= len(setting.sentences) * 0.4
    same = said is not None and bool(said.entity) and said.entity in setting.news_of
    live = setting.genre is Genre.LIVE_BLOG
    told = said is not None and _tells_now(reading, said)
    # The other side than the claim's, or what is to come, is no mere retelling of it.
    more = reading.polarity < 0 or ahead
    if aside and not (setting.lead_on_claim or fresh or same or live or told or more):
        return Novelty.RECAP, "background of another story"
    return Novelty.NEW, fresh


def _tells_now(reading: Reading, said: Attribution) -> bool:
    """Whether somebody is quoted for it in this very sentence, in the plain past or present."""
    words = reading.sentence.words
    if said.at < 0 or said.force not in {Force.SAYS, Force.CONFIRMS, Force.DENIES}:
        return False
    group = {word.text for word in words[verb_group(reading.sentence, said.at) : said.at]}
    return not group & {"had", "has", "have", "already", "long", "earlier"}


def _looks_ahead(reading: Reading) -> bool:
    """Whether a modal of what is to come governs the statement: "may cut in March"."""
    words = reading.sentence.words
    return any(
        cue.force in {Force.HEDGES, Force.PREDICTS}
        and words[cue.at].text in _AHEAD
        and "have" not in {word.text for word in words[cue.after : cue.after + 3]}
        for cue in reading.deciding
    )


def _other_day(text: str, published: date | None) -> str:
    """The words that put a statement on a day before that of a live blog, "" if none do."""
    words = [fold(word) for word in re.findall(r"[\w-]+", text)]
    if "yesterday" in words and "today" not in words:
        return "yesterday"
    today = WEEKDAYS[published.weekday()] if published is not None else ""
    days = [word for word in words if word in cues.WEEKDAYS]
    return days[0] if published is not None and days and today not in days else ""


def _frame(reading: Reading) -> tuple[str, bool]:
    """The sentence without what is stated in it, and whether a verb of saying frames it.

    There the statement's own date stands. Asides that say something else are left out:
    "X, which had denied it, said today that".
    """
    sentence = reading.sentence
    words = sentence.words
    aside = asides(sentence, reading.anchor)
    voices = [cue for cue in reading.deciding if cue.force in VOICES and cue.at not in aside]
    if not voices:  # the claim's actor only stands before it: "the bank, which admitted that"
        voices = [cue for cue in reading.cues if _tells(cue, reading.anchor)]
        aside = asides(sentence, min(cue.at for cue in voices)) if voices else aside
    if not voices or reading.points_back:
        return without(sentence, range(len(words)), aside), False
    outer = min(voices, key=lambda cue: cue.at)
    stop = outer.after
    while stop < len(words) and stop - outer.after < 8:
        ends = words[stop].text in {"that", "it", "its", "the"}
        if stop == outer.after and words[stop].text == "to":
            break  # "is said to have": what follows is said
        if ends and words[stop - 1].text not in _LEADS:
            break
        stop += 1
    if outer.at > reading.anchor and outer.reaches(reading.anchor):
        first = max(outer.at - 10, reading.anchor)
        commas = [at for at in range(first + 1, outer.at + 1) if sentence.has_comma(at)]
        first = commas[-1] if commas else first
        return without(sentence, range(first, len(words)), aside), True
    # "In June, said X, Y may": the date stands with what is said.
    first = outer.at if outer.at and is_inverted(sentence, outer) else 0
    first = first or sentence.back(outer.at, sentence.turns)  # "Gone in May? No, X said."
    first = first if reading.anchor < first or outer.at < reading.anchor else 0
    return without(sentence, range(first, stop), aside), True


def _tells(cue: Cue, anchor: int) -> bool:
    """Whether what a voice says, though not the word that was read, fills a clause after it."""
    return cue.force in VOICES and 0 <= anchor < cue.at and cue.stop - cue.start >= _CLAUSE


_CLAUSE = 5


def _is_pluperfect(reading: Reading) -> bool:
    """Whether the saying itself lies back: "the ministry had denied"."""
    sentence = reading.sentence
    for cue in reading.deciding:
        if cue.force in VOICES - {Force.WITHHOLDS} and cue.at:
            group = sentence.words[verb_group(sentence, cue.at) : cue.at]
            before = [word.text for word in group]
            had = "had" in before and before[before.index("had") + 1 :][:1] != [
                "to"
            ]  # "had to admit"
            if had and cue.start <= reading.anchor:
                outer = [
                    other
                    for other in reading.deciding
                    if other.at < cue.at and other.force in {Force.SAYS, Force.CONFIRMS}
                ]
                if not outer:
                    return True
    return False
