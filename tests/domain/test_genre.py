"""Genre marks, correction notices, and what dates a statement."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.domain.judgement import Genre
from monitor.domain.reading.genre import (
    backdating,
    freshness,
    genre_of,
    is_correcting_title,
    is_correction,
    is_withdrawal,
)
from tests.domain.reading import make_outlet, make_report

DAY = date(2031, 5, 20)


@pytest.mark.parametrize(
    ("title", "text", "genre"),
    [
        ("Dam breaks in Zenda", "The dam broke on Monday.", Genre.REPORT),
        ("Deliver us from dams", "The dam broke on Monday.", Genre.REPORT),
        ("Opinion: The dam must go", "It is time.", Genre.OPINION),
        ("The dam must go | Opinion", "It is time.", Genre.OPINION),
        ("The dam must go", "It is time.\nThe writer is a former minister.", Genre.OPINION),
        ("The dam must go", "I believe that we have waited too long.", Genre.OPINION),
        ("Analysis: what the dam means", "It means much.", Genre.ANALYSIS),
        ("Dam in Zenda: what we know", "It broke.", Genre.ANALYSIS),
        ("Zenda live: dam breaks", "It broke.", Genre.LIVE_BLOG),
        ("Dam breaks - live updates", "It broke.", Genre.LIVE_BLOG),
        ("Dam breaks", "10:45 Police close roads\n11:02 Trains halt\n11:30 Rain", Genre.LIVE_BLOG),
        ("Dam to run for office", "This article is satire.", Genre.SATIRE),
    ],
)
def test_genre(title: str, text: str, genre: Genre) -> None:
    report = make_report(title, text)
    assert genre_of(report.title, report.passages, report.outlet) is genre


def test_satire_outlet() -> None:
    assert genre_of("Dam breaks", (), make_outlet(satire=True)) is Genre.SATIRE
    assert genre_of("Dam breaks", (), None) is Genre.REPORT


@pytest.mark.parametrize(
    ("text", "corrected", "withdrawn"),
    [
        ("An earlier version of this article said the dam broke.", True, False),
        ("This story has been corrected to say that the dam holds.", True, False),
        ("Correction: the dam holds.", True, False),
        ("We incorrectly reported that the dam broke.", True, False),
        ("This story has been withdrawn.", False, True),
        ("Our report has since been retracted.", False, True),
        ("The agency has withdrawn its report on the dam.", False, True),
        ("We have withdrawn our troops, the minister said.", False, False),
        ("The minister retracted her statement.", False, False),
        ("The dam was corrected by engineers.", False, False),
    ],
)
def test_notices(text: str, corrected: bool, withdrawn: bool) -> None:
    assert (is_correction(text), is_withdrawal(text)) == (corrected, withdrawn)


def test_correcting_title() -> None:
    assert is_correcting_title("CORRECTED - Dam holds")
    assert is_correcting_title("Corrections and clarifications")
    assert is_correcting_title("Erratum")
    assert not is_correcting_title("Corrected dam holds")
    assert not is_correcting_title("Corrections officers strike")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Last week the minister said", "Last week"),
        ("Three days ago the minister said", "Three days ago"),
        ("The minister has repeatedly denied", "repeatedly"),
        ("Earlier this month the minister said", "Earlier this month"),
        ("In October the minister said", "In October"),
        ("In May the minister said", ""),
        ("In 2030 the minister said", "in 2030"),
        ("In 2031 the minister said", ""),
        ("On 3 May the minister said", "3 May"),
        ("On May 19 the minister said", ""),
        ("On 31 February 2031 the minister said", ""),
        ("On 28 December the minister said", "28 December"),
        ("On Monday the minister said", ""),
    ],
)
def test_backdating(text: str, words: str) -> None:
    assert backdating(text, DAY).lower() == words.lower()


def test_backdating_without_a_date_of_publication_goes_by_words_alone() -> None:
    assert backdating("In October the minister said", None) == ""
    assert backdating("Last week the minister said", None) == "Last week"


def test_freshness() -> None:
    assert freshness("On Monday the minister said", DAY) == "On Monday"
    assert freshness("On 19 May the minister said", DAY) == "19 May"
    assert freshness("On 2 May the minister said", DAY) == ""
    assert freshness("The minister said", None) == ""
