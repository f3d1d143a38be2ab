"""The alias table: which names mean the same country, organisation or place.

Loaded from ``config/aliases.toml`` (and the gazetteer beside it); the only world knowledge
the rules have. A name in capitals ("US", "WHO") is matched by exact case, any other by folded
words, so that "us" and "who" stay words. So do places, and names an entity lists as ``cased``
because they are common words too ("Turkey"); those also count in capitals throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.language.tokens import Token, tokenise
from monitor.domain.model import Span

#: Names in capitals of at most this many letters are common words in lower case: US, WHO.
_SHORT = 6


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
    region: str = ""  # PLACE: its first-level region (a region: its own name), "" = unknown
    rivals: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()  # names among the above that are common words in lower case


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an entity: how it is listed, and what a text must hold to name it so."""

    text: str
    words: tuple[str, ...]  # folded
    prints: tuple[str, ...] = ()  # spellings that count; () = any case

    def is_at(self, text: str, tokens: Sequence[Token], index: int) -> bool:
        """Whether the words from ``tokens[index]`` on are this name."""
        end = index + len(self.words)
        if end > len(tokens):
            return False
        for offset, word in enumerate(self.words):
            if tokens[index + offset].text != word:
                return False
        if not self.prints:
            return True
        return text[tokens[index].start : tokens[end - 1].end].rstrip(".") in self.prints


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity named in a text, at ``span``."""

    entity: Entity
    span: Span


class AliasTable:
    """Looks names up in texts; immutable after construction."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities: dict[str, Entity] = {}
        self._names: dict[str, tuple[Name, ...]] = {}
        self._by_first: dict[str, list[tuple[Name, Entity]]] = {}  # by first folded word
        for entity in entities:
            self._entities[entity.name] = entity
            self._names[entity.name] = names = _names(entity)
            for name in names:
                self._by_first.setdefault(name.words[0], []).append((name, entity))
        for listed in self._by_first.values():
            listed.sort(key=_precedence)

    def __len__(self) -> int:
        return len(self._entities)

    def get(self, name: str) -> Entity | None:
        """The entity of that canonical name."""
        return self._entities.get(name)

    def names(self, entity: str) -> tuple[Name, ...]:
        """Every name of the entity of that canonical name, the canonical one first."""
        return self._names.get(entity, ())

    def resolve(self, alias: str) -> Entity | None:
        """The entity that ``alias`` as a whole names, or None."""
        tokens = tokenise(alias)
        found = self.at(alias, tokens, 0)
        return found[0] if found and found[1] == len(tokens) else None

    def find(self, text: str, tokens: Sequence[Token] | None = None) -> tuple[Mention, ...]:
        """Every entity named in ``text``, in order, longest name first, not overlapping."""
        words = tokenise(text) if tokens is None else tokens
        mentions = []
        index = 0
        while index < len(words):
            found = self.at(text, words, index)
            if found is None:
                index += 1
                continue
            entity, length = found
            span = Span(words[index].start, words[index + length - 1].end)
            mentions.append(Mention(entity, span))
            index += length
        return tuple(mentions)

    def at(self, text: str, tokens: Sequence[Token], index: int) -> tuple[Entity, int] | None:
        """The entity with the longest name at ``tokens[index]``, and its length in words."""
        if index >= len(tokens):
            return None
        for name, entity in self._by_first.get(tokens[index].text, ()):
            if name.is_at(text, tokens, index):
                return entity, len(name.words)
        return None

    def country_of(self, entity: Entity) -> str:
        """Canonical name of the country an entity is or belongs to, "" if none."""
        return entity.name if entity.kind is EntityKind.COUNTRY else entity.within

    def are_rivals(self, one: str, other: str) -> bool:
        """Whether two entities (canonical names) are in open conflict, in either direction."""
        first, second = self._entities.get(one), self._entities.get(other)
        return bool((first and other in first.rivals) or (second and one in second.rivals))


def _names(entity: Entity) -> tuple[Name, ...]:
    names = []
    for text in dict.fromkeys((entity.name, *entity.aliases)):
        words = tuple(token.text for token in tokenise(text))
        if not words:
            continue
        printed = text.rstrip(".")
        if text.isupper() and len(text) <= _SHORT:
            names.append(Name(text, words, (printed,)))
        elif entity.kind is EntityKind.PLACE or text in entity.cased:
            names.append(Name(text, words, (printed, printed.upper())))
        else:
            names.append(Name(text, words))
    return tuple(names)


def _precedence(listed: tuple[Name, Entity]) -> tuple[int, bool, bool]:
    """Longest first; a place only if nothing else has the name; as written before any case."""
    name, entity = listed
    return (-len(name.words), entity.kind is EntityKind.PLACE, not name.prints)
