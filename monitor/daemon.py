"""The daemon: APScheduler is the clock, the jobs do the work, one lease a database.

The schedule is configuration and lives in memory; progress is rows (next_poll_at, retry_at),
so a restart repeats at most one item. SIGTERM and SIGINT stop the clock, let running items end
for a few seconds and release the lease.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.asyncio import AsyncIOExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from monitor import log
from monitor.application import Application
from monitor.domain.work import JobRun, Lease
from monitor.errors import BusyError, LeaseError, StorageError
from monitor.lease import is_dead, own_holder
from monitor.pulse import PROGRESS
from monitor.status_server import StatusServer

logger = logging.getLogger(__name__)

LEASE_TTL = 60.0  # seconds; renewed four times as often
DRAIN = 8.0  # seconds that running items get after a SIGTERM
_UPKEEP = 300.0  # seconds
_LOOK = 1.0  # seconds between two looks at whether the clock was set back
_SET_BACK = 5.0  # seconds; less is a correction that no job notices
#: Runs of a job at a time. A run that waits for slow hosts must not keep the next from seeing
#: what else is due; each holds at least one item, and the items are limited.
_OVERLAP = 64
_DIGEST = 20.0  # seconds between two looks at whether a digest is due


def _wall_clock() -> datetime:
    return datetime.now(UTC)


class _Every(BaseTrigger):  # type: ignore[misc]  # untyped library
    """Every so many seconds by the wall clock, and what was missed once.

    The library's own trigger counts through every time that was missed: for many minutes, after
    a clock that stood at 1970 was set.
    """

    __slots__ = ("_interval",)

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        if previous_fire_time is None:
            return now
        following = previous_fire_time + self._interval
        latest = now + self._interval
        return following if now < following <= latest else latest


async def _watch_clock(scheduler: AsyncIOScheduler) -> None:
    """Run the jobs when the clock was set back.

    The scheduler goes by the wall clock: it would wait until that comes by the old time again.
    """
    since = _drift()
    while True:
        await asyncio.sleep(_LOOK)
        before, since = since, _drift()
        if since < before - _SET_BACK:
            log.event(logger, logging.WARNING, "clock set back", seconds=round(before - since))
            for job in scheduler.get_jobs():
                job.modify(next_run_time=_wall_clock())


def _drift() -> float:
    """Seconds by which the wall clock is ahead of the monotonic one."""
    return _wall_clock().timestamp() - time.monotonic()


class Daemon:
    """Runs the jobs of one Application until it is told to stop."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._stop = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._lease: Lease | None = None
        self._fault: Exception | None = None
        self._phase = "starting"  # why it is not at work, "" when it is
        self._down: set[str] = set()  # jobs that could not use the database at the last attempt

    def stop(self) -> None:
        """Ask for an orderly end; safe to call twice."""
        self._phase = "stopping"
        self._stop.set()

    async def run(self) -> list[JobRun]:
        """Work until stopped. Raises LeaseError if the database has or gets another daemon."""
        await self._acquire()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        scheduler = self._scheduler()
        server = StatusServer(self._app, phase=lambda: self._phase)
        watching = asyncio.create_task(_watch_clock(scheduler))
        try:
            if self._app.settings.http.port:
                await server.start()
            await self._app.start()
            scheduler.start()
            self._phase = self._phase if self._stop.is_set() else ""
            log.event(logger, logging.INFO, "daemon started", database=self._app.database)
            await self._stop.wait()
            scheduler.pause()
            await self._drain()
        finally:
            watching.cancel()
            if scheduler.running:
                scheduler.shutdown(wait=False)
            await server.close()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
            await self._release()
        log.event(logger, logging.INFO, "daemon stopped")
        if self._fault:
            raise self._fault
        return []

    async def run_once(self) -> list[JobRun]:
        """Run every due job to the end, under the lease; the reports of the jobs."""
        await self._acquire()
        keeping = asyncio.create_task(self._keep())
        try:
            await self._app.start()
            runs = await self._app.once()
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._release()
        if self._fault:
            raise self._fault
        return runs

    def _scheduler(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            timezone=UTC,
            executors={"default": AsyncIOExecutor()},
            # The default grace of one second silently drops what a busy moment delayed.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        app, tick = self._app, self._app.settings.poll.tick
        for name, work, seconds, overlap in (
            ("poll", app.poll, tick, _OVERLAP),
            ("collect", app.collect, tick, _OVERLAP),
            ("match", app.match_when_settled, tick, 1),
            ("recheck", app.recheck, max(tick, 1.0), _OVERLAP),
            ("backfill", app.backfill, max(tick, 1.0), 1),
            ("upkeep", app.upkeep, _UPKEEP, 1),
            ("digest", app.digest, min(_DIGEST, max(tick, 1.0)), 1),
        ):
            scheduler.add_job(
                self._guard(name, work),
                _Every(seconds),
                id=name,
                max_instances=overlap,
                next_run_time=_wall_clock(),
            )
        scheduler.add_job(
            self._renew,
            _Every(LEASE_TTL / 4),
            id="lease",
            next_run_time=_wall_clock() + timedelta(seconds=LEASE_TTL / 4),
        )
        return scheduler

    def _guard(
        self, name: str, work: Callable[[], Awaitable[JobRun | None]]
    ) -> Callable[[], Awaitable[None]]:
        """A job that reports, that a drain can wait for, and that nothing can end for good."""

        async def job() -> None:
            if self._stop.is_set():
                return
            task = asyncio.current_task()
            assert task is not None
            self._running.add(task)
            well = False
            try:
                run = await work()
                if run is not None:
                    await self._app.report(run)
                self._down.discard(name)
                well = True
            except* StorageError as errors:
                self._say_down(name, errors.exceptions[0])
            except* Exception:  # a bug in one job must not end the others
                log.failure(logger, "job broke", job=name)
            finally:
                self._running.discard(task)
                self._app.pulse.ended(name, well=well)

        return job

    def _say_down(self, name: str, error: BaseException) -> None:
        # Once, not every tick: a full disk would otherwise fill the log as well.
        if name not in self._down:
            log.event(logger, logging.ERROR, "database unusable", job=name, error=str(error))
        self._down.add(name)

    async def _acquire(self) -> None:
        app = self._app
        held = await app.workers.db(app.store.runs.holder)
        steal = held is not None and is_dead(held.holder)
        if steal and held is not None:
            log.event(logger, logging.WARNING, "predecessor died", holder=held.holder)
        self._lease = await app.workers.db(
            app.store.runs.acquire, own_holder(), now=app.clock(), ttl_s=LEASE_TTL, steal=steal
        )

    async def _keep(self) -> None:
        """Renew the lease for as long as a run by hand lasts."""
        while not self._stop.is_set():
            await asyncio.sleep(LEASE_TTL / 4)
            await self._renew()

    async def _renew(self) -> None:
        assert self._lease is not None
        try:
            self._lease = await self._app.workers.db(
                self._app.store.runs.renew, self._lease, now=self._app.clock(), ttl_s=LEASE_TTL
            )
            # A poll of many feeds of one host takes long; without this it would look stuck.
            sign = self._app.clock() - timedelta(seconds=self._app.pulse.ages()["poll"])
            await self._app.workers.db(self._app.store.runs.set_meta, PROGRESS, sign.isoformat())
            self._down.discard("lease")
        except LeaseError as error:
            log.event(logger, logging.ERROR, "lease lost", error=str(error))
            self._fault = error
            self.stop()
        except (BusyError, StorageError) as error:
            self._say_down("lease", error)

    async def _release(self) -> None:
        if self._lease is None or isinstance(self._fault, LeaseError):
            return
        try:
            await self._app.workers.db(self._app.store.runs.release, self._lease)
        except StorageError as error:
            log.event(logger, logging.WARNING, "lease not released", error=str(error))

    async def _drain(self) -> None:
        tasks = set(self._running)
        if not tasks:
            return
        log.event(logger, logging.INFO, "draining", jobs=len(tasks))
        _, late = await asyncio.wait(tasks, timeout=DRAIN)
        for task in late:  # what they had not recorded is still due
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
