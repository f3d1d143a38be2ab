"""A real daemon as a subprocess over a newsroom on loopback, and a look at what it stored."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

from monitor.demo.content import DEMO, NewsroomContent
from monitor.demo.replay import day_end
from monitor.demo.site import Newsroom

#: What the daemon's log must not hold for a run to count as clean.
TROUBLE = ("Traceback", "item broke", "article broke", "job broke")


@dataclass
class Newsdesk:
    """A folder with configuration and database, and the daemon that works on it."""

    folder: Path
    content: NewsroomContent
    site: Newsroom
    digest_at: str = "00:00"
    extra: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None
    base: str = ""

    def __post_init__(self) -> None:
        self.base = self.site.base_url  # still told apart when the site is closed
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "outlets.toml").write_text(self._outlets(), encoding="utf-8")
        (self.folder / "monitor.toml").write_text(self._settings(), encoding="utf-8")

    @property
    def database(self) -> Path:
        return self.folder / "news.db"

    @property
    def log(self) -> Path:
        return self.folder / "daemon.log"

    def _outlets(self) -> str:
        tables = []
        for outlet in self.content.outlets:
            row = outlet.outlet
            tables.append(
                "[[outlet]]\n"
                f'id = "{row.id}"\nname = "{row.name}"\nkind = "{row.kind}"\n'
                f'country = "{row.country}"\nstate_media_of = "{row.state_media_of}"\n'
                f'feeds = ["{self.site.feed_url(outlet)}"]\n'
            )
        return "\n".join(tables)

    def _settings(self) -> str:
        return "\n".join(
            [
                f'[database]\nurl = "sqlite:///{self.database}"',
                f'[fetch]\nper_host_interval = 0.0\nallow_private = ["{self.site.address}"]',
                "[poll]\ninterval = 1.0\nmax_interval = 1.0\ntick = 0.1",
                f'[claims]\nclaims_file = "{DEMO / "claims.toml"}"\n'
                f'outlets_file = "{self.folder / "outlets.toml"}"',
                f'[digest]\nat = "{self.digest_at}"\nzone = "UTC"\n',
                *self.extra,
            ]
        )

    def command(self, *args: str) -> list[str]:
        config = str(self.folder / "monitor.toml")
        return [sys.executable, "-m", "monitor", "--config", config, *args]

    def run(self, *args: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a command of the product to its end."""
        return subprocess.run(
            self.command(*args), capture_output=True, text=True, timeout=timeout, check=False
        )

    def start(self) -> None:
        """Start the daemon."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command("run"), stdout=log, stderr=log, env=dict(os.environ)
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever a failed test has left running is gone afterwards."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def kill(self) -> None:
        """SIGKILL, and wait until the process is gone."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit status and the seconds it took."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(15)
        return status, time.monotonic() - begun

    def wait(self, done: Callable[[], bool], *, seconds: float, what: str) -> None:
        """Wait until ``done`` says so; the daemon must be alive all the while."""
        end = time.monotonic() + seconds
        while not done():
            assert self.process is not None
            if self.process.poll() is not None or time.monotonic() > end:
                tail = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
                raise AssertionError(f"never came: {what}\n{tail}")
            time.sleep(0.1)

    def settled_since(self, moment: datetime) -> bool:
        """Every feed polled since ``moment``, nothing left to collect or match."""
        if not self.database.exists():
            return False
        feeds = self.query("SELECT count(*), min(polled_at) FROM feeds")
        if not feeds or feeds[0][0] != len(self.content.outlets) or feeds[0][1] is None:
            return False
        if datetime.fromisoformat(str(feeds[0][1])).replace(tzinfo=UTC) < moment:
            return False
        pending = self.query("SELECT count(*) FROM entries WHERE state = 'pending'")
        unmatched = self.query("SELECT count(*) FROM articles WHERE matched_at IS NULL")
        return pending[0][0] == 0 and unmatched[0][0] == 0

    def tell(self, day: date, *, seconds: float = 60) -> None:
        """Move the newsroom to ``day`` and wait until the daemon has taken it all in."""
        self.site.as_of = day_end(day)
        moment = datetime.now(UTC) + timedelta(seconds=0.05)
        self.wait(lambda: self.settled_since(moment), seconds=seconds, what=f"{day} settled")

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a read-only look into the database; [] while it is not there yet."""
        try:
            with closing(
                sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
            ) as db:
                return db.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []

    def outcome(self) -> dict[str, object]:
        """What counts as the result of a run, free of row numbers and times."""
        base = self.base
        cards: dict[object, set[str]] = {}
        rows = self.query("SELECT f.id, e.url FROM flags f JOIN evidence e ON e.flag_id = f.id")
        for flag, url in rows:
            cards.setdefault(flag, set()).add(str(url).removeprefix(base))
        flags = self.query("SELECT id, claim_id, kind, state FROM flags")
        return {
            "claims": sorted(self.query("SELECT id, status, text FROM claims")),
            "entries": sorted(
                (str(url).removeprefix(base), state, title)
                for url, state, title in self.query("SELECT url, state, title FROM entries")
            ),
            "articles": sorted(
                (str(url).removeprefix(base), digest)
                for url, digest in self.query("SELECT url, content_hash FROM articles")
            ),
            "flags": sorted(
                (claim, kind, state, tuple(sorted(cards.get(flag, ()))))
                for flag, claim, kind, state in flags
            ),
        }
