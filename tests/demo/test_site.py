"""The loopback newsroom answers as a news site does."""

import asyncio
import gzip
import http.client
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from monitor.demo.content import NewsroomContent, load_content
from monitor.demo.site import WINDOW, Newsroom
from monitor.feeds.parse import parse_feed

LATE = datetime(2025, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def content() -> NewsroomContent:
    return load_content()


@pytest.fixture
def newsroom(content: NewsroomContent) -> Iterator[Newsroom]:
    with Newsroom(content, as_of=LATE) as site:
        yield site


def get(
    site: Newsroom, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(site.address, timeout=5)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=names)
        response = connection.getresponse()
        body = response.read()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, body
    finally:
        connection.close()


def test_every_feed_parses_and_shows_its_latest_items(newsroom, content):
    for outlet in content.outlets:
        status, headers, body = get(newsroom, outlet.feed_path)
        assert status == 200
        url = newsroom.feed_url(outlet)
        feed = parse_feed(body, url=url, content_type=headers["content-type"], now=LATE)
        published = newsroom.published(outlet.id)
        shown = published[:WINDOW]
        assert [entry.url for entry in feed.entries] == [newsroom.page_url(s) for s in shown]
        titles = [(story.corrected_by(LATE) or story).headline for story in shown]
        assert [entry.title for entry in feed.entries] == titles
        assert [entry.published_at for entry in feed.entries] == [s.published_at for s in shown]
    assert any(len(newsroom.published(outlet.id)) > WINDOW for outlet in content.outlets)


def test_only_what_is_published_is_served(newsroom, content):
    story = content.stories[20]
    newsroom.as_of = story.published_at - timedelta(seconds=1)
    assert get(newsroom, story.path)[0] == 404
    assert story not in newsroom.published(story.outlet_id)
    newsroom.as_of = story.published_at
    assert newsroom.as_of == story.published_at
    status, _, body = get(newsroom, story.path)
    assert status == 200
    assert newsroom.published(story.outlet_id)[0] == story
    newsroom.as_of = LATE
    assert get(newsroom, story.path)[2] == body, "a page must not change with later news"


def test_a_feed_before_the_first_story_is_empty_and_valid(newsroom, content):
    newsroom.as_of = datetime(2020, 1, 1, tzinfo=UTC)
    for outlet in content.outlets:
        status, headers, body = get(newsroom, outlet.feed_path)
        assert status == 200
        assert "last-modified" not in headers
        feed = parse_feed(
            body,
            url=newsroom.feed_url(outlet),
            content_type=headers["content-type"],
            now=LATE,
        )
        assert feed.entries == ()


def test_a_corrected_page_says_so(newsroom, content):
    story = next(story for story in content.stories if story.correction)
    newsroom.as_of = story.published_at
    _, before_headers, before = get(newsroom, story.path)
    newsroom.as_of = story.correction.at
    status, headers, after = get(newsroom, story.path)
    assert status == 200
    assert headers["etag"] != before_headers["etag"]
    assert headers["last-modified"] != before_headers["last-modified"]
    assert b"Correction:" in after
    assert b"Correction:" not in before
    assert story.correction.paragraphs[0].encode() not in before


def test_a_removed_page_is_gone(newsroom, content):
    story = next(story for story in content.stories if story.removed_at)
    newsroom.as_of = story.published_at
    assert get(newsroom, story.path)[0] == 200
    newsroom.as_of = story.removed_at
    assert get(newsroom, story.path)[0] == 410
    assert story not in newsroom.published(story.outlet_id)


@pytest.mark.parametrize("kind", ["feed", "page"])
def test_conditional_requests(newsroom, content, kind):
    path = content.outlets[0].feed_path if kind == "feed" else content.stories[0].path
    status, headers, _ = get(newsroom, path)
    etag, modified = headers["etag"], headers["last-modified"]
    cases = [
        ({"If_None_Match": etag}, 304),
        ({"If_None_Match": f'"other", W/{etag}'}, 304),
        ({"If_None_Match": '"other"'}, 200),
        ({"If_None_Match": '"other"', "If_Modified_Since": modified}, 200),
        ({"If_Modified_Since": modified}, 304),
        ({"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200),
        ({"If_Modified_Since": "yesterday"}, 200),
    ]
    for sent, expected in cases:
        status, headers, body = get(newsroom, path, **sent)
        assert (status, headers["etag"]) == (expected, etag), sent
        assert bool(body) is (expected == 200)


def test_gzip_when_accepted(newsroom, content):
    path = content.stories[0].path
    _, plain_headers, plain = get(newsroom, path)
    assert "content-encoding" not in plain_headers
    _, headers, packed = get(newsroom, path, Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert len(packed) < len(plain)
    assert gzip.decompress(packed) == plain


def test_front_page_robots_and_the_unknown(newsroom):
    status, _, body = get(newsroom, "/northwind/")
    assert (status, b'rel="alternate"' in body) == (200, True)
    assert get(newsroom, "/robots.txt")[2] == b"User-agent: *\nAllow: /\n"
    assert get(newsroom, "/nothing")[0] == 404


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "BREW"])
def test_get_only(newsroom, method):
    status, headers, _ = get(newsroom, "/robots.txt", method)
    assert (status, headers["allow"]) == (405, "GET")


def test_requests_are_counted(newsroom):
    for _ in range(3):
        get(newsroom, "/robots.txt?x=1")
    get(newsroom, "/nothing")
    counted = newsroom.requests
    assert (counted["/robots.txt", 200], counted["/nothing", 404]) == (3, 1)
    counted.clear()
    assert newsroom.requests["/nothing", 404] == 1


def test_starts_and_stops_twice_without_harm(content):
    site = Newsroom(content, as_of=LATE)
    with pytest.raises(RuntimeError, match="not open"):
        _ = site.address
    site.start()
    address = site.address
    site.start()
    assert site.address == address
    assert address.startswith("127.0.0.1:")
    site.stop()
    site.stop()
    with pytest.raises(OSError, match=r".*"):
        socket.create_connection(("127.0.0.1", int(address.split(":")[1])), timeout=1)
    with Newsroom(content, as_of=LATE, port=int(address.split(":")[1])) as again:
        assert again.address == address


def test_works_beside_an_event_loop(content):
    async def visit() -> int:
        async with Newsroom(content, as_of=LATE) as site:
            return (await asyncio.to_thread(get, site, "/robots.txt"))[0]

    assert asyncio.run(visit()) == 200


def test_as_of_must_be_utc(content, newsroom):
    with pytest.raises(ValueError, match="as_of"):
        newsroom.as_of = datetime(2024, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="as_of"):
        Newsroom(content, as_of=datetime(2024, 1, 1))  # noqa: DTZ001
