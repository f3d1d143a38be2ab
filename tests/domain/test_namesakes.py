"""Another person of the same last name is another person."""

from __future__ import annotations

import pytest

from monitor.domain.slots.namesakes import find_namesake

CLAIM = "The runner Daniel Koros failed a doping test"


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        ("The sprinter Felix Koros was banned for doping.", "Felix Koros"),
        ("Felix Koros was banned for doping.", "Felix Koros"),
        ("Daniel Koros was banned for doping.", ""),
        ("D. Koros was banned for doping.", ""),
        ("Koros was banned for doping.", ""),
        ("Mr Koros was banned for doping.", ""),
        ("When Koros was banned, nobody spoke.", ""),
        ("Kenya's Koros was banned.", ""),
        ("President Koros was banned.", ""),
    ],
)
def test_a_first_name_tells_people_apart(passage: str, found: str) -> None:
    assert find_namesake(CLAIM, passage, passage) == found


def test_an_article_about_both_is_about_the_claims_own() -> None:
    passage = "His brother Felix Koros was banned for doping."
    assert find_namesake(CLAIM, passage, f"Daniel Koros ran alone. {passage}") == ""


def test_names_of_the_claim_with_three_parts() -> None:
    claim = "Police arrested the chemist Anne Marie Dahl"
    assert find_namesake(claim, "Police arrested Marie Dahl.", "Police arrested Marie Dahl.") == ""
    other = "Police arrested Ove Dahl."
    assert find_namesake(claim, other, other) == "Ove Dahl"
