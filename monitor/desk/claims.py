"""Claims by hand: add, edit, open, close, reopen, merge. Only these change a claim's verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, ClaimKind, ClaimStatus
from monitor.domain.ports import Store
from monitor.domain.query.parse import parse
from monitor.domain.review import close, merge, reopen, require_person
from monitor.domain.work import AuditEvent
from monitor.errors import UsageError

#: What ``edit`` may change.
EDITABLE = (
    "text",
    "query",
    "kind",
    "claimed_on",
    "sentence",
    "cue",
    "speaker",
    "origin_url",
    "origin_title",
    "parties",
    "priority",
    "note",
)


def add_claim(
    store: Store, claim: Claim, *, aliases: AliasTable, actor: str, now: datetime
) -> Claim:
    """Store a claim whose query parses; an empty id gets the next free one."""
    check_claim(claim, aliases)
    event = AuditEvent(
        at=now,
        actor=require_person(actor),
        subject="claim",
        subject_id=claim.id,
        action="create",
        to_state=claim.status,
        reason=claim.origin_url,
    )
    return store.claims.add(claim, event=event)


def check_claim(claim: Claim, aliases: AliasTable) -> None:
    """Refuse a query that does not parse and parties that the alias table does not know."""
    parse(claim.query, aliases)
    for party in claim.parties:
        if aliases.get(party) is None:
            known = aliases.resolve(party)
            hint = f"; did you mean {known.name!r}?" if known else "; see config/aliases.toml"
            raise UsageError(f"claim {claim.id or '(new)'}: unknown party {party!r}{hint}")


def edit_claim(
    store: Store,
    claim_id: str,
    changes: Mapping[str, object],
    *,
    aliases: AliasTable,
    actor: str,
    now: datetime,
) -> Claim:
    """Change what may be edited; what changed is on the record. No change is no event."""
    claim = store.claims.get(claim_id)
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise UsageError(f"{unknown[0]} cannot be edited; one of {', '.join(EDITABLE)} can")
    edited = replace(claim, **changes, updated_at=now)  # type: ignore[arg-type]
    changed = [key for key in EDITABLE if getattr(edited, key) != getattr(claim, key)]
    if not changed:
        return claim
    check_claim(edited, aliases)
    event = AuditEvent(
        at=now,
        actor=require_person(actor),
        subject="claim",
        subject_id=claim.id,
        action="edit",
        from_state=claim.status,
        to_state=claim.status,
        reason=", ".join(changed),
        data={key: str(getattr(claim, key)) for key in changed},
    )
    return store.claims.edit(edited, event=event)


def close_claim(
    store: Store,
    claim_id: str,
    verdict: ClaimStatus,
    *,
    actor: str,
    now: datetime,
    reason: str,
    note: str = "",
) -> Claim:
    """Record a named person's verdict."""
    claim = store.claims.get(claim_id)
    return store.claims.record_verdict(
        close(claim, verdict, actor=actor, now=now, reason=reason, note=note)
    )


def reopen_claim(
    store: Store, claim_id: str, *, actor: str, now: datetime, reason: str = ""
) -> Claim:
    """Open a draft, or take a verdict back."""
    claim = store.claims.get(claim_id)
    return store.claims.record_verdict(reopen(claim, actor=actor, now=now, reason=reason))


def merge_claims(
    store: Store, claim_id: str, into_id: str, *, actor: str, now: datetime, reason: str = ""
) -> Claim:
    """Merge one claim into another, which goes on."""
    claim, into = store.claims.get(claim_id), store.claims.get(into_id)
    return store.claims.record_verdict(merge(claim, into, actor=actor, now=now, reason=reason))


def claim_from_fields(fields: Mapping[str, object], *, where: str, now: datetime) -> Claim:
    """A claim from a table of a TOML or JSON file; UsageError names ``where`` and the key."""
    known = {"id", "status", *EDITABLE}
    unknown = sorted(set(fields) - known)
    if unknown:
        raise UsageError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(known))}")
    values: dict[str, object] = {"created_at": now, "updated_at": now, "id": "", "query": ""}
    for key, value in fields.items():
        values[key] = _field(key, value, where)
    for key in ("text", "query"):
        if not str(values.get(key, "")).strip():
            raise UsageError(f"{where}: needs a {key}")
    try:
        return Claim(**values)  # type: ignore[arg-type]
    except ValueError as error:
        raise UsageError(f"{where}: {error}") from error


def require_distinct(claims: Iterable[Claim], *, where: str) -> None:
    """UsageError if two claims of one file bear the same id."""
    seen: set[str] = set()
    for claim in claims:
        if claim.id and claim.id in seen:
            raise UsageError(f"{where}: two claims have the id {claim.id}")
        seen.add(claim.id)


def _field(key: str, value: object, where: str) -> object:
    try:
        if key == "kind":
            return ClaimKind(str(value))
        if key == "status":
            status = ClaimStatus(str(value))
            if status not in (ClaimStatus.OPEN, ClaimStatus.DRAFT):
                raise ValueError("a new claim is open or draft")
            return status
        if key == "claimed_on":
            return _day(value)
        if key == "priority":
            return int(str(value))
        if key == "parties":
            if isinstance(value, str) or not isinstance(value, list | tuple):
                raise ValueError("must be a list of names")
            return tuple(str(part) for part in value)
    except ValueError as error:
        raise UsageError(f"{where}: {key}: {error}") from error
    if not isinstance(value, str):
        raise UsageError(f"{where}: {key}: must be a string, not {value!r}")
    return value


def _day(value: object) -> date | None:
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))
