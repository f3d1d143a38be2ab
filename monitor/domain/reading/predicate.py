"""Whether a sentence tells of the claim's deed, or only of the same people."""

from __future__ import annotations

from functools import lru_cache

from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import EMPTY, LIGHT, claim_terms, match_of
from monitor.domain.speech.clauses import Sentence, parse

_MODALS = frozenset({"will", "would", "may", "might", "must", "shall"})


@lru_cache(maxsize=2048)
def _deed(claim: str, aliases: AliasTable) -> tuple[frozenset[str], int]:
    """Lemmas of the claim's verbs; if they say little, of all that is no name nor its title.

    And how many of them a sentence must have. Titles are "the club" of "the club Wanderers".
    """
    words = parse(claim).words
    named = [mention.span for mention in aliases.find(claim)]
    titles: set[int] = set()
    for index, word in enumerate(words):
        if not word.capital or not index:
            continue
        first = index
        while first and not words[first - 1].capital and words[first - 1].text not in EMPTY:
            first -= 1
        if not first or words[first - 1].text in {"the", "a", "an", "its", "their"}:
            titles.update(range(first, index))
    if words[1:2] and words[1].capital:  # "Striker Tim Bell"
        titles.add(0)
    said = [
        (words[index - 1].text if index else "", word)
        for index, word in enumerate(words)
        if index not in titles
        and not (word.capital and index)
        and word.text not in EMPTY
        and not word.text[0].isdigit()
        and not any(span.start <= word.start < span.end for span in named)
    ]
    verbs = frozenset(
        word.lemma
        for before, word in said
        if (word.text != word.lemma and not word.text.endswith("s")) or before in _MODALS
    )
    telling = verbs - LIGHT  # "took" says little of what was done
    if telling:
        return telling, 1
    # "To fight" is what for, not what.
    others = frozenset(word.lemma for before, word in said if before != "to")
    others = others - LIGHT or others
    return others, len(others) // 2 + 1


def tells_the_deed(
    claim: str, sentence: Sentence, aliases: AliasTable, *, strictly: bool = True
) -> bool:
    """Whether a sentence has a word for what the claim says was done, beside its names.

    Of a claim whose verb says little most of the words that do; ``strictly`` not: one of them.
    """
    deed, needed = _deed(claim, aliases)
    if not deed:
        return True
    terms = claim_terms(claim, aliases)
    lemmas = {word.lemma for word in sentence.words}
    if not strictly:
        return any(match_of(terms, lemma)[0] in deed for lemma in lemmas)
    # Itself or a synonym; of the same field are too many things.
    told = {lemma if lemma in terms.words else terms.near.get(lemma, "") for lemma in lemmas}
    return len(told & deed) >= needed
