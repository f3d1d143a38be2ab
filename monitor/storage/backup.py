"""Backups of a database in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from monitor.errors import StorageError, UsageError
from monitor.storage.engine import Database
from monitor.storage.failures import one_line, without_password

_DUMP_S = 3600


def backup(url: str, target: Path) -> None:
    """Copy a database, also while it is written to, into a new file only its owner may read.

    SQLite: a database file. PostgreSQL: an archive for pg_restore. An existing ``target`` is
    never overwritten; nothing is left behind when it fails.
    """
    database = Database(url)
    try:
        with _new_file(target) as part:
            if database.path is not None:
                if not database.path.exists():
                    raise StorageError(f"{database.name}: there is no such file")
                _copy_sqlite(database, part)
            else:
                _dump(database.url, database.name, part)
    finally:
        database.close()


@contextmanager
def _new_file(target: Path) -> Iterator[Path]:
    """A file to write to that becomes ``target`` when the block ends well."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    if target.exists():
        raise UsageError(f"{target} exists already; a backup does not overwrite it")
    try:
        handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_EXCL | os.O_CLOEXEC, 0o600)
        os.fchmod(handle, 0o600)
        os.close(handle)
    except OSError as error:
        raise StorageError(f"backup {target}: cannot be created: {error.strerror}") from None
    try:
        yield part
        _sync(part)
        part.replace(target)
    except OSError as error:
        raise StorageError(f"backup {target}: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_sqlite(database: Database, part: Path) -> None:
    with database.errors(), closing(sqlite3.connect(part, isolation_level=None)) as copy:
        with database.read() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            connection.rollback()  # the copy reads by itself, and must see later commits
            source.backup(copy, pages=2000)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without journals beside it


def _dump(url: URL, name: str, part: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise StorageError(
            f"{name}: a backup needs pg_dump on the PATH; install the PostgreSQL client programs"
        )
    options = {"host": url.host, "port": url.port, "dbname": url.database, "user": url.username}
    options |= {key: value for key, value in url.query.items() if isinstance(value, str)}
    words = " ".join(f"{key}={_quoted(str(value))}" for key, value in options.items() if value)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}  # never in the arguments
    try:
        done = subprocess.run(  # noqa: S603  our own words, and no shell
            [program, "--format=custom", "--no-password", f"--file={part}", f"--dbname={words}"],
            env={**os.environ, **secret},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_DUMP_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StorageError(f"{name}: pg_dump failed: {one_line(str(error))}") from None
    if done.returncode != 0:
        said = without_password(one_line(done.stderr), url)
        raise StorageError(f"{name}: pg_dump failed: {said}")


def _quoted(value: str) -> str:
    """A value of a libpq connection string."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
