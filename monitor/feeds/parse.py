"""Bytes of a feed -> ParsedFeed. A pure function, to be run in a child process.

feedparser does RSS, RDF and Atom; JSON Feed and Google's news sitemaps are read next door.
feedparser only ever sees a BytesIO of UTF-8: given a string or bytes it would open files and
fetch URLs.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import feedparser

from monitor.domain.challenges import name_challenge
from monitor.domain.cleaning import safe_text
from monitor.domain.language.charsets import decode
from monitor.domain.urls import absolute
from monitor.domain.web import FeedStatus, ParsedFeed
from monitor.feeds import jsonfeed, regular, sitemap
from monitor.feeds.dates import entry_date
from monitor.feeds.inflate import BodyTooLargeError, BrokenBodyError, Inflater
from monitor.feeds.items import Item, language_code, make_entries
from monitor.feeds.plain import plain, plain_title

MAX_ENTRIES = 2000
MAX_BODY = 20_000_000  # bytes
_FORMATS = {"rss10": "rdf", "rss090": "rdf", "": "rss"}
_ITEM_END = re.compile(rb"</(?:\w{1,10}:)?(?:item|entry)\s*>", re.IGNORECASE)
_ITEM_CLOSED = re.compile(_ITEM_END.pattern.decode(), re.IGNORECASE)
_ITEM_START = re.compile(r"<(?:\w{1,10}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_NOT_XML_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FIRST_TAG = re.compile(r"<([A-Za-z_][\w:.-]{0,40})")
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_SKIP_HOURS = re.compile(
    r"<skiphours[^<>]{0,100}>(.{0,3000}?)</skiphours", re.IGNORECASE | re.DOTALL
)
_SKIP_DAYS = re.compile(r"<skipdays[^<>]{0,100}>(.{0,3000}?)</skipdays", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s{0,9}(\d{1,2})\s{0,9}</hour", re.IGNORECASE)
_DAY = re.compile(r"<day>\s{0,9}([a-z]{3,9})\s{0,9}</day", re.IGNORECASE)
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


def parse_feed(body: bytes, *, url: str, content_type: str, now: datetime) -> ParsedFeed:
    """What ``body`` says as a feed; any bytes give a value (but may take long: use a child).

    ``url`` is the base of relative links. Dates in the future become ``now``. At most
    MAX_ENTRIES entries, in document order.
    """
    if not body.strip():
        return _no_feed("the body is empty")
    if len(body) > MAX_BODY:
        return _no_feed(f"larger than {MAX_BODY:,} bytes")
    body = _unzipped(body)
    if (binary := _binary(body)) is not None:
        return _no_feed(f"{binary}, not a feed")
    body, capped = _first_items(body)
    text = _text(body, content_type)
    start = text[:2000].lstrip()
    if start.startswith(("{", "[")):
        return jsonfeed.parse(text, url=url, now=now) or _no_feed("JSON, but not a JSON Feed")
    if sitemap.is_index(start):
        return sitemap.parse_index(text, url=url)
    if sitemap.is_news_sitemap(start):
        return sitemap.parse(text, url=url, now=now)
    feed = _parse_xml(text, url=url, now=now)
    if capped and feed.status is FeedStatus.OK:
        return replace(feed, complete=False, error=f"only the first {MAX_ENTRIES:,} items are read")
    return feed


def _no_feed(error: str) -> ParsedFeed:
    return ParsedFeed(status=FeedStatus.NOT_A_FEED, error=error, complete=False)


def _unzipped(body: bytes) -> bytes:
    """What a file that is gzip in itself holds (sitemaps often are); else ``body``."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        inflater = Inflater("gzip", MAX_BODY)
        inflater.feed(body)
        return inflater.finish()
    except (BodyTooLargeError, BrokenBodyError):
        return body


def _binary(body: bytes) -> str | None:
    head = body[:512]
    for magic, name in ((b"\x1f\x8b", "gzip data"), (b"%PDF", "a PDF"), (b"PK\x03\x04", "a ZIP")):
        if head.startswith(magic):
            return name
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00\xfe\xff")):
        return None
    return "binary data" if head.count(0) > 8 else None


def _first_items(body: bytes) -> tuple[bytes, bool]:
    """``body`` cut after MAX_ENTRIES items (parsing 50,000 takes half a minute)."""
    for number, match in enumerate(_ITEM_END.finditer(body), start=1):
        if number == MAX_ENTRIES:
            rest = _ITEM_END.search(body, match.end())
            return (body[: match.end()], True) if rest else (body, False)
    return body, False


def _text(body: bytes, content_type: str) -> str:
    declared = [m[1].decode("ascii") for m in [_DECLARED.match(body[:400])] if m]
    declared += [m[1] for m in [_CHARSET.search(content_type[:300])] if m]
    text = decode(body, declared)
    text = _NOT_XML.sub("", text.lstrip("\ufeff"))
    return _NOT_XML_REFERENCE.sub("", text)


def _parse_xml(text: str, *, url: str, now: datetime) -> ParsedFeed:
    text = _DECLARATION.sub("", text, count=1).lstrip()
    parsed = regular.read(text) or _feedparser(text)
    error = ""
    complete = True
    if parsed.get("bozo") and (mended := _without_torn_item(text)) is not None:
        # feedparser would make an item of the torn one; the next poll has all of it.
        parsed, error, complete = _feedparser(mended), "the document is cut off", False
    raw: Sequence[Mapping[str, Any]] = parsed.get("entries", [])
    version = parsed.get("version", "")
    if not version and not _feed_root(text):
        return replace(_no_feed(_what_it_is(text)), challenge=name_challenge({}, text))
    head: Mapping[str, Any] = parsed.get("feed", {})
    entries = make_entries([_item(entry, url) for entry in raw[:MAX_ENTRIES]], now=now)
    return ParsedFeed(
        status=FeedStatus.OK if entries else FeedStatus.EMPTY,
        format=_FORMATS.get(version, version),
        title=safe_text(plain_title(_string(head, "title")), limit=300),
        language=language_code(_string(head, "language")),
        ttl=_ttl(head),
        skip_hours=_skips(text, _SKIP_HOURS, _HOUR, _hour),
        skip_days=_skips(text, _SKIP_DAYS, _DAY, _weekday),
        entries=entries,
        error=error or ("" if entries else "a feed without entries"),
        complete=complete,
    )


def _feedparser(text: str) -> Mapping[str, Any]:
    # Without a base, as it would resolve GUIDs too.
    parsed: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return parsed


def _without_torn_item(text: str) -> str | None:
    """The document up to its last whole item, closed; None if it is not cut off."""
    root = _feed_root(text)
    if not root or f"</{root}".lower() in text[-2000:].lower():
        return None
    end = 0
    for match in _ITEM_CLOSED.finditer(text):
        end = match.end()
    if not end:  # torn in the first item, or before it
        first = _ITEM_START.search(text)
        end = first.start() if first else len(text)
    return text[:end] + ("</channel>" if root.lower() == "rss" else "") + f"</{root}>"


def _first_tag(text: str) -> str:
    match = _FIRST_TAG.search(_COMMENT.sub("", text[:5000]))
    return match[1] if match else ""


def _feed_root(text: str) -> str:
    """The name of the document's element, as written, if it is that of a feed; else ''."""
    tag = _first_tag(text)
    return tag if tag.rpartition(":")[2].lower() in _ROOTS else ""


def _what_it_is(text: str) -> str:
    if (
        _first_tag(text).lower() in {"html", "head", "body"}
        or "<!doctype html" in text[:200].lower()
    ):
        return "an HTML page, not a feed"
    return "XML, but no feed that we know" if text.startswith("<") else "not a feed"


def _item(entry: Mapping[str, Any], url: str) -> Item:
    content = next((_string(part, "value") for part in entry.get("content", ())), "")
    summary = _string(entry, "summary")
    guid = _string(entry, "id")
    # FeedBurner's link is a redirector; the publisher's own is beside it.
    links = [_string(entry, "feedburner_origlink"), _string(entry, "link"), guid]
    if "://" not in guid:  # feedparser takes it for a link where there is none
        links = [one for one in links if one != guid]
    link = next((found for one in links if (found := absolute(one, url))), "")
    return Item(
        guid=guid,
        url=link,
        title=plain_title(_string(entry, "title")),
        summary=plain(summary),
        content=plain(content),
        categories=[_string(tag, "label") or _string(tag, "term") for tag in entry.get("tags", ())],
        author=plain_title(_string(entry, "author")),
        published=entry_date(entry, "published"),
        updated=entry_date(entry, "updated"),
    )


def _string(values: Mapping[str, Any], name: str) -> str:
    value = dict.get(values, name)  # type: ignore[call-overload]
    if value is None and name == "summary":  # feedparser keeps it under another name
        value = values.get("summary")
    return value if isinstance(value, str) else ""


def _ttl(head: Mapping[str, Any]) -> timedelta | None:
    """RSS ttl (minutes) or the syndication module's period, the longer; None if absent."""
    ttl = _string(head, "ttl").strip()
    minutes = int(ttl) if ttl.isascii() and ttl.isdigit() and len(ttl) <= 6 else 0
    hours = _PERIODS.get(_string(head, "sy_updateperiod").strip().lower(), 0)
    often = _string(head, "sy_updatefrequency").strip()
    times = int(often[:3]) if often.isascii() and often.isdigit() else 1
    return max(timedelta(minutes=minutes), timedelta(hours=hours) / max(times, 1)) or None


def _skips(
    text: str, around: re.Pattern[str], each: re.Pattern[str], read: Callable[[str], int | None]
) -> tuple[int, ...]:
    """RSS skipHours or skipDays, which feedparser drops; () if there are none."""
    block = around.search(text)
    values = (read(match[1]) for match in each.finditer(block[1])) if block else ()
    return tuple(sorted({value for value in values if value is not None}))


def _hour(value: str) -> int | None:
    return int(value) % 24 if int(value) <= 24 else None  # some count from 1


def _weekday(value: str) -> int | None:
    return _DAYS.get(value[:3].lower())
