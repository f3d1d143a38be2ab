"""Whether an article names anybody of whom a claim speaks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import ClaimTerms, claim_terms, mentioned
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.roles import is_placed

_DOER = 1.0  # the least that a name counts which is no place


def names_anybody(claim: str, texts: Sequence[str], *, aliases: AliasTable) -> bool:
    """Whether any of ``texts`` names whom ``claim`` is about, or anybody whom no table knows.

    True of a claim that only names places: of another place the same is news, too.
    """
    terms = claim_terms(claim, aliases)
    doer = terms.doer if terms.names.get(terms.doer, 0.0) >= _DOER else ""
    proper = _unknown_names(claim, terms)
    if not (doer or proper):
        return True
    for text in texts:
        if doer and mentioned(text, aliases) & {doer, f"in {doer}"}:
            return True
        if proper & {word.lemma for word in parse(text).words if word.capital}:
            return True
    return False


def _unknown_names(claim: str, terms: ClaimTerms) -> set[str]:
    """Lemmas of the names in a claim that no table knows and that do not say where."""
    found: set[str] = set()
    placed = False
    for before, word in pairwise((None, *parse(claim).words)):
        if word is None or not word.capital:
            placed = False
            continue
        goes_on = before is not None and before.capital and placed
        placed = goes_on or is_placed(claim, word.start)
        if not placed and terms.words.get(word.lemma, 0.0) > 1.0:
            found.add(word.lemma)
    return found
