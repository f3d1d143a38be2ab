"""Who is who in one article: people by the words that introduce them, and whom they serve."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from monitor.domain.language import cues
from monitor.domain.language.entities import AliasTable, EntityKind
from monitor.domain.language.tokens import fold

_MAX_TEXT = 60_000  # characters of an article searched for introductions of people
_POSSESSIVE = re.compile(r"['\u2019]s?$")
NAME = re.compile(r"[A-Z][\w'\u2019-]{1,30}(?:[ ][A-Z][\w'\u2019-]{1,30}){0,3}")
_ADDRESSED = re.compile(
    r"\b(?:to|at|with|against)(?: the)?\s*$", re.IGNORECASE
)  # "ambassador to Kenya"
_NO_NAMES = cues.OFFICIAL_NOUNS | cues.WEEKDAYS | frozenset(cues.MONTHS)
_NAMED_OFFICES = cues.word_set(
    "president premier chancellor king queen minister ministry parliament government army "
    "ambassador envoy embassy spokesman spokeswoman"
)


@dataclass(frozen=True, slots=True)
class People:
    """Who is who in one article: folded name -> the words that introduce its bearer."""

    known: Mapping[str, str]
    offices: Mapping[str, str]  # office -> the only entity whose office the article names

    def office(self, speaker: str) -> str:
        """The entity whose office a speaker without a country holds, "" if it is not clear."""
        for word in re.findall(r"[\w-]+", speaker):
            found = self.offices.get(fold(word))
            if found:
                return found
        return ""

    def describe(self, speaker: str) -> str:
        """The introduction of a person named in ``speaker``, "" if there is none."""
        for match in reversed(list(NAME.finditer(speaker[:200]))):
            for part in reversed(match.group().split()):
                found = self.known.get(fold(_POSSESSIVE.sub("", part)))
                if found:
                    return found
        return ""


@lru_cache(maxsize=64)
def find_people(text: str, aliases: AliasTable) -> People:
    """Read the introductions: "the palace's spokesman X Y", "X Y, the finance minister,"."""
    known: dict[str, str] = {}
    for line in text[:_MAX_TEXT].split("\n"):
        for match in NAME.finditer(line[:20_000]):
            description = _introduction(line, match.start(), match.end())
            if not description or aliases.resolve(match.group()):
                continue
            parts = [part for part in match.group().split() if len(part) > 1]
            named = aliases.find(description)
            for part in parts:
                key = fold(part)
                if key in known or aliases.resolve(part) or key in _NO_NAMES:
                    continue
                if named or len(parts) > 1:
                    known[key] = description
    return People(known, _offices(text[:_MAX_TEXT], aliases))


def _offices(text: str, aliases: AliasTable) -> dict[str, str]:
    """Offices that the article names with one country only: "Ruritania's president"."""
    found: dict[str, set[str]] = {}
    for mention in aliases.find(text):
        if mention.entity.kind is EntityKind.PLACE:
            continue
        after = re.split(r"[,;.!?\n]", text[mention.span.end : mention.span.end + 40])[0]
        for word in re.findall(r"[\w-]+", after)[:3]:
            if fold(word) in _NAMED_OFFICES:
                owner = aliases.country_of(mention.entity) or mention.entity.name
                found.setdefault(fold(word), set()).add(owner)
                break
    return {office: next(iter(owners)) for office, owners in found.items() if len(owners) == 1}


def _introduction(line: str, start: int, end: int) -> str:
    """The words around a name that hold an office: before it, or in apposition after it."""
    before = re.split(r"[,;:.!?\u201c\u201d\"()\u2014]", line[max(0, start - 90) : start])[-1]
    after = ""
    if line[end : end + 2] == ", ":
        after = re.split(r"[,;.!?\u201c\u201d\"()\u2014]", line[end + 2 : end + 120])[0]
    name = line[start:end]
    for piece in (f"{before} {name}", after):
        words = re.findall(r"[\w-]+", piece)[-14:]
        if any(fold(word) in cues.OFFICIAL_NOUNS | cues.EXPERT_NOUNS for word in words):
            if piece is after and not re.match(r"(?:the|a|an|\w+['\u2019]s|\w+)\b", after):
                continue
            return _from_office(piece) if piece is not after else f"{after.strip()}"
    return ""


def _from_office(piece: str) -> str:
    """Cut what stands before the description: verbs, conjunctions, "that"."""
    words = piece.split()
    start = 0
    for index, word in enumerate(words):
        plain = fold(word.strip(".,'\u2019"))
        if plain in {"that", "said", "says", "and", "but", "told", "to", "by", "with", "when"}:
            start = index + 1
    return " ".join(words[start:])


def entity_of(speaker: str, aliases: AliasTable) -> str:
    """Canonical name of the first country or body named in a speaker's description.

    A place counts as the country it lies in.
    """
    text = speaker[:300]
    for mention in aliases.find(text):
        if _ADDRESSED.search(text[max(0, mention.span.start - 20) : mention.span.start]):
            continue
        if mention.entity.kind is EntityKind.PLACE:
            if mention.entity.within:
                return mention.entity.within
            continue
        return mention.entity.name
    return ""
