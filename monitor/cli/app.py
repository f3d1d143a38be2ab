"""The root command. Groups are imported here, what they need only when a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import (
    claims,
    context,
    database,
    desk,
    digest,
    feeds,
    flags,
    read,
    running,
    stats,
    timeline,
)

app = typer.Typer(
    name="monitor",
    help="Watches feeds for the reports that settle open claims, and puts them before a person.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        context.put(f"followup-monitor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    config: Annotated[
        Path | None, typer.Option(help="Settings file; else MONITOR_CONFIG, ./monitor.toml.")
    ] = None,
    database_url: Annotated[
        str, typer.Option("--database", help="Database URL; overrides the settings.")
    ] = "",
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log at debug level.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print and exit.")
    ] = False,
) -> None:
    """Options that hold for every command."""
    del version
    context.current = context.Invocation(config=config, database=database_url, verbose=verbose)


running.add_to(app)
read.add_to(app)
desk.add_to(app)
stats.add_to(app)
app.add_typer(claims.app, name="claims")
timeline.add_to(claims.app)
app.add_typer(feeds.app, name="feeds")
app.add_typer(flags.app, name="flags")
app.add_typer(digest.app, name="digest")
app.add_typer(database.app, name="db")
