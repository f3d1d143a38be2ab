"""What a statement rests on, wherever the text tells it: ``cases/basis.toml``."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.quality.suites import Case, listing, make_case, read, share, tables

SETTLED = frozenset({"confirmation", "refutation"})

#: Of the texts that settle: how many are read so.
LEAST_SETTLED = 0.85
#: Of the texts that do not: how many may be read as if they did.
MOST_FALSE = 0.05


def cases() -> tuple[Case, ...]:
    """All of ``cases/basis.toml``."""
    return tuple(
        make_case(row, name=row["id"], group=row["group"], claim=row["claim"])
        for row in tables("basis")["case"]
    )


@pytest.fixture(scope="module")
def reads(pair_judge):
    return read(cases(), pair_judge)


def test_the_cases_are_many_and_of_every_sort():
    rows = cases()
    assert len(rows) >= 60
    assert len({one.id for one in rows}) == len({one.claim for one in rows}) == len(rows)
    assert min(Counter(one.group for one in rows).values()) >= 2


def test_what_settles_is_read_so(reads):
    due = [one for one in reads if one.case.kinds & SETTLED]
    wrong = [one for one in due if not one.kind_ok]
    print(f"settled: kind {share(due, lambda one: one.kind_ok):.3f}")
    assert len(wrong) <= (1 - LEAST_SETTLED) * len(due), f"\n{listing(wrong)}"


def test_nothing_else_is(reads):
    open_ = [one for one in reads if not one.case.kinds & SETTLED]
    wrong = [one for one in open_ if one.kind in SETTLED]
    print(f"open: settled in {len(wrong)} of {len(open_)}")
    assert len(wrong) <= MOST_FALSE * len(open_), f"\n{listing(wrong)}"
