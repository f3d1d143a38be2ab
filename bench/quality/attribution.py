"""What verbs leave of the clause they govern, measured on MegaVeridicality.

    python bench/quality/attribution.py [FILE ...]

"Someone doubted that a particular thing happened": did it happen, did it not, or is it left
open? A sentence's three rows (one for each answer) count apart, as in the data. FILE: other
files of the same make; without one, the training and development splits of
``../shared/data/claims`` (skipped where absent).
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "claims"


def file_of(split: str) -> Path:
    return DATA / f"megaveridicality.{split}.jsonl.gz"


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open()
    with opened as lines:
        for line in lines:
            yield json.loads(line)


def asked(claim: str) -> str:
    """Which answer a row asks about: ``so``, ``not_so`` or ``open``."""
    return "open" if "might" in claim else "not_so" if "didn't" in claim else "so"


def answers(split: str) -> Iterator[tuple[str, str]]:
    """(sentence, the answer that is right) of a split."""
    for row in rows_of(file_of(split)):
        if row["label"] == "confirm":
            yield row["text"], asked(row["claim"])
