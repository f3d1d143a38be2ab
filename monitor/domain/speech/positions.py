"""Where a verb of saying stands: before its speaker, or as a participle that has none."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech import verbs
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import Cue

_BEFORE_SPEAKERS = cues.word_set(
    "a an the one his her its two three four five several some many both another"
)


def is_participle(sentence: Sentence, at: int) -> bool:
    """Whether a verb only describes the noun before it: "its report, published on Monday", "a
    slide shown to", "printed its letters to prove it".
    """
    words = sentence.words
    if at == 0:
        return False
    word, before = words[at], words[at - 1]
    if word.text in _PARTICIPLES and before.lemma not in verbs.AUXILIARIES | {"not"}:
        return not before.text.endswith("ly")
    if sentence.has_comma(at) and before.lemma in cues.PAPERS and word.text.endswith("ed"):
        return word.lemma not in {"say", "tell"}
    return before.text == "to" and at + 1 < len(words) and words[at + 1].text in _PROVED


_PROVED = frozenset({"it", "this", "so"})  # "to prove it"
_PARTICIPLES = cues.word_set("shown known given written seen spoken")


def is_inverted(sentence: Sentence, cue: Cue) -> bool:
    """'"...," said Anna Holm', "said a spokesman"."""
    words = sentence.words
    if cue.after >= len(words) or words[cue.at].lemma not in {
        "say",
        "add",
        "announce",
        "write",
        "insist",
        "report",
        "explain",
        "warn",
        "claim",
    }:
        return False
    if cue.at > 0 and not sentence.has_comma(cue.at):
        return False
    follower = words[cue.after]
    if sentence.gaps[cue.after].strip():
        return False
    quoted = any(mark in sentence.gaps[cue.at] for mark in '"\u201d')
    if not quoted and cue.at > 0 and _goes_on(sentence, cue.after):
        return False  # "X, a veteran, said Y should be ready"
    named = any(word.capital for word in words[cue.after : cue.after + 5])
    if quoted and named and follower.text not in cues.NEGATIONS | {"that", "to"}:
        return True  # '"...," said former congressman Barney Frank'
    return follower.capital or follower.text in _BEFORE_SPEAKERS


def _goes_on(sentence: Sentence, start: int) -> bool:
    """Whether the noun phrase at ``start`` has a verb of its own: what is said begins there."""
    words = sentence.words
    for at in range(start, min(start + 8, len(words))):
        if at > start and sentence.gaps[at].strip():
            return False
        if words[at].text in {"who", "which", "that", "on", "in", "at"}:
            return False
        if words[at].lemma in verbs.AUXILIARIES:
            return True
    return False
