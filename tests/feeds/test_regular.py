"""What the quick reader reads, it reads as feedparser does; the rest it leaves alone."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.feeds import dates, parse, regular
from monitor.feeds.parse import parse_feed

NOW = datetime(2026, 11, 1, tzinfo=UTC)
CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "content": "http://purl.org/rss/1.0/modules/content/",
        "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "sy": "http://purl.org/rss/1.0/modules/syndication/",
        "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
        "slash": "http://purl.org/rss/1.0/modules/slash/",
        "paper": "https://paper.example/ns",
    }.items()
)


def read(body: bytes):
    return parse_feed(body, url="https://feeds.example/feed", content_type="", now=NOW)


def both(body: bytes, monkeypatch_read=regular.read):
    """(read quickly, by feedparser), or None if it was not read quickly."""
    taken = []

    def spy(text: str):
        taken.append(monkeypatch_read(text))
        return taken[-1]

    try:
        regular.read = spy
        quick = read(body)
        regular.read = lambda text: None
        slow = read(body)
    finally:
        regular.read = monkeypatch_read
    return (quick, slow) if taken and taken[0] is not None else None


# What we read better, on purpose: see the module's docstring.
BETTER = {"rss_channel_item_uri_at_protocol.xml", "issue_217_enclosure_children.xml"}


@pytest.mark.skipif(
    not (CORPORA / "feeds.tar.gz").is_file(), reason="needs the captured feeds (shared/corpora)"
)
def test_captured_feeds_are_read_alike() -> None:
    alike = []
    for archive in ("feeds.tar.gz", "news_feeds.tar.gz"):
        with tarfile.open(CORPORA / archive) as tar:
            for member in tar:
                file = tar.extractfile(member)
                if file is None or not member.name.endswith((".xml", ".rss", ".atom")):
                    continue
                found = both(file.read())
                if found is not None and Path(member.name).name not in BETTER:
                    assert found[0] == found[1], member.name
                    alike.append(member.name)
    assert len(alike) > 550
    assert sum("real-news" in name for name in alike) > 50


TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "  ",
            "Bridge opens",
            " Five < six & seven ",
            "<p>A <b>bold</b> move</p>",
            "a &amp; b &lt;i&gt;x&lt;/i&gt;",
            "caf\u00c3\u00a9",
            "\u0093quoted\u0094",
            "https://paper.example/a?x=1&y=2",
            "http:////paper.example/b",
            "/relative",
            "urn:uuid:1",
            "Fri, 14 Mar 2025 06:00:00 GMT",
            "14 Mar 2025 06:00:00 +0200",
            "Fri, 14 Mar 2025 06:00:00 MSK",
            "Fri, 31 Feb 2025 06:00:00 GMT",
            "2025-03-14T06:00:00Z",
            "2025-03-14T06:00:00.75+05:30",
            "2025-03-14",
            "yesterday",
            "pilot@paper.example (A. Pilot)",
        ]
    ),
    st.text(alphabet="ab<>&;'\"é#x \n", max_size=12),
)
NAMES = (
    "title link guid id description summary content content:encoded pubDate published updated"
    " author dc:creator dc:date dc:subject dc:title dc:description dcterms:modified category"
    " comments source enclosure media:title media:description media:keywords media:category"
    " media:group media:content media:thumbnail media:credit itunes:summary itunes:author"
    " itunes:subtitle feedburner:origLink slash:comments paper:title paper:note name email"
    " rights contributor language image"
)
ATTRIBUTE_NAMES = "type rel href term label domain isPermaLink url xml:lang mode"
ATTRIBUTE_VALUES = "text html xhtml text/plain alternate self true false https://a.example/x en"
TAGS = st.sampled_from(NAMES.split())
ATTRIBUTES = st.dictionaries(
    st.sampled_from(ATTRIBUTE_NAMES.split()),
    st.sampled_from(ATTRIBUTE_VALUES.split()),
    max_size=2,
)


@st.composite
def elements(draw, depth: int = 0) -> str:
    tag = draw(TAGS)
    written = "".join(f" {name}={quoteattr(value)}" for name, value in draw(ATTRIBUTES).items())
    inside = escape(draw(TEXTS))
    if depth < 2 and tag != "enclosure" and draw(st.integers(0, 5)) == 0:
        inside = "".join(draw(st.lists(elements(depth + 1), max_size=2)))
    if tag == "link" and "uri" in written:
        written = ""
    return f"<{tag}{written}>{inside}</{tag}>"


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.lists(elements(), max_size=7), max_size=3),
    st.lists(elements(), max_size=3),
    st.booleans(),
)
def test_what_is_read_quickly_is_read_alike(items, head, atom) -> None:
    item, inside = ("entry", "") if atom else ("item", "channel")
    body = "".join(head) + "".join(f"<{item}>{''.join(one)}</{item}>" for one in items)
    if atom:
        body = f'<feed xmlns="http://www.w3.org/2005/Atom" {SPACES}>{body}</feed>'
    else:
        body = f'<rss version="2.0" {SPACES}><{inside}>{body}</{inside}></rss>'
    found = both(body.encode())
    if found is not None:
        assert found[0] == found[1], body


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "title",
                    "link",
                    "guid",
                    "description",
                    "pubDate",
                    "category",
                    "dc:creator",
                    "content:encoded",
                ]
            ),
            TEXTS,
        ),
        unique_by=lambda one: one[0],
        max_size=8,
    )
)
def test_ordinary_items_are_read_quickly_and_alike(fields) -> None:
    inside = "".join(f"<{tag}>{escape(text)}</{tag}>" for tag, text in fields)
    inside = f"<channel><title>T</title><item>{inside}</item></channel>"
    body = f'<rss version="2.0" {SPACES}>{inside}</rss>'
    found = both(body.encode())
    assert found is not None, body
    assert found[0] == found[1], body


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>no feed</body></html>",
        "<rss version='2.0'><channel><item><title>torn",
        "<rss version='0.91'><channel></channel></rss>",
        "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel/></rss>",
        "<!DOCTYPE rss SYSTEM 'http://x.example/'><rss version='2.0'><channel/></rss>",
        "<rss version='2.0'><channel><item><title>a <b>b</b></title></item></channel></rss>",
        "<rss version='2.0' xml:base='http://x.example/'><channel/></rss>",
        "<rss version='2.0' xmlns:dc='urn:mine'><channel/></rss>",
        "<rss version='2.0'><channel><item xmlns='urn:x'><title>a</title></item></channel></rss>",
        "<rss version='2.0'><channel><item><title>a</title><title>b</title></item></channel></rss>",
        "<feed xmlns='http://purl.org/atom/ns#'><title>a</title></feed>",
    ],
)
def test_the_rest_is_left_to_feedparser(text: str) -> None:
    assert regular.read(text) is None


def test_a_link_is_its_text_and_an_enclosure_is_not_the_item() -> None:
    got = regular.read(
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><item>'
        '<link uri="at://x">https://paper.example/a</link>'
        "<enclosure><media:title>a picture</media:title></enclosure></item></channel></rss>"
    )
    assert got is not None
    assert got["entries"] == [{"link": "https://paper.example/a"}]


def test_it_is_used() -> None:
    assert parse.regular.read is regular.read


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["GMT", "UTC", "Z", "+0000", "-0700", "+0530", "+1400", "-0000"]),
    st.sampled_from(["%a, %d %b %Y %H:%M:%S ", "%d %b %Y %H:%M:%S "]),
)
def test_usual_dates_are_those_of_feedparser(when, zone, form) -> None:
    for text in (
        when.strftime(form) + zone,
        when.isoformat() + ("Z" if zone.isalpha() else f"{zone[:3]}:{zone[3:]}"),
    ):
        usual = dates._usual(text)
        slow = dates._parse_date(text)
        assert usual is not None
        assert usual.utctimetuple()[:6] == tuple(slow)[:6], text
