"""Few statements, indexed, and quick enough."""

import time

import pytest
from sqlalchemy import event

from tests.factories import NOW, make_new_entry, make_poll
from tests.storage.populated import populate


@pytest.fixture
def statements(sql_store):
    """The SELECTs that the store has sent."""
    populate(sql_store)
    seen: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(sql_store.database._engine, "before_cursor_execute", note)
    return seen


@pytest.mark.parametrize(
    ("read", "most"),
    [
        (lambda store: store.flags.list(), 2),
        (lambda store: store.flags.get(1), 2),
        (lambda store: store.flags.evidence_on("C1"), 1),
        (lambda store: store.feeds.due(NOW, 9), 1),
        (lambda store: store.entries.due(NOW, 9), 1),
        (lambda store: store.articles.after(0, 9), 1),
        (lambda store: store.claims.list(), 1),
        (lambda store: store.claims.backfills(9), 1),
        (lambda store: store.digests.due(NOW), 1),
        (lambda store: store.runs.latest_runs(), 1),
    ],
)
def test_lists_take_as_many_queries_whatever_their_length(sql_store, statements, read, most):
    assert read(sql_store)
    assert len(statements) <= most


@pytest.mark.parametrize(
    ("read", "index"),
    [
        (lambda store: store.flags.evidence_on("C1"), "ix_evidence_claim_id_dated_at"),
        (lambda store: store.entries.due(NOW, 9), "ix_entries_state_dated_at"),
        (lambda store: store.feeds.recent_entry_times(1), "ix_entries_feed_id_dated_at"),
        (
            lambda store: store.entries.skipped(after_id=1, limit=9, since=None),
            "ix_entries_state_id",
        ),
        (lambda store: store.articles.due(9), "ix_articles_matched_at_dated_at"),
        (lambda store: store.articles.find("x"), "uq_articles_url_key_content_hash"),
        (lambda store: store.audit.list(subject="flag", subject_id="1"), "ix_audit_subject"),
    ],
)
def test_reads_use_their_index(sqlite_url, open_sql, read, index):
    store = open_sql(sqlite_url)
    populate(store)
    seen: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        seen.append((statement, parameters))

    event.listen(store.database._engine, "before_cursor_execute", note)
    read(store)
    statement, parameters = next(one for one in seen if one[0].startswith("SELECT"))
    with store.database.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    found = " ".join(str(row) for row in plan)
    assert (index.startswith("uq_") and "sqlite_autoindex_articles" in found) or index in found, (
        found
    )


def test_a_poll_of_fifty_new_entries_is_quick(sqlite_url, open_sql):
    store = open_sql(sqlite_url)
    populate(store)
    feed = store.feeds.list()[0]
    times = []
    for number in range(5):
        items = [make_new_entry(f"{number}-{n}", content="x" * 3000) for n in range(50)]
        started = time.perf_counter()
        assert store.feeds.record_poll(make_poll(feed, *items)) == (50, 50)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.030
