"""Quantities: what is read, what is no quantity, and when two of them agree."""

import time

import pytest

from monitor.domain.judgement import SlotMatch
from monitor.domain.slots.quantities import compare, find_quantities

MATCH, COMPATIBLE = SlotMatch.MATCH, SlotMatch.COMPATIBLE
MISMATCH, ABSENT = SlotMatch.MISMATCH, SlotMatch.ABSENT


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "counted"),
    [
        ("ten thousand soldiers", 10_000, 10_000, "", "soldier"),
        ("1.5 million refugees", 1_500_000, 1_500_000, "", "refugee"),
        ("1.5m people", 1_500_000, 1_500_000, "", "person"),
        ("half a million people", 500_000, 500_000, "", "person"),
        ("one and a half million people", 1_500_000, 1_500_000, "", "person"),
        ("a dozen tanks", 12, 12, "", "tank"),
        ("two dozen tanks", 24, 24, "", "tank"),
        ("3 hundred thousand shells", 300_000, 300_000, "", "shell"),
        ("10\u202f000 troops", 10_000, 10_000, "", "soldier"),
        ("between 3,000 and 4,000 troops", 3000, 4000, "", "soldier"),
        ("three to four thousand troops", 3000, 4000, "", "soldier"),
        ("$3-$4 billion in aid", 3e9, 4e9, "USD", "aid"),
        ("two or three drones", 2, 3, "", "drone"),
        ("at least about 300 people", 300, None, "", "person"),
        ("up to 12,000 more troops", None, 12_000, "", "soldier"),
        ("50 tanks or more", 50, None, "", "tank"),
        ("50 or more tanks", 50, None, "", "tank"),
        ("50+ tanks", 50, None, "", "tank"),
        ("100-plus tanks", 100, None, "", "tank"),
        ("a 10,000-strong contingent", 10_000, 10_000, "", "soldier"),
        ("2000 troops", 2000, 2000, "", "soldier"),
        ("1,500 “volunteer” fighters", 1500, 1500, "", "fighter"),
        ("C$5 million", 5e6, 5e6, "CAD", ""),
        ("USD 5 million", 5e6, 5e6, "USD", ""),
        ("5 million dollars", 5e6, 5e6, "USD", ""),
        ("300 pounds of explosives", 300, 300, "pound", "explosive"),
        ("40 per cent of voters", 40, 40, "percent", "voter"),
        ("2 percentage points", 2, 2, "points", ""),
        ("60 square kilometres", 60, 60, "square km", ""),
        ("5 metric tons of grain", 5, 5, "tonne", "grain"),
        ("$60m worth of arms", 60e6, 60e6, "USD", "arms"),
        ("several hundred people", 200, 999, "", "person"),
        ("a couple of hundred people", 200, 300, "", "person"),
        ("tens of thousands of workers", 10_000, 199_000, "", "worker"),
        ("dozens of people", 20, 199, "", "person"),
        ("one soldier", 1, 1, "", "soldier"),
        ("200 police officers", 200, 200, "", "policeman"),
        ("200 Philippines coast guard vessels", 200, 200, "", "ship"),
    ],
)
def test_a_quantity_is_read(
    text: str, low: float | None, high: float | None, unit: str, counted: str
) -> None:
    found = find_quantities(f"They named {text}.")
    assert len(found) == 1
    assert (found[0].low, found[0].high) == (low, high)
    assert (found[0].unit, found[0].counted) == (unit, counted)


@pytest.mark.parametrize(
    "text",
    [
        "On 8-13 October 2024, and on October 3, 2024, and on Oct. 5.",
        "In 2023 and since 2014; the 2024 vote, and 2024-10-03.",
        "At 10:30, at 5 pm, at 6 a.m. and at 0400 GMT.",
        "A 45-year-old man, aged 34, three years ago, was 2nd.",
        "Article 5, No. 7, page 12, MH17, F-16, Covid-19, 9/11, G7.",
        "No one, and not one, could say. One by one. They won 5-3.",
        "The 1990s were over on the 3rd of May.",
        "Version 1.2.3 and 999999999999999999999999 and 1,23.",
        "A few, several, and many of them; a million to one is no bet in half",
    ],
)
def test_dates_times_ages_and_names_are_no_quantities(text: str) -> None:
    found = [q.span.of(text) for q in find_quantities(text)]
    assert [words for words in found if "million" not in words] == []


def test_a_change_is_two_quantities_and_a_span_is_exact() -> None:
    text = "Output rose from 1,000 to 2,000 tanks."
    first, second = find_quantities(text)
    assert (first.low, second.low) == (1000, 2000)
    assert second.span.of(text) == "2,000 tanks"


@pytest.mark.parametrize(
    ("text", "fates"),
    [
        ("It killed 12 soldiers and wounded 30 others", ["killed", "wounded"]),
        ("20 dead, 40 people were injured", ["killed", "wounded"]),
        ("the deaths of 5 miners", ["killed"]),
        ("200 deaths and 300 captured", ["killed", "captured"]),
        ("12 soldiers crossed", [""]),
    ],
)
def test_what_befell_those_counted_is_read(text: str, fates: list[str]) -> None:
    assert [quantity.fate for quantity in find_quantities(text)] == fates


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("1,500 soldiers", "10,000 troops", MISMATCH),
        ("1,500 soldiers", "1,500 personnel", MATCH),
        ("1,500 soldiers", "1,500 shells", ABSENT),
        ("at least 1,000 soldiers", "1,500 soldiers", COMPATIBLE),
        ("at least 1,000 soldiers", "500 soldiers", MISMATCH),
        ("at least 1,000 soldiers", "at least 1,000 soldiers", MATCH),
        ("up to 1,000 soldiers", "900 soldiers", COMPATIBLE),
        ("up to 1,000 soldiers", "3,000 soldiers", MISMATCH),
        ("about 10,000 soldiers", "10,900 soldiers", COMPATIBLE),
        ("10,000 soldiers", "10,900 soldiers", MISMATCH),
        ("10,000 soldiers", "more than 1,500 soldiers", MISMATCH),
        ("10,000 soldiers", "more than 9,000 soldiers", COMPATIBLE),
        ("1,500 soldiers", "up to 12,000 soldiers", MISMATCH),
        ("10,000 soldiers", "up to 12,000 soldiers", COMPATIBLE),
        ("3,000 to 4,000 soldiers", "3,500 soldiers", COMPATIBLE),
        ("3,000 to 4,000 soldiers", "9,000 soldiers", MISMATCH),
        ("ten thousand soldiers", "thousands of soldiers", COMPATIBLE),
        ("12 people were killed", "30 dead", MISMATCH),
        ("12 people were killed", "12 dead", MATCH),
        ("12 people were killed", "30 wounded", ABSENT),
        ("12 people were killed", "30 people gathered", ABSENT),
        ("12 people were killed", "12 people gathered", COMPATIBLE),
        ("300 soldiers", "the 500", ABSENT),
        ("300 soldiers", "the 300", COMPATIBLE),
        ("$5 million", "5 million euros", ABSENT),
        ("$5 million", "$9 million", MISMATCH),
        ("48 hours", "two days", MATCH),
        ("10 km", "6.2 miles", COMPATIBLE),
        ("40 percent", "50%", MISMATCH),
    ],
)
def test_two_quantities_agree_or_not(claim: str, passage: str, expected: SlotMatch) -> None:
    mine, theirs = find_quantities(claim)[0], find_quantities(passage)[0]
    assert compare(mine, theirs) is expected


@pytest.mark.parametrize("piece", ["1,", "between 1 and ", "one hundred and ", "from 3 to ", "$1-"])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    started = time.perf_counter()
    find_quantities(piece * (30_000 // len(piece)))
    assert time.perf_counter() - started < 8
