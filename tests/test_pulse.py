"""When a job counts as stuck, and what machines are told about it."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from monitor import metrics
from monitor.domain.work import Figures
from monitor.errors import BusyError
from monitor.metrics import State, metrics_text, ready_shape
from monitor.pulse import VITAL, Pulse, patience
from monitor.settings import FetchSettings, PollSettings, Settings
from tests.factories import NOW, later, make_run
from tests.lanes import InlineLanes


class Clock:
    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pulse(clock: Clock) -> Pulse:
    return Pulse(clock)


def test_patience_grows_with_the_tick_and_the_deadline() -> None:
    settings = Settings(
        poll=PollSettings(tick=15.0), fetch=FetchSettings(timeout=30.0, per_host_interval=2.0)
    )
    assert patience(settings) == 150 + 30 + 2 + 30
    assert patience(replace(settings, poll=PollSettings(tick=60.0))) == 600 + 62


def test_a_silent_job_is_stuck_and_a_sign_of_life_ends_it(pulse: Pulse, clock: Clock) -> None:
    clock.at += 60
    assert pulse.stuck(60) == ()
    clock.at += 1
    for job in ("collect", "match"):
        pulse.ended(job, well=True)
    assert pulse.stuck(60) == ("poll has made no progress for 61 s",)
    pulse.seen("poll")
    assert pulse.stuck(60) == ()
    assert dict(pulse.ages()) == dict.fromkeys(sorted(VITAL), 0.0)


def test_a_job_that_only_fails_is_stuck(pulse: Pulse, clock: Clock) -> None:
    for _ in range(8):
        clock.at += 10
        for job in VITAL:
            pulse.seen(job)  # it still reads what is due
        pulse.ended("match", well=False)
    assert pulse.stuck(60) == ("match has failed for 70 s; see the log",)
    pulse.ended("match", well=True)
    assert pulse.stuck(60) == ()
    pulse.ended("upkeep", well=False)
    clock.at += 50
    assert pulse.stuck(60) == ()


def test_each_step_of_the_database_is_a_sign_of_life(pulse: Pulse, clock: Clock) -> None:
    lanes = pulse.watched("poll", InlineLanes())

    def busy() -> None:
        raise BusyError("locked")

    async def steps() -> None:
        clock.at += 50
        assert await lanes.db(lambda: 7) == 7
        assert pulse.ages()["poll"] == 0
        clock.at += 50
        with pytest.raises(BusyError):
            await lanes.db(busy)
        assert await lanes.cpu(len, "abc", timeout=1.0) == 3
        assert await lanes.judge(len, "ab") == 2
        assert await lanes.io(len, "a") == 1

    asyncio.run(steps())
    assert pulse.ages()["poll"] == 50


FIGURES = Figures(
    feeds={"ok": 3, "failing": 1},
    feeds_due=2,
    overdue=(7, later(seconds=-90)),
    claims={"open": 5},
    entries={"pending": 4, "skipped": 100},
    articles=12,
    unmatched=2,
    backfills=1,
    rechecks_due=0,
    flags={("denial", "queued"): 2},
    deliveries={"sent": 9},
    undelivered=1,
    offline_since=later(hours=-1),
    digest_at=later(hours=-2),
)


def state(pulse: Pulse, **values: object) -> State:
    return State(**{"now": NOW, "pulse": pulse, "figures": FIGURES, **values})  # type: ignore[arg-type]


def test_readiness_names_no_feed(pulse: Pulse, clock: Clock) -> None:
    clock.at += 3
    shape = ready_shape(state(pulse, reasons=("poll is stuck",)))
    assert shape.pop("version")
    assert shape == {
        "ready": False,
        "reasons": ["poll is stuck"],
        "seconds_since": {"poll": 3.0, "collect": 3.0, "match": 3.0},
        "database": "ok",
        "oldest_overdue_feed": {"id": 7, "seconds": 90.0},
        "feeds_due": 2,
        "last_digest": "2025-03-14T07:30:00+00:00",
        "offline_since": later(hours=-1).isoformat(),
        "undelivered": 1,
        "queue": 6,
    }
    fresh = ready_shape(state(pulse, figures=replace(FIGURES, overdue=None, digest_at=None)))
    assert fresh["ready"]
    assert (fresh["oldest_overdue_feed"], fresh["last_digest"]) == (None, None)
    bare = ready_shape(state(pulse, figures=None, database="the disk is full"))
    assert bare["database"] == "the disk is full"
    assert "queue" not in bare


def samples(text: str) -> dict[str, float]:
    """What a scraper reads; fails on what is no exposition of version 0.0.4."""
    found: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line.split()[2:]
            assert name not in kinds
            kinds[name] = kind
        elif not line.startswith("# HELP "):
            series, _, value = line.rpartition(" ")
            assert series.partition("{")[0] in kinds, line
            assert series not in found
            found[series] = float(value)
    assert text.endswith("\n")
    assert all(kind == "counter" for name, kind in kinds.items() if name.endswith("_total"))
    return found


def test_metrics_are_what_prometheus_reads(pulse: Pulse, clock: Clock) -> None:
    pulse.count(make_run("poll", counts={"feeds": 3, "new": 1}))
    pulse.count(make_run("poll", counts={"feeds": 2}, ok=False))
    clock.at += 1.5
    runs = (make_run("poll"),)
    found = samples(metrics_text(state(pulse, runs=runs, reasons=("no",))))
    assert found["monitor_ready"] == 0
    assert found["monitor_database_up"] == 1
    assert found["monitor_offline"] == 1
    assert found['monitor_job_idle_seconds{job="poll"}'] == 1.5
    assert found['monitor_job_runs_total{job="poll",result="ok"}'] == 1
    assert found['monitor_job_runs_total{job="poll",result="failed"}'] == 1
    assert found['monitor_job_items_total{job="poll",what="feeds"}'] == 5
    last = found['monitor_job_last_run_timestamp_seconds{job="poll"}']
    assert last == runs[0].finished_at.timestamp()
    assert found['monitor_feeds{state="failing"}'] == 1
    assert found['monitor_flags{kind="denial",state="queued"}'] == 2
    assert found["monitor_feed_overdue_seconds"] == 90
    assert found["monitor_queue_depth"] == 6
    assert found["monitor_digest_timestamp_seconds"] == later(hours=-2).timestamp()
    assert found["process_resident_memory_bytes"] > 1_000_000
    assert found["process_open_fds"] >= 3
    assert found["process_cpu_seconds_total"] > 0


def test_without_a_database_the_rest_is_still_told(pulse: Pulse) -> None:
    found = samples(metrics_text(state(pulse, figures=None, database="gone")))
    assert found["monitor_database_up"] == 0
    assert not any(name.startswith("monitor_feeds") for name in found)
    none = samples(metrics_text(state(pulse, figures=replace(FIGURES, overdue=None))))
    assert none["monitor_feed_overdue_seconds"] == 0


def test_labels_cannot_break_out(pulse: Pulse) -> None:
    pulse.count(make_run("poll", counts={'a"} 1\n\\x': 2}))
    lines = metrics_text(state(pulse)).splitlines()
    assert r'monitor_job_items_total{job="poll",what="a\"} 1\n\\x"} 2' in lines


def test_what_the_system_does_not_tell_is_left_out(
    pulse: Pulse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(metrics.Path, "read_text", missing)
    monkeypatch.setattr(metrics.os, "listdir", missing)
    found = samples(metrics_text(state(pulse)))
    assert "process_open_fds" not in found
    assert "process_resident_memory_bytes" not in found


def test_every_metric_and_rule_is_documented(pulse: Pulse) -> None:
    pulse.count(make_run("poll"))
    text = metrics_text(state(pulse, runs=(make_run("poll"),)))
    names = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}
    page = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")
    section = page.partition("## Watching the monitor")[2].partition("\n## ")[0]
    table, _, rules = section.partition("Rules for Prometheus")
    assert names == set(re.findall(r"`((?:monitor|process)_\w+)`", table))
    used = set(re.findall(r"\bmonitor_\w+", rules))
    assert len(used) > 4
    assert used <= names
    assert rules.count("- alert: ") == 6
