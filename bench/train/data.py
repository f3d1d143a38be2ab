"""Labelled pairs, as the model reads them: windows chosen, names neutral, tokens counted.

The product's own code chooses the windows and the stand-ins, so that a model is trained on
what it will be given. One bag of pairs stands for an article, one pair for a sentence.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from monitor.articles.sentences import split_sentences
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.passages import make_passages
from monitor.domain.reading.closeness import measure
from monitor.domain.reading.neutral import StandIns
from monitor.domain.reading.pointing import refers_back
from monitor.domain.reading.windows import choose_windows
from monitor.domain.speech.clauses import parse
from monitor.tables import load_aliases
from train.labels import LABELS, NEI, NOT_CONFIRMED, UNKNOWN

ROOT = Path(__file__).resolve().parents[2]
MAX_TOKENS = 128
_SENTENCES = 4  # of a labelled article that are read alone, for the teacher to label
_RELATED, _UNRELATED = 16_200, 7_000  # FNC-1 pairs that are used
_PAIRED = 70  # pairs of headlines of one claim
_MIXED = 0.5  # of the verification rows that also stand beside another claim
_SIDED = ("healthver", "covidfact", "fm2", "fever_symmetric")  # sets with few open pairs


@dataclass(frozen=True, kw_only=True, slots=True)
class Bag:
    """A claim and what is read about it. ``fold`` 1 to 10 goes by claim; 0: train only."""

    source: str
    pairs: tuple[tuple[str, str], ...]  # (claim, window), names neutral
    label: int
    fold: int = 0
    key: str = ""  # articles and their sentences share it


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped file of JSON Lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


@lru_cache(maxsize=1)
def aliases() -> AliasTable:
    """The shipped alias table."""
    return load_aliases(ROOT / "config" / "aliases.toml", ROOT / "config" / "places.tsv")


def named_neutrally(claim: str, texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Each text with the claim, under stand-ins."""
    found = []
    for text in texts:
        names = StandIns(aliases())
        found.append((names.apply(claim), names.apply(text)))
    return tuple(found)


@lru_cache(maxsize=64)
def _passages(text: str) -> tuple[Any, ...]:
    return make_passages(text, split_sentences(text))


def article_bag(source: str, claim: str, text: str, label: int, fold: int, key: str) -> list[Bag]:
    """An article's bag, and for labelled ones its nearest sentences, each alone."""
    passages = _passages(text)
    if not passages:
        return []
    _, scores = measure(claim, passages, aliases=aliases())
    windows = choose_windows(passages, scores)
    pairs = named_neutrally(claim, (window.text for window in windows))
    bags = [Bag(source=source, pairs=pairs, label=label, fold=fold, key=key)]
    if source not in {"emergent", "emergent_unrelated"}:
        return bags
    order = sorted(range(len(passages)), key=lambda at: (-scores[at], at))[:_SENTENCES]
    alone = named_neutrally(claim, (sentence_input(passages, at) for at in order))
    bags += [
        Bag(source="sentence", pairs=(pair,), label=UNKNOWN, fold=fold, key=key) for pair in alone
    ]
    return bags


def sentence_input(passages: Sequence[Any], at: int) -> str:
    """A sentence as it is judged alone: after the one before, where it points back."""
    text = passages[at].text
    if at and refers_back(parse(text)):
        return f"{passages[at - 1].text} {text}"
    return str(text)


def _bag_of(task: tuple[str, str, list[tuple[str, str, int, int, str]]]) -> list[Bag]:
    source, text, claims = task
    found: list[Bag] = []
    for claim, _, label, fold, key in claims:
        found += article_bag(source, claim, text, label, fold, key)
    return found


def articles(data: Path, folds: Mapping[str, int]) -> Iterator[tuple[str, str, list[Any]]]:
    """(source, text, [(claim, claim id, label, fold, key)]), a text once a source.

    A key is the source and the row's number in its file.
    """
    for source, name in (
        ("emergent", "emergent_article_bodies.train"),
        ("emergent_unrelated", "emergent_article_unrelated.train"),
    ):
        texts: dict[str, list[Any]] = defaultdict(list)
        for number, row in enumerate(rows_of(data / f"{name}.jsonl.gz")):
            texts[row["text"]].append(
                (row["claim"], row["claim_id"], LABELS[row["label"]], row["fold"],
                 f"{source}-{number}")
            )  # fmt: skip
        yield from ((source, text, claims) for text, claims in texts.items())
    bodies = {r["body"]: r["text"] for r in rows_of(data / "fnc1_emergent_train.bodies.jsonl.gz")}
    rng = random.Random(1)
    pairs = list(enumerate(rows_of(data / "fnc1_emergent_train.pairs.jsonl.gz")))
    related = [pair for pair in pairs if pair[1]["label"] != "unrelated"]
    others = [pair for pair in pairs if pair[1]["label"] == "unrelated"]
    chosen = rng.sample(related, min(_RELATED, len(related)))
    chosen += rng.sample(others, min(_UNRELATED, len(others)))
    by_body: dict[str, list[Any]] = defaultdict(list)
    for number, row in chosen:
        by_body[row["body"]].append(
            (row["claim"], row["claim_id"], LABELS[row["label"]], folds[row["claim_id"]],
             f"fnc1-{number}")
        )  # fmt: skip
    yield from (("fnc1", bodies[body], claims) for body, claims in by_body.items())


def singles(shared: Path) -> Iterator[Bag]:
    """Sentences and short texts, each a bag of one pair."""
    data = shared / "stance"
    headlines = list(rows_of(data / "emergent_headlines.train.jsonl.gz"))
    rng = random.Random(2)
    for row in headlines:
        yield _single("headline", row["claim"], row["text"], LABELS[row["label"]], row["fold"])
    by_fold: dict[int, list[str]] = defaultdict(list)
    for row in headlines:
        by_fold[row["fold"]].append(row["claim"])
    for row in headlines:  # a headline of one claim says nothing about another
        other = rng.choice(by_fold[row["fold"]])
        if other != row["claim"]:
            yield _single("headline_unrelated", other, row["text"], 3, row["fold"])
    folds = {row["claim"]: row["fold"] for row in headlines}
    for row in rows_of(data / "emergent_editor_notes.train.jsonl.gz"):
        if row["claim"] in folds and row["label"] in LABELS:
            yield _single(
                "note", row["claim"], row["text"], LABELS[row["label"]], folds[row["claim"]]
            )
    yield from _unlabelled(headlines, rng)
    for split in ("train", "dev"):
        if split == "train":
            rows = list(rows_of(data / "verification.train.jsonl.gz"))
            yield from _mixed([row for row in rows if row["source"] in _SIDED], rng)
        for row in rows_of(data / f"verification.{split}.jsonl.gz"):
            label = LABELS.get(row["label"], NEI)
            yield _single(f"verification_{split}", row["claim"], row["text"], label, 0)
        for row in rows_of(data / f"nli.{split}.jsonl.gz"):
            label = LABELS.get(row["label"], NEI)
            yield _single(f"nli_{split}", row["claim"], row["text"], label, 0)
        for row in rows_of(shared / "claims" / f"megaveridicality.{split}.jsonl.gz"):
            label = 0 if row["label"] == "confirm" else NOT_CONFIRMED
            yield _single(f"veridicality_{split}", row["claim"], row["text"], label, 0)


def _unlabelled(headlines: Sequence[Mapping[str, Any]], rng: random.Random) -> Iterator[Bag]:
    """Headlines about one claim paired with each other, and some about two, for a teacher."""
    by_claim: dict[str, list[str]] = defaultdict(list)
    by_fold: dict[int, list[str]] = defaultdict(list)
    folds = {row["claim"]: row["fold"] for row in headlines}
    for row in headlines:
        by_claim[row["claim"]].append(row["text"])
        by_fold[row["fold"]].append(row["text"])
    for claim, texts in by_claim.items():
        different = sorted(set(texts))
        pairs = [(one, two) for one in different for two in different if one != two]
        for one, two in rng.sample(pairs, min(_PAIRED, len(pairs))):
            yield _single("paired", one, two, UNKNOWN, folds[claim])
        for text in rng.sample(different, min(8, len(different))):
            other = rng.choice(by_fold[folds[claim]])
            yield _single("paired", text, other, UNKNOWN, folds[claim])


def _mixed(rows: Sequence[Mapping[str, Any]], rng: random.Random) -> Iterator[Bag]:
    """Evidence beside the claim of another row that shares words with its own: it settles
    nothing. Sets without such pairs teach that everything takes a side.
    """
    by_word: dict[str, list[int]] = defaultdict(list)
    words = [{w for w in row["claim"].lower().split() if len(w) > 4} for row in rows]
    for number, own in enumerate(words):
        for word in sorted(own):
            by_word[word].append(number)
    for number, row in enumerate(rows):
        if rng.random() > _MIXED:
            continue
        near: Counter[int] = Counter()
        for word in sorted(words[number]):
            for other in by_word[word][:200]:
                near[other] += 1
        others = [
            at for at, count in near.most_common(60)
            if rows[at]["claim"] != row["claim"] and count < len(words[number])
        ]  # fmt: skip
        if others:
            other = rows[rng.choice(others[:20])]
            yield _single("verification_mixed", other["claim"], row["text"], NEI, 0)


def _single(source: str, claim: str, text: str, label: int, fold: int) -> Bag:
    return Bag(
        source=source,
        pairs=named_neutrally(claim, [text[:1500]]),
        label=label,
        fold=fold,
        key=claim if source.startswith("headline") else "",
    )


def prepare(shared: Path, tokenizer: Tokenizer, out: Path, *, workers: int = 2) -> None:
    """Write every bag as token ids (``out``, npz) with its labels, folds and sources."""
    data = shared / "stance"
    folds = {r["claim_id"]: r["fold"] for r in rows_of(data / "emergent_headlines.train.jsonl.gz")}
    bags = list(singles(shared))
    print(f"{len(bags)} single pairs", flush=True)
    with ProcessPoolExecutor(workers) as pool:
        for number, found in enumerate(
            pool.map(_bag_of, list(articles(data, folds)), chunksize=16)
        ):
            bags += found
            if number % 500 == 0:
                print(f"{number} articles, {len(bags)} bags", flush=True)
    save(bags, tokenizer, out)


def save(bags: Sequence[Bag], tokenizer: Tokenizer, out: Path) -> None:
    """Tokenise and store: see ``load`` for the arrays."""
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.no_padding()
    pairs = [pair for bag in bags for pair in bag.pairs]
    ids: list[np.ndarray[Any, Any]] = []
    seconds = []
    for start in range(0, len(pairs), 4096):
        for found in tokenizer.encode_batch(pairs[start : start + 4096]):
            ids.append(np.array(found.ids, dtype=np.uint16))
            seconds.append(found.type_ids.count(0))
    sources = sorted({bag.source for bag in bags})
    np.savez_compressed(
        out,
        ids=np.concatenate(ids),
        lengths=np.array([len(one) for one in ids], dtype=np.uint8),
        second=np.array(seconds, dtype=np.uint8),  # where the second text begins
        pairs=np.array([len(bag.pairs) for bag in bags], dtype=np.uint8),
        label=np.array([bag.label for bag in bags], dtype=np.int8),
        fold=np.array([bag.fold for bag in bags], dtype=np.int8),
        source=np.array([sources.index(bag.source) for bag in bags], dtype=np.int8),
        sources=np.array(sources),
        key=np.array([bag.key[:80] for bag in bags]),
    )
    print(f"{len(bags)} bags, {len(pairs)} pairs, {sum(map(len, ids))} tokens -> {out.name}")
