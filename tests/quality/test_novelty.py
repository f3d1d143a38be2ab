# ruff: noqa: E501 (a table reads best with a case a line)
"""New or known already: reports of our own, written before the rules that read them.

``claim key | new or recap | report`` - the report's sentences, published on Tuesday 4 February
2025 unless the line begins with another day. The claims are of 8 January 2025. A recap tells of
what was said before the article's news: it must not pass for news; news must not be hidden.
"""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Novelty
from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_pair_judge

CLAIMS = {
    "haiti": "Kenya has sent troops to Haiti",
    "dam": "Ethiopia has begun filling the dam",
    "bank": "The bank lost the records of two million customers",
    "mayor": "The mayor of Lyon took bribes",
    "cable": "A Chinese ship cut the cable in the Baltic Sea",
}
TABLE = """
haiti | new | Kenya confirmed on Monday that it had sent troops to Haiti.
haiti | new | Kenya has sent troops to Haiti, its defence minister said on Tuesday.
haiti | new | Kenya's president confirmed for the first time that his country has sent troops to Haiti.
haiti | new | Kenya sent troops to Haiti in December, the defence ministry confirmed on Monday.
haiti | new | Kenya has sent troops to Haiti, the president told parliament.
haiti | new | "We have sent troops to Haiti," Kenya's defence minister told reporters in Nairobi on Monday.
haiti | new | Kenya acknowledged late on Monday that it has sent troops to Haiti.
haiti | new | After weeks of denials, Kenya confirmed on Tuesday that it had sent troops to Haiti.
haiti | new | Kenya, which had long denied it, admitted today that it has sent troops to Haiti.
haiti | new | The UN said on Tuesday that Kenya had sent troops to Haiti earlier this month.
haiti | new | Kenya sent troops to Haiti last year, documents released on Monday show.
haiti | new | Kenya has previously denied it, but its defence minister now says it has sent troops to Haiti.
haiti | new | "Kenya's troops had been sent to Haiti, yes," said its defence minister.
haiti | new | Kenya may send troops to Haiti in June, its defence minister said.
haiti | new | In June, said its defence minister, Kenya may send troops to Haiti.
haiti | new | "We may send troops to Haiti in June," Kenya's defence minister said.
haiti | recap | In December, its defence minister said Kenya may send troops to Haiti.
haiti | recap | Last month Kenya confirmed that it had sent troops to Haiti.
haiti | recap | Kenya said in December that it had sent troops to Haiti.
haiti | recap | Kenya, which confirmed in January that it had sent troops to Haiti, will hold elections in May.
haiti | recap | In January, Kenya confirmed that it had sent troops to Haiti.
haiti | recap | Two weeks ago Kenya confirmed that it had sent troops to Haiti.
haiti | recap | Kenya has previously confirmed that it sent troops to Haiti.
haiti | recap | Kenya had earlier confirmed that it sent troops to Haiti.
haiti | recap | As reported earlier, Kenya confirmed that it has sent troops to Haiti.
haiti | recap | It was first reported in the Daily Lantern on 10 January that Kenya had sent troops to Haiti.
haiti | recap | The protest comes weeks after Kenya confirmed that it had sent troops to Haiti.
haiti | recap | The vote comes a month after Kenya admitted that it had sent troops to Haiti.
haiti | recap | Since Kenya confirmed last month that it had sent troops to Haiti, three ministers have resigned.
haiti | recap | Kenya said on 12 January that it had sent troops to Haiti.
haiti | recap | On January 12, Kenya confirmed that it had sent troops to Haiti.
haiti | recap | Kenya had already confirmed that it had sent troops to Haiti when the vote was held.
haiti | recap | Kenya has repeatedly said that it has sent troops to Haiti.
haiti | recap | Kenya confirmed at the time that it had sent troops to Haiti.
haiti | recap | Shares fell on Monday. Kenya's president told reporters in early January that the country had sent troops to Haiti.
dam | new | Ethiopia began filling the dam on Sunday, its water minister confirmed on Monday.
dam | new | Satellite images published on Tuesday show that Ethiopia has begun filling the dam.
dam | new | Ethiopia has not begun filling the dam, the water ministry said on Tuesday.
dam | new | Ethiopia denied on Monday that it had begun filling the dam.
dam | new | Ethiopia began filling the dam in 2024, its water minister said yesterday.
dam | new | The water minister said this morning that Ethiopia has begun filling the dam.
dam | new | Hours after the talks collapsed, Ethiopia announced that it has begun filling the dam.
dam | new | Just minutes ago Ethiopia announced that it has begun filling the dam.
dam | recap | Ethiopia announced in 2020 that it had begun filling the dam.
dam | recap | Ethiopia announced last summer that it had begun filling the dam.
dam | recap | Ethiopia denied last week that it had begun filling the dam.
dam | recap | Back in January, Ethiopia said that it had begun filling the dam.
dam | recap | Three days before the talks, on 20 January, Ethiopia announced that it had begun filling the dam.
dam | recap | Ethiopia's announcement last month that it had begun filling the dam angered Egypt, which met the envoy on Monday.
dam | recap | Ethiopia announced on 14 January it had begun filling the dam. On Monday Egypt called a meeting.
dam | recap | Egypt called a meeting on Monday. Ethiopia announced on 14 January it had begun filling the dam.
dam | recap | Ethiopia confirmed a year ago that it had begun filling the dam.
dam | recap | It emerged last month that Ethiopia had begun filling the dam.
bank | new | The bank admitted on Monday that it lost the records of two million customers in 2023.
bank | new | The bank lost the records of two million customers, the regulator found in a report published on Tuesday.
bank | new | The regulator confirmed today that the bank lost the records of two million customers last spring.
bank | new | The bank has now confirmed that it lost the records of two million customers.
bank | new | In a statement late on Monday the bank confirmed that it lost the records of two million customers.
bank | recap | The bank, which in November admitted that it lost the records of two million customers, has a new chief.
bank | recap | The bank's chief resigned on Monday, three months after it admitted that it lost the records of two million customers.
bank | recap | The bank admitted earlier this year that it lost the records of two million customers.
bank | recap | Last Friday the bank admitted that it lost the records of two million customers.
bank | recap | The regulator confirmed in 2024 that the bank lost the records of two million customers.
bank | recap | The bank has long admitted that it lost the records of two million customers.
mayor | new | The mayor of Lyon took bribes, a court ruled on Tuesday.
mayor | new | A court found on Monday that the mayor of Lyon took bribes between 2015 and 2018.
mayor | new | The mayor of Lyon admitted in court on Tuesday that he took bribes.
mayor | new | A court ruled overnight that the mayor of Lyon took bribes a decade ago.
mayor | recap | A court ruled in December that the mayor of Lyon took bribes; his appeal was heard on Monday.
mayor | recap | His appeal was heard on Monday. A court had ruled that the mayor of Lyon took bribes.
mayor | recap | The appeal follows a ruling last autumn in which a court found that the mayor of Lyon took bribes.
cable | new | Sweden's prosecutor confirmed on Tuesday that a Chinese ship had cut the cable in the Baltic Sea in November.
cable | new | A Chinese ship cut the cable in the Baltic Sea, Sweden's prosecutor concluded on Monday after a three-month inquiry.
cable | new | A Chinese ship did not cut the cable in the Baltic Sea, Sweden's prosecutor said on Monday.
cable | recap | Sweden's prosecutor concluded in January that a Chinese ship had cut the cable in the Baltic Sea.
cable | recap | The cable was mended on Monday. Last month Sweden's prosecutor said that a Chinese ship had cut the cable in the Baltic Sea.
cable | recap | Sweden's prosecutor, who said on 15 January that a Chinese ship had cut the cable in the Baltic Sea, has retired.
"""


@pytest.fixture(scope="module")
def judge():
    settings = Settings()
    return make_pair_judge(settings, load_alias_table(settings))


def rows() -> list[list[str]]:
    return [[*map(str.strip, line.split("|"))] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("claim", "novelty", "report"), rows())
def test_new_or_known(judge, claim: str, novelty: str, report: str) -> None:
    row = {
        "claim": CLAIMS[claim],
        "claimed_on": "2025-01-08",
        "title": "News of the day",
        "text": report,
        "published_at": "2025-02-04",
    }
    found = judge(row).facets
    assert found.novelty is Novelty(novelty), found.words
    assert (found.novelty is Novelty.NEW) or dict(found.words).get("novelty")


def test_the_table_is_large_enough() -> None:
    assert len(rows()) >= 60
    assert min(sum(row[1] == kind for row in rows()) for kind in ("new", "recap")) >= 25
