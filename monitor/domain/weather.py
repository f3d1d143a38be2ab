"""Is it the feeds, or is it we? When most sites fail at once, the monitor itself is offline.

A plain value with memory, for one event loop; no IO. A feed says something when it fails
although it did not before, and when its server is reached; one that has failed for long says
nothing. Sites are told apart, so that one publisher's many hosts are one voice.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.model import Feed, FeedState
from monitor.domain.urls import authority, host_of, site_of
from monitor.domain.web import FailureReason, FetchFailure

#: Fact of the database: since when the monitor is offline, "" when it is not.
OFFLINE = "offline_since"
#: What fails within this, or one after the other with nobody reached in between, fails at once.
TOGETHER = timedelta(minutes=2)
IN_A_ROW = timedelta(hours=1)
#: While offline, a few feeds are tried so often, the others wait.
SCOUT_EVERY = timedelta(minutes=1)
SCOUTS = 4
#: Fewer sites that fail may as well be their own fault.
MIN_SITES = 3
WHY = "Most sites failed at once: this machine has no way out, or its name server does not answer."
WHAT_TO_DO = (
    "Check the network, DNS and firewall of the machine. Nothing is charged to the feeds, and"
    " polling goes on by itself."
)
_NETWORK = frozenset(
    {FailureReason.DNS, FailureReason.CONNECT, FailureReason.TIMEOUT, FailureReason.TLS}
)
#: Answers of the site itself, whatever the way to it.
_OWN = frozenset({FailureReason.GONE, FailureReason.RATE_LIMITED})
_WORKING = frozenset({FeedState.OK, FeedState.STALE, FeedState.MOVED, FeedState.UNTRUSTED})


def offline_line(since: datetime) -> str:
    """Since when, why, and what to do."""
    return f"Offline since {since:%Y-%m-%d %H:%M} UTC. {WHY} {WHAT_TO_DO}"


def site_key(url: str) -> str:
    """What counts as one site."""
    try:
        ipaddress.ip_address(host_of(url))
    except ValueError:
        return site_of(url)
    return authority(url)


@dataclass(slots=True)
class Weather:
    """What the latest polls say of the way out. ``since`` is set while offline."""

    since: datetime | None = None
    scouted_at: datetime | None = None
    _sites: dict[str, tuple[datetime, bool]] = field(default_factory=dict)  # when, reached?
    _charged: dict[int, tuple[datetime, Feed]] = field(default_factory=dict)  # as before
    _asking: int = 0  # polls that are under way
    _suspect: bool = False  # most have failed so far; those under way are waited for
    _any_failed: bool = False  # of the sites remembered; as a rule none has

    @property
    def holds(self) -> bool:
        """Whether no further feed is to be asked: offline, or about to find out."""
        return self.since is not None or (self._suspect and self._asking > 0)

    @contextmanager
    def asking(self) -> Iterator[None]:
        """For as long as a feed is being asked."""
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1

    def note(self, feed: Feed, *, failed: bool, failure: FetchFailure | None, at: datetime) -> bool:
        """Take in a poll of ``feed`` (as it was before); whether it may not be charged for it.

        Sets ``since`` when most sites have failed and no poll is under way that may say otherwise:
        a refusal is faster than an answer.
        """
        known_ill = feed.failures >= 1.0
        network = failure is not None and failure.reason in _NETWORK
        said_nothing = failure is not None and (not failure.asked or failure.reason in _OWN)
        ours = failed and not known_ill and (network or feed.state in _WORKING)
        if not said_nothing and (ours or not (failed and network)):
            self._observe(site_key(feed.url), reached=not ours, at=at)
        if ours and not said_nothing:
            self._charged[feed.id] = (at, feed)
        self._suspect = self._suspect or self._most_fail(at)
        if self.since is None and self._suspect and not self._asking:
            self._suspect = False
            self.since = at if self._most_fail(at) else None
        if self.since is None or said_nothing:
            return False
        return ours or (failed and network)

    def _observe(self, site: str, *, reached: bool, at: datetime) -> None:
        was = self._sites.pop(site, None)  # the latest come last
        # One of its feeds that is reached speaks for the site, whatever the others do.
        spoken_for = was is not None and was[1] and abs(at - was[0]) <= TOGETHER / 2
        reached = reached or (spoken_for and self.since is None)
        self._sites[site] = (at, reached)
        self._any_failed = self._any_failed or not reached

    def _most_fail(self, at: datetime) -> bool:
        if not self._any_failed:
            return False
        self._sites = {k: v for k, v in self._sites.items() if abs(at - v[0]) <= IN_A_ROW}
        now = [reached for when, reached in self._sites.values() if abs(at - when) <= TOGETHER]
        order = [reached for _, reached in self._sites.values()]
        self._any_failed = False in order
        in_a_row = order[::-1].index(True) if True in order else len(order)
        failing = max(now.count(False), in_a_row)
        return failing >= MIN_SITES and failing > 2 * now.count(True)

    def refunds(self, at: datetime) -> tuple[Feed, ...]:
        """The feeds that were charged for what was not their fault, as they were; once each."""
        found = tuple(feed for when, feed in self._charged.values() if abs(at - when) <= IN_A_ROW)
        self._charged.clear()
        return found

    def may_scout(self, at: datetime) -> bool:
        """Whether it is time to try a few feeds again."""
        return self.scouted_at is None or not timedelta() <= at - self.scouted_at < SCOUT_EVERY

    def scouted(self, *, reached: int, tried: int, at: datetime) -> None:
        """Take in a round of scouts: online again when half of them came through."""
        self.scouted_at = at
        if tried and 2 * reached >= tried:
            self.since = None
            self.scouted_at = None
            self._sites.clear()
            self._charged.clear()
