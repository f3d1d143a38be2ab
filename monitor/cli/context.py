"""What every command shares: settings, storage, output, errors and exit codes.

Data goes to stdout, messages to stderr. Exit 0 ok, 1 failed, 2 wrong use or configuration.
"""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from monitor.domain.cleaning import safe_text
from monitor.log import configure, hide
from monitor.settings import Settings, load_settings

if TYPE_CHECKING:
    from rich.console import Console

    from monitor.domain.language.entities import AliasTable
    from monitor.domain.ports import Store


_VISIBLE = re.compile(r"[^ \n]+")
#: The last column of a table is not wrapped into less than this.
_NARROWEST = 20


@dataclass(slots=True)
class Invocation:
    """The global options of one call of the program."""

    config: Path | None = None
    database: str = ""
    verbose: bool = False
    _settings: Settings | None = None
    _aliases: AliasTable | None = None

    @property
    def settings(self) -> Settings:
        """Settings, loaded on first use so that ``--help`` needs none."""
        if self._settings is None:
            given = {"MONITOR_DATABASE__URL": self.database} if self.database else {}
            self._settings = load_settings(self.config, {**os.environ, **given})
            level = "debug" if self.verbose else self._settings.log.level
            configure(level, self._settings.log.format)
            hide(self._settings.email.password, self._settings.slack.webhook_url)
            hide(self._settings.judge.llm_key)
            hide(*_passwords(self._settings.database.url))
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


def _passwords(url: str) -> tuple[str, ...]:
    try:
        password = urlsplit(url).password or ""
    except ValueError:
        return ()
    return (password, unquote(password))


def say(message: str) -> None:
    """A message for the person, on stderr."""
    print(printable(message), file=sys.stderr)  # noqa: T201


def put(text: str) -> None:
    """Data on stdout, laid out as given, without control characters."""
    print(printable(text))  # noqa: T201


def printable(text: str) -> str:
    """``text`` fit for a terminal; spaces and line feeds stay, all other controls go."""
    return _VISIBLE.sub(lambda found: safe_text(found[0], limit=len(found[0])), text)


def line(value: object) -> str:
    """A value as one clean line, whatever breaks and controls are in it."""
    return safe_text(str(value), limit=4000)


def words(value: object) -> str:
    """A name such as ``not_a_feed`` as a person reads it."""
    return line(value).replace("_", " ")


def put_table(rows: Iterable[Sequence[object]], *, indent: int = 0, first: int = 0) -> None:
    """Rows in columns on stdout, values cleaned.

    In a terminal the last column is wrapped to its width; elsewhere a row is a line.
    ``first`` is the least width of the first column, for tables below each other.
    """
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for row in lay_out(rows, indent=indent, first=first, width=width):
        print(row)  # noqa: T201


def lay_out(
    rows: Iterable[Sequence[object]], *, indent: int = 0, first: int = 0, width: int | None = None
) -> Iterator[str]:
    """The lines of a table. Numbers stand to the right; ``width`` wraps the last column."""
    table = [(*row,) for row in rows]
    columns = zip_longest(*(row[:-1] for row in table), fillvalue="")
    widths = [max(len(line(cell)) for cell in column) for column in columns]
    widths[:1] = [max(first, width_) for width_ in widths[:1]]
    for row in table:
        start = " " * indent
        for cell, wide in zip(row[:-1], widths, strict=False):
            text = line(cell)
            start += (text.rjust(wide) if isinstance(cell, int) else text.ljust(wide)) + "  "
        last = line(row[-1])
        room = (width or 0) - len(start)
        parts = textwrap.wrap(last, room, break_on_hyphens=False) if room >= _NARROWEST else [last]
        yield (start + (parts[0] if parts else "")).rstrip()
        yield from (" " * len(start) + part for part in parts[1:])


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
