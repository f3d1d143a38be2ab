"""The loop that all jobs share: each due item is worked on and recorded, none stops the rest."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from monitor import log
from monitor.domain.work import JobRun
from monitor.errors import StorageError
from monitor.jobs.progress import tell

T = TypeVar("T")
_REMEMBERED = 5000  # items, beyond which the old ones are forgotten
_OLDEST_RUN = 86_400.0  # seconds; no run takes longer


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


class Hands:
    """What is being worked on, over all runs of a job that overlap: nothing twice at a time.

    A host has no more than its share of the places, so that one with a long queue, or one that
    does not answer, leaves places to the others.
    """

    def __init__(self, *, host_share: float = 0.25) -> None:
        self._share = host_share
        self._held: dict[Hashable, str] = {}  # host of each that takes a place
        self._resting: set[Hashable] = set()
        self._per_host: Counter[str] = Counter()
        self._ended: dict[Hashable, float] = {}  # monotonic seconds
        self._watchers: set[asyncio.Event] = set()

    @contextmanager
    def changes(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever a place becomes free."""
        changed = asyncio.Event()
        self._watchers.add(changed)
        try:
            yield changed
        finally:
            self._watchers.discard(changed)

    def is_full(self, places: int) -> bool:
        """Whether all places are taken."""
        return len(self._held) >= places

    def has_place(self, host: str, places: int) -> bool:
        """Whether one more item of ``host`` may be begun."""
        return not self.is_full(places) and self._per_host[host] < max(1, int(places * self._share))

    def was_taken(self, key: Hashable, since: float) -> bool:
        """Whether an item is in hand, or was after ``since``: what is known of it is old."""
        return key in self._held or key in self._resting or self._ended.get(key, since) > since

    def take(self, key: Hashable, host: str) -> None:
        self._held[key] = host
        self._per_host[host] += 1

    def rest(self, key: Hashable) -> None:
        """Give the place back, but keep the item: it only waits for what needs no place."""
        self._give_back(key)
        self._resting.add(key)

    def let_go(self, key: Hashable) -> None:
        """The item is done with, wherever it was."""
        if key in self._held:
            self._give_back(key)
        self._resting.discard(key)
        now = time.monotonic()
        if len(self._ended) > _REMEMBERED:
            self._ended = {k: at for k, at in self._ended.items() if now - at < _OLDEST_RUN}
        self._ended[key] = now
        self._tell()

    def _give_back(self, key: Hashable) -> None:
        host = self._held.pop(key)
        self._per_host[host] -= 1
        if not self._per_host[host]:
            del self._per_host[host]
        self._tell()

    def _tell(self) -> None:
        for changed in self._watchers:
            changed.set()


def clock_from(now: datetime) -> Callable[[], datetime]:
    """A clock that begins at ``now`` and goes on in whole seconds, whatever the wall clock does.

    A run may last for minutes; what it learns late must not be dated from its beginning.
    """
    began = time.monotonic()
    return lambda: now + timedelta(seconds=int(time.monotonic() - began))


async def each(
    items: Sequence[T],
    work: Callable[[T], Awaitable[None]],
    *,
    name: Callable[[T], str],
    broken: Callable[[T, Exception], Awaitable[None]],
    concurrency: int,
    tally: Tally,
    logger: logging.Logger,
    key: Callable[[T], Hashable] | None = None,
    host: Callable[[T], str] | None = None,
    hands: Hands | None = None,
    since: float | None = None,
) -> None:
    """Run ``work`` on every item, at most ``concurrency`` at a time, hosts in turns.

    An unexpected exception is logged with its traceback, ``broken`` records it on the item,
    and the loop goes on. A StorageError ends the run: nothing could be recorded any more.
    With ``hands`` other runs of the job may overlap with this one: items that they have in hand,
    or had since ``since`` (monotonic, when ``items`` were read), are left to them.
    """
    host = host or name
    key = key or name
    hands = hands or Hands(host_share=1.0)
    began = time.monotonic() if since is None else since
    job = logger.name.rpartition(".")[2]
    done = 0

    async def one(item: T) -> None:
        nonlocal done
        try:
            await work(item)
        except StorageError:
            raise
        except Exception as error:
            tally.bugs.append(f"{name(item)}: {type(error).__name__}")
            log.failure(logger, "item broke", item=name(item))
            await _mark(broken(item, error), name(item), logger)
        done += 1
        tell(job, done, len(items))

    waiting = _Queues(items, host)
    running: set[Hashable] = set()

    def ended(item: T) -> None:
        running.discard(key(item))
        hands.let_go(key(item))

    def begin(group: asyncio.TaskGroup) -> None:
        """Begin as much as there are places for."""
        while not hands.is_full(concurrency):
            item = waiting.next(
                has_place=lambda name: hands.has_place(name, concurrency),
                was_taken=lambda item: hands.was_taken(key(item), began),
            )
            if item is None:
                return
            hands.take(key(item), host(item))
            running.add(key(item))
            # However it ends, cancelled too.
            group.create_task(one(item)).add_done_callback(lambda _, item=item: ended(item))  # type: ignore[misc]

    try:
        with hands.changes() as changed:
            async with asyncio.TaskGroup() as group:
                begin(group)
                while running:  # the rest is in the hands of other runs
                    await changed.wait()
                    changed.clear()
                    begin(group)
    except ExceptionGroup as errors:
        # Several items may meet the same unusable database; the caller needs to hear it once.
        raise _first_leaf(errors) from None


async def _mark(marking: Awaitable[None], name: str, logger: logging.Logger) -> None:
    """Record on an item that it broke; if that breaks too, it stays due, and takes none with it."""
    try:
        await marking
    except StorageError:
        raise
    except Exception:
        log.failure(logger, "item could not be marked", item=name)


class _Queues(Generic[T]):
    """Items by host, each in its order; the hosts take turns."""

    def __init__(self, items: Sequence[T], host: Callable[[T], str]) -> None:
        queues: dict[str, deque[T]] = {}
        for item in items:
            queues.setdefault(host(item), deque()).append(item)
        self._turns = deque(queues.items())

    def next(self, *, has_place: Callable[[str], bool], was_taken: Callable[[T], bool]) -> T | None:
        """The first item of the next host that has a place, None if no host has.

        What ``was_taken`` by another run is left out.
        """
        for _ in range(len(self._turns)):
            host, queue = self._turns.popleft()
            while queue and was_taken(queue[0]):
                queue.popleft()
            if not queue:
                continue
            item = queue.popleft() if has_place(host) else None
            if queue:
                self._turns.append((host, queue))
            if item is not None:
                return item
        return None


def _first_leaf(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error
