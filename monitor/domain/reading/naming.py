"""Whether an article names anybody of whom a claim speaks."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import claim_terms, mentioned
from monitor.domain.speech.clauses import parse


def names_anybody(claim: str, texts: Sequence[str], *, aliases: AliasTable) -> bool:
    """Whether any of ``texts`` names whom ``claim`` is about, or anybody whom no table knows.

    True of a claim without names. A text in other words has the names at least.
    """
    terms = claim_terms(claim, aliases)
    proper = {word for word, weight in terms.words.items() if weight > 1.0}
    if not (terms.doer or proper):
        return True
    for text in texts:
        if terms.doer and mentioned(text, aliases) & {terms.doer, f"in {terms.doer}"}:
            return True
        if proper & {word.lemma for word in parse(text).words if word.capital}:
            return True
    return False
