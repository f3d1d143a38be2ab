"""Extracts captured article pages: token F1 against ground truth, beside trafilatura's own.

    python bench/quality/articles_corpus.py [FOLDER OF ../shared/corpora]

Prints mean F1 (bag of words) of our extraction and of the output that trafilatura's benchmark
published, statuses, how many fields were found, and the time per page.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
import time
from collections import Counter
from pathlib import Path

from monitor.articles.extract import extract
from monitor.domain.language.tokens import tokenise


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


def main(folder: Path) -> None:
    pages, truth, published = load(folder)
    statuses: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    ours, theirs, times = [], [], []
    worst: list[tuple[float, str]] = []
    extract(b"<html><p>warm up</p></html>", url="https://site.example/", content_type="text/html")
    for name, expected in truth.items():
        url = expected.get("url") or "https://site.example/a"
        before = time.perf_counter()
        got = extract(pages[name], url=url, content_type="text/html; charset=utf-8")
        times.append(time.perf_counter() - before)
        statuses[got.status] += 1
        for field in ("title", "byline", "published_at", "language", "canonical_url"):
            fields[field] += bool(getattr(got, field))
        want = expected["articleBody"]
        ours.append(f1(got.text, want))
        theirs.append(f1(published[name]["articleBody"], want))
        worst.append((ours[-1] - theirs[-1], name))
    times.sort()
    count = len(truth)
    print(f"{count} pages, statuses: {dict(statuses)}")
    print(f"mean F1: ours {sum(ours) / count:.4f}, trafilatura {sum(theirs) / count:.4f}")
    print(f"fields found: {dict(fields)}")
    print(
        f"ms a page: p50 {times[count // 2] * 1000:.0f}, p99 {times[count * 99 // 100] * 1000:.0f}"
    )
    print("largest losses:", [f"{loss:+.2f} {name[:8]}" for loss, name in sorted(worst)[:5]])


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpora"))
