"""The schema: which one a database has, and how it gets the newest one.

A migration is one transaction on both databases: whatever goes wrong in the middle, the old
schema and its rows are there as before.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from monitor.errors import SchemaError, StorageError
from monitor.shipped import alembic_dir
from monitor.storage.engine import Database
from monitor.storage.failures import one_line
from monitor.storage.tables import FOREIGN_TABLES, SCHEMA, metadata

if TYPE_CHECKING:
    from alembic.config import Config

_ADVICE = "run: monitor db upgrade"
_SHOWN = 5


def schema_state(url: str) -> tuple[str | None, str]:
    """(revision of the database, None if it is empty; revision this program works with)."""
    database = Database(url)
    try:
        return read_revision(database), SCHEMA
    finally:
        database.close()


def upgrade(url: str, *, to: str = "head", scripts: Path | None = None) -> None:
    """Bring a database to a newer schema (``to``: a revision), creating it if it is empty.

    One transaction; a second process waits for the first and then finds nothing to do.
    """
    _migrate(url, scripts or alembic_dir(), to=to, down=False)


def downgrade(url: str, *, to: str, scripts: Path | None = None) -> None:
    """Take a database back to an older schema ("base": none); what only the newer holds is lost."""
    _migrate(url, scripts or alembic_dir(), to=to, down=True)


def read_revision(database: Database) -> str | None:
    """Revision of the database, None if it is empty.

    Raises SchemaError for a newer one, and for a database that is not the monitor's. A file
    that does not exist is not created.
    """
    if database.path is not None and not _exists(database.path):
        return None
    with database.read() as connection:
        return _revision(connection, database)


def is_current(revision: str | None) -> bool:
    """Whether a schema is the one that this program works with."""
    return revision == SCHEMA


def require_current(revision: str | None, name: str) -> None:
    """SchemaError unless ``revision`` is the one that this program works with."""
    if revision is None:
        raise SchemaError(f"{name}: it is empty; {_ADVICE}")
    if revision != SCHEMA:
        raise SchemaError(
            f"{name}: its schema {revision} is older than this program's {SCHEMA}; {_ADVICE}"
        )


def _exists(path: Path) -> bool:
    return str(path).startswith("file:") or path.exists()


def _revision(connection: Connection, database: Database) -> str | None:
    found = set(inspect(connection).get_table_names())
    if "alembic_version" not in found:
        ours = found & set(metadata.tables)
        if ours or (found and database.is_sqlite):
            raise SchemaError(
                f"{database.name}: it is not the monitor's: its tables have no schema number; "
                "nothing was changed, give another database"
            )
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    revision = str(row[0]) if row else None
    stamp = _stamp(connection) if database.is_sqlite else 0
    known = int(SCHEMA)
    if revision is not None and not (revision.isdecimal() and int(revision) <= known):
        raise _newer(database.name, revision)
    if stamp > known:
        raise _newer(database.name, str(stamp))
    return revision


def _newer(name: str, revision: str) -> SchemaError:
    return SchemaError(
        f"{name}: its schema {revision[:40]} is newer than this program's {SCHEMA}; "
        "nothing was changed, use a newer version of the monitor"
    )


def _stamp(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def make_config(scripts: Path) -> Config:
    """Alembic's configuration, built in code: the wheel needs no ini file."""
    from alembic.config import Config  # noqa: PLC0415  (a quarter of a second)

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _migrate(url: str, scripts: Path, *, to: str, down: bool) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    database = Database(url, migrating=True)
    config = make_config(scripts)
    try:
        with database.write() as connection:
            _revision(connection, database)  # refuses what is not ours to change
            config.attributes["connection"] = connection
            try:
                (command.downgrade if down else command.upgrade)(config, to)
            except CommandError as error:
                raise SchemaError(f"{database.name}: {error}") from None
            if database.is_sqlite:
                _finish_sqlite(connection, database.name)
    finally:
        database.close()


def _finish_sqlite(connection: Connection, name: str) -> None:
    """Check what was off during the migration, and stamp the file with its schema."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise StorageError(
            f"{name}: the migration would break references in {tables}; nothing was changed"
        )
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    connection.exec_driver_sql(f"PRAGMA user_version={int(row[0]) if row else 0}")


def check(url: str) -> None:
    """StorageError with what is wrong with a database, if anything is."""
    faults = find_faults(url)
    if faults:
        more = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
        raise StorageError(f"{Database(url).name}: {'; '.join(faults[:_SHOWN])}{more}")


def find_faults(url: str) -> tuple[str, ...]:
    """What is wrong with a database, one line each; () = nothing.

    Looks at the pages and references of SQLite, and compares the tables with the program's.
    Raises SchemaError for an empty, older or newer schema, StorageError if it cannot be read.
    """
    database = Database(url)
    try:
        require_current(read_revision(database), database.name)
        with database.read() as connection:
            found = differences(connection)
            if database.is_sqlite:
                found += _sqlite_faults(connection)
        return found
    finally:
        database.close()


def _sqlite_faults(connection: Connection) -> tuple[str, ...]:
    pages = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return (
        *(one_line(str(page)) for page in pages if page != "ok"),
        *(f"{row[0]} row {row[1]}: no such row in {row[2]}" for row in broken),
    )


def differences(connection: Connection) -> tuple[str, ...]:
    """What distinguishes the database's tables from the program's; () = nothing."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": is_ours}
    )
    return tuple(
        f"the schema differs: {one_line(str(change))}"
        for change in compare_metadata(context, metadata)
    )


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is the monitor's (for Alembic's comparison)."""
    return kind != "table" or not (name or "").startswith(FOREIGN_TABLES)
