"""The child's side of the cpu lane: reads tasks from stdin, answers on stdout, within limits.

Imports little, as every child does it at its start. A frame is a length (8 bytes, big-endian)
and as many bytes of pickle.
"""

from __future__ import annotations

import ctypes
import importlib
import io
import math
import os
import pickle
import resource
import signal
import struct
import sys
from typing import IO, Any

from monitor.errors import WorkerError

HEADER = struct.Struct("!Q")
_PR_SET_PDEATHSIG = 1


def write_frame(target: IO[bytes] | io.RawIOBase, payload: bytes) -> None:
    """Write all of a frame, whatever the pipe takes at a time."""
    view = memoryview(HEADER.pack(len(payload)) + payload)
    while view:  # an unbuffered pipe may take less than all
        view = view[target.write(view) or 0 :]


def child_main(parent: int, memory_limit: int, preload: tuple[str, ...]) -> None:
    """Serve tasks until end of file; called by the boot line only."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _die_with(parent)
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb", buffering=0)
    # A library that prints must not get into the answers.
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1):
        os.dup2(null, fd)
    for name in preload:
        importlib.import_module(name)
    _limit(resource.RLIMIT_AS, memory_limit)
    serve(source, target)
    os._exit(0)  # no destructors of libraries


def serve(source: IO[bytes], target: IO[bytes] | io.RawIOBase) -> None:
    """Answer each task read from ``source`` on ``target``, until end of file.

    An answer is ("ok", result), ("error", exception) or, after which the child is no good any
    more, ("memory", None).
    """
    write_frame(target, b"ready")
    while header := source.read(HEADER.size):
        payload = source.read(HEADER.unpack(header)[0])
        try:
            answer = pickle.dumps(_answer(payload), pickle.HIGHEST_PROTOCOL)
        except MemoryError:
            answer = pickle.dumps(("memory", None))
        except Exception as error:
            answer = pickle.dumps(("error", WorkerError("crash", _one_line(error))))
        del payload
        write_frame(target, answer)


def _answer(payload: bytes) -> tuple[str, Any]:
    task, timeout = pickle.loads(payload)  # noqa: S301 - written by our own parent
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + timeout) + 1)
    try:
        return "ok", task()
    except MemoryError:
        raise
    except Exception as error:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - does it survive the way back?
        return "error", error


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, hard))


def _die_with(parent: int) -> None:
    """Be killed when ``parent`` ends (Linux); elsewhere the pipe's end of file must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(0)
