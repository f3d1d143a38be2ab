"""Datelines are no part of what a report's first sentence says."""

from __future__ import annotations

import pytest

from monitor.articles.sentences import split_sentences
from monitor.domain.language.datelines import without_dateline
from monitor.domain.language.passages import make_passages
from tests.domain.reading import judge, make_claim, make_report


@pytest.mark.parametrize(
    "before",
    [
        "LYON, May 13 (Qnews) - ",
        "LYON, France (QN) \u2014 ",
        "LYON (qna-QX) - ",
        "LYON \u2014 ",
        "THE HAGUE (Qnews) -- ",
        "THE HAGUE - ",
        "Lausanne, 31 August 2027 - ",
        "SAO PAULO, Feb. 3, 2026 (Q News) - ",
        "\u00c5RHUS, Feb 11 (Qnews) - ",
        "May 13 (Qnews) - ",
    ],
)
def test_a_dateline_is_left_out(before: str) -> None:
    said = "The operator said on Wednesday that nothing was lost."
    assert without_dateline(before + said) == said


@pytest.mark.parametrize(
    "text",
    [
        "NATO - the alliance of 32 states - said nothing.",
        "The minister (SPD) - who left in May - said so.",
        "Police (and others) - Two patrols came.",
        "Ola Berg (pictured) - The coach of the team.",
        "The QBC - Britain's broadcaster - said so.",
        "Moscow said - The talks are over.",
        "PARIS: France wins.",
        "It was 5 May - The day of the vote.",
        "",
    ],
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert without_dateline(text) == text


def test_the_quote_keeps_its_place_in_the_article() -> None:
    text = "LYON, May 13 (Qnews) - Two ships sank. LYON, May 14 (Qnews) - One came back."
    first, *rest = make_passages(text, split_sentences(text))
    assert first.text == "Two ships sank."
    assert first.sentence.of(text) == "LYON, May 13 (Qnews) - Two ships sank."
    assert first.context_text.startswith("Two ships sank.")
    assert rest[-1].text.endswith("One came back.")


def test_who_speaks_after_a_dateline() -> None:
    text = "STRELSAU, May 13 (Qnews) - Telephone company Ostel said on Monday that data were lost."
    report = make_report("Ostel writes", text)
    found = judge(make_claim("The telephone company Ostel lost data"), report)
    assert found.facets.speaker == "Telephone company Ostel"
