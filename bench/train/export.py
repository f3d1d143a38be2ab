"""Write a trained model as the product loads it: ONNX in bytes, tokenizer, manifest.

    python -m train.export --base DIR --tuned FILE --short FILE --version NAME --out DIR

The second model, for headlines, takes words as the first has embedded them: training does not
move the embeddings, so both have the same, in half bytes. Word pieces that English news never
shows are left out of the vocabulary.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from monitor.domain.reading.neutral import NEUTRAL_VERSION
from monitor.domain.reading.windows import WINDOWS_VERSION
from monitor.matching.encoder import SHORT
from train.data import MAX_TOKENS
from train.encoder import CrossEncoder
from train.weights import read_base, with_tuned

OPSET = 17
_BLOCK = 32  # numbers that share a scale
_TOLERANCE = 0.6  # in logits: processors without 8-bit instructions round otherwise
_ENGLISH = re.compile(r"(?:##)?[!-~\u00a3\u20ac\u2013\u2014\u2018-\u201d\u2026]+|\[[A-Z]+\]")
#: Invented pairs that any model of this kind must answer in its own way.
CANARIES = (
    ("France has sent soldiers to Spain", "France confirmed that its soldiers are in Spain."),
    ("France has sent soldiers to Spain", "France denied that it had sent soldiers to Spain."),
    ("France has sent soldiers to Spain", "Reports that it may have could not be verified."),
    ("France has sent soldiers to Spain", "The museum opens at ten and closes at five."),
    ("The mayor took a bribe", "The court found that the mayor had taken 40,000 euros in bribes."),
    ("The mayor took a bribe", "The story about the mayor's bribe is a hoax, the paper found."),
)


class Packed(nn.Module):
    """A table of embeddings in half bytes: numbers from -8 to 7, with a scale for each _BLOCK.

    Two models and a table in bytes are too much to ship.
    """

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        blocks = table.float().view(table.shape[0], -1, _BLOCK)
        scale = blocks.abs().amax(-1) / 7
        numbers = (blocks / scale.clamp(min=1e-9)[..., None]).round().clamp(-8, 7) + 8
        low, high = numbers.view(table.shape[0], -1).to(torch.uint8).chunk(2, dim=-1)
        self.register_buffer("halves", low + 16 * high)
        self.register_buffer("scale", scale.half())

    def forward(self, ids: Tensor) -> Tensor:
        both = self.halves[ids].float()
        high = torch.floor(both / 16)
        numbers = torch.cat([both - 16 * high, high], dim=-1) - 8
        scale = self.scale[ids].float()
        blocks = numbers.view(*ids.shape, scale.shape[-1], _BLOCK) * scale[..., None]
        return blocks.view(*ids.shape, -1)


class First(nn.Module):
    """Ids, types and mask -> answers, and the words embedded for the second model."""

    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.word = Packed(model.word.weight)
        self.rest = Second(model)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        words = self.word(ids)
        return self.rest(words, types, mask), words


class Second(nn.Module):
    """A model without its embeddings: words, types and mask -> answers."""

    def __init__(self, model: CrossEncoder) -> None:
        super().__init__()
        self.model = model
        del model.word
        places = model.position.weight[:MAX_TOKENS].clone()  # no input is longer
        model.position = nn.Embedding.from_pretrained(places)

    def forward(self, words: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        return self.model.answer(words, types, mask)


def kept_words(tokenizer: dict[str, Any], seen: np.ndarray[Any, Any] | None) -> list[str]:
    """The word pieces that stay, in their order: what is English, or was seen in training."""
    words = sorted(tokenizer["model"]["vocab"].items(), key=lambda item: item[1])
    kept = []
    for word, number in words:
        if word.startswith("[unused"):
            continue
        if _ENGLISH.fullmatch(word) or (seen is not None and seen[number] >= 2):
            kept.append(word)
    return kept


def shrink(model: CrossEncoder, tokenizer: dict[str, Any], kept: list[str]) -> dict[str, Any]:
    """Leave only ``kept`` in the model's embeddings and in the tokenizer, which is returned."""
    vocab = tokenizer["model"]["vocab"]
    rows = torch.tensor([vocab[word] for word in kept])
    model.word = nn.Embedding.from_pretrained(model.word.weight[rows].clone(), freeze=True)
    numbers = {word: number for number, word in enumerate(kept)}
    small = copy.deepcopy(tokenizer)
    small["model"]["vocab"] = numbers
    for token in small["added_tokens"]:
        token["id"] = numbers[token["content"]]
    post = small["post_processor"]
    for name, token in post.get("special_tokens", {}).items():
        token["ids"] = [numbers[name]]
    for name in ("sep", "cls"):
        if name in post:
            post[name] = [post[name][0], numbers[post[name][0]]]
    small["truncation"] = small["padding"] = None
    return small


def write_onnx(model: nn.Module, path: Path, given: dict[str, Tensor], outputs: list[str]) -> None:
    """Export with free sizes, then make the weights bytes, a scale for each output.

    ``given`` are inputs to try it with, by their names.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    free = {name: {0: "pairs", 1: "tokens"} for name in (*given, "words")}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model.eval(), tuple(given.values()), str(plain), input_names=list(given),
            output_names=outputs, opset_version=OPSET, dynamo=False,
            dynamic_axes=free | {"answers": {0: "pairs"}},
        )  # fmt: skip
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm"],
        )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--tuned", type=Path, required=True, help="the model")
    parser.add_argument("--short", type=Path, help="the second model, for headlines")
    parser.add_argument("--prepared", type=Path, help="keep the word pieces seen in it too")
    parser.add_argument("--weights", type=Path, required=True, help="JSON of the second stage")
    parser.add_argument("--version", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()

    def model_of(file: Path) -> CrossEncoder:
        return with_tuned(read_base(args.base), torch.load(file, weights_only=True))

    model = model_of(args.tuned)
    raw = json.loads((args.base / "tokenizer.json").read_text(encoding="utf-8"))
    seen = None
    if args.prepared:
        seen = np.bincount(np.load(args.prepared)["ids"], minlength=len(raw["model"]["vocab"]))
    kept = kept_words(raw, seen)
    small = shrink(model, raw, kept)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "tokenizer.json").write_text(json.dumps(small, ensure_ascii=False), "utf-8")
    ids = torch.ones(2, 16, dtype=torch.long)
    given = {"input_ids": ids, "token_type_ids": ids * 0, "attention_mask": ids}
    write_onnx(First(model), args.out / "model.onnx", given, ["answers", "words"])
    files = ["model.onnx", "tokenizer.json"]
    if args.short:
        words = torch.zeros(2, 16, model.shape.hidden)
        given = {"words": words, "token_type_ids": ids * 0, "attention_mask": ids}
        write_onnx(Second(model_of(args.short)), args.out / SHORT, given, ["answers"])
        files.append(SHORT)
    write_manifest(args.out, args.version, args.weights, files)
    size = sum((args.out / name).stat().st_size for name in files) / 1e6
    print(f"{len(kept)} word pieces, {len(files) - 1} models, {size:.1f} MB")
    return 0


def write_manifest(out: Path, version: str, weights: Path, files: list[str]) -> None:
    """The manifest, with the answers that these very files give to the canaries."""
    from monitor.matching.encoder import FORMAT, LABELS
    from monitor.matching.encoder import CrossEncoder as Product

    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": version,
        "labels": [str(label) for label in LABELS],
        "windows": WINDOWS_VERSION,
        "neutral": NEUTRAL_VERSION,
        "max_tokens": MAX_TOKENS,
        "tolerance": _TOLERANCE,
        "canaries": [],
        "sha256": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files},
        "weights": json.loads(weights.read_text(encoding="utf-8")),
    }
    path = out / "manifest.json"
    path.write_text(json.dumps(manifest))
    product = Product(out, unanswered=True)
    for claim, text in CANARIES:
        canary: dict[str, Any] = {"claim": claim, "text": text}
        (answers,) = product.read_short([(claim, text)])
        for name, answer in zip(("answer", "short"), answers, strict=True):
            if answer is not None:
                canary[name] = [round(number, 4) for number in answer]
        manifest["canaries"].append(canary)
    path.write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
