"""What a card becomes when evidence joins it."""

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.cards import (
    choose_lead,
    merge,
    opening_state,
    order_evidence,
    strength,
    supersedes,
)
from monitor.domain.flagging import AGAINST_INTEREST
from monitor.domain.judgement import DECIDED, Flag, FlagKind, FlagState
from tests.factories import NOW, later, make_article, make_flag_draft

ORDER = [
    FlagKind.CORRECTION,
    FlagKind.CONFIRMATION,
    FlagKind.PARTIAL,
    FlagKind.DENIAL,
    FlagKind.UPDATE,
    FlagKind.RECAP,
]


def draft(kind=FlagKind.CONFIRMATION, name="a", article_id=1, *, badges=(), score=1.0, **article):
    return make_flag_draft(
        "C1",
        make_article(name, id=article_id, **article),
        kind=kind,
        badges=badges,
        score=score,
        origin="wire",
    )


def apply(flag, new, at=NOW):
    """The flag as storage writes it when ``new`` joins."""
    card = merge(flag, new, at=at)
    pieces = (new.evidence, *(flag.evidence if flag else ()))
    lead = new.evidence.article_id if card.leads else flag.lead.article_id
    return Flag(
        id=1,
        claim_id="C1",
        origin="wire",
        kind=card.kind,
        state=card.state,
        score=card.score,
        badges=card.badges,
        evidence=order_evidence(pieces, lead_article=lead),
        created_at=NOW,
        updated_at=at,
        changed_at=card.changed_at,
    )


def test_the_kinds_are_ranked():
    ranks = [strength(kind, ()) for kind in ORDER]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)
    assert strength(FlagKind.REFUTATION, ()) == strength(FlagKind.CONFIRMATION, ("analysis",))
    admission = strength(FlagKind.CONFIRMATION, (AGAINST_INTEREST,))
    assert strength(FlagKind.CONFIRMATION, ()) < admission < strength(FlagKind.CORRECTION, ())
    assert strength(FlagKind.UPDATE, (AGAINST_INTEREST,)) == strength(FlagKind.UPDATE, ())


@pytest.mark.parametrize("kind", FlagKind)
def test_the_first_evidence_makes_the_card(kind):
    card = merge(None, draft(kind, badges=("x",), score=2.5), at=NOW)
    expected = FlagState.HIDDEN if kind is FlagKind.RECAP else FlagState.QUEUED
    assert (card.kind, card.state, card.score, card.badges) == (kind, expected, 2.5, ("x",))
    assert (card.leads, card.changed_at) == (True, None)


def test_a_recap_is_hidden_whatever_the_draft_says():
    assert opening_state(replace(draft(FlagKind.RECAP), state=FlagState.QUEUED)) is FlagState.HIDDEN


@pytest.mark.parametrize(
    ("first", "second", "leads"),
    [
        (draft(FlagKind.UPDATE), draft(FlagKind.DENIAL, "b", 2), True),
        (draft(FlagKind.DENIAL), draft(FlagKind.UPDATE, "b", 2), False),
        # a tie: the earlier report, then the address
        (draft(), draft(FlagKind.REFUTATION, "b", 2, published_at=later(days=-1)), True),
        (draft(), draft(FlagKind.REFUTATION, "b", 2, published_at=later(days=1)), False),
        (draft(name="b"), draft(name="a", article_id=2), True),
        (draft(name="a"), draft(name="b", article_id=2), False),
        # no date: the time of fetching counts
        (draft(published_at=None), draft(name="b", article_id=2), True),
        # two versions of a page: the one that was fetched first
        (draft(), draft(article_id=2, text="New.", fetched_at=later(hours=1)), False),
    ],
)
def test_the_strongest_evidence_leads_an_undecided_card(first, second, leads):
    flag = apply(None, first)
    after = apply(flag, second, at=later(hours=1))
    expected = second if leads else first
    assert (after.kind, after.score, after.badges) == (
        expected.kind,
        expected.score,
        expected.badges,
    )
    assert after.lead.article_id == expected.evidence.article_id
    assert after.changed_at is None
    assert choose_lead([second, first]) == expected


@pytest.mark.parametrize("state", sorted(DECIDED))
@pytest.mark.parametrize(
    ("kind", "badges", "changed"),
    [
        (FlagKind.UPDATE, (), False),
        (FlagKind.CONFIRMATION, (), False),
        (FlagKind.REFUTATION, (), False),
        (FlagKind.CONFIRMATION, (AGAINST_INTEREST,), True),
        (FlagKind.CORRECTION, (), True),
    ],
)
def test_a_decided_card_is_only_marked(state, kind, badges, changed):
    decided = replace(apply(None, draft(score=1.5)), state=state)
    new = draft(kind, "b", 2, badges=badges, score=9.0, published_at=later(days=-9))
    card = merge(decided, new, at=later(hours=3))
    assert (card.kind, card.state, card.score, card.badges, card.leads) == (
        FlagKind.CONFIRMATION,
        state,
        1.5,
        (),
        False,
    )
    assert card.changed_at == (later(hours=3) if changed else None)


def test_a_mark_of_change_stays():
    decided = replace(apply(None, draft()), state=FlagState.ACCEPTED, changed_at=NOW)
    assert merge(decided, draft(FlagKind.RECAP, "b", 2), at=later(days=1)).changed_at == NOW


def test_a_superseded_card_starts_afresh():
    old = replace(apply(None, draft()), state=FlagState.SUPERSEDED, changed_at=NOW)
    card = merge(old, draft(FlagKind.UPDATE, "b", 2), at=NOW)
    assert (card.kind, card.state, card.leads) == (FlagKind.UPDATE, FlagState.QUEUED, True)


def correction(name="a", **values):
    new = draft(FlagKind.CORRECTION, name, 9, text="Corrected.", fetched_at=later(hours=2))
    return replace(new, evidence=replace(new.evidence, **{"origin": "correction", **values}))


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (correction(), [draft()], True),
        (correction(), [draft(), draft(article_id=2, text="Second version.")], True),
        (correction(), [draft(), draft(name="b", article_id=2)], False),  # another report stands
        (correction("b"), [draft()], False),
        (correction(claim_id="C2"), [draft()], False),
        (correction(origin="wire"), [draft()], False),  # it joins that very card
        (correction(fetched_at=later(hours=-2)), [draft()], False),  # not a later version
        (replace(correction(), kind=FlagKind.UPDATE), [draft()], False),
    ],
)
def test_a_correction_supersedes_cards_that_rest_on_earlier_versions(new, old, expected):
    assert supersedes(new, reduce(apply, old, None)) is expected


@st.composite
def drafts(draw):
    kinds = draw(
        st.lists(
            st.tuples(
                st.sampled_from(list(FlagKind)),
                st.booleans(),
                st.sampled_from("abc"),
                st.one_of(st.none(), st.integers(-3, 3)),
                st.integers(0, 2),
            ),
            min_size=1,
            max_size=6,
        )
    )
    return [
        draft(
            kind,
            name,
            number,
            badges=(AGAINST_INTEREST,) if admission else (),
            score=float(number),
            text=f"Version {number}.",
            published_at=None if days is None else later(days=days),
            fetched_at=later(hours=hours),
        )
        for number, (kind, admission, name, days, hours) in enumerate(kinds, start=1)
    ]


@given(st.data(), drafts())
def test_an_undecided_card_does_not_depend_on_the_order_of_arrival(data, some):
    shuffled = data.draw(st.permutations(some))
    one, other = reduce(apply, some, None), reduce(apply, shuffled, None)
    assert one == other
    assert one.lead == choose_lead(some).evidence
    assert one.state is opening_state(choose_lead(shuffled))
