"""One sentence, one claim, many domains: the kind that it comes to. None may confirm by mistake."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from monitor.domain.judgement import FlagKind, Judgement
from tests.domain.reading import judge, make_claim, make_report

CONFIRMATION, DENIAL, REFUTATION = FlagKind.CONFIRMATION, FlagKind.DENIAL, FlagKind.REFUTATION
NOT_SO = frozenset({DENIAL, REFUTATION})
OPEN = frozenset({FlagKind.UPDATE, FlagKind.RECAP, None})
SO = frozenset({CONFIRMATION})


@dataclass(frozen=True)
class Case:
    name: str
    claim: str
    text: str
    kinds: frozenset[FlagKind | None]
    parties: tuple[str, ...] = ()


WAR = "Borduria has shelled the port of Zenda"
HEALTH = "The Corvax vaccine causes heart inflammation"
FIRM = "Acme Motors will close its plant in Leeds"
SOLD = "Acme Motors sold its tyre business"
VOTE = "The Kenyan electoral commission deleted ballots"
FLOOD = "The Kenyan dam at Malo collapsed"
SPORT = "Striker Tim Bell failed a drug test"
POLICE = "Police in Nairobi shot a protester"

CASES = [
    # Denials
    Case("plain", WAR, "Borduria on Tuesday denied that it had shelled the port of Zenda.", NOT_SO),
    Case("its own", WAR, '"We have not shelled the port of Zenda," Borduria\'s army said.', NOT_SO),
    Case("rejects reports", WAR, "Borduria rejected reports that it shelled the port.", NOT_SO),
    Case(
        "rebuffs",
        SOLD,
        "Acme Motors rebuffed rumours that it had sold its tyre business.",
        NOT_SO,
        ("Acme",),
    ),
    Case(
        "quashes",
        SPORT,
        "Striker Tim Bell quashed rumours that he failed a drug test.",
        NOT_SO,
        ("Tim Bell",),
    ),
    Case(
        "never", VOTE, "The Kenyan electoral commission said that it never deleted ballots.", NOT_SO
    ),
    Case(
        "no, it did not",
        VOTE,
        "No, the Kenyan electoral commission has not deleted ballots, its spokesman said.",
        NOT_SO,
    ),
    Case(
        "rumours not true",
        SOLD,
        "Acme Motors said that rumours that it sold its tyre business are not true.",
        NOT_SO,
        ("Acme",),
    ),
    Case(
        "lied that",
        POLICE,
        "A blogger lied that police in Nairobi shot a protester.",
        OPEN | NOT_SO,
    ),
    Case(
        "quote split by its attribution",
        WAR,
        '"We have never," said Borduria\'s spokesman Boris Tuk, "shelled the port of Zenda."',
        NOT_SO | OPEN,
    ),
    # Refusals to confirm
    Case(
        "declined",
        SPORT,
        "The club declined to confirm that striker Tim Bell failed a drug test.",
        OPEN,
    ),
    Case(
        "neither nor",
        WAR,
        "Borduria would neither confirm nor deny that it shelled the port of Zenda.",
        OPEN,
    ),
    Case("did not deny", WAR, "Borduria did not deny that it shelled the port of Zenda.", OPEN),
    Case(
        "not ruled out",
        FLOOD,
        "Kenya's government did not rule out that the dam at Malo had collapsed.",
        OPEN,
    ),
    Case(
        "could not say",
        POLICE,
        "Police in Nairobi could not say whether an officer shot a protester.",
        OPEN,
    ),
    Case(
        "asked about",
        FIRM,
        "Asked on Monday about the closing of the plant in Leeds, Acme Motors was silent.",
        OPEN,
        ("Acme",),
    ),
    Case(
        "yet to",
        VOTE,
        "The Kenyan electoral commission has yet to confirm that ballots were deleted.",
        OPEN,
    ),
    Case(
        "no comment",
        SOLD,
        "Acme Motors had no comment on whether it sold its tyre business.",
        OPEN,
        ("Acme",),
    ),
    # Double negations
    Case(
        "denied not", WAR, "Borduria denied that it had not shelled the port of Zenda.", SO | OPEN
    ),
    Case(
        "no doubt",
        FLOOD,
        "There is no doubt that the Kenyan dam at Malo collapsed, blogs say.",
        OPEN,
    ),
    Case(
        "did not know",
        HEALTH,
        "The blogger did not know that the Corvax vaccine causes heart inflammation.",
        OPEN,
    ),
    Case(
        "not untrue",
        SPORT,
        "It is not untrue that striker Tim Bell failed a drug test, fans say.",
        OPEN,
    ),
    # What a verb leaves open
    Case("claims to", SOLD, "A man claims to have sold the tyre business of Acme Motors.", OPEN),
    Case(
        "pretended",
        POLICE,
        "A man pretended that police in Nairobi shot a protester.",
        OPEN | NOT_SO,
    ),
    Case("urged", WAR, "A Bordurian lawmaker urged the army to shell the port of Zenda.", OPEN),
    Case(
        "did not refuse", WAR, "Bordurian officers did not refuse to shell the port of Zenda.", OPEN
    ),
    Case("vowed", WAR, "Borduria's president vowed to shell the port of Zenda.", OPEN),
    Case("waited for", FLOOD, "Engineers in Kenya waited for the dam at Malo to collapse.", OPEN),
    Case(
        "was told",
        HEALTH,
        "Parents were told that the Corvax vaccine causes heart inflammation.",
        OPEN,
    ),
    # Conditional, counterfactual, asked
    Case(
        "if",
        FLOOD,
        "If the Kenyan dam at Malo collapsed, the valley would be lost, Kenya's minister said.",
        OPEN,
    ),
    Case(
        "would have", WAR, "Borduria would have shelled the port of Zenda, Kenya's army said.", OPEN
    ),
    Case(
        "had it",
        VOTE,
        "Had the Kenyan electoral commission deleted ballots, observers would have seen it.",
        OPEN,
    ),
    Case("did it really", HEALTH, "Does the Corvax vaccine really cause heart inflammation?", OPEN),
    Case("what if", FIRM, "What if Acme Motors closes its plant in Leeds?", OPEN),
    # Hearsay
    Case("allegedly", POLICE, "Police in Nairobi allegedly shot a protester.", OPEN),
    Case(
        "purported", FLOOD, "A purported collapse of the Kenyan dam at Malo alarmed the town.", OPEN
    ),
    Case(
        "unconfirmed",
        FLOOD,
        "According to unconfirmed reports, the Kenyan dam at Malo collapsed.",
        OPEN,
    ),
    Case("unnamed", SOLD, "Acme Motors sold its tyre business, sources said.", OPEN, ("Acme",)),
    Case(
        "paper says",
        SPORT,
        "Striker Tim Bell failed a drug test, the Evening Herald reported.",
        OPEN,
    ),
    Case("quipped", SPORT, "A comedian quipped that striker Tim Bell failed a drug test.", OPEN),
    # Debunked by the outlet
    Case(
        "hoax",
        HEALTH,
        "The story that the Corvax vaccine causes heart inflammation is a hoax.",
        NOT_SO | OPEN,
    ),
    Case(
        "funny but fake",
        FLOOD,
        "A video of the collapse of the Kenyan dam at Malo is impressive but totally fake.",
        NOT_SO | OPEN,
    ),
    Case(
        "satire",
        VOTE,
        "A satirical site wrote that the Kenyan electoral commission deleted ballots.",
        NOT_SO | OPEN,
    ),
    # Admissions
    Case(
        "admits", WAR, "Borduria's army admitted on Tuesday that it shelled the port of Zenda.", SO
    ),
    Case(
        "confirms",
        SOLD,
        "Acme Motors confirmed on Tuesday that it sold its tyre business.",
        SO,
        ("Acme",),
    ),
    Case(
        "by pronoun",
        WAR,
        "Borduria's general Boris Tuk met reporters on Tuesday.\nHe "
        "acknowledged that Borduria had shelled the port of Zenda.",
        SO,
    ),
    Case(
        "police own up",
        POLICE,
        "Police in Nairobi admitted on Tuesday that an officer shot a protester.",
        SO | OPEN,
    ),
]


def reading_of(case: Case) -> Judgement:
    claim = make_claim(case.claim, parties=case.parties)
    return judge(claim, make_report("In brief", case.text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.claim.split()[0]}-{case.name}")
def test_kind(case: Case) -> None:
    found = reading_of(case)
    assert found.kind in case.kinds, (found.rule, found.facets)


def test_nothing_is_confirmed_by_mistake() -> None:
    wrong = [
        case.name
        for case in CASES
        if CONFIRMATION not in case.kinds and reading_of(case).kind is CONFIRMATION
    ]
    assert wrong == []
