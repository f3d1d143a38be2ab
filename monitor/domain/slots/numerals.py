"""Numbers as English writes them: "1,500", "1.5m", "ten thousand", "dozens"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.language.groups import words_of
from monitor.domain.language.tokens import fold

_MAX_DIGITS = 15  # longer ones are identifiers, and floats could not hold them
_MAX_TEXT = 100_000  # characters of a text that are read
_LEXEME = re.compile(r"\d+(?:[.,\u00a0\u202f\u2009]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[^\w\s]")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")

_ONES = {
    word: value
    for value, word in enumerate(
        words_of(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        words_of("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7}
#: Glued to digits: "1.5m", "10k", "$3bn".
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
#: After these a number is a day or an hour: "on 3 May", "at 6"; another may follow it.
_DAY_OR_HOUR = words_of(
    "at by may january february march april june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
#: (at least, at most) of a number that is not named; generous, so that few contradict.
_VAGUE = {
    "dozens": (20.0, 199.0),
    "scores": (40.0, 199.0),
    "hundreds": (100.0, 1_999.0),
    "thousands": (1e3, 99_999.0),
    "millions": (1e6, 99_999_999.0),
    "billions": (1e9, 99_999_999_999.0),
}
#: "tens of thousands", "hundreds of thousands", "dozens of thousands".
_VAGUE_TIMES = {"tens": (10.0, 199.0), "dozens": (20.0, 199.0), "hundreds": (100.0, 1_999.0)}
_SOME = {"several": (2.0, 9.99), "few": (2.0, 9.99), "couple": (2.0, 3.0), "many": (2.0, 20.0)}
#: With "of", these are numbers by themselves.
_OF = {"couple": (2.0, 3.0), "pair": (2.0, 2.0), "handful": (2.0, 20.0)}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word, number or mark: ``text`` folded, ``printed`` as it stands at [start, end)."""

    text: str
    printed: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalpha()

    @property
    def is_number(self) -> bool:
        return self.text[:1].isdecimal()


@dataclass(frozen=True, kw_only=True, slots=True)
class Numeral:
    """A number in words or digits: lexemes [start, end).

    ``scale`` is what its last word multiplied by ("million"), 1 if nothing did; ``digits``
    says that it was written in figures.
    """

    low: float
    high: float
    start: int
    end: int
    scale: float = 1.0
    digits: bool = False

    @property
    def vague(self) -> bool:
        return self.low != self.high


def scan(text: str) -> tuple[Lexeme, ...]:
    """Words, numbers and marks of the first 100,000 characters of ``text``."""
    return tuple(
        Lexeme(fold(found.group()).replace("\u2019", "'"), found.group(), *found.span())
        for found in _LEXEME.finditer(text, 0, _MAX_TEXT)
        if fold(found.group())
    )


def adjacent(lexemes: Sequence[Lexeme], left: int) -> bool:
    """Whether lexeme ``left`` and the next one stand without space between them."""
    return 0 <= left < len(lexemes) - 1 and lexemes[left].end == lexemes[left + 1].start


def word_at(lexemes: Sequence[Lexeme], index: int) -> str:
    """The folded text of a lexeme, "" beyond either end."""
    return lexemes[index].text if 0 <= index < len(lexemes) else ""


def read_numeral(lexemes: Sequence[Lexeme], index: int) -> Numeral | None:
    """The longest number that starts at lexeme ``index``, None if there is none."""
    if index >= len(lexemes):
        return None
    if lexemes[index].is_number:
        return _in_digits(lexemes, index)
    return _vague(lexemes, index) or _in_words(lexemes, index)


def _digits_value(printed: str) -> float | None:
    if len(printed) > _MAX_DIGITS + 5:
        return None
    if _GROUPED.fullmatch(printed):
        return float(re.sub(r"[^\d.]", "", printed))
    return float(printed) if _PLAIN.fullmatch(printed) else None


def _in_digits(lexemes: Sequence[Lexeme], index: int) -> Numeral | None:
    value = _digits_value(lexemes[index].printed)
    if value is None:
        return None
    end, scale = index + 1, 1.0
    while _is_group(lexemes, index, end):  # "10 000"
        value, end = value * 1000 + float(lexemes[end].printed), end + 1
    suffix = word_at(lexemes, end)
    if adjacent(lexemes, index) and suffix in _SUFFIXES:
        scale, end = _SUFFIXES[suffix], end + 1
    value, scale, end = _multiplied(lexemes, end, value * scale, scale)
    return Numeral(low=value, high=value, start=index, end=end, scale=scale, digits=True)


def _is_group(lexemes: Sequence[Lexeme], first: int, at: int) -> bool:
    """Whether lexeme ``at`` is the next three digits of the number that starts at ``first``."""
    if not (0 < at < len(lexemes)) or len(lexemes[first].printed) > 3:
        return False
    if lexemes[first].printed[0] == "0" or not lexemes[first].printed.isdecimal():
        return False
    if word_at(lexemes, first - 1) in _DAY_OR_HOUR:
        return False
    gap = lexemes[at].start - lexemes[at - 1].end
    printed = lexemes[at].printed
    return gap == 1 and len(printed) == 3 and printed.isdecimal()


def _multiplied(
    lexemes: Sequence[Lexeme], end: int, value: float, scale: float
) -> tuple[float, float, int]:
    """``value`` times the scale words at ``end``: "1.5 million", "3 hundred thousand"."""
    word = word_at(lexemes, end)
    if word in {"hundred", "dozen"}:
        by = 100.0 if word == "hundred" else 12.0
        value, scale, end = value * by, scale * by, end + 1
    word = word_at(lexemes, end)
    if word in _SCALES or word in {"mn", "bn", "tn"}:
        by = _SCALES.get(word) or _SUFFIXES[word]
        value, scale, end = value * by, scale * by, end + 1
    return value, scale, end


def _vague(lexemes: Sequence[Lexeme], index: int) -> Numeral | None:
    """Read "dozens", "tens of thousands", "several hundred", "a few thousand"."""
    word, end = word_at(lexemes, index), index + 1
    if word in _VAGUE_TIMES and word_at(lexemes, end) == "of":
        unit = word_at(lexemes, end + 1)
        if unit in {"thousands", "millions", "billions"}:
            scale = _SCALES[unit[:-1]]
            low, high = _VAGUE_TIMES[word]
            return Numeral(low=low * scale, high=high * scale, start=index, end=end + 2)
    if word in _VAGUE:
        low, high = _VAGUE[word]
        return Numeral(low=low, high=high, start=index, end=end)
    if word == "a" and word_at(lexemes, end) in _OF and word_at(lexemes, end + 1) == "of":
        low, high = _OF[word_at(lexemes, end)]
        if word_at(lexemes, end + 2) not in _SCALES and word_at(lexemes, end + 2) != "hundred":
            return Numeral(low=low, high=high, start=index, end=end + 2)
    if word == "a" and word_at(lexemes, end) in {"few", "couple"}:
        word, end = word_at(lexemes, end), end + 1
    if word not in _SOME:
        return None
    if word == "couple" and word_at(lexemes, end) == "of":
        end += 1
    low, high = _SOME[word]
    low, scale, after = _multiplied(lexemes, end, low, 1.0)
    if after == end:
        return None  # "several soldiers" names no number
    return Numeral(low=low, high=high * scale, start=index, end=after, scale=scale)


def _in_words(lexemes: Sequence[Lexeme], index: int) -> Numeral | None:
    """Read "twenty-five", "ten thousand", "two hundred and fifty", "half a million"."""
    total, current, scale, end = 0.0, 0.0, 1.0, index
    article = word_at(lexemes, index) in {"a", "an"}
    if word_at(lexemes, index) == "half" and word_at(lexemes, index + 1) in {"a", "of"}:
        return _half(lexemes, index)
    if [word_at(lexemes, index + i) for i in range(3)] == ["a", "half", "dozen"]:
        return Numeral(low=6, high=6, start=index, end=index + 3)
    if article:
        if word_at(lexemes, index + 1) not in {"hundred", "dozen", *_SCALES}:
            return None
        current, end = 1.0, index + 1
    while True:
        at = _skip_link(lexemes, end, started=end > index and not article)
        word = word_at(lexemes, at)
        if word in _ONES and current % 10 == 0 and (current % 100 == 0 or _ONES[word] < 10):
            current += _ONES[word]
        elif word in _TENS and current % 100 == 0:
            current += _TENS[word]
        elif word == "hundred" and 0 < current < 100:
            current, scale = current * 100, 100.0
        elif word == "dozen" and 0 < current < 100:
            current, end = current * 12, at + 1
            break
        elif word in _SCALES and current:
            total, current, scale = total + current * _SCALES[word], 0.0, _SCALES[word]
        elif word == "half" and _is_half(lexemes, at) and current:
            current += 0.5
        else:
            break
        end, article = at + 1, False
    value = total + current
    if end == index or (value == 0 and word_at(lexemes, index) != "zero"):
        return None
    return Numeral(low=value, high=value, start=index, end=end, scale=scale)


def _skip_link(lexemes: Sequence[Lexeme], end: int, *, started: bool) -> int:
    """Where the next number word may stand: after "twenty-" or "hundred and"."""
    link = word_at(lexemes, end)
    if not started:
        return end
    if link == "-" and adjacent(lexemes, end - 1) and adjacent(lexemes, end):
        return end + 1
    if link == "and":
        following, before = word_at(lexemes, end + 1), word_at(lexemes, end - 1)
        if before in {"hundred", *_SCALES} and (following in _ONES or following in _TENS):
            return end + 1
        if following == "a" and word_at(lexemes, end + 2) == "half":
            return end + 2
    return end


def _is_half(lexemes: Sequence[Lexeme], at: int) -> bool:
    return word_at(lexemes, at - 1) == "a" and word_at(lexemes, at - 2) == "and"


def _half(lexemes: Sequence[Lexeme], index: int) -> Numeral | None:
    word = word_at(lexemes, index + 2)
    scale = 12.0 if word == "dozen" else _SCALES.get(word)
    if scale is None:
        return None
    value = scale / 2
    return Numeral(low=value, high=value, start=index, end=index + 3, scale=scale)
