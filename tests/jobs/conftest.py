"""Worlds over the store in memory and over SQLite."""

from __future__ import annotations

import pytest

from tests.fakes import FakeStore
from tests.jobs.world import World


@pytest.fixture
def world() -> World:
    """A world over the store in memory."""
    return World(FakeStore())


@pytest.fixture(params=["fake", "sqlite"])
def stored_world(request: pytest.FixtureRequest) -> World:
    """A world over either store, for what must hold on a real database."""
    if request.param == "fake":
        return World(FakeStore())
    open_sql = request.getfixturevalue("open_sql")
    return World(open_sql(request.getfixturevalue("sqlite_url")))
