"""Train the second student, which reads headlines, and join its answers to the first's.

    python -m train.second --base DIR --prepared FILE --run DIR

The first student (``train.run``) learns inference before it learns news, from labels and from a
teacher, on windows of articles most of all. This one sets out from the bare encoder and learns
headlines alone, from the journalists' labels. By itself it is no better; but its mistakes are
others, so that on headlines both together are. On other texts they are not.

It is the mean of two runs' weights; a run is two minutes of two processor cores. DIR of ``--run``
is that of ``train.run``; its ``folds.npz`` afterwards holds the second student's answers too
(``second``), and ``second.pt`` is the final model. A model whose file is there is not made again.
"""

from __future__ import annotations

import argparse
import copy
from pathlib import Path

import numpy as np
import torch

from train.batches import Array, Bags, sample
from train.encoder import CrossEncoder
from train.folds import SOURCES, numbers
from train.learn import Plan, raw_answers, train
from train.scores import report
from train.weights import mean, read_base, tuned, with_tuned

OTHERS = 400  # headlines of other claims in an epoch
EPOCHS, RATE, SMOOTH, TOKENS = 5, 1e-4, 0.1, 1_200
SEEDS = (1, 2)
FULL_STOP = 1012  # BERT's number for "."
ALL = 9  # stands for no folds held back


class Second:
    """The stages of the second student and their files."""

    def __init__(self, base: Path, prepared: Path, run: Path) -> None:
        self.run = run
        self.bags = Bags(prepared, torch.device("cuda" if torch.cuda.is_available() else "cpu"))
        self.base = read_base(base, seed=1)

    def plan(self, group: int, seed: int) -> Plan:
        """An epoch: labelled headlines and notes without the two folds of ``group``."""
        bags = self.bags
        allowed = ~np.isin(bags.fold, [2 * group + 1, 2 * group + 2])

        def choose(rng: np.random.Generator) -> Array:
            parts = [bags.where(name) for name in ("headline", "headline_unrelated", "note")]
            parts = [part[allowed[part]] for part in parts]
            parts[1] = sample(rng, parts[1], OTHERS)
            return np.concatenate(parts)

        return Plan(
            epochs=EPOCHS, rate=RATE, choose=choose, tokens=TOKENS, seed=10 * seed + group,
            smooth=SMOOTH,
        )  # fmt: skip

    def model(self, group: int) -> CrossEncoder:
        """The mean of its runs, for claims of ``group`` (or, trained on ALL, to ship)."""
        states = []
        for seed in SEEDS:
            file = self.run / f"second-{group}-{seed}.pt"
            if not file.exists():
                own = copy.deepcopy(self.base).to(self.bags.device)
                train(own, self.bags, self.plan(group, seed), label=file.stem)
                self.save(tuned(own), file)
            states.append(torch.load(file, weights_only=True))
        return with_tuned(copy.deepcopy(self.base), mean(states)).to(self.bags.device)

    def save(self, state: dict[str, torch.Tensor], file: Path) -> None:
        part = file.with_suffix(".tmp")  # whole or not at all
        torch.save(state, part)
        part.rename(file)

    def answers(self, rows: Array) -> Array:
        """Stance logits of each of ``rows`` (headlines), by models that never saw its claim."""
        found = np.zeros((len(rows), 4), dtype=np.float32)
        pair = (self.bags.fold[rows] - 1) // 2
        for group in map(int, np.unique(pair)):
            own = np.flatnonzero(pair == group)
            found[own] = raw_answers(self.model(group), self.bags, rows[own], tokens=6_000)[0]
        return found

    def join(self) -> None:
        """Put its answers to headlines into the file of the folds, NaN for all else."""
        file = self.run / "folds.npz"
        raw = dict(np.load(file))
        heads = np.flatnonzero(raw["sources"][raw["source"]] == "headline")
        rows = self._rows_of(raw)[heads]
        ends = self.bags.starts[self.bags.first[rows]] + self.bags.lengths[self.bags.first[rows]]
        asked = self.bags.ids[torch.from_numpy(ends - 2)].cpu().numpy() != FULL_STOP
        heads, rows = heads[asked], rows[asked]  # the others are read as sentences are
        raw["second"] = np.full_like(raw["student"], np.nan)
        raw["second"][heads] = self.answers(rows)
        part = file.with_name("part.npz")
        np.savez_compressed(part, **raw)
        part.replace(file)
        report(self.bags, rows, raw["second"][heads], label="second student:")

    def _rows_of(self, raw: dict[str, Array]) -> Array:
        """The prepared bags that the file's rows are, -1 for none."""
        bags = self.bags
        known = bags.where(*SOURCES)
        source, number = numbers(bags.source, bags.key, known)
        place = {
            (int(one), int(at)): int(row)
            for one, at, row in zip(source, number, known, strict=True)
        }
        return np.array(
            [
                place.get((int(one), int(at)), -1)
                for one, at in zip(raw["source"], raw["number"], strict=True)
            ]
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the small model")
    parser.add_argument("--prepared", type=Path, required=True, help="the file of prepared bags")
    parser.add_argument("--run", type=Path, required=True, help="where train.run wrote")
    args = parser.parse_args()
    second = Second(args.base, args.prepared, args.run)
    second.join()
    second.save(tuned(second.model(ALL)), args.run / "second.pt")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
