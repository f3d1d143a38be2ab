"""One HTTP/1.1 connection: h11's state machine over a stream.

httpcore's own connection does the same with locks, traces and events for many users at a time,
which cost more CPU than a conditional request. Here a connection has one user at a time, and a
request goes out in one piece.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import h11
import httpcore

_PIECE = 65_536  # bytes asked for at a time
_MAX_HEAD = 102_400  # bytes of a status line with its headers

Header = tuple[bytes, bytes]
#: Seconds by what is waited for ("connect", "write", "read"); None or absent: no limit.
Timeouts = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Head:
    """What an answer begins with; header names as they were sent."""

    status: int
    headers: Sequence[Header]


class Exchange:
    """Requests and answers over ``stream``, one after the other. Raises httpcore's errors."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._state = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)

    async def ask(
        self,
        method: bytes,
        target: bytes,
        headers: Sequence[Header],
        body: bytes,
        *,
        timeouts: Timeouts,
        sending: Callable[[], None] | None = None,
    ) -> Head:
        """Send a request and wait for the head of the answer.

        ``sending`` is called just before the first byte goes out.
        """
        with _errors():
            data = self._state.send(
                h11.Request(method=method, target=target, headers=list(headers))
            )
            if body:
                data = (data or b"") + (self._state.send(h11.Data(data=body)) or b"")
            data = (data or b"") + (self._state.send(h11.EndOfMessage()) or b"")
        if sending is not None:
            sending()
        # A server may answer and hang up before it has read all: then its answer counts.
        with suppress(httpcore.WriteError):
            await self._stream.write(data, timeout=timeouts.get("write"))
        while True:
            event = await self._next(timeouts)
            if isinstance(event, h11.Response):
                return Head(event.status_code, event.headers.raw_items())

    async def body(self, timeouts: Timeouts) -> AsyncIterator[bytes]:
        """The body of the answer, in pieces as they come."""
        while True:
            event = await self._next(timeouts)
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) or event is h11.PAUSED:
                return

    def finish(self) -> bool:
        """Whether another request may follow, as the answer was read to its end; be ready."""
        if self._state.our_state is h11.DONE and self._state.their_state is h11.DONE:
            self._state.start_next_cycle()
            return True
        return False

    @property
    def is_readable(self) -> bool:
        """Of one that waits: the server has hung up, or talks without being asked."""
        return bool(self._stream.get_extra_info("is_readable"))

    async def aclose(self) -> None:
        """Close the stream, whatever is under way."""
        await self._stream.aclose()

    async def _next(self, timeouts: Timeouts) -> object:
        while True:
            with _errors():
                event = self._state.next_event()
            if event is not h11.NEED_DATA:
                return event
            data = await self._stream.read(_PIECE, timeout=timeouts.get("read"))
            if not data and self._state.their_state is h11.SEND_RESPONSE:
                raise httpcore.RemoteProtocolError(
                    "Server disconnected without sending a response."
                )
            self._state.receive_data(data)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except h11.LocalProtocolError as error:
        raise httpcore.LocalProtocolError(str(error)) from error
    except h11.RemoteProtocolError as error:
        raise httpcore.RemoteProtocolError(str(error)) from error
