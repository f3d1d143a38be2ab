"""The loop of all jobs: bounded, and what one item breaks stays with that item."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from monitor.errors import BusyError, StorageError
from monitor.jobs.loop import Hands, Tally, clock_from, each
from monitor.jobs.progress import watching
from tests.factories import NOW, later

LOG = logging.getLogger("monitor.test")


async def run(items, work, *, broken=None, concurrency=3):
    tally = Tally()
    marked = []

    async def mark(item, error):
        marked.append((item, type(error)))

    await each(
        items,
        work,
        name=lambda item: f"item {item}",
        broken=broken or mark,
        concurrency=concurrency,
        tally=tally,
        logger=LOG,
    )
    return tally, marked


async def run_hosts(items, work, *, hands, concurrency, broken=None, since=None):
    """Items such as "a1" are of host a, and their own keys."""
    await each(
        items,
        work,
        name=str,
        broken=broken,
        concurrency=concurrency,
        tally=Tally(),
        logger=LOG,
        key=str,
        host=lambda item: item[0],
        hands=hands,
        since=since,
    )


def test_works_on_every_item_with_no_more_than_allowed_at_once():
    running, most, done = 0, 0, []

    async def work(item):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        done.append(item)

    tally, marked = asyncio.run(run(range(10), work))
    assert sorted(done) == list(range(10))
    assert most == 3
    assert (tally.bugs, marked) == ([], [])


def test_a_bug_in_one_item_is_logged_marked_and_costs_no_other(caplog):
    done = []

    async def work(item):
        if item == 1:
            raise ZeroDivisionError("division by zero")
        done.append(item)

    tally, marked = asyncio.run(run(range(4), work, concurrency=1))
    assert done == [0, 2, 3]
    assert marked == [(1, ZeroDivisionError)]
    report = tally.run("poll", started_at=NOW, finished_at=later(seconds=1))
    assert (report.ok, report.message) == (False, "item 1: ZeroDivisionError")
    (record,) = caplog.records
    assert record.exc_info


def test_an_item_that_cannot_even_be_marked_costs_no_other():
    done = []

    async def work(item):
        if item == 0:
            raise ValueError
        done.append(item)

    async def broken(item, error):
        raise KeyError(item)

    tally, _ = asyncio.run(run(range(3), work, broken=broken, concurrency=1))
    assert done == [1, 2]
    assert tally.bugs == ["item 0: ValueError"]


@pytest.mark.parametrize("where", ["work", "broken"])
def test_an_unusable_database_ends_the_run_with_its_own_error(where):
    async def work(item):
        if where == "work":
            raise BusyError("locked")
        raise ValueError

    async def broken(item, error):
        raise StorageError("disk full")

    with pytest.raises(StorageError) as caught:
        asyncio.run(run(range(3), work, broken=broken))
    assert str(caught.value) == ("locked" if where == "work" else "disk full")


def test_a_report_names_three_bugs_at_most():
    tally = Tally(bugs=[f"item {n}: E" for n in range(5)])
    report = tally.run("poll", started_at=NOW, finished_at=NOW)
    assert report.message == "item 0: E; item 1: E; item 2: E"
    assert Tally().run("poll", started_at=NOW, finished_at=NOW).ok


def test_a_listener_hears_how_far_a_run_is():
    heard = []

    async def work(item):
        if item == 2:
            raise ValueError

    async def broken(item, error):
        """Recorded."""

    async def main():
        await each(
            [1, 2, 3],
            work,
            name=str,
            broken=broken,
            concurrency=1,
            tally=Tally(),
            logger=logging.getLogger("monitor.jobs.poll"),
        )

    with watching(lambda *step: heard.append(step)):
        asyncio.run(main())
    assert heard == [("poll", 1, 3), ("poll", 2, 3), ("poll", 3, 3)]
    asyncio.run(main())
    assert len(heard) == 3


def begun(items, *, concurrency, hands=None, waits=()):
    """The order in which items such as "a1" (host a) are begun by one run."""
    order = []

    async def work(item):
        order.append(item)
        await asyncio.sleep(0.01 if item in waits else 0)

    async def main():
        await run_hosts(items, work, hands=hands or Hands(), concurrency=concurrency)

    asyncio.run(main())
    return order


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], []),
        (["a1", "a2", "a3"], ["a1", "a2", "a3"]),
        (["a1", "a2", "b1", "a3", "c1", "b2"], ["a1", "b1", "c1", "a2", "b2", "a3"]),
    ],
)
def test_hosts_take_turns(items, expected):
    assert begun(items, concurrency=1) == expected


def test_a_host_holds_no_more_than_its_share_of_the_places():
    running, most = set(), {"a": 0, "b": 0}

    async def work(item):
        running.add(item)
        for host in most:
            most[host] = max(most[host], sum(one[0] == host for one in running))
        await asyncio.sleep(0.001)
        running.discard(item)

    async def main():
        items = [f"a{n}" for n in range(30)] + [f"b{n}" for n in range(2)]
        await run_hosts(items, work, hands=Hands(), concurrency=16)

    asyncio.run(main())
    assert most == {"a": 4, "b": 2}


def test_runs_that_overlap_do_nothing_twice_and_wait_for_nobody():
    hands, done = Hands(), []
    free = asyncio.Event()

    async def work(item):
        if item.startswith("a"):
            await free.wait()
        done.append(item)

    async def one_run(items, since=None):
        await run_hosts(items, work, hands=hands, concurrency=8, since=since)

    async def main():
        started = time.monotonic()
        slow = asyncio.create_task(one_run([f"a{n}" for n in range(9)]))
        await asyncio.sleep(0)
        for _ in range(3):  # ends although host a holds all of its places
            await asyncio.wait_for(one_run([*(f"a{n}" for n in range(9)), "b1"], started), 1)
        assert done == ["b1"], "once, as the list of the later runs is older than its end"
        free.set()
        await slow

    asyncio.run(main())
    assert sorted(done) == [*(f"a{n}" for n in range(9)), "b1"]


def test_a_bug_gives_its_place_back():
    hands = Hands()

    async def work(item):
        raise ZeroDivisionError

    async def mark(item, error):
        """As it should be."""

    async def main():
        await run_hosts(["a1", "a2", "a3"], work, hands=hands, concurrency=1, broken=mark)

    asyncio.run(main())
    assert not hands.is_full(1)
    assert hands.has_place("a", 1)


def test_who_only_waits_to_be_recorded_takes_no_place_but_stays_in_hand():
    hands, asked, recorded = Hands(), [], asyncio.Event()

    async def work(item):
        asked.append(item)
        hands.rest(item)
        assert hands.has_place("a", 1)
        await recorded.wait()

    async def one_run(items):
        await run_hosts(items, work, hands=hands, concurrency=1)

    async def main():
        run = asyncio.create_task(one_run(["a1", "a2", "b1"]))
        while len(asked) < 3:
            await asyncio.sleep(0)
        await one_run(["a1", "b1"])  # another run leaves them alone
        recorded.set()
        await run

    asyncio.run(asyncio.wait_for(main(), 5))
    assert asked == ["a1", "b1", "a2"]
    assert not hands.was_taken("a1", time.monotonic())
    assert not hands.is_full(1)


def test_what_is_cancelled_with_its_run_is_not_kept_in_hand():
    hands = Hands()

    async def work(item):
        if item == "a1":
            raise StorageError("the disk is full")

    async def main():
        await run_hosts(["a1", "b1", "c1"], work, hands=hands, concurrency=2)

    with pytest.raises(StorageError):
        asyncio.run(main())
    assert not hands.is_full(1)


def test_the_clock_of_a_run_goes_on_in_whole_seconds(monkeypatch):
    at = [100.0]
    monkeypatch.setattr("monitor.jobs.loop.time.monotonic", lambda: at[0])
    clock = clock_from(NOW)
    assert clock() == NOW
    at[0] += 0.9
    assert clock() == NOW
    at[0] += 61
    assert clock() == later(seconds=61)
