"""What a statement is wrapped in: "according to X", "if verified", "X claims that ...".

``peel`` takes one wrapping off a sentence and says what it was; intake peels until nothing
is left but the statement itself. Word positions of the inner text are its own: only the cue
and the speaker are carried on, verbatim.
"""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import (
    first_finite,
    has_comma,
    is_hard,
)
from monitor.domain.intake.conditions import condition_inside
from monitor.domain.intake.peel import Peel
from monitor.domain.intake.speech import said_after, said_before, speaker_of
from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence, parse

_BELIEF = cues.HEDGE_PARTICIPLES | {"likely", "possible", "probable"}
_SEEMS = frozenset({"appears", "seems", "appeared", "seemed"})
_AS = frozenset({"indicated", "reported", "claimed", "suggested", "alleged", "stated"})


def peel(text: str) -> Peel | None:
    """The outermost wrapping of ``text``, or None."""
    sentence = parse(text)
    if len(sentence.words) < 4:
        return None
    for take_off in (
        condition_inside,
        _according_to,
        _as_reported,
        _impersonal,
        said_after,
        said_before,
        _noun_that,
    ):
        found = take_off(sentence)
        if found is not None and found.inner.strip() and found.inner != text:
            return found
    return None


def _according_to(sentence: Sentence) -> Peel | None:
    words = sentence.words
    for at in range(len(words) - 2):
        if words[at].text != "according" or words[at + 1].text != "to":
            continue
        stop = at + 3
        while stop < len(words) and not (
            has_comma(sentence, stop) or is_hard(sentence, stop) or words[stop].text == "that"
        ):
            stop += 1
        speaker = sentence.printed(at + 2, stop)
        settled = any(word.lemma in lists.SETTLED_SPEAKERS for word in words[at + 2 : stop])
        cue = sentence.printed(at, at + 2)
        before = sentence.printed(0, at)
        if at == 0 or (at == 1 and words[0].text in lists.LEAD_INS):
            inner = sentence.printed(stop, len(words))
        elif first_finite(sentence, 0, at) is not None or stop >= len(words):
            inner = before
        else:
            inner = before + " " + sentence.printed(stop, len(words))
        return Peel(inner, cue, "attribution", speaker, leaves_open=not settled)
    return None


def _as_reported(sentence: Sentence) -> Peel | None:
    """Of the kind of ", as reported by X," and ", as indicated by recent reports,"."""
    words = sentence.words
    for at in range(1, len(words) - 2):
        if words[at].text != "as" or words[at + 1].text not in _AS or words[at + 2].text != "by":
            continue
        stop = at + 4
        while stop < len(words) and not (has_comma(sentence, stop) or is_hard(sentence, stop)):
            stop += 1
        inner = sentence.printed(0, at) + " " + sentence.printed(stop, len(words))
        speaker = speaker_of(sentence, at + 3, stop)
        return Peel(inner.strip(), sentence.printed(at, at + 3), "attribution", speaker)
    return None


def _impersonal(sentence: Sentence) -> Peel | None:
    """Of "It is believed that", "It appears that", "There are fears that"."""
    words = sentence.words
    texts = [word.text for word in words[:8]]
    for at in range(min(4, len(texts))):
        if texts[at] == "it" and texts[at + 1 : at + 2] and texts[at + 1] in _SEEMS:
            stop = at + 2
        elif texts[at] in {"it", "there"}:
            stop = next(
                (
                    i
                    for i in range(at + 1, len(texts))
                    if words[i].text in _BELIEF
                    or (texts[at] == "there" and words[i].lemma in cues.REPORT_NOUNS)
                ),
                -1,
            )
            if stop < 0 or "no" in texts[at:stop] or "not" in texts[at:stop]:
                continue
            if not set(texts[at + 1 : stop]) & (lists.BE | {"remain", "remains"}):
                continue
            stop += 1
        else:
            continue
        if stop < len(words) and words[stop].text == "that":
            inner = sentence.printed(stop + 1, len(words))
            return Peel(inner, sentence.printed(at, stop), "attribution")
    return None


def _noun_that(sentence: Sentence) -> Peel | None:
    """Of "claims that ...", "rejected allegations that ...", "amid fears that ..."."""
    words = sentence.words
    for at in range(len(words) - 3):
        if words[at].lemma not in cues.REPORT_NOUNS or words[at + 1].text != "that":
            continue
        before = {word.text for word in words[max(0, at - 3) : at]}
        if before & {"no", "not", "any"} or first_finite(sentence, at + 2, len(words)) is None:
            continue
        speaker = ""
        if at and ("'s" in sentence.gaps[at] or "’s" in sentence.gaps[at]):
            owner = max(0, at - 1)
            while owner and words[owner - 1].capital:
                owner -= 1
            speaker = sentence.printed(owner, at)
        stop = _clause_behind(sentence, at)
        inner = sentence.printed(at + 2, stop)
        return Peel(inner, sentence.printed(at, at + 2), "attribution", speaker)
    return None


def _clause_behind(sentence: Sentence, noun: int) -> int:
    """Where the clause after "rumours that" ends: before "sent shares higher", "as absurd"."""
    words = sentence.words
    end = len(words)
    if any(word.lemma in cues.SPEECH_DENYING for word in words[:noun]):
        return next((at for at in range(end - 1, noun + 4, -1) if words[at].text == "as"), end)
    verb = first_finite(sentence, noun + 3, end)
    if noun > 2 or verb is None:
        return end
    for at in range(verb + 2, end):
        before = words[at - 1]
        closed = lists.CONJUNCTIONS | lists.SUBORDINATORS | lists.PRONOUNS | lists.AUXILIARIES
        if before.text not in closed and first_finite(sentence, at, at + 1) is not None:
            return at
    return end
