"""What machines are told: readiness as JSON, metrics in the Prometheus text format 0.0.4."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.domain.work import Figures, JobRun
from monitor.pulse import VITAL, Pulse

Labels = Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """How the daemon is at a moment. ``figures`` is None if the database gave none."""

    now: datetime
    pulse: Pulse
    reasons: tuple[str, ...] = ()  # why it is not ready
    figures: Figures | None = None
    runs: tuple[JobRun, ...] = field(default=())  # the newest of each job
    database: str = ""  # what is wrong with it


def ready_shape(state: State) -> dict[str, Any]:
    """The body of ``/readyz``. No names or addresses: they may be secret."""
    shape: dict[str, Any] = {
        "ready": not state.reasons,
        "reasons": list(state.reasons),
        "version": __version__,
        "seconds_since": {
            job: round(age, 1) for job, age in state.pulse.ages().items() if job in VITAL
        },
        "database": state.database or "ok",
    }
    figures = state.figures
    if figures is not None:
        late = figures.overdue
        waits = round((state.now - late[1]).total_seconds(), 1) if late else 0.0
        shape |= {
            "oldest_overdue_feed": {"id": late[0], "seconds": waits} if late else None,
            "feeds_due": figures.feeds_due,
            "last_digest": figures.digest_at.isoformat() if figures.digest_at else None,
            "offline_since": figures.offline_since.isoformat() if figures.offline_since else None,
            "undelivered": figures.undelivered,
            "queue": figures.queue,
        }
    return shape


def metrics_text(state: State) -> str:
    """The body of ``/metrics``."""
    lines = _Lines()
    pulse = state.pulse
    lines.add("monitor_info", "gauge", "The version.", [({"version": __version__}, 1)])
    lines.add("monitor_ready", "gauge", "1 if /readyz says 200.", [({}, not state.reasons)])
    lines.add("monitor_database_up", "gauge", "1 if a write succeeded.", [({}, not state.database)])
    lines.add(
        "monitor_job_idle_seconds",
        "gauge",
        "Seconds since the last sign of life of a job.",
        [({"job": job}, round(age, 3)) for job, age in pulse.ages().items()],
    )
    lines.add(
        "monitor_job_runs_total",
        "counter",
        "Runs of a job since the start of the process.",
        [
            ({"job": job, "result": "ok" if ok else "failed"}, number)
            for (job, ok), number in sorted(pulse.runs.items())
        ],
    )
    lines.add(
        "monitor_job_items_total",
        "counter",
        "What the jobs counted since the start of the process.",
        [({"job": j, "what": what}, number) for (j, what), number in sorted(pulse.items.items())],
    )
    lines.add(
        "monitor_job_last_run_timestamp_seconds",
        "gauge",
        "End of the newest run on record.",
        [({"job": run.job}, run.finished_at.timestamp()) for run in state.runs],
    )
    if state.figures is not None:
        _add_figures(lines, state.figures, state.now)
    _add_process(lines)
    return lines.text()


def _add_figures(lines: _Lines, figures: Figures, now: datetime) -> None:
    by_state = (
        ("monitor_feeds", "state", "Feeds by state.", figures.feeds),
        ("monitor_claims", "status", "Claims by status.", figures.claims),
        ("monitor_entries", "state", "Entries of feeds by state.", figures.entries),
        ("monitor_deliveries", "state", "Digests on channels by state.", figures.deliveries),
    )
    for name, label, told, numbers in by_state:
        values = [({label: value}, number) for value, number in sorted(numbers.items())]
        lines.add(name, "gauge", told, values)
    lines.add(
        "monitor_flags",
        "gauge",
        "Cards by kind and state.",
        [({"kind": k, "state": s}, number) for (k, s), number in sorted(figures.flags.items())],
    )
    late = (now - figures.overdue[1]).total_seconds() if figures.overdue else 0.0
    for name, told, number in (
        ("monitor_feeds_due", "Feeds whose next poll has come.", figures.feeds_due),
        ("monitor_feed_overdue_seconds", "How long the longest waiting feed is due.", late),
        (
            "monitor_offline",
            "1 while most sites cannot be reached.",
            figures.offline_since is not None,
        ),
        ("monitor_articles", "Versions of articles.", figures.articles),
        ("monitor_articles_unmatched", "Articles still to be matched.", figures.unmatched),
        ("monitor_backfills", "Claims still to be matched backwards.", figures.backfills),
        ("monitor_rechecks_due", "Pages to be looked at again now.", figures.rechecks_due),
        ("monitor_queue_depth", "Entries to collect and articles to match.", figures.queue),
        ("monitor_undelivered", "Deliveries of the last 7 days not sent.", figures.undelivered),
    ):
        lines.add(name, "gauge", told, [({}, number)])
    made: list[tuple[Labels, float]]
    made = [({}, figures.digest_at.timestamp())] if figures.digest_at else []
    lines.add("monitor_digest_timestamp_seconds", "gauge", "When the last digest was made.", made)


def _add_process(lines: _Lines) -> None:
    """Under the names that Prometheus' own libraries use; what cannot be known is left out."""
    lines.add("process_cpu_seconds_total", "counter", "CPU time used.", [({}, time.process_time())])
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        size = pages * resource.getpagesize()
        lines.add("process_resident_memory_bytes", "gauge", "Memory in use.", [({}, size)])
    with suppress(OSError):
        fds = len(os.listdir("/proc/self/fd")) - 1  # noqa: PTH208 - the one it reads with
        lines.add("process_open_fds", "gauge", "Open files and sockets.", [({}, fds)])


class _Lines:
    def __init__(self) -> None:
        self._lines: list[str] = []

    def add(self, name: str, kind: str, told: str, values: Iterable[tuple[Labels, float]]) -> None:
        self._lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
        for labels, value in values:
            inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
            self._lines.append(
                f"{name}{{{inside}}} {_number(value)}" if inside else f"{name} {_number(value)}"
            )

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
