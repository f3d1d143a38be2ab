"""The product's jobs over a real database and a real network, with a clock to be set."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from monitor.articles.extract import extract
from monitor.articles.sentences import split_sentences
from monitor.domain.model import Feed
from monitor.domain.ports import Lanes
from monitor.domain.work import JobRun
from monitor.feeds.client import Client
from monitor.feeds.fetch import PoliteFetcher
from monitor.feeds.parse import parse_feed
from monitor.jobs.collect import Collecting, collect
from monitor.jobs.match import Matching, match
from monitor.jobs.poll import poll
from monitor.jobs.polling import Polling
from monitor.jobs.watch import Watcher
from monitor.matching.baseline import BaselineJudge
from monitor.matching.index import ClaimIndex
from monitor.storage.store import SqlStore, open_store
from monitor.workers import Workers
from tests.domain.reading import ALIASES
from tests.factories import NOW, make_claim, make_event, make_outlet
from tests.lanes import InlineLanes
from tests.reliability.hostile import Hostile

CLAIM = "Ruritania has sent soldiers to Borduria"
QUERY = "Ruritania AND soldier"


class Desk:
    """One newsroom's monitor. ``children`` runs parsers in child processes, as the daemon does."""

    def __init__(
        self, url: str, server: Hostile, *, timeout: float = 1.0, max_bytes: int = 2_000_000
    ) -> None:
        self.url = url
        self.server = server
        self.now = NOW
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.children = False
        self.client: dict[str, Any] = {"allow_private": [server.authority]}
        self.store: SqlStore = open_store(url)

    def restart(self) -> None:
        """Everything that is not in the database is lost."""
        self.store.close()
        self.store = open_store(self.url)

    def close(self) -> None:
        self.store.close()

    def follow(self, url: str, outlet: str = "gazette") -> int:
        """Subscribe to a path of the server or to a whole URL; the feed's id."""
        self.store.outlets.put([make_outlet(outlet)])
        whole = self.server.url(url) if url.startswith("/") else url
        return self.store.feeds.add(whole, outlet_id=outlet, at=self.now).id

    def claim(self, **values: Any) -> None:
        """Watch the claim of this desk."""
        given = {"text": CLAIM, "query": QUERY, "sentence": "", "cue": "", **values}
        claim = make_claim("C1", **given)
        self.store.claims.add(claim, event=make_event(subject_id="C1"))

    def feed(self, feed_id: int = 1) -> Feed:
        return self.store.feeds.get(feed_id)

    def poll(self, **later: float) -> JobRun:
        """One round of polls, after the clock went on by ``later``."""
        return self._run("poll", later)

    def collect(self, **later: float) -> JobRun:
        return self._run("collect", later)

    def match(self, **later: float) -> JobRun:
        return self._run("match", later)

    def poll_when_due(self, times: int = 1) -> None:
        """Poll again and again, each time at the moment that the schedule of feed 1 names."""
        for _ in range(times):
            due = self.feed().next_poll_at
            self.now = max(self.now, due) if due else self.now
            self.poll()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What is stored."""
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as database:
            return database.execute(sql).fetchall()

    def titles(self) -> list[str]:
        return sorted(title for (title,) in self.rows("SELECT title FROM entries"))

    def _run(self, job: str, later: dict[str, float]) -> JobRun:
        self.now += timedelta(**later)
        run = asyncio.run(self.round(job, now=self.now))
        assert run.ok, run.message  # whatever a server does, it is never our bug
        return run

    async def round(self, job: str, *, now: datetime) -> JobRun:
        """One round of a job as the application puts it together."""
        async with Client(**self.client) as client, self._lanes() as lanes:
            return await self.work(job, client, lanes, now=now)

    async def work(self, job: str, client: Client, lanes: Lanes, *, now: datetime) -> JobRun:
        fetcher = PoliteFetcher(
            client,
            per_host_interval=0,
            timeout=self.timeout,
            max_bytes=self.max_bytes,
            clock=lambda: now,
        )
        watcher = Watcher(ALIASES, ClaimIndex)
        if job == "poll":
            polling = Polling(
                store=self.store, lanes=lanes, fetcher=fetcher, parse=parse_feed, watcher=watcher
            )
            return await poll(replace(polling, concurrency=64), now=now)
        if job == "collect":
            collecting = Collecting(
                store=self.store, lanes=lanes, fetcher=fetcher, extract=extract, concurrency=64
            )
            return await collect(collecting, now=now)
        matching = Matching(
            store=self.store,
            lanes=lanes,
            judge=BaselineJudge(ALIASES),
            split=split_sentences,
            aliases=ALIASES,
            watcher=watcher,
        )
        return await match(matching, now=now)

    def _lanes(self) -> AbstractAsyncContextManager[Lanes]:
        return Workers() if self.children else _Inline()


class _Inline(InlineLanes):
    async def __aenter__(self) -> _Inline:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing was started."""
