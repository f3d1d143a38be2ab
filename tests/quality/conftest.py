"""The judge as the product runs it, made once."""

from __future__ import annotations

import pytest

from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_pair_judge


@pytest.fixture(scope="session")
def pair_judge():
    """Judges rows of ``monitor judge`` with the shipped settings."""
    settings = Settings()
    return make_pair_judge(settings, load_alias_table(settings))
