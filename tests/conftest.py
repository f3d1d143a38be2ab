"""Fixtures for all tests: stores, databases, and no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from monitor.storage.engine import Database
from monitor.storage.migrate import upgrade
from monitor.storage.store import SqlStore, open_store
from monitor.storage.tables import metadata
from tests import pg
from tests.fakes import FakeStore

if TYPE_CHECKING:
    from monitor.domain.ports import Store


class BlockedNetworkError(RuntimeError):
    """A test tried to leave the machine. No OSError: code under test must not swallow it."""


def pytest_configure() -> None:
    pg.claim_run()
    _block_network()


def _block_network() -> None:
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    sendto, look_up = socket.socket.sendto, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _require_loopback(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _require_loopback(self, address)
        return connect_ex(self, address)

    def guarded_sendto(self: socket.socket, data: Any, *rest: Any) -> int:
        _require_loopback(self, rest[-1])
        return sendto(self, data, *rest)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        _require_local_name(host)
        return look_up(host, *args, **options)

    socket.socket.connect = guarded_connect
    socket.socket.connect_ex = guarded_connect_ex
    socket.socket.sendto = guarded_sendto
    socket.getaddrinfo = guarded_look_up


def _require_loopback(sock: socket.socket, address: Any) -> None:
    if sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0]).partition("%")[0]
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise BlockedNetworkError(f"a test tried to reach {address!r}")


def _require_local_name(host: Any) -> None:
    """Addresses and local names only; reserved names do not exist, as in the real world."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost" or name == socket.gethostname():
        return
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        if name.rstrip(".").rpartition(".")[2] in {"invalid", "test", "example"}:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None
        raise BlockedNetworkError(f"a test tried to look up {name!r}") from None


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "monitor.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """URL of an SQLite database with the newest schema and no rows."""
    path = tmp_path / "monitor.db"
    shutil.copy(_sqlite_template, path)
    return f"sqlite:///{path}"


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw")


@pytest.fixture(scope="session")
def _postgres_database() -> Iterator[tuple[str, Database]]:
    try:
        url = pg.create_database(f"monitor_{_worker()}")
    except pg.NoServerError as error:
        pytest.skip(str(error))
    upgrade(url)
    database = Database(url)
    yield url, database
    database.close()


@pytest.fixture
def postgres_url(_postgres_database: tuple[str, Database]) -> str:
    """URL of a PostgreSQL database with the newest schema and no rows."""
    url, database = _postgres_database
    names = ", ".join(f'"{name}"' for name in metadata.tables)
    with database.write() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return url


@pytest.fixture
def empty_postgres_url(_postgres_database: tuple[str, Database]) -> Iterator[str]:
    """URL of a PostgreSQL database without any table, for migrations."""
    with pg.scratch_database(f"scratch_{_worker()}") as url:
        yield url


KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of either kind with the newest schema and no rows."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def open_sql() -> Iterator[Callable[[str], SqlStore]]:
    """Opens stores that are closed at the end of the test."""
    opened: list[SqlStore] = []

    def open_one(url: str) -> SqlStore:
        opened.append(open_store(url))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def sql_store(database_url: str, open_sql: Callable[[str], SqlStore]) -> SqlStore:
    """An empty store on either database."""
    return open_sql(database_url)


@pytest.fixture(params=("fake", *KINDS))
def store(request: pytest.FixtureRequest) -> Store:
    """An empty store: in memory, on SQLite and on PostgreSQL."""
    if request.param == "fake":
        return FakeStore()
    url = str(request.getfixturevalue(f"{request.param}_url"))
    opened: Store = request.getfixturevalue("open_sql")(url)
    return opened
