"""What a review card becomes when evidence joins it.

A card that no person has decided follows its *lead*, the strongest evidence on it; so its kind,
state, score and badges do not depend on the order in which the evidence arrived. A decided card
stays as the person left it and is only marked as changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.flagging import AGAINST_INTEREST
from monitor.domain.judgement import DECIDED, Evidence, Flag, FlagKind, FlagState, Occasion
from monitor.domain.work import FlagDraft

_STRENGTH = {
    FlagKind.CORRECTION: 6,
    FlagKind.CONFIRMATION: 4,
    FlagKind.REFUTATION: 4,
    FlagKind.PARTIAL: 3,
    FlagKind.DENIAL: 2,
    FlagKind.UPDATE: 1,
    FlagKind.RECAP: 0,
}
_ADMISSION = 5  # what a correction takes back may be one
#: Earliest first, then what makes the order total: URL, time of fetching, content.
Dated = tuple[datetime, str, datetime, str]
#: Smaller leads: strength downwards, then the earliest.
LeadKey = tuple[int, Dated]


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """The values of a card after evidence joined it; ``leads``: that evidence is its lead."""

    kind: FlagKind
    state: FlagState
    score: float
    badges: tuple[str, ...]
    changed_at: datetime | None
    leads: bool


def strength(kind: FlagKind, badges: Collection[str]) -> int:
    """Rank of a kind among the kinds, 0 to 6; an admission is next to a correction."""
    if kind is FlagKind.CONFIRMATION and AGAINST_INTEREST in badges:
        return _ADMISSION
    return _STRENGTH[kind]


def merge(card: Flag | None, draft: FlagDraft, *, at: datetime) -> Card:
    """The card of (claim, origin group) once the draft's evidence has joined it.

    ``card`` is None when there is none yet. A superseded card starts afresh.
    """
    if card is None or card.state is FlagState.SUPERSEDED:
        return _fresh(draft)
    if card.state in DECIDED:
        more = strength(draft.kind, draft.badges) > strength(card.kind, card.badges)
        more = more or draft.evidence.occasion is Occasion.CHANGE
        return _unchanged(card, changed_at=at if more else card.changed_at)
    if _lead_key(draft.kind, draft.badges, draft.evidence) < _lead_key(
        card.kind, card.badges, card.lead
    ):
        return _fresh(draft)
    return _unchanged(card, changed_at=card.changed_at)


def choose_lead(drafts: Iterable[FlagDraft]) -> FlagDraft:
    """The draft that an undecided card follows; ``drafts`` must not be empty."""
    return min(drafts, key=lambda draft: _lead_key(draft.kind, draft.badges, draft.evidence))


def supersedes(draft: FlagDraft, card: Flag) -> bool:
    """Whether a correction withdraws all that a card of another origin group rests on.

    It does when every piece of the card's evidence is an earlier version of the same page.
    """
    new = draft.evidence
    return (
        draft.kind is FlagKind.CORRECTION
        and card.claim_id == new.claim_id
        and card.origin != new.origin
        and all(old.url == new.url and old.fetched_at < new.fetched_at for old in card.evidence)
    )


def order_evidence(evidence: Iterable[Evidence], *, lead_article: int) -> tuple[Evidence, ...]:
    """Evidence as a card shows it: the lead first, then by date.

    What became of an article leads before what it said.
    """
    return tuple(
        sorted(
            evidence,
            key=lambda one: (
                one.article_id != lead_article,
                one.occasion is not Occasion.CHANGE,
                _dated(one),
            ),
        )
    )


def opening_state(draft: FlagDraft) -> FlagState:
    """State of a card that follows ``draft``: a recap is hidden, it is never queued."""
    return FlagState.HIDDEN if draft.kind is FlagKind.RECAP else draft.state


def _fresh(draft: FlagDraft) -> Card:
    return Card(
        kind=draft.kind,
        state=opening_state(draft),
        score=draft.score,
        badges=draft.badges,
        changed_at=None,
        leads=True,
    )


def _unchanged(card: Flag, *, changed_at: datetime | None) -> Card:
    return Card(
        kind=card.kind,
        state=card.state,
        score=card.score,
        badges=card.badges,
        changed_at=changed_at,
        leads=False,
    )


def _lead_key(kind: FlagKind, badges: Collection[str], evidence: Evidence) -> LeadKey:
    return (-strength(kind, badges), _dated(evidence))


def _dated(evidence: Evidence) -> Dated:
    when = evidence.published_at or evidence.fetched_at
    return (when, evidence.url, evidence.fetched_at, evidence.content_hash)
