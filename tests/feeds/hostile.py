"""A loopback HTTP server on raw sockets that answers as badly as servers can."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Writer = asyncio.StreamWriter
Handler = Callable[["Hit", Writer], Awaitable[None]]

FEED = b"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Town</title>
<item><title>Bridge opens</title><link>/bridge</link><guid>1</guid></item></channel></rss>"""


@dataclass
class Hit:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    at: float = 0.0


@dataclass
class Server:
    """Where it listens, and what it was asked."""

    host: str
    port: int
    hits: list[Hit] = field(default_factory=list)
    connections: list[Writer] = field(default_factory=list)
    own: dict[str, Handler] = field(default_factory=dict)  # answers of one test

    def hang_up(self) -> None:
        """Close every connection."""
        for writer in self.connections:
            writer.close()

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.authority}{path}"


def reply(
    status: int | str = 200, body: bytes = b"", *, length: int | None = None, **headers: str
) -> bytes:
    lines = [f"HTTP/1.1 {status} Any"]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if length is None and "transfer-encoding" not in named:
        length = len(body)
    if length is not None and length >= 0:
        lines.append(f"Content-Length: {length}")
    lines += [f"{name}: {value}" for name, value in named.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def fixed(data: bytes) -> Handler:
    async def send(hit: Hit, writer: Writer) -> None:
        writer.write(data)
        await writer.drain()

    return send


def bomb(megabytes: int) -> bytes:
    return gzip.compress(b"\0" * 1_000_000 * megabytes)


async def endless(hit: Hit, writer: Writer) -> None:
    writer.write(reply(200, length=-1, connection="close"))
    for _ in range(10_000):
        writer.write(b"<item>" * 10_000)
        await writer.drain()


async def endless_error(hit: Hit, writer: Writer) -> None:
    writer.write(reply(500, length=-1, connection="close"))
    for _ in range(10_000):
        writer.write(b"x" * 60_000)
        await writer.drain()


async def drip(hit: Hit, writer: Writer) -> None:
    writer.write(reply(200, length=100_000))
    for _ in range(600):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def drip_headers(hit: Hit, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(600):
        writer.write(f"X-{number}: y\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.05)


async def stall(hit: Hit, writer: Writer) -> None:
    await asyncio.sleep(60)


async def slow_hops(hit: Hit, writer: Writer) -> None:
    await asyncio.sleep(0.2)
    number = int(hit.path.rpartition("/")[2] or 0)
    writer.write(reply(302, location=f"/slow/{number + 1}"))


async def conditional(hit: Hit, writer: Writer) -> None:
    if hit.headers.get("if-none-match") == '"v1"':
        writer.write(reply(304, etag='"v1"'))
    else:
        writer.write(
            reply(
                200,
                FEED,
                etag='"v1"',
                last_modified="Mon, 28 Oct 2024 10:00:00 GMT",
                cache_control="public, max-age=600",
            )
        )


async def echo(hit: Hit, writer: Writer) -> None:
    writer.write(reply(200, hit.body or hit.path.encode()))


ENDPOINTS: dict[str, Handler] = {
    "/ok": fixed(reply(200, FEED, content_type="application/rss+xml; charset=utf-8")),
    "/gzip": fixed(reply(200, gzip.compress(FEED), content_encoding="gzip")),
    "/gzip-members": fixed(
        reply(
            200,
            gzip.compress(FEED[:50]) + gzip.compress(FEED[50:]) + b"\0\0rubbish",
            content_encoding="x-gzip",
        )
    ),
    "/gzip-cut": fixed(reply(200, gzip.compress(FEED)[:-20], content_encoding="gzip")),
    "/gzip-not": fixed(reply(200, FEED, content_encoding="gzip")),
    "/gzip-empty": fixed(reply(200, b"", content_encoding="gzip")),
    "/gzip-bomb": fixed(reply(200, bomb(200), content_encoding="gzip")),
    "/gzip-magic": fixed(reply(200, bomb(20))),
    "/brotli": fixed(reply(200, b"\x0b\x02\x80", content_encoding="br")),
    "/stacked": fixed(
        reply(200, gzip.compress(gzip.compress(FEED)), content_encoding="gzip, gzip")
    ),
    "/mislabelled": fixed(reply(200, FEED, content_encoding="utf-8")),
    "/conditional": conditional,
    "/echo": echo,
    "/loop": fixed(reply(302, location="/loop")),
    "/ping": fixed(reply(302, location="/pong")),
    "/pong": fixed(reply(302, location="/ping")),
    "/no-location": fixed(reply(302)),
    "/to-file": fixed(reply(302, location="file:///etc/passwd")),
    "/to-broken": fixed(reply(302, location="http://[::1")),
    "/to-bomb": fixed(reply(302, bomb(200), location="/ok", content_encoding="gzip")),
    "/to-ok-utf8": fixed(reply(302, location="/echo/caf\u00c3\u00a9 au lait")),
    "/permanent": fixed(reply(301, location="/permanent-2")),
    "/permanent-2": fixed(reply(308, location="/temporary")),
    "/temporary": fixed(reply(302, location="/ok")),
    "/infinite": endless,
    "/infinite-500": endless_error,
    "/drip": drip,
    "/drip-headers": drip_headers,
    "/stall": stall,
    "/slow": slow_hops,
    "/short": fixed(reply(200, FEED, length=len(FEED) + 100)),
    "/long": fixed(reply(200, FEED + b"x" * 50, length=len(FEED))),
    "/declared-huge": fixed(reply(200, FEED, length=10**12)),
    "/chunk-bad": fixed(reply(200, b"zz\r\nabc\r\n", transfer_encoding="chunked")),
    "/http09": fixed(b"<rss></rss>"),
    "/header-huge": fixed(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300_000 + b"\r\n\r\n"),
    "/header-binary": fixed(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
        b'ETag: "\xff\x01"\r\nContent-Type: \x1b[31m\r\n\r\nok'
    ),
    "/not-http": fixed(b"220 mail.example ESMTP\r\n"),
    "/close": fixed(b""),
    "/etag-weak": fixed(reply(200, FEED, etag='W/"caf\u00e9 1"', last_modified="yesterday")),
    "/etag-long": fixed(reply(200, FEED, etag='"' + "x" * 900 + '"')),
    "/expires": fixed(reply(200, FEED, expires="Mon, 28 Oct 2024 11:00:00 GMT")),
    "/cookie": fixed(reply(200, FEED, set_cookie="id=1; Path=/")),
    "/cookie-hop": fixed(reply(302, location="/cookie", set_cookie="id=2; Path=/")),
    "/challenge": fixed(reply(403, b"Just a moment", cf_mitigated="challenge")),
    "/partial": fixed(reply(206, FEED)),
    "/304": fixed(reply(304)),
}


async def _serve(server: Server, reader: asyncio.StreamReader, writer: Writer) -> None:
    server.connections.append(writer)
    try:
        while first := await reader.readexactly(1):
            if first == b"\x16":  # TLS, which we do not speak
                writer.write(reply(400))
                break
            head = first + await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").split("\r\n")
            method, target, _ = lines[0].split(" ", 2)
            headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
            values = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
            exact = {name.lower(): value for name, value in values.items()}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            hit = Hit(method, target, exact, body, time.monotonic())
            server.hits.append(hit)
            await _answer(server, hit, writer)
            await writer.drain()
            if hit.path.startswith(("/http09", "/close", "/short", "/not-http", "/infinite")):
                break
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def _answer(server: Server, hit: Hit, writer: Writer) -> None:
    path = hit.path.partition("?")[0]
    if path in server.own:
        await server.own[path](hit, writer)
    elif path.startswith("/status/"):  # /status/429/Retry-After=120
        _, _, status, *rest = hit.path.split("/", 3)
        headers = dict([rest[0].replace("%20", " ").split("=", 1)]) if rest else {}
        writer.write(reply(status, b"no", **headers))
    elif path.startswith("/to/"):  # /to/<absolute URL>
        writer.write(reply(307, location=hit.path.removeprefix("/to/")))
    else:
        known = path if path in ENDPOINTS else "/" + path.split("/")[1]
        await ENDPOINTS.get(known, fixed(reply(404, b"no")))(hit, writer)


@asynccontextmanager
async def hostile(
    host: str = "127.0.0.1", *, own: dict[str, Handler] | None = None
) -> AsyncIterator[Server]:
    """The server on a free port of ``host``; ``own`` are answers besides ENDPOINTS."""
    server = Server(host, 0, own=own or {})
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with contextlib.suppress(asyncio.CancelledError):
                await _serve(server, reader, writer)
        finally:
            tasks.discard(task)

    listener = await asyncio.start_server(serve, host, 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()
