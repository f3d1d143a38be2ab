"""Words of a text, folded for comparison, with exact offsets into the text as given."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Format characters that hostile or sloppy text puts inside words: soft hyphen, zero width
# space/joiners, word joiner, byte order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_APOSTROPHES = "'\u2019\u02bc\uff07"
# Marks that complete the letter before them: accents typed apart, vowel signs of Indic scripts.
_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0xABF0)
    if unicodedata.category(chr(code))[0] == "M"
)
_INNER = f"[{_INVISIBLE}{_MARKS}]*"
_WORD = re.compile(
    r"(?:[^\W\d_]\.)+[^\W\d_]\b\.?"  # U.S. / U.N / D.C. as one word
    r"|\d+(?:[.,]\d+)*"  # 1,500 / 3.5
    rf"|[^\W_](?:{_INNER}[^\W_])*{_INNER}"
    rf"(?:[{_APOSTROPHES}](?![sS]\b)[^\W_](?:{_INNER}[^\W_])*{_INNER})*"
)
# The same for text that is ASCII, as most is: without a look for marks after each letter.
_ASCII_WORD = re.compile(
    r"(?:[A-Za-z]\.)+[A-Za-z]\b\.?"
    r"|\d+(?:[.,]\d+)*"
    r"|[A-Za-z0-9]+(?:'(?![sS]\b)[A-Za-z0-9]+)*"
)
# Letters that no decomposition takes to plain ones, and apostrophes to one.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | dict.fromkeys(_APOSTROPHES, "'")
)
# Combining classes that make another letter rather than an accent: nukta, kana voicing, virama.
_LETTER_MARKS = (0, 7, 8, 9)


@dataclass(frozen=True, slots=True)
class Token:
    """A word: ``text`` folded, ``start``/``end`` its range in the text as given."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Case-folded, compatibility-normalised, without accents or invisible characters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    kept = (
        c for c in decomposed if unicodedata.combining(c) in _LETTER_MARKS and c not in _INVISIBLE
    )
    return unicodedata.normalize("NFKC", "".join(kept)).casefold().translate(_PLAIN)


def tokenise(text: str) -> tuple[Token, ...]:
    """Words of ``text`` in order. A possessive 's is not a word; hyphens part words.

    Scripts written without spaces give one word per run of letters.
    """
    tokens = []
    pattern = _ASCII_WORD if text.isascii() else _WORD
    for match in pattern.finditer(text):
        folded = fold(match.group()).rstrip(".").strip()
        if folded and not (folded == "s" and _is_possessive(text, match.start())):
            tokens.append(Token(folded, match.start(), match.end()))
    return tuple(tokens)


def vocabulary(text: str) -> set[str]:
    """The words of ``tokenise``, each once, in a fraction of its time; also the possessive s."""
    if text.isascii():
        return {word.rstrip(".") for word in _ASCII_WORD.findall(text.lower())}
    return {fold(word).rstrip(".").strip() for word in set(_WORD.findall(text))}


def _is_possessive(text: str, start: int) -> bool:
    if start < 2 or text[start - 1] not in _APOSTROPHES:
        return False
    return text[start - 2].isalnum() or text[start - 2] == "."
