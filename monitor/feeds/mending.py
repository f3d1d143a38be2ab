"""What feedparser does to attributes and letters, for the reader that stands in for it."""

from __future__ import annotations

import contextlib

from feedparser.mixin import _cp1252

from monitor.feeds.vocabulary import XML


def own_attributes(attributes: dict[str, str]) -> set[str]:
    """The attributes but those of XML itself, of which feedparser uses the language at most."""
    return {name for name in attributes if not name.startswith(XML) and name != "lang"}


def mended(text: str) -> str:
    """UTF-8 that was taken for Latin-1, and Windows' letters among the controls."""
    if text.isascii():
        return text
    with contextlib.suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_cp1252)
