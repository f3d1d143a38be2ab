"""C: no body costs more time or memory than it may, nor delays other feeds."""

from __future__ import annotations

import asyncio
import gzip
import logging
import resource
import threading
import time
import zlib

import pytest

from monitor.domain.model import FeedState
from tests.feeds.hostile import ENDPOINTS, FEED, Handler, Writer, bomb, endless, fixed, reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, closing, feed, item

GOOD = feed(item("a"))


def endless_line(first: bytes) -> Handler:
    """One token that never ends."""

    async def send(_: object, writer: Writer) -> None:
        writer.write(reply(200, first, length=-1, connection="close"))
        for _number in range(20_000):
            writer.write(b"x" * 60_000)
            await writer.drain()

    send.closes = True  # type: ignore[attr-defined]
    return send


class Peak:
    """The most memory that this process had while the block ran, above what it had before."""

    def __enter__(self) -> Peak:
        self._stop = threading.Event()
        self._before = self._most = self._now()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def growth(self) -> int:
        """In bytes."""
        return self._most - self._before

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            self._most = max(self._most, self._now())

    @staticmethod
    def _now() -> int:
        with open("/proc/self/statm") as file:  # noqa: PTH123 - two hundred times a second
            return int(file.read().split()[1]) * resource.getpagesize()


BOMBS = {
    "gzip": reply(200, bomb(200), content_encoding="gzip"),
    "double": reply(200, gzip.compress(bomb(200)), content_encoding="gzip, gzip"),
    "once-labelled": reply(200, gzip.compress(bomb(200)), content_encoding="gzip"),
    "deflate": reply(200, zlib.compress(b"\0" * 200_000_000), content_encoding="deflate"),
    "br": reply(200, b"\x0b\x02\x80" * 1000, content_encoding="br"),
    "zstd": reply(200, b"\x28\xb5\x2f\xfd" * 1000, content_encoding="zstd"),
    "magic": reply(200, bomb(200), content_type="application/x-gzip"),
    "members": reply(200, gzip.compress(b"") * 50_000, content_encoding="gzip"),
    "endless": endless,
    "one-token": endless_line(b'<?xml version="1.0"?><rss><channel><title>'),
    "500": reply(500, bomb(200), content_encoding="gzip"),
    "500-endless": ENDPOINTS["/infinite-500"],
    "redirect": reply(302, bomb(200), location="/bomb-2", content_encoding="gzip"),
    "redirect-endless": fixed(reply(302, b"x" * 1_000_000, length=10**9, location="/bomb-2")),
}


@pytest.mark.parametrize("kind", BOMBS)
def test_c1_to_c4_a_bomb_costs_little_and_the_others_are_on_time(
    desk: Desk, server: Hostile, kind: str
) -> None:
    answer = BOMBS[kind]
    server.on("/bomb", answer)
    server.on("/bomb-2", reply(404))
    server.on("/good", GOOD)
    desk.follow("/bomb")
    desk.follow("/good")
    desk.timeout = 5
    begun = time.monotonic()
    with Peak() as peak:
        desk.poll()
    assert time.monotonic() - begun < 3
    assert peak.growth < 100_000_000
    assert desk.feed(1).error
    assert desk.feed(1).state is not FeedState.OK
    assert desk.titles() == ["Report a"]


@pytest.mark.parametrize("kind", ["gzip", "magic", "endless", "one-token"])
def test_c_an_article_that_is_a_bomb_leaves_the_words_of_the_feed(
    desk: Desk, server: Hostile, kind: str
) -> None:
    server.on("/story/a", BOMBS[kind])
    server.on("/feed", feed(item("a", title="Ruritania soldiers", description="They marched.")))
    desk.claim()
    desk.follow("/feed")
    desk.timeout = 5
    desk.poll()
    with Peak() as peak:
        desk.collect()
    assert peak.growth < 100_000_000
    assert desk.rows("SELECT text, status FROM articles") == [("They marched.", "feed_text")]


async def stall(hit: object, writer: Writer) -> None:
    await asyncio.sleep(60)


async def stall_in_the_middle(hit: object, writer: Writer) -> None:
    writer.write(reply(200, FEED[:100], length=len(FEED)))
    await writer.drain()
    await asyncio.sleep(60)


@pytest.mark.parametrize("path", ["/drip", "/drip-headers", "/stall", "/stall-middle"])
def test_c5_c6_slow_servers_meet_our_deadline(desk: Desk, server: Hostile, path: str) -> None:
    server.on("/stall-middle", stall_in_the_middle)
    server.on("/good", GOOD)
    desk.follow(path)
    desk.follow("/good")
    desk.timeout = 0.5
    begun = time.monotonic()
    desk.poll()
    assert time.monotonic() - begun < 1.5
    assert "0.5 s" in desk.feed().error
    assert desk.titles() == ["Report a"]


BROKEN = {
    "short": closing(reply(200, FEED, length=len(FEED) + 1)),
    "chunk-bad": reply(200, b"zz\r\nabc\r\n", transfer_encoding="chunked"),
    "chunk-negative": reply(200, b"-5\r\nabc\r\n", transfer_encoding="chunked"),
    "http09": closing(b"<rss></rss>"),
    "header-huge": closing(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n"),
    "many-headers": closing(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000 + b"\r\n"),
    "two-lengths": reply(200, FEED, content_length="5"),
    "escape": closing(b"HTTP/1.1 200 \x1b[31mOK\x07\r\nX\x1b: y\r\n\r\n"),
    "status": closing(b"HTTP/1.1 0x1F OK\r\n\r\n"),
    "hundred": closing(b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000),
    "rubbish": closing(bytes(range(256)) * 100),
    "nothing": closing(b""),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_c7_broken_framing_is_one_clear_line(
    desk: Desk, server: Hostile, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("/feed", BROKEN[kind])
    desk.follow("/feed")
    desk.poll()
    error = desk.feed().error
    assert error
    assert error.isprintable()
    assert not any(record.exc_info for record in caplog.records)
    assert desk.titles() == []


def test_c7_more_body_than_announced_is_left_behind(desk: Desk, server: Hostile) -> None:
    server.on("/feed", reply(200, FEED + b"HTTP/1.1 200 OK\r\n\r\nforged", length=len(FEED)))
    desk.follow("/feed")
    desk.poll_when_due(2)
    assert desk.titles() == ["Bridge opens"]
    assert desk.feed().failures == 0


def test_c8_fifty_thousand_entries_are_capped_and_hold_up_nobody(
    desk: Desk, server: Hostile
) -> None:
    many = feed(*(item(str(n), description="") for n in range(50_000)))
    server.on("/huge", many)
    server.on("/good", GOOD)
    desk.follow("/huge")
    desk.follow("/good")
    desk.children = True
    desk.max_bytes, desk.timeout = 20_000_000, 10
    begun = time.monotonic()
    desk.poll()
    assert time.monotonic() - begun < 20
    assert len(desk.titles()) == 2001
    assert "only the first 2,000" in desk.feed(1).error


def test_c8_a_body_of_fifty_megabytes_is_refused(desk: Desk, server: Hostile) -> None:
    big = reply(200, b"<rss><channel>" + b"<item><title>x</title></item>" * 1_800_000)
    server.on("/feed", big)
    desk.follow("/feed")
    desk.poll()
    assert "larger than" in desk.feed().error
