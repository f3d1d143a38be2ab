"""E1 to E4 in a network of their own: a guard that fails reaches our canaries and nothing real."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.inside import PRIVATE, PUBLIC, TARGETS

ROOT = Path(__file__).parents[2]
UNSHARE = ("unshare", "--map-root-user", "--net", "--mount")


@cache
def why_not() -> str:
    """Why no network of one's own can be had here, '' if it can."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return "needs Linux with unshare and ip"
    tried = subprocess.run(
        [*UNSHARE, "ip", "link", "set", "lo", "up"], capture_output=True, text=True, check=False
    )
    return f"no name space permitted: {tried.stderr.strip()[:100]}" if tried.returncode else ""


def inside(*options: str) -> dict[str, Any]:
    if why_not():
        pytest.skip(why_not())
    done = subprocess.run(
        [*UNSHARE, sys.executable, "-m", "tests.reliability.inside", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_e1_to_e4_nothing_inside_is_connected_to() -> None:
    seen = inside()
    assert set(seen["connected"]) == {PUBLIC}
    assert seen["connected"][PUBLIC] >= len(TARGETS)
    refused = [error for error in seen["errors"].values() if "refused" in error]
    assert len(refused) >= len(PRIVATE)
    assert seen["looked_up"]["rebind.example"] >= 2


def test_e1_to_e4_the_canaries_sing_without_the_guard() -> None:
    reached = set(inside("--open")["connected"])
    assert {"10.0.0.1", "169.254.169.254", "192.168.1.1", "127.0.0.2", "fd00::1"} <= reached
