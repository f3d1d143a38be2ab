"""How a digest's values are put into words, the same on every channel."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.domain.cleaning import safe_text
from monitor.domain.digest.compose import Change, ChangeKind, Counts, DigestContent, DigestFlag
from monitor.domain.flagging import AGAINST_INTEREST
from monitor.domain.judgement import FlagKind
from monitor.domain.urls import ascii_host, split_http

MAX_QUOTE = 600
MAX_URL = 2000

#: Label and sign of each kind: colour alone must never carry it.
KINDS = {
    FlagKind.CORRECTION: ("Correction", "✎"),
    FlagKind.CONFIRMATION: ("Confirmation", "✔"),
    FlagKind.REFUTATION: ("Refutation", "✖"),
    FlagKind.PARTIAL: ("Partial", "◐"),
    FlagKind.DENIAL: ("Denial", "⊘"),
    FlagKind.UPDATE: ("Update", "•"),
    FlagKind.RECAP: ("Recap", "↺"),
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def clean(text: str, limit: int = 300) -> str:
    """One safe line of text."""
    return safe_text(text, limit=limit)


def count(number: int, noun: str, plural: str = "") -> str:
    """``"1 card"``, ``"2 cards"``, ``"3 entries"``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def label(flag: DigestFlag) -> str:
    """``"Confirmation"``."""
    return KINDS[flag.kind][0]


def sign(flag: DigestFlag) -> str:
    """The sign that stands for the kind, ``"✔"``."""
    return KINDS[flag.kind][1]


def badges(flag: DigestFlag) -> tuple[str, ...]:
    """The badges as they are shown; that a card was shown before comes last."""
    return tuple(
        clean(badge, 80) for badge in (*flag.badges, *([flag.again] if flag.again else []))
    )


def in_zone(moment: datetime, zone: str) -> datetime:
    """``moment`` on the readers' clock; in UTC if this computer does not know the zone."""
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return moment.astimezone(UTC)


def day(value: date) -> str:
    """``"10 Oct 2024"``, whatever the computer's language."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """``"Thursday, 10 Oct 2024"``."""
    return f"{_WEEKDAYS[value.weekday()]}, {day(value)}"


def moment(value: datetime | None, zone: str) -> str:
    """``"10 Oct 2024, 14:05"`` on the readers' clock; '' for None."""
    if value is None:
        return ""
    local = in_zone(value, zone)
    return f"{day(local)}, {local:%H:%M}"


def span(content: DigestContent) -> str:
    """The period in words, with the zone."""
    start = in_zone(content.period_start, content.zone)
    end = in_zone(content.period_end, content.zone)
    name = clean(content.zone, 60)
    if start.date() == end.date():
        return f"{day(start)}, {start:%H:%M} to {end:%H:%M} ({name})"
    return f"{day(start)}, {start:%H:%M} to {day(end)}, {end:%H:%M} ({name})"


def headline(content: DigestContent) -> str:
    """What is new, in one line made of our own words and numbers alone.

    It serves as the mail's subject and the notification's text.
    """
    return f"Follow-ups, {day(content.local_day)}: {_news(content)}"


def _news(content: DigestContent) -> str:
    parts = []
    if content.reopen:
        parts.append(f"{count(len(content.reopen), 'decision')} to look at again")
    if content.new_flags:
        parts.append(kinds_line(content))
    verdicts = sum(change.kind is ChangeKind.VERDICT for change in content.changes)
    changed = len(content.changes) - verdicts
    if changed:
        parts.append(f"news on {count(changed, 'decided card')}")
    if verdicts:
        parts.append(count(verdicts, "verdict"))
    if not parts:
        parts.append("nothing new")
    if content.offline_since:
        parts.append("the monitor is offline")
    elif content.unreadable:
        parts.append(f"{count(content.unreadable, 'feed')} could not be read")
    return ", ".join(parts)


def kinds_line(content: DigestContent) -> str:
    """``"2 confirmations (1 against interest), 1 denial"``, the weightiest kind first."""
    flags = [flag for section in content.claims for flag in section.flags]
    parts = []
    for kind, (name, _) in KINDS.items():
        these = [flag for flag in flags if flag.kind is kind]
        if not these:
            continue
        if kind is FlagKind.PARTIAL:
            text = count(len(these), "partial match", "partial matches")
        else:
            text = count(len(these), name.lower())
        admitted = sum(AGAINST_INTEREST in flag.badges for flag in these)
        parts.append(f"{text} ({admitted} against interest)" if admitted else text)
    cut = content.new_flags - len(flags)
    return ", ".join([*parts, *([f"{cut:,} more"] if cut else [])])


def empty_line(content: DigestContent) -> str:
    """What an empty day says."""
    if content.offline_since:
        since = moment(content.offline_since, content.zone)
        return (
            f"Nothing new on any claim, but the monitor is offline since {since}: it sees nothing."
        )
    if not content.unreadable:
        return "Nothing new on any claim."
    feeds = f"{count(content.unreadable, 'feed')} could not be read"
    return f"Nothing new on any claim, and {feeds}: something may be missing."


def counts_line(counts: Counts) -> str:
    """What the machine did in the period."""
    parts = [
        f"{counts.feeds_ok:,} of {count(counts.feeds, 'feed')} read well",
        count(counts.entries, "new entry", "new entries"),
        f"{counts.hits:,} about a claim",
        f"{count(counts.articles, 'article')} stored",
    ]
    if counts.recaps:
        parts.append(f"{count(counts.recaps, 'recap')} hidden")
    if counts.reviewed:
        parts.append(f"{counts.reviewed:,} reviewed already")
    return ", ".join(parts)


def waiting_line(counts: Counts) -> str:
    """How many cards wait, older ones too."""
    if not counts.waiting:
        return "No card waits for review."
    verb = "waits" if counts.waiting == 1 else "wait"
    return f"{count(counts.waiting, 'card')} {verb} for review in all."


def change_line(change: Change, zone: str) -> str:
    """One line on a verdict or on news about a decided card."""
    when = moment(change.at, zone)
    if change.kind is ChangeKind.NEW_EVIDENCE:
        return (
            f"Card {change.flag_id} ({change.to_state}): a report that says more came after"
            f" the decision, {when}"
        )
    line = (
        f"{clean(change.actor, 80)} moved it from {_words(change.from_state)}"
        f" to {_words(change.to_state)}, {when}"
    )
    return f"{line}: {clean(change.reason)}" if change.reason else line


def _words(state: str) -> str:
    return clean(state.replace("_", " "), 40)


def byline(flag: DigestFlag, zone: str) -> str:
    """Outlet, date, speaker and what the words rest on."""
    parts = [clean(flag.outlet, 80) or "unknown outlet"]
    parts.append(moment(flag.published_at, zone) or "no date")
    if flag.speaker:
        parts.append(f"said by {clean(flag.speaker, 80)}")
    if flag.basis:
        parts.append(clean(flag.basis, 40))
    return " · ".join(parts)


def reports_line(flag: DigestFlag) -> str:
    """``"1 independent report, 2 reprints (Herald, Star)"``."""
    also = ", ".join(clean(name, 60) for name in flag.also)
    return f"{flag.reports} ({also})" if also else flag.reports


def link(url: str) -> tuple[str, str] | None:
    """(address, host) that are safe to be shown and opened; None unless it is http(s).

    The address is pure ASCII without credentials, quotes or angle brackets; the host is
    what stands on the wire, so a look-alike name shows as the "xn--..." it is.
    """
    parts = split_http(url.strip())
    if parts is None or len(url) > MAX_URL:
        return None
    host = ascii_host(parts.hostname or "")
    if not host or not all(c.isalnum() or c in "-.:_" for c in host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if parts.port:
        netloc = f"{netloc}:{parts.port}"
    safe = "/%:@!$&()+,;=~-._"
    address = f"{parts.scheme}://{netloc}{quote(parts.path, safe=safe)}"
    if parts.query:
        address = f"{address}?{quote(parts.query, safe=safe + '?')}"
    if parts.fragment:
        address = f"{address}#{quote(parts.fragment, safe=safe + '?')}"
    return (address, host.removeprefix("www.")) if len(address) <= MAX_URL else None


def marked(text: str, marks: tuple[str, ...]) -> list[tuple[str, bool]]:
    """``text`` in pieces, each with whether the reading rests on it; they join to ``text``.

    Whole words are marked, the first time they occur.
    """
    flagged = bytearray(len(text))
    for mark in marks[:12]:
        start = text.find(mark) if mark else -1
        if start < 0:
            continue
        end = start + len(mark)
        while start and text[start - 1].isalnum() and text[start].isalnum():
            start -= 1
        while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
            end += 1
        flagged[start:end] = b"\x01" * (end - start)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or flagged[index] != flagged[start]:
            pieces.append((text[start:index], bool(flagged[start])))
            start = index
    return pieces
