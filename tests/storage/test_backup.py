"""Backups."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import make_url

from monitor.errors import StorageError, UsageError
from monitor.storage import backup as module
from monitor.storage.backup import backup
from monitor.storage.migrate import check
from tests import pg
from tests.storage.populated import contents, populate


def test_a_backup_of_a_file_in_use_holds_all(sqlite_url, open_sql, tmp_path):
    store = open_sql(sqlite_url)
    populate(store)
    target = tmp_path / "copies" / "one.db"
    target.parent.mkdir()
    before = os.umask(0)
    try:
        with store.database.write():  # a writer in the middle does not hinder it
            backup(sqlite_url, target)
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["one.db"]
    assert check(f"sqlite:///{target}") is None
    assert contents(open_sql(f"sqlite:///{target}")) == contents(store)


def test_a_backup_overwrites_nothing(sqlite_url, tmp_path):
    target = tmp_path / "one.db"
    target.write_text("precious")
    with pytest.raises(UsageError, match="exists already"):
        backup(sqlite_url, target)
    assert target.read_text() == "precious"


def test_a_backup_to_nowhere(sqlite_url, tmp_path):
    with pytest.raises(StorageError, match="cannot be created"):
        backup(sqlite_url, tmp_path / "no" / "one.db")


def test_a_backup_of_nothing(tmp_path):
    with pytest.raises(StorageError, match="no such file"):
        backup(f"sqlite:///{tmp_path / 'missing.db'}", tmp_path / "one.db")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_backup_leaves_nothing(sqlite_url, tmp_path, monkeypatch):
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_sync", full)
    with pytest.raises(StorageError, match="No space left"):
        backup(sqlite_url, tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


def dump_program() -> Path | None:
    """pg_dump beside the server's binaries, or on the PATH."""
    found = [path / "pg_dump" for path in pg._candidates() if (path / "pg_dump").exists()]
    return found[0] if found else Path(shutil.which("pg_dump") or "") or None


@pytest.mark.postgres
def test_a_server_is_dumped(postgres_url, open_sql, tmp_path, monkeypatch):
    program = dump_program()
    if program is None or os.environ.get("TEST_POSTGRES_URL"):
        pytest.skip("no pg_dump of the server's version")
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    store = open_sql(postgres_url)
    populate(store)
    target = tmp_path / "one.dump"
    backup(postgres_url, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pg.scratch_database("restored") as url:
        options = make_url(url)
        subprocess.run(
            [
                *(program.with_name("pg_restore"), "-U", "postgres", "-d", "restored"),
                *("-h", options.query["host"], "--no-owner", target),
            ],
            check=True,
        )
        assert contents(open_sql(url)) == contents(store)
        open_sql(url).database.close()


@pytest.mark.postgres
def test_without_pg_dump_the_error_says_so(postgres_url, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StorageError, match="needs pg_dump"):
        backup(postgres_url, tmp_path / "one.dump")


def fake_dump(folder: Path, script: str) -> None:
    program = folder / "pg_dump"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


SECRET_URL = "postgresql+psycopg://ada:s3cret@db.example:5433/news?sslmode=require"


def test_the_password_is_no_argument_of_pg_dump(tmp_path, monkeypatch):
    fake_dump(tmp_path, 'echo "$@" "$PGPASSWORD" > "$(dirname "$0")/seen"')
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    backup(SECRET_URL, tmp_path / "one.dump")
    arguments, password = (tmp_path / "seen").read_text().rsplit(maxsplit=1)
    assert password == "s3cret"
    assert "s3cret" not in arguments
    for word in ("host='db.example'", "port='5433'", "dbname='news'", "sslmode='require'"):
        assert word in arguments


def test_what_pg_dump_says_is_told_in_one_line(tmp_path, monkeypatch):
    fake_dump(tmp_path, "echo 'pg_dump: error: no s3cret' >&2; echo more >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(StorageError, match=r"pg_dump failed: pg_dump: error: no \*\*\*$"):
        backup(SECRET_URL, tmp_path / "one.dump")
    (tmp_path / "pg_dump").write_text("#!/nowhere/at/all\n")
    with pytest.raises(StorageError, match="pg_dump failed"):
        backup(SECRET_URL, tmp_path / "one.dump")
    assert not list(tmp_path.glob("one*"))
