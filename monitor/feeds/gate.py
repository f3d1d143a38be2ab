"""Sparing hosts: one request at a time, a gap between two, and the rest that a host asks for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.pacing import MAX_RETRY_AFTER
from monitor.domain.urls import authority
from monitor.domain.web import FailureReason, FetchFailure

#: Seconds for which a host is not asked after it said 429.
AFTER_429 = 30.0


@dataclass(slots=True)
class Turn:
    """One host's queue: who holds the lock may ask, not before ``free_at``."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0
    used: bool = True  # False: this turn asked nothing, so the next need not wait for it
    pause: float = 0.0  # seconds of rest after this turn, if longer than the gap


class HostGate:
    """One request at a time per host, ``interval`` seconds from the end of one to the next.

    A host is "name:port". With an interval of 0 there is no gate at all (tests, one's own
    server). ``clock`` is monotonic, in seconds.
    """

    def __init__(
        self,
        interval: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[str, Turn] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[Turn]:
        """Wait until the host of ``url`` may be asked; hold it for as long as the block runs."""
        if self._interval <= 0:
            yield Turn()
            return
        turn = self._turns.setdefault(authority(url), Turn())
        turn.users += 1
        try:
            async with turn.lock:
                wait = turn.free_at - self._clock()
                if wait > 0:
                    await self._sleep(wait)
                turn.used, turn.pause = True, 0.0
                try:
                    yield turn
                finally:
                    if turn.used:
                        turn.free_at = self._clock() + max(self._interval, turn.pause)
        finally:
            turn.users -= 1
            self._forget_idle()

    def _forget_idle(self) -> None:
        if len(self._turns) > 1000:
            now = self._clock()
            self._turns = {k: t for k, t in self._turns.items() if t.users or t.free_at > now}


#: Called with all that is closed, whenever a host is.
Keep = Callable[[Mapping[str, datetime]], Awaitable[None]]


async def _keep_nowhere(closed: Mapping[str, datetime]) -> None:
    """For one-shot commands, which end before anybody is asked again."""


class ClosedHosts:
    """Hosts that asked to be left alone as a whole; ``keep`` writes them down for a restart."""

    def __init__(self, keep: Keep = _keep_nowhere) -> None:
        self._until: dict[str, datetime] = {}
        self._keep = keep

    def restore(self, closed: Mapping[str, datetime]) -> None:
        """Take up what was written down."""
        self._until |= closed

    async def close(self, url: str, wait: timedelta, *, now: datetime) -> None:
        """Leave the host of ``url`` alone for ``wait``, a week at most."""
        until = now + min(wait, MAX_RETRY_AFTER)
        self._until = {host: at for host, at in self._until.items() if _lasts(at, now)}
        self._until[authority(url)] = max(until, self._until.get(authority(url), until))
        await self._keep(dict(self._until))

    def refusal(self, url: str, now: datetime) -> FetchFailure | None:
        """Why the host of ``url`` is not asked now, None if it may be."""
        host = authority(url)
        until = self._until.get(host)
        if until is None or not _lasts(until, now):
            return None
        return FetchFailure(
            reason=FailureReason.RATE_LIMITED,
            message=f"not asked: {host} wants to be left alone until {until:%Y-%m-%d %H:%M} UTC",
            retry_after=until - now,
            weight=0.0,
            asked=False,
        )


def _lasts(until: datetime, now: datetime) -> bool:
    # What lies further ahead was dated by a clock that ran ahead.
    return now < until <= now + MAX_RETRY_AFTER
