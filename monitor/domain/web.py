"""What comes back from the network and from parsers: values, failures included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.model import ExtractStatus, ParsedEntry, require_utc


class FailureReason(StrEnum):
    """Why a request brought nothing; each has one owner of the retry: the schedule."""

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    PROTOCOL = "protocol"  # broken framing, truncated or ill-encoded body
    TOO_LARGE = "too_large"
    REDIRECTS = "redirects"  # too many, or a loop
    REFUSED_ADDRESS = "refused_address"  # the private-address guard, or not http(s)
    HTTP = "http"  # a status of 400 or above; ``status`` says which
    RATE_LIMITED = "rate_limited"  # 429, or 503 with Retry-After
    GONE = "gone"  # 410
    BLOCKED = "blocked"  # 401, 403, 451 or a bot check
    ROBOTS = "robots"  # the site's robots.txt forbids the page


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchFailure:
    """A request that failed, as a value. ``message`` is one clear line without secrets."""

    reason: FailureReason
    message: str
    status: int = 0  # HTTP status, 0 if there was none
    retry_after: timedelta | None = None
    weight: float = 1.0  # how much it counts against the feed: hard 1, soft 0.5, DNS 0.25
    sent: bool = False  # of a POST: the server may have taken it all the same
    asked: bool = True  # False: not even asked, as its host wants to be left alone

    @property
    def temporary(self) -> bool:
        """Whether the same request may go through later."""
        if self.reason is FailureReason.HTTP:
            return self.status >= 500 or self.status in (404, 408, 425)
        return self.reason not in (
            FailureReason.GONE,
            FailureReason.REFUSED_ADDRESS,
            FailureReason.REDIRECTS,
            FailureReason.TOO_LARGE,
            FailureReason.BLOCKED,
            FailureReason.ROBOTS,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A body that arrived whole."""

    url: str  # as asked
    final_url: str  # after redirects
    body: bytes
    content_type: str = ""
    etag: str = ""  # byte for byte
    last_modified: str = ""
    max_age: timedelta | None = None  # Cache-Control or Expires
    retry_after: timedelta | None = None
    moved_to: str = ""  # where an unbroken chain of 301/308 leads, "" if none


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What a server said to a POST, whatever the status."""

    status: int
    retry_after: str = ""  # as sent
    body: bytes = b""  # its beginning, as sent


@dataclass(frozen=True, kw_only=True, slots=True)
class NotModified:
    """A 304: nothing new."""

    max_age: timedelta | None = None
    retry_after: timedelta | None = None
    moved_to: str = ""  # as in Page


class FeedStatus(StrEnum):
    OK = "ok"
    EMPTY = "empty"  # a feed without entries
    NOT_A_FEED = "not_a_feed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedFeed:
    """A feed document as read. ``error`` is one clear line, also set when parts were left out."""

    status: FeedStatus
    format: str = ""  # rss20, atom10, rdf, json11 ...
    title: str = ""
    language: str = ""
    ttl: timedelta | None = None  # ttl or syndication period, the longer one
    skip_hours: tuple[int, ...] = ()  # of UTC, in which it asks not to be read
    skip_days: tuple[int, ...] = ()  # the same, 0 = Monday
    challenge: str = ""  # with NOT_A_FEED: the bot check that this is
    entries: tuple[ParsedEntry, ...] = ()
    error: str = ""
    complete: bool = True  # False: cut off or capped, so its validators must not be stored
    parts: tuple[str, ...] = ()  # documents to read in its place: it is an index of feeds


@dataclass(frozen=True, kw_only=True, slots=True)
class Extracted:
    """The text of a page and how complete it is."""

    status: ExtractStatus
    title: str = ""
    text: str = ""  # paragraphs separated by "\n"
    byline: str = ""
    published_at: datetime | None = None
    language: str = ""
    canonical_url: str = ""  # "" if the page names none that can be trusted

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")
