"""Cuts a watch query into terms and operators; refuses whatever has no meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.tokens import tokenise
from monitor.domain.query.terms import OPERATORS, Alias, Phrase, Prefix, Term, Word
from monitor.errors import QueryError

MAX_WORDS = 20  # in one phrase
MAX_DISTANCE = 100  # of NEAR
MIN_PREFIX = 3

_QUOTES = '"“”„«»＂'
_PIECE = re.compile(rf"(?P<space>\s+)|(?P<bracket>[()])|(?P<quote>[{_QUOTES}])|[^\s(){_QUOTES}]+")
_NEAR = re.compile(r"NEAR/([0-9]{1,4})")
_POSSESSIVE = re.compile(r"['’ʼ＇](?:s|S)?")
#: Signs of other query languages, and what is written here instead.
_FOREIGN = {
    "|": "OR between the words",
    "&": "AND between the words",
    "+": "the word alone: all words are required",
    "-": "NOT before the word",
    "!": "NOT before the word",
    "~": "NEAR/5 between two words",
    "?": "the beginning of the word and '*'",
    ":": "the word alone",
    "^": "the word alone",
    "=": 'the word in "quotes"',
    "'": 'double quotes, "..."',
    "‘": 'double quotes, "..."',
    "’": 'double quotes, "..."',
    ",": "OR or AND between the words",
    ";": "OR or AND between the words",
}


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query: ``kind`` is term, (, ), AND, OR, NOT or NEAR."""

    kind: str
    text: str
    start: int
    term: Term | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Bare:
    """A bare word, not yet looked up: it may be the first of several that are one name."""

    text: str
    start: int


def refusal(query: str, position: int, fault: str, suggestion: str = "") -> QueryError:
    """The error to raise for a fault at ``position``."""
    return QueryError(fault, query=query, position=position, suggestion=suggestion)


def scan(text: str, aliases: AliasTable) -> list[Lexeme]:
    """The pieces of a query in order. Raises QueryError."""
    lexemes: list[Lexeme] = []
    run: list[_Bare] = []
    at = 0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:  # pragma: no cover - the pattern covers every character
            raise refusal(text, at, "not understood")
        piece = match.group()
        start, at = at, match.end()
        if match["space"]:
            continue
        bare = None if match["bracket"] or match["quote"] else _bare(text, start, piece)
        if isinstance(bare, _Bare):
            run.append(bare)
            continue
        lexemes += _names_in(text, run, aliases)
        run = []
        if match["bracket"]:
            lexemes.append(Lexeme(piece, piece, start))
        elif match["quote"]:
            term, at = _quoted(text, start, aliases)
            lexemes.append(Lexeme("term", text[start:at], start, term))
        elif bare is not None:
            lexemes.append(bare)
    return lexemes + _names_in(text, run, aliases)


def _bare(query: str, start: int, piece: str) -> Lexeme | _Bare:
    """An operator, a prefix, or a word still to be looked up."""
    if piece in {"AND", "OR", "NOT"}:
        return Lexeme(piece, piece, start)
    if piece == "NEAR" or piece.upper().startswith("NEAR/"):
        return _near(query, start, piece)
    if "*" in piece:
        return _prefix(query, start, piece)
    tokens = tokenise(piece)
    if not tokens:
        hint = _FOREIGN.get(piece[0], "")
        raise refusal(query, start, f"'{piece}' is no word", hint)
    first, last = tokens[0].start, tokens[-1].end
    if first > 0:
        raise _sign_refusal(query, start, piece, 0)
    if last < len(piece) and not _POSSESSIVE.fullmatch(piece, last):
        raise _sign_refusal(query, start, piece, last)
    for offset, sign in enumerate(piece[first:last]):
        if sign in "|~^?=!;[]{}\\<>" or (sign == ":" and not piece[offset - 1].isdigit()):
            raise _sign_refusal(query, start, piece, offset)
    word = piece[first:last]
    if word in OPERATORS:
        raise refusal(query, start, f"'{word}' is an operator", f'"{word}"')
    _check_length(query, start, len(tokens))
    return _Bare(word, start)


def _sign_refusal(query: str, start: int, piece: str, offset: int) -> QueryError:
    sign = piece[offset]
    tokens = tokenise(piece)
    plain = piece[tokens[0].start : tokens[-1].end]
    hint = _FOREIGN.get(sign, plain if plain != piece else f'"{piece}"')
    return refusal(query, start + offset, f"'{sign}' means nothing here", hint)


def _near(query: str, start: int, piece: str) -> Lexeme:
    match = _NEAR.fullmatch(piece)
    if match is None:
        raise refusal(query, start, "NEAR needs a number of words", "NEAR/5")
    distance = int(match[1])
    if not 1 <= distance <= MAX_DISTANCE:
        fault = f"NEAR counts from 1 to {MAX_DISTANCE} words"
        raise refusal(query, start, fault, f"NEAR/{min(max(distance, 1), MAX_DISTANCE)}")
    return Lexeme("NEAR", f"NEAR/{distance}", start, None, distance)


def _prefix(query: str, start: int, piece: str) -> Lexeme:
    star = piece.index("*")
    stem = piece[:star]
    tokens = tokenise(stem)
    if star < len(piece) - 1 or star == 0:
        hint = f"{stem}*" if len(stem) >= MIN_PREFIX else "a word's beginning and one '*'"
        raise refusal(query, start + star, "'*' stands only at the end of a word", hint)
    if len(tokens) != 1 or tokens[0].start > 0 or tokens[0].end < len(stem):
        raise refusal(query, start, "a prefix is one word, of letters and digits", f'"{stem}"')
    folded = tokens[0].text
    if sum(map(str.isalnum, folded)) < MIN_PREFIX:
        fault = f"a prefix needs {MIN_PREFIX} letters or more"
        raise refusal(query, start, fault, f"{stem}, or a longer beginning")
    return Lexeme("term", piece, start, Prefix(stem, folded))


def _quoted(query: str, start: int, aliases: AliasTable) -> tuple[Term, int]:
    """The term in quotes that open at ``start``, and where the query goes on."""
    end = next((at for at in range(start + 1, len(query)) if query[at] in _QUOTES), None)
    if end is None:
        raise refusal(query, start, "quotation marks are not closed", query.rstrip() + '"')
    text = " ".join(query[start + 1 : end].split())
    tokens = tokenise(text)
    if not tokens:
        raise refusal(query, start, "no word between the quotation marks", '"peace talks"')
    if "*" in text:
        position = query.index("*", start)
        raise refusal(query, position, "'*' does not work in quotes", text[: text.index("*")] + "*")
    _check_length(query, start, len(tokens))
    entity = aliases.resolve(text)
    if entity is not None:
        return Alias(text, entity.name, aliases.names(entity.name)), end + 1
    return Phrase(text, tuple(token.text for token in tokens)), end + 1


def _check_length(query: str, start: int, words: int) -> None:
    if words > MAX_WORDS:
        raise refusal(query, start, f"a phrase of more than {MAX_WORDS} words", "its rarest words")


def _names_in(query: str, run: list[_Bare], aliases: AliasTable) -> list[Lexeme]:
    """Bare words in a row as terms; those that together are a name become one."""
    text = " ".join(bare.text for bare in run)
    tokens = tokenise(text)
    ends: list[int] = []  # of each bare word, in ``text``
    for bare in run:
        ends.append((ends[-1] + 1 if ends else 0) + len(bare.text))
    lexemes = []
    at = token = 0
    while at < len(run):
        begin = ends[at] - len(run[at].text)
        last = at
        term: Term | None = None
        found = aliases.at(text, tokens, token)
        if found is not None and tokens[token + found[1] - 1].end in ends[at : at + found[1]]:
            entity, length = found
            last = ends.index(tokens[token + length - 1].end, at)
            term = Alias(text[begin : ends[last]], entity.name, aliases.names(entity.name))
        end = token
        while end < len(tokens) and tokens[end].start < ends[last]:
            end += 1
        if term is None:
            lemmas = tuple(lemma(word.text) for word in tokens[token:end])
            term = Word(run[at].text, lemmas)
        start, stop = run[at].start, run[last].start + len(run[last].text)
        lexemes.append(Lexeme("term", query[start:stop], start, term))
        at, token = last + 1, end
    return lexemes
