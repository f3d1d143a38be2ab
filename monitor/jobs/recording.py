"""Outcomes written together: those that wait for the database share its next transaction.

A commit waits for the disk, and costs the same for one outcome as for fifty. Whoever gets the
database first waits a moment for those that are on their way, and writes for all.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

from monitor.errors import StorageError

T = TypeVar("T")
R = TypeVar("R")
_Batch = list[tuple[T, int, "asyncio.Future[R]"]]

#: Together no heavier than this, so that the database is soon free for others.
MAX_WEIGHT = 500
MAX_ITEMS = 100
#: Seconds that a batch waits for outcomes which are on their way.
LINGER = 0.25
#: Turns of the event loop from a place that becomes free to the next outcome on its way.
_STEPS = 4


class Recorder(Generic[T, R]):
    """``write`` records outcomes in one transaction, all or none; a result for each, in order."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._write_all = write
        self._turn = asyncio.Lock()
        self._waiting: deque[tuple[T, int, asyncio.Future[R]]] = deque()  # with their weights
        self._weight = 0
        self._coming = 0
        self._enough = asyncio.Event()

    @property
    def has_room(self) -> bool:
        """Whether another outcome would still fit into the next batch."""
        return len(self._waiting) < MAX_ITEMS and self._weight < MAX_WEIGHT

    @contextmanager
    def coming(self) -> Iterator[None]:
        """While an outcome is on its way; it is worth a short wait."""
        self._coming += 1
        self._look()
        try:
            yield
        finally:
            self._coming -= 1
            self._look()

    async def record(self, outcome: T, *, weight: int = 0) -> R:
        """The result of ``outcome``, or what writing it raised: the fault of no other.

        ``weight`` is how much there is to write.
        """
        mine: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, weight, mine))
        self._weight += weight
        self._look()
        try:
            async with self._turn:
                while not mine.done():
                    await self._gathered()
                    await self._write(self._next())
        except asyncio.CancelledError:
            mine.cancel()  # what is not written yet stays due
            raise
        return mine.result()

    def _look(self) -> None:
        if self._coming and self.has_room:
            self._enough.clear()
        else:
            self._enough.set()

    async def _gathered(self) -> None:
        """Wait until the batch is full, nobody else is on the way, or it has been long enough."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER):
                while not await self._is_quiet():
                    await self._enough.wait()

    async def _is_quiet(self) -> bool:
        """Whether there is nothing to wait for, also when those who follow had time to begin."""
        for _ in range(_STEPS):
            if not self._enough.is_set():
                return False
            if not self.has_room:
                return True
            await asyncio.sleep(0)
        return self._enough.is_set()

    async def _write(self, batch: _Batch[T, R]) -> None:
        try:
            results = await self._write_all([outcome for outcome, _, _ in batch])
        except StorageError as error:  # nothing can be written, whatever it is
            for _, _, future in batch:
                _fail(future, error)
        except Exception as error:
            if len(batch) == 1:
                _fail(batch[0][2], error)
            for one in batch if len(batch) > 1 else ():  # one of them cannot be written
                await self._write([one])
        except asyncio.CancelledError:  # the next writes for the others, again if need be
            self._waiting.extendleft(reversed(batch))
            self._weight += sum(weight for _, weight, _ in batch)
            self._look()
            raise
        else:
            for (_, _, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)

    def _next(self) -> _Batch[T, R]:
        batch: _Batch[T, R] = []
        total = 0
        while self._waiting and len(batch) < MAX_ITEMS:
            outcome, weight, future = self._waiting[0]
            if batch and total + weight > MAX_WEIGHT:
                break
            self._waiting.popleft()
            self._weight -= weight
            if not future.cancelled():
                batch.append((outcome, weight, future))
                total += weight
        self._look()
        return batch


def _fail(future: asyncio.Future[R], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
