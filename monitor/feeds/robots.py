"""robots.txt (RFC 9309): what a site lets robots read, and a gate that keeps us to it.

Asked for article pages only: a feed is published to be polled.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from monitor.domain.cleaning import safe_text
from monitor.domain.urls import authority, canonicalise, split_http
from monitor.domain.web import FailureReason, FetchFailure, Page
from monitor.feeds.wire import HARD

#: The name by which a robots.txt speaks to us; the User-Agent begins with it.
PRODUCT = "followup-monitor"
MAX_BYTES = 500 * 1024  # what is beyond is not read
#: A copy is used for so long.
LIFE = timedelta(days=1)
#: One that could not be had is asked for again after this: before the first retry of a page.
RETRY = timedelta(minutes=4)
_MAX_SITEMAPS = 50
_MAX_PATTERN = 8000  # no URL that we ask for is as long
_MAX_ORIGINS = 1000
_MAX_RULES = 100_000  # of all origins together
_LINE_END = re.compile(r"\r\n?|\n")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_ESCAPE_OR_ODD = re.compile(r"%[0-9A-Fa-f]{2}|[^!-~]")
_STARS = re.compile(r"\*{2,}")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_EVERYTHING_READABLE = frozenset({FailureReason.REDIRECTS, FailureReason.REFUSED_ADDRESS})
_TOO_MANY_REQUESTS = 429


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One line of a group; in ``pattern`` a "$" stands only at the end, as an anchor."""

    allow: bool
    pattern: str

    def matches(self, target: str) -> bool:
        """Whether the rule is about a normalised path with its query. Linear in both."""
        anchored = self.pattern.endswith("$")
        first, *rest = self.pattern.removesuffix("$").split("*")
        if not target.startswith(first):
            return False
        if not rest:
            return not anchored or target == first
        at = len(first)
        for piece in rest[:-1]:
            found = target.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if anchored:
            return len(target) - at >= len(rest[-1]) and target.endswith(rest[-1])
        return target.find(rest[-1], at) >= 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Robots:
    """What a robots.txt says to us."""

    rules: tuple[Rule, ...] = ()  # the one that wins comes first
    sitemaps: tuple[str, ...] = ()  # as written; said to everyone
    crawl_delay: float | None = None  # seconds; no part of the standard, the host queue paces us

    def refuses(self, url: str) -> Rule | None:
        """The rule that forbids ``url``, None if it may be read."""
        target = _target(url)
        if target == "/robots.txt":
            return None
        winner = next((rule for rule in self.rules if rule.matches(target)), None)
        return None if winner is None or winner.allow else winner


@dataclass(slots=True)
class _Group:
    """The lines under our name, or under "*"."""

    named: bool = False
    lines: list[tuple[bool, str]] = field(default_factory=list)  # (allow, pattern as written)
    crawl_delay: float | None = None


def parse_robots(body: bytes) -> Robots:
    """What ``body`` says to PRODUCT; any bytes give a value, lines without sense are left out.

    The groups of our name count, all together; without one those of "*".
    """
    own, everyone = _Group(), _Group()
    sitemaps: list[str] = []
    current: list[_Group] = []
    naming = False  # still in the user-agent lines that open a group
    for name, value in _fields(body):
        if name == "user-agent":
            if not naming:
                current, naming = [], True
            group = _group(value, own, everyone)
            if group is not None and group not in current:
                group.named = True
                current.append(group)
        elif name in {"allow", "disallow"}:
            naming = False
            if value and len(value) <= _MAX_PATTERN:
                for group in current:
                    group.lines.append((name == "allow", value))
        elif name == "sitemap" and value and len(sitemaps) < _MAX_SITEMAPS:
            sitemaps.append(value)
        elif name == "crawl-delay" and re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", value):
            for group in current:
                group.crawl_delay = float(value)
    chosen = own if own.named else everyone
    rules = {Rule(allow=allow, pattern=_pattern(text)) for allow, text in chosen.lines}
    return Robots(
        # The longest pattern wins, and of two that are as long the one that allows.
        rules=tuple(sorted(rules, key=lambda r: (-len(r.pattern), not r.allow, r.pattern))),
        sitemaps=tuple(dict.fromkeys(sitemaps)),
        crawl_delay=chosen.crawl_delay,
    )


def _fields(body: bytes) -> Iterator[tuple[str, str]]:
    text = body[:MAX_BYTES].decode("utf-8", "replace").lstrip("\ufeff")
    if len(body) > MAX_BYTES:  # the last line may be half a rule
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    for line in _LINE_END.split(text):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _group(agent: str, own: _Group, everyone: _Group) -> _Group | None:
    if agent.partition(" ")[0] == "*":
        return everyone
    token = _TOKEN.match(agent)
    return own if token and token[0].lower() == PRODUCT else None


def _pattern(text: str) -> str:
    text = _STARS.sub("*", _normal(text))
    anchored = text.endswith("$")
    return text.removesuffix("$").replace("$", "%24") + ("$" if anchored else "")


def _target(url: str) -> str:
    parts = split_http(url)
    if parts is None:
        return "/"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _normal(target).replace("*", "%2A").replace("$", "%24")


def _normal(text: str) -> str:
    """One spelling for paths that name the same: unreserved characters plain, others escaped."""
    return _ESCAPE_OR_ODD.sub(_one_spelling, text)


def _one_spelling(match: re.Match[str]) -> str:
    found = match[0]
    if not found.startswith("%"):
        return quote(found, safe="", errors="replace")
    character = chr(int(found[1:], 16))
    return character if character in _UNRESERVED else found.upper()


@dataclass(slots=True)
class _Known:
    """What is known of one origin; who holds the lock may ask it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: Robots | None = None
    failure: FetchFailure | None = None  # why there is no copy
    asked_at: datetime | None = None
    life: timedelta = LIFE


class RobotsGate:
    """Says which pages may not be read; asks each origin once a day, and keeps that in memory.

    ``ask`` fetches a robots.txt, ``clock`` gives the time in UTC. A robots.txt that is not
    there (any status of 400 to 499 but 429, redirects without end) allows everything. One that
    cannot be had for now forbids everything for now, unless there is an older copy.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[Page | FetchFailure]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, _Known] = {}  # by robots.txt URL, the latest used last

    async def refusal(self, url: str) -> FetchFailure | None:
        """Why the page at ``url`` is not to be asked for, None if it may be."""
        address = robots_url(url)
        if not address:
            return None  # no URL at all: the client says so
        known = self._known.pop(address, None) or _Known()
        self._known[address] = known
        async with known.lock:
            if known.asked_at is None or abs(self._clock() - known.asked_at) >= known.life:
                await self._read(known, address)
        if known.robots is None:
            return known.failure
        rule = known.robots.refuses(url)
        if rule is None:
            return None
        pattern = safe_text(rule.pattern, limit=80)
        return FetchFailure(
            reason=FailureReason.ROBOTS,
            message=f"the robots.txt of {authority(url)} forbids it (Disallow: {pattern})",
            weight=HARD,
        )

    async def _read(self, known: _Known, address: str) -> None:
        answer = await self._ask(address)
        known.asked_at = self._clock()
        known.failure, known.life = None, RETRY
        if isinstance(answer, Page):
            known.robots, known.life = parse_robots(answer.body), LIFE
        elif _is_none(answer):
            known.robots, known.life = Robots(), LIFE
        else:  # an older copy holds meanwhile
            known.failure = replace(
                answer, message=f"its robots.txt could not be read: {answer.message}"[:300]
            )
        self._forget()

    def _forget(self) -> None:
        """Drop what was used longest ago, until what is kept is small enough."""
        rules = sum(len(known.robots.rules) for known in self._known.values() if known.robots)
        for address in list(self._known)[:-1]:
            if len(self._known) <= _MAX_ORIGINS and rules <= _MAX_RULES:
                break
            dropped = self._known.pop(address)
            rules -= len(dropped.robots.rules) if dropped.robots else 0


def robots_url(url: str) -> str:
    """Where the robots.txt for ``url`` lies, '' if ``url`` is no http(s) URL."""
    parts = split_http(url)
    return canonicalise(f"{parts.scheme}://{parts.netloc}/robots.txt") if parts else ""


def _is_none(failure: FetchFailure) -> bool:
    """Whether a site has no robots.txt, and not only trouble with it."""
    if failure.reason in _EVERYTHING_READABLE or failure.status in {204, 205}:
        return True
    return 300 <= failure.status < 500 and failure.status != _TOO_MANY_REQUESTS
