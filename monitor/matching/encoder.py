"""The bundled cross-encoder: (claim, text) pairs in, five numbers a pair out.

A small transformer, quantised to bytes, run by onnxruntime in one thread. Its folder holds
``model.onnx``, ``tokenizer.json`` and ``manifest.json``; the manifest names what it was made
for, and pairs with the answers that they must give. ``short.onnx``, if the manifest names it, is
a second model for headlines, which takes the words as the first has embedded them. A model
that does not fit this program is refused when it is loaded, in one line.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.domain.calibration import Bin
from monitor.domain.judgement import Stance
from monitor.domain.reading.neutral import NEUTRAL_VERSION
from monitor.domain.reading.stacking import Stack
from monitor.domain.reading.windows import WINDOWS_VERSION
from monitor.errors import ConfigError

#: The order of a model's stance logits; a fifth number says how much a text has to say.
LABELS = (Stance.SUPPORTS, Stance.REFUTES, Stance.DISCUSSES, Stance.UNRELATED)
FORMAT = 1
MANIFEST = "manifest.json"
_FILES = ("model.onnx", "tokenizer.json")
SHORT = "short.onnx"
_SILENT = ("ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED")
_INPUTS = ("input_ids", "token_type_ids", "attention_mask")

Logits = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What ``manifest.json`` says of a model."""

    version: str
    max_tokens: int
    canaries: tuple[tuple[str, str, Logits, Logits], ...]  # claim, text, answer, as a headline
    tolerance: float  # by which an answer may differ on another processor
    stack: Stack  # the second stage
    short: bool  # whether there is a model for headlines
    reliability: tuple[Bin, ...] = ()  # on the pairs it was calibrated with; () = not told


class CrossEncoder:
    """A loaded model. Not for several threads at once; deterministic on one machine."""

    def __init__(self, folder: Path, *, unanswered: bool = False) -> None:
        """Load and try the model in ``folder``. Raises ConfigError in one line.

        ``unanswered``: the manifest is being made and has no canaries yet.
        """
        self.manifest = read_manifest(folder)
        if not self.manifest.canaries and not unanswered:
            raise ConfigError(f"judge.model_dir: {folder / MANIFEST}: canaries are missing")
        # Its makers' packages since 1.29 report each process to them, and keep an identifier in
        # the home folder, unless told before they are loaded (microsoft/onnxruntime#27379).
        os.environ.update(dict.fromkeys(_SILENT, "1"))
        try:
            import onnxruntime  # noqa: PLC0415 - half a second that --help does not need
            from tokenizers import Tokenizer  # noqa: PLC0415

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.add_session_config_entry("session.intra_op.allow_spinning", "0")
            options.log_severity_level = 3

            def session(name: str) -> Any:
                return onnxruntime.InferenceSession(
                    str(folder / name), options, providers=["CPUExecutionProvider"]
                )

            self._session = session("model.onnx")
            self._second = session(SHORT) if self.manifest.short else None
            # Answers, and where there is a model for headlines, embedded words.
            known = [one.name for one in self._session.get_outputs()]
            self._outputs = known[: 1 + self.manifest.short]
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            # The longer one is cut first, as in training; a claim as long as a text leaves it room.
            self._tokenizer.enable_truncation(self.manifest.max_tokens, strategy="longest_first")
            self._tokenizer.no_padding()
        except Exception as error:  # the libraries raise what they like
            raise ConfigError(f"judge.model_dir: {folder} does not load: {_line(error)}") from error
        self._try(folder)

    @property
    def version(self) -> str:
        return self.manifest.version

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Logits]:
        """The five numbers of each (claim, text) pair, in the order of ``pairs``.

        One after the other: numbers in bytes share one scale in a run, so that in a batch an
        answer would hang on its neighbours. On one core a batch is no faster.
        """
        return [self._first(self._given(*pair))[0] for pair in pairs]

    def read_short(self, pairs: Sequence[tuple[str, str]]) -> list[tuple[Logits, Logits | None]]:
        """As ``read``, of headlines: beside it what the model for these says, if there is one."""
        found: list[tuple[Logits, Logits | None]] = []
        for pair in pairs:
            given = self._given(*pair)
            answer, words = self._first(given)
            second = None
            if self._second is not None:
                given = {"words": words, **{name: given[name] for name in _INPUTS[1:]}}
                ((other,),) = self._second.run(None, given)
                second = tuple(other.tolist())
            found.append((answer, second))
        return found

    def _given(self, claim: str, text: str) -> dict[str, Any]:
        import numpy as np  # noqa: PLC0415

        encoded = self._tokenizer.encode(_cut(claim), text)
        values = (encoded.ids, encoded.type_ids, encoded.attention_mask)
        return {
            name: np.array([row], dtype=np.int64) for name, row in zip(_INPUTS, values, strict=True)
        }

    def _first(self, given: dict[str, Any]) -> tuple[Logits, Any]:
        """The first model's answer, and the words as it embedded them (None: it gives none)."""
        (answer,), *words = self._session.run(self._outputs, given)
        return tuple(answer.tolist()), words[0] if words else None

    def _try(self, folder: Path) -> None:
        """Ask the canary pairs: another tokeniser, label order or file shows at once."""
        canaries = self.manifest.canaries
        pairs = [(claim, text) for claim, text, *_ in canaries]
        longest = ("a", "a " * self.manifest.max_tokens)
        try:
            both = self.read_short([*pairs, longest])
        except Exception as error:  # the libraries raise what they like
            raise ConfigError(f"judge.model_dir: {folder} does not run: {_line(error)}") from error
        told = [answer for pair in both for answer in pair if answer is not None]
        for answer in told:
            if len(answer) != len(LABELS) + 1 or not all(map(math.isfinite, answer)):
                raise ConfigError(
                    f"judge.model_dir: {folder} does not answer with {len(LABELS) + 1} numbers"
                )
        wanted = [
            (claim, answer)
            for claim, _, *answers in canaries
            for answer in answers[: 1 + self.manifest.short]
        ]
        for (claim, expected), found in zip(wanted, told, strict=False):
            off = max(abs(one - two) for one, two in zip(expected, found, strict=True))
            if not off <= self.manifest.tolerance:
                raise ConfigError(
                    f"judge.model_dir: {folder} answers otherwise than its manifest says "
                    f"({off:.2f} off for {claim[:60]!r}); install the model again"
                )


def _cut(claim: str) -> str:
    """A claim that leaves room for the text."""
    return claim[:400]


def _line(error: object) -> str:
    return " ".join(str(error).split())[:200]


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the model in ``folder``, its files held against it. Raises ConfigError."""
    path = folder / MANIFEST
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"judge.model_dir: {path} cannot be read: {error.strerror or error}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"judge.model_dir: {path} is not valid JSON: {_line(error)}") from error
    if not isinstance(raw, dict):
        raise ConfigError(f"judge.model_dir: {path} must hold a JSON object")
    expected = {
        "format": FORMAT,
        "labels": [str(label) for label in LABELS],
        "windows": WINDOWS_VERSION,
        "neutral": NEUTRAL_VERSION,
    }
    for key, value in expected.items():
        if raw.get(key) != value:
            found = _line(repr(raw.get(key)))
            raise ConfigError(
                f"judge.model_dir: {path}: {key} is {found}, this program needs {value!r}"
            )
    sums = raw.get("sha256")
    short = isinstance(sums, dict) and SHORT in sums
    for name in (*_FILES, SHORT) if short else _FILES:
        try:
            with (folder / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ConfigError(
                f"judge.model_dir: {folder / name} cannot be read: {error.strerror or error}"
            ) from error
        if not isinstance(sums, dict) or digest != sums.get(name):
            raise ConfigError(
                f"judge.model_dir: {folder / name} is not the file that its manifest names"
            )
    try:
        return Manifest(
            version=str(raw["version"]),
            max_tokens=_whole("max_tokens", raw["max_tokens"], least=16, most=4096),
            canaries=tuple(_canary(one, short=short) for one in raw["canaries"]),
            tolerance=_share("tolerance", raw["tolerance"]),
            stack=Stack.from_mapping(raw["weights"]),
            short=short,
            reliability=tuple(map(_bin, raw.get("reliability", ()))),
        )
    except KeyError as error:
        raise ConfigError(f"judge.model_dir: {path}: {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise ConfigError(f"judge.model_dir: {path}: {_line(error)}") from error


def _canary(raw: Any, *, short: bool) -> tuple[str, str, Logits, Logits]:
    answer = tuple(map(float, raw["answer"]))
    as_short = tuple(map(float, raw["short"])) if short else answer
    for numbers in (answer, as_short):
        if len(numbers) != len(LABELS) + 1:
            raise ValueError(f"a canary's answer has {len(numbers)} numbers, not {len(LABELS) + 1}")
    return str(raw["claim"]), str(raw["text"]), answer, as_short


def _bin(raw: Any) -> Bin:
    low, high, count, probability, right = raw
    return Bin(
        low=_share("reliability", low),
        high=_share("reliability", high),
        count=_whole("reliability", count, least=0, most=10**9),
        probability=_share("reliability", probability),
        right=_share("reliability", right),
    )


def _whole(name: str, value: Any, *, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError(f"{name}: {value!r} is no number from {least} to {most}")
    return value


def _share(name: str, value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"{name}: {value!r} is no number from 0 to 1")
    return float(value)
