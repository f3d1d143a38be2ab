"""The daemon in this process: its lease while it works, and what its jobs' ends mean."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from monitor import daemon
from monitor.application import Application, Ports
from monitor.daemon import Daemon
from monitor.domain.work import JobRun
from monitor.errors import BusyError, LeaseError
from monitor.matching.baseline import BaselineJudge
from monitor.settings import ClaimSettings, PollSettings, Settings
from monitor.wiring import system_clock
from tests.domain.reading import ALIASES
from tests.fakes import FakeStore


@pytest.fixture
def settings(tmp_path) -> Settings:
    for name in ("claims", "outlets"):
        (tmp_path / f"{name}.toml").write_text("")
    claims = ClaimSettings(
        claims_file=str(tmp_path / "claims.toml"), outlets_file=str(tmp_path / "outlets.toml")
    )
    return Settings(claims=claims, poll=PollSettings(tick=0.05))


def work(settings: Settings, task: Callable[[Daemon, Application], Awaitable[None]]) -> FakeStore:
    """Run ``task`` on a daemon over an empty store."""
    store = FakeStore()

    async def inside() -> None:
        ports = Ports(store=store, aliases=ALIASES, judge=BaselineJudge(ALIASES))
        async with Application(settings, ports) as app:
            await asyncio.wait_for(task(Daemon(app), app), 20)

    asyncio.run(inside())
    return store


def once(app: Application, act: Callable[[], Awaitable[None]]) -> None:
    """Let a run by hand be ``act``."""

    async def act_only(*, digest: bool = True) -> list[JobRun]:
        await act()
        return []

    app.once = act_only  # type: ignore[method-assign]


def test_a_long_run_by_hand_keeps_its_lease(settings, monkeypatch) -> None:
    monkeypatch.setattr(daemon, "LEASE_TTL", 0.4)

    async def task(one: Daemon, app: Application) -> None:
        async def long_work() -> None:
            for _ in range(10):
                await asyncio.sleep(0.1)
                held = app.store.runs.holder()
                assert held is not None
                assert held.expires_at > system_clock()

        once(app, long_work)
        assert await one.run_once() == []

    assert work(settings, task).runs.holder() is None


def test_a_run_by_hand_that_lost_its_lease_says_so(settings, monkeypatch) -> None:
    monkeypatch.setattr(daemon, "LEASE_TTL", 0.2)

    async def task(one: Daemon, app: Application) -> None:
        async def robbed() -> None:
            app.store.runs.acquire("other:1:x", now=system_clock(), ttl_s=60, steal=True)
            await asyncio.sleep(0.3)

        once(app, robbed)
        with pytest.raises(LeaseError, match="other:1:x"):
            await one.run_once()

    holder = work(settings, task).runs.holder()
    assert holder is not None
    assert holder.holder == "other:1:x"


def test_renewing_notes_how_long_ago_polling_gave_a_sign(settings) -> None:
    async def task(one: Daemon, app: Application) -> None:
        await one._acquire()
        app.pulse._seen["poll"] -= 500
        await one._renew()

    noted = work(settings, task).runs.meta("progress")
    ago = system_clock() - datetime.fromisoformat(noted)
    assert timedelta(seconds=499) < ago < timedelta(seconds=520)


@pytest.mark.parametrize("error", [BusyError("locked"), KeyError("bug")])
def test_a_job_that_fails_gives_no_sign_of_life(settings, error) -> None:
    async def task(one: Daemon, app: Application) -> None:
        async def fail() -> None:
            raise error

        async def idle() -> None:
            return None

        for job in ("poll", "collect", "match"):
            app.pulse._seen[job] -= 100
        await one._guard("poll", fail)()
        await one._guard("collect", idle)()
        ages = app.pulse.ages()
        assert ages["poll"] > 99
        assert ages["collect"] < 5

    work(settings, task)


def test_it_says_when_it_starts_works_and_stops(settings) -> None:
    async def task(one: Daemon, app: Application) -> None:
        seen = [one._phase]
        running = asyncio.create_task(one.run())
        while one._phase == "starting":
            await asyncio.sleep(0.01)
        seen.append(one._phase)
        while not app.pulse.runs["poll", True]:
            await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGTERM)
        assert await running == []
        assert [*seen, one._phase] == ["starting", "", "stopping"]

    store = work(settings, task)
    assert store.runs.holder() is None
    assert {run.job for run in store.runs.latest_runs()} >= {"poll", "upkeep"}


@pytest.mark.parametrize(
    "jump", [timedelta(days=-1), timedelta(days=-9000), timedelta(days=1), timedelta(days=20_000)]
)
def test_i1_a_clock_that_is_set_while_it_runs_neither_stops_nor_rushes_the_jobs(
    settings, monkeypatch, jump
) -> None:
    shift = timedelta()

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + shift

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Clock)
    monkeypatch.setattr(daemon, "_wall_clock", lambda: Clock.now(UTC))
    monkeypatch.setattr(daemon, "_LOOK", 0.05)

    async def task(one: Daemon, app: Application) -> None:
        nonlocal shift
        app.clock = lambda: system_clock() + shift
        running = asyncio.create_task(one.run())

        async def runs_within(seconds: float) -> int:
            before = app.pulse.runs["poll", True]
            await asyncio.sleep(seconds)
            return app.pulse.runs["poll", True] - before

        while not app.pulse.runs["poll", True]:
            await asyncio.sleep(0.01)
        shift = jump
        assert await runs_within(1.0) >= 3
        assert await runs_within(1.0) <= 25, "one a tick"
        one.stop()
        await running

    work(settings, task)
