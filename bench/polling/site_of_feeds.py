"""A loopback site of feeds and article pages, in a process of its own.

Every feed has validators and answers 304 as long as it has not changed. The site listens on all
of 127.0.0.0/8, so that each feed can have a host of its own. What it says is made up of a list
of words, the same at every run. With an argument SHARE, so many of its new items tell of one of
the PLACES what a claim of ``claims`` says of it.

    /feed/N             feed N as it is now
    /article/N/K        the page behind its item K
    /turn/N-M[/NEW]     (control) feeds N to M change: NEW items are new, all if not given
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

ITEMS = 50
_START = datetime(2026, 11, 1, tzinfo=UTC)
_TOPICS = (
    "harbour council river bridge minister budget school strike union train airport storm flood"
    " hospital doctors vaccine energy prices farmers export treaty summit border patrol court"
    " appeal verdict police inquiry bank loan inflation market election ballot coalition party"
    " protest square museum festival orchestra stadium league striker transfer injury coach rain"
    " drought forest fire village mayor road tunnel ferry island fishing quota port cargo ship"
    " captain navy troops soldiers convoy drone missile ceasefire talks envoy sanctions gas"
    " pipeline reactor grid outage satellite launch laboratory study climate heat glacier coast"
)
_BETWEEN = "the a of in on after before as with for near over and but while says said told"
_WORDS, _GLUE = _TOPICS.split(), _BETWEEN.split()


_PARTS = "kel mora tas vin dor lesk ban ruo sil ter gan pol wes nim har cor"
_SYLLABLES = _PARTS.split()
#: Two hundred towns that do not exist, and what may be said of them.
PLACES = [
    f"{one}{other}{end}".title()
    for one in _SYLLABLES[:10]
    for other in _SYLLABLES[6:]
    for end in ("ia", "burg")
]
EVENTS = [
    ("soldier", "soldiers have been sent to"),
    ("ceasefire", "a ceasefire has been agreed in"),
    ("reactor", "the reactor has been shut down in"),
    ("quota", "the fishing quota has been raised in"),
    ("outage", "a power outage has hit"),
]


def claims(count: int) -> list[tuple[str, str]]:
    """(text, watch query) of claims on the places, all different."""
    pairs = [(place, event) for event in EVENTS for place in PLACES]
    return [
        (f"{event[1].capitalize()} {place}", f"{place} AND {event[0]}")
        for place, event in pairs[:count]
    ]


def sentence(source: random.Random, length: int) -> str:
    """Words in a row, with a capital and a full stop."""
    words = [source.choice(_GLUE if source.random() < 0.4 else _WORDS) for _ in range(length)]
    return " ".join(words).capitalize() + "."


class Site:
    """What is published now: for each feed the number of items that it has ever had."""

    def __init__(self, share: float = 0.0) -> None:
        self.share = share
        self.had: dict[int, int] = {}
        self.served = {200: 0, 304: 0, 404: 0}

    def items(self, feed: int) -> range:
        had = self.had.setdefault(feed, ITEMS)
        return range(had - 1, had - 1 - ITEMS, -1)

    def etag(self, feed: int) -> str:
        return f'"{feed}-{self.had.setdefault(feed, ITEMS)}"'

    def news(self, feed: int, number: int) -> str:
        """What an item tells of a place, if it does; a few more only name one.

        Those that a feed has from the beginning are old, and tell nothing.
        """
        if number < ITEMS:
            return ""
        source = random.Random(f"news {feed}/{number}")
        place, (_, event), dice = source.choice(PLACES), source.choice(EVENTS), source.random()
        if dice < self.share:
            return (
                f" The ministry confirmed on Monday that {event} {place}. {event.title()} {place}."
            )
        return f" The mayor of {place} was asked as well." if self.share and dice > 0.98 else ""

    def body(self, feed: int, base: str) -> bytes:
        parts = [
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
            f"<title>Feed {feed}</title><link>{base}/</link><language>en</language>"
        ]
        for number in self.items(feed):
            source = random.Random(f"{feed}/{number}")
            title, link = sentence(source, 9), f"{base}/article/{feed}/{number}"
            text = " ".join(sentence(source, 14) for _ in range(3))
            text += self.news(feed, number)
            at = format_datetime(_START + timedelta(minutes=7 * number + feed % 7))
            parts.append(
                f"<item><title>{title}</title><link>{link}</link>"
                f'<guid isPermaLink="true">{link}</guid><pubDate>{at}</pubDate>'
                f"<category>{source.choice(_WORDS)}</category>"
                f"<description>{html.escape(f'<p>{text}</p>')}</description></item>"
            )
        parts.append("</channel></rss>")
        return "".join(parts).encode()

    def page(self, feed: int, number: int) -> bytes:
        """An article of some 500 words, amid what pages carry besides."""
        source = random.Random(f"{feed}/{number}")
        title = sentence(source, 9)
        news = f"<p>{self.news(feed, number)}</p>"
        at = (_START + timedelta(minutes=7 * number + feed % 7)).isoformat()
        paragraphs = "".join(
            f"<p>{' '.join(sentence(source, 14) for _ in range(3))}</p>" for _ in range(12)
        )
        links = "".join(
            f'<li><a href="/section/{word}">{word.title()}</a></li>' for word in _WORDS[:40]
        )
        return (
            f'<!doctype html><html lang="en"><head><title>{title}</title>'
            f'<meta property="article:published_time" content="{at}">'
            f'<meta name="author" content="A. Reporter"></head><body><nav><ul>{links}</ul></nav>'
            f"<main><article><h1>{title}</h1>{news}{paragraphs}</article></main>"
            f"<aside><ul>{links}</ul></aside><footer>Contact</footer></body></html>"
        ).encode()

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, str, bytes]:
        """Status, further header lines, body."""
        kind, *rest = path.strip("/").split("/")
        base = f"http://{headers.get('host', '')}"
        if kind == "feed":
            feed = int(rest[0])
            lines = f"ETag: {self.etag(feed)}\r\nLast-Modified: {format_datetime(_START)}\r\n"
            if headers.get("if-none-match") == self.etag(feed):
                return 304, lines, b""
            return 200, lines + "Content-Type: application/rss+xml\r\n", self.body(feed, base)
        if kind == "article":
            return 200, "Content-Type: text/html; charset=utf-8\r\n", self.page(*map(int, rest))
        if kind == "turn":
            new = int(rest[1]) if len(rest) > 1 else ITEMS
            first, _, last = rest[0].partition("-")
            for feed in range(int(first), int(last)):
                self.had[feed] = self.had.get(feed, ITEMS) + new
            return 200, "", b"ok"
        if kind == "served":
            return 200, "", str(self.served).encode()
        return 404, "", b"no"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = head[0].split(" ")[1]
                pairs = (line.split(": ", 1) for line in head[1:] if ": " in line)
                headers = {name.lower(): value for name, value in pairs}
                status, lines, body = self.answer(path, headers)
                self.served[status] += 1
                length = "" if status == 304 else f"Content-Length: {len(body)}\r\n"
                writer.write(f"HTTP/1.1 {status} X\r\n{lines}{length}\r\n".encode() + body)
                await writer.drain()
        writer.close()


async def main() -> None:
    site = Site(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0)
    server = await asyncio.start_server(site.serve, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)  # until the bench ends
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
