"""What a digest says about feeds that show us less than they should."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from monitor.domain.cleaning import safe_text
from monitor.domain.digest.content import FeedLine
from monitor.domain.model import Feed, FeedState
from monitor.domain.polling import FOREIGN
from monitor.domain.urls import canonicalise, split_http, without_credentials

#: Nothing can be read through a feed in one of these states.
UNREADABLE = frozenset(
    {
        FeedState.NOT_A_FEED,
        FeedState.BLOCKED,
        FeedState.RATE_LIMITED,
        FeedState.GONE,
        FeedState.FAILING,
    }
)
_HEALTHY = frozenset({FeedState.NEW, FeedState.OK})
#: Nothing is missing from a feed in one of these states.
READ_WELL = frozenset({FeedState.OK, FeedState.UNTRUSTED})

#: (what it means, what a person can do); the most pressing state first.
_ADVICE = {
    FeedState.GONE: (
        "The publisher has taken it down; it is not polled any more.",
        "Find its successor: monitor feeds add URL, then monitor feeds remove {id}.",
    ),
    FeedState.NOT_A_FEED: (
        "The address answers, but not with a feed.",
        "Look for the feed's new address: monitor feeds check URL.",
    ),
    FeedState.BLOCKED: (
        "The publisher refuses us.",
        "Ask the publisher, or take another feed of theirs; until then their news is missing.",
    ),
    FeedState.FAILING: (
        "It cannot be reached, or its server fails; it is tried again ever more rarely.",
        "If it lasts, open the address in a browser: monitor feeds show {id}.",
    ),
    FeedState.RATE_LIMITED: (
        "The publisher wants to be asked more rarely; the monitor waits as told.",
        "Nothing, unless it lasts: then give the feed a longer interval.",
    ),
    FeedState.EMPTY: (
        "It is a feed, but holds no entries.",
        "Open the address: has the publisher moved its news elsewhere?",
    ),
    FeedState.STALE: (
        "It has brought nothing new for far longer than usual.",
        "Open the address: has the publisher moved its news elsewhere?",
    ),
    FeedState.MOVED: (
        "It has moved for good.",
        "If the new address is right: monitor feeds add URL, then monitor feeds remove {id}.",
    ),
    FeedState.UNTRUSTED: (
        "Its server says 'not modified' of what was modified, so it is asked without conditions.",
        "Nothing; in a month its server is given another chance.",
    ),
    FeedState.PAUSED: (
        "A person has paused it.",
        "Resume it when the reason is gone.",
    ),
}
#: A feed that was not found for so long has most likely moved.
LOST_AFTER = timedelta(days=3)
_LOST = (
    "Not there for days: let its new address be found from the site's home page:"
    " monitor feeds add {home}"
)
_PLACE = {state: place for place, state in enumerate(_ADVICE)}
_CREDENTIALS = re.compile(r"//[^/\s@]{1,256}@")


def feed_lines(feeds: Iterable[Feed]) -> tuple[FeedLine, ...]:
    """One line for every feed that is neither new nor well, the most pressing first."""
    states = ((FeedState.PAUSED if feed.paused else feed.state, feed) for feed in feeds)
    ill = [(state, feed) for state, feed in states if state not in _HEALTHY]
    ill.sort(key=lambda item: (_PLACE[item[0]], item[1].id))
    return tuple(_line(state, feed) for state, feed in ill)


def without_secrets(text: str) -> str:
    """``text`` with ``user:password@`` taken out of any URL in it."""
    return _CREDENTIALS.sub("//", text)


def _is_lost(feed: Feed) -> bool:
    """Whether a feed is not found, and was failing LOST_AFTER before its latest poll already."""
    if feed.paused or feed.state is not FeedState.FAILING or not feed.error.startswith("HTTP 404"):
        return False
    since, polled = feed.state_since, feed.polled_at
    return since is not None and polled is not None and polled - since >= LOST_AFTER


def _home(feed: Feed) -> str:
    parts = split_http(feed.url)
    return (
        safe_text(canonicalise(f"{parts.scheme}://{parts.netloc}/"), limit=300) if parts else "URL"
    )


def _line(state: FeedState, feed: Feed) -> FeedLine:
    meaning, advice = _ADVICE[state]
    detail = feed.error
    if state is FeedState.PAUSED:
        detail = ""
    elif state is FeedState.MOVED and feed.moved_to:
        detail = f"It now answers at {feed.moved_to}"
        if feed.moved_seen == FOREIGN:
            detail += ", with entries that are none of its own: that address is not taken over"
    url = safe_text(without_credentials(feed.url), limit=300)
    return FeedLine(
        feed_id=feed.id,
        title=safe_text(feed.title, limit=120) or url,
        url=url,
        state=state,
        since=feed.state_since,
        why=safe_text(f"{meaning} {without_secrets(detail)}", limit=300),
        what_to_do=_LOST.format(home=_home(feed)) if _is_lost(feed) else advice.format(id=feed.id),
        unreadable=state in UNREADABLE,
    )
