"""Claims, what people decide about them, and their backward matches."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import Connection, delete, func, insert, select, update

from monitor.domain.model import WATCHED, Claim, ClaimStatus
from monitor.domain.work import MACHINE, AuditEvent, BackfillDue, VerdictOutcome
from monitor.errors import NotFoundError, TransitionError, UsageError
from monitor.storage import rows
from monitor.storage.audit import append_event
from monitor.storage.engine import Database, chunks
from monitor.storage.tables import audit, backfills, claims

_GIVEN = frozenset({"id", "status", "merged_into", "created_at"})  # not for people to edit


class SqlClaimStore:
    """ClaimStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, claim: Claim, *, event: AuditEvent) -> Claim:
        with self._database.write() as connection:
            taken = set(connection.scalars(select(claims.c.id)))
            if not claim.id:
                claim = replace(claim, id=free_id(taken))
            elif claim.id in taken:
                raise UsageError(
                    f"there is a claim {claim.id} already; leave its id out for a new one"
                )
            connection.execute(insert(claims).values(**rows.claim_values(claim)))
            _append(connection, event, claim.id)
            if claim.status in WATCHED:
                _queue(connection, claim.id, event.at)
            return _get(connection, claim.id)

    def get(self, claim_id: str) -> Claim:
        with self._database.read() as connection:
            return _get(connection, claim_id)

    def revision(self) -> int:
        # Nothing happens to a claim without an event.
        with self._database.read() as connection:
            return connection.scalar(select(func.max(audit.c.id))) or 0

    def list(self, statuses: Collection[ClaimStatus] | None = None) -> tuple[Claim, ...]:
        query = select(claims)
        if statuses is not None:
            query = query.where(claims.c.status.in_(statuses))
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(sorted((rows.to_claim(row) for row in found), key=by_id))

    def edit(self, claim: Claim, *, event: AuditEvent) -> Claim:
        values = {
            name: value for name, value in rows.claim_values(claim).items() if name not in _GIVEN
        }
        with self._database.write() as connection:
            before = _get(connection, claim.id)
            connection.execute(update(claims).where(claims.c.id == claim.id).values(**values))
            _append(connection, event, claim.id)
            after = _get(connection, claim.id)
            if after.status in WATCHED and _reads_otherwise(before, after):
                _queue(connection, claim.id, event.at)
            return after

    def record_verdict(self, outcome: VerdictOutcome) -> Claim:
        if outcome.event.actor in {"", MACHINE}:
            raise TransitionError("only a person, by name, decides on a claim")
        claim_id = outcome.claim_id
        with self._database.write() as connection:
            before = _get(connection, claim_id)
            if before.status is not outcome.expected:
                raise TransitionError(
                    f"claim {claim_id} is {before.status} by now, not {outcome.expected}"
                )
            if outcome.merged_into is not None:
                _get(connection, outcome.merged_into)
            connection.execute(
                update(claims)
                .where(claims.c.id == claim_id)
                .values(
                    status=outcome.status,
                    merged_into=outcome.merged_into,
                    updated_at=outcome.event.at,
                )
            )
            _append(connection, outcome.event, claim_id)
            if outcome.status not in WATCHED:
                connection.execute(delete(backfills).where(backfills.c.claim_id == claim_id))
            elif outcome.status is ClaimStatus.OPEN or before.status not in WATCHED:
                _queue(connection, claim_id, outcome.event.at)
            return _get(connection, claim_id)

    def record_staleness(self, claim_id: str, *, stale: bool, event: AuditEvent) -> None:
        before, after = (
            (ClaimStatus.OPEN, ClaimStatus.STALE)
            if stale
            else (ClaimStatus.STALE, ClaimStatus.OPEN)
        )
        with self._database.write() as connection:
            if _get(connection, claim_id).status is not before:
                return
            connection.execute(
                update(claims)
                .where(claims.c.id == claim_id)
                .values(status=after, updated_at=event.at)
            )
            _append(connection, event, claim_id)

    def backfills(self, limit: int) -> tuple[BackfillDue, ...]:
        query = (
            select(claims, backfills.c.after_article, backfills.c.turn)
            .join_from(backfills, claims)
            .order_by(backfills.c.queued_at, backfills.c.claim_id)
            .limit(limit)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(
            BackfillDue(
                claim=rows.to_claim(row), after_article=row["after_article"], turn=row["turn"]
            )
            for row in found
        )

    def record_backfills(
        self, turns: Mapping[str, int | None], *, after_article: int, done: bool
    ) -> frozenset[str]:
        with self._database.write() as connection:
            queued = connection.execute(select(backfills.c.claim_id, backfills.c.turn))
            moved = frozenset(
                name for name, turn in queued if name in turns and turns[name] in (None, turn)
            )
            for some in chunks(sorted(moved)):
                which = backfills.c.claim_id.in_(some)
                connection.execute(
                    delete(backfills).where(which)
                    if done
                    else update(backfills).where(which).values(after_article=after_article)
                )
        return moved


def by_id(claim: Claim) -> tuple[object, ...]:
    """Sort key with numbers in numeric order: "C2" before "C10"."""
    parts = re.split(r"(\d{1,18})", claim.id)
    return tuple((int(p), p) if n % 2 else (-1, p.casefold()) for n, p in enumerate(parts))


def free_id(taken: Collection[str]) -> str:
    """The next free "C<n>"."""
    numbers = (int(found[1]) for name in taken if (found := re.fullmatch(r"C([0-9]{1,18})", name)))
    return f"C{max(numbers, default=0) + 1}"


def no_claim(claim_id: str, known: Collection[str]) -> NotFoundError:
    """The error for an unknown id, with the one that was probably meant."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(claim_id[:100].casefold(), folded, n=1, cutoff=0.5)
    hint = f"; did you mean {folded[near[0]]}?" if near else ""
    return NotFoundError(f"there is no claim {claim_id[:100]!r}{hint}")


def _get(connection: Connection, claim_id: str) -> Claim:
    row = connection.execute(select(claims).where(claims.c.id == claim_id)).mappings().first()
    if row is None:
        raise no_claim(claim_id, set(connection.scalars(select(claims.c.id))))
    return rows.to_claim(row)


def _append(connection: Connection, event: AuditEvent, claim_id: str) -> None:
    append_event(connection, replace(event, subject_id=event.subject_id or claim_id))


def _reads_otherwise(before: Claim, after: Claim) -> bool:
    """Whether articles that were matched already may now be matched otherwise."""
    return (before.text, before.query, before.claimed_on) != (
        after.text,
        after.query,
        after.claimed_on,
    )


def _queue(connection: Connection, claim_id: str, at: datetime) -> None:
    again = connection.execute(
        update(backfills)
        .where(backfills.c.claim_id == claim_id)
        .values(after_article=0, turn=backfills.c.turn + 1, queued_at=at)
    )
    if again.rowcount == 0:
        connection.execute(
            insert(backfills).values(claim_id=claim_id, after_article=0, turn=1, queued_at=at)
        )
