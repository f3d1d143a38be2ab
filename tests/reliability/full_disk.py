"""Runs where it may mount: a daemon whose database lies on a file system of a few megabytes.

``python -m tests.reliability.full_disk FOLDER`` fills the disk while the daemon works, looks at
what happens, makes room again, and prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.demo.content import load_content
from monitor.demo.replay import day_end
from monitor.demo.site import Newsroom
from tests.acceptance.newsdesk import TROUBLE, Newsdesk

SIZE = "8m"


@dataclass
class SmallDesk(Newsdesk):
    """Its log lies elsewhere: it has to tell of the full disk."""

    @property
    def log(self) -> Path:
        return self.folder.parent / "daemon.log"

    def told(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 4096, 512, 1):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue


def main(folder: Path) -> dict[str, Any]:
    disk = folder / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk))
    subprocess.run(mount, check=True, capture_output=True)
    content = load_content()
    days = content.dates()
    filler = disk / "filler"
    seen: dict[str, Any] = {}
    with (
        Newsroom(content, as_of=day_end(days[0])) as site,
        SmallDesk(disk, content, site) as desk,
    ):
        desk.start()
        for day in days[:3]:
            desk.tell(day)
        before = desk.query("SELECT count(*) FROM entries")[0][0]
        fill(filler)
        site.as_of = day_end(days[8])
        desk.wait(lambda: "database unusable" in desk.told(), seconds=60, what="a clear line")
        seen["line"] = next(line for line in desk.told().splitlines() if "unusable" in line)
        listed = desk.run("claims", "list", "--json")
        seen["readable"] = listed.returncode == 0 and len(json.loads(listed.stdout))
        seen["kept"] = desk.query("SELECT count(*) FROM entries")[0][0] >= before
        seen["alive"] = desk.process is not None and desk.process.poll() is None
        filler.unlink()
        desk.tell(days[8])
        seen["healed"] = desk.query("SELECT count(*) FROM entries")[0][0] > before
        seen["status"] = desk.stop()[0]
        with closing(sqlite3.connect(desk.database)) as database:
            seen["integrity"] = database.execute("PRAGMA integrity_check").fetchone()[0]
        seen["trouble"] = [word for word in TROUBLE if word in desk.told()]
        seen["lines"] = desk.told().count("database unusable")
    return seen


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
