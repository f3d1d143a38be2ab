"""Fit the second stage on what the folds' students said, print its figures, write its weights.

    python -m train.stack --shared DIR --folds FILE --out weights.json [--manifest FILE --version V]

The figures are of claims that neither the student nor this stage saw: the stage that is scored
on a student's folds is fitted, with everything that is chosen, on the other students' folds.
The weights that are written are fitted on all of them. The scored probabilities are written
into the file of the folds, for ``train.folds``. With --manifest they go into the manifest of a
model as well: after a change of rules, which changes the signals, the stage is fitted anew.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from monitor.domain.reading.neutral import NEUTRAL_VERSION
from monitor.domain.reading.signals import CUES, SIGNAL_NAMES, SIGNALS_VERSION, softmax
from monitor.domain.reading.stacking import FORMAT, RELATED, SIDES, Stack, Step
from monitor.domain.reading.windows import WINDOWS_VERSION
from train.fitting import Fitted, Rows, calibration_error, choose, joined, shares
from train.folds import Array, with_second, with_stacked
from train.scores import f1
from train.seen import Seen, load

_CUES = (*CUES, "question", "quote")
_WORDS = (
    "parity", "overlap", "overlap_all", "pairs", "numbers", "claim_words", "near_words",
    "near_first", "near_second", "near_share", "sentences",
)  # fmt: skip
_ANY = ("supports", "refutes", "discusses", "unrelated")
_RULES = (*(f"rule_{one}" for one in _ANY), *(f"rule_first_{one}" for one in _ANY))
_TOPIC = (
    "overlap", "overlap_all", "pairs", "numbers", "claim_words", "near_words", "near_first",
    "near_second", "rule_unrelated", "rule_first_unrelated",
)  # fmt: skip
_MODEL = SIGNAL_NAMES[: SIGNAL_NAMES.index("weight") + 1]
#: The signals of each step.
CHOSEN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "short": {"sides": (*(f"near_{one}" for one in _CUES), *_WORDS, *_RULES), "related": _TOPIC},
    "article": {
        "sides": (
            *_MODEL,
            *(f"{part}_{one}" for part in ("near", "any", "start") for one in _CUES),
            *_WORDS,
            *_RULES,
        ),
        "related": (
            *_TOPIC, "most_unrelated", "least_unrelated", "near_share", "sentences", "windows",
            "weight",
        ),
    },
}  # fmt: skip
_FNC_SIDES, _FNC_RELATED = 0.03, 0.3  # what a row of FNC-1 counts: its labels are of another kind
# What a row's side is fitted to: this much of the journalist's label, the rest of what a larger
# model says that never saw the claim. Readers agree on a side in two of three headlines only.
_TRUST = 0.3
_ANSWERS = {"sides": SIDES, "related": RELATED}
STUDENTS = 2  # folds that one student answered


def sides(seen: Seen, rows: Array, names: tuple[str, ...], weight: float = 1.0) -> Rows:
    taught = shares(seen.taught[rows, :3])
    return Rows(
        signals=seen.signals[rows][:, [SIGNAL_NAMES.index(one) for one in names]],
        logits=seen.logits[rows, :3],
        label=seen.label[rows],
        target=_TRUST * np.eye(3)[seen.label[rows] % 3] + (1 - _TRUST) * taught,
        fold=seen.fold[rows],
        weight=np.full(len(rows), weight),
    )


def related(seen: Seen, rows: Array, names: tuple[str, ...], weight: float = 1.0) -> Rows:
    logits, off = seen.logits[rows], (seen.label[rows] == 3).astype(int)
    top = logits[:, :3].max(-1)
    on = top + np.log(np.exp(logits[:, :3] - top[:, None]).sum(-1))
    return Rows(
        signals=seen.signals[rows][:, [SIGNAL_NAMES.index(one) for one in names]],
        logits=np.stack([on, logits[:, 3]], axis=-1),
        label=off,
        target=np.eye(2)[off],
        fold=seen.fold[rows],
        weight=np.full(len(rows), weight),
    )


def balanced(rows: Rows) -> Rows:
    """The same rows, each answer with the same weight in all."""
    count = np.bincount(rows.label)
    return replace(rows, weight=len(rows) / (len(count) * count[rows.label]))


def material(seen: Seen) -> dict[str, dict[str, Rows]]:
    """The rows that each step is fitted on."""

    def where(*sources: str, extra: Array | None = None) -> Array:
        own = np.isin(seen.source, sources)
        return np.flatnonzero(own if extra is None else own & extra)

    about, alone = seen.label < 3, seen.windows == 1
    both = where("emergent", "emergent_unrelated")
    short, article = CHOSEN["short"], CHOSEN["article"]
    lone = where("emergent", "emergent_unrelated", "fnc1", extra=alone)
    heads = where("headline")
    return {
        "short": {
            "sides": sides(seen, heads, short["sides"]),
            # No headline of the folds is unrelated to its claim: short articles show what is,
            # and both answers count alike, so that the step does not learn how rare one is here.
            "related": balanced(
                joined(
                    [related(seen, heads, short["related"]), related(seen, lone, short["related"])]
                )
            ),
        },
        "article": {
            "sides": joined(
                [
                    sides(seen, where("emergent"), article["sides"]),
                    sides(seen, where("fnc1", extra=about), article["sides"], _FNC_SIDES),
                ]
            ),
            "related": joined(
                [
                    related(seen, both, article["related"]),
                    related(seen, where("fnc1"), article["related"], _FNC_RELATED),
                ]
            ),
        },
    }


def student_of(fold: Array) -> Array:
    return (fold - 1) // STUDENTS


def four(seen: Seen, rows: Array, kind: str, steps: Mapping[str, Fitted]) -> Array:
    """Probabilities of the four stances."""
    names = CHOSEN[kind]
    on = steps["related"].probabilities(related(seen, rows, names["related"]))
    side = steps["sides"].probabilities(sides(seen, rows, names["sides"]))
    return np.concatenate([side * on[:, :1], on[:, 1:]], axis=-1)


def nested(seen: Seen) -> Array:
    """What a stage that saw none of a student's folds says of them; 4 probabilities a row."""
    found = np.zeros((len(seen.label), 4))
    parts = material(seen)
    group = student_of(seen.fold)
    for held in np.unique(group):
        for kind, steps in parts.items():
            fitted = {}
            for step, rows in steps.items():
                fitted[step], chosen = choose(rows.where(student_of(rows.fold) != held))
                print(f"without student {held}: {kind}.{step} stiffness, heat {chosen}")
            own = (group == held) & ((seen.source == "headline") == (kind == "short"))
            at = np.flatnonzero(own)
            found[at] = four(seen, at, kind, fitted)
    return with_second(found, seen.second)


def figures(seen: Seen, found: Array, label: str) -> None:
    """Each set's figures, all and by student, and how well the probabilities hold."""
    sets: tuple[tuple[str, tuple[str, ...], int], ...] = (
        ("headlines", ("headline",), 3),
        ("headlines, all four answers open", ("headline",), 4),
        ("articles 3-way", ("emergent",), 3),
        ("articles 4-way", ("emergent", "emergent_unrelated"), 4),
        ("fnc1", ("fnc1",), 4),
    )
    for name, sources, count in sets:
        rows = np.isin(seen.source, sources)
        gold, said = seen.label[rows], found[rows][:, :count]
        said = said / said.sum(-1, keepdims=True)
        labels = tuple(range(3 if "headline" in sources else count))
        out = f1(gold, said.argmax(-1), labels)
        text = " ".join(f"{k} {v:.3f}" if k != "n" else f"n {int(v)}" for k, v in out.items())
        folds = seen.fold[rows]
        each = [
            f1(gold[folds == one], said[folds == one].argmax(-1), labels)["macro_f1"]
            for one in np.unique(folds)
        ]
        loss = -np.log(said[np.arange(len(gold)), gold] + 1e-12).mean()
        folds_text = " ".join(f"{one:.3f}" for one in each)
        held = f"ECE {calibration_error(gold, said):.3f} log-loss {loss:.3f}"
        print(f"{label} {name}: {text}; macro-F1 by fold {folds_text}; {held}", flush=True)


def written(step: Fitted, names: tuple[str, ...]) -> dict[str, Any]:
    def brief(values: Array) -> list[float]:
        return [float(f"{value:.5g}") for value in values]

    table = {
        name: brief(np.array([step.mean[at], step.spread[at], *step.adds[at]]))
        for at, name in enumerate(names)
    }
    return {"pull": float(f"{step.pull:.5g}"), "bias": brief(step.bias), "signals": table}


def weights(seen: Seen) -> dict[str, Any]:
    """The weights fitted on every row, as the product reads them."""
    out: dict[str, Any] = {
        "format": FORMAT, "signals": SIGNALS_VERSION, "windows": WINDOWS_VERSION,
        "neutral": NEUTRAL_VERSION,
    }  # fmt: skip
    for kind, steps in material(seen).items():
        out[kind] = {}
        for step, rows in steps.items():
            fitted, chosen = choose(rows)
            print(f"all: {kind}.{step} of {len(rows)} rows, stiffness, heat {chosen}")
            out[kind][step] = written(fitted, CHOSEN[kind][step])
            read = Step.from_mapping(out[kind][step], _ANSWERS[step], f"{kind}.{step}")
            hold_together(read, CHOSEN[kind][step], rows, fitted)
    Stack.from_mapping(out)
    return out


def hold_together(step: Step, names: tuple[str, ...], rows: Rows, fitted: Fitted) -> None:
    """The product's step, read from what is written, gives what was fitted."""
    expected = fitted.probabilities(rows)
    places = [SIGNAL_NAMES.index(one) for one in names]
    for at in range(0, len(rows), max(1, len(rows) // 200)):
        values = np.zeros(len(SIGNAL_NAMES))
        values[places] = rows.signals[at]
        found = softmax(step.logits(rows.logits[at].tolist(), values.tolist()))
        assert np.abs(np.array(found) - expected[at]).max() < 1e-3, (found, expected[at])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with stance/")
    parser.add_argument("--folds", type=Path, required=True, help="folds.npz of train.run")
    parser.add_argument("--out", type=Path, required=True, help="the weights (JSON)")
    parser.add_argument("--cache", type=Path, help="where signals are kept; beside --out")
    parser.add_argument("--manifest", type=Path, help="put the weights into it")
    parser.add_argument("--version", help="what the model is then called")
    args = parser.parse_args()
    if (args.manifest is None) != (args.version is None):
        parser.error("--manifest and --version go together: other weights are another version")
    cache = args.cache or args.out.with_suffix(".signals.npz")
    seen = load(args.shared, args.folds, cache)
    figures(seen, with_second(shares(seen.logits), seen.second), "model alone:")
    found = nested(seen)
    figures(seen, found, "with the second stage:")
    with_stacked(args.folds, found)
    fitted = weights(seen)
    args.out.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")
    if args.manifest:
        raw = json.loads(args.manifest.read_text(encoding="utf-8"))
        raw |= {"version": args.version, "weights": fitted}
        args.manifest.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    print(f"-> {args.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
