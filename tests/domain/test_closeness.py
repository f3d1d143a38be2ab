"""Which passages may speak about a claim, and which articles do not."""

from __future__ import annotations

import pytest

from monitor.domain.language.synonyms import related, synonyms
from monitor.domain.reading.closeness import (
    ON_CLAIM,
    claim_terms,
    nearness,
    select_hits,
)
from monitor.domain.reading.pointing import refers_back
from monitor.domain.speech.clauses import parse
from tests.domain.reading import ALIASES, make_claim, make_report

TROOPS = make_claim("Borduria has sent soldiers to fight for Ruritania")
LAYOFFS = make_claim("Acme Motors will cut 1,000 jobs in Leeds")


def _near(claim: str, text: str, around: str = "") -> float:
    return nearness(claim_terms(claim, ALIASES), text, ALIASES, around=around).value


@pytest.mark.parametrize(
    "text",
    [
        "Borduria has sent soldiers to fight for Ruritania.",
        "Szohod dispatched troops to Strelsau.",
        "There are Bordurian servicemen in Ruritania, he said.",
        "Bordurian units fight at the side of Ruritanian forces.",
    ],
)
def test_other_words_for_the_same_are_near(text: str) -> None:
    assert _near(TROOPS.text, text) >= ON_CLAIM


@pytest.mark.parametrize(
    "text",
    [
        "Borduria has sent a trade delegation to Ruritania.",
        "Borduria and Ruritania signed a treaty on fishing.",
        "Kenya has sent soldiers to fight floods.",
        "Soldiers helped to fight the fire.",
        "Ruritania beat Borduria 3-1 in the final.",
        "",
    ],
)
def test_the_same_people_or_the_same_deed_alone_are_far(text: str) -> None:
    assert _near(TROOPS.text, text) < ON_CLAIM


def test_names_around_a_sentence_count_less_than_names_in_it() -> None:
    alone = _near(TROOPS.text, "Soldiers were sent to fight.")
    around = _near(TROOPS.text, "Soldiers were sent to fight.", "Borduria and Ruritania met.")
    inside = _near(TROOPS.text, "Borduria sent soldiers to fight for Ruritania.")
    assert alone < around < inside


def test_a_related_word_alone_never_carries_a_statement() -> None:
    claim = "Ruritania passes military technology to Borduria"
    assert _near(claim, "Ruritania delivered missiles to Borduria.") < 0.6
    assert "missile" in related("technology")
    assert "missile" not in synonyms("technology")


def test_claim_of_names_only() -> None:
    assert _near("Ruritania", "Strelsau is a town.") == 1.0


def test_unrelated_article_has_no_hits() -> None:
    report = make_report(
        "Harvest in Ruritania",
        "Ruritania's harvest was good.\nBorduria bought grain.\nMinisters met in Strelsau.",
    )
    assert select_hits(TROOPS, report.passages, aliases=ALIASES) == ()
    assert select_hits(TROOPS, (), aliases=ALIASES) == ()


def test_claim_of_empty_words_has_no_hits() -> None:
    report = make_report("x", "It was so.")
    assert select_hits(make_claim("It is so"), report.passages, aliases=ALIASES) == ()


def test_sentence_that_points_back_is_read_with_what_it_points_at() -> None:
    report = make_report(
        "x",
        "Borduria has sent soldiers to fight for Ruritania, newspapers wrote.\n"
        "The ministry called the reports groundless.\nThe weather was fine.",
    )
    hits = select_hits(TROOPS, report.passages, aliases=ALIASES)
    assert {hit.passage.index for hit in hits} == {0, 1}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0.0 <= hit.score <= 1.0 and hit.claim_id == "C1" for hit in hits)


def test_limit_keeps_the_nearest() -> None:
    lines = ["Borduria has sent soldiers to fight for Ruritania."] + [
        f"Bordurian soldiers are in {where} of Ruritania."
        for where in ("the north", "the east", "the west", "the hills", "most", "all parts")
    ]
    report = make_report("x", "\n".join(lines))
    hits = select_hits(TROOPS, report.passages, aliases=ALIASES, limit=5)
    assert len(hits) == 5
    assert hits[0].passage.index == 0


def test_claim_about_a_firm_the_table_does_not_know() -> None:
    report = make_report("x", "Acme Motors is to cut 1,000 posts at its Leeds plant.")
    assert select_hits(LAYOFFS, report.passages, aliases=ALIASES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministry called the reports groundless.", True),
        ('"This is not true," he said.', True),
        ("He said that he would not comment.", False),
        ("The weather was fine.", False),
        ("Nobody was able to confirm the claim.", True),
        ("It is possible that it rains.", False),
        ("At this point nothing was confirmed.", False),
    ],
)
def test_refers_back(text: str, expected: bool) -> None:
    assert refers_back(parse(text)) is expected
