"""The interactive desk: shows a card, reads a key, records the act, goes on."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import typer
from rich.console import Console
from rich.style import Style
from rich.text import Text

from monitor.cli import context
from monitor.cli.browser import open_url
from monitor.cli.cards import is_plain, render_card
from monitor.cli.flag_facts import flag_number, outlet_names
from monitor.cli.flags import tell_why
from monitor.desk.reviews import parse_until, queue, reopenings, review
from monitor.domain.cleaning import safe_text
from monitor.domain.judgement import Flag, FlagKind
from monitor.domain.ports import Store
from monitor.domain.reopening import tell_proposal
from monitor.domain.review import require_person
from monitor.domain.work import ReviewAction
from monitor.errors import MonitorError

_KEYS = (
    ("a", "accept"),
    ("r", "reject"),
    ("s", "snooze"),
    ("d", "duplicate"),
    ("o", "open"),
    ("e", "explain"),
    ("u", "undo"),
    ("n", "next"),
    ("p", "previous"),
    ("q", "quit"),
)
_FAINT = Style(dim=True)
_INTERRUPTS = ("\x03", "\x04", "\x1b")  # Ctrl-C, Ctrl-D, Escape


class Desk:
    """One sitting of one person."""

    def __init__(self, store: Store, *, actor: str, terminal: Console) -> None:
        self._store = store
        self._actor = require_person(actor)
        self._terminal = terminal
        self._done: list[tuple[int, str]] = []  # (flag, state) decided in this sitting
        self._back_to = 0  # the flag whose decision was just undone, 0 = none

    def run(
        self,
        *,
        claim_id: str | None = None,
        kinds: frozenset[FlagKind] | None = None,
        first: int | None = None,
    ) -> None:
        """Go through the queue (or start at one flag) until its end or ``q``."""
        cards = [flag.id for flag in queue(self._store, claim_id=claim_id, kinds=kinds)]
        if first is not None:
            self._store.flags.get(first)
            cards = [first, *(card for card in cards if card != first)]
        if not cards:
            self._say("Nothing waits for review.")
            return
        at = 0
        while at < len(cards):
            flag = self._store.flags.get(cards[at])
            self._show(flag, f"{at + 1} of {len(cards)}")
            step = self._decide(flag)
            if step is None:
                break
            at = max(at + step, 0)
            if self._back_to in cards:
                at = cards.index(self._back_to)
            self._back_to = 0
        self._bye()

    def _show(self, flag: Flag, position: str) -> None:
        claim = self._store.claims.get(flag.claim_id)
        article = self._store.articles.get(flag.lead.article_id)
        self._terminal.print()
        self._terminal.print(
            render_card(
                flag,
                claim,
                article,
                outlet_names(self._store),
                width=self._terminal.width,
                plain=is_plain(self._terminal),
                position=f"{position}, {flag.state}",
                proposal=tell_proposal(reopenings(self._store), flag.id),
            )
        )
        keys = Text(" ")
        for key, word in _KEYS:
            keys.append(f"[{key}]", style=Style(bold=True))
            keys.append(f"{word[1:] if word.startswith(key) else ' ' + word} ", style=_FAINT)
        self._terminal.print(keys)

    def _decide(self, flag: Flag) -> int | None:
        """Steps to go from here; None to quit, 0 to stay on the card."""
        while True:
            key = self._key()
            try:
                step = self._act(flag, key)
            except MonitorError as error:
                self._say(str(error))
                continue
            if step is not False:
                return step

    def _act(self, flag: Flag, key: str) -> int | bool | None:
        """What the key asks for; False to read another one."""
        now = context.current.now()
        if key == "q" or key in _INTERRUPTS:
            return None
        if key in ("n", " "):
            return 1
        if key == "p":
            return -1
        if key == "a":
            return self._record(flag, ReviewAction.ACCEPT, now)
        if key == "r":
            reason = self._ask("Reason (empty: leave it)")
            return self._record(flag, ReviewAction.REJECT, now, reason=reason) if reason else False
        if key == "s":
            answer = self._ask("Until (6h, 3d, 2w or a date)", default="3d")
            until = parse_until(answer, now=now)
            return self._record(flag, ReviewAction.SNOOZE, now, until=until)
        if key == "d":
            other = self._ask("Duplicate of flag number (empty: leave it)")
            if not other:
                return False
            of = flag_number(other)
            return self._record(flag, ReviewAction.DUPLICATE, now, duplicate_of=of)
        if key == "u":
            return self._undo(flag, now)
        if key == "o":
            self._say(open_url(flag.lead.url))
        elif key == "e":
            tell_why(flag.id)
        else:
            self._say("keys: " + "  ".join(f"{key} {word}" for key, word in _KEYS))
        return False

    def _record(
        self,
        flag: Flag,
        action: ReviewAction,
        now: datetime,
        *,
        reason: str = "",
        until: datetime | None = None,
        duplicate_of: int | None = None,
    ) -> int:
        done = review(
            self._store,
            flag.id,
            action,
            actor=self._actor,
            now=now,
            reason=reason,
            until=until,
            duplicate_of=duplicate_of,
        )
        self._done.append((flag.id, str(done.state)))
        self._say(f"flag {flag.id} is {done.state}")
        return 1

    def _undo(self, flag: Flag, now: datetime) -> int:
        """Take back the latest act of this sitting, else the one on this card."""
        target = self._done[-1][0] if self._done else flag.id
        done = review(self._store, target, ReviewAction.UNDO, actor=self._actor, now=now)
        del self._done[-1:]
        self._say(f"flag {target} is {done.state} again")
        self._back_to = target
        return 0

    def _key(self) -> str:
        self._terminal.print(Text("> ", style=_FAINT), end="")
        try:
            key = typer.getchar()
        except (KeyboardInterrupt, EOFError):
            key = "q"
        self._terminal.print(Text(key if key.isprintable() else "", style=_FAINT))
        return key.lower() if len(key) == 1 else ""

    def _ask(self, question: str, default: str = "") -> str:
        suffix = f" [{default}]" if default else ""
        try:
            answer = input(f"  {question}{suffix}: ").strip()
        except (KeyboardInterrupt, EOFError):
            return ""
        return answer or default

    def _say(self, text: str) -> None:
        self._terminal.print(Text(f"  {safe_text(text, limit=600)}"))

    def _bye(self) -> None:
        decided = Counter(state for _, state in self._done)
        counts = ", ".join(f"{count} {state}" for state, count in decided.items())
        waiting = len(queue(self._store))
        self._say(f"{counts or 'nothing decided'}; {waiting or 'no'} cards wait for review.")
        if decided["accepted"]:
            self._say("A verdict is a separate act: monitor claims close ID confirmed --reason ...")
