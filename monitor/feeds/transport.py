"""What httpx sends through: our connections, with the address guard below them.

The guard must sit where a name has become an address, which is below HTTP, and httpx's own
transport lets nobody in there; a transport of one's own is the place that httpx provides.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager
from functools import cache

import httpcore
import httpx

from monitor.feeds.connections import Connections, Server
from monitor.feeds.exchange import Exchange, Timeouts
from monitor.feeds.guard import GuardedBackend, Resolve, resolve

#: Extension of a request: the path and query as bytes. The URL that httpx is given ends at the
#: host, so that no log of a URL can tell a secret one, and nothing is escaped a second time.
TARGET = "target"
#: Extension of a response: the Location of a redirect. httpx builds the next request from the
#: header even when it is told not to follow, and fails on one that it cannot read.
LOCATION = "location"
#: Extension of a request: called when its first byte is about to go out.
SENDING = "sending"

_MAX_IDLE = 20
# The first that fits names the error.
_SAME: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.ProtocolError, httpx.RemoteProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
)


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 to public addresses and to the ``allowed`` "host:port" pairs.

    Limits the connections that it keeps, not those in use: that is for the caller to do.
    Raises httpx.TransportError, or guard.AddressRefusedError and guard.UnresolvedError.
    """

    def __init__(
        self,
        *,
        allowed: Collection[str] = (),
        resolve: Resolve = resolve,
        ssl_context: ssl.SSLContext | None = None,
        max_connections: int = _MAX_IDLE,
    ) -> None:
        self.connections = Connections(
            GuardedBackend(allowed=allowed, resolve=resolve),
            ssl_context=ssl_context or _trusted(),
            max_idle=min(max_connections, _MAX_IDLE),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, extensions = request.url, request.extensions
        port = url.port or (443 if url.scheme == "https" else 80)
        server = Server(url.scheme, url.raw_host.decode("ascii"), port)
        timeouts: Timeouts = extensions.get("timeout", {})
        with _errors_of_httpx():
            exchange = await self.connections.take(server, timeouts)
            try:
                head = await exchange.ask(
                    request.method.encode("ascii"),
                    extensions.get(TARGET, url.raw_path),
                    request.headers.raw,
                    request.content,
                    timeouts=timeouts,
                    sending=extensions.get(SENDING),
                )
            except BaseException:
                await self.connections.drop(exchange)
                raise
        named = [(name.lower(), value) for name, value in head.headers]
        locations = [value for name, value in named if name == b"location"]
        return httpx.Response(
            head.status,
            headers=[header for header in named if header[0] != b"location"],
            stream=_Stream(self.connections, exchange, server, timeouts),
            extensions={LOCATION: locations[0] if locations else b""},
        )

    async def aclose(self) -> None:
        await self.connections.aclose()


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: left to itself, httpcore reads all certificates anew for each connection."""
    return httpcore.default_ssl_context()


class _Stream(httpx.AsyncByteStream):
    """The body as it comes over the wire."""

    def __init__(
        self, home: Connections, exchange: Exchange, server: Server, timeouts: Timeouts
    ) -> None:
        self._home = home
        self._exchange: Exchange | None = exchange
        self._server = server
        self._timeouts = timeouts

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._exchange is None:
            return
        with _errors_of_httpx():
            async for chunk in self._exchange.body(self._timeouts):
                yield chunk

    async def aclose(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            await self._home.release(exchange, self._server)


@contextmanager
def _errors_of_httpx() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        for theirs, ours in _SAME:
            if isinstance(error, theirs):
                raise ours(str(error)) from error
        raise
