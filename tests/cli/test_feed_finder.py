"""``monitor feeds add`` and ``check`` of addresses that are no feeds, on a loopback server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

RSS = b"""<rss version="2.0"><channel><title>The Gazette</title>
<item><guid>1</guid><link>https://gazette.example/1</link><title>One</title></item>
</channel></rss>"""
NEWS = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/1</loc>
 <n:news><n:title>Dam holds</n:title></n:news></url></urlset>"""
MAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/1</loc></url>
</urlset>"""


def index(*paths: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<sitemapindex xmlns="{space}">{rows}</sitemapindex>'.encode()


def links(*paths: str) -> bytes:
    rows = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="{path}" title="T {path}">'
        for path in paths
    )
    return f"<!DOCTYPE html><html><head>{rows}</head><body>Hello</body></html>".encode()


class Site:
    """Pages by path, and what was asked for."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.pages: dict[str, bytes] = {}
        self.asked: list[str] = []


@pytest.fixture
def site(monkeypatch) -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known.asked.append(self.path)
            body = known.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = Site(server.server_port)
    monkeypatch.setenv("MONITOR_FETCH__ALLOW_PRIVATE", f"127.0.0.1:{server.server_port}")
    monkeypatch.setenv("MONITOR_FETCH__PER_HOST_INTERVAL", "0")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield known
    server.shutdown()
    thread.join()
    server.server_close()


def feeds(call):
    return [row["url"] for row in call("feeds", "list", "--json").ok().json()]


def test_a_feed_is_added_after_one_look(call, site):
    site.pages["/rss"] = RSS
    told = call("feeds", "add", site.base + "/rss").ok()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert site.asked == ["/rss"]
    call("feeds", "add", site.base + "/rss").ok()  # it is there: no need to look
    assert (site.asked, feeds(call)) == (["/rss"], [site.base + "/rss"])


def test_as_is_adds_without_a_look(call, site):
    call("feeds", "add", site.base + "/", "--as-is").ok()
    assert (site.asked, feeds(call)) == ([], [site.base + "/"])


def test_what_cannot_be_read_now_is_added_and_said(call, site):
    told = call("feeds", "add", site.base + "/gone").ok()
    assert told.err.startswith("not read yet: HTTP 404: not found; every poll tries again\n")
    assert feeds(call) == [site.base + "/gone"]


def test_of_a_home_page_the_only_feed_is_added(call, site):
    site.pages["/"] = links("/rss", "/comments/feed")
    shape = call("feeds", "add", site.base + "/", "--json").ok().json()
    assert shape["url"] == site.base + "/rss"
    assert feeds(call) == [site.base + "/rss"]


def test_a_feed_that_lies_with_a_service_belongs_to_the_site(call, site):
    site.pages["/"] = links("https://feeds.service.example/gazette")
    shape = call("feeds", "add", site.base + "/", "--json").ok().json()
    assert (shape["url"], shape["outlet"]) == (
        "https://feeds.service.example/gazette",
        "127-0-0-1",
    )


def test_of_several_feeds_one_is_to_be_chosen(call, site):
    site.pages["/"] = links("/rss", "/world")
    told = call("feeds", "add", site.base + "/")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "has 2 feeds; choose one: monitor feeds add URL" in told.err
    assert told.out.splitlines() == [
        f"rss  T /rss    {site.base}/rss",
        f"rss  T /world  {site.base}/world",
    ]
    told = call("feeds", "add", site.base + "/", "--json")
    assert told.code == 2
    assert told.json()[1] == {"url": site.base + "/world", "kind": "rss", "title": "T /world"}
    assert feeds(call) == []


def test_without_a_named_feed_sitemaps_and_links_are_tried(call, site):
    site.pages["/"] = b'<html><a href="/feed">F</a><a href="/rss">R</a></html>'
    site.pages["/feed"] = RSS
    site.pages["/rss"] = b"<html>About our feeds</html>"
    base = site.base
    site.pages["/robots.txt"] = (
        f"User-agent: *\nDisallow: /\nSitemap: {base}/map.xml\nSitemap: {base}/news.xml\n"
        f"Sitemap: {base}/index.xml\n"
    ).encode()
    site.pages["/map.xml"] = MAP
    site.pages["/news.xml"] = NEWS
    site.pages["/index.xml"] = index("/news.xml")
    told = call("feeds", "check", base + "/", "--json")
    assert told.code == 1
    assert [(row["kind"], row["url"]) for row in told.json()["discovered"]] == [
        ("sitemap", base + "/news.xml"),
        ("sitemap", base + "/index.xml"),
        ("link", base + "/feed"),
    ]
    assert f"sitemap    {base}/news.xml" in call("feeds", "check", base + "/").out


@pytest.mark.parametrize("body", [b"<html>Nothing here</html>", b"<html><a href='/rss'>R</a>"])
def test_a_page_without_feeds_is_not_added(call, site, body):
    site.pages["/"] = body
    site.pages["/robots.txt"] = f"Sitemap: {site.base}/index.xml".encode()
    site.pages["/index.xml"] = index("/lost.xml")
    told = call("feeds", "add", site.base + "/")
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert "an HTML page, not a feed, and its site names none; --as-is" in told.err
    assert feeds(call) == []


def test_check_lists_the_parts_of_an_index(call, site):
    site.pages["/index.xml"] = index("/a.xml", "/b.xml")
    shape = call("feeds", "check", site.base + "/index.xml", "--json").ok().json()
    assert (shape["status"], shape["format"]) == ("ok", "sitemap_index")
    assert [row["url"] for row in shape["discovered"]] == [
        site.base + "/a.xml",
        site.base + "/b.xml",
    ]


def test_check_of_what_cannot_be_read_is_one_line(call, site):
    told = call("feeds", "check", site.base.replace("//", "//ada:secret@") + "/gone")
    assert (told.code, told.out) == (1, "")
    assert told.err.endswith("/gone: HTTP 404: not found\n")
    assert "secret" not in told.err


def test_a_page_at_hand_is_read_too(call, tmp_path):
    path = tmp_path / "home.html"
    path.write_bytes(links("https://gazette.example/rss", "/relative"))
    told = call("feeds", "check", path, "--json")
    assert told.code == 1
    assert [row["url"] for row in told.json()["discovered"]] == ["https://gazette.example/rss"]
