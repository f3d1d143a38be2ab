"""Words of a text, folded for comparison, with exact offsets into the text as given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Format characters that hostile or sloppy text puts inside words: soft hyphen, zero width
# space/joiners, word joiner, byte order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S. / U.N. as one word
    rf"|\d+(?:[.,]\d+)*"  # 1,500 / 3.5
    rf"|[^\W_](?:[{_INVISIBLE}]*[^\W_])*(?:['\u2019](?!s\b)[^\W_]+)*"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word: ``text`` folded, ``start``/``end`` its range in the text as given."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Case-folded, compatibility-normalised, without diacritics or invisible characters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (c for c in decomposed if not unicodedata.combining(c) and c not in _INVISIBLE)
    return unicodedata.normalize("NFKC", "".join(kept)).casefold()


def tokenise(text: str) -> tuple[Token, ...]:
    """Words of ``text`` in order. A possessive 's is not a word; hyphens part words."""
    tokens = []
    for match in _WORD.finditer(text):
        folded = fold(match.group()).rstrip(".")
        if folded and folded != "s" or not _is_possessive(text, match.start()):
            tokens.append(Token(folded, match.start(), match.end()))
    return tuple(tokens)


def _is_possessive(text: str, start: int) -> bool:
    return start > 1 and text[start - 1] in "'\u2019" and text[start - 2].isalnum()
