"""Somebody else of the same last name: "Felix Rotich" where a claim speaks of "Daniel Rotich"."""

from __future__ import annotations

import re

from monitor.domain.language import cues
from monitor.domain.language.tokens import fold

_PART = r"[A-Z\u00c0-\u00de][\w'\u2019-]+"
_NAME = re.compile(rf"{_PART}(?: (?:{_PART}|[A-Z]\.))*(?: {_PART})")
_BEFORE = r"\b([A-Z\u00c0-\u00de][\w'\u2019.-]*) "
_TITLES = cues.word_set(
    "mr mrs ms miss dr sir lady lord dame professor prof president minister mayor governor senator "
    "judge justice captain general colonel major sergeant officer coach manager chairman "
    "chairwoman chair chief director king queen prince princess pope bishop rabbi imam sheikh "
    "saint st "
    "meanwhile yesterday today tonight earlier later when while after before but and then if as "
    "so for with by of in on at from the a an this that because although though since until "
    "yet also both neither either who what how why where his her its their our mother father"
)
_TEXT = 20_000  # characters of an article in which its own first name is looked for


def find_namesake(claim: str, passage: str, article: str) -> str:
    """The name of somebody else in ``passage`` who bears the last name of somebody in ``claim``.

    "" where there is none, or where ``article`` names the claim's own person too.
    """
    for found in _NAME.finditer(claim[:500]):
        parts = found.group().split()
        opens = found.start() == 0 and len(parts) == 2 and fold(parts[0]) in _TITLES
        own = {fold(part) for part in parts}
        given, last = parts[0], parts[-1]
        if opens or fold(given) in _TITLES | cues.OFFICIAL_NOUNS or len(last) < 3:
            continue
        if re.search(rf"\b{re.escape(given)}\b", article[:_TEXT]):
            continue
        for other in re.finditer(_BEFORE + rf"{re.escape(last)}\b", passage):
            first = other.group(1)
            plain = fold(first)
            possessive = plain.endswith(("'s", "\u2019s", "s'"))
            initial = first.rstrip(".") in {given[:1], ""} or "." in first
            if plain in own | _TITLES | cues.OFFICIAL_NOUNS or possessive or initial:
                continue
            return other.group()
    return ""
