"""Negation, hedges, conditions, predictions and questions, and what they reach."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech import embedding, verbs
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.intent import read_intent
from monitor.domain.speech.reach import (
    Cue,
    Force,
    clause_at,
    infinitive_at,
    is_passive,
    is_verb,
    verb_group,
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
    return (Cue(Force.NEGATES, at, at + 1, at + 1, stop), *_quoted_on(sentence, at))


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


def read_modality(sentence: Sentence, index: int) -> Cue | None:
    """The hedge, condition, prediction or wish that word ``index`` opens, if any."""
    words = sentence.words
    word = words[index]
    text = word.text
    after = words[index + 1].text if index + 1 < len(words) else ""
    right = sentence.reach(index, sentence.parts)
    left = sentence.back(index, sentence.parts)
    if text == "could" and after == "find" and _finds_nothing(sentence, index):
        return None
    if text in cues.HEDGE_MODALS and not (word.capital and index > 0):
        return Cue(Force.HEDGES, index, index + 1, index + 1, right)
    if text in cues.HEDGE_ADVERBS:
        return Cue(Force.HEDGES, index, index + 1, left, right)
    if text in cues.HEDGE_ADJECTIVES or text in cues.UNSETTLED - {"early", "preliminary"}:
        return Cue(Force.HEDGES, index, index + 1, left if after == "" else index, right)
    if text in cues.HEDGE_PARTICIPLES and after == "to" and index:
        return Cue(Force.HEDGES, index, index + 1, left, right)
    if word.lemma in cues.HEDGE_SEEMING and after in _SEEMS:
        return Cue(Force.HEDGES, index, index + 1, left, right)
    dated = after == "on" and index + 2 < len(words) and words[index + 2].text in cues.WEEKDAYS
    leads = after in {"that", "of", "about", "from", "on"} and not dated  # "its report on Monday"
    if word.lemma in cues.REPORT_NOUNS and leads:
        return Cue(Force.HEDGES, index, index + 1, index + 1, sentence.reach(index, sentence.turns))
    if is_whether(sentence, index):
        return Cue(Force.ASKS, index, index + 1, index + 1, sentence.reach(index, sentence.turns))
    if text in {"if", "unless"} and not (index and words[index - 1].text in {"as", "even"}):
        return Cue(Force.SUPPOSES, index, index + 1, left, len(words))
    if text in {"were", "had"} and _is_inverted_condition(sentence, index):
        return Cue(Force.SUPPOSES, index, index + 1, index, len(words))
    if (intent := read_intent(sentence, index, left, right)) is not None:
        return intent
    heard = text == "or" and after == "so" and index + 2 < len(words)
    if heard and words[index + 2].text in cues.PRONOUNS:  # "had, or so they had heard, left"
        start = sentence.back(index, sentence.turns)
        return Cue(Force.HEDGES, index, index + 2, start, len(words))
    if text == "should" and index == 0:
        return Cue(Force.SUPPOSES, index, index + 1, index, len(words))
    if text in {"will", "shall", "wo"} and word.text == text and not word.capital:
        return Cue(Force.PREDICTS, index, index + 1, index + 1, right)
    if text == "would":
        force = Force.SUPPOSES if after == "be" or "have" in after else Force.PREDICTS
        return Cue(force, index, index + 1, index + 1, right)
    if text in cues.PREDICTION_PARTICIPLES and after in {"to", "for"}:
        return Cue(Force.PREDICTS, index, index + 1, index + 1, right)
    if word.lemma in cues.PREDICTION_VERBS and after == "to":
        return Cue(Force.PREDICTS, index, index + 1, index + 1, right)
    return _undone(sentence, index, right)


def _finds_nothing(sentence: Sentence, index: int) -> bool:
    """Whether "could find no trace" tells of a search, and hedges nothing."""
    return {"no", "nothing"} & {
        word.text for word in sentence.words[index + 2 : index + 3]
    } != set()


_SEEMS = cues.word_set("to that as likely like")


def is_whether(sentence: Sentence, index: int) -> bool:
    """Whether word ``index`` opens an indirect question: "whether", "asked at the gate if"."""
    words = sentence.words
    if words[index].text != "if":
        return words[index].text == "whether"
    for at in range(index - 1, max(-1, index - _ASIDE), -1):
        if words[at].text in _ASKING:
            return True
        if sentence.has_comma(at + 1):
            return False
    return False


_ASIDE = 12  # words between "asked" and its "if"
_ASKING = cues.word_set("asked ask asks asking wonder wondered wondering know see pressed")


def _is_inverted_condition(sentence: Sentence, index: int) -> bool:
    """Whether a clause opens with "Were X to" or "Had X done": if."""
    words = sentence.words
    if index or sentence.gaps[-1].strip().startswith("?"):
        return False
    stop = sentence.reach(index, sentence.turns)
    comma = next((at for at in range(1, stop) if sentence.has_comma(at)), 0)
    clause = {word.text for word in words[1:comma]}
    result = {word.text for word in words[comma:stop]}
    return bool(result & {"would", "could", "might"}) and (
        words[index].text == "had" or "to" in clause
    )


def _undone(sentence: Sentence, index: int, right: int) -> Cue | None:
    """Verbs over a deed that was not done ("refused to") or is only wished ("asked X to")."""
    words = sentence.words
    word = words[index]
    follower = words[index + 1] if index + 1 < len(words) else None
    if follower is None or not is_verb(sentence, index):
        return None
    if word.lemma in verbs.NOT_DONE and (
        follower.text in {"to", "from"} or follower.text.endswith("ing")
    ):
        return Cue(Force.NEGATES, index, index + 1, index + 1, right)
    if word.lemma in embedding.MADE_UP and (clause_at(sentence, index) or follower.text == "to"):
        return Cue(Force.NEGATES, index, index + 1, index + 1, right)
    return next(iter(read_wish(sentence, index)), None)


def read_wish(sentence: Sentence, index: int) -> tuple[Cue, ...]:
    """The infinitive that verb ``index`` leaves open ("urged them to"), if it governs one."""
    at = infinitive_at(sentence, index)
    if not at or not is_verb(sentence, index) or _is_settled(sentence, index):
        return ()
    wished = sentence.words[index].lemma in verbs.WISHED
    if wished or sentence.words[index + 1].text == "for":
        stop = sentence.reach(index, sentence.parts)
        return (Cue(Force.PREDICTS, index, index + 1, at, stop),)
    return ()


def _is_settled(sentence: Sentence, index: int) -> bool:
    """Whether the negation of a verb says that the deed was not done, or that it was."""
    before = verb_group(sentence, index)
    if not any(is_negation(sentence, at) for at in range(before, index)):
        return False
    lemma = sentence.words[index].lemma
    engaged = lemma in embedding.ENGAGED and is_passive(sentence, index, before)
    return engaged or lemma in embedding.POSSIBLE | embedding.WAVERS


def question_start(sentence: Sentence, stop: int) -> int:
    """Where the question begins whose "?" stands before word ``stop``."""
    return sentence.back(stop - 1, sentence.turns)
