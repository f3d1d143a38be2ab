"""Is it the feeds, or is it we? When most sites fail at once, the monitor itself is offline.

A plain value with memory, for one event loop; no IO. A feed says something when it fails
although it did not before, and when its server is reached; one that has failed for long says
nothing. Sites are told apart, so that one publisher's many hosts are one voice.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.domain.model import Feed, FeedState
from monitor.domain.urls import authority, host_of, site_of
from monitor.domain.web import FailureReason, FetchFailure

#: Fact of the database: since when the monitor is offline, "" when it is not.
OFFLINE = "offline_since"
#: Polls further apart than this were not at once.
WINDOW = timedelta(minutes=10)
#: While offline, a few feeds are tried so often, the others wait.
SCOUT_EVERY = timedelta(minutes=1)
SCOUTS = 4
#: What the latest so many sites say counts.
LATEST = 12
_TOGETHER = timedelta(minutes=1)
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

    def note(self, feed: Feed, *, failed: bool, failure: FetchFailure | None, at: datetime) -> bool:
        """Take in a poll of ``feed`` (as it was before); whether it may not be charged for it.

        Sets ``since`` when this makes most sites fail.
        """
        known_ill = feed.failures >= 1.0
        network = failure is not None and failure.reason in _NETWORK
        if failure is not None and (not failure.asked or failure.reason in _OWN):
            return False
        ours = failed and not known_ill and (network or feed.state in _WORKING)
        if failed and not ours and network:  # ill for long: says nothing
            return self.since is not None
        site = site_key(feed.url)
        was = self._sites.get(site)
        recent = was is not None and abs(at - was[0]) <= _TOGETHER
        # One of its feeds that is reached speaks for the site, whatever the others do.
        reached = not ours or (recent and was is not None and was[1] and self.since is None)
        self._sites.pop(site, None)  # the latest come last
        self._sites[site] = (at, reached)
        if ours:
            self._charged[feed.id] = (at, feed)
        if self.since is None and self._most_fail(at):
            self.since = at
        return self.since is not None and ours

    def _most_fail(self, at: datetime) -> bool:
        self._sites = {k: v for k, v in self._sites.items() if abs(at - v[0]) <= WINDOW}
        latest = [reached for _, reached in list(self._sites.values())[-LATEST:]]
        failing = latest.count(False)
        return failing >= MIN_SITES and failing > 2 * latest.count(True)

    def refunds(self, at: datetime) -> tuple[Feed, ...]:
        """The feeds that were charged for what was not their fault, as they were; once each."""
        found = tuple(feed for when, feed in self._charged.values() if abs(at - when) <= WINDOW)
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
