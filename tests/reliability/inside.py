"""Runs in a network of its own, where private addresses answer and nothing else can be reached.

``python -m tests.reliability.inside [--open]`` polls feeds and fetches articles that lead inside,
with the product's own resolver and no exemption from the guard, and prints as JSON which address
was connected to. With ``--open`` the guard lets everything pass: then the canaries must sing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.articles.extract import extract
from monitor.domain.work import JobRun
from monitor.feeds import guard
from monitor.feeds.client import Client
from monitor.feeds.fetch import PoliteFetcher
from monitor.feeds.parse import parse_feed
from monitor.jobs.collect import Collecting, collect
from monitor.jobs.poll import poll
from monitor.jobs.polling import Polling
from monitor.jobs.watch import Watcher
from monitor.matching.index import ClaimIndex
from monitor.storage.store import SqlStore, open_store
from tests.domain.reading import ALIASES
from tests.factories import NOW, make_claim, make_event, make_outlet
from tests.lanes import InlineLanes

PUBLIC = "93.184.216.34"
PORT = 8080
PRIVATE = (
    *("10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "127.0.0.2"),
    *("198.18.0.1", "192.0.2.1", "0.0.0.0", "fd00::1", "::1", "64:ff9b::a00:1", "2002:a00:1::"),
)
SPELT = ("[::ffff:10.0.0.1]", "167772161", "0x0a000001", "012.0.0.1", "10.1", "localhost")
NAMES = {"private.example": ["10.0.0.1"], "mixed.example": [PUBLIC, "10.0.0.1"]}
TARGETS = (
    *(f"[{one}]" if ":" in one else one for one in PRIVATE),
    *SPELT,
    *NAMES,
    "rebind.example",
)


class World:
    """Everything that listens."""

    def __init__(self) -> None:
        self.connected: Counter[str] = Counter()  # address -> connections
        self.looked_up: Counter[str] = Counter()

    async def open(self) -> None:
        for address in PRIVATE:
            if address not in {"127.0.0.2", "0.0.0.0", "::1"}:
                wide = "128" if ":" in address else "32"
                _run("ip", "addr", "add", f"{address}/{wide}", "dev", "lo")
        _run("ip", "addr", "add", f"{PUBLIC}/32", "dev", "lo")
        await asyncio.start_server(self._serve, None, PORT)
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: _Names(self), local_addr=("127.0.0.1", 53))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = str(writer.get_extra_info("sockname")[0]).removeprefix("::ffff:")
        self.connected[address] += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            writer.write(_answer(head.split(" ")[1]))
            await writer.drain()
        writer.close()


def _answer(path: str) -> bytes:
    if path.startswith("/to/"):
        target = TARGETS[int(path.rpartition("/")[2])]
        return _reply(302, b"", f"Location: http://{target}:{PORT}/inside\r\n")
    if path == "/links":
        items = "".join(
            f"<item><title>Ruritania soldiers {n}</title><guid>{n}</guid>"
            f"<link>http://{one}:{PORT}/inside</link><description>Words {n}</description></item>"
            for n, one in enumerate(TARGETS)
        )
    else:
        items = "<item><title>Inside</title><guid>x</guid></item>"
    body = f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>"
    return _reply(200, body.encode(), "Content-Type: application/rss+xml\r\n")


def _reply(status: int, body: bytes, headers: str) -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}{headers}\r\n".encode() + body


class _Names(asyncio.DatagramProtocol):
    """A name server: what NAMES says, and a name that means something else every time."""

    def __init__(self, world: World) -> None:
        self._world = world

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, sender: Any) -> None:
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        name, (kind,) = ".".join(labels), struct.unpack("!H", data[at + 1 : at + 3])
        found: list[str] = []
        if kind == 1:
            self._world.looked_up[name] += 1
            found = NAMES.get(name, [])
            if name == "rebind.example":
                found = [PUBLIC if self._world.looked_up[name] % 2 else "10.0.0.1"]
        records = b"".join(
            b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + socket.inet_aton(one) for one in found
        )
        flags = 0x8180 if found or kind != 1 else 0x8183
        head = data[:2] + struct.pack("!HHHHH", flags, 1, len(found), 0, 0)
        self._transport.sendto(head + data[12 : at + 5] + records, sender)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


async def _work(store: SqlStore, job: str, now: Any) -> JobRun:
    async with Client() as client:
        fetcher = PoliteFetcher(client, per_host_interval=0, timeout=3, clock=lambda: now)
        if job == "collect":
            collecting = Collecting(
                store=store, lanes=InlineLanes(), fetcher=fetcher, extract=extract, attempts=1
            )
            return await collect(collecting, now=now)
        polling = Polling(
            store=store,
            lanes=InlineLanes(),
            fetcher=fetcher,
            parse=parse_feed,
            watcher=Watcher(ALIASES, ClaimIndex),
        )
        return await poll(polling, now=now)


async def _main(folder: Path) -> dict[str, Any]:
    world = World()
    await world.open()
    store = open_store(f"sqlite:///{folder / 'monitor.db'}", migrate=True)
    store.outlets.put([make_outlet()])
    values = {"query": "Ruritania AND soldier", "sentence": "", "cue": ""}
    claim = make_claim("C1", text="Ruritania has sent soldiers", **values)
    store.claims.add(claim, event=make_event(subject_id="C1"))
    paths = [*(f"{PUBLIC}:{PORT}/to/{n}" for n in range(len(TARGETS))), f"{PUBLIC}:{PORT}/links"]
    names = [f"{name}:{PORT}/feed" for name in (*NAMES, "rebind.example")]
    for where in (*paths, *names):
        store.feeds.add(f"http://{where}", outlet_id="gazette", at=NOW)
    for hours in range(0, 60, 12):  # the name that changes is asked for again
        await _work(store, "poll", NOW + timedelta(hours=hours))
        await _work(store, "collect", NOW + timedelta(hours=hours))
    errors = {feed.url: feed.error for feed in store.feeds.list() if feed.error}
    store.close()
    return {
        "connected": dict(world.connected),
        "looked_up": dict(world.looked_up),
        "errors": errors,
    }


if __name__ == "__main__":
    _run("ip", "link", "set", "lo", "up")
    with tempfile.TemporaryDirectory() as name:
        resolv = Path(name, "resolv.conf")
        resolv.write_text("nameserver 127.0.0.1\noptions attempts:1 timeout:1\n")
        _run("mount", "--bind", str(resolv), str(Path("/etc/resolv.conf").resolve()))
        if "--open" in sys.argv:
            guard.is_public = lambda address: True
        print(json.dumps(asyncio.run(_main(Path(name)))))
