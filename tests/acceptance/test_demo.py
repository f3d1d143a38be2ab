"""What the demo must come to, read from its database; and the same of its transposed twin.

The twin tells a like story of other countries, people, places, dates and figures, half of it in
other words: no rule may know the story's names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.demo.content import DEMO
from monitor.domain.judgement import Evidence, Flag, FlagKind, FlagState, SlotMatch
from monitor.domain.model import ClaimStatus
from monitor.domain.work import MACHINE
from tests.acceptance.story import TWIN, Told, tell


@dataclass(frozen=True)
class Cast:
    """Which stories play the parts that the tests are about."""

    folder: Path
    confirmed: str  # the alliance's chief confirms; five others print the agency's report
    admissions: tuple[str, ...]  # of both parties
    denials: tuple[str, ...]
    allegation: str  # by the enemy's president
    cannot_confirm: str
    dead_elsewhere: tuple[str, ...]  # soldiers killed, at another place than the officers
    recap: str
    off: int  # readings known to come out otherwise than the author wrote down
    corrected: str  # put the soldiers into the wrong country, and said so the next day
    removed: str  # a page that was taken down


CASTS = {
    "the seed story": Cast(
        folder=DEMO,
        confirmed="northwind/rutte-confirms-north-korean-troops-kursk",
        admissions=(
            "northwind/gerasimov-confirms-north-koreans",
            "chollima/central-military-commission-statement",
        ),
        denials=(
            "northwind/kremlin-fake-news-north-korea",
            "halcyon/moscow-denies-seoul-worries",
            "granit/peskov-rejects-inventions",
            "meridian/north-korea-un-groundless-rumours",
            "chollima/delegation-exercises-right-of-reply",
        ),
        allegation="kalyna/zelenskyy-people-not-only-weapons",
        cannot_confirm="halcyon/us-cannot-confirm-troops",
        dead_elsewhere=(
            "northwind/pentagon-north-koreans-killed-kursk",
            "halcyon/north-korea-first-losses",
        ),
        recap="lakeside/monitoring-team-successor-panel",
        off=0,
        corrected="calder/us-10000-deployed",
        removed="fathom/photo-donetsk-flag",
    ),
    "its transposed twin": Cast(
        folder=TWIN,
        confirmed="baobab/sarr-confirms-eritreans-musanze",
        admissions=("baobab/karekezi-acknowledges-eritreans", "redsea/general-staff-communique"),
        denials=(
            "baobab/kigali-fiction-eritreans",
            "umusozi/spokesperson-corrects-rumours",
            "baobab/eritrea-envoy-fairy-tale",
            "redsea/permanent-mission-statement",
        ),
        allegation="kivuledger/mbayo-men-from-the-red-sea",
        cannot_confirm="capelight/pretoria-not-able-to-verify",
        dead_elsewhere=(
            "baobab/eritreans-killed-musanze-pretoria",
            "capelight/first-eritrean-losses",
        ),
        recap="deltamail/coral-professor-new-post",
        off=1,
        corrected="riftchronicle/pretoria-7000-in-congo",
        removed="thornbush/beret-in-the-mud",
    ),
}


@pytest.fixture(scope="module", params=CASTS, ids=str)
def cast(request: pytest.FixtureRequest) -> Cast:
    return CASTS[request.param]


@pytest.fixture(scope="module")
def told(cast: Cast, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("story")
    story = tell(cast.folder, f"sqlite:///{folder / 'story.db'}")
    yield story
    story.store.close()


def reading(told: Told, story: str, claim: str) -> Evidence:
    found = told.evidence()
    assert (story, claim) in found, f"{story} brought no evidence on {claim}"
    return found[story, claim]


def card(told: Told, story: str, claim: str) -> Flag:
    row = reading(told, story, claim)
    return next(f for f in told.flags(claim) if row.id in {e.id for e in f.evidence})


def test_the_alliance_confirms_the_dispatch(told: Told, cast: Cast) -> None:
    flag = card(told, cast.confirmed, "C1")
    assert flag.kind is FlagKind.CONFIRMATION
    assert flag.state is FlagState.QUEUED


def test_five_reprints_are_one_card_counting_one_report(told: Told, cast: Cast) -> None:
    copies = [s for s in told.content.stories if s.reprint_of == cast.confirmed]
    assert len(copies) == 5
    flag = card(told, cast.confirmed, "C1")
    assert {card(told, copy.id, "C1").id for copy in copies} == {flag.id}
    printed = {told.story_of(row).id for row in flag.evidence}
    assert printed == {cast.confirmed, *(copy.id for copy in copies)}
    assert flag.reprints == 5


def test_admissions_are_badged(told: Told, cast: Cast) -> None:
    for story in cast.admissions:
        flag = card(told, story, "C1")
        assert flag.kind is FlagKind.CONFIRMATION, story
        assert "against interest" in flag.badges, story


def test_every_denial_by_a_party_is_a_denial(told: Told, cast: Cast) -> None:
    for story in cast.denials:
        assert reading(told, story, "C1").judgement.kind is FlagKind.DENIAL, story
    for claim in told.store.claims.list():
        assert not [f for f in told.flags(claim.id) if f.kind is FlagKind.REFUTATION]


def test_an_enemys_allegation_and_doubt_are_updates(told: Told, cast: Cast) -> None:
    for story in (cast.allegation, cast.cannot_confirm):
        assert reading(told, story, "C1").judgement.kind is FlagKind.UPDATE, story


def test_another_place_is_partial(told: Told, cast: Cast) -> None:
    judgement = reading(told, cast.confirmed, "C7").judgement
    assert judgement.kind is FlagKind.PARTIAL
    assert judgement.facets.place is SlotMatch.MISMATCH
    assert not [f for f in told.flags("C7") if f.kind is FlagKind.CONFIRMATION and _elsewhere(f)]


def _elsewhere(flag: Flag) -> bool:
    return any(e.judgement.facets.place is SlotMatch.MISMATCH for e in flag.evidence)


def test_the_dead_elsewhere_do_not_confirm_the_officers(told: Told, cast: Cast) -> None:
    evidence = told.evidence()
    for story in cast.dead_elsewhere:
        row = evidence.get((story, "C3"))
        assert row is None or row.judgement.kind is not FlagKind.CONFIRMATION, story
    assert not [f for f in told.flags("C3") if f.kind is FlagKind.CONFIRMATION]
    assert told.store.claims.get("C3").status is ClaimStatus.OPEN


def test_the_recap_is_hidden_and_counted(told: Told, cast: Cast) -> None:
    flag = card(told, cast.recap, "C1")
    assert (flag.kind, flag.state) == (FlagKind.RECAP, FlagState.HIDDEN)


def test_the_corrected_report_is_a_correction_and_confirms_nothing(told: Told, cast: Cast) -> None:
    flag = card(told, cast.corrected, "C7")
    assert (flag.kind, flag.state) == (FlagKind.CORRECTION, FlagState.QUEUED)
    story = told.content.story(cast.corrected)
    assert story.correction is not None
    said = flag.lead.judgement.quotes[0].text
    assert said in story.text
    assert said not in "\n".join(story.correction.paragraphs)
    now = flag.lead.judgement.missing.partition("\u201c")[2].partition("\u201d")[0]
    assert now in story.correction.paragraphs[0]
    assert flag.reprints == 0
    assert len({row.content_hash for row in flag.evidence}) == 2
    standing = {FlagKind.CONFIRMATION, FlagKind.REFUTATION}
    assert not [f for f in told.flags("C7") if f.kind in standing]


def test_the_removed_page_is_a_correction(told: Told, cast: Cast) -> None:
    flag = card(told, cast.removed, "C7")
    assert (flag.kind, flag.state) == (FlagKind.CORRECTION, FlagState.QUEUED)
    assert flag.lead.judgement.rule == "page-removed"
    assert flag.lead.judgement.quotes[0].text in told.content.story(cast.removed).text
    assert flag.reprints == 0


def test_what_stands_is_not_taken_back(told: Told, cast: Cast) -> None:
    changed = {cast.corrected, cast.removed}
    assert {story for story, _ in told.withdrawn()} == changed


def test_noise_satire_and_injection_are_not_flagged(told: Told) -> None:
    noise = [story for story in told.content.stories if story.noise]
    assert len(noise) >= 15
    seen = {told.story_of(e).id for c in told.store.claims.list() for f in told.flags(c.id)
            for e in f.evidence if f.state is not FlagState.HIDDEN}  # fmt: skip
    assert not seen & {story.id for story in noise}


def test_nothing_from_before_the_claim_is_evidence(told: Told) -> None:
    for claim in told.store.claims.list():
        for row in told.store.flags.evidence_on(claim.id):
            assert row.published_at is not None
            assert claim.claimed_on is not None
            assert row.published_at.date() >= claim.claimed_on


def test_no_claim_is_closed_by_the_machine(told: Told) -> None:
    assert {c.status for c in told.store.claims.list()} <= {ClaimStatus.OPEN, ClaimStatus.STALE}
    assert {event.actor for event in told.store.audit.list()} == {MACHINE}


def test_quotes_are_verbatim(told: Told) -> None:
    for claim in told.store.claims.list():
        for row in told.store.flags.evidence_on(claim.id):
            article = told.store.articles.get(row.article_id)
            for quote in row.judgement.quotes:
                if quote.headline:
                    assert quote.text in article.title
                else:
                    assert article.text[quote.start : quote.end] == quote.text


def test_readings_are_what_the_authors_wrote_down(told: Told, cast: Cast) -> None:
    surprises = told.surprises()
    assert len(surprises) <= cast.off, "\n".join(surprises)


def test_the_demo_has_noise_enough() -> None:
    from monitor.demo.content import load_content

    assert sum(story.noise for story in load_content().stories) >= 60
