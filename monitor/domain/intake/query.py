"""Names in a statement, and the watch query that finds reports about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.domain.intake import words as lists
from monitor.domain.language.entities import AliasTable, EntityKind
from monitor.domain.language.tokens import fold
from monitor.domain.speech.clauses import Word, parse

#: A query names at most so many entities and key terms.
_MAX_ENTITIES = 2
_MAX_TERMS = 14
# Small words within names: "Institute of Virology", "Bashar al-Assad".
_LINK = re.compile("of|al|el|bin|ibn|abu|van|von|der|den|de|da|di|du|la")
# Adverbs, adjectives and reflexives pick out no report.
_NO_TERM = ("ly", "ous", "ful", "less", "ive", "able", "ible", "ish", "self", "selves")
# Prefixes of hyphenated words, and where something lies: they hit everything and say nothing.
_NO_WORD = lists.words_of(
    "anti pro non pre post semi multi counter east west north south eastern western northern "
    "southern region area side"
)
_RESERVED = frozenset({"and", "or", "not", "near"})
_BARE = re.compile(r"[^\W_]+")
# Words that are capitalised in titles and offices; alone they name nobody.
_TITLES = lists.words_of(
    "president minister prime defence defense foreign general secretary chief "
    "chairman senator governor mayor king queen prince judge doctor professor mr mrs "
    "ms dr sir the a an spokesman spokeswoman director officer captain colonel "
    "commander ambassador gen lt col maj adm capt sgt rep sen gov"
)


@dataclass(frozen=True, slots=True)
class Names:
    """Who and what a text names: ``entities`` from the alias table, ``others`` verbatim."""

    entities: tuple[str, ...]
    others: tuple[str, ...]
    parties: tuple[str, ...] = ()  # countries and organisations, and whose they are
    organisations: tuple[str, ...] = ()  # of the entities
    owners: tuple[tuple[str, str], ...] = ()  # (organisation, the country it belongs to)
    words: frozenset[str] = frozenset()  # folded words of the names, as printed

    def __bool__(self) -> bool:
        return bool(self.entities or self.others)

    def __len__(self) -> int:
        return len(self.entities) + len(self.others)


def names_in(text: str, table: AliasTable, known: frozenset[str] = frozenset()) -> Names:
    """The names in ``text``, in order.

    ``known`` are folded words that the article prints with a capital within its sentences: a
    capital at the very start of a text says nothing by itself.
    """
    mentions = table.find(text)
    entities = tuple(dict.fromkeys(mention.entity.name for mention in mentions))
    actors = [each.entity for each in mentions if each.entity.kind is not EntityKind.PLACE]
    parties = tuple(
        name for actor in actors for name in (actor.name, table.country_of(actor)) if name
    )
    bodies = [actor for actor in actors if actor.kind is EntityKind.ORGANISATION]
    owners = tuple((body.name, body.within) for body in bodies if body.within)
    taken = {index for mention in mentions for index in range(mention.span.start, mention.span.end)}
    others: list[str] = []
    run: list[Word] = []
    sentence = parse(text)
    for index, word in enumerate((*sentence.words, None)):
        if (
            word is not None
            and run
            and _LINK.fullmatch(word.text)
            and (
                index + 1 < len(sentence.words)
                and sentence.words[index + 1].capital
                and sentence.words[index + 1].start not in taken
                and not sentence.gaps[index].strip(" -")
                and not sentence.gaps[index + 1].strip(" -")
            )
        ):
            continue
        initial = bool(run) and len(run[-1].text) <= 2 and sentence.gaps[index] == ". "
        if word is not None and run and sentence.gaps[index].strip(" -") and not initial:
            _close(text, run, others)
            run = []
        if word is not None and _is_name(word, index, known) and word.start not in taken:
            run.append(word)
        elif run:
            _close(text, run, others)
            run = []
    return Names(
        entities,
        tuple(dict.fromkeys(others)),
        tuple(dict.fromkeys(parties)),
        tuple(dict.fromkeys(body.name for body in bodies)),
        tuple(dict.fromkeys(owners)),
        frozenset(word.text for word in sentence.words if word.start in taken),
    )


def _is_name(word: Word, index: int, known: frozenset[str]) -> bool:
    if not word.capital or word.text in lists.CALENDAR or word.text in lists.FIRST_PERSON:
        return False
    return index > 0 or word.text in known


def _close(text: str, run: list[Word], others: list[str]) -> None:
    titled = False
    while run and run[0].text in _TITLES:
        run = run[1:]
        titled = True
    if titled and len(run) > 1:
        run = run[-1:]  # later reports give a person's last name alone
    while run and run[-1].text in _TITLES:
        run = run[:-1]
    if run and run[-1].end - run[0].start > 1:
        others.append(text[run[0].start : run[-1].end])


def capitalised_inside(sentences: Iterable[str]) -> frozenset[str]:
    """Folded words that stand with a capital inside a sentence and never without one."""
    upper: set[str] = set()
    lower: set[str] = set()
    for text in sentences:
        for index, word in enumerate(parse(text).words):
            if not word.capital:
                lower.add(word.text)
            elif index:
                upper.add(word.text)
    return frozenset(upper - lower)


def make_query(words: Sequence[Word], names: Names, fallback: Names) -> str:
    """A watch query: the claim's names, and one of its key terms or what stands for it.

    ``words`` are those of predicate and subject, key words first; ``fallback`` are the names
    of the article, for a claim that names nobody. "" if there is nothing to ask for.
    """
    chosen = names or fallback
    wanted = [*chosen.entities, *chosen.others][:_MAX_ENTITIES]
    in_names = names.words | {word.text for name in names.others for word in parse(name).words}
    terms: list[str] = []
    extra: list[str] = []
    for word in words:
        if word.text in lists.COMMON or word.lemma in lists.COMMON or word.text in in_names:
            continue
        if len(word.text) < 3 or not word.text.isalpha() or word.text in lists.CALENDAR:
            continue
        if word.capital and word.start:
            continue  # a name; at the start of the sentence the capital says nothing
        if word.text in _NO_WORD:
            continue
        if word.text in lists.ADVERBS | lists.PREPOSITIONS or word.text.endswith(_NO_TERM):
            continue
        if terms and word.text.endswith("ed") and word.text != word.lemma:
            continue  # "beleaguered forces": what is done comes first, the rest describes
        terms.append(word.text)
        extra.extend(lists.synonyms_of(word.lemma))
    picked = list(dict.fromkeys([*terms[:8], *extra, *terms[8:]]))[:_MAX_TERMS]
    owners = dict(chosen.owners)
    parts = []
    for name in wanted:
        owner = owners.get(name, "")
        if owner in wanted:
            owner = ""  # asked for anyway
        parts.append(f"({_quoted(name)} OR {_quoted(owner)})" if owner else _quoted(name))
    if len(picked) == 1:
        parts.append(_quoted(picked[0]))
    elif picked:
        parts.append("(" + " OR ".join(_quoted(term) for term in picked) + ")")
    return " AND ".join(parts)


def _quoted(term: str) -> str:
    if _BARE.fullmatch(term) and fold(term) not in _RESERVED:
        return term
    return '"' + term.replace('"', " ").replace("\\", " ") + '"'
