"""A question and the sentence that answers it: "Did twelve die? They did not, the coroner said."

The question names the matter and leaves it open; the answer settles it and names nothing. Only
short answers are read: yes or no, a word for right or wrong, or a pronoun with its auxiliary.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitor.domain.language import cues
from monitor.domain.speech import verbs
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.reach import Force

_YES = cues.word_set("yes yep yeah indeed correct true affirmative exactly absolutely")
_NO = cues.word_set("no nope wrong false untrue incorrect nonsense never not")
_WHO = cues.word_set("it he she they we i this that you there both")
_MATTER = cues.word_set("it this that")
_NONE = cues.word_set("nobody none neither")
_NOT_ONE = {("not", "one"), ("no", "one")}
_MUTE = cues.word_set("word comment peep sound syllable chance")
_OPENS = cues.word_set("so but and well then really")
_ASKS = cues.word_set("what which who whom whose when where why how or")
_AUX = cues.word_set("do does did be is are was were has have had will would can could shall")
_FOLLOWS = cues.word_set("says said insists insisted replied answers answered confirmed")
_ALTOGETHER = cues.word_set("indeed absolutely certainly definitely emphatically of course")
_ASKED = cues.word_set("asked pressed questioned quizzed challenged")
_REPLIES = cues.word_set("said says replied replies answered answers responded told insisted")
_OBJECT = 12  # words between "asked" and its "whether"


def question_before(context: str, sentence: str) -> str:
    """The yes-or-no question that stands right before ``sentence`` in ``context``, "" for none."""
    at = context.rfind(sentence)
    before = context[:at].rstrip() if at > 0 else ""
    if not before.endswith(("?", '?"', "?\u201d")):
        return ""
    last = re.split(r"(?<=[.!?])[\"\u201d]?\s+", before)[-1]
    return last if is_polar(parse(last)) else ""


def answers(sentence: str, before: str) -> bool:
    """Whether ``sentence`` is a short answer to ``before``, a yes-or-no question."""
    return answer_of(parse(sentence))[0] != 0 and is_polar(parse(before))


def reply_within(sentence: Sentence) -> tuple[int, int, range]:
    """Question and answer told in one sentence: side and index as in :func:`answer_of`, and the
    words of the question.

    "Asked whether twelve had died, the coroner said they had not", '"No," she said when asked if',
    '"Did twelve die? No," she said'.
    """
    words = sentence.words
    mark = next((at for at in range(1, len(words)) if "?" in sentence.gaps[at]), 0)
    if mark:
        polar = is_polar(parse(f"{sentence.text[: words[mark - 1].end]}?"))
        side, index = answer_of(parse(sentence.text[words[mark].start :])) if polar else (0, -1)
        return (side, mark + index, range(mark)) if side else _NO_REPLY
    asked, whether = _question_told(sentence)
    if asked < 0:
        return _NO_REPLY
    side, index = answer_of(sentence)
    if side and asked > index:
        return side, index, range(asked, len(words))
    for at in range(whether + 1, len(words) - 1):
        if words[at].text not in _REPLIES:
            continue
        first = min(at + 1 + (words[at + 1].text in {"that", "with"}), len(words) - 1)
        side, index = answer_of(parse(sentence.text[words[first].start :]))
        return (side, first + index, range(asked, at)) if side else _NO_REPLY
    return _NO_REPLY


def _question_told(sentence: Sentence) -> tuple[int, int]:
    """Indices of "asked" and of its "whether" or "if", (-1, -1) where nobody was asked."""
    words = sentence.words
    for at, word in enumerate(words):
        if word.text not in _ASKED:
            continue
        for after in range(at + 1, min(at + _OBJECT, len(words))):
            if words[after].text in {"whether", "if"}:
                return at, after
            if sentence.has_comma(after):
                break
    return -1, -1


_NO_REPLY = (0, -1, range(0))


@lru_cache(maxsize=512)
def is_polar(sentence: Sentence) -> bool:
    """Whether a sentence asks yes or no, and is not negated itself."""
    words = sentence.words
    asks = bool(words) and sentence.gaps[-1].strip(' "\u201d').startswith("?")
    texts = {word.text for word in words}
    return asks and not texts & (_ASKS | cues.NEGATIONS)


@lru_cache(maxsize=512)
def answer_of(sentence: Sentence) -> tuple[int, int]:
    """(1 yes or -1 no, index of the word that says so); (0, -1) if it is no short answer."""
    words = sentence.words
    at = 0
    while at < min(2, len(words) - 1) and words[at].text in _OPENS:
        at += 1
    if not words:
        return 0, -1
    first = words[at].text
    second = words[at + 1].text if at + 1 < len(words) else ""
    if first in _YES | _NO and _ends(sentence, at + 1):
        return _confirmed(sentence, 1 if first in _YES else -1, at)
    if (first, second) in {("not", "a"), ("not", "an")}:
        # "Not a single one": so much less than what was asked.
        stop = next((i for i in range(at + 3, at + 5) if _ends(sentence, i)), 0)
        mute = bool({word.text for word in words[at + 2 : stop]} & _MUTE)
        return (-1, at) if stop and not mute else (0, -1)
    if (first, second) in _NOT_ONE or first in _NONE:
        # "Not one did", "nobody was": what was asked of all holds of none.
        stop = next((i for i in range(at + 1, at + 4) if _is_aux(sentence, i)), 0)
        return (-1, at) if stop and _ends(sentence, stop + 1) else (0, -1)
    if first in _WHO and second == "never" and _is_aux(sentence, at + 2):
        return (-1, at + 1) if _ends(sentence, at + 3) else (0, -1)
    if first in _WHO and _is_aux(sentence, at + 1):
        side, index = _elliptic(sentence, at + 1)
        return (side, index) if side else _refuses(sentence, at)
    return 0, -1


def _refuses(sentence: Sentence, at: int) -> tuple[int, int]:
    """Read "that is not on the table", "it is a fairy tale": a word for what is not so."""
    if sentence.words[at].text not in _MATTER:
        return 0, -1
    cues_ = [cue for cue in find_cues(sentence) if cue.reaches(at)]
    open_ = {cue.force for cue in cues_} - {Force.DENIES, Force.SAYS, Force.CONFIRMS, Force.NEGATES}
    denies = [cue.at for cue in cues_ if cue.force is Force.DENIES]
    return (-1, denies[0]) if len(denies) == 1 and not open_ else (0, -1)


def affirms_after(sentence: Sentence, index: int) -> bool:
    """Whether a clause after word ``index`` says no more than that it is so: ", he did"."""
    words = sentence.words
    return any(
        words[at].text in _WHO
        and _is_aux(sentence, at + 1)
        and any(mark in sentence.gaps[at] for mark in ",;:.\u2014\u2013")
        and (_ends(sentence, at + 2) or words[at + 2].text == "so")
        for at in range(index + 1, len(words) - 1)
    )


def _elliptic(sentence: Sentence, aux: int) -> tuple[int, int]:
    """Read "they did not", "it has": an auxiliary whose verb is left out."""
    words = sentence.words
    after = aux + 1
    denied = after < len(words) and words[after].text in {"not", "never"}
    after += denied
    while after < len(words) and words[after].text in _ALTOGETHER:
        after += 1
    if not _ends(sentence, after):
        return 0, -1
    return (-1 if denied else 1), (aux + 1 if denied else aux)


def _confirmed(sentence: Sentence, side: int, at: int) -> tuple[int, int]:
    """``side``, unless a "yes and no" or "yes, but" follows."""
    words = sentence.words
    after = words[at + 1].text if at + 1 < len(words) else ""
    return (0, -1) if after in {"and", "but", "or", "if", "in"} else (side, at)


def _is_aux(sentence: Sentence, index: int) -> bool:
    words = sentence.words
    return index < len(words) and (
        words[index].text in _AUX or words[index].lemma in verbs.AUXILIARIES - {"may", "might"}
    )


def _ends(sentence: Sentence, index: int) -> bool:
    """Whether an answer ends before word ``index``: a stop, a quote mark, or who says so."""
    words = sentence.words
    if index >= len(words):
        return True
    gap = sentence.gaps[index]
    return any(mark in gap for mark in ',.!;:\u2014\u2013"\u201d') or words[index].text in _FOLLOWS
