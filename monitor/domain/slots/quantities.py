"""How much of what a text speaks of, and whether two texts agree on it.

Numbers in words and figures with their bounds ("at least", "up to", "between ... and"),
unit and what is counted. Dates, times of day, ages, ordinals and the numbers in names
(a road, a resolution, a type of aircraft) are no quantities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.domain.judgement import SlotMatch
from monitor.domain.language.groups import group_of, words_of
from monitor.domain.model import Span
from monitor.domain.slots.counted import read_counted, read_fate
from monitor.domain.slots.modifiers import (
    ABOUT,
    AFTER,
    AFTER_NOUN,
    LOWER,
    UPPER,
    modifier_before,
)
from monitor.domain.slots.numerals import (
    Lexeme,
    Numeral,
    adjacent,
    read_numeral,
    scan,
    word_at,
)
from monitor.domain.slots.shares import factor_before, is_idle_one, whole_after
from monitor.domain.slots.units import is_name_or_time, read_currency, read_unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """So much of something, in the text at ``span``.

    ``low`` and ``high`` bound it, None = open on that side; a plain number has both the same.
    ``unit`` is "" for a count, else "percent", a currency ("USD") or a measure ("km");
    ``counted`` is the noun that is counted, as a lemma standing for its synonyms, "" if the
    text does not say; ``fate`` is what befell them ("killed"), "" if nothing;
    ``approx`` says that the text itself rounds.
    """

    low: float | None
    high: float | None
    unit: str = ""
    counted: str = ""
    fate: str = ""
    approx: bool = False
    span: Span


_DASHES = frozenset({"-", "\u2013", "\u2014"})
#: "from 10 to 20" is no range after these.
_CHANGES = frozenset(
    words_of(
        "rise rose risen rises rising grow grew grown grows growing increase increased increases "
        "increasing fall fell fallen falls falling drop dropped drops dropping cut cuts cutting "
        "reduce reduced reduces reducing decline declined climb climbed jump jumped raise raised "
        "raises raising up down shrink shrank double doubled soar soared swell swelled went goes "
        "lower lowered slip slipped expand expanded"
    )
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity in ``text`` (its first 100,000 characters), in order."""
    lexemes = scan(text)
    found = []
    index = 0
    while index < len(lexemes):
        numeral = read_numeral(lexemes, index)
        if numeral is None:
            index += 1
            continue
        span, end = _range(lexemes, numeral)
        last = end
        if not is_name_or_time(lexemes, numeral, last):
            quantity, last = _quantity(lexemes, numeral, span, end)
            if quantity is not None:
                found.append(quantity)
        index = max(last, numeral.end)
    return tuple(found)


def _range(lexemes: Sequence[Lexeme], first: Numeral) -> tuple[tuple[float, float], int]:
    """(least, most) of the number or range that starts with ``first``, and where it ends."""
    alone = ((first.low, first.high), first.end)
    at = first.end
    link = word_at(lexemes, at)
    before = word_at(lexemes, first.start - 1)
    if before in {"$", "\u20ac", "\u00a3"}:
        before = word_at(lexemes, first.start - 2)
    if link in _DASHES:
        if not (adjacent(lexemes, at - 1) and adjacent(lexemes, at)):
            return alone
    elif link == "and":
        if before != "between":
            return alone
    elif link == "to":
        words = {word_at(lexemes, first.start - back) for back in range(2, 7)}
        if before == "from" and words & _CHANGES:
            return alone
    elif link != "or":
        return alone
    at += 1
    if read_currency(lexemes, at):
        at += 1
    second = read_numeral(lexemes, at)
    if second is None or first.vague or second.vague:
        return alone
    low, high = first.low, second.high
    if first.scale == 1 and second.scale > 1 and low < high / second.scale:
        low *= second.scale  # "three to four thousand"
    if low >= high or (link == "or" and high > 1.5 * low + 1):
        return alone
    return (low, high), second.end


def _quantity(
    lexemes: Sequence[Lexeme], numeral: Numeral, bounds: tuple[float, float], end: int
) -> tuple[Quantity | None, int]:
    """The quantity around a number, and the lexeme to go on with; None for a bare "one"."""
    low: float | None
    high: float | None
    low, high = bounds
    start, meanings = numeral.start, set[str]()
    currency, start = _currency_before(lexemes, start)
    while (found := modifier_before(lexemes, start)) is not None:
        meanings.add(found[1])
        start = found[0]
    if word_at(lexemes, start - 1) == "between" and low != high:
        start -= 1
    for words, meaning in AFTER:
        if tuple(word_at(lexemes, end + i) for i in range(len(words))) == words:
            meanings.add(meaning)
            end += len(words)
            break
    unit, after = (currency, end) if currency else read_unit(lexemes, end)
    whole = None if unit else whole_after(lexemes, after)
    if whole is not None:  # "1,500 of its 9,000 jobs": the jobs are what is counted
        after = whole
    counted, last = read_counted(lexemes, after, measured=bool(unit))
    fate = "" if unit else read_fate(lexemes, start, last)
    bound = AFTER_NOUN.get((word_at(lexemes, last), word_at(lexemes, last + 1)))
    if bound and counted:
        meanings.add(bound)
    if is_idle_one(lexemes, numeral):
        return None, numeral.end
    share, start = factor_before(lexemes, start)
    if share != 1.0:
        low, high = low * share, high * share
        meanings.add(ABOUT)
    if (
        not counted
        and not fate
        and not unit
        and not numeral.digits
        and numeral.low == numeral.high == 1
    ):
        return None, numeral.end
    if low == high:
        low = None if UPPER in meanings else low
        high = None if LOWER in meanings and UPPER not in meanings else high
    span = Span(lexemes[start].start, lexemes[max(last, after, end) - 1].end)
    quantity = Quantity(
        low=low,
        high=high,
        unit=unit,
        counted=counted,
        fate=fate,
        approx=ABOUT in meanings or numeral.vague,
        span=span,
    )
    return quantity, max(after, end)


def _currency_before(lexemes: Sequence[Lexeme], start: int) -> tuple[str, int]:
    currency = read_currency(lexemes, start - 1)
    if not currency:
        return "", start
    has_prefix = currency != "USD" or word_at(lexemes, start - 2) == "us"
    return currency, start - 2 if has_prefix and adjacent(lexemes, start - 2) else start - 1


#: How far two numbers may be apart and still say the same, as a share of the larger.
_EXACT, _ROUNDED = 0.05, 0.15
#: "At least 1,000" and "up to 1,000" say that the number is of this order: no more than
#: twice, no less than half.
_ORDER = 2.0


def compare(claim: Quantity, passage: Quantity) -> SlotMatch:
    """Whether ``passage`` names the claim's figure.

    ABSENT when they count different things or in different units. A claim's bound holds as it
    is said ("at least 1,000" is met by 5,000); a passage's bound only vouches for figures of
    its order ("more than 1,000" does not vouch for 10,000). A small odd figure is meant exactly.
    """
    finer = passage.low is not None and passage.low != int(passage.low)  # 8.1 for 8
    exact = _is_exact(claim) and not passage.approx and not finer
    claim, passage = _in_base_unit(claim), _in_base_unit(passage)
    if claim.unit != passage.unit:
        return SlotMatch.ABSENT
    named = bool(claim.counted and passage.counted)
    if named and group_of(claim.counted) != group_of(passage.counted):
        return SlotMatch.ABSENT
    if claim.fate and passage.fate and claim.fate != passage.fate:
        return SlotMatch.ABSENT
    known = claim.fate == passage.fate and bool(named or claim.fate or claim.unit)
    slack = _ROUNDED if claim.approx or passage.approx else 0.0 if exact else _EXACT
    if (claim.low, claim.high) == (passage.low, passage.high):
        same = SlotMatch.MATCH
    elif _overlap(_claimed(claim), _vouched(passage), slack):
        same = SlotMatch.COMPATIBLE
    else:
        same = SlotMatch.MISMATCH
    if known:
        return same
    # What is counted, or what befell them, is not said: enough to agree, not enough to contradict.
    return SlotMatch.ABSENT if same is SlotMatch.MISMATCH else SlotMatch.COMPATIBLE


def _is_exact(quantity: Quantity) -> bool:
    """Whether a figure is small and odd enough to be meant as it stands: 67, not 1,503 or 60."""
    low = quantity.low
    whole = low is not None and low == quantity.high and low == int(low)
    return whole and not quantity.approx and low is not None and low < 100 and low % 10 != 0


def _claimed(quantity: Quantity) -> tuple[float, float]:
    low = 0.0 if quantity.low is None else quantity.low
    return low, math.inf if quantity.high is None else quantity.high


def _vouched(quantity: Quantity) -> tuple[float, float]:
    if quantity.low is None:
        high = quantity.high or 0.0
        return high / _ORDER, high
    if quantity.high is None:
        return quantity.low, quantity.low * _ORDER
    return quantity.low, quantity.high


def _overlap(one: tuple[float, float], other: tuple[float, float], slack: float) -> bool:
    below, above = sorted((one, other))
    gap = above[0] - below[1]
    return gap <= slack * above[0]


#: Measures that convert: (base unit, factor).
_BASES = {
    "minute": ("second", 60.0),
    "hour": ("second", 3_600.0),
    "day": ("second", 86_400.0),
    "week": ("second", 604_800.0),
    "month": ("second", 2_629_800.0),
    "year": ("second", 31_557_600.0),
    "km": ("metre", 1_000.0),
    "mile": ("metre", 1_609.344),
    "tonne": ("kg", 1_000.0),
}


def _in_base_unit(quantity: Quantity) -> Quantity:
    base, factor = _BASES.get(quantity.unit, (quantity.unit, 1.0))
    low = None if quantity.low is None else quantity.low * factor
    high = None if quantity.high is None else quantity.high * factor
    return replace(quantity, unit=base, low=low, high=high)
