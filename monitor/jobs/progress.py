"""Who wants to see how far a run is: a listener for the time of a block, none by default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Called with the job's name, how many of its items are done, and of how many.
Listener = Callable[[str, int, int], None]


def _nobody(job: str, done: int, of: int) -> None:
    """Nobody looks: the daemon's runs."""


_listener: ContextVar[Listener] = ContextVar("progress", default=_nobody)


@contextmanager
def watching(listener: Listener) -> Iterator[None]:
    """Tell ``listener`` of the progress of every job run in this block (and its tasks)."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def tell(job: str, done: int, of: int) -> None:
    """Say that ``done`` of the run's items are done."""
    _listener.get()(job, done, of)
