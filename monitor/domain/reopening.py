"""Decisions whose ground was withdrawn: proposed to a person for another look. Pure.

Nothing is stored: a proposal follows from the cards and the audit, and is over once a person has
decided anew (reopened the claim, or decided on the card again) or rejected the correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.cleaning import safe_text
from monitor.domain.judgement import Evidence, Flag, FlagKind, FlagState, Occasion
from monitor.domain.model import Claim, ClaimStatus, require_utc
from monitor.domain.origin.assign import origin_key
from monitor.domain.work import MACHINE, AuditEvent

_WHAT = {
    "quote-edited": "the sentence that it rests on was edited",
    "quote-removed": "the sentence that it rests on was deleted",
    "page-removed": "the page that it rests on was taken down",
}
_CORRECTED = "the outlet has corrected the report that it rests on"
#: Readings that a verdict may rest on when no card was accepted.
_GROUNDS = {
    ClaimStatus.CONFIRMED: {FlagKind.CONFIRMATION},
    ClaimStatus.PARTLY_CONFIRMED: {FlagKind.CONFIRMATION, FlagKind.PARTIAL},
    ClaimStatus.REFUTED: {FlagKind.REFUTATION, FlagKind.DENIAL},
    ClaimStatus.DISPUTED: {FlagKind.CONFIRMATION, FlagKind.REFUTATION, FlagKind.DENIAL},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """A decision to look at again, and why."""

    claim_id: str
    claim_text: str = ""
    status: ClaimStatus = ClaimStatus.OPEN  # settled: reopening the claim is proposed
    decided_by: str = ""
    decided_at: datetime | None = None
    cards: tuple[int, ...] = ()  # accepted ones that rest on what was withdrawn
    correction: int = 0  # the card that says so
    what: str = ""
    at: datetime  # of the withdrawal

    def __post_init__(self) -> None:
        require_utc(self.decided_at, "decided_at")
        require_utc(self.at, "at")

    @property
    def reopens(self) -> bool:
        """Whether it is the claim that is to be reopened, not only a card."""
        return self.status in _GROUNDS


def is_concerned(flag: Flag) -> bool:
    """Whether a card says, or may say, that something was withdrawn."""
    return flag.kind is FlagKind.CORRECTION or any(map(_withdraws, flag.evidence))


def proposals(
    claims: Mapping[str, Claim], flags: Iterable[Flag], events: Sequence[AuditEvent]
) -> tuple[Proposal, ...]:
    """At most one a claim, the latest withdrawal first.

    ``flags`` must hold all cards of the claims in question, ``events`` those of both.
    """
    by_claim: dict[str, list[Flag]] = {}
    for flag in flags:
        by_claim.setdefault(flag.claim_id, []).append(flag)
    found = []
    for claim_id, cards in by_claim.items():
        claim = claims.get(claim_id)
        if claim is not None:
            latest = [one for one in _of_claim(claim, cards, events) if one]
            found += [max(latest, key=lambda one: one.at)] if latest else []
    return tuple(sorted(found, key=lambda one: (not one.reopens, -one.at.timestamp())))


def _of_claim(
    claim: Claim, cards: Sequence[Flag], events: Sequence[AuditEvent]
) -> Iterable[Proposal]:
    verdict = _latest(events, "claim", claim.id, to_state=claim.status)
    for card in cards:
        for change in card.evidence:
            if not _withdraws(change) or card.state in {FlagState.REJECTED, FlagState.DUPLICATE}:
                continue
            accepted = [
                one
                for one in cards
                if one.state is FlagState.ACCEPTED
                and _rests_on(one, change)
                and _before(_latest(events, "flag", str(one.id)), change)
            ]
            settled = claim.status in _GROUNDS and _before(verdict, change)
            rests = accepted or _is_ground(claim, cards, change)
            if not accepted and not (settled and rests):
                continue
            decision = verdict if settled else _latest(events, "flag", str(accepted[0].id))
            yield Proposal(
                claim_id=claim.id,
                claim_text=safe_text(claim.text, limit=300),
                status=claim.status if settled and rests else ClaimStatus.OPEN,
                decided_by=safe_text(decision.actor, limit=80) if decision else "",
                decided_at=decision.at if decision else None,
                cards=tuple(one.id for one in accepted),
                correction=card.id,
                what=_WHAT.get(change.judgement.rule, _CORRECTED),
                at=change.recorded_at,
            )


def _withdraws(one: Evidence) -> bool:
    return one.occasion is Occasion.CHANGE or one.judgement.kind is FlagKind.CORRECTION


def _rests_on(card: Flag, change: Evidence) -> bool:
    """Whether a card stands for what ``change`` takes back, not only among others."""
    said = [one for one in card.evidence if not _withdraws(one)]
    ours = [one for one in said if one.url == change.url and one.fetched_at <= change.recorded_at]
    if not ours:
        return False
    return len(ours) == len(said) or card.lead.url == change.url or _founds(card, change)


def _founds(card: Flag, change: Evidence) -> bool:
    return card.origin == origin_key(change.url)


def _is_ground(claim: Claim, cards: Sequence[Flag], change: Evidence) -> bool:
    """Whether the page said what the verdict says, where no card was accepted at all."""
    if any(card.state is FlagState.ACCEPTED for card in cards):
        return False
    kinds = _GROUNDS.get(claim.status, set())
    return any(
        one.url == change.url and one.judgement.kind in kinds and not _withdraws(one)
        for card in cards
        for one in card.evidence
    )


def _latest(
    events: Sequence[AuditEvent], subject: str, subject_id: str, *, to_state: str = ""
) -> AuditEvent | None:
    """The latest act of a person on a subject (that led to ``to_state``)."""
    acts = [
        event
        for event in events
        if event.subject == subject
        and event.subject_id == subject_id
        and event.actor != MACHINE
        and (not to_state or event.to_state == to_state)
    ]
    return max(acts, key=lambda event: (event.at, event.id), default=None)


def _before(decision: AuditEvent | None, change: Evidence) -> bool:
    """Whether a decision was made without knowing of ``change``."""
    return decision is not None and decision.at <= change.recorded_at


def reason_of(one: Proposal) -> str:
    """Why, in one line."""
    who = f" by {one.decided_by}" if one.decided_by else ""
    when = f" on {one.decided_at:%Y-%m-%d}" if one.decided_at else ""
    if one.reopens:
        decided = f"{one.claim_id} was settled as {one.status.value.replace('_', ' ')}{who}{when}"
    else:
        decided = f"{_cards(one)} accepted{who}{when}"
    return f"{decided}, and since then {one.what} (card {one.correction})."


def advice_of(one: Proposal) -> str:
    """What a person can do, in one line."""
    if one.reopens:
        stands = "accept" if one.correction in one.cards else "reject --reason ..."
        return (
            f"Look at card {one.correction}: monitor claims reopen {one.claim_id} --reason ...,"
            f" or, if the verdict stands, monitor review {one.correction} {stands}"
        )
    card = one.cards[0]
    return (
        f"Look at card {card} again: monitor review {card} accept if it stands,"
        f" else monitor review {card} reject --reason ..."
    )


def tell_proposal(some: Iterable[Proposal], card: int) -> str:
    """Why and what to do, for the card that brought a decision into question; "" for others."""
    return next(
        (f"{reason_of(one)} {advice_of(one)}" for one in some if one.correction == card), ""
    )


def _cards(one: Proposal) -> str:
    numbers = ", ".join(map(str, one.cards))
    return f"card {numbers} was" if len(one.cards) == 1 else f"cards {numbers} were"
