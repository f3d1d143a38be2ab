"""What sort of source a speaker is: official, expert, witness, media, unnamed or a person."""

from __future__ import annotations

import re
from enum import StrEnum

from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.tokens import fold
from monitor.domain.speech.attribution import Attribution
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.introductions import entity_of

_MAX_SENTENCE = 1500
_UNNAMED = re.compile(
    r"^(?:an?|one|two|three|four|several|some|multiple|senior|another|unnamed|other)\b"
    r"(?: [\w'\u2019.-]+){0,6} (?:officials?|diplomats?|officers?|lawmakers?|executives?|"
    r"employees?|people|persons?|aides?|advisers?|figures?|staffers?|members?|sources?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:he|she|it|they) (?:is|was|are|were|had|has)\b", re.IGNORECASE)
_CROWDS = cues.word_set(
    "supporter follower fan protester demonstrator marcher user commenter critic loyalist backer"
)
_FULL_NAME = re.compile(r" [A-Z][\w-]+ [A-Z][\w-]+")
_BARE_NAME = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?[A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){0,2}$"
)
#: Offices that media have too ("the news agency's head" is no official).
_SHARED = frozenset({"agency", "state", "service", "services", "head", "party", "board", "union"})


class Sort(StrEnum):
    """Sorts of sources, as far as the words that name them tell."""

    OFFICIAL = "official"
    EXPERT = "expert"
    EYEWITNESS = "eyewitness"
    STATE_MEDIA = "state_media"
    MEDIA = "media"
    DOCUMENT = "document"  # papers, pictures or data speak
    ANONYMOUS = "anonymous"
    NAME = "name"  # a bare name whose bearer the article introduces elsewhere
    PERSON = "person"  # anybody else


#: Sorts whose word alone settles nothing.
WEAK = frozenset({Sort.MEDIA, Sort.ANONYMOUS, Sort.PERSON})


def sort_of(said: Attribution, sentence: str, aliases: AliasTable, *, outlet: str = "") -> Sort:
    """The sort of the speaker of ``sentence``; ``outlet`` is the name of the reporting outlet."""
    speaker = said.full
    words = _words(speaker)
    own = bool(outlet) and fold(outlet) in fold(speaker)
    if cues.STATE_MEDIA.search(speaker):
        return Sort.STATE_MEDIA
    if _DOUBTED.search(said.speaker):
        return Sort.ANONYMOUS
    if words & _STORIES:
        return Sort.MEDIA
    if find_proof(said.speaker) or is_paper(said.speaker):
        return Sort.DOCUMENT
    if words & cues.MEDIA_NOUNS and not words & (cues.OFFICIAL_NOUNS - _SHARED) and not own:
        return Sort.MEDIA
    if words & cues.EYEWITNESS_NOUNS:
        return Sort.EYEWITNESS
    if is_unnamed(said, sentence):
        return Sort.ANONYMOUS
    if words & cues.OFFICIAL_NOUNS:
        return Sort.OFFICIAL
    if words & cues.EXPERT_NOUNS:
        return Sort.EXPERT
    if said.entity or entity_of(said.speaker, aliases):
        return Sort.OFFICIAL  # "Strelsau denied": the name stands for its government
    verb = parse(said.verb).words
    if verb and verb[0].lemma == "report" and not said.described and not own:
        return Sort.MEDIA  # "the Courier reported"
    return Sort.NAME if _BARE_NAME.match(said.speaker) else Sort.PERSON


#: Papers and pictures of which nobody says who made them.
_DOUBTED = re.compile(
    r"\b(?:leaked|purported|purportedly|alleged|supposed|unverified|unsigned|unauthenticated)\b",
    re.IGNORECASE,
)
#: What is made up, or may be.
_STORIES = cues.word_set(
    "novel film movie play thriller drama comedy satire parody sketch cartoon comic opera musical "
    "song game simulation exercise scenario sitcom"
)


def _words(speaker: str) -> set[str]:
    """The words of a description and their dictionary forms."""
    folded = {fold(word) for word in re.findall(r"[\w-]+", speaker)}
    return folded | {lemma(word) for word in folded}


_OWN_REPORT = re.compile(
    r"^(?:its|their|his|her)\b|['\u2019]s?\s|\b(?:annual|final|interim|audit|inspection|internal|"
    r"official|autopsy|expert|quarterly|half-year|accident) ",
    re.IGNORECASE,
)
_HEAD_ENDS = re.compile(r",| (?:of|that|which|obtained|seen|filed|from|in|by|published|released) ")


def is_paper(speaker: str) -> bool:
    """Whether what speaks is a paper that can be shown: "its annual report", "court files"."""
    head = _HEAD_ENDS.split(speaker)[0]
    words = [fold(word) for word in re.findall(r"[\w'\u2019-]+", head)]
    if not words or len(words) > _HEAD or lemma(words[-1]) not in cues.PAPERS:
        return False
    if head.rstrip().split()[-1][:1].isupper() and len(words) > 1:
        return False  # "the website Sahara Ledger"
    if lemma(words[-1]) in {"report", "study", "survey", "statement", "account", "paper", "note"}:
        owned = bool(_OWN_REPORT.search(head)) and not set(words) & cues.MEDIA_NOUNS - {"report"}
        return words[-1] == "papers" or (owned and lemma(words[-1]) in {"report", "study"})
    return True


_HEAD = 6  # words that name a paper


def is_unnamed(said: Attribution, sentence: str) -> bool:
    """Whether the speaker is not named: "two officials", "who asked not to be named"."""
    words = _words(said.full)
    if words & _CROWDS and not _FULL_NAME.search(said.full):
        return True
    if _CLAUSE.match(said.speaker):  # of "a man who said he was a guide confirmed"
        return True
    if words & cues.ANONYMOUS_NOUNS or cues.ANONYMITY.search(said.full):
        return True
    if cues.ANONYMITY.search(sentence[:_MAX_SENTENCE]):
        return True
    return bool(
        _UNNAMED.match(said.speaker) and not said.described and not _FULL_NAME.search(said.speaker)
    )


def find_proof(sentence: str) -> str:
    """Documents or images that a sentence speaks of; "" for none, or if it denies having them."""
    found = cues.PROOF_WORDS.search(sentence[:_MAX_SENTENCE])
    if found is None:
        return ""
    before = sentence[max(0, found.start() - 40) : found.start()].lower().split()
    return "" if set(before[-5:]) & {"no", "not", "without", "whether", "if"} else found.group()
