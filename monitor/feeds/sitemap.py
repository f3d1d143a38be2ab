"""Google News sitemaps: the latest items of a site that has no feed, or a poor one.

And sitemap indexes, which name the sitemaps of a site: the newest few are to be read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute, site_of
from monitor.domain.web import FeedStatus, ParsedFeed
from monitor.feeds.dates import iso_date
from monitor.feeds.items import Item, language_code, make_entries

_MAX_ITEMS = 2000
#: Sitemaps of an index that are read at each poll.
MAX_PARTS = 3
_MAX_LISTED = 50_000  # by the standard
_OLDEST = datetime(1, 1, 1, tzinfo=UTC)
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")


def is_news_sitemap(start: str) -> bool:
    """Whether a document that begins like this is one."""
    return "<urlset" in start and "sitemap-news" in start


def is_index(start: str) -> bool:
    """Whether a document that begins like this is a sitemap index."""
    return "<sitemapindex" in start


def parse_index(text: str, *, url: str) -> ParsedFeed:
    """The parts of a sitemap index that are worth reading, of the same site as ``url`` only.

    Those with "news" in their path, if there are any; the latest first, MAX_PARTS at most.
    It says nothing itself that could be called unchanged: ``complete`` is False.
    """
    root = _tree(text, "sitemap index")
    if isinstance(root, ParsedFeed):
        return root
    found: list[tuple[datetime, str]] = []
    for node in root.findall("{*}sitemap")[:_MAX_LISTED]:
        link = absolute((node.findtext("{*}loc") or "").strip(), url)
        changed = iso_date((node.findtext("{*}lastmod") or "").strip())
        if link and link != url and site_of(link) == site_of(url):
            found.append((changed or _OLDEST, link))
    news = [part for part in found if "news" in urlsplit(part[1]).path.lower()]
    latest = sorted(news or found, key=lambda part: part[0], reverse=True)
    parts = tuple(dict.fromkeys(link for _, link in latest))[:MAX_PARTS]
    return ParsedFeed(
        status=FeedStatus.OK if parts else FeedStatus.EMPTY,
        format="sitemap_index",
        parts=parts,
        error="" if parts else "a sitemap index without sitemaps of its site",
        complete=False,
    )


def parse(text: str, *, url: str, now: datetime) -> ParsedFeed:
    """The sitemap as a feed. One with a DTD is refused: no entity is ever expanded."""
    root = _tree(text, "news sitemap")
    if isinstance(root, ParsedFeed):
        return root
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


def _tree(text: str, name: str) -> ET.Element | ParsedFeed:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return _refused(f"a {name} with a DTD is not read")
    try:
        # expat; without a DTD there is nothing to expand.
        return ET.fromstring(_DECLARATION.sub("", text, count=1))  # noqa: S314
    except ET.ParseError as error:
        return _refused(f"a broken {name} ({error})")


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
