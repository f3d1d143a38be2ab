"""A hostile server, and a monitor that follows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile


@pytest.fixture
def server() -> Iterator[Hostile]:
    """The server; at the end of every test no canary may have been touched."""
    with Hostile() as running:
        yield running
        assert running.canary == []


@pytest.fixture
def desk(server: Hostile, sqlite_url: str) -> Iterator[Desk]:
    """A monitor with an empty database that may reach the server and nothing else."""
    running = Desk(sqlite_url, server)
    yield running
    running.close()
