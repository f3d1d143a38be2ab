"""Hours of the daemon, run as fast as they go: CPU and memory of a whole newsroom.

    python bench/polling/hour.py [--feeds 1000] [--articles 2000] [--claims 1000] [--hours 2]

Every feed is polled once an hour, one in ten has ten new items; so many of those tell of a claim
that ARTICLES a day are fetched and matched. The jobs are those of the daemon, and are called as
its clock calls them, at every tick of 15 s of a simulated hour; network, database, child process
and judge are the real ones. CPU is that of the whole process tree without the site, by job, as a
share of one core over the simulated time. Memory is the highest PSS of the tree.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import site_of_feeds as site  # noqa: E402
from measuring import memory, tree  # noqa: E402

from monitor import log  # noqa: E402
from monitor.application import Application, Ports  # noqa: E402
from monitor.desk.claims import claim_from_fields  # noqa: E402
from monitor.domain.model import Outlet  # noqa: E402
from monitor.domain.work import AuditEvent, JobRun  # noqa: E402
from monitor.settings import (  # noqa: E402
    ClaimSettings,
    DatabaseSettings,
    DigestSettings,
    FetchSettings,
    PollSettings,
    Settings,
)
from monitor.wiring import load_alias_table, make_judge, open_storage  # noqa: E402

TICK = timedelta(seconds=15)
HOUR = timedelta(hours=1)
NEW = 10  # items of a feed that has changed
CHANGED = 0.1  # of the feeds, each hour


def cpu() -> float:
    """CPU seconds of this process and its children, dead or alive."""
    gone = resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = sum(
        time.clock_gettime(~pid << 3 | 2) for pid in tree(os.getpid())[1:] if pid not in _SITE
    )
    return time.process_time() + gone.ru_utime + gone.ru_stime + alive


_SITE: set[int] = set()


class Hours:
    """One Application under a clock of ours."""

    def __init__(self, app: Application, now: list[datetime]) -> None:
        self.app = app
        self.now = now
        self.used: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.peak = 0

    async def hour(self) -> None:
        end = self.now[0] + HOUR
        app, ticks = self.app, 0
        while self.now[0] < end:
            for name, work in (
                ("poll", app.poll),
                ("collect", app.collect),
                ("match", app.match_when_settled),
                ("recheck", app.recheck),
                ("backfill", app.backfill),
            ):
                await self.run(name, work)
            await self.run("digest", app.digest)
            if ticks % 20 == 0:
                await self.run("upkeep", app.upkeep)
                self.peak = max(self.peak, memory(os.getpid()) - memory(next(iter(_SITE))))
            ticks += 1
            self.now[0] += TICK

    async def run(self, name: str, work: Callable[[], Awaitable[JobRun | None]]) -> None:
        before = cpu()
        run = await work()
        if run is not None:
            await self.app.report(run)
            assert run.ok, f"{name}: {run.message}"
            self.done.update({f"{name}.{key}": value for key, value in run.counts.items()})
        self.used[name] += cpu() - before


async def simulate(given: argparse.Namespace, port: int, folder: str) -> Hours:
    hosts = [f"127.0.{1 + n // 200}.{1 + n % 200}:{port}" for n in range(given.feeds)]
    nothing = Path(folder) / "nothing.toml"
    nothing.touch()
    settings = Settings(
        claims=ClaimSettings(claims_file=str(nothing), outlets_file=str(nothing)),
        database=DatabaseSettings(url=f"sqlite:///{folder}/monitor.db"),
        # The gate is on; its waits are real time and would only make the run longer.
        fetch=FetchSettings(allow_private=tuple(hosts), per_host_interval=0.02),
        poll=PollSettings(interval=3300.0, max_interval=3300.0),
        digest=DigestSettings(channels=()),
    )
    log.configure("info", "text")
    now = [datetime(2026, 11, 20, tzinfo=UTC)]
    store = open_storage(settings, migrate=True)
    aliases = load_alias_table(settings)
    ports = Ports(store=store, aliases=aliases, judge=make_judge(aliases), clock=lambda: now[0])
    async with Application(settings, ports) as app:
        await app.start()
        store.outlets.put([Outlet(id="site", name="Site")])
        for text, query in site.claims(given.claims):
            claim = claim_from_fields(
                {"text": text, "query": query, "claimed_on": now[0].date(), "status": "open"},
                where="bench",
                now=now[0],
            )
            event = AuditEvent(
                at=now[0], actor="bench", subject="claim", subject_id="", action="add"
            )
            store.claims.add(claim, event=event)
        while (await app.backfill()).counts:  # before there is anything to look back at
            pass
        hours = Hours(app, now)
        for number, host in enumerate(hosts):
            # Spread over the first hour, and so over every other.
            feed = store.feeds.add(f"http://{host}/feed/{number}", outlet_id="site", at=now[0])
            now[0] += HOUR / given.feeds
            await app.poll()
        assert feed
        while (await app.collect()).counts:
            pass
        while (await app.match()).counts:
            pass
        hours.used.clear()
        hours.done.clear()
        for number in range(given.hours):
            first = int(number * given.feeds * CHANGED) % given.feeds
            last = first + int(given.feeds * CHANGED)
            urllib.request.urlopen(f"http://127.0.0.1:{port}/turn/{first}-{last}/{NEW}").read()
            await hours.hour()
    store.close()
    return hours


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--feeds", type=int, default=1000)
    options.add_argument("--articles", type=int, default=2000, help="a day")
    options.add_argument("--claims", type=int, default=1000)
    options.add_argument("--hours", type=int, default=2)
    given = options.parse_args()
    share = given.articles / 24 / (given.feeds * CHANGED * NEW)
    served = subprocess.Popen(
        [sys.executable, str(HERE / "site_of_feeds.py"), str(share)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    _SITE.add(served.pid)
    assert served.stdout is not None
    assert served.stdin is not None
    port = int(served.stdout.readline())
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        hours = asyncio.run(simulate(given, port, folder))
    served.stdin.close()
    served.wait(10)
    assert hours.done["poll.feeds"] >= given.feeds * given.hours, hours.done
    seconds = given.hours * 3600
    total = sum(hours.used.values())
    print(
        f"{given.hours} simulated hours in {time.perf_counter() - began:.0f} s;"
        f" {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )
    print({key: value for key, value in sorted(hours.done.items()) if value})
    for name, used in hours.used.most_common():
        print(
            f"{name:9} {used / given.hours:7.2f} s of CPU an hour, {used / seconds:.2%} of a core"
        )
    print(f"{'all':9} {total / given.hours:7.2f} s of CPU an hour, {total / seconds:.2%} of a core")
    print(f"memory, highest PSS of the tree: {hours.peak / 1e6:.0f} MB")
    return int(total / seconds >= 0.25 or hours.peak >= 300e6)


if __name__ == "__main__":
    sys.exit(main())
