"""Verbs and nouns of saying, and what they reach: "denied that", "X said", "its denial of"."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech import embedding, verbs
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.phrases import read_phrase
from monitor.domain.speech.reach import (
    Cue,
    Force,
    clause_at,
    is_passive,
    is_refused,
    is_supposed,
    is_verb,
    own_stop,
    verb_group,
)


def read_voice(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    """The cue of saying at word ``index``; negations that belong to it are ``spent``."""
    words = sentence.words
    word = words[index]
    phrase = read_phrase(sentence, index, negations, spent)
    if phrase is not None:
        return phrase
    force = _force_of(sentence, index)
    if force is None:
        return None
    before = verb_group(sentence, index)
    negated = [at for at in negations if before <= at < index]
    if negated and spent.issuperset(negated) and word.lemma in cues.PROOF_NOUNS:
        return None  # "found no evidence that": read with its "no"
    refusing = is_refused(sentence, before, index)
    passive = is_passive(sentence, index, before)
    speaks = is_verb(sentence, index) and not passive  # "no trace was found" is of the trace
    nobody = nobody_at(sentence, before) if speaks else -1
    after = words[index + 1].text if index + 1 < len(words) else ""
    if passive and force is Force.BELIEVES and after == "to":
        return None  # "is expected to": what is foretold, read as such
    start, stop = _span(sentence, index, before, passive=passive, force=force)
    if negated or refusing or nobody >= 0:
        spent.update([*negated, nobody] if nobody >= 0 else negated)
        if force is Force.BELIEVES and word.lemma == "doubt":
            force = Force.SAYS
        elif not refusing and _is_factive(word.lemma, after):
            force = Force.CONFIRMS  # "did not know that": it is so
        elif force in {Force.DENIES, Force.CONFIRMS, Force.SAYS, Force.BELIEVES}:
            force = Force.WITHHOLDS
    elif is_supposed(sentence, before, index):
        force = Force.SUPPOSES
    elif force in {Force.SAYS, Force.CONFIRMS} and (
        _is_mistaken(sentence, before, index) or _is_taken_back(sentence, before)
    ):
        force = Force.WITHHOLDS
    return Cue(force, index, index + 1, start, stop, passive)


def _is_ruled_on(sentence: Sentence, index: int) -> bool:
    """Whether what is denied is a request, no statement: "rejected a complaint about reports"."""
    words = sentence.words
    for at in range(index + 1, min(index + 7, len(words))):
        if words[at].text in {"that", "by"} or sentence.has_comma(at):
            return False
        if words[at].lemma in _REQUESTS:
            return True
    return False


_REQUESTS = cues.word_set(
    "complaint appeal suit lawsuit motion request petition bid objection plea application offer "
    "proposal demand bill amendment"
)


def _is_mistaken(sentence: Sentence, before: int, index: int) -> bool:
    """Whether the sentence itself says that it was said wrongly: "mistakenly announced"."""
    return any(word.text in _WRONGLY for word in sentence.words[max(0, before - 1) : index + 2])


_WRONGLY = cues.word_set(
    "wrongly mistakenly erroneously incorrectly inaccurately falsely prematurely untruthfully"
)


def _is_taken_back(sentence: Sentence, before: int) -> bool:
    """Whether it stands in a statement that was withdrawn: "retracted a notice that said"."""
    words = sentence.words
    if not before or words[before - 1].text not in {"that", "which"}:
        return False
    return any(word.lemma in _TAKES_BACK for word in words[max(0, before - 6) : before - 1])


_TAKES_BACK = cues.word_set("withdraw retract delete rescind disavow")


def nobody_at(sentence: Sentence, before: int) -> int:
    """Where the subject of a verb group that begins at ``before`` says "nobody"; -1 if nowhere.

    "No official", "neither side", "none of the companies".
    """
    words = sentence.words
    if words[before].text == "to":  # "no truth to reports"
        return -1
    for at in range(before - 1, max(-1, before - _SUBJECT), -1):
        if sentence.has_comma(at + 1) or words[at].text in _NEW_CLAUSE:
            return -1
        if words[at].text in _NOBODY:
            doubt = at + 1 < len(words) and words[at + 1].text in {"doubt", "wonder", "matter"}
            return -1 if doubt else at
    return -1


_NOBODY = cues.word_set("no neither nobody none")
_NEW_CLAUSE = cues.word_set("that which who because while but and or as if when although though to")
_SUBJECT = 7  # words


def _is_factive(lemma: str, after: str) -> bool:
    """Whether a verb takes its clause for true when it is negated too: "did not know that".

    "Has not acknowledged that" takes it so as well, but what is news in it is that the speaker
    has not spoken.
    """
    if after in embedding.PARTICLES:
        return lemma in embedding.TAKEN_UP
    return lemma in verbs.FACTIVE - verbs.AVOWS and after != "to"


def _force_of(sentence: Sentence, index: int) -> Force | None:
    word = sentence.words[index]
    lemma = word.lemma
    force = None
    if lemma in verbs.DENIES:
        force = Force.DENIES
    elif lemma in verbs.CONFIRMS:
        force = Force.CONFIRMS
    elif lemma in verbs.SAYS:
        force = Force.SAYS
    elif lemma in verbs.BELIEVES:
        force = Force.BELIEVES
    elif lemma in verbs.THAT_SAYS | verbs.THAT_BELIEVES and clause_at(sentence, index):
        force = Force.SAYS if lemma in verbs.THAT_SAYS else Force.BELIEVES
    elif _is_found(sentence, index):
        force = Force.CONFIRMS
    if force is None or not is_verb(sentence, index):
        return _noun_force(sentence, index)
    if force is Force.DENIES and (
        _is_ruled_on(sentence, index)
        or (lemma == "dismiss" and not _dismisses_words(sentence, index))
    ):
        return None
    return force


def _is_found(sentence: Sentence, index: int) -> bool:
    """Whether a verb vouches by who is its subject, or by where it stands."""
    lemma = sentence.words[index].lemma
    if lemma not in verbs.JUDGES | verbs.MEASURES or not is_verb(sentence, index):
        return False
    return _is_judged(sentence, index) if lemma in verbs.JUDGES else _is_after(sentence, index)


def _is_after(sentence: Sentence, index: int) -> bool:
    """Whether an active verb without an object follows what it tells: ", X measured on Sunday"."""
    before = verb_group(sentence, index)
    if is_passive(sentence, index, before) or sentence.has_comma(before):
        return False
    return _follows_quote(sentence, before) and takes_nothing(sentence, index)


def _is_judged(sentence: Sentence, index: int) -> bool:
    """Whether a court or the like finds something: "the jury decided that", ", a court held"."""
    before = verb_group(sentence, index)
    if is_passive(sentence, index, before):
        return False
    trailing = _follows_quote(sentence, before) and takes_nothing(sentence, index)
    if not (trailing or clause_at(sentence, index)):
        return False
    first = next((at for at in range(before, 0, -1) if sentence.has_comma(at)), 0)
    return any(word.lemma in cues.JUDGING_NOUNS for word in sentence.words[first:before])


def _noun_force(sentence: Sentence, index: int) -> Force | None:
    """Nouns of denial and confirmation: "its denial of", "confirmation that"."""
    word = sentence.words[index]
    after = sentence.words[index + 1].text if index + 1 < len(sentence.words) else ""
    if word.lemma in cues.DENIAL_NOUNS and after in {"that", "of"}:
        return Force.DENIES
    if word.lemma in {
        "confirmation",
        "acknowledgement",
        "acknowledgment",
        "admission",
        "proof",
        "evidence",
    } and after in {"that", "of", "from"}:
        return Force.CONFIRMS
    return None


def _dismisses_words(sentence: Sentence, index: int) -> bool:
    """Whether something said is dismissed, not somebody ("dismissed the minister")."""
    window = sentence.words[max(0, index - 6) : index + 9]
    return any(
        word.lemma in cues.STATEMENT_NOUNS
        or word.text in {"as", "it", "this", "that", "idea", "notion"}
        for word in window
    )


def _span(
    sentence: Sentence, index: int, before: int, *, passive: bool, force: Force
) -> tuple[int, int]:
    """The words that a verb of saying reaches: before it, after it, or both."""
    left = sentence.back(before, sentence.turns)
    stop = own_stop(sentence, index)
    relative = before > 1 and sentence.words[before - 1].text in {"who", "which"}
    if relative and sentence.has_comma(before - 1):  # "X, who denied any fault, said"
        left = before
        stop = next((at for at in range(index + 1, stop) if sentence.has_comma(at)), stop)
    if passive:
        return left, stop
    word = sentence.words[index]
    follower = sentence.words[index + 1].text if index + 1 < len(sentence.words) else ""
    if word.lemma in _PROCLAIMS and follower in {"a", "an", "the"}:  # "declared a day of mourning"
        aside = (at for at in range(index + 2, stop) if sentence.words[at].text in _ASIDE)
        stop = next(aside, stop)
    if before == index and word.text.endswith("ing") and sentence.has_comma(index):
        return index + 1, stop  # "..., contradicting earlier reports": not what stands before
    after = stop - index - 1
    that = after > 0 and sentence.words[index + 1].text == "that"
    trailing = before > 0 and not that and _follows_quote(sentence, before)
    if trailing and _hangs_on(sentence, before, index):
        return index + 1, stop
    if trailing and word.lemma not in cues.SPEECH_NEUTRAL:
        colons = (at for at in range(before, left, -1) if ":" in sentence.gaps[at])
        left = next(colons, left)  # what a colon opens is said, not what stands before it
    if trailing and (force is Force.SAYS or after <= 4):
        return left, stop
    if trailing and force is Force.CONFIRMS and takes_nothing(sentence, index):
        return left, stop
    if after <= 1 and force is not Force.SAYS and before > 0:
        return (left, stop) if trailing else (index + 1, stop)
    return index + 1, stop


def takes_nothing(sentence: Sentence, index: int) -> bool:
    """Whether a verb has no clause or object of its own: ", the court ruled on Friday"."""
    words = sentence.words
    if index + 1 >= len(words) or sentence.gaps[index + 1].strip():
        return True
    that = clause_at(sentence, index)
    if that and not any(word.text in _ASIDE for word in words[index + 1 : that]):
        return False
    after = words[index + 1]
    return after.text in _ADVERBIAL or after.text in cues.WEEKDAYS or after.text.endswith("ly")


_ASIDE = cues.word_set("after before since when while because")
_PROCLAIMS = cues.word_set("declare proclaim")
_ADVERBIAL = _ASIDE | cues.word_set(
    "on in at by from with under during following through within upon for to as and but today "
    "yesterday tonight late early last this unanimously"
)


def _hangs_on(sentence: Sentence, before: int, index: int) -> bool:
    """Whether a verb stands in an aside on when: "..., a day after the paper had written so"."""
    commas = (at for at in range(before, 0, -1) if sentence.has_comma(at))
    first = next(commas, 0)
    texts = [word.text for word in sentence.words[first:before]]
    group = [word.text for word in sentence.words[before:index]]
    return bool(_ASIDE & set(texts)) or ("as" in texts[:1] and "had" in group)


def _follows_quote(sentence: Sentence, before: int) -> bool:
    """Whether "X said" stands after what was said: a comma or quote mark before X."""
    return any(sentence.has_comma(at) for at in range(before, max(0, before - 14), -1))
