"""What a thing was taken for, and what it was."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Certainty
from monitor.domain.reading.stance import read
from tests.domain.reading import ALIASES

CLAIM = "A wolf killed the sheep of Oberau"
SO, NOT_SO = 1, -1
A, H = Certainty.ASSERTED, Certainty.HEDGED


@pytest.mark.parametrize(
    ("text", "polarity", "certainty"),
    [
        ("A wolf killed the sheep of Oberau, the vet said.", SO, A),
        ("The animal that killed the sheep of Oberau was taken for a wolf.", NOT_SO, A),
        ("What killed the sheep of Oberau was mistaken for a wolf.", NOT_SO, A),
        ("The farmer mistook the dog that killed the sheep of Oberau for a wolf.", NOT_SO, A),
        ("The wolf that killed the sheep of Oberau turned out to be a dog.", SO, H),
        ("The wolf that killed the sheep of Oberau was in fact a dog.", SO, H),
        ("The wolf that killed the sheep of Oberau was nothing but a dog.", SO, H),
        ("The supposed wolf that killed the sheep of Oberau was a dog, the vet found.", SO, H),
        ("The wolf that killed the sheep of Oberau turned out to be a young one.", SO, A),
        ("The wolf that killed the sheep of Oberau was in fact the largest of its pack.", SO, A),
        ("What was taken for a dog was the wolf that killed the sheep of Oberau.", SO, A),
        ("The animal that killed the sheep of Oberau turned out to be a wolf.", SO, A),
        ("A dog rather than a wolf killed the sheep of Oberau, the vet said.", SO, H),
        ("A wolf rather than a dog killed the sheep of Oberau, the vet said.", SO, A),
        ("A wolf killed the sheep of Oberau, rather than the goats.", SO, A),
        ("The wolf that killed the sheep of Oberau took the road for two miles.", SO, A),
    ],
)
def test_what_it_was(text: str, polarity: int, certainty: Certainty) -> None:
    reading = read(CLAIM, text, aliases=ALIASES)
    assert (reading.polarity, reading.certainty) == (polarity, certainty)
    assert bool(reading.otherwise) == (certainty is H)


def test_a_supposed_thing_that_is_so() -> None:
    text = "The suspected wolf that killed the sheep of Oberau was shot, the vet confirmed."
    assert not read(CLAIM, text, aliases=ALIASES).otherwise
