"""Words beside a number that bound or round it: "at least", "up to", "or so"."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.slots.numerals import Lexeme

LOWER = "lower"  # the number is the least it can be
UPPER = "upper"  # the number is the most it can be
ABOUT = "about"
#: Words before a number, longest first.
BEFORE: tuple[tuple[tuple[str, ...], str], ...] = tuple(
    sorted(
        (
            (tuple(phrase.split()), meaning)
            for meaning, phrases in (
                (
                    LOWER,
                    "at least|no fewer than|no less than|not less than|not fewer than|more than|"
                    "over|above|exceeding|upwards of|greater than|in excess of|a minimum of|"
                    "well over|well more than|at the very least",
                ),
                (
                    UPPER,
                    "up to|as many as|as much as|at most|no more than|not more than|fewer than|"
                    "less than|under|below|a maximum of|at the most|well under",
                ),
                (
                    ABOUT,
                    "about|around|approximately|roughly|some|nearly|almost|close to|estimated|"
                    "an estimated|circa|just over|just under|a little over|slightly more than|"
                    "slightly over|slightly under|slightly fewer than|slightly less than|~|"
                    "in the region of|somewhere around|barely|perhaps|an average of|average",
                ),
            )
            for phrase in phrases.split("|")
        ),
        key=lambda entry: -len(entry[0]),
    )
)
AFTER: tuple[tuple[tuple[str, ...], str], ...] = (
    (("or", "more"), LOWER),
    (("or", "so"), ABOUT),
    (("or", "fewer"), UPPER),
    (("or", "less"), UPPER),
    (("-", "plus"), LOWER),
    (("-", "odd"), ABOUT),
    (("+",), LOWER),
)
#: After the noun: "15 lorries at most".
AFTER_NOUN = {("at", "most"): UPPER, ("at", "least"): LOWER, ("or", "more"): LOWER}


def modifier_before(lexemes: Sequence[Lexeme], start: int) -> tuple[int, str] | None:
    """(its first lexeme, its meaning) of the modifier that ends before ``start``."""
    for words, meaning in BEFORE:
        first = start - len(words)
        if first >= 0 and all(lexemes[first + i].text == word for i, word in enumerate(words)):
            return first, meaning
    return None
