"""What a statement rests on that names no speaker of its own.

Some deeds are their own record: a verdict, a vote, a signature before cameras, an order in the
gazette. For others the sentence beside tells it: who announced it, which pictures show it, who
went and counted. That one vouches only if it speaks of the same matter and is itself firm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.domain.judgement import Stance
from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.closeness import claim_terms
from monitor.domain.reading.deeds import AGAINST, LOOSE, find_deed, is_deed_verb
from monitor.domain.reading.pointing import joins
from monitor.domain.speech.clauses import Sentence, parse
from monitor.domain.speech.reach import Cue, Force, is_passive, verb_group
from monitor.domain.speech.sources import find_proof
from monitor.domain.speech.subjects import source_of, subject_of

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
#: Verbs of saying that leave it open, or of those who only heard.
_VOUCHES_NOT = cues.word_set(
    "claim allege insist maintain hear promise vow argue contend accuse blame"
)
_SHOWS = cues.word_set("show record document prove confirm depict reveal attest list say")
_PICTURES = cues.word_set("photograph photo picture image footage video imagery scan recording")
_BETWEEN = cues.word_set("a an in of on at by for from to with and or")
_ANAPHORS = cues.word_set("his her its their him them")


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
    barred = LOOSE if stance is Stance.REFUTES else LOOSE | AGAINST
    if any(
        cue.force in barred and not (cue.force in AGAINST and cue.at in sentence.quoted)
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
        if not is_deed_verb(sentence, index):
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
            ends = any(mark in sentence.gaps[back + 1] for mark in ",;:")
            if ends or words[back].text in _BETWEEN:
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
