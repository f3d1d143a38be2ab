"""Losses, one training run, and what a model says of every bag."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812

from train.batches import Array, Bags, pool_windows
from train.encoder import CrossEncoder
from train.labels import NEI, NOT_CONFIRMED, UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How one stage is trained. ``choose(rng)`` gives an epoch's bags."""

    epochs: int
    rate: float
    choose: Callable[[np.random.Generator], Array]
    tokens: int = 24_000
    seed: int = 0
    warm: float = 0.06
    decay: float = 0.01
    smooth: float = 0.05
    soft: float = 0.0  # weight of a teacher's answers


def loss_of(
    logits: Tensor, label: Tensor, weight: Tensor, *, smooth: float, taught: Tensor | None,
    soft: float,
) -> Tensor:  # fmt: skip
    """Mean loss of a batch of bags.

    A label that only excludes some stances costs what the model gives to those. ``taught``
    are a teacher's probabilities, NaN where it was not asked.
    """
    logs = F.log_softmax(logits, dim=-1)
    plain = F.cross_entropy(logits, label.clamp(max=3), reduction="none", label_smoothing=smooth)
    hard = torch.where(label < NEI, plain, torch.zeros_like(plain))
    hard = torch.where(label == NEI, -torch.logsumexp(logs[:, 2:4], dim=-1), hard)
    hard = torch.where(label == NOT_CONFIRMED, -torch.logsumexp(logs[:, 1:4], dim=-1), hard)
    counts = (label != UNKNOWN).float()
    if taught is None or not soft:
        return (hard * weight).sum() / (counts * weight).sum().clamp(min=1e-6)
    known = ~taught[:, 0].isnan()
    kl = -(torch.nan_to_num(taught) * logs).sum(-1)
    # where a teacher speaks, the label counts for the rest
    mix = torch.where(label == UNKNOWN, torch.ones_like(kl), torch.full_like(kl, soft))
    mix = torch.where(known, mix, torch.zeros_like(kl))
    total = (hard * (1 - mix) + kl * mix) * weight
    return total.sum() / (torch.maximum(counts, known.float()) * weight).sum().clamp(min=1e-6)


def train(
    model: CrossEncoder, bags: Bags, plan: Plan, *,
    weight: Array | None = None, taught: Array | None = None,
    label: str = "", until: float = math.inf,
) -> None:  # fmt: skip
    """Train ``model`` in place. ``until`` is a time.monotonic() after which it stops early."""
    rng = np.random.default_rng(plan.seed)
    torch.manual_seed(plan.seed)
    device = bags.device
    offset = 4 if model.shape.relative else 0
    epochs = [
        list(bags.batches(plan.choose(rng), tokens=plan.tokens, rng=rng))
        for _ in range(plan.epochs)
    ]
    steps = sum(map(len, epochs))
    # The model computes in bfloat16, its weights are kept and moved in float32.
    masters = {
        name: p.detach().float().clone() for name, p in model.named_parameters() if p.requires_grad
    }
    frozen = {
        name: p.detach().float().clone()
        for name, p in model.named_parameters()
        if not p.requires_grad
    }
    model.bfloat16()
    moved = [p for p in model.parameters() if p.requires_grad]
    kept = list(masters.values())
    decayed = [p for p in kept if p.ndim > 1]
    plain = [p for p in kept if p.ndim <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": plan.decay}, {"params": plain, "weight_decay": 0.0}],
        lr=plan.rate,
        fused=device.type == "cuda",
    )
    warm = max(1, int(plan.warm * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: (
            min(1.0, (step + 1) / warm) * max(0.0, (steps - step) / max(1, steps - warm))
            if step >= warm
            else (step + 1) / warm
        ),
    )
    known = None if taught is None else torch.from_numpy(taught.astype(np.float32)).to(device)
    labels = torch.from_numpy(bags.label).to(device)
    weights = torch.ones(len(bags.label), device=device)
    if weight is not None:
        weights = torch.from_numpy(weight.astype(np.float32)).to(device)
    model.train()
    started, seen = time.monotonic(), 0
    mean = torch.zeros((), device=device)
    for epoch in epochs:
        for batch in epoch:
            ids, types, mask, owner = bags.tensors(batch, offset=offset)
            rows = torch.from_numpy(batch).to(device)
            raw = model(ids, types, mask)
            loss = loss_of(
                pool_windows(raw, owner, len(batch)), labels[rows], weights[rows],
                smooth=plan.smooth, taught=None if known is None else known[rows], soft=plan.soft,
            )  # fmt: skip
            loss.backward()
            for own, computed in zip(kept, moved, strict=True):
                own.grad = computed.grad.float() if computed.grad is not None else None
                computed.grad = None
            torch.nn.utils.clip_grad_norm_(kept, 1.0)
            optimiser.step()
            with torch.no_grad():
                torch._foreach_copy_(moved, kept)
            schedule.step()
            seen += ids.numel()
            mean += (loss.detach() - mean) * 0.02
        if time.monotonic() > until:
            print(f"{label}: stopped early", flush=True)
            break
    model.float()
    model.load_state_dict(masters | frozen, strict=True)
    took = time.monotonic() - started
    print(
        f"{label}: {steps} steps, {seen / 1e6:.1f} M tokens, loss {mean.item():.3f}, "
        f"{took:.1f} s, {seen / 1e3 / max(took, 1e-9):.0f} k tokens/s",
        flush=True,
    )


@torch.no_grad()
def raw_answers(
    model: CrossEncoder, bags: Bags, chosen: Array, *, tokens: int = 60_000
) -> tuple[Array, list[Array]]:
    """Pooled logits (bags x 4), and every window's own logits, in the order of ``chosen``."""
    model.eval()
    kept = {name: p.detach().float().clone() for name, p in model.state_dict().items()}
    model.bfloat16()
    place = {int(at): number for number, at in enumerate(chosen)}
    pooled = np.zeros((len(chosen), 4), dtype=np.float32)
    windows: list[Any] = [None] * len(chosen)
    offset = 4 if model.shape.relative else 0
    for batch in bags.batches(chosen, tokens=tokens):
        ids, types, mask, owner = bags.tensors(batch, offset=offset)
        raw = model(ids, types, mask)
        both = pool_windows(raw, owner, len(batch)).cpu().numpy()
        single = raw.cpu().numpy()
        counts = np.cumsum(bags.pairs[batch])[:-1]
        for at, one, parts in zip(batch, both, np.split(single, counts), strict=True):
            pooled[place[int(at)]] = one
            windows[place[int(at)]] = parts
    model.float()
    model.load_state_dict(kept)
    return pooled, windows


def softmax(logits: Array, *, temperature: float = 1.0) -> Array:
    """Probabilities of logits, row by row."""
    logits = logits / temperature
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True))
