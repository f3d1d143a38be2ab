"""Matching a watch query against a text, and saying term by term why it matches or not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from monitor.domain.language.english import lemma
from monitor.domain.language.tokens import Token, tokenise
from monitor.domain.model import Span
from monitor.domain.query.terms import Alias, And, Near, Node, Not, Or, Phrase, Prefix, Term, Word

#: Half-open range of word positions in a document.
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Document:
    """A text made ready for queries: its words and where each of them stands."""

    text: str
    tokens: tuple[Token, ...]
    words: Mapping[str, list[int]]  # folded word -> positions, ascending
    lemmas: Mapping[str, list[int]]  # dictionary form -> positions, ascending
    vocabulary: tuple[str, ...]  # the folded words, sorted

    @classmethod
    def of(cls, text: str) -> Document:
        """Words of ``text``, folded and indexed. Linear in its length."""
        tokens = tokenise(text)
        words: dict[str, list[int]] = {}
        for position, token in enumerate(tokens):
            words.setdefault(token.text, []).append(position)
        lemmas: dict[str, list[int]] = {}
        for word, positions in words.items():
            lemmas.setdefault(lemma(word), []).extend(positions)
        for positions in lemmas.values():
            positions.sort()
        return cls(text, tokens, words, lemmas, tuple(sorted(words)))

    def span(self, found: Range) -> Span:
        """The characters of a range of words."""
        return Span(self.tokens[found[0]].start, self.tokens[found[1] - 1].end)


def occurrences(term: Term, doc: Document) -> Iterator[Range]:
    """Where ``term`` stands in ``doc``; neither sorted nor without repetition."""
    match term:
        case Word(_, lemmas):
            length = len(lemmas)
            for start in doc.lemmas.get(lemmas[0], ()):
                if length == 1 or _continues(doc, start, lemmas, inflected=True):
                    yield start, start + length
        case Phrase(_, words):
            length = len(words)
            for start in doc.words.get(words[0], ()):
                if length == 1 or _continues(doc, start, words, inflected=False):
                    yield start, start + length
        case Prefix(_, stem):
            for at in range(bisect_left(doc.vocabulary, stem), len(doc.vocabulary)):
                word = doc.vocabulary[at]
                if not word.startswith(stem):
                    break
                for start in doc.words[word]:
                    yield start, start + 1
        case Alias(_, _, names):
            for name in names:
                for start in doc.words.get(name.words[0], ()):
                    if name.is_at(doc.text, doc.tokens, start):
                        yield start, start + len(name.words)


def _continues(doc: Document, start: int, words: tuple[str, ...], *, inflected: bool) -> bool:
    if start + len(words) > len(doc.tokens):
        return False
    for offset, word in enumerate(words):
        found = doc.tokens[start + offset].text
        if (lemma(found) if inflected else found) != word:
            return False
    return True


def ranges(node: Term | Or, doc: Document) -> list[Range]:
    """Where a term, or any of OR'ed terms, stands: sorted, each once."""
    if not isinstance(node, Or):
        return sorted(set(occurrences(node, doc)))
    found: set[Range] = set()
    for part in node.parts:
        if not isinstance(part, And | Not | Near):  # the parser lets only terms in
            found.update(ranges(part, doc))
    return sorted(found)


def near(node: Near, doc: Document) -> list[Range]:
    """The ranges of either side that have a range of the other side near enough."""
    left = ranges(node.left, doc)
    right = ranges(node.right, doc) if left else []
    found: set[Range] = set()
    for before, after in ((left, right), (right, left)):
        starts = [start for start, _ in after]
        for one in before:
            at = bisect_left(starts, one[1])
            if at < len(after) and after[at][0] - one[1] < node.distance:
                found.update((one, after[at]))
    return sorted(found)


#: What of a document is known already, by identity of the term.
Memo = dict[int, bool]


def holds(node: Node, doc: Document, memo: Memo | None = None) -> bool:
    """Whether the query ``node`` matches ``doc``.

    ``memo`` is shared between queries whose equal terms and NEARs are one object (ClaimIndex).
    """
    # The inner loop of the index: plain loops are twice as fast as match and generators here.
    if isinstance(node, And):
        for part in node.parts:  # noqa: SIM110
            if not holds(part, doc, memo):
                return False
        return True
    if isinstance(node, Or):
        for part in node.parts:  # noqa: SIM110
            if holds(part, doc, memo):
                return True
        return False
    if isinstance(node, Not):
        return not holds(node.part, doc, memo)
    if memo is None:
        return _is_in(node, doc)
    known = memo.get(id(node))
    if known is None:
        known = memo[id(node)] = _is_in(node, doc)
    return known


def _is_in(node: Term | Near, doc: Document) -> bool:
    if isinstance(node, Near):
        return bool(near(node, doc))
    return next(occurrences(node, doc), None) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """Why a part of a query matches a text or not; ``parts`` are those it is made of."""

    text: str  # the part, as it prints
    kind: str  # word, phrase, prefix, alias, near, not, and, or
    hit: bool
    spans: tuple[Span, ...] = ()  # what matched, offsets into the text; none for and, or, not
    via: tuple[str, ...] = ()  # aliases that hit, or the words as printed in the text
    parts: tuple[Explanation, ...] = ()

    def marks(self) -> tuple[Span, ...]:
        """Everything in the text that speaks for the hit, in order, each once."""
        if not self.hit or self.kind == "not":
            return ()
        if self.kind == "near":
            return self.spans
        found = set(self.spans)
        for part in self.parts:
            found.update(part.marks())
        return tuple(sorted(found))

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented text, one part a line."""
        via = f": {', '.join(self.via)}" if self.via else ""
        count = f" ({len(self.spans)}×)" if len(self.spans) > 1 else ""
        yield f"{'  ' * depth}{'+' if self.hit else '-'} {self.text}{via}{count}"
        for part in self.parts:
            yield from part.lines(depth + 1)


def explain_node(node: Node, doc: Document) -> Explanation:
    """The explanation of one part of a query against ``doc``."""
    kind = type(node).__name__.lower()
    match node:
        case And(parts) | Or(parts):
            told = tuple(explain_node(part, doc) for part in parts)
            hit = (all if kind == "and" else any)(part.hit for part in told)
            return Explanation(text=str(node), kind=kind, hit=hit, parts=told)
        case Not(part):
            told = (explain_node(part, doc),)
            return Explanation(text=str(node), kind=kind, hit=not told[0].hit, parts=told)
        case Near(_, left, right):
            found = near(node, doc)
            return Explanation(
                text=str(node),
                kind=kind,
                hit=bool(found),
                spans=tuple(map(doc.span, found)),
                parts=(explain_node(left, doc), explain_node(right, doc)),
            )
    found = ranges(node, doc)
    spans = tuple(map(doc.span, found))
    via = _names_at(node, doc, found) if isinstance(node, Alias) else _prints(doc, found)
    return Explanation(text=str(node), kind=kind, hit=bool(found), spans=spans, via=via)


def _names_at(term: Alias, doc: Document, found: list[Range]) -> tuple[str, ...]:
    hits = dict.fromkeys(
        name.text
        for start, end in found
        for name in term.names
        if end - start == len(name.words) and name.is_at(doc.text, doc.tokens, start)
    )
    return tuple(hits)


def _prints(doc: Document, found: list[Range]) -> tuple[str, ...]:
    """The words as the text prints them, without what stands between them."""
    prints = (
        " ".join(doc.text[token.start : token.end] for token in doc.tokens[start:end])
        for start, end in found
    )
    return tuple(dict.fromkeys(prints))
