"""Score what the folds' models said of claims that they never saw.

    python -m train.folds --shared DIR [--folds FILE]

``folds.npz`` holds numbers only: for each row its file's name and the row's number in it, the
logits of teacher and students, and (from ``train.stack``) the probabilities of a second stage
that saw none of the student's folds. Labels come from the data. Needs numpy, no torch.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from monitor.domain.reading.blend import SECOND_ON_SIDE
from train.fitting import calibration_error, shares
from train.labels import LABELS
from train.scores import f1

Array = np.ndarray[Any, Any]
SHIPPED = Path(__file__).with_name("folds.npz")
#: Source, and the file in ``stance/`` whose rows it numbers.
FILES = {
    "headline": "emergent_headlines.train",
    "emergent": "emergent_article_bodies.train",
    "emergent_unrelated": "emergent_article_unrelated.train",
    "fnc1": "fnc1_emergent_train.pairs",
}
SOURCES = tuple(sorted(FILES))
#: Set, its sources, how many answers are open. A headline of these is never unrelated.
SETS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("headlines", ("headline",), 3),
    ("articles 3-way", ("emergent",), 3),
    ("articles 4-way", ("emergent", "emergent_unrelated"), 4),
    ("fnc1", ("fnc1",), 4),
)


@dataclass(frozen=True)
class Answers:
    """Rows with their labels, and each model's probabilities of the four stances."""

    source: Array
    label: Array
    fold: Array
    said: dict[str, Array]  # student, stacked, teacher


def numbers(source: Array, key: Array, rows: Array) -> tuple[Array, Array]:
    """Of prepared rows: which of SOURCES, and the number in its file."""
    heads = {int(row): number for number, row in enumerate(np.flatnonzero(source == "headline"))}
    number = [
        heads[int(row)] if source[row] == "headline" else int(str(key[row]).rsplit("-", 1)[1])
        for row in rows
    ]
    which = np.array([SOURCES.index(one) for one in source[rows]], dtype=np.int8)
    return which, np.array(number, dtype=np.int32)


@lru_cache(maxsize=2)
def _rows(shared: Path) -> dict[str, list[tuple[int, int]]]:
    """(label, fold) of every row of every file."""
    found: dict[str, list[tuple[int, int]]] = {}
    folds: dict[str, int] = {}
    for source, name in FILES.items():  # headlines first: they know the fold of each claim
        with gzip.open(shared / "stance" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        if source == "headline":
            folds = {row["claim_id"]: row["fold"] for row in rows}
        found[source] = [(LABELS[row["label"]], folds[row["claim_id"]]) for row in rows]
    return found


def gold(shared: Path, source: Array, number: Array) -> tuple[Array, Array]:
    """Labels and folds of rows, from the data."""
    rows = _rows(shared)
    found = np.array([rows[str(one)][at] for one, at in zip(source, number, strict=True)])
    return found[:, 0], found[:, 1]


def answers(shared: Path, folds: Path = SHIPPED) -> Answers:
    raw = np.load(folds)
    source = raw["sources"][raw["source"]]
    label, fold = gold(shared, source, raw["number"])
    said = {"student": shares(raw["student"].astype(float))}
    if "second" in raw:
        said["student"] = with_second(said["student"], raw["second"].astype(float))
    if "stacked" in raw:
        said["stacked"] = raw["stacked"].astype(float)
    said["teacher"] = shares(raw["teacher"].astype(float))
    return Answers(source, label, fold, said)


def with_second(found: Array, second: Array) -> Array:
    """Probabilities with the second student's logits (NaN: it was not asked), as the product
    joins them: on the side that is taken, not on whether the text is on the claim.
    """
    asked = ~np.isnan(second[:, 0])
    sides, other = found[asked, :3], shares(second[asked, :3])
    sides = (sides / sides.sum(-1, keepdims=True)) ** (1 - SECOND_ON_SIDE) * other**SECOND_ON_SIDE
    out = found.copy()
    out[asked, :3] = sides / sides.sum(-1, keepdims=True) * (1 - found[asked, 3:])
    return out


def with_stacked(folds: Path, found: Array) -> None:
    """Put the second stage's probabilities beside the logits."""
    raw = dict(np.load(folds))
    raw["stacked"] = found.astype(np.float32)
    part = folds.with_name("part.npz")
    np.savez_compressed(part, **raw)
    part.replace(folds)


def chosen(kept: Answers, who: str, sources: Sequence[str], count: int) -> tuple[Array, Array]:
    """Labels and probabilities of a set, with ``count`` answers open."""
    rows = np.isin(kept.source, sources)
    said = kept.said[who][rows][:, :count]
    return kept.label[rows], said / said.sum(-1, keepdims=True)


def figures(kept: Answers, who: str) -> dict[str, dict[str, float]]:
    """Accuracy, macro-F1, F1 by stance, calibration error of every set."""
    found = {}
    for name, sources, count in SETS:
        label, said = chosen(kept, who, sources, count)
        found[name] = f1(label, said.argmax(-1), tuple(range(count)))
        found[name]["ece"] = calibration_error(label, said)
    return found


def reliability(label: Array, said: Array) -> Iterator[tuple[str, int, float, float]]:
    """By how sure the answer is: (from-to, rows, mean certainty, share that is right)."""
    sure, right = said.max(-1), said.argmax(-1) == label
    place = np.minimum((sure * 10).astype(int), 9)
    for one in np.unique(place):
        own = place == one
        yield (
            f".{one}-{'1' if one == 9 else f'.{one + 1}'}",
            int(own.sum()),
            float(sure[own].mean()),
            float(right[own].mean()),
        )


def with_reliability(manifest: Path, kept: Answers) -> None:
    """Put the shipped scores' reliability on articles where ``monitor stats`` reads it."""
    name, sources, count = next(one for one in SETS if one[0].startswith("articles 3"))
    raw = json.loads(manifest.read_text(encoding="utf-8"))
    raw["reliability"] = [
        [int(span[1]) / 10, (int(span[1]) + 1) / 10, rows, round(sure, 4), round(right, 4)]
        for span, rows, sure, right in reliability(*chosen(kept, "stacked", sources, count))
    ]
    manifest.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    print(f"reliability of {name} -> {manifest.name}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with stance/")
    parser.add_argument("--folds", type=Path, default=SHIPPED)
    parser.add_argument("--manifest", type=Path, help="put the reliability of articles into it")
    args = parser.parse_args()
    kept = answers(args.shared, args.folds)
    print(f"{len(kept.label)} rows of folds {sorted(map(int, np.unique(kept.fold)))}")
    for who in kept.said:
        for name, values in figures(kept, who).items():
            text = " ".join(f"{k} {int(v) if k == 'n' else f'{v:.3f}'}" for k, v in values.items())
            print(f"{who} {name}: {text}")
    for name, sources, count in SETS:
        for who in ("student", "stacked"):
            if who in kept.said:
                print(f"{who} {name}: sure | rows | says | is right")
                for span, rows, sure, right in reliability(*chosen(kept, who, sources, count)):
                    print(f"  {span:6} {rows:6} {sure:.3f} {right:.3f}")
    if args.manifest:
        with_reliability(args.manifest, kept)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
