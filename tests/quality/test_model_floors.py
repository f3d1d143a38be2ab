"""The shipped model's answers on claims that it never saw do not fall below what they reached.

The answers are those of the folds (``bench/train/folds.npz``: numbers and row numbers, no text);
labels come from the data. A lower floor needs a line in the changelog.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from monitor.domain.judgement import Scores
from monitor.domain.reading.blend import scores_of, with_second

ROOT = Path(__file__).resolve().parents[2]
_DATA = ROOT.parent / "shared" / "data"
_FOLDS = ROOT / "bench" / "train" / "folds.npz"


@pytest.fixture(scope="module")
def folds():
    if not _FOLDS.is_file():
        pytest.skip(f"no answers of the folds at {_FOLDS}")
    if not (_DATA / "stance").is_dir():
        pytest.skip(f"no labelled data at {_DATA}")
    sys.path.insert(0, str(ROOT / "bench"))
    try:
        return importlib.import_module("train.folds")
    finally:
        sys.path.remove(str(ROOT / "bench"))


@pytest.fixture(scope="module")
def answers(folds):
    return folds.answers(_DATA)


def test_the_answers_are_of_claims_held_back(answers) -> None:
    assert len(answers.label) == 17_264
    assert set(answers.fold.tolist()) == {1, 2, 3, 4, 5, 6}
    assert (answers.label[answers.source == "headline"] < 3).all()
    assert (answers.label[answers.source == "emergent_unrelated"] == 3).all()


@pytest.mark.parametrize(
    ("who", "set_name", "figure", "floor"),
    [
        ("stacked", "headlines", "accuracy", 0.785),
        ("stacked", "headlines", "macro_f1", 0.785),
        ("stacked", "headlines", "discusses", 0.73),
        ("stacked", "articles 3-way", "macro_f1", 0.72),
        ("stacked", "articles 3-way", "refutes", 0.68),
        ("stacked", "articles 4-way", "macro_f1", 0.76),
        ("stacked", "articles 4-way", "unrelated", 0.97),
        ("stacked", "fnc1", "macro_f1", 0.70),
        ("stacked", "fnc1", "refutes", 0.45),
        ("student", "headlines", "macro_f1", 0.775),
        ("student", "articles 3-way", "macro_f1", 0.70),
        ("student", "articles 4-way", "macro_f1", 0.74),
        ("student", "articles 4-way", "unrelated", 0.97),
        ("student", "fnc1", "macro_f1", 0.72),
        ("student", "fnc1", "refutes", 0.50),
    ],
)
def test_figures_hold(folds, answers, who: str, set_name: str, figure: str, floor: float) -> None:
    assert folds.figures(answers, who)[set_name][figure] >= floor


@pytest.mark.parametrize(
    ("set_name", "ceiling"),
    [("headlines", 0.03), ("articles 3-way", 0.06), ("articles 4-way", 0.03), ("fnc1", 0.02)],
)
def test_probabilities_hold(folds, answers, set_name: str, ceiling: float) -> None:
    found = folds.figures(answers, "stacked")[set_name]["ece"]
    assert found <= ceiling
    assert found < folds.figures(answers, "student")[set_name]["ece"]


def test_the_figures_join_both_students_as_the_product_does(folds) -> None:
    import numpy as np

    first, second = np.array([[0.5, 0.2, 0.2, 0.1]]), np.array([[-1.0, 2.0, 0.5, -1.5]])
    mine = folds.with_second(first, second)[0]
    said = Scores(supports=0.5, refutes=0.2, discusses=0.2, unrelated=0.1)
    both = with_second(said, scores_of(second[0].tolist()))
    assert mine.tolist() == pytest.approx(
        [both.supports, both.refutes, both.discusses, both.unrelated], abs=0.001
    )
    alone = folds.with_second(first, np.full((1, 4), np.nan))
    assert (alone == first).all()
