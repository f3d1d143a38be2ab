"""I and J: what is stored stays right when the clock jumps, and holds no secret."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.domain.polling import PollRules
from monitor.errors import UsageError
from monitor.feeds import opml
from monitor.storage.store import open_store
from tests.factories import NOW
from tests.feeds.hostile import reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, closing, feed, item


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1), timedelta(days=-20_000)])
def test_i1_a_clock_that_jumps_makes_neither_a_hot_loop_nor_silence(
    desk: Desk, server: Hostile, jump: timedelta
) -> None:
    server.on("/feed", feed(item("a")), feed(item("a"), item("b")))
    desk.follow("/feed")
    desk.poll()
    desk.now += jump
    asked = []
    for _ in range(60):  # an hour, minute by minute
        desk.poll(minutes=1)
        asked.append(len(server.asked("/feed")))
    assert asked[20] >= 2
    assert asked[-1] <= 6
    assert desk.titles() == ["Report a", "Report b"]


def test_i1_a_clock_that_ran_ahead_for_years_holds_up_no_feed_and_no_article(
    desk: Desk, server: Hostile
) -> None:
    server.on("/feed", feed(item("a", title="Ruritania soldiers")))
    server.on("/story/a", reply(500))
    desk.claim()
    desk.follow("/feed")
    desk.now = NOW + timedelta(days=9000)
    desk.poll()
    desk.collect()
    desk.now = NOW
    desk.poll(minutes=1)
    desk.collect()
    assert (len(server.asked("/feed")), len(server.asked("/story/a"))) == (2, 2)
    assert desk.feed().next_poll_at - desk.now <= PollRules().max_interval * 1.1


SECRET = "pa55w0rd-of-the-desk"
FAULTS = {
    "401": reply(401, SECRET.encode()),
    "redirect": reply(302, location=f"file:///{'x' * 20}"),
    "loop": reply(302, location="/loop"),
    "cut": closing(reply(200, b"x", length=5)),
    "rubbish": closing(b"\xff" * 100),
    "too large": reply(200, b"x" * 3_000_000),
    "gzip": reply(200, b"x", content_encoding="gzip"),
    "html": reply(200, b"<!doctype html><p>x"),
    "304": reply(304),
    "429": reply(429, retry_after="60"),
}


def test_j1_the_password_of_a_feed_is_in_no_log_and_no_error(
    desk: Desk, server: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.on("/away", reply(302, location=f"http://desk:{SECRET}@{server.authority}/nothing"))
    names = [*FAULTS, "redirected", "stalled", "refused", "unresolved"]
    for number, name in enumerate(names):
        path = f"/{number}"
        host = server.authority
        if name in FAULTS:
            server.on(path, FAULTS[name])
        elif name in ("stalled", "redirected"):
            path = {"stalled": "/stall", "redirected": "/away"}[name]
        else:
            host = {"refused": "127.0.0.2:1", "unresolved": "news.invalid"}[name]
        desk.follow(f"http://desk:{SECRET}@{host}{path}")
    desk.timeout = 0.5
    desk.poll()
    for number, name in enumerate(names, start=1):
        assert desk.feed(number).error, name
        assert SECRET not in desk.feed(number).error, name
    # Answers in full are in httpcore's own debug level only, which the program never turns on.
    told = [one.getMessage() for one in caplog.records if "return_value" not in one.getMessage()]
    assert not [line for line in told if SECRET in line]
    for table, column in (("feeds", "error"), ("entries", "reason"), ("runs", "message")):
        for (text,) in desk.rows(f"SELECT {column} FROM {table}"):
            assert SECRET not in (text or "")


def test_j2_the_database_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = open_store(f"sqlite:///{tmp_path / 'new.db'}", migrate=True)
        store.runs.set_meta("a", "b")
        for path in tmp_path.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        store.close()
    finally:
        os.umask(before)


HOSTILE_LISTS = {
    "laughs": b"<!DOCTYPE opml [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><opml><body>"
    b"<outline text='&b;' xmlUrl='http://a.example/f'/></body></opml>",
    "file": b"<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml><body>"
    b"<outline text='&a;' xmlUrl='http://a.example/f'/></body></opml>",
    "line": b"<opml><body><outline text='" + b"x" * 1_000_000 + b"' xmlUrl='http://a.example/f'/>"
    b"</body></opml>",
    "crlf": b"<opml><body><outline text='a\r\nBcc: x' xmlUrl='http://a.example/f\r\nX: y'/>"
    b"</body></opml>",
    "nul": b"<opml><body><outline text='a\0b' xmlUrl='http://a.example/f\0'/></body></opml>",
    "schemes": b"<opml><body><outline text='a' xmlUrl='file:///etc/passwd'/></body></opml>",
}


@pytest.mark.parametrize("name", HOSTILE_LISTS)
def test_j4_a_hostile_list_of_feeds_is_refused_or_harmless(name: str) -> None:
    if name in ("laughs", "file"):
        with pytest.raises(UsageError) as caught:
            opml.read_opml(HOSTILE_LISTS[name])
        assert str(caught.value).isprintable()
        return
    found = opml.read_opml(HOSTILE_LISTS[name])
    for one in found.feeds:
        assert one.url.startswith("http://a.example/f")
        assert (one.url + one.title).isprintable()
        assert len(one.title) < 1000
    assert all(line.isprintable() for line in found.skipped)


def test_h_a_database_that_is_locked_for_a_moment_loses_nothing(
    desk: Desk, server: Hostile
) -> None:
    server.on("/feed", feed(item("a")))
    desk.follow("/feed")
    other = sqlite3.connect(desk.url.removeprefix("sqlite:///"), check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def let_go() -> None:
        time.sleep(0.7)
        other.rollback()
        other.close()

    thread = threading.Thread(target=let_go)
    thread.start()
    desk.poll()
    thread.join()
    assert desk.titles() == ["Report a"]
