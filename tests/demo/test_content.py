"""The demo's newsroom and its twin: complete, extractable, and told with all their traps."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.articles.extract import extract
from monitor.demo.content import (
    DEMO,
    Expectation,
    NewsroomContent,
    load_claims,
    load_content,
)
from monitor.demo.pages import render_article
from monitor.demo.site import WINDOW
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import ExtractStatus, OutletKind
from monitor.domain.query.parse import Document, parse
from monitor.errors import ConfigError
from monitor.shipped import config_dir
from monitor.tables import load_aliases

TWIN = Path(__file__).parents[1] / "acceptance" / "twin"
NOW = datetime(2024, 10, 8, tzinfo=UTC)
FOLDERS = {"demo": DEMO, "twin": TWIN}


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def folder(request: pytest.FixtureRequest) -> Path:
    return FOLDERS[request.param]


@pytest.fixture(scope="module")
def content(folder: Path) -> NewsroomContent:
    return load_content(folder / "newsroom")


@pytest.fixture(scope="module")
def aliases() -> AliasTable:
    return load_aliases(config_dir() / "aliases.toml", config_dir() / "places.tsv")


def test_demo_is_a_newsroom_of_its_own_size():
    content = load_content()
    assert len(content.outlets) >= 10
    assert {outlet.format for outlet in content.outlets} == {"rss", "atom", "json", "rdf"}
    kinds = Counter(outlet.outlet.kind for outlet in content.outlets)
    assert kinds[OutletKind.AGENCY] == 2
    assert kinds[OutletKind.SATIRE] == 1
    mouthpieces = {outlet.outlet.state_media_of for outlet in content.outlets} - {""}
    assert mouthpieces == {"Russia", "North Korea"}
    assert sum(story.noise for story in content.stories) >= 60
    assert min(len(story.text) for story in content.stories) >= 1000


def test_stories_are_in_order_and_found_by_id(content):
    times = [story.published_at for story in content.stories]
    assert times == sorted(times)
    assert all(content.story(story.id) is story for story in content.stories)
    assert len({story.path for story in content.stories}) == len(content.stories)
    assert content.dates()[0] == times[0].date()


def test_no_feed_window_overflows_between_two_dates(content):
    per_day = Counter((s.outlet_id, s.published_at.date()) for s in content.stories)
    assert max(per_day.values()) <= WINDOW
    # The replay looks at each date shortly before midnight.
    assert all(s.published_at.strftime("%H:%M") < "23:45" for s in content.stories)


def test_pages_are_extracted_in_full_and_without_their_frame(content):
    outlets = {outlet.id: outlet for outlet in content.outlets}
    for story in content.stories:
        html = render_article(
            outlets[story.outlet_id],
            story,
            base="http://127.0.0.1:8000",
            as_of=story.published_at,
            related=content.stories[:3],
        )
        url = f"http://127.0.0.1:8000{story.path}"
        found = extract(html.encode(), url=url, content_type="text/html; charset=utf-8")
        assert found.status is ExtractStatus.FULL, story.id
        assert found.title == story.headline
        assert found.published_at == story.published_at
        assert found.canonical_url == url
        text = found.text.replace("\u200b", "")
        for paragraph in story.text.replace("\u200b", "").split("\n"):
            assert paragraph in text, (story.id, paragraph)
        assert "cookies" not in text
        assert not any(teaser in text for teaser in outlets[story.outlet_id].teasers)
        assert "Related stories" not in text
        assert "display:none" not in text


def test_claims_name_known_parties_and_readable_queries(folder, content, aliases):
    claims = load_claims(folder / "claims.toml", now=NOW)
    for claim in claims:
        assert parse(claim.query, aliases).terms()
        assert all(aliases.get(party) for party in claim.parties)
    known = {claim.id for claim in claims} | {"*"}
    for story in content.stories:
        corrected = story.correction.expect if story.correction else ()
        assert {e.claim for e in (*story.expect, *corrected)} <= known, story.id
    for outlet in content.outlets:
        for name in (outlet.outlet.country, outlet.outlet.state_media_of):
            assert not name or aliases.get(name), name


def test_feeds_tempt_the_watch_queries(folder, content, aliases):
    """What must be judged is collected, and so is some of the noise."""
    claims = load_claims(folder / "claims.toml", now=NOW)
    queries = {claim.id: parse(claim.query, aliases) for claim in claims}
    tempting = 0
    for story in content.stories:
        entry = Document.of("\n".join((story.headline, story.summary, *story.categories)))
        body = Document.of(f"{story.headline}\n{story.text}")
        hit = any(query.matches(entry) for query in queries.values())
        tempting += hit and story.noise
        wanted = {e.claim for e in story.expect if e.kind != "none"}
        assert hit or not wanted, f"{story.id} would never be fetched"
        for claim_id in wanted:
            assert queries[claim_id].matches(body), (story.id, claim_id)
    assert tempting >= 5


def test_both_stories_hold_the_same_traps(folder, content):
    claims = {claim.id: claim for claim in load_claims(folder / "claims.toml", now=NOW)}
    told = [story for story in content.stories if not story.noise]
    reprints = Counter(story.reprint_of for story in told if story.reprint_of)
    assert list(reprints.values()) == [5]
    original = content.story(next(iter(reprints)))
    assert original.expected("C1").kind == "confirmation"
    for story in told:
        if story.reprint_of:
            shared = set(story.paragraphs) & set(original.paragraphs)
            assert len(original.paragraphs) > len(shared) >= 4
            assert story.headline != original.headline
            assert story.credit
    assert {story.genre for story in told} == {"report", "opinion", "live_blog", "satire"}
    early = [s for s in told if s.published_at.date() < claims["C1"].claimed_on]
    assert len(early) == 2
    assert all(s.expected("C1").kind == "none" for s in early)
    kinds = Counter(e.kind for s in told for e in s.expect if e.claim == "C1")
    assert kinds["denial"] >= 4
    assert kinds["update"] >= 4
    assert kinds["confirmation"] >= 10
    assert kinds["refutation"] == 0
    admissions = [s for s in told if any(e.badge == "against interest" for e in s.expect)]
    assert len(admissions) >= 4
    dead = [e for s in told for e in s.expect if e.claim == "C3" and e.slot == "place"]
    assert dead
    assert not any(e.allows("confirmation") for e in dead)
    assert any(s.correction for s in told)
    assert any(s.removed_at for s in told)
    hidden = [s for s in told if s.hidden_html]
    assert len(hidden) == 1
    assert "SYSTEM:" in hidden[0].text
    assert "\u200b" in hidden[0].text
    assert not hidden[0].expected("C1").allows("confirmation")


def test_the_twin_shares_no_name_with_the_demo():
    demo, twin = load_content(), load_content(TWIN / "newsroom")
    assert not {o.id for o in demo.outlets} & {o.id for o in twin.outlets}
    words = " ".join(story.text for story in twin.stories if not story.noise)
    for name in ("Korea", "Russia", "Ukrain", "Kursk", "Donetsk", "NATO", "Rutte", "October 2024"):
        assert name not in words
    sentences = {s for story in demo.stories for p in story.paragraphs for s in p.split(". ")}
    same = [
        s
        for story in twin.stories
        for p in story.paragraphs
        for s in p.split(". ")
        if len(s) > 30 and s in sentences
    ]
    assert same == []


def test_expectations_follow_the_version_and_the_noise():
    content = load_content()
    story = next(story for story in content.stories if story.correction)
    at = story.correction.at
    assert story.expected("C7").kind == "confirmation"
    assert story.expected("C7", at - timedelta(seconds=1)).kind == "confirmation"
    assert story.expected("C7", at).kind == "correction"
    assert story.expected("C1", at).allows("confirmation")
    assert story.expected("C1", at).kind == "correction"
    assert story.expected("C99") is None
    noise = next(story for story in content.stories if story.noise)
    assert noise.expected("C1").kind == "none"


@pytest.mark.parametrize(
    ("kind", "allowed"), [("update", True), ("recap", True), (None, False), ("denial", False)]
)
def test_expectation_allows(kind, allowed):
    assert Expectation(claim="C1", kind="update", accept=("recap",)).allows(kind) is allowed


OUTLET = '[[outlet]]\nid = "a"\nname = "A"\nkind = "agency"\nformat = "rss"\n'
STORY = (
    '[[story]]\noutlet = "a"\nslug = "s"\npublished = 2024-01-01T00:00:00Z\n'
    'headline = "H"\nsummary = "S"\nbody = "B"\n'
)


@pytest.mark.parametrize(
    ("outlets", "stories", "named"),
    [
        (OUTLET.replace("rss", "gopher"), STORY, "gopher"),
        (OUTLET, STORY + STORY, "twice"),
        (OUTLET, STORY.replace('"a"', '"b"'), "b/s"),
        (OUTLET, STORY + "colour = 1\n", "colour"),
        (OUTLET, STORY.replace("headline", "title"), "a/s"),
        (OUTLET, STORY + 'expect = [{claim = "C1", kind = "proof"}]\n', "proof"),
        (
            OUTLET,
            STORY + "[story.correction]\nat = 2024-01-02T00:00:00Z\nnotice = 'N'\n"
            "replace = [['X', 'Y']]\n",
            "X",
        ),
        (OUTLET, STORY.replace("Z\n", "\n"), "UTC"),
        (OUTLET, "[[story]\n", "stories.toml"),
        (OUTLET, "[[tale]]\n", "tale"),
    ],
)
def test_faults_in_the_files_are_named(tmp_path, outlets, stories, named):
    (tmp_path / "outlets.toml").write_text(outlets)
    (tmp_path / "stories.toml").write_text(stories)
    with pytest.raises(ConfigError, match=named):
        load_content(tmp_path)


def test_missing_folder_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"outlets\.toml"):
        load_content(tmp_path)
