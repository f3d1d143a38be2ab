"""What of a very long article is read about a claim, wherever in it that stands.

A thousand sentences are more than any report has. Of a longer text (a live blog, a page that
was filled up to hide something) those that share most words with the claim are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Passage
from monitor.domain.reading.closeness import ON_CLAIM, claim_terms

#: Sentences of one article that are read about a claim.
MAX_READ = 1_000
_OPENING = 20  # what an article opens with is always read
_FOLLOWING = 2  # and what follows a near sentence: "The reports are false."
_STEM = 5  # letters by which words are compared
_WORD = re.compile(r"[^\W_]+")


def in_scope(
    claim: str, passages: Sequence[Passage], *, aliases: AliasTable, limit: int = MAX_READ
) -> Sequence[Passage]:
    """At most ``limit`` of ``passages``, in order and numbered anew; all where they are few.

    Linear but for a sort, and cheap: it counts words, and leaves reading to others.
    """
    if len(passages) <= limit:
        return passages
    wanted = _stems(claim, aliases)
    shared = [
        sum(wanted[stem] for stem in _stems_of(passage.text) if stem in wanted)
        for passage in passages
    ]
    chosen = set(range(min(_OPENING, limit)))
    for at in sorted(range(len(passages)), key=lambda at: (-shared[at], at)):
        if len(chosen) >= limit - _FOLLOWING:
            break
        chosen.add(at)
        if shared[at] >= ON_CLAIM * sum(wanted.values()):
            chosen.update(range(at + 1, min(at + 1 + _FOLLOWING, len(passages))))
    return [replace(passages[at], index=index) for index, at in enumerate(sorted(chosen)[:limit])]


def _stems(claim: str, aliases: AliasTable) -> dict[str, float]:
    """Beginnings of the words that a sentence about the claim may have, with what they count."""
    terms = claim_terms(claim, aliases)
    wanted: dict[str, float] = {}
    for stem in _stems_of(claim):
        wanted[stem] = 0.5
    for word, weight in terms.words.items():
        wanted[word[:_STEM]] = max(weight, wanted.get(word[:_STEM], 0.0))
    for word in (*terms.near, *terms.kin):
        wanted.setdefault(word[:_STEM].casefold(), 0.3)
    for name in terms.names:
        entity = aliases.get(name)
        for alias in (name, *(entity.aliases if entity else ())):
            for stem in _stems_of(alias):
                wanted.setdefault(stem, 0.5)
    return wanted


def _stems_of(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))
