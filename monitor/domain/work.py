"""What a job reads (``...Due``) and what it writes (``...Outcome``): frozen, self-contained.

They cross threads and processes freely. Each outcome is recorded in one transaction and may be
recorded twice without harm (natural keys). Nothing in here is a live database object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.domain.judgement import Evidence, FlagKind, FlagState
from monitor.domain.model import (
    Article,
    Claim,
    ClaimStatus,
    Entry,
    EntryState,
    Feed,
    Outlet,
    ParsedEntry,
    require_utc,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedDue:
    """A feed whose time has come."""

    feed: Feed
    outlet: Outlet


@dataclass(frozen=True, kw_only=True, slots=True)
class NewEntry:
    """An item of a polled feed and what is to become of it if it is not stored yet."""

    parsed: ParsedEntry
    state: EntryState  # PENDING if a watch query hit, else SKIPPED


@dataclass(frozen=True, kw_only=True, slots=True)
class PollOutcome:
    """The result of one poll. ``feed`` carries the new values of the polling columns.

    Storage writes those and leaves what people set (paused, interval, outlet) as it is.
    """

    feed: Feed
    at: datetime
    entries: tuple[NewEntry, ...] = ()
    ok: bool = True
    message: str = ""  # one line for the log and the status


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryDue:
    """An entry whose article is to be fetched."""

    entry: Entry
    outlet: Outlet


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectOutcome:
    """The result of fetching and extracting one entry's page."""

    entry_id: int
    at: datetime
    state: EntryState  # COLLECTED, PENDING (retry_at set) or FAILED
    article: Article | None = None
    retry_at: datetime | None = None
    reason: str = ""
    asked: bool = True  # False: its host wanted to be left alone, so this was no attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleDue:
    """An article version to be matched against ``claims`` (all watched, or one new claim)."""

    article: Article
    outlet: Outlet | None


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagDraft:
    """Evidence and the card it belongs on, drafted by the rules, not yet stored."""

    evidence: Evidence  # id 0
    kind: FlagKind
    state: FlagState  # QUEUED or HIDDEN
    score: float
    badges: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchOutcome:
    """The result of judging one article version against some claims.

    ``whole`` is True when all watched claims were matched, so that the article is done; False
    for a backward match of new claims.
    """

    article_id: int
    at: datetime
    drafts: tuple[FlagDraft, ...] = ()
    whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class RecheckDue:
    """A page that is evidence and is to be looked at again; ``article`` is its newest version."""

    article: Article
    address: str  # where it was fetched: the entry's link
    first_fetched_at: datetime
    checks: int = 0  # how often it was looked at again so far
    missing_since: datetime | None = None  # first seen gone (404, 410), not yet a second time


@dataclass(frozen=True, kw_only=True, slots=True)
class RecheckOutcome:
    """The result of looking at a page again; ``checks`` counts this look too."""

    url: str  # canonical
    at: datetime
    checks: int
    next_check_at: datetime | None  # None: never again
    missing_since: datetime | None = None
    article: Article | None = None  # the new version, if it says something else
    drafts: tuple[FlagDraft, ...] = ()  # corrections, when the page was taken down

    def __post_init__(self) -> None:
        for name in ("at", "next_check_at", "missing_since"):
            require_utc(getattr(self, name), name)


@dataclass(frozen=True, kw_only=True, slots=True)
class BackfillDue:
    """A new claim that has to be matched over what is stored; ``after`` is the cursor."""

    claim: Claim
    after_article: int
    turn: int = 0  # hand it back with the progress: a claim queued again meanwhile starts over


class ReviewAction(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    SNOOZE = "snooze"
    DUPLICATE = "duplicate"
    UNDO = "undo"


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEvent:
    """One append-only line of the paper trail: who did what to what, from where to where.

    ``data`` holds what ``undo`` and a replay need (snoozed_until, duplicate_of, versions).
    """

    id: int = 0
    at: datetime
    actor: str  # a person's name, or "monitor" for the machine
    subject: str  # "claim" | "flag" | "feed"
    subject_id: str
    action: str  # accept, reject, verdict, reopen, create, edit, stale, correction ...
    from_state: str = ""
    to_state: str = ""
    reason: str = ""
    note: str = ""
    data: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_utc(self.at, "at")


#: The actor of everything that no person did.
MACHINE = "monitor"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewOutcome:
    """A person's act on a flag, as computed by domain.review, with its audit event.

    ``expected`` is the state the act was computed from; recording it fails with
    TransitionError if the flag has moved on meanwhile.
    """

    flag_id: int
    expected: FlagState
    state: FlagState
    snoozed_until: datetime | None = None
    duplicate_of: int | None = None
    event: AuditEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictOutcome:
    """A named person's verdict on a claim, or its reopening, with its audit event."""

    claim_id: str
    expected: ClaimStatus
    status: ClaimStatus
    merged_into: str | None = None
    event: AuditEvent


class DeliveryState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"  # handed to the channel; found at a start-up it becomes UNKNOWN
    SENT = "sent"
    FAILED = "failed"  # refused for good, or out of attempts
    UNKNOWN = "unknown"  # the line broke after the message was handed over; resent once


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """What was new in a period; ``body`` is domain.digest's content as JSON text."""

    id: int = 0
    local_day: date  # of the digest's zone; one digest a day
    period_start: datetime
    period_end: datetime
    created_at: datetime
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """One sending of a digest on one channel."""

    id: int = 0
    digest_id: int
    channel: str  # "email" | "slack" | "console"
    key: str  # stable Message-ID / idempotency key
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    next_try_at: datetime | None = None
    error: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryDue:
    """A delivery whose time has come, with its digest."""

    delivery: Delivery
    digest: Digest


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRun:
    """What one run of a job did; the newest per job make up ``monitor status``."""

    id: int = 0
    job: str
    started_at: datetime
    finished_at: datetime
    ok: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What is stored, in numbers, for machines that watch the monitor. Zeros are left out."""

    feeds: Mapping[str, int]  # by state
    feeds_due: int
    overdue: tuple[int, datetime] | None  # the feed that waits longest, and since when
    claims: Mapping[str, int]  # by status
    entries: Mapping[str, int]  # by state
    articles: int
    unmatched: int
    backfills: int
    rechecks_due: int
    flags: Mapping[tuple[str, str], int]  # by (kind, state)
    deliveries: Mapping[str, int]  # by state
    undelivered: int  # of the digests of the last seven days
    digest_at: datetime | None  # when the last one was made
    offline_since: datetime | None = None

    @property
    def queue(self) -> int:
        """Items that are under way: entries to collect and articles to match."""
        return self.entries.get("pending", 0) + self.unmatched


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """Who works on this database. ``token`` grows with every change of hands (fencing)."""

    holder: str  # "host:pid:start-time-of-the-process"
    token: int
    acquired_at: datetime
    expires_at: datetime
