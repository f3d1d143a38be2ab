"""Counts of everything, each from an index or a small table."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Table, func, select

from monitor.domain.model import FeedState
from monitor.domain.weather import OFFLINE
from monitor.domain.work import DeliveryState, Figures
from monitor.storage.tables import (
    articles,
    backfills,
    claims,
    deliveries,
    digests,
    entries,
    feeds,
    flags,
    meta,
    rechecks,
)

#: Digests so old are not missed any more.
_RECENT = timedelta(days=7)


def count(connection: Connection, now: datetime) -> Figures:
    """The figures as of ``now``."""
    pollable = (feeds.c.paused.is_(False), feeds.c.state != FeedState.GONE)
    due = (*pollable, feeds.c.next_poll_at.is_(None) | (feeds.c.next_poll_at <= now))
    overdue = connection.execute(
        select(feeds.c.id, feeds.c.next_poll_at)
        .where(*pollable, feeds.c.next_poll_at <= now)
        .order_by(feeds.c.next_poll_at, feeds.c.id)
        .limit(1)
    ).first()
    undelivered = (
        select(func.count())
        .select_from(deliveries.join(digests))
        .where(digests.c.created_at >= now - _RECENT, deliveries.c.state != DeliveryState.SENT)
    )
    kinds = select(flags.c.kind, flags.c.state, func.count()).group_by(flags.c.kind, flags.c.state)
    return Figures(
        feeds=_by(connection, feeds.c.state),
        feeds_due=_number(connection, feeds, *due),
        overdue=None if overdue is None else (overdue[0], overdue[1]),
        claims=_by(connection, claims.c.status),
        entries=_by(connection, entries.c.state),
        articles=_number(connection, articles),
        unmatched=_number(connection, articles, articles.c.matched_at.is_(None)),
        backfills=_number(connection, backfills),
        rechecks_due=_number(connection, rechecks, rechecks.c.next_check_at <= now),
        flags={(kind, state): number for kind, state, number in connection.execute(kinds)},
        deliveries=_by(connection, deliveries.c.state),
        undelivered=connection.scalar(undelivered) or 0,
        digest_at=connection.scalar(
            select(digests.c.created_at).order_by(digests.c.id.desc()).limit(1)
        ),
        offline_since=_offline_since(connection),
    )


def _offline_since(connection: Connection) -> datetime | None:
    stored = connection.scalar(select(meta.c.value).where(meta.c.key == OFFLINE))
    return datetime.fromisoformat(stored) if stored else None


def _by(connection: Connection, column: Column[str]) -> dict[str, int]:
    query = select(column, func.count()).group_by(column)
    return {str(value): number for value, number in connection.execute(query)}


def _number(connection: Connection, table: Table, *where: object) -> int:
    query = select(func.count()).select_from(table).where(*where)  # type: ignore[arg-type]
    return connection.scalar(query) or 0
