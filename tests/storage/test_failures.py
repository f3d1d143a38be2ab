"""What goes wrong with a database is one line, without passwords, and destroys nothing."""

import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from monitor.errors import BusyError, StorageError
from monitor.storage.engine import Database
from monitor.storage.failures import one_line, to_storage_error, without_password
from monitor.storage.migrate import check
from monitor.storage.store import open_store
from tests import pg
from tests.factories import make_claim, make_event

SECRET = "s3cret/word"
URL = make_url("postgresql+psycopg://u@h/db").set(password=SECRET)


def assert_clear(error: Exception) -> None:
    message = str(error)
    assert "\n" not in message
    assert len(message) < 500
    assert SECRET not in message
    assert "s3cret" not in message
    assert error.__cause__ is None
    assert error.__suppress_context__


@pytest.mark.parametrize("where", ["header", "all"])
def test_a_damaged_file_is_left_as_it_is(sqlite_url, open_sql, where):
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with path.open("r+b") as file:
        size = 100 if where == "header" else path.stat().st_size
        file.write(bytes(n * 7 % 251 for n in range(size)))
    before = path.read_bytes()
    for act in (
        lambda: open_store(sqlite_url),
        lambda: open_store(sqlite_url, migrate=True),
        lambda: check(sqlite_url),
    ):
        with pytest.raises(StorageError, match=r"damaged; .* restore your last backup") as caught:
            act()
        assert_clear(caught.value)
    assert path.read_bytes() == before


def test_a_damaged_page_is_found_by_the_check(sqlite_url, open_sql):
    store = open_sql(sqlite_url)
    for _ in range(200):
        store.claims.add(make_claim(""), event=make_event(note="x" * 500))
    store.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 3 * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StorageError) as caught:
        check(sqlite_url)
    assert_clear(caught.value)


def test_missing_rows_are_found_by_the_check(sqlite_url):
    database = Database(sqlite_url, migrating=True)
    with database.write() as connection:
        for number in range(7):
            connection.execute(
                text("INSERT INTO backfills VALUES (:name, 0, 1, '2025-03-14 00:00:00.000000')"),
                {"name": f"C{number}"},
            )
    database.close()
    with pytest.raises(StorageError, match=r"no such row in claims.*\(and 2 more\)"):
        check(sqlite_url)


def test_a_read_only_database(sqlite_url, tmp_path):
    open_store(sqlite_url).close()
    path = sqlite_url.removeprefix("sqlite:///")
    store = open_store(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert store.claims.list() == ()
    with pytest.raises(StorageError, match="read-only; check the owner") as caught:
        store.claims.add(make_claim(), event=make_event())
    assert_clear(caught.value)
    store.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
def test_a_database_of_somebody_else(sqlite_url, tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = shutil.move(sqlite_url.removeprefix("sqlite:///"), folder / "monitor.db")
    path.chmod(0o444)
    before = path.read_bytes()
    code = (
        "import os, sys\n"
        "from monitor.errors import StorageError\n"
        "from monitor.storage.store import open_store\n"
        "os.setgid(int(sys.argv[2])), os.setuid(int(sys.argv[2]))\n"
        "try: open_store(sys.argv[1]).runs.set_meta('a', 'b')\n"
        "except StorageError as error: print(error)\n"
    )
    for one in (folder, *folder.parents):
        if one.owner() == "root" and one != one.parent:
            one.chmod(one.stat().st_mode | 0o055)
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{path}", str(pwd.getpwnam("nobody").pw_uid)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "check" in done.stdout, done.stdout
    assert done.stdout.count("\n") == 1
    assert path.read_bytes() == before


def test_a_full_disk_changes_nothing_and_heals(sqlite_url):
    store = open_store(sqlite_url)
    store.runs.set_meta("kept", "1")
    store.database._engine.dispose()
    limit = {"pages": 0}

    @event.listens_for(store.database._engine, "connect")
    def full(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={limit['pages'] or pages}")

    def fill():
        for number in range(50):
            store.claims.add(make_claim("", text="x" * 9000), event=make_event(note=str(number)))

    with pytest.raises(StorageError, match="disk is full; nothing was changed") as caught:
        fill()
    assert_clear(caught.value)
    assert not caught.value.temporary
    assert store.runs.meta("kept") == "1"
    assert len(store.claims.list()) == len(store.audit.list())
    limit["pages"] = 1_000_000  # room again
    store.database._engine.dispose()
    stored = len(store.claims.list())
    store.claims.add(make_claim("", text="x" * 9000), event=make_event())
    assert len(store.claims.list()) == stored + 1
    store.close()
    assert check(sqlite_url) is None


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(StorageError, match="cannot be opened") as caught:
        open_store(f"sqlite:///{tmp_path}")
    assert_clear(caught.value)


@pytest.mark.postgres
def test_an_unknown_database_on_the_server(postgres_url):
    url = make_url(postgres_url).set(database="nowhere", password=SECRET)
    with pytest.raises(StorageError, match="nowhere") as caught:
        open_store(url.render_as_string(hide_password=False))
    assert_clear(caught.value)


def test_a_server_that_is_not_there(tmp_path):
    url = URL.set(host=None).update_query_dict({"host": str(tmp_path)})
    with pytest.raises(BusyError, match="cannot be reached") as caught:
        open_store(url.render_as_string(hide_password=False))
    assert_clear(caught.value)


@pytest.mark.postgres
def test_a_lost_connection_is_temporary_and_heals(postgres_url):
    store = open_store(postgres_url)
    name = make_url(postgres_url).database

    def lose():
        with store.database.write() as connection:
            pg._execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{name}' AND application_name = 'followup-monitor'"
            )
            connection.execute(text("SELECT 1"))

    with pytest.raises(BusyError) as caught:
        lose()
    assert_clear(caught.value)
    store.runs.set_meta("again", "1")
    assert store.runs.meta("again") == "1"
    store.close()


def test_a_broken_rule_does_not_quote_the_row(sql_store):
    secret = f"https://user:{SECRET}@gazette.example/feed"
    add = text("INSERT INTO meta (key, value) VALUES (:key, 'x')")
    sql_store.runs.set_meta(secret, "x")
    with pytest.raises(StorageError) as caught, sql_store.database.write() as connection:
        connection.execute(add, {"key": secret})
    assert_clear(caught.value)


def server_error(message: str, state: str | None = None) -> OperationalError:
    """An error as the driver raises it: its class says what the server said."""
    kind = type("Refused", (psycopg.OperationalError,), {"sqlstate": state})
    return OperationalError("SELECT 1", {}, kind(message))


@pytest.mark.parametrize(
    ("message", "state", "kind", "words"),
    [
        ("canceling statement due to lock timeout", "55P03", BusyError, "busy"),
        ("deadlock detected", "40P01", BusyError, "try again"),
        ("the connection is closed", None, BusyError, "cannot be reached"),
        ("connection failure", "08006", BusyError, "busy"),
        ("could not extend file", "53100", StorageError, "disk is full"),
        ("cannot execute INSERT in a read-only transaction", "25006", StorageError, "read-only"),
        ("permission denied for table claims", "42501", StorageError, "permission"),
        ("whatever", "28P01", StorageError, "user or the password"),
        (
            'connection failed: FATAL:  password authentication failed for user "u"',
            None,
            StorageError,
            "user or the password",
        ),
        ("whatever", "3D000", StorageError, "create it first"),
        (f"strange: {SECRET}\nDETAIL: Key (url)=(x)", "XX000", StorageError, r"strange: \*\*\*$"),
        ("", None, StorageError, "db on h"),
    ],
)
def test_errors_of_the_server(message, state, kind, words):
    error = to_storage_error(server_error(message, state), "database db on h", URL)
    assert type(error) is kind
    with pytest.raises(kind, match=words):
        raise error
    assert SECRET not in str(error)


def test_errors_of_the_file():
    def found(code):
        error = sqlite3.OperationalError("some words\nmore")
        error.sqlite_errorcode = code
        return to_storage_error(error, "database x", make_url("sqlite:///x"))

    assert type(found(sqlite3.SQLITE_BUSY_SNAPSHOT)) is BusyError
    assert "read or written" in str(found(sqlite3.SQLITE_IOERR_WRITE))
    assert str(found(sqlite3.SQLITE_ERROR)) == "database x: some words"


def test_errors_of_others_are_not_ours():
    assert to_storage_error(ValueError("x"), "database x", URL) is None
    assert isinstance(to_storage_error(ArgumentError("x"), "database x", URL), StorageError)


def test_passwords_are_hidden_in_every_spelling():
    url = URL.set(password="p w/ö")
    for spelled in ("p w/ö", "p%20w/%C3%B6", "p%20w%2F%C3%B6", "p+w%2F%C3%B6"):
        assert without_password(f"at {spelled}!", url) == "at ***!"
    assert without_password("as it is", make_url("postgresql://h/db")) == "as it is"


def test_one_line_has_no_controls():
    assert one_line("\n \n a\x1b[2Jb\nc") == "a [2Jb"
    assert one_line("") == ""
    assert len(one_line("x" * 9000)) == 300
