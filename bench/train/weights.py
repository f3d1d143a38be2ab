"""Base weights: read from a model's folder, packed to a third for the way to a GPU machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor

from train.encoder import CrossEncoder, Shape, load_pretrained

_ROWS = 100_000  # a matrix with more numbers is packed, a byte a number


def read_base(place: Path, *, seed: int = 0) -> CrossEncoder:
    """A cross-encoder with the weights of ``place``, a new head by ``seed``.

    ``place`` is a folder with ``config.json`` and ``model.safetensors``, or one with the
    ``config.json`` and the files of :func:`pack`.
    """
    torch.manual_seed(seed)
    model = CrossEncoder(Shape.of(place))
    if (place / "model.safetensors").exists():
        from safetensors.torch import load_file

        load_pretrained(model, load_file(place / "model.safetensors"))
        return model
    packed = sorted(place.glob("packed-*.pt"))
    if not packed:
        raise SystemExit(f"{place}: neither model.safetensors nor packed-*.pt")
    state: dict[str, Tensor] = {}
    for file in packed:
        for name, (values, scale) in torch.load(file, weights_only=True).items():
            state[name] = values.float() if scale is None else values.float() * scale.float()
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected, unexpected
    assert all(name.startswith(("dense", "stance")) for name in missing), missing
    return model


def pack(place: Path, out: Path, *, parts: int = 1) -> None:
    """Write the weights of ``place`` as ``parts`` files: matrices as bytes with a scale a row."""
    model = read_base(place)
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.json").write_text((place / "config.json").read_text())
    packed: dict[str, tuple[Tensor, Tensor | None]] = {}
    for name, value in model.state_dict().items():
        if name.startswith(("dense", "stance")):
            continue
        if value.ndim == 2 and value.numel() > _ROWS:
            scale = value.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
            packed[name] = ((value / scale).round().to(torch.int8), scale.half())
        else:
            packed[name] = (value.half(), None)
    groups: list[dict[str, tuple[Tensor, Tensor | None]]] = [{} for _ in range(parts)]
    sizes = [0] * parts
    for name in sorted(packed, key=lambda one: -packed[one][0].numel()):
        least = sizes.index(min(sizes))
        groups[least][name] = packed[name]
        sizes[least] += packed[name][0].nbytes
    for number, group in enumerate(groups):
        torch.save(group, out / f"packed-{number}.pt")


def tuned(model: CrossEncoder) -> dict[str, Tensor]:
    """What training moved: everything but the word embeddings, in half precision."""
    return {
        name: value.half().cpu()
        for name, value in model.state_dict().items()
        if not name.startswith("word.")
    }


def with_tuned(model: CrossEncoder, state: dict[str, Tensor]) -> CrossEncoder:
    """``model`` with what :func:`tuned` gave."""
    own = model.state_dict()
    own.update({name: value.float().to(own[name].device) for name, value in state.items()})
    model.load_state_dict(own)
    return model


def mean(states: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of what :func:`tuned` gave for models that set out from the same weights."""
    return {
        name: torch.stack([state[name].float() for state in states]).mean(0).half()
        for name in states[0]
    }
