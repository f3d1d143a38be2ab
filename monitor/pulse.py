"""Are the jobs getting on? Signs of life in memory, and when their absence means stuck.

A job gives a sign when a tick ends well and whenever one of its items was read from or written
to the database, so that a long run over many items is told from one that hangs.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

from monitor.domain.ports import Lanes
from monitor.domain.work import JobRun
from monitor.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

#: The jobs that have to run all the time.
VITAL = ("poll", "collect", "match")
#: Fact of the database: when the daemon last saw a sign of life of polling.
PROGRESS = "progress"
_TICKS = 10
#: Seconds for a child process to start and read a document, and for the database lane.
_WORK = 30.0


def patience(settings: Settings) -> float:
    """Seconds without a sign of life after which a job counts as stuck."""
    longest = settings.fetch.timeout + settings.fetch.per_host_interval + _WORK
    return _TICKS * settings.poll.tick + longest


class Pulse:
    """Signs of life and totals since the start of the process; for one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen = dict.fromkeys(VITAL, clock())
        self._failing: dict[str, float] = {}
        self.runs: Counter[tuple[str, bool]] = Counter()
        self.items: Counter[tuple[str, str]] = Counter()

    def seen(self, job: str) -> None:
        """A sign of life."""
        self._seen[job] = self._clock()

    def ended(self, job: str, *, well: bool) -> None:
        """A tick of ``job`` is over; one that raises is no sign of life."""
        if well:
            self.seen(job)
            self._failing.pop(job, None)
        else:
            self._failing.setdefault(job, self._clock())

    def count(self, run: JobRun) -> None:
        """Add a report to the totals."""
        self.runs[run.job, run.ok] += 1
        self.items.update({(run.job, str(what)): n for what, n in run.counts.items()})

    def ages(self) -> Mapping[str, float]:
        """Seconds since the last sign of each job."""
        now = self._clock()
        return {job: max(now - at, 0.0) for job, at in sorted(self._seen.items())}

    def stuck(self, limit: float) -> tuple[str, ...]:
        """What is wrong with the vital jobs, one line each; ``limit`` in seconds."""
        now, ages = self._clock(), self.ages()
        lines = []
        for job in VITAL:
            failing = now - self._failing.get(job, now)
            if ages[job] > limit:
                lines.append(f"{job} has made no progress for {ages[job]:.0f} s")
            elif failing > limit:
                lines.append(f"{job} has failed for {failing:.0f} s; see the log")
        return tuple(lines)

    def watched(self, job: str, lanes: Lanes) -> Lanes:
        """``lanes`` for the work of ``job``: each step of the database is a sign of life."""
        return _Watched(lanes, lambda: self.seen(job))


class _Watched:
    def __init__(self, lanes: Lanes, seen: Callable[[], None]) -> None:
        self._lanes = lanes
        self._seen = seen
        self.judge = lanes.judge
        self.io = lanes.io
        self.cpu = lanes.cpu

    async def db(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        result = await self._lanes.db(fn, *args, **kwargs)
        self._seen()
        return result
