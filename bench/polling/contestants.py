"""Three ways to poll the same feeds, each a process that does a round when it is told to.

    product  the poll job of the daemon: every guard, child processes, an SQLite database
    reader   the package of that name, as it comes
    bare     httpx, one feed after the other, and feedparser; keeps validators and nothing else

A round is a line on stdin; the answer is a line of JSON.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path


def told() -> Iterator[None]:
    """Once for every round that is asked for."""
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        yield


def answer(**values: object) -> None:
    print(json.dumps(values), flush=True)


def bare(urls: list[str]) -> None:
    import feedparser
    import httpx

    validators: dict[str, str] = {}
    with httpx.Client(timeout=30, trust_env=False) as client:
        for _ in told():
            began, parsing, entries = time.perf_counter(), 0.0, 0
            for url in urls:
                known = {"If-None-Match": validators[url]} if url in validators else {}
                response = client.get(url, headers=known)
                if response.status_code == 304:
                    continue
                before = time.process_time()
                parsed = feedparser.parse(
                    io.BytesIO(response.content),
                    response_headers={"content-type": response.headers["content-type"]},
                    sanitize_html=False,
                    resolve_relative_uris=False,
                )
                parsing += time.process_time() - before
                entries += len(parsed.entries)
                validators[url] = response.headers["etag"]
            answer(wall=time.perf_counter() - began, parsing=parsing, new=entries)


def reader(urls: list[str]) -> None:
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder, make_reader(f"{folder}/reader.db") as mine:
        for url in urls:
            mine.add_feed(url)
        for _ in told():
            began = time.perf_counter()
            new = sum(value.new for _, value in mine.update_feeds_iter(scheduled=False) if value)
            answer(wall=time.perf_counter() - began, new=new)


def product(urls: list[str]) -> None:
    asyncio.run(_product(urls))


async def _product(urls: list[str]) -> None:
    from datetime import UTC, datetime, timedelta
    from urllib.parse import urlsplit

    from monitor import log
    from monitor.application import Application, Ports
    from monitor.domain.model import Outlet
    from monitor.settings import DatabaseSettings, FetchSettings, PollSettings, Settings
    from monitor.wiring import load_alias_table, make_judge, open_storage

    now = [datetime(2026, 11, 20, tzinfo=UTC)]
    hosts = tuple({urlsplit(url).netloc for url in urls})
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database=DatabaseSettings(url=f"sqlite:///{folder}/monitor.db"),
            fetch=FetchSettings(
                allow_private=hosts,
                per_host_interval=2.0 if len(hosts) == len(urls) else 0.0,
            ),
            poll=PollSettings(interval=60.0, max_interval=60.0),
        )
        log.configure("info", "text")
        store = open_storage(settings, migrate=True)
        aliases = load_alias_table(settings)
        ports = Ports(store=store, aliases=aliases, judge=make_judge(aliases), clock=lambda: now[0])
        async with Application(settings, ports) as app:
            store.outlets.put([Outlet(id="site", name="Site")])
            await app.start()
            for feed in store.feeds.list():
                store.feeds.remove(feed.id)
            for url in urls:
                store.feeds.add(url, outlet_id="site", at=now[0])
            print(json.dumps({"ready": True}), flush=True)
            while await asyncio.to_thread(sys.stdin.readline):
                began = time.perf_counter()
                done: dict[str, int] = {}
                while (run := await app.poll()).counts:
                    assert run.ok, run.message
                    for key, value in run.counts.items():
                        done[key] = done.get(key, 0) + value
                answer(wall=time.perf_counter() - began, new=done.get("new", 0), done=done)
                now[0] += timedelta(minutes=2)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    {"bare": bare, "reader": reader, "product": product}[sys.argv[1]](
        json.loads(Path(sys.argv[2]).read_text())
    )
