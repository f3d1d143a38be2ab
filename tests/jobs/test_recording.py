"""Those that wait for the database share its next transaction, and no other's fault."""

from __future__ import annotations

import asyncio

import pytest

from monitor.errors import StorageError
from monitor.jobs import recording
from monitor.jobs.recording import Recorder


class Database:
    """Writes as slowly as one does; ``batches`` is what was written together."""

    def __init__(self, *bad: int, error: type[Exception] = ValueError, takes: float = 0.01) -> None:
        self.batches: list[list[int]] = []
        self.bad = bad
        self.error = error
        self.takes = takes
        self.busy = 0

    async def write(self, outcomes):
        self.busy += 1
        assert self.busy == 1, "two transactions at once"
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.busy -= 1
        self.batches.append(list(outcomes))
        if any(one in self.bad for one in outcomes):
            raise self.error("cannot be written")
        return [one * 10 for one in outcomes]


def record(database: Database, outcomes, weight: int = 0) -> list[object]:
    async def main():
        recorder = Recorder(database.write)
        return await asyncio.gather(
            *(recorder.record(one, weight=weight) for one in outcomes), return_exceptions=True
        )

    return asyncio.run(main())


def test_the_first_is_written_at_once_and_those_that_wait_meanwhile_together() -> None:
    database = Database()
    assert record(database, range(30)) == [n * 10 for n in range(30)]
    assert [one for batch in database.batches for one in batch] == list(range(30))
    assert len(database.batches) <= 2


def test_a_batch_has_bounds() -> None:
    database = Database()
    record(database, range(recording.MAX_ITEMS * 2 + 5))
    assert max(map(len, database.batches)) == recording.MAX_ITEMS
    database = Database()
    record(database, range(12), weight=recording.MAX_WEIGHT // 3)
    assert max(map(len, database.batches)) == 3
    database = Database()  # heavier than a whole batch: still written, alone
    assert record(database, [1, 2], weight=recording.MAX_WEIGHT * 2) == [10, 20]
    assert database.batches == [[1], [2]]


def test_what_cannot_be_written_costs_only_itself() -> None:
    results = record(Database(7), range(20))
    assert isinstance(results.pop(7), ValueError)
    assert results == [n * 10 for n in range(20) if n != 7]


def test_a_database_out_of_order_is_told_to_all_and_not_asked_again_for_each() -> None:
    database = Database(3, error=StorageError)
    results = record(database, range(20))
    assert all(isinstance(one, StorageError) for one in results if not isinstance(one, int))
    assert isinstance(results[3], StorageError)
    assert len(database.batches) <= 2


@pytest.mark.parametrize("who", [0, 1, 5])
def test_one_that_is_cancelled_does_not_take_the_others_with_it(who: int) -> None:
    async def main() -> None:
        database = Database()
        recorder = Recorder(database.write)
        tasks = [asyncio.create_task(recorder.record(n)) for n in range(6)]
        while not database.busy:  # 0 writes for all
            await asyncio.sleep(0)
        tasks[who].cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(done[who], asyncio.CancelledError)
        for number, result in enumerate(done):
            assert number == who or result == number * 10
        # The next one finds the recorder in order.
        assert await recorder.record(9) == 90

    asyncio.run(main())


def in_steps(concurrency: int, number: int) -> list[list[int]]:
    """What is written together when outcomes come one after the other, a few at a time."""
    database = Database(takes=0)

    async def main() -> None:
        recorder = Recorder(database.write)
        places = asyncio.Semaphore(concurrency)

        async def one(number: int) -> None:
            async with places:
                with recorder.coming():
                    await asyncio.sleep(0.002)
            assert await recorder.record(number) == number * 10

        await asyncio.gather(*map(one, range(number)))

    asyncio.run(asyncio.wait_for(main(), 5))
    return database.batches


def test_those_on_their_way_are_waited_for_and_nobody_when_none_is() -> None:
    assert len(in_steps(4, 40)) <= 4
    assert in_steps(1, 1) == [[0]]


def test_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "LINGER", 0.02)

    async def main() -> None:
        database = Database()
        recorder = Recorder(database.write)
        with recorder.coming():  # and does not come
            assert await asyncio.wait_for(recorder.record(7), 1) == 70

    asyncio.run(main())


def test_a_batch_that_is_full_is_not_waited_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "LINGER", 60)

    async def main() -> None:
        recorder = Recorder(Database().write)
        with recorder.coming():
            half = asyncio.create_task(recorder.record(1, weight=recording.MAX_WEIGHT - 1))
            await asyncio.sleep(0.01)
            assert recorder.has_room
            assert not half.done()
            assert await asyncio.wait_for(recorder.record(2, weight=1), 1) == 20
            assert await half == 10

    asyncio.run(main())


def test_what_is_written_again_weighs_as_before() -> None:
    async def main() -> None:
        database = Database()
        recorder = Recorder(database.write)
        half = recording.MAX_WEIGHT // 2
        tasks = [asyncio.create_task(recorder.record(n, weight=half)) for n in range(4)]
        while not database.busy:  # 0 writes 0 and 1
            await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert database.batches == [[1, 2], [3]]

    asyncio.run(main())
