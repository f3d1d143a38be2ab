"""Figures: accuracy, F1 by label, on the sets that the issue of this model names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # figures are reckoned where torch is not installed, too
    from train.batches import Array, Bags


NAMES = ("supports", "refutes", "discusses", "unrelated")


def f1(gold: Array, found: Array, labels: tuple[int, ...]) -> dict[str, float]:
    """Accuracy, macro-F1 and F1 by label."""
    out = {"n": float(len(gold)), "accuracy": float((gold == found).mean())}
    each = {}
    for one in labels:
        hit = float(((gold == one) & (found == one)).sum())
        total = float((gold == one).sum() + (found == one).sum())
        each[NAMES[one]] = 2 * hit / total if total else 0.0
    out["macro_f1"] = sum(each.values()) / len(labels)
    return out | each


def report(
    bags: Bags, chosen: Array, logits: Array, *, label: str = ""
) -> dict[str, dict[str, float]]:
    """Every set's figures for the bags that are among ``chosen``."""
    source, gold = bags.source[chosen], bags.label[chosen]
    found = logits.argmax(-1)
    three = logits[:, :3].argmax(-1)
    out: dict[str, dict[str, float]] = {}

    def add(name: str, rows: Array, answer: Array, labels: tuple[int, ...]) -> None:
        if rows.any():
            out[name] = f1(gold[rows], answer[rows], labels)

    add("headlines", source == "headline", three, (0, 1, 2))
    add("headlines, all four answers open", source == "headline", found, (0, 1, 2))
    add("articles 3-way", source == "emergent", three, (0, 1, 2))
    both = np.isin(source, ["emergent", "emergent_unrelated"])
    add("articles 4-way", both, found, (0, 1, 2, 3))
    add("fnc1", source == "fnc1", found, (0, 1, 2, 3))
    for split in ("verification_train", "verification_dev"):
        rows = (source == split) & (gold < 2)
        add(split, rows, logits[:, :2].argmax(-1), (0, 1))
        three_way = (source == split) & (gold != 2)
        if three_way.any():
            open_ = np.where(gold[three_way] >= 2, 2, gold[three_way])
            said = np.where(found[three_way] >= 2, 2, found[three_way])
            out[f"{split} 3-way"] = f1(open_, said, (0, 1, 2))
    rows = source == "nli_dev"
    if rows.any():
        said = np.where(found[rows] >= 2, 2, found[rows])
        out["nli_dev"] = f1(np.where(gold[rows] >= 2, 2, gold[rows]), said, (0, 1, 2))
    rows = source == "veridicality_dev"
    if rows.any():
        right = (found[rows] == 0) == (gold[rows] == 0)
        out["veridicality_dev"] = {"n": float(rows.sum()), "accuracy": float(right.mean())}
    for name, figures in out.items():
        text = " ".join(f"{k} {v:.3f}" if k != "n" else f"n {int(v)}" for k, v in figures.items())
        print(f"{label} {name}: {text}", flush=True)
    return out
