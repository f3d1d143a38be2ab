"""Grammar of saying: the noun phrase that a verb of saying has for its speaker."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech import verbs
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.introductions import NAME
from monitor.domain.speech.noun_phrases import DETERMINERS, TIMES, forward, possessor, trimmed
from monitor.domain.speech.positions import is_inverted, is_participle
from monitor.domain.speech.reach import Cue, Force

#: Verbs of saying beyond the cue lists.
_VERBS = cues.word_set(
    "rule know discover realise realize uncover learn hear expect hope consider wonder doubt "
    "feel boast agree disprove negate decry scotch look investigate examine probe study"
)
_SPEAKING = (
    cues.SPEECH
    | _VERBS
    | verbs.SAYS
    | verbs.BELIEVES
    | verbs.CONFIRMS
    | verbs.DENIES
    | verbs.THAT_SAYS
    | verbs.THAT_BELIEVES
    | verbs.JUDGES
    | verbs.MEASURES
)
_CALLING = cues.word_set(
    "call describe brand label dismiss denounce deem slam condemn decry reject find see have "
    "contain say"
)
_MUTE = cues.word_set("which whom this that these those there nothing what none if whether how")
_IN_PHRASES = cues.word_set("make point brush laugh wave shrug hit push swat bat scoff")


def source_of(sentence: Sentence, cue: Cue) -> str:
    """The speaker that the sentence gives for a cue, verbatim, "" if it gives none."""
    source = _source(sentence, cue)
    return source if _can_speak(source) else ""


def subject_of(sentence: Sentence, cue: Cue) -> str:
    """Who does what the verb ``cue`` says, whatever verb it is, "" if nobody is named."""
    if cue.passive:
        return _source(sentence, cue)
    if is_participle(sentence, cue.at):
        return ""
    return _subject(sentence, _group_start(sentence, cue.at))


def _can_speak(source: str) -> bool:
    """Whether a noun phrase can be a speaker: not "this", "nothing", "the claims"."""
    words = parse(source).words
    if not words or words[0].text in _MUTE:
        return False
    bare = len(words) <= 3 and words[-1].lemma in cues.STATEMENT_NOUNS - {"news"}
    return not (bare and words[0].text in {"the", "such", "these", "those", "all", "any"})


def _source(sentence: Sentence, cue: Cue) -> str:
    words = sentence.words
    word = words[cue.at]
    if word.text == "according":
        return forward(sentence, cue.after)
    if cue.passive:
        after = cue.after
        for at in range(after, min(after + 6, len(words))):
            if words[at].text == "by":
                return forward(sentence, at + 1)
        return ""
    if word.lemma in cues.DENIAL_NOUNS or word.text in {"confirmation", "evidence", "proof"}:
        return possessor(sentence, cue.at)
    if word.text.endswith("ing") and sentence.has_comma(cue.at):
        return _main_subject(sentence, cue.at)
    if is_participle(sentence, cue.at):
        return ""
    if is_inverted(sentence, cue):
        return forward(sentence, cue.after)
    phrase = cue.after - cue.at == 2 and word.lemma in _IN_PHRASES
    phrase = phrase or word.lemma == "let"
    if not phrase and word.lemma not in _SPEAKING:
        return _caller(sentence, cue)
    return _subject(sentence, _group_start(sentence, cue.at))


def _main_subject(sentence: Sentence, at: int) -> str:
    """The speaker of the clause that "..., adding that" hangs on."""
    words = sentence.words
    for index in range(at - 1, -1, -1):
        if words[index].lemma in cues.SPEECH and not words[index].text.endswith("ing"):
            verb = Cue(Force.SAYS, index, index + 1, 0, len(words))
            return _source(sentence, verb)
    leading = NAME.match(sentence.text)
    return leading.group() if leading else ""


def _caller(sentence: Sentence, cue: Cue) -> str:
    """The subject of the verb that a phrase belongs to: "Holm called the reports fake"."""
    words = sentence.words
    for at in range(cue.at - 1, max(cue.start, cue.at - 20) - 1, -1):
        if words[at].lemma in _CALLING and words[at].text != "being":
            passive = any(word.lemma == "be" for word in words[max(0, at - 2) : at])
            if passive:
                return ""
            if words[at].text.endswith("ing") and sentence.has_comma(at):
                return _main_subject(sentence, at)
            return _subject(sentence, _group_start(sentence, at))
    return ""


def _group_start(sentence: Sentence, at: int) -> int:
    words = sentence.words
    start = at
    while start > 0 and at - start < 9:
        word = words[start - 1]
        if sentence.has_comma(start) and word.text not in {"not", "also"}:
            break
        if not (
            word.lemma
            in {
                "be",
                "have",
                "do",
                "can",
                "could",
                "will",
                "would",
                "may",
                "might",
                "decline",
                "refuse",
                "stop",
                "fail",
            }
            or word.text
            in cues.NEGATIONS
            | {
                "to",
                "also",
                "short",
                "of",
                "unable",
                "yet",
                "already",
                "later",
                "earlier",
                "still",
                "so",
                "far",
                "even",
                "either",
                "able",
                "again",
            }
            or (word.text.endswith("ly") and not word.capital)
            or word.text in TIMES
            or (word.text == "on" and start < at and words[start].text in TIMES)
        ):
            break
        start -= 1
    return start


def _subject(sentence: Sentence, stop: int) -> str:
    """The noun phrase that ends before word ``stop``."""
    words = sentence.words
    if stop <= 0:
        return ""
    start = stop
    commas = 1 if sentence.has_comma(stop) else 0  # "X, the minister, said"
    if commas and _opens_quote(sentence, stop):
        commas = 0  # 'the ministry "firmly denies" that'
    apposition = bool(commas)
    if apposition and any(mark in sentence.gaps[stop] for mark in '"\u201d'):
        return ""
    while start > 0 and stop - start < 22:
        at = start - 1
        word = words[at]
        if word.text == "that" and _is_relative(sentence, at):
            return _subject(sentence, at)
        if word.text in {
            "that",
            "what",
            "how",
            "why",
            "but",
            "because",
            "whether",
            "although",
            "though",
            "while",
            "as",
            "if",
            "when",
            "where",
            "after",
            "before",
        }:
            break
        if word.text == "which":
            if stop - at > 1:  # "the suit in which Anna Holm denied"
                break
            return _subject(sentence, at)
        if word.text == "who":
            return _subject(sentence, at)
        if word.lemma in {"say", "tell", "deny", "confirm"} and at < stop - 1:
            break
        start = at
        if at == 0:
            break
        gap = sentence.gaps[at]
        if any(mark in gap for mark in ';:"\u201c\u201d\u2014\u2013'):
            break
        if "," in gap:
            if not apposition or commas >= 2:
                break
            commas += 1
    return trimmed(sentence, start, stop)


def _opens_quote(sentence: Sentence, index: int) -> bool:
    """Whether a quote begins at word ``index``, without a comma or colon before it."""
    quoted = sentence.quoted
    mark = not set(sentence.gaps[index]) & set(",:;.")
    return mark and index in quoted and index - 1 not in quoted


def _is_relative(sentence: Sentence, that: int) -> bool:
    """Whether "that" describes a noun phrase with an article: ", a team that walked the line"."""
    words = sentence.words
    if that == 0 or words[that - 1].lemma in _SPEAKING | cues.STATEMENT_NOUNS | cues.REPORT_NOUNS:
        return False
    for at in range(that - 1, max(-1, that - 8), -1):
        opens = at == 0 or sentence.has_comma(at)
        if words[at].lemma in verbs.AUXILIARIES or words[at].text in {"it", "told"}:
            return False
        if opens:
            return words[at].text in DETERMINERS
    return False
