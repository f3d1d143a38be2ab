"""Read the data as the product will read articles, once, for all that is trained on it.

    python -m train.prepare --base DIR --shared DIR --out FILE [--workers N]

Passages, windows and stand-ins are made by the product's own code; ``--base`` is the folder of
the small model, for its tokeniser. Some minutes on two cores. Deterministic.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tokenizers import Tokenizer

from train.data import prepare


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the small model")
    parser.add_argument("--shared", type=Path, required=True, help="folder with stance/, claims/")
    parser.add_argument("--out", type=Path, required=True, help="the file of prepared bags (npz)")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    if not (args.shared / "stance").is_dir():
        print(f"{args.shared} has no folder stance/: it must be the folder of the labelled data")
        return 2
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    part = args.out.with_name("part.npz")  # whole or not at all
    prepare(args.shared, tokenizer, part, workers=args.workers)
    part.replace(args.out)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
