"""Finds the feeds of a site: what a page links as one, what robots.txt names as a sitemap. Pure.

Reads markup by its tags alone, in time linear in the length: a page that is broken or hostile
costs no more than any other.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.domain.cleaning import safe_text
from monitor.domain.language.charsets import decode
from monitor.domain.urls import absolute, site_of, without_credentials
from monitor.feeds.robots import parse_robots

MAX_FOUND = 20
_MAX_TEXT = 1_000_000  # characters of a page that are looked at
_TAG = re.compile(r"<(link|a|base)\s([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{1,20})\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_COMMENT_END = "-->"
_TYPES = {
    "application/rss+xml": "rss",
    "application/atom+xml": "atom",
    "application/rdf+xml": "rdf",
    "application/feed+json": "json",
}
#: A path that is most likely a feed's.
_FEED_PATH = re.compile(
    r"(?:^|/)(?:rss|atom|feeds?|rdf)(?:/|$)|[./_-](?:rss|atom|rdf|feed)(?:\.(?:xml|php|aspx|json))?$"
    r"|/(?:rss|atom|feed|index)\.(?:xml|rdf|json)$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comments?\b", re.IGNORECASE)
# Pages about feeds and services around them.
_NO_FEED = re.compile(r"\.(?:html?|png|jpe?g|svg|gif|pdf)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A feed that a site seems to have."""

    url: str  # absolute, without credentials
    kind: str  # rss, atom, rdf, json, sitemap; "link" if only its address looks like a feed's
    title: str = ""

    @property
    def named(self) -> bool:
        """Whether the site itself calls it a feed."""
        return self.kind in _TYPES.values()


def feeds_of_page(body: bytes, *, url: str) -> tuple[Found, ...]:
    """What an HTML page names as its feeds, in its order; then links that look like one.

    Feeds of comments are left out if there are others.
    """
    text = _without_comments(decode(body[: 4 * _MAX_TEXT])[:_MAX_TEXT])
    base = url
    named: list[Found] = []
    looks: list[Found] = []
    for tag in _TAG.finditer(text):
        name, values = tag[1].lower(), _attributes(tag[2])
        link = values.get("href", "")
        if name == "base":
            base = absolute(link, url) or base
        elif name == "link":
            kind = _TYPES.get(values.get("type", "").partition(";")[0].strip().lower(), "")
            rel = values.get("rel", "").lower().split()
            if kind and "alternate" in rel:
                named += _found(link, base, kind=kind, title=values.get("title", ""))
        elif len(looks) < 10 * MAX_FOUND:
            target = absolute(link, base)
            if target and _is_feed_like(target) and site_of(target) == site_of(url):
                looks += _found(target, base, kind="link", title=values.get("title", ""))
    known = {row.url for row in named}
    return _without_comment_feeds([*named, *(row for row in looks if row.url not in known)])


def sitemaps_of_robots(body: bytes, *, url: str) -> tuple[Found, ...]:
    """The sitemaps that a robots.txt names, of the same site only; those of news first."""
    found = [
        Found(url=without_credentials(link), kind="sitemap")
        for line in parse_robots(body).sitemaps
        if (link := absolute(line, url)) and site_of(link) == site_of(url)
    ]
    return tuple(sorted(_distinct(found), key=lambda row: "news" not in urlsplit(row.url).path))


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value))
    return found


def _without_comments(text: str) -> str:
    return "".join(_between_comments(text))


def _between_comments(text: str) -> Iterator[str]:
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        yield text[at:start]
        end = text.find(_COMMENT_END, start + 4)
        if end < 0:
            return
        at = end + len(_COMMENT_END)
    yield text[at:]


def _found(link: str, base: str, *, kind: str, title: str) -> list[Found]:
    target = without_credentials(absolute(link, base).partition("#")[0])
    return [Found(url=target, kind=kind, title=safe_text(title, limit=120))] if target else []


def _is_feed_like(url: str) -> bool:
    path = urlsplit(url).path
    return bool(_FEED_PATH.search(path)) and not _NO_FEED.search(path)


def _without_comment_feeds(found: Iterable[Found]) -> tuple[Found, ...]:
    rows = _distinct(found)
    others = [row for row in rows if not _COMMENTS.search(urlsplit(row.url).path + " " + row.title)]
    return tuple(others or rows)[:MAX_FOUND]


def _distinct(found: Iterable[Found]) -> list[Found]:
    return list({row.url: row for row in reversed(list(found))}.values())[::-1]
