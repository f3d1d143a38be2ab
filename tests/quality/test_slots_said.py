# ruff: noqa: E501 (a table reads best with a case a line)
"""More slots, written before the rules: times as news texts name them, peoples, seas, ranks, parts.

claim | report | the slots of which at least one must differ, "" when none may | day of the report
(1 November 2024, a Friday, when none is given; the claims are of 8 October 2024, a Tuesday).
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.quality.test_slots import differing, read

TABLE = """
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed on 7 October |
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed on 29 October | time
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed in early October |
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed in late October | time
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed last month |
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed last year | time
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed yesterday | | 2024-10-08
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed on Saturday | time | 2024-10-08
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed on Monday | | 2024-10-10
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed two days ago | | 2024-10-09
The mine in Katanga collapsed on Monday | The mine in Katanga collapsed three weeks ago |
The mine in Katanga collapsed on Monday | The owner said on Thursday that the mine in Katanga had collapsed |
The mine in Katanga collapsed last week | The mine in Katanga collapsed on 2 October |
The mine in Katanga collapsed last week | The mine in Katanga collapsed on 20 August | time
The mine in Katanga collapsed in September | The mine in Katanga collapsed on 14 September |
The mine in Katanga collapsed in September | The mine in Katanga collapsed in mid-September |
The mine in Katanga collapsed in September | The mine in Katanga collapsed in July | time
The mine in Katanga collapsed in September | The mine in Katanga collapsed in September 2019 | time
The mine in Katanga collapsed in 2021 | The mine in Katanga collapsed in March 2021 |
The mine in Katanga collapsed in 2021 | The mine in Katanga collapsed in 2016 | time
The mine in Katanga collapsed in late September | The mine in Katanga collapsed on 27 September |
The mine in Katanga collapsed in late September | The mine in Katanga collapsed on 3 September | time
The mine in Katanga collapsed this summer | The mine in Katanga collapsed in July |
The mine in Katanga collapsed this summer | The mine in Katanga collapsed in July 2021 | time
Peruvian doctors left Cuba in May | Peru's doctors left Cuba on May 12 |
Peruvian doctors left Cuba in May | Bolivian doctors left Cuba in May | actor
Peruvian doctors left Cuba in May | Peruvian engineers left Cuba in May | actor
Peruvian doctors left Cuba in May | Peruvian doctors left Haiti in May | place actor
Dutch police raided a lab in Utrecht | Police in the Netherlands raided a lab in Utrecht |
Dutch police raided a lab in Utrecht | Belgian police raided a lab in Utrecht | actor
Dutch police raided a lab in Utrecht | Dutch police raided a lab in Rotterdam | place
Dutch police raided a lab in Utrecht | Dutch soldiers raided a lab in Utrecht | actor
The Philippines has sent engineers to Kenya | Filipino engineers have arrived in Kenya |
The Philippines has sent engineers to Kenya | Filipino soldiers have arrived in Kenya | actor
The Philippines has sent engineers to Kenya | Filipino engineers have arrived in Nairobi |
The Philippines has sent engineers to Kenya | Filipino engineers have arrived in Kampala | place
The Philippines has sent engineers to Kenya | Indonesian engineers have arrived in Kenya | actor
Norwegian soldiers have crossed into Finland | Soldiers from Norway have crossed into Finland |
Norwegian soldiers have crossed into Finland | Norwegian border guards have crossed into Finland | actor
Norwegian soldiers have crossed into Finland | Norwegian soldiers have crossed into Sweden | place
Norwegian soldiers have crossed into Finland | Finnish soldiers have crossed into Norway | actor
Troops from Chad were killed in Darfur | Chadian troops were killed in Darfur |
Troops from Chad were killed in Darfur | Chadian troops were killed in western Sudan |
Troops from Chad were killed in Darfur | Chadian troops were killed in El Fasher |
Troops from Chad were killed in Darfur | Chadian troops were killed in Port Sudan | place
Troops from Chad were killed in Darfur | Libyan troops were killed in Darfur | actor
A tanker sank in the Black Sea | A tanker has sunk in the Black Sea |
A tanker sank in the Black Sea | A tanker has sunk in the Caspian Sea | place
A tanker sank in the Black Sea | A tanker has sunk in the Mediterranean | place
A tanker sank in the Black Sea | A tanker has sunk off Odesa |
A drone hit a ship in the Gulf of Aden | A drone struck a ship in the Gulf of Aden |
A drone hit a ship in the Gulf of Aden | A drone struck a ship in the Strait of Hormuz | place
A drone hit a ship in the Red Sea | A drone struck a ship in the Persian Gulf | place
Wildfires have reached Alberta | Wildfires have reached Calgary |
Wildfires have reached Alberta | Wildfires have reached Toronto | place
Wildfires have reached Catalonia | Wildfires have reached Barcelona |
Wildfires have reached Catalonia | Wildfires have reached Seville | place
Wildfires have reached Bavaria | Wildfires have reached Munich |
Wildfires have reached Bavaria | Wildfires have reached Hamburg | place
Wildfires have reached California | Wildfires have reached Los Angeles |
Wildfires have reached California | Wildfires have reached Seattle | place
The army shelled Aleppo | The army shelled a suburb of Aleppo |
The army shelled Aleppo | The army shelled Idlib | place
The army shelled villages in northern Mali | The army shelled villages near Kidal |
The army shelled villages in northern Mali | The army shelled villages in southern Mali | place
Teachers in Lagos went on strike | Nurses in Lagos went on strike | actor
Teachers in Lagos went on strike | Teachers in Abuja went on strike | place
Teachers in Lagos went on strike | Teachers in Nigeria's largest city, Lagos, went on strike |
Miners were freed in Zacatecas | Farmers were freed in Zacatecas | actor
Miners were freed in Zacatecas | Miners have been freed in Zacatecas, Mexico |
All the hostages were freed in Doha | Some of the hostages were freed in Doha | scope
All the hostages were freed in Doha | All of the hostages were freed in Doha |
The hostages were freed in Doha | Only two of the hostages were freed in Doha | scope
The hostages were freed in Doha | Most of the hostages were freed in Doha | scope
The hostages were freed in Doha | Half of the hostages were freed in Doha | scope
The hostages were freed in Doha | Almost all the hostages were freed in Doha | scope
The hostages were freed in Doha | Several of the hostages were freed in Doha | scope
The hostages were freed in Doha | A few of the hostages were freed in Doha | scope
The hostages were freed in Doha | A minority of the hostages were freed in Doha | scope
The hostages were freed in Doha | The hostages were freed in Doha on Friday |
The pipeline was destroyed | The pipeline was largely destroyed | scope
The pipeline was destroyed | A section of the pipeline was destroyed | scope
The pipeline was destroyed | The pipeline was completely destroyed |
The law was suspended | The law was temporarily suspended |
Senior officers were detained in Minsk | Junior officers were detained in Minsk | actor scope
Female prisoners were moved from Evin | Male prisoners were moved from Evin | actor scope
Cuba has closed its embassy in Panama | Panama has closed its embassy in Cuba | actor place
Cuba has closed its embassy in Panama | Cuba closed its embassy in Panama City |
Cuba has closed its embassy in Panama | Cuba closed its embassy in Guatemala | place
Vietnam has arrested two Chinese fishermen | Two Chinese fishermen were arrested by Vietnam |
Vietnam has arrested two Chinese fishermen | China has arrested two Vietnamese fishermen | actor
Vietnam has arrested two Chinese fishermen | Vietnam has arrested two Malaysian fishermen | actor
Serbia has bought jets from France | Belgrade has bought jets from Paris |
Serbia has bought jets from France | Serbia has bought jets from Italy | actor place
Serbia has bought jets from France | Croatia has bought jets from France | actor
"""


def rows() -> list[tuple[str, str, str, str]]:
    cut = ([*map(str.strip, line.split("|")), ""] for line in TABLE.strip().splitlines())
    return [(row[0], row[1], row[2], row[3]) for row in cut]


@pytest.mark.parametrize(("claim", "report", "expected", "day"), rows())
def test_a_slot(claim: str, report: str, expected: str, day: str) -> None:
    found = differing(read(claim, report, on=date.fromisoformat(day) if day else None))
    if expected:
        assert found & set(expected.split()), f"nothing speaks against it: {found}"
    else:
        assert not found


def test_the_table_is_large_enough() -> None:
    assert len(rows()) >= 95
    assert sum(bool(expected) for _, _, expected, _ in rows()) >= 45
