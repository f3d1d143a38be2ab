"""The loop that all jobs share: each due item is worked on and recorded, none stops the rest."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from monitor import log
from monitor.domain.work import JobRun
from monitor.errors import StorageError
from monitor.jobs.progress import tell

T = TypeVar("T")


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    counts: Counter[str] = field(default_factory=Counter)
    bugs: list[str] = field(default_factory=list)

    def run(self, job: str, *, started_at: datetime, finished_at: datetime) -> JobRun:
        """The report of the run; not ok if an unexpected error came up."""
        return JobRun(
            job=job,
            started_at=started_at,
            finished_at=finished_at,
            ok=not self.bugs,
            counts=dict(self.counts),
            message="; ".join(self.bugs[:3]),
        )


async def each(
    items: Sequence[T],
    work: Callable[[T], Awaitable[None]],
    *,
    name: Callable[[T], str],
    broken: Callable[[T, Exception], Awaitable[None]],
    concurrency: int,
    tally: Tally,
    logger: logging.Logger,
) -> None:
    """Run ``work`` on every item, at most ``concurrency`` at a time.

    An unexpected exception is logged with its traceback, ``broken`` records it on the item,
    and the loop goes on. A StorageError ends the run: nothing could be recorded any more.
    """
    slots = asyncio.Semaphore(concurrency)
    job = logger.name.rpartition(".")[2]
    done = 0

    async def one(item: T) -> None:
        nonlocal done
        await attempt(item)
        done += 1
        tell(job, done, len(items))

    async def attempt(item: T) -> None:
        async with slots:
            try:
                await work(item)
            except StorageError:
                raise
            except Exception as error:
                tally.bugs.append(f"{name(item)}: {type(error).__name__}")
                log.failure(logger, "item broke", item=name(item))
                await record(item, error)

    async def record(item: T, error: Exception) -> None:
        try:
            await broken(item, error)
        except StorageError:
            raise
        except Exception:  # the item stays due; it must not take the others with it
            log.failure(logger, "item could not be marked", item=name(item))

    try:
        async with asyncio.TaskGroup() as group:
            for item in items:
                group.create_task(one(item))
    except ExceptionGroup as errors:
        # Several items may meet the same unusable database; the caller needs to hear it once.
        first = _first_leaf(errors)
        raise first from None


def in_turns(items: Sequence[T], host: Callable[[T], str]) -> list[T]:
    """The first item of each host, then the second of each, and so on; else the order is kept.

    Items of one host wait for each other, and those that wait hold a place in ``each``: in
    this order a host with a long queue leaves places to the others.
    """
    met: Counter[str] = Counter()
    turns = []
    for item in items:
        turns.append(met[host(item)])
        met[host(item)] += 1
    order = sorted(range(len(items)), key=turns.__getitem__)
    return [items[index] for index in order]


def _first_leaf(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
