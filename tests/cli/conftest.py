"""Databases to call the program on, and ways to call it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.__main__ import main
from monitor.cli import context
from monitor.demo.content import load_claims, load_content
from monitor.demo.replay import replay
from monitor.settings import DatabaseSettings, Settings
from monitor.wiring import load_alias_table, make_judge, open_storage


@dataclass(frozen=True)
class Called:
    """What a call of the program gave."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def ok(self) -> Called:
        assert self.code == 0, self
        return self


@pytest.fixture(scope="session")
def _story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first dates of the demo's story, replayed once."""
    path = tmp_path_factory.mktemp("story") / "story.db"
    settings = Settings(database=DatabaseSettings(url=f"sqlite:///{path}"))
    aliases = load_alias_table(settings)
    content = load_content()
    store = open_storage(settings, migrate=True)
    asyncio.run(
        replay(
            content,
            load_claims(now=datetime.now(UTC)),
            store=store,
            aliases=aliases,
            judge=make_judge(aliases),
            days=content.dates()[:6],
        )
    )
    store.close()
    return path


@pytest.fixture
def story_url(tmp_path: Path, _story: Path) -> str:
    """URL of an own copy of the story's database."""
    path = tmp_path / "story.db"
    shutil.copy(_story, path)
    return f"sqlite:///{path}"


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Called]:
    """Calls the program in this process, in an empty folder and environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MONITOR_REVIEWER", "Ada Editor")
    monkeypatch.setenv("MONITOR_DATABASE__URL", f"sqlite:///{tmp_path / 'monitor.db'}")
    monkeypatch.setenv("COLUMNS", "80")

    def run(*args: object, stdin: str | bytes = b"", database: str = "") -> Called:
        given = ["--database", database] if database else []
        data = stdin.encode() if isinstance(stdin, str) else stdin
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        root = logging.getLogger()
        handlers, own = root.handlers[:], logging.getLogger("monitor").level
        code: object = 0
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["monitor", *given, *map(str, args)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(context, "current", context.current)
            try:
                main()
            except SystemExit as end:
                code = end.code or 0
            finally:
                root.handlers[:] = handlers
                root.setLevel(logging.WARNING)
                logging.getLogger("monitor").setLevel(own)
        texts = []
        for stream in (out, err):
            stream.flush()
            texts.append(stream.buffer.getvalue().decode())
        assert isinstance(code, int)
        assert "Traceback" not in texts[1], texts[1]
        return Called(code, *texts)

    return run


@pytest.fixture
def desk(call: Callable[..., Called], story_url: str) -> Callable[..., Called]:
    """Calls the program on the story's database."""

    def run(*args: object, **values: Any) -> Called:
        return call(*args, database=story_url, **values)

    return run
