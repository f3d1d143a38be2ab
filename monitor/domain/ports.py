"""What jobs and desk need of the world, as Protocols; adapters live in the outer packages.

Storage ports are synchronous; each method is one transaction and raises StorageError (BusyError
if trying again helps). Reads return frozen values in the order stated. ``record_...`` methods
are idempotent: recording the same outcome twice leaves the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import ParamSpec, Protocol, TypeVar

from monitor.domain.judgement import Evidence, Flag, FlagKind, FlagState, Scores
from monitor.domain.model import (
    Article,
    Claim,
    ClaimStatus,
    Entry,
    EntryState,
    Feed,
    Outlet,
    Outline,
    ParsedEntry,
    Passage,
)
from monitor.domain.reading.stance import Pair
from monitor.domain.second.calls import (
    Answer,
    Caps,
    NoAnswer,
    SecondCall,
    SecondOutcome,
    SecondUsage,
)
from monitor.domain.second.question import Question
from monitor.domain.web import Extracted, FetchFailure, NotModified, Page, ParsedFeed, Posted
from monitor.domain.work import (
    ArticleDue,
    AuditEvent,
    BackfillDue,
    CollectOutcome,
    Delivery,
    DeliveryDue,
    Digest,
    EntryDue,
    FeedDue,
    Figures,
    JobRun,
    Lease,
    MatchOutcome,
    PollOutcome,
    RecheckDue,
    RecheckOutcome,
    ReviewOutcome,
    VerdictOutcome,
)

P = ParamSpec("P")
R = TypeVar("R")


class Judge(Protocol):
    """Reads stances. ``version`` is stored with everything it makes."""

    @property
    def version(self) -> str: ...

    def judge(self, pairs: Sequence[Pair]) -> tuple[Scores, ...]:
        """Scores in the order of ``pairs``; deterministic for one version."""
        ...

    def weigh(
        self, claim: str, passages: Sequence[Passage], nearness: Sequence[float]
    ) -> Scores | None:
        """Scores of the article as a whole towards a claim (its text).

        ``nearness`` is each passage's nearness to the claim. None from a judge that reads
        only sentences, and of an article without any.
        """
        ...


class SecondReader(Protocol):
    """Somebody else who reads, at a price; optional."""

    @property
    def name(self) -> str:
        """Provider and model, for people."""
        ...

    def key(self, question: Question) -> str:
        """A hash of everything that the answer depends on."""
        ...

    def estimate(self, question: Question) -> float:
        """The most that asking can cost, in the money of the configured prices."""
        ...

    def ask(self, question: Question) -> Answer | NoAnswer:
        """Ask; blocks, for a bounded time. The answer is hostile text; failures are values."""
        ...


class ClaimStore(Protocol):
    """Claims and what people decide about them."""

    def add(self, claim: Claim, *, event: AuditEvent) -> Claim:
        """Store a new claim; an empty ``claim.id`` gets the next free "C<n>".

        A claim whose status is watched is queued for a backward match. Raises UsageError if
        the id is taken.
        """
        ...

    def get(self, claim_id: str) -> Claim:
        """Raises NotFoundError, naming the nearest id."""
        ...

    def revision(self) -> int:
        """A number that has grown if any claim was added or changed: then ask ``list`` again."""
        ...

    def list(self, statuses: Collection[ClaimStatus] | None = None) -> tuple[Claim, ...]:
        """By id, numeric parts in numeric order ("C2" before "C10"); None = all."""
        ...

    def edit(self, claim: Claim, *, event: AuditEvent) -> Claim:
        """Replace what people may edit (all but id, status, merged_into, created_at).

        A changed query or text of a watched claim queues a new backward match.
        """
        ...

    def record_verdict(self, outcome: VerdictOutcome) -> Claim:
        """A person's move (also draft -> open). TransitionError if ``expected`` is stale.

        Opening or reopening queues a backward match. Refuses the machine as the actor.
        """
        ...

    def record_staleness(self, claim_id: str, *, stale: bool, event: AuditEvent) -> None:
        """The only automatic move: open -> stale, or back. No-op in any other state."""
        ...

    def backfills(self, limit: int) -> tuple[BackfillDue, ...]:
        """Claims still to be matched backwards, oldest first."""
        ...

    def record_backfills(
        self, turns: Mapping[str, int | None], *, after_article: int, done: bool
    ) -> frozenset[str]:
        """Move the cursors of backward matches, or end them; whose did.

        ``turns``: by claim, that of its BackfillDue; nothing happens to one that was queued again
        since, or closed. None: whatever the turn.
        """
        ...


class OutletStore(Protocol):
    """Publishers."""

    def put(self, outlets: Sequence[Outlet]) -> None:
        """Insert or replace by id."""
        ...

    def get(self, outlet_id: str) -> Outlet:
        """Raises NotFoundError."""
        ...

    def list(self) -> tuple[Outlet, ...]:
        """By id."""
        ...


class FeedStore(Protocol):
    """Feeds and their entries as polled."""

    def add(self, url: str, *, outlet_id: str, title: str = "", at: datetime) -> Feed:
        """Store a feed; the same URL again returns the stored one unchanged."""
        ...

    def get(self, feed_id: int) -> Feed: ...

    def find(self, url: str) -> Feed | None: ...

    def list(self) -> tuple[Feed, ...]:
        """By id."""
        ...

    def remove(self, feed_id: int) -> None:
        """Forget a feed; its entries and articles stay (their feed becomes NULL/0)."""
        ...

    def pause(self, feed_id: int, *, paused: bool, at: datetime) -> Feed:
        """Resuming makes it due at once."""
        ...

    def describe(
        self,
        feed_id: int,
        *,
        title: str | None = None,
        interval: timedelta | None = None,
        outline: Outline | None = None,
    ) -> Feed:
        """Set what a person says of a feed; None leaves as it is, an interval of 0 unsets it."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[FeedDue, ...]:
        """Not paused, not gone, next_poll_at reached; most overdue first (NULL first).

        If there are more than ``limit``, outlets take turns at who is left out.
        Also those that were polled later than now: by a clock that ran ahead.
        """
        ...

    def next_due_at(self) -> datetime | None:
        """The earliest next_poll_at of pollable feeds (1970 for "at once"); None if none is."""
        ...

    def unseen(self, feed_id: int, entries: Sequence[ParsedEntry]) -> tuple[int, ...]:
        """Positions of a document's entries that ``record_poll`` would add."""
        ...

    def record_poll(self, outcome: PollOutcome) -> tuple[int, int]:
        """(new entries, entries seen). An entry sharing any key with a stored one of the feed
        is the same entry: it is not added again, only its new keys are; one that was SKIPPED and
        is PENDING now (its text or the claims changed) is followed. A pending URL that
        another feed already stored still makes its own entry.
        """
        ...

    def record_polls(self, outcomes: Sequence[PollOutcome]) -> tuple[tuple[int, int], ...]:
        """``record_poll`` of each, in this order and in one transaction: all or none."""
        ...

    def recent_entry_times(self, feed_id: int, limit: int = 50) -> tuple[datetime, ...]:
        """Publication (else first-seen) times, newest first: the feed's rhythm."""
        ...


class EntryStore(Protocol):
    """Entries on their way to an article."""

    def due(self, now: datetime, limit: int) -> tuple[EntryDue, ...]:
        """Pending with retry_at reached or NULL; oldest publication first, then id.

        If there are more than ``limit``, outlets take turns at who is left out.
        A retry_at more than three days ahead was set by a clock that ran ahead: reached.
        """
        ...

    def record_collect(self, outcome: CollectOutcome) -> Article | None:
        """Store the article version (same URL and content hash: the stored one is kept) and
        move the entry on; returns the stored article.
        """
        ...

    def counts(self) -> Mapping[EntryState, int]: ...

    def skipped(self, *, after_id: int, limit: int, since: datetime | None) -> tuple[Entry, ...]:
        """Entries no query hit, by id, for filtering again when a claim is new.

        ``since`` leaves out entries published (else first seen) before it.
        """
        ...

    def requeue(self, entry_ids: Collection[int]) -> int:
        """Skipped or failed -> pending, due at once; returns how many moved."""
        ...


class ArticleStore(Protocol):
    """Article versions."""

    def get(self, article_id: int) -> Article: ...

    def due(self, limit: int) -> tuple[ArticleDue, ...]:
        """Not yet matched, by (published_at or fetched_at, url)."""
        ...

    def after(self, article_id: int, limit: int) -> tuple[ArticleDue, ...]:
        """All with a larger id, by id: for backward matches and back-tests."""
        ...

    def find(self, url: str) -> tuple[Article, ...]:
        """All versions of a canonical URL, newest first."""
        ...

    def count(self) -> int: ...


class FlagStore(Protocol):
    """Evidence and review cards."""

    def evidence_on(self, claim_id: str) -> tuple[Evidence, ...]:
        """Everything recorded on a claim, by (published_at or fetched_at, id)."""
        ...

    def evidence_from(self, url: str) -> tuple[Evidence, ...]:
        """Everything recorded from a page, whatever the version and claim, by (fetched_at, id)."""
        ...

    def record_match(self, outcome: MatchOutcome) -> tuple[int, int]:
        """(new flags, evidence rows added). Evidence is unique by (claim, version, occasion).

        A draft whose (claim, origin) has a card joins it: the card's kind, score and badges are
        raised by domain.cards.merge, a decided card keeps its state and gets changed_at. A
        correction supersedes the cards that rest on earlier versions of its page alone. What
        the machine does to a card (create, raise, supersede; later wake) is in the audit too.
        With ``outcome.whole`` the article is marked as matched. A page that became evidence
        (of more than a recap) is put down for rechecks.
        """
        ...

    def get(self, flag_id: int) -> Flag:
        """With evidence, lead first. Raises NotFoundError."""
        ...

    def list(
        self,
        *,
        states: Collection[FlagState] | None = None,
        kinds: Collection[FlagKind] | None = None,
        claim_id: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Flag, ...]:
        """By score, highest first, then id. ``since``: created or changed at or after it."""
        ...

    def wake_snoozed(self, now: datetime) -> int:
        """Snoozed cards whose time is over go back to the queue; returns how many."""
        ...

    def record_review(self, outcome: ReviewOutcome) -> Flag:
        """TransitionError if the flag is not in ``expected`` any more."""
        ...


class RecheckStore(Protocol):
    """Pages that are evidence, to be looked at again."""

    def due(self, now: datetime, limit: int) -> tuple[RecheckDue, ...]:
        """Those whose next check has come, most overdue first, then by URL.

        Also those last looked at (else first fetched) later than now: by a clock that ran ahead.
        """
        ...

    def record_recheck(self, outcome: RecheckOutcome) -> Article | None:
        """Move the page on, store a new version and join drafts to their cards, all or nothing.

        Returns the version that was stored, None if there is none or it was known.
        """
        ...


class SecondStore(Protocol):
    """Calls of second readers: what they cost, and their replies, to be used again."""

    def begin(self, call: SecondCall, caps: Caps) -> int | None:
        """Count a call before it is made; its id, or None if the caps of its UTC day forbid it.

        The call counts with the most it can cost until its outcome is recorded, also when the
        program dies meanwhile.
        """
        ...

    def record_second(self, outcome: SecondOutcome) -> None:
        """Write what became of a call, by its id. NotFoundError if it was never begun."""
        ...

    def reply(self, key: str) -> str | None:
        """The newest reply to the same question of the same reader, None if there is none."""
        ...

    def usage(self, day: date) -> SecondUsage:
        """What was asked on a UTC day."""
        ...

    def prune(self, before: datetime) -> int:
        """Forget the calls made before a moment, with their replies; returns how many."""
        ...


class AuditStore(Protocol):
    """The append-only paper trail; there is no way to change or delete an event."""

    def append(self, event: AuditEvent) -> None: ...

    def list(
        self, *, subject: str | None = None, subject_id: str | None = None, limit: int = 1000
    ) -> tuple[AuditEvent, ...]:
        """Oldest first; the newest ``limit`` of them."""
        ...


class DigestStore(Protocol):
    """Digests and the outbox of their deliveries."""

    def last(self) -> Digest | None: ...

    def find(self, local_day: date) -> Digest | None: ...

    def create(self, digest: Digest, deliveries: Sequence[Delivery]) -> Digest:
        """Digest and deliveries in one transaction; if the day has one, that one is returned
        and nothing is written.
        """
        ...

    def deliveries(self, digest_id: int) -> tuple[Delivery, ...]: ...

    def due(self, now: datetime) -> tuple[DeliveryDue, ...]:
        """QUEUED or UNKNOWN deliveries whose next_try_at is reached or NULL, oldest first."""
        ...

    def interrupted(self) -> tuple[Delivery, ...]:
        """Deliveries found in SENDING: a predecessor died while sending."""
        ...

    def record_delivery(self, delivery: Delivery) -> None:
        """Write state, attempts, next_try_at, error and sent_at by id."""
        ...


class RunStore(Protocol):
    """The lease, and what ran."""

    def acquire(self, holder: str, *, now: datetime, ttl_s: float, steal: bool) -> Lease:
        """Take the lease if it is free, expired, the holder's own, or ``steal`` is set.

        ``steal`` is for a predecessor that the caller knows to be dead. Raises LeaseError,
        naming the holder and when it last renewed.
        """
        ...

    def holder(self) -> Lease | None: ...

    def renew(self, lease: Lease, *, now: datetime, ttl_s: float) -> Lease:
        """Raises LeaseError if the lease changed hands."""
        ...

    def release(self, lease: Lease) -> None: ...

    def record_run(self, run: JobRun) -> None:
        """Keeps the newest 200 per job."""
        ...

    def latest_runs(self) -> tuple[JobRun, ...]:
        """The newest run of each job, by job."""
        ...

    def figures(self, now: datetime) -> Figures:
        """Everything stored, counted; one reading, cheap enough for every few seconds."""
        ...

    def meta(self, key: str) -> str | None: ...

    def set_meta(self, key: str, value: str) -> None: ...


class Store(Protocol):
    """All of storage over one database."""

    @property
    def claims(self) -> ClaimStore: ...
    @property
    def outlets(self) -> OutletStore: ...
    @property
    def feeds(self) -> FeedStore: ...
    @property
    def entries(self) -> EntryStore: ...
    @property
    def articles(self) -> ArticleStore: ...
    @property
    def flags(self) -> FlagStore: ...
    @property
    def rechecks(self) -> RecheckStore: ...
    @property
    def seconds(self) -> SecondStore: ...
    @property
    def audit(self) -> AuditStore: ...
    @property
    def digests(self) -> DigestStore: ...
    @property
    def runs(self) -> RunStore: ...

    def close(self) -> None: ...


class Fetcher(Protocol):
    """The network, as the jobs see it; failures are values, and politeness is inside."""

    async def feed(self, feed: Feed, *, now: datetime) -> Page | NotModified | FetchFailure:
        """Conditional GET of a feed."""
        ...

    async def page(self, url: str) -> Page | FetchFailure:
        """GET of an article."""
        ...


class Poster(Protocol):
    """Hands something over by HTTP, once, to one host; a redirect is an answer."""

    def __call__(
        self, url: str, body: bytes, *, content_type: str, timeout: float
    ) -> Posted | FetchFailure:
        """Blocks, ``timeout`` seconds at most; not to be called on an event loop's thread."""
        ...


class FeedParser(Protocol):
    """Reads a feed document; any bytes give a value. Runs in a child process."""

    def __call__(
        self, body: bytes, *, url: str, content_type: str, now: datetime
    ) -> ParsedFeed: ...


class Extractor(Protocol):
    """Reads an article's text out of a page; any bytes give a value. Runs in a child process."""

    def __call__(self, body: bytes, *, url: str, content_type: str) -> Extracted: ...


class Lanes(Protocol):
    """Where work runs (monitor.workers): the database, the CPU, the judge, slow IO."""

    async def db(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """In the one thread that talks to the database."""
        ...

    async def judge(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """In the one thread that judges."""
        ...

    async def io(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """In a thread for slow network calls (SMTP)."""
        ...

    async def cpu(self, fn: Callable[..., R], /, *args: object, timeout: float) -> R:
        """In a child process that is killed after ``timeout`` seconds: WorkerError.

        ``fn``, its arguments and its result are pickled.
        """
        ...


class Channel(Protocol):
    """A way to the readers of a digest: one mail recipient, a Slack webhook, the terminal."""

    @property
    def name(self) -> str:
        """As in Delivery.channel: "email:someone@example.org", "slack", "console"."""
        ...

    def send(self, digest: Digest, *, key: str) -> None:
        """Hand the digest over. ``key`` is the same for every attempt (a Message-ID).

        Raises DeliveryError, whose message holds no secret; blocks, for a bounded time.
        """
        ...
