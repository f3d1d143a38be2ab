"""The append-only paper trail."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from monitor.domain.work import AuditEvent
from monitor.storage import rows
from monitor.storage.engine import Database
from monitor.storage.tables import audit


def append_event(connection: Connection, event: AuditEvent) -> None:
    """Add an event to the transaction that does what it tells."""
    connection.execute(insert(audit).values(**rows.event_values(event)))


class SqlAuditStore:
    """AuditStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, event: AuditEvent) -> None:
        with self._database.write() as connection:
            append_event(connection, event)

    def list(
        self, *, subject: str | None = None, subject_id: str | None = None, limit: int = 1000
    ) -> tuple[AuditEvent, ...]:
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(audit.c.subject == subject)
        if subject_id is not None:
            query = query.where(audit.c.subject_id == subject_id)
        with self._database.read() as connection:
            newest = connection.execute(query).mappings().all()
        return tuple(rows.to_event(row) for row in reversed(newest))
