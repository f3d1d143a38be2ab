"""300 generated sentences whose quantities are known from how they were made; all must be read."""

import random
from dataclasses import dataclass

import pytest

from monitor.domain.judgement import SlotMatch
from monitor.domain.slots.quantities import compare, find_quantities

SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
SMALL = SMALL_WORDS.split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spell(number: int) -> str:
    """A whole number in English words, written independently of the reader under test."""
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand")):
        if number >= size:
            rest = number % size
            head = f"{spell(number // size)} {name}"
            return head + ((" and " if rest < 100 else " ") + spell(rest) if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{SMALL[number // 100]} hundred" + (f" and {spell(rest)}" if rest else "")
    if number >= 20:
        return TENS[number // 10] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    return SMALL[number]


def write(number: int, rng: random.Random) -> str:
    """A number as news texts write it."""
    ways = [f"{number:,}", spell(number)]
    if number % 100_000 == 0 and number >= 1_000_000:
        ways += [f"{number / 1e6:g} million", f"{number / 1e6:g}m"]
    if number % 1000 == 0 and number < 1_000_000:
        ways += [f"{number // 1000} thousand", f"{number // 1000}k"]
    if not 1800 <= number < 2100 and number < 10_000:
        ways.append(str(number))
    return rng.choice(ways)


#: (as written, the noun it stands for)
NOUNS = (
    ("soldiers", "soldier"), ("troops", "soldier"), ("North Korean soldiers", "soldier"),
    ("heavily armed soldiers", "soldier"), ("shells", "shell"), ("artillery rounds", "shell"),
    ("people", "person"), ("civilians", "civilian"), ("refugees", "refugee"),
    ("cruise missiles", "missile"), ("children", "child"), ("police officers", "policeman"),
    ("homes", "home"), ("aid workers", "worker"), ("tanks", "tank"), ("of its drones", "drone"),
)  # fmt: skip
LOWER = ("at least", "more than", "over", "no fewer than", "in excess of", "upwards of")
UPPER = ("up to", "as many as", "no more than", "fewer than", "at most")
ABOUT = ("about", "around", "roughly", "some", "nearly", "an estimated", "approximately")
FRAMES = (
    "The ministry said on 3 October 2024 that {} were sent across the border.",
    "In 2023, {} crossed the river, an aide aged 45 told reporters at 10:30.",
    "They moved {} to the front in the 2nd week of May, flight MH17 notwithstanding.",
    "He counted {} near route 66 before the T-72 arrived.",
)


@dataclass(frozen=True)
class Made:
    text: str
    low: float | None
    high: float | None
    unit: str
    counted: str
    approx: bool


def number(rng: random.Random) -> int:
    pick = rng.random()
    if pick < 0.3:
        return rng.randint(2, 99)
    if pick < 0.6:
        return rng.randint(100, 9_999)
    if pick < 0.85:
        return rng.randint(10, 999) * 1000
    return rng.randint(10, 99) * 100_000


def make(rng: random.Random) -> Made:
    value, frame = number(rng), rng.choice(FRAMES)
    noun, counted = rng.choice(NOUNS)
    low: float | None = value
    high: float | None = value
    approx, unit = False, ""
    kind = rng.choice(("plain", "lower", "upper", "about", "range", "money", "percent"))
    said = f"{write(value, rng)} {noun}"
    if kind == "lower":
        said, high = f"{rng.choice(LOWER)} {said}", None
    elif kind == "upper":
        said, low = f"{rng.choice(UPPER)} {said}", None
    elif kind == "about":
        said, approx = f"{rng.choice(ABOUT)} {said}", True
    elif kind == "range":
        high = value + rng.randint(1, 3) * value
        first, second = f"{value:,}", f"{int(high):,}"
        shape = rng.choice(("between {} and {}", "{} to {}", "{}-{}", "{}\u2013{}"))
        said = f"{shape.format(first, second)} {noun}"
    elif kind == "money":
        sign, unit = rng.choice(
            (("$", "USD"), ("\u20ac", "EUR"), ("US$", "USD"), ("\u00a3", "GBP"))
        )
        value = rng.randint(2, 90) * 1_000_000
        low = high = value
        shape = rng.choice(("{} million", "{}m", "{} mn"))
        said, counted = f"{sign}{shape.format(value // 1_000_000)} in aid", "aid"
    elif kind == "percent":
        value = rng.randint(2, 99)
        low = high = value
        shape = rng.choice(("{} percent", "{}%", "{} per cent"))
        said, unit = f"{shape.format(value)} of {noun.removeprefix('of its ')}", "percent"
    return Made(frame.format(said), low, high, unit, counted, approx)


def corpus() -> list[Made]:
    rng = random.Random(1723)
    return [make(rng) for _ in range(300)]


@pytest.mark.parametrize("made", corpus(), ids=lambda made: made.text[:60])
def test_a_generated_quantity_is_read(made: Made) -> None:
    found = find_quantities(made.text)
    assert len(found) == 1, [quantity.span.of(made.text) for quantity in found]
    quantity = found[0]
    hidden = "of North Korean" in made.text  # there not said is allowed, wrong is not
    assert quantity.counted in ({"", made.counted} if hidden else {made.counted})
    assert (quantity.low, quantity.high) == (made.low, made.high)
    assert (quantity.unit, quantity.approx) == (made.unit, made.approx)


def test_numbers_far_apart_contradict_and_equal_ones_do_not() -> None:
    rng = random.Random(5)
    for _ in range(300):
        value = rng.randint(30, 2_000_000)
        other = int(value * rng.choice((1, 1.01, 2, 4, 0.5, 0.1)))
        claim, passage = (
            find_quantities(f"it lost {write(n, rng)} soldiers there")[0] for n in (value, other)
        )
        expected = (
            {SlotMatch.MATCH}
            if other == value
            else {SlotMatch.COMPATIBLE}
            if abs(other - value) <= 0.05 * max(value, other)
            else {SlotMatch.MISMATCH}
        )
        assert compare(claim, passage) in expected, (value, other)
