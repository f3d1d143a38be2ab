"""The whole story on PostgreSQL comes to the same as on SQLite: one line of settings differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.demo.content import DEMO
from tests.acceptance.story import Told, tell


def summary(told: Told) -> list[tuple[object, ...]]:
    return sorted(
        (
            flag.claim_id,
            str(flag.kind),
            str(flag.state),
            tuple(sorted(told.story_of(row).id for row in flag.evidence)),
        )
        for claim in told.store.claims.list()
        for flag in told.flags(claim.id)
    )


@pytest.mark.postgres
def test_both_databases_tell_the_same_story(tmp_path: Path, empty_postgres_url: str) -> None:
    lite = tell(DEMO, f"sqlite:///{tmp_path / 'story.db'}")
    full = tell(DEMO, empty_postgres_url)
    try:
        assert summary(full) == summary(lite)
        assert len(summary(full)) > 20
    finally:
        lite.store.close()
        full.store.close()
