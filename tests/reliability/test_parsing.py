"""C9 and D: no document is more than data, and none takes a parser for long."""

from __future__ import annotations

import builtins
import codecs
import io
import itertools
import json
import os
import socket
import sqlite3
import time
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.domain.model import FeedState
from monitor.feeds.parse import parse_feed
from monitor.jobs import collect, polling
from tests.factories import NOW
from tests.feeds.hostile import reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, feed, item, rss

SECRET = "d0-n0t-read-me"
MARK = "\u00a7"


def laughs(depth: int = 9) -> bytes:
    entities = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(depth)
    )
    return (
        f"<?xml version='1.0'?><!DOCTYPE rss [{entities}]><rss version='2.0'><channel>"
        f"<title>&a{depth - 1};</title><item><title>&a{depth - 1};</title></item></channel></rss>"
    ).encode()


def quadratic() -> bytes:
    return (
        f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a '{'x' * 50_000}'>]><rss version='2.0'>"
        f"<channel><item><title>{'&a;' * 50_000}</title></item></channel></rss>"
    ).encode()


CPU_BOMBS = {
    "deep": b"<rss version='2.0'><channel>" + b"<a>" * 400_000,
    "deep-atom": b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<entry>" * 100_000,
    "attributes": b"<rss version='2.0'><channel><item "
    + b" ".join(b"a%d='x'" % n for n in range(100_000))
    + b"><title>x</title></item></channel></rss>",
    "namespaces": b"<rss version='2.0'><channel>"
    + b"".join(b"<x xmlns:n%d='u%d'>" % (n, n) for n in range(30_000)),
    "laughs": laughs(),
    "quadratic": quadratic(),
    "brackets": b"<rss version='2.0'><channel><item><title>" + b"<![CDATA[" * 200_000,
    "lt": b"<rss version='2.0'><channel><item><description>" + b"&lt;" * 400_000,
    "comments": b"<!--" * 400_000 + b"<rss version='2.0'>",
    "spaces": b"<rss version='2.0'><channel><item><title>" + b" " * 1_900_000 + b"x</title></item>",
    "author": b"<rss version='2.0'><channel><item><author>" + b"a" * 1_000_000 + b"</author>",
    "json": b'{"version":"https://jsonfeed.org/version/1.1","items":[' + b"[" * 1_000_000,
    "sitemap": b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
    b" xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>" + b"<url>" * 300_000,
}


def test_c9_cpu_bombs_in_feeds_are_killed_and_the_others_are_read(
    desk: Desk, server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "PARSE_TIMEOUT", 1.5)
    for name, body in CPU_BOMBS.items():
        server.on(f"/{name}", reply(200, body))
        desk.follow(f"/{name}")
    server.on("/good", feed(item("a")))
    good = desk.follow("/good")
    desk.children, desk.timeout = True, 10
    begun = time.monotonic()
    desk.poll()
    assert time.monotonic() - begun < 3 * len(CPU_BOMBS)
    for number, name in enumerate(CPU_BOMBS, start=1):
        after = desk.feed(number)
        assert timedelta() <= after.polled_at - desk.now < timedelta(minutes=5), name
        assert after.error or after.state is FeedState.OK, name  # read, but nothing expanded
        assert len(after.error + after.title) < 700, name
    assert desk.feed(good).state is FeedState.OK
    assert "Report a" in desk.titles()
    assert all(len(title) <= 500 for title in desk.titles())


PAGE_BOMBS = {
    "tags": b"<html><body>" + b"<div>" * 200_000,
    "spans": b"<html><body><p>Ruritania soldiers" + b"<span>x" * 200_000,
    "tables": b"<html><body>" + b"<table><tr><td>" * 50_000,
    "word": b"<html><body><article><p>Ruritania soldiers " + b"x" * 1_500_000 + b"</p></article>",
    "quotes": b"<html><body><article><p>Ruritania soldiers " + b'"' * 1_000_000 + b"</p></article>",
    "attributes": b"<html " + b" ".join(b"a%d=x" % n for n in range(100_000)) + b"><p>x",
    "entities": b"<html><body><p>" + b"&amp" * 400_000,
    "json-ld": b"<script type='application/ld+json'>" + b"[" * 1_000_000 + b"</script><p>x",
    "meta": b"<meta property='og:title' content='x'>" * 40_000,
}


def test_c9_cpu_bombs_in_pages_are_killed_and_the_article_is_judged_all_the_same(
    desk: Desk, server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect, "EXTRACT_TIMEOUT", 1.5)
    items = []
    for name, body in PAGE_BOMBS.items():
        server.on(f"/story/{name}", reply(200, body, content_type="text/html"))
        items.append(item(name, title=f"Ruritania soldiers {name}", description="They went."))
    server.on("/feed", feed(*items))
    desk.claim()
    desk.follow("/feed")
    desk.children, desk.timeout = True, 10
    desk.poll()
    begun = time.monotonic()
    desk.collect()
    assert time.monotonic() - begun < 3 * len(PAGE_BOMBS)
    assert desk.rows("SELECT count(*) FROM entries WHERE state = 'pending'") == [(0,)]
    begun = time.monotonic()
    desk.match()
    assert time.monotonic() - begun < 10
    assert desk.rows("SELECT count(*) FROM articles WHERE matched_at IS NULL") == [(0,)]


UNITS = ["a", "said ", "not ", "1,000 ", '"', "(", "Ruritania ", "soldiers of ", ". ", "\n", "-"]
UNITS += ["Ruritania, ", "who said that ", "of the ", "\u2014 ", "http://", "A.", "7-", "and "]


@pytest.mark.parametrize("unit", UNITS)
def test_c9_no_text_takes_the_judge_for_long(desk: Desk, server: Hostile, unit: str) -> None:
    text = f"Ruritania sent soldiers. {unit * (60_000 // len(unit))} Ruritania soldiers."
    page = f"<html><body><article><p>{text}</p></article></body></html>".encode()
    server.on("/story/a", reply(200, page, content_type="text/html"))
    server.on("/feed", feed(item("a", title="Ruritania soldiers")))
    desk.claim()
    desk.follow("/feed")
    desk.poll()
    desk.collect()
    ((length,),) = desk.rows("SELECT length(text) FROM articles")
    assert length > 50_000 or not unit.strip()
    begun = time.monotonic()
    desk.match()
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("lines", [False, True])
def test_c9_a_flood_of_sentences_hides_no_report(desk: Desk, server: Hostile, lines: bool) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    codes = ["".join(code) for code in itertools.product(letters, repeat=4)][:20_000]
    flood = [f"{code.title()} fell." for code in codes]
    report = "Ruritania has sent soldiers to Graustark, the ministry in Strelsau confirmed."
    between = "</p><p>" if lines else " "
    page = f"<html><body><article><p>{between.join([*flood, report])}</p></article></body></html>"
    server.on("/story/a", reply(200, page.encode(), content_type="text/html"))
    server.on("/feed", feed(item("a", title="Ruritania soldiers")))
    desk.claim()
    desk.follow("/feed")
    desk.poll()
    desk.collect()
    begun = time.monotonic()
    desk.match()
    assert time.monotonic() - begun < 5
    quotes = "\n".join(map(str, desk.rows("SELECT * FROM evidence")))
    assert report in quotes


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is opened or looked up while the test runs."""
    seen: list[str] = []
    for owner, name in ((builtins, "open"), (io, "open"), (os, "open"), (socket, "getaddrinfo")):
        real = getattr(owner, name)

        def spy(what, *rest, _real=real, **options):
            seen.append(str(what))
            return _real(what, *rest, **options)

        monkeypatch.setattr(owner, name, spy)
    return seen


@pytest.mark.parametrize("form", ["path", "file", "url", "own", "bytes-path"])
def test_d1_a_body_that_is_an_address_is_not_opened(
    server: Hostile, tmp_path: Path, opened: list[str], form: str
) -> None:
    path = tmp_path / "secret.xml"
    path.write_bytes(rss(item("a", title=SECRET)))
    body = {
        "path": str(path),
        "file": path.as_uri(),
        "url": server.canary_url("/x"),
        "own": server.url("/feed"),
        "bytes-path": f"{path}\n",
    }[form].encode()
    opened.clear()
    parsed = parse_feed(body, url=server.url("/feed"), content_type="", now=NOW)
    assert (str(parsed.status), parsed.entries) == ("not_a_feed", ())
    assert not [name for name in opened if "secret" in name or "127.0.0" in name]
    assert server.hits == []


def test_d2_no_external_entity_is_read(desk: Desk, server: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    targets = [path.as_uri(), server.canary_url("/xxe"), server.url("/xxe")]
    bodies = []
    for target in targets:
        for head in (
            f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{target}">]>',
            f'<!DOCTYPE rss SYSTEM "{target}">',
            f'<!DOCTYPE rss PUBLIC "-//x" "{target}">',
            f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{target}"> %p;]>',
            f'<?xml-stylesheet type="text/xsl" href="{target}"?>',
        ):
            inside = (
                f"<channel><title>T</title><item><title>&x; A</title><link>/a</link>"
                f'<description><xi:include xmlns:xi="http://www.w3.org/2001/XInclude"'
                f' href="{target}" parse="text"/>B &x;</description></item></channel>'
            )
            bodies += [
                f"<?xml version='1.0'?>{head}<rss version='2.0'>{inside}</rss>".encode(),
                f"{head}<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
                f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>&x;</urlset>".encode(),
            ]
    for number, body in enumerate(bodies):
        server.on(f"/{number}", reply(200, body))
        desk.follow(f"/{number}")
    desk.poll()
    assert server.asked("/xxe") == []
    assert "with a DTD is not read" in desk.feed(2).error
    desk.store.close()
    with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as database:
        assert SECRET not in "\n".join(database.iterdump())
    database.close()


WHOLE = rss(*(item(f"{n}") for n in range(3)))


@pytest.mark.parametrize("left", range(0, len(WHOLE) - 20, 23))
def test_d3_a_document_cut_anywhere_invents_nothing_and_the_next_poll_has_all(left: int) -> None:
    parsed = parse_feed(WHOLE[:left], url="http://x.example/", content_type="", now=NOW)
    real = parse_feed(WHOLE, url="http://x.example/", content_type="", now=NOW).entries
    assert set(parsed.entries) <= set(real)
    assert not parsed.complete
    assert parsed.error


ATOM = (
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>"
    b"<entry><title>One</title><id>1</id><link href='http://x.example/1'/></entry>"
    b"<entry><title>Two</title><id>2</id><link href='http://x.example/2'/></entry></feed>"
)


@pytest.mark.parametrize("left", range(0, len(ATOM) - 3, 17))
def test_d3_the_same_of_atom(left: int) -> None:
    parsed = parse_feed(ATOM[:left], url="http://x.example/", content_type="", now=NOW)
    assert {entry.title for entry in parsed.entries} <= {"One", "Two"}
    assert all(entry.url for entry in parsed.entries)
    assert not parsed.complete


def declared(codec: str, text: str, *, label: str = "") -> bytes:
    body = (
        f'<?xml version="1.0" encoding="{label or codec}"?>'
        + rss(item("a", title=text)).decode().partition("?>")[2]
    )
    return body.encode(codec)


ENCODINGS = {
    "cp1251": (
        declared("windows-1251", "\u041f\u043e\u0440\u0442"),
        "",
        "\u041f\u043e\u0440\u0442",
    ),
    "header": (
        declared("windows-1251", "\u041f\u043e\u0440\u0442", label="utf-8"),
        "text/xml; charset=windows-1251",
        "\u041f\u043e\u0440\u0442",
    ),
    "euc-kr": (declared("euc-kr", "\ud56d\uad6c"), "", "\ud56d\uad6c"),
    "utf16": (codecs.BOM_UTF16_LE + declared("utf-16-le", "Port"), "", "Port"),
    "unknown": (declared("utf-8", "Port", label="klingon-7"), "", "Port"),
    "evil": (declared("utf-8", "Port", label="zip"), "text/xml; charset=idna", "Port"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_d4_encodings_are_readable(desk: Desk, server: Hostile, name: str) -> None:
    body, content_type, title = ENCODINGS[name]
    server.on("/feed", reply(200, body, content_type=content_type or "text/xml"))
    desk.follow("/feed")
    desk.poll()
    assert desk.titles() == [title]


def test_d4_bytes_that_are_no_utf8_are_marked(desk: Desk, server: Hostile) -> None:
    server.on("/feed", reply(200, rss(item("a", title=f"Por{MARK}t"))[:-1] + b"\xff>"))
    desk.follow("/feed")
    desk.poll()
    assert desk.feed().state is not FeedState.NOT_A_FEED
    assert len(desk.titles()) == 1


@pytest.mark.parametrize("dirt", ["\x00", "&#0;", "&#x00;", "\x0b", "\x1b[31m", "\x08", "\x7f"])
def test_d5_controls_are_gone_and_the_query_still_hits(
    desk: Desk, server: Hostile, dirt: str
) -> None:
    server.on("/feed", feed(item("a", title=f"Ruri{dirt}tania sends sol{dirt}diers")))
    page = f"<html><body><article><p>Ruri{dirt}tania has sent sol{dirt}diers.</p></article>"
    server.on("/story/a", reply(200, page.encode(), content_type="text/html"))
    desk.claim()
    desk.follow("/feed")
    desk.poll()
    if dirt != "\x1b[31m":  # there "[31m" stays in the word, as text
        assert desk.rows("SELECT state FROM entries") == [("pending",)]
    desk.collect()
    for row in desk.rows("SELECT title, summary, content FROM entries"):
        assert "".join(row).isprintable()
    for title, text in desk.rows("SELECT title, text FROM articles"):
        assert (title + text.replace("\n", "")).isprintable()


NO_FEEDS = {
    "html": reply(200, b"<!doctype html><title>News</title><p>Hello", content_type="text/html"),
    "json": reply(200, json.dumps({"a": 1}).encode()),
    "binary": reply(200, bytes(range(256)) * 40),
    "png": reply(200, b"\x89PNG\r\n\x1a\n" + b"\0" * 500, content_type="image/png"),
    "empty": reply(200, b""),
    "blank": reply(200, b"\r\n\t "),
    "text": reply(200, b"too many visitors"),
    "xml": reply(200, b"<?xml version='1.0'?><note><to>x</to></note>"),
    "bom": reply(200, codecs.BOM_UTF8),
}


@pytest.mark.parametrize("name", NO_FEEDS)
def test_d6_what_is_no_feed_is_said_and_costs_nothing(
    desk: Desk, server: Hostile, name: str
) -> None:
    server.on("/feed", feed(item("a")), NO_FEEDS[name], feed(item("a"), item("b")))
    desk.follow("/feed")
    desk.poll_when_due(2)
    after = desk.feed()
    assert (after.state, after.url) == (FeedState.NOT_A_FEED, server.url("/feed"))
    assert after.error
    assert desk.titles() == ["Report a"]
    desk.poll_when_due()
    assert desk.titles() == ["Report a", "Report b"]


@pytest.mark.parametrize(
    "content_type",
    ["text/html", "", "image/png", "\x7f;;=;charset=\xff", "text/plain;" + "a" * 900],
)
def test_d7_a_wrong_content_type_does_not_matter(
    desk: Desk, server: Hostile, content_type: str
) -> None:
    server.on("/feed", feed(item("a"), content_type=content_type))
    desk.follow("/feed")
    desk.poll()
    assert desk.titles() == ["Report a"]
