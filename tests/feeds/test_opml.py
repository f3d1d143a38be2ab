from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.errors import UsageError
from monitor.feeds import opml
from monitor.feeds.opml import Own, Subscription, read_opml, write_opml

LIST = (
    Subscription(
        url="https://a.example/feed?x=1&y=2",
        title='Ann\'s "Daily" <&>',
        folders=("News", "Caf\u00e9 & Co"),
        attributes=(
            ("type", "rss"),
            ("text", "Ann"),
            ("title", 'Ann\'s "Daily" <&>'),
            ("htmlUrl", "https://a.example/"),
            ("description", "two  words"),
            ("category", "/north,/sea"),
            ("{urn:reader}order", "7"),
        ),
        own=Own(outlet="ann", name="Ann Media", kind="agency", interval="7200", paused="true"),
    ),
    Subscription(
        url="https://b.example/feed",
        title="B",
        folders=("News",),
        attributes=(("text", "B"), ("type", "atom")),
    ),
    Subscription(url="https://c.example/feed", title="C", attributes=(("text", "C"),)),
)


def cleaned(row: Subscription) -> Subscription:
    given = tuple((name, " ".join(value.split())) for name, value in row.attributes)
    return replace(row, attributes=given)


def test_a_list_comes_back_as_it_went() -> None:
    written = write_opml(LIST, title="Desk\x00\n feeds")
    assert written.startswith(b"<?xml")
    assert b"<title>Desk feeds</title>" in written
    back = read_opml(written)
    assert back.feeds == tuple(map(cleaned, LIST))
    assert back.skipped == ()
    assert write_opml(back.feeds, title="Desk feeds") == write_opml(
        map(cleaned, LIST), title="Desk feeds"
    )


def test_a_title_that_was_changed_since_is_the_one_that_goes_out() -> None:
    (row,) = read_opml(write_opml([replace(LIST[0], title="Mine")], title="x")).feeds
    assert row.title == "Mine"
    assert dict(row.attributes)["text"] == "Mine"
    assert dict(row.attributes)["htmlUrl"] == "https://a.example/"


def test_a_feed_without_title_is_listed_by_its_url() -> None:
    (feed,) = read_opml(write_opml([Subscription(url="https://a.example/f")], title="")).feeds
    assert feed.title == "https://a.example/f"


def test_what_readers_write() -> None:
    got = read_opml(
        b"""<?xml version="1.0" encoding="ISO-8859-1"?><opml version="1.1"><body>
        <outline text="News"><outline text="Deep"><outline text="D" xmlurl="http://d.example/"/>
        </outline><outline title="N" text="x" type="rss" xmlUrl="http://n.example/"/></outline>
        <outline text="Caf\xe9" xmlUrl="http://e.example/"><outline text="in a feed"
        xmlUrl="http://f.example/"/></outline>
        <outline text="x" xmlUrl="http://n.example/"/>
        <outline text="bad" xmlUrl="javascript:x"/><outline xmlUrl="file:///etc/passwd"/>
        </body></opml>"""
    )
    assert [(f.url, f.title, f.folder) for f in got.feeds] == [
        ("http://d.example/", "D", "Deep"),
        ("http://n.example/", "N", "News"),
        ("http://e.example/", "Caf\u00e9", ""),
        ("http://f.example/", "in a feed", ""),
    ]
    assert got.skipped == (
        "x: listed twice; it stays where it is first",
        "bad: not a usable http or https URL",
        "a feed: not a usable http or https URL",
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE o [<!ENTITY a 'b'>]><opml/>", "type definition"),
        ("<!DOCTYPE opml><opml/>".encode("utf-16"), "type definition"),
        (b"<opml><body>", "not well-formed"),
        (b"", "not well-formed"),
        (b"<rss/>", "the document is <rss>, not <opml>"),
        (b" " * 5_000_001, "larger than"),
    ],
)
def test_hostile_files_are_refused_in_one_line(body: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words) as error:
        read_opml(body)
    assert "\n" not in str(error.value)


def test_deep_nesting_nul_and_number_are_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = "<outline text='x'>" * 5000 + "<outline xmlUrl='http://a.example/'/>"
    deep += "</outline>" * 5000
    assert len(read_opml(f"<opml><body>{deep}\x00</body></opml>".encode()).feeds) == 1
    monkeypatch.setattr(opml, "MAX_FEEDS", 2)
    many = "".join(f"<outline text='t{n}' xmlUrl='http://h{n}.example/'/>" for n in range(3))
    got = read_opml(f"<opml><body>{many}</body></opml>".encode())
    assert len(got.feeds) == 2
    assert got.skipped == ("t2: more than 2 feeds",)
