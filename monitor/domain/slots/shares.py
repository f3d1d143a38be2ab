"""Parts of a whole: "a third of the 12,000", "1,500 of its 9,000 jobs"."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language.groups import words_of
from monitor.domain.slots.numerals import Lexeme, Numeral, read_numeral, word_at

_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PARTS |= {f"{word}s": size for word, size in _PARTS.items()} | {"halves": 2}
_TIMES = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "nine": 9}
_DETERMINERS = frozenset(words_of("the its their his her our all those these some about"))
_IDLE = frozenset(words_of("of day morning night evening time another more"))


def factor_before(lexemes: Sequence[Lexeme], start: int) -> tuple[float, int]:
    """(share, its first lexeme) of the fraction before ``start``; 1 where there is none."""
    at = start - 1
    while word_at(lexemes, at) in _DETERMINERS:
        at -= 1
    if word_at(lexemes, at) == "of":
        at -= 1
    elif word_at(lexemes, at) != "half" or at == start - 1:
        return 1.0, start
    size = _PARTS.get(word_at(lexemes, at))
    if size is None:
        return 1.0, start
    at -= 1
    if word_at(lexemes, at) == "-":
        at -= 1
    times = _TIMES.get(word_at(lexemes, at))
    return (times or 1) / size, at if times else at + 1


def whole_after(lexemes: Sequence[Lexeme], end: int) -> int | None:
    """Where the noun begins after "of its 9,000" at lexeme ``end``; None for no such whole."""
    if word_at(lexemes, end) != "of":
        return None
    at = end + 1
    while word_at(lexemes, at) in _DETERMINERS:
        at += 1
    whole = read_numeral(lexemes, at) if at > end + 1 else None
    return whole.end if whole is not None else None


def is_idle_one(lexemes: Sequence[Lexeme], numeral: Numeral) -> bool:
    """Whether a "one" counts nothing: "one of the founders", "One day the river ..."."""
    if numeral.digits or not numeral.low == numeral.high == 1:
        return False
    if word_at(lexemes, numeral.start) != "one":
        return False
    after = word_at(lexemes, numeral.end)
    opens = not word_at(lexemes, numeral.start - 1)[:1].isalnum()
    return after == "of" or (opens and after in _IDLE)
