"""The last step of every feed format: cleaned, bounded, keyed entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.cleaning import safe_text
from monitor.domain.model import ParsedEntry
from monitor.feeds.dates import not_after
from monitor.feeds.identity import Marks, entry_keys

_GUID, _TITLE, _SUMMARY, _CONTENT, _LABEL = 500, 500, 5000, 100_000, 100
_MAX_CATEGORIES = 50
_TEASER = 1000  # characters of the content that stand in for a missing summary
_TEXT_MARK = 300
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?![A-Za-z])")


@dataclass(kw_only=True, slots=True)
class Item:
    """A feed item as read, plain text but not yet cleaned; ``url`` is absolute or ''."""

    guid: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    categories: Sequence[str] = ()
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None


def make_entries(items: Sequence[Item], *, now: datetime) -> tuple[ParsedEntry, ...]:
    """Entries in document order; items that say nothing and repetitions are dropped."""
    read = [(item, _clean(item)) for item in items]
    full = [(item, clean) for item, clean in read if _says_something(item, clean)]
    keys = entry_keys([_marks(item, clean) for item, clean in full])
    return tuple(
        ParsedEntry(
            keys=own,
            guid=clean.guid,
            url=clean.url,
            title=clean.title,
            summary=clean.summary,
            content=clean.content,
            categories=tuple(clean.categories),
            author=clean.author,
            published_at=not_after(item.published or item.updated, now),
            updated_at=not_after(item.updated, now),
        )
        for (item, clean), own in zip(full, keys, strict=True)
        if own
    )


def language_code(label: str) -> str:
    """The language of a label like "en-GB", in lower case; '' if it is none."""
    match = _LANGUAGE.match(label)
    return match[1].lower() if match else ""


def _clean(item: Item) -> Item:
    content = safe_text(item.content, limit=_CONTENT, multiline=True)
    summary = safe_text(item.summary, limit=_SUMMARY, multiline=True)
    labels = (safe_text(label, limit=_LABEL) for label in item.categories[:_MAX_CATEGORIES])
    return Item(
        guid=safe_text(item.guid, limit=_GUID),
        url=item.url,
        title=safe_text(item.title, limit=_TITLE),
        summary=summary or safe_text(content, limit=_TEASER, multiline=True),
        content=content if content != summary else "",
        categories=list(dict.fromkeys(label for label in labels if label)),
        author=safe_text(item.author, limit=_LABEL),
    )


def _says_something(item: Item, clean: Item) -> bool:
    words = clean.title or clean.summary or clean.url or clean.guid or clean.author
    return bool(words or clean.categories or item.published or item.updated)


def _marks(item: Item, clean: Item) -> Marks:
    return Marks(
        # Two long GUIDs may differ beyond the cap only.
        guid=item.guid.strip()[:10_000],
        url=clean.url,
        title=clean.title,
        date=item.published.isoformat() if item.published else "",
        text=clean.summary[:_TEXT_MARK],
    )
