"""The watched claims with their parsed queries and their index: what hits are made with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from monitor.domain.language.entities import AliasTable
from monitor.domain.model import WATCHED, Claim, Entry, ParsedEntry
from monitor.domain.ports import ClaimStore
from monitor.domain.query.parse import Query, parse
from monitor.errors import QueryError


class Index(Protocol):
    """Which of many queries match a text; exactly as asking each of them."""

    def find(self, text: str) -> tuple[str, ...]:
        """Ids of the claims that hit, sorted."""
        ...


IndexFactory = Callable[[Mapping[str, Query]], Index]


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """An immutable view of what is watched, made once a run."""

    claims: Mapping[str, Claim]
    index: Index
    faults: tuple[str, ...] = ()  # claims whose stored query no longer parses

    def hits(self, text: str) -> tuple[Claim, ...]:
        """The claims whose query matches ``text``."""
        return tuple(self.claims[claim_id] for claim_id in self.index.find(text))


def make_watch(claims: tuple[Claim, ...], aliases: AliasTable, index: IndexFactory) -> Watch:
    """Parse and index the claims' queries; one that is broken is named, not dropped silently."""
    queries = {}
    faults = []
    for claim in claims:
        try:
            queries[claim.id] = parse(claim.query, aliases)
        except QueryError as error:
            faults.append(f"claim {claim.id}: {error}")
    return Watch(
        claims={claim.id: claim for claim in claims if claim.id in queries},
        index=index(queries),
        faults=tuple(faults),
    )


class Watcher:
    """Makes the Watch of the claims as they are now; parsed again only when they changed."""

    def __init__(self, aliases: AliasTable, index: IndexFactory) -> None:
        self._aliases = aliases
        self._index = index
        self._claims: tuple[Claim, ...] | None = None
        self._revision: int | None = None
        self._watch: Watch | None = None

    def over(self, claims: tuple[Claim, ...]) -> Watch:
        """A watch over these claims only."""
        return make_watch(claims, self._aliases, self._index)

    def current(self, store: ClaimStore) -> Watch:
        """The watch over all open claims; call it in the database lane."""
        revision = store.revision()
        if self._watch is not None and revision == self._revision:
            return self._watch
        claims = store.list(WATCHED)
        if self._watch is None or claims != self._claims:
            self._watch = make_watch(claims, self._aliases, self._index)
            self._claims = claims
        self._revision = revision
        return self._watch


def filter_text(entry: ParsedEntry | Entry) -> str:
    """What a feed item is filtered by: title, summary, categories and any full content."""
    return "\n".join((entry.title, entry.summary, " ; ".join(entry.categories), entry.content))
