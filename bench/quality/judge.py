"""Measure the shipped judge on labelled data that it was not trained on (``../shared/data``).

    python bench/quality/judge.py [--every N] [--only SET]

Every row goes the way of ``monitor judge``. The claims of Emergent and FNC-1 that are at hand
were trained on: their figures come from the folds, by ``python -m train.stack`` (bench/train).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.desk.judging import PairJudge
from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_pair_judge

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_THREE_WAY = ("verification.dev", "nli.dev")
#: What their labels are as stances.
_GOLD = {"confirm": "supports", "refute": "refutes", "nei": "neither", "discuss": "neither"}


def rows_of(name: str, every: int) -> Iterator[dict[str, Any]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % every == 0:
                yield json.loads(line)


def stances(judge: PairJudge, rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """(label, stance) of each row."""
    for row in rows:
        yield row["label"], str(judge({"claim": row["claim"], "text": row["text"]}).stance)


def attribution(judge: PairJudge, every: int) -> float:
    """Accuracy on "someone confirmed that a thing happened": does it follow that it did?"""
    pairs = list(stances(judge, rows_of("claims/megaveridicality.dev.jsonl.gz", every)))
    right = sum((label == "confirm") == (stance == "supports") for label, stance in pairs)
    return right / len(pairs)


def three_way(judge: PairJudge, name: str, every: int) -> str:
    """Accuracy, macro-F1 and F1 by label: supports, refutes, neither."""
    counts: Counter[tuple[str, str]] = Counter()
    for label, stance in stances(judge, rows_of(name, every)):
        counts[_GOLD[label], stance if stance in {"supports", "refutes"} else "neither"] += 1
    total = sum(counts.values())
    scores = {}
    for label in ("supports", "refutes", "neither"):
        found = sum(n for (_, other), n in counts.items() if other == label)
        gold = sum(n for (other, _), n in counts.items() if other == label)
        scores[label] = 2 * counts[label, label] / (found + gold) if found + gold else 0.0
    accuracy = sum(counts[label, label] for label in scores) / total
    each = ", ".join(f"{label} {value:.3f}" for label, value in scores.items())
    return f"n {total}, accuracy {accuracy:.3f}, macro-F1 {sum(scores.values()) / 3:.3f} ({each})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="read every Nth row")
    parser.add_argument("--only", choices=("attribution", *_THREE_WAY), help="one set of them")
    options = parser.parse_args()
    every, only = options.every, options.only
    if not DATA.is_dir():
        print(f"skipped: no labelled data at {DATA}")
        return 0
    settings = Settings()
    judge = make_pair_judge(settings, load_alias_table(settings))
    began = time.monotonic()
    if only in (None, "attribution"):
        print(f"megaveridicality dev: accuracy {attribution(judge, every):.3f}", flush=True)
    for name in _THREE_WAY if only is None else {only} & {*_THREE_WAY}:
        figures = three_way(judge, f"stance/{name}.jsonl.gz", every)
        print(f"{name}: {figures}", flush=True)
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
