"""No host holds up another: neither by not answering nor by having much to be asked."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

from monitor.domain.web import FailureReason, FetchFailure, Page
from monitor.feeds.client import Client
from monitor.feeds.fetch import PoliteFetcher
from monitor.feeds.parse import parse_feed
from monitor.jobs.poll import poll
from monitor.jobs.polling import Polling
from monitor.jobs.watch import Watcher
from monitor.matching.index import ClaimIndex
from tests.domain.reading import ALIASES
from tests.factories import NOW, make_outlet
from tests.fakes import FakeStore
from tests.feeds.hostile import Server, hostile
from tests.lanes import InlineLanes


class Newsroom:
    """A store whose polls are timed, and any number of hosts on loopback ports."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self.store = FakeStore()
        self.store.outlets.put([make_outlet()])
        self.servers: list[Server] = []
        self.done: dict[str, float] = {}  # seconds from the start of the run, by URL
        self.ticks: list[float] = [0.0]  # when runs were begun, from the start

    async def hosts(self, number: int) -> list[Server]:
        found = [await self._stack.enter_async_context(hostile()) for _ in range(number)]
        self.servers += found
        return found

    def follow(self, url: str) -> str:
        self.store.feeds.add(url, outlet_id="gazette", at=NOW)
        return url

    async def poll(
        self, *, timeout: float, interval: float, until: set[str], tick: float = 0.0
    ) -> None:
        """Poll what is due until the feeds of ``until`` are recorded.

        With ``tick`` (seconds) as the daemon does: a run begins at every tick, they may overlap.
        """
        record, started = self.store.feeds.record_poll, time.monotonic()
        enough = asyncio.Event()

        def timed(outcome):
            if outcome.ok:
                self.done[outcome.feed.url] = time.monotonic() - started
            if until <= set(self.done):
                enough.set()
            return record(outcome)

        self.store.feeds.record_poll = timed
        client = await self._stack.enter_async_context(
            Client(allow_private=[server.authority for server in self.servers], max_connections=20)
        )
        job = Polling(
            store=self.store,
            lanes=InlineLanes(),
            fetcher=PoliteFetcher(client, per_host_interval=interval, timeout=timeout),
            parse=parse_feed,
            watcher=Watcher(ALIASES, ClaimIndex),
            concurrency=64,
        )
        running = [asyncio.create_task(poll(job, now=NOW))]
        waiting = asyncio.create_task(enough.wait())
        while not waiting.done() and time.monotonic() - started < 30:
            seen = [waiting] if tick else [waiting, *running]
            await asyncio.wait(seen, timeout=tick or 30, return_when=asyncio.FIRST_COMPLETED)
            if tick:
                self.ticks.append(time.monotonic() - started)
                gone = timedelta(seconds=self.ticks[-1])
                running.append(asyncio.create_task(poll(job, now=NOW + gone)))
            elif running[0].done():
                break
        for task in (*running, waiting):
            task.cancel()
        await asyncio.gather(*running, waiting, return_exceptions=True)


def in_newsroom(test) -> None:
    async def main() -> None:
        async with AsyncExitStack() as stack:
            await test(Newsroom(stack))

    asyncio.run(main())


def test_hosts_that_never_answer_cost_the_others_one_deadline_at_most() -> None:
    async def test(room: Newsroom) -> None:
        for server in await room.hosts(20):
            room.follow(server.url("/stall"))
        good = {room.follow(server.url("/ok")) for server in await room.hosts(20)}
        await room.poll(timeout=3, interval=0.05, until=good)
        assert set(room.done) == good
        assert max(room.done.values()) < 4.5

    in_newsroom(test)


def test_a_host_with_a_long_queue_does_not_delay_the_others() -> None:
    async def test(room: Newsroom) -> None:
        (busy,) = await room.hosts(1)
        queued = {room.follow(busy.url(f"/ok/{number}")) for number in range(100)}
        others = {room.follow(server.url("/ok")) for server in await room.hosts(20)}
        await room.poll(timeout=3, interval=0.05, until=others)
        assert others <= set(room.done)
        assert len(queued & set(room.done)) < 30, "the others came first"

    in_newsroom(test)


def test_three_hundred_feeds_of_one_host_delay_fifty_others_by_one_tick_at_most() -> None:
    async def test(room: Newsroom) -> None:
        tick = 0.5
        (busy,) = await room.hosts(1)
        for number in range(300):
            room.follow(busy.url(f"/ok/{number}"))
        others = [room.follow(server.url("/ok")) for server in await room.hosts(50)]
        late = {url: 0.25 + number * 0.08 for number, url in enumerate(others[10:])}
        for url, after in late.items():  # most become due while the host is being asked
            feed = room.store.feeds.find(url)
            due = replace(feed, next_poll_at=NOW + timedelta(seconds=after))
            room.store.feeds.rows[feed.id] = due
        await room.poll(timeout=3, interval=0.1, until=set(others), tick=tick)
        assert set(others) <= set(room.done)
        assert len(room.done) < 150, "the host with the long queue is still being asked"
        for url in others:  # done within the tick that first found it due, however long ticks are
            found = next(n for n, at in enumerate(room.ticks) if at >= late.get(url, 0.0))
            assert room.done[url] < ([*room.ticks, 99.0][found + 1] + tick), url

    in_newsroom(test)


def test_one_host_that_stalls_holds_one_connection_only() -> None:
    async def test(room: Newsroom) -> None:
        (mute,) = await room.hosts(1)
        for number in range(30):
            room.follow(mute.url(f"/stall/{number}"))
        good = {room.follow(server.url("/ok")) for server in await room.hosts(5)}
        await room.poll(timeout=3, interval=0.05, until=good)
        assert max(room.done.values()) < 2
        assert len(mute.hits) == 1

    in_newsroom(test)


def test_waiting_for_the_turn_or_a_connection_is_not_counted_against_the_deadline() -> None:
    async def main() -> None:
        async with (
            hostile() as server,
            Client(allow_private=[server.authority], max_connections=1) as client,
        ):
            polite = PoliteFetcher(client, per_host_interval=0.3, timeout=0.5)
            urls = [server.url(f"/ok/{number}") for number in range(4)]
            pages = await asyncio.gather(*(polite.page(url) for url in urls))
            assert all(isinstance(page, Page) for page in pages)
            hasty = PoliteFetcher(client, per_host_interval=0, timeout=0.5)
            stalled = asyncio.create_task(hasty.page(server.url("/stall")))
            await asyncio.sleep(0.05)
            assert isinstance(await hasty.page(server.url("/ok")), Page)
            failure = await stalled
            assert isinstance(failure, FetchFailure)
            assert failure.reason is FailureReason.TIMEOUT

    asyncio.run(main())
