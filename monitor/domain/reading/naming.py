"""Whether an article names anybody of whom a claim speaks."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import claim_terms, mentioned
from monitor.domain.speech.clauses import parse

_DOER = 1.0  # the least that a name counts which is no place


def names_anybody(claim: str, texts: Sequence[str], *, aliases: AliasTable) -> bool:
    """Whether any of ``texts`` names whom ``claim`` is about, or anybody whom no table knows.

    True of a claim that only names places: of another place the same is news, too.
    """
    terms = claim_terms(claim, aliases)
    doer = terms.doer if terms.names.get(terms.doer, 0.0) >= _DOER else ""
    proper = {word for word, weight in terms.words.items() if weight > 1.0}
    if not (doer or proper):
        return True
    for text in texts:
        if doer and mentioned(text, aliases) & {doer, f"in {doer}"}:
            return True
        if proper & {word.lemma for word in parse(text).words if word.capital}:
            return True
    return False
