"""What is kept is not ended; a denied negation is none."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Certainty
from monitor.domain.reading.doubled import doubled, said_outright
from monitor.domain.reading.opposites import keeping
from monitor.domain.reading.stance import read
from monitor.domain.speech.clauses import parse
from tests.domain.reading import ALIASES

CLOSES = "The Linz paper mill will close"
SIGNED = "Governor Sand has signed the forest bill"


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The Linz paper mill stays open, its owner said.", -1),
        ("The Linz paper mill will remain in service, its owner said.", -1),
        ("The Linz paper mill will not stay open, its owner said.", 1),
        ("The Linz paper mill will close, but its canteen stays open.", 1),
        ("The Linz paper mill remains silent.", 1),
    ],
)
def test_what_stays_does_not_end(text: str, polarity: int) -> None:
    assert read(CLOSES, text, aliases=ALIASES).polarity == polarity


def test_a_claim_without_an_end_has_no_opposite() -> None:
    claim, sentence = parse("The Linz paper mill spilled acid"), parse("The mill stays open.")
    assert keeping(claim, sentence, [1]) == -1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "It is not true that Governor Sand has not signed the forest bill.",
            "true that Governor Sand has not",
        ),
        ("The senate denied that Governor Sand never signed the forest bill.", "denied"),
        ("That Governor Sand has not signed the forest bill is a lie.", "not"),
        ("It is not true that Governor Sand has signed the forest bill.", ""),
        ("Governor Sand has not signed the forest bill.", ""),
        ("Governor Sand has signed the forest bill.", ""),
        ("It may be untrue that Governor Sand has not signed the forest bill.", ""),
        ("Governor Sand has not signed the forest bill, and it is not true that she read it.", ""),
    ],
)
def test_a_denied_negation(text: str, words: str) -> None:
    found = doubled(read(SIGNED, text, aliases=ALIASES))
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_what_only_a_denial_says_is_not_stated() -> None:
    claim = "A lorry broke the old stone gate of Linz"
    text = "The old stone gate of Linz was rotten, she said, ruling out that a lorry had broken it."
    reading = read(claim, text, aliases=ALIASES)
    assert (reading.certainty, reading.otherwise) == (Certainty.HEDGED, "ruling out")
    text = "A lorry broke the old stone gate of Linz, she said, ruling out that a storm broke it."
    assert read(claim, text, aliases=ALIASES).certainty is Certainty.ASSERTED


def test_only_what_is_said_outright_is_firm() -> None:
    text = "It is not true that Governor Sand has not signed the forest bill"
    assert not said_outright(read(SIGNED, f"{text}.", aliases=ALIASES))
    reading = read(SIGNED, f"{text}: she has.", aliases=ALIASES)
    assert said_outright(reading)
    assert reading.certainty is Certainty.ASSERTED
