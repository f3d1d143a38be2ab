"""``monitor stats``: what people decided, beside what the judge had said."""

from __future__ import annotations

import json
import shutil

import pytest

from monitor.shipped import model_dir

TALLY = {"decided", "accepted", "rejected", "precision", "interval", "enough"}


def test_nothing_decided_is_said(desk):
    told = desk("stats").ok()
    assert "nothing was accepted or rejected yet" in told.err
    assert "decided" not in told.out
    shape = desk("stats", "--json").ok().json()
    assert set(shape) == {*TALLY, "needed", "bins", "kinds", "versions", "model"}
    assert (shape["decided"], shape["precision"], shape["enough"]) == (0, None, False)
    assert shape["bins"] == shape["kinds"] == shape["versions"] == []
    assert shape["model"]["version"]


def test_decisions_are_counted_by_kind_and_judge(desk):
    rows = desk("flags", "list", "--json").json()
    desk("review", rows[0]["id"], "accept").ok()
    desk("review", rows[1]["id"], "reject", "--reason", "old news").ok()
    desk("review", rows[2]["id"], "snooze", "--until", "6h").ok()
    desk("review", rows[3]["id"], "accept").ok()
    desk("review", rows[3]["id"], "undo").ok()
    shape = desk("stats", "--json").ok().json()
    assert (shape["accepted"], shape["rejected"], shape["precision"]) == (1, 1, 0.5)
    assert shape["interval"][0] < 0.5 < shape["interval"][1]
    assert sum(one["decided"] for one in shape["kinds"]) == 2
    assert {one["kind"] for one in shape["kinds"]} == {rows[0]["kind"], rows[1]["kind"]}
    (version,) = shape["versions"]
    explained = desk("flags", "explain", rows[0]["id"], "--json").json()
    assert version["version"] == explained["evidence"][0]["version"]
    assert sum(one["count"] for one in shape["bins"]) == 2
    told = desk("stats").ok()
    assert told.out.startswith("decided: 1 of 2 accepted, too few to tell\n")
    assert "too few to tell: of fewer than 20" in told.err
    assert f"{rows[0]['kind']}" in told.out


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A copy of the shipped model whose manifest may be changed."""
    folder = shutil.copytree(model_dir(), tmp_path / "model")
    monkeypatch.setenv("MONITOR_JUDGE__MODEL_DIR", str(folder))

    def change(**values):
        path = folder / "manifest.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **values}))

    return change


def test_the_models_own_table_is_shown(desk, model):
    model(version="mine-7", reliability=[[0.5, 0.6, 40, 0.55, 0.5], [0.9, 1.0, 400, 0.95, 0.94]])
    told = desk("stats").ok().out
    assert "mine-7 on the labelled pairs that it was calibrated with:" in told
    assert "  0.90-1.00  400  said 0.95  right 0.94\n" in told
    bins = desk("stats", "--json").ok().json()["model"]["bins"]
    assert bins[1] == {
        "low": 0.9,
        "high": 1.0,
        "count": 400,
        "probability": 0.95,
        "right_share": 0.94,
    }


def test_a_model_that_tells_no_table_gets_none(desk, model):
    model(reliability=[])
    assert "calibrated" not in desk("stats").ok().out


@pytest.mark.parametrize(
    "rows", [[[0.5, 0.6]], [[0.5, 0.6, 1, 2, 3]], ["a"], 7, [[0.5, 0.6, -1, 0.5, 0.5]], {"a": 1}]
)
def test_a_broken_table_is_one_line(desk, model, rows):
    model(reliability=rows)
    told = desk("stats")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert told.err.startswith("monitor: judge.model_dir: ")
