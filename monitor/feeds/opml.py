"""Feed lists in and out as OPML 2.0, the format that feed readers exchange."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from monitor.domain.cleaning import safe_text
from monitor.domain.language.charsets import decode
from monitor.domain.urls import absolute
from monitor.errors import UsageError

MAX_BYTES = 5_000_000
MAX_FEEDS = 10_000
_TITLE = 300
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """One feed of a list. ``folder`` is the outline around it: for us, its outlet."""

    url: str
    title: str = ""
    folder: str = ""
    site: str = ""  # htmlUrl


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
    # (outline, folder around it); a stack, as files may be nested deeper than Python recurses.
    stack = [(node, "") for node in reversed(root.findall("body/outline"))]
    while stack:
        node, folder = stack.pop()
        attributes = {name.lower(): value for name, value in node.attrib.items()}
        title = safe_text(attributes.get("title") or attributes.get("text", ""), limit=_TITLE)
        link = attributes.get("xmlurl", "")
        if link:
            url = absolute(link)
            if not url:
                skipped.append(f"{title or 'a feed'}: not a usable http or https URL")
            elif len(found) >= MAX_FEEDS:
                skipped.append(f"{title or 'a feed'}: more than {MAX_FEEDS:,} feeds")
            else:
                site = absolute(attributes.get("htmlurl", ""))
                one = Subscription(url=url, title=title, folder=folder, site=site)
                found.setdefault(url, one)
        inner = folder if link else title or folder
        stack.extend((child, inner) for child in reversed(node.findall("outline")))
    return FeedList(feeds=tuple(found.values()), skipped=tuple(skipped))


def write_opml(feeds: Iterable[Subscription], *, title: str) -> bytes:
    """An OPML file (UTF-8): one folder per ``folder``, in order of first appearance."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = safe_text(title, limit=_TITLE)
    body = ET.SubElement(root, "body")
    folders: dict[str, ET.Element] = {"": body}
    for feed in feeds:
        name = safe_text(feed.folder, limit=_TITLE)
        if name not in folders:
            folders[name] = ET.SubElement(body, "outline", text=name, title=name)
        label = safe_text(feed.title, limit=_TITLE) or feed.url
        outline = ET.SubElement(folders[name], "outline", type="rss", text=label, title=label)
        outline.set("xmlUrl", feed.url)
        if feed.site:
            outline.set("htmlUrl", feed.site)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
