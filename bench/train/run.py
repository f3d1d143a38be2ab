"""Train the shipped judge: teacher, student, folds, final models and their mean.

    python -m train.run --base DIR --teacher DIR --prepared FILE --out DIR [--minutes N]

Every stage leaves a file in ``--out`` and is skipped where it is there, so that a run that was
cut off goes on. With ``--minutes`` the folds stop in time for the final model. Seeds are fixed.
A fold's teacher and student never see a claim of the fold (folds go by claim).
"""

from __future__ import annotations

import argparse
import copy
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from train.batches import Array, Bags, sample
from train.encoder import CrossEncoder
from train.folds import SOURCES, numbers
from train.learn import Plan, raw_answers, softmax, train
from train.scores import report
from train.weights import mean, read_base, tuned, with_tuned

NEWS = ("emergent", "emergent_unrelated", "headline", "headline_unrelated", "note", "fnc1")
SCORED = SOURCES
ALONE = ("sentence", "paired")  # no labels: for the teacher to label
GENERAL = ("nli_train", "verification_train", "verification_mixed", "veridicality_train")
FOLDS = 5  # of two of the data's ten each


class Training:
    """The stages, their files, and the time that is left."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.out: Path = args.out
        self.out.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.started = time.monotonic()
        self.bags = Bags(args.prepared, self.device)
        self.taught = np.full((len(self.bags.label), 4), np.nan, dtype=np.float32)

    def left(self) -> float:
        """Seconds until the run has to end."""
        return self.args.minutes * 60 - (time.monotonic() - self.started)

    def general(self, rng: np.random.Generator) -> Array:
        del rng
        return self.bags.where(*GENERAL)

    def news(
        self, hold: list[int], *, size: int, alone: int
    ) -> Callable[[np.random.Generator], Array]:
        """An epoch without the folds of ``hold``."""
        bags = self.bags
        allowed = ~np.isin(bags.fold, hold)

        def choose(rng: np.random.Generator) -> Array:
            fnc = bags.where("fnc1")
            fnc = fnc[allowed[fnc]]
            parts = [bags.where(*NEWS[:-1]), bags.where("headline"), bags.where("emergent")]
            parts = [part[allowed[part]] for part in parts]
            parts += [fnc[bags.label[fnc] == 1]]
            parts += [sample(rng, fnc[bags.label[fnc] == label], size) for label in (0, 2, 3)]
            parts += [
                sample(rng, bags.where("verification_train"), 3000),
                sample(rng, bags.where("verification_mixed"), 1500),
                bags.where("veridicality_train"),
                sample(rng, bags.where("nli_train"), 8000),
            ]
            for source in ALONE:
                rows = bags.where(source)
                parts.append(sample(rng, rows[allowed[rows]], alone))
            return np.concatenate(parts)

        return choose

    def stage(
        self, name: str, start: CrossEncoder, plan: Plan, *, taught: Array | None = None
    ) -> CrossEncoder:
        """``start`` after this stage; from its file where there is one."""
        model = copy.deepcopy(start).to(self.device)
        file = self.out / f"{name}.pt"
        if file.exists():
            return with_tuned(model, torch.load(file, weights_only=True))
        train(model, self.bags, plan, taught=taught, label=name)
        if self.args.keep or not name.startswith(("teacher-", "fold-")):
            self.save(tuned(model), file)
        print(f"-- {name} done, {self.left():.0f} s left", flush=True)
        return model

    def save(self, state: dict[str, torch.Tensor], file: Path) -> None:
        """Whole or not at all: a run may be cut off."""
        part = file.with_suffix(".tmp")
        torch.save(state, part)
        part.rename(file)

    def general_report(self, name: str, model: CrossEncoder) -> None:
        rows = self.bags.where("nli_dev", "verification_dev", "veridicality_dev")
        report(self.bags, rows, raw_answers(model, self.bags, rows)[0], label=name)

    def run(self) -> None:
        tokens, alone = self.args.tokens, 7000
        teacher = self.stage(
            "general-teacher",
            read_base(self.args.teacher),
            Plan(epochs=1, rate=4e-5, choose=self.general, tokens=tokens),
        )
        self.general_report("general-teacher", teacher)
        rows = self.bags.where(*GENERAL)
        taught = self.taught.copy()
        taught[rows] = softmax(raw_answers(teacher, self.bags, rows)[0])
        student = self.stage(
            "general-student",
            read_base(self.args.base),
            Plan(epochs=3, rate=2e-4, choose=self.general, tokens=tokens, soft=0.5),
            taught=taught,
        )
        self.general_report("general-student", student)
        final = Plan(
            epochs=5, rate=1e-4, choose=self.news([], size=1500, alone=alone), tokens=tokens,
            soft=0.6,
        )  # fmt: skip
        student_time = fold_time = 0.0
        found: list[dict[str, Array]] = []
        for fold in range(FOLDS):
            if fold and self.left() < fold_time + self.args.finals * student_time * 1.2 + 12:
                print(f"-- no time for fold {fold} and those after it", flush=True)
                break
            began = time.monotonic()
            parts = self.fold(fold, teacher, student, final)
            fold_time = time.monotonic() - began
            student_time = parts.pop("seconds").item()
            found.append(parts)
            self.save_folds(found)
        for number in range(self.args.finals):
            plan = Plan(
                epochs=final.epochs, rate=final.rate, choose=final.choose, tokens=tokens,
                soft=final.soft, seed=100 + number,
            )  # fmt: skip
            model = self.stage(f"final-{number}", student, plan, taught=self.taught)
            self.general_report(f"final-{number}", model)
        names = [f"final-{number}.pt" for number in range(self.args.finals)]
        states = [torch.load(self.out / name, weights_only=True) for name in names]
        self.save(mean(states), self.out / "final-mean.pt")
        model = with_tuned(copy.deepcopy(student), mean(states)).to(self.device)
        self.general_report("final-mean", model)

    def fold(
        self, fold: int, teacher: CrossEncoder, student: CrossEncoder, plan: Plan
    ) -> dict[str, Array]:
        """Teacher and student that never saw the claims of this fold, and what they say of them.

        The teacher's answers on the fold go into ``taught``, for the final model.
        """
        bags, hold = self.bags, [2 * fold + 1, 2 * fold + 2]
        tutor = self.stage(
            f"teacher-{fold}",
            teacher,
            Plan(
                epochs=3, rate=3e-5, choose=self.news(hold, size=1000, alone=0), tokens=plan.tokens,
                seed=fold,
            ),
        )  # fmt: skip
        inside = np.isin(bags.fold, hold)
        rows = bags.where(*NEWS, *ALONE)
        held = rows[inside[rows]]
        said = raw_answers(tutor, bags, held)[0]
        self.taught[held] = softmax(said)
        taught = self.taught.copy()
        taught[:] = np.nan
        known = rows[~inside[rows]]
        known = known[(bags.source[known] != "fnc1") | (bags.label[known] != 3)]
        taught[known] = softmax(raw_answers(tutor, bags, known)[0], temperature=1.3)
        began = time.monotonic()
        own = Plan(
            epochs=plan.epochs, rate=plan.rate, choose=self.news(hold, size=1500, alone=7000),
            tokens=plan.tokens, soft=plan.soft, seed=fold,
        )  # fmt: skip
        pupil = self.stage(f"fold-{fold}", student, own, taught=taught)
        seconds = time.monotonic() - began
        scored = bags.where(*SCORED)
        scored = scored[inside[scored]]
        logits, windows = raw_answers(pupil, bags, scored)
        place = {int(at): number for number, at in enumerate(held)}
        return {
            "rows": scored,
            "teacher": said[[place[int(at)] for at in scored]],
            "student": logits,
            "windows": np.concatenate(windows).astype(np.float16),
            "seconds": np.array(seconds),
        }

    def save_folds(self, found: list[dict[str, Array]]) -> None:
        """With each row's place in its file: the answers can be scored by whoever has the data."""
        bags = self.bags
        joined = {name: np.concatenate([one[name] for one in found]) for name in found[0]}
        rows = joined["rows"]
        source, number = numbers(bags.source, bags.key, rows)
        np.savez_compressed(
            self.out / "folds.npz",
            sources=np.array(SOURCES), source=source, number=number,
            pairs=bags.pairs[rows].astype(np.uint8),
            **{name: joined[name] for name in ("teacher", "student", "windows")},
        )  # fmt: skip
        for who in ("teacher", "student"):
            report(self.bags, joined["rows"], joined[who], label=f"{len(found)} folds, {who}:")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the small model")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of the large model")
    parser.add_argument("--prepared", type=Path, required=True, help="the file of prepared bags")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=1e9, help="stop in this time")
    parser.add_argument("--finals", type=int, default=2, help="final models to make")
    parser.add_argument("--tokens", type=int, default=20_000, help="padded tokens in a batch")
    parser.add_argument("--keep", action="store_true", help="keep the models of the folds too")
    args = parser.parse_args()
    print(torch.__version__, torch.cuda.get_device_name() if torch.cuda.is_available() else "CPU")
    Training(args).run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
