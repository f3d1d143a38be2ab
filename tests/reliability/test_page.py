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
