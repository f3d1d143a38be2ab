"""The bytes of one connection, for httpcore, straight from asyncio.

httpcore's own streams go through anyio, which costs an exchange of a few hundred bytes more CPU
than all else that is done with them.
"""

from __future__ import annotations

import asyncio
import os
import select
import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore

_MAX_UNREAD = 262_144  # bytes; beyond, the sender has to wait until somebody reads


async def connect(
    address: str,
    port: int,
    *,
    timeout: float | None,
    local_address: str | None = None,
    socket_options: Iterable[Any] = (),
) -> Stream:
    """A TCP connection to an IP address; raises httpcore's ConnectError or ConnectTimeout."""
    loop = asyncio.get_running_loop()
    local = None if local_address is None else (local_address, 0)
    with _raised_as(httpcore.ConnectTimeout, httpcore.ConnectError):
        async with asyncio.timeout(timeout):
            try:
                transport, protocol = await loop.create_connection(
                    _Protocol, address, port, local_addr=local
                )
            except OSError as error:  # asyncio's own words are about its call
                raise OSError(error.errno, os.strerror(error.errno or 0)) from error
    for option in socket_options:
        transport.get_extra_info("socket").setsockopt(*option)
    return Stream(transport, protocol)


class Stream(httpcore.AsyncNetworkStream):
    """Timeouts are in seconds, None for no limit. One reader and one writer at a time."""

    def __init__(self, transport: asyncio.Transport, protocol: _Protocol) -> None:
        self._transport = protocol.reads_from = transport
        self._protocol = protocol

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, b"" at the end."""
        with _raised_as(httpcore.ReadTimeout, httpcore.ReadError):
            if not self._protocol.is_readable:
                async with asyncio.timeout(timeout):
                    await self._protocol.more()
            data = self._protocol.take(max_bytes)
        if self._protocol.unread <= _MAX_UNREAD:
            self._transport.resume_reading()
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _raised_as(httpcore.WriteTimeout, httpcore.WriteError):
            if self._transport.is_closing():
                raise self._protocol.error or ConnectionResetError("the connection is closed")
            self._transport.write(buffer)
            if not self._protocol.may_write.is_set():
                async with asyncio.timeout(timeout):
                    await self._protocol.may_write.wait()
            if self._protocol.error:
                raise self._protocol.error

    async def aclose(self) -> None:
        """Close at once; whatever the server may still say is not waited for."""
        self._transport.abort()
        await asyncio.sleep(0)  # for the socket to be closed

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        with _raised_as(httpcore.ConnectTimeout, httpcore.ConnectError):
            try:
                async with asyncio.timeout(timeout):
                    secured = await loop.start_tls(
                        self._transport,
                        self._protocol,
                        ssl_context,
                        server_hostname=server_hostname,
                    )
                if secured is None:
                    raise ConnectionResetError("closed during the TLS handshake")
            except BaseException:
                self._transport.abort()
                raise
        return Stream(secured, self._protocol)

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # of an idle connection: it is broken, or closed by the server
            return self._protocol.is_readable or _is_readable(self._transport)
        names = {"client_addr": "sockname", "server_addr": "peername"}
        return self._transport.get_extra_info(names.get(info, info))


class _Protocol(asyncio.Protocol):
    """What has come and was not read yet."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.unread = 0
        self.may_write = asyncio.Event()
        self.may_write.set()
        self._chunks: deque[bytes] = deque()
        self._ended = False
        self._waiting: asyncio.Future[None] | None = None
        self.reads_from: asyncio.ReadTransport | None = None

    @property
    def is_readable(self) -> bool:
        """Whether there are bytes, or no more will come."""
        return bool(self._chunks) or self._ended

    async def more(self) -> None:
        """Wait until it is readable."""
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def take(self, limit: int) -> bytes:
        """The next bytes, ``limit`` of them at most; raises what broke the connection."""
        if not self._chunks:
            if self.error:
                raise self.error
            return b""
        data = self._chunks.popleft()
        if len(data) > limit:
            self._chunks.appendleft(data[limit:])
            data = data[:limit]
        self.unread -= len(data)
        return data

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.ReadTransport):
            self.reads_from = transport

    def data_received(self, data: bytes) -> None:
        self._chunks.append(bytes(data))
        self.unread += len(data)
        if self.unread > _MAX_UNREAD and self.reads_from is not None:
            self.reads_from.pause_reading()
        self._wake()

    def eof_received(self) -> bool | None:
        self._end()
        return None  # the transport closes itself: nothing is said to who has hung up

    def connection_lost(self, exc: Exception | None) -> None:
        self.error = exc
        self.may_write.set()
        self._end()

    def pause_writing(self) -> None:
        self.may_write.clear()

    def resume_writing(self) -> None:
        self.may_write.set()

    def _end(self) -> None:
        self._ended = True
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _is_readable(transport: asyncio.BaseTransport) -> bool:
    """Whether the socket has something that the event loop has not heard of yet."""
    if transport.is_closing():
        return True
    descriptor = transport.get_extra_info("socket").fileno()
    if descriptor < 0:
        return True
    asked = select.poll()
    asked.register(descriptor, select.POLLIN)
    return bool(asked.poll(0))


@contextmanager
def _raised_as(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:  # TLS errors too
        raise broken(str(error)) from error
