"""A loopback web server with the newsroom's feeds and pages, as of a settable moment.

It behaves as a decent news site does: validators and 304, gzip when asked for, a window of
the latest items per feed, pages that are corrected or taken down. It only ever listens on
127.0.0.1.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from monitor.demo.content import DemoOutlet, NewsroomContent, Story
from monitor.demo.pages import render_article, render_front
from monitor.demo.syndication import render_feed
from monitor.domain.model import require_utc

WINDOW = 15  # items a feed shows
RELATED = 3  # teasers below an article


class Reply(NamedTuple):
    """What the newsroom answers to a GET before conditions and compression."""

    status: int
    content_type: str
    body: bytes
    changed_at: datetime | None = None


class Newsroom:
    """Serves ``content`` as it stood at ``as_of``; use it as a (sync or async) context manager.

    Thread-safe: ``as_of`` may be moved while requests are answered. ``port`` 0 takes any free
    one; a fixed one keeps addresses stable over restarts. OSError if it cannot listen.
    """

    def __init__(self, content: NewsroomContent, *, as_of: datetime, port: int = 0) -> None:
        require_utc(as_of, "as_of")
        self._content = content
        self._as_of = as_of
        self._port = port
        self._lock = Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._server: ThreadingHTTPServer | None = None
        self._thread: Thread | None = None
        self._outlets = {outlet.id: outlet for outlet in content.outlets}
        self._feeds = {outlet.feed_path: outlet for outlet in content.outlets}
        self._pages = {story.path: story for story in content.stories}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        self.start()  # binding a loopback socket does not block the loop for long
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen and answer in a thread of its own; a second call changes nothing."""
        if self._server is not None:
            return
        handler = type("Handler", (_Handler,), {"newsroom": self})
        server = _Server(("127.0.0.1", self._port), handler)
        server.daemon_threads = True
        server.block_on_close = False  # a client may hold its connection open
        self._server = server
        self._thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; a second call changes nothing."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    @property
    def address(self) -> str:
        """``127.0.0.1:PORT``, for the fetcher's list of private addresses it may reach."""
        if self._server is None:
            raise RuntimeError("the newsroom is not open")
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"http://{self.address}"

    @property
    def as_of(self) -> datetime:
        """The moment whose news is served."""
        with self._lock:
            return self._as_of

    @as_of.setter
    def as_of(self, moment: datetime) -> None:
        require_utc(moment, "as_of")
        with self._lock:
            self._as_of = moment

    @property
    def requests(self) -> Counter[tuple[str, int]]:
        """How often each (path, status) was answered so far; a copy."""
        with self._lock:
            return self._requests.copy()

    def feed_url(self, outlet: DemoOutlet) -> str:
        """Where the outlet's feed is served."""
        return self.base_url + outlet.feed_path

    def page_url(self, story: Story) -> str:
        """Where the story's page is served."""
        return self.base_url + story.path

    def published(self, outlet_id: str) -> tuple[Story, ...]:
        """The outlet's stories out by now and still up, newest first."""
        now = self.as_of
        return tuple(
            story
            for story in reversed(self._content.stories)
            if story.outlet_id == outlet_id and _is_up(story, now)
        )

    def reply(self, path: str) -> Reply:
        """What is served at ``path`` now."""
        now = self.as_of
        if outlet := self._feeds.get(path):
            stories = self.published(outlet.id)[:WINDOW]
            content_type, text = render_feed(outlet, stories, base=self.base_url, as_of=now)
            changes = [_changed_at(story, now) for story in stories]
            return Reply(200, content_type, text.encode(), max(changes, default=None))
        story = self._pages.get(path)
        if story is not None and story.published_at <= now:
            if not _is_up(story, now):
                return _text(410, "This article has been removed.")
            html = render_article(
                self._outlets[story.outlet_id],
                story,
                base=self.base_url,
                as_of=now,
                related=self._related(story),
            )
            return Reply(200, "text/html; charset=utf-8", html.encode(), _changed_at(story, now))
        front = self._outlets.get(path.strip("/"))
        if front is not None:
            html = render_front(front, self.published(front.id)[:WINDOW], base=self.base_url)
            return Reply(200, "text/html; charset=utf-8", html.encode())
        if path == "/robots.txt":
            return _text(200, "User-agent: *\nAllow: /\n")
        return _text(404, "Not found.")

    def _related(self, story: Story) -> tuple[Story, ...]:
        # Those out before it: the page must not change when newer stories come.
        older = [
            other
            for other in self._content.stories
            if other.outlet_id == story.outlet_id and other.published_at < story.published_at
        ]
        return tuple(reversed(older[-RELATED:]))

    def _count(self, path: str, status: int) -> None:
        with self._lock:
            self._requests[path, status] += 1


class _Server(ThreadingHTTPServer):
    """Silent about clients that go away in the middle of a request."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    """Answers GET; adds validators, conditions and compression."""

    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    sys_version = ""
    timeout = 30
    newsroom: Newsroom

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        reply = self.newsroom.reply(path)
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
        headers = {"Content-Type": reply.content_type, "Cache-Control": "no-cache"}
        if reply.status == HTTPStatus.OK:
            headers["ETag"] = etag
            headers["Vary"] = "Accept-Encoding"
            if reply.changed_at:
                headers["Last-Modified"] = format_datetime(reply.changed_at, usegmt=True)
            if self._unchanged(etag, reply.changed_at):
                self._send(path, HTTPStatus.NOT_MODIFIED, headers, b"")
                return
        body = reply.body
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(body, compresslevel=5, mtime=0)
        self._send(path, reply.status, headers, body)

    def __getattr__(self, name: str) -> Callable[[], None]:
        # http.server looks up do_METHOD; all but GET end here.
        if name.startswith("do_"):
            return self._refuse
        raise AttributeError(name)

    def _refuse(self) -> None:
        # An unread body would be taken for the next request.
        self.close_connection = True
        headers = {"Allow": "GET", "Content-Type": "text/plain", "Connection": "close"}
        self._send(urlsplit(self.path).path, HTTPStatus.METHOD_NOT_ALLOWED, headers, b"")

    def _unchanged(self, etag: str, changed_at: datetime | None) -> bool:
        wanted = self.headers.get("If-None-Match")
        if wanted is not None:  # RFC 9110: it alone decides where both are sent
            return etag in (tag.strip().removeprefix("W/") for tag in wanted.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None or changed_at is None:
            return False
        try:
            return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since).astimezone(UTC)
        except ValueError:
            return False

    def _send(self, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.newsroom._count(path, int(status))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the demo's screen belongs to the demo."""


def _is_up(story: Story, now: datetime) -> bool:
    return story.published_at <= now and (story.removed_at is None or story.removed_at > now)


def _changed_at(story: Story, now: datetime) -> datetime:
    correction = story.corrected_by(now)
    return correction.at if correction else story.published_at


def _text(status: int, words: str) -> Reply:
    return Reply(status, "text/plain; charset=utf-8", words.encode())
