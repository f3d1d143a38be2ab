"""Who says what, measured on PolNeAR: is a sentence attributed, by which verb, to whom.

    python bench/quality/polnear.py [--split dev] [--every N] [--show N]

Reads sentences of US news with their attributions (``../shared/data/claims``; skipped where
absent). Three figures, each as precision, recall and F1:

* sentences: does the sentence attribute anything to anybody;
* cues: the word that introduces it (found when the two share a word, function words aside);
* sources: the noun phrase that says so (found when the heads agree: the last word of a name or
  the head of a description), and exactly as annotated.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.domain.language import cues as words_of_cues
from monitor.domain.language.tokens import fold, tokenise
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.reach import VOICES
from monitor.domain.speech.subjects import source_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "claims"
_EMPTY = words_of_cues.word_set(
    "the a an of in on at to that by for with and or as has have had was were is are be been his "
    "her its their this who which will would could may might also not n't s"
)

_SPEAKERS = words_of_cues.word_set("i you we")


@dataclass
class Score:
    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.gold) if self.found + self.gold else 0.0

    def __str__(self) -> str:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        shown = f"precision {precision:.3f}, recall {recall:.3f}, F1 {self.f1:.3f}"
        return f"{shown} ({self.gold} gold)"


def rows_of(split: str) -> Iterator[dict[str, Any]]:
    path = DATA / f"polnear_attributions.{split}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def bag(text: str) -> frozenset[str]:
    return frozenset(token.text for token in tokenise(text)) - _EMPTY


def match(gold: list[str], found: list[str], *, exact: bool = False) -> int:
    """How many of ``gold`` have a partner of their own in ``found``."""
    left = list(found)
    count = 0
    for one in gold:
        for other in left:
            same = fold(one).strip() == fold(other).strip()
            if same or (not exact and bag(one) & bag(other)):
                left.remove(other)
                count += 1
                break
    return count


def attributions(text: str) -> list[tuple[str, str]]:
    """(introducing words, who says so) of all that a sentence attributes to others.

    What "I" and "you" think in direct speech is no attribution of the article's, nor is a
    noun such as "tweet" without anybody beside it.
    """
    sentence = parse(text)
    found = []
    for cue in find_cues(sentence):
        source = source_of(sentence, cue) if cue.force in VOICES else ""
        if source and source.split()[0].lower() not in _SPEAKERS:
            found.append((sentence.printed(cue.at, cue.after), source))
        elif cue.force in VOICES and not source and (cue.passive or cue.after - cue.at > 1):
            found.append((sentence.printed(cue.at, cue.after), ""))
    return found


def measure(split: str, every: int, show: int = 0) -> dict[str, Score]:
    scores = {name: Score() for name in ("sentences", "cues", "sources", "sources exactly")}
    missed: Counter[str] = Counter()
    for number, row in enumerate(rows_of(split)):
        if number % every:
            continue
        found = attributions(row["text"])
        gold = row["attributions"]
        sentences = scores["sentences"]
        sentences.gold += bool(gold)
        sentences.found += bool(found)
        sentences.right += bool(gold) and bool(found)
        _count(scores["cues"], [one["cue"] for one in gold], [verb for verb, _ in found])
        said, read = [one["source"] for one in gold], [source for _, source in found]
        _count(scores["sources"], said, read)
        _count(scores["sources exactly"], said, read, exact=True)
        if show and bool(gold) != bool(found):
            missed["missed" if gold else "too much"] += 1
            if missed["missed" if gold else "too much"] <= show:
                print("missed" if gold else "too much", row["text"], gold, found, sep="\n  ")
    return scores


def _count(score: Score, gold: list[str], found: list[str], *, exact: bool = False) -> None:
    gold = [one for one in gold if one]
    found = [one for one in found if one]
    score.gold += len(gold)
    score.found += len(found)
    score.right += match(gold, found, exact=exact)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="dev", choices=("train", "dev"))
    parser.add_argument("--every", type=int, default=1, help="read every Nth sentence")
    parser.add_argument("--show", type=int, default=0, help="print so many errors of each sort")
    asked = parser.parse_args()
    if not DATA.is_dir():
        print(f"skipped: no labelled data at {DATA}")
        return 0
    for name, score in measure(asked.split, asked.every, asked.show).items():
        print(f"polnear {asked.split}, {name}: {score}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
