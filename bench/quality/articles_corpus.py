"""Extracts captured article pages: token F1 against ground truth, beside trafilatura's own.

    python bench/quality/articles_corpus.py [FOLDER OF ../shared/corpora]

Prints mean F1 (bag of words) of our extraction, of trafilatura called directly in the same run,
and of the output that its benchmark published; statuses, how many fields were found, and the time
per page in the child process. Exit code 1 if ours is lower than either by more than .005, if the
99th percentile is a second or more, or if a page ended its child.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import math
import sys
import tarfile
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import trafilatura

from monitor.articles.extract import extract
from monitor.domain.language.tokens import tokenise
from monitor.domain.model import ExtractStatus
from monitor.domain.web import Extracted
from monitor.errors import WorkerError
from monitor.jobs.collect import EXTRACT_TIMEOUT
from monitor.workers import Workers

FIELDS = ("title", "byline", "published_at", "language", "canonical_url")


def f1(got: str, want: str) -> float:
    """Harmonic mean of precision and recall over words with multiplicity."""
    ours, theirs = (Counter(token.text for token in tokenise(text)) for text in (got, want))
    if not ours or not theirs:
        return float(ours == theirs)
    common = sum((ours & theirs).values())
    return 2 * common / (sum(ours.values()) + sum(theirs.values()))


def load(folder: Path) -> tuple[dict[str, bytes], dict[str, dict], dict[str, dict]]:
    """Pages, ground truth and trafilatura's published output, by page id."""
    pages: dict[str, bytes] = {}
    truth: dict[str, dict] = {}
    published: dict[str, dict] = {}
    with tarfile.open(folder / "articles.tar.gz") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            name = member.name
            if "/html/" in name:
                pages[Path(name).name.partition(".")[0]] = gzip.decompress(file.read())
            elif name.endswith("ground-truth.json"):
                truth = json.load(file)
            elif name.endswith("output/trafilatura.json"):
                published = json.load(file)
    return pages, truth, published.get("output", published)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """All pages, extracted by the daemon's child process and by trafilatura itself."""

    ours: dict[str, float]  # F1 by page
    direct: dict[str, float]  # trafilatura as it comes, called here
    published: dict[str, float]  # what its benchmark published
    seconds: list[float]  # per page in the child, the way there and back included; sorted
    statuses: Counter[str]
    fields: Counter[str]
    killed: list[str]  # pages for which a child had to be given up

    @property
    def p99(self) -> float:
        return self.seconds[math.ceil(len(self.seconds) * 0.99) - 1]


def measure(folder: Path) -> Measured:
    pages, truth, published = load(folder)
    got, seconds, killed = asyncio.run(_extract_all(pages, truth))
    ours, direct, theirs = {}, {}, {}
    fields: Counter[str] = Counter()
    for name, expected in truth.items():
        want = expected["articleBody"]
        for field in FIELDS:
            fields[field] += bool(getattr(got[name], field))
        ours[name] = f1(got[name].text, want)
        plain = trafilatura.extract(pages[name].decode("utf-8", "replace"), include_comments=False)
        direct[name] = f1(plain or "", want)
        theirs[name] = f1(published[name]["articleBody"], want)
    return Measured(
        ours=ours,
        direct=direct,
        published=theirs,
        seconds=sorted(seconds),
        statuses=Counter(str(page.status) for page in got.values()),
        fields=fields,
        killed=killed,
    )


async def _extract_all(
    pages: dict[str, bytes], truth: dict[str, dict]
) -> tuple[dict[str, Extracted], list[float], list[str]]:
    """As the collector does it: in a child process, within its time limit."""
    got: dict[str, Extracted] = {}
    seconds, killed = [], []
    async with Workers() as lanes:
        await lanes.cpu(partial(extract, b"<p>warm up", url="", content_type=""), timeout=60)
        for name, expected in truth.items():
            url = expected.get("url") or "https://site.example/a"
            task = partial(extract, pages[name], url=url, content_type="text/html; charset=utf-8")
            before = time.perf_counter()
            try:
                got[name] = await lanes.cpu(task, timeout=EXTRACT_TIMEOUT)
            except WorkerError as error:
                killed.append(f"{name}: {error}")
                got[name] = Extracted(status=ExtractStatus.FAILED)
            seconds.append(time.perf_counter() - before)
    return got, seconds, killed


def mean(values: dict[str, float]) -> float:
    return sum(values.values()) / len(values)


def main(folder: Path) -> int:
    found = measure(folder)
    count = len(found.ours)
    print(f"{count} pages, statuses: {dict(found.statuses)}, children given up: {found.killed}")
    print(
        f"mean F1: ours {mean(found.ours):.4f},"
        f" trafilatura {version('trafilatura')} called directly"
        f" {mean(found.direct):.4f}, its published output {mean(found.published):.4f}"
    )
    print(f"fields found: {dict(found.fields)}")
    print(
        f"ms a page in the child: p50 {found.seconds[count // 2] * 1000:.0f},"
        f" p99 {found.p99 * 1000:.0f}, slowest {found.seconds[-1] * 1000:.0f}"
    )
    best = {name: max(found.direct[name], found.published[name]) for name in found.ours}
    losses = sorted((found.ours[name] - best[name], name) for name in found.ours)
    print("largest losses:", [f"{loss:+.2f} {name[:8]}" for loss, name in losses[:5]])
    below = max(mean(found.direct), mean(found.published)) - mean(found.ours) > 0.005
    return int(below or found.p99 >= 1.0 or bool(found.killed))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora")))
