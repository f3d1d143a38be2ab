"""Conditions that leave a statement open: "if true", "should X be confirmed"."""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import has_comma, is_hard
from monitor.domain.intake.peel import Peel
from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence, parse

_AUX_BE = frozenset({"is", "are", "was", "were", "be", "been", "proves", "prove", "proven"})


def leading_condition(text: str) -> Peel | None:
    """A condition that opens the sentence: "If true, ...", "Should X be confirmed, ...".

    ``condition`` holds the noun phrase in doubt ("X"), "" for a bare "if true".
    """
    sentence = parse(text)
    words = sentence.words
    if len(words) < 4 or words[0].text not in {"if", "should"}:
        return None
    comma = next((at for at in range(1, len(words)) if has_comma(sentence, at)), None)
    if comma is None or comma > 25:
        return None
    state = comma - 1
    if words[state].text == "out" or words[state].text not in cues.CONDITION_STATES:
        return None
    inner = sentence.printed(comma, len(words)) + sentence.gaps[-1].rstrip()
    if state == 1:
        return Peel(inner, sentence.printed(0, 2), "condition")
    be = next((at for at in range(1, state) if words[at].text in _AUX_BE | {"turn"}), None)
    if be is None:
        return Peel(inner, sentence.printed(0, comma), "condition")
    doubted = sentence.printed(1, be)
    cue = sentence.printed(0, comma) if comma <= 12 else sentence.printed(be, comma)
    return Peel(inner, cue, "condition", condition=doubted)


def points_back(text: str) -> str:
    """The cue with which ``text`` leaves the statement before it open, "" if it does not.

    "If true, this would be ..." or "The claim could not be independently verified."
    """
    opened = leading_condition(text)
    if opened is not None:
        inner = parse(opened.inner).words
        named = parse(opened.condition).words if opened.condition else ()
        bare = not named or named[0].text in lists.PRONOUNS or _is_report(opened.condition)
        return opened.cue if bare and inner else ""
    words = parse(text).words
    texts = [word.text for word in words]
    if len(words) > 22 or ("not" not in texts and "cannot" not in texts):
        return ""
    for at, word in enumerate(words):
        if word.lemma in {"verify", "confirm", "corroborate", "substantiate", "authenticate"}:
            negation = next(i for i, t in enumerate(texts) if t in {"not", "cannot"})
            subject = {each.lemma for each in words[:at]} | {e.lemma for e in words[at:]}
            if negation < at and subject & (cues.REPORT_NOUNS | {"it", "this", "they", "video"}):
                return parse(text).printed(negation, at + 1)
    return ""


def _is_report(text: str) -> bool:
    return any(word.lemma in cues.REPORT_NOUNS for word in parse(text).words[-3:])


def condition_inside(sentence: Sentence) -> Peel | None:
    """Of the kind of ", if verified," or a closing "if confirmed"."""
    words = sentence.words
    for at in range(1, len(words) - 1):
        if words[at].text != "if" or words[at + 1].text not in cues.CONDITION_STATES:
            continue
        after = at + 2
        if after < len(words) and not has_comma(sentence, after) and not is_hard(sentence, after):
            continue
        inner = sentence.printed(0, at) + " " + sentence.printed(after, len(words))
        return Peel(inner.strip(), sentence.printed(at, after), "condition")
    return None
