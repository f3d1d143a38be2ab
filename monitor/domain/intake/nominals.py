"""Open statements without a finite verb: accusations, "reports of", "the alleged use of"."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import (
    clause_end,
    first_finite,
    has_comma,
    is_hard,
    skip_adverbs_back,
    subject_before,
)
from monitor.domain.intake.forms import is_gerund, is_participle
from monitor.domain.intake.plurals import is_plural
from monitor.domain.intake.rewrite import Predicate, after_of
from monitor.domain.intake.statement import Statement, make_statement
from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence


def accusations(sentence: Sentence, names: frozenset[str]) -> Iterator[Statement]:
    """Of "X accused Y of doing Z"; "X denied doing Z"."""
    words = sentence.words
    for at in range(1, len(words) - 2):
        if words[at].lemma not in {"accuse", "suspect", "deny"} or words[at - 1].text in lists.BE:
            continue
        accuser = subject_before(sentence, at, 0)
        if accuser is None:
            continue
        if words[at].lemma == "deny":
            if not is_gerund(words[at + 1]) and words[at + 1].text not in {"being", "having"}:
                continue
            accused, verb = accuser, at + 1
        else:
            of = next(
                (i for i in range(at + 2, min(len(words) - 1, at + 14)) if words[i].text == "of"
                 and (is_gerund(words[i + 1]) or words[i + 1].text in {"being", "having"})),
                None,
            )  # fmt: skip
            if of is None:
                continue
            accused, verb = (at + 1, of), of + 1
        plural = is_plural(sentence, *accused, names=names)
        speaker = sentence.printed(*accuser)
        for each in after_of(sentence, verb, plural=plural, stop=len(words)):
            cue = words[at]
            printed = sentence.text[cue.start : cue.end]
            yield make_statement(
                sentence, accused, each, printed, "attribution", 0.9, speaker=speaker
            )


def nominals(sentence: Sentence, names: frozenset[str]) -> Iterator[Statement]:
    """Of "Reports of X being killed", "the alleged use of Y", "reports of X's deployment"."""
    words = sentence.words
    for at in range(len(words) - 2):
        if words[at].lemma in cues.REPORT_NOUNS and words[at + 1].text == "of":
            if any(word.text in {"no", "not"} for word in words[max(0, at - 2) : at]):
                continue
            yield from _reports_of(sentence, at, names)
        elif words[at].text in cues.HEDGE_ADJECTIVES and words[at + 1].lemma in lists.NOMINALS:
            yield from _nominal(sentence, at + 1, at, at + 1, names)


def _reports_of(sentence: Sentence, at: int, names: frozenset[str]) -> Iterator[Statement]:
    words = sentence.words
    start = at + 2
    speaker = ""
    if at and words[at - 1].capital:
        speaker = sentence.printed(at - 1, at)
    for verb in range(start + 1, min(len(words) - 1, start + 12)):
        if is_hard(sentence, verb) or has_comma(sentence, verb):
            break
        if words[verb].lemma in lists.NOMINALS and not is_gerund(words[verb]):
            found = list(_nominal(sentence, verb, at, at + 2, names))
            yield from found
            if found:
                return
        inside = words[verb].text in {"being", "having"}
        if not inside and not (
            is_gerund(words[verb]) and words[verb - 1].text not in lists.DETERMINERS
        ):
            continue
        subject = (start, verb)
        if not any(
            word.capital
            or word.text.endswith("s")
            or word.text[0].isdigit()
            or word.text in lists.DETERMINERS | lists.PLURALS
            for word in words[start:verb]
        ):
            continue  # "charges of aggravated kidnapping"
        plural = is_plural(sentence, *subject, names=names)
        if words[verb].text == "being" and is_participle(words[verb + 1]):
            end = _nominal_end(sentence, verb + 1)
            aux = "were " if plural else "was "
            text = aux + sentence.printed(verb + 1, end)
            predicate = Predicate(text, verb + 1, end)
        elif words[verb].text == "having":
            end = _nominal_end(sentence, verb + 1)
            aux = "have " if plural else "has "
            predicate = Predicate(aux + sentence.printed(verb + 1, end), verb + 1, end)
        else:
            end = _nominal_end(sentence, verb)
            aux = "are " if plural else "is "
            predicate = Predicate(aux + sentence.printed(verb, end), verb, end)
        cue = sentence.printed(at, at + 2)
        yield make_statement(sentence, subject, predicate, cue, "attribution", 0.9, speaker=speaker)
        return
    if start < len(words) and words[start].lemma in lists.NOMINALS:
        yield from _nominal(sentence, start, at, at + 2, names)


def _nominal(
    sentence: Sentence, noun: int, cue_start: int, cue_stop: int, names: frozenset[str]
) -> Iterator[Statement]:
    """Of "use of X in Y" "X has been used in Y"; of "A's use of X" "A has used X"."""
    words = sentence.words
    participle = lists.NOMINALS[words[noun].lemma].replace("_", " ")
    owner = next(
        (i for i in range(noun, max(0, noun - 5), -1)
         if "'s" in sentence.gaps[i] or "’s" in sentence.gaps[i]),
        None,
    )  # fmt: skip
    of = noun + 1 < len(words) and words[noun + 1].text == "of"
    cue = sentence.printed(cue_start, cue_stop)
    intransitive = participle in lists.INTRANSITIVE
    if of:
        stop = _noun_phrase_end(sentence, noun + 2)
        end = _nominal_end(sentence, noun + 2)
        if stop <= noun + 2:
            return
        phrase, rest = (noun + 2, stop), sentence.printed(stop, end)
    elif owner is not None and intransitive:
        first = _owner_start(sentence, owner)
        phrase, end = (first, owner), _nominal_end(sentence, noun)
        rest = sentence.printed(noun + 1, end)
    else:
        return
    plural = is_plural(sentence, *phrase, names=names)
    if owner is not None and of and owner > cue_start:
        first = _owner_start(sentence, owner)
        has = "have " if is_plural(sentence, first, owner, names=names) else "has "
        predicate = Predicate(has + participle + " " + sentence.printed(noun + 2, end), noun, end)
        phrase = (first, owner)
    elif intransitive:
        predicate = Predicate(f"{'have' if plural else 'has'} {participle} {rest}", noun, end)
    elif participle == "involved":
        predicate = Predicate(f"{'are' if plural else 'is'} {participle} {rest}", noun, end)
    else:
        predicate = Predicate(f"{'have' if plural else 'has'} been {participle} {rest}", noun, end)
    yield make_statement(sentence, phrase, predicate, cue, "hedge", 0.8)


def _owner_start(sentence: Sentence, owner: int) -> int:
    first = owner - 1
    while first > 0 and sentence.words[first - 1].capital:
        first -= 1
    return first


def _noun_phrase_end(sentence: Sentence, start: int) -> int:
    words = sentence.words
    index = start
    while index < len(words) and not (
        (index > start and words[index].text in lists.PREPOSITIONS)
        or words[index].text in lists.AUXILIARIES | lists.RELATIVES
        or (index > start and (is_hard(sentence, index) or has_comma(sentence, index)))
        or (index > start and first_finite(sentence, index, index + 1) is not None)
    ):
        index += 1
    return index


def _nominal_end(sentence: Sentence, start: int) -> int:
    """End of a noun phrase with what hangs on it, before the verb of its clause."""
    words = sentence.words
    end = clause_end(sentence, start)
    for at in range(start + 1, end):
        # A verb that no list knows: "... in Zenda shocked the country"
        if (
            words[at].text.endswith("ed")
            and words[at - 1].capital
            and (at + 1 == end or words[at + 1].capital or words[at + 1].text in lists.DETERMINERS)
        ):
            return at
    finite = first_finite(sentence, start + 1, end)
    return end if finite is None else skip_adverbs_back(sentence, finite, start)
