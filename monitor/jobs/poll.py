"""POLL: feeds that are due -> conditional GET -> entries -> the watch queries' filter."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from monitor import log
from monitor.domain.model import EntryState, Feed, ParsedEntry
from monitor.domain.polling import PollFacts, PollRules, Seen, after_poll
from monitor.domain.ports import FeedParser, Fetcher, Lanes, Store
from monitor.domain.urls import authority
from monitor.domain.web import FeedStatus, FetchFailure, NotModified, Page, ParsedFeed
from monitor.domain.work import FeedDue, JobRun, NewEntry, PollOutcome
from monitor.errors import WorkerError
from monitor.jobs.loop import Tally, each, in_turns
from monitor.jobs.recording import Recorder
from monitor.jobs.watch import Watch, Watcher, filter_text

logger = logging.getLogger(__name__)

#: A feed is given this long to parse before its child process is killed (seconds).
PARSE_TIMEOUT = 15.0
#: Of all parts of an index together.
MAX_ENTRIES = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Polling:
    """What polling needs."""

    store: Store
    lanes: Lanes
    fetcher: Fetcher
    parse: FeedParser
    watcher: Watcher
    rules: PollRules = field(default_factory=PollRules)
    concurrency: int = 8
    # Times of the latest entries of feeds that have brought nothing new since they were read.
    rhythms: dict[int, tuple[datetime, ...]] = field(default_factory=dict)


async def poll(job: Polling, *, now: datetime, limit: int = 500) -> JobRun:
    """Poll every feed that is due."""
    due = await job.lanes.db(job.store.feeds.due, now, limit)
    tally = Tally()
    if not due:
        return tally.run("poll", started_at=now, finished_at=now)

    async def write(outcomes: Sequence[PollOutcome]) -> Sequence[tuple[int, int]]:
        return await job.lanes.db(_record, job, outcomes)

    recorder = Recorder(write)

    async def work(item: FeedDue) -> None:
        outcome = await poll_one(job, item, now=now)
        new, seen = await recorder.record(outcome, weight=len(outcome.entries))
        if new:
            job.rhythms.pop(item.feed.id, None)
        tally.counts.update({"feeds": 1, "failed": not outcome.ok, "entries": seen, "new": new})
        log.event(
            logger,
            logging.INFO if outcome.ok else logging.WARNING,
            "feed polled",
            feed=item.feed.id,
            outlet=item.outlet.id,
            new=new,
            seen=seen,
            state=str(outcome.feed.state),
            message=outcome.message,
        )

    async def broken(item: FeedDue, error: Exception) -> None:
        facts = PollFacts(seen=Seen.UNREADABLE, error=f"bug: {type(error).__name__}")
        outcome = _outcome(job, item.feed, facts, now=now)
        await job.lanes.db(job.store.feeds.record_poll, outcome)

    await each(
        in_turns(due, lambda item: authority(item.feed.url)),
        work,
        name=lambda item: f"feed {item.feed.id}",
        broken=broken,
        concurrency=job.concurrency,
        tally=tally,
        logger=logger,
    )
    return tally.run("poll", started_at=now, finished_at=now)


def _record(job: Polling, outcomes: Sequence[PollOutcome]) -> Sequence[tuple[int, int]]:
    """Filter the entries by what is watched now, and record them; (new, seen) of each.

    In one step of the database lane: a claim that is opened meanwhile is matched backwards
    over what this step has written, so that no entry falls between the two.
    """
    if any(outcome.entries for outcome in outcomes):
        watch = job.watcher.current(job.store.claims)
        outcomes = [
            replace(one, entries=tuple(_filtered(entry.parsed, watch) for entry in one.entries))
            for one in outcomes
        ]
    return job.store.feeds.record_polls(outcomes)


async def _rhythm(job: Polling, feed: Feed) -> tuple[datetime, ...]:
    """When the latest stored entries of a feed were published."""
    known = job.rhythms.get(feed.id)
    if known is None:
        known = await job.lanes.db(job.store.feeds.recent_entry_times, feed.id)
        job.rhythms[feed.id] = known
    return known


async def poll_one(job: Polling, item: FeedDue, *, now: datetime) -> PollOutcome:
    """The outcome for one feed, its entries not yet filtered; nothing is written."""
    feed = item.feed
    page = await job.fetcher.feed(feed, now=now)
    if isinstance(page, FetchFailure):
        facts = PollFacts(seen=Seen.FAILED, failure=page)
        return _outcome(job, feed, facts, now=now)
    recent = await _rhythm(job, feed)
    if isinstance(page, NotModified):
        facts = PollFacts(
            seen=Seen.UNCHANGED, recent=recent, max_age=page.max_age, moved_to=page.moved_to
        )
        return _outcome(job, feed, facts, now=now)
    body_hash = hashlib.sha256(page.body).hexdigest()
    if body_hash == feed.body_hash:
        facts = _facts(page, Seen.UNCHANGED, body_hash=body_hash, recent=recent)
        return _outcome(job, feed, facts, now=now)
    try:
        parsed = await _parse(job, page, now=now)
    except WorkerError as error:
        facts = PollFacts(seen=Seen.UNREADABLE, error=f"the feed could not be read: {error}")
        return _outcome(job, feed, facts, now=now)
    if parsed.parts:
        whole = await _read_parts(job, feed, parsed, now=now)
        if isinstance(whole, FetchFailure):
            facts = PollFacts(seen=Seen.FAILED, failure=whole)
            return _outcome(job, feed, facts, now=now)
        parsed = whole
    times = [entry.published_at for entry in parsed.entries if entry.published_at]
    facts = _facts(
        page,
        _SEEN[parsed.status],
        body_hash=body_hash,
        recent=sorted({*times, *recent}, reverse=True)[:50],
        parsed=parsed,
        new=await job.lanes.db(job.store.feeds.unseen, feed.id, parsed.entries),
    )
    entries = tuple(NewEntry(parsed=e, state=EntryState.SKIPPED) for e in parsed.entries)
    return _outcome(job, feed, facts, entries=entries, now=now)


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
    recent: list[datetime] | tuple[datetime, ...],
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
        ttl=parsed.ttl if parsed else None,
        max_age=page.max_age,
        etag=page.etag,
        last_modified=page.last_modified,
        body_hash=body_hash,
        complete=parsed.complete if parsed else True,
        moved_to=page.moved_to,
    )


def _filtered(entry: ParsedEntry, watch: Watch) -> NewEntry:
    hit = watch.hits(filter_text(entry))
    return NewEntry(parsed=entry, state=EntryState.PENDING if hit else EntryState.SKIPPED)


def _outcome(
    job: Polling,
    feed: Feed,
    facts: PollFacts,
    *,
    entries: tuple[NewEntry, ...] = (),
    now: datetime,
) -> PollOutcome:
    after = after_poll(feed, facts, now=now, rules=job.rules)
    ok = facts.seen in (Seen.ENTRIES, Seen.UNCHANGED, Seen.EMPTY)
    return PollOutcome(
        feed=after, at=now, entries=entries, ok=ok, message=after.error if not ok else ""
    )
