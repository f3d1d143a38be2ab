"""Reads captured feeds: every file gives a value, replayed polls give each entry once.

    python bench/quality/feeds_corpus.py [FOLDER OF ../shared/corpora]

Prints statuses and time over all feeds, agreement with the expected values where the corpus
has them, and for each replay the number of entries stored against the distinct items seen.
"""

from __future__ import annotations

import json
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.domain.cleaning import safe_text
from monitor.domain.language.tokens import fold
from monitor.domain.model import ParsedEntry
from monitor.domain.urls import canonicalise
from monitor.domain.web import ParsedFeed
from monitor.feeds.parse import parse_feed
from monitor.feeds.plain import plain_title

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DATES = ("publishedParsed", "pubDateParsed", "updatedParsed")
SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json", ".html", ".feed", ".txt", "")


class Memory:
    """Entries as storage keeps them: an item that shares any key with one is that one."""

    def __init__(self) -> None:
        self.by_key: dict[str, int] = {}
        self.entries: list[ParsedEntry] = []

    def add(self, entry: ParsedEntry) -> bool:
        known = next((self.by_key[key] for key in entry.keys if key in self.by_key), None)
        number = len(self.entries) if known is None else known
        if known is None:
            self.entries.append(entry)
        for key in entry.keys:
            self.by_key.setdefault(key, number)
        return known is None


def files(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


def read(body: bytes) -> ParsedFeed:
    return parse_feed(body, url="https://feeds.example/feed", content_type="", now=NOW)


def replay(snapshots: list[bytes]) -> tuple[int, int, int]:
    """(entries stored, distinct GUIDs seen, distinct links seen) over consecutive polls."""
    memory, guids, links = Memory(), set(), set()
    for body in snapshots:
        for entry in read(body).entries:
            memory.add(entry)
            guids.add(entry.guid)
            links.add(canonicalise(entry.url))
    return len(memory.entries), len(guids), len(links)


def agreement(got: ParsedFeed, expected: dict, score: Counter[str]) -> None:
    """Count fields of gofeed's expected result that we read alike.

    Its tests of single elements hold items without title, link and text; we drop those. Where
    it keeps markup in a title, ours is compared to the text of that markup.
    """
    wanted = [
        item for item in expected.get("items") or expected.get("entries") or [] if _is_item(item)
    ]
    score["entries expected"] += len(wanted)
    score["entries alike"] += min(len(wanted), len(got.entries))
    if len(wanted) != len(got.entries):
        return
    for want, have in zip(wanted, got.entries, strict=True):
        title = safe_text(plain_title(want.get("title") or ""), limit=500)
        date = _first_date(want)
        for name, ours, theirs in (
            ("title", fold(have.title), fold(title)),
            ("link", have.url, want.get("link") or _first_link(want)),
            ("date", have.published_at, datetime.fromisoformat(date) if date else None),
        ):
            if theirs:
                score[f"{name} expected"] += 1
                score[f"{name} alike"] += ours == theirs


def _is_item(item: dict) -> bool:
    texts = ("title", "description", "summary", "content")
    return any(item.get(name) for name in texts) or "://" in (item.get("link") or _first_link(item))


def _first_link(item: dict) -> str:
    return next((link.get("href", "") for link in item.get("links") or []), "")


def _first_date(item: dict) -> str | None:
    return next((item[name] for name in DATES if item.get(name)), None)


def main(folder: Path) -> None:
    statuses: Counter[str] = Counter()
    score: Counter[str] = Counter()
    slowest = (0.0, "")
    replays: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    bodies: dict[str, bytes] = {}
    for archive in ("feeds.tar.gz", "news_feeds.tar.gz"):
        for name, body in files(folder / archive):
            if "/replay/" in f"/{name}" and name.endswith(".xml"):
                replays[str(Path(name).parent)].append((name, body))
            elif Path(name).suffix in SUFFIXES and not Path(name).name.startswith(("_", "README")):
                bodies[name] = body
    started = time.perf_counter()
    for name, body in bodies.items():
        before = time.perf_counter()
        feed = read(body)
        if not name.endswith(".json") or "jsonfeed.org" in body[:500].decode("latin-1"):
            statuses[str(feed.status)] += 1
        slowest = max(slowest, (time.perf_counter() - before, name))
        expected = bodies.get(str(Path(name).with_suffix(".json")))
        if "gofeed" in name and expected and name.endswith(".xml"):
            agreement(feed, json.loads(expected), score)
    took = time.perf_counter() - started
    print(f"{sum(statuses.values())} feed files in {took:.1f} s: {dict(statuses)}")
    print(f"slowest: {slowest[0]:.2f} s {slowest[1]}")
    for name in ("entries", "title", "link", "date"):
        print(f"{name:8} alike {score[f'{name} alike']} of {score[f'{name} expected']}")
    for name, snapshots in replays.items():
        stored, guids, links = replay([body for _, body in sorted(snapshots)])
        print(
            f"{name}: {len(snapshots)} polls, {stored} entries stored,"
            f" {guids} distinct GUIDs, {links} distinct links"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora"))
