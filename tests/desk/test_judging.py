"""Judging texts that are not stored; the same reading that the jobs do."""

from __future__ import annotations

import pytest

from monitor.articles.sentences import split_sentences
from monitor.desk.judging import PairJudge
from monitor.domain.judgement import FlagKind
from monitor.domain.model import OutletKind
from monitor.errors import UsageError
from monitor.matching.baseline import BaselineJudge
from tests.domain.reading import ALIASES
from tests.factories import make_outlet

ROW = {
    "claim": "Ruritania has sent soldiers to Borduria",
    "text": "It rained.\nRuritania confirmed on Friday that it has sent soldiers to Borduria.",
}


@pytest.fixture(scope="module")
def judging():
    return PairJudge(
        judge=BaselineJudge(ALIASES),
        aliases=ALIASES,
        outlets=[make_outlet("clown", name="The Clown", kind=OutletKind.SATIRE)],
        split=split_sentences,
    )


def test_a_row_is_judged_with_exact_offsets(judging):
    judgement = judging({**ROW, "claimed_on": "2025-03-01", "published_at": "2025-03-14T09:00"})
    assert judgement.kind is FlagKind.CONFIRMATION
    quote = judgement.quotes[0]
    assert ROW["text"][quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "row",
    [
        {**ROW, "claimed_on": "2025-03-15", "published_at": "2025-03-14T09:00:00+00:00"},
        {**ROW, "outlet": "THE CLOWN"},
        {**ROW, "outlet": "clown"},
        {"claim": ROW["claim"], "text": ""},
    ],
)
def test_old_satirical_or_empty_texts_are_no_flag(judging, row):
    assert judging(row).kind is None


def test_nulls_extra_keys_and_unknown_outlets_do_no_harm(judging):
    nulls = {"title": None, "outlet": None, "published_at": None, "parties": None}
    for row in (
        {**ROW, **nulls, "claimed_on": None},
        {**ROW, "gold": "confirmation", "id": 7},
        {**ROW, "outlet": "Somebody"},
    ):
        assert judging(row).kind is FlagKind.CONFIRMATION


def test_controls_are_taken_out_of_texts(judging):
    quotes = judging({**ROW, "text": ROW["text"].replace("Friday", "Fri\x1b[2Jday\u202e")}).quotes
    assert "\x1b" not in quotes[0].text
    assert "\u202e" not in quotes[0].text


def test_parties_decide_whose_denial_proves_nothing(judging):
    row = {
        "claim": "Soldiers were sent to Borduria",
        "text": "Kenya denied on Friday that soldiers were sent to Borduria.",
    }
    roles = [judging({**row, "parties": p}).facets.speaker_role for p in ([], ["Kenya"])]
    assert roles[0] != "party"
    assert roles[1] == "party"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ([], "must be a JSON object"),
        ("x", "must be a JSON object"),
        (None, "must be a JSON object"),
        ({}, "needs a claim"),
        ({"claim": " ", "text": "x"}, "needs a claim"),
        ({"claim": 5, "text": "x"}, "claim: must be a string, not int"),
        ({**ROW, "text": ["x"]}, "text: must be a string, not list"),
        ({**ROW, "title": {}}, "title: must be a string, not dict"),
        ({**ROW, "outlet": 1}, "outlet: must be a string, not int"),
        ({**ROW, "claimd_on": "2025-03-01"}, "unknown key 'claimd_on'; did you mean 'claimed_on'"),
        ({**ROW, "claimed_on": "soon"}, "claimed_on: 'soon' is no date"),
        ({**ROW, "claimed_on": 5}, "claimed_on: 5 is no date"),
        ({**ROW, "published_at": "soon"}, "published_at: 'soon' is no ISO date"),
        ({**ROW, "published_at": "0001-01-01T00:00+14:00"}, "is no ISO date"),
        ({**ROW, "parties": "Kenya"}, "parties: must be a list of names"),
        ({**ROW, "parties": 5}, "parties: must be a list of names"),
        ({**ROW, "parties": [5]}, "parties: must be a list of names"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_in_one_line(judging, row, words):
    with pytest.raises(UsageError) as caught:
        judging(row)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
