"""A database with rows in every table."""

from sqlalchemy import func, select

from monitor.domain.judgement import SecondFate
from monitor.domain.model import ClaimStatus
from monitor.domain.second.calls import Caps, SecondOutcome
from monitor.storage.store import SqlStore
from monitor.storage.tables import metadata
from tests.factories import (
    NOW,
    later,
    make_article,
    make_claim,
    make_collect,
    make_delivery,
    make_digest,
    make_event,
    make_flag_draft,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
    make_run,
    make_second_call,
)


def populate(store: SqlStore) -> None:
    """Write something into every table."""
    store.outlets.put([make_outlet(), make_outlet("herald")])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(feed, *(make_new_entry(name) for name in "abc")))
    for name in ("C1", "C2"):
        store.claims.add(make_claim(name), event=make_event())
    closed = make_claim("C3", status=ClaimStatus.MERGED, merged_into="C1")
    store.claims.add(closed, event=make_event())
    for due in store.entries.due(NOW, 2):
        article = store.entries.record_collect(
            make_collect(due.entry.id, make_article(due.entry.url[-1]))
        )
        assert article is not None
        drafts = [make_flag_draft(name, article) for name in ("C1", "C2")]
        store.flags.record_match(make_match(article.id, *drafts))
    store.digests.create(make_digest(), [make_delivery()])
    number = store.seconds.begin(make_second_call(), Caps(calls=9, cost=9.0))
    assert number is not None
    store.seconds.record_second(
        SecondOutcome(call_id=number, fate=SecondFate.TAKEN, cost=0.5, reply="a reply")
    )
    store.runs.acquire("host:1:2", now=NOW, ttl_s=60, steal=False)
    store.runs.record_run(make_run())
    store.runs.set_meta("seeded", "yes")


def row_counts(store: SqlStore) -> dict[str, int]:
    """Rows of every table."""
    with store.database.read() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


def contents(store: SqlStore) -> tuple[object, ...]:
    """All that the ports show of the populated database."""
    return (
        store.claims.list(),
        store.claims.backfills(9),
        store.outlets.list(),
        store.feeds.list(),
        store.entries.due(NOW, 9),
        store.articles.after(0, 9),
        store.flags.list(),
        store.rechecks.due(later(days=1), 9),
        store.seconds.usage(NOW.date()),
        store.seconds.reply("k1"),
        store.audit.list(),
        store.digests.last(),
        store.digests.due(NOW),
        store.runs.holder(),
        store.runs.latest_runs(),
        store.runs.meta("seeded"),
    )
