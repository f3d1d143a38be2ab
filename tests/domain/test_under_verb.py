"""A sentence that tells a claim only under somebody's verb: what is left of the claim."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Scores, Stance
from monitor.domain.language.entities import AliasTable
from monitor.domain.reading import under_verb
from monitor.domain.reading.under_verb import Asked, asked_of, by_verb
from monitor.domain.speech.governing import Left
from monitor.settings import Settings
from monitor.wiring import load_alias_table

SO, NOT_SO, OPEN = Left.SO, Left.NOT_SO, Left.OPEN
SOLD = "The firm sold the plant"
TROOPS = "Kenya has sent troops to Haiti"


@pytest.fixture(scope="module")
def aliases() -> AliasTable:
    return load_alias_table(Settings())


def left_of(claim: str, text: str, aliases: AliasTable) -> Left | None:
    found = under_verb.left_of(claim, text, aliases)
    return found.left if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Nobody in particular speaks: the verb is all there is.
        ("Someone regretted that the firm sold the plant.", SO),
        ("Someone pretended that the firm sold the plant.", NOT_SO),
        ("Somebody doubted that the firm sold the plant.", OPEN),
        ("A person did not know that the firm sold the plant.", SO),
        ("Someone said that the firm sold the plant.", OPEN),
        ("Someone forced the firm to sell the plant.", SO),
        ("Someone did not urge the firm to sell the plant.", OPEN),
        # What the doer did itself, or was made to do.
        ("The firm managed to sell the plant.", SO),
        ("The firm did not manage to sell the plant.", NOT_SO),
        ("The firm failed to sell the plant.", NOT_SO),
        ("The firm wanted to sell the plant.", OPEN),
        ("The firm was forced to sell the plant.", SO),
        ("Someone willed that the firm sold the plant.", OPEN),
    ],
)
def test_the_verb_decides(aliases: AliasTable, text: str, expected: Left) -> None:
    assert left_of(SOLD, text, aliases) is expected


@pytest.mark.parametrize(
    "text",
    [
        "The minister denied that the firm sold the plant.",  # who says so counts
        "The court confirmed that the firm sold the plant.",
        "The firm agreed to sell the plant.",  # to most readers it did, and yet it may not have
        "The firm seemed to sell the plant.",
        "The firm sold the plant.",  # no verb over it
        "Did the firm manage to sell the plant?",
        "The firm may have managed to sell the plant.",
        "Someone reportedly regretted that the firm sold the plant.",
        "Someone regretted that the firm never sold the plant.",  # denied inside the clause
        "Someone said that the firm managed to sell the plant.",  # two verbs, one over the other
        "The plant managed to sell the firm shares, and someone knew.",
        "Someone regretted that the firm sold a hospital.",  # another plant
        "They glorped that the firm sold the plant.",  # a verb that nobody knows
    ],
)
def test_what_it_does_not_decide(aliases: AliasTable, text: str) -> None:
    assert left_of(SOLD, text, aliases) is None


def test_who_is_to_do_it_must_stand_in_its_place(aliases: AliasTable) -> None:
    assert left_of(TROOPS, "Kenya managed to send troops to Haiti.", aliases) is SO
    assert left_of(TROOPS, "Someone forced Kenya to send troops to Haiti.", aliases) is SO
    assert left_of(TROOPS, "Kenya forced Peru to send troops to Haiti.", aliases) is None
    assert left_of(TROOPS, "Kenya regretted that Peru sent troops to Haiti.", aliases) is None
    assert left_of(TROOPS, "Peru managed to send troops to Haiti.", aliases) is None


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (SOLD, Asked.SO),
        ("The firm didn't sell the plant", Asked.NOT_SO),
        ("The firm might or might not have sold the plant", Asked.OPEN),
        ("The firm may or may not have sold the plant", Asked.OPEN),
        ("The firm may have sold the plant", None),  # what is tracked is whether it did
        ("The minister said that the firm sold the plant", None),
        ("The firm will sell the plant", None),
    ],
)
def test_what_a_claim_asks(claim: str, expected: Asked | None) -> None:
    assert asked_of(claim) is expected


DOUBT = Scores(supports=0.3, refutes=0.3, discusses=0.2, unrelated=0.2)


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Someone regretted that the firm sold the plant.", "supports refutes refutes"),
        ("Someone pretended that the firm sold the plant.", "refutes supports refutes"),
        ("Someone hoped that the firm sold the plant.", "discusses discusses supports"),
    ],
)
def test_the_side_goes_by_what_the_claim_asks(aliases: AliasTable, text: str, stances: str) -> None:
    claims = (
        SOLD,
        "The firm didn't sell the plant",
        "The firm might or might not have sold the plant",
    )
    for claim, stance in zip(claims, stances.split(), strict=True):
        found = by_verb(claim, text, DOUBT, aliases)
        assert found.stance is Stance(stance)
        assert found.unrelated == DOUBT.unrelated
        assert sum(getattr(found, one) for one in Stance) == pytest.approx(1.0)


def test_other_texts_keep_their_scores(aliases: AliasTable) -> None:
    assert by_verb(SOLD, "The court confirmed that the firm sold the plant.", DOUBT, aliases) is (
        DOUBT
    )
    assert by_verb("The firm may have sold the plant", "Rain fell.", DOUBT, aliases) is DOUBT
