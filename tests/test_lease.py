"""Whether the holder of a lease is still alive."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from monitor import lease
from monitor.lease import is_dead, own_holder


def test_this_process_is_alive():
    holder = own_holder()
    assert holder.split(":")[1] == str(os.getpid())
    assert not is_dead(holder)


def test_a_process_that_ended_is_dead():
    child = subprocess.run(
        [sys.executable, "-c", "from monitor.lease import own_holder; print(own_holder())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert is_dead(child.stdout.strip())


def test_a_later_process_with_the_same_number_is_another_one():
    host, pid, _ = own_holder().split(":")
    assert is_dead(f"{host}:{pid}:00000000-1")


@pytest.mark.parametrize("pid", ["99999999", "9" * 18])
def test_a_number_that_nobody_has_is_dead(pid):
    assert is_dead(f"{socket.gethostname()}:{pid}:0")


@pytest.mark.parametrize(
    "holder",
    ["elsewhere.example:1:x", "", "x", ":::", "HOST:0:x", "HOST:-1:x", "HOST:x:y", "HOST:²:x"],
)
def test_what_cannot_be_known_is_not_called_dead(holder):
    assert not is_dead(holder.replace("HOST", socket.gethostname()))


def test_without_proc_a_living_number_counts_as_alive(monkeypatch):
    class NoProc:
        def __init__(self, path):
            pass

        def read_text(self, **_):
            raise FileNotFoundError

    monkeypatch.setattr(lease, "Path", NoProc)
    holder = own_holder()
    assert holder.endswith(":0")
    assert not is_dead(holder)


def test_a_process_of_another_user_is_alive(monkeypatch):
    def kill(pid, number):
        raise PermissionError

    monkeypatch.setattr(os, "kill", kill)
    assert not is_dead(own_holder())
