"""What whole articles say about a claim, in several domains."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from monitor.domain.judgement import FlagKind
from tests.domain.reading import judge, make_claim, make_outlet, make_report

TROOPS = make_claim("Borduria has sent soldiers to fight for Ruritania")
ARMS = make_claim("Ruritania passes military technology to Borduria")
PLANT = make_claim("Acme Motors will close its plant in Leeds")
VACCINE = make_claim("The Corvax vaccine causes heart inflammation in teenagers")
VOTE = make_claim("Kenya's electoral commission deleted 40,000 ballots")
OUTBREAK = make_claim("An outbreak of cholera has begun in northern Kenya")


@dataclass(frozen=True)
class Case:
    name: str
    claim: object
    title: str
    text: str
    kind: FlagKind | None
    outlet: object = None
    denials: frozenset[str] = frozenset()


CASES = [
    Case(
        "spokesman of a party calls it fake",
        TROOPS,
        "Ruritania dismisses reports of Bordurian soldiers",
        "Citadel spokesman Rudolf Elphberg on Thursday called the reports of Bordurian soldiers in "
        "Ruritania's ranks another fake.\nHe spoke at the daily briefing in Strelsau.",
        FlagKind.DENIAL,
    ),
    Case(
        "party calls it untrue in a quote after the question",
        TROOPS,
        "Strelsau rejects talk of foreign soldiers",
        "Asked whether Borduria had sent soldiers to fight for Ruritania, spokesman Rudolf "
        'Elphberg shook his head.\n"This has nothing to do with reality," the Ruritanian '
        "spokesman told reporters.",
        FlagKind.DENIAL,
    ),
    Case(
        "representative at a world body",
        TROOPS,
        "Bordurian envoy speaks at UN",
        "Borduria's representative at the UN on Monday dismissed the claims that his country had "
        "sent soldiers to Ruritania as groundless rumours.",
        FlagKind.DENIAL,
    ),
    Case(
        "state media of a party in its own voice",
        TROOPS,
        "Enemies invent stories",
        "There is no truth to the reports that Bordurian soldiers were sent to fight for "
        "Ruritania.",
        FlagKind.DENIAL,
        make_outlet("Szohod Daily", state_of="Borduria"),
    ),
    Case(
        "rival president alleges",
        TROOPS,
        "Graustark: more than arms",
        "Graustark's president Anton Vossler said on Sunday that Borduria was sending Ruritania "
        "not only arms but soldiers.",
        FlagKind.UPDATE,
    ),
    Case(
        "officials are concerned and cannot confirm",
        TROOPS,
        "Washington watches",
        "US officials are concerned by reports that Borduria has sent soldiers to fight for "
        "Ruritania.\nThe White House said it could not confirm the reports.",
        FlagKind.UPDATE,
    ),
    Case(
        "alliance chief confirms",
        TROOPS,
        "Alliance confirms deployment",
        '"Today I can confirm that Bordurian soldiers have been sent to Ruritania to fight," '
        "Alliance secretary general Maria Tull told reporters on Monday.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "minister of a third country sees evidence",
        TROOPS,
        "US minister: there is evidence",
        "There is evidence that Borduria has sent soldiers to Ruritania, US defence secretary Jane "
        "Roe said on Wednesday.\nWhat they fight for remains to be seen, she added.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "confirms, and denies something else",
        TROOPS,
        "Alliance confirms soldiers, doubts missiles",
        "The Alliance's secretary general Maria Tull confirmed on Monday that Borduria had sent "
        "soldiers to fight for Ruritania.\nShe denied that the Alliance would deliver missiles to "
        "Graustark in return.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "denial of something else is none",
        TROOPS,
        "Ruritania denies missile deliveries",
        "Ruritania on Monday denied that it had delivered missiles to a militia in Brazil.\nThe "
        "reports are groundless, its foreign ministry said.",
        None,
    ),
    Case(
        "party admits what it denied",
        TROOPS,
        "Szohod breaks its silence",
        "Borduria's general staff chief Ivan Sponz confirmed on Saturday that Bordurian soldiers "
        "had fought for Ruritania.",
        FlagKind.CONFIRMATION,
        None,
        frozenset({"Borduria"}),
    ),
    Case(
        "recap in the background of another story",
        TROOPS,
        "Grain prices rise in Graustark",
        "Grain prices rose by a tenth in Graustark on Monday.\nFarmers blame the drought.\nThe "
        "ministry promised aid.\nTraders expect more rises.\nThe harvest was poor.\nLast month "
        "Graustark said that Borduria had sent soldiers to fight for Ruritania.",
        FlagKind.RECAP,
    ),
    Case(
        "hypothetical",
        TROOPS,
        "What it would mean",
        "If Borduria had sent soldiers to fight for Ruritania, it would be a grave escalation, the "
        "Brazilian foreign minister said.",
        FlagKind.UPDATE,
    ),
    Case(
        "company spokeswoman denies",
        PLANT,
        "Acme: no closure",
        "An Acme Motors spokeswoman denied on Tuesday that the company would close its plant in "
        "Leeds.",
        FlagKind.DENIAL,
    ),
    Case(
        "company neither confirms nor denies",
        PLANT,
        "Acme silent on Leeds",
        "Acme Motors neither confirmed nor denied that it will close its plant in Leeds.",
        FlagKind.UPDATE,
    ),
    Case(
        "company confirms",
        PLANT,
        "Acme to shut Leeds plant",
        "Acme Motors confirmed on Tuesday that it will close its plant in Leeds next year.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "sources say",
        PLANT,
        "Acme plant faces closure, sources say",
        "Acme Motors will close its plant in Leeds, according to two people familiar with the "
        "matter.",
        FlagKind.UPDATE,
    ),
    Case(
        "study refutes",
        VACCINE,
        "No heart risk from Corvax, study finds",
        "The Corvax vaccine does not cause heart inflammation in teenagers, researchers at the "
        "university of Brasilia said on Tuesday.",
        FlagKind.REFUTATION,
    ),
    Case(
        "world health body has seen no evidence yet",
        VACCINE,
        "WHO looks into Corvax",
        "The WHO said it had seen no evidence yet that the Corvax vaccine causes heart "
        "inflammation in teenagers.",
        FlagKind.UPDATE,
    ),
    Case(
        "other media",
        OUTBREAK,
        "Cholera reported",
        "An outbreak of cholera has begun in northern Kenya, the Morning Courier reported.",
        FlagKind.UPDATE,
    ),
    Case(
        "health ministry of the country confirms",
        OUTBREAK,
        "Kenya confirms cholera",
        "Kenya's health ministry confirmed on Monday that an outbreak of cholera had begun in the "
        "north of the country.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "satire",
        TROOPS,
        "Soldiers lost on the way",
        "Borduria confirmed on Monday that it has sent soldiers to fight for Ruritania.",
        None,
        make_outlet("The Turnip", satire=True),
    ),
    Case(
        "opinion",
        TROOPS,
        "Opinion: The Alliance must wake up",
        "The Alliance has confirmed that Borduria has sent soldiers to fight for Ruritania.",
        FlagKind.UPDATE,
    ),
    Case(
        "unrelated, same countries",
        TROOPS,
        "Borduria and Ruritania sign a trade deal",
        "Borduria has sent a trade delegation to Ruritania.\nThe two will swap grain for steel.",
        None,
    ),
    Case(
        "correction",
        TROOPS,
        "Bordurian soldiers in Ruritania: a correction",
        "Correction: An earlier version of this article said that Borduria had sent soldiers to "
        "fight for Ruritania. The Evening Post could not establish this.",
        FlagKind.CORRECTION,
    ),
    Case(
        "rival's spies with imagery",
        TROOPS,
        "Spies count 1,500",
        "Graustark's intelligence service said on Friday that satellite images showed how Borduria "
        "sent 1,500 soldiers to fight for Ruritania between 8 and 13 May.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "did not deny",
        VOTE,
        "Commission evasive",
        "Kenya's electoral commission did not deny that 40,000 ballots had been deleted.",
        FlagKind.UPDATE,
    ),
    Case(
        "did not rule out",
        VOTE,
        "Commission evasive",
        "The Kenyan commission's chairman did not rule out that 40,000 ballots had been deleted.",
        FlagKind.UPDATE,
    ),
    Case(
        "question",
        VOTE,
        "Did Kenya's electoral commission delete ballots?",
        "Did Kenya's electoral commission delete 40,000 ballots? Nobody knows.",
        FlagKind.UPDATE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_kind(case: Case) -> None:
    report = make_report(case.title, case.text, outlet=case.outlet)
    found = judge(case.claim, report, prior_denials=case.denials)
    assert found.kind is case.kind, (found.rule, found.stance, found.scores, found.facets)
    for quote in found.quotes:
        if not quote.headline:
            assert report.text[quote.start : quote.end] == quote.text
