"""What every command shares: settings, storage, output, errors and exit codes.

Data goes to stdout, messages to stderr. Exit 0 ok, 1 failed, 2 wrong use or configuration.
"""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.domain.cleaning import safe_text
from monitor.log import configure, hide
from monitor.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.domain.entities import AliasTable
    from monitor.domain.ports import Store


@dataclass(slots=True)
class Invocation:
    """The global options of one call of the program."""

    config: Path | None = None
    verbose: bool = False
    _settings: Settings | None = None
    _aliases: AliasTable | None = None

    @property
    def settings(self) -> Settings:
        """Settings, loaded on first use so that ``--help`` needs none."""
        if self._settings is None:
            self._settings = load_settings(self.config, os.environ)
            level = "debug" if self.verbose else self._settings.log.level
            configure(level, self._settings.log.format)
            hide(self._settings.email.password, self._settings.slack.webhook_url)
        return self._settings

    @property
    def aliases(self) -> AliasTable:
        """The alias table of the settings."""
        from monitor.wiring import load_alias_table

        if self._aliases is None:
            self._aliases = load_alias_table(self.settings)
        return self._aliases

    def now(self) -> datetime:
        """The present moment; MONITOR_NOW is no setting: people's acts bear the real time."""
        from monitor.wiring import system_clock

        return system_clock()

    @contextmanager
    def store(self, *, migrate: bool = True) -> Iterator[Store]:
        """The database, closed afterwards."""
        from monitor.wiring import open_storage

        store = open_storage(self.settings, migrate=migrate)
        try:
            yield store
        finally:
            store.close()


#: Set anew by the root command for each call.
current = Invocation()


def reviewer(name: str = "") -> str:
    """Who acts: ``--by``, MONITOR_REVIEWER, else the name of the login."""
    if name or os.environ.get("MONITOR_REVIEWER"):
        return name or os.environ["MONITOR_REVIEWER"]
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return ""


def say(message: str) -> None:
    """A message for the person, on stderr."""
    print(safe_text(message, limit=4000, multiline=True), file=sys.stderr)  # noqa: T201


def put(text: str) -> None:
    """A line of data, on stdout, without control characters."""
    print(safe_text(text, limit=1_000_000, multiline=True))  # noqa: T201


def put_json(value: Any) -> None:
    """Data as JSON on stdout, readable by people and programs."""
    # ASCII only: no control or direction character can reach a terminal through it.
    print(json.dumps(value, indent=2, default=str))  # noqa: T201


def put_json_line(value: Mapping[str, Any]) -> None:
    """One JSON Lines record on stdout."""
    print(json.dumps(value, default=str), flush=True)  # noqa: T201


def console(*, stderr: bool = False) -> Console:
    """A terminal for rich output: never markup from data, plain where it is no terminal."""
    from rich.console import Console

    piped = not (sys.stderr if stderr else sys.stdout).isatty()
    width = int(os.environ["COLUMNS"]) if os.environ.get("COLUMNS", "").isdigit() else None
    return Console(
        stderr=stderr,
        markup=False,
        emoji=False,
        highlight=False,
        no_color=bool(os.environ.get("NO_COLOR")) or None,
        width=width or (100 if piped else None),
        soft_wrap=False,
    )
