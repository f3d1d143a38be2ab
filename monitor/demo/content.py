"""The demo's newsroom as values: outlets, stories, and what each story should come to.

A newsroom is a folder of TOML files: ``outlets.toml`` with ``[[outlet]]`` tables and any number
of others with ``[[story]]`` tables. The expectations stand beside the texts so that whoever
edits a story sees what it must prove; the product never reads them, only its tests do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from monitor.domain.model import Claim, ClaimKind, Outlet, OutletKind, require_utc
from monitor.errors import ConfigError

DEMO = Path(__file__).parent
FORMATS = ("rss", "atom", "json", "rdf")
KINDS = frozenset(
    "correction confirmation refutation partial denial update recap none".split()  # noqa: SIM905
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """What the monitor should make of a story for one claim; "none" is no flag at all.

    ``kind`` is the reading we hold for right, ``accept`` others that a fair reader could
    defend. ``slot`` names what must not match ("place"), ``badge`` what the card must wear.
    """

    claim: str
    kind: str
    accept: tuple[str, ...] = ()
    badge: str = ""
    slot: str = ""

    def allows(self, kind: str | None) -> bool:
        """Whether ``kind`` (None = no flag) is one of the readings that count as right."""
        return (kind or "none") in {self.kind, *self.accept}


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What an outlet makes of its own page later on."""

    at: datetime
    notice: str
    headline: str
    paragraphs: tuple[str, ...]
    expect: tuple[Expectation, ...] = ()

    def __post_init__(self) -> None:
        require_utc(self.at, "at")


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoOutlet:
    """An invented publisher; its pages and its feed live under ``/<id>/``."""

    outlet: Outlet
    format: str  # one of FORMATS
    tagline: str = ""
    teasers: tuple[str, ...] = ()  # "most read" headlines beside every article

    @property
    def id(self) -> str:
        return self.outlet.id

    @property
    def feed_path(self) -> str:
        suffix = {"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json", "rdf": "index.rdf"}
        return f"/{self.id}/{suffix[self.format]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """An article with everything its page and its feed entry show."""

    outlet_id: str
    slug: str
    published_at: datetime
    headline: str
    summary: str
    paragraphs: tuple[str, ...]  # one that starts with "## " is a subheading
    author: str = ""
    credit: str = ""  # agency credit as printed: "Northwind"
    categories: tuple[str, ...] = ()
    genre: str = "report"  # report, opinion, analysis, live_blog, satire
    hidden_html: str = ""  # markup that readers never see
    reprint_of: str = ""  # id of the agency story it copies
    correction: Correction | None = None
    removed_at: datetime | None = None
    noise: bool = False
    expect: tuple[Expectation, ...] = ()  # claims not named here are left open

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")
        require_utc(self.removed_at, "removed_at")

    @property
    def id(self) -> str:
        return f"{self.outlet_id}/{self.slug}"

    @property
    def path(self) -> str:
        return f"/{self.outlet_id}/{self.published_at:%Y/%m/%d}/{self.slug}.html"

    @property
    def text(self) -> str:
        return "\n".join(paragraph.removeprefix("## ") for paragraph in self.paragraphs)

    def corrected_by(self, as_of: datetime) -> Correction | None:
        """The correction that the page shows at ``as_of``, if any."""
        return self.correction if self.correction and self.correction.at <= as_of else None

    def expected(self, claim_id: str, as_of: datetime | None = None) -> Expectation | None:
        """What the story should come to for a claim, in the version served at ``as_of``.

        None = nothing is promised. Without ``as_of``, the page as first published.
        """
        correction = self.corrected_by(as_of) if as_of else None
        expectations = (*(correction.expect if correction else ()), *self.expect)
        if self.noise:
            return Expectation(claim=claim_id, kind="none")
        return next((e for e in expectations if e.claim in {claim_id, "*"}), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewsroomContent:
    """All outlets and all stories, the latter in order of publication."""

    outlets: tuple[DemoOutlet, ...]
    stories: tuple[Story, ...]
    _by_id: Mapping[str, Story] = field(default_factory=dict, repr=False, compare=False)

    def story(self, story_id: str) -> Story:
        """The story of that id ("outlet/slug"); KeyError if there is none."""
        return self._by_id[story_id]

    def dates(self) -> tuple[date, ...]:
        """Every day on which something is published, corrected or removed, in order."""
        days = {story.published_at.date() for story in self.stories}
        days |= {story.correction.at.date() for story in self.stories if story.correction}
        days |= {story.removed_at.date() for story in self.stories if story.removed_at}
        return tuple(sorted(days))


def load_content(folder: Path = DEMO / "newsroom") -> NewsroomContent:
    """Read a newsroom; ConfigError names the file and the story at fault."""
    outlets = tuple(_outlet(table) for table in _tables(folder / "outlets.toml", "outlet"))
    known = {outlet.id for outlet in outlets}
    tables = [
        (path, table)
        for path in sorted(folder.glob("*.toml"))
        if path.name != "outlets.toml"
        for table in _tables(path, "story")
    ]
    by_id: dict[str, Story] = {}
    # Reprints come after what they copy.
    for path, table in sorted(tables, key=lambda item: "reprint_of" in item[1]):
        try:
            story = _story(table, by_id)
            if story.id in by_id or story.outlet_id not in known:
                raise ValueError("twice the same id, or no such outlet")
        except (KeyError, TypeError, ValueError) as error:
            name = f"{table.get('outlet')}/{table.get('slug')}"
            raise ConfigError(f"{path.name}: story {name}: {error!r}") from error
        by_id[story.id] = story
    stories = tuple(sorted(by_id.values(), key=lambda story: (story.published_at, story.id)))
    return NewsroomContent(outlets=outlets, stories=stories, _by_id=by_id)


def load_claims(path: Path = DEMO / "claims.toml", *, now: datetime) -> tuple[Claim, ...]:
    """The claims that the newsroom's stories bear on, open, in the order of the file."""
    return tuple(
        Claim(
            **{
                **table,
                "kind": ClaimKind(table.get("kind", "event")),
                "parties": tuple(table.get("parties", ())),
            },
            created_at=now,
            updated_at=now,
        )
        for table in _tables(path, "claim")
    )


def _tables(path: Path, name: str) -> list[dict[str, Any]]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path.name}: {error}") from error
    if set(document) != {name}:
        raise ConfigError(f"{path.name}: expected only [[{name}]], found {sorted(document)}")
    return list(document[name])


def _outlet(table: dict[str, Any]) -> DemoOutlet:
    format_ = table.pop("format")
    if format_ not in FORMATS:
        raise ConfigError(f"outlets.toml: unknown format {format_!r}, use one of {FORMATS}")
    tagline, teasers = table.pop("tagline", ""), tuple(table.pop("teasers", ()))
    outlet = Outlet(**{**table, "kind": OutletKind(table["kind"])})
    return DemoOutlet(outlet=outlet, format=format_, tagline=tagline, teasers=teasers)


def _story(table: dict[str, Any], earlier: Mapping[str, Story]) -> Story:
    values = dict(table)
    values["outlet_id"] = values.pop("outlet")
    values["published_at"] = values.pop("published")
    values["expect"] = _expectations(values.pop("expect", ()))
    if "categories" in values:
        values["categories"] = tuple(values["categories"])
    if "reprint_of" in values:
        original = earlier[values["reprint_of"]]
        kept = [original.paragraphs[index] for index in values.pop("keep")]
        values["paragraphs"] = _paragraphs("\n\n".join((*kept, values.pop("local", ""))))
        values.setdefault("summary", original.summary)
        values.setdefault("categories", original.categories)
    else:
        values["paragraphs"] = _paragraphs(values.pop("body"))
    if "correction" in values:
        values["correction"] = _correction(values["correction"], values)
    return Story(**values)


def _correction(table: Mapping[str, Any], story: Mapping[str, Any]) -> Correction:
    text = "\n\n".join(story["paragraphs"])
    for old, new in table["replace"]:
        if old not in text:
            raise ValueError(f"the correction replaces words that are not there: {old!r}")
        text = text.replace(old, new)
    return Correction(
        at=table["at"],
        notice=table["notice"],
        headline=table.get("headline", story["headline"]),
        paragraphs=_paragraphs(text),
        expect=_expectations(table.get("expect", ())),
    )


def _expectations(tables: Iterable[Mapping[str, Any]]) -> tuple[Expectation, ...]:
    found = tuple(
        Expectation(**{**table, "accept": tuple(table.get("accept", ()))}) for table in tables
    )
    for expectation in found:
        if unknown := {expectation.kind, *expectation.accept} - KINDS:
            raise ValueError(f"unknown kind {sorted(unknown)}")
    return found


def _paragraphs(body: str) -> tuple[str, ...]:
    blocks = (" ".join(block.split()) for block in body.split("\n\n"))
    return tuple(block for block in blocks if block)
