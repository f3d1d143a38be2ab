"""The suites of cases under ``cases/``: loading them, judging them, printing what was missed.

A case is a claim and a text, with the kinds and the stances that a careful editor could defend.
"""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.domain.judgement import FlagKind, Judgement, Stance

CASES = Path(__file__).parent / "cases"
NO_FLAG = "none"
KINDS = frozenset({NO_FLAG, *map(str, FlagKind)})
STANCES = frozenset(map(str, Stance))
DAY = "2025-02-03"  # when a text came out that does not say

PairJudging = Callable[[Mapping[str, object]], Judgement]


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One text towards one claim. ``group`` says what sort of case it is."""

    id: str
    group: str
    claim: str
    text: str
    kinds: frozenset[str]
    stances: frozenset[str]
    title: str
    published_at: str
    claimed_on: str
    outlet: str

    @property
    def row(self) -> dict[str, str]:
        """The case as a row of ``monitor judge``."""
        return {
            "claim": self.claim,
            "title": self.title,
            "text": self.text,
            "published_at": self.published_at,
            "claimed_on": self.claimed_on,
            "outlet": self.outlet,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A case as the judge reads it."""

    case: Case
    kind: str
    stance: str
    rule: str

    @property
    def kind_ok(self) -> bool:
        return self.kind in self.case.kinds

    @property
    def stance_ok(self) -> bool:
        return self.stance in self.case.stances


def tables(name: str) -> dict[str, Any]:
    """The content of ``cases/NAME.toml``."""
    with (CASES / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def make_case(row: Mapping[str, Any], *, name: str, group: str, claim: str) -> Case:
    """The case in a table; unknown words and keys are errors of whoever wrote the table."""
    case = Case(
        id=name,
        group=group,
        claim=claim,
        text=row["text"],
        kinds=frozenset(row["kinds"].split()),
        stances=frozenset(row["stances"].split()),
        title=row.get("title", "News"),
        published_at=row.get("published_at", DAY),
        claimed_on=row.get("claimed_on", ""),
        outlet=row.get("outlet", ""),
    )
    assert case.kinds
    assert case.stances
    assert case.kinds <= KINDS, f"{name}: {case.kinds - KINDS}"
    assert case.stances <= STANCES, f"{name}: {case.stances - STANCES}"
    return case


def read(cases: Iterable[Case], judge: PairJudging) -> tuple[Read, ...]:
    """What the judge makes of each case."""
    return tuple(read_one(case, judge) for case in cases)


def read_one(case: Case, judge: PairJudging) -> Read:
    """What the judge makes of the case."""
    made = judge(case.row)
    kind = str(made.kind) if made.kind else NO_FLAG
    return Read(case=case, kind=kind, stance=str(made.stance), rule=made.rule)


def share(reads: Sequence[Read], good: Callable[[Read], bool]) -> float:
    """How many of the readings are good, as a share of 1."""
    return sum(map(good, reads)) / len(reads)


def listing(reads: Iterable[Read]) -> str:
    """A compact table of readings: what was got, what was due, and the text."""
    lines = []
    for one in reads:
        due = f"{' '.join(sorted(one.case.kinds))}; {' '.join(sorted(one.case.stances))}"
        got = f"{one.kind}; {one.stance} ({one.rule})"
        lines += [
            f"{one.case.id} [{one.case.group}] got {got}; due {due}",
            f"    claim: {one.case.claim}",
            f"    text:  {textwrap.shorten(one.case.text, 300)}",
        ]
    return "\n".join(lines)
