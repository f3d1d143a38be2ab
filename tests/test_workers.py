from __future__ import annotations

import asyncio
import io
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from monitor import worker_child, workers
from monitor.articles.extract import extract
from monitor.errors import QueryError, WorkerError
from monitor.feeds.parse import parse_feed
from monitor.workers import Workers

FREE_FDS = Path("/proc/self/fd")


def run(coroutine):
    return asyncio.run(coroutine)


def children() -> set[str]:
    """The parsers' processes; other tests of this run may have servers of theirs."""
    tasks = Path("/proc/self/task").iterdir()
    found = {pid for task in tasks for pid in (task / "children").read_text().split()}
    return {pid for pid in found if _is_parser(Path("/proc") / pid)}


def _is_parser(process: Path) -> bool:
    try:
        dead = process.joinpath("stat").read_text().rpartition(")")[2].split()[0] == "Z"
        return dead or b"worker" in process.joinpath("cmdline").read_bytes()
    except FileNotFoundError:
        return False


def test_lanes_run_in_their_own_threads() -> None:
    async def main() -> list[str]:
        async with Workers(inline=True) as lanes:
            names = [
                await lane(lambda: threading.current_thread().name)
                for lane in (lanes.db, lanes.judge, lanes.io)
            ]
            names.append(await lanes.cpu(partial(pow, 2), 5, timeout=1))
            return names

    db, judge, slow, power = run(main())
    assert (db[:2], judge[:5], slow[:2], power) == ("db", "judge", "io", 32)


def test_database_calls_keep_order_and_are_finished_at_the_end() -> None:
    done: list[int] = []

    def write(number: int, *, pause: float) -> None:
        time.sleep(pause)
        done.append(number)

    async def main() -> None:
        async with Workers() as lanes:
            tasks = [asyncio.ensure_future(lanes.db(write, n, pause=0.02)) for n in range(5)]
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)

    run(main())
    assert done == [0, 1, 2, 3, 4]


def test_child_is_used_again_replaced_and_buried() -> None:
    open_before = len(list(FREE_FDS.iterdir()))

    async def main() -> None:
        async with Workers(preload=()) as lanes:
            first = await lanes.cpu(os.getpid, timeout=5)
            assert first != os.getpid()
            assert await lanes.cpu(os.getpid, timeout=5) == first
            with pytest.raises(WorkerError) as slow:
                await lanes.cpu(time.sleep, 30, timeout=0.2)
            assert slow.value.reason == "timeout"
            second = await lanes.cpu(os.getpid, timeout=5)
            assert second != first
            with pytest.raises(WorkerError) as dead:
                await lanes.cpu(os._exit, 3, timeout=5)
            assert (dead.value.reason, str(dead.value)) == (
                "crash",
                "the child process ended (exit code 3)",
            )
            with pytest.raises(WorkerError) as killed:
                await lanes.cpu(os.kill, await lanes.cpu(os.getpid, timeout=5), 11, timeout=5)
            assert "signal 11" in str(killed.value)
            with pytest.raises(WorkerError) as big:
                await lanes.cpu(bytearray, 10**12, timeout=5)
            assert big.value.reason == "memory"
            assert await lanes.cpu(len, b"x" * 3_000_000, timeout=5) == 3_000_000
            assert len(await lanes.cpu(bytes, 3_000_000, timeout=5)) == 3_000_000

    run(main())
    assert not children()
    assert len(list(FREE_FDS.iterdir())) <= open_before


def test_parsers_run_in_a_child_and_are_killed_by_a_bomb() -> None:
    now = datetime(2024, 10, 28, tzinfo=UTC)
    good = b"<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"
    bomb = b"<html><body><p " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b">x"

    async def main() -> None:
        async with Workers() as lanes:
            task = partial(parse_feed, good, url="http://a.example/", content_type="", now=now)
            feed = await lanes.cpu(task, timeout=10)
            assert [entry.title for entry in feed.entries] == ["T"]
            page = partial(extract, bomb, url="http://a.example/", content_type="text/html")
            with pytest.raises(WorkerError) as killed:
                await lanes.cpu(page, timeout=0.5)
            assert killed.value.reason == "timeout"
            assert await lanes.cpu(task, timeout=10) == feed

    run(main())


def test_memory_limit_stops_a_real_allocation() -> None:
    async def main() -> None:
        async with Workers(preload=(), memory_limit=200_000_000) as lanes:
            with pytest.raises(WorkerError) as big:
                await lanes.cpu(bytearray, 400_000_000, timeout=5)
            assert big.value.reason == "memory"

    run(main())


def test_exceptions_come_back_as_they_are() -> None:
    async def main() -> None:
        async with Workers(preload=()) as lanes:
            with pytest.raises(ZeroDivisionError):
                await lanes.cpu(divmod, 1, 0, timeout=5)
            with pytest.raises(QueryError) as fault:
                await lanes.cpu(exec, FAULT, timeout=5)
            assert fault.value.position == 3
            with pytest.raises(WorkerError, match="TypeError: cannot pickle"):
                await lanes.cpu(threading.Lock, timeout=5)

    run(main())


FAULT = "from monitor.errors import QueryError; raise QueryError('x', query='a AND', position=3)"


def test_children_are_recycled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "TASKS_PER_CHILD", 2)

    async def main() -> list[int]:
        async with Workers(preload=()) as lanes:
            return [await lanes.cpu(os.getpid, timeout=5) for _ in range(4)]

    a, b, c, d = run(main())
    assert (a == b, b == c, c == d) == (True, False, True)


def test_bad_preload_is_a_clear_error() -> None:
    async def main() -> None:
        async with Workers(preload=("no_such_module_anywhere",)) as lanes:
            with pytest.raises(WorkerError) as error:
                await lanes.cpu(os.getpid, timeout=5)
            assert error.value.reason == "crash"

    run(main())


def test_closing_is_quick_while_a_child_computes() -> None:
    async def main() -> float:
        lanes = Workers(preload=(), children=2)
        slow = asyncio.ensure_future(lanes.cpu(time.sleep, 60, timeout=50))
        await lanes.cpu(os.getpid, timeout=5)
        started = time.monotonic()
        await lanes.close()
        with pytest.raises(WorkerError):
            await slow
        await lanes.close()
        return time.monotonic() - started

    assert run(main()) < 2
    assert not children()


def test_closed_workers_refuse() -> None:
    async def main() -> None:
        lanes = Workers(preload=())
        child = lanes._children[0]
        await lanes.close()
        with pytest.raises(WorkerError, match="closed"):
            child.run(os.getpid, 1)

    run(main())


def test_two_children_work_side_by_side() -> None:
    async def main() -> float:
        async with Workers(preload=(), children=2) as lanes:
            await asyncio.gather(*(lanes.cpu(time.sleep, 0.1, timeout=5) for _ in range(2)))
            started = time.monotonic()
            await asyncio.gather(*(lanes.cpu(time.sleep, 0.5, timeout=5) for _ in range(2)))
            return time.monotonic() - started

    assert run(main()) < 0.95


PARENT = """
import asyncio, os, time
from monitor.feeds.parse import parse_feed
from monitor.workers import Workers

async def main():
    async with Workers(preload=()) as lanes:
        print(await lanes.cpu(os.getpid, timeout=20), flush=True)
        {then}

asyncio.run(main())
"""


@pytest.mark.parametrize(
    "then",
    [
        pytest.param("time.sleep(60)", id="idle"),
        pytest.param("await lanes.cpu(time.sleep, 60, timeout=50)", id="computing"),
    ],
)
def test_child_dies_with_a_killed_parent(then: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PARENT.format(then=then))], stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    os.kill(pid, signal.SIGINT)  # ignored: the daemon drains
    os.kill(pid, signal.SIGTERM)
    time.sleep(0.2)
    assert _alive(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while _alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def frames(data: bytes) -> list[bytes]:
    found = []
    while data:
        (size,) = worker_child.HEADER.unpack(data[:8])
        found.append(data[8 : 8 + size])
        data = data[8 + size :]
    return found


def test_serve_answers_every_task(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[int] = []
    monkeypatch.setattr(worker_child, "_limit", lambda which, value: limits.append(value))

    tasks = [
        partial(pow, 2, 3),
        partial(divmod, 1, 0),
        partial(bytearray, 10**16),
        partial(iter, []),
    ]
    source, target = io.BytesIO(), io.BytesIO()
    for task in tasks:
        worker_child.write_frame(source, pickle.dumps((task, 2.0)))
    source.seek(0)
    worker_child.serve(source, target)
    ready, *answers = frames(target.getvalue())
    kinds = [pickle.loads(answer)[0] for answer in answers]
    assert (ready, kinds) == (b"ready", ["ok", "error", "memory", "ok"])
    assert pickle.loads(answers[0])[1] == 8
    assert len(limits) == 4
    assert min(limits) >= 3
