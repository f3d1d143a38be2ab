from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.cleaning import CUT_MARK, defuse, safe_text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  a \t b\r\nc\u2028d\u0085e\x1cf ", "a b c d e f"),
        ("\x1b[31mred\x07\x08\x9b1m", "[31mred1m"),
        ("nul\x00 and del\x7f", "nul and del"),
        ("\u202eevil\u202c \u2066x\u2069 \u200fy\u200e\u061c", "evil x y"),
        ("zero\u200bwidth \ufeffbom so\u00adft wo\u2060rd", "zerowidth bom soft word"),
        ("tag\U000e0041\U000e0042s \u3164filler", "tags filler"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("No\u200drth \u200cx\u200d", "North x"),
        ("half \ud83d surrogate", "half \ufffd surrogate"),
        ("z\u0300\u0301\u0302\u0303\u0304\u0305\u0306", "z\u0300\u0301\u0302\u0303"),
        ("caf\u00e9 \u2019t \u0416", "caf\u00e9 \u2019t \u0416"),
        ("a\u00a0b\u3000c", "a b c"),
        ("", ""),
        ("\x00\u200b ", ""),
    ],
)
def test_one_line(dirty: str, clean: str) -> None:
    assert safe_text(dirty, limit=100) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\r\n\r\n b \n\n\n\tc\n", "a\nb\nc"),
        ("a\u2029b\x0bc", "a\nb\nc"),
        ("one  two\nthree", "one two\nthree"),
    ],
)
def test_lines(dirty: str, clean: str) -> None:
    assert safe_text(dirty, limit=100, multiline=True) == clean


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde" + CUT_MARK), ("ab cd", 4, "ab" + CUT_MARK)],
)
def test_long_text_is_cut_with_a_mark(text: str, limit: int, cut: str) -> None:
    assert safe_text(text, limit=limit) == cut


@given(st.text(), st.booleans())
def test_always_clean_and_stable(text: str, multiline: bool) -> None:
    once = safe_text(text, limit=50, multiline=multiline)
    assert len(once) <= 50
    assert safe_text(once, limit=50, multiline=multiline) == once
    allowed = "\n" if multiline else ""
    assert all(c in allowed or c.isprintable() or c > "\u00a0" for c in once)
    once.encode("utf-8")


def test_every_character_alone_is_printable_or_gone() -> None:
    for code in range(0, sys.maxunicode + 1, 7):
        text = safe_text(f"a{chr(code)}b", limit=10)
        assert not set(text) & set("\x00\x07\x08\x1b\x7f\x9b\r\n\u2028\u202e\u200b")


@pytest.mark.parametrize("bomb", ["\u200d", "\u0301", " ", "\n ", "a\u200d", "\ud800", "\x00"])
def test_time_is_linear(bomb: str) -> None:
    started = time.perf_counter()
    safe_text(bomb * 300_000, limit=100)
    safe_text(bomb * 300_000, limit=100, multiline=True)
    assert time.perf_counter() - started < 3


def test_defusing_keeps_every_offset():
    text = "One\x1b[2J two\u202e three\r\nfour\u2028five\x00\ud800"
    defused = defuse(text, limit=1000)
    assert len(defused) == len(text)
    assert defused == "One [2J two  three \nfour\nfive \ufffd"
    assert defuse("abc", limit=2) == "ab"
