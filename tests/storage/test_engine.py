"""Transactions, column types and files."""

import logging
import os
import sqlite3
import stat
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text

from monitor.errors import BusyError, ConfigError, StorageError
from monitor.storage import engine
from monitor.storage.engine import Database, create_file, describe, parse_url
from monitor.storage.store import open_store
from monitor.storage.tables import CleanText, Json, UtcDateTime, clean, index_key
from tests.factories import make_claim, make_event
from tests.storage.populated import contents, populate

SAMPLE = Table(
    "sample",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("words", CleanText),
    Column("data", Json),
    Column("at", UtcDateTime),
)


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    with database.write() as connection:
        SAMPLE.create(connection)
    yield database
    with database.write() as connection:
        SAMPLE.drop(connection)
    database.close()


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://u@h:5433/db", "postgresql+psycopg://u@h:5433/db"),
        ("postgresql+psycopg2://u@h/db", "postgresql+psycopg://u@h/db"),
        ("sqlite:///monitor.db", "sqlite:///monitor.db"),
    ],
)
def test_urls_are_normalised(url, normal):
    assert parse_url(url).render_as_string(hide_password=False) == normal


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("monitor.db", "not a database URL"),
        ("postgresql://u:s3cret-word@h:port/db", "not a database URL"),
        ("mysql://u:s3cret-word@h/db", "mysql is not supported"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
    ],
)
def test_a_url_that_cannot_be_used_is_named_without_its_password(url, words):
    with pytest.raises(ConfigError, match=words) as caught:
        Database(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_databases_are_described_without_passwords():
    assert describe(parse_url("postgresql://u:s3cret@h/db")) == "database db on h"
    assert describe(parse_url("postgresql:///db?host=/run/pg")) == "database db on /run/pg"
    assert describe(parse_url("postgresql:///db")) == "database db on localhost"
    assert describe(parse_url("sqlite:///a/b.db")) == "database a/b.db"


def test_a_missing_driver_is_named(monkeypatch):
    def missing(*_args, **_options):
        raise ImportError("psycopg")

    monkeypatch.setattr(engine, "create_engine", missing)
    with pytest.raises(StorageError, match=r"followup-monitor\[postgres\]"):
        Database("postgresql://h/db")


def test_options_of_the_url_are_kept(postgres_url):
    database = Database(f"{postgres_url}&options=-c%20work_mem%3D5MB")
    with database.read() as connection:
        assert connection.scalar(text("SHOW work_mem")) == "5MB"
        assert connection.scalar(text("SHOW timezone")) == "UTC"
    database.close()


@pytest.mark.parametrize(
    "value",
    [
        datetime(2025, 3, 14, 9, 30, 15, 123456, tzinfo=UTC),
        datetime(2025, 3, 14, 11, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(1, 1, 2, tzinfo=UTC),
        None,
    ],
)
def test_times_come_back_aware_and_in_utc(database, value):
    with database.write() as connection:
        connection.execute(insert(SAMPLE).values(id=1, at=value))
    with database.read() as connection:
        found = connection.scalar(select(SAMPLE.c.at))
        if value is not None:
            assert connection.scalar(select(SAMPLE.c.id).where(SAMPLE.c.at <= value)) == 1
    assert found == value
    assert value is None or found.tzinfo is UTC


def test_a_naive_time_is_a_bug(database):
    with pytest.raises(StorageError, match="naive"), database.write() as connection:
        connection.execute(insert(SAMPLE).values(id=1, at=datetime(2025, 3, 14)))  # noqa: DTZ001


def test_text_is_free_of_what_databases_refuse(database):
    hostile = "a\x00b\ud800c"
    with database.write() as connection:
        connection.execute(
            insert(SAMPLE).values(id=1, words=hostile, data={hostile: [hostile, 1, None, (2.5,)]})
        )
    with database.read() as connection:
        row = connection.execute(select(SAMPLE)).one()
        assert connection.scalar(select(SAMPLE.c.id).where(SAMPLE.c.words == hostile)) == 1
    assert row.words == "a\ufffdb\ufffdc"
    assert len(row.words) == len(hostile)  # offsets into the text stay true
    assert row.data == {row.words: [row.words, 1, None, [2.5]]}


def test_a_hand_written_claim_with_a_nul_is_stored(sql_store):
    claim = sql_store.claims.add(
        make_claim("", text="Closed\x00.", parties=("Nor\x00land",)), event=make_event(note="\x00")
    )
    assert claim == sql_store.claims.get("C1")
    assert (claim.text, claim.parties) == ("Closed\ufffd.", ("Nor\ufffdland",))


def test_long_keys_are_hashed():
    assert index_key("short") == "short"
    assert index_key("x" * 500) == "x" * 500
    assert index_key("x" * 501) != index_key("x" * 502)
    assert len(index_key("x" * 501).encode()) < 100
    assert index_key("\x00" * 501) == index_key(clean("\x00" * 501))


def test_a_failed_transaction_leaves_nothing(database):
    def fail():
        with database.write() as connection:
            connection.execute(insert(SAMPLE).values(id=1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.execute(select(SAMPLE)).all() == []


def test_a_reader_sees_one_state_and_does_not_wait(database):
    with database.read() as reader:
        assert reader.execute(select(SAMPLE)).all() == []
        with database.write() as writer:
            writer.execute(insert(SAMPLE).values(id=1))
        assert reader.execute(select(SAMPLE)).all() == []
    with database.read() as reader:
        assert len(reader.execute(select(SAMPLE)).all()) == 1


def test_a_second_writer_waits_and_then_gives_up(database_url, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_S", 1)
    one, other = Database(database_url), Database(database_url)
    with one.write():
        with pytest.raises(BusyError, match="try again") as caught, other.write():
            pass
        assert caught.value.temporary
    with other.write() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    one.close()
    other.close()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_is_its_owners_whatever_the_umask(tmp_path, umask, open_sql):
    path = tmp_path / "new folder" / "monitor.db"
    path.parent.mkdir()
    before = os.umask(umask)
    try:
        store = open_sql(f"sqlite:///{path}")
        populate(store)
    finally:
        os.umask(before)
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert set(modes) == {"monitor.db", "monitor.db-wal", "monitor.db-shm"}
    assert set(modes.values()) == {0o600}


def test_missing_folders_are_made(tmp_path, open_sql):
    path = tmp_path / "a" / "b" / "monitor.db"
    open_sql(f"sqlite:///{path}")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_another_process_makes_meanwhile_is_no_error(tmp_path, monkeypatch):
    path = tmp_path / "monitor.db"
    path.write_bytes(b"")
    monkeypatch.setattr(type(path), "exists", lambda _self: False)
    assert create_file(path) is None


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"cannot be created: .*; check the folder"):
        open_store(f"sqlite:///{tmp_path / 'file' / 'monitor.db'}")


def test_sqlite_is_set_up_for_safety(sqlite_url):
    database = Database(sqlite_url)
    with database.read() as connection:
        for pragma, value in {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "busy_timeout": 10_000,
        }.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
    database.close()


def test_nothing_that_is_stored_is_logged(database_url, caplog):
    caplog.set_level(logging.DEBUG)
    store = open_store(database_url)
    store.runs.set_meta("feed", "https://ada:s3cret@gazette.example/feed")
    assert "s3cret" in (store.runs.meta("feed") or "")
    store.close()
    assert "s3cret" not in caplog.text


def test_the_switch_to_wal_waits_for_other_processes(monkeypatch):
    class Busy:
        """A connection whose file is locked for a while, as another process sets it up."""

        tries = 0

        def execute(self, _statement):
            self.tries += 1
            if self.tries < 3:
                raise sqlite3.OperationalError("database is locked")
            return self

        def fetchone(self):
            return ("wal",)

    connection = Busy()
    engine._use_wal(connection)
    assert connection.tries == 3
    monkeypatch.setattr(engine, "BUSY_S", -1)
    with pytest.raises(sqlite3.OperationalError):
        engine._use_wal(Busy())


def test_a_reopened_store_holds_the_same(database_url, open_sql):
    store = open_sql(database_url)
    populate(store)
    before = contents(store)
    store.close()
    assert contents(open_sql(database_url)) == before
