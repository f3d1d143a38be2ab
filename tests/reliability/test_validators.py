"""B7 to B9: nothing that a server says of freshness makes us blind."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest

from monitor.domain.model import FeedState
from monitor.domain.pacing import TRUST_AT_LEAST
from tests.feeds.hostile import Handler, reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, closing, feed, item, rss

ONE, TWO = [item("a")], [item("a"), item("b")]
BODY = rss(*TWO)
ETAG = {"etag": '"v1"', "last_modified": "Fri, 14 Mar 2025 06:00:00 GMT"}
NOT_MODIFIED = reply(304, **ETAG)


def honest(hit, writer):
    """Answers 304 to whoever knows the validator, the whole feed to others."""

    async def send() -> None:
        known = "if-none-match" in hit.headers or "if-modified-since" in hit.headers
        writer.write(NOT_MODIFIED if known else feed(*TWO, **ETAG))

    return send()


@pytest.mark.parametrize(
    "bad",
    [
        reply(200, b"", **ETAG),
        reply(200, b" \n ", **ETAG),
        reply(200, b"<html><body>Please wait</body></html>", **ETAG),
        reply(200, rss(), **ETAG),
        reply(200, BODY[:250], **ETAG),
        reply(200, BODY[: BODY.index(b"</item>") + 7], **ETAG),
        reply(206, BODY[:250], **ETAG),
        reply(200, gzip.compress(BODY)[:-12], content_encoding="gzip", **ETAG),
        closing(reply(200, BODY, length=len(BODY) + 400, **ETAG)),
        closing(reply(200, BODY[:200], length=-1, connection="close", **ETAG)),
        closing(reply(200, BODY[:200], length=len(BODY), **ETAG), reset=True),
        closing(reply(200, b"40\r\n" + BODY[:64], transfer_encoding="chunked", **ETAG)),
        reply(500, BODY, **ETAG),
    ],
    ids=lambda bad: "bytes" if isinstance(bad, bytes) else "connection",
)
def test_b8_the_validator_of_a_bad_body_is_not_kept(
    desk: Desk, server: Hostile, bad: bytes | Handler
) -> None:
    server.on("/feed", bad, honest)
    desk.follow("/feed")
    desk.poll()
    assert (desk.feed().etag, desk.feed().last_modified, desk.feed().body_hash) == ("", "", "")
    desk.poll_when_due()
    assert desk.titles() == ["Report a", "Report b"]
    assert desk.feed().state is FeedState.OK


@pytest.mark.parametrize(
    "bad", [reply(200, BODY[:250], etag='"v2"'), reply(200, b"", etag='"v2"'), reply(500)]
)
def test_b8_nothing_is_lost_between_two_good_bodies(
    desk: Desk, server: Hostile, bad: bytes
) -> None:
    server.on("/feed", feed(*ONE, etag='"v1"'), bad, feed(*TWO, etag='"v3"'))
    desk.follow("/feed")
    desk.poll_when_due(3)
    assert desk.titles() == ["Report a", "Report b"]
    assert server.asked("/feed")[2].headers.get("if-none-match") != '"v2"'


def test_b7_a_304_that_nobody_asked_for_is_a_failure_and_heals(desk: Desk, server: Hostile) -> None:
    server.on("/feed", NOT_MODIFIED, NOT_MODIFIED, feed(*TWO))
    desk.follow("/feed")
    desk.poll_when_due(2)
    assert "304" in desk.feed().error
    desk.poll_when_due()
    assert (len(desk.titles()), desk.feed().error) == (2, "")


def test_b7_a_304_that_lies_is_seen_through_within_a_week(desk: Desk, server: Hostile) -> None:
    async def lying(hit, writer):
        fresh = "if-none-match" not in hit.headers
        writer.write(feed(*(TWO if len(server.hits) > 1 else ONE), **ETAG) if fresh else reply(304))

    server.on("/feed", lying)
    desk.follow("/feed")
    end = desk.now + TRUST_AT_LEAST + timedelta(hours=7)
    while desk.now < end:
        desk.poll_when_due()
    assert len(desk.titles()) == 2
    assert desk.feed().state is FeedState.UNTRUSTED
    asked = len(server.hits)
    desk.poll_when_due(3)
    assert all("if-none-match" not in hit.headers for hit in server.hits[asked:])


def test_b7_a_304_with_a_body_does_not_spoil_the_next_request(desk: Desk, server: Hostile) -> None:
    loose = b"HTTP/1.1 304 Not Modified\r\n\r\n" + b"<rss><channel></channel></rss>" * 20
    server.on("/feed", feed(*ONE, **ETAG), loose, loose, feed(*TWO, etag='"v2"'))
    server.on("/beside", feed(item("z")))
    desk.follow("/feed")
    desk.follow("/beside")
    desk.poll_when_due(4)
    assert desk.titles() == ["Report a", "Report b", "Report z"]
    assert desk.feed(2).failures == 0


@pytest.mark.parametrize(
    "etag",
    ['W/"weak"', "no-quotes", '"a\x00b"', '"\xe9\xff"', '"' + "x" * 5000 + '"', '"a" , *', "*"],
)
def test_b9_an_evil_validator_is_echoed_as_it_is_or_dropped(
    desk: Desk, server: Hostile, etag: str
) -> None:
    server.on("/feed", feed(*ONE, etag=etag, last_modified="in the evening"), feed(*TWO))
    desk.follow("/feed")
    desk.poll_when_due(2)
    if desk.feed().failures:  # a response with a NUL in it is no HTTP: refused as a whole
        desk.poll_when_due()
    assert desk.titles() == ["Report a", "Report b"]
    assert server.asked("/feed")[1].headers.get("if-none-match", etag) == etag
