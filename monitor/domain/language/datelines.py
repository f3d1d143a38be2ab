"""Datelines: "LYON, May 13 (XYZ) - " before the first words of a report.

They say where and for whom it was written, and are no part of its first sentence: whoever reads
them along takes "May 13 (XYZ) - the operator" for who speaks.
"""

from __future__ import annotations

import re

_LONGEST = 100  # characters
_WORD = r"[A-Z\u00c0-\u00de][\w.'\u2019/-]*"
_PLACE = rf"{_WORD}(?:,? {_WORD}){{0,5}}"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = rf"(?:{_MONTH} \d{{1,2}}(?:, \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?)"
_AGENCY = r"\((?=[^()]{0,30}[A-Z])\w[\w.&/ -]{1,30}\)"
_DASH = r"\s*(?:--|[-\u2013\u2014:])\s+"
_CAPITALS = r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'\u2019-]{2,}"
_DATELINE = re.compile(
    rf"\s*(?:(?:{_PLACE},? ?)?(?:{_DATE} ?)?{_AGENCY}{_DASH}"  # [place] [date] (agency) -
    rf"|{_PLACE},? {_DATE}{_DASH}"  # place, date -
    rf"|{_CAPITALS}(?: {_CAPITALS}){{0,3}}(?:, {_WORD}(?: {_WORD})?)?"
    r"\s*(?:--|\u2014|\u2013| -)\s+)"  # PLACE, region -
    r"(?=[\"\u201c\u2018'A-Z\u00c0-\u00de0-9])"
)


def without_dateline(text: str) -> str:
    """``text``, the beginning of a report, without its dateline; itself where it has none."""
    found = _DATELINE.match(text[:_LONGEST])
    return text[found.end() :] if found else text
