"""The baseline's reading does not fall below what it reached on labelled data."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_BENCH = Path(__file__).resolve().parents[2] / "bench" / "quality" / "baseline_reading.py"


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("baseline_reading", _BENCH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not module.DATA.is_dir():
        pytest.skip(f"no labelled data at {module.DATA}")
    return module


def test_events_under_verbs(bench) -> None:
    accuracy, common = bench.veridicality()
    assert accuracy >= 0.82 > common


def test_whole_articles(bench) -> None:
    three, four = bench.emergent(20)
    assert _accuracy(three) >= 0.45
    assert _accuracy(four) >= 0.70


def _accuracy(figures: str) -> float:
    return float(figures.split("accuracy ")[1].split(",")[0])
