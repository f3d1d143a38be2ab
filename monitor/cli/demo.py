"""What ``monitor demo`` shows: progress, the queue, the timelines and the digest."""

from __future__ import annotations

import asyncio
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.cli import context
from monitor.cli.cards import COLOUR, is_plain, render_card
from monitor.cli.context import say
from monitor.cli.flag_facts import outlet_names
from monitor.cli.timeline import render_timeline
from monitor.desk.reviews import queue
from monitor.desk.timeline import timeline
from monitor.domain.cleaning import safe_text
from monitor.domain.judgement import FlagKind
from monitor.errors import UsageError
from monitor.jobs.digest import gather
from monitor.log import configure
from monitor.notify.render import render_html

if TYPE_CHECKING:
    from monitor.demo.replay import Progress, Step
    from monitor.domain.ports import Store

_QUEUE = 14  # rows shown
_STORIES = ("C1", "C3", "C4", "C7")


def show_demo(folder: Path) -> None:
    """Replay the story into ``folder`` and show what the monitor made of it."""
    from monitor.demo.content import load_claims, load_content
    from monitor.demo.replay import replay
    from monitor.settings import DatabaseSettings, LogSettings, Settings
    from monitor.wiring import load_alias_table, make_judge, open_storage

    configure("warning", LogSettings().format)
    database = _fresh(folder)
    url = f"sqlite:///{database}"
    settings = Settings(database=DatabaseSettings(url=url))
    aliases = load_alias_table(settings)
    content = load_content()
    claims = load_claims(now=datetime.now(UTC))
    noise = sum(not story.expect for story in content.stories)
    say(
        f"A newsroom of {len(content.outlets)} invented outlets opens on loopback and tells,"
        f" date by date, what followed an article of October 2024:"
        f" {len(content.stories)} items, {noise} of them about other things."
    )
    started = time.monotonic()
    store = open_storage(settings, migrate=True)
    try:
        with _progress() as progress:
            ended = asyncio.run(
                replay(
                    content,
                    claims,
                    store=store,
                    aliases=aliases,
                    judge=make_judge(aliases, model=settings.judge.model_dir),
                    progress=progress,
                )
            )
        say(f"replayed in {time.monotonic() - started:.0f} s\n")
        _show(store)
        page = folder / "digest.html"
        digest = gather(store, now=ended, zone=ZoneInfo("UTC"))
        page.write_text(render_html(digest), encoding="utf-8")
    finally:
        store.close()
    _next_steps(url, page)


def _fresh(folder: Path) -> Path:
    """The demo's database, removed if a former demo left one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        database = folder / "demo.db"
        for leftover in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
            leftover.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from error
    return database


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar in a terminal, a line a date elsewhere."""
    if not sys.stderr.isatty():
        yield _plain_step
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=context.console(stderr=True)) as bar:
        task = bar.add_task("opening", total=None)
        flags = articles = 0

        def step(done: Step) -> None:
            nonlocal flags, articles
            flags, articles = flags + done.flags, articles + done.articles
            text = f"{done.day:%d %b %Y}  {articles:>3} articles read  {flags:>2} flags"
            bar.update(task, description=text, total=done.of, completed=done.number)

        yield step


def _plain_step(step: Step) -> None:
    problems = f" PROBLEMS: {'; '.join(step.problems)}" if step.problems else ""
    say(
        f"{step.day}  {step.entries:>3} new entries, {step.articles} articles read,"
        f" {step.flags} flags{problems}"
    )


def _show(store: Store) -> None:
    from rich.rule import Rule
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    terminal = context.console()
    outlets = outlet_names(store)
    cards = queue(store)
    terminal.print(Rule(Text(f"The review queue: {len(cards)} cards"), align="left"))
    table = Table(box=None, padding=(0, 1), show_header=True, header_style=Style(dim=True))
    for name in ("id", "claim", "kind", "date", "reported by", "says"):
        table.add_column(name, no_wrap=name not in ("says", "reported by"), overflow="fold")
    for flag in cards[:_QUEUE]:
        lead = flag.lead
        quote = lead.judgement.quotes[0].text if lead.judgement.quotes else lead.title
        more = f" +{flag.reprints}" if flag.reprints else ""
        table.add_row(
            str(flag.id),
            flag.claim_id,
            Text(str(flag.kind), style=Style(color=COLOUR[flag.kind], bold=True)),
            f"{lead.published_at:%Y-%m-%d}" if lead.published_at else "",
            Text(safe_text(outlets.get(lead.outlet_id, ""), limit=30) + more),
            Text(safe_text(quote, limit=110)),
        )
    terminal.print(table)
    if len(cards) > _QUEUE:
        terminal.print(Text(f"   and {len(cards) - _QUEUE} more", style=Style(dim=True)))
    for claim_id in _STORIES:
        terminal.print(Rule(Text(f"Timeline of {claim_id}"), align="left"))
        terminal.print(render_timeline(timeline(store, claim_id), outlets))
    best = next((f for f in cards if f.kind is FlagKind.CONFIRMATION), cards[0] if cards else None)
    if best is not None:
        terminal.print(Rule(Text("A card as the desk shows it"), align="left"))
        claim = store.claims.get(best.claim_id)
        article = store.articles.get(best.lead.article_id)
        terminal.print(
            render_card(
                best, claim, article, outlets, width=terminal.width, plain=is_plain(terminal)
            )
        )


def _next_steps(url: str, page: Path) -> None:
    own = Path(sys.argv[0])
    program = ".venv/bin/monitor" if own.name == "monitor" and ".venv" in own.parts else "monitor"
    command = f"{program} --database {shlex.quote(url)}"
    say(f"\nThe digest as a mail: {page} (open it in a browser)")
    say("Now it is your turn; nothing above was decided by the machine:")
    steps = (
        ("Go through the queue", f"{command} review"),
        ("The dated story of a claim", f"{command} claims timeline C1"),
        ("Why a flag is what it is", f"{command} flags explain 1"),
        ("Take open claims from your own article", f"{program} intake YOUR-ARTICLE.html"),
    )
    for what, how in steps:  # below each other: the commands alone are as wide as a terminal
        say(f"  {what}:\n    {how}")
