"""Kinds of flags by the first rule that fires, and how flags are marked and ranked."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.domain.flagging import (
    AGAINST_INTEREST,
    badges,
    count_reports,
    decide_kind,
    explain_rule,
    rank,
)
from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    FlagKind,
    Genre,
    Locus,
    Novelty,
    Scores,
    SlotMatch,
    SpeakerRole,
    Stance,
)
from monitor.domain.rulebook import RULES

SUPPORTS, REFUTES, DISCUSSES = Stance.SUPPORTS, Stance.REFUTES, Stance.DISCUSSES
MISMATCH = SlotMatch.MISMATCH
#: A plain official statement by an outsider, in the body of a whole news report.
SOLID = Facets(
    basis=Basis.OFFICIAL_CONFIRMATION,
    speaker="the ministry",
    speaker_role=SpeakerRole.THIRD_PARTY,
)
DENIES = replace(SOLID, basis=Basis.OFFICIAL_DENIAL, speaker_role=SpeakerRole.PARTY)
ALLEGES = replace(SOLID, basis=Basis.NAMED_SOURCE, speaker_role=SpeakerRole.ADVERSARY_OF_PARTY)


@pytest.mark.parametrize(
    ("stance", "facets", "rule", "kind"),
    [
        (Stance.UNRELATED, SOLID, "unrelated", None),
        (SUPPORTS, replace(SOLID, genre=Genre.SATIRE), "satire", None),
        (SUPPORTS, replace(SOLID, time_ok=False), "before-claim", None),
        (SUPPORTS, replace(SOLID, time_ok=False, correction=True), "before-claim", None),
        (DISCUSSES, replace(SOLID, correction=True), "correction", FlagKind.CORRECTION),
        (
            SUPPORTS,
            replace(SOLID, correction=True, novelty=Novelty.RECAP),
            "correction",
            FlagKind.CORRECTION,
        ),
        (SUPPORTS, replace(SOLID, novelty=Novelty.RECAP), "nothing-new", FlagKind.RECAP),
        (REFUTES, replace(DENIES, novelty=Novelty.RECAP), "nothing-new", FlagKind.RECAP),
        (DISCUSSES, SOLID, "discusses", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, certainty=Certainty.HEDGED), "hedged", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, certainty=Certainty.QUESTION), "question", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, certainty=Certainty.PREDICTION), "prediction", FlagKind.UPDATE),
        (
            SUPPORTS,
            replace(SOLID, certainty=Certainty.HYPOTHETICAL),
            "hypothetical",
            FlagKind.UPDATE,
        ),
        (SUPPORTS, replace(SOLID, locus=Locus.HEADLINE_ONLY), "headline-only", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, complete=False), "incomplete-text", FlagKind.UPDATE),
        (REFUTES, replace(DENIES, complete=False), "incomplete-text", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, genre=Genre.OPINION), "opinion", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, basis=Basis.NONE), "no-basis", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, basis=Basis.OTHER_MEDIA), "other-media", FlagKind.UPDATE),
        (SUPPORTS, replace(SOLID, basis=Basis.ANONYMOUS_SOURCE), "anonymous", FlagKind.UPDATE),
        (SUPPORTS, ALLEGES, "adversary", FlagKind.UPDATE),
        (REFUTES, ALLEGES, "adversary", FlagKind.UPDATE),
        (
            SUPPORTS,
            replace(ALLEGES, basis=Basis.DOCUMENT_OR_IMAGERY),
            "confirmation",
            FlagKind.CONFIRMATION,
        ),
        (
            SUPPORTS,
            replace(ALLEGES, basis=Basis.OFFICIAL_CONFIRMATION),
            "confirmation",
            FlagKind.CONFIRMATION,
        ),
        (REFUTES, DENIES, "denial", FlagKind.DENIAL),
        (REFUTES, replace(DENIES, place=MISMATCH), "denial", FlagKind.DENIAL),
        (REFUTES, replace(DENIES, basis=Basis.NAMED_SOURCE), "denial", FlagKind.DENIAL),
        (REFUTES, replace(DENIES, speaker_role=SpeakerRole.UNKNOWN), "denial", FlagKind.DENIAL),
        (
            REFUTES,
            replace(DENIES, speaker_role=SpeakerRole.THIRD_PARTY),
            "refutation",
            FlagKind.REFUTATION,
        ),
        (
            REFUTES,
            replace(DENIES, basis=Basis.DOCUMENT_OR_IMAGERY),
            "refutation",
            FlagKind.REFUTATION,
        ),
        (SUPPORTS, replace(SOLID, actor=MISMATCH, place=MISMATCH), "slot-actor", FlagKind.PARTIAL),
        (SUPPORTS, replace(SOLID, place=MISMATCH), "slot-place", FlagKind.PARTIAL),
        (REFUTES, replace(SOLID, place=MISMATCH), "slot-place", FlagKind.PARTIAL),
        (SUPPORTS, replace(SOLID, time=MISMATCH), "slot-time", FlagKind.PARTIAL),
        (SUPPORTS, replace(SOLID, quantity=MISMATCH), "slot-quantity", FlagKind.PARTIAL),
        (SUPPORTS, replace(SOLID, quantity=SlotMatch.COMPATIBLE), "confirmation", "confirmation"),
        (SUPPORTS, replace(SOLID, scope="narrower"), "narrower", FlagKind.PARTIAL),
        (REFUTES, replace(SOLID, scope="broader"), "broader", FlagKind.PARTIAL),
        (REFUTES, SOLID, "refutation", FlagKind.REFUTATION),
        (SUPPORTS, SOLID, "confirmation", FlagKind.CONFIRMATION),
        (SUPPORTS, replace(SOLID, genre=Genre.ANALYSIS), "confirmation", FlagKind.CONFIRMATION),
        (
            SUPPORTS,
            replace(SOLID, speaker_role=SpeakerRole.PARTY),
            "confirmation",
            FlagKind.CONFIRMATION,
        ),
        (
            SUPPORTS,
            replace(SOLID, speaker_role=SpeakerRole.PARTY, admission=True),
            "admission",
            FlagKind.CONFIRMATION,
        ),
        (
            SUPPORTS,
            replace(SOLID, admission=True, certainty=Certainty.HEDGED),
            "hedged",
            FlagKind.UPDATE,
        ),
    ],
)
def test_the_first_rule_that_fires_decides(
    stance: Stance, facets: Facets, rule: str, kind: FlagKind | None
) -> None:
    ruling = decide_kind(stance, facets)
    assert (ruling.rule, ruling.kind) == (rule, kind)
    assert ruling.why == RULES[rule].why


def test_an_outlet_of_satire_is_never_flagged() -> None:
    assert decide_kind(SUPPORTS, SOLID, satire=True).kind is None


@pytest.mark.parametrize("slot", ["actor", "place", "time", "quantity"])
@pytest.mark.parametrize("stance", [SUPPORTS, REFUTES])
@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("role", list(SpeakerRole))
def test_a_mismatch_never_settles_a_claim(
    slot: str, stance: Stance, basis: Basis, role: SpeakerRole
) -> None:
    facets = replace(SOLID, basis=basis, speaker_role=role, **{slot: MISMATCH})
    assert decide_kind(stance, facets).kind not in {FlagKind.CONFIRMATION, FlagKind.REFUTATION}


@pytest.mark.parametrize("basis", [b for b in Basis if b is not Basis.DOCUMENT_OR_IMAGERY])
def test_what_a_party_says_against_the_claim_is_never_a_refutation(basis: Basis) -> None:
    facets = replace(DENIES, basis=basis)
    assert decide_kind(REFUTES, facets).kind is not FlagKind.REFUTATION


def test_a_partial_names_every_slot_that_differs() -> None:
    facets = replace(SOLID, actor=MISMATCH, place=MISMATCH, quantity=MISMATCH)
    assert "place and quantity" in decide_kind(SUPPORTS, facets).missing


def test_every_rule_says_why_and_every_weak_one_what_is_missing() -> None:
    for name, rule in RULES.items():
        assert rule.name == name
        assert rule.why.endswith(".")
        weak = rule.kind in {FlagKind.UPDATE, FlagKind.PARTIAL, FlagKind.DENIAL, FlagKind.RECAP}
        assert rule.missing.endswith(".") or not weak


def test_a_rule_of_another_version_is_shown_by_its_name() -> None:
    assert explain_rule("hedged") == RULES["hedged"].why
    assert explain_rule("rule-of-tomorrow") == "rule-of-tomorrow"


def test_badges_name_what_a_reviewer_must_see() -> None:
    facets = replace(
        SOLID,
        admission=True,
        correction=True,
        speaker_role=SpeakerRole.ADVERSARY_OF_PARTY,
        locus=Locus.HEADLINE_ONLY,
        complete=False,
        basis=Basis.ANONYMOUS_SOURCE,
        genre=Genre.LIVE_BLOG,
        place=MISMATCH,
        scope="narrower",
    )
    assert badges(facets, state_media_of="Ostria") == (
        AGAINST_INTEREST,
        "corrected",
        "adversary",
        "headline only",
        "incomplete text",
        "anonymous source",
        "live blog",
        "slot: place",
        "narrower",
        "state media of Ostria",
    )
    assert badges(replace(SOLID, genre=Genre.OPINION, basis=Basis.OTHER_MEDIA)) == (
        "other media",
        "opinion",
    )
    assert badges(SOLID) == ()


def scores(side: float) -> Scores:
    return Scores(supports=side, refutes=0.0, discusses=1 - side, unrelated=0.0)


def place(kind: FlagKind, side: float = 0.8, marks: tuple[str, ...] = (), **more: object) -> float:
    given = {"priority": 3, "independent": 1, "age": timedelta(0)} | more
    return rank(kind, marks, scores(side), **given)


def test_the_tier_goes_before_everything_else() -> None:
    weakest = {"priority": 1, "age": timedelta(days=900)}
    strongest = {"priority": 5, "independent": 9}
    tiers = (
        FlagKind.RECAP,
        FlagKind.UPDATE,
        FlagKind.DENIAL,
        FlagKind.REFUTATION,
        FlagKind.CORRECTION,
    )
    for lower, higher in pairwise(tiers):
        assert place(lower, 1.0, **strongest) < place(higher, 0.0, **weakest)
    admitted = place(FlagKind.CONFIRMATION, 0.0, (AGAINST_INTEREST,), **weakest)
    assert admitted > place(FlagKind.CONFIRMATION, 1.0, **strongest)
    assert admitted < 5
    assert place(FlagKind.DENIAL, 0.0, (AGAINST_INTEREST,)) < 3


def test_within_a_tier_strength_priority_company_and_freshness_count() -> None:
    plain = place(FlagKind.CONFIRMATION)
    assert place(FlagKind.CONFIRMATION, 0.9) > plain
    assert place(FlagKind.CONFIRMATION, priority=4) > plain
    assert place(FlagKind.CONFIRMATION, independent=2) > plain
    assert place(FlagKind.CONFIRMATION, age=timedelta(days=7)) < plain
    assert place(FlagKind.CONFIRMATION, age=timedelta(days=-7)) == plain
    assert place(FlagKind.UPDATE, 0.2) > place(FlagKind.UPDATE, 0.0, age=timedelta(days=30))


@pytest.mark.parametrize(
    ("independent", "reprints", "text"),
    [
        (1, 0, "1 independent report"),
        (1, 4, "1 independent report, 4 reprints"),
        (2, 1, "2 independent reports, 1 reprint"),
    ],
)
def test_reports_are_counted_for_the_card(independent: int, reprints: int, text: str) -> None:
    assert count_reports(independent, reprints) == text
