"""Breaks text into lines by the columns that it takes on a terminal."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

WIDTH = 80


def columns(text: str) -> int:
    """Columns that ``text`` takes: two for wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    return sum(_columns(c) for c in text)


def _columns(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def fill(text: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """``text`` in lines of at most ``width`` columns, the first after ``first``.

    The others come after ``rest`` (spaces as wide as ``first`` if None). A word that is wider
    than a line is broken; a web address never is, so that it can still be opened.
    """
    rest = " " * columns(first) if rest is None else rest
    lines: list[str] = []
    line, used = first, columns(first)
    room = width - columns(rest)
    fresh = True  # nothing but the prefix stands on the line
    for word in text.split():
        for piece in _pieces(word, room):
            taken = columns(piece)
            if used + taken + (not fresh) > width and not (fresh and lines):
                lines.append(line)
                line, used, fresh = rest, columns(rest), True
            line += piece if fresh else f" {piece}"
            used += taken + (not fresh)
            fresh = False
    lines.append(line)
    return "\n".join(line.rstrip() for line in lines)


def _pieces(word: str, room: int) -> list[str]:
    if columns(word) <= room or word.startswith(("http://", "https://")):
        return [word]
    pieces, piece, used = [], "", 0
    for character in word:
        taken = _columns(character)
        if used + taken > room:
            pieces.append(piece)
            piece, used = "", 0
        piece += character
        used += taken
    return [*pieces, piece]
