"""The watch query: what makes an article worth reading for a claim.

::

    soldier            a word in any inflection: soldiers; "sent" finds send, sends, sending
    "peace talks"      exactly these words in this order, case and accents aside
    mobili*            any word that begins so; three letters or more
    DPRK, North Korea  a name the alias table knows, bare or in quotes, stands for all names of
                       that country, organisation or place
    a b, a AND b       both (AND may be left out)
    a OR b             one of them at least
    NOT a              not this; never the whole query, nor a whole side of an OR
    a NEAR/5 b         at most five words apart, in either order; neighbours are one apart;
                       either side may be a group: (troop OR soldier) NEAR/5 killed
    ( )                groups. NEAR binds closest, then NOT, AND, OR

Operators are written in capitals; "and" is a word. Words are compared folded (case, accents,
width); hyphens part words, so that long-range finds "long range". Everything that has no
meaning is refused with its position and a suggestion: nothing in a query is ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.language.entities import AliasTable
from monitor.domain.query.match import Document, Explanation, explain_node, holds
from monitor.domain.query.scan import Lexeme, refusal, scan
from monitor.domain.query.terms import And, Near, Node, Not, Or, Term, is_positive, join, terms

__all__ = ["Document", "Explanation", "Query", "explain", "parse"]

MAX_LENGTH = 2000  # characters, as written and as it prints itself
MAX_DEPTH = 30  # parentheses within parentheses


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed watch query; ``str`` gives its canonical form, which parses to an equal one."""

    root: Node

    def __str__(self) -> str:
        return str(self.root)

    def matches(self, doc: Document) -> bool:
        """Whether the document satisfies the query."""
        return holds(self.root, doc)

    def terms(self) -> tuple[Term, ...]:
        """What it looks for (nothing that stands below a NOT), in order, each once."""
        return tuple(dict.fromkeys(terms(self.root)))


def parse(text: str, aliases: AliasTable) -> Query:
    """Read a watch query. Raises QueryError with the position of the fault."""
    if len(text) > MAX_LENGTH:
        raise refusal(text, MAX_LENGTH, f"longer than {MAX_LENGTH} characters", text[:40] + " ...")
    lexemes = scan(text, aliases)
    if not lexemes:
        raise refusal(text, 0, "empty query", "soldier AND ammunition")
    root = _Parser(text, lexemes).read()
    if len(str(root)) > MAX_LENGTH:
        raise refusal(text, 0, f"longer than {MAX_LENGTH} characters with its ANDs written out")
    return Query(root)


def explain(query: Query, doc: Document) -> Explanation:
    """Term by term, what of the query the document holds and where."""
    return explain_node(query.root, doc)


class _Parser:
    """Recursive descent over the lexemes; each ``_method`` reads one level of precedence."""

    def __init__(self, text: str, lexemes: list[Lexeme]) -> None:
        self._text = text
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0

    def read(self) -> Node:
        root = self._either()
        if self._next() is not None:  # only a parenthesis can be left over
            at = self._lexemes[self._at].start
            raise refusal(self._text, at, "')' without '('", self._without(at))
        if not is_positive(root):
            at = self._negation()
            raise refusal(
                self._text,
                at,
                "only says what an article must not hold"
                if isinstance(root, Not | And)
                else "a side of OR only says what an article must not hold",
                f"soldier AND {root}" if isinstance(root, Not) else "(a NOT b) OR c",
            )
        return root

    def _next(self) -> Lexeme | None:
        return self._lexemes[self._at] if self._at < len(self._lexemes) else None

    def _take(self, kind: str) -> Lexeme | None:
        lexeme = self._next()
        if lexeme is None or lexeme.kind != kind:
            return None
        self._at += 1
        return lexeme

    def _either(self) -> Node:
        parts = [self._all()]
        while self._take("OR"):
            parts.append(self._all())
        return join(Or, parts)

    def _all(self) -> Node:
        parts = [self._maybe_not()]
        while (lexeme := self._next()) and lexeme.kind not in {"OR", ")"}:
            self._take("AND")
            parts.append(self._maybe_not())
        return join(And, parts)

    def _maybe_not(self) -> Node:
        lexeme = self._take("NOT")
        if lexeme is None:
            return self._near()
        if (second := self._next()) and second.kind == "NOT":
            raise refusal(self._text, second.start, "NOT NOT", self._without(second.start, 3))
        part = self._near()
        if isinstance(part, Not):
            raise refusal(self._text, lexeme.start, "NOT of a NOT", str(part.part))
        return Not(part)

    def _near(self) -> Node:
        start = self._at
        left = self._one()
        lexeme = self._take("NEAR")
        if lexeme is None:
            return left
        middle = self._at
        right = self._one()
        one = self._side(left, start, lexeme)
        other = self._side(right, middle, lexeme)
        if (again := self._next()) and again.kind == "NEAR":
            hint = f"({one} {lexeme.text} {other}) AND ({other} {again.text} ...)"
            raise refusal(self._text, again.start, "NEAR takes two sides, not three", hint)
        return Near(lexeme.number, one, other)

    def _side(self, node: Node, at: int, near: Lexeme) -> Term | Or:
        if isinstance(node, Or):
            for part in node.parts:
                self._side(part, at, near)
            return node
        if isinstance(node, And | Not | Near):
            hint = f"(a OR b) {near.text} c, or (a {near.text} c) AND (b {near.text} c)"
            position = self._lexemes[at].start
            raise refusal(self._text, position, "NEAR takes words, phrases or (a OR b)", hint)
        return node

    def _one(self) -> Node:
        lexeme = self._next()
        if lexeme is None:
            last = self._lexemes[-1]
            fault = f"'{last.text}' needs something after it"
            raise refusal(self._text, last.start, fault, self._without(last.start, len(last.text)))
        self._at += 1
        if lexeme.term is not None:
            return lexeme.term
        if lexeme.kind == "(":
            return self._group(lexeme)
        before = self._lexemes[self._at - 2] if self._at > 1 else None
        if lexeme.kind == ")" and before is not None and before.kind == "(":
            raise refusal(self._text, before.start, "nothing between '(' and ')'", "(a OR b)")
        if lexeme.kind == ")" and before is None:
            raise refusal(self._text, lexeme.start, "')' without '('", self._without(lexeme.start))
        culprit = before if lexeme.kind == ")" and before is not None else lexeme
        side = "after" if culprit is before else "before"
        fault = f"'{culprit.text}' needs something {side} it"
        hint = self._without(culprit.start, len(culprit.text))
        if culprit.kind in {"AND", "OR"}:
            hint = f'{hint} or, for the word itself, "{culprit.text.lower()}"'.lstrip()
        raise refusal(self._text, culprit.start, fault, hint)

    def _group(self, opened: Lexeme) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusal(self._text, opened.start, f"more than {MAX_DEPTH} parentheses deep")
        if self._next() is None:
            raise refusal(self._text, opened.start, "'(' without ')'", self._without(opened.start))
        node = self._either()
        if self._take(")") is None:
            raise refusal(self._text, opened.start, "'(' without ')'", self._text.rstrip() + ")")
        self._depth -= 1
        return node

    def _without(self, start: int, length: int = 1) -> str:
        """The query without those characters, as a suggestion."""
        return " ".join((self._text[:start] + " " + self._text[start + length :]).split())

    def _negation(self) -> int:
        return next(lexeme.start for lexeme in self._lexemes if lexeme.kind == "NOT")
