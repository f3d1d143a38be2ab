"""Sixteen hard texts through the judge: the table under "Limits" of the model card.

    python bench/quality/hard_texts.py

The texts of the first table were not kept; these were written again from its descriptions. What
they show is mended by other texts of its sort (tests/quality/cases/misreadings.toml), so the table
says what came of it, not how texts fare that nobody has seen.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_pair_judge


@dataclass(frozen=True, slots=True)
class Hard:
    """A claim, what an article says, and what an editor would read in it."""

    short: str
    expected: str
    claim: str
    text: str
    title: str = "News of the day"


TEXTS = (
    Hard(
        "rockets sent; UN panel documented them, with photographs",
        "supports",
        "Iran has sent rockets to Sudan",
        "A panel of UN experts has documented Iranian rockets in Sudan. Its report, published on "
        "Friday, has 14 photographs of the crates and of the serial numbers on the tail fins.",
    ),
    Hard(
        "soldiers sent; the accused ministry rejects it, “invented”",
        "refutes",
        "Eritrea has sent soldiers to Tigray",
        "Eritrea's information ministry rejected the report on Saturday. The story of soldiers in "
        "Tigray was “invented from the first line to the last”, it said.",
    ),
    Hard(
        "bribes in a tender; court of auditors “found no evidence”",
        "refutes",
        "Ministry officials took bribes in the tender for the Almaty tram",
        "Kazakhstan's court of auditors has found no evidence that ministry officials took bribes "
        "in the tender for the Almaty tram, its chairwoman said on presenting the report.",
    ),
    Hard(
        "rate cut; “may cut ... two people familiar said”",
        "discusses",
        "The Swiss National Bank will cut its policy rate to zero",
        "The Swiss National Bank may cut its policy rate to zero in March, two people familiar "
        "with the discussions said.",
    ),
    Hard(
        "twelve killed; “Did twelve die? They did not.”",
        "refutes",
        "Twelve people were killed in the fire at the Riga warehouse",
        "Did twelve people die in the fire at the Riga warehouse? They did not. The warehouse was "
        "empty, the fire service said on Sunday: nobody was hurt.",
    ),
    Hard(
        "minister's castle; “Sure, and I am the king of Siam”",
        "refutes",
        "Finance minister Olaf Brink has bought a castle in Scotland",
        "Finance minister Olaf Brink was asked whether he has bought a castle in Scotland. “Sure, "
        "I have bought a castle, and I am the king of Siam,” Brink told reporters.",
    ),
    Hard(
        "plant closes; “the last shift clocked out, the gates were locked”",
        "supports",
        "The steel plant in Ostrava has closed",
        "The last shift clocked out at six. By seven the gates of the steel plant in Ostrava were "
        "locked, and the watchman had gone home.",
    ),
    Hard(
        "whale in the river; “the animal was a log”",
        "refutes",
        "A whale is swimming in the Elbe near Dresden",
        "The animal that people took for a whale was a log, the river police near Dresden said "
        "after they had pulled it out of the Elbe.",
    ),
    Hard(
        "troops sent; an adversary's spy agency says so",
        "supports",
        "North Korea has sent troops to Belarus",
        "South Korea's spy agency said on Friday that North Korea has sent troops to Belarus.",
    ),
    Hard(
        "bill signed; “not true that he has not signed it: he did”",
        "supports",
        "President Milei has signed the mining bill",
        "“It is not true that he has not signed the mining bill,” the spokesman of President Milei "
        "told reporters. “He did, on Thursday.”",
    ),
    Hard(
        "unit for sale; “simply not on the table”, said its head, late in the text",
        "refutes",
        "Veltro will sell its elevator unit",
        "Profits of the country's engineering firms rose in summer. Orders from Asia came back. "
        "Steel was cheaper than a year ago. Wages went up by three percent. Most firms are hiring. "
        "Veltro did best of all. A sale of the elevator unit is simply not on the table, said "
        "Veltro's chief executive, Ida Munk.",
    ),
    Hard(
        "200 arrested; “arrested 43”",
        "another figure",
        "Police in Tbilisi arrested 200 protesters",
        "Police in Tbilisi arrested 43 protesters on Saturday night, Georgia's interior ministry "
        "said.",
    ),
    Hard(
        "outbreak in one city; confirmed in another",
        "another place",
        "There is an outbreak of measles in Gdansk",
        "The health authority confirmed an outbreak of measles in Poznan on Friday.",
    ),
    Hard(
        "missiles delivered; a football match of both countries",
        "unrelated",
        "Iran has delivered missiles to Russia",
        "Russia beat Iran 2-1 in a friendly in Moscow. The winning goal came from a free kick.",
    ),
    Hard(
        "sale blocked (headline); “is considering whether to” (text)",
        "discusses",
        "Germany has blocked the sale of the port terminal",
        "Germany's economy ministry is considering whether to block the sale of the port terminal, "
        "a spokeswoman said. A decision is due in December.",
        "Germany blocks sale of port terminal",
    ),
    Hard(
        "airline bankrupt; “has gone belly up”",
        "supports",
        "The airline Skyvia is bankrupt",
        "Skyvia has gone belly up. The airline's last plane landed in Split on Friday evening.",
    ),
)


def main() -> int:
    settings = Settings()
    judge = make_pair_judge(settings, load_alias_table(settings))
    print("| claim and text, in short | expected | stance | kind |\n|---|---|---|---|")
    for one in TEXTS:
        made = judge(
            {
                "claim": one.claim,
                "claimed_on": "2026-10-01",
                "title": one.title,
                "text": one.text,
                "published_at": "2026-11-01",
            }
        )
        kind = f"{made.kind} ({made.rule})" if made.kind else "none"
        print(f"| {one.short} | {one.expected} | {made.stance} | {kind} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
