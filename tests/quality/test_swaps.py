"""Other names, same reading: the texts of ``cases/swaps.toml`` with all their parties swapped.

Only the alias table knows names; a model that has read the news must not lean on them either.
"""

from __future__ import annotations

import re

import pytest

from monitor.settings import Settings
from monitor.wiring import load_alias_table
from tests.quality.suites import DAY, NO_FLAG, tables

SUITE = tables("swaps")
CASES = SUITE["swap"]


def swapped(text: str, names: dict[str, str]) -> str:
    """The text with every name replaced, the longest first."""
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
    return pattern.sub(lambda found: names[found[0]], text)


def judged(judge, claim: str, text: str) -> tuple[str, str]:
    """(kind, stance)."""
    made = judge({"claim": claim, "title": "News", "text": text, "published_at": DAY})
    return str(made.kind) if made.kind else NO_FLAG, str(made.stance)


def test_the_suite_is_sound():
    assert len(CASES) >= 60
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert {case["names"] for case in CASES} == set(SUITE["names"])
    for case in CASES:
        names = SUITE["names"][case["names"]]
        for text in (case["claim"], case["text"]):
            other = swapped(text, names)
            assert other != text, case["id"]
            assert swapped(other, names) == other, case["id"]


@pytest.mark.parametrize("name", SUITE["names"])
def test_rivals_are_swapped_with_rivals(name):
    """The table as a whole keeps who is whose rival."""
    aliases = load_alias_table(Settings())
    pairs = [
        (aliases.resolve(old), aliases.resolve(new)) for old, new in SUITE["names"][name].items()
    ]
    known = [(old.name, new.name) for old, new in pairs if old and new]
    assert len(known) >= 3
    for old, new in known:
        for other, other_new in known:
            assert aliases.are_rivals(old, other) == aliases.are_rivals(new, other_new)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_other_names_read_the_same(case, pair_judge):
    names = SUITE["names"][case["names"]]
    claim, text = swapped(case["claim"], names), swapped(case["text"], names)
    got = judged(pair_judge, claim, text)
    assert got == judged(pair_judge, case["claim"], case["text"]), f"{claim}\n{text}"
