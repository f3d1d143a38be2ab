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
from monitor.domain.speech.reach import Force

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def novelty_of(
    passage: Passage, reading: Reading, said: Attribution | None, setting: Setting
) -> tuple[Novelty, str]:
    """New or recap, and the words it rests on.

    A statement is recalled when its saying is dated back ("last week X said", "had denied"),
    or when it stands in the later part of an article about something else.
    """
    frame = _frame(reading)
    # Without a speaker, a date is that of the event.
    age = backdating(frame, setting.published if said is not None else None)
    fresh = freshness(frame, setting.published)
    if age and not fresh:
        return Novelty.RECAP, age
    if setting.genre is Genre.LIVE_BLOG and said is not None:
        past = _other_day(frame, setting.published)  # a live blog is of its day
        if past:
            return Novelty.RECAP, past
    if _is_pluperfect(reading) and not fresh:
        return Novelty.RECAP, "had"
    aside = len(setting.sentences) >= 5 and passage.index >= len(setting.sentences) * 0.4
    same = said is not None and bool(said.entity) and said.entity in setting.news_of
    live = setting.genre is Genre.LIVE_BLOG
    if aside and not (setting.lead_on_claim or fresh or same or live):
        return Novelty.RECAP, "background of another story"
    return Novelty.NEW, fresh


def _other_day(text: str, published: date | None) -> str:
    """The words that put a statement on a day before that of a live blog, "" if none do."""
    words = [fold(word) for word in re.findall(r"[\w-]+", text)]
    if "yesterday" in words and "today" not in words:
        return "yesterday"
    today = WEEKDAYS[published.weekday()] if published is not None else ""
    days = [word for word in words if word in cues.WEEKDAYS]
    return days[0] if published is not None and days and today not in days else ""


def _frame(reading: Reading) -> str:
    """The sentence without what is stated in it: where the statement's own date stands."""
    sentence = reading.sentence
    voices = [
        cue
        for cue in reading.deciding
        if cue.force in {Force.SAYS, Force.CONFIRMS, Force.DENIES, Force.BELIEVES, Force.WITHHOLDS}
    ]
    if not voices or reading.points_back:
        return sentence.text
    outer = min(voices, key=lambda cue: cue.at)
    words = sentence.words
    stop = outer.after
    while stop < len(words) and stop - outer.after < 8:
        if words[stop].text in {"that", "it", "its", "the"} and words[stop - 1].text not in {
            "in",
            "to",
        }:
            break
        stop += 1
    if outer.at > reading.anchor:
        return sentence.printed(max(outer.at - 10, reading.anchor), len(words))
    return sentence.printed(0, stop)


def _is_pluperfect(reading: Reading) -> bool:
    """Whether the saying itself lies back: "the ministry had denied"."""
    sentence = reading.sentence
    for cue in reading.deciding:
        if cue.force in {Force.SAYS, Force.CONFIRMS, Force.DENIES} and cue.at:
            before = [word.text for word in sentence.words[max(0, cue.at - 3) : cue.at]]
            if "had" in before and cue.start <= reading.anchor:
                outer = [
                    other
                    for other in reading.deciding
                    if other.at < cue.at and other.force in {Force.SAYS, Force.CONFIRMS}
                ]
                if not outer:
                    return True
    return False
