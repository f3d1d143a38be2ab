"""Finds the files that travel with the program: the default configuration and the migrations.

In a source checkout they lie beside the package; the wheel carries them inside it, as
``monitor/_shipped``.
"""

from __future__ import annotations

from pathlib import Path

from monitor.errors import MonitorError

_PACKAGE = Path(__file__).resolve().parent


def config_dir() -> Path:
    """Folder of the default configuration: ``monitor.toml``, ``outlets.toml`` and so on."""
    return _find("config")


def model_dir() -> Path:
    """Folder of the bundled cross-encoder, see ``matching/encoder.py``."""
    return _PACKAGE / "matching" / "stance"


def alembic_dir() -> Path:
    """Folder of the migrations (``env.py`` and ``versions/``)."""
    return _find("alembic")


def _find(name: str, package: Path = _PACKAGE) -> Path:
    for folder in (package / "_shipped" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise MonitorError(f"the installation has no {name} folder; install followup-monitor again")
