"""Who this process is, and whether the holder of a lease is still alive.

A holder is "host:pid:start"; ``start`` tells a process from a later one with the same number.
"""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

_PID = re.compile("[1-9][0-9]{0,18}")


def own_holder() -> str:
    """The holder string of this process."""
    return f"{_host()}:{os.getpid()}:{_started(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Whether ``holder`` is known to be gone: same host, and its process is no more.

    False when that cannot be known (another host, an unreadable name): then only the end of
    the lease frees it.
    """
    host, _, rest = holder.rpartition(":")[0].rpartition(":")
    started = holder.rpartition(":")[2]
    if host != _host() or not _PID.fullmatch(rest):
        return False
    pid = int(rest)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):  # no system has a number that large
        return True
    except PermissionError:
        pass
    return started != _started(pid)


def _host() -> str:
    return socket.gethostname().replace(":", "-") or "localhost"


def _started(pid: int) -> str:
    """Boot and start tick of a process; "0" where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    except OSError:
        return "0"
    # The command's name, in parentheses, may hold spaces: count from its end.
    return f"{boot[:8]}-{stat.rpartition(')')[2].split()[19]}"
