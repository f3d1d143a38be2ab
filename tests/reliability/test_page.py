"""docs/reliability.md names tests that exist, and every test of this folder."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "reliability.md"
_NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
_DEFINED = re.compile(r"^def (test_\w+)", re.MULTILINE)


def test_the_page_names_tests_that_exist() -> None:
    named = set(_NAMED.findall(PAGE.read_text(encoding="utf-8")))
    assert len(named) > 80
    missing = [
        f"{file}::{test}"
        for file, test in sorted(named)
        if not (TESTS / file).is_file() or f"def {test}(" not in (TESTS / file).read_text("utf-8")
    ]
    assert missing == []


def test_every_case_has_a_promise_and_a_test() -> None:
    rows = [
        [cell.strip() for cell in line.strip("| \n").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| [A-J]\d+ ", line)
    ]
    cases = [row[0].split()[0] for row in rows]
    expected = {"A": 6, "B": 10, "C": 9, "D": 7, "E": 9, "F": 9, "G": 7, "H": 9, "I": 4, "J": 5}
    assert cases == [f"{group}{n}" for group, last in expected.items() for n in range(1, last + 1)]
    for case, promise, held in rows:
        assert promise, case
        assert "not yet" not in promise, case
        assert _NAMED.search(held), case


def test_every_test_of_this_folder_is_on_the_page() -> None:
    named = {test for _, test in _NAMED.findall(PAGE.read_text(encoding="utf-8"))}
    files = sorted(Path(__file__).parent.glob("test_*.py"))
    ours = {
        test
        for path in files
        if path != Path(__file__)
        for test in _DEFINED.findall(path.read_text(encoding="utf-8"))
    }
    assert ours - named == set()
