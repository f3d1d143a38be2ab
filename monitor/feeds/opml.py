"""Feed lists in and out as OPML 2.0, the format that feed readers exchange.

What a list says of a feed and we have no use for (its folders, htmlUrl, description, categories,
a reader's own attributes) is kept beside the feed and written again. What we know of a feed and
OPML has no word for goes into attributes of a name space of our own (``Own``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from xml.etree import ElementTree as ET

from monitor.domain.cleaning import safe_text
from monitor.domain.language.charsets import decode
from monitor.domain.urls import absolute
from monitor.errors import UsageError

MAX_BYTES = 5_000_000
MAX_FEEDS = 10_000
_TITLE = 300
_MAX_FOLDERS, _MAX_ATTRIBUTES, _VALUE = 32, 50, 2000
_NAME = re.compile(r"(?:\{[^{}\s]{1,300}\})?[A-Za-z_][\w.-]{0,99}")
_OURS = "{https://followup-monitor.invalid/opml}"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """What only our own lists say of a feed; '' where they do not."""

    outlet: str = ""  # its id
    name: str = ""  # of the outlet
    kind: str = ""
    country: str = ""
    state_media_of: str = ""
    hosts: str = ""  # separated by spaces
    language: str = ""
    interval: str = ""  # seconds
    paused: str = ""  # "true"


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """One feed of a list. ``attributes`` are all but its URL, as they stand there."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()  # the outlines around it, outermost first
    attributes: tuple[tuple[str, str], ...] = ()
    own: Own = field(default_factory=Own)

    @property
    def folder(self) -> str:
        """The outline right around it: for us, its outlet."""
        return self.folders[-1] if self.folders else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedList:
    """What an OPML file holds, in its order; ``skipped`` says what could not be used."""

    feeds: tuple[Subscription, ...]
    skipped: tuple[str, ...] = ()


def read_opml(body: bytes) -> FeedList:
    """Feeds of an OPML file. Each URL once; text cleaned; entities are never expanded.

    Raises UsageError if ``body`` is no OPML, has a DTD or is too large.
    """
    if len(body) > MAX_BYTES:
        raise UsageError(f"OPML: larger than {MAX_BYTES:,} bytes")
    declared = [match[1].decode("ascii") for match in [_DECLARED.match(body[:400])] if match]
    text = _NOT_XML.sub("", decode(body, declared))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UsageError("OPML: a document type definition is not accepted")
    try:
        # expat; without a DTD there is nothing to expand.
        root = ET.fromstring(_DECLARATION.sub("", text, count=1).lstrip())  # noqa: S314
    except ET.ParseError as error:
        raise UsageError(f"OPML: not well-formed XML ({error})") from error
    if root.tag.lower() != "opml":
        raise UsageError(f"OPML: the document is <{safe_text(root.tag, limit=40)}>, not <opml>")
    return _read_outlines(root)


def _read_outlines(root: ET.Element) -> FeedList:
    found: dict[str, Subscription] = {}
    skipped: list[str] = []
    # (outline, folders around it); a stack, as files may be nested deeper than Python recurses.
    stack: list[tuple[ET.Element, tuple[str, ...]]] = [
        (node, ()) for node in reversed(root.findall("body/outline"))
    ]
    while stack:
        node, folders = stack.pop()
        attributes = {name.lower(): value for name, value in node.attrib.items()}
        title = safe_text(attributes.get("title") or attributes.get("text", ""), limit=_TITLE)
        link = attributes.get("xmlurl", "")
        if link:
            url = absolute(link)
            if not url:
                skipped.append(f"{title or 'a feed'}: not a usable http or https URL")
            elif url in found:
                skipped.append(f"{title or url}: listed twice; it stays where it is first")
            elif len(found) >= MAX_FEEDS:
                skipped.append(f"{title or 'a feed'}: more than {MAX_FEEDS:,} feeds")
            else:
                found[url] = Subscription(
                    url=url,
                    title=title,
                    folders=folders,
                    attributes=_attributes(node.attrib),
                    own=_own(node.attrib),
                )
        elif len(node) == 0:
            skipped.append(f"{title or 'an outline'}: no feed")
        inner = folders if link or not title else (*folders, title)[-_MAX_FOLDERS:]
        stack.extend((child, inner) for child in reversed(node.findall("outline")))
    return FeedList(feeds=tuple(found.values()), skipped=tuple(skipped))


def _attributes(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What is not kept elsewhere, cleaned and bounded."""
    kept = [
        (name, safe_text(value, limit=_VALUE))
        for name, value in given.items()
        if name.lower() != "xmlurl" and not name.startswith(_OURS) and _NAME.fullmatch(name)
    ]
    return tuple(kept[:_MAX_ATTRIBUTES])


def _own(given: Mapping[str, str]) -> Own:
    values = {f.name: given.get(_OURS + f.name, "") for f in fields(Own)}
    return Own(**{name: safe_text(value, limit=_TITLE) for name, value in values.items()})


def write_opml(feeds: Iterable[Subscription], *, title: str) -> bytes:
    """An OPML file (UTF-8): the folders as they were, in order of first appearance."""
    ET.register_namespace("monitor", _OURS.strip("{}"))
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = safe_text(title, limit=_TITLE)
    body = ET.SubElement(root, "body")
    folders: dict[tuple[str, ...], ET.Element] = {(): body}
    for feed in feeds:
        outline = ET.SubElement(_folder(folders, feed.folders), "outline", _labels(feed))
        outline.set("xmlUrl", feed.url)
        for one in fields(Own):
            value = getattr(feed.own, one.name)
            if value:
                outline.set(_OURS + one.name, value)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _folder(folders: dict[tuple[str, ...], ET.Element], path: tuple[str, ...]) -> ET.Element:
    for depth in range(1, len(path) + 1):
        some = path[:depth]
        if some not in folders:
            name = safe_text(some[-1], limit=_TITLE)
            folders[some] = ET.SubElement(folders[some[:-1]], "outline", text=name, title=name)
    return folders[path]


def _labels(feed: Subscription) -> dict[str, str]:
    """The attributes as they came, with the title that the feed has now."""
    given = dict(feed.attributes) or {"type": "rss"}
    names = {name.lower(): name for name in given}
    said = given.get(names.get("title", ""), "") or given.get(names.get("text", ""), "")
    title = safe_text(feed.title, limit=_TITLE) or said or feed.url
    if title != said:
        given |= {names.get("text", "text"): title, names.get("title", "title"): title}
    return given
