"""What of an article a model reads about a claim: a few windows of whole sentences.

A model of this size reads about a hundred words at once. The sentences nearest to the claim
go into the first windows, the opening and the sentences that take sides ("it is a hoax",
"officials confirmed") into others, each in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain.model import Passage

#: Part of a model's manifest: raised when the choice of windows changes.
WINDOWS_VERSION = 1

_BUDGET = 440  # characters: with a claim of 30 tokens about 128 tokens
_LONGEST = 360  # a sentence longer than this is cut
_SIDES = re.compile(
    r"\b(?:hoax(?:es)?|fake[ds]?|false(?:ly)?|untrue|debunk\w*|den(?:y|ies|ied|ial|ials|ying)"
    r"|refut\w+|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|disput\w+|confirm(?:s|ed|ing|ation)?"
    r"|verif(?:y|ies|ied|ication)|unconfirmed|unverified|no evidence|not true|never|fabricat\w+"
    r"|satir\w+|rumou?rs?|reportedly|alleged(?:ly)?|claims?|claimed|admit(?:s|ted)?"
    r"|acknowledg\w+|apolog\w+|retract\w*|correction|however|but)\b",
    re.IGNORECASE,
)


class WindowKind(StrEnum):
    NEAREST = "nearest"
    NEXT = "next"
    SIDES = "sides"
    OPENING = "opening"


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Sentences of an article that a model reads together; ``passages`` are their indexes."""

    kind: WindowKind
    text: str
    passages: tuple[int, ...]


def choose_windows(passages: Sequence[Passage], nearness: Sequence[float]) -> tuple[Window, ...]:
    """At most four windows, no two with the same sentences; () for an empty article.

    ``nearness`` is each passage's nearness to the claim. Deterministic, linear but for a sort.
    """
    by_nearness = sorted(range(len(passages)), key=lambda at: (-nearness[at], at))
    nearest = _fill(passages, by_nearness)
    rest = [at for at in by_nearness if at not in nearest]
    sides = sorted(
        (at for at in rest if _SIDES.search(passages[at].text)),
        key=lambda at: (-nearness[at] - 0.15 * _neighbours(at, nearest), at),
    )
    following = _fill(passages, rest)
    chosen = (
        (WindowKind.NEAREST, nearest),
        (WindowKind.NEXT, following),
        (WindowKind.SIDES, _fill(passages, sides)),
        (WindowKind.OPENING, _fill(passages, range(len(passages)))),
    )
    windows: list[Window] = []
    seen: set[tuple[int, ...]] = set()
    for kind, indexes in chosen:
        if indexes and indexes not in seen:
            seen.add(indexes)
            text = " ".join(passages[at].text[:_LONGEST] for at in indexes)
            windows.append(Window(kind=kind, text=text, passages=indexes))
    return tuple(windows)


def _fill(passages: Sequence[Passage], order: Iterable[int]) -> tuple[int, ...]:
    """The first sentences of ``order`` that fit together, in the order of the text."""
    taken: list[int] = []
    room = _BUDGET
    for at in order:
        length = min(len(passages[at].text), _LONGEST) + 1
        if taken and length > room:
            break
        taken.append(at)
        room -= length
    return tuple(sorted(taken))


def _neighbours(at: int, others: Sequence[int]) -> bool:
    return at - 1 in others or at + 1 in others
