"""What sort of text an article is, whether it is news, and whether it takes itself back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from monitor.domain.judgement import Genre
from monitor.domain.language import cues
from monitor.domain.language.tokens import fold
from monitor.domain.model import Outlet, OutletKind, Passage

_LIVE = re.compile(
    r"\blive(?: (?:blog|updates?|coverage|ticker|reporting|news)|:| -| \||\u2014)"
    r"|\bas it happened\b"
    r"|\bminute[- ]by[- ]minute\b|\blatest updates\b|\bliveblog\b|\brolling coverage\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^\s*(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?(?:am|pm|gmt|cet|est|bst|utc))?\b", re.IGNORECASE
)
_OPINION = re.compile(
    r"^\s*(?:opinion|op-?ed|comment|commentary|column|editorial|letters?|viewpoint|guest essay|"
    r"perspective|our view|leader)\b\s*[:|\u2014\u2013-]|"
    r"\|\s*(?:opinion|comment|editorial|column)\b|"
    r"[-\u2013\u2014|]\s*(?:opinion|op-?ed|comment|editorial)\s*$",
    re.IGNORECASE,
)
_WRITER = re.compile(
    r"\b(?:the (?:writer|author) is\b|is a columnist\b|is an opinion (?:writer|columnist|editor)|"
    r"the (?:views|opinions) expressed|in my (?:view|opinion)|i (?:believe|think|would argue|"
    r"suspect|fear) (?:that|it|we|the|this)\b|let us be clear|we must not)",
    re.IGNORECASE,
)
_ANALYSIS = re.compile(
    r"^\s*(?:analysis|explainer|explained|news analysis|q&a|factbox|what we know|"
    r"what (?:is|are|to know)|why|how)\b|[|\u2014\u2013-]\s*(?:analysis|explainer)\s*$|"
    r"\bwhat we know\b|:\s*what (?:it|this) means\b",
    re.IGNORECASE,
)
_SATIRE = re.compile(
    r"\bthis (?:article|story|piece) is (?:satire|satirical|a work of (?:satire|fiction))\b|"
    r"\bsatirical (?:news )?(?:website|site|publication) and\b|^\s*satire\s*[:|]|"
    r"\bany resemblance to (?:real|actual)\b",
    re.IGNORECASE,
)
#: The outlet takes the whole story back.
_WITHDRAWN = re.compile(
    r"\b(?:this|our) (?:article|story|report|post|item|video|piece) (?:has |had |was |is )?"
    r"(?:been |now |since )*(?:withdrawn|retracted|removed|taken down|deleted)\b|"
    r"\b(?:we|the editors?|the newspaper|the agency|the broadcaster|the site) (?:have |has |had )?"
    r"(?:now )?(?:retract|withdraw|withdr[ea]wn?|retracted|retracts|withdraws|removed|deleted) "
    r"(?:this|our|the|its|an?) (?:\w+ ){0,2}(?:article|story|report|post)\b|"
    r"\bdoes not meet our (?:editorial )?standards\b|"
    r"\b(?:kill|withdrawal|retraction) notice\b",
    re.IGNORECASE,
)
#: The outlet corrects a part.
_CORRECTED = re.compile(
    r"\b(?:an|our|the) (?:earlier|previous|original|initial|prior) version of (?:this|the|our) "
    r"(?:article|story|report|post|headline|page)\b|"
    r"\bthis (?:article|story|report|post|headline|page|piece) (?:has been|was|is) "
    r"(?:\w+ )?(?:corrected|amended|updated to correct|changed to correct|edited to correct)\b|"
    r"\b(?:corrects|correcting) (?:an? )?(?:earlier|previous|our)\b|"
    r"^\s*(?:correction|clarification|retraction|corrected)\b\s*[:\u2014\u2013(-]|"
    r"^in (?:our|an earlier|a previous) (?:[\w-]+ ){0,3}"
    r"(?:edition|issue|article|report|story|bulletin|broadcast)\b"
    r"(?: [\w,]+){0,5}? we (?:wrote|reported|said|stated)\b|"
    r"\bwe (?:deeply |sincerely )?apologi[sz]e for (?:the|this|our) (?:error|mistake)\b|"
    r"\bwe (?:incorrectly|wrongly|mistakenly|erroneously) (?:reported|stated|said|wrote)\b|"
    r"\b(?:we regret the error|editors?['\u2019]s? note\s*:)",
    re.IGNORECASE,
)
_HEAD_CORRECTION = re.compile(
    r"^\s*(?:corrections?|retraction|corrected|withdrawn|retracted|errat(?:um|a)(?: corrige)?)\b"
    r"(?:\s*[:\u2014\u2013|(-]|\s*$| and clarifications?\b)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?("
    + "|".join(month.capitalize() for month in cues.MONTHS)
    + r")|("
    + "|".join(month.capitalize() for month in cues.MONTHS)
    + r")\.? (\d{1,2})\b(?!\d))(?:,? (\d{4}))?"
)
_IN_MONTH = re.compile(
    r"\b[Ii]n (?:early |late |mid-?)?("
    + "|".join(month.capitalize() for month in cues.MONTHS)
    + r")(?: (\d{4}))?\b|\b[Ii]n (\d{4})\b"
)
_STALE = timedelta(days=4)  # a statement older than this is not this article's news


def genre_of(title: str, passages: Sequence[Passage], outlet: Outlet | None) -> Genre:
    """The sort of text, by headline marks, notices and the outlet's kind."""
    return read_genre(title, passages, outlet)[0]


def read_genre(title: str, passages: Sequence[Passage], outlet: Outlet | None) -> tuple[Genre, str]:
    """The sort of text, and the words that show it ("" for a report)."""
    if outlet is not None and outlet.kind is OutletKind.SATIRE:
        return Genre.SATIRE, outlet.name
    edges = [passage.text[:600] for passage in (*passages[:3], *passages[-3:])]
    if words := _first(_SATIRE, title, *edges):
        return Genre.SATIRE, words
    stamps = [found for p in passages if (found := _CLOCK.match(p.text[:20]))]
    if words := _first(_LIVE, title):
        return Genre.LIVE_BLOG, words
    if len(stamps) >= 3:
        return Genre.LIVE_BLOG, ", ".join(stamp.group().strip() for stamp in stamps[:3])
    if words := _first(_OPINION, title) or _first(_WRITER, *edges):
        return Genre.OPINION, words
    if words := _first(_ANALYSIS, title):
        return Genre.ANALYSIS, words
    return Genre.REPORT, ""


def _first(pattern: re.Pattern[str], *texts: str) -> str:
    """The first words of ``texts`` that the pattern finds, "" for none."""
    found = next((match for match in map(pattern.search, texts) if match), None)
    return found.group().strip() or "mark" if found else ""


def is_withdrawal(text: str) -> bool:
    """Whether a sentence says that the outlet withdraws its report as a whole."""
    return bool(_WITHDRAWN.search(text[:800]))


def is_correction(text: str) -> bool:
    """Whether a sentence is a notice of correction."""
    return bool(_CORRECTED.search(text[:800]))


def is_correcting_title(title: str) -> bool:
    """Whether the headline announces a correction or withdrawal."""
    return bool(_HEAD_CORRECTION.search(title))


def backdating(text: str, published: date | None) -> str:
    """The words that put a statement before the article's news, "" if none do.

    ``text`` is the sentence without what is stated: "last week X said", not the date of the
    event that X spoke of.
    """
    found = cues.BACKDATED.search(text)
    if found:
        return found.group()
    if published is None:
        return ""
    for match in _DAY.finditer(text):
        day = _date(
            match.group(2) or match.group(3),
            match.group(1) or match.group(4),
            match.group(5),
            published,
        )
        if day is not None and published - day > _STALE:
            return match.group()
    for match in _IN_MONTH.finditer(text):
        if match.group(3):
            if int(match.group(3)) < published.year:
                return match.group()
            continue
        month = cues.MONTHS.index(fold(match.group(1))) + 1
        year = int(match.group(2) or 0)
        if month != published.month or (year and year != published.year):
            return match.group()
    return ""


def freshness(text: str, published: date | None) -> str:
    """The words that make a statement this article's news, "" if there are none."""
    found = cues.FRESH.search(text)
    if found:
        return found.group()
    if published is not None:
        for match in _DAY.finditer(text):
            day = _date(
                match.group(2) or match.group(3),
                match.group(1) or match.group(4),
                match.group(5),
                published,
            )
            if day is not None and abs(published - day) <= _STALE:
                return match.group()
    return ""


def _date(month: str, day: str, year: str | None, published: date) -> date | None:
    number = cues.MONTHS.index(fold(month)) + 1
    try:
        found = date(int(year) if year else published.year, number, int(day))
    except ValueError:
        return None
    if not year and found > published + timedelta(days=31):
        return found.replace(year=found.year - 1) if (number, int(day)) != (2, 29) else None
    return found
