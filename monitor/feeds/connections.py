"""Connections that are kept for the next request to the same server.

httpcore's own pool walks over all its connections at each request, and asks the system about
every one of them: at twenty connections that costs more than the request. Here a request looks
at those to its own server only. How many are in use is for the caller to limit.
"""

from __future__ import annotations

import ssl
import time
from collections import OrderedDict

import httpcore

_Key = tuple[bytes, bytes, int]


class Connections:
    """HTTP/1.1 connections over ``backend``; at most ``max_idle`` wait for another request.

    An idle one is closed after ``expiry`` seconds, or as soon as somebody notices afterwards.
    """

    def __init__(
        self,
        backend: httpcore.AsyncNetworkBackend,
        *,
        ssl_context: ssl.SSLContext,
        max_idle: int,
        expiry: float = 5.0,
    ) -> None:
        self._backend = backend
        self._ssl_context = ssl_context
        self._max_idle = max_idle
        self._expiry = expiry
        # Those that wait, the one that has waited longest first.
        self._idle: OrderedDict[httpcore.AsyncHTTPConnection, tuple[_Key, float]] = OrderedDict()
        self._by_server: dict[_Key, list[httpcore.AsyncHTTPConnection]] = {}
        self._in_use: set[httpcore.AsyncHTTPConnection] = set()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._idle)

    async def send(self, request: httpcore.Request) -> tuple[httpcore.Response, Connection]:
        """The response to ``request``, its body unread, and what it came over: to be released."""
        await self._close_expired()
        origin = request.url.origin
        key = (origin.scheme, origin.host, origin.port)
        connection = await self._waiting(key) or httpcore.AsyncHTTPConnection(
            origin,
            ssl_context=self._ssl_context,
            keepalive_expiry=self._expiry,
            http1=True,
            http2=False,
            network_backend=self._backend,
        )
        self._in_use.add(connection)
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            self._in_use.discard(connection)
            await connection.aclose()
            raise
        return response, Connection(self, connection, key)

    async def aclose(self) -> None:
        """Close them all, those in use too."""
        while self._idle:
            await self._take(next(iter(self._idle))).aclose()
        while self._in_use:
            await self._in_use.pop().aclose()

    async def keep(self, connection: httpcore.AsyncHTTPConnection, key: _Key) -> None:
        """Keep a connection for the next request, if it can carry one."""
        self._in_use.discard(connection)
        if not connection.is_idle():
            await connection.aclose()
            return
        self._idle[connection] = key, time.monotonic() + self._expiry
        self._by_server.setdefault(key, []).append(connection)
        if len(self._idle) > self._max_idle:
            await self._take(next(iter(self._idle))).aclose()

    async def _waiting(self, key: _Key) -> httpcore.AsyncHTTPConnection | None:
        while some := self._by_server.get(key):
            connection = self._take(some[-1])
            if not connection.has_expired():  # or closed by the server meanwhile
                return connection
            await connection.aclose()
        return None

    async def _close_expired(self) -> None:
        now = time.monotonic()
        while self._idle:
            connection, (_, until) = next(iter(self._idle.items()))
            if until > now:
                return
            await self._take(connection).aclose()

    def _take(self, connection: httpcore.AsyncHTTPConnection) -> httpcore.AsyncHTTPConnection:
        key, _ = self._idle.pop(connection)
        some = self._by_server[key]
        some.remove(connection)
        if not some:
            del self._by_server[key]
        return connection


class Connection:
    """A connection in use."""

    def __init__(
        self, home: Connections, connection: httpcore.AsyncHTTPConnection, key: _Key
    ) -> None:
        self._home = home
        self._connection = connection
        self._key = key

    async def release(self) -> None:
        """Give it back once its response is closed."""
        await self._home.keep(self._connection, self._key)
