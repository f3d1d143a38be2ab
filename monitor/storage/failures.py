"""What a database's error means to the user: one line, without any password."""

from __future__ import annotations

import re
import sqlite3
from urllib.parse import quote, quote_plus

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from monitor.errors import BusyError, StorageError

_RESTORE = "the file was left as it is: move it away and restore your last backup"
#: SQLite result codes (the primary one) -> what is wrong.
_SQLITE = {
    sqlite3.SQLITE_CORRUPT: f"is damaged; {_RESTORE}",
    sqlite3.SQLITE_NOTADB: f"is not an SQLite database, or damaged; {_RESTORE}",
    sqlite3.SQLITE_READONLY: "is read-only; check the owner and mode of the file and its folder",
    sqlite3.SQLITE_PERM: "may not be used; check the owner and mode of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and is writable",
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed, make room and try again",
    sqlite3.SQLITE_IOERR: "cannot be read or written; check the disk and its free space",
    sqlite3.SQLITE_AUTH: "may not be used",
}
_SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
#: PostgreSQL: classes (two characters) and codes that pass: connection lost, server starting
#: or stopping, too many connections, locked, timed out, serialisation.
_PG_BUSY = frozenset({"08", "57P01", "57P02", "57P03", "53300", "55P03", "57014", "40001", "40P01"})
_PG = {
    "53100": "the server's disk is full; nothing was changed, make room and try again",
    "25006": "is read-only",
    "42501": "the user lacks a permission",
    "28": "the user or the password is wrong",
    "3D": "there is no such database; create it first",
}
_UNREACHABLE = re.compile(
    r"refused|timed? ?out|could not connect|starting up|no route|closed|reset|terminat|"
    r"no such file|too many clients|resolve|name or service|lost synchronization",
    re.IGNORECASE,
)
_LONGEST = 300


def one_line(text: str) -> str:
    """The first line of ``text``, without controls, cut to a length fit for a message."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return "".join(c if c.isprintable() else " " for c in line[:_LONGEST])


def to_storage_error(error: Exception, name: str, url: URL) -> StorageError | None:
    """The error to raise instead of a driver's; None if ``error`` is not about the database."""
    original: BaseException = error
    lost = False
    if isinstance(error, DBAPIError) and error.orig is not None:
        original, lost = error.orig, error.connection_invalidated
    elif not isinstance(error, SQLAlchemyError | sqlite3.Error):
        return None
    if isinstance(original, sqlite3.Error):
        return _from_sqlite(original, name)
    return _from_server(original, name, url, lost=lost)


def _from_sqlite(error: sqlite3.Error, name: str) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    if code in _SQLITE_BUSY:
        return BusyError(f"{name}: another program is writing to it for too long; try again")
    if code in _SQLITE:
        return StorageError(f"{name}: {_SQLITE[code]}")
    return StorageError(f"{name}: {one_line(str(error))}")


def _from_server(error: BaseException, name: str, url: URL, *, lost: bool) -> StorageError:
    state = getattr(error, "sqlstate", None) or ""
    # The first line only: the following ones quote the values of the row.
    said = without_password(one_line(str(error)), url)
    if lost or state in _PG_BUSY or state[:2] in _PG_BUSY:
        return BusyError(f"{name}: busy, or the connection was lost ({said}); try again")
    for known in (state, state[:2]):
        if known in _PG:
            return StorageError(f"{name}: {_PG[known]}")
    if not state and "password authentication failed" in str(error):
        return StorageError(f"{name}: {_PG['28']}")
    if not state and _UNREACHABLE.search(str(error)):
        return BusyError(f"{name}: cannot be reached ({said}); try again")
    return StorageError(f"{name}: {said}")


def without_password(text: str, url: URL) -> str:
    """``text`` with the URL's password, however it is spelled, made unreadable."""
    password = str(url.password or "")
    spellings = {password, quote(password), quote(password, safe=""), quote_plus(password)}
    for spelled in sorted(spellings - {""}, key=len, reverse=True):
        text = text.replace(spelled, "***")
    return text
