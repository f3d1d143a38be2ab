"""What whole articles say about a claim, in several domains."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date

import pytest

from monitor.domain.judgement import (
    Basis,
    Certainty,
    FlagKind,
    Genre,
    Judgement,
    Locus,
    Novelty,
    Scores,
    SpeakerRole,
    Stance,
)
from monitor.domain.model import Claim, Outlet
from monitor.domain.reading.assess import Verdicts, assess, pairs_of
from monitor.domain.reading.closeness import select_hits
from tests.domain.reading import ALIASES, JUDGE, judge, make_claim, make_outlet, make_report

TROOPS = make_claim("Borduria has sent soldiers to fight for Ruritania")
ARMS = make_claim("Ruritania passes military technology to Borduria")
PLANT = make_claim("Acme Motors will close its plant in Leeds")
VACCINE = make_claim("The Corvax vaccine causes heart inflammation in teenagers")
VOTE = make_claim("Kenya's electoral commission deleted 40,000 ballots")
OUTBREAK = make_claim("An outbreak of cholera has begun in northern Kenya")


@dataclass(frozen=True)
class Case:
    name: str
    claim: Claim
    title: str
    text: str
    kind: FlagKind | None
    outlet: Outlet | None = None
    denials: frozenset[str] = frozenset()


CASES = [
    Case(
        "a party's denial answers the allegation that is recalled after it",
        make_claim("Bordurian officers were killed near Lower Vale", parties=("Borduria",)),
        "Szohod waves away talk of its soldiers",
        "Borduria on Tuesday rejected reports that its soldiers were abroad.\n"
        "This was a work of fiction, spokesman Boris Tuk said.\n"
        "Graustark's minister had said a week earlier that Bordurian officers were likely to have "
        "been killed near Lower Vale.",
        FlagKind.DENIAL,
    ),
    Case(
        "a recalled allegation that a stranger laughs at stays a recap",
        make_claim("Bordurian officers were killed near Lower Vale", parties=("Borduria",)),
        "Quiet day in the valley",
        "The weather in the valley was fine on Tuesday.\n"
        "Tales of ghosts were a work of fiction, shopkeeper Tim Bell said.\n"
        "Graustark's minister had said a week earlier that Bordurian officers were likely to have "
        "been killed near Lower Vale.",
        FlagKind.RECAP,
    ),
    Case(
        "what a live blog tells of the day before is recalled",
        TROOPS,
        "As it happened: talks in Klow",
        "The ministers have arrived.\n"
        "Kenya confirmed yesterday that Borduria has sent soldiers to fight for Ruritania.\n"
        "Lunch is served.",
        FlagKind.RECAP,
    ),
    Case(
        "a weekday before that of a live blog",
        TROOPS,
        "As it happened: talks in Klow",
        "The ministers have arrived.\n"
        "Kenya confirmed on Sunday that Borduria has sent soldiers to fight for Ruritania.\n"
        "Lunch is served.",
        FlagKind.RECAP,
    ),
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
    Case(
        "surname resolved from an earlier introduction",
        TROOPS,
        "Strelsau on the deployment",
        "Citadel spokesman Rudolf Elphberg met the press on Monday.\nHe began with the harvest.\n"
        "Elphberg then dismissed reports that Bordurian soldiers had been sent to fight for "
        "Ruritania as fantasy.",
        FlagKind.DENIAL,
    ),
    Case(
        "pronoun speaker and a quote that runs on",
        TROOPS,
        "Strelsau on the deployment",
        "Ruritania's foreign minister Anna Holm was asked about Bordurian soldiers fighting for "
        'Ruritania.\n"These reports are groundless," she said. "Nobody has sent anybody."',
        FlagKind.DENIAL,
    ),
    Case(
        "rejects, in other words",
        TROOPS,
        "Szohod rejects claims",
        "Borduria's foreign ministry rejected claims that it had sent soldiers to fight for "
        "Ruritania.",
        FlagKind.DENIAL,
    ),
    Case(
        "no truth",
        TROOPS,
        "No truth, says Szohod",
        "There is no truth to reports of Bordurian soldiers fighting for Ruritania, a Bordurian "
        "government spokesman said on Friday.",
        FlagKind.DENIAL,
    ),
    Case(
        "denial by a third party is a refutation",
        OUTBREAK,
        "WHO: no cholera in Kenya",
        "The WHO said on Monday that tests had ruled out an outbreak of cholera in northern Kenya.",
        FlagKind.REFUTATION,
    ),
    Case(
        "minister of the country denies",
        VOTE,
        "Commission denies deletion",
        "Kenya's electoral commission denied on Monday that it had deleted 40,000 ballots, calling "
        "the story an invention.",
        FlagKind.DENIAL,
    ),
    Case(
        "could not verify",
        OUTBREAK,
        "Cholera feared in Kenya",
        "The Evening Post could not independently verify that an outbreak of cholera had begun in "
        "northern Kenya.",
        FlagKind.UPDATE,
    ),
    Case(
        "rumours",
        OUTBREAK,
        "Cholera rumours",
        "Unverified rumours say that an outbreak of cholera has begun in northern Kenya.",
        FlagKind.UPDATE,
    ),
    Case(
        "prediction",
        OUTBREAK,
        "Cholera looms",
        "An outbreak of cholera will begin in northern Kenya within weeks, the Red Cross said.",
        FlagKind.UPDATE,
    ),
    Case(
        "eyewitnesses",
        make_claim("Police fired on protesters in Zenda"),
        "Shots in Zenda",
        "Police fired on protesters in Zenda, shopkeepers who saw it said on Sunday.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "documents seen by the outlet",
        VOTE,
        "Papers show deletion",
        "Kenya's electoral commission deleted 40,000 ballots, according to internal documents "
        "seen by the Evening Post.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "headline asserts, body hedges",
        TROOPS,
        "Borduria has sent soldiers to fight for Ruritania",
        "Borduria may have sent soldiers to fight for Ruritania, analysts believe.\nNobody has "
        "confirmed it.",
        FlagKind.UPDATE,
    ),
    Case(
        "live blog with both stances",
        TROOPS,
        "Ruritania live: Alliance confirms soldiers",
        "14:05 Alliance confirms\nThe Alliance's secretary general Maria Tull confirmed that "
        "Borduria had sent soldiers to fight for Ruritania.\n13:10 Strelsau denies\nRuritania's "
        "foreign ministry denied that Borduria had sent soldiers to fight for it.\n12:00 Rain\nIt "
        "rained.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "old denial in the background does not weaken a confirmation",
        TROOPS,
        "Alliance confirms",
        "The Alliance confirmed on Monday that Borduria had sent soldiers to fight for Ruritania.\n"
        "Last month Ruritania had dismissed the reports as fake.\nAnalysts had long believed that "
        "Borduria may have sent soldiers to Ruritania.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "party confirms, denial recalled in the same article",
        TROOPS,
        "Szohod admits deployment",
        "Borduria confirmed on Monday that it had sent soldiers to fight for Ruritania.\nIn March "
        "Borduria had denied that it had sent soldiers to Ruritania.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "notice about something else is no correction",
        OUTBREAK,
        "Kenya confirms cholera",
        "Kenya's health ministry confirmed on Monday that an outbreak of cholera had begun in the "
        "north.\nAn earlier version of this article misspelled the name of the ministry's "
        "spokesman.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "withdrawn story",
        OUTBREAK,
        "Cholera outbreak in northern Kenya",
        "This story has been withdrawn because it did not meet our standards.",
        FlagKind.CORRECTION,
    ),
    Case(
        "refused to do it",
        PLANT,
        "Acme refuses to close plant",
        "Acme Motors refused to close its plant in Leeds, its chief executive said on Monday.",
        FlagKind.DENIAL,
    ),
    Case(
        "company will not",
        PLANT,
        "Acme stays",
        "Acme Motors will not close its plant in Leeds, a company spokesman said on Monday.",
        FlagKind.DENIAL,
    ),
    Case(
        "claim that something is not so",
        make_claim("Acme Motors did not test its brakes"),
        "Acme tested brakes",
        "Acme Motors tested its brakes, the regulator said on Monday.",
        FlagKind.REFUTATION,
    ),
    Case(
        "victim's allegation of a deed by its rival is an adversary's",
        make_claim("Borduria shelled a hospital in Syldavia"),
        "Syldavia accuses Borduria",
        "Borduria shelled a hospital in Syldavia on Sunday, Syldavia's government said.",
        FlagKind.UPDATE,
    ),
    Case(
        "the doer admits it",
        make_claim("Borduria shelled a hospital in Syldavia"),
        "Borduria admits shelling",
        "Borduria's army admitted on Monday that it had shelled a hospital in Syldavia.",
        FlagKind.CONFIRMATION,
    ),
    Case(
        "published before the claim",
        make_claim("Borduria has sent soldiers to fight for Ruritania", on=date(2031, 6, 1)),
        "Alliance confirms",
        "The Alliance confirmed on Monday that Borduria had sent soldiers to fight for Ruritania.",
        None,
    ),
    Case(
        "envoy to a world body speaks for his country",
        TROOPS,
        "Envoy calls reports a fairy tale",
        "NEW YORK (Wire) \u2014 Not a single Bordurian soldier has been sent to fight for "
        "Ruritania, the country's ambassador to the United Nations insisted on Monday.",
        FlagKind.DENIAL,
    ),
    Case(
        "communique in a party's state media",
        TROOPS,
        "General staff issues communique",
        "The general staff of the Bordurian army issued a communique today.\nBy order of the "
        "president, Bordurian soldiers were sent to fight for Ruritania in February, it reads.",
        FlagKind.CONFIRMATION,
        make_outlet("Szohod Daily", state_of="Borduria"),
    ),
    Case(
        "a third party denies a part of its own",
        make_claim("Borduria supplies Ruritania with rockets"),
        "Kenya denies transit",
        "Kenya's harbour authority on Monday denied having let rockets for Ruritania pass.\n"
        "Borduria did not comment.",
        FlagKind.UPDATE,
    ),
    Case(
        "a country's research board judges its citizen from outside",
        make_claim("Bordurian chemist Anna Dahl faked the pictures in her study"),
        "Dahl cleared",
        "Borduria's research board said on Thursday that Anna Dahl had not faked the pictures in "
        "her study.",
        FlagKind.REFUTATION,
    ),
    Case(
        "a country's government does not",
        make_claim("Bordurian chemist Anna Dahl faked the pictures in her study"),
        "Government backs Dahl",
        "Borduria's government said on Thursday that Anna Dahl had not faked the pictures in her "
        "study.",
        FlagKind.DENIAL,
    ),
    Case(
        "nor does a court judge a critic of its state from outside",
        make_claim("Bordurian dissident Anna Dahl was poisoned"),
        "Court on Dahl",
        "Borduria's supreme court found on Thursday that Anna Dahl was not poisoned.",
        FlagKind.DENIAL,
    ),
    Case(
        "those whom a third party's news is about deny of themselves",
        make_claim("Unity activists paid voters in Kenya"),
        "Talks put off",
        "The Alliance postponed talks on Wednesday. The vote was marred by allegations that Unity "
        "activists had paid voters in Kenya, which they deny.",
        FlagKind.DENIAL,
    ),
    Case(
        "the other way round is not the claim",
        ARMS,
        "Szohod's rockets",
        "Borduria had provided Ruritania with rockets, the Alliance's chairman said on Monday, and "
        "is paid with help for its farms.",
        None,
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


def _found(name: str) -> Judgement:
    case = next(case for case in CASES if case.name == name)
    report = make_report(case.title, case.text, outlet=case.outlet)
    return judge(case.claim, report, prior_denials=case.denials)


def test_admission_needs_a_denial_before() -> None:
    assert _found("party admits what it denied").facets.admission
    assert _found("party confirms, denial recalled in the same article").facets.admission
    case = next(case for case in CASES if case.name == "party admits what it denied")
    report = make_report(case.title, case.text)
    assert not judge(TROOPS, report).facets.admission
    others = frozenset({"Brazil"})
    assert not judge(TROOPS, report, prior_denials=others).facets.admission


def test_roles_and_entities() -> None:
    denial = _found("spokesman of a party calls it fake").facets
    assert (denial.speaker_role, denial.speaker_entity) == (SpeakerRole.PARTY, "Ruritania")
    assert denial.basis is Basis.OFFICIAL_DENIAL
    rival = _found("rival president alleges").facets
    assert (rival.speaker_role, rival.basis) == (
        SpeakerRole.ADVERSARY_OF_PARTY,
        Basis.NAMED_SOURCE,
    )
    spies = _found("rival's spies with imagery").facets
    assert (spies.speaker_role, spies.basis) == (
        SpeakerRole.ADVERSARY_OF_PARTY,
        Basis.DOCUMENT_OR_IMAGERY,
    )
    chief = _found("alliance chief confirms").facets
    assert (chief.speaker_role, chief.basis) == (
        SpeakerRole.THIRD_PARTY,
        Basis.OFFICIAL_CONFIRMATION,
    )
    assert chief.verb == "confirm"
    study = _found("study refutes").facets
    assert study.speaker_role is SpeakerRole.INDEPENDENT_EXPERT
    assert _found("sources say").facets.basis is Basis.ANONYMOUS_SOURCE
    assert _found("other media").facets.basis is Basis.OTHER_MEDIA
    assert _found("eyewitnesses").facets.basis is Basis.EYEWITNESS
    own = _found("state media of a party in its own voice").facets
    assert (own.speaker_role, own.speaker_entity) == (SpeakerRole.PARTY, "Borduria")


def test_update_says_why_it_is_no_more() -> None:
    assert _found("sources say").rule == "anonymous"
    assert _found("other media").rule == "other-media"
    assert _found("rival president alleges").rule == "adversary"
    assert _found("hypothetical").rule == "hypothetical"
    assert _found("question").rule == "question"


def test_headline_that_asserts_what_the_body_hedges() -> None:
    found = _found("headline asserts, body hedges")
    assert found.facets.locus is Locus.HEADLINE_ONLY
    assert found.facets.certainty is Certainty.HEDGED
    assert "headline" in found.missing.lower()
    assert [quote.headline for quote in found.quotes][-1] is True
    assert found.quotes[0].text.startswith("Borduria may have")


def test_headline_alone() -> None:
    report = make_report("Alliance confirms that Borduria sent soldiers to Ruritania", "More soon.")
    found = judge(TROOPS, report)
    assert (found.kind, found.rule) == (FlagKind.UPDATE, "headline-only")
    assert found.facets.locus is Locus.HEADLINE_ONLY
    assert found.stance is Stance.SUPPORTS
    (quote,) = found.quotes
    assert (quote.start, quote.end, quote.headline) == (0, 0, True)


def test_novelty_and_correction_show_their_words() -> None:
    recap = _found("recap in the background of another story").facets
    assert recap.novelty is Novelty.RECAP
    assert dict(recap.words)["novelty"] == "Last month"
    corrected = _found("correction")
    assert corrected.facets.correction
    assert corrected.quotes[0].text.startswith("Correction")


def test_live_blog_keeps_the_other_side_as_a_quote() -> None:
    found = _found("live blog with both stances")
    assert found.facets.genre is Genre.LIVE_BLOG
    assert any("denied" in quote.text for quote in found.quotes[1:])


def test_incomplete_text_is_an_update() -> None:
    text = (
        "The Alliance confirmed on Monday that Borduria had sent soldiers to fight for Ruritania."
    )
    found = judge(TROOPS, make_report("Alliance", text, complete=False))
    assert (found.kind, found.rule) == (FlagKind.UPDATE, "incomplete-text")


def test_empty_article() -> None:
    found = judge(TROOPS, make_report("", ""))
    assert (found.kind, found.stance, found.quotes) == (None, Stance.UNRELATED, ())


def test_hits_and_scores_must_be_in_step() -> None:
    report = make_report("x", CASES[0].text)
    hits = select_hits(TROOPS, report.passages, aliases=ALIASES)
    assert hits
    with pytest.raises(ValueError, match="hits"):
        assess(TROOPS, report, hits, Verdicts(hits=()), aliases=ALIASES, version="x")


def test_a_judge_that_goes_against_the_cues_is_doubted() -> None:
    """Any judge may stand behind the port; the facets can veto it."""
    report = make_report("x", CASES[0].text)
    hits = select_hits(TROOPS, report.passages, aliases=ALIASES)
    believing = Scores(supports=0.9, refutes=0.04, discusses=0.04, unrelated=0.02)
    found = assess(
        TROOPS,
        report,
        hits,
        Verdicts(hits=[believing] * len(hits)),
        aliases=ALIASES,
        version="model-7",
    )
    assert found.kind is FlagKind.UPDATE
    assert found.facets.certainty is Certainty.HEDGED
    assert found.version == "model-7"


def test_judge_is_deterministic_and_in_order() -> None:
    report = make_report("x", "\n".join(case.text for case in CASES[:6]))
    hits = select_hits(TROOPS, report.passages, aliases=ALIASES)
    pairs = pairs_of(TROOPS, report, hits)
    assert JUDGE.judge(pairs) == JUDGE.judge(pairs)
    assert JUDGE.judge(pairs[::-1]) == JUDGE.judge(pairs)[::-1]
    for scores in JUDGE.judge(pairs):
        total = scores.supports + scores.refutes + scores.discusses + scores.unrelated
        assert abs(total - 1.0) < 0.001


def test_long_hostile_article_is_read_in_time() -> None:
    line = "Borduria denied, if not confirmed, that soldiers may fight for Ruritania, he said. "
    text = (line * 400) + "\n" + "soldiers " * 20_000 + '"' * 5_000
    report = make_report("Soldiers " * 200, text)
    started = time.process_time()
    judge(TROOPS, report)
    assert time.process_time() - started < 8.0
