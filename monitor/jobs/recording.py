"""Outcomes written together: those that wait for the database share its next transaction.

A commit waits for the disk, and costs the same for one outcome as for fifty. Whoever gets the
database first writes for all who are waiting; nobody waits longer than without this.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from monitor.errors import StorageError

T = TypeVar("T")
R = TypeVar("R")
_Batch = list[tuple[T, "asyncio.Future[R]"]]

#: Together no heavier than this, so that the database is soon free for others.
MAX_WEIGHT = 500
MAX_ITEMS = 100


class Recorder(Generic[T, R]):
    """``write`` records outcomes in one transaction, all or none; a result for each, in order."""

    def __init__(self, write: Callable[[Sequence[T]], Awaitable[Sequence[R]]]) -> None:
        self._write_all = write
        self._turn = asyncio.Lock()
        self._waiting: deque[tuple[T, int, asyncio.Future[R]]] = deque()

    async def record(self, outcome: T, *, weight: int = 0) -> R:
        """The result of ``outcome``, or what writing it raised: the fault of no other.

        ``weight`` is how much there is to write.
        """
        mine: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((outcome, weight, mine))
        try:
            async with self._turn:
                while not mine.done():
                    await self._write(self._next())
        except asyncio.CancelledError:
            mine.cancel()  # what is not written yet stays due
            raise
        return mine.result()

    async def _write(self, batch: _Batch[T, R]) -> None:
        try:
            results = await self._write_all([outcome for outcome, _ in batch])
        except StorageError as error:  # nothing can be written, whatever it is
            for _, future in batch:
                _fail(future, error)
        except Exception as error:
            if len(batch) == 1:
                _fail(batch[0][1], error)
            for one in batch if len(batch) > 1 else ():  # one of them cannot be written
                await self._write([one])
        except asyncio.CancelledError:  # the next writes for the others, again if need be
            self._waiting.extendleft((one, 0, future) for one, future in reversed(batch))
            raise
        else:
            for (_, future), result in zip(batch, results, strict=True):
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
            if not future.cancelled():
                batch.append((outcome, future))
                total += weight
        return batch


def _fail(future: asyncio.Future[R], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
