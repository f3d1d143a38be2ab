"""A hostile server in a thread of its own, and beside it addresses that must never be asked.

The answers are those of ``tests.feeds.hostile``; this one serves a test that is not asynchronous
itself, listens on several loopback addresses at the same port, and can be told what to answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from typing import Self

from tests.feeds.hostile import ENDPOINTS, Handler, Hit, Writer, fixed, reply

Answer = bytes | Handler | Sequence["Answer"]

MAIN = "127.0.0.1"
CANARIES = ("127.0.0.2", "127.1.2.3", "::1")
_MAX_HEAD = 64_000


class Hostile:
    """A context manager; ``on`` says what a path answers, ``hits`` and ``canary`` what was asked.

    ``canary`` holds the address of every connection that was opened to one of CANARIES, whether
    or not a request came over it.
    """

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.canary: list[str] = []
        self.port = 0
        self._answers: dict[str, list[Handler]] = {
            path: [handler] for path, handler in ENDPOINTS.items()
        }
        self._loop = asyncio.new_event_loop()
        self._listeners: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def authority(self) -> str:
        return f"{MAIN}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.authority}{path}"

    def canary_url(self, path: str = "/", host: str = CANARIES[0]) -> str:
        bracketed = f"[{host}]" if ":" in host else host
        return f"http://{bracketed}:{self.port}{path}"

    def on(self, path: str, *answers: bytes | Handler) -> str:
        """Answer ``path`` (whatever its query) so, one after the other, the last for ever."""
        self._answers[path] = [
            fixed(answer) if isinstance(answer, bytes) else answer for answer in answers
        ]
        return self.url(path)

    def asked(self, path: str) -> list[Hit]:
        """The requests for ``path``, in order."""
        return [hit for hit in self.hits if hit.path.partition("?")[0] == path]

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result(5)
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _open(self) -> None:
        first = await asyncio.start_server(self._track(self._serve), MAIN, 0, limit=_MAX_HEAD)
        self.port = first.sockets[0].getsockname()[1]
        self._listeners.append(first)
        for host in CANARIES:
            with contextlib.suppress(OSError):  # a machine without IPv6
                self._listeners.append(
                    await asyncio.start_server(self._track(self._betray), host, self.port)
                )
        assert len(self._listeners) > 1

    async def _close(self) -> None:
        for listener in self._listeners:
            listener.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _track(self, serve: Callable[..., object]) -> Callable[..., object]:
        async def tracked(reader: asyncio.StreamReader, writer: Writer) -> None:
            task = asyncio.current_task()
            assert task is not None
            self._tasks.add(task)
            try:
                with contextlib.suppress(
                    OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
                ):
                    await serve(reader, writer)  # type: ignore[misc]
            finally:
                self._tasks.discard(task)
                writer.close()

        return tracked

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        while not writer.is_closing():
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ", 2)
            pairs = [line.split(": ", 1) for line in head[1:] if ": " in line]
            headers = {name.lower(): value for name, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            hit = Hit(method, path, headers, body, time.monotonic())
            self.hits.append(hit)
            answers = self._answers.get(path.partition("?")[0], [fixed(reply(404, b"no"))])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
            await answer(hit, writer)
            await writer.drain()
            if answer in _LAST or getattr(answer, "closes", False):
                return

    async def _betray(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self.canary.append(str(writer.get_extra_info("sockname")[0]))
        writer.write(reply(200, b"<p>what must not be read</p>"))
        await writer.drain()


def closing(data: bytes, *, reset: bool = False) -> Handler:
    """Sends ``data`` and closes the connection, by force if ``reset``."""

    async def send(_: Hit, writer: Writer) -> None:
        writer.write(data)
        await writer.drain()
        if reset:
            await asyncio.sleep(0.05)
            writer.transport.abort()

    send.closes = True  # type: ignore[attr-defined]
    return send


_LAST = [
    ENDPOINTS[path]
    for path in ("/http09", "/close", "/short", "/not-http", "/infinite", "/infinite-500")
]


def rss(*items: str, head: str = "") -> bytes:
    """A feed of ``items``, given as the inside of their elements."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Harbour News</title>{head}{inside}</channel></rss>"
    ).encode()


def item(name: str, **fields: str) -> str:
    """The inside of an item: title, link and guid are made of ``name`` unless given."""
    values = {
        "title": f"Report {name}",
        "link": f"/story/{name}",
        "guid": f"id-{name}",
        "pubDate": "Fri, 14 Mar 2025 06:00:00 GMT",
        **fields,
    }
    return "".join(f"<{key}>{value}</{key}>" for key, value in values.items() if value)


def feed(*items: str, head: str = "", status: int = 200, **headers: str) -> bytes:
    """A whole response with a feed."""
    headers.setdefault("content_type", "application/rss+xml")
    return reply(status, rss(*items, head=head), **headers)
