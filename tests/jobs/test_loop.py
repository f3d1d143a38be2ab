"""The loop of all jobs: bounded, and what one item breaks stays with that item."""

from __future__ import annotations

import asyncio
import logging

import pytest

from monitor.errors import BusyError, StorageError
from monitor.jobs.loop import Tally, each
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
