"""Replays a newsroom into a fresh store and sets what was flagged beside what was expected."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.demo.content import DEMO, NewsroomContent, Story, load_claims, load_content
from monitor.demo.replay import replay
from monitor.domain.judgement import Evidence, Flag, Occasion
from monitor.domain.ports import Store
from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_judge, open_storage

TWIN = Path(__file__).parent / "twin"


@dataclass(frozen=True)
class Told:
    """A replayed story."""

    content: NewsroomContent
    store: Store

    def evidence(self) -> dict[tuple[str, str], Evidence]:
        """The reading of the latest version by (story id, claim)."""
        return self._latest(Occasion.READING)

    def withdrawn(self) -> dict[tuple[str, str], Evidence]:
        """What was taken back later, by (story id, claim)."""
        return self._latest(Occasion.CHANGE)

    def _latest(self, occasion: Occasion) -> dict[tuple[str, str], Evidence]:
        rows = [
            row
            for claim in self.store.claims.list()
            for row in self.store.flags.evidence_on(claim.id)
            if row.occasion is occasion
        ]
        rows.sort(key=lambda row: (row.fetched_at, row.id))
        return {(self.story_of(row).id, row.claim_id): row for row in rows}

    def story_of(self, row: Evidence) -> Story:
        """The story that evidence was taken from."""
        path = row.url.split("/", 3)[3]
        return next(s for s in self.content.stories if s.path == f"/{path}")

    def flags(self, claim: str) -> tuple[Flag, ...]:
        """All cards on a claim, hidden ones too."""
        return self.store.flags.list(claim_id=claim)

    def surprises(self) -> list[str]:
        """One line for each reading that the story does not allow."""
        lines = []
        evidence = self.evidence()
        for story in self.content.stories:
            for claim in self.store.claims.list():
                row = evidence.get((story.id, claim.id))
                expected = story.expected(claim.id, row.fetched_at if row else None)
                kind = row.judgement.kind if row else None
                if expected is None:
                    if kind is not None and not story.expect:
                        lines.append(_line(story, claim.id, "none (noise)", row))
                    continue
                if not expected.allows(kind):
                    lines.append(_line(story, claim.id, expected.kind, row))
        return lines


def _line(story: Story, claim: str, expected: str, row: Evidence | None) -> str:
    if row is None:
        return f"{story.published_at:%Y-%m-%d} {story.id} {claim}: expected {expected}, got none"
    judgement = row.judgement
    quote = judgement.quotes[0].text if judgement.quotes else ""
    facets = judgement.facets
    return (
        f"{story.published_at:%Y-%m-%d} {story.id} {claim}: expected {expected}, got"
        f" {judgement.kind} by {judgement.rule}; {judgement.stance} {facets.certainty}"
        f" {facets.basis} {facets.speaker!r}/{facets.speaker_role}"
        f" place={facets.place} actor={facets.actor}: {quote[:160]!r}"
    )


def tell(folder: Path, database_url: str) -> Told:
    """Replay the newsroom in ``folder`` (the demo's, or a twin's) into a new database."""
    content = load_content(folder / "newsroom")
    claims = load_claims(folder / "claims.toml", now=datetime.now(UTC))
    settings = Settings()
    aliases = load_alias_table(settings)
    from monitor.settings import DatabaseSettings

    store = open_storage(Settings(database=DatabaseSettings(url=database_url)), migrate=True)
    asyncio.run(replay(content, claims, store=store, aliases=aliases, judge=make_judge(aliases)))
    return Told(content=content, store=store)


def main(folders: Iterable[Path] = (DEMO, TWIN)) -> None:
    """Print the surprises of both stories; for work on the rules."""
    import tempfile

    for folder in folders:
        if not (folder / "claims.toml").is_file():
            continue
        with tempfile.TemporaryDirectory() as place:
            told = tell(folder, f"sqlite:///{place}/story.db")
            lines = told.surprises()
            print(f"== {folder.name}: {len(lines)} surprises")
            print("\n".join(lines))
            told.store.close()


if __name__ == "__main__":
    main()
