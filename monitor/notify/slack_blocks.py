"""A digest as a Slack message in Block Kit, within Slack's limits.

Limits and escaping: https://docs.slack.dev/reference/block-kit/blocks and
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from typing import Any

from monitor.domain.digest.compose import ClaimSection, DigestContent, DigestFlag, Reopening
from monitor.notify import words

MAX_BLOCKS = 50
MAX_TEXT = 3000
MAX_HEADER = 150
MAX_LINK = 1000  # a longer one would leave no room for the text beside it

# Slack has no escape for its marks; these print alike and mean nothing to it.
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_EMOJI = re.compile(r":(?=[\w+'-]{1,64}:)")
_MENTION = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

Block = dict[str, Any]


def escape(text: str, limit: int = 300) -> str:
    """``text`` as it stands, whatever it holds: no mark-up, link, mention or emoji comes of it.

    ``limit`` counts the characters before escaping.
    """
    return _neutral(words.clean(text, limit))


def _neutral(text: str) -> str:
    text = _EMOJI.sub("∶", text.translate(_LOOKALIKES))
    return _MENTION.sub("＠", text).translate(_ENTITIES)


def render_slack(content: DigestContent) -> dict[str, Any]:
    """The payload for an incoming webhook; what does not fit is counted, not silently left."""
    tail = _tail(content)
    head: list[Block] = [
        {
            "type": "header",
            "text": {
                "type": "plain_text",
                "text": f"Follow-ups · {words.weekday(content.local_day)}"[:MAX_HEADER],
                "emoji": False,
            },
        },
        _context(escape(words.span(content))),
    ]
    if content.reopen:
        lines = [_reopening(one) for one in content.reopen]
        head.append(_section(_list("Decisions to look at again", lines, 0)))
    if content.is_empty:
        head.append(_section(escape(words.empty_line(content))))
    room = MAX_BLOCKS - len(head) - len(tail) - 1  # one to say what was cut
    body, left = _claims(content, room)
    if left:
        body.append(_section(f"*{words.count(left, 'more card')}*: `monitor review`"))
    return {
        "text": escape(words.headline(content)),
        "blocks": [*head, *body, *tail],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _claims(content: DigestContent, room: int) -> tuple[list[Block], int]:
    """Blocks for as many cards as there is ``room`` for, and the number of those left out."""
    blocks: list[Block] = []
    left, full = content.more_flags, False
    for section in content.claims:
        full = full or room - len(blocks) < 4  # divider, claim and one card
        if full:
            left += len(section.flags) + section.more
            continue
        blocks += [{"type": "divider"}, _section(_claim_text(section))]
        fit = (room - len(blocks)) // 2
        for flag in section.flags[:fit]:
            blocks += [_section(_card_text(flag)), _context(_card_note(flag, content.zone))]
        hidden = len(section.flags[fit:])
        if hidden:
            full = True
            left += hidden + section.more
        elif section.more:
            note = f"and {section.more} more on {escape(section.claim_id, 16)}"
            last = blocks[-1]["elements"][0]
            last["text"] = f"{_cut(last['text'], MAX_TEXT - 200)}\n{note}: `monitor review`"
    return blocks, left


def _claim_text(section: ClaimSection) -> str:
    return f"*{escape(section.claim_id, 16)}*  {escape(section.text)}"


def _card_text(flag: DigestFlag) -> str:
    marks = "".join(f" · _{escape(badge, 80)}_" for badge in words.badges(flag))
    lines = [f"{words.sign(flag)} *{words.label(flag)}* · card {flag.id}{marks}"]
    if flag.quote:
        quote = words.clean(flag.quote, words.MAX_QUOTE)
        lines.append("> " + "".join(_piece(*piece) for piece in words.marked(quote, flag.marks)))
    return "\n".join(lines)


def _piece(text: str, decisive: bool) -> str:
    return f"*{_neutral(text)}*" if decisive else _neutral(text)


def _card_note(flag: DigestFlag, zone: str) -> str:
    target = words.link(flag.url)
    link = ""
    if target and len(target[0]) <= MAX_LINK:
        link = f" · <{target[0].translate(_ENTITIES)}|{escape(target[1], 80)}>"
    lines = [escape(words.byline(flag, zone)) + link]
    lines.append(escape(f"{words.reports_line(flag)}. {flag.why}", 500))
    if flag.missing:
        lines.append(escape(f"Missing: {flag.missing}", 300))
    return "\n".join(lines)


def _reopening(one: Reopening) -> str:
    return f"*{escape(one.claim_id, 16)}* {escape(one.why, 400)} {escape(one.what_to_do)}"


def _tail(content: DigestContent) -> list[Block]:
    """What follows the cards: each list is one block, cut at its limit."""
    zone = content.zone
    changes = [
        f"*{escape(change.claim_id, 16)}* {escape(words.change_line(change, zone), 500)}"
        for change in content.changes
    ]
    stale = [
        f"*{escape(claim.claim_id, 16)}* {escape(claim.text)}"
        + (" (since this digest)" if claim.fresh else "")
        for claim in content.stale
    ]
    feeds = [
        f"*{escape(line.title, 120)}* ({escape(line.state.value.replace('_', ' '), 40)}"
        + (f" since {escape(words.moment(line.since, zone), 40)}" if line.since else "")
        + f"): {escape(line.why)} {escape(line.what_to_do)}"
        for line in content.feeds
    ]
    troubles = [escape(line) for line in content.troubles]
    lists = (
        ("Changed after a decision", changes, content.more_changes),
        ("Stale: nothing has come for long", stale, content.more_stale),
        ("Feeds with trouble", feeds, content.more_feeds),
        ("The monitor itself", troubles, 0),
    )
    blocks: list[Block] = [
        _section(_list(title, lines, more)) for title, lines, more in lists if lines
    ]
    if blocks:
        blocks.insert(0, {"type": "divider"})
    numbers = f"{words.counts_line(content.counts)}. {words.waiting_line(content.counts)}"
    hint = "`monitor review` shows the cards; `monitor review 12 accept` decides on card 12."
    return [*blocks, _context(f"{escape(numbers, 500)}\n{hint}")]


def _list(title: str, lines: list[str], more: int) -> str:
    text = f"*{title}*"
    for index, line in enumerate(lines):
        if len(text) + len(line) > MAX_TEXT - 100:
            more += len(lines) - index
            break
        text += f"\n• {line}"
    return f"{text}\nand {more} more: `monitor status`" if more else text


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    """Slack's own mark-up, without turning names and addresses in it into links."""
    return {"type": "mrkdwn", "text": _cut(text, MAX_TEXT), "verbatim": True}


def _cut(text: str, limit: int) -> str:
    """At most ``limit`` characters of escaped text, no entity cut in two."""
    return text if len(text) <= limit else re.sub(r"&[a-z]{0,3}$", "", text[: limit - 1]) + "…"
