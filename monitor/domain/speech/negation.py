"""Negation and what it reaches: "not", "no", "never", "without"."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech import embedding, verbs
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import (
    Cue,
    Force,
    is_verb,
)

_NO_IDIOMS = cues.word_set("doubt matter surprise secret wonder")
_GOVERN = embedding.DONE | embedding.BROUGHT | embedding.FELT | embedding.OPEN
_SPLIT = 3  # words from a negation to where its quote breaks off
_EMPTY = cues.word_set("no without nothing")
_NOT_IDIOMS = cues.word_set(
    "only just merely simply least longer later less fewer more necessarily"
)


def is_negation(sentence: Sentence, index: int) -> bool:
    """Whether word ``index`` negates: not "not only", "no doubt", "no further details"."""
    word = sentence.words[index]
    if word.text not in cues.NEGATIONS and word.text != "cannot":
        return False
    after = sentence.words[index + 1].text if index + 1 < len(sentence.words) else ""
    if word.text == "nothing" and "but" in {w.text for w in sentence.words[index : index + 8]}:
        return False  # "nothing left of it but"
    if word.text == "not" and _only_stresses(sentence, index):
        return False
    if word.text == "without":
        return index == 0 or not word.capital  # "Doctors Without Borders"
    if word.text == "nor" and any(w.text == "neither" for w in sentence.words[:index]):
        return False  # "neither A nor B" denies once
    if word.text == "no" and after in verbs.NEUTRAL:
        return False
    if word.text == "no" and after in _NO_IDIOMS:
        return False
    return not (word.text in {"not", "no"} and after in _NOT_IDIOMS)


def _only_stresses(sentence: Sentence, index: int) -> bool:
    """Whether a "not" repeats the one before: "never, not once,", "no, not a cent"."""
    words = sentence.words
    after = words[index + 1].text if index + 1 < len(words) else ""
    again = (
        index > 0 and sentence.has_comma(index) and after in {"once", "a", "one", "ever", "even"}
    )
    return again and words[index - 1].text in {"never", "no", "nothing", "not", "nobody", "none"}


def read_negation(sentence: Sentence, at: int) -> tuple[Cue, ...]:
    """The reach of the negation at ``at``.

    It does not reach into what is known or felt: "did not know that", "was not pleased that".
    Of any other "that" it leaves open whether it is so: "did not imagine that".
    """
    words = sentence.words
    stop = _negation_stop(sentence, at)
    if _answers(sentence, at):
        return ()
    if told := _left_unsaid(sentence, at, stop):
        return told
    for index in range(at + 2, min(at + 8, stop)):
        text = words[index].text
        if text not in {"that", "to"} or words[index - 1].text in {"of", "about", "for"}:
            continue
        verb = words[index - 1]
        if text == "that" and _is_day(sentence, index):
            continue
        passive = words[max(0, at - 1)].lemma == "be"
        if text == "that":
            felt = passive and verb.text.endswith("ed") and verb.text not in cues.HEDGE_PARTICIPLES
            known = felt or verb.lemma in verbs.FACTIVE or _is_taken_up(sentence, index)
            loose = words[at].text not in _EMPTY
        else:
            known = verb.lemma in (embedding.FELT if passive else embedding.WAVERS)
            movers = embedding.BROUGHT if passive else embedding.BROUGHT | embedding.BALKS
            # "did not urge them to": of what others were to do it tells nothing.
            moved = not passive and index > at + 2 and words[at + 1].lemma in _GOVERN
            loose = moved or any(word.lemma in movers for word in words[at + 1 : index])
        if known:
            return (Cue(Force.NEGATES, at, at + 1, at + 1, index),)
        if loose:
            return (
                Cue(Force.NEGATES, at, at + 1, at + 1, index),
                Cue(Force.WITHHOLDS, at, at + 1, index, stop),
            )
        break
    start = at - 1 if _has_no_object(sentence, at) else at + 1
    return (Cue(Force.NEGATES, at, at + 1, start, stop), *_quoted_on(sentence, at))


def _has_no_object(sentence: Sentence, at: int) -> bool:
    """Whether a verb stands before "no" and what it did not do: "spilled no oil", "paid no tax"."""
    words = sentence.words
    if words[at].text != "no" or at == 0:
        return False
    verb = words[at - 1]
    done = verb.text.endswith("ed") or (verb.text != verb.lemma and not verb.text.endswith("s"))
    told = verb.lemma in verbs.AUXILIARIES | cues.SPEECH | _GOVERN | verbs.JUDGES | verbs.MEASURES
    return done and not told and is_verb(sentence, at - 1)


def _left_unsaid(sentence: Sentence, at: int, stop: int) -> tuple[Cue, ...]:
    """The reach of "not to speak about": of what is not spoken about nothing is said."""
    words = sentence.words
    verb = at + 1
    while verb < min(at + 4, stop) and (
        words[verb].text in {"to", "be"} or words[verb].text.endswith("ly")
    ):
        verb += 1
    if verb >= stop - 1 or words[verb].lemma not in _SPEAKS:
        return ()
    return (
        Cue(Force.NEGATES, at, at + 1, at + 1, verb + 1),
        Cue(Force.WITHHOLDS, at, at + 1, verb + 1, stop),
    )


_SPEAKS = cues.word_set("speak talk discuss mention comment elaborate chat dwell")


def _is_day(sentence: Sentence, that: int) -> bool:
    """Whether "that" only points at a time: "was not there that day"."""
    words = sentence.words
    return that + 1 < len(words) and words[that + 1].lemma in _DAYS


_DAYS = cues.word_set(
    "day night week month year morning afternoon evening weekend summer autumn fall winter spring "
    "season hour minute moment time"
)


def _quoted_on(sentence: Sentence, at: int) -> tuple[Cue, ...]:
    """The rest of a quote that its speaker splits: '"We never," said X, "went there."'"""
    quoted, count = sentence.quoted, len(sentence.words)
    if at not in quoted:
        return ()
    close = next((index for index in range(at, count) if index not in quoted), count)
    again = next((index for index in range(close, count) if index in quoted), count)
    if again == count or close - at > _SPLIT:
        return ()
    return (Cue(Force.NEGATES, at, at + 1, again, sentence.reach(again, sentence.parts)),)


def _answers(sentence: Sentence, at: int) -> bool:
    """Whether "no" only answers what the sentence then says itself: "No, she did not"."""
    words = sentence.words
    if at or words[0].text != "no" or not sentence.gaps[1].strip().startswith(","):
        return False
    stop = sentence.reach(1, sentence.parts)
    return any(is_negation(sentence, other) for other in range(1, stop))


def _is_taken_up(sentence: Sentence, that: int) -> bool:
    """Whether a verb with its particle stands before a "that": "did not find out that"."""
    words = sentence.words
    particle = that > 1 and words[that - 1].text in embedding.PARTICLES
    return particle and words[that - 2].lemma in embedding.TAKEN_UP


def _negation_stop(sentence: Sentence, at: int) -> int:
    words = sentence.words
    stop = sentence.reach(at, sentence.parts)
    if at == 0 and words[0].text == "no" and sentence.gaps[1].strip().startswith(","):
        return stop if stop > 1 else len(words)
    first = at + 1
    if first < stop and _only_stresses(sentence, first):  # "never, not once, took"
        commas = (index for index in range(first + 1, stop) if "," in sentence.gaps[index])
        first = next(commas, at) + 1
    for index in range(first, stop):
        both = words[index].text == "and" and any(w.text == "between" for w in words[at:index])
        if both:  # "no link between the vaccine and the disease"
            continue
        if index > at + 1 and words[index].text in {"and", "because", "since", "until"}:
            return index
        if words[at].text in {"without", "nor"} and "," in sentence.gaps[index]:
            return index
        near = at + 1 if words[at].text == "no" else at + 2  # "no website, said": its noun
        if "," in sentence.gaps[index] and index > near and not _lists(sentence, index):
            return index
    return stop


def _lists(sentence: Sentence, index: int) -> bool:
    """Whether a comma only parts what is denied alike: "never took a dime, a chip or a car"."""
    words = sentence.words
    stop = min(index + _ITEM, len(words))
    ends = next((at for at in range(index, stop) if words[at].text == "or"), 0)
    item = {word.lemma for word in words[index:ends]}
    return bool(ends) and not item & (verbs.AUXILIARIES | cues.PRONOUNS | cues.SPEECH)


_ITEM = 6  # words from a comma to the "or" of its list
