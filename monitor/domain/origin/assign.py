"""Which articles trace back to one report: wire copies, rewrites, "according to X".

Wire copies share as little as a third of their text by the usual measures, so what counts is
how much of the *smaller* text stands in the larger one, and above all whether the sentences
that decide come from the same place. What two articles share in the background, such as an
old quotation or a mention of each other, does not make them one report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.domain.language.tokens import fold
from monitor.domain.model import require_utc
from monitor.domain.origin.credits import agency_credit, is_same_outlet, names_as_source
from monitor.domain.origin.overlap import (
    contained,
    content,
    copied,
    core,
    lead,
    quoted,
    shared_run,
    shingles,
    surroundings,
)

__all__ = [
    "OriginAssignment",
    "OriginInput",
    "agency_credit",
    "assign_origin",
    "group_origins",
    "origin_key",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class OriginInput:
    """An article on a claim, as far as it tells where its report comes from."""

    key: str = ""  # of its origin group; "" until assigned
    url: str  # canonical
    outlet_id: str = ""
    outlet_name: str = ""
    agency: str = ""  # name of the wire it credits, or its own name when it is one
    title: str = ""
    text: str = ""
    quotes: tuple[str, ...] = ()  # the sentences that decided its reading
    speaker: str = ""  # who says so there, an entity or a name; "" if unknown
    published_at: datetime | None = None

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class OriginAssignment:
    """The origin group of an article, whether it was there before, and why."""

    key: str
    joined: bool
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Link:
    """Why two articles are one report; a higher ``strength`` is better evidence."""

    strength: float
    reason: str


def assign_origin(report: OriginInput, priors: Sequence[OriginInput]) -> OriginAssignment:
    """The group of the one of ``priors`` that ``report`` shares its origin with, else a new one.

    ``priors`` are the articles on the claim that have a key, in any order. The strongest link
    decides, among equals the earliest article; a new group's key depends on the URL only.
    """
    best = 0.0
    chosen: OriginAssignment | None = None
    for prior in sorted(priors, key=_order):
        link = _link(report, prior)
        if link is not None and link.strength > best:
            best = link.strength
            chosen = OriginAssignment(key=prior.key, joined=True, reason=link.reason)
    if chosen is not None:
        return chosen
    return OriginAssignment(key=origin_key(report.url), joined=False, reason="first report")


def group_origins(reports: Iterable[OriginInput]) -> dict[str, OriginAssignment]:
    """The assignment of every report by URL, whatever the order in which they are given."""
    done: list[OriginInput] = []
    found: dict[str, OriginAssignment] = {}
    for report in sorted(reports, key=_order):
        assignment = assign_origin(report, done)
        found[report.url] = assignment
        done.append(replace(report, key=assignment.key))
    return found


def origin_key(url: str) -> str:
    """Key of the group that the article at canonical ``url`` founds."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _order(report: OriginInput) -> tuple[bool, float, str]:
    """By time of publication, undated ones last, then by URL."""
    at = report.published_at
    return at is None, at.timestamp() if at else 0.0, report.url


_COPY = 0.5  # share of the smaller text that stands in the larger: a copy whatever else
_PARTLY = 0.12  # the same, when the deciding sentences are shared as well
_WHOLE = 0.8  # ... and when each says something of its own that decides
_SAME_SENTENCE = 0.6  # share of a deciding sentence's shingles found in the other text
_SAME_MATTER = 0.34  # share of the smaller set of words for the same news in other words
_WIRE_MATTER = 0.6  # ... when only the wire is the same, which carries many stories a day
_MIN_QUOTE = 6  # words of a quotation that two people do not say by chance
_WIRE_LIFE = timedelta(hours=48)  # one wire's stories on a claim further apart are two stories
_CITING_LIFE = timedelta(days=7)  # an older report or quotation is background


def _link(one: OriginInput, other: OriginInput) -> _Link | None:
    """The best evidence that two articles are one report, None without any."""
    if one.url == other.url:
        return _Link(strength=5.0, reason="the same page")
    share = contained(shingles(one.text), shingles(other.text))
    sentence = _copied_news(one, other)
    apart = _speak_apart(one, other)
    own_news = apart or (bool(one.quotes and other.quotes) and sentence < _SAME_SENTENCE / 2)
    if share >= (_WHOLE if own_news else _COPY):
        return _Link(strength=4.0 + share, reason=f"shares {share:.0%} of its text")
    if apart:
        return None  # two people, two statements, whatever the articles say of each other
    if sentence >= _SAME_SENTENCE and (share >= _PARTLY or _near(one, other, _WIRE_LIFE)):
        return _Link(strength=3.0 + sentence, reason="has the deciding sentence word for word")
    words = shared_run(quoted(_around(one)), quoted(_around(other)), _MIN_QUOTE)
    if words and _near(one, other, _CITING_LIFE):
        return _Link(strength=3.0, reason=f"quotes the same words: \u201c{words}\u201d")
    matter = contained(content(" ".join(_deciding(one))), content(" ".join(_deciding(other))))
    citing = _citing(one, other) or _citing(other, one)
    if citing and matter >= _SAME_MATTER:
        return _Link(strength=2.0 + matter, reason=citing)
    if _same_wire(one, other) and (matter >= _WIRE_MATTER or share >= _PARTLY):
        return _Link(strength=1.0 + matter, reason=f"credits the same agency, {one.agency}")
    return None


def _speak_apart(one: OriginInput, other: OriginInput) -> bool:
    """Whether two people speak in them; the other's newsroom is no speaker of its own."""
    if not (one.speaker and other.speaker) or fold(one.speaker) == fold(other.speaker):
        return False
    return not (_is_newsroom(one.speaker, other) or _is_newsroom(other.speaker, one))


def _is_newsroom(speaker: str, report: OriginInput) -> bool:
    """Whether "the Daily X" that speaks in one article is the outlet or agency of ``report``."""
    return any(is_same_outlet(speaker, name) for name in (report.outlet_name, report.agency))


def _copied_news(one: OriginInput, other: OriginInput) -> float:
    """How much of the later article's deciding sentence stands in the earlier article.

    The other way round it is background: a follow-up carries the sentence that was news once.
    """
    forth, back = copied(_deciding(one), other.text), copied(_deciding(other), one.text)
    if one.published_at is None or other.published_at is None:
        return max(forth, back)
    if one.published_at == other.published_at:
        return max(forth, back)
    return forth if one.published_at > other.published_at else back


def _deciding(report: OriginInput) -> tuple[str, ...]:
    """The sentences that carry the article's news: those that decided, else how it begins."""
    return report.quotes or lead(report.text) or (report.title,)


def _around(report: OriginInput) -> str:
    """The deciding sentences with their neighbours, where the direct speech stands."""
    return surroundings(report.text, _deciding(report))


def _near(one: OriginInput, other: OriginInput, limit: timedelta) -> bool:
    """Whether both were published within ``limit``; an unknown time is no objection."""
    if one.published_at is None or other.published_at is None:
        return True
    return abs(one.published_at - other.published_at) <= limit


def _citing(citer: OriginInput, cited: OriginInput) -> str:
    """How ``citer`` names the outlet or agency of ``cited`` as where its news comes from."""
    if is_same_outlet(citer.outlet_name, cited.outlet_name):
        return ""
    if not _near(citer, cited, _CITING_LIFE):
        return ""
    around = core(citer.text, _deciding(citer))
    for name in (cited.outlet_name, cited.agency):
        if name and not is_same_outlet(name, citer.outlet_name) and names_as_source(around, name):
            return f"names {name} as its source"
    if citer.agency and is_same_outlet(citer.agency, cited.outlet_name):
        return f"credits {cited.outlet_name}"
    return ""


def _same_wire(one: OriginInput, other: OriginInput) -> bool:
    both = bool(one.agency and other.agency) and is_same_outlet(one.agency, other.agency)
    return both and _near(one, other, _WIRE_LIFE)
