"""Train the second student, which has seen news and nothing else, and join it to the first.

    python -m train.second --base DIR --prepared FILE --run DIR

The first student (``train.run``) learns inference before it learns news, and half of what it
knows is a teacher's. This one sets out from the bare encoder and learns from the journalists'
labels alone. Their mistakes are others, so that the mean of both is better than either. It is
small work: a quarter of an hour of two processor cores for a pair of folds.

DIR of ``--run`` is that of ``train.run``. Its ``folds.npz`` afterwards holds the answers of both
(``student``, ``windows``: the mean; ``first``, ``second``: each), ``first.npz`` what it held
before, ``second.pt`` the final model. A model whose file is there is not made again.
"""

from __future__ import annotations

import argparse
import copy
import shutil
from pathlib import Path

import numpy as np
import torch

from train.batches import Array, Bags, SomeWindows, pool_windows, sample
from train.encoder import CrossEncoder
from train.folds import SOURCES, numbers
from train.learn import Plan, raw_answers, train
from train.scores import report
from train.weights import read_base, tuned, with_tuned

HEADS, OTHERS, DENIALS = 400, 700, 300  # unrelated headlines and articles, FNC-1's refutations
EPOCHS, RATE, SMOOTH, TOKENS = 4, 1e-4, 0.1, 2_400
SEED = 70


class Second:
    """The stages of the second student and their files."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.run: Path = args.run
        self.prepared: Path = args.prepared
        self.bags = Bags(args.prepared, torch.device("cuda" if args.cuda else "cpu"))
        self.base = read_base(args.base, seed=7)

    def plan(self, hold: list[int], seed: int) -> Plan:
        """An epoch: all labelled news without the folds of ``hold``, some of what is none."""
        bags, allowed = self.bags, ~np.isin(self.bags.fold, hold)

        def choose(rng: np.random.Generator) -> Array:
            def of(source: str) -> Array:
                rows = bags.where(source)
                return rows[allowed[rows]]

            denials = of("fnc1")
            denials = denials[bags.label[denials] == 1]
            return np.concatenate(
                [
                    of("headline"), of("note"), of("emergent"),
                    sample(rng, of("headline_unrelated"), HEADS),
                    sample(rng, of("emergent_unrelated"), OTHERS),
                    sample(rng, denials, DENIALS),
                ]
            )  # fmt: skip

        return Plan(
            epochs=EPOCHS, rate=RATE, choose=choose, tokens=TOKENS, seed=seed, smooth=SMOOTH
        )

    def model(self, name: str, hold: list[int], seed: int) -> CrossEncoder:
        model = copy.deepcopy(self.base).to(self.bags.device)
        file = self.run / f"{name}.pt"
        if file.exists():
            return with_tuned(model, torch.load(file, weights_only=True))
        shown = SomeWindows(self.prepared, self.bags.device, seed=seed)
        train(model, shown, self.plan(hold, seed), label=name)
        part = file.with_suffix(".tmp")  # whole or not at all
        torch.save(tuned(model), part)
        part.rename(file)
        return model

    def answers(self, rows: Array) -> tuple[Array, list[Array]]:
        """Logits of ``rows`` and of their windows, by models that never saw their claims."""
        bags = self.bags
        logits = np.zeros((len(rows), 4), dtype=np.float32)
        windows: list[Array] = [np.zeros((0, 5), dtype=np.float32)] * len(rows)
        pair = (bags.fold[rows] - 1) // 2
        for group in map(int, np.unique(pair)):
            model = self.model(f"second-{group}", [2 * group + 1, 2 * group + 2], SEED + group)
            own = np.flatnonzero(pair == group)
            found, parts = raw_answers(model, bags, rows[own], tokens=6_000)
            logits[own] = found
            for at, part in zip(own, parts, strict=True):
                windows[at] = part
            report(bags, rows[own], found, label=f"second student, folds of {group}:")
        return logits, windows

    def join(self) -> None:
        """Put the mean of both students' answers into the file of the folds."""
        file, alone = self.run / "folds.npz", self.run / "first.npz"
        if not alone.exists():
            shutil.copy(file, alone)
        raw = dict(np.load(alone))
        rows = self.rows_of(raw)
        known = np.flatnonzero(rows >= 0)  # of the others no window is left by today's rules
        found, windows = self.answers(rows[known])
        first = _parts(raw["windows"], raw["pairs"])
        raw["first"] = raw["student"]
        second = raw["first"].copy()
        second[known] = found
        both = list(first)
        for at, part in zip(known, windows, strict=True):
            # Rules that changed since the first was asked choose other windows of a few articles.
            count = min(len(part), len(first[at]))
            both[at] = (first[at][:count] + part[:count]) / 2
        counts = np.array([len(part) for part in both])
        joined = np.concatenate(both).astype(np.float32)
        owner = torch.from_numpy(np.repeat(np.arange(len(rows)), counts))
        pooled = pool_windows(torch.from_numpy(joined), owner, len(rows)).numpy()
        raw["windows"], raw["student"] = joined.astype(np.float16), pooled.astype(np.float32)
        raw["pairs"], raw["second"] = counts.astype(np.uint8), second.astype(np.float32)
        part = file.with_name("part.npz")
        np.savez_compressed(part, **raw)
        part.replace(file)
        report(self.bags, rows[known], pooled[known], label="both students:")

    def rows_of(self, raw: dict[str, Array]) -> Array:
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


def _parts(windows: Array, counts: Array) -> list[Array]:
    """The windows of each row."""
    return np.split(windows.astype(np.float32), np.cumsum(counts.astype(int))[:-1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the small model")
    parser.add_argument("--prepared", type=Path, required=True, help="the file of prepared bags")
    parser.add_argument("--run", type=Path, required=True, help="where train.run wrote")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.cuda = torch.cuda.is_available()
    second = Second(args)
    second.join()
    second.model("second", [], SEED + 9)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
