"""Deeds that are their own record: a verdict, a vote, a signature, an order in the gazette."""

from __future__ import annotations

import re
from collections.abc import Sequence

from monitor.domain.judgement import Stance
from monitor.domain.language import cues
from monitor.domain.speech import verbs
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.reach import Cue, Force, is_passive, is_verb, verb_group
from monitor.domain.speech.subjects import subject_of

#: Cues under which a sentence vouches for nothing.
LOOSE = frozenset(
    {Force.HEDGES, Force.SUPPOSES, Force.ASKS, Force.WITHHOLDS, Force.BELIEVES, Force.PREDICTS}
)
AGAINST = frozenset({Force.DENIES, Force.NEGATES})
#: Verbs by which a paper comes to light or into force.
_ISSUES = cues.word_set(
    "publish print release issue sign post file present display read show lay table register "
    "stamp seal gazette deposit unseal initial enact promulgate hand"
)
_COURT = cues.word_set("court judge jury tribunal magistrate magistrates bench")
_COURT_ACTS = cues.word_set(
    "sentence convict acquit fine order annul overturn jail imprison clear send award quash "
    "uphold find condemn dissolve disqualify bar strike"
)
_CLEARS = cues.word_set(
    "acquit clear annul overturn quash dismiss reject strike exonerate drop repeal"
)
_CHAMBERS = cues.word_set(
    "parliament senate congress assembly legislature council chamber house voters shareholders "
    "members knesset bundestag diet mps deputies lawmakers senators electorate"
)
_CHAMBER_ACTS = cues.word_set(
    "vote pass adopt approve ban abolish ratify reject elect repeal outlaw legalise legalize scrap "
    "impeach lift amend back endorse"
)
_BEFORE_ALL = re.compile(
    r"\b(?:(?:before|in front of|facing) (?:the |running |rolling )?(?:tv |television )?cameras"
    r"|televised|on live (?:television|tv)|live on (?:television|tv)"
    r"|by (?:a |an |royal |presidential |government )?(?:decree|by-law|ordinance)"
    r"|(?:put|set) (?:their|its|his|her) (?:names?|signatures?|seals?) to"
    r"|by (?:\d[\d,]*|[a-z-]+) votes? to (?:\d[\d,]*|[a-z-]+)|votes? (?:of|by) \d+ to \d+"
    r"|under oath|(?:pleaded|pleads) guilty|(?:was|were|been) (?:found guilty|convicted|sentenced"
    r"|acquitted)|official gazette|government gazette)\b",
    re.IGNORECASE,
)
_NO_RECORD = cues.word_set("statement account list note notice paper warrant")
_ANYBODYS = cues.word_set("report text")
_WORDS = 9  # words between a verb and the paper that it is about


def find_deed(claim: str, text: str, found: Sequence[Cue], stance: Stance) -> str:
    """The words by which a sentence tells a deed that is its own record, "" if none do.

    ``found`` are the sentence's cues; under one that leaves things open nothing is a deed. One
    that clears somebody supports no claim but that it was done.
    """
    own = {word.lemma for word in parse(claim).words}
    against = _CLEARS - own if stance is Stance.SUPPORTS else frozenset[str]()
    sentence = parse(text)
    public = _BEFORE_ALL.search(sentence.text)
    if any(word.lemma in against for word in sentence.words):
        return ""
    if public and not _is_open(sentence, found, _word_at(sentence, public.start())):
        return public.group()
    for index, word in enumerate(sentence.words):
        if word.lemma not in _ISSUES | _COURT_ACTS | _CHAMBER_ACTS:
            continue
        if not is_deed_verb(sentence, index) or _is_open(sentence, found, index):
            continue
        subject = _subject_words(sentence, index)
        if word.lemma in _COURT_ACTS and subject & _COURT:
            return sentence.printed(index, index + 1)
        if word.lemma in _CHAMBER_ACTS and subject & _CHAMBERS:
            return sentence.printed(index, index + 1)
        paper = _paper_at(sentence, index) if word.lemma in _ISSUES else -1
        if paper >= 0 and not _is_loose_media(subject):
            first, last = sorted((index, paper))
            return sentence.printed(first, last + 1)
    return ""


def _is_open(sentence: Sentence, found: Sequence[Cue], index: int) -> bool:
    """Whether the word at ``index`` is left open, denied, or said by somebody."""
    return (
        any(
            cue.force in LOOSE | AGAINST and (cue.reaches(index) or cue.at == index)
            for cue in found
        )
        or "?" in sentence.gaps[-1]
    )


def is_deed_verb(sentence: Sentence, index: int) -> bool:
    """Whether the word tells what was done: a past or present form, no infinitive, no noun."""
    words = sentence.words
    word = words[index]
    before = words[index - 1] if index else None
    if before is None or before.text in {"to", *verbs.DETERMINERS} - {"by"}:
        return False
    if word.text == "read" and any(w.text == "out" for w in words[index + 1 : index + 2]):
        return True
    past = word.text != word.lemma and not word.text.endswith("ing")
    irregular = word.text in {"read", "laid"}
    return (past or irregular) and is_verb(sentence, index)


def _word_at(sentence: Sentence, offset: int) -> int:
    return next((at for at, word in enumerate(sentence.words) if word.start >= offset), 0)


def _subject_words(sentence: Sentence, index: int) -> set[str]:
    before = verb_group(sentence, index)
    cue = Cue(
        Force.CONFIRMS,
        index,
        index + 1,
        index + 1,
        len(sentence.words),
        is_passive(sentence, index, before),
    )
    words = parse(subject_of(sentence, cue)).words
    return {form for word in words for form in (word.text, word.lemma)}


def _is_loose_media(subject: set[str]) -> bool:
    """Whether a paper was published by media or by nobody that can be asked."""
    gazette = "gazette" in subject
    return bool(subject & (cues.MEDIA_NOUNS | cues.ANONYMOUS_NOUNS)) and not gazette


def _paper_at(sentence: Sentence, index: int) -> int:
    """The paper that a verb is about: "published the order", "the decree was printed"."""
    words = sentence.words
    loose = words[index].lemma in {"show", "hand", "read", "present", "display", "sign"}
    after = range(index + 1, min(index + _WORDS, len(words)))
    places: list[int] = [*after, *range(index - 1, max(index - _WORDS, -1), -1)]
    for at in places:
        near = range(min(at, index), max(at, index))
        if any(mark in sentence.gaps[between + 1] for between in near for mark in ";:"):
            continue
        word = words[at]
        if word.lemma not in cues.PAPERS:
            continue
        if word.lemma in _NO_RECORD or (loose and word.lemma in _ANYBODYS):
            continue
        return at
    return -1
