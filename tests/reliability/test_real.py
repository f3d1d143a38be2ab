"""H5 and H6 on a real disk and with real processes; D1 under the eyes of the kernel."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.demo.content import load_content
from monitor.demo.replay import day_end
from monitor.demo.site import Newsroom
from tests.acceptance.newsdesk import TROUBLE, Newsdesk
from tests.reliability.hostile import item, rss

ROOT = Path(__file__).parents[2]
UNSHARE = ("unshare", "--map-root-user", "--mount")
TOGETHER = 60.0  # seconds that desk and daemon work side by side
PERSON = "Ada Editor"


def test_h5_a_disk_that_is_really_full_is_told_and_heals(tmp_path: Path) -> None:
    if not shutil.which("unshare"):
        pytest.skip("needs Linux with unshare")
    probe = tmp_path / "probe"
    probe.mkdir()
    mount = [*UNSHARE, "mount", "-t", "tmpfs", "tmpfs", str(probe)]
    tried = subprocess.run(mount, capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no mount permitted: {tried.stderr.strip()[:100]}")
    done = subprocess.run(
        [*UNSHARE, sys.executable, "-m", "tests.reliability.full_disk", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout)
    assert "full" in seen["line"]
    assert seen["readable"] >= 1
    assert (seen["kept"], seen["alive"], seen["healed"]) == (True, True, True)
    assert (seen["status"], seen["integrity"], seen["trouble"]) == (0, "ok", [])
    assert seen["lines"] <= 7, "said once a job, not at every tick"


@pytest.mark.slow
def test_h6_a_desk_and_a_daemon_side_by_side_for_a_minute(tmp_path: Path) -> None:
    content = load_content()
    days = content.dates()
    with (
        Newsroom(content, as_of=day_end(days[0])) as site,
        Newsdesk(tmp_path, content, site) as desk,
    ):
        desk.start()
        for day in days[:6]:
            desk.tell(day)
        rows = json.loads(desk.run("flags", "list", "--json").stdout)
        cards = [str(row["id"]) for row in rows][:4]
        assert len(cards) >= 2
        began, done = time.monotonic(), 0
        turns = itertools.cycle((card, act) for act in ("accept", "undo") for card in cards)
        while (gone := time.monotonic() - began) < TOGETHER or done % (2 * len(cards)):
            site.as_of = day_end(days[min(6 + int(gone), len(days) - 1)])
            card, act = next(turns)
            told = desk.run("review", card, act, "--by", PERSON)
            assert (told.returncode, "Traceback" in told.stderr) == (0, False), told.stderr
            done += 1
        moment = datetime.now(UTC)
        desk.wait(lambda: desk.settled_since(moment), seconds=60, what="all of it taken in")
        assert desk.stop()[0] == 0
        acts = desk.query(f"SELECT action FROM audit WHERE actor = '{PERSON}'")
        assert len(acts) == done >= 2 * len(cards)
        states = desk.query(f"SELECT state FROM flags WHERE id IN ({', '.join(cards)})")
        assert ("accepted",) not in states, "every act was taken back again, in order"
        assert all(word not in desk.log.read_text(encoding="utf-8") for word in TROUBLE)
        assert desk.query("PRAGMA integrity_check") == [("ok",)]


PARSE = """
import sys
from datetime import UTC, datetime
from monitor.feeds.parse import parse_feed
from monitor.articles.extract import extract
print("BEGIN", flush=True)
now = datetime(2025, 3, 14, tzinfo=UTC)
for body in sys.argv[1:]:
    found = parse_feed(body.encode(), url="http://a.example/", content_type="", now=now)
    assert str(found.status) == "not_a_feed", body
    extract(body.encode(), url="http://a.example/", content_type="text/html")
"""


def test_d1_the_kernel_sees_no_such_file_opened_and_nobody_connected_to(tmp_path: Path) -> None:
    if not shutil.which("strace"):
        pytest.skip("needs strace")
    secret, log = tmp_path / "secret.xml", tmp_path / "trace"
    secret.write_bytes(rss(item("a")))
    bodies = [str(secret), secret.as_uri(), f"{secret}\n", "http://127.0.0.1:9/secret", "/dev/zero"]
    command = ["strace", "-f", "-qq", "-e", "trace=open,openat,openat2,connect,write"]
    done = subprocess.run(
        [*command, "-s", "200", "-o", str(log), sys.executable, "-c", PARSE, *bodies],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    if "ptrace" in done.stderr:
        pytest.skip("strace is not permitted here")
    assert done.returncode == 0, done.stderr[-2000:]
    calls = log.read_text(encoding="utf-8", errors="replace")
    _, begun, after = calls.partition("BEGIN")
    assert begun
    assert "secret" not in after
    assert "/dev/zero" not in after
    assert "connect(" not in after
