"""When something happened: dates named in a sentence, and whether two of them agree."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.domain.judgement import SlotMatch
from monitor.domain.language.cues import SPEECH
from monitor.domain.slots.sentence import Sentence
from monitor.domain.slots.units import MONTHS

_WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
_RELATIVE = {"today": 0, "yesterday": -1, "tomorrow": 1}
#: A date without a year may lie this far ahead of the day it is read from.
_AHEAD = timedelta(days=45)
#: Which months they are depends on the side of the equator: the year must do.
_SEASONS = frozenset(("spring", "summer", "autumn", "winter"))
_DASHES = frozenset("-\u2013\u2014")


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """The days from ``low`` to ``high``, named by the words [first, last).

    ``saying``: the date is when somebody said something, not when it happened.
    """

    low: date
    high: date
    first: int
    last: int
    saying: bool = False

    @property
    def is_day(self) -> bool:
        return self.low == self.high


def find_periods(sentence: Sentence, on: date | None) -> tuple[Period, ...]:
    """Every date in ``sentence``, in order.

    ``on`` is the day it was written, from which weekdays and missing years are counted;
    without it such dates are left out.
    """
    found = []
    index = 0
    while index < len(sentence.words):
        period = _period(sentence, index, on)
        if period is None:
            index += 1
            continue
        found.append(period)
        index = period.last
    return tuple(found)


def _period(sentence: Sentence, index: int, on: date | None) -> Period | None:
    word = sentence.word(index)
    found = _iso(sentence, index) or _day_first(sentence, index, on)
    found = found or _month_first(sentence, index, on) or _year(sentence, index)
    if found is None and on is not None:
        found = _relative(word, sentence, index, on)
    if found is None:
        return None
    low, high, last = found
    return Period(
        low=low, high=high, first=index, last=last, saying=_is_of_saying(sentence, index, last)
    )


_Found = tuple[date, date, int]


def _number(sentence: Sentence, index: int) -> int:
    """The plain number at ``index`` of at most four digits, 0 if there is none."""
    word = sentence.word(index)
    return int(word) if word.isascii() and word.isdecimal() and len(word) <= 4 else 0


def _day_number(sentence: Sentence, index: int) -> int:
    number = _number(sentence, index)
    return number if 1 <= number <= 31 else 0


def _year_number(sentence: Sentence, index: int) -> int:
    number = _number(sentence, index)
    return number if 1900 <= number < 2100 else 0


def _month(sentence: Sentence, index: int) -> int:
    if not 0 <= index < len(sentence.words):
        return 0
    printed = sentence.text[sentence.words[index].start]
    return MONTHS.get(sentence.word(index), 0) if printed.isupper() else 0


def _iso(sentence: Sentence, index: int) -> _Found | None:
    """Read "2024-10-03"."""
    year, month = _year_number(sentence, index), _number(sentence, index + 1)
    day = _number(sentence, index + 2)
    if not year or sentence.gap(index + 1) != "-" or sentence.gap(index + 2) != "-":
        return None
    return _days(year, month, day, day, index + 3)


def _days(year: int, month: int, first: int, last: int, end: int) -> _Found | None:
    try:
        return date(year, month, first), date(year, month, max(first, last)), end
    except ValueError:
        return None


def _to_day(sentence: Sentence, index: int) -> int:
    """The last day of a range whose first day is the word before ``index``, 0 if it is none."""
    linked = sentence.gap(index).strip() in _DASHES and bool(sentence.gap(index).strip())
    return _day_number(sentence, index) if linked else 0


def _day_first(sentence: Sentence, index: int, on: date | None) -> _Found | None:
    """Read "3 October 2024", "8-13 October", "3rd of October"."""
    day, at = _day_number(sentence, index), index + 1
    if not day:
        return None
    if sentence.word(at) in {"st", "nd", "rd", "th"} and not sentence.gap(at):
        at += 1
    last = _to_day(sentence, at)
    at += bool(last)
    at += sentence.word(at) == "of"
    month = _month(sentence, at)
    if not month:
        return None
    return _dated(sentence, month, day, last or day, at + 1, on)


def _month_first(sentence: Sentence, index: int, on: date | None) -> _Found | None:
    """Read "October 3, 2024", "Oct. 8-13", "in October 2024", "in October"."""
    month = _month(sentence, index)
    if not month:
        return None
    day = _day_number(sentence, index + 1)
    if day:
        last = _to_day(sentence, index + 2)
        return _dated(sentence, month, day, last or day, index + 2 + bool(last), on)
    year, end = _year_number(sentence, index + 1), index + 2
    if not year:
        if on is None or sentence.word(index - 1) not in _BEFORE_MONTH:
            return None  # "May" and "March" are words too
        year, end = _likely_year(month, 1, on), index + 1
    first, last = _PARTS_OF_MONTH.get(_part_before(sentence, index), (1, 31))
    return date(year, month, first), date(year, month, min(last, _length(year, month))), end


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _part_before(sentence: Sentence, index: int) -> str:
    """The part of a month named before it: "late October", "mid-October", "the end of October"."""
    word = sentence.word(index - 1)
    if word == "of" and sentence.word(index - 3) == "the":
        word = sentence.word(index - 2)
    return word


#: Days of a month's parts, generous at the borders.
_PARTS_OF_MONTH = {
    "early": (1, 12),
    "beginning": (1, 12),
    "start": (1, 12),
    "mid": (8, 22),
    "middle": (8, 22),
    "late": (18, 31),
    "end": (20, 31),
}
_BEFORE_MONTH = frozenset(("in", "since", "last", "early", "late", "mid", "this", "of", "by"))


def _dated(
    sentence: Sentence, month: int, first: int, last: int, end: int, on: date | None
) -> _Found | None:
    year = _year_number(sentence, end)
    if year:
        return _days(year, month, first, last, end + 1)
    return None if on is None else _days(_likely_year(month, first, on), month, first, last, end)


def _likely_year(month: int, day: int, on: date) -> int:
    """The year of a date without one: the latest that is not far ahead of ``on``."""
    ahead = on + _AHEAD
    return ahead.year if (month, day) <= (ahead.month, ahead.day) else ahead.year - 1


def _year(sentence: Sentence, index: int) -> _Found | None:
    """Read "in 2023"."""
    year = _year_number(sentence, index)
    if not year or sentence.word(index - 1) not in {"in", "during", "since", "early", "late"}:
        return None
    return date(year, 1, 1), date(year, 12, 31), index + 1


def _relative(word: str, sentence: Sentence, index: int, on: date) -> _Found | None:
    """Read "Yesterday", "on Friday", "last week"."""
    if word in _RELATIVE:
        day = on + timedelta(days=_RELATIVE[word])
        return day, day, index + 1
    if word in _WEEKDAYS:
        back = (on.weekday() - _WEEKDAYS[word]) % 7
        if sentence.word(index - 1) == "next":
            return None
        day = on - timedelta(days=back)
        return day, day, index + 1
    following = sentence.word(index + 1)
    if word == "last" and following == "year":
        return date(on.year - 1, 1, 1), date(on.year - 1, 12, 31), index + 2
    if word in {"this", "last"} and following in _SEASONS:
        days = (300, 0) if word == "this" else (550, 1)
        return on - timedelta(days=days[0]), on - timedelta(days=days[1]), index + 2
    if word == "last" and following in {"week", "month"}:
        days = {"week": (14, 1), "month": (62, 1)}[following]
        return on - timedelta(days=days[0]), on - timedelta(days=days[1]), index + 2
    return None


def _is_of_saying(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a verb of saying is next to a date: "said on Friday", "on Friday said"."""
    near: Sequence[int] = [*range(max(0, first - 4), first), last]
    for index in near:
        if index < len(sentence.words) and sentence.lemmas[index] in SPEECH:
            crossed = any("," in sentence.gap(i) for i in range(index + 1, first + 1))
            if not crossed:
                return True
    return False


def compare_periods(claim: Period, passage: Period) -> SlotMatch:
    """Whether two dates can be the same time; a day's difference may be the time zone's."""
    if (claim.low, claim.high) == (passage.low, passage.high):
        return SlotMatch.MATCH
    slack = timedelta(days=1 if claim.is_day or passage.is_day else 0)
    if claim.low - slack <= passage.high and passage.low - slack <= claim.high:
        inside = claim.low <= passage.low and passage.high <= claim.high
        return SlotMatch.MATCH if inside and not claim.is_day else SlotMatch.COMPATIBLE
    return SlotMatch.MISMATCH
