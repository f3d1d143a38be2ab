"""Prepared bags on a device, and batches of them by the number of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

Array = np.ndarray[Any, Any]


class Bags:
    """All bags of a prepared file; token ids live on the device, the rest in numpy."""

    def __init__(self, path: Path, device: torch.device) -> None:
        raw = np.load(path)
        self.lengths: Array = raw["lengths"].astype(np.int64)
        self.second: Array = raw["second"].astype(np.int64)
        self.starts: Array = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.pairs: Array = raw["pairs"].astype(np.int64)
        self.first: Array = np.concatenate([[0], np.cumsum(self.pairs)[:-1]])
        self.label: Array = raw["label"].astype(np.int64)
        self.fold: Array = raw["fold"].astype(np.int64)
        self.source: Array = raw["sources"][raw["source"]]
        self.key: Array = raw["key"]
        self.ids = torch.from_numpy(raw["ids"].astype(np.int32)).to(device)
        self.device = device
        longest = np.zeros(len(self.label), dtype=np.int64)
        for at, (begin, count) in enumerate(zip(self.first, self.pairs, strict=True)):
            longest[at] = self.lengths[begin : begin + count].max(initial=1)
        self.longest: Array = longest

    def where(self, *sources: str) -> Array:
        """Indexes of the bags of these sources."""
        return np.flatnonzero(np.isin(self.source, sources) & (self.pairs > 0))

    def batches(
        self, chosen: Array, *, tokens: int, rng: np.random.Generator | None = None
    ) -> Iterator[Array]:
        """Indexes, batch by batch; about ``tokens`` padded tokens each, alike in length.

        With ``rng`` in random order, else in one that is always the same.
        """
        order = chosen.copy()
        if rng is not None:
            rng.shuffle(order)
        pool = 4096 if rng is not None else max(1, len(order))
        found: list[Array] = []
        for start in range(0, len(order), pool):
            part = order[start : start + pool]
            part = part[np.argsort(self.longest[part], kind="stable")]
            begin = 0
            while begin < len(part):
                end, rows = begin, 0
                while end < len(part):
                    rows += int(self.pairs[part[end]])
                    if end > begin and rows * int(self.longest[part[end]]) > tokens:
                        break
                    end += 1
                found.append(part[begin:end])
                begin = end
        if rng is not None:
            rng.shuffle(found)  # type: ignore[arg-type] - a list of arrays is shuffled in place
        yield from found

    def tensors(self, batch: Array, *, offset: int = 0) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(ids, types, mask, bag of each row) of a batch.

        ``offset`` 4 turns BERT's word numbers into MPNet's.
        """
        counts = self.pairs[batch]
        owner = np.repeat(np.arange(len(batch)), counts)
        within = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        rows = self.first[batch][owner] + within
        width = int(self.lengths[rows].max())
        width += -width % 8
        sizes = np.stack([self.starts[rows], self.lengths[rows], self.second[rows], owner])
        start, length, second, owners = torch.from_numpy(sizes).to(self.device, non_blocking=True)
        at = torch.arange(width, device=self.device)
        mask = at < length[:, None]
        where = (start[:, None] + at).clamp(max=self.ids.shape[0] - 1)
        ids = torch.where(mask, self.ids[where].long(), 0)
        types = ((at >= second[:, None]) & mask).long()
        if offset:
            special = {101: 0, 102: 2, 100: 3, 0: 1}
            moved = ids + offset
            for bert, own in special.items():
                moved = torch.where(ids == bert, own, moved)
            ids, types = moved, torch.zeros_like(types)
        return ids, types, mask, owners


def pool_windows(logits: Tensor, owner: Tensor, bags: int) -> Tensor:
    """Logits of bags: those of their windows, weighted by the softmax of their salience."""
    salience = logits[:, -1]
    top = torch.full((bags,), -1e4, device=logits.device).scatter_reduce(
        0, owner, salience.detach(), "amax"
    )
    weight = torch.exp(salience - top[owner])
    total = torch.zeros(bags, device=logits.device).index_add(0, owner, weight)
    share = (weight / total[owner])[:, None] * logits[:, :-1]
    return torch.zeros(bags, logits.shape[1] - 1, device=logits.device).index_add(0, owner, share)


def sample(rng: np.random.Generator, chosen: Array, count: int) -> Array:
    """At most ``count`` of ``chosen``."""
    return chosen if len(chosen) <= count else rng.choice(chosen, count, replace=False)


def join(parts: Sequence[Array]) -> Array:
    return np.concatenate([part for part in parts if len(part)])
