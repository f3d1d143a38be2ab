"""Pages that are evidence, to be looked at again."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from monitor.domain.model import Article
from monitor.domain.work import RecheckDue, RecheckOutcome
from monitor.storage import rows
from monitor.storage.cards import join_cards
from monitor.storage.engine import Database
from monitor.storage.tables import articles, entries, index_key, rechecks
from monitor.storage.versions import store_version

#: What lies further in the future was dated by a clock that ran ahead.
_SLIPPED = timedelta(minutes=5)


class SqlRecheckStore:
    """RecheckStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, now: datetime, limit: int) -> tuple[RecheckDue, ...]:
        versions = articles.alias()
        newest = (
            select(func.max(versions.c.version))
            .where(versions.c.url_key == rechecks.c.url_key)
            .scalar_subquery()
        )
        query = (
            select(
                rechecks,
                *(column.label(f"article_{column.name}") for column in articles.c),
                entries.c.url.label("entry_url"),
            )
            .join_from(
                rechecks,
                articles,
                (articles.c.url_key == rechecks.c.url_key) & (articles.c.version == newest),
            )
            .outerjoin(entries, entries.c.id == articles.c.entry_id)
            .where((rechecks.c.next_check_at <= now) | _slipped(now))
            .order_by(rechecks.c.next_check_at.asc().nulls_first(), rechecks.c.url_key)
            .limit(limit)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_recheck(row) for row in found)

    def record_recheck(self, outcome: RecheckOutcome) -> Article | None:
        with self._database.write() as connection:
            stored = None
            if outcome.article is not None:
                stored, new = store_version(connection, outcome.article)
                stored = stored if new else None
            join_cards(connection, outcome.drafts, outcome.at)
            connection.execute(
                update(rechecks)
                .where(rechecks.c.url_key == index_key(outcome.url))
                .values(
                    checks=outcome.checks,
                    next_check_at=outcome.next_check_at,
                    missing_since=outcome.missing_since,
                    checked_at=outcome.at,
                )
            )
            return stored


def _slipped(now: datetime) -> ColumnElement[bool]:
    """The last look, or else the first fetch, was dated by a clock that ran ahead."""
    last = func.coalesce(rechecks.c.checked_at, rechecks.c.first_fetched_at)
    return last > now + _SLIPPED
