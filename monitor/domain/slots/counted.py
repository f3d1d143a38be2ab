"""The noun that a number counts: "1,500 North Korean *soldiers*", "5 tonnes of *grain*"."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language.groups import group_in, group_of, is_known, words_of
from monitor.domain.slots.numerals import Lexeme, adjacent, word_at

_REACH = 7  # words between a number and its noun
#: Words that end a noun phrase.
_STOPS = frozenset(
    words_of(
        "was were are is am be been being has have had do does did will would may might could can "
        "should shall must said say says told in on at to from for by with without near into onto "
        "as and or but nor who whom whose which that when while where after before since during "
        "than then not it he she they we you i there here over under against between among across "
        "through until till if because so about around along also already yet still just only "
        "yesterday today tomorrow ago this thus now per more_than including last next went came "
        "died fought crossed arrived entered joined left began took sent moved"
    )
)
#: Words that may stand before the noun and are none.
_SKIPPED = frozenset(
    words_of(
        "of the its his her their our my your these those such more other additional further extra "
        "new fewer odd or so all others"
    )
)
#: What happens to people in figures, by the words for it after the noun ("were killed"),
#: before it ("killing") and in its place ("deaths").
FATES = {
    word: fate
    for fate, words in (
        (
            "killed",
            "dead killed died dying perished slain kill kills killing death deaths fatalities",
        ),
        ("wounded", "wounded injured hurt wound wounds wounding injure injures injuring injuries"),
        ("captured", "captured capture captures capturing"),
        ("missing", "missing"),
        ("detained", "detained arrested detain detains detaining arresting arrests arrest jailed"),
        ("displaced", "displaced displace displaces displacing"),
        ("rescued", "rescued freed released rescuing rescue freeing"),
    )
    for word in words.split()
}
_AUXILIARIES = frozenset(
    words_of(
        "was were are is have has had been being got left reported feared confirmed found also be "
        "of the more others"
    )
)
_IRREGULAR = frozenset(
    words_of(
        "people men women children personnel police aircraft cattle staff servicemen policemen "
        "sheep fish offspring infantry cavalry crew drones"
    )
)
_NOT_PLURAL = ("ss", "us", "is", "ous", "'s")
_QUOTES = frozenset("\"'\u2018\u2019\u201c\u201d")


def read_counted(lexemes: Sequence[Lexeme], index: int, *, measured: bool) -> tuple[str, int]:
    """The noun (its group, a lemma) counted by the number before lexeme ``index``.

    ``measured``: the number has a unit, so that what is measured follows "of", "in" or
    "worth of". Returns the noun, "" if the text names none, and the lexeme after it.
    """
    if measured:
        return _measured(lexemes, index)
    if word_at(lexemes, index) == "-" and word_at(lexemes, index + 1) == "strong":
        return group_of("soldier"), index + 3
    phrase = _phrase(lexemes, index)
    plurals = [at for at in phrase if _is_plural(lexemes[at].text)]
    small = [at for at in plurals if not lexemes[at].printed[:1].isupper()]
    if not plurals:
        return _without_plural(lexemes, index, phrase)
    head = (small or plurals)[0]
    while head + 1 in plurals:
        head += 1
    noun = lexemes[head].text
    return ("" if noun in FATES else group_in(word_at(lexemes, head - 1), noun)), head + 1


def read_fate(lexemes: Sequence[Lexeme], start: int, end: int) -> str:
    """What befell those counted at lexemes [start, end): "killed", "wounded" ... or ""."""
    for at in range(end - 1, start - 1, -1):
        if lexemes[at].text in FATES:
            return FATES[lexemes[at].text]
    for back in (1, 2, 3):
        before = word_at(lexemes, start - back)
        if before in FATES:
            return FATES[before]
        if before not in {"of", "the", "and", "with"}:
            break
    for at in range(end, end + 4):
        after = word_at(lexemes, at)
        if after in FATES:
            return FATES[after]
        if after not in _AUXILIARIES:
            break
    return ""


def _phrase(lexemes: Sequence[Lexeme], index: int) -> list[int]:
    """Indexes of the words that may belong to the noun phrase at ``index``."""
    words: list[int] = []
    at = index
    while at < len(lexemes) and len(words) < _REACH:
        lexeme = lexemes[at]
        if lexeme.text in _QUOTES or lexeme.text in _SKIPPED:
            at += 1
            continue
        if lexeme.text == "-" and adjacent(lexemes, at - 1) and adjacent(lexemes, at):
            at += 1
            continue
        if not lexeme.is_word or lexeme.text in _STOPS:
            break
        words.append(at)
        at += 1
    return words


def _is_plural(word: str) -> bool:
    if word in _IRREGULAR:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(_NOT_PLURAL)


def _without_plural(lexemes: Sequence[Lexeme], index: int, phrase: list[int]) -> tuple[str, int]:
    if not phrase:
        return "", index
    if lexemes[phrase[0]].text in FATES:
        return "", phrase[0] + 1
    known = [at for at in phrase if is_known(lexemes[at].text)]
    if known:
        return group_of(lexemes[known[0]].text), known[0] + 1
    return (group_of(lexemes[phrase[0]].text), phrase[0] + 1) if len(phrase) == 1 else ("", index)


def _measured(lexemes: Sequence[Lexeme], index: int) -> tuple[str, int]:
    at = index
    if word_at(lexemes, at) == "worth":
        at += 1
    if word_at(lexemes, at) not in {"of", "in"}:
        return "", index
    if at + 1 < len(lexemes) and lexemes[at + 1].printed[:1].isupper():
        return "", index
    phrase = _phrase(lexemes, at + 1)
    if not phrase:
        return "", index
    plurals = [place for place in phrase if _is_plural(lexemes[place].text)]
    head = plurals[0] if plurals else phrase[0]
    while head + 1 in phrase and (head + 1 in plurals or is_known(lexemes[head + 1].text)):
        head += 1
    return group_in(word_at(lexemes, head - 1), lexemes[head].text), head + 1
