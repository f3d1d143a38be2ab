"""Measure the shipped judge's speed and size on one core.

    python bench/quality/speed.py

Prints seconds of processor time (which a busy machine hardly changes) and of wall clock for 32
pairs of 128 tokens, the best of five; for loading; the resident memory of a process that has
loaded and judged; and a cold start of ``monitor judge`` on one pair.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from monitor.matching.encoder import CrossEncoder
from monitor.settings import Settings
from monitor.shipped import model_dir
from monitor.wiring import load_alias_table, make_judge

ROOT = Path(__file__).resolve().parents[2]
_CLAIM = "France has sent soldiers to Spain"
_TEXT = "The ministry said on Monday that it would look into what had been reported there. " * 12


def processor() -> float:
    """Seconds of processor time of this process and of children that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def timed(what: Callable[[], object], *, times: int = 1) -> tuple[float, float]:
    """Processor and wall seconds, the least of ``times``."""
    found = []
    for _ in range(times):
        began, clock = processor(), time.perf_counter()
        what()
        found.append((processor() - began, time.perf_counter() - clock))
    return min(found)


def resident() -> float:
    """MB of this process."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    kilobytes = re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="ascii"))
    return int(kilobytes[1]) / 1024 if kilobytes else float("nan")


def cold() -> None:
    """A new process that judges one pair."""
    row = json.dumps({"claim": _CLAIM, "text": "France denied that it had sent soldiers."})
    subprocess.run(
        [sys.executable, "-m", "monitor", "judge"], input=row, text=True, check=True, cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip


def main() -> int:
    cores = getattr(os, "sched_getaffinity", lambda _: ())(0)
    if cores:
        os.sched_setaffinity(0, {min(cores)})  # one core, for the child too
    encoders: list[CrossEncoder] = []
    cpu, wall = timed(lambda: encoders.append(CrossEncoder(model_dir())))
    print(f"load with checks and canaries: {cpu:.2f} s processor, {wall:.2f} s wall")
    pairs = [(_CLAIM, _TEXT)] * 32
    cpu, wall = timed(lambda: encoders[0].read(pairs), times=5)
    print(f"32 pairs of 128 tokens: {cpu:.2f} s processor, {wall:.2f} s wall")
    encoders.clear()
    settings = Settings()
    make_judge(load_alias_table(settings))
    print(f"resident after that, with a whole judge: {resident():.0f} MB")
    cpu, wall = timed(cold, times=3)
    print(f"cold start of `monitor judge`, one pair: {cpu:.2f} s processor, {wall:.2f} s wall")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
