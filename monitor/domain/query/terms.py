"""The parts of a watch query: terms (what a text must hold) and how they are combined.

Each part prints itself as ``parse`` reads it; ``And`` and ``Or`` have two parts or more, none
of their own kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from monitor.domain.language.entities import Name

#: Words that are operators when written in capitals.
OPERATORS = frozenset({"AND", "OR", "NOT", "NEAR"})


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word: matches every inflection. ``F-16`` and ``long-range`` are several in a row."""

    text: str
    lemmas: tuple[str, ...] = field(hash=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in double quotes: exactly these, in this order, whatever stands between them."""

    text: str
    words: tuple[str, ...] = field(hash=False)  # folded

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Prefix:
    """``mobili*``: any word that begins so."""

    text: str  # without the star
    stem: str  # folded

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that the alias table knows: matches every name of that entity."""

    text: str
    entity: str
    names: tuple[Name, ...] = field(hash=False)

    def __str__(self) -> str:
        plain = self.text.isalnum() and self.text not in OPERATORS
        return self.text if plain else f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms at most ``distance`` words apart, in either order; neighbours are 1 apart."""

    distance: int
    left: Term | Or
    right: Term | Or

    def __str__(self) -> str:
        return f"{_inside(self.left)} NEAR/{self.distance} {_inside(self.right)}"


@dataclass(frozen=True, slots=True)
class Not:
    part: Node

    def __str__(self) -> str:
        return f"NOT {_inside(self.part)}"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(
            f"({part})" if isinstance(part, Or) else str(part) for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(map(str, self.parts))


Term = Word | Phrase | Prefix | Alias
Node = Term | Near | Not | And | Or


def _inside(node: Node) -> str:
    return f"({node})" if isinstance(node, And | Or) else str(node)


def join(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """One node of that kind over ``parts``, with nested ones of the same kind taken in."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(tuple(flat))


def is_positive(node: Node) -> bool:
    """Whether a text can only match if it holds some term of the query."""
    match node:
        case Not():
            return False
        case And(parts):
            return any(map(is_positive, parts))
        case Or(parts):
            return all(map(is_positive, parts))
    return True


def terms(node: Node, *, negated: bool = False) -> Iterator[Term]:
    """Terms in order of writing; those below a NOT only if ``negated``."""
    match node:
        case Not(part):
            if negated:
                yield from terms(part, negated=True)
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part, negated=negated)
        case Near(_, left, right):
            yield from terms(left)
            yield from terms(right)
        case _:
            yield node
