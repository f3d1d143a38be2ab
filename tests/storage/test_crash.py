"""Killed processes and processes that work at the same time."""

import random
import signal
import subprocess
import sys

import pytest

from monitor.storage.migrate import check
from monitor.storage.store import open_store

# Tells each write once it is acknowledged: an entry with its keys, a claim with its event.
WRITER = """
import sys
from monitor.storage.store import open_store
from tests.factories import *
store = open_store(sys.argv[1])
store.outlets.put([make_outlet()])
feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
for number in range(int(sys.argv[2]), 10**6):
    store.feeds.record_poll(make_poll(feed, make_new_entry(str(number), content="x" * 4000)))
    print("entry", number, flush=True)
    claim = store.claims.add(make_claim(""), event=make_event(reason=str(number)))
    print("claim", claim.id, flush=True)
"""

COUNTER = """
import sys
from monitor.storage.store import open_store
from tests.factories import NOW
store = open_store(sys.argv[1])
for number in range(100):
    store.runs.acquire(f"{sys.argv[2]}:{number}", now=NOW, ttl_s=60, steal=True)
store.close()
"""


def start(code, *args):
    return subprocess.Popen([sys.executable, "-c", code, *args], stdout=subprocess.PIPE, text=True)


def test_kill_9_loses_nothing_that_was_acknowledged(database_url):
    dice = random.Random(7)
    told = []
    for number in range(4):
        with start(WRITER, database_url, str(number * 1000)) as process:
            lines = dice.randrange(5, 60)
            told += [process.stdout.readline().split() for _ in range(lines)]
            process.send_signal(signal.SIGKILL)
            told += [line.split() for line in process.stdout]
    assert check(database_url) is None
    store = open_store(database_url)
    entries = [line[1] for line in told if line[0] == "entry"]
    titles = {entry.url.rpartition("/")[2] for entry in entries_of(store)}
    assert len(entries) > 20
    assert set(entries) <= titles
    claims = {claim.id for claim in store.claims.list()}
    assert {line[1] for line in told if line[0] == "claim"} <= claims
    assert {event.subject_id for event in store.audit.list()} == claims  # never one without
    store.close()


def entries_of(store):
    from tests.factories import later

    return [due.entry for due in store.entries.due(later(days=1), 100_000)]


def test_two_processes_lose_no_update(database_url):
    with start(COUNTER, database_url, "a") as one, start(COUNTER, database_url, "b") as other:
        assert (one.wait(60), other.wait(60)) == (0, 0)
    store = open_store(database_url)
    assert store.runs.holder().token == 200
    store.close()


def test_threads_may_share_a_store(sql_store):
    from concurrent.futures import ThreadPoolExecutor

    from tests.factories import make_claim, make_event

    with ThreadPoolExecutor(4) as pool:
        made = list(
            pool.map(lambda _: sql_store.claims.add(make_claim(""), event=make_event()), range(40))
        )
    assert sorted(claim.id for claim in made) == sorted(f"C{n}" for n in range(1, 41))


@pytest.mark.postgres
def test_two_workers_make_one_card_of_one_origin(postgres_url):
    """Without the writers' lock both would find no card and one would fail."""
    from concurrent.futures import ThreadPoolExecutor

    from tests.factories import (
        NOW,
        make_article,
        make_claim,
        make_collect,
        make_event,
        make_flag_draft,
        make_match,
        make_new_entry,
        make_outlet,
        make_poll,
    )

    store = open_store(postgres_url)
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(feed, *(make_new_entry(str(n)) for n in range(24))))
    store.claims.add(make_claim("C1"), event=make_event())
    articles = [
        store.entries.record_collect(make_collect(due.entry.id, make_article(str(due.entry.id))))
        for due in store.entries.due(NOW, 99)
    ]
    drafts = [make_match(a.id, make_flag_draft("C1", a, origin="wire")) for a in articles]
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(store.flags.record_match, drafts))
    assert sum(new for new, _ in results) == 1
    (flag,) = store.flags.list()
    assert flag.reprints == 23
    store.close()
