"""Fit a step of the second stage: multinomial weights around a model's own logits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from monitor.domain.reading.stacking import FAR

if TYPE_CHECKING:  # numpy is enough here
    from train.batches import Array

STIFFNESS = (30.0, 60.0, 120.0)  # that are tried: how firmly weights are held to 0


@dataclass(frozen=True)
class Rows:
    """What is fitted: signals, the model's logits, labels, folds, weights.

    ``target`` is the share of each answer that is fitted: the label's, or a mix with a teacher's.
    """

    signals: Array
    logits: Array
    label: Array
    target: Array
    fold: Array
    weight: Array

    def where(self, chosen: Array) -> Rows:
        return Rows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))

    def __len__(self) -> int:
        return len(self.label)


def joined(parts: list[Rows]) -> Rows:
    names = Rows.__dataclass_fields__
    return Rows(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))


@dataclass(frozen=True)
class Fitted:
    """Weights of a step: of standardised signals, clipped as the product clips them."""

    mean: Array
    spread: Array
    pull: float
    bias: Array
    adds: Array

    def probabilities(self, rows: Rows) -> Array:
        far = np.clip((rows.signals - self.mean) / self.spread, -FAR, FAR)
        return shares(self.pull * rows.logits + self.bias + far @ self.adds)

    def cooled(self, heat: float) -> Fitted:
        return replace(self, pull=self.pull / heat, bias=self.bias / heat, adds=self.adds / heat)


def shares(logits: Array) -> Array:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))


def log_loss(rows: Rows, found: Array) -> float:
    picked = found[np.arange(len(rows)), rows.label]
    return float(-(rows.weight * np.log(picked + 1e-12)).sum() / rows.weight.sum())


def fit(rows: Rows, *, stiffness: float, steps: int = 30) -> Fitted:
    """Newton's method on the penalised log-likelihood; convex, so there is one answer.

    The penalty holds each signal's weights to 0 and the pull of the model's logits to 1.
    """
    count = rows.logits.shape[1]
    total = rows.weight.sum()
    mean = (rows.weight[:, None] * rows.signals).sum(0) / total
    spread = np.sqrt((rows.weight[:, None] * (rows.signals - mean) ** 2).sum(0) / total) + 1e-6
    far = np.clip((rows.signals - mean) / spread, -FAR, FAR)
    target = rows.target
    plain = np.concatenate([np.ones((len(rows), 1)), far], axis=1)
    width = plain.shape[1]
    size = 1 + count * width
    start = np.zeros(size)
    start[0] = 1.0
    penalty = np.full((count, width), stiffness)
    penalty[:, 0] = 0.1
    penalties = np.concatenate([[1.0], penalty.ravel()])

    def loss(at: Array) -> float:
        found = shares(at[0] * rows.logits + plain @ at[1:].reshape(count, width).T)
        own = -(rows.weight[:, None] * target * np.log(found + 1e-30)).sum()
        return float(own + 0.5 * (penalties * (at - start) ** 2).sum())

    now = start.copy()
    for _ in range(steps):
        adds = now[1:].reshape(count, width)
        found = shares(now[0] * rows.logits + plain @ adds.T)
        wrong = rows.weight[:, None] * (found - target)
        slope = np.concatenate([[(wrong * rows.logits).sum()], (wrong.T @ plain).ravel()])
        slope += penalties * (now - start)
        bend = np.diag(penalties)
        for one, other in product(range(count), repeat=2):
            both = rows.weight * found[:, one] * ((one == other) - found[:, other])
            places = (slice(1 + one * width, 1 + (one + 1) * width),
                      slice(1 + other * width, 1 + (other + 1) * width))  # fmt: skip
            bend[places] += plain.T @ (both[:, None] * plain)
            side = plain.T @ (both * rows.logits[:, other])
            bend[0, places[0]] += side
            bend[places[0], 0] += side
            bend[0, 0] += (both * rows.logits[:, one] * rows.logits[:, other]).sum()
        move = np.linalg.solve(bend, slope)
        before, length = loss(now), 1.0
        while loss(now - length * move) > before and length > 1e-3:
            length /= 2
        now = now - length * move
        if np.abs(move).max() < 1e-6:
            break
    adds = now[1:].reshape(count, width)
    return Fitted(
        mean=mean, spread=spread, pull=float(now[0]), bias=adds[:, 0].copy(), adds=adds[:, 1:].T
    )


def held_out(rows: Rows, *, stiffness: float) -> Array:
    """What a fit on the other folds says of each fold."""
    found = np.zeros_like(rows.logits)
    for fold in np.unique(rows.fold):
        own = rows.fold == fold
        step = fit(rows.where(~own), stiffness=stiffness)
        found[own] = step.probabilities(rows.where(own))
    return found


def heat_of(rows: Rows, found: Array) -> float:
    """The temperature that makes probabilities fit the labels best."""
    logits = np.log(found + 1e-12)
    tried = np.exp(np.linspace(np.log(0.5), np.log(2.0), 57))
    return float(min(tried, key=lambda heat: log_loss(rows, shares(logits / heat))))


def choose(rows: Rows) -> tuple[Fitted, tuple[float, float]]:
    """The step with the stiffness and heat that do best on folds held out of ``rows``."""
    tried = []
    for stiffness in STIFFNESS:
        found = held_out(rows, stiffness=stiffness)
        heat = heat_of(rows, found)
        tried.append((log_loss(rows, shares(np.log(found + 1e-12) / heat)), stiffness, heat))
    _, stiffness, heat = min(tried)
    return fit(rows, stiffness=stiffness).cooled(heat), (stiffness, heat)


def calibration_error(label: Array, found: Array, *, bins: int = 10) -> float:
    """Expected calibration error of the answer given, over bins of equal width."""
    sure, right = found.max(-1), found.argmax(-1) == label
    place = np.minimum((sure * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(sure[place == one].mean() - right[place == one].mean()) * (place == one).mean()
            for one in np.unique(place)
        )
    )
