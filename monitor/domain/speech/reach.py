"""A cue, what it does to the words it reaches, and where verbs and their reach begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.language import cues
from monitor.domain.speech import verbs
from monitor.domain.speech.clauses import Sentence


class Force(StrEnum):
    """What a cue does to the words it reaches."""

    SAYS = "says"  # passes on, vouches for nothing
    CONFIRMS = "confirms"
    DENIES = "denies"
    BELIEVES = "believes"  # hedges: "suspects", "assesses"
    WITHHOLDS = "withholds"  # "cannot confirm", "did not deny", "no evidence yet"
    NEGATES = "negates"  # "not", "never"
    HEDGES = "hedges"  # "may", "reportedly"
    SUPPOSES = "supposes"  # "if", "would"
    PREDICTS = "predicts"  # "will", "plans to"
    ASKS = "asks"  # "whether", "?"


#: Forces that name who speaks.
VOICES = frozenset({Force.SAYS, Force.CONFIRMS, Force.DENIES, Force.BELIEVES, Force.WITHHOLDS})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at words [at, after) that reaches words [start, stop)."""

    force: Force
    at: int
    after: int
    start: int
    stop: int
    passive: bool = False

    def reaches(self, index: int) -> bool:
        return self.start <= index < self.stop and not self.at <= index < self.after


_BEFORE_NOUNS = frozenset({"a", "an", "the", "its", "their", "his", "her", "no", "two", "three"})
_LEAD_TO_NOUNS = frozenset(
    {"off", "at", "against", "aside", "away", "down", "about", "over", "amid", "despite", "into"}
)
_BEFORE_VERBS = frozenset({"to", "not", "he", "she", "they", "we", "i", "it", "who", "you"})


def is_verb(sentence: Sentence, index: int) -> bool:
    """Whether word ``index``, a form of a verb, is one here and no noun or adjective."""
    words = sentence.words
    word = words[index]
    previous = words[index - 1] if index else None
    after = words[index + 1].text if index + 1 < len(words) else ""
    inflected = word.text.endswith(("ed", "ing")) or (
        word.text != word.lemma and not word.text.endswith("s")
    )
    joined = not sentence.gaps[index].strip()  # not '"No," said Anna Holm'
    if word.text == word.lemma and sentence.gaps[index].startswith(("'s ", "\u2019s ")):
        return False  # "Denmark's research board"
    if previous is not None and previous.text in _BEFORE_NOUNS and joined:
        return False
    if word.lemma in {"rumour", "rumor"} and not word.text.endswith("ed"):
        return False
    if previous is not None and previous.text == "of":
        return word.text.endswith("ing")
    if inflected or word.lemma not in verbs.NOUNISH:
        return not (
            word.text in {"confirmed", "reported", "alleged", "claimed"}
            and _attributive(sentence, index)
        )
    if previous is None or word.capital:
        return False
    if previous.lemma in verbs.AUXILIARIES:
        return previous.lemma not in {"be", "have"} and word.text == word.lemma
    if previous.text in _BEFORE_VERBS:
        return True
    if previous.text in _LEAD_TO_NOUNS:
        return False  # "brushed off reports that"
    named = previous.capital and after == "that"  # "the Evening Post reports that"
    if previous.text in verbs.DETERMINERS:
        return False
    # "Its annual report shows"; "the reports claim that" may be a noun.
    singular = previous.text == previous.lemma and word.text.endswith("s") and index > 1
    if previous.lemma in cues.REPORT_NOUNS and singular:
        return True
    if previous.lemma in cues.REPORT_NOUNS | cues.SPEECH and not named:
        return False
    if after == "that" or '"' in sentence.gaps[index + 1] or "\u201c" in sentence.gaps[index + 1]:
        return previous.text not in {"and", "or"}
    return previous.capital and word.text.endswith("s") and index > 0


def _attributive(sentence: Sentence, index: int) -> bool:
    """Whether "two confirmed cases", "alleged attack": a participle before its noun."""
    if index == 0:
        return False
    previous = sentence.words[index - 1]
    gap_free = "," not in sentence.gaps[index]
    return gap_free and (
        previous.text[0].isdigit() or previous.text in verbs.DETERMINERS or previous.text == "for"
    )


def verb_group(sentence: Sentence, index: int) -> int:
    """Where the verb's auxiliaries, negations and adverbs begin."""
    words = sentence.words
    at = index
    while at > 0 and index - at < 7:
        word = words[at - 1]
        if any(mark in sentence.gaps[at] for mark in ',;:"\u201c\u201d'):
            break
        group = (
            word.lemma in verbs.AUXILIARIES
            or word.text in cues.NEGATIONS
            or word.text
            in {
                "to",
                "yet",
                "independently",
                "immediately",
                "so",
                "far",
                "also",
                "able",
                "position",
                "at",
                "this",
                "point",
                "time",
                "stage",
                "moment",
                "a",
                "in",
                "short",
                "of",
                "either",
                "still",
                "been",
                "being",
            }
            or word.lemma in verbs.REFUSING
            or word.text in verbs.UNABLE
            or (word.text.endswith("ly") and not word.capital)
        )
        if not group:
            break
        at -= 1
    return at


def is_refused(sentence: Sentence, before: int, index: int) -> bool:
    """Whether the group of verb ``index``, begun at ``before``, holds back: "declined to say"."""
    return any(
        word.lemma in verbs.REFUSING or word.text in verbs.UNABLE
        for word in sentence.words[before:index]
    )


def is_supposed(sentence: Sentence, before: int, index: int) -> bool:
    """Whether a verb stands in a condition: "if confirmed", "should it be confirmed"."""
    words = sentence.words
    start = sentence.back(before, sentence.parts)
    asked = words[start].text in _ASKED  # "asked if X, Y confirmed": no condition
    return any(
        word.text in {"if", "unless", "should"} and at < index
        for at, word in enumerate(words[start : index + 1], start)
        if (word.text != "should" or at == start) and not (asked and word.text == "if")
    )


_ASKED = frozenset({"asked", "pressed", "questioned"})
_BE = frozenset({"be", "get"})


def is_passive(sentence: Sentence, index: int, before: int) -> bool:
    """Whether a verb is in the passive: "was told", "denied by"."""
    words = sentence.words
    participle = words[index].text != words[index].lemma and not words[index].text.endswith("ing")
    if not participle:
        return False
    by = index + 1 < len(words) and words[index + 1].text == "by"
    return by or any(words[at].lemma in _BE for at in range(before, index))


_OBJECT = 5  # words between a verb and its clause: "urged the two men to", "told her that"


def clause_at(sentence: Sentence, index: int) -> int:
    """Where the "that" of a verb's finite clause stands ("told the court that"), 0 for none."""
    words = sentence.words
    for at in range(index + 1, min(index + 2 + _OBJECT, len(words) - 1)):
        if words[at].text == "that":
            return at
        if words[at].text in _NO_OBJECT or any(m in sentence.gaps[at] for m in _BREAKS):
            return 0
    return 0


def infinitive_at(sentence: Sentence, index: int) -> int:
    """Where the "to" of a verb's infinitive stands ("urged them to go"), 0 for none."""
    words = sentence.words
    for at in range(index + 1, min(index + 2 + _OBJECT, len(words) - 1)):
        deed = words[at + 1]
        bare = deed.text == deed.lemma and not deed.capital
        if words[at].text == "to" and bare and deed.text not in verbs.DETERMINERS:
            return at
        if words[at].text in _NO_OBJECT or any(m in sentence.gaps[at] for m in _BREAKS):
            return 0
    return 0


_NO_OBJECT = frozenset({"that", "and", "but", "or", "who", "which", "because", "when", "as", "if"})
_BREAKS = ',;:"\u201c\u201d\u2014\u2013'


def own_stop(sentence: Sentence, index: int) -> int:
    """Reach to the right: to a turn, or to "and" with another verb of saying."""
    words = sentence.words
    stop = sentence.reach(index, sentence.turns)
    for at in range(index + 2, stop):
        if words[at].text in {"and", "adding", "saying"} and at + 1 < len(words):
            follows = words[at + 1 : at + 4]
            if words[at].text != "and" and "," in sentence.gaps[at]:
                return at
            if follows and follows[0].lemma in cues.SPEECH and is_verb(sentence, at + 1):
                return at
    return stop
