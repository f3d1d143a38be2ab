"""Who denies it of themselves, by the pronouns of the sentence."""

from __future__ import annotations

import pytest

from monitor.domain.reading.own_denial import denies_of_itself
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Two of the dairies rejected a claim by a union that they had agreed on a price.", True),
        ("The party denied that it had paid voters.", True),
        ("She denied that she was ever told.", True),
        ("The vote was marred by reports that the party had paid voters, which it denies.", True),
        ("The party had paid voters, something it has always denied.", True),
        ("The monitors denied that the party had paid voters.", False),
        ("The monitors denied that it had happened.", False),
        ("The monitors denied that it took place.", False),
        ("The party said that it had paid voters.", False),
        ("The monitors denied the report, said that they had counted, and left.", False),
    ],
)
def test_by_pronouns(text: str, own: bool) -> None:
    sentence = parse(text)
    assert denies_of_itself(sentence, find_cues(sentence)) is own
