"""The tables, and the column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

#: Revision of the newest migration: what this program works with.
SCHEMA = "0004"

#: Tables of others that may share the database (the queue of the cluster engine).
FOREIGN_TABLES = ("procrastinate_",)

# A NUL ends a text for SQLite's functions and is refused by PostgreSQL, a lone surrogate cannot
# be encoded by either. One character takes the place of one, so that offsets stay true.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_KEY = 500  # PostgreSQL indexes at most some 2,700 bytes


def clean(value: Any) -> Any:
    """``value`` with every text in it, at any depth, free of what databases refuse."""
    if isinstance(value, str):
        if value.isascii() and "\0" not in value:
            return str(value)
        return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def index_key(text: str) -> str:
    """``text`` as it is indexed: itself, or its hash when it is too long for an index."""
    text = str(clean(text))
    if len(text) <= _LONGEST_KEY:
        return text
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


class CleanText(TypeDecorator[str]):
    """Text without the characters that one of the databases refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if type(value) is str and value.isascii() and "\0" not in value:  # nearly always
            return value
        return None if value is None else str(clean(value))


class Json(TypeDecorator[Any]):
    """A JSON value as text: it is only ever read whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return json.dumps(clean(value), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored as UTC and returned in UTC; a naive one is a bug."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime must not be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table(name: str, *items: Any, numbered: bool = True) -> Table:
    """A table; ``numbered`` ones have an ``id`` that is never given twice."""
    if numbered:
        items = (Column("id", Integer, primary_key=True), *items)
        return Table(name, metadata, *items, sqlite_autoincrement=True)
    return Table(name, metadata, *items)


def _text(name: str, *items: Any, **options: Any) -> Column[str]:
    return Column(name, CleanText, *items, **{"nullable": False, **options})


def _time(name: str, *, nullable: bool = True) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _json(name: str) -> Column[Any]:
    return Column(name, Json, nullable=False)


def _int(name: str, *items: Any, **options: Any) -> Column[int]:
    return Column(name, Integer, *items, **{"nullable": False, **options})


claims = _table(
    "claims",
    _text("id", primary_key=True),
    _text("text"),
    _text("query"),
    _text("kind"),
    _text("status"),
    Column("claimed_on", Date),
    _text("sentence"),
    _int("start", nullable=True),
    _int("end", nullable=True),
    _text("cue"),
    _text("speaker"),
    _text("origin_url"),
    _text("origin_title"),
    _json("parties"),
    _int("priority"),
    _text("note"),
    _text("merged_into", ForeignKey("claims.id"), nullable=True),
    _time("created_at", nullable=False),
    _time("updated_at", nullable=False),
    numbered=False,
)

backfills = _table(
    "backfills",
    _text("claim_id", ForeignKey("claims.id"), primary_key=True),
    _int("after_article"),
    _int("turn"),  # grows when the claim is queued again while its match is under way
    _time("queued_at", nullable=False),
    numbered=False,
)

outlets = _table(
    "outlets",
    _text("id", primary_key=True),
    _text("name"),
    _text("kind"),
    _text("country"),
    _text("state_media_of"),
    _json("hosts"),
    _text("language"),
    numbered=False,
)

feeds = _table(
    "feeds",
    _text("url"),
    _text("url_key", unique=True),
    _text("outlet_id", ForeignKey("outlets.id")),
    _text("title"),
    _text("state"),
    _time("state_since"),
    Column("paused", Boolean, nullable=False),
    _text("etag"),
    _text("last_modified"),
    _text("body_hash"),
    Column("interval_s", Float),
    _time("next_poll_at"),
    _time("polled_at"),
    _time("succeeded_at"),
    _time("new_entry_at"),
    _time("full_fetch_at"),
    Column("failures", Float, nullable=False),
    _text("error"),
    _text("moved_to"),
    _int("moved_seen"),
    _time("doubted_at"),
    Column("ttl_s", Float),
    _json("skip_hours"),
    _json("skip_days"),
    _json("outline"),
)

articles = _table(
    "articles",
    _text("url"),
    _text("url_key"),
    _text("content_hash"),
    _int("version"),
    _text("outlet_id"),
    _text("title"),
    _text("text"),
    _text("byline"),
    _text("language"),
    _text("status"),
    _time("published_at"),
    _time("fetched_at", nullable=False),
    _time("dated_at", nullable=False),  # published_at, else fetched_at
    _int("entry_id", nullable=True),
    _time("matched_at"),
    UniqueConstraint("url_key", "content_hash"),
    Index(None, "matched_at", "dated_at"),
)

entries = _table(
    "entries",
    _int("feed_id", ForeignKey("feeds.id", ondelete="SET NULL"), nullable=True),
    _text("outlet_id", ForeignKey("outlets.id")),  # outlives the feed
    _text("guid"),
    _text("url"),
    _text("title"),
    _text("summary"),
    _text("content"),
    _json("categories"),
    _text("author"),
    _time("published_at"),
    _time("seen_at", nullable=False),
    _time("dated_at", nullable=False),  # published_at, else seen_at
    _text("state"),
    _text("reason"),
    _int("attempts"),
    _time("tried_at"),
    _time("retry_at"),
    _int("article_id", ForeignKey("articles.id"), nullable=True),
    Index(None, "state", "dated_at"),
    Index(None, "state", "id"),
    Index(None, "feed_id", "dated_at"),
)

entry_keys = _table(
    "entry_keys",
    _int("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    _text("key", primary_key=True),
    _int("entry_id", ForeignKey("entries.id", ondelete="CASCADE")),
    Index(None, "entry_id"),
    numbered=False,
)

flags = _table(
    "flags",
    _text("claim_id", ForeignKey("claims.id")),
    _text("origin"),
    _text("origin_key"),
    _text("kind"),
    _text("state"),
    Column("score", Float, nullable=False),
    _json("badges"),
    _int("lead_article_id", ForeignKey("articles.id")),
    _time("snoozed_until"),
    _int("duplicate_of", ForeignKey("flags.id"), nullable=True),
    _time("created_at", nullable=False),
    _time("updated_at", nullable=False),
    _time("changed_at"),
    UniqueConstraint("claim_id", "origin_key"),
    Index(None, "state", "score"),
)

# A copy of the article's identity: evidence has to stay as it was shown.
evidence = _table(
    "evidence",
    _int("flag_id", ForeignKey("flags.id")),
    _text("claim_id", ForeignKey("claims.id")),
    _int("article_id", ForeignKey("articles.id")),
    _text("origin"),
    _text("origin_reason"),
    _text("url"),
    _text("outlet_id"),
    _text("title"),
    _time("published_at"),
    _time("fetched_at", nullable=False),
    _time("dated_at", nullable=False),  # published_at, else fetched_at
    _text("content_hash"),
    _time("recorded_at", nullable=False),
    _text("occasion"),
    # the judgement
    _text("stance"),
    _json("scores"),
    _json("facets"),
    _text("kind", nullable=True),
    _text("rule"),
    _text("missing"),
    _json("quotes"),
    _text("version"),
    _json("second"),
    # the card it makes when it leads
    _text("card_kind"),
    _text("card_state"),
    Column("card_score", Float, nullable=False),
    _json("card_badges"),
    UniqueConstraint("claim_id", "article_id", "occasion"),
    Index(None, "claim_id", "dated_at"),
    Index(None, "flag_id"),
    Index(None, "article_id"),
)

rechecks = _table(
    "rechecks",
    _text("url_key", primary_key=True),
    _time("first_fetched_at", nullable=False),
    _int("checks"),
    _time("next_check_at"),  # NULL = never again
    _time("missing_since"),
    _time("checked_at"),  # the last look
    Index(None, "next_check_at"),
    numbered=False,
)

second_calls = _table(
    "second_calls",
    _text("key"),
    _text("reader"),
    Column("day", Date, nullable=False),  # UTC
    _time("at", nullable=False),
    _text("fate"),
    Column("cost", Float, nullable=False),  # at most, until the outcome is known
    _int("tokens_in"),
    _int("tokens_out"),
    _text("reply"),
    Index(None, "key"),
    Index(None, "day"),
)

audit = _table(
    "audit",
    _time("at", nullable=False),
    _text("actor"),
    _text("subject"),
    _text("subject_id"),
    _text("action"),
    _text("from_state"),
    _text("to_state"),
    _text("reason"),
    _text("note"),
    _json("data"),
    Index(None, "subject", "subject_id"),
)

digests = _table(
    "digests",
    Column("local_day", Date, nullable=False, unique=True),
    _time("period_start", nullable=False),
    _time("period_end", nullable=False),
    _time("created_at", nullable=False),
    _text("body"),
)

deliveries = _table(
    "deliveries",
    _int("digest_id", ForeignKey("digests.id")),
    _text("channel"),
    _text("key"),
    _text("state"),
    _int("attempts"),
    _time("next_try_at"),
    _text("error"),
    _time("sent_at"),
    UniqueConstraint("digest_id", "channel", "key"),
    Index(None, "state"),
)

lease = _table(
    "lease",
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    _text("holder"),  # "" = released; the row stays, so that the token never goes back
    _int("token"),
    _time("acquired_at", nullable=False),
    _time("renewed_at", nullable=False),
    _time("expires_at", nullable=False),
    numbered=False,
)

runs = _table(
    "runs",
    _text("job"),
    _time("started_at", nullable=False),
    _time("finished_at", nullable=False),
    Column("ok", Boolean, nullable=False),
    _json("counts"),
    _text("message"),
    Index(None, "job"),
)

meta = _table(
    "meta",
    _text("key", primary_key=True),
    _text("value"),
    numbered=False,
)
