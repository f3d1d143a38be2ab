"""``monitor run``, ``demo``, ``status``, ``doctor`` and ``export``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli import context
from monitor.cli.context import put_json_line, say
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from rich.progress import TaskID


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(run)
    app.command()(demo)
    app.command()(status)
    app.command()(doctor)
    app.command()(export)


def run(
    once: Annotated[
        bool, typer.Option("--once", help="Run every due job to the end, then exit.")
    ] = False,
) -> None:
    """Watch: poll, collect, match and send digests until told to stop."""
    from monitor.application import Application, Ports
    from monitor.daemon import Daemon
    from monitor.domain.work import JobRun
    from monitor.wiring import make_judge

    settings = context.current.settings
    aliases = context.current.aliases

    async def main() -> list[JobRun]:
        with context.current.store(migrate=True) as store:
            judge = make_judge(aliases, model=settings.judge.model_dir)
            ports = Ports(store=store, aliases=aliases, judge=judge)
            async with Application(settings, ports) as app:
                daemon = Daemon(app)
                return await daemon.run_once() if once else await daemon.run()

    with _progress() if once else nullcontext():
        runs = asyncio.run(main())
    for job in runs:
        counts = ", ".join(f"{count} {name}" for name, count in job.counts.items() if count)
        say(f"{job.job}: {counts or 'nothing to do'}{'' if job.ok else ' - ' + job.message}")
    if any(not job.ok for job in runs):
        raise MonitorError("a job met an unexpected error; see the log above")


@contextmanager
def _progress() -> Iterator[None]:
    """A bar for each job of a run, in a terminal; elsewhere the log tells."""
    if not sys.stderr.isatty() or context.current.verbose:
        yield
        return
    import logging

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from monitor.jobs.progress import watching

    # The bars say what the log would; warnings still break through.
    logging.getLogger("monitor").setLevel(logging.WARNING)
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=context.console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def listen(job: str, done: int, of: int) -> None:
            if job not in tasks:
                tasks[job] = bars.add_task(job, total=of)
            bars.update(tasks[job], completed=done, total=of)

        with watching(listen):
            yield


def demo(
    folder: Annotated[
        Path, typer.Option("--output", help="Where database and digest are written.")
    ] = Path("demo-output"),
) -> None:
    """Replay the seed story offline, on a loopback newsroom."""
    from monitor.cli.demo import show_demo

    show_demo(folder)


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 if no daemon gets on with its work.")
    ] = False,
) -> None:
    """Tell what ran, what is due, and what cannot be seen."""
    from monitor.cli.status import tell_status

    healthy = tell_status(as_json=as_json, check=check)
    if check and not healthy:
        raise typer.Exit(1)


def doctor() -> None:
    """Check settings, tables, database, channels and a feed."""
    from monitor.cli.doctor import examine

    if not examine():
        raise typer.Exit(1)


def export() -> None:
    """Print claims, flags and the paper trail as JSON Lines."""
    from monitor.cli.flag_facts import independent_reports, outlet_names
    from monitor.cli.shapes import claim_shape, event_shape, evidence_shape, flag_shape
    from monitor.desk.reviews import reopenings

    with context.current.store() as store:
        claims = {claim.id: claim for claim in store.claims.list()}
        outlets = outlet_names(store)
        flags = store.flags.list()
        counts = independent_reports(flags)
        proposed = reopenings(store)
        for claim in claims.values():
            put_json_line({"type": "claim", **claim_shape(claim)})
        for flag in flags:
            shape = flag_shape(
                flag,
                claims[flag.claim_id],
                outlets,
                counts.get((flag.claim_id, flag.kind), 1),
                proposed,
            )
            evidence = [evidence_shape(row, outlets) for row in flag.evidence]
            put_json_line({"type": "flag", **shape, "evidence": evidence})
        for event in store.audit.list(limit=1_000_000):
            put_json_line({"type": "event", **event_shape(event)})
