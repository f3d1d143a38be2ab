"""The signals of the rows that the folds answered: what the second stage is fitted on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monitor.domain.judgement import Scores
from monitor.domain.model import Passage
from monitor.domain.reading.closeness import measure
from monitor.domain.reading.side_scores import score
from monitor.domain.reading.signals import READINGS, SIGNAL_NAMES, signals
from monitor.domain.reading.stance import read
from monitor.domain.reading.windows import choose_windows
from train.data import _passages, aliases, articles, named_neutrally, rows_of
from train.folds import Array, gold


@dataclass(frozen=True)
class Seen:
    """Rows that a student answered which never saw their claims; arrays of one length.

    ``logits``, ``second`` and ``taught`` are the pooled logits of students and teacher.
    """

    source: Array
    label: Array
    fold: Array
    windows: Array  # how many
    logits: Array
    second: Array  # of the student for headlines, NaN for all else
    taught: Array
    signals: Array


def readings(claim: str, passages: Sequence[Passage], nearness: Sequence[float]) -> list[Scores]:
    """What the rules say of the nearest sentences, the nearest first."""
    order = sorted(range(len(passages)), key=lambda at: (-nearness[at], at))[:READINGS]
    return [
        score(read(claim, passages[at].text, context=passages[at].context_text, aliases=aliases()))
        for at in order
    ]


def _numbers(claim: str, text: str, outputs: list[list[float]], *, whole: bool) -> Array:
    """The signals of an article, or (not ``whole``) of a short text, read as one window."""
    passages = _passages(text)
    if not passages:  # a page's script in the place of its text: nothing in it can be evidence
        return np.zeros(len(SIGNAL_NAMES), dtype=np.float32)
    _, nearness = measure(claim, passages, aliases=aliases())
    if whole:
        # Rules that leave out other sentences than when the model was asked give other windows, of
        # a few articles in a thousand; those that both have are taken then.
        chosen = choose_windows(passages, nearness)[: len(outputs)]
        outputs = outputs[: len(chosen)]
        kinds, texts = [one.kind.value for one in chosen], [one.text for one in chosen]
    else:
        kinds, texts = ["nearest"], [text[:1500]]
    named = named_neutrally(claim, texts)
    return np.array(
        signals(
            named[0][0],
            list(zip(kinds, (other for _, other in named), strict=True)),
            outputs,
            nearness,
            readings(claim, passages, nearness),
        ),
        dtype=np.float32,
    )


_Task = tuple[str, bool, list[tuple[int, str, list[list[float]]]]]


def _work(task: _Task) -> list[tuple[int, Array]]:
    text, whole, asked = task
    return [(at, _numbers(claim, text, outputs, whole=whole)) for at, claim, outputs in asked]


def _tasks(
    data: Path, place: Mapping[tuple[str, str], int], heads: Mapping[int, int],
    outputs: Sequence[list[list[float]]],
) -> Iterator[_Task]:  # fmt: skip
    headlines = list(rows_of(data / "emergent_headlines.train.jsonl.gz"))
    for number, row in enumerate(headlines):
        if number in heads:
            at = heads[number]
            yield row["text"], False, [(at, row["claim"], outputs[at])]
    folds = {row["claim_id"]: row["fold"] for row in headlines}
    for source, text, claims in articles(data, folds):
        asked = [
            (place[source, key], claim, outputs[place[source, key]])
            for claim, _, _, _, key in claims
            if (source, key) in place
        ]
        if asked:
            yield text, True, asked


def load(shared: Path, answers: Path, cache: Path, *, workers: int = 2) -> Seen:
    """The rows of ``answers`` (folds.npz); their signals are kept in ``cache``."""
    said = np.load(answers)
    source, number = said["sources"][said["source"]], said["number"]
    label, fold = gold(shared, source, number)
    windows = said["pairs"].astype(int)
    parts = np.split(said["windows"].astype(float), np.cumsum(windows)[:-1])
    if cache.exists() and (kept := np.load(cache))["names"].tolist() == [*SIGNAL_NAMES]:
        found = kept["signals"]
    else:
        place = {
            (str(one), f"{one}-{row}"): at
            for at, (one, row) in enumerate(zip(source, number, strict=True))
        }
        heads = {int(number[at]): int(at) for at in np.flatnonzero(source == "headline")}
        found = np.full((len(source), len(SIGNAL_NAMES)), np.nan, dtype=np.float32)
        tasks = _tasks(shared / "stance", place, heads, [part.tolist() for part in parts])
        with ProcessPoolExecutor(workers) as pool:
            for done, batch in enumerate(pool.map(_work, list(tasks), chunksize=16)):
                for at, numbers in batch:
                    found[at] = numbers
                if done % 500 == 0:
                    print(f"{done} texts read", flush=True)
        assert np.isfinite(found).all(), "a row of the folds is not in the data"
        np.savez_compressed(cache, signals=found, names=np.array(SIGNAL_NAMES))
    return Seen(
        source=source,
        label=label,
        fold=fold,
        windows=windows,
        logits=said["student"].astype(float),
        second=(
            said["second"].astype(float)
            if "second" in said
            else np.full(said["student"].shape, np.nan)
        ),
        taught=said["teacher"].astype(float),
        signals=found.astype(float),
    )
