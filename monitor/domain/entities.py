"""The alias table: which names mean the same country, organisation or place.

Loaded from ``config/aliases.toml`` (and the gazetteer beside it); the only world knowledge
the rules have. A name in capitals ("US", "WHO") is matched by exact case, any other by folded
words, so that "us" and "who" stay words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.model import Span
from monitor.domain.tokens import Token, tokenise


class EntityKind(StrEnum):
    COUNTRY = "country"
    ORGANISATION = "organisation"
    PLACE = "place"  # region or city; ``within`` names its country


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """Something with several names. ``rivals`` are entities in open conflict with it."""

    name: str
    kind: EntityKind
    aliases: tuple[str, ...] = ()  # every other name, demonym, capital, seat of government
    within: str = ""  # PLACE and ORGANISATION: the country it lies in or belongs to
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity named in a text, at ``span``."""

    entity: Entity
    span: Span


class AliasTable:
    """Looks names up in texts; immutable after construction."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities: dict[str, Entity] = {}
        # First folded word -> (folded words, exact text or "" if case does not matter, entity).
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, Entity]]] = {}
        for entity in entities:
            self._entities[entity.name] = entity
            for alias in (entity.name, *entity.aliases):
                words = tuple(token.text for token in tokenise(alias))
                if not words:
                    continue
                # Short names in capitals collide with common words; places with any word.
                strict = alias.isupper() and len(alias) <= 6
                cased = entity.kind is EntityKind.PLACE
                exact = alias if strict or cased else ""
                self._by_first.setdefault(words[0], []).append((words, exact, entity))
        for names in self._by_first.values():
            names.sort(key=lambda name: (-len(name[0]), name[2].kind is EntityKind.PLACE))

    def __len__(self) -> int:
        return len(self._entities)

    def get(self, name: str) -> Entity | None:
        """The entity of that canonical name."""
        return self._entities.get(name)

    def resolve(self, alias: str) -> Entity | None:
        """The entity that ``alias`` as a whole names, or None."""
        tokens = tokenise(alias)
        found = self._at(alias, tokens, 0)
        return found[0] if found and found[1] == len(tokens) else None

    def find(self, text: str, tokens: Sequence[Token] | None = None) -> tuple[Mention, ...]:
        """Every entity named in ``text``, in order, longest name first, not overlapping."""
        words = tokenise(text) if tokens is None else tokens
        mentions = []
        index = 0
        while index < len(words):
            found = self._at(text, words, index)
            if found is None:
                index += 1
                continue
            entity, length = found
            span = Span(words[index].start, words[index + length - 1].end)
            mentions.append(Mention(entity, span))
            index += length
        return tuple(mentions)

    def _at(self, text: str, tokens: Sequence[Token], index: int) -> tuple[Entity, int] | None:
        if index >= len(tokens):
            return None
        for words, exact, entity in self._by_first.get(tokens[index].text, ()):
            end = index + len(words)
            if end > len(tokens):
                continue
            if tuple(token.text for token in tokens[index:end]) != words:
                continue
            printed = text[tokens[index].start : tokens[end - 1].end]
            if exact and printed != exact:
                continue
            return entity, len(words)
        return None

    def country_of(self, entity: Entity) -> str:
        """Canonical name of the country an entity is or belongs to, "" if none."""
        return entity.name if entity.kind is EntityKind.COUNTRY else entity.within

    def are_rivals(self, one: str, other: str) -> bool:
        """Whether two entities (canonical names) are in open conflict, in either direction."""
        first, second = self._entities.get(one), self._entities.get(other)
        return bool((first and other in first.rivals) or (second and one in second.rivals))
