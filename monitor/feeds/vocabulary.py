"""The elements of feeds by the names that feedparser has for them, for ``regular``."""

from __future__ import annotations

from collections.abc import Mapping

from feedparser.mixin import _FeedParserMixin

ATOM = "http://www.w3.org/2005/atom"
XML = "http://www.w3.org/XML/1998/namespace"
PREFIXES: Mapping[str, str] = {
    uri.lower(): prefix.lower() for uri, prefix in _FeedParserMixin.namespaces.items()
}
#: What feedparser makes something of.
HANDLED = frozenset(
    name.removeprefix(start)
    for start in ("_start_", "_end_")
    for name in dir(_FeedParserMixin)
    if name.startswith(start)
)
#: Prefixes that mean something to feedparser (or here) whatever they stand for.
TAKEN = frozenset(name.partition("_")[0] for name in HANDLED if "_" in name) | {
    "feedburner",
    "sy",
}
# Elements of an item that are text, and feedparser's name for them.
TEXTS: Mapping[str, Mapping[str, str]] = {
    "rss": {
        "title": "title",
        "link": "link",
        "guid": "id",
        "description": "summary",
        "content:encoded": "content",
        "pubdate": "published",
        "atom:updated": "updated",
        "dc:date": "updated",
        "author": "author",
        "dc:creator": "author",
        "feedburner:origlink": "feedburner_origlink",
    },
    "atom": {
        "title": "title",
        "id": "id",
        "summary": "summary",
        "content": "content",
        "published": "published",
        "updated": "updated",
        "dc:date": "updated",
        "dc:creator": "author",
        "feedburner:origlink": "feedburner_origlink",
    },
}
# Of no use to us, with all that is in them.
_IGNORED_NAMES = (
    "enclosure source rights generator contributor dc:rights dc:publisher media:thumbnail"
    " media:credit media:rating media:restriction media:license media:player itunes:image"
    " itunes:subtitle itunes:explicit itunes:block georss:point georss:box georss:line"
)
IGNORED = frozenset(_IGNORED_NAMES.split())
#: Those with elements inside.
CONTAINERS = frozenset({"enclosure", "source", "contributor"})
# Of no use themselves; what is in them might be.
GROUPS = frozenset({"media:content", "media:group"})
# Of the feed itself these are read, and these must not confuse its title.
HEAD = frozenset({"title", "language", "dc:language", "ttl"})
OTHER_TITLES = frozenset({"dc:title", "media:title", "atom:title"})
TEXT_TYPES = frozenset({"text", "plain", "html", "text/plain", "text/html"})
PAGE_TYPES = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})
