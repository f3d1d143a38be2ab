"""Amounts as news texts say them, written before the rules that read them: all must be right.

Three tables. What a sentence counts: ``low..high unit noun``, with ``~`` where the text rounds
and ``*`` for an open side. Sentences that count nothing. And pairs: what a report's amount says
to a claim's.
"""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import re

import pytest

from monitor.domain.judgement import SlotMatch
from monitor.domain.slots.quantities import find_quantities
from tests.quality.test_slots import read

AMOUNTS = """
Half a million people fled the delta | 500000..500000 person
The company cut half a million jobs | 500000..500000 job
A dozen soldiers surrendered at the bridge | 12..12 soldier
Two dozen soldiers surrendered at the bridge | 24..24 soldier
Half a dozen ships left the port | 6..6 ship
Some 10,000 troops crossed the river | ~10000..10000 soldier
1.5m people lost power | 1500000..1500000 person
The quake left 1.5 million people homeless | 1500000..1500000 person
They lost 2.3m hectares of forest | 2300000..2300000 hectare
Between 3,000 and 4,000 soldiers were sent | 3000..4000 soldier
3,000-4,000 soldiers were sent | 3000..4000 soldier
3 to 4 thousand soldiers were sent | 3000..4000 soldier
Three to four thousand soldiers were sent | 3000..4000 soldier
From 3,000 to 4,000 soldiers were sent | 3000..4000 soldier
Two or three soldiers were seen there | 2..3 soldier
Fifty to sixty houses burned down | 50..60 home
Between five and ten per cent of voters stayed away | 5..10 percent voter
At least twenty-one people drowned | 21..* person
A minimum of 40 villages were burned | 40..* village
Not fewer than 70 graves were dug | 70..* grave
No less than 70 graves were dug | 70..* grave
More than 2,500 homes were flooded | 2500..* home
Well over a hundred homes were flooded | 100..* home
Upwards of 600 boats sailed | 600..* ship
Over 600 boats sailed | 600..* ship
300 or more boats sailed | 300..* ship
300-plus boats sailed | 300..* ship
The fleet has 300+ boats | 300..* ship
Up to 12,000 workers face the sack | *..12000 worker
As many as 12,000 workers face the sack | *..12000 worker
Fewer than 30 beds are left | *..30 bed
Less than 30 tonnes of grain arrived | *..30 tonne grain
No more than 15 lorries got through | *..15 lorry
A maximum of 15 lorries got through | *..15 lorry
15 lorries at most got through | *..15 lorry
About 80 prisoners escaped | ~80..80 prisoner
Around 80 prisoners escaped | ~80..80 prisoner
Roughly 80 prisoners escaped | ~80..80 prisoner
Nearly 80 prisoners escaped | ~80..80 prisoner
Almost 80 prisoners escaped | ~80..80 prisoner
Close to 80 prisoners escaped | ~80..80 prisoner
80 or so prisoners escaped | ~80..80 prisoner
An estimated 80 prisoners escaped | ~80..80 prisoner
One thousand two hundred prisoners escaped | 1200..1200 prisoner
Twelve hundred prisoners escaped | 1200..1200 prisoner
A hundred prisoners escaped | 100..100 prisoner
A thousand prisoners escaped | 1000..1000 prisoner
A couple of prisoners escaped | ~2..3 prisoner
A pair of ships collided | 2..2 ship
The refinery is 40 km from the border | 40..40 km
The refinery is 25 miles from the border | 25..25 mile
The refinery is 25-mile drive from the border | 25..25 mile
The ship carried 2,750 tonnes of ammonium nitrate | 2750..2750 tonne
The ship carried 2,750 tons of ammonium nitrate | 2750..2750 tonne
The ship carried 50 kg of cocaine | 50..50 kg
Turnout was 61.5 percent | 61.5..61.5 percent
Turnout was 61.5% | 61.5..61.5 percent
Turnout was 61.5 per cent | 61.5..61.5 percent
The fine was $5 million | 5000000..5000000 USD
The fine was $5m | 5000000..5000000 USD
The fine was 5 million dollars | 5000000..5000000 USD
The fine was five million US dollars | 5000000..5000000 USD
The fine was €3.2bn | 3200000000..3200000000 EUR
The fine was 3.2 billion euros | 3200000000..3200000000 EUR
The fine was £250,000 | 250000..250000 GBP
The fine was 250,000 pounds | 250000..250000 GBP
The fine was ¥900 million | 900000000..900000000 JPY
The fine was 900 million yen | 900000000..900000000 JPY
The fine was Rs 40 crore | 400000000..400000000 INR
The fine was ₹40 crore | 400000000..400000000 INR
Two lakh people marched | 200000..200000 person
The fine was 700 million roubles | 700000000..700000000 RUB
The fine was 20 million Swiss francs | 20000000..20000000 CHF
The fine was between $2 million and $3 million | 2000000..3000000 USD
The fine was $2-3 million | 2000000..3000000 USD
The fine was up to $3m | *..3000000 USD
The plant will produce 300 megawatts | 300..300 mw
Only three soldiers came back | 3..3 soldier
The trial of 48 activists has begun | 48..48 activist
By noon 10 000 soldiers had come | 10000..10000 soldier
"""

NOTHING = """
The third battalion left the base
The 21st brigade left the base
It was the second time this year
They met on 3 October
They met on October 3, 2024
They met on 03/10/2024
They met in 2019
They met in the 1990s
They met at 10:30 on Tuesday
They met at 10 a.m. on Tuesday
They met at 6pm
The 45-year-old was arrested
The suspect, 45, was arrested
Resolution 2231 was adopted
Article 5 was invoked
The F-16 crashed near the airport
Boeing 737 production has stopped
Highway 61 was closed
She won Group B by beating the Under-21 team
In the 20th century the river was diverted
The 2024 election was postponed
The agreement of 1975 holds
Covid-19 closed the school
The G7 met in Bari
He is one of the founders
One day the river will rise
Channel 4 showed the film
The Class of 2020 returned
Apollo 11 landed on the moon
The attacks of 9/11 changed the law
"""

PAIRS = """
The army lost 3,000 soldiers | The army lost 3,000 soldiers | match
The army lost 3,000 soldiers | The army lost three thousand soldiers | match
The army lost 3,000 soldiers | The army lost 3k soldiers | match
The army lost 3,000 soldiers | The army lost about 3,000 soldiers | match compatible
The army lost 3,000 soldiers | The army lost between 2,500 and 3,500 soldiers | compatible
The army lost 3,000 soldiers | The army lost at least 2,000 soldiers | compatible
The army lost 3,000 soldiers | The army lost at least 5,000 soldiers | mismatch
The army lost 3,000 soldiers | The army lost up to 5,000 soldiers | compatible
The army lost 3,000 soldiers | The army lost fewer than 1,000 soldiers | mismatch
The army lost 3,000 soldiers | The army lost 300 soldiers | mismatch
The army lost 3,000 soldiers | The army lost dozens of soldiers | mismatch
The army lost 3,000 soldiers | The army lost thousands of soldiers | compatible
The army lost 3,000 soldiers | The army lost hundreds of soldiers | mismatch
The army lost 3,000 soldiers | The army lost a third of its soldiers | absent compatible
The army lost 3,000 soldiers | The army lost soldiers | absent
The army lost 3,000 soldiers | The army lost a handful of soldiers | mismatch
The army lost a dozen soldiers | The army lost 12 soldiers | match
The army lost a dozen soldiers | The army lost 40 soldiers | mismatch
The army lost dozens of soldiers | The army lost 60 soldiers | compatible match
The army lost dozens of soldiers | The army lost 4 soldiers | mismatch
The army lost dozens of soldiers | The army lost 900 soldiers | mismatch
The army lost scores of soldiers | The army lost 70 soldiers | compatible match
The army lost hundreds of soldiers | The army lost 450 soldiers | compatible match
The army lost hundreds of soldiers | The army lost 9 soldiers | mismatch
The army lost tens of thousands of soldiers | The army lost 40,000 soldiers | compatible match
The army lost tens of thousands of soldiers | The army lost 1,200 soldiers | mismatch
The army lost half a million soldiers | The army lost 500,000 soldiers | match
The army lost half a million soldiers | The army lost 0.5m soldiers | match
The army lost half a million soldiers | The army lost 50,000 soldiers | mismatch
The army lost at least 100 soldiers | The army lost 140 soldiers | compatible match
The army lost at least 100 soldiers | The army lost 60 soldiers | mismatch
The army lost up to 100 soldiers | The army lost 60 soldiers | compatible match
The army lost up to 100 soldiers | The army lost 260 soldiers | mismatch
The army lost more than 100 soldiers | The army lost over 100 soldiers | match compatible
The army lost nearly 100 soldiers | The army lost 97 soldiers | match compatible
The army lost some 10,000 soldiers | The army lost 10,000 soldiers | match compatible
The army lost some 10,000 soldiers | The army lost 9,700 soldiers | match compatible
The army lost some 10,000 soldiers | The army lost 4,000 soldiers | mismatch
The army lost 3 to 4 thousand soldiers | The army lost 3,500 soldiers | compatible match
The army lost 3 to 4 thousand soldiers | The army lost 3,000-4,000 soldiers | match compatible
The army lost 3 to 4 thousand soldiers | The army lost 8,000 soldiers | mismatch
The base is 10 km from the town | The base is 6.2 miles from the town | match compatible
The base is 10 km from the town | The base is 40 miles from the town | mismatch
The ship carried 2 tonnes of cocaine | The ship carried 2,000 kg of cocaine | match compatible
The ship carried 2 tonnes of cocaine | The ship carried 300 kg of cocaine | mismatch
The firm was fined $5 million | The firm was fined $5m | match
The firm was fined $5 million | The firm was fined 5 million dollars | match
The firm was fined $5 million | The firm was fined $50 million | mismatch
The firm was fined $5 million | The firm was fined €5 million | mismatch compatible absent
Inflation rose to 8 percent | Inflation rose to 8% | match
Inflation rose to 8 percent | Inflation rose to 8.1 per cent | compatible match
Inflation rose to 8 percent | Inflation rose to 3 per cent | mismatch
Rebels killed 40 villagers | Rebels killed 40 villagers and wounded 90 | match
Rebels killed 40 villagers | Rebels killed 40 of the 300 villagers | match
Rebels killed 40 villagers | On 14 March rebels killed 40 villagers | match
Rebels killed 40 villagers | Rebels killed 40 villagers in 2011 | match
Rebels killed 40 villagers | Rebels wounded 90 villagers | absent compatible
Russia has 12,000 soldiers there | A third of the 12,000 soldiers there are ill | match compatible absent mismatch
Russia has sent 4,000 soldiers | A third of the 12,000 soldiers were sent | match compatible absent
The plant cut one in five jobs | The plant cut 20 percent of its jobs | match compatible absent
The plant cut 1,500 jobs | The plant cut 1,500 of its 9,000 jobs | match
The plant cut 1,500 jobs | Of its 9,000 workers the plant cut 1,500 jobs | match
The plant cut 1,500 jobs | The plant, which has 9,000 workers, cut 1,500 jobs | match
"""


def rows(table: str) -> list[list[str]]:
    return [[*map(str.strip, line.split("|"))] for line in table.strip().splitlines()]


def said(sentence: str) -> list[str]:
    shown = []
    for found in find_quantities(sentence):
        low = "*" if found.low is None else f"{found.low:.10g}"
        high = "*" if found.high is None else f"{found.high:.10g}"
        parts = [f"{'~' if found.approx else ''}{low}..{high}", found.unit, found.counted]
        shown.append(" ".join(part for part in parts if part))
    return shown


@pytest.mark.parametrize(("sentence", "amount"), rows(AMOUNTS))
def test_an_amount_is_read(sentence: str, amount: str) -> None:
    found = said(sentence)
    assert any(one == amount or one.startswith(f"{amount} ") for one in found), found
    assert len(found) == 1, found


@pytest.mark.parametrize("sentence", NOTHING.strip().splitlines())
def test_what_counts_nothing_is_no_amount(sentence: str) -> None:
    assert not said(sentence)


@pytest.mark.parametrize(("claim", "report", "allowed"), rows(PAIRS))
def test_an_amount_against_the_claims(claim: str, report: str, allowed: str) -> None:
    found = read(claim, report).quantity
    assert found in {SlotMatch(word) for word in allowed.split()}


def test_the_tables_are_large_enough() -> None:
    assert len(rows(AMOUNTS)) + len(rows(NOTHING)) + len(rows(PAIRS)) >= 170
    assert all(re.search(r"\.\.", amount) for _, amount in rows(AMOUNTS))
