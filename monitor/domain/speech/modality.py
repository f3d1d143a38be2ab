"""Hedges, conditions, predictions and questions, and what they reach."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech import embedding, verbs
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.intent import read_intent
from monitor.domain.speech.negation import is_negation
from monitor.domain.speech.reach import (
    Cue,
    Force,
    clause_at,
    infinitive_at,
    is_passive,
    is_verb,
    verb_group,
)


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
