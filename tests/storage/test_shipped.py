"""Where the shipped files are."""

import pytest

from monitor import shipped
from monitor.errors import MonitorError


def test_a_checkout_has_them_beside_the_package():
    assert (shipped.alembic_dir() / "env.py").is_file()
    assert (shipped.alembic_dir() / "versions").is_dir()
    assert not (shipped.alembic_dir() / "__init__.py").exists()  # would shadow the library
    assert shipped.config_dir().is_dir()


def test_a_wheel_has_them_inside(tmp_path):
    package = tmp_path / "monitor"
    inside = package / "_shipped" / "config"
    inside.mkdir(parents=True)
    (tmp_path / "config").mkdir()
    assert shipped._find("config", package) == inside


def test_an_incomplete_installation_is_named(tmp_path):
    with pytest.raises(MonitorError, match="no config folder"):
        shipped._find("config", tmp_path / "monitor")
