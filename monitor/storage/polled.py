"""Entries as polls bring them: which of them are new, and the keys they are known by.

Many feeds at once, as what a statement costs hardly depends on how much it carries.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, text, update

from monitor.domain.model import EntryState, Feed, ParsedEntry
from monitor.domain.work import NewEntry
from monitor.storage import rows
from monitor.storage.engine import chunks
from monitor.storage.tables import entries, index_key

#: What an entry is known by: its feed and an indexed key.
_Key = tuple[int, str]
#: The entry that has a key; below zero a new one, by its place, until it has an id.
_Owners = dict[_Key, int]

# One parameter, whatever the number of keys: a list of parameters is written anew, and prepared
# anew, for each length; and what SQLAlchemy does for a row costs more than the row.
_OWNERS = {
    "sqlite": text(
        "SELECT k.feed_id, k.key, k.entry_id FROM json_each(:wanted) AS w"
        " CROSS JOIN entry_keys AS k"
        " ON k.feed_id = json_extract(w.value, '$[0]') AND k.key = json_extract(w.value, '$[1]')"
    ),
    "postgresql": text(
        "SELECT k.feed_id, k.key, k.entry_id FROM json_array_elements(CAST(:wanted AS json)) AS w"
        " JOIN entry_keys AS k"
        " ON k.feed_id = CAST(w.value->>0 AS integer) AND k.key = w.value->>1"
    ),
}
_LINK = {
    "sqlite": text(
        "INSERT INTO entry_keys (feed_id, key, entry_id) SELECT json_extract(w.value, '$[0]'),"
        " json_extract(w.value, '$[1]'), json_extract(w.value, '$[2]') FROM json_each(:links) AS w"
    ),
    "postgresql": text(
        "INSERT INTO entry_keys (feed_id, key, entry_id) SELECT CAST(w.value->>0 AS integer),"
        " w.value->>1, CAST(w.value->>2 AS integer)"
        " FROM json_array_elements(CAST(:links AS json)) AS w"
    ),
}


@dataclass(frozen=True, slots=True)
class Polled:
    """The entries that one poll saw, oldest or newest first, as the feed has them."""

    feed: Feed
    items: Sequence[NewEntry]
    at: datetime


def unseen(connection: Connection, feed_id: int, found: Sequence[ParsedEntry]) -> tuple[int, ...]:
    """Positions of the entries that share no key with a stored one or with each other."""
    keys = [_index_keys(feed_id, entry) for entry in found]
    return tuple(_unowned(keys, _owners(connection, {key for some in keys for key in some})))


def add_entries(connection: Connection, batch: Sequence[Polled]) -> tuple[int, ...]:
    """Add the entries that are new, as ``unseen`` tells them; how many of each poll."""
    items = [(one, item) for one in batch for item in one.items]
    keys = [_index_keys(one.feed.id, item.parsed) for one, item in items]
    owners = _owners(connection, {key for some in keys for key in some})
    known = set(owners)
    if known:
        _wake(
            connection,
            {
                owners[key]: item.parsed
                for (_, item), some in zip(items, keys, strict=True)
                if item.state is EntryState.PENDING
                for key in some
                if key in known
            },
        )
    fresh = [items[position] for position in _unowned(keys, owners)]
    ids = _insert(
        connection,
        [
            rows.entry_values(item, feed_id=one.feed.id, outlet_id=one.feed.outlet_id, at=one.at)
            for one, item in fresh
        ],
    )
    links = [
        (*key, owner if owner > 0 else ids[-owner - 1])
        for key, owner in owners.items()
        if key not in known
    ]
    if links:
        given = json.dumps(links, ensure_ascii=False)
        connection.execute(_LINK[connection.dialect.name], {"links": given})
    new = {id(one): 0 for one in batch}
    for one, _ in fresh:
        new[id(one)] += 1
    return tuple(new[id(one)] for one in batch)


def _wake(connection: Connection, hits: dict[int, ParsedEntry]) -> None:
    """Skipped entries that hit a query now, as their text or the claims have changed."""
    skipped: set[int] = set()
    for some in chunks(sorted(hits)):
        query = select(entries.c.id).where(
            entries.c.id.in_(some), entries.c.state == EntryState.SKIPPED
        )
        skipped.update(connection.execute(query).scalars())
    for entry in sorted(skipped):
        parsed = hits[entry]
        connection.execute(
            update(entries)
            .where(entries.c.id == entry)
            .values(
                state=EntryState.PENDING,
                title=parsed.title,
                summary=parsed.summary,
                content=parsed.content,
                categories=list(parsed.categories),
            )
        )


def _index_keys(feed_id: int, entry: ParsedEntry) -> tuple[_Key, ...]:
    return tuple(dict.fromkeys((feed_id, index_key(key)) for key in entry.keys))


def _unowned(keys: Sequence[Sequence[_Key]], owners: _Owners) -> Iterator[int]:
    """Positions of the entries none of whose keys has an owner; they become its owners."""
    fresh = 0
    for position, some in enumerate(keys):
        owner = next((owners[key] for key in some if key in owners), None)
        if owner is None:
            fresh += 1
            owner = -fresh
            yield position
        for key in some:
            owners.setdefault(key, owner)


def _owners(connection: Connection, wanted: Collection[_Key]) -> _Owners:
    if not wanted:
        return {}
    given = json.dumps(list(wanted), ensure_ascii=False)
    found = connection.execute(_OWNERS[connection.dialect.name], {"wanted": given})
    return {(feed, key): entry for feed, key, entry in found}


def _insert(connection: Connection, values: Sequence[rows.Values]) -> list[int]:
    """Ids of the new rows, in their order."""
    if not values:
        return []
    # Nobody else writes meanwhile, and ids only grow. Asking for them with RETURNING makes one
    # long statement of many rows, which costs more than the rows.
    last = connection.scalar(select(func.max(entries.c.id))) or 0
    connection.execute(insert(entries), values)
    query = select(entries.c.id).where(entries.c.id > last).order_by(entries.c.id)
    ids = list(connection.scalars(query))
    if len(ids) != len(values):
        raise RuntimeError(f"{len(ids)} new entries where {len(values)} were added")
    return ids
