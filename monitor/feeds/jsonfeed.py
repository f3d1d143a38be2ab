"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute
from monitor.domain.web import FeedStatus, ParsedFeed
from monitor.feeds.dates import iso_date
from monitor.feeds.items import Item, language_code, make_entries
from monitor.feeds.plain import plain

_MAX_ITEMS = 2000
_BARE_VERSIONS = frozenset({"1", "1.0", "1.1"})  # some write these in place of the address


def parse(text: str, *, url: str, now: datetime) -> ParsedFeed | None:
    """The feed, or None if ``text`` is no JSON Feed."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    version = _string(data, "version")
    if "jsonfeed.org" not in version and version not in _BARE_VERSIONS:
        return None
    items = [item for item in data["items"] if isinstance(item, dict)]
    entries = make_entries([_item(item, url) for item in items[:_MAX_ITEMS]], now=now)
    return ParsedFeed(
        status=FeedStatus.OK if entries else FeedStatus.EMPTY,
        format="json11" if version.rstrip("/").endswith("1.1") else "json10",
        title=safe_text(_string(data, "title"), limit=300),
        language=language_code(_string(data, "language")),
        entries=entries,
        error="" if entries else "a feed without entries",
        complete=len(items) <= _MAX_ITEMS,
    )


def _item(item: Mapping[str, Any], base: str) -> Item:
    content = _string(item, "content_text") or plain(_string(item, "content_html"))
    link = absolute(_string(item, "url"), base) or absolute(_string(item, "external_url"), base)
    tags = item.get("tags")
    return Item(
        guid=_string(item, "id"),
        url=link or absolute(_string(item, "id")),
        title=_string(item, "title"),
        summary=_string(item, "summary"),
        content=content,
        categories=[tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else (),
        author=_author(item),
        published=iso_date(item.get("date_published")),
        updated=iso_date(item.get("date_modified")),
    )


def _author(item: Mapping[str, Any]) -> str:
    authors = item.get("authors")
    people = authors if isinstance(authors, list) else [item.get("author")]
    names = [_string(person, "name") for person in people if isinstance(person, dict)]
    return ", ".join(name for name in names if name)


def _string(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if isinstance(value, int) and not isinstance(value, bool):  # ids are numbers in some feeds
        return str(value) if abs(value) < 10**18 else ""
    return value if isinstance(value, str) else ""
