"""Judging pairs by hand: the same reading that the jobs do, on texts that are not stored."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from monitor.domain.cleaning import defuse
from monitor.domain.judgement import Judgement
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.passages import make_passages
from monitor.domain.model import Article, Claim, ClaimKind, Outlet, Span, to_utc
from monitor.domain.ports import Judge
from monitor.domain.reading.article import read_article
from monitor.errors import UsageError

_KEYS = frozenset(
    {"claim", "claimed_on", "title", "text", "published_at", "outlet", "parties", "id"}
)
_MAX_TEXT = 1_000_000  # characters


class PairJudge:
    """Judges rows of ``monitor judge``; raises UsageError for a row that makes no sense."""

    def __init__(
        self,
        *,
        judge: Judge,
        aliases: AliasTable,
        outlets: Sequence[Outlet],
        split: Callable[[str], Sequence[Span]],
    ) -> None:
        self._judge = judge
        self._aliases = aliases
        self._split = split
        self._outlets = {
            name.casefold(): outlet for outlet in outlets for name in (outlet.id, outlet.name)
        }

    def __call__(self, row: Any) -> Judgement:
        """The judgement on one row; offsets are into its ``text`` as cleaned of controls."""
        if not isinstance(row, Mapping):
            raise UsageError("must be a JSON object")
        _refuse_misspelt(row)
        text = _text(row, "text")
        now = datetime.now(UTC)
        claim = Claim(
            id=str(row.get("id", "")),
            text=_text(row, "claim", required=True),
            query="",
            kind=ClaimKind.EVENT,
            claimed_on=_day(row.get("claimed_on")),
            parties=_parties(row.get("parties")),
            created_at=now,
            updated_at=now,
        )
        outlet = self._outlet(_text(row, "outlet"))
        article = Article(
            url="",
            content_hash="",
            outlet_id=outlet.id if outlet else "",
            title=_text(row, "title"),
            text=text,
            published_at=_moment(row.get("published_at")),
            fetched_at=now,
        )
        passages = make_passages(text, self._split(text))
        return read_article(
            claim, article, passages, outlet=outlet, judge=self._judge, aliases=self._aliases
        )

    def _outlet(self, name: str) -> Outlet | None:
        known = self._outlets.get(name.casefold())
        return known or (Outlet(id=name, name=name) if name else None)


def _refuse_misspelt(row: Mapping[object, object]) -> None:
    """A key that nearly is one of ours is a slip of the pen; others are the caller's own."""
    for key in row:
        if key not in _KEYS and (near := difflib.get_close_matches(str(key), _KEYS, 1, 0.8)):
            raise UsageError(f"unknown key {key!r}; did you mean {near[0]!r}?")


def _parties(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
        raise UsageError("parties: must be a list of names")
    return tuple(value)


def _text(row: Mapping[str, object], key: str, *, required: bool = False) -> str:
    value = row.get(key, "")
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise UsageError(f"{key}: must be a string, not {type(value).__name__}")
    if required and not value.strip():
        raise UsageError(f"needs a {key}")
    return defuse(value, limit=_MAX_TEXT)


def _day(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise UsageError(f"claimed_on: {value!r} is no date such as 2024-10-08") from error


def _moment(value: object) -> datetime | None:
    if not value:
        return None
    try:
        return to_utc(datetime.fromisoformat(str(value)))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"published_at: {value!r} is no ISO date or time") from error
