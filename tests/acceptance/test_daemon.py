"""The daemon as a real process: killed at random, stopped in order, alone on its database."""

from __future__ import annotations

import random
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from monitor.demo.content import load_content
from monitor.demo.replay import day_end
from monitor.demo.site import Newsroom
from tests.acceptance.newsdesk import TROUBLE, Newsdesk

KILLS = 50
SEED = 20241008


class Mailbox:
    """Keeps the Message-IDs of what it is sent."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.port = 0

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        text = bytes(envelope.content).decode("utf-8", "replace")  # type: ignore[attr-defined]
        head = text.partition("\r\n\r\n")[0].replace("\r\n ", " ")
        lines = [line for line in head.split("\r\n") if line.lower().startswith("message-id:")]
        self.keys.append(lines[0].partition(":")[2].strip())
        return "250 kept"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as probe:  # aiosmtpd cannot be asked for any free port
        probe.bind(("127.0.0.1", 0))
        box.port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def mail_settings(box: Mailbox) -> str:
    return (
        'channels = ["email"]\n[email]\nhost = "127.0.0.1"\nsecurity = "plain"\n'
        f'port = {box.port}\nsender = "monitor@example.org"\n'
        'recipients = ["desk@example.org"]'
    )


@pytest.mark.slow
def test_fifty_kills_change_nothing(tmp_path: Path, mailbox: Mailbox) -> None:
    content = load_content()
    days = content.dates()
    assert len(days) >= 20

    with (
        Newsroom(content, as_of=day_end(days[0])) as site,
        Newsdesk(tmp_path / "calm", content, site) as calm,
    ):
        calm.start()
        for day in days:
            calm.tell(day)
        calm.stop()

    soon = datetime.now(UTC) + timedelta(seconds=15)
    with (
        Newsroom(content, as_of=day_end(days[0])) as site,
        Newsdesk(
            tmp_path / "wild",
            content,
            site,
            digest_at=f"{soon:%H:%M:%S}",
            extra=(mail_settings(mailbox),),
        ) as wild,
    ):
        instants = random.Random(SEED)
        wild.start()
        for number in range(KILLS):
            if number % 2 == 0:
                site.as_of = day_end(days[min(number // 2, len(days) - 1)])
            time.sleep(instants.uniform(0.0, 2.2))
            wild.kill()
            wild.start()
            if number % 2 == 1:
                wild.tell(days[min(number // 2, len(days) - 1)])
        for day in days[KILLS // 2 :]:
            wild.tell(day)
        wild.wait(lambda: bool(mailbox.keys), seconds=60, what="a digest")
        status, seconds = wild.stop()

    assert status == 0
    assert seconds < 10
    for part, expected in calm.outcome().items():
        assert wild.outcome()[part] == expected, part
    assert all(trouble not in wild.log.read_text(encoding="utf-8") for trouble in TROUBLE)
    with closing(sqlite3.connect(wild.database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    copies = Counter(mailbox.keys)
    digests = wild.query("SELECT d.key FROM deliveries d WHERE d.state = 'sent'")
    assert {str(key) for (key,) in digests} == set(copies)
    assert max(copies.values()) <= 2


def test_a_second_daemon_is_refused_and_sigterm_ends_the_first(tmp_path: Path) -> None:
    content = load_content()
    first_day = content.dates()[0]
    with (
        Newsroom(content, as_of=day_end(first_day)) as site,
        Newsdesk(tmp_path, content, site) as desk,
    ):
        desk.start()
        desk.tell(first_day)
        refused = desk.run("run")
        assert refused.returncode == 1
        assert "another daemon" in refused.stderr.lower() or "holds" in refused.stderr.lower()
        assert "Traceback" not in refused.stderr
        status = desk.run("status", "--check")
        assert status.returncode == 0, status.stdout + status.stderr
        code, seconds = desk.stop()
        assert code == 0
        assert seconds < 10
        assert desk.run("status", "--check").returncode == 1


def test_the_lease_of_a_killed_daemon_does_not_hold_up_the_next(tmp_path: Path) -> None:
    content = load_content()
    days = content.dates()
    with (
        Newsroom(content, as_of=day_end(days[0])) as site,
        Newsdesk(tmp_path, content, site) as desk,
    ):
        desk.start()
        desk.tell(days[0])
        desk.kill()
        desk.start()
        desk.tell(days[1], seconds=20)
        assert desk.stop()[0] == 0


def test_run_once_does_all_and_ends(tmp_path: Path) -> None:
    content = load_content()
    day = date(2024, 10, 10)
    with (
        Newsroom(content, as_of=day_end(day)) as site,
        Newsdesk(tmp_path, content, site) as desk,
    ):
        done = desk.run("run", "--once")
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
        assert desk.outcome()["flags"]
        first = desk.outcome()
        again = desk.run("run", "--once")
        assert again.returncode == 0, again.stderr
        assert desk.outcome() == first
