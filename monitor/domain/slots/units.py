"""Units of measure and money beside a number, and numbers that measure nothing."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language.groups import is_known, words_of
from monitor.domain.slots.numerals import Lexeme, Numeral, adjacent, word_at

_SIGNS = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY", "\u20b9": "INR"}
_SIGNS |= {"\u20a9": "KRW", "\u20bd": "RUB", "\u20b4": "UAH", "\u20ba": "TRY", "\u20a6": "NGN"}
#: Letters glued before the dollar sign.
_DOLLARS = {"a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "hk": "HKD", "s": "SGD"}
_CODES = frozenset(words_of("usd eur gbp jpy cny inr krw rub uah chf aud cad"))
_MONEY = {
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
    "yen": "JPY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "rubles": "RUB",
    "roubles": "RUB",
    "rupees": "INR",
    "won": "KRW",
    "hryvnia": "UAH",
    "hryvnias": "UAH",
    "lira": "TRY",
    "naira": "NGN",
    "shekels": "ILS",
    "zlotys": "PLN",
    "rand": "ZAR",
    "reais": "BRL",
    "baht": "THB",
    "rupiah": "IDR",
    "ringgit": "MYR",
    "riyals": "SAR",
    "dirhams": "AED",
    "francs": "CHF",
}
#: Money of one name in several countries, by the word before it.
_OF_COUNTRIES = {
    ("canadian", "dollars"): "CAD",
    ("australian", "dollars"): "AUD",
    ("singapore", "dollars"): "SGD",
    ("zealand", "dollars"): "NZD",
    ("kong", "dollars"): "HKD",
    ("egyptian", "pounds"): "EGP",
    ("syrian", "pounds"): "SYP",
    ("lebanese", "pounds"): "LBP",
    ("swiss", "francs"): "CHF",
    ("cfa", "francs"): "XOF",
    ("swedish", "kronor"): "SEK",
    ("swedish", "crowns"): "SEK",
    ("norwegian", "kroner"): "NOK",
    ("norwegian", "crowns"): "NOK",
    ("danish", "kroner"): "DKK",
    ("danish", "crowns"): "DKK",
    ("czech", "crowns"): "CZK",
    ("mexican", "pesos"): "MXN",
    ("argentine", "pesos"): "ARS",
    ("chilean", "pesos"): "CLP",
    ("pakistani", "rupees"): "PKR",
    ("kenyan", "shillings"): "KES",
}
_MEASURES = {
    "km": "km",
    "kilometre": "km",
    "kilometer": "km",
    "mile": "mile",
    "metre": "metre",
    "meter": "metre",
    "tonne": "tonne",
    "ton": "tonne",
    "kg": "kg",
    "kilogram": "kg",
    "kilo": "kg",
    "litre": "litre",
    "liter": "litre",
    "barrel": "barrel",
    "hectare": "hectare",
    "acre": "acre",
    "second": "second",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "degree": "degree",
    "megawatt": "mw",
    "mw": "mw",
    "gigawatt": "gw",
    "gw": "gw",
}
_ADJECTIVES = frozenset({"metric", "square", "cubic", "us", "u.s", "american", "calendar"})
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
#: A number after one of these is a name: "Article 5", "page 12".
_LABELS = frozenset(
    words_of(
        "article chapter page resolution section group channel route highway motorway room unit "
        "phase stage version level act rule clause protocol flight number no grade season episode "
        "volume class type model formula gate platform building apartment battalion brigade "
        "regiment division since aged age"
    )
)
_BEFORE_YEAR = frozenset(
    words_of(
        "in since by until till from before after during early late mid of the to through into "
        "spring summer autumn fall winter year around between end and , ("
    )
)

#: Words that open a sentence before a number and name nothing.
_OPENERS = frozenset(
    words_of(
        "a an the in on at of to for from by with and but or only just some about around over "
        "under nearly almost roughly another these those all when where while as after before "
        "since until still then now there here they we he she it i you who that this up out down "
        "killing kills killed leaves leaving left more fewer less least most than exactly "
        "approximately between some both every per its their his her our those other"
    )
)
#: Words that may follow a count without its noun: "lost 300 in battle".
_COUNTED_ON = frozenset(
    words_of(
        "in on at of to for from by with and or were was are is have had has people more others "
        "dead killed wounded injured missing hurt arrested detained captured died so men women "
        "during after before since per million billion thousand who when as including"
    )
)


def read_currency(lexemes: Sequence[Lexeme], index: int) -> str:
    """The currency whose sign or code is lexeme ``index``, "" if it is none."""
    if not 0 <= index < len(lexemes):
        return ""
    sign = lexemes[index].text
    if sign == "rs" or (sign == "." and word_at(lexemes, index - 1) == "rs"):
        return "INR"
    if sign == "$" and adjacent(lexemes, index - 1):
        return _DOLLARS.get(word_at(lexemes, index - 1), "USD")
    if sign in _CODES and lexemes[index].printed.isupper():
        return sign.upper()
    return _SIGNS.get(sign, "")


def read_unit(lexemes: Sequence[Lexeme], index: int) -> tuple[str, int]:
    """The unit that stands at lexeme ``index`` and the lexeme after it; "" for none."""
    word, at = word_at(lexemes, index), index
    if word == "-" and adjacent(lexemes, index):
        word, at = word_at(lexemes, index + 1), index + 1
    if word in {"%", "percent"}:
        return "percent", at + 1
    if word == "per" and word_at(lexemes, at + 1) == "cent":
        return "percent", at + 2
    if word == "percentage" and word_at(lexemes, at + 1).startswith("point"):
        return "points", at + 2
    square = ""
    for step in (1, 2):  # "Swiss francs", "New Zealand dollars"
        pair = (word_at(lexemes, at + step - 1), word_at(lexemes, at + step))
        if pair in _OF_COUNTRIES:
            return _OF_COUNTRIES[pair], at + step + 1
    if word in _ADJECTIVES:
        square = f"{word} " if word in {"square", "cubic"} else ""
        word, at = word_at(lexemes, at + 1), at + 1
    if word in _MONEY:
        if word == "pounds" and word_at(lexemes, at + 1) == "of":
            return "pound", at + 1
        return _MONEY[word], at + 1
    measure = _MEASURES.get(word) or (_MEASURES.get(word[:-1]) if word.endswith("s") else None)
    return (square + measure, at + 1) if measure else ("", index)


def is_name_or_time(lexemes: Sequence[Lexeme], numeral: Numeral, end: int) -> bool:
    """Whether a number (a range up to lexeme ``end``) is a date, time, age, score or name."""
    if not numeral.digits:
        return _is_age(lexemes, end)
    start = numeral.start
    before, after = word_at(lexemes, start - 1), word_at(lexemes, end)
    if adjacent(lexemes, start - 1) and _is_glued(lexemes, start):
        return True
    if adjacent(lexemes, end - 1) and _is_glued_after(lexemes, end):
        return True
    if before in _LABELS and numeral.scale == 1:
        return True
    if _is_aside(lexemes, numeral, end) or _is_name(lexemes, numeral, end):
        return True
    if before == "." and word_at(lexemes, start - 2) == "no":
        return True
    if _is_age(lexemes, end) or after in {"am", "pm", "gmt", "utc", "o'clock"}:
        return True
    if after in {"a", "p"} and [word_at(lexemes, end + i) for i in (1, 2)] == [".", "m"]:
        return True
    return _is_day(lexemes, numeral, end) or _is_year(lexemes, numeral, end)


def _is_glued(lexemes: Sequence[Lexeme], start: int) -> bool:
    """Whether what touches a number from the left makes it a part of a name or date."""
    mark = lexemes[start - 1]
    if mark.is_word:  # "MH17"
        return not (mark.text in _CODES and mark.printed.isupper())
    if mark.text in "/:#.":
        return True
    return mark.text == "-" and adjacent(lexemes, start - 2) and start > 1


def _is_glued_after(lexemes: Sequence[Lexeme], end: int) -> bool:
    """Whether what touches a number from the right makes it an ordinal, time or date."""
    mark = lexemes[end]
    if mark.text in {"st", "nd", "rd", "th", "s"}:
        return True
    follows = adjacent(lexemes, end) and end + 1 < len(lexemes)
    if mark.text in {"/", ":"} and follows:
        return lexemes[end + 1].is_number
    return mark.text == "-" and follows and lexemes[end + 1].is_number  # 5-3, 2024-10-03


def _is_age(lexemes: Sequence[Lexeme], end: int) -> bool:
    words = [word_at(lexemes, end + i) for i in range(4)]
    return words[:4] == ["-", "year", "-", "old"] or words[:2] in (
        ["years", "old"],
        ["year", "old"],
        ["years", "ago"],
    )


def _is_aside(lexemes: Sequence[Lexeme], numeral: Numeral, end: int) -> bool:
    """Whether a number stands between commas, as ages do: "the suspect, 45, was"."""
    commas = word_at(lexemes, numeral.start - 1) == "," == word_at(lexemes, end)
    return commas and numeral.scale == 1 and numeral.high <= 110


def _is_name(lexemes: Sequence[Lexeme], numeral: Numeral, end: int) -> bool:
    """Whether a number belongs to the name before it: "Boeing 737 production"."""
    if numeral.start == 0 or numeral.scale != 1 or end - numeral.start > 1 or end >= len(lexemes):
        return False
    name, after = lexemes[numeral.start - 1], lexemes[end]
    if not name.printed[:1].isupper() or name.text in _OPENERS or not after.is_word:
        return False
    if after.printed[:1].isupper() or after.text in _COUNTED_ON or read_unit(lexemes, end)[0]:
        return False
    plurals = (word_at(lexemes, at) for at in range(end, end + 3))
    return not any(len(word) > 3 and word.endswith("s") for word in plurals)


def _is_month(lexemes: Sequence[Lexeme], index: int) -> bool:
    word = word_at(lexemes, index)
    return word in MONTHS and lexemes[index].printed[:1].isupper()


def _is_day(lexemes: Sequence[Lexeme], numeral: Numeral, end: int) -> bool:
    if numeral.high > 31 or numeral.scale != 1:
        return False
    start = numeral.start
    if word_at(lexemes, start - 1) == "the":
        start -= 1
    before = start - 2 if word_at(lexemes, start - 1) == "." else start - 1
    after = end + 1 if word_at(lexemes, end) == "of" else end
    return (before >= 0 and _is_month(lexemes, before)) or _is_month(lexemes, after)


def _is_year(lexemes: Sequence[Lexeme], numeral: Numeral, end: int) -> bool:
    printed = lexemes[numeral.start].printed
    if not (len(printed) == 4 and printed.isdecimal() and 1800 <= numeral.low < 2100):
        return False
    if numeral.scale != 1:
        return False
    after = word_at(lexemes, end)
    counted = after[:1].isalpha() and after.endswith(("s", "people", "personnel"))
    before = word_at(lexemes, numeral.start - 1)
    if before in _BEFORE_YEAR or _is_month(lexemes, numeral.start - 1):
        return not (is_known(after) and before in {"of", "the", "from", "by", "and", "between"})
    return not counted
