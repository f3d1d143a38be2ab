"""What a digest says, as frozen values, and their exact round trip through JSON.

The texts are cleaned and cut when the content is composed; rendering only lays them out.
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from monitor.domain.judgement import FlagKind
from monitor.domain.model import ClaimStatus, FeedState, require_utc
from monitor.errors import StorageError

#: Raised when a stored body can no longer be read by filling in defaults.
FORMAT = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestFlag:
    """One review card, as short as a reader can decide by."""

    id: int
    kind: FlagKind
    badges: tuple[str, ...] = ()
    again: str = ""  # why a card that was shown before is shown again
    quote: str = ""  # verbatim, one paragraph
    marks: tuple[str, ...] = ()  # words of the quote that the reading rests on
    context: str = ""  # a second quote of the same article
    title: str = ""
    outlet: str = ""
    url: str = ""
    published_at: datetime | None = None
    speaker: str = ""
    basis: str = ""  # "official confirmation"
    reports: str = ""  # "1 independent report, 4 reprints"
    also: tuple[str, ...] = ()  # outlets of the reprints
    why: str = ""
    missing: str = ""

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimSection:
    """The new cards on one claim, the weightiest first; ``more`` were cut off."""

    claim_id: str
    text: str
    status: ClaimStatus = ClaimStatus.OPEN
    claimed_on: date | None = None
    flags: tuple[DigestFlag, ...] = ()
    more: int = 0


class ChangeKind(StrEnum):
    """What sort of thing happened to something that a person had decided."""

    NEW_EVIDENCE = "new_evidence"  # on a card that was decided
    VERDICT = "verdict"  # a person moved a claim


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A verdict, or news on a decided card: who, when, from where to where."""

    kind: ChangeKind
    claim_id: str
    claim_text: str = ""
    flag_id: int | None = None
    at: datetime
    actor: str = ""
    from_state: str = ""
    to_state: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        require_utc(self.at, "at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reopening:
    """A decision that a person is asked to look at again."""

    claim_id: str
    claim_text: str = ""
    card: int = 0  # the one to look at
    why: str = ""
    what_to_do: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StaleClaim:
    """An open claim on which nothing has come for long."""

    claim_id: str
    text: str
    since: datetime | None = None
    fresh: bool = False  # it went stale in this period

    def __post_init__(self) -> None:
        require_utc(self.since, "since")


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLine:
    """A feed that shows us less than it should; ``url`` is free of credentials."""

    feed_id: int
    title: str
    url: str
    state: FeedState
    since: datetime | None = None
    why: str = ""
    what_to_do: str = ""
    unreadable: bool = False  # nothing at all can be read through it

    def __post_init__(self) -> None:
        require_utc(self.since, "since")


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Running totals of the store; the next digest's counts are the differences."""

    entries: int = 0
    skipped: int = 0  # entries that no watch query hit
    failed: int = 0  # entries whose article could not be had
    articles: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What the machine did in the period."""

    feeds: int = 0  # all that are polled
    feeds_ok: int = 0
    entries: int = 0  # new ones
    hits: int = 0  # new ones that a watch query hit
    articles: int = 0  # stored article versions
    recaps: int = 0  # hidden cards
    reviewed: int = 0  # new cards that a person has decided on already
    waiting: int = 0  # all cards that wait for review, older ones too


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestContent:
    """All of one digest. ``period`` is half-open, in UTC; ``zone`` is the readers'."""

    local_day: date
    zone: str
    period_start: datetime
    period_end: datetime
    claims: tuple[ClaimSection, ...] = ()
    more_claims: int = 0
    more_flags: int = 0  # cards on the claims that were cut off
    changes: tuple[Change, ...] = ()
    more_changes: int = 0
    stale: tuple[StaleClaim, ...] = ()
    more_stale: int = 0
    feeds: tuple[FeedLine, ...] = ()
    more_feeds: int = 0
    reopen: tuple[Reopening, ...] = ()  # decisions whose ground was withdrawn, each time
    offline_since: datetime | None = None  # the monitor itself has no way out
    unreadable: int = 0  # feeds through which nothing can be read, shown or not
    troubles: tuple[str, ...] = ()  # failed jobs, undelivered digests
    counts: Counts = Counts()
    totals: Totals = Totals()
    covered: tuple[str, ...] = ()  # keys of what is late enough to meet the next digest

    def __post_init__(self) -> None:
        require_utc(self.period_start, "period_start")
        require_utc(self.period_end, "period_end")
        require_utc(self.offline_since, "offline_since")

    @property
    def new_flags(self) -> int:
        """All new cards, shown or cut off."""
        return self.more_flags + sum(len(s.flags) + s.more for s in self.claims)

    @property
    def is_empty(self) -> bool:
        """Nothing new for a reviewer; feed health may still have something to say."""
        return not (self.claims or self.changes or self.reopen)


def to_json(content: DigestContent) -> str:
    """The content as JSON text; ``from_json`` gives back an equal value."""
    return json.dumps({"format": FORMAT, **_plain(content)}, separators=(",", ":"))


def from_json(text: str) -> DigestContent:
    """Read what ``to_json`` wrote, also by an older version. StorageError if it cannot."""
    try:
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise StorageError(
                f"the digest is of format {data['format']}; this program reads {FORMAT}"
            )
        content = _value(DigestContent, data)
    except (ValueError, KeyError, TypeError) as error:
        raise StorageError(f"a stored digest cannot be read: {error}") from error
    assert isinstance(content, DigestContent)
    return content


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # and so any datetime
        return value.isoformat()
    return value


def _value(kind: Any, data: Any) -> Any:
    """``data`` as a value of the annotated type ``kind``."""
    origin = typing.get_origin(kind)
    if origin is types.UnionType:  # only ever "X | None"
        return None if data is None else _value(typing.get_args(kind)[0], data)
    if origin is tuple:
        return tuple(_value(typing.get_args(kind)[0], item) for item in data)
    if kind is datetime or kind is date:
        return kind.fromisoformat(data)
    if issubclass(kind, StrEnum):
        return kind(data)
    if is_dataclass(kind):
        make: Any = kind
        hints = _hints(make)
        return make(**{name: _value(hints[name], data[name]) for name in hints if name in data})
    if not isinstance(data, kind):
        raise TypeError(f"{data!r} is no {kind.__name__}")
    return data


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
