"""``monitor db``: the database's schema, health and backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import context
from monitor.cli.context import say

app = typer.Typer(help="Database: upgrade, check, backup.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the schema up to date, in one transaction."""
    from monitor.storage.migrate import schema_state
    from monitor.storage.migrate import upgrade as migrate

    url = context.current.settings.database.url
    before, _ = schema_state(url)
    migrate(url)
    after, _ = schema_state(url)
    say(f"schema {before or 'empty'} -> {after}" if before != after else f"schema is at {after}")


@app.command()
def check() -> None:
    """Check schema and integrity; exit 1 with the finding if something is wrong."""
    from monitor.storage.migrate import check as check_database

    check_database(context.current.settings.database.url)
    say("database ok")


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="File to write; must not exist.")]) -> None:
    """Write a consistent copy, also while the daemon runs."""
    from monitor.storage.backup import backup as write

    write(context.current.settings.database.url, target)
    say(f"written: {target}")
