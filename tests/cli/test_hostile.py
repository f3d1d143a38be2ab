"""Text from the network never reaches a terminal raw, whatever command prints it."""

from __future__ import annotations

import json

import pytest

from monitor.domain.judgement import FlagKind
from monitor.domain.work import ReviewAction
from monitor.storage.store import open_store
from tests.factories import (
    NOW,
    PERSON,
    later,
    make_article,
    make_claim,
    make_collect,
    make_event,
    make_flag_draft,
    make_judgement,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
)

EVIL = "a\x1b[31mred\x1b]0;owned\x07\u202eRTL\u2066 [/nope] [bold]b\rc\x9b2J\x85d\u2028e\u200bf"
RAW = "\x1b\x07\x9b\x85\r\u202e\u2066\u2028\u200b"


@pytest.fixture
def evil(call, sqlite_url):
    """Calls the program on a database whose every text is hostile, past all cleaning."""
    from monitor.desk.reviews import review
    from monitor.domain.judgement import Facets, Quote

    store = open_store(sqlite_url)
    claim = make_claim(
        text=EVIL, sentence=EVIL, cue=EVIL, speaker=EVIL, note=EVIL, origin_title=EVIL
    )
    store.claims.add(claim, event=make_event(reason=EVIL))
    store.outlets.put([make_outlet(name=EVIL)])
    feed = store.feeds.add(
        f"https://gazette.example/{EVIL}", outlet_id="gazette", title=EVIL, at=NOW
    )
    store.feeds.record_poll(make_poll(feed, make_new_entry("a"), message=EVIL))
    store.feeds.pause(feed.id, paused=True, at=NOW)
    article = make_article(
        title=EVIL,
        text=f"{EVIL}. harbour {EVIL} port Norland",
        url=f"https://gazette.example/{EVIL}",
    )
    article = store.entries.record_collect(make_collect(1, article))
    facets = Facets(
        speaker=EVIL,
        verb=EVIL,
        words=tuple((name, EVIL) for name in ("certainty", "basis", "verb", "speaker")),
    )
    judgement = make_judgement(
        facets=facets,
        missing=EVIL,
        version=EVIL,
        quotes=(Quote(text=EVIL, start=0, end=len(EVIL)),),
    )
    draft = make_flag_draft(
        article=article,
        judgement=judgement,
        kind=FlagKind.CONFIRMATION,
        badges=(EVIL,),
        origin_reason=EVIL,
    )
    store.flags.record_match(make_match(article.id, draft))
    review(store, 1, ReviewAction.REJECT, actor=PERSON, now=later(hours=1), reason=EVIL, note=EVIL)
    review(store, 1, ReviewAction.UNDO, actor=PERSON, now=later(hours=2), note=EVIL)
    store.close()
    return lambda *args, **values: call(*args, database=sqlite_url, **values)


COMMANDS = [
    *("claims list", "claims show C1", "claims timeline C1", "claims test C1", "feeds list"),
    *("feeds show 1", "feeds status", "feeds export", "flags list", "flags show 1"),
    *("flags explain 1", "digest preview", "digest preview --format html", "status", "export"),
    *("claims export", "digest preview --format slack"),
]
JSON = ["claims list", "claims show C1", "claims timeline C1", "claims test C1", "feeds list"]
JSON += ["feeds show 1", "feeds status", "flags list", "flags show 1", "flags explain 1", "status"]


@pytest.mark.parametrize("command", [*COMMANDS, *(f"{one} --json" for one in JSON)])
def test_no_control_reaches_stdout_or_stderr(evil, command):
    told = evil(*command.split()).ok()
    for text in (told.out, told.err):
        found = [char for char in text if char in RAW or not (char.isprintable() or char == "\n")]
        assert found == []


@pytest.mark.parametrize("command", ["flags list", "claims list", "feeds list"])
def test_a_value_cannot_forge_a_row(evil, command):
    assert len(evil(*command.split()).out.splitlines()) == 1


def test_markup_is_text(evil):
    for command in ("flags show 1", "claims timeline C1", "flags explain 1"):
        assert "[/nope]" in evil(*command.split()).out


def test_cards_keep_their_width(evil):
    for line in evil("flags", "show", "1").out.splitlines():
        assert len(line) <= 80


def test_errors_are_clean_too(evil, tmp_path):
    for args in (
        ("claims", "show", EVIL),
        ("feeds", "show", EVIL),
        ("flags", "show", EVIL),
        ("feeds", "add", EVIL),
        ("intake", EVIL),
        ("review", "1", "snooze", "--until", EVIL),
        ("claims", "add", "x", "--query", f"({EVIL}"),
    ):
        told = evil(*args)
        assert told.code == 2
        assert (told.out, told.err.count("\n")) == ("", 1), args
        assert not set(told.err) & set(RAW), args


def test_hostile_documents(evil, tmp_path):
    page = f"<html><head><title>{EVIL}</title></head><body><p>{EVIL} may act.</p></body></html>"
    for name in ("a.html", "a.txt"):
        path = tmp_path / name
        path.write_text(page if name == "a.html" else f"{EVIL} may act, officials said.")
        for args in (("extract", path), ("intake", path), ("extract", path, "--json")):
            told = evil(*args)
            assert told.code in (0, 1)
            assert not set(told.out + told.err) & set(RAW)
    row = {"claim": EVIL, "text": EVIL, "title": EVIL, "outlet": EVIL}
    told = evil("judge", stdin=json.dumps(row)).ok()
    assert not set(told.out) & set(RAW)
    told = evil("judge", stdin=json.dumps({**row, "claimd_on": EVIL}))
    assert (told.code, set(told.out + told.err) & set(RAW)) == (1, set())


def test_a_hostile_feed_is_checked_without_harm(evil, tmp_path):
    path = tmp_path / "feed.json"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": EVIL,
        "items": [{"id": EVIL, "title": EVIL, "url": "https://x.example/1"}],
    }
    path.write_text(json.dumps(feed))
    told = evil("feeds", "check", path).ok()
    assert not set(told.out + told.err) & set(RAW)
