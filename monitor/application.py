"""The jobs with everything they need, for the daemon, ``run --once`` and the demo alike."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from monitor import log
from monitor.articles.extract import extract
from monitor.articles.sentences import split_sentences
from monitor.domain.language.entities import AliasTable
from monitor.domain.pacing import PollRules
from monitor.domain.ports import Judge, Lanes, Store
from monitor.domain.work import JobRun
from monitor.feeds.gate import ClosedHosts
from monitor.feeds.parse import parse_feed
from monitor.jobs.backfill import backfill
from monitor.jobs.closed import read_closed, write_closed
from monitor.jobs.collect import Collecting, collect
from monitor.jobs.deliver import deliver
from monitor.jobs.digest import prepare
from monitor.jobs.match import Matching, match
from monitor.jobs.poll import poll
from monitor.jobs.polling import Polling
from monitor.jobs.recheck import recheck
from monitor.jobs.second import SecondDesk
from monitor.jobs.seeding import seed
from monitor.jobs.upkeep import upkeep
from monitor.jobs.watch import Watcher
from monitor.matching.index import ClaimIndex
from monitor.pulse import Pulse
from monitor.settings import Settings
from monitor.wiring import (
    Clock,
    backfill_span,
    load_seed,
    make_channels,
    make_second,
    open_network,
    second_rules,
    system_clock,
)
from monitor.workers import Workers

logger = logging.getLogger(__name__)

#: Articles wait so long for what is being polled and collected beside them: reports on one
#: event come in together, and are matched in the order of their publication.
_PATIENCE = timedelta(minutes=2)
#: Items that a job has in hand. More than requests in flight (fetch.concurrency): those that
#: wait for their host's turn or for a parser must not keep other hosts waiting.
_ITEMS = 64
#: Rounds of ``once`` before it gives up on a queue that does not drain.
_MAX_ROUNDS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Ports:
    """What an Application works with; tests and the demo put their own in."""

    store: Store
    aliases: AliasTable
    judge: Judge
    clock: Clock = system_clock


class Application:
    """An async context manager that owns the lanes and the network, not the store."""

    def __init__(self, settings: Settings, ports: Ports) -> None:
        self.settings = settings
        self.store = ports.store
        self.clock = ports.clock
        self._ports = ports
        self._watcher = Watcher(ports.aliases, ClaimIndex)
        self._stack = AsyncExitStack()
        self.workers = Workers()
        self.pulse = Pulse()
        self._closed = ClosedHosts(self._keep_closed)

    @property
    def database(self) -> str:
        """The database's URL, fit for a log."""
        return log.without_password(self.settings.database.url)

    async def __aenter__(self) -> Self:
        settings = self.settings
        await self._stack.enter_async_context(self.workers)
        network = open_network(settings, clock=self.clock, closed=self._closed)
        fetcher = await self._stack.enter_async_context(network)
        self._polling = Polling(
            store=self.store,
            lanes=self.pulse.watched("poll", self.workers),
            fetcher=fetcher,
            parse=parse_feed,
            watcher=self._watcher,
            rules=PollRules(
                interval=timedelta(seconds=settings.poll.interval),
                max_interval=timedelta(
                    seconds=max(settings.poll.interval, settings.poll.max_interval)
                ),
            ),
            concurrency=_ITEMS,
        )
        self._collecting = Collecting(
            store=self.store,
            lanes=self.pulse.watched("collect", self.workers),
            fetcher=fetcher,
            extract=extract,
            attempts=settings.fetch.article_attempts,
            concurrency=_ITEMS,
        )
        lanes = self.pulse.watched("recheck", self.workers)
        self._rechecking = replace(self._collecting, lanes=lanes)
        lanes = self.pulse.watched("match", self.workers)
        self._matching = Matching(
            store=self.store,
            lanes=lanes,
            second=self._second(lanes),
            judge=self._ports.judge,
            split=split_sentences,
            aliases=self._ports.aliases,
            watcher=self._watcher,
            backfill=backfill_span(settings),
        )
        return self

    def _second(self, lanes: Lanes) -> SecondDesk | None:
        reader = make_second(self.settings)
        if reader is None:
            return None
        caps, band = second_rules(self.settings)
        return SecondDesk(
            store=self.store.seconds,
            lanes=lanes,
            reader=reader,
            caps=caps,
            band=band,
            aliases=self._ports.aliases,
        )

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    async def start(self) -> bool:
        """Give an empty database its claims, outlets and feeds; False if it has some."""
        now = self.clock()
        self._closed.restore(await self.workers.db(read_closed, self.store))
        claims, outlets, feeds = load_seed(self.settings, now=now)
        return await self.workers.db(
            seed, self.store, claims=claims, outlets=outlets, feeds=feeds, now=now
        )

    async def _keep_closed(self, closed: Mapping[str, datetime]) -> None:
        await self.workers.db(write_closed, self.store, closed)

    async def poll(self) -> JobRun:
        """Poll what is due."""
        return self._ended(await poll(self._polling, now=self.clock()))

    async def collect(self) -> JobRun:
        """Fetch the articles that are due."""
        return self._ended(await collect(self._collecting, now=self.clock()))

    async def recheck(self) -> JobRun:
        """Look again at the pages that are evidence."""
        return self._ended(await recheck(self._rechecking, now=self.clock()))

    async def match(self) -> JobRun:
        """Judge the articles that are waiting."""
        return self._ended(await match(self._matching, now=self.clock()))

    async def match_when_settled(self) -> JobRun | None:
        """Judge what is waiting once nothing is left to poll or collect, or it waits too long."""
        now = self.clock()
        waiting = await self.workers.db(self.store.articles.due, 1)
        if not waiting:
            return None
        feeds = await self.workers.db(self.store.feeds.due, now, 1)
        entries = await self.workers.db(self.store.entries.due, now, 1)
        settled = not feeds and not entries
        if settled or now - waiting[0].article.fetched_at > _PATIENCE:
            return await self.match()
        return None

    async def backfill(self) -> JobRun:
        """Match new claims over what is stored."""
        return self._ended(await backfill(self._matching, now=self.clock()))

    async def upkeep(self) -> JobRun:
        """Wake snoozed cards, mark quiet claims stale."""
        stale_after = timedelta(days=self.settings.claims.stale_after_days)
        run = await self.workers.db(upkeep, self.store, now=self.clock(), stale_after=stale_after)
        return self._ended(run)

    async def digest(self, *, force: bool = False) -> JobRun:
        """Make the digest that is due, and send what is queued.

        Rendering and SMTP run in the slow lane, so the database is reached from there too:
        every storage call is a transaction of its own.
        """
        now = self.clock()
        digest = self.settings.digest
        channels = make_channels(self.settings)
        made = await self.workers.db(
            prepare,
            self.store,
            now=now,
            at=digest.at,
            zone=ZoneInfo(digest.zone),
            channels=[channel.name for channel in channels],
            force=force,
        )
        report = await self.workers.io(deliver, self.store, channels, now=now)
        counts = {"made": int(made is not None), **report.counts}
        run = JobRun(
            job="digest",
            started_at=now,
            finished_at=now,
            ok=report.ok,
            counts=counts,
            message="; ".join(report.lines),
        )
        return self._ended(run)

    async def once(self, *, digest: bool = True) -> list[JobRun]:
        """Run every due job to the end; the reports of what was done, all rounds summed up."""
        totals: dict[str, JobRun] = {}
        for _ in range(_MAX_ROUNDS):
            runs = [
                await self.poll(),
                await self.collect(),
                await self.backfill(),
                await self.match(),
                await self.recheck(),
            ]
            for run in runs:
                totals[run.job] = _added(totals[run.job], run) if run.job in totals else run
            if not any(run.counts for run in runs):
                break
        totals["upkeep"] = await self.upkeep()
        if digest:
            totals["digest"] = await self.digest()
        for run in totals.values():
            await self.report(run)
        return list(totals.values())

    async def report(self, run: JobRun) -> None:
        """Keep the report of a run that did something, for ``status``."""
        if any(run.counts.values()) or not run.ok or run.job in ("poll", "upkeep"):
            await self.workers.db(self.store.runs.record_run, run)

    def _ended(self, run: JobRun) -> JobRun:
        run = replace(run, finished_at=max(self.clock(), run.started_at))
        self.pulse.count(run)
        return run


def _added(one: JobRun, other: JobRun) -> JobRun:
    counts = dict(one.counts)
    for key, value in other.counts.items():
        counts[key] = counts.get(key, 0) + value
    return replace(
        one,
        finished_at=other.finished_at,
        ok=one.ok and other.ok,
        counts=counts,
        message="; ".join(filter(None, (one.message, other.message))),
    )
