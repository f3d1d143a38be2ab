# ruff: noqa: E501 (a table reads best with a case a line)
"""Slots on a table of our own sentences: no claim may be confirmed by other people or places."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from monitor.domain.judgement import SlotMatch
from monitor.domain.model import Claim, Passage, Span
from monitor.domain.slots.compare import SlotReading, compare_slots
from monitor.tables import load_aliases

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2024, 11, 1, tzinfo=UTC)
ALIASES = load_aliases(ROOT / "config" / "aliases.toml", ROOT / "config" / "places.tsv")

AGREES = ""  # no slot may speak against the claim
#: claim | passage | what must differ (a slot, or the scope), "" for nothing | more of the article
TABLE = """
Kenya has sent troops to Haiti | Kenyan troops have arrived in Haiti |
Kenya has sent troops to Haiti | Kenya has sent police officers to Port-au-Prince | actor
Kenya has sent troops to Haiti | Kenya has sent troops to Somalia | place
Kenya has sent troops to Haiti | Ugandan troops have arrived in Haiti | actor
Rwandan soldiers are fighting in Goma | Rwandan soldiers fought near Goma on Tuesday |
Rwandan soldiers are fighting in Goma | Burundian soldiers fought near Goma on Tuesday | actor
Rwandan soldiers are fighting in Goma | Rwandan soldiers fought in Uvira | place
Rwandan soldiers are fighting in Goma | Rwandan soldiers fought in eastern Congo |
Rwandan soldiers are fighting in Goma | Rwandan soldiers fought in the Democratic Republic of the Congo |
Rwandan soldiers are fighting in Goma | Rwandan soldiers fought in Uganda | place
Rwandan soldiers are fighting in North Kivu | Rwandan soldiers fought in Goma |
Rwandan soldiers are fighting in eastern Congo | Rwandan soldiers fought in Goma |
Rwandan soldiers are fighting in eastern Congo | Rwandan soldiers fought in western Congo | place
Officers were killed near Donetsk | Six officers were killed near Donetsk |
Officers were killed near Donetsk | Six officers were killed in Kursk | place
A ship cut the cable in the Baltic Sea | A ship cut the cable in the Red Sea | place
A ship cut the cable in the Baltic Sea | The cable in the Baltic Sea was cut by a ship |
Officers were killed near Donetsk | Six soldiers were killed near Donetsk | scope
Officers were killed near Donetsk | Officers died in eastern Ukraine |
Officers were killed in Ukraine | Officers were killed in Russia's Kursk region | place
Officers were killed in Ukraine | Officers were killed in the Kursk region of Russia | place
Officers were killed in Ukraine | Officers were killed in the Donetsk region |
Officers were killed in Ukraine | Officers were killed not in Ukraine but in Kursk | place
Soldiers were deployed in Kursk | The soldiers were deployed to Russia's western Kursk region |
Soldiers were deployed in Kursk | The soldiers were deployed to Sudzha, he said | | Sudzha, a town in the Kursk region, changed hands.
Soldiers were deployed in Belgorod | The soldiers were deployed to Sudzha, he said | place | Sudzha, a town in the Kursk region, changed hands.
Iran supplies Russia with drones | Iran has supplied Russia with hundreds of drones |
Iran supplies Russia with drones | Russia supplies Iran with drones | actor
Iran supplies Russia with drones | Turkey supplies Ukraine with drones | actor
Iran supplies Russia with drones | Russia is supplied with drones by Iran |
Iran supplies Russia with drones | In Moscow, officials said Iran supplies Russia with drones |
Iran has sent soldiers to fight for Russia | Iranian soldiers are fighting in Ukraine |
Iran has sent soldiers to fight for Russia | Iranian soldiers were seen in Kursk |
Iran has sent soldiers to fight for Russia | Chinese soldiers are fighting for Russia | actor
Pakistan attacked India | India attacked Pakistan | actor
Pakistan attacked India | India was attacked by Pakistan |
Pakistan attacked India | Pakistan was attacked by India | actor
Pakistan attacked India | Pakistani jets attacked Indian positions |
Israeli forces bombed a hospital in Gaza | Israeli forces bombed a hospital in Rafah |
Israeli forces bombed a hospital in Gaza | Israeli forces bombed a hospital in Beirut | place
Israeli forces bombed a hospital in the Gaza Strip | Israeli forces bombed a hospital in Khan Yunis |
Children were killed in Sanaa | Four children were killed in Sanaa |
Children were killed in Sanaa | Four fighters were killed in Sanaa | actor
Children were killed in Sanaa | Four civilians were killed in Sanaa | scope
Children were killed in Sanaa | Four children were killed in Aden | place
Civilians were killed in Khartoum | Three children were killed in Khartoum |
Civilians were killed in Khartoum | Three soldiers were killed in Khartoum | actor
Journalists were arrested in Minsk | Two reporters were arrested in Minsk |
Journalists were arrested in Minsk | Two doctors were arrested in Minsk | actor
Journalists were arrested in Minsk | Two journalists were arrested in Grodno | place
A general was killed in Damascus | A colonel was killed in Damascus | actor
A general was killed in Damascus | An officer was killed in Damascus | scope
A general was killed in Damascus | A general died in Damascus |
Ethiopia has sent 1,500 soldiers to Tigray | Ethiopia sent 10,000 troops to Tigray | quantity
Ethiopia has sent 1,500 soldiers to Tigray | Ethiopia sent about 1,500 troops to Tigray |
Ethiopia has sent 1,500 soldiers to Tigray | Ethiopia sent between 1,000 and 2,000 troops to Tigray |
Ethiopia has sent 1,500 soldiers to Tigray | Ethiopia sent troops to Tigray |
Ethiopia has sent at least 1,000 soldiers to Tigray | Ethiopia sent 1,500 troops to Tigray |
Ethiopia has sent at least 1,000 soldiers to Tigray | Ethiopia sent 300 troops to Tigray | quantity
Ethiopia has sent about 10,000 soldiers to Tigray | Ethiopia sent 10,900 soldiers to Tigray |
Ethiopia has sent ten thousand soldiers to Tigray | Ethiopia sent 10,000 soldiers to Tigray |
Ethiopia has sent ten thousand soldiers to Tigray | Ethiopia sent dozens of soldiers to Tigray | quantity
The flood killed 40 people in Valencia | The flood killed 210 people in Valencia | quantity
The flood killed 40 people in Valencia | The flood killed 40 people in Valencia and injured 210 |
The flood killed 40 people in Valencia | The flood killed at least 38 people in Valencia |
Turkey will pay $4 billion for the jets | Turkey will pay 4bn dollars for the jets |
Turkey will pay $4 billion for the jets | Turkey will pay $9 billion for the jets | quantity
The rate rose to 5 percent | The rate rose to 5% |
The rate rose to 5 percent | The rate rose to 8% | quantity
A strike on 3 October killed officers | The strike on 3 October 2024 killed officers |
A strike on 3 October 2024 killed officers | The strike on 12 December 2024 killed officers | time
A strike on 3 October 2024 killed officers | The strike in October killed officers |
A strike on 3 October 2024 killed officers | The general said on 28 October that the strike killed officers |
A strike on 3 October 2024 killed officers | The strike of October 3 killed officers |
A strike on 3 October 2024 killed officers | The strike in 2022 killed officers | time
The minister resigned in May 2023 | The minister resigned on 4 May 2023 |
The minister resigned in May 2023 | The minister resigned in June 2022 | time
The factory in Lyon has closed | The factory in Marseille has closed | place
The factory in Lyon has closed | The factory in Lyon, France, has closed |
The factory in Lyon has closed | Speaking in Paris, the owner said the factory in Lyon had closed |
The factory in Lyon has closed | The owner said in Paris that the factory has closed in Lyon |
The factory in Texas has closed | The factory in Houston has closed |
The factory in Texas has closed | The factory in Denver has closed | place
The factory in Tripoli has closed | The factory in Tripoli, Lebanon, has closed | place
Mexico has extradited cartel leaders to the United States | Mexico extradited two cartel leaders to the US |
Mexico has extradited cartel leaders to the United States | The United States extradited two cartel leaders to Mexico | actor
China has flown balloons over Taiwan | Chinese balloons were flown over Taiwan |
China has deployed ships near Taiwan | China deployed ships near Japan | place
Myanmar soldiers burned villages in Rakhine | Myanmar soldiers burned villages in Sagaing | place
Myanmar soldiers burned villages in Rakhine | Myanmar soldiers burned villages in Sittwe |
Venezuelan troops crossed into Guyana | Venezuelan troops crossed into Guyana's Essequibo region |
Venezuelan troops crossed into Guyana | Venezuelan troops crossed into Colombia | place
Polish farmers blocked the border | Hungarian farmers blocked the border | actor
Polish farmers blocked the border | Polish farmers blocked the border in Medyka |
The troops have left Kharkiv | Some of the troops have left Kharkiv | scope
The troops have left Kharkiv | Only some troops have left Kharkiv | scope
The bridge in Kherson was destroyed | The bridge in Kherson was partly destroyed | scope
The bridge in Kherson was destroyed | The bridge in Kherson was destroyed on Monday |
Nurses in Nairobi are on strike | Teachers in Nairobi are on strike | actor
Nurses in Nairobi are on strike | Nurses in Mombasa are on strike | place
Hezbollah fired 200 rockets at Israel | Hezbollah fired 200 rockets at northern Israel |
Hezbollah fired 200 rockets at Israel | Hezbollah fired 20 rockets at Israel | quantity
Egypt has closed the crossing in Rafah | Egypt has closed the crossing in Rafah since 7 May |
Greek ships rescued 60 migrants near Crete | Italian ships rescued 60 migrants near Crete | actor
Greek ships rescued 60 migrants near Crete | Greek ships rescued 60 migrants off Crete |
Armenian prisoners were freed in Baku | Armenian captives were released in Baku |
Armenian prisoners were freed in Baku | Azerbaijani prisoners were freed in Yerevan | actor
North Korea has sent soldiers to Russia | The White House said North Korea sent 3,000 soldiers to eastern Russia |
North Korea has sent soldiers to Russia | Pyongyang's soldiers were shipped to Vladivostok, Seoul said |
North Korea has sent soldiers to Russia | South Korea has sent soldiers to Lebanon | place
"""


def read(claim: str, sentence: str, article: str = "", on: date | None = None) -> SlotReading:
    whole = Span(0, len(sentence))
    passage = Passage(index=0, sentence=whole, context=whole, text=sentence, context_text=sentence)
    made = Claim(
        id="C1",
        text=claim,
        query="x",
        claimed_on=date(2024, 10, 8),
        created_at=NOW,
        updated_at=NOW,
    )
    text = f"{sentence}. {article}"
    return compare_slots(
        made, passage, article_text=text, aliases=ALIASES, on=on or date(2024, 11, 1)
    )


def differing(reading: SlotReading) -> set[str]:
    slots = {
        name
        for name in ("actor", "quantity", "place", "time")
        if getattr(reading, name) is SlotMatch.MISMATCH
    }
    return slots | ({"scope"} if reading.scope else set())


def cases() -> list[tuple[str, str, str, str]]:
    rows = []
    for line in TABLE.strip().splitlines():
        claim, passage, expected, article = [*map(str.strip, line.split("|")), ""][:4]
        rows.append((claim, passage, expected, article))
    return rows


CASES = cases()


@pytest.mark.parametrize(("claim", "passage", "expected", "article"), CASES)
def test_a_slot_differs_only_on_contrary_information(
    claim: str, passage: str, expected: str, article: str
) -> None:
    found = differing(read(claim, passage, article))
    if expected:
        assert expected in found or (found and expected in {"place", "actor"}), (
            f"nothing speaks against it: {found}"
        )
    else:
        assert not found


def test_the_table_is_large_enough() -> None:
    assert len(CASES) >= 100
    assert sum(bool(expected) for _, _, expected, _ in CASES) >= 40
