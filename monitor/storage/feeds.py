"""Feeds and their entries as polled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from monitor.domain.model import Feed, FeedState, Outline, ParsedEntry
from monitor.domain.work import FeedDue, PollOutcome
from monitor.errors import NotFoundError
from monitor.storage import polled, rows
from monitor.storage.engine import Database, chunks
from monitor.storage.outlets import no_outlet
from monitor.storage.tables import entries, feeds, index_key, outlets

#: "Due now" as a time, for feeds that were never polled.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
#: A poll that lies further in the future was dated by a clock that ran ahead.
_SLIPPED = timedelta(minutes=5)
_POLLABLE = feeds.c.paused.is_(False) & (feeds.c.state != FeedState.GONE)


class SqlFeedStore:
    """FeedStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, url: str, *, outlet_id: str, title: str = "", at: datetime) -> Feed:
        with self._database.write() as connection:
            stored = _find(connection, url)
            if stored is not None:
                return stored
            if connection.scalar(select(outlets.c.id).where(outlets.c.id == outlet_id)) is None:
                raise no_outlet(outlet_id)
            added = connection.scalars(
                insert(feeds)
                .values(
                    **rows.polled_values(Feed(id=0, url=url, outlet_id=outlet_id, title=title)),
                    url=url,
                    url_key=index_key(url),
                    outlet_id=outlet_id,
                    state=FeedState.NEW,
                    state_since=at,
                    paused=False,
                    outline=rows.outline_value(Outline()),
                )
                .returning(feeds.c.id)
            ).one()
            return _get(connection, added)

    def get(self, feed_id: int) -> Feed:
        with self._database.read() as connection:
            return _get(connection, feed_id)

    def find(self, url: str) -> Feed | None:
        with self._database.read() as connection:
            return _find(connection, url)

    def list(self) -> tuple[Feed, ...]:
        with self._database.read() as connection:
            found = connection.execute(select(feeds).order_by(feeds.c.id)).mappings().all()
        return tuple(rows.to_feed(row) for row in found)

    def remove(self, feed_id: int) -> None:
        with self._database.write() as connection:
            _get(connection, feed_id)
            connection.execute(delete(feeds).where(feeds.c.id == feed_id))

    def pause(self, feed_id: int, *, paused: bool, at: datetime) -> Feed:
        with self._database.write() as connection:
            feed = _get(connection, feed_id)
            if paused:
                values = {"state": FeedState.PAUSED, "state_since": at, "paused": True}
                if feed.paused:
                    return feed
            else:
                state = FeedState.OK if feed.succeeded_at else FeedState.NEW
                values = {"state": state, "state_since": at, "paused": False, "next_poll_at": None}
            connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))
            return _get(connection, feed_id)

    def describe(
        self,
        feed_id: int,
        *,
        title: str | None = None,
        interval: timedelta | None = None,
        outline: Outline | None = None,
    ) -> Feed:
        values: rows.Values = {}
        if title is not None:
            values["title"] = title
        if interval is not None:
            values["interval_s"] = interval.total_seconds() or None
        if outline is not None:
            values["outline"] = rows.outline_value(outline)
        with self._database.write() as connection:
            _get(connection, feed_id)
            if values:
                connection.execute(update(feeds).where(feeds.c.id == feed_id).values(**values))
            return _get(connection, feed_id)

    def due(self, now: datetime, limit: int) -> tuple[FeedDue, ...]:
        order = (feeds.c.next_poll_at.asc().nulls_first(), feeds.c.id)
        ready = _POLLABLE & (
            feeds.c.next_poll_at.is_(None)
            | (feeds.c.next_poll_at <= now)
            | (feeds.c.polled_at > now + _SLIPPED)
        )
        # Outlets take turns, so that the long queue of one does not fill the whole answer.
        turn = func.row_number().over(partition_by=feeds.c.outlet_id, order_by=order)
        first = select(feeds.c.id, turn.label("turn"), feeds.c.next_poll_at).where(ready).subquery()
        chosen = select(first.c.id).order_by(
            first.c.turn, first.c.next_poll_at.asc().nulls_first(), first.c.id
        )
        query = (
            select(
                *(column.label(f"feed_{column.name}") for column in feeds.c),
                *(column.label(f"outlet_{column.name}") for column in outlets.c),
            )
            .join_from(feeds, outlets)
            .where(feeds.c.id.in_(chosen.limit(limit)))
            .order_by(*order)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(
            FeedDue(
                feed=rows.to_feed(rows.prefixed(row, "feed_")),
                outlet=rows.to_outlet(rows.prefixed(row, "outlet_")),
            )
            for row in found
        )

    def next_due_at(self) -> datetime | None:
        query = (
            select(feeds.c.next_poll_at)
            .where(_POLLABLE)
            .order_by(feeds.c.next_poll_at.asc().nulls_first())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else row[0] or AT_ONCE

    def unseen(self, feed_id: int, entries: Sequence[ParsedEntry]) -> tuple[int, ...]:
        with self._database.read() as connection:
            return polled.unseen(connection, feed_id, entries)

    def record_poll(self, outcome: PollOutcome) -> tuple[int, int]:
        return self.record_polls([outcome])[0]

    def record_polls(self, outcomes: Sequence[PollOutcome]) -> tuple[tuple[int, int], ...]:
        with self._database.write() as connection:
            stored = _stored(connection, {outcome.feed.id for outcome in outcomes})
            # The others were removed while they were polled.
            present = [outcome for outcome in outcomes if outcome.feed.id in stored]
            learned = []
            for one in present:
                feed = _after_poll(connection, stored[one.feed.id], one.feed, stored)
                stored[feed.id] = feed
                learned.append(_learned(feed))
            new = polled.add_entries(
                connection,
                [polled.Polled(stored[one.feed.id], one.entries, one.at) for one in present],
            )
            if learned:
                connection.execute(_LEARN, learned)
        added = {id(one): count for one, count in zip(present, new, strict=True)}
        return tuple((added.get(id(one), 0), len(one.entries)) for one in outcomes)

    def recent_entry_times(self, feed_id: int, limit: int = 50) -> tuple[datetime, ...]:
        query = (
            select(entries.c.dated_at)
            .where(entries.c.feed_id == feed_id)
            .order_by(entries.c.dated_at.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(connection.scalars(query))


def no_feed(feed_id: int) -> NotFoundError:
    """The error for an unknown feed."""
    return NotFoundError(f"there is no feed {feed_id}")


def _get(connection: Connection, feed_id: int) -> Feed:
    row = connection.execute(select(feeds).where(feeds.c.id == feed_id)).mappings().first()
    if row is None:
        raise no_feed(feed_id)
    return rows.to_feed(row)


def _find(connection: Connection, url: str) -> Feed | None:
    query = select(feeds).where(feeds.c.url_key == index_key(url))
    row = connection.execute(query).mappings().first()
    return None if row is None else rows.to_feed(row)


def _stored(connection: Connection, ids: Collection[int]) -> dict[int, Feed]:
    found: dict[int, Feed] = {}
    for some in chunks(sorted(ids)):
        query = select(feeds).where(feeds.c.id.in_(some))
        for row in connection.execute(query).mappings():
            found[row["id"]] = rows.to_feed(row)
    return found


def _after_poll(
    connection: Connection, stored: Feed, polled: Feed, batch: Mapping[int, Feed]
) -> Feed:
    """What is stored of a feed after its poll; ``batch`` are feeds of the same transaction."""
    after = replace(
        polled,
        title=stored.title or polled.title,
        paused=stored.paused,
        outlet_id=stored.outlet_id,
        interval=stored.interval,
        outline=stored.outline,
    )
    if stored.paused:  # it may have been paused while it was polled
        after = replace(after, state=stored.state, state_since=stored.state_since)
    if polled.url != stored.url:  # taken by another, that feed is polled by itself
        taken = any(one.url == polled.url for one in batch.values())
        if taken or _find(connection, polled.url) is not None:
            after = replace(after, url=stored.url)
    return after


def _learned(feed: Feed) -> rows.Values:
    return {
        "feed": feed.id,
        **rows.polled_values(feed),
        "state": feed.state,
        "state_since": feed.state_since,
        "url": feed.url,
        "url_key": index_key(feed.url),
    }


#: Sets the columns that are named by the first of many rows.
_LEARN = update(feeds).where(feeds.c.id == bindparam("feed"))
