"""Measure the baseline's reading on labelled data (``../shared/data``; skipped where absent).

    python bench/quality/baseline_reading.py [--every N]

Prints Emergent article bodies, training folds: 3-way stance of the whole article, and with the
automatic negatives 4-way. Figures are for tuning by eye; nothing is learnt from the data.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.articles.sentences import split_sentences
from monitor.domain.judgement import Judgement, Stance
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.passages import make_passages
from monitor.domain.model import Claim
from monitor.domain.reading.assess import Report, Verdicts, assess, pairs_of
from monitor.domain.reading.closeness import select_hits
from monitor.matching.baseline import BaselineJudge

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_NOW = datetime(2030, 1, 1, tzinfo=UTC)
_LABEL = {
    Stance.SUPPORTS: "confirm",
    Stance.REFUTES: "refute",
    Stance.DISCUSSES: "discuss",
    Stance.UNRELATED: "unrelated",
}


def rows_of(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def judge_article(claim_text: str, text: str, title: str, judge: BaselineJudge) -> Judgement:
    aliases = AliasTable([])
    claim = Claim(id="C", text=claim_text, query="x", created_at=_NOW, updated_at=_NOW)
    passages = make_passages(text, split_sentences(text))
    report = Report(title=title, text=text, passages=passages)
    hits = select_hits(claim, passages, aliases=aliases)
    scores = judge.judge(pairs_of(claim, report, hits))
    return assess(
        claim, report, hits, Verdicts(hits=scores), aliases=aliases, version=judge.version
    )


def figures(pairs: Iterable[tuple[str, str]], labels: tuple[str, ...]) -> str:
    """Accuracy, macro-F1 and F1 by label of (gold, predicted) pairs."""
    counts = Counter(pairs)
    total = sum(counts.values())
    accuracy = sum(counts[label, label] for label in labels) / total
    scores = {}
    for label in labels:
        predicted = sum(count for (_, other), count in counts.items() if other == label)
        gold = sum(count for (other, _), count in counts.items() if other == label)
        hit = counts[label, label]
        scores[label] = 2 * hit / (predicted + gold) if predicted + gold else 0.0
    macro = sum(scores.values()) / len(labels)
    single = ", ".join(f"{label} {value:.3f}" for label, value in scores.items())
    return f"n {total}, accuracy {accuracy:.3f}, macro-F1 {macro:.3f} ({single})"


def emergent(every: int) -> tuple[str, str]:
    """Figures 3-way (labelled articles) and 4-way (with automatic negatives)."""
    judge = BaselineJudge(AliasTable([]))
    three, four = [], []
    for number, row in enumerate(rows_of("stance/emergent_article_bodies.train.jsonl.gz")):
        if number % every:
            continue
        found = _LABEL[judge_article(row["claim"], row["text"], "", judge).stance]
        four.append((row["label"], found))
        three.append((row["label"], "discuss" if found == "unrelated" else found))
    for number, row in enumerate(rows_of("stance/emergent_article_unrelated.train.jsonl.gz")):
        if number % every:
            continue
        found = _LABEL[judge_article(row["claim"], row["text"], "", judge).stance]
        four.append(("unrelated", found))
    kinds = ("confirm", "refute", "discuss")
    return figures(three, kinds), figures(four, (*kinds, "unrelated"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=4, help="read every Nth article")
    every = parser.parse_args().every
    if not DATA.is_dir():
        print(f"skipped: no labelled data at {DATA}")
        return 0
    three, four = emergent(every)
    print(f"emergent bodies, 3-way: {three}")
    print(f"emergent bodies, 4-way: {four}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
