"""Sentences of a text, with exact offsets: sentencex plus what it gets wrong in news text.

sentencex (a rule-based splitter) does the work. On top: pieces parted inside an abbreviation
or a domain name are joined, sentences glued together by a lost space ("... war.The pact")
are parted, and lengths are capped, because some of its patterns are quadratic (one million
characters of unclosed quotation marks took it 125 seconds).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from monitor.domain.model import Span

#: No sentence is longer, in characters: a longer one is cut at whitespace if there is any.
MAX_SENTENCE = 2_000
# What sentencex is given at a time; keeps its worst case at some 10 ms a block.
_BLOCK = 8_000

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_CLOSERS = "\"'”’»)]"
_TERMINATORS = ".!?…。！？"
# A full stop (with what closes a quotation) directly followed by a capital.
_GLUED = re.compile(r"[.!?…][\"'”’»)\]]{0,2}(?=[\"'“‘«(\[]?[^\W\d_a-z])")
# Where sentencex fails to part: after a hyphenated name whose second half it takes for an
# abbreviation ("Jong-un. Next"), before a quotation that is never closed, after words that are also
# abbreviations ("in May. Next"), after CJK stops.
_MISSED = re.compile(
    r"(?<=[^\W\d_]-)[^\W\d_A-Z]{1,5}[.!?][\"'”’»)\]]{0,2}(?=\s+[^\W\d_a-z])"
    r"|(?<=[^\W\d_][^\W\d_A-Z]{2})[.!?](?=\s+[“\"][^\W\d_a-z])"
    r"|\b(?:May|art|ill|ore|fed|no)\.(?=\s+[^\W\d_a-z])"
    r"|[。！？][」』”]?"
)
_LAST_WORD = re.compile(r"[^\W_](?:[^\s\"“”()\[\]]{0,40})$")
_FIRST_WORD = re.compile(r"[\"'“‘«(\[]*([^\W_][\w'’]{0,40})")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
# Written before a name or number, so what follows belongs to the same sentence.
_BEFORE_NAME = _words(
    "adm amb atty brig capt cdr cmdr cmdt col cpl cpt det dr fr ft gen gov hon insp lt maj "
    "messrs mlle mme mr mrs ms mt msgt pfc pres prof pvt rep reps rev rt sen sens sgt spc ssgt "
    "st sr supt vs approx dep"
)
# "No. 10" is a number, "No. He left" is a sentence.
_BEFORE_NUMBER = _words("no nos art fig op para pp vol p")
# Words that open sentences: after "U.S." or a name they show that a new one begins.
_OPENERS = _words(
    "a about after all also although an and another any are as asked at because before both but "
    "by can did do does during each earlier every few for from had has have he her here his how "
    "however i if in instead is it its last later many may meanwhile more most my nearly neither "
    "no none nor not now of on once one only or other our over perhaps several she should since "
    "so some still such than that the their then there these they this those though through "
    "to today two under until was we were what when where whether which while who why will with "
    "without would yesterday yet you your additionally moreover furthermore nonetheless "
    "officials"
)


def split_sentences(text: str) -> tuple[Span, ...]:
    """Sentences of ``text`` in order, not overlapping; only whitespace lies outside them.

    A line break always ends a sentence. Linear in the length of the text.
    """
    sentences: list[Span] = []
    for line in _LINE.finditer(text):
        for start, end in _sentences_of_line(line.group()):
            sentences.extend(_cap(text, line.start() + start, line.start() + end))
    return tuple(sentences)


def _sentences_of_line(line: str) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in _pieces(line):
        if joined and _belong_together(line, joined[-1], (start, end)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [part for start, end in joined for part in _part(line, start, end)]


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    """What sentencex finds, block by block, stripped of whitespace."""
    for block_start, block_end in _blocks(line):
        block = line[block_start:block_end]
        position = 0
        for piece in sentencex.segment("en", block):
            bare = piece.strip()
            found = block.find(bare, position)
            if not bare or found < 0:
                continue
            position = found + len(bare)
            yield block_start + found, block_start + position


def _blocks(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(line) - start > _BLOCK:
        window = line[start : start + _BLOCK]
        cut = max(window.rfind(mark) for mark in (". ", "! ", "? "))
        if cut < _BLOCK // 2:
            cut = window.rfind(" ")
        cut = _BLOCK if cut < _BLOCK // 2 else cut + 1
        yield start, start + cut
        start += cut
    yield start, len(line)


def _belong_together(line: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether sentencex (or a block's end) parted one sentence here."""
    gap = other[0] - one[1]
    if gap == 0:
        return True  # _part decides about glued sentences
    tail = line[max(one[0], one[1] - 60) : one[1]]
    bare = tail.rstrip(_CLOSERS)
    if not bare or bare[-1] not in _TERMINATORS:
        return True
    head = line[other[0] : other[0] + 60]
    if head[0].islower() and bare[-1] in ".…":
        return True
    first = _FIRST_WORD.match(head)
    if bare[-1] != "." or len(bare) < len(tail) or first is None:
        return False
    last = _LAST_WORD.search(bare)
    word = last.group() if last else ""
    stem = word.rstrip(".").lower()
    opens = first.group(1).lower() in _OPENERS
    if stem in _MONTHS or stem in _BEFORE_NUMBER:
        return first.group(1)[0].isdigit()
    if stem in _BEFORE_NAME:
        return not opens or word[0].isupper()
    return bool(_INITIALS.match(word)) and not opens


def _part(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part sentences that were left together or glued by a lost space."""
    cuts = set()
    for found in _MISSED.finditer(line, start, end):
        before = line[max(start, found.start() - 4) : found.start()].rsplit(" ", maxsplit=1)[-1]
        if before.lower() not in _BEFORE_NAME:  # Gen. “Hap” Poe
            cuts.add(found.end())
    for found in _GLUED.finditer(line, start, end):
        if _is_glued(line, start, found.start(), found.end()):
            cuts.add(found.end())
    for cut in (*sorted(cuts), end):
        piece = line[start:cut]
        bare = piece.strip()
        if bare:
            begin = start + len(piece) - len(piece.lstrip())
            yield begin, begin + len(bare)
        start = cut


def _is_glued(line: str, start: int, stop: int, after: int) -> bool:
    """Whether the full stop at ``stop`` ends a sentence although no space follows it."""
    last = _LAST_WORD.search(line[max(start, stop - 42) : stop])
    first = _FIRST_WORD.match(line, after)
    if last is None or first is None:
        return False
    word = last.group()
    if any(mark in word for mark in "@/_") or "." in word.strip("."):
        # An address or initials: "www.Example.The" is one thing, "U.S.The" is two.
        opener = first.group(1).lower() in _OPENERS and len(first.group(1)) > 1
        return bool(_INITIALS.match(word + ".")) and opener
    if after > stop + 1 or line[stop] in "!?":
        return True  # a closed quotation: 'left.”The court'
    follower = line[first.end(1) : first.end(1) + 2]
    if follower[:1] in (".", "@", "/") and follower[1:2].strip():
        return False  # file.Name.txt
    if first.group(1).lower() in _OPENERS:
        return len(word) > 1
    # "war.Russia" is two sentences, "News.Az" and "Node.Js" are one name each.
    return word[0].islower() and word.isalpha() and len(word) > 1 and len(first.group(1)) > 2


def _cap(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE:
        window = text[start : start + MAX_SENTENCE]
        cut = max(window.rfind(" "), window.rfind("\t"))
        cut = MAX_SENTENCE if cut < MAX_SENTENCE // 2 else cut
        yield Span(start, start + len(window[:cut].rstrip()))
        start += cut
        while text[start].isspace():  # ends before ``end``: a sentence ends in no whitespace
            start += 1
    yield Span(start, end)
