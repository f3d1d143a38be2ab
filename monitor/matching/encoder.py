"""The bundled cross-encoder: (claim, text) pairs in, five numbers a pair out.

A small transformer, quantised to bytes, run by onnxruntime in one thread. Its folder holds
``model.onnx``, ``tokenizer.json`` and ``manifest.json``; the manifest names what it was made
for, and pairs with the answers that they must give. A model that does not fit this program is
refused when it is loaded, in one line.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.domain.judgement import Stance
from monitor.domain.reading.neutral import NEUTRAL_VERSION
from monitor.domain.reading.stacking import Stack
from monitor.domain.reading.windows import WINDOWS_VERSION
from monitor.errors import ConfigError

#: The order of a model's stance logits; a fifth number says how much a text has to say.
LABELS = (Stance.SUPPORTS, Stance.REFUTES, Stance.DISCUSSES, Stance.UNRELATED)
FORMAT = 1
_BATCH = 32  # pairs run together
_FILES = ("model.onnx", "tokenizer.json")
_INPUTS = ("input_ids", "token_type_ids", "attention_mask")

Logits = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What ``manifest.json`` says of a model."""

    version: str
    max_tokens: int
    canaries: tuple[tuple[str, str, Logits], ...]  # (claim, text, answer)
    tolerance: float  # by which an answer may differ on another processor
    stack: Stack  # the second stage


class CrossEncoder:
    """A loaded model. Not for several threads at once; deterministic on one machine."""

    def __init__(self, folder: Path) -> None:
        """Load and try the model in ``folder``. Raises ConfigError in one line."""
        self.manifest = _read_manifest(folder)
        try:
            import onnxruntime  # noqa: PLC0415 - half a second that --help does not need
            from tokenizers import Tokenizer  # noqa: PLC0415

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # the libraries raise what they like
            reason = " ".join(str(error).split())[:200]
            raise ConfigError(f"judge.model_dir: {folder} does not load: {reason}") from error
        self._tokenizer.enable_truncation(self.manifest.max_tokens, strategy="only_second")
        self._tokenizer.enable_padding(pad_id=self._tokenizer.token_to_id("[PAD]") or 0)
        self._try(folder)

    @property
    def version(self) -> str:
        return self.manifest.version

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Logits]:
        """The five numbers of each (claim, text) pair, in the order of ``pairs``."""
        import numpy as np  # noqa: PLC0415

        encoded = [self._tokenizer.encode(_cut(claim), text) for claim, text in pairs]
        # Alike in length together: nothing is computed for padding.
        order = sorted(range(len(pairs)), key=lambda at: sum(encoded[at].attention_mask))
        answers: list[Logits] = [()] * len(pairs)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            width = max(len(encoded[at].ids) for at in batch)
            arrays = {name: np.zeros((len(batch), width), dtype=np.int64) for name in _INPUTS}
            for row, at in enumerate(batch):
                one = encoded[at]
                length = len(one.ids)
                arrays["input_ids"][row, :length] = one.ids
                arrays["token_type_ids"][row, :length] = one.type_ids
                arrays["attention_mask"][row, :length] = one.attention_mask
            (found,) = self._session.run(None, arrays)
            for at, numbers in zip(batch, found.tolist(), strict=True):
                answers[at] = tuple(numbers)
        return answers

    def _try(self, folder: Path) -> None:
        """Ask the canary pairs: another tokeniser, label order or file shows at once."""
        canaries = self.manifest.canaries
        answers = self.read([(claim, text) for claim, text, _ in canaries])
        for (claim, _, expected), found in zip(canaries, answers, strict=True):
            off = max(abs(one - two) for one, two in zip(expected, found, strict=True))
            if len(found) != len(LABELS) + 1 or not off <= self.manifest.tolerance:
                raise ConfigError(
                    f"judge.model_dir: {folder} answers otherwise than its manifest says "
                    f"({off:.2f} off for {claim[:60]!r}); install the model again"
                )


def _cut(claim: str) -> str:
    """A claim that leaves room for the text."""
    return claim[:400]


def _read_manifest(folder: Path) -> Manifest:
    path = folder / "manifest.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"judge.model_dir: {path} cannot be read: {error.strerror or error}"
        ) from error
    except ValueError as error:
        raise ConfigError(f"judge.model_dir: {path} is not valid JSON: {error}") from error
    expected = {
        "format": FORMAT,
        "labels": [str(label) for label in LABELS],
        "windows": WINDOWS_VERSION,
        "neutral": NEUTRAL_VERSION,
    }
    for key, value in expected.items():
        if not isinstance(raw, dict) or raw.get(key) != value:
            found = raw.get(key) if isinstance(raw, dict) else None
            raise ConfigError(
                f"judge.model_dir: {path}: {key} is {found!r}, this program needs {value!r}"
            )
    for name in _FILES:
        known = raw.get("sha256", {}).get(name)
        try:
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ConfigError(
                f"judge.model_dir: {folder / name} cannot be read: {error.strerror or error}"
            ) from error
        if digest != known:
            raise ConfigError(
                f"judge.model_dir: {folder / name} is not the file that its manifest names"
            )
    try:
        return Manifest(
            version=str(raw["version"]),
            max_tokens=int(raw["max_tokens"]),
            canaries=tuple(
                (str(one["claim"]), str(one["text"]), tuple(map(float, one["answer"])))
                for one in raw["canaries"]
            ),
            tolerance=float(raw["tolerance"]),
            stack=Stack.from_mapping(raw["weights"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"judge.model_dir: {path}: {error} is missing or wrong") from error
