"""The jobs put together: when matching waits, what a round reports."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from monitor.application import Application, Ports
from monitor.domain.work import DeliveryState
from monitor.errors import BusyError
from monitor.matching.baseline import BaselineJudge
from monitor.settings import DatabaseSettings, DigestSettings, JudgeSettings, Settings
from tests.domain.reading import ALIASES
from tests.factories import NOW, later, make_new_entry, make_outlet, make_poll
from tests.fakes import FakeStore
from tests.jobs.test_match import store_article
from tests.jobs.world import World
from tests.matching.llm_server import says, serving


class Clock:
    def __init__(self):
        self.at = NOW

    def __call__(self):
        return self.at


def run(store, work, *, clock=None, **settings):
    """``work(app)`` inside a running application."""

    async def inside():
        ports = Ports(
            store=store, aliases=ALIASES, judge=BaselineJudge(ALIASES), clock=clock or Clock()
        )
        async with Application(Settings(**settings), ports) as app:
            return await work(app)

    return asyncio.run(inside())


@pytest.fixture
def world():
    made = World(FakeStore())
    made.open_claim()
    return made


def quiet(store):
    """Nothing is left to poll."""
    for feed in store.feeds.list():
        store.feeds.pause(feed.id, paused=True, at=NOW)


def test_matching_waits_for_nothing_when_there_is_nothing(world):
    assert run(world.store, lambda app: app.match_when_settled()) is None


@pytest.mark.parametrize(
    ("busy", "minutes", "matched"),
    [("", 0, True), ("feed", 1, False), ("entry", 1, False), ("feed", 3, True)],
)
def test_matching_waits_for_what_is_still_coming_in_but_not_for_ever(world, busy, minutes, matched):
    store_article(world, "a")
    quiet(world.store)
    if busy == "feed":
        world.add_feed("https://herald.example/feed", "herald")
    if busy == "entry":
        world.store.outlets.put([make_outlet()])
        feed = world.store.feeds.list()[0]
        world.store.feeds.record_poll(make_poll(feed, make_new_entry("b")))
    clock = Clock()
    clock.at = later(minutes=minutes)
    report = run(world.store, lambda app: app.match_when_settled(), clock=clock)
    assert (report is not None) == matched
    if report:
        assert report.counts["articles"] == 1


def test_a_round_reports_each_job_and_keeps_the_reports(world):
    store_article(world, "a")
    quiet(world.store)
    reports = run(world.store, lambda app: app.once(), digest=DigestSettings(channels=()))
    jobs = [report.job for report in reports]
    assert set(jobs) >= {"poll", "collect", "backfill", "match", "upkeep", "digest"}
    assert all(report.ok for report in reports)
    kept = {report.job: report for report in world.store.runs.latest_runs()}
    assert {"poll", "upkeep", "match", "backfill"} <= set(kept)
    assert len(world.store.flags.evidence_on("C1")) == 1


def test_the_digest_is_made_once_and_sent(world, capsys):
    clock = Clock()
    clock.at = later(days=1)
    store_article(world, "a")
    quiet(world.store)
    first = run(world.store, lambda app: app.once(), clock=clock)
    again = run(world.store, lambda app: app.once(), clock=clock)
    assert first[-1].counts["sent"] == 1
    assert again[-1].counts["sent"] == 0
    (delivery,) = world.store.digests.deliveries(1)
    assert delivery.state is DeliveryState.SENT
    assert "FOLLOW-UPS" in capsys.readouterr().out


def test_an_unusable_database_is_one_error(world):
    for number in range(3):
        world.add_feed(f"https://gazette.example/{number}")

    def locked(*_):
        raise BusyError("locked")

    world.store.feeds.record_poll = locked
    with pytest.raises(BusyError, match="locked"):
        run(world.store, lambda app: app.once())


def test_a_database_is_named_without_its_password():
    url = "postgresql+psycopg://me:secret@db.example/x"
    ports = Ports(store=FakeStore(), aliases=ALIASES, judge=BaselineJudge(ALIASES))
    app = Application(Settings(database=DatabaseSettings(url=url)), ports)
    assert app.database == "postgresql+psycopg://***@db.example/x"


def test_reports_end_no_sooner_than_they_began(world):
    clock = Clock()

    async def work(app):
        clock.at = NOW - timedelta(hours=1)  # the clock was set back
        return await app.upkeep()

    report = run(world.store, work, clock=clock)
    assert report.finished_at >= report.started_at


def test_a_remote_judge_is_asked_only_if_it_is_configured(world):
    store_article(world, "a")
    quiet(world.store)
    off = run(world.store, lambda app: app.match())
    assert not any(name.startswith("second") for name in off.counts)
    store_article(world, "b", title="Another headline")
    asked = '{"data": "no reply in form"}'
    with serving(says("openai", asked)) as server:
        judge = JudgeSettings(llm="openai", llm_url=server.url, llm_model="m", llm_band_high=1.0)
        on = run(world.store, lambda app: app.match(), judge=judge)
        assert len(server.asked) == 1
    assert (on.ok, on.counts["second_dropped"]) == (True, 1)
    assert world.store.seconds.usage(NOW.date()).fates == {"dropped": 1}
    capped = JudgeSettings(llm="openai", llm_model="m", llm_daily_calls=1, llm_band_high=1.0)
    store_article(world, "c", title="A third headline")
    report = run(world.store, lambda app: app.match(), judge=capped)
    assert report.counts["second_capped"] == 1
