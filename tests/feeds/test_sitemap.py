"""Sitemap indexes, and sitemaps that come as gzip files."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from monitor.domain.web import FeedStatus, ParsedFeed
from monitor.feeds.parse import parse_feed

URL = "https://www.gazette.example/sitemap.xml"
NOW = datetime(2024, 10, 28, 10, 0, tzinfo=UTC)
NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url>'
    "<loc>/1</loc><n:news><n:title>Dam holds</n:title></n:news></url></urlset>"
)


def read(body: bytes | str) -> ParsedFeed:
    body = body.encode() if isinstance(body, str) else body
    return parse_feed(body, url=URL, content_type="application/xml", now=NOW)


def index(*rows: str | tuple[str, str], head: str = '<?xml version="1.0"?>') -> str:
    parts = []
    for row in rows:
        link, changed = (row, "") if isinstance(row, str) else row
        changed = f"<lastmod>{changed}</lastmod>" if changed else ""
        parts.append(f"<sitemap><loc> {link} </loc>{changed}</sitemap>")
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'{head}<sitemapindex xmlns="{space}">{"".join(parts)}</sitemapindex>'


SITE = "https://www.gazette.example"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["/a.xml"], ["/a.xml"]),
        (["/a.xml", "/b.xml", "/c.xml", "/d.xml"], ["/a.xml", "/b.xml", "/c.xml"]),
        (
            [("/old.xml", "2023-01-01"), "/none.xml", ("/new.xml", "2024-10-27T10:00:00Z")],
            ["/new.xml", "/old.xml", "/none.xml"],
        ),
        ([("/a.xml", "2024-10-27"), "/sitemap-News.xml"], ["/sitemap-News.xml"]),
        (["/a.xml", "/a.xml"], ["/a.xml"]),
        ([("/a.xml", "soon")], ["/a.xml"]),
        ([URL, "/a.xml"], ["/a.xml"]),  # itself is no part
        (["https://other.example/news.xml", "/a.xml"], ["/a.xml"]),  # nor what others have
        (["file:///etc/passwd", "", "/a.xml"], ["/a.xml"]),
    ],
)
def test_an_index_names_its_parts(rows: list, expected: list[str]) -> None:
    found = read(index(*rows))
    assert (found.status, found.format, found.complete) == (FeedStatus.OK, "sitemap_index", False)
    assert found.parts == tuple(SITE + path for path in expected)
    assert found.entries == ()


def test_a_part_may_lie_on_another_host_of_the_site() -> None:
    assert read(index("https://news.gazette.example/a")).parts == (
        "https://news.gazette.example/a",
    )


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (index(), FeedStatus.EMPTY, "a sitemap index without sitemaps of its site"),
        ("<sitemapindex><sitemap>", FeedStatus.NOT_A_FEED, "a broken sitemap index"),
        (
            index("/a", head="<!DOCTYPE x [<!ENTITY y 'z'>]>"),
            FeedStatus.NOT_A_FEED,
            "a sitemap index with a DTD is not read",
        ),
    ],
)
def test_an_index_of_nothing(body: str, status: FeedStatus, error: str) -> None:
    found = read(body)
    assert (found.status, found.parts) == (status, ())
    assert found.error.startswith(error)


def test_a_sitemap_may_be_a_gzip_file() -> None:
    (entry,) = read(gzip.compress(NEWS.encode())).entries
    assert (entry.title, entry.url) == ("Dam holds", SITE + "/1")
    for broken in (gzip.compress(NEWS.encode())[:-9], gzip.compress(b" " * 30_000_000)):
        assert read(broken).error == "gzip data, not a feed"
