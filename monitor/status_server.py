"""Tells machines how the daemon is: ``/healthz``, ``/readyz`` and ``/metrics``.

A few lines of HTTP/1.0 on purpose: GET only, one exchange a connection, all of it bounded in
size and time. The database is asked in its lane, by one request at a time, and the answer
stands for a few seconds, so that nobody can keep the daemon busy by asking.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from monitor import log
from monitor.application import Application
from monitor.domain.cleaning import safe_text
from monitor.domain.ports import Store
from monitor.domain.work import Figures, JobRun
from monitor.errors import ConfigError, MonitorError
from monitor.metrics import State, metrics_text, ready_shape
from monitor.pulse import patience

logger = logging.getLogger(__name__)

TIMEOUT = 5.0  # seconds for a whole exchange
MAX_REQUEST = 8192  # bytes, headers included
MAX_CONNECTIONS = 32
_ANSWER = 3.0  # seconds for the database
_FRESH = 2.0  # seconds for which an answer of the database stands
_LINGER = 0.5  # seconds for a client to take the answer before the line is cut
_MAX_UNREAD = 1_000_000  # bytes that are thrown away for its sake
_REQUEST = re.compile(rb"([A-Z]{1,20}) (/[\x21-\x7e]{0,2000}) HTTP/1\.[01]")
_TEXT = "text/plain; charset=utf-8"
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
_PATHS = ("/healthz", "/readyz", "/metrics")

Answer = tuple[HTTPStatus, str, str]  # status, content type, body
_Found = tuple[Figures | None, tuple[JobRun, ...], str]


class StatusServer:
    """The server of one daemon. ``phase`` says why it is not at work, "" if it is."""

    def __init__(self, app: Application, *, phase: Callable[[], str]) -> None:
        self._app = app
        self._phase = phase
        self._patience = patience(app.settings)
        self._server: asyncio.Server | None = None
        self._closed = False
        self._open: set[asyncio.Task[None]] = set()
        self._asking: asyncio.Task[None] | None = None
        self._found: _Found = (None, (), "")
        self._found_at = float("-inf")

    async def start(self) -> None:
        """Listen where the settings say. ConfigError if that cannot be done."""
        http = self._app.settings.http
        try:
            self._server = await asyncio.start_server(
                self._accept, http.host, http.port, limit=MAX_REQUEST
            )
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise ConfigError(
                f"http.port: cannot listen on {http.host}:{http.port}: {reason}"
            ) from error
        log.event(logger, logging.INFO, "status server listens", host=http.host, port=http.port)

    async def close(self) -> None:
        """Stop listening and end what is open; idempotent."""
        self._closed = True
        if self._server is not None:
            self._server.close()
        tasks = [*self._open, *([self._asking] if self._asking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._open) >= MAX_CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(task)
        try:
            async with asyncio.timeout(TIMEOUT):
                await self._exchange(reader, writer)
        except (TimeoutError, OSError):
            pass  # a client that is slow or gone; nothing that we could tell it
        except asyncio.CancelledError:
            if not self._closed:  # only close() cancels; asyncio 3.11 would log a traceback
                raise
        finally:
            self._open.discard(task)
            writer.transport.abort()  # what was drained is sent all the same

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.set_write_buffer_limits(0)  # to drain is to hand over all of it
        status, kind, body = await self._answer(reader)
        data = body.encode("utf-8", "replace")
        allow = "Allow: GET\r\n" if status is HTTPStatus.METHOD_NOT_ALLOWED else ""
        head = (
            f"HTTP/1.0 {status.value} {status.phrase}\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
            f"{allow}Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
            "Connection: close\r\n\r\n"
        )
        writer.write(head.encode("ascii") + data)
        await writer.drain()
        writer.write_eof()
        # Cut off while it still sends, a client would see a broken line and not the answer.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER):
                left = _MAX_UNREAD
                while left > 0 and (data := await reader.read(left)):
                    left -= len(data)

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            return status, _TEXT, "the request is too large\n"
        except asyncio.IncompleteReadError:
            return HTTPStatus.BAD_REQUEST, _TEXT, "no HTTP request\n"
        request = _REQUEST.fullmatch(head.partition(b"\r\n")[0])
        if request is None:
            return HTTPStatus.BAD_REQUEST, _TEXT, "no HTTP request\n"
        if request[1] != b"GET":
            return HTTPStatus.METHOD_NOT_ALLOWED, _TEXT, "GET only\n"
        path = request[2].decode("ascii").partition("?")[0]
        if path == "/healthz":
            return HTTPStatus.OK, _TEXT, "alive\n"
        if path == "/readyz":
            state = await self._state()
            status = HTTPStatus.SERVICE_UNAVAILABLE if state.reasons else HTTPStatus.OK
            return status, "application/json", json.dumps(ready_shape(state), indent=2) + "\n"
        if path == "/metrics":
            return HTTPStatus.OK, _PROMETHEUS, metrics_text(await self._state())
        return HTTPStatus.NOT_FOUND, _TEXT, f"there are {', '.join(_PATHS)}\n"

    async def _state(self) -> State:
        figures, runs, fault = await self._look()
        app = self._app
        phase = self._phase()
        reasons = [phase, *(() if phase else app.pulse.stuck(self._patience)), fault]
        return State(
            now=app.clock(),
            pulse=app.pulse,
            reasons=tuple(filter(None, reasons)),
            figures=figures,
            runs=runs,
            database=fault,
        )

    async def _look(self) -> _Found:
        """What the database says; at most one question to it is under way."""
        if time.monotonic() - self._found_at < _FRESH:
            return self._found
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait({self._asking}, timeout=_ANSWER)
        if not done:
            return None, (), f"the database did not answer within {_ANSWER:g} s"
        return self._found

    async def _ask(self) -> None:
        found: _Found
        try:
            found = (*await self._app.workers.db(_probe, self._app.store, self._app.clock()), "")
        except MonitorError as error:
            found = (None, (), safe_text(log.without_secrets(str(error)), limit=300))
        except Exception as error:
            log.failure(logger, "status broke")
            found = (None, (), f"unexpected {type(error).__name__}, see the log")
        self._found, self._found_at = found, time.monotonic()


def _probe(store: Store, now: datetime) -> tuple[Figures, tuple[JobRun, ...]]:
    """A real write first: a full disk or a read-only file still answers questions."""
    store.runs.set_meta("ready_checked_at", now.isoformat())
    return store.runs.figures(now), store.runs.latest_runs()
