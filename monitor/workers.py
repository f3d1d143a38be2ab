"""Lanes: where work runs. With worker_child, all that knows threads and processes.

========  =====================================================================================
db        one thread: everything that talks to the database, so SQLite has one writer
judge     one thread: onnxruntime
io        a few threads: SMTP
cpu       child processes for parsers of hostile input, limited in time, memory and CPU,
          killed and replaced when they overstep
========  =====================================================================================

A child is a plain ``python -c`` that reads pickled tasks from stdin and writes pickled answers
to stdout. It ends with its parent however that one ends: end of file on the pipe when it
waits, PR_SET_PDEATHSIG when it computes. It ignores SIGINT and SIGTERM, so that the daemon can
drain. (multiprocessing would import ``__main__`` again and add a resource tracker.)
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import math
import os
import pickle
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

from monitor.errors import WorkerError
from monitor.worker_child import HEADER, write_frame

P = ParamSpec("P")
R = TypeVar("R")

#: Imported in a child before it says it is ready, so that no task pays for it.
PRELOAD = ("monitor.feeds.parse", "monitor.articles.extract", "trafilatura")
MEMORY_LIMIT = 1_000_000_000  # bytes of address space of a child
TASKS_PER_CHILD = 500  # parsers leak and cache; a fresh child keeps memory flat
_START_TIMEOUT = 60.0
_BOOT = (
    "import sys; sys.path[:] = {path!r};"
    " from monitor.worker_child import child_main; child_main({args})"
)


class Workers:
    """The lanes of one process; an async context manager. Implements the ``Lanes`` port.

    ``inline`` runs cpu work in a thread of this process, without limits: for one-shot commands
    that cannot afford a child's start. Leaving the context kills children at once, waits for
    the database lane and abandons the rest: drain first.
    """

    def __init__(
        self,
        *,
        children: int = 1,
        inline: bool = False,
        memory_limit: int = MEMORY_LIMIT,
        preload: Sequence[str] = PRELOAD,
    ) -> None:
        self._db = ThreadPoolExecutor(1, thread_name_prefix="db")
        self._judge = ThreadPoolExecutor(1, thread_name_prefix="judge")
        self._io = ThreadPoolExecutor(4, thread_name_prefix="io")
        self._cpu = ThreadPoolExecutor(children, thread_name_prefix="cpu")
        self._inline = inline
        # Each cpu thread owns one child: the thread that starts a child must outlive it, as
        # PR_SET_PDEATHSIG fires at the end of that thread.
        self._idle = [_Child(memory_limit, tuple(preload)) for _ in range(children)]
        self._children = tuple(self._idle)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End all lanes; idempotent. Database work that was handed in is finished."""
        for lane in (self._judge, self._io, self._cpu):
            lane.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.close()
        await asyncio.to_thread(self._db.shutdown, wait=True)
        if not self._inline:  # its threads have only killed children left to bury
            await asyncio.to_thread(self._cpu.shutdown, wait=True)

    async def db(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``fn`` in the one thread that talks to the database."""
        return await _in_thread(self._db, functools.partial(fn, *args, **kwargs))

    async def judge(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``fn`` in the one thread that judges."""
        return await _in_thread(self._judge, functools.partial(fn, *args, **kwargs))

    async def io(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run ``fn`` in a thread for slow network calls."""
        return await _in_thread(self._io, functools.partial(fn, *args, **kwargs))

    async def cpu(self, fn: Callable[..., R], /, *args: object, timeout: float) -> R:
        """Run ``fn`` in a child process; what it raises is raised here.

        ``fn``, arguments and result are pickled. ``timeout`` is in seconds from the moment the
        child gets the task; waiting for a free child does not count. Raises WorkerError with
        the reason ``timeout``, ``memory`` or ``crash``; the child is replaced.
        """
        task = functools.partial(fn, *args)
        if self._inline:
            return await _in_thread(self._cpu, task)
        return await _in_thread(self._cpu, functools.partial(self._in_child, task, timeout))

    def _in_child(self, task: Callable[[], R], timeout: float) -> R:
        child = self._idle.pop()  # as many children as threads in this lane
        try:
            result: R = child.run(task, timeout)
        finally:
            self._idle.append(child)
        return result


async def _in_thread(lane: ThreadPoolExecutor, call: Callable[[], R]) -> R:
    # The context travels along, so that log lines keep their fields.
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(lane, context.run, call)


class _Child:
    """The parent's side of one child process, started on first use, run by one thread.

    Only ``close`` may be called from another thread.
    """

    def __init__(self, memory_limit: int, preload: tuple[str, ...]) -> None:
        self._memory_limit = memory_limit
        self._preload = preload
        self._process: subprocess.Popen[bytes] | None = None
        self._tasks = 0
        self._running = False
        self._closed = False
        self._lock = threading.Lock()

    def run(self, task: Callable[[], Any], timeout: float) -> Any:
        """The task's result, or what it raised; WorkerError if the child had to be given up."""
        request = pickle.dumps((task, timeout), pickle.HIGHEST_PROTOCOL)
        process = self._begin()
        keep = False
        try:
            if self._tasks == 0:
                _read_frame(process, time.monotonic() + _START_TIMEOUT)
            self._tasks += 1
            kind, value = _exchange(process, request, time.monotonic() + timeout)
            keep = kind != "memory" and self._tasks < TASKS_PER_CHILD
        except TimeoutError:
            raise WorkerError("timeout", f"killed after {timeout:g} s") from None
        except (OSError, EOFError, pickle.UnpicklingError):
            raise _post_mortem(process) from None
        finally:
            self._end(keep=keep)
        if kind == "memory":
            raise WorkerError("memory", "the memory limit of the child process was reached")
        if kind == "error":
            raise value
        return value

    def close(self) -> None:
        """Kill the child, now; a thread that waits for it gets a WorkerError."""
        with self._lock:
            self._closed = True
            if self._process is None:
                return
            if self._running:  # that thread reads from the pipes and must close them
                self._process.kill()
            else:
                _bury(self._process)
                self._process = None

    def _begin(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise WorkerError("crash", "the workers are closed")
            self._running = True
            if self._process is None:
                self._tasks = 0
                self._process = _start(self._memory_limit, self._preload)
            return self._process

    def _end(self, *, keep: bool) -> None:
        with self._lock:
            self._running = False
            if self._process is not None and (self._closed or not keep):
                _bury(self._process)
                self._process = None


def _start(memory_limit: int, preload: tuple[str, ...]) -> subprocess.Popen[bytes]:
    path = [entry or str(Path.cwd()) for entry in sys.path]
    boot = _BOOT.format(path=path, args=f"{os.getpid()}, {memory_limit}, {preload!r}")
    return subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", boot],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        process_group=0,  # Ctrl-C in the terminal is for the parent
    )


def _bury(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _post_mortem(process: subprocess.Popen[bytes]) -> WorkerError:
    try:
        code = process.wait(timeout=1.0)
    except subprocess.TimeoutExpired:
        return WorkerError("crash", "the child process closed its pipe")
    if code == -signal.SIGXCPU:
        return WorkerError("timeout", "the CPU limit of the child process was reached")
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return WorkerError("crash", f"the child process ended ({how})")


def _exchange(process: subprocess.Popen[bytes], request: bytes, deadline: float) -> Any:
    assert process.stdin is not None
    write_frame(process.stdin, request)
    return pickle.loads(_read_frame(process, deadline))  # noqa: S301 - written by our own child


def _read_frame(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    assert process.stdout is not None
    source = process.stdout.fileno()
    (size,) = HEADER.unpack(_read_exactly(source, HEADER.size, deadline))
    return _read_exactly(source, size, deadline)


def _read_exactly(source: int, size: int, deadline: float) -> bytes:
    poll = select.poll()
    poll.register(source, select.POLLIN)
    data = bytearray()
    while len(data) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(math.ceil(left * 1000)):
            raise TimeoutError
        chunk = os.read(source, min(size - len(data), 1 << 20))
        if not chunk:
            raise EOFError
        data += chunk
    return bytes(data)
