"""Reads captured feeds: each gives entries or one clear error, and what gofeed reads in them.

    python bench/quality/feeds_corpus.py [FOLDER OF ../shared/corpora]

Prints the statuses, how far titles, links and dates agree with gofeed's expected results, every
disagreement with its explanation, and for each replay of consecutive polls the number of entries
stored against the distinct items seen. Exit code 1 if a feed raised or is silent, fewer than
98 % of the entries agree, or a disagreement has no explanation.
"""

from __future__ import annotations

import json
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
FEEDS = (".xml", ".rss", ".atom")  # 755 files of feeds.tar.gz


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Disagreement:
    """An entry that gofeed's expected result has otherwise than we."""

    file: str
    field: str
    ours: str
    theirs: str

    @property
    def explanation(self) -> str:
        """Why, "" if nobody knows."""
        return EXPLAINED.get((Path(self.file).name, self.field), "")


#: Disagreements with gofeed that are meant to be, by file and field.
EXPLAINED: dict[tuple[str, str], str] = {}


def expected_results(bodies: Mapping[str, bytes]) -> Iterator[tuple[str, bytes, list[dict]]]:
    """(name, body, expected items) of every feed of gofeed's that has an expected result."""
    for name, body in bodies.items():
        path = Path(name)
        beside = str(path.with_suffix(".json"))
        if path.suffix == ".json":  # a JSON Feed
            beside = str(path.with_name(f"{path.stem}_expected.json"))
        if "gofeed" in name and beside in bodies:
            data = json.loads(bodies[beside])
            yield name, body, data.get("items") or data.get("entries") or []


def agreement(bodies: Mapping[str, bytes]) -> tuple[Counter[str], list[Disagreement]]:
    """Entries compared and alike, and how many values of each field; and where they differ.

    Compared are the entries for which gofeed expects a title, a link or a date (most of its tests
    hold an item with one other element). Where it keeps markup in a title, ours is compared to
    the text of that markup.
    """
    counts: Counter[str] = Counter()
    differ: list[Disagreement] = []
    for name, body, items in expected_results(bodies):
        wanted = [fields for fields in map(_fields, items) if fields]
        left = [_read_fields(entry) for entry in read(body).entries]
        counts["markup"] += sum(_is_markup(item.get("title") or "") for item in items)
        for want in wanted:
            counts["entries"] += 1
            counts.update(want.keys())
            same = [have for have in left if not _differing(want, have)]
            if same:
                counts["alike"] += 1
                left.remove(same[0])
                continue
            have = left.pop(0) if left else {}
            differ += [
                Disagreement(file=name, field=field, ours=have.get(field, ""), theirs=want[field])
                for field in _differing(want, have)
            ]
    return counts, differ


def _fields(item: dict) -> dict[str, str]:
    """What gofeed expects of an item, as far as it is compared."""
    date = _first_date(item)
    fields = {
        "title": fold(safe_text(plain_title(item.get("title") or ""), limit=500)),
        "link": item.get("link") or _first_link(item),
        "date": datetime.fromisoformat(date).astimezone(UTC).isoformat() if date else "",
    }
    return {name: value for name, value in fields.items() if value}


def _is_markup(title: str) -> bool:
    return safe_text(plain_title(title), limit=500) != safe_text(title, limit=500)


def _read_fields(entry: ParsedEntry) -> dict[str, str]:
    date = entry.published_at
    return {
        "title": fold(entry.title),
        "link": entry.url,
        "date": date.isoformat() if date else "",
    }


def _differing(want: dict[str, str], have: dict[str, str]) -> list[str]:
    return [field for field, value in want.items() if have.get(field, "") != value]


def outcomes(bodies: Mapping[str, bytes]) -> tuple[Counter[str], list[str]]:
    """How the feeds were read, by status; and those that raised or gave neither entries nor
    a reason."""
    statuses: Counter[str] = Counter()
    bad = []
    for name, body in bodies.items():
        if Path(name).suffix not in FEEDS:
            continue
        try:
            feed = read(body)
        except Exception as error:
            bad.append(f"{name}: {type(error).__name__}: {error}")
            continue
        statuses[str(feed.status)] += 1
        if not feed.entries and (not feed.error or "\n" in feed.error):
            bad.append(f"{name}: {feed.status}, and nothing says why")
    return statuses, bad


def _first_link(item: dict) -> str:
    return next((link.get("href", "") for link in item.get("links") or []), "")


def _first_date(item: dict) -> str | None:
    return next((item[name] for name in DATES if item.get(name)), None)


def load(archive: Path) -> dict[str, bytes]:
    """The files of an archive, replays aside."""
    return {name: body for name, body in files(archive) if "/replay/" not in f"/{name}"}


def main(folder: Path) -> int:
    bodies = load(folder / "feeds.tar.gz")
    started = time.process_time()
    statuses, bad = outcomes(bodies)
    took = time.process_time() - started
    print(f"{sum(statuses.values())} feeds in {took:.1f} s of CPU: {dict(statuses)}")
    for line in bad:
        print("  BAD", line)
    news, worse = outcomes(load(folder / "news_feeds.tar.gz"))
    print(f"{sum(news.values())} news feeds: {dict(news)}")
    for line in worse:
        print("  BAD", line)
    counts, differ = agreement(bodies)
    share = counts["alike"] / counts["entries"]
    assert counts["entries"], "no expected results in the archive"
    print(
        f"gofeed: {counts['alike']} of {counts['entries']} entries alike ({share:.1%});"
        f" compared: {counts['title']} titles, {counts['link']} links, {counts['date']} dates;"
        f" {counts['markup']} titles are markup there, and its text here"
    )
    for one in differ:
        print(
            f"  {one.file}: {one.field} {one.ours!r}, gofeed has {one.theirs!r}:"
            f" {one.explanation or 'UNEXPLAINED'}"
        )
    replays: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for name, body in files(folder / "news_feeds.tar.gz"):
        if "/replay/" in f"/{name}" and name.endswith(".xml"):
            replays[str(Path(name).parent)].append((name, body))
    for name, snapshots in replays.items():
        stored, guids, links = replay([body for _, body in sorted(snapshots)])
        print(
            f"{name}: {len(snapshots)} polls, {stored} entries stored,"
            f" {guids} distinct GUIDs, {links} distinct links"
        )
    unexplained = [one for one in differ if not one.explanation]
    return int(bool(bad or worse or unexplained or share < 0.98))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora")))
