"""Sentences that take sides on what stands before them: "the ministry called it groundless"."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence

_TIMES = cues.word_set(
    "point time stage moment day week month year morning afternoon evening summer autumn fall "
    "winter spring season decade century"
)


def refers_back(sentence: Sentence) -> bool:
    """Whether a sentence takes sides on something named before: "the reports are false"."""
    words = sentence.words
    pointing = any(
        word.lemma in cues.STATEMENT_NOUNS
        or (word.text in cues.POINTERS and not joins(sentence, index))
        for index, word in enumerate(words)
    )
    if not pointing:
        return False
    return any(
        word.lemma in cues.SPEECH_DENYING
        or word.text in cues.FALSITY
        or word.lemma
        in {
            "confirm",
            "verify",
            "acknowledge",
            "admit",
            "corroborate",
            "true",
            "truth",
            "comment",
            "reality",
            "evidence",
            "happen",
            "untrue",
        }
        for word in words
    )


def joins(sentence: Sentence, index: int) -> bool:
    """Whether "that" only joins clauses ("said that"), or "it" has its sense to come."""
    words = sentence.words
    after = words[index + 1] if index + 1 < len(words) else None
    if words[index].text == "this":
        return after is not None and after.lemma in _TIMES
    if words[index].text == "it":
        return (
            after is not None
            and index + 2 < len(words)
            and words[index + 2].text
            in {
                "possible",
                "likely",
                "clear",
                "important",
                "time",
            }
        )
    if words[index].text != "that" or index == 0:
        return False
    return not (after is None or after.lemma == "be" or words[index - 1].text in {"of", "about"})
