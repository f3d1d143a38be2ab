"""The one way to the database: transactions, the set-up of both kinds, and their errors.

A write transaction is alone: ``BEGIN IMMEDIATE`` on SQLite, an advisory lock on PostgreSQL. So
what reads, decides and writes in one transaction loses no update on either, and waits its turn
instead of failing. Reads see one snapshot and wait for nobody.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from monitor.errors import ConfigError, MonitorError, StorageError
from monitor.storage.failures import one_line, to_storage_error

T = TypeVar("T")

#: Seconds that a transaction waits for the one before it.
BUSY_S = 10
_STATEMENT_S = 60
_MIGRATION_S = 900  # for one statement over a whole table
_CHUNK = 400  # far below the databases' limits on parameters of one statement
_WRITE = "monitor_write"
_WRITER_LOCK = 5_482_001_733  # any number that nobody else takes as an advisory lock


class Database:
    """One database by its URL; connects when first used. Threads may share it."""

    def __init__(self, url: str, *, migrating: bool = False) -> None:
        self.url = parse_url(url)
        self.name = describe(self.url)
        self._engine = _make_engine(self.url, migrating=migrating)
        self._writer = self._engine.execution_options(**{_WRITE: True})
        self._reader = self._engine
        if not self.is_sqlite:
            self._reader = self._engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """File of an SQLite database."""
        return Path(self.url.database or "") if self.is_sqlite else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self.errors(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that no other writer overlaps; committed at the end of the block."""
        with self.errors():
            if self.path is not None:
                create_file(self.path)
            with self._writer.begin() as connection:
                if not self.is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
                yield connection

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn what goes wrong in the block into a StorageError of one line.

        The cause is dropped on purpose: drivers quote values and addresses in theirs.
        """
        try:
            yield
        except MonitorError:
            raise
        except Exception as error:
            found = to_storage_error(error, self.name, self.url)
            if found is None:
                raise
            raise found from None

    def close(self) -> None:
        """Close all connections."""
        with self.errors():
            self._engine.dispose()


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """``items`` in portions that fit into the parameters of one statement."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]


def parse_url(url: str) -> URL:
    """The URL of a database we can work with; ConfigError, without its password, otherwise."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter from a port that is no number
        raise ConfigError(
            "database.url is not a database URL; write sqlite:///monitor.db or "
            "postgresql+psycopg://user:password@host/name"
        ) from None
    backend = parsed.drivername.partition("+")[0]
    if backend in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise ConfigError(
            f"database.url: {backend} is not supported; use sqlite:///... or postgresql+psycopg://..."
        )
    if parsed.database in {None, "", ":memory:"}:
        raise ConfigError("database.url needs a file, as in sqlite:///monitor.db")
    return parsed


def describe(url: URL) -> str:
    """What to call the database in messages; never holds a password."""
    if url.get_backend_name() == "sqlite":
        return f"database {one_line(str(url.database))}"
    host = url.host or url.query.get("host") or "localhost"
    return f"database {one_line(f'{url.database} on {host}')}"


def create_file(path: Path) -> None:
    """Make an empty file that only its owner may read, if there is none, and its folder.

    SQLite gives its journals the mode of the file; its own default is readable by everybody.
    """
    if path.exists() or str(path).startswith("file:"):
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Not exclusive: another process may be faster.
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StorageError(
            f"database {path}: cannot be created: {error.strerror}; check the folder"
        ) from None
    try:
        os.fchmod(handle, 0o600)  # whatever the umask took away
    finally:
        os.close(handle)


def _make_engine(url: URL, *, migrating: bool) -> Engine:
    # At DEBUG it logs the rows it reads, URLs with passwords among them.
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    options: dict[str, Any] = {"hide_parameters": True}
    if migrating:
        options["poolclass"] = NullPool
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_S}, **options)
        event.listen(engine, "connect", _prepare_migration if migrating else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    longest = _MIGRATION_S if migrating else _STATEMENT_S
    settings = (
        f"-c timezone=UTC -c lock_timeout={BUSY_S}s -c statement_timeout={longest}s"
        " -c idle_in_transaction_session_timeout=60s"
    )
    given = url.query.get("options")
    try:
        return create_engine(
            url,
            connect_args={
                "connect_timeout": BUSY_S,
                "application_name": "followup-monitor",
                "options": f"{settings} {given}" if given else settings,
            },
            pool_pre_ping=True,
            **options,
        )
    except ImportError:
        raise StorageError(
            "PostgreSQL needs its driver: pip install 'followup-monitor[postgres]'"
        ) from None


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    _prepare(connection, foreign_keys=True)


def _prepare_migration(connection: Any, _record: Any) -> None:
    # Rebuilding a table drops it; with foreign keys on, that deletes the rows that point to it.
    _prepare(connection, foreign_keys=False)


def _prepare(connection: Any, *, foreign_keys: bool) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    try:
        _use_wal(connection)
        # Each commit reaches the disk: a review that was acknowledged survives a power cut too.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA journal_size_limit=67108864")
    except sqlite3.Error:
        connection.close()
        raise


def _use_wal(connection: Any) -> None:
    """Readers then do not wait for the writer. The switch itself ignores the busy timeout."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get(_WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
