"""C6 and J5: a monitor that runs for long stays as small and as quick as it was."""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import time
from pathlib import Path

import pytest

from monitor.feeds.client import Client
from monitor.workers import Workers
from tests.feeds.hostile import reply
from tests.lanes import InlineLanes
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, closing, feed, item

MIXED = {
    "/good": feed(*(item(str(n)) for n in range(30))),
    "/torn": reply(200, feed(item("a"))[200:350]),
    "/404": reply(404),
    "/cut": closing(reply(200, b"x", length=9)),
    "/gone": reply(302, location="/loop"),
    "/html": reply(200, b"<!doctype html><p>x"),
    "/gzip": reply(200, b"x", content_encoding="gzip"),
    "/429": reply(429, retry_after="1"),
}


def resident() -> int:
    """Bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.slow
def test_j5_memory_and_files_stay_flat_over_a_thousand_polls(desk: Desk, server: Hostile) -> None:
    for path, answer in MIXED.items():
        server.on(path, answer)
        desk.follow(path)

    async def polls(number: int) -> None:
        async with Client(**desk.client) as client:
            for _ in range(number):
                for one in desk.store.feeds.list():  # at once again, whatever the schedule says
                    desk.store.feeds.pause(one.id, paused=True, at=desk.now)
                    desk.store.feeds.pause(one.id, paused=False, at=desk.now)
                run = await desk.work("poll", client, InlineLanes(), now=desk.now)
                assert run.counts["feeds"] == len(MIXED)

    def measure() -> tuple[int, int]:
        gc.collect()
        server.hits.clear()
        return resident(), len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    asyncio.run(polls(25))
    memory, files = measure()
    asyncio.run(polls(100))
    after, open_now = measure()
    assert after - memory < 20_000_000
    assert open_now <= files + 2


def test_c9_a_child_at_work_leaves_the_event_loop_free() -> None:
    async def main() -> list[float]:
        gaps = []
        async with Workers() as lanes:
            busy = asyncio.create_task(lanes.cpu(burn, 1.0, timeout=5))
            while not busy.done():
                begun = time.monotonic()
                await asyncio.sleep(0.01)
                gaps.append(time.monotonic() - begun)
        return gaps

    gaps = asyncio.run(main())
    assert len(gaps) > 50
    assert max(gaps) < 0.3


def burn(seconds: float) -> None:
    """Keep a processor busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_c9_no_child_outlives_its_lanes() -> None:
    async def main() -> list[int]:
        async with Workers() as lanes:
            pids = [await lanes.cpu(os.getpid, timeout=5) for _ in range(2)]
            with pytest.raises(Exception, match=r".") as caught:
                await lanes.cpu(burn, 30, timeout=0.5)
            assert getattr(caught.value, "reason", "") == "timeout"
            return pids

    for pid in asyncio.run(main()):
        assert not Path(f"/proc/{pid}").exists()
