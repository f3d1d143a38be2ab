"""Google News sitemaps: the latest items of a site that has no feed, or a poor one."""

from __future__ import annotations

import re
from datetime import datetime
from xml.etree import ElementTree as ET

from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute
from monitor.domain.web import FeedStatus, ParsedFeed
from monitor.feeds.dates import iso_date
from monitor.feeds.items import Item, language_code, make_entries

_MAX_ITEMS = 2000
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")


def is_news_sitemap(start: str) -> bool:
    """Whether a document that begins like this is one."""
    return "<urlset" in start and "sitemap-news" in start


def parse(text: str, *, url: str, now: datetime) -> ParsedFeed:
    """The sitemap as a feed. One with a DTD is refused: no entity is ever expanded."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return _refused("a news sitemap with a DTD is not read")
    try:
        # expat; without a DTD there is nothing to expand.
        root = ET.fromstring(_DECLARATION.sub("", text, count=1))  # noqa: S314
    except ET.ParseError as error:
        return _refused(f"a broken news sitemap ({error})")
    items = [_item(node, url) for node in root.findall(f"{_MAP}url")[:_MAX_ITEMS]]
    entries = make_entries(items, now=now)
    return ParsedFeed(
        status=FeedStatus.OK if entries else FeedStatus.EMPTY,
        format="news_sitemap",
        title=safe_text(root.findtext(f".//{_NEWS}name") or "", limit=300),
        language=language_code(root.findtext(f".//{_NEWS}language") or ""),
        entries=entries,
        error="" if entries else "a news sitemap without entries",
    )


def _refused(error: str) -> ParsedFeed:
    return ParsedFeed(status=FeedStatus.NOT_A_FEED, error=error, complete=False)


def _item(node: ET.Element, base: str) -> Item:
    def text(path: str) -> str:
        return (node.findtext(path) or "").strip()

    return Item(
        url=absolute(text(f"{_MAP}loc"), base),
        title=text(f"{_NEWS}news/{_NEWS}title"),
        categories=text(f"{_NEWS}news/{_NEWS}keywords").split(","),
        published=iso_date(text(f"{_NEWS}news/{_NEWS}publication_date")),
    )
