"""A cross-encoder in plain torch: BERT or MPNet layers, stance logits and a salience.

The weights come from a safetensors file as the model hubs lay them out. Word embeddings stay
as they are: few pairs would only move the words that they hold.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

STANCES = 4
OUTPUTS = STANCES + 1  # the last one says how much a window has to say


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Sizes of an encoder; ``relative`` is MPNet's number of distance buckets, 0 for BERT."""

    layers: int
    hidden: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int
    epsilon: float
    relative: int = 0

    @classmethod
    def of(cls, folder: Path) -> Shape:
        """From the ``config.json`` of a model's folder."""
        raw = json.loads((folder / "config.json").read_text())
        return cls(
            layers=raw["num_hidden_layers"],
            hidden=raw["hidden_size"],
            heads=raw["num_attention_heads"],
            inner=raw["intermediate_size"],
            words=raw["vocab_size"],
            positions=raw["max_position_embeddings"],
            types=raw.get("type_vocab_size", 0),
            epsilon=raw["layer_norm_eps"],
            relative=raw.get("relative_attention_num_buckets", 0),
        )


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv = nn.Linear(shape.hidden, 3 * shape.hidden)
        self.out = nn.Linear(shape.hidden, shape.hidden)
        self.norm1 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.up = nn.Linear(shape.hidden, shape.inner)
        self.down = nn.Linear(shape.inner, shape.hidden)
        self.norm2 = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        size, length, hidden = x.shape
        q, k, v = (
            one.view(size, length, self.heads, hidden // self.heads).transpose(1, 2)
            for one in self.qkv(x).split(hidden, dim=-1)
        )
        dropout = 0.1 if self.training else 0.0
        mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=bias, dropout_p=dropout)
        mixed = mixed.transpose(1, 2).reshape(size, length, hidden)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class CrossEncoder(nn.Module):
    """Token ids, types and mask (pairs x tokens) -> logits (pairs x OUTPUTS)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.word = nn.Embedding(shape.words, shape.hidden)
        self.position = nn.Embedding(shape.positions, shape.hidden)
        self.segment = nn.Embedding(max(shape.types, 2), shape.hidden)
        if not shape.types:
            nn.init.zeros_(self.segment.weight)
        self.norm = nn.LayerNorm(shape.hidden, eps=shape.epsilon)
        self.drop = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.relative = nn.Embedding(shape.relative, shape.heads) if shape.relative else None
        self.dense = nn.Linear(2 * shape.hidden, shape.hidden)
        self.stance = nn.Linear(shape.hidden, OUTPUTS)
        for one in (self.dense, self.stance):
            nn.init.normal_(one.weight, std=0.02)
            nn.init.zeros_(one.bias)
        self.word.weight.requires_grad_(False)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        return self.answer(self.word(ids), types, mask)

    def answer(self, words: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """What it makes of words that are embedded (pairs x tokens x hidden)."""
        first = 2 if self.shape.relative else 0  # MPNet counts positions from 2
        at = torch.arange(words.shape[1], device=words.device)
        x = words + self.position(at + first) + self.segment(types)
        x = self.drop(self.norm(x))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        if self.relative is not None:
            near = self.relative(_buckets(at[None, :] - at[:, None], self.shape.relative))
            bias = bias + near.permute(2, 0, 1)[None]
        for layer in self.layers:
            x = layer(x, bias)
        shown = mask.to(x.dtype)[:, :, None]
        mean = (x * shown).sum(1) / shown.sum(1)
        both = self.drop(torch.cat([x[:, 0], mean], dim=-1))
        return self.stance(self.drop(torch.tanh(self.dense(both)))).float()


def _buckets(distance: Tensor, count: int, far: int = 128) -> Tensor:
    """T5's buckets of relative positions, as MPNet has them."""
    half = count // 2
    ahead = (-distance < 0).long() * half
    away = distance.abs()
    exact = half // 2
    log = exact + (
        torch.log(away.float().clamp(min=1) / exact) / math.log(far / exact) * (half - exact)
    ).long().clamp(max=half - exact - 1)
    return ahead + torch.where(away < exact, away, log.clamp(max=half - 1))


def load_pretrained(model: CrossEncoder, weights: dict[str, Tensor]) -> None:
    """Fill ``model`` from a hub's names; the head stays new."""
    mpnet = bool(model.shape.relative)
    names = {
        "word.weight": "embeddings.word_embeddings.weight",
        "position.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    if mpnet:
        names["relative.weight"] = "encoder.relative_attention_bias.weight"
    else:
        names["segment.weight"] = "embeddings.token_type_embeddings.weight"
    state = {ours: weights[theirs].float() for ours, theirs in names.items()}
    for number in range(model.shape.layers):
        at, our = f"encoder.layer.{number}.", f"layers.{number}."
        parts = "attention.attn.{}" if mpnet else "attention.self.{}"
        keys = ("q", "k", "v") if mpnet else ("query", "key", "value")
        for kind in ("weight", "bias"):
            state[f"{our}qkv.{kind}"] = torch.cat(
                [weights[f"{at}{parts.format(key)}.{kind}"].float() for key in keys]
            )
            out = "attention.attn.o" if mpnet else "attention.output.dense"
            norm = "attention.LayerNorm" if mpnet else "attention.output.LayerNorm"
            for mine, theirs in (
                ("out", out), ("norm1", norm), ("up", "intermediate.dense"),
                ("down", "output.dense"), ("norm2", "output.LayerNorm"),
            ):  # fmt: skip
                state[f"{our}{mine}.{kind}"] = weights[f"{at}{theirs}.{kind}"].float()
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert all(name.startswith(("dense", "stance", "segment")) for name in missing), missing
