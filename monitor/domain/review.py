"""What a person may do to a flag or a claim: pure transitions (design, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.domain.judgement import Flag, FlagState
from monitor.domain.model import VERDICTS, Claim, ClaimStatus
from monitor.domain.work import MACHINE, AuditEvent, ReviewAction, ReviewOutcome, VerdictOutcome
from monitor.errors import TransitionError, UsageError

_TO = {
    ReviewAction.ACCEPT: FlagState.ACCEPTED,
    ReviewAction.REJECT: FlagState.REJECTED,
    ReviewAction.SNOOZE: FlagState.SNOOZED,
    ReviewAction.DUPLICATE: FlagState.DUPLICATE,
}
_UNSETTLED = frozenset({ClaimStatus.OPEN, ClaimStatus.STALE, ClaimStatus.PARTLY_CONFIRMED})


def require_person(actor: str) -> str:
    """The name of the person who acts; UsageError for nobody or the machine."""
    name = " ".join(actor.split())
    if not name or name.casefold() == MACHINE:
        raise UsageError(
            "a decision needs the name of a person: use --by NAME or set MONITOR_REVIEWER"
        )
    return name


def decide(
    flag: Flag,
    action: ReviewAction,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    note: str = "",
    until: datetime | None = None,
    duplicate_of: int | None = None,
) -> ReviewOutcome:
    """A decision on a flag. A decided flag may be decided anew; that too is on the record.

    Rejecting needs a ``reason``, snoozing a later ``until``, duplicate another flag's id.
    Raises TransitionError or UsageError.
    """
    if action is ReviewAction.UNDO:
        raise UsageError("undo is worked out from the record: use domain.review.undo")
    state = _TO[action]
    if flag.state is FlagState.SUPERSEDED:
        raise TransitionError(_superseded(flag))
    settled = state is flag.state and flag.changed_at is None  # else: it stands, seen the change
    if settled and action in (ReviewAction.ACCEPT, ReviewAction.REJECT):
        raise TransitionError(f"flag {flag.id} is {flag.state} already")
    if action is ReviewAction.REJECT and not reason.strip():
        raise UsageError("rejecting needs a reason: --reason 'old news'")
    if action is ReviewAction.SNOOZE and (until is None or until <= now):
        raise UsageError("snoozing needs a time in the future: --until 3d")
    if action is ReviewAction.DUPLICATE and duplicate_of in (None, flag.id):
        raise UsageError("duplicate needs the id of the flag that stays: --of 12")
    return _outcome(
        flag,
        state,
        action=str(action),
        actor=require_person(actor),
        now=now,
        reason=reason,
        note=note,
        until=until if action is ReviewAction.SNOOZE else None,
        duplicate_of=duplicate_of if action is ReviewAction.DUPLICATE else None,
    )


def _superseded(flag: Flag) -> str:
    return f"flag {flag.id} was superseded by a later version of the article; nothing to decide"


def undo(
    flag: Flag, events: Sequence[AuditEvent], *, actor: str, now: datetime, note: str = ""
) -> ReviewOutcome:
    """Takes back the latest decision on a flag that has not been taken back.

    ``events`` are the flag's, oldest first. Raises TransitionError if there is none.
    """
    if flag.state is FlagState.SUPERSEDED:
        raise TransitionError(_superseded(flag))
    stack: list[AuditEvent] = []
    for event in events:
        if event.action == ReviewAction.UNDO and stack:
            stack.pop()
        elif event.action in set(_TO):
            stack.append(event)
    if not stack:
        raise TransitionError(f"flag {flag.id}: there is no decision to undo")
    last = stack[-1]
    until = last.data.get("was_snoozed_until")
    other = last.data.get("was_duplicate_of")
    return _outcome(
        flag,
        FlagState(last.from_state),
        action=str(ReviewAction.UNDO),
        actor=require_person(actor),
        now=now,
        reason=f"undo {last.action}",
        note=note,
        until=datetime.fromisoformat(until) if until else None,
        duplicate_of=int(other) if other else None,
    )


def _outcome(
    flag: Flag,
    state: FlagState,
    *,
    action: str,
    actor: str,
    now: datetime,
    reason: str,
    note: str,
    until: datetime | None,
    duplicate_of: int | None,
) -> ReviewOutcome:
    data: dict[str, str] = {"version": flag.lead.judgement.version, "kind": str(flag.kind)}
    for key, value in (
        ("was_snoozed_until", flag.snoozed_until and flag.snoozed_until.isoformat()),
        ("was_duplicate_of", flag.duplicate_of),
        ("snoozed_until", until and until.isoformat()),
        ("duplicate_of", duplicate_of),
    ):
        if value:
            data[key] = str(value)
    return ReviewOutcome(
        flag_id=flag.id,
        expected=flag.state,
        state=state,
        snoozed_until=until,
        duplicate_of=duplicate_of,
        event=AuditEvent(
            at=now,
            actor=actor,
            subject="flag",
            subject_id=str(flag.id),
            action=action,
            from_state=flag.state,
            to_state=state,
            reason=reason.strip(),
            note=note.strip(),
            data=data,
        ),
    )


def close(
    claim: Claim,
    verdict: ClaimStatus,
    *,
    actor: str,
    now: datetime,
    reason: str,
    note: str = "",
) -> VerdictOutcome:
    """A named person's verdict on a claim, with the reason for it."""
    if verdict not in VERDICTS:
        raise UsageError(f"{verdict} is not a verdict; one of {', '.join(sorted(VERDICTS))} is")
    if claim.status is verdict or claim.status not in _UNSETTLED:
        raise TransitionError(
            f"claim {claim.id} is {claim.status}; `monitor claims reopen {claim.id}` first"
            if claim.status is not verdict
            else f"claim {claim.id} is {verdict} already"
        )
    if not reason.strip():
        raise UsageError("a verdict needs a reason: --reason 'confirmed by both sides'")
    return _verdict(claim, verdict, "verdict", actor=actor, now=now, reason=reason, note=note)


def reopen(claim: Claim, *, actor: str, now: datetime, reason: str) -> VerdictOutcome:
    """Takes a verdict back (or opens a draft, which needs no reason)."""
    if claim.status in (ClaimStatus.OPEN, ClaimStatus.STALE):
        raise TransitionError(f"claim {claim.id} is {claim.status} already")
    if claim.status is ClaimStatus.DRAFT:
        return _verdict(claim, ClaimStatus.OPEN, "open", actor=actor, now=now, reason=reason)
    if not reason.strip():
        raise UsageError("reopening needs a reason: --reason 'the report was withdrawn'")
    return _verdict(claim, ClaimStatus.OPEN, "reopen", actor=actor, now=now, reason=reason)


def merge(claim: Claim, into: Claim, *, actor: str, now: datetime, reason: str) -> VerdictOutcome:
    """Says that a claim is the same as another one, which stays."""
    if claim.id == into.id:
        raise UsageError(f"claim {claim.id} cannot be merged into itself")
    if claim.status is ClaimStatus.MERGED or into.status is ClaimStatus.MERGED:
        merged = claim if claim.status is ClaimStatus.MERGED else into
        raise TransitionError(f"claim {merged.id} is merged into {merged.merged_into} already")
    return _verdict(
        claim,
        ClaimStatus.MERGED,
        "merge",
        actor=actor,
        now=now,
        reason=reason or f"same as {into.id}",
        into=into.id,
    )


def _verdict(
    claim: Claim,
    status: ClaimStatus,
    action: str,
    *,
    actor: str,
    now: datetime,
    reason: str,
    note: str = "",
    into: str | None = None,
) -> VerdictOutcome:
    data: Mapping[str, str] = {"merged_into": into} if into else {}
    return VerdictOutcome(
        claim_id=claim.id,
        expected=claim.status,
        status=status,
        merged_into=into,
        event=AuditEvent(
            at=now,
            actor=require_person(actor),
            subject="claim",
            subject_id=claim.id,
            action=action,
            from_state=claim.status,
            to_state=status,
            reason=reason.strip(),
            note=note.strip(),
            data=data,
        ),
    )


def replay(events: Sequence[AuditEvent], start: str) -> str:
    """The state that a subject's events lead to from ``start``: what an audit checks."""
    state = start
    for event in events:
        state = event.to_state or state
    return state
