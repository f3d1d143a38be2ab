"""Real feeds, captured by others, served on loopback and polled by the real command."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from monitor.application import Application, Ports
from monitor.domain.model import Outlet
from monitor.feeds.parse import parse_feed
from monitor.settings import DatabaseSettings, DigestSettings, FetchSettings, PollSettings, Settings
from monitor.wiring import load_alias_table, make_judge, open_storage
from tests.acceptance.newsdesk import TROUBLE

ARCHIVE = Path(__file__).parents[3] / "shared" / "corpora" / "news_feeds.tar.gz"

pytestmark = pytest.mark.skipif(
    not ARCHIVE.is_file(), reason="needs the captured feeds (shared/corpora/news_feeds.tar.gz)"
)


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("captured")
    with tarfile.open(ARCHIVE) as archive:  # extractall's filter came with Python 3.11.4
        for member in archive:
            file = archive.extractfile(member)
            if file is not None and ".." not in member.name and not member.name.startswith("/"):
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read())
    return folder / "feeds"


@contextmanager
def serve(bodies: dict[str, bytes]) -> Iterator[str]:
    """A server of ``bodies`` by path; "host:port". The mapping may be changed while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_every_captured_feed_is_polled(captured: Path, tmp_path: Path) -> None:
    files = sorted(p for p in (captured / "real-news").rglob("*.xml"))
    assert len(files) >= 60
    bodies = {f"/{number}.xml": path.read_bytes() for number, path in enumerate(files)}
    with serve(bodies) as address:
        feeds = ", ".join(f'"http://{address}{path}"' for path in bodies)
        outlets = tmp_path / "outlets.toml"
        outlets.write_text(f'[[outlet]]\nid = "captured"\nname = "Captured"\nfeeds = [{feeds}]\n')
        config = tmp_path / "monitor.toml"
        config.write_text(
            f'[database]\nurl = "sqlite:///{tmp_path / "news.db"}"\n'
            f'[fetch]\nper_host_interval = 0.0\nallow_private = ["{address}"]\ntimeout = 5.0\n'
            f'[claims]\noutlets_file = "{outlets}"\n'
        )
        done = subprocess.run(
            [sys.executable, "-m", "monitor", "--config", str(config), "run", "--once"],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    assert all(trouble not in done.stderr for trouble in TROUBLE)
    with closing(sqlite3.connect(tmp_path / "news.db")) as database:
        rows = database.execute("SELECT url, state, error FROM feeds").fetchall()
        entries = Counter(
            feed for (feed,) in database.execute("SELECT feed_id FROM entries").fetchall()
        )
    assert len(rows) == len(files)
    for url, state, error in rows:
        assert state in ("ok", "empty", "stale", "not_a_feed"), (url, state, error)
        assert state in ("ok", "stale") or error, f"{url} is {state} and nothing says why"
    assert len(entries) >= 55


def test_consecutive_snapshots_store_each_entry_once(captured: Path, tmp_path: Path) -> None:
    snapshots = sorted((captured / "replay").rglob("*.xml"))
    assert len(snapshots) >= 150
    now = datetime(2021, 1, 1, tzinfo=UTC)
    clock = [now]
    links: set[str] = set()
    bodies = {"/feed.xml": snapshots[0].read_bytes()}
    database = DatabaseSettings(url=f"sqlite:///{tmp_path / 'replay.db'}")
    store = open_storage(Settings(database=database), migrate=True)
    aliases = load_alias_table(Settings())

    async def run(address: str) -> None:
        settings = Settings(
            fetch=FetchSettings(per_host_interval=0.0, allow_private=(address,)),
            poll=PollSettings(interval=60.0, max_interval=60.0),
            digest=DigestSettings(channels=()),
        )
        ports = Ports(
            store=store, aliases=aliases, judge=make_judge(aliases), clock=lambda: clock[0]
        )
        async with Application(settings, ports) as app:
            store.outlets.put([Outlet(id="captured", name="Captured")])
            store.feeds.add(f"http://{address}/feed.xml", outlet_id="captured", at=clock[0])
            for snapshot in snapshots:
                bodies["/feed.xml"] = snapshot.read_bytes()
                parsed = parse_feed(
                    bodies["/feed.xml"], url="http://x/", content_type="", now=clock[0]
                )
                links.update(entry.url or entry.title for entry in parsed.entries)
                run = await app.poll()
                assert run.ok, run.message
                clock[0] += timedelta(hours=7)

    with serve(bodies) as address:
        asyncio.run(run(address))
    stored = [
        e.url or e.title for e in store.entries.skipped(after_id=0, limit=100_000, since=None)
    ]
    assert len(stored) == len(set(stored)), Counter(stored).most_common(3)
    assert set(stored) == links
