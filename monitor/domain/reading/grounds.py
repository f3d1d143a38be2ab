"""What a statement rests on that names no speaker of its own.

Some deeds are their own record: a verdict, a vote, a signature before cameras, an order in the
gazette. For others the sentence beside tells it: who announced it, which pictures show it, who
went and counted. That one vouches only if it speaks of the same matter and is itself firm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.judgement import Stance
from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import claim_terms, joins
from monitor.domain.speech import verbs
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.reach import Cue, Force, is_passive, is_verb, verb_group
from monitor.domain.speech.sources import find_proof
from monitor.domain.speech.subjects import source_of, subject_of

#: Cues under which a sentence vouches for nothing.
_LOOSE = frozenset(
    {Force.HEDGES, Force.SUPPOSES, Force.ASKS, Force.WITHHOLDS, Force.BELIEVES, Force.PREDICTS}
)
_AGAINST = frozenset({Force.DENIES, Force.NEGATES})
_UNSETTLED = cues.word_set(
    "allegation allege accusation accuse claim rumour rumor speculation suspicion inquiry probe "
    "investigation unverified unconfirmed unclear anonymous verify demand urge lawsuit"
)
#: What a later sentence calls the matter: "the move", "the damage".
_MATTERS = cues.word_set(
    "move step decision measure change deal purchase sale order attack strike raid damage crash "
    "collapse wreck explosion outbreak leak closure ban appointment resignation dismissal merger "
    "takeover withdrawal transfer deployment delivery arrest death find finding discovery result "
    "outcome vote deed fact event incident news plan project award launch"
)
#: Verbs by which a matter is made known, though it is no clause that follows.
_ANNOUNCES = cues.word_set("announce tell declare present unveil report notify inform brief")
#: Verbs of those who went and looked.
_EXAMINES = cues.word_set(
    "find count measure match compare trace detect discover recover identify document record "
    "examine test inspect analyse analyze photograph film establish prove verify uncover locate"
)
#: Verbs by which a paper comes to light or into force.
_ISSUES = cues.word_set(
    "publish print release issue sign post file present display read show lay table register "
    "stamp seal gazette deposit unseal initial enact promulgate hand"
)
#: Verbs of saying that leave it open, or of those who only heard.
_VOUCHES_NOT = cues.word_set(
    "claim allege insist maintain hear promise vow argue contend accuse blame"
)
_SHOWS = cues.word_set("show record document prove confirm depict reveal attest list say")
_PICTURES = cues.word_set("photograph photo picture image footage video imagery scan recording")
_ANAPHORS = cues.word_set("his her its their him them")
_COURT = cues.word_set("court judge jury tribunal magistrate magistrates bench")
_COURT_ACTS = cues.word_set(
    "sentence convict acquit fine order annul overturn jail imprison clear send award quash "
    "uphold find condemn dissolve disqualify bar strike"
)
_CLEARS = cues.word_set(
    "acquit clear annul overturn quash dismiss reject strike exonerate drop repeal"
)
_CHAMBERS = cues.word_set(
    "parliament senate congress assembly legislature council chamber house voters shareholders "
    "members knesset bundestag diet mps deputies lawmakers senators electorate"
)
_CHAMBER_ACTS = cues.word_set(
    "vote pass adopt approve ban abolish ratify reject elect repeal outlaw legalise legalize scrap "
    "impeach lift amend back endorse"
)
_BEFORE_ALL = re.compile(
    r"\b(?:(?:before|in front of|facing) (?:the |running |rolling )?(?:tv |television )?cameras"
    r"|televised|on live (?:television|tv)|live on (?:television|tv)"
    r"|by (?:a |an |royal |presidential |government )?(?:decree|by-law|ordinance)"
    r"|(?:put|set) (?:their|its|his|her) (?:names?|signatures?|seals?) to"
    r"|by (?:\d[\d,]*|[a-z-]+) votes? to (?:\d[\d,]*|[a-z-]+)|votes? (?:of|by) \d+ to \d+"
    r"|under oath|(?:pleaded|pleads) guilty|(?:was|were|been) (?:found guilty|convicted|sentenced"
    r"|acquitted)|official gazette|government gazette)\b",
    re.IGNORECASE,
)
_NO_RECORD = cues.word_set("statement account list note notice paper warrant")
_ANYBODYS = cues.word_set("report text")
_WORDS = 9  # words between a verb and the paper that it is about


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What vouches for a statement: ``words`` of ``sentence``.

    ``source`` is whose word it is, with what ``verb``; "" where the deed or the paper speaks
    for itself.
    """

    words: str
    sentence: str
    source: str = ""
    verb: str = ""
    force: Force | None = None
    firm: bool = False  # announced, confirmed or found, not merely said


def find_deed(claim: str, text: str, found: Sequence[Cue], stance: Stance) -> str:
    """The words by which a sentence tells a deed that is its own record, "" if none do.

    ``found`` are the sentence's cues; under one that leaves things open nothing is a deed. One
    that clears somebody supports no claim but that it was done.
    """
    own = {word.lemma for word in parse(claim).words}
    against = _CLEARS - own if stance is Stance.SUPPORTS else frozenset[str]()
    sentence = parse(text)
    public = _BEFORE_ALL.search(sentence.text)
    if any(word.lemma in against for word in sentence.words):
        return ""
    if public and not _is_open(sentence, found, _word_at(sentence, public.start())):
        return public.group()
    for index, word in enumerate(sentence.words):
        if word.lemma not in _ISSUES | _COURT_ACTS | _CHAMBER_ACTS:
            continue
        if not _is_deed_verb(sentence, index) or _is_open(sentence, found, index):
            continue
        subject = _subject_words(sentence, index)
        if word.lemma in _COURT_ACTS and subject & _COURT:
            return sentence.printed(index, index + 1)
        if word.lemma in _CHAMBER_ACTS and subject & _CHAMBERS:
            return sentence.printed(index, index + 1)
        paper = _paper_at(sentence, index) if word.lemma in _ISSUES else -1
        if paper >= 0 and not _is_loose_media(subject):
            first, last = sorted((index, paper))
            return sentence.printed(first, last + 1)
    return ""


def find_beside(
    claim: str,
    text: str,
    found: Sequence[Cue],
    *,
    stance: Stance,
    after: bool,
    bound: bool,
    aliases: AliasTable,
) -> Ground | None:
    """What the sentence ``text`` beside a statement about ``claim`` vouches for it by, if at all.

    ``found`` are its cues, ``after`` whether it follows the statement, ``bound`` whether it is
    part of the same sentence, after a colon or semicolon.
    """
    sentence = parse(text)
    if not sentence.words or "?" in sentence.gaps[-1]:
        return None
    barred = _LOOSE if stance is Stance.REFUTES else _LOOSE | _AGAINST
    if any(
        cue.force in barred and not (cue.force in _AGAINST and cue.at in sentence.quoted)
        for cue in found
    ):
        return None
    if any(word.lemma in _UNSETTLED or word.text in _UNSETTLED for word in sentence.words):
        return None
    shares = _shares(claim, sentence, aliases)
    points = _points(sentence) if after else False
    names = bound or _names_matter(sentence)
    pictures = _shown_by(sentence)
    if pictures and (after or shares):
        return Ground(words=pictures, sentence=text)
    touches = after and any(word.text in _ANAPHORS for word in sentence.words)
    if not (shares or points or names or touches):
        return None
    for index, word in enumerate(sentence.words):
        if not (shares or points or names or word.lemma in _EXAMINES):
            continue
        ground = _vouching(sentence, index, found, weakly=not (shares or names))
        if ground is not None:
            return ground
    deed = find_deed(claim, text, found, stance)
    return Ground(words=deed, sentence=text) if deed else None


def _vouching(
    sentence: Sentence, index: int, found: Sequence[Cue], *, weakly: bool
) -> Ground | None:
    """What the verb at ``index`` vouches by: its speaker's word or finding."""
    word = sentence.words[index]
    cue = next((one for one in found if one.at == index and one.force is not Force.NEGATES), None)
    announces = word.lemma in _ANNOUNCES or (
        word.lemma == "make"
        and any(w.text == "public" for w in sentence.words[index + 1 : index + 4])
    )
    if cue is not None and cue.force in {Force.SAYS, Force.CONFIRMS, Force.DENIES}:
        firm = cue.force is not Force.SAYS or announces
        if word.lemma in _VOUCHES_NOT:
            return None
        if weakly and not firm:
            return None
    elif word.lemma in _EXAMINES or announces:
        if not _is_deed_verb(sentence, index):
            return None
        before = verb_group(sentence, index)
        passive = is_passive(sentence, index, before)
        stop = len(sentence.words)
        start = 0 if passive else index + 1
        cue = Cue(Force.CONFIRMS, index, index + 1, start, stop, passive)
    else:
        return None
    source = source_of(sentence, cue) or subject_of(sentence, cue)
    if not source:
        return None
    verb = sentence.printed(cue.at, cue.after)
    return Ground(
        words=f"{source} {verb}",
        sentence=sentence.text,
        source=source,
        verb=verb,
        force=cue.force,
        firm=announces or cue.force is not Force.SAYS,
    )


def _is_open(sentence: Sentence, found: Sequence[Cue], index: int) -> bool:
    """Whether the word at ``index`` is left open, denied, or said by somebody."""
    return (
        any(
            cue.force in _LOOSE | _AGAINST and (cue.reaches(index) or cue.at == index)
            for cue in found
        )
        or "?" in sentence.gaps[-1]
    )


def _is_deed_verb(sentence: Sentence, index: int) -> bool:
    """Whether the word tells what was done: a past or present form, no infinitive, no noun."""
    words = sentence.words
    word = words[index]
    before = words[index - 1] if index else None
    if before is None or before.text in {"to", *verbs.DETERMINERS} - {"by"}:
        return False
    if word.text == "read" and any(w.text == "out" for w in words[index + 1 : index + 2]):
        return True
    past = word.text != word.lemma and not word.text.endswith("ing")
    irregular = word.text in {"read", "laid"}
    return (past or irregular) and is_verb(sentence, index)


def _word_at(sentence: Sentence, offset: int) -> int:
    return next((at for at, word in enumerate(sentence.words) if word.start >= offset), 0)


def _subject_words(sentence: Sentence, index: int) -> set[str]:
    before = verb_group(sentence, index)
    cue = Cue(
        Force.CONFIRMS,
        index,
        index + 1,
        index + 1,
        len(sentence.words),
        is_passive(sentence, index, before),
    )
    words = parse(subject_of(sentence, cue)).words
    return {form for word in words for form in (word.text, word.lemma)}


def _is_loose_media(subject: set[str]) -> bool:
    """Whether a paper was published by media or by nobody that can be asked."""
    gazette = "gazette" in subject
    return bool(subject & (cues.MEDIA_NOUNS | cues.ANONYMOUS_NOUNS)) and not gazette


def _paper_at(sentence: Sentence, index: int) -> int:
    """The paper that a verb is about: "published the order", "the decree was printed"."""
    words = sentence.words
    loose = words[index].lemma in {"show", "hand", "read", "present", "display", "sign"}
    for at in (
        *range(index + 1, min(index + _WORDS, len(words))),
        *range(index - 1, max(index - _WORDS, -1), -1),
    ):
        near = range(*sorted((at, index)))
        if any(mark in sentence.gaps[between + 1] for between in near for mark in ";:"):
            continue
        word = words[at]
        if word.lemma not in cues.PAPERS:
            continue
        if word.lemma in _NO_RECORD or (loose and word.lemma in _ANYBODYS):
            continue
        return at
    return -1


def _shown_by(sentence: Sentence) -> str:
    """The pictures or papers that the sentence says show it."""
    proof = find_proof(sentence.text)
    for index, word in enumerate(sentence.words):
        if word.lemma not in _SHOWS or not index:
            continue
        subject = sentence.words[max(0, index - 16) : index]
        first = next(
            (w for w in subject[:8] if w.lemma in cues.PAPERS | _PICTURES and w.text != "report"),
            None,
        )
        if first is None and not proof:
            continue
        if first is not None:
            clause = sentence.text[first.start : word.end]
            if ";" not in clause and ":" not in clause:
                return clause
    return ""


def _points(sentence: Sentence) -> bool:
    """Whether the sentence points back at the one before: "it", "this", "the same"."""
    return any(
        word.text in cues.POINTERS and not joins(sentence, at)
        for at, word in enumerate(sentence.words)
    )


def _names_matter(sentence: Sentence) -> bool:
    """Whether it names the matter as known: "the move", "his letter", "the decree"."""
    words = sentence.words
    for at, word in enumerate(words):
        if word.lemma not in _MATTERS | cues.PAPERS:
            continue
        for back in range(at - 1, max(-1, at - 4), -1):
            if words[back].text in {"the", "this", "that", "its", "his", "her", "their", "both"}:
                return True
            if any(mark in sentence.gaps[back + 1] for mark in ",;:"):
                break
    return False


def _shares(claim: str, sentence: Sentence, aliases: AliasTable) -> bool:
    """Whether it has a word of the claim that says something: no name, no light word."""
    terms = claim_terms(claim, aliases)
    heavy = {
        word for word, weight in terms.words.items() if weight >= 0.9 and not word[0].isdigit()
    }
    near = {other for other, own in (*terms.near.items(), *terms.kin.items()) if own in heavy}
    capital = {word.lemma for word in parse(claim).words if word.capital and word.start}
    return any(
        word.lemma in (heavy | near) - capital or word.text in heavy - capital
        for word in sentence.words
    )
