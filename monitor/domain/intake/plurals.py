"""Whether a subject takes "has" or "have"."""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import has_comma
from monitor.domain.intake.forms import is_gerund
from monitor.domain.speech.clauses import Sentence


def is_plural(sentence: Sentence, start: int, end: int, *, names: frozenset[str]) -> bool:
    """Whether the subject takes "have". ``names`` are folded names that look like plurals."""
    words = sentence.words[start:end]
    texts = [word.text for word in words]
    if not words:
        return False
    stop = next(
        (
            at
            for at, word in enumerate(texts)
            if at and word in lists.PREPOSITIONS | {"who", "that"}
        ),
        len(words),
    )
    stop = next(
        (at for at in range(1, stop) if has_comma(sentence, start + at) and "and" not in texts),
        stop,
    )
    head = words[stop - 1]
    if "and" in texts[:stop] and texts[0] not in {"each", "every"}:
        return True
    if (is_gerund(words[0]) and not (stop == 2 and head.text.endswith("s"))) or texts[0] in {
        "a",
        "an",
        "this",
        "each",
        "every",
        "one",
        "another",
    }:
        return texts[1:2] == ["number"] or (texts[1:2] == ["group"] and "of" in texts)
    if " ".join(texts[:stop]) in names or head.text in names:
        return False
    if {"dozens", "hundreds", "thousands", "scores", "millions", "both", "many", "several"} & set(
        texts[:stop]
    ):
        return True
    if texts[0] in lists.NUMBERS or (texts[0].isdigit() and texts[0] != "1"):
        return True
    if head.text in lists.PLURALS:
        return True
    if head.capital and stop > 1 and words[stop - 2].capital:
        return False
    return (head.text.endswith("s") and head.lemma != head.text) or head.text.endswith("men")
