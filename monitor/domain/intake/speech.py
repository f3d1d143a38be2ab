"""Who says it: "X claims that ...", "..., said X", and whether that leaves it open."""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import (
    first_finite,
    has_comma,
    is_finite,
    is_hard,
    subject_before,
)
from monitor.domain.intake.peel import Peel
from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence, parse

_PRONOUN_SUBJECTS = frozenset({"it", "he", "she", "they"})
#: Subjects that are not somebody: "This suggests that" is the writer's own reasoning.
_NOBODY = frozenset({"this", "that", "it", "which", "what", "i", "we", "you", "all", "these"})


def said_before(sentence: Sentence) -> Peel | None:
    """Of "X claims that ...", "X's statements suggest that ...", "X said it had ..."."""
    words = sentence.words
    for at in range(1, min(len(words) - 2, 40)):
        if words[at].lemma not in cues.SPEECH or not _is_verb_here(sentence, at):
            continue
        start = _complement(sentence, at)
        if start is None:
            continue
        subject = subject_before(sentence, _group_start(sentence, at), 0)
        if subject is None or words[subject[0]].text in _NOBODY:
            continue
        speaker = speaker_of(sentence, *subject)
        stop = len(words)
        if words[at].lemma in cues.SPEECH_DENYING:  # dismissed claims that ... "as absurd"
            stop = next((i for i in range(stop - 1, start + 2, -1) if words[i].text == "as"), stop)
        inner = sentence.printed(start, stop)
        if _is_the_speaker(words[start].text, speaker):
            inner = speaker + " " + sentence.printed(start + 1, stop)
        leaves_open = _leaves_open(sentence, at, subject)
        return Peel(inner, sentence.printed(at, at + 1), "attribution", speaker, leaves_open)
    return None


def said_after(sentence: Sentence) -> Peel | None:
    """Of "..., X said." and "..., said X."."""
    words = sentence.words
    for at in range(len(words) - 1, 3, -1):
        if words[at].lemma not in cues.SPEECH or words[at].capital or words[at].text == "report":
            continue
        comma = next((i for i in range(at, max(3, at - 14), -1) if has_comma(sentence, i)), None)
        if comma is None:
            return None
        if comma == at:
            stop = at + 1
            while stop < len(words) and not (has_comma(sentence, stop) or is_hard(sentence, stop)):
                stop += 1
            if at + 1 >= stop or words[at].text == words[at].lemma:
                return None
            subject = (at + 1, stop)
        else:
            subject = (comma, at)
            if not _is_verb_here(sentence, at):
                return None  # "..., the basis of its claim"
            behind = sentence.words[at + 1] if at + 1 < len(words) else None
            if first_finite(sentence, comma, at) is not None or (
                behind is not None
                and behind.text not in lists.PREPOSITIONS | lists.CALENDAR | {"last", "this"}
                and not has_comma(sentence, at + 1)
            ):
                return None
            if words[comma].text in lists.CONJUNCTIONS | lists.RELATIVES | lists.SUBORDINATORS:
                return None
            if words[comma].text in lists.PREPOSITIONS:
                return None
        if first_finite(sentence, 0, comma) is None:
            return None
        inner = sentence.printed(0, comma)
        speaker = speaker_of(sentence, *subject)
        leaves_open = _leaves_open(sentence, at, subject)
        if _is_the_speaker(words[0].text, speaker) and comma != at:
            inner = speaker + " " + sentence.printed(1, comma)
        return Peel(inner, sentence.printed(at, at + 1), "attribution", speaker, leaves_open)
    return None


def _is_verb_here(sentence: Sentence, at: int) -> bool:
    before = sentence.words[at - 1].text
    if sentence.words[at].capital:
        return False  # the United States
    if before in lists.DETERMINERS or before in lists.PREPOSITIONS or before == "to":
        return False
    if sentence.words[at].text.endswith("ing"):
        return before in lists.BE
    return sentence.words[at].text not in {"show", "state", "point", "document", "charge"} or (
        at + 1 < len(sentence.words) and sentence.words[at + 1].text == "that"
    )


def _complement(sentence: Sentence, at: int) -> int | None:
    """Where the clause begins that the speech verb at ``at`` governs."""
    words = sentence.words
    for index in range(at + 1, min(at + 9, len(words) - 2)):
        if is_hard(sentence, index) and ":" not in sentence.gaps[index]:
            return None
        if words[index].lemma in cues.SPEECH and index > at + 1 and is_finite(sentence, index):
            return None
        noun_that = words[index].lemma in cues.REPORT_NOUNS and words[index + 1].text == "that"
        if words[index].lemma in cues.EVIDENCE_VERBS and not noun_that:
            return None
        if words[index].text == "that":
            if first_finite(sentence, index + 1, min(len(words), index + 25)) is None:
                return None
            return index + 1
        if has_comma(sentence, index) and "“" not in sentence.gaps[index]:
            return None
    start = at + 1
    first = words[start]
    if words[at].lemma in cues.SPEECH_DENYING | {"accuse"} or first.text in lists.PREPOSITIONS | {
        "to"
    }:
        return None
    likely = (
        first.capital
        or first.text in lists.DETERMINERS
        or first.text in lists.PRONOUNS
        or first.text[0].isdigit()
        or first.text.endswith("s")
    )
    verb = first_finite(sentence, start + 1, min(len(words), start + 14))
    if not likely or verb is None:
        return None
    if any(has_comma(sentence, index) for index in range(start + 1, verb)):
        return None
    return start


def _group_start(sentence: Sentence, at: int) -> int:
    """First auxiliary of the verb group that ends at ``at``."""
    start = at
    while start > 1 and (
        sentence.words[start - 1].text in lists.AUXILIARIES | lists.BE
        or sentence.words[start - 1].text in lists.ADVERBS
    ):
        start -= 1
    return start


def _leaves_open(sentence: Sentence, at: int, subject: tuple[int, int]) -> bool:
    verb = sentence.words[at].lemma
    if verb in {"argue", "insist", "think", "maintain", "contend"}:
        return False  # opinions; what they hold is open only if it is hedged itself
    if verb in cues.SPEECH_DOUBTING or verb in cues.SPEECH_DENYING:
        return True
    if verb in cues.SPEECH_ASSERTIVE - {"show", "indicate", "reveal"}:
        return False
    speakers = {word.lemma for word in sentence.words[subject[0] : subject[1]]}
    if speakers & lists.UNNAMED_SPEAKERS or "familiar" in speakers:
        return True
    rest = " ".join(word.text for word in sentence.words[at:])
    return "condition of anonymity" in rest or "not to be named" in rest


def _is_the_speaker(pronoun: str, speaker: str) -> bool:
    """Whether the pronoun that opens what was said can stand for who said it."""
    words = parse(speaker).words
    if pronoun not in _PRONOUN_SUBJECTS or not 0 < len(words) <= 8:
        return False
    if any(word.lemma in cues.REPORT_NOUNS or word.text in lists.PRONOUNS for word in words):
        return False
    crowd = words[-1].text in lists.PLURALS or (
        words[-1].text.endswith("s") and not words[-1].capital
    )
    return crowd == (pronoun == "they") or (pronoun == "they" and words[-1].capital)


def speaker_of(sentence: Sentence, start: int, end: int) -> str:
    """Who speaks, verbatim: of "X's statements" X, of "reports from Y" Y, of "reports" ""."""
    words = sentence.words
    while start < end and words[start].text in lists.LEAD_INS:
        start += 1
    for at in range(start, end):
        if words[at].lemma not in cues.REPORT_NOUNS | cues.PROOF_NOUNS:
            continue
        gap = sentence.gaps[at]
        if at > start and ("'s" in gap or "’s" in gap or "s' " in gap or "s’ " in gap):
            return sentence.printed(start, at)
        if at + 1 < end and words[at + 1].text in {"from", "by", "in"}:
            stop = at + 2
            while stop < end and not has_comma(sentence, stop):
                stop += 1
            return sentence.printed(at + 2, stop)
        before = words[at - 1].lemma if at > start else ""
        owner = words[at - 1].capital if at > start else False
        return sentence.printed(start, at) if owner or before in lists.UNNAMED_SPEAKERS else ""
    stop = next((at for at in range(start + 1, end) if has_comma(sentence, at)), end)
    if end - stop <= 6 and all(word.capital for word in words[stop:end]):
        stop = end  # "the director, Ann Poe"
    stop = next((at for at in range(start + 1, stop) if words[at].text == "who"), stop)
    return sentence.printed(start, stop)
