"""Feeds that others captured or wrote to break parsers, and what gofeed reads in them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARCHIVE = ROOT.parent / "shared" / "corpora" / "feeds.tar.gz"
BENCH = ROOT / "bench" / "quality" / "feeds_corpus.py"

pytestmark = pytest.mark.skipif(
    not ARCHIVE.is_file() or not BENCH.is_file(),
    reason="needs a checkout and the captured feeds (shared/corpora/feeds.tar.gz)",
)


@pytest.fixture(scope="module")
def corpus():
    spec = importlib.util.spec_from_file_location("feeds_corpus", BENCH)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look for it there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bodies(corpus):
    return corpus.load(ARCHIVE)


def test_each_of_755_feeds_gives_entries_or_one_clear_error(corpus, bodies) -> None:
    statuses, bad = corpus.outcomes(bodies)
    assert bad == []
    assert sum(statuses.values()) == 755
    assert statuses["ok"] >= 350


def test_titles_links_and_dates_are_those_of_gofeed(corpus, bodies) -> None:
    counts, differ = corpus.agreement(bodies)
    assert counts["entries"] >= 75
    assert counts["alike"] >= 0.98 * counts["entries"]
    assert [one for one in differ if not one.explanation] == []


def test_a_reading_that_differs_is_seen(corpus, bodies, monkeypatch) -> None:
    name = "feeds/gofeed/testdata/parser/rss/rss_channel_item_pubDate.xml"
    few = {name: bodies[name], name[:-4] + ".json": bodies[name[:-4] + ".json"]}
    few[name] = few[name].replace(b"2014", b"2015")
    counts, differ = corpus.agreement(few)
    assert counts["alike"] == 0
    assert [(one.field, one.explanation) for one in differ] == [("date", "")]
