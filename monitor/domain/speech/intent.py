"""What is weighed, near, possible or wished for: not decided, and not done."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import Cue, Force, is_verb

#: What is turned over in the mind, or between two, is not done.
_WEIGHS = cues.word_set("mull contemplate ponder envisage envision moot weigh explore evaluate eye")
_TALKS = cues.word_set("talk talks discussion discussions negotiation negotiations")
#: With "to" and a deed: "open to selling", "close to buying".
_NEAR = frozenset({"open", "close", "near", "nearer", "closer"})
_OPTIONS = cues.word_set("option possibility")
#: What somebody thinks right, or has no choice in.
_OUGHT = frozenset({"should", "must", "ought"})


def read_intent(sentence: Sentence, index: int, left: int, right: int) -> Cue | None:
    """The hedge that word ``index`` of a clause from ``left`` to ``right`` opens, if any."""
    words = sentence.words
    word = words[index]
    after = words[index + 1].text if index + 1 < len(words) else ""
    if word.lemma in _WEIGHS and after not in {"", "that", "about"} and is_verb(sentence, index):
        return Cue(Force.HEDGES, index, index + 1, index + 1, right)
    if word.lemma in _TALKS and word.text != "talk" and _is_in_talks(sentence, index):
        return Cue(Force.HEDGES, index, index + 1, index + 1, right)
    if word.text in _NEAR and after == "to" and _is_deed(sentence, index + 2):
        return Cue(Force.HEDGES, index, index + 2, index + 2, right)
    needs = word.lemma == "need" and after == "to"
    if (word.text in _OUGHT or needs) and index and not word.capital:
        return Cue(Force.HEDGES, index, index + 1, index + 1, right)
    if word.lemma in _OPTIONS and _is_one(sentence, index):
        return Cue(Force.HEDGES, index, index + 1, _clause_start(sentence, left, index), index)
    if index and words[index - 1].text == "would":  # which is no cue where a claim looks ahead
        start = _clause_start(sentence, left, index)
        if _is_gerund(sentence, start):  # "buying it would make sense"
            return Cue(Force.HEDGES, index, index + 1, start, right)
    return None


def _is_in_talks(sentence: Sentence, index: int) -> bool:
    """Whether "in preliminary discussions regarding" tells of a matter that is not settled."""
    words = sentence.words
    after = words[index + 1].text if index + 1 < len(words) else ""
    before = {word.text for word in words[max(0, index - 3) : index]}
    return "in" in before and after in {"about", "over", "on", "regarding", "to", "concerning"}


def _is_deed(sentence: Sentence, index: int) -> bool:
    """Whether a deed follows: "selling", "a sale"."""
    following = sentence.words[index : index + 1]
    return bool(following) and (
        following[0].text.endswith("ing") or following[0].text in {"a", "an", "the", "its"}
    )


def _is_one(sentence: Sentence, index: int) -> bool:
    """Whether a clause says of its subject that it is an option: "a sale was one possibility"."""
    before = [word.text for word in sentence.words[max(0, index - 4) : index]]
    copula = bool({"is", "was", "be", "remains", "remained", "are", "were"} & set(before))
    return copula and not {"no", "not", "only", "never"} & set(before)


def _is_gerund(sentence: Sentence, index: int) -> bool:
    word = sentence.words[index]
    name = word.capital and index > 0
    return word.text.endswith("ing") and not name and word.lemma != word.text


def _clause_start(sentence: Sentence, left: int, index: int) -> int:
    """Where the clause of word ``index`` begins: after its "said" or "that", if it has one."""
    words = sentence.words
    for at in range(index - 1, left - 1, -1):
        if words[at].text == "that" or words[at].lemma in cues.SPEECH:
            return at + 1
    return left
