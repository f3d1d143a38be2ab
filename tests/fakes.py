"""An in-memory Store of plain dicts, for tests of what works on the ports."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.domain.cards import choose_lead, merge, opening_state, order_evidence, supersedes
from monitor.domain.judgement import (
    DECIDED,
    Flag,
    FlagKind,
    FlagState,
    Occasion,
    SecondFate,
)
from monitor.domain.model import WATCHED, ClaimStatus, Entry, EntryState, Feed, FeedState
from monitor.domain.second.calls import SecondOutcome, SecondUsage
from monitor.domain.weather import OFFLINE
from monitor.domain.work import (
    MACHINE,
    ArticleDue,
    AuditEvent,
    BackfillDue,
    DeliveryDue,
    DeliveryState,
    EntryDue,
    FeedDue,
    Figures,
    Lease,
    RecheckDue,
)
from monitor.errors import LeaseError, NotFoundError, TransitionError, UsageError

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


class FakeStore:
    """All ports; every test may look into its dicts."""

    def __init__(self) -> None:
        self.audit = FakeAuditStore()
        self.claims = FakeClaimStore(self)
        self.outlets = FakeOutletStore()
        self.feeds = FakeFeedStore(self)
        self.entries = FakeEntryStore(self)
        self.articles = FakeArticleStore(self)
        self.flags = FakeFlagStore(self)
        self.rechecks = FakeRecheckStore(self)
        self.seconds = FakeSecondStore()
        self.digests = FakeDigestStore()
        self.runs = FakeRunStore(self)
        self.closed = False

    def close(self) -> None:
        self.closed = True


class FakeAuditStore:
    def __init__(self) -> None:
        self.events: list[AuditEvent] = []

    def append(self, event):
        self.events.append(replace(event, id=len(self.events) + 1))

    def list(self, *, subject=None, subject_id=None, limit=1000):
        found = [
            event
            for event in self.events
            if subject in (None, event.subject) and subject_id in (None, event.subject_id)
        ]
        return tuple(found[max(len(found) - limit, 0) :])


class FakeClaimStore:
    def __init__(self, store):
        self.store = store
        self.rows = {}
        self.queue = {}  # claim id -> [queued_at, after_article, turn]

    def add(self, claim, *, event):
        if not claim.id:
            numbers = [int(name[1:]) for name in self.rows if re.fullmatch(r"C[0-9]+", name)]
            claim = replace(claim, id=f"C{max(numbers, default=0) + 1}")
        elif claim.id in self.rows:
            raise UsageError(f"there is a claim {claim.id} already")
        self.rows[claim.id] = claim
        self._note(event, claim.id)
        if claim.status in WATCHED:
            self._queue(claim.id, event.at)
        return claim

    def get(self, claim_id):
        if claim_id not in self.rows:
            near = [name for name in self.rows if name.casefold()[:1] == claim_id.casefold()[:1]]
            hint = f"; did you mean {min(near)}?" if near else ""
            raise NotFoundError(f"there is no claim {claim_id!r}{hint}")
        return self.rows[claim_id]

    def revision(self):
        return len(self.store.audit.events)

    def list(self, statuses=None):
        found = [c for c in self.rows.values() if statuses is None or c.status in statuses]
        return tuple(sorted(found, key=lambda claim: _natural(claim.id)))

    def edit(self, claim, *, event):
        before = self.get(claim.id)
        after = replace(
            claim,
            status=before.status,
            merged_into=before.merged_into,
            created_at=before.created_at,
        )
        self.rows[claim.id] = after
        self._note(event, claim.id)
        changed = any(
            getattr(before, name) != getattr(after, name)
            for name in ("text", "query", "claimed_on")
        )
        if changed and after.status in WATCHED:
            self._queue(claim.id, event.at)
        return after

    def record_verdict(self, outcome):
        if outcome.event.actor in ("", MACHINE):
            raise TransitionError("only a person decides on a claim")
        before = self.get(outcome.claim_id)
        if before.status is not outcome.expected:
            raise TransitionError(f"claim {before.id} is {before.status} by now")
        if outcome.merged_into is not None:
            self.get(outcome.merged_into)
        after = replace(
            before,
            status=outcome.status,
            merged_into=outcome.merged_into,
            updated_at=outcome.event.at,
        )
        self.rows[before.id] = after
        self._note(outcome.event, before.id)
        if after.status not in WATCHED:
            self.queue.pop(before.id, None)
        elif after.status is ClaimStatus.OPEN or before.status not in WATCHED:
            self._queue(before.id, outcome.event.at)
        return after

    def record_staleness(self, claim_id, *, stale, event):
        moves = {True: (ClaimStatus.OPEN, ClaimStatus.STALE)}
        before, after = moves.get(stale, (ClaimStatus.STALE, ClaimStatus.OPEN))
        claim = self.get(claim_id)
        if claim.status is before:
            self.rows[claim_id] = replace(claim, status=after, updated_at=event.at)
            self._note(event, claim_id)

    def backfills(self, limit):
        waiting = sorted(self.queue.items(), key=lambda item: (item[1][0], item[0]))
        return tuple(
            BackfillDue(claim=self.rows[name], after_article=after, turn=turn)
            for name, (_, after, turn) in waiting[:limit]
        )

    def record_backfills(self, turns, *, after_article, done):
        moved = [
            name
            for name, turn in turns.items()
            if name in self.queue and turn in (None, self.queue[name][2])
        ]
        for name in moved:
            if done:
                del self.queue[name]
            else:
                self.queue[name][1] = after_article
        return frozenset(moved)

    def _queue(self, claim_id, at):
        turn = self.queue[claim_id][2] if claim_id in self.queue else 0
        self.queue[claim_id] = [at, 0, turn + 1]

    def _note(self, event, claim_id):
        self.store.audit.append(replace(event, subject_id=event.subject_id or claim_id))


class FakeOutletStore:
    def __init__(self):
        self.rows = {}

    def put(self, outlets):
        self.rows.update({outlet.id: outlet for outlet in outlets})

    def get(self, outlet_id):
        return _pick(self.rows, outlet_id, "outlet")

    def list(self):
        return tuple(self.rows[key] for key in sorted(self.rows))


class FakeFeedStore:
    def __init__(self, store):
        self.store = store
        self.rows = {}
        self.numbers = 0
        self.keys = {}  # (feed id, key) -> entry id

    def add(self, url, *, outlet_id, title="", at):
        found = self.find(url)
        if found:
            return found
        self.store.outlets.get(outlet_id)
        self.numbers += 1
        feed = Feed(id=self.numbers, url=url, outlet_id=outlet_id, title=title, state_since=at)
        self.rows[feed.id] = feed
        return feed

    def get(self, feed_id):
        return _pick(self.rows, feed_id, "feed")

    def find(self, url):
        return next((feed for feed in self.rows.values() if feed.url == url), None)

    def list(self):
        return tuple(self.rows[key] for key in sorted(self.rows))

    def remove(self, feed_id):
        self.get(feed_id)
        del self.rows[feed_id]
        self.keys = {key: entry for key, entry in self.keys.items() if key[0] != feed_id}
        for entry in self.store.entries.rows.values():
            if entry.feed_id == feed_id:
                self.store.entries.rows[entry.id] = replace(entry, feed_id=0)

    def pause(self, feed_id, *, paused, at):
        feed = self.get(feed_id)
        if paused and feed.paused:
            return feed
        if paused:
            feed = replace(feed, paused=True, state=FeedState.PAUSED, state_since=at)
        else:
            state = FeedState.OK if feed.succeeded_at else FeedState.NEW
            feed = replace(feed, paused=False, state=state, state_since=at, next_poll_at=None)
        self.rows[feed_id] = feed
        return feed

    def describe(self, feed_id, *, title=None, interval=None, outline=None):
        feed = self.get(feed_id)
        if title is not None:
            feed = replace(feed, title=title)
        if interval is not None:
            feed = replace(feed, interval=interval or None)
        if outline is not None:
            feed = replace(feed, outline=outline)
        self.rows[feed_id] = feed
        return feed

    def _pollable(self):
        feeds = [f for f in self.rows.values() if not f.paused and f.state is not FeedState.GONE]
        return sorted(feeds, key=lambda feed: (feed.next_poll_at or _FIRST, feed.id))

    def due(self, now, limit):
        ahead = now + timedelta(minutes=5)
        found = [
            f
            for f in self._pollable()
            if (f.next_poll_at or now) <= now or (f.polled_at or now) > ahead
        ]
        outlets = self.store.outlets
        found = _in_turns(found, limit, lambda feed: feed.outlet_id)
        return tuple(FeedDue(feed=f, outlet=outlets.get(f.outlet_id)) for f in found)

    def next_due_at(self):
        return next((feed.next_poll_at or _FIRST for feed in self._pollable()), None)

    def unseen(self, feed_id, entries):
        taken = {key for owner, key in self.keys if owner == feed_id}
        new = []
        for position, entry in enumerate(entries):
            new += [] if taken & set(entry.keys) else [position]
            taken |= set(entry.keys)
        return tuple(new)

    def record_poll(self, outcome):
        stored = self.rows.get(outcome.feed.id)
        if stored is None:
            return 0, len(outcome.entries)
        mine = ("paused", "interval", "outlet_id", "outline")
        kept = {name: getattr(stored, name) for name in mine}
        if stored.paused:
            kept |= {"state": stored.state, "state_since": stored.state_since}
        if outcome.feed.url != stored.url and self.find(outcome.feed.url):
            kept["url"] = stored.url
        self.rows[stored.id] = replace(outcome.feed, **kept)
        new = 0
        for item in outcome.entries:
            keys = [(stored.id, key) for key in item.parsed.keys]
            owner = next((self.keys[key] for key in keys if key in self.keys), None)
            if owner is None:
                owner = self.store.entries.insert(item, stored, outcome.at)
                new += 1
            else:
                self.store.entries.wake(owner, item)
            for key in keys:
                self.keys.setdefault(key, owner)
        return new, len(outcome.entries)

    def record_polls(self, outcomes):
        return tuple(self.record_poll(outcome) for outcome in outcomes)

    def recent_entry_times(self, feed_id, limit=50):
        entries = self.store.entries.rows.values()
        times = [
            entry.published_at or entry.seen_at for entry in entries if entry.feed_id == feed_id
        ]
        return tuple(sorted(times, reverse=True)[:limit])


class FakeEntryStore:
    def __init__(self, store):
        self.store = store
        self.rows = {}
        self.outlets = {}
        self.tried = {}

    def wake(self, entry_id, item):
        entry = self.rows[entry_id]
        if (entry.state, item.state) == (EntryState.SKIPPED, EntryState.PENDING):
            names = ("title", "summary", "content", "categories")
            values = {name: getattr(item.parsed, name) for name in names}
            self.rows[entry_id] = replace(entry, state=EntryState.PENDING, **values)

    def insert(self, item, feed, at):
        parsed = item.parsed
        published = min(parsed.published_at, at) if parsed.published_at else None
        entry = Entry(
            id=len(self.rows) + 1,
            feed_id=feed.id,
            url=parsed.url,
            title=parsed.title,
            summary=parsed.summary,
            content=parsed.content,
            categories=parsed.categories,
            published_at=published,
            seen_at=at,
            state=item.state,
        )
        self.rows[entry.id] = entry
        self.outlets[entry.id] = feed.outlet_id
        return entry.id

    def due(self, now, limit):
        found = [
            entry
            for entry in self.rows.values()
            if entry.state is EntryState.PENDING
            and not now < (entry.retry_at or now) <= now + timedelta(days=3)
        ]
        found.sort(key=lambda entry: (entry.published_at or entry.seen_at, entry.id))
        found = _in_turns(found, limit, lambda entry: self.outlets[entry.id])
        outlets = self.store.outlets
        return tuple(
            EntryDue(entry=entry, outlet=outlets.get(self.outlets[entry.id])) for entry in found
        )

    def record_collect(self, outcome):
        entry = _pick(self.rows, outcome.entry_id, "entry")
        article = outcome.article and self.store.articles.insert(
            replace(outcome.article, entry_id=entry.id)
        )
        if entry.state is EntryState.COLLECTED and article is None:
            return None
        again = self.tried.get(entry.id) == outcome.at or not outcome.asked
        self.tried[entry.id] = outcome.at
        self.rows[entry.id] = replace(
            entry,
            state=outcome.state,
            reason=outcome.reason,
            retry_at=outcome.retry_at,
            attempts=entry.attempts if again else entry.attempts + 1,
            article_id=article.id if article else entry.article_id,
        )
        return article

    def counts(self):
        states = [entry.state for entry in self.rows.values()]
        return {state: states.count(state) for state in EntryState}

    def skipped(self, *, after_id, limit, since):
        found = [
            entry
            for entry in self.rows.values()
            if entry.state is EntryState.SKIPPED
            and entry.id > after_id
            and (since is None or (entry.published_at or entry.seen_at) >= since)
        ]
        return tuple(found[:limit])

    def requeue(self, entry_ids):
        moved = 0
        for key in set(entry_ids) & set(self.rows):
            entry = self.rows[key]
            if entry.state in (EntryState.SKIPPED, EntryState.FAILED):
                self.rows[key] = replace(
                    entry, state=EntryState.PENDING, reason="", attempts=0, retry_at=None
                )
                moved += 1
        return moved


class FakeArticleStore:
    def __init__(self, store):
        self.store = store
        self.rows = {}
        self.matched = set()

    def insert(self, article):
        for stored in self.rows.values():
            if (stored.url, stored.content_hash) == (article.url, article.content_hash):
                return stored
        number = len(self.rows) + 1
        self.rows[number] = replace(article, id=number)
        versions = [one for one in self.rows.values() if one.url == article.url]
        versions.sort(key=lambda one: (one.fetched_at, one.id))
        for version, one in enumerate(versions, start=1):
            self.rows[one.id] = replace(one, version=version)
        return self.rows[number]

    def get(self, article_id):
        return _pick(self.rows, article_id, "article")

    def due(self, limit):
        found = [one for one in self.rows.values() if one.id not in self.matched]
        found.sort(key=lambda one: (one.published_at or one.fetched_at, one.url, one.id))
        return tuple(self._due(one) for one in found[:limit])

    def after(self, article_id, limit):
        found = [one for one in self.rows.values() if one.id > article_id]
        return tuple(self._due(one) for one in found[:limit])

    def _due(self, article):
        return ArticleDue(article=article, outlet=self.store.outlets.rows.get(article.outlet_id))

    def find(self, url):
        found = [one for one in self.rows.values() if one.url == url]
        return tuple(sorted(found, key=lambda one: -one.version))

    def count(self):
        return len(self.rows)


class FakeFlagStore:
    def __init__(self, store):
        self.store = store
        self.rows = {}  # flags without evidence
        self.leads = {}  # flag id -> article id
        self.drafts = {}  # key of the evidence -> (flag id, draft with the stored evidence)

    def _flag(self, flag_id):
        flag = _pick(self.rows, flag_id, "flag")
        pieces = [draft.evidence for owner, draft in self.drafts.values() if owner == flag_id]
        return replace(flag, evidence=order_evidence(pieces, lead_article=self.leads[flag_id]))

    def evidence_on(self, claim_id):
        found = [d.evidence for _, d in self.drafts.values() if d.evidence.claim_id == claim_id]
        return tuple(sorted(found, key=lambda one: (one.published_at or one.fetched_at, one.id)))

    def evidence_from(self, url):
        found = [d.evidence for _, d in self.drafts.values() if d.evidence.url == url]
        return tuple(sorted(found, key=lambda one: (one.fetched_at, one.id)))

    def join_cards(self, drafts, at):
        for draft in drafts:
            if _key(draft.evidence) not in self.drafts:
                self._join(draft, at)
                self.store.rechecks.put_down(draft)

    def record_match(self, outcome):
        before = len(self.rows), len(self.drafts)
        self.join_cards(outcome.drafts, outcome.at)
        if outcome.whole:
            self.store.articles.matched.add(outcome.article_id)
        return len(self.rows) - before[0], len(self.drafts) - before[1]

    def _join(self, draft, at):
        one = replace(draft.evidence, id=len(self.drafts) + 1)
        for flag in map(self._flag, list(self.rows)):
            if not supersedes(draft, flag):
                continue
            if flag.state in DECIDED:
                self._set(flag.id, changed_at=at, updated_at=at)
            elif flag.state is not FlagState.SUPERSEDED:
                self._set(flag.id, state=FlagState.SUPERSEDED, updated_at=at)
                self._tell(flag.id, at, "supersede", flag.state, FlagState.SUPERSEDED)
        found = next(
            (f for f in self.rows.values() if (f.claim_id, f.origin) == (one.claim_id, one.origin)),
            None,
        )
        card = merge(found and self._flag(found.id), draft, at=at)
        values = {
            name: getattr(card, name) for name in ("kind", "state", "score", "badges", "changed_at")
        }
        if found:
            flag_id = found.id
            self._set(flag_id, **values, updated_at=at)
            if card.state is not found.state:
                self._tell(flag_id, at, "raise", found.state, card.state)
        else:
            flag_id = len(self.rows) + 1
            self.rows[flag_id] = Flag(
                id=flag_id,
                claim_id=one.claim_id,
                origin=one.origin,
                created_at=at,
                updated_at=at,
                **values,
            )
            self._tell(flag_id, at, "create", "", card.state, claim_id=one.claim_id)
        if card.leads:
            self.leads[flag_id] = one.article_id
        self.drafts[_key(one)] = (flag_id, replace(draft, evidence=one))

    def get(self, flag_id):
        return self._flag(flag_id)

    def list(self, *, states=None, kinds=None, claim_id=None, since=None):
        found = [
            flag
            for flag in map(self._flag, self.rows)
            if (states is None or flag.state in states)
            and (kinds is None or flag.kind in kinds)
            and claim_id in (None, flag.claim_id)
            and (since is None or max(flag.created_at, flag.changed_at or _FIRST) >= since)
        ]
        return tuple(sorted(found, key=lambda flag: (-flag.score, flag.id)))

    def wake_snoozed(self, now):
        over = [
            flag.id
            for flag in self.rows.values()
            if flag.state is FlagState.SNOOZED and flag.snoozed_until and flag.snoozed_until <= now
        ]
        for flag_id in over:
            self._requeue(flag_id, FlagState.QUEUED, now)
            self._tell(flag_id, now, "wake", FlagState.SNOOZED, FlagState.QUEUED)
        return len(over)

    def record_review(self, outcome):
        event = outcome.event
        if outcome.state in DECIDED and event.actor in ("", MACHINE):
            raise TransitionError("only a person decides on a flag")
        before = self._flag(outcome.flag_id)
        if before.state is not outcome.expected:
            raise TransitionError(f"flag {before.id} is {before.state} by now")
        if outcome.duplicate_of is not None:
            if outcome.duplicate_of == before.id:
                raise TransitionError("a flag cannot be a duplicate of itself")
            self._flag(outcome.duplicate_of)
        self._set(
            before.id,
            state=outcome.state,
            snoozed_until=outcome.snoozed_until,
            duplicate_of=outcome.duplicate_of,
            changed_at=None,
            updated_at=event.at,
        )
        self.store.audit.append(event)
        if outcome.state in (FlagState.QUEUED, FlagState.HIDDEN):
            self._requeue(before.id, outcome.state, event.at)
        return self._flag(before.id)

    def _requeue(self, flag_id, state, at):
        lead = choose_lead(draft for owner, draft in self.drafts.values() if owner == flag_id)
        if state is FlagState.HIDDEN and opening_state(lead) is not state:
            self._tell(flag_id, at, "raise", state, FlagState.QUEUED)
            state = FlagState.QUEUED
        self._set(
            flag_id,
            state=state,
            kind=lead.kind,
            score=lead.score,
            badges=lead.badges,
            snoozed_until=None,
            updated_at=at,
        )
        self.leads[flag_id] = lead.evidence.article_id

    def _set(self, flag_id, **values):
        self.rows[flag_id] = replace(self.rows[flag_id], **values)

    def _tell(self, flag_id, at, action, before, after, **data):
        self.store.audit.append(
            AuditEvent(
                at=at,
                actor=MACHINE,
                subject="flag",
                subject_id=str(flag_id),
                action=action,
                from_state=before,
                to_state=after,
                data=data,
            )
        )


class FakeRecheckStore:
    def __init__(self, store):
        self.store = store
        # url -> [first_fetched_at, checks, next_check_at, missing_since, checked_at]
        self.rows = {}

    def put_down(self, draft):
        one = draft.evidence
        told = draft.kind is not FlagKind.RECAP and one.occasion is Occasion.READING
        if told and one.url.startswith("http") and one.url not in self.rows:
            versions = self.store.articles.find(one.url)
            first = min((version.fetched_at for version in versions), default=one.fetched_at)
            self.rows[one.url] = [first, 0, first + timedelta(hours=1), None, None]

    def due(self, now, limit):
        ahead = now + timedelta(minutes=5)
        found = sorted(
            (row[2] or _FIRST, url)
            for url, row in self.rows.items()
            if (row[2] is not None and row[2] <= now) or (row[4] or row[0]) > ahead
        )
        return tuple(self._due(url) for _, url in found[:limit])

    def _due(self, url):
        first, checks, _, missing_since, _ = self.rows[url]
        article = self.store.articles.find(url)[0]
        entry = self.store.entries.rows.get(article.entry_id)
        return RecheckDue(
            article=article,
            address=(entry and entry.url) or url,
            first_fetched_at=first,
            checks=checks,
            missing_since=missing_since,
        )

    def record_recheck(self, outcome):
        articles = self.store.articles
        known = len(articles.rows)
        stored = outcome.article and articles.insert(outcome.article)
        self.store.flags.join_cards(outcome.drafts, outcome.at)
        if outcome.url in self.rows:
            first = self.rows[outcome.url][0]
            self.rows[outcome.url] = [
                first,
                outcome.checks,
                outcome.next_check_at,
                outcome.missing_since,
                outcome.at,
            ]
        return stored if len(articles.rows) > known else None


class FakeSecondStore:
    def __init__(self):
        self.rows = {}  # id -> [call, outcome or None]
        self.number = 0

    def begin(self, call, caps):
        spent = self.usage(call.at.date())
        if spent.calls >= caps.calls or spent.cost + call.cost > caps.cost:
            return None
        self.number += 1
        asked = SecondOutcome(call_id=self.number, fate=SecondFate.ASKED, cost=call.cost)
        self.rows[self.number] = [call, asked]
        return self.number

    def record_second(self, outcome):
        _pick(self.rows, outcome.call_id, "call of a second reader")[1] = outcome

    def reply(self, key):
        found = [end.reply for call, end in self.rows.values() if call.key == key and end.reply]
        return found[-1] if found else None

    def usage(self, day):
        rows = [end for call, end in self.rows.values() if call.at.date() == day]
        return SecondUsage(
            day=day,
            calls=len(rows),
            cost=sum(end.cost for end in rows),
            tokens_in=sum(end.tokens_in for end in rows),
            tokens_out=sum(end.tokens_out for end in rows),
            fates=Counter(str(end.fate) for end in rows),
        )

    def prune(self, before):
        old = [number for number, (call, _) in self.rows.items() if call.at < before]
        for number in old:
            del self.rows[number]
        return len(old)


class FakeDigestStore:
    def __init__(self):
        self.rows = []
        self.outbox = []

    def last(self):
        return self.rows[-1] if self.rows else None

    def find(self, local_day):
        return next((digest for digest in self.rows if digest.local_day == local_day), None)

    def create(self, digest, deliveries):
        found = self.find(digest.local_day)
        if found:
            return found
        digest = replace(digest, id=len(self.rows) + 1)
        self.rows.append(digest)
        for delivery in deliveries:
            self.outbox.append(replace(delivery, id=len(self.outbox) + 1, digest_id=digest.id))
        return digest

    def deliveries(self, digest_id):
        return tuple(delivery for delivery in self.outbox if delivery.digest_id == digest_id)

    def due(self, now):
        return tuple(
            DeliveryDue(delivery=delivery, digest=self.rows[delivery.digest_id - 1])
            for delivery in self.outbox
            if delivery.state in (DeliveryState.QUEUED, DeliveryState.UNKNOWN)
            and (delivery.next_try_at or now) <= now
        )

    def interrupted(self):
        return tuple(one for one in self.outbox if one.state is DeliveryState.SENDING)

    def record_delivery(self, delivery):
        if not 0 < delivery.id <= len(self.outbox):
            raise NotFoundError(f"there is no delivery {delivery.id}")
        kept = self.outbox[delivery.id - 1]
        names = ("state", "attempts", "next_try_at", "error", "sent_at")
        values = {name: getattr(delivery, name) for name in names}
        self.outbox[delivery.id - 1] = replace(kept, **values)


class FakeRunStore:
    def __init__(self, store):
        self.store = store
        self.lease = None
        self.token = 0
        self.jobs = {}
        self.number = 0
        self.facts = {}

    def acquire(self, holder, *, now, ttl_s, steal):
        held = self.lease
        ends = now + timedelta(seconds=ttl_s)
        if held and held.holder == holder:
            self.lease = replace(held, expires_at=ends)
            return self.lease
        if held and held.expires_at > now and not steal:
            raise LeaseError(
                f"another daemon works on this database: {held.holder}, "
                f"last heard of at {self.renewed:%Y-%m-%d %H:%M:%S} UTC"
            )
        self.token += 1
        self.renewed = now
        self.lease = Lease(holder=holder, token=self.token, acquired_at=now, expires_at=ends)
        return self.lease

    def holder(self):
        return self.lease

    def renew(self, lease, *, now, ttl_s):
        held = self.lease
        if held is None or (held.holder, held.token) != (lease.holder, lease.token):
            raise LeaseError(f"the lease was lost to {held.holder if held else 'nobody'}")
        self.renewed = now
        self.lease = replace(held, expires_at=now + timedelta(seconds=ttl_s))
        return self.lease

    def release(self, lease):
        held = self.lease
        if held and (held.holder, held.token) == (lease.holder, lease.token):
            self.lease = None

    def record_run(self, run):
        kept = self.jobs.setdefault(run.job, [])
        if all((r.started_at, r.finished_at) != (run.started_at, run.finished_at) for r in kept):
            self.number += 1
            kept.append(replace(run, id=self.number))
            del kept[:-200]

    def latest_runs(self):
        return tuple(self.jobs[job][-1] for job in sorted(self.jobs))

    def figures(self, now):
        store = self.store
        feeds = [store.feeds.get(number) for number in sorted(store.feeds.rows)]
        due = [feed for feed in store.feeds._pollable() if (feed.next_poll_at or now) <= now]
        late = [feed for feed in due if feed.next_poll_at]
        flags = store.flags.list()
        digests, outbox = store.digests.rows, store.digests.outbox
        new = {one.id for one in digests if one.created_at >= now - timedelta(days=7)}
        first = min(late, key=lambda feed: (feed.next_poll_at, feed.id), default=None)
        return Figures(
            feeds=Counter(str(feed.state) for feed in feeds),
            feeds_due=len(due),
            overdue=(first.id, first.next_poll_at) if first else None,
            claims=Counter(str(claim.status) for claim in store.claims.list()),
            entries={str(state): n for state, n in store.entries.counts().items() if n},
            articles=store.articles.count(),
            unmatched=len(store.articles.due(10**9)),
            backfills=len(store.claims.queue),
            rechecks_due=len(store.rechecks.due(now, 10**9)),
            flags=Counter((str(flag.kind), str(flag.state)) for flag in flags),
            deliveries=Counter(str(one.state) for one in outbox),
            undelivered=sum(
                one.digest_id in new and one.state is not DeliveryState.SENT for one in outbox
            ),
            digest_at=digests[-1].created_at if digests else None,
            offline_since=datetime.fromisoformat(self.facts[OFFLINE])
            if self.facts.get(OFFLINE)
            else None,
        )

    def meta(self, key):
        return self.facts.get(key)

    def set_meta(self, key, value):
        self.facts[key] = value


def _key(one):
    return one.claim_id, one.article_id, one.occasion


def _in_turns(found, limit, outlet_of):
    """The first ``limit`` when outlets take turns, in the order of ``found``."""
    met = Counter()
    turns = []
    for place, item in enumerate(found):
        turns.append((met[outlet_of(item)], place))
        met[outlet_of(item)] += 1
    return [found[place] for place in sorted(place for _, place in sorted(turns)[:limit])]


def _pick(rows, key, what):
    if key not in rows:
        raise NotFoundError(f"there is no {what} {key!r}")
    return rows[key]


def _natural(name: str) -> tuple[object, ...]:
    parts = re.split(r"(\d+)", name)
    return tuple((int(p), p) if n % 2 else (-1, p.casefold()) for n, p in enumerate(parts))
