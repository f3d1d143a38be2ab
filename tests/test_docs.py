"""The documents speak of what is there: commands, settings, words, files, links, messages."""

from __future__ import annotations

import dataclasses
import re
import shlex
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import typer.main

from monitor.cli.app import app
from monitor.domain import judgement, model, web, work
from monitor.domain.query.parse import parse
from monitor.errors import QueryError
from monitor.settings import Settings, load_settings
from monitor.wiring import load_alias_table

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
ARCHITECTURE = ROOT / "docs" / "architecture.md"
OPERATING = ROOT / "docs" / "operating.md"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]\n]*\]\(([^)\s]+)\)")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def commands(command: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of all commands that do something, as ("claims", "list")."""
    command = command or typer.main.get_command(app)
    children = getattr(command, "commands", None)
    if not children:
        yield path
        return
    for name, child in children.items():
        yield from commands(child, (*path, name))


def settings() -> Iterator[str]:
    for section in dataclasses.fields(Settings):
        values = getattr(Settings(), section.name)
        for key in dataclasses.fields(values):
            yield f"{section.name}.{key.name}"


def spans(page: Path) -> Iterator[str]:
    """Code within the lines of a page, fenced blocks left out."""
    yield from _SPAN.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))


def shell_lines(page: Path) -> Iterator[str]:
    """Lines of the shell blocks of a page."""
    for language, block in _FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            yield from filter(None, (line.strip() for line in block.splitlines()))


def refused(line: str, *, whole: bool = True) -> str:
    """Why ``line`` is no call of the program, "" if it is one or calls another program.

    With ``whole`` as it is; else it may lack arguments and only its names are checked.
    """
    words = shlex.split(line, comments=True)
    while words and re.fullmatch(r"[A-Z][A-Z0-9_]*=.*", words[0]):
        words = words[1:]
    if not words or Path(words[0]).name != "monitor":
        return ""
    for sign in (">", "|", "&&"):
        if sign in words:
            words = words[: words.index(sign)]
    command = typer.main.get_command(app)
    rest = words[1:]
    while getattr(command, "commands", None):
        while rest and rest[0].startswith("-"):
            options = {name for option in command.params for name in option.opts}
            if rest[0] not in options:
                return f"no option {rest[0]}"
            rest = rest[2 if rest[0] in ("--config", "--database") else 1 :]
        if not rest:
            return ""
        if rest[0] not in command.commands:
            return f"no command {rest[0]}"
        command, rest = command.commands[rest[0]], rest[1:]
    if not whole:
        options = {name for option in command.params for name in option.opts}
        unknown = [word for word in rest if word.startswith("-") and word not in options]
        return f"no option {unknown[0]}" if unknown else ""
    try:
        # Numbers stand for the placeholders of the text; parsing runs nothing.
        command.make_context("monitor", [re.sub(r"^ID$", "1", word) for word in rest])
    except Exception as error:
        return f"{type(error).__name__} {getattr(error, 'message', error)}"
    return ""


def test_every_command_is_documented() -> None:
    text = OPERATING.read_text(encoding="utf-8")
    found = list(commands())
    assert len(found) > 30
    missing = [
        " ".join(path)
        for path in found
        if not re.search(rf"`monitor {' '.join(map(re.escape, path))}[` ]", text)
    ]
    assert missing == []


def test_every_setting_is_documented() -> None:
    text = OPERATING.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = list(settings())
    assert len(names) > 25
    assert [name for name in names if f"| `{name}` |" not in text] == []
    rows = {
        match[1]: match[2]
        for match in re.finditer(r"^\| `(\w+)` \| (.*) \|$", readme, re.MULTILINE)
    }
    missing = []
    for name in names:
        section, key = name.split(".")
        if not re.search(rf"`{key}\b", rows.get(section, "")):
            missing.append(name)
    assert missing == []


def test_no_setting_is_documented_that_is_not_there() -> None:
    rows = re.findall(r"^\| `(\w+\.\w+)` \|", OPERATING.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(settings())


def test_the_shipped_settings_file_holds_every_setting_with_its_default() -> None:
    path = ROOT / "config" / "monitor.toml"
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    keys = [f"{section}.{key}" for section, values in written.items() for key in values]
    assert sorted(keys) == sorted(settings())
    assert load_settings(path, {}) == Settings()


@pytest.mark.parametrize(
    "words",
    [
        member
        for module in (model, judgement, work, web)
        for member in vars(module).values()
        if isinstance(member, type)
        and issubclass(member, StrEnum)
        and member is not StrEnum
        and member.__module__ == module.__name__
    ],
    ids=lambda words: words.__name__,
)
def test_every_word_stands_in_the_glossary(words: type[StrEnum]) -> None:
    glossary = set(spans(ROOT / "docs" / "glossary.md"))
    assert [word.value for word in words if word.value not in glossary] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Anchors that a page's headings get where Markdown is shown."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_shown_can_be_typed(page: Path) -> None:
    wrong = {line: why for line in shell_lines(page) if (why := refused(line))}
    assert wrong == {}
    named = (span for span in spans(page) if span.startswith("monitor "))
    wrong = {span: why for span in named if (why := refused(span, whole=False))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("monitor claims lst", "no command lst"),
        ("monitor --databse x run", "no option --databse"),
        ("monitor review 1 acept", "acept"),
        ("monitor run --twice", "twice"),
        ("A=b .venv/bin/monitor feeds add", "MissingParameter"),
        ("monitor digest preview --format html > digest.html", ""),
        ("make demo", ""),
    ],
)
def test_a_wrong_command_is_noticed(line: str, fault: str) -> None:
    assert fault in refused(line)
    assert bool(fault) == bool(refused(line))


def test_the_readme_shows_commands_and_pictures() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len([line for line in shell_lines(ROOT / "README.md") if "monitor " in line]) > 20
    assert "docs/images/card.svg" in readme
    assert "docs/images/digest.png" in readme
    targets = re.findall(
        r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    used = re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE)
    assert len(used) > 4
    assert [target for target in used if target not in targets] == []


def test_the_messages_shown_for_bad_queries_are_the_real_ones() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| `(character \d+: [^`]+)` \|$",
        OPERATING.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert len(rows) > 5
    aliases = load_alias_table(Settings())
    for query, message in rows:
        with pytest.raises(QueryError) as caught:
            parse(query, aliases)
        assert str(caught.value) == f"watch query, {message}"


def test_the_queries_shown_parse() -> None:
    text = OPERATING.read_text(encoding="utf-8").partition("## Watch queries")[2]
    block = next(block for language, block in _FENCE.findall(text) if not language)
    aliases = load_alias_table(Settings())
    assert len([parse(line, aliases) for line in block.splitlines()]) == 3


def listed() -> set[str]:
    """Files of the package that the architecture page describes, relative to ``monitor/``."""
    found = set()
    text = ARCHITECTURE.read_text(encoding="utf-8").partition("## Every file")[2]
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        folders = re.findall(r"`monitor/([\w/]*)`", heading)
        for row in re.findall(r"^\| (`.*?) \|", body, re.MULTILINE):
            for file in _SPAN.findall(row):
                found.add(file if len(folders) > 1 else f"{folders[0]}{file}")
    return found


def test_the_architecture_page_lists_every_file() -> None:
    package = ROOT / "monitor"
    there = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if path.name != "__init__.py" and "_shipped" not in path.parts
    }
    names = listed()
    folders = {name for name in names if name.endswith("/")}
    covered = {file for file in there if any(file.startswith(folder) for folder in folders)}
    assert sorted(there - covered - names) == [], "add them to docs/architecture.md"
    gone = [name for name in names if not (package / name).exists()]
    assert gone == [], "take them out of docs/architecture.md"


def test_the_architecture_page_lists_every_folder_and_table() -> None:
    from monitor.storage.tables import metadata

    text = ARCHITECTURE.read_text(encoding="utf-8")
    folders = [path.parent.name for path in (ROOT / "monitor").glob("*/__init__.py")]
    assert [folder for folder in folders if f"\n  {folder}/" not in text] == []
    assert [table for table in metadata.tables if f"| `{table}` |" not in text] == []


def test_every_runtime_dependency_is_justified() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs/decisions/0002-runtime-dependencies.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=\[ ]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if f"| {name} |" not in text] == []
    rows = set(re.findall(r"^\| ([\w-]+) \| \d", text, re.MULTILINE))
    assert rows <= set(names), "justified, but not a dependency any more"


def test_decisions_are_numbered_and_complete() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert numbers == list(range(1, len(records) + 1))
    for record in records:
        text = record.read_text(encoding="utf-8")
        assert text.startswith(f"# {record.name[:4]} "), record.name
        parts = ("**Problem.**", "**Options.**", "**Pick.**", "**What would change our mind.**")
        assert [part for part in parts if part not in text] == [], record.name
