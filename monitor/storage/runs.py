"""The lease, what ran, and small facts about the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from monitor.domain.work import Figures, JobRun, Lease
from monitor.errors import LeaseError
from monitor.storage import rows, tables
from monitor.storage.engine import Database
from monitor.storage.figures import count
from monitor.storage.tables import meta, runs

#: Runs kept per job.
KEPT = 200
_LEASE = tables.lease  # one row


class SqlRunStore:
    """RunStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def acquire(self, holder: str, *, now: datetime, ttl_s: float, steal: bool) -> Lease:
        ends = now + timedelta(seconds=ttl_s)
        with self._database.write() as connection:
            row = _lease(connection)
            if row is None:
                connection.execute(
                    insert(_LEASE).values(
                        id=1,
                        holder=holder,
                        token=1,
                        acquired_at=now,
                        renewed_at=now,
                        expires_at=ends,
                    )
                )
            elif row["holder"] == holder:
                connection.execute(update(_LEASE).values(renewed_at=now, expires_at=ends))
            elif row["holder"] and row["expires_at"] > now and not steal:
                raise LeaseError(
                    f"another daemon works on this database: {row['holder']}, "
                    f"last heard of at {row['renewed_at']:%Y-%m-%d %H:%M:%S} UTC"
                )
            else:
                connection.execute(
                    update(_LEASE).values(
                        holder=holder,
                        token=row["token"] + 1,
                        acquired_at=now,
                        renewed_at=now,
                        expires_at=ends,
                    )
                )
            held = _lease(connection)
            assert held is not None
            return rows.to_lease(held)

    def holder(self) -> Lease | None:
        with self._database.read() as connection:
            row = _lease(connection)
        return rows.to_lease(row) if row is not None and row["holder"] else None

    def renew(self, lease: Lease, *, now: datetime, ttl_s: float) -> Lease:
        with self._database.write() as connection:
            renewed = connection.execute(
                update(_LEASE)
                .where(_LEASE.c.holder == lease.holder, _LEASE.c.token == lease.token)
                .values(renewed_at=now, expires_at=now + timedelta(seconds=ttl_s))
            )
            row = _lease(connection)
            if renewed.rowcount == 0 or row is None:
                by = row["holder"] if row is not None else ""
                raise LeaseError(f"the lease on this database was lost to {by or 'nobody'}")
            return rows.to_lease(row)

    def release(self, lease: Lease) -> None:
        with self._database.write() as connection:
            connection.execute(
                update(_LEASE)
                .where(_LEASE.c.holder == lease.holder, _LEASE.c.token == lease.token)
                .values(holder="")
            )

    def record_run(self, run: JobRun) -> None:
        same = (
            (runs.c.job == run.job)
            & (runs.c.started_at == run.started_at)
            & (runs.c.finished_at == run.finished_at)
        )
        with self._database.write() as connection:
            if connection.scalar(select(runs.c.id).where(same)) is not None:
                return
            connection.execute(insert(runs).values(**rows.run_values(run)))
            oldest = (
                select(runs.c.id)
                .where(runs.c.job == run.job)
                .order_by(runs.c.id.desc())
                .offset(KEPT - 1)
                .limit(1)
            )
            kept_from = connection.scalar(oldest)
            if kept_from is not None:
                connection.execute(delete(runs).where(runs.c.job == run.job, runs.c.id < kept_from))

    def latest_runs(self) -> tuple[JobRun, ...]:
        newest = select(func.max(runs.c.id)).group_by(runs.c.job)
        with self._database.read() as connection:
            found = connection.execute(select(runs).where(runs.c.id.in_(newest))).mappings().all()
        return tuple(sorted((rows.to_run(row) for row in found), key=lambda run: run.job))

    def figures(self, now: datetime) -> Figures:
        with self._database.read() as connection:
            return count(connection, now)

    def meta(self, key: str) -> str | None:
        with self._database.read() as connection:
            return connection.scalar(select(meta.c.value).where(meta.c.key == key))

    def set_meta(self, key: str, value: str) -> None:
        with self._database.write() as connection:
            known = connection.execute(update(meta).where(meta.c.key == key).values(value=value))
            if known.rowcount == 0:
                connection.execute(insert(meta).values(key=key, value=value))


def _lease(connection: Connection) -> RowMapping | None:
    return connection.execute(select(_LEASE).where(_LEASE.c.id == 1)).mappings().first()
