from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.domain.model import ParsedEntry
from monitor.domain.web import FeedStatus, ParsedFeed
from monitor.feeds import parse
from monitor.feeds.parse import parse_feed

NOW = datetime(2024, 10, 28, 12, 0, tzinfo=UTC)
URL = "https://paper.example/rss/world.xml"


def read(body: bytes | str, content_type: str = "") -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return parse_feed(data, url=URL, content_type=content_type, now=NOW)


def rss(*items: str, head: str = "") -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Town &amp; Sea</title>{head}'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


def only(feed: ParsedFeed) -> ParsedEntry:
    (entry,) = feed.entries
    return entry


def test_rss() -> None:
    feed = read(
        rss(
            "<title>Bridge &amp;amp; ferry</title><link>/a?utm_source=rss</link><guid>1</guid>"
            "<description>&lt;p&gt;The &lt;b&gt;old&lt;/b&gt; one.&lt;/p&gt;</description>"
            "<category>Roads</category><category>Roads</category><author>Ann Low</author>"
            "<pubDate>Mon, 28 Oct 2024 10:00:00 +0100</pubDate>"
            '<enclosure url="http://127.0.0.2/x.mp3" type="audio/mpeg" length="1"/>',
            head="<language>en-GB</language><ttl>30</ttl>",
        )
    )
    assert (feed.status, feed.format, feed.title) == (FeedStatus.OK, "rss20", "Town & Sea")
    assert (feed.language, feed.ttl, feed.complete) == ("en", timedelta(minutes=30), True)
    entry = only(feed)
    assert entry.url == "https://paper.example/a?utm_source=rss"
    assert (entry.title, entry.summary, entry.guid) == ("Bridge & ferry", "The old one.", "1")
    assert (entry.categories, entry.author) == (("Roads",), "Ann Low")
    assert entry.published_at == datetime(2024, 10, 28, 9, 0, tzinfo=UTC)


def test_atom() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Wire</title><entry>'
        '<title type="html">Ferry &lt;i&gt;sails&lt;/i&gt;</title><id>tag:wire.example,1</id>'
        '<link href="ferry"/><updated>2024-10-28T09:30:00Z</updated>'
        '<content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content>'
        "<author><name>Bo</name></author></entry></feed>"
    )
    entry = only(feed)
    assert feed.format == "atom10"
    assert (entry.title, entry.url) == ("Ferry sails", "https://paper.example/rss/ferry")
    assert (entry.content, entry.summary) == ("", "One.\nTwo.")  # once is enough
    assert entry.published_at == entry.updated_at == datetime(2024, 10, 28, 9, 30, tzinfo=UTC)


def test_rdf_and_updates_without_a_ttl() -> None:
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
        "<channel><title>D</title><sy:updatePeriod>hourly</sy:updatePeriod>"
        "<sy:updateFrequency>2</sy:updateFrequency></channel>"
        '<item rdf:about="https://d.example/1"><title>T</title><link>https://d.example/1</link>'
        "<dc:date>2024-10-01T00:00:00Z</dc:date></item></rdf:RDF>"
    )
    assert (feed.format, feed.ttl) == ("rdf", timedelta(minutes=30))
    assert only(feed).published_at is None or only(feed).published_at.year == 2024


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "J",
    "language": "en-US",
    "items": [
        {
            "id": 17,
            "url": "https://j.example/17",
            "title": "Seventeen",
            "content_html": "<p>Full &amp; plain</p>",
            "date_published": "2024-10-28T08:00:00+01:00",
            "tags": ["a", 3, "b"],
            "authors": [{"name": "Cy"}, {}, {"name": "Di"}],
        },
        {"id": "https://j.example/18", "content_text": "only text", "author": {"name": "Ed"}},
        "rubbish",
    ],
}


def test_json_feed() -> None:
    feed = read(json.dumps(JSON_FEED))
    first, second = feed.entries
    assert (feed.status, feed.format, feed.title, feed.language) == ("ok", "json11", "J", "en")
    assert (first.guid, first.content, first.categories) == ("17", "Full & plain", ("a", "b"))
    assert (first.author, first.published_at) == (
        "Cy, Di",
        datetime(2024, 10, 28, 7, 0, tzinfo=UTC),
    )
    assert (second.url, second.author) == ("https://j.example/18", "Ed")


def test_news_sitemap() -> None:
    feed = read(
        '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
        "<loc>https://s.example/1</loc><n:news><n:publication><n:name>S</n:name>"
        "<n:language>en</n:language></n:publication><n:title>Dam holds</n:title>"
        "<n:publication_date>2024-10-27</n:publication_date><n:keywords>a, b</n:keywords>"
        "</n:news></url></urlset>"
    )
    entry = only(feed)
    assert (feed.format, feed.title, feed.language) == ("news_sitemap", "S", "en")
    assert (entry.title, entry.url) == ("Dam holds", "https://s.example/1")
    assert entry.categories == ("a", "b")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "the body is empty"),
        (b" \n\t ", "the body is empty"),
        (b"<!DOCTYPE html><html><body><p>Log in</body></html>", "an HTML page, not a feed"),
        (b"<!-- x --><HTML><head></head></HTML>", "an HTML page, not a feed"),
        (b'{"error": 1}', "JSON, but not a JSON Feed"),
        (b'{"items": []}', "JSON, but not a JSON Feed"),
        (b"[" * 100_000, "JSON, but not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 1}', "JSON, but not"),
        (b"\x1f\x8b\x08\x00rest", "gzip data, not a feed"),
        (b"%PDF-1.4", "a PDF, not a feed"),
        (b"PK\x03\x04", "a ZIP, not a feed"),
        (b"\x00\x01\x02" * 30, "binary data, not a feed"),
        (b"/etc/passwd", "not a feed"),
        (b"file:///etc/passwd", "not a feed"),
        (b"http://127.0.0.2/canary", "not a feed"),
        (b"<note><to>You</to></note>", "XML, but no feed that we know"),
        (b"<urlset sitemap-news><url>", "a broken news sitemap"),
        (b"<!DOCTYPE x><urlset xmlns='sitemap-news'/>", "a news sitemap with a DTD is not read"),
    ],
)
def test_what_is_no_feed_is_said_in_one_line(body: bytes, error: str) -> None:
    feed = read(body)
    assert (feed.status, feed.entries, feed.complete) == (FeedStatus.NOT_A_FEED, (), False)
    assert feed.error.startswith(error)


@pytest.mark.parametrize(
    "body",
    [
        rss(),
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>',
        '{"version": "https://jsonfeed.org/version/1", "items": []}',
        '<urlset xmlns="http://www.google.com/schemas/sitemap-news/0.9"></urlset>',
        "<rss><channel></channel></rss>",
    ],
)
def test_a_feed_without_entries(body: str) -> None:
    feed = read(body)
    assert (feed.status, feed.entries) == (FeedStatus.EMPTY, ())
    assert "without entries" in feed.error


def test_too_large_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_BODY", 10)
    assert read(rss()).error == "larger than 10 bytes"


@pytest.mark.parametrize("cut", [1, 8, 40, 70, 100])
def test_a_torn_document_invents_no_entry(cut: int) -> None:
    items = [f"<title>Headline {n}</title><link>/{n}</link><guid>{n}</guid>" for n in range(5)]
    whole = rss(*items)
    feed = read(whole[: -len("</channel></rss>") - cut])
    assert [e.title for e in feed.entries] in (
        ["Headline 0", "Headline 1", "Headline 2", "Headline 3"],
        ["Headline 0", "Headline 1", "Headline 2"],
    )
    assert (feed.status, feed.complete, feed.error) == ("ok", False, "the document is cut off")
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title></entry><entry><ti'
    assert [e.title for e in read(atom).entries] == ["A"]


@pytest.mark.parametrize("torn", ["", "<item><title>Head", "<x:item><title>Head", "<item"])
def test_a_document_torn_before_its_first_item_ends_has_none(torn: str) -> None:
    feed = read(f"<rss version='2.0'><channel><title>x</title>{torn}")
    assert (feed.entries, feed.complete, feed.error) == ((), False, "the document is cut off")


def test_only_the_first_entries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "MAX_ENTRIES", 3)
    feed = read(rss(*(f"<title>T{n}</title><link>/{n}</link>" for n in range(5))))
    assert [e.title for e in feed.entries] == ["T0", "T1", "T2"]
    assert not feed.complete
    exact = read(rss(*(f"<title>T{n}</title><link>/{n}</link>" for n in range(3))))
    assert (len(exact.entries), exact.complete) == (3, True)


@pytest.mark.parametrize(
    ("data", "content_type", "title"),
    [
        (
            b"<?xml version='1.0' encoding='windows-1251'?>{}",
            "",
            "\u041c\u043e\u0441\u0442",
        ),
        (b"<?xml version='1.0' encoding='euc-kr'?>{}", "", "\ub2e4\ub9ac"),
        (b"{}", "text/xml; charset=shift_jis", "\u6a4b\u304c\u958b\u304f"),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>{}", "", "Caf\u00e9 \u201cx\u201d"),
    ],
)
def test_declared_encodings(data: bytes, content_type: str, title: str) -> None:
    codec = {
        "\u041c": "cp1251",
        "\ub2e4": "cp949",
        "\u6a4b": "cp932",
        "C": "cp1252",
    }[title[0]]
    body = rss(f"<title>{title}</title><link>/1</link>").partition("?>")[2].encode(codec)
    assert only(read(data.replace(b"{}", body), content_type)).title == title


def test_encodings_that_lie() -> None:
    text = rss("<title>Caf\u00e9</title><link>/1</link>")
    assert only(read(text, "text/xml; charset=us-ascii")).title == "Caf\u00e9"
    lying = text.replace('version="1.0"', 'version="1.0" encoding="no-such"', 1)
    assert only(read(lying)).title == "Caf\u00e9"
    assert only(read(text.encode("utf-16"))).title == "Caf\u00e9"
    assert only(read(b"\xef\xbb\xbf  " + text.encode())).title == "Caf\u00e9"
    bad = text.encode().replace(b"Caf\xc3\xa9", b"Caf\xff good and long enough") + b" " * 300
    assert only(read(bad)).title == "Caf\ufffd good and long enough"


def test_controls_and_direction_marks_are_gone() -> None:
    feed = read(
        rss(
            "<title>A\x00B\x1b[31m &#0;&#x1B;&#7;C \u202eevil\u202c Nor\u200bth</title>"
            "<link>/1</link><description>x&lt;br&gt;y</description>"
        )
    )
    entry = only(feed)
    assert entry.title == "AB[31m C evil North"
    assert entry.summary == "x\ny"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@b.example", ""),
        ("http://[::1", ""),
        (" https://x.example/a b ", "https://x.example/a%20b"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("?p=1", "https://paper.example/rss/world.xml?p=1"),
    ],
)
def test_links_are_absolute_http_or_nothing(link: str, url: str) -> None:
    assert only(read(rss(f"<title>T</title><link>{link}</link>"))).url == url


def test_guid_as_link_only_if_it_is_one() -> None:
    permalink = "<title>T</title><guid>https://x.example/1</guid>"
    assert only(read(rss(permalink))).url == "https://x.example/1"
    assert only(read(rss("<title>T</title><guid>abc</guid>"))).url == ""
    origin = (
        "<title>T</title><link>https://feeds.example/~r/1</link>"
        '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://x.example/2'
        "</f:origLink>"
    )
    assert only(read(rss(origin))).url == "https://x.example/2"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 28 Oct 2024 10:00:00 GMT", "2024-10-28T10:00:00"),
        ("Mon, 28 Oct 2024 10:00:00 KST", "2024-10-28T01:00:00"),
        ("Mon, 28 Oct 2024 04:00:00 EST", "2024-10-28T09:00:00"),
        ("2024-10-28 10:00", "2024-10-28T10:00:00"),
        ("Tue, 29 Oct 2999 10:00:00 GMT", "2024-10-28T12:00:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("99 Foo 2024 KST", None),
        ("yesterday", None),
        ("", None),
        ("Sun, 02 Feb 1997 00:00:00 GMT", "1997-02-02T00:00:00"),
    ],
)
def test_dates(date: str, expected: str | None) -> None:
    entry = only(read(rss(f"<title>T</title><link>/1</link><pubDate>{date}</pubDate>")))
    when = datetime.fromisoformat(expected).replace(tzinfo=UTC) if expected else None
    assert entry.published_at == when


@pytest.mark.parametrize(
    ("ttl", "expected"),
    [("0", None), ("x", None), ("99999999", None), ("90", timedelta(minutes=90))],
)
def test_ttl(ttl: str, expected: timedelta | None) -> None:
    assert read(rss("<title>T</title>", head=f"<ttl>{ttl}</ttl>")).ttl == expected


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for inside, word in ((f'<!ENTITY x SYSTEM "file://{secret}">', "&x;"), (bomb, "&a9;")):
        text = rss(f"<title>T {word}</title><link>/1</link>")
        started = time.perf_counter()
        feed = read(f'<!DOCTYPE rss [<!ENTITY a0 "lol">{inside}]>' + text.partition("?>")[2])
        assert time.perf_counter() - started < 2
        assert "hunter2" not in repr(feed)
        assert len(repr(feed)) < 5000


def test_long_fields_are_cut_with_a_mark() -> None:
    entry = only(
        read(
            rss(
                f"<title>{'t' * 1_000_000}</title><link>/1</link>"
                f"<description>{'d ' * 50_000}</description>"
                + "".join(f"<category>c{n}</category>" for n in range(80))
            )
        )
    )
    assert (len(entry.title), entry.title[-1]) == (500, "\u2026")
    assert len(entry.summary) <= 5000
    assert len(entry.categories) == 50
    assert only(read(rss(f"<title>T</title><link>http://x.example/{'a' * 3000}</link>"))).url == ""


def test_items_without_anything_are_dropped() -> None:
    feed = read(rss("<title> </title><comments/>", "<title>T</title>", ""))
    assert [entry.title for entry in feed.entries] == ["T"]
    assert read(rss("", "<description/>")).status is FeedStatus.EMPTY


def test_an_item_of_nothing_but_a_date_or_a_name_is_one() -> None:
    feed = read(rss("<pubDate>Mon, 28 Oct 2024 10:00:00 GMT</pubDate>", "<guid>a</guid>"))
    assert [bool(entry.published_at) for entry in feed.entries] == [True, False]
