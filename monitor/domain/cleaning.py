"""Makes text from the network safe to store, match, print and send.

Done once, at the boundary (feeds, articles): what passed here carries no terminal controls, no
direction overrides, no invisible payload and no line break that a mail header would choke on.
"""

from __future__ import annotations

import re

#: Appended where text was cut.
CUT_MARK = "\u2026"

_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_DROPPED = (
    *range(0x09),  # C0 without tab and the breaks
    *range(0x0E, 0x1C),
    0x1F,
    0x7F,
    *(c for c in range(0x80, 0xA0) if c != 0x85),  # C1
    0x00AD,  # soft hyphen
    0x034F,  # combining grapheme joiner
    0x061C,  # direction marks, embeddings, overrides and isolates
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    *range(0x2066, 0x2070),
    0x200B,  # zero width space
    *range(0x2060, 0x2066),  # word joiner, invisible operators
    0xFEFF,
    0x115F,  # letters that print as nothing
    0x1160,
    0x17B4,
    0x17B5,
    0x180E,
    0x3164,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),  # interlinear annotation
    0xFFFE,
    0xFFFF,
    *range(0xE0000, 0xE0200),  # tags and the second set of variation selectors
)
_TABLE: dict[int, str | None] = dict.fromkeys(_DROPPED)
_TABLE |= {ord(c): "\n" for c in _BREAKS}
_SURROGATE = re.compile("[\ud800-\udfff]")
# Joiners belong between two letters of Persian, the Indic scripts and emoji, nowhere else.
_STRAY_JOINER = re.compile(
    "[\u200c\u200d]+(?=[\\s\u0000-\u007f]|$)|(?<![^\\s\u0000-\u007f])[\u200c\u200d]+"
)
_MARKS = re.compile(
    "([\u0300-\u036f\u0489\u1ab0-\u1aff\u20d0-\u20ff]{4})[\u0300-\u036f\u0489\u1ab0-\u1aff\u20d0-\u20ff]+"
)
_SPACES = re.compile(r"[^\S\n]+")
_ALL_SPACES = re.compile(r"\s+")
_AROUND_BREAK = re.compile(r" ?\n[ \n]*")


def safe_text(text: str, *, limit: int, multiline: bool = False) -> str:
    """``text`` without controls and invisible characters, white space collapsed, length capped.

    One line, or, with ``multiline``, lines parted by single line feeds without blank ones. At most
    ``limit`` characters, the last of which is ``CUT_MARK`` if something was cut. Idempotent;
    time is linear in the length.
    """
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    text = text.translate(_TABLE)
    if not text.isascii():
        text = _STRAY_JOINER.sub("", text)
        text = _MARKS.sub(r"\1", text)
    if multiline:
        text = _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip()
    else:
        text = _ALL_SPACES.sub(" ", text).strip()
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + CUT_MARK
    return text


_DEFUSED = dict.fromkeys(_DROPPED, " ") | {ord(c): "\n" for c in _BREAKS if c != "\r"}
_DEFUSED[ord("\r")] = " "


def defuse(text: str, *, limit: int) -> str:
    """``text`` with a space for each control or invisible character: offsets stay the same.

    For documents that people hand in and get offsets into back. Cut at ``limit`` characters.
    """
    return _SURROGATE.sub("\ufffd", text[:limit]).translate(_DEFUSED)
