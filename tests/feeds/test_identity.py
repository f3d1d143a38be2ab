from __future__ import annotations

import itertools
import tarfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.feeds.identity import Marks, entry_keys
from monitor.feeds.parse import parse_feed

A = Marks(guid="a", url="https://x.example/a", title="Dam holds", date="d1", text="ta")
B = Marks(guid="b", url="https://x.example/b", title="Ferry sinks", date="d2", text="tb")
C = Marks(guid="c", url="https://x.example/c", title="Bank shuts", date="d3", text="tc")


class Store:
    """As storage does it: an item that shares any key with a stored one is that one."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.size = 0

    def poll(self, items: Sequence[Marks]) -> list[int]:
        numbers = []
        for keys in entry_keys(items):
            if not keys:
                continue
            number = next((self.known[key] for key in keys if key in self.known), self.size)
            self.size += number == self.size
            for key in keys:
                self.known.setdefault(key, number)
            numbers.append(number)
        return numbers


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(replace(A, guid="other"), id="guid changed"),
        pytest.param(replace(A, title="Dam breaks"), id="title changed"),
        pytest.param(replace(A, title="DAM  HOLDS", guid="x"), id="title in capitals"),
        pytest.param(replace(A, date="d9"), id="date moved"),
        pytest.param(replace(A, date="d9", title="Dam breaks"), id="title and date"),
        pytest.param(replace(A, url="http://www.x.example/a?utm_source=rss"), id="link dressed up"),
        pytest.param(replace(A, url="https://x.example/a-2"), id="link changed"),
        pytest.param(replace(A, url="https://x.example/a-2", title="Dam 2"), id="new slug"),
        pytest.param(replace(A, guid="x", title="Dam 2"), id="guid and title"),
        pytest.param(replace(A, guid="", url="https://x.example/a"), id="guid lost"),
    ],
)
def test_the_same_item_in_another_coat(later: Marks) -> None:
    store = Store()
    assert store.poll([A, B]) == [0, 1]
    assert store.poll([C, later, B]) == [2, 0, 1]


@pytest.mark.parametrize(
    "items",
    [
        pytest.param([replace(m, guid="same") for m in (A, B, C)], id="one guid for all"),
        pytest.param(
            [replace(m, guid="same", date="d") for m in (A, B, C)], id="one guid and date"
        ),
        pytest.param([replace(m, url="https://x.example/") for m in (A, B, C)], id="home page"),
        pytest.param([replace(m, url="https://x.example/news") for m in (A, B, C)], id="one link"),
        pytest.param(
            [replace(m, url="https://x.example/news", guid="", date="d") for m in (A, B, C)],
            id="one link, no guid",
        ),
        pytest.param([replace(m, guid="") for m in (A, B, C)], id="no guid"),
        pytest.param([replace(m, guid="", url="") for m in (A, B, C)], id="neither"),
        pytest.param([replace(m, guid=" ", url="", date="") for m in (A, B, C)], id="only titles"),
        pytest.param([replace(m, guid="g", url="", date="d") for m in (A, B, C)], id="guid shared"),
        pytest.param([replace(m, title="", guid="") for m in (A, B, C)], id="no titles"),
        pytest.param([replace(m, title="Weather", guid="") for m in (A, B, C)], id="one title"),
        pytest.param(
            [replace(m, url=f"https://x.example/log#{m.guid}", guid="") for m in (A, B, C)],
            id="fragments",
        ),
    ],
)
def test_items_of_one_document_stay_apart_at_every_poll(items: list[Marks]) -> None:
    store = Store()
    for order in itertools.permutations(items):
        store.poll(order)
    for window in (items[:1], items[1:], items[::2]):
        store.poll(window)
    assert store.size == 3


def test_exact_repetitions_are_dropped() -> None:
    assert [bool(keys) for keys in entry_keys([A, A, B, A])] == [True, False, True, False]


def test_edit_counters_of_guids_are_no_identity_but_sections_are() -> None:
    url = "https://x.example/a"
    first = Marks(guid=f"{url}#0", url=url, title="Dam holds", date="d1")
    second = Marks(guid=f"{url}#1", url=url, title="Dam breaks", date="d2")
    store = Store()
    assert store.poll([first]) + store.poll([second]) == [0, 0]
    notes = [Marks(guid=f"{url}#{part}", url=f"{url}#{part}", title=part) for part in "uv"]
    assert store.poll(notes) == [1, 2]


def test_reused_numbers_as_guids_lose_nothing() -> None:
    store = Store()
    for day in range(5):
        items = [
            Marks(
                guid=str(n), url=f"https://x.example/{day}-{n}", title=f"T {day} {n}", date=f"{day}"
            )
            for n in range(3)
        ]
        store.poll(items)
    assert store.size == 15


def test_nothing_but_a_guid() -> None:
    one, two, again = entry_keys([Marks(guid="a"), Marks(guid="b"), Marks(guid="a")])
    assert one
    assert two
    assert one != two
    assert again == ()


@pytest.mark.slow
def test_replayed_polls_store_each_item_once() -> None:
    archive = Path("../shared/corpora/news_feeds.tar.gz")
    if not archive.is_file():
        pytest.skip("needs ../shared/corpora (captured feeds)")
    bodies: dict[str, bytes] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if "replay/" in member.name and member.name.endswith(".xml"):
                file = tar.extractfile(member)
                assert file is not None
                bodies[member.name] = file.read()
    known: dict[str, int] = {}
    guids: set[str] = set()
    size = 0
    for name in sorted(bodies):
        feed = parse_feed(
            bodies[name],
            url="https://feeds.example/",
            content_type="",
            now=datetime(2026, 1, 1, tzinfo=UTC),
        )
        for entry in feed.entries:
            guids.add(entry.guid)
            if not any(key in known for key in entry.keys):
                size += 1
            for key in entry.keys:
                known.setdefault(key, size)
    assert len(bodies) > 100
    assert size == len(guids)
