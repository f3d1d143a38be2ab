"""B10: when most sites fail at once it is the monitor that is offline, and no feed is charged."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator

import pytest

from monitor.domain.model import FeedState
from monitor.domain.weather import OFFLINE, SCOUTS
from tests.feeds.hostile import reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, feed, item

NAMES = [f"paper{number}.example" for number in range(8)]


class Line:
    """The name server that a machine asks."""

    def __init__(self) -> None:
        self.up = True
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        if not self.up:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return ["127.0.0.1"]


@pytest.fixture
def line(desk: Desk, server: Hostile) -> Iterator[Line]:
    found = Line()
    allowed = [f"{name}:{server.port}" for name in NAMES]
    desk.client = {"allow_private": allowed, "resolve": found.resolve}
    server.on("/feed", feed(item("a"), item("b")))
    for name in NAMES:
        desk.follow(f"http://{name}:{server.port}/feed")
    return found


def since(desk: Desk) -> str | None:
    return desk.store.runs.meta(OFFLINE) or None


def test_b10_no_feed_is_charged_while_the_monitor_is_offline(
    desk: Desk, server: Hostile, line: Line
) -> None:
    desk.poll()
    before = {one.id: (one.state, one.failures, one.error) for one in desk.store.feeds.list()}
    assert {state for state, _, _ in before.values()} == {FeedState.OK}
    line.up = False
    began = desk.poll(hours=7)
    assert since(desk) is not None
    assert began.ok
    asked = len(line.asked)
    for minutes in [1] * 30:
        desk.restart()  # it is remembered
        desk.poll(minutes=minutes)
    after = {one.id: (one.state, one.failures, one.error) for one in desk.store.feeds.list()}
    assert after == before
    assert len(line.asked) - asked <= 30 * SCOUTS, "a few scouts a minute, not all feeds"
    line.up = True
    server.on("/feed", feed(item("a"), item("b"), item("c")))
    desk.poll(minutes=1)
    assert since(desk) is None
    desk.poll(minutes=1)
    desk.poll(minutes=1)
    assert desk.titles().count("Report c") == len(NAMES)
    assert {one.state for one in desk.store.feeds.list()} == {FeedState.OK}


def test_b10_articles_and_rechecks_wait_too(desk: Desk, line: Line) -> None:
    desk.claim(query="Report")
    desk.poll()
    line.up = False
    desk.poll(hours=7)
    assert not desk.collect().counts
    pending = [row for row in desk.store.entries.due(desk.now, 99) if row.entry.attempts]
    assert pending == [], "no attempt was used up"


def test_b10_a_restart_while_offline_and_a_first_start_charge_nobody(
    desk: Desk, line: Line
) -> None:
    line.up = False
    desk.poll()  # never seen any feed work
    assert since(desk) is not None
    assert {(one.state, one.failures) for one in desk.store.feeds.list()} == {(FeedState.NEW, 0.0)}


def test_b10_a_few_feeds_that_fail_are_their_own_fault(
    desk: Desk, server: Hostile, line: Line
) -> None:
    desk.poll()

    async def answer(hit, writer):
        own = hit.headers["host"].startswith(("paper1.", "paper2.", "paper3."))
        await asyncio.sleep(0)
        writer.write(reply(503) if own else feed(item("a")))

    server.on("/feed", answer)
    desk.poll(hours=7)
    assert since(desk) is None
    failing = [one.id for one in desk.store.feeds.list() if one.failures]
    assert failing == [2, 3, 4]
