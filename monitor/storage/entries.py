"""Entries on their way to an article."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from monitor.domain.model import Article, Entry, EntryState
from monitor.domain.work import CollectOutcome, EntryDue
from monitor.errors import NotFoundError
from monitor.storage import rows
from monitor.storage.engine import Database
from monitor.storage.tables import entries, outlets
from monitor.storage.versions import store_version

#: A retry that lies further ahead was set by a clock that ran ahead.
_LONGEST = timedelta(days=3)
_CHUNK = 400  # far below the databases' limits on parameters of one statement


class SqlEntryStore:
    """EntryStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> tuple[EntryDue, ...]:
        order = (entries.c.dated_at, entries.c.id)
        ready = (entries.c.state == EntryState.PENDING) & (
            entries.c.retry_at.is_(None)
            | (entries.c.retry_at <= now)
            | (entries.c.retry_at > now + _LONGEST)
        )
        # Outlets take turns, so that the long queue of one does not fill the whole answer.
        turn = func.row_number().over(partition_by=entries.c.outlet_id, order_by=order)
        first = select(entries.c.id, turn.label("turn"), entries.c.dated_at).where(ready).subquery()
        chosen = select(first.c.id).order_by(first.c.turn, first.c.dated_at, first.c.id)
        query = (
            select(
                *(column.label(f"entry_{column.name}") for column in entries.c),
                *(column.label(f"outlet_{column.name}") for column in outlets.c),
            )
            .join_from(entries, outlets)
            .where(entries.c.id.in_(chosen.limit(limit)))
            .order_by(*order)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(
            EntryDue(
                entry=rows.to_entry(rows.prefixed(row, "entry_")),
                outlet=rows.to_outlet(rows.prefixed(row, "outlet_")),
            )
            for row in found
        )

    def record_collect(self, outcome: CollectOutcome) -> Article | None:
        which = entries.c.id == outcome.entry_id
        with self._database.write() as connection:
            row = connection.execute(select(entries).where(which)).mappings().first()
            if row is None:
                raise NotFoundError(f"there is no entry {outcome.entry_id}")
            article = None
            if outcome.article is not None:
                found = replace(outcome.article, entry_id=outcome.entry_id)
                article, _ = store_version(connection, found)
            if row["state"] == EntryState.COLLECTED and article is None:
                return None  # a late failure does not undo what was collected
            again = row["tried_at"] == outcome.at or not outcome.asked
            connection.execute(
                update(entries)
                .where(which)
                .values(
                    state=outcome.state,
                    reason=outcome.reason,
                    retry_at=outcome.retry_at,
                    attempts=row["attempts"] if again else row["attempts"] + 1,
                    tried_at=outcome.at,
                    article_id=row["article_id"] if article is None else article.id,
                )
            )
            return article

    def counts(self) -> Mapping[EntryState, int]:
        query = select(entries.c.state, func.count()).group_by(entries.c.state)
        with self._database.read() as connection:
            found = {EntryState(state): count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in EntryState}

    def skipped(self, *, after_id: int, limit: int, since: datetime | None) -> tuple[Entry, ...]:
        query = (
            select(entries)
            .where(entries.c.state == EntryState.SKIPPED, entries.c.id > after_id)
            .order_by(entries.c.id)
            .limit(limit)
        )
        if since is not None:
            query = query.where(entries.c.dated_at >= since)
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_entry(row) for row in found)

    def requeue(self, entry_ids: Collection[int]) -> int:
        ids = sorted(set(entry_ids))
        moved = 0
        with self._database.write() as connection:
            for start in range(0, len(ids), _CHUNK):
                moved += connection.execute(
                    update(entries)
                    .where(
                        entries.c.id.in_(ids[start : start + _CHUNK]),
                        entries.c.state.in_((EntryState.SKIPPED, EntryState.FAILED)),
                    )
                    .values(state=EntryState.PENDING, reason="", attempts=0, retry_at=None)
                ).rowcount
        return moved
