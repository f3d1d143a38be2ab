"""The nouns of the product (docs/glossary.md): frozen, keyword-only, slotted values.

Times are aware UTC datetimes, checked at construction. Ids are ``int`` for machine-made rows
and ``str`` for claims and outlets, which people name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum


def require_utc(value: datetime | None, name: str) -> None:
    """Raise ValueError unless ``value`` is None or an aware datetime in UTC."""
    if value is not None and value.utcoffset() != timedelta(0):
        raise ValueError(f"{name} must be an aware UTC datetime, got {value!r}")


def to_utc(value: datetime) -> datetime:
    """Aware datetime in UTC; a naive one is read as UTC."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ClaimKind(StrEnum):
    """What would settle a claim: an event, a figure, a lasting state, or a prediction."""

    EVENT = "event"
    QUANTITY = "quantity"
    STATUS = "status"
    PREDICTION = "prediction"


class ClaimStatus(StrEnum):
    """States of a claim; only open <-> stale is ever set by a job (design, section 7)."""

    DRAFT = "draft"
    OPEN = "open"
    STALE = "stale"
    PARTLY_CONFIRMED = "partly_confirmed"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    DISPUTED = "disputed"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


#: Claims that the monitor watches for.
WATCHED = frozenset({ClaimStatus.OPEN, ClaimStatus.STALE, ClaimStatus.PARTLY_CONFIRMED})
#: What a named person may set as the verdict on a claim.
VERDICTS = frozenset(
    {
        ClaimStatus.PARTLY_CONFIRMED,
        ClaimStatus.CONFIRMED,
        ClaimStatus.REFUTED,
        ClaimStatus.DISPUTED,
        ClaimStatus.EXPIRED,
        ClaimStatus.WITHDRAWN,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A checkable statement that nobody has settled yet."""

    id: str  # "C1"; given by the user or the next free one
    text: str  # de-hedged, affirmative: what would have to be true
    query: str  # watch query, domain.query.parse syntax
    kind: ClaimKind = ClaimKind.EVENT
    status: ClaimStatus = ClaimStatus.OPEN
    claimed_on: date | None = None  # nothing published before it is evidence
    sentence: str = ""  # verbatim, from the origin article
    start: int | None = None  # offsets of ``sentence`` in the origin text
    end: int | None = None
    cue: str = ""  # the words that mark it as open: "may", "if verified"
    speaker: str = ""  # who says it, verbatim; "" is the outlet itself
    origin_url: str = ""
    origin_title: str = ""
    parties: tuple[str, ...] = ()  # alias-table entities whose denial is not a refutation;
    # () = the countries and organisations named in ``text``
    priority: int = 3  # 1 (low) .. 5 (high)
    note: str = ""
    merged_into: str | None = None
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.created_at, "created_at")
        require_utc(self.updated_at, "updated_at")
        if not self.text.strip():
            raise ValueError("a claim needs a text")
        if not 1 <= self.priority <= 5:
            raise ValueError(f"priority must be 1 to 5, got {self.priority}")


class OutletKind(StrEnum):
    """What sort of publisher an outlet is."""

    AGENCY = "agency"
    BROADCASTER = "broadcaster"
    NEWSPAPER = "newspaper"
    ONLINE = "online"
    MAGAZINE = "magazine"
    STATE_MEDIA = "state_media"
    GOVERNMENT = "government"
    RESEARCH = "research"
    SATIRE = "satire"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlet:
    """A publisher. ``hosts`` are the registrable host names its pages live on."""

    id: str  # slug: "bbc"
    name: str
    kind: OutletKind = OutletKind.OTHER
    country: str = ""  # alias-table entity: "United Kingdom"
    state_media_of: str = ""  # alias-table entity, "" if it is nobody's mouthpiece
    hosts: tuple[str, ...] = ()
    language: str = "en"


class FeedState(StrEnum):
    """Whether we see anything through a feed; all but OK and NEW are shown in every digest."""

    NEW = "new"  # never polled
    OK = "ok"
    NOT_A_FEED = "not_a_feed"
    EMPTY = "empty"
    STALE = "stale"
    BLOCKED = "blocked"
    RATE_LIMITED = "rate_limited"
    MOVED = "moved"
    UNTRUSTED = "untrusted"  # says "not modified" of what was modified; read without that
    GONE = "gone"
    FAILING = "failing"  # network or server errors
    PAUSED = "paused"


_FEED_TIMES = (
    "state_since",
    "next_poll_at",
    "polled_at",
    "succeeded_at",
    "new_entry_at",
    "full_fetch_at",
    "doubted_at",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Outline:
    """How a list of feeds (OPML) told of a feed, so that it can be told again without loss."""

    folders: tuple[str, ...] = ()  # the outlines around it, outermost first
    attributes: tuple[tuple[str, str], ...] = ()  # all that the feed itself does not keep


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """One polled RSS, Atom, RDF or JSON Feed URL and all that polling it has taught us."""

    id: int
    url: str
    outlet_id: str
    title: str = ""
    state: FeedState = FeedState.NEW
    state_since: datetime | None = None
    paused: bool = False
    etag: str = ""  # byte for byte, stored as a pair with last_modified
    last_modified: str = ""
    body_hash: str = ""  # SHA-256 of the last parsed body
    interval: timedelta | None = None  # the user's minimum, None = the default
    next_poll_at: datetime | None = None  # None = due now
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    new_entry_at: datetime | None = None
    full_fetch_at: datetime | None = None  # last 200, for the guard against eternal 304s
    failures: float = 0.0  # weighted, reset by a success
    error: str = ""  # one line, of the last failure
    moved_to: str = ""  # permanent redirect seen, not yet adopted
    moved_seen: int = 0  # below 0: the target shares nothing with what we know, never adopt it
    doubted_at: datetime | None = None  # its validators were seen to be untrue, None = trusted
    ttl: timedelta | None = None  # the feed's own wish: ttl or syndication period
    skip_hours: tuple[int, ...] = ()  # of UTC, in which the feed asks to be left alone
    skip_days: tuple[int, ...] = ()  # the same, 0 = Monday
    outline: Outline = Outline()

    def __post_init__(self) -> None:
        for name in _FEED_TIMES:
            require_utc(getattr(self, name), name)


class EntryState(StrEnum):
    """What became of an entry."""

    SKIPPED = "skipped"  # no watch query hit its title, summary or categories
    PENDING = "pending"  # its article is to be fetched (at retry_at, if set)
    COLLECTED = "collected"  # an article was stored
    FAILED = "failed"  # gave up; ``reason`` says why


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedEntry:
    """One item as a feed gave it, cleaned (no controls, no markup), before storage.

    ``keys`` name the entry within its feed, strongest first; two items that share a key are
    the same entry (feeds.parse makes them so that a changed GUID, a reused GUID and a shared
    link are all survived).
    """

    keys: tuple[str, ...]
    guid: str = ""
    url: str = ""  # absolute http(s) link, "" if none is usable
    title: str = ""
    summary: str = ""  # plain text
    content: str = ""  # plain text of full content, if the feed carries it
    categories: tuple[str, ...] = ()
    author: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")
        require_utc(self.updated_at, "updated_at")
        if not self.keys:
            raise ValueError("an entry needs at least one key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A stored feed item."""

    id: int
    feed_id: int
    url: str
    title: str
    summary: str
    content: str
    categories: tuple[str, ...]
    published_at: datetime | None  # as the feed says, never later than seen_at
    seen_at: datetime
    state: EntryState
    reason: str = ""
    attempts: int = 0
    retry_at: datetime | None = None
    article_id: int | None = None


class ExtractStatus(StrEnum):
    """How complete an article's text is, or why there is none."""

    FULL = "full"
    PARTIAL = "partial"  # teaser or cut-off text: never enough for more than an update
    PAYWALL = "paywall"
    CONSENT = "consent"  # a cookie or consent wall
    CHALLENGE = "challenge"  # a bot check
    EMPTY = "empty"
    NOT_HTML = "not_html"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    FAILED = "failed"  # the parser crashed
    FEED_TEXT = "feed_text"  # the page could not be had: the feed's own text stands in


#: Statuses whose text is complete enough for more than an update.
COMPLETE = frozenset({ExtractStatus.FULL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """The text of a page at one time; identity = (url, content_hash), a change is a version."""

    id: int = 0  # 0 until stored
    url: str  # canonical
    content_hash: str  # SHA-256 hex of title + text
    version: int = 1  # 1, 2, ... by fetched_at within the URL
    outlet_id: str = ""
    title: str = ""
    text: str = ""  # paragraphs separated by "\n"
    byline: str = ""  # author or agency credit as printed
    language: str = ""
    status: ExtractStatus = ExtractStatus.FULL
    published_at: datetime | None = None
    fetched_at: datetime
    entry_id: int | None = None

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")
        require_utc(self.fetched_at, "fetched_at")


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Half-open character range [start, end) of some text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters it covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """A sentence of an article with its neighbours; all offsets are into the article's text."""

    index: int  # position among the sentences that are read, 0-based
    sentence: Span  # the sentence that is read
    context: Span  # the sentence with its neighbours (1-3 sentences, same paragraph)
    text: str  # the sentence as it is read: verbatim, but blank where it speaks to machines
    context_text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A passage that may speak about a claim; ``score`` in [0, 1], higher is closer."""

    claim_id: str
    passage: Passage
    score: float
