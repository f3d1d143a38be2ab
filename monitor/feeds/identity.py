"""Names for feed items, such that one item is one entry however the feed behaves.

Feeds change GUIDs, give one GUID to many items, link every item to the home page, edit titles,
move dates. No single field is an identity, so an item gets several keys, each made of *two*
fields that agree (or of one that is beyond doubt), and storage takes two items that share any
key for the same entry.

=====  ==================  ==========================================================
gl     GUID and link       survives edited titles and moved dates
lt     link and title      survives changed GUIDs; a link shared by all items is harmless
gt     GUID and title      survives changed links (redirectors, tracking, http -> https)
gd     GUID and date       survives an edited headline with its slug
ld     link and date       survives a changed GUID with an edited title
l      link                only without a GUID
ts     title and text      only without a link
td     title and date      only without a link
=====  ==================  ==========================================================

The last resort keys and those with a date are left out if several items of the document would
share them: items of one document are different. Apart from that a key depends on its item
alone, not on order or neighbours, so it is the same at every poll.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.language.tokens import fold
from monitor.domain.urls import canonicalise, is_home

_UNSURE = frozenset({"gd", "ld", "l", "ts", "td"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """What an item carries that may tell it from others; '' where it has none."""

    guid: str = ""
    url: str = ""
    title: str = ""
    date: str = ""  # of publication, as parsed, before clamping
    text: str = ""


def entry_keys(items: Sequence[Marks]) -> list[tuple[str, ...]]:
    """Keys of each item of one document, strongest first; () for an item to be dropped.

    Dropped are exact repetitions: what shares a sure key with an earlier item.
    """
    candidates = [_candidates(item) for item in items]
    times = Counter(key for keys in candidates for key in set(keys))
    taken: set[str] = set()
    found: list[tuple[str, ...]] = []
    for keys in candidates:
        sure = [key for key in keys if key.partition(":")[0] not in _UNSURE]
        kept = tuple(key for key in keys if key in sure or times[key] == 1)
        if any(key in taken for key in sure):
            kept = ()
        elif not kept:  # nothing but unsure keys that others share: the first one has them
            kept = tuple(key for key in keys if key not in taken)
        taken.update(kept)
        found.append(kept)
    return found


def _candidates(item: Marks) -> list[str]:
    canonical = canonicalise(item.url)
    # Most GUIDs are the link.
    guid = _guid(item.guid, canonical if item.guid == item.url else None)
    link = _link(item.url, canonical)
    title = " ".join(fold(item.title).split())
    keys = []
    if guid and link:
        keys.append(_key("gl", guid, link))
    if link and title:
        keys.append(_key("lt", link, title))
    if guid and title:
        keys.append(_key("gt", guid, title))
    if guid and item.date:
        keys.append(_key("gd", guid, item.date))
    if link and item.date:
        keys.append(_key("ld", link, item.date))
    if link and not guid:
        keys.append(_key("l", link))
    if not link and item.text:
        keys.append(_key("ts", title, item.text))
    if not link and title:
        keys.append(_key("td", title, item.date))
    return keys or [_key("td", guid, item.date)]


def _key(kind: str, *parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"{kind}:{digest[:32]}"


def _guid(guid: str, canonical: str | None = None) -> str:
    """A GUID as it is; one that is a URL without scheme and a trailing "#0", "#1" (edits)."""
    guid = guid.strip()
    if not guid.startswith(("http://", "https://")):
        return guid
    base, _, fragment = guid.partition("#")
    kept = "" if fragment.isascii() and fragment.isdigit() and len(fragment) < 3 else fragment
    if canonical is None or fragment:
        canonical = canonicalise(base)
    return f"{_schemeless(canonical or base)}#{kept}"


def _link(url: str, canonical: str) -> str:
    """A link's identity: canonical, scheme and "www." aside, with its fragment.

    '' for a home page, which names no item.
    """
    if not canonical or (is_home(canonical) and "#" not in url):
        return ""
    return f"{_schemeless(canonical)}#{url.partition('#')[2]}"


def _schemeless(url: str) -> str:
    return url.partition("://")[2].removeprefix("www.")
