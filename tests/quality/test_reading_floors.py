"""The reading does not fall below what it reached on labelled data."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

_BENCH = Path(__file__).resolve().parents[2] / "bench" / "quality"


def _load(name: str):
    spec = importlib.util.spec_from_file_location(name, _BENCH / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    if not module.DATA.is_dir():
        pytest.skip(f"no labelled data at {module.DATA}")
    return module


def test_events_under_verbs() -> None:
    attribution = _load("attribution")
    accuracy, common, rows = attribution.accuracy(attribution.file_of("dev"))
    assert rows == 1182
    assert accuracy >= 0.88 > common


def test_claims_under_verbs(pair_judge) -> None:
    """The same sentences the way of ``monitor judge``: a claim beside a text."""
    judged = _load("judge")
    assert judged.attribution(pair_judge, 1) >= 0.885


def test_who_says_what() -> None:
    scores = _load("polnear").measure("dev", 1)
    assert scores["sentences"].f1 >= 0.74
    assert scores["cues"].f1 >= 0.56
    assert scores["sources"].f1 >= 0.56


def test_whole_articles() -> None:
    three, four = _load("baseline_reading").emergent(20)
    assert _accuracy(three) >= 0.45
    assert _accuracy(four) >= 0.70


def _accuracy(figures: str) -> float:
    return float(figures.split("accuracy ")[1].split(",")[0])
