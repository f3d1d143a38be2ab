from __future__ import annotations

import time

import pytest

from monitor.feeds.discover import MAX_FOUND, Found, feeds_of_page, sitemaps_of_robots

URL = "https://www.gazette.example/"


def found(body: str | bytes, url: str = URL) -> list[tuple[str, str, str]]:
    body = body.encode() if isinstance(body, str) else body
    return [(row.kind, row.url, row.title) for row in feeds_of_page(body, url=url)]


def alternate(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}" title="{title}">'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (alternate("/rss"), [("rss", URL + "rss", "")]),
        (
            alternate("https://feeds.other.example/g?a=1&amp;b=2#x", title="News &amp; more"),
            [("rss", "https://feeds.other.example/g?a=1&b=2", "News & more")],
        ),
        (alternate("a", "application/atom+xml"), [("atom", URL + "a", "")]),
        (alternate("a", "application/rdf+xml"), [("rdf", URL + "a", "")]),
        (alternate("a", "Application/Feed+JSON; charset=utf-8"), [("json", URL + "a", "")]),
        (alternate("a", "text/html"), []),
        (alternate("a", "application/json"), []),
        (
            "<LINK\nREL='Alternate home' TYPE=application/rss+xml\nHREF=/rss />",
            [("rss", URL + "rss", "")],
        ),
        ('<link rel="stylesheet" type="application/rss+xml" href="/rss">', []),
        ('<link rel="alternate" type="application/rss+xml">', []),
        (alternate("javascript:alert(1)"), []),
        (alternate("http://[::1"), []),
        (alternate("https://ada:secret@www.gazette.example/rss"), [("rss", URL + "rss", "")]),
        (f"<!-- {alternate('/old')} -->{alternate('/rss')}", [("rss", URL + "rss", "")]),
        (f"<!-- {alternate('/old')}", []),
        (alternate("/rss") * 2, [("rss", URL + "rss", "")]),
        (f'<base href="/en/">{alternate("rss")}', [("rss", URL + "en/rss", "")]),
        (f'<base target="_top">{alternate("rss")}', [("rss", URL + "rss", "")]),
        (alternate("/rss", title="\x1b[31mred\u202e"), [("rss", URL + "rss", "[31mred")]),
        # Feeds of comments only if there is nothing else.
        (alternate("/feed") + alternate("/comments/feed"), [("rss", URL + "feed", "")]),
        (
            alternate("/feed") + alternate("/f2", title="Gazette: Comments Feed"),
            [("rss", URL + "feed", "")],
        ),
        (alternate("/comments/feed"), [("rss", URL + "comments/feed", "")]),
        # Links that look like feeds, of the same site.
        ('<a href="/rss.xml">RSS</a>', [("link", URL + "rss.xml", "")]),
        ('<a class="x" href="/world/feed/">f</a>', [("link", URL + "world/feed/", "")]),
        (
            '<a href="https://feeds.gazette.example/all.rss">f</a>',
            [("link", "https://feeds.gazette.example/all.rss", "")],
        ),
        ('<a href="/index.xml">f</a>', [("link", URL + "index.xml", "")]),
        ('<a href="/rss/world.html">f</a>', []),
        ('<a href="https://other.example/rss">f</a>', []),
        ('<a href="/feedback">f</a><a href="/rssa">g</a><a href="/about">h</a><a>i</a>', []),
        (alternate("/rss") + '<a href="/rss">RSS</a>', [("rss", URL + "rss", "")]),
        (
            '<a href="/feed">f</a>' + alternate("/rss"),
            [("rss", URL + "rss", ""), ("link", URL + "feed", "")],
        ),
        ("", []),
        ("<link><a >< a href=/rss>", []),
    ],
)
def test_what_a_page_names(markup: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(f"<html><head>{markup}</head></html>") == expected


def test_any_bytes_and_no_more_than_a_screen() -> None:
    assert found(b"\xff\xfe\x00<link rel") == []
    assert found(alternate("/rss").encode("utf-16"), URL) == [("rss", URL + "rss", "")]
    assert len(found("".join(alternate(f"/{n}") for n in range(500)))) == MAX_FOUND
    assert len(found("".join(f"<a href=/{n}/rss>" for n in range(5000)))) == MAX_FOUND


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a ",
        "<a href=",
        "<a x='",
        "<!--",
        "<link rel=alternate ",
        "<a href=/rss>",
        "a=",
        "/rss/",
    ],
)
def test_reading_stays_linear(piece: str) -> None:
    markup = (piece * (1_000_000 // len(piece))).encode()
    started = time.process_time()
    feeds_of_page(markup, url=URL)
    feeds_of_page(b"<a href=" + markup[:2900] + b">", url=URL)
    assert time.process_time() - started < 5


def test_sitemaps_of_robots() -> None:
    body = (
        b"User-agent: *\nDisallow: /\nSitemap: https://www.gazette.example/sitemap.xml\n"
        b"Sitemap: /news-sitemap.xml\nSitemap: https://other.example/s.xml\nSitemap: file:///x\n"
        b"Sitemap: https://u:p@www.gazette.example/sitemap.xml\n"
    )
    assert sitemaps_of_robots(body, url=URL) == (
        Found(url=URL + "news-sitemap.xml", kind="sitemap"),
        Found(url=URL + "sitemap.xml", kind="sitemap"),
    )


def test_what_the_site_itself_calls_a_feed() -> None:
    assert Found(url="x", kind="atom").named
    assert not Found(url="x", kind="link").named
    assert not Found(url="x", kind="sitemap").named
