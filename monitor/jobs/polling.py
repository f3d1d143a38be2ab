"""One feed: asked, read, and what its poll means; nothing is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from monitor.domain.model import EntryState, Feed
from monitor.domain.pacing import PollRules, trusts_validators
from monitor.domain.polling import PollFacts, Seen, Wishes, after_poll
from monitor.domain.ports import FeedParser, Fetcher, Lanes, Store
from monitor.domain.weather import Weather
from monitor.domain.web import FeedStatus, FetchFailure, NotModified, Page, ParsedFeed
from monitor.domain.work import FeedDue, NewEntry, PollOutcome
from monitor.errors import WorkerError
from monitor.jobs.loop import Hands
from monitor.jobs.watch import Watcher

#: A feed is given this long to parse before its child process is killed (seconds).
PARSE_TIMEOUT = 15.0
#: Of all parts of an index together.
MAX_ENTRIES = 2000
#: Entries whose times tell how often a feed brings something.
RECENT = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """What polling needs. Its runs may overlap."""

    store: Store
    lanes: Lanes
    fetcher: Fetcher
    parse: FeedParser
    watcher: Watcher
    rules: PollRules = field(default_factory=PollRules)
    concurrency: int = 8
    hands: Hands = field(default_factory=Hands)
    weather: Weather = field(default_factory=Weather)
    # Times of the latest entries, as the store would tell them.
    rhythms: dict[int, tuple[datetime, ...]] = field(default_factory=dict)


async def _rhythm(job: Polling, feed: Feed) -> tuple[datetime, ...]:
    """When the latest stored entries of a feed were published."""
    known = job.rhythms.get(feed.id)
    if known is None:
        known = await job.lanes.db(job.store.feeds.recent_entry_times, feed.id, RECENT)
        job.rhythms[feed.id] = known
    return known


def remember(job: Polling, outcome: PollOutcome, facts: PollFacts, new: int) -> None:
    """Add what was recorded to the times of the latest entries."""
    known = job.rhythms.pop(outcome.feed.id, None)
    if known is None or new != facts.new_entries:  # not as it was foreseen: read again
        return
    undated = [outcome.at] * (new - len(facts.fresh))
    times = sorted((*known, *undated, *(min(at, outcome.at) for at in facts.fresh)), reverse=True)
    job.rhythms[outcome.feed.id] = tuple(times[:RECENT])


async def poll_one(
    job: Polling, item: FeedDue, *, clock: Callable[[], datetime]
) -> tuple[PollOutcome, PollFacts]:
    """The outcome for one feed, its entries not yet filtered, and why; nothing is written."""
    feed = item.feed
    recent = await _rhythm(job, feed)
    asked = feed
    if not trusts_validators(feed, recent, clock()):
        asked = replace(feed, etag="", last_modified="")
    page = await job.fetcher.feed(asked, now=clock())
    entries: tuple[NewEntry, ...] = ()
    if isinstance(page, FetchFailure):
        facts = PollFacts(seen=Seen.FAILED, failure=page, recent=recent)
    elif isinstance(page, NotModified):
        facts = PollFacts(
            seen=Seen.UNCHANGED,
            recent=recent,
            max_age=page.max_age,
            retry_after=page.retry_after,
            moved_to=page.moved_to,
        )
    else:
        facts, entries = await _read(job, feed, page, recent, now=clock())
        facts = replace(facts, whole=asked is not feed and bool(feed.etag or feed.last_modified))
    return outcome_of(job, feed, facts, entries=entries, now=clock()), facts


async def _read(
    job: Polling, feed: Feed, page: Page, recent: Sequence[datetime], *, now: datetime
) -> tuple[PollFacts, tuple[NewEntry, ...]]:
    """What a body says, and the entries in it."""
    body_hash = hashlib.sha256(page.body).hexdigest()
    if body_hash == feed.body_hash:
        facts = _facts(page, Seen.UNCHANGED, body_hash=body_hash, recent=recent)
        return replace(facts, shared=True), ()
    try:
        parsed = await _parse(job, page, now=now)
    except WorkerError as error:
        return PollFacts(seen=Seen.UNREADABLE, error=f"the feed could not be read: {error}"), ()
    if parsed.parts:
        whole = await _read_parts(job, feed, parsed, now=now)
        if isinstance(whole, FetchFailure):
            return PollFacts(seen=Seen.FAILED, failure=whole), ()
        parsed = whole
    new = await job.lanes.db(job.store.feeds.unseen, feed.id, parsed.entries)
    times = [entry.published_at for entry in parsed.entries if entry.published_at]
    fresh = [parsed.entries[position].published_at for position in new]
    facts = replace(
        _facts(
            page,
            _SEEN[parsed.status],
            body_hash=body_hash,
            recent=sorted({*times, *recent}, reverse=True)[:RECENT],
            parsed=parsed,
            new=len(new),
        ),
        fresh=[when for when in fresh if when],
        shared=not recent or len(new) < len(parsed.entries),
    )
    entries = tuple(NewEntry(parsed=e, state=EntryState.SKIPPED) for e in parsed.entries)
    return facts, entries


async def _parse(job: Polling, page: Page, *, now: datetime) -> ParsedFeed:
    task = partial(job.parse, page.body, url=page.final_url, content_type=page.content_type)
    return await job.lanes.cpu(partial(task, now=now), timeout=PARSE_TIMEOUT)


async def _read_parts(
    job: Polling, feed: Feed, index: ParsedFeed, *, now: datetime
) -> ParsedFeed | FetchFailure:
    """The documents that an index names as one feed; a failure if none could be fetched.

    They are asked for unconditionally, as their validators are kept nowhere.
    """
    read: list[ParsedFeed] = []
    failures: list[FetchFailure] = []
    errors: list[str] = []
    for url in index.parts:
        page = await job.fetcher.feed(
            replace(feed, url=url, etag="", last_modified="", full_fetch_at=None), now=now
        )
        if isinstance(page, FetchFailure):
            failures.append(page)
            errors.append(page.message)
        elif isinstance(page, Page):
            try:
                part = await _parse(job, page, now=now)
            except WorkerError as error:
                errors.append(str(error))
                continue
            read.append(part)
            errors += [part.error] if part.error else []
    if len(failures) == len(index.parts):
        return failures[0]
    entries = tuple(entry for part in read for entry in part.entries)
    fit = [part for part in read if part.status is not FeedStatus.NOT_A_FEED]
    status = FeedStatus.EMPTY if fit else FeedStatus.NOT_A_FEED
    return replace(
        index,
        status=FeedStatus.OK if entries else status,
        title=next((part.title for part in fit if part.title), ""),
        entries=entries[:MAX_ENTRIES],
        error=f"of {len(index.parts)} parts: {'; '.join(errors)}"[:300] if errors else "",
        complete=False,
        parts=(),
    )


_SEEN = {
    FeedStatus.OK: Seen.ENTRIES,
    FeedStatus.EMPTY: Seen.EMPTY,
    FeedStatus.NOT_A_FEED: Seen.NOT_A_FEED,
}


def _facts(
    page: Page,
    seen: Seen,
    *,
    body_hash: str,
    recent: Sequence[datetime],
    parsed: ParsedFeed | None = None,
    new: int = 0,
) -> PollFacts:
    return PollFacts(
        seen=seen,
        error=parsed.error if parsed else "",
        title=parsed.title if parsed else "",
        new_entries=new,
        entries=len(parsed.entries) if parsed else 0,
        recent=recent,
        wishes=_wishes(parsed),
        max_age=page.max_age,
        retry_after=page.retry_after,
        challenge=parsed.challenge if parsed else "",
        etag=page.etag,
        last_modified=page.last_modified,
        body_hash=body_hash,
        complete=parsed.complete if parsed else True,
        moved_to=page.moved_to,
    )


def _wishes(parsed: ParsedFeed | None) -> Wishes | None:
    if parsed is None:
        return None
    return Wishes(ttl=parsed.ttl, skip_hours=parsed.skip_hours, skip_days=parsed.skip_days)


def outcome_of(
    job: Polling,
    feed: Feed,
    facts: PollFacts,
    *,
    entries: tuple[NewEntry, ...] = (),
    now: datetime,
) -> PollOutcome:
    """What is to be recorded of a poll that brought ``facts``."""
    after = after_poll(feed, facts, now=now, rules=job.rules)
    ok = facts.seen in (Seen.ENTRIES, Seen.UNCHANGED, Seen.EMPTY)
    return PollOutcome(
        feed=after, at=now, entries=entries, ok=ok, message=after.error if not ok else ""
    )
