"""C6 and J5: a monitor that runs for long stays as small and as quick as it was."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import math
import os
import resource
import time
from itertools import count
from pathlib import Path

import pytest

from monitor.feeds.client import Client
from monitor.jobs import polling
from monitor.workers import Workers
from tests.feeds.hostile import Handler, Hit, Writer, reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, closing, feed, item, rss

ATTRIBUTES = b" ".join(b"a%d='x'" % n for n in range(100_000))  # keep feedparser for long
MIXED = {
    "/torn": reply(200, feed(item("a"))[200:350]),
    "/404": reply(404),
    "/429": reply(429, retry_after="1"),
    "/moved": reply(302, location="/loop"),
    "/html": reply(200, b"<!doctype html><p>x"),
    "/not-gzip": reply(200, b"x", content_encoding="gzip"),
    "/short-body": closing(reply(200, b"x", length=9)),
    "/reset": closing(reply(200, rss(item("a"))[:90], length=500), reset=True),
}
#: Of tests.feeds.hostile: bombs, endless and stalled answers, broken framing.
_KNOWN = (
    "/gzip-bomb /gzip-cut /gzip-magic /brotli /infinite /infinite-500 /to-bomb /declared-huge"
    " /drip /drip-headers /stall /chunk-bad /http09 /header-huge /header-binary /challenge"
)
KNOWN = _KNOWN.split()


def changing(*, bad: bytes = b"") -> Handler:
    """A feed that is another one each time, so that it is parsed each time."""
    turn = count()

    async def send(_: Hit, writer: Writer) -> None:
        number = next(turn)
        body = rss(*(item(f"{number}-{n}" if n < 2 else str(n)) for n in range(30)))
        if bad:
            body = body.replace(b"<item>", b"<item turn='%d' " % number + bad + b">", 1)
        writer.write(reply(200, body, content_type="application/rss+xml"))
        await writer.drain()

    return send


def resident() -> int:
    """Bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def children(others: frozenset[str] = frozenset()) -> dict[str, str]:
    """The state ("S", "R" ... or "Z") of each process of this one but ``others``, by its number.

    Others: a test database that this process runs, say.
    """
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if parent == str(os.getpid()) and stat.parent.name not in others:
                found[stat.parent.name] = state
    return found


@pytest.mark.slow
def test_j5_memory_and_files_stay_flat_over_a_thousand_polls(
    desk: Desk, server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bombs, stalls, resets and parsers that must be killed among feeds that are fine."""
    others = frozenset(children())
    monkeypatch.setattr(polling, "PARSE_TIMEOUT", 0.4)
    desk.timeout = 0.3
    for path, answer in MIXED.items():
        server.on(path, answer)
    for number in range(4):
        server.on(f"/good-{number}", changing())
    killer = server.on("/killer", changing(bad=ATTRIBUTES))
    paths = [*MIXED, *KNOWN, *(f"/good-{number}" for number in range(4))]
    for path in paths:
        desk.follow(path)
    killing = desk.follow(killer)
    kills = 0

    async def rounds(number: int) -> None:
        nonlocal kills
        async with Client(**desk.client) as client, Workers() as lanes:
            for turn in range(number):
                for one in desk.store.feeds.list():  # at once again, whatever the schedule says
                    desk.store.feeds.pause(one.id, paused=True, at=desk.now)
                    if one.id != killing or turn % 6 == 0:  # a child takes long to start
                        desk.store.feeds.pause(one.id, paused=False, at=desk.now)
                run = await desk.work("poll", client, lanes, now=desk.now)
                assert run.ok, run.message
                assert run.counts["feeds"] == len(paths) + (turn % 6 == 0)
                error = desk.feed(killing).error
                kills += "killed" in error if turn % 6 == 0 else 0
            assert len(children(others)) <= 2  # one at work, and one that is being ended
            assert "Z" not in children(others).values()

    def measure() -> tuple[int, int]:
        gc.collect()
        server.hits.clear()
        files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
        return resident(), files - len(server._tasks)  # its ends of what it stalls are not ours

    asyncio.run(rounds(7))
    memory, files = measure()
    turns = math.ceil(1000 / len(paths))
    asyncio.run(rounds(turns))
    after, open_now = measure()
    assert after - memory < 20_000_000
    assert open_now <= files + 2
    gone_by = time.monotonic() + 10  # one that was being started ends when its input does
    while children(others) and time.monotonic() < gone_by:
        time.sleep(0.05)
    assert children(others) == {}
    assert kills >= turns // 6  # the parser did die in between, and others took its place
    good = [one for one in desk.store.feeds.list() if "/good" in one.url]
    assert [one.failures for one in good] == [0.0] * 4


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
