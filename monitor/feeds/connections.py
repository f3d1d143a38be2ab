"""Connections that are kept for the next request to the same server.

httpcore's own pool walks over all its connections at each request, and asks the system about
every one of them: at twenty connections that costs more than the request. Here a request looks
at those to its own server only. How many are in use is for the caller to limit.
"""

from __future__ import annotations

import ssl
import time
from collections import OrderedDict
from dataclasses import dataclass

import httpcore

from monitor.feeds.exchange import Exchange, Timeouts


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect; ``scheme`` is http or https."""

    scheme: str
    host: str
    port: int


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
        ssl_context.set_alpn_protocols(["http/1.1"])
        self._ssl_context = ssl_context
        self._max_idle = max_idle
        self._expiry = expiry
        # Those that wait, the one that has waited longest first.
        self._idle: OrderedDict[Exchange, tuple[Server, float]] = OrderedDict()
        self._by_server: dict[Server, list[Exchange]] = {}
        self._in_use: set[Exchange] = set()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._idle)

    async def take(self, server: Server, timeouts: Timeouts) -> Exchange:
        """A connection to ``server``, for one request; to be released or dropped."""
        await self._close_expired()
        exchange = await self._waiting(server) or await self._open(server, timeouts)
        self._in_use.add(exchange)
        return exchange

    async def release(self, exchange: Exchange, server: Server) -> None:
        """Keep a connection for the next request, if it can carry one."""
        self._in_use.discard(exchange)
        if not exchange.finish():
            await exchange.aclose()
            return
        self._idle[exchange] = server, time.monotonic() + self._expiry
        self._by_server.setdefault(server, []).append(exchange)
        if len(self._idle) > self._max_idle:
            await self._forget(next(iter(self._idle))).aclose()

    async def drop(self, exchange: Exchange) -> None:
        """Close a connection in use."""
        self._in_use.discard(exchange)
        await exchange.aclose()

    async def aclose(self) -> None:
        """Close them all, those in use too."""
        while self._idle:
            await self._forget(next(iter(self._idle))).aclose()
        while self._in_use:
            await self._in_use.pop().aclose()

    async def _open(self, server: Server, timeouts: Timeouts) -> Exchange:
        timeout = timeouts.get("connect")
        stream = await self._backend.connect_tcp(server.host, server.port, timeout=timeout)
        if server.scheme == "https":
            stream = await stream.start_tls(
                self._ssl_context, server_hostname=server.host, timeout=timeout
            )
        return Exchange(stream)

    async def _waiting(self, server: Server) -> Exchange | None:
        while some := self._by_server.get(server):
            exchange = self._forget(some[-1])
            if not exchange.is_readable:  # else closed by the server meanwhile
                return exchange
            await exchange.aclose()
        return None

    async def _close_expired(self) -> None:
        now = time.monotonic()
        while self._idle:
            exchange, (_, until) = next(iter(self._idle.items()))
            if until > now:
                return
            await self._forget(exchange).aclose()

    def _forget(self, exchange: Exchange) -> Exchange:
        server, _ = self._idle.pop(exchange)
        some = self._by_server[server]
        some.remove(exchange)
        if not some:
            del self._by_server[server]
        return exchange
