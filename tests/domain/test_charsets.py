from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.language.charsets import decode, known_codec

BRIDGE = "\u041c\u043e\u0441\u0442"


@pytest.mark.parametrize(
    ("body", "declared", "text"),
    [
        (b"plain", (), "plain"),
        ("caf\u00e9".encode(), ("ascii",), "caf\u00e9"),
        (b"caf\xe9", (), "caf\u00e9"),
        (b"\x93x\x94", ("iso-8859-1",), "\u201cx\u201d"),
        (BRIDGE.encode("cp1251"), ("windows-1251",), BRIDGE),
        (BRIDGE.encode("koi8-r"), ("no-such", "koi8-r"), BRIDGE),
        ("\u4e2d\u6587\u9555".encode("gb18030"), ("gb2312",), "\u4e2d\u6587\u9555"),
        ("\u3042".encode("iso2022_jp"), ("iso-2022-jp",), "\u3042"),
        ("<x/>".encode("utf-16-le"), ("utf-16",), "<x/>"),
        ("<x/>".encode("utf-16-be"), (), "<x/>"),
        ("\ufeff<x/>".encode("utf-16-be"), ("utf-8",), "<x/>"),
        ("\ufeff<x/>".encode("utf-32-le"), (), "<x/>"),
        (b"\xef\xbb\xbfx", ("latin-1",), "x"),
        (
            b"mostly fine " * 30 + b"\xff" + "\u00e9".encode(),
            (),
            "mostly fine " * 30 + "\ufffd\u00e9",
        ),
        (b"\x81\x81\x81", ("cp1252",), "\ufffd\ufffd\ufffd"),
        (b"+AGE-", ("utf-7",), "+AGE-"),
    ],
)
def test_decode(body: bytes, declared: tuple[str, ...], text: str) -> None:
    assert decode(body, declared) == text


def test_fallback_of_the_caller() -> None:
    assert decode(BRIDGE.encode("cp1251"), fallback="cp1251") == BRIDGE
    assert decode(b"\xe9\xe9", fallback="none-such") == "\u00e9\u00e9"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF8", "utf-8"),
        (" 'Latin1' ", "cp1252"),
        ("hex", ""),
        ("zip", ""),
        ("rot13", ""),
        ("utf-7", ""),
        ("unicode_escape", ""),
        ("raw_unicode_escape", ""),
        ("a\x00b", ""),
        ("", ""),
        ("x" * 40, ""),
    ],
)
def test_known_codec(label: str, codec: str) -> None:
    assert known_codec(label) == codec


@given(st.binary(max_size=200), st.lists(st.text(max_size=10), max_size=3))
def test_any_bytes_and_labels_give_text(body: bytes, declared: list[str]) -> None:
    assert isinstance(decode(body, declared), str)
