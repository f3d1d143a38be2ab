"""Whom an article credits: bylines, datelines, "according to the Daily X"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from monitor.domain.language.tokens import fold, tokenise
from monitor.domain.model import Outlet, OutletKind

_HEAD, _TAIL = 200, 160  # characters of a text in which an agency is credited
#: "LYON, France (XYZ) -": a place, of which a word stands in capitals or which is short.
_DATELINE = re.compile(
    r"\s*(?:[A-Z]{3,}[\w.,/ '\u2019-]{0,50}|[A-Z][\w.-]+,?(?: [A-Z][\w.-]+,?){0,3})?\s*"
    r"\(([A-Z][\w.&' -]{1,40})\)\s*[-\u2013\u2014:]"
)
_CREDIT = re.compile(r"(?:source|by|via|credit|\u2014|--|\u00a9|\()\s*:?\s*$", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:according to|said by|attributed to|credited to|citing|cited by|quoted by|told|"
    r"reported by|reports by|report by|report in|report from|interview with|interviewed by|"
    r"seen by|obtained by|published by|published in|writing in|quoting|via|learned by|"
    r"wrote in|speaking to|carried by)"
    r"\s+(?:the\s+)?(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?:'s|\u2019s)?(?:\s+(?:news agency|newspaper|news|website|on \w+|first|has|had|also|"
    r"earlier|later|which|who|citing [\w ]{1,40}),?){0,3}\s*,?\s+"
    r"(?:reported|reports|report|said|says|wrote|writes|quoted|cited|learned|revealed|"
    r"reporting|disclosed|published|broke)",
    re.IGNORECASE,
)


def _plain(name: str) -> tuple[str, ...]:
    words = tuple(token.text for token in tokenise(name))
    return words[1:] if len(words) > 1 and words[0] == "the" else words


@lru_cache(maxsize=1024)
def is_same_outlet(one: str, other: str) -> bool:
    """Whether two names are one outlet's: "The Daily X" and "Daily X", "AP" in full."""
    first, second = _plain(one), _plain(other)
    if not first or not second:
        return False
    if first == second:
        return True
    shorter, longer = sorted((first, second), key=len)
    initials = "".join(word[0] for word in longer)
    return len(shorter) == 1 and len(longer) > 1 and shorter[0].replace(".", "") == initials


def names_as_source(text: str, outlet: str) -> bool:
    """Whether ``text`` names an outlet as where the news comes from."""
    for at, end in _places(text, outlet):
        if _BEFORE.search(text[max(0, at - 80) : at]) or _AFTER.search(text[end : end + 120]):
            return True
    return False


def _places(text: str, outlet: str) -> list[tuple[int, int]]:
    """Where a text names an outlet; an agency of several words also by its initials."""
    words = outlet.removeprefix("The ").removeprefix("the ").strip()
    initials = "".join(part[0] for part in re.split(r"[\s-]+", words) if part)
    names = [words] if len(initials) < 2 or not initials.isupper() else [words, initials]
    found = []
    for name in names:
        if len(name) < 2:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text[:60_000]):
            found.append(match.span())
            if len(found) >= 20:
                return found
    return found


def agency_credit(byline: str, text: str, outlets: Iterable[Outlet]) -> str:
    """Name of the agency that an article credits, "" if none.

    Looked for in ``byline``, in the dateline ("LYON (XYZ) -") and in a credit that ends the
    text. ``outlets`` gives the agencies' names and ids; a dateline also tells of others.
    """
    agencies = [outlet for outlet in outlets if outlet.kind is OutletKind.AGENCY]
    for outlet in agencies:
        if any(_names(byline[:300], name) for name in _spellings(outlet)):
            return outlet.name
    dateline = _DATELINE.match(text[:_HEAD])
    printed = dateline.group(1).strip() if dateline else ""
    for outlet in agencies:
        if any(is_same_outlet(printed, name) for name in _spellings(outlet)):
            return outlet.name
    if printed:
        return printed
    tail = text[-_TAIL:].rstrip(" .\n)")
    for outlet in agencies:
        for name in _spellings(outlet):
            if fold(tail).endswith(fold(name)) and _CREDIT.search(tail[: -len(name)][-20:]):
                return outlet.name
    return ""


def _spellings(outlet: Outlet) -> tuple[str, ...]:
    short = outlet.id.upper() if len(outlet.id) <= 5 else ""
    return tuple(name for name in (outlet.name, short) if name)


def _names(text: str, name: str) -> bool:
    flags = re.NOFLAG if name.isupper() and len(name) <= 5 else re.IGNORECASE
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, flags) is not None
