"""The index over open claims: which of very many watch queries match a document.

Every query that can match only with some word of a small set present is filed under the words
of that set, the rarest set it has; a document is held against the queries filed under its own
words only. The answer is exactly that of asking every query.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from monitor.domain.language.english import lemma
from monitor.domain.language.tokens import vocabulary
from monitor.domain.query.match import Memo, holds
from monitor.domain.query.parse import Document, Query
from monitor.domain.query.terms import Alias, And, Near, Node, Not, Or, Phrase, Prefix, Term, Word

# Words in nearly every text: a query is filed under them only if it has nothing else.
_COMMON_WORDS = """
a about after all also an and any are as at be been but by can could do for from get go have
he her him his i if in into it its last like make may me more most my new no not now of on
one or other our out over people s say she should so some such take than that the their them
then there they this time to two under up use was we well were what when where which while
who will with would year you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_COMMON_WEIGHT = 1e6


class _Sort(Enum):
    """What of a document's words a key is compared with."""

    WORD = "word"
    LEMMA = "lemma"
    PREFIX = "prefix"


_Key = tuple[_Sort, str]
_Keys = frozenset[_Key]
_T = TypeVar("_T", bound=Node)


@dataclass(frozen=True, slots=True)
class _Filed:
    claim_id: str
    root: Node


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text, without where they stand."""

    words: set[str]
    lemmas: set[str]
    known: Memo

    def may_hold(self, node: Node) -> bool:
        """False only if a query cannot match a text of these words."""
        match node:
            case Not():
                return True
            case And(parts):
                return all(self.may_hold(part) for part in parts)
            case Or(parts):
                return any(self.may_hold(part) for part in parts)
            case Near(_, left, right):
                return self.may_hold(left) and self.may_hold(right)
        known = self.known.get(id(node))
        if known is None:
            known = self.known[id(node)] = self._has(node)
        return known

    def _has(self, term: Term) -> bool:
        match term:
            case Word(_, lemmas):
                return self.lemmas.issuperset(lemmas)
            case Phrase(_, words):
                return self.words.issuperset(words)
            case Prefix(_, stem):
                return any(word.startswith(stem) for word in self.words)
            case Alias(_, _, names):
                return any(self.words.issuperset(name.words) for name in names)


class ClaimIndex:
    """Watch queries by claim id, ready to be matched; immutable after construction."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        # Equal terms become one object, so that a document answers each of them once.
        pool: dict[Node, Node] = {}
        roots = {claim_id: _shared(query.root, pool) for claim_id, query in queries.items()}
        popularity = Counter(key for root in roots.values() for key in set(_all_keys(root)))
        self._filed: dict[_Sort, dict[str, list[_Filed]]] = {sort: {} for sort in _Sort}
        for claim_id, root in roots.items():
            keys = _anchors(root, popularity)
            if keys is None:
                raise ValueError(f"claim {claim_id}: a query that no word anchors: {root}")
            for sort, text in keys:
                self._filed[sort].setdefault(text, []).append(_Filed(claim_id, root))
        self._words, self._lemmas, self._prefixes = (self._filed[sort] for sort in _Sort)
        self._prefix_lengths = tuple(sorted({len(stem) for stem in self._prefixes}))
        self._size = len(roots)

    def __len__(self) -> int:
        return self._size

    def find(self, text: str) -> tuple[str, ...]:
        """Ids of the claims whose query matches ``text``, sorted.

        Most texts have not even the words of any query: where those stand is not looked for.
        """
        words = vocabulary(text)
        known = _Words(words, {lemma(word) for word in words}, {})
        found = (known.lemmas, known.words, set(self._beginnings(words)))
        if not any(known.may_hold(filed.root) for filed in self._candidates(*found)):
            return ()
        return self.match(Document.of(text))

    def match(self, doc: Document) -> tuple[str, ...]:
        """Ids of the claims whose query matches ``doc``, sorted."""
        memo: Memo = {}
        verdicts: dict[str, bool] = {}
        found = (doc.lemmas.keys(), doc.words.keys(), set(self._beginnings(doc.vocabulary)))
        for filed in self._candidates(*found):
            if filed.claim_id not in verdicts:
                verdicts[filed.claim_id] = holds(filed.root, doc, memo)
        return tuple(sorted(claim_id for claim_id, hit in verdicts.items() if hit))

    def _candidates(
        self, lemmas: AbstractSet[str], words: AbstractSet[str], beginnings: AbstractSet[str]
    ) -> Iterator[_Filed]:
        """The queries that are filed under any of these."""
        for filed, found in (
            (self._lemmas, lemmas),
            (self._words, words),
            (self._prefixes, beginnings),
        ):
            for key in filed.keys() & found:
                yield from filed[key]

    def _beginnings(self, words: Iterable[str]) -> Iterator[str]:
        """The first letters of words, as many as some prefix has."""
        for length in self._prefix_lengths:
            for word in words:
                if len(word) >= length:
                    yield word[:length]


def _shared(node: _T, pool: dict[Node, Node]) -> _T:
    """An equal query whose equal terms and NEARs are the same objects as other queries'."""
    made: Node = node
    match node:
        case And(parts) | Or(parts):
            made = type(node)(tuple(_shared(part, pool) for part in parts))
        case Not(part):
            made = Not(_shared(part, pool))
        case Near():
            made = replace(node, left=_shared(node.left, pool), right=_shared(node.right, pool))
    return pool.setdefault(made, made)  # type: ignore[return-value]


def _all_keys(node: Node) -> Iterator[_Key]:
    """Every key that the query might be filed under."""
    match node:
        case Not():
            return
        case And(parts) | Or(parts):
            for part in parts:
                yield from _all_keys(part)
        case Near(_, left, right):
            yield from _all_keys(left)
            yield from _all_keys(right)
        case _:
            for choices in _choices(node):
                yield from choices


def _choices(term: Term) -> Iterator[tuple[_Key, ...]]:
    """For each thing that would satisfy the term: the keys a document that holds it has, all."""
    match term:
        case Word(_, lemmas):
            yield tuple((_Sort.LEMMA, lemma) for lemma in lemmas)
        case Phrase(_, words):
            yield tuple((_Sort.WORD, word) for word in words)
        case Prefix(_, stem):
            yield ((_Sort.PREFIX, stem),)
        case Alias(_, _, names):
            for name in names:
                yield tuple((_Sort.WORD, word) for word in name.words)


def _anchors(node: Node, popularity: Counter[_Key]) -> _Keys | None:
    """Keys of which a matching document has at least one, the rarest choice; None if none."""
    match node:
        case Not():
            return None
        case And(parts):
            return _rarest([_anchors(part, popularity) for part in parts], popularity)
        case Near(_, left, right):
            sides = [_anchors(left, popularity), _anchors(right, popularity)]
            return _rarest(sides, popularity)
        case Or(parts):
            union: set[_Key] = set()
            for part in parts:
                keys = _anchors(part, popularity)
                if keys is None:
                    return None
                union |= keys
            return frozenset(union)
        case _:
            return frozenset(
                min(keys, key=lambda key: (_weight(key, popularity), key[1]))
                for keys in _choices(node)
            )


def _rarest(choices: list[_Keys | None], popularity: Counter[_Key]) -> _Keys | None:
    known = [keys for keys in choices if keys is not None]
    return min(known, key=lambda keys: sum(_weight(key, popularity) for key in keys), default=None)


def _weight(key: _Key, popularity: Counter[_Key]) -> float:
    """How often a document is likely to have the key: what many claims watch is in the news."""
    return popularity[key] + (_COMMON_WEIGHT if key[1] in _COMMON else 0.0)
