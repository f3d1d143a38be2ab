"""Forms of words: what can follow "have" or "be", what is an infinitive."""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.language.english import past_participle
from monitor.domain.speech.clauses import Word


def is_relative(word: Word) -> bool:
    """Whether it is "who", "which" or "that" (and not "WHO")."""
    return word.text in lists.RELATIVES and not word.capital


def is_participle(word: Word) -> bool:
    """Whether it can follow "have" or "be": "sent", "killed", "been"."""
    if word.text == "been" or word.text == past_participle(word.lemma):
        return True
    return len(word.text) > 4 and word.text.endswith("ed")


def is_gerund(word: Word) -> bool:
    """Whether it is an -ing form of a verb."""
    return word.text.endswith("ing") and word.lemma != word.text and len(word.text) > 4


def is_base(word: Word) -> bool:
    """Whether it looks like an infinitive (no determiner, preposition or inflected form)."""
    if word.text in lists.DETERMINERS or word.text in lists.PREPOSITIONS:
        return False
    if word.text in lists.PRONOUNS or word.text in lists.CONJUNCTIONS or word.capital:
        return False
    return word.text.isalpha() and (word.text == word.lemma or word.text in lists.VERBS)
