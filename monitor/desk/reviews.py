"""Reviewing flags: an act is computed by domain.review and recorded with its audit event."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.domain.flagging import RankParts, rank_parts
from monitor.domain.judgement import Flag, FlagKind, FlagState, Occasion
from monitor.domain.model import to_utc
from monitor.domain.ports import Store
from monitor.domain.reopening import Proposal, is_concerned, proposals
from monitor.domain.review import decide, undo
from monitor.domain.second.weigh import ranking_scores
from monitor.domain.work import ReviewAction
from monitor.errors import NotFoundError, UsageError

#: What the queue shows; hidden recaps and decided cards are a list away.
WAITING = frozenset({FlagState.QUEUED})
_WAIT = re.compile(r"(\d{1,4})\s*([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def queue(
    store: Store, *, claim_id: str | None = None, kinds: frozenset[FlagKind] | None = None
) -> tuple[Flag, ...]:
    """The cards that wait for a person.

    First those that may overturn a decision, then corrections and news on decided cards, then
    the rest by rank.
    """
    waiting = store.flags.list(states=WAITING, claim_id=claim_id, kinds=kinds)
    changed = [
        flag
        for flag in store.flags.list(claim_id=claim_id, kinds=kinds)
        if flag.changed_at and flag.state in (FlagState.ACCEPTED, FlagState.REJECTED)
    ]
    corrections = [flag for flag in waiting if flag.kind is FlagKind.CORRECTION]
    rest = [flag for flag in waiting if flag.kind is not FlagKind.CORRECTION]
    overturning = {one.correction: place for place, one in enumerate(reopenings(store))}
    last = len(overturning)
    front = sorted((*corrections, *changed), key=lambda flag: overturning.get(flag.id, last))
    return (*front, *rest)


def reopenings(store: Store) -> tuple[Proposal, ...]:
    """The decisions whose ground was withdrawn since they were made."""
    cards = (
        *store.flags.list(kinds={FlagKind.CORRECTION}),
        *store.flags.list(states={FlagState.ACCEPTED}),
    )
    concerned = sorted({flag.claim_id for flag in cards if is_concerned(flag)})
    flags = [flag for claim in concerned for flag in store.flags.list(claim_id=claim)]
    subjects = [("claim", claim) for claim in concerned]
    subjects += [("flag", str(flag.id)) for flag in flags if flag.state is FlagState.ACCEPTED]
    events = [
        event
        for subject, number in subjects
        for event in store.audit.list(subject=subject, subject_id=number)
    ]
    claims = {claim: store.claims.get(claim) for claim in concerned}
    return proposals(claims, flags, events)


def review(
    store: Store,
    flag_id: int,
    action: ReviewAction,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    note: str = "",
    until: datetime | None = None,
    duplicate_of: int | None = None,
) -> Flag:
    """Record a person's act on a flag; returns the flag as it is now."""
    flag = store.flags.get(flag_id)
    if action is ReviewAction.UNDO:
        events = store.audit.list(subject="flag", subject_id=str(flag_id))
        outcome = undo(flag, events, actor=actor, now=now, note=note)
    else:
        if duplicate_of is not None:
            _require_same_claim(store, flag, duplicate_of)
        outcome = decide(
            flag,
            action,
            actor=actor,
            now=now,
            reason=reason,
            note=note,
            until=until,
            duplicate_of=duplicate_of,
        )
    return store.flags.record_review(outcome)


def _require_same_claim(store: Store, flag: Flag, other_id: int) -> None:
    try:
        other = store.flags.get(other_id)
    except NotFoundError as error:
        raise UsageError(f"--of {other_id}: there is no such flag") from error
    if other.claim_id != flag.claim_id:
        raise UsageError(
            f"flag {other_id} is about claim {other.claim_id}, flag {flag.id} about"
            f" {flag.claim_id}: not duplicates"
        )
    if other.state is FlagState.DUPLICATE and other.id != flag.id:
        # Two cards that are duplicates of each other would both be gone from the queue.
        raise UsageError(f"flag {other_id} is a duplicate itself, of flag {other.duplicate_of}")


def parse_until(text: str, *, now: datetime) -> datetime:
    """A moment given as 6h, 3d, 2w or as an ISO date or time; UsageError if it is neither."""
    match = _WAIT.fullmatch(text.strip().lower())
    if match:
        return now + int(match[1]) * _UNITS[match[2]]
    try:
        return to_utc(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{text!r} is no time to wait: give 6h, 3d, 2w or a date such as 2025-04-26"
        ) from error


def ranked_by(store: Store, flag: Flag) -> RankParts:
    """What the flag's rank was made of when its lead was read.

    With the claim's priority of today: it is not kept with the flag.
    """
    lead = flag.lead
    claim = store.claims.get(flag.claim_id)
    if lead.occasion is Occasion.CHANGE:
        return rank_parts(flag.kind, flag.badges, lead.judgement.scores, priority=claim.priority)
    same = {
        other.origin
        for other in store.flags.evidence_on(flag.claim_id)
        if other.id < lead.id and other.judgement.kind is flag.kind
    }
    return rank_parts(
        flag.kind,
        flag.badges,
        ranking_scores(lead.judgement),
        priority=claim.priority,
        independent=len({*same, lead.origin}),
        age=lead.recorded_at - (lead.published_at or lead.fetched_at),
    )
