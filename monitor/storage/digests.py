"""Digests and the outbox of their deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import insert, select, update

from monitor.domain.work import Delivery, DeliveryDue, DeliveryState, Digest
from monitor.errors import NotFoundError
from monitor.storage import rows, tables
from monitor.storage.engine import Database

_DIGESTS, _DELIVERIES = tables.digests, tables.deliveries


class SqlDigestStore:
    """DigestStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> Digest | None:
        query = select(_DIGESTS).order_by(_DIGESTS.c.id.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else rows.to_digest(row)

    def find(self, local_day: date) -> Digest | None:
        query = select(_DIGESTS).where(_DIGESTS.c.local_day == local_day)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else rows.to_digest(row)

    def create(self, digest: Digest, deliveries: Sequence[Delivery]) -> Digest:
        query = select(_DIGESTS).where(_DIGESTS.c.local_day == digest.local_day)
        with self._database.write() as connection:
            row = connection.execute(query).mappings().first()
            if row is not None:
                return rows.to_digest(row)
            connection.execute(insert(_DIGESTS).values(**rows.digest_values(digest)))
            stored = rows.to_digest(connection.execute(query).mappings().one())
            for delivery in deliveries:
                values = rows.delivery_values(replace(delivery, digest_id=stored.id))
                connection.execute(insert(_DELIVERIES).values(**values))
            return stored

    def deliveries(self, digest_id: int) -> tuple[Delivery, ...]:
        query = (
            select(_DELIVERIES)
            .where(_DELIVERIES.c.digest_id == digest_id)
            .order_by(_DELIVERIES.c.id)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_delivery(row) for row in found)

    def due(self, now: datetime) -> tuple[DeliveryDue, ...]:
        query = (
            select(
                *(column.label(f"delivery_{column.name}") for column in _DELIVERIES.c),
                *(column.label(f"digest_{column.name}") for column in _DIGESTS.c),
            )
            .join_from(_DELIVERIES, _DIGESTS)
            .where(
                _DELIVERIES.c.state.in_((DeliveryState.QUEUED, DeliveryState.UNKNOWN)),
                _DELIVERIES.c.next_try_at.is_(None) | (_DELIVERIES.c.next_try_at <= now),
            )
            .order_by(_DELIVERIES.c.id)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(
            DeliveryDue(
                delivery=rows.to_delivery(rows.prefixed(row, "delivery_")),
                digest=rows.to_digest(rows.prefixed(row, "digest_")),
            )
            for row in found
        )

    def interrupted(self) -> tuple[Delivery, ...]:
        query = (
            select(_DELIVERIES)
            .where(_DELIVERIES.c.state == DeliveryState.SENDING)
            .order_by(_DELIVERIES.c.id)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_delivery(row) for row in found)

    def record_delivery(self, delivery: Delivery) -> None:
        with self._database.write() as connection:
            written = connection.execute(
                update(_DELIVERIES)
                .where(_DELIVERIES.c.id == delivery.id)
                .values(
                    state=delivery.state,
                    attempts=delivery.attempts,
                    next_try_at=delivery.next_try_at,
                    error=delivery.error,
                    sent_at=delivery.sent_at,
                )
            )
            if written.rowcount == 0:
                raise NotFoundError(f"there is no delivery {delivery.id}")
