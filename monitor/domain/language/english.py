"""Inflection of English words: any form to its dictionary form, and back.

Rules for the regular cases, tables (``english_words``) for the others. The rules lean towards
leaving a word as it is: a missed inflection costs one hit, two words made one costs an
editor's time. Words are expected folded (``tokens.fold``); anything else is returned unchanged.
"""

from __future__ import annotations

from functools import lru_cache

from monitor.domain.language import english_words as words

_VOWELS = frozenset("aeiou")
#: Vowel pairs that make one long sound, after which a stem needs no -e: rain, meet, join.
_LONG = frozenset({"ai", "ea", "ee", "ei", "ie", "oa", "oi", "oo", "ou", "au", "ui", "eu"})
_MAX_LENGTH = 40  # no English word is longer; hostile ones are not worth the time


def _set(table: str) -> frozenset[str]:
    return frozenset(table.split())


_PAST: dict[str, str] = {}
_PARTICIPLE: dict[str, str] = {}
_LEMMA: dict[str, str] = {}
_PLURAL: dict[str, str] = {}
_UNINFLECTED = _set(words.UNINFLECTED)
_MEN = _set(words.MEN)
_EE_VERBS = _set(words.EE_VERBS)
_IE_VERBS = _set(words.IE_VERBS)
_SINGLE_L = _set(words.SINGLE_L)
_DOUBLING = _set(words.DOUBLING) | _SINGLE_L
_DOUBLE_ENDING = _set(words.DOUBLE_ENDING)
_NO_E = _set(words.NO_E)
_WITH_E = _set(words.WITH_E)
_US_NOUNS = _set(words.US_NOUNS)
_OE_WORDS = _set(words.OE_WORDS)
_OES = _set(words.OES)
_IC_VERBS = _set("panic mimic traffic picnic frolic politic")
_THIRD = {"be": "is", "have": "has"}


def _load() -> None:
    unread = _set(words.NOT_READ)
    for line in words.IRREGULAR_VERBS.split(";"):
        forms, _, others = line.partition("|")
        base, past, participle = forms.split()
        _PAST[base], _PARTICIPLE[base] = past, participle
        for form in (past, participle, *others.split()):
            if form not in unread and form != base:
                _LEMMA.setdefault(form, base)
    for line in words.IRREGULAR_PLURALS.split(";"):
        singular, plural = line.split()
        _PLURAL[singular] = plural
        _LEMMA[plural] = singular
    # "found" and "rung" are words of their own; their regular inflections come from these.
    _LEMMA.update({"founded": "found", "founding": "found", "founds": "found"})


_load()


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Dictionary form of a folded English word: "sent" is "send", "countries" "country".

    A word that is no known or regular inflection comes back as it is.
    """
    if word in _LEMMA:
        return _LEMMA[word]
    if word in _UNINFLECTED or not 4 <= len(word) <= _MAX_LENGTH or not word.isascii():
        return word
    if not word.isalpha():
        return word
    if word.endswith("men") and word not in _MEN:
        return word[:-2] + "an"
    if word.endswith("s"):
        singular = _without_s(word)
        return _without_ing(singular) if singular.endswith("ing") else singular
    if word.endswith("ed"):
        return _without_ed(word)
    if word.endswith("ing"):
        return _without_ing(word)
    return word


def third_person(lemma: str) -> str:
    """Of "send" "sends", of "deny" "denies"; also the regular plural of a noun."""
    if lemma in _THIRD:
        return _THIRD[lemma]
    if lemma in _OES or lemma.endswith(("s", "x", "z", "ch", "sh")):
        return (lemma + "z" if lemma.endswith("iz") else lemma) + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS and len(lemma) > 1:
        return lemma[:-1] + "ies"
    return lemma + "s"


def plural(noun: str) -> str:
    """Of "soldier" "soldiers", of "man" "men"."""
    if noun in _PLURAL:
        return _PLURAL[noun]
    if noun.endswith("man") and noun not in {"human", "german", "roman", "ottoman", "norman"}:
        return noun[:-2] + "en"
    return third_person(noun)


def past_tense(lemma: str) -> str:
    """Of "send" "sent", of "begin" "began", of "deny" "denied"."""
    return _PAST.get(lemma) or _regular_past(lemma)


def past_participle(lemma: str) -> str:
    """Of "send" "sent", of "begin" "begun", of "deny" "denied"."""
    return _PARTICIPLE.get(lemma) or _regular_past(lemma)


def gerund(lemma: str) -> str:
    """Of "send" "sending", of "make" "making", of "die" "dying"."""
    if lemma in _IE_VERBS:
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and len(lemma) > 2 and not lemma.endswith(("ee", "oe", "ye", "inge")):
        return lemma[:-1] + "ing"
    if lemma.endswith("inge") and lemma not in {"singe", "tinge"}:
        return lemma[:-1] + "ing"
    return _before_vowel(lemma) + "ing"


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and len(base) > 1 and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return _before_vowel(base) + "ed"


def _before_vowel(base: str) -> str:
    """The stem that takes -ed or -ing: "stop" gives "stopp", "panic" gives "panick"."""
    if base.endswith("ic"):
        return base + "k"
    if base in _DOUBLING or _is_short_syllable(base):
        return base + base[-1]
    return base


def _is_short_syllable(base: str) -> bool:
    """Whether it is one syllable that ends consonant, single vowel, consonant: "stop"."""
    if len(base) < 3 or base[-1] in _VOWELS or base[-1] in "wxyhc":
        return False
    return base[-2] in _VOWELS and _vowel_groups(base) == 1 and not _is_long(base)


def _vowel_groups(stem: str) -> int:
    groups, before = 0, False
    for at, letter in enumerate(stem):
        vowel = letter in _VOWELS or (letter == "y" and at > 0)
        if letter == "u" and stem[at - 1 : at] == "q":
            vowel = False
        groups += vowel and not before
        before = vowel
    return groups


def _is_long(stem: str) -> bool:
    """Whether the last vowel of the stem (before its last consonant) is a long pair."""
    return stem[-3:-1] in _LONG and not (stem[-3] == "u" and stem[-4:-3] == "q")


def _without_s(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-1] if len(word) == 4 or word[:-1] in _IE_VERBS else word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    if word.endswith("uses") and word[:-2] in _US_NOUNS:
        return word[:-2]
    if word.endswith("oes") and word[:-1] not in _OE_WORDS:
        return word[:-2]
    return word[:-1]


def _without_ed(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if word[:-1] in _EE_VERBS else word
    if word.endswith("ied"):
        return word[:-1] if word[:-1] in _IE_VERBS else word[:-3] + "y"
    return _restore(word[:-2], word)


def _without_ing(word: str) -> str:
    if word in _UNINFLECTED:
        return word
    if word.endswith("ying") and word[:-4] + "ie" in _IE_VERBS:
        return word[:-4] + "ie"
    return _restore(word[:-3], word)


def _restore(stem: str, word: str) -> str:
    """The verb whose -ed or -ing form is ``word``, which without the ending is ``stem``."""
    if len(stem) < 2 or not _vowel_groups(stem):
        return word
    if stem in _WITH_E:
        return stem + "e"
    if stem in _NO_E or stem in _DOUBLE_ENDING or stem in _PAST:
        return stem
    last, before = stem[-1], stem[-2]
    if last == before and last not in _VOWELS:
        single = stem[:-1]
        if last == "l":
            return single if single in _SINGLE_L else stem
        return stem if last in "sfz" and single not in _NO_E and single != "quiz" else single
    if stem.endswith("ick") and stem[:-1] in _IC_VERBS:
        return stem[:-1]
    return stem + "e" if _wants_e(stem, last, before) else stem


#: After this single vowel and consonant a verb's stem ends in -e more often than not.
_E_AFTER = {
    "b": "aeiouy", "d": "aeiou", "f": "aeiou", "k": "aiou", "l": "iouy", "m": "aiuy",
    "n": "aiu", "p": "aiou", "r": "aiu", "t": "auy",
}  # fmt: skip


def _wants_e(stem: str, last: str, before: str) -> bool:
    if last in "csvu":
        return True
    if last == "z":
        return before != "t"
    if last == "g":
        return before != "n"
    if last == "l" and before not in "aeiouyrw":
        return True
    if before not in _E_AFTER.get(last, "") or _is_long(stem):
        return False
    if last == "p" and before in "io":
        return _vowel_groups(stem) == 1
    return True
