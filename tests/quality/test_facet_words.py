"""Every facet that says something says on which words it rests: over all suites and the demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.demo.content import load_content
from monitor.domain.judgement import Basis, Certainty, Facets, Genre, Novelty, SlotMatch
from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_pair_judge
from tests.quality import test_novelty, test_probes, test_slots, test_slots_said

_SILENT = {
    "certainty": Certainty.ASSERTED,
    "basis": Basis.NONE,
    "actor": SlotMatch.ABSENT,
    "quantity": SlotMatch.ABSENT,
    "place": SlotMatch.ABSENT,
    "time": SlotMatch.ABSENT,
    "scope": "",
    "novelty": Novelty.NEW,
    "genre": Genre.REPORT,
    "admission": False,
}


def unexplained(facets: Facets) -> list[str]:
    """Facets that say something without words of their own."""
    shown = {name for name, words in facets.words if words.strip()}
    said = [name for name, silent in _SILENT.items() if getattr(facets, name) != silent]
    if facets.speaker or facets.speaker_entity:
        said.append("speaker_role")
    return [name for name in said if name not in shown]


@pytest.fixture(scope="module")
def judge():
    settings = Settings()
    return make_pair_judge(settings, load_alias_table(settings))


def suites() -> Iterator[dict[str, str]]:
    for claim, report, _ in (*test_probes.PROBES, *test_probes.CAREFUL):
        yield {"claim": claim, "text": report}
    for claim, _, report in test_novelty.rows():
        yield {"claim": test_novelty.CLAIMS[claim], "text": report}
    for claim, report, _, article in test_slots.CASES:
        yield {"claim": claim, "text": f"{report}. {article}"}
    for claim, report, _, _ in test_slots_said.rows():
        yield {"claim": claim, "text": f"{report}, the ministry confirmed on Monday."}
    for title in ("Opinion: what now?", "Live: the latest", "Analysis: why it matters"):
        yield {
            "claim": "Kenya has sent troops to Haiti",
            "title": title,
            "text": test_probes.PROBES[0][1]
            + " Kenya confirmed on Monday that it had sent troops to Haiti.",
        }


def test_suites(judge) -> None:
    read = 0
    for row in suites():
        facets = judge({"title": "News", "published_at": "2025-02-04", **row}).facets
        read += facets.words != ()
        assert not unexplained(facets), (row, facets)
    assert read >= 200


def test_the_stories_of_the_demo(judge) -> None:
    claims = {
        "North Korea has sent soldiers to fight for Russia in Ukraine",
        "North Korean soldiers have been killed in Ukraine",
    }
    read = 0
    for story in load_content().stories:
        for claim in sorted(claims):
            row = {
                "claim": claim,
                "title": story.headline,
                "text": "\n\n".join(story.paragraphs),
                "published_at": story.published_at.date().isoformat(),
            }
            facets = judge(row).facets
            read += facets.words != ()
            assert not unexplained(facets), (story.headline, facets)
    assert read >= 20
