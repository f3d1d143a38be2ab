"""What processes cost: CPU time and memory of a whole tree, from /proc (Linux only)."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all its living descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += parents.get(found[-1], [])
    return found


def cpu_seconds(pid: int) -> tuple[float, dict[int, float]]:
    """User and system time of a tree in all, and by process of those that live.

    What a process used that has ended is in the sum, by way of its parent, and in no process's own.
    """
    total, own = 0.0, {}
    for one in tree(pid):
        fields = _stat(one)
        if fields:
            times = [int(ticks) / _TICK for ticks in fields[11:15]]
            total += sum(times)
            own[one] = times[0] + times[1]
    return total, own


def memory(pid: int) -> int:
    """Bytes of a tree in memory: shared pages are divided among those that share them (PSS)."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
