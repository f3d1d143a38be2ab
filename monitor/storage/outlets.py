"""Publishers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from monitor.domain.model import Outlet
from monitor.errors import NotFoundError
from monitor.storage import rows, tables
from monitor.storage.engine import Database


class SqlOutletStore:
    """OutletStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, outlets: Sequence[Outlet]) -> None:
        with self._database.write() as connection:
            for outlet in outlets:
                values = rows.outlet_values(outlet)
                # Updated in place: feeds and entries point to it.
                known = connection.execute(
                    update(tables.outlets).where(tables.outlets.c.id == outlet.id).values(**values)
                )
                if known.rowcount == 0:
                    connection.execute(insert(tables.outlets).values(**values))

    def get(self, outlet_id: str) -> Outlet:
        query = select(tables.outlets).where(tables.outlets.c.id == outlet_id)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise no_outlet(outlet_id)
        return rows.to_outlet(row)

    def list(self) -> tuple[Outlet, ...]:
        with self._database.read() as connection:
            found = connection.execute(select(tables.outlets)).mappings().all()
        # Sorted here: the order of the databases depends on their collation.
        return tuple(sorted((rows.to_outlet(row) for row in found), key=lambda one: one.id))


def no_outlet(outlet_id: str) -> NotFoundError:
    """The error for an unknown outlet."""
    return NotFoundError(f"there is no outlet {outlet_id[:100]!r}")
