"""All of storage over one database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from monitor.storage.articles import SqlArticleStore
from monitor.storage.audit import SqlAuditStore
from monitor.storage.claims import SqlClaimStore
from monitor.storage.digests import SqlDigestStore
from monitor.storage.engine import Database
from monitor.storage.entries import SqlEntryStore
from monitor.storage.feeds import SqlFeedStore
from monitor.storage.flags import SqlFlagStore
from monitor.storage.migrate import is_current, read_revision, require_current, upgrade
from monitor.storage.outlets import SqlOutletStore
from monitor.storage.rechecks import SqlRecheckStore
from monitor.storage.runs import SqlRunStore
from monitor.storage.seconds import SqlSecondStore

if TYPE_CHECKING:
    from monitor.domain.ports import Store


class SqlStore:
    """Every port over one database; threads may share it. Close it at the end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.claims = SqlClaimStore(database)
        self.outlets = SqlOutletStore(database)
        self.feeds = SqlFeedStore(database)
        self.entries = SqlEntryStore(database)
        self.articles = SqlArticleStore(database)
        self.flags = SqlFlagStore(database)
        self.rechecks = SqlRecheckStore(database)
        self.seconds = SqlSecondStore(database)
        self.audit = SqlAuditStore(database)
        self.digests = SqlDigestStore(database)
        self.runs = SqlRunStore(database)

    def close(self) -> None:
        self.database.close()


def open_store(url: str, *, migrate: bool | Literal["auto"] = False) -> SqlStore:
    """The store at ``url``; an empty or missing database gets its schema.

    An older schema is migrated if ``migrate`` is set ("auto" is True), else SchemaError tells
    how. A newer one is always refused. ConfigError for a URL that is none; StorageError if the
    database cannot be used, BusyError if it can later.
    """
    database = Database(url)
    try:
        revision = read_revision(database)
        # Nothing to do writes nothing: a full disk can still be read.
        if revision is None or (migrate and not is_current(revision)):
            upgrade(url)
            revision = read_revision(database)
        require_current(revision, database.name)
    except BaseException:
        database.close()
        raise
    return SqlStore(database)


def _conforms(store: SqlStore) -> Store:
    return store  # mypy compares the classes with the ports here
