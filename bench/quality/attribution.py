"""What verbs leave of the clause they govern, measured on MegaVeridicality.

    python bench/quality/attribution.py [FILE ...]

"Someone doubted that a particular thing happened": did it happen, did it not, or is it left
open? A sentence's three rows (one for each answer) count apart, as in the data. FILE: other
files of the same make; without one, the training and development splits of
``../shared/data/claims`` (skipped where absent).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.veridicality import read_left

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "claims"


def file_of(split: str) -> Path:
    return DATA / f"megaveridicality.{split}.jsonl.gz"


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    data = path.read_bytes()
    for line in (gzip.decompress(data) if path.suffix == ".gz" else data).splitlines():
        yield json.loads(line)


def asked(claim: str) -> str:
    """Which answer a row asks about: ``so``, ``not_so`` or ``open``."""
    return "open" if "might" in claim else "not_so" if "didn't" in claim else "so"


def answers(split: str) -> Iterator[tuple[str, str]]:
    """(sentence, the answer that is right) of a split."""
    for row in rows_of(file_of(split)):
        if row["label"] == "confirm":
            yield row["text"], asked(row["claim"])


def read(text: str) -> str:
    """What the product's reading leaves of the event that the sentence is about."""
    sentence = parse(text)
    words = sentence.words
    index = max(
        (at for at, word in enumerate(words) if word.text == "thing" or word.lemma == "happen"),
        default=len(words) - 1,
    )
    return read_left(sentence, find_cues(sentence), index).value


def accuracy(path: Path) -> tuple[float, float, int]:
    """(accuracy over the rows, share of the commonest answer, number of rows)."""
    right = negative = total = 0
    for row in rows_of(path):
        predicted = "confirm" if read(row["text"]) == asked(row["claim"]) else "not_confirm"
        right += predicted == row["label"]
        negative += row["label"] == "not_confirm"
        total += 1
    return right / total, negative / total, total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files or [file_of(split) for split in ("train", "dev")]
    for path in files:
        if not path.exists():
            print(f"skipped: no {path.name} in {path.parent}")
            continue
        right, common, total = accuracy(path)
        print(f"{path.name}: accuracy {right:.3f} over {total} (commonest answer {common:.3f})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
