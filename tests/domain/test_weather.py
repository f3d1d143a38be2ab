"""Most sites fail at once: it is we who are offline."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.model import Feed, FeedState
from monitor.domain.weather import IN_A_ROW, Weather, site_key
from monitor.domain.web import FailureReason, FetchFailure

NOW = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DOWN = FetchFailure(reason=FailureReason.DNS, message="no name", weight=0.25)


def feed(number: int, *, state: FeedState = FeedState.OK, host: str = "", **values) -> Feed:
    url = f"https://{host or f'paper{number}.example'}/{number}"
    return Feed(id=number, url=url, outlet_id="paper", state=state, **values)


def seen(weather: Weather, *polls: tuple[Feed, FetchFailure | None], at: datetime = NOW) -> bool:
    """Whether the last of these polls may not be charged."""
    free = False
    for place, (one, failure) in enumerate(polls):
        free = weather.note(
            one, failed=failure is not None, failure=failure, at=at + place * SECOND
        )
    return free


def test_three_sites_that_fail_one_after_the_other_are_the_machine_itself() -> None:
    weather = Weather()
    assert not seen(weather, (feed(1), DOWN), (feed(2), DOWN))
    assert weather.since is None
    assert seen(weather, (feed(3), DOWN))
    assert weather.since == NOW
    assert weather.refunds(NOW) == (feed(1), feed(2), feed(3))
    assert weather.refunds(NOW) == ()
    assert seen(weather, (feed(4), DOWN)), "and nobody after it is charged"


@pytest.mark.parametrize(
    "polls",
    [
        [(feed(n, host="one.example"), DOWN) for n in range(9)],  # one site
        [(feed(n, host=f"s{n}.one.example"), DOWN) for n in range(9)],  # one publisher
        [(feed(n, failures=3.0, state=FeedState.FAILING), DOWN) for n in range(9)],  # long ill
        [(feed(n), DOWN if n % 2 else None) for n in range(12)],  # a half is reached
        [
            (feed(n), FetchFailure(reason=FailureReason.RATE_LIMITED, message="429", status=429))
            for n in range(9)
        ],
        [(feed(n), FetchFailure(reason=FailureReason.GONE, message="410")) for n in range(9)],
        [
            (
                feed(n, state=FeedState.NEW),
                FetchFailure(reason=FailureReason.HTTP, message="404", status=404),
            )
            for n in range(9)
        ],  # a list of dead feeds was imported
    ],
)
def test_what_is_not_the_machine(polls) -> None:
    weather = Weather()
    assert not seen(weather, *polls)
    assert weather.since is None


def test_a_proxy_or_a_login_page_in_front_of_everything_counts_for_feeds_that_worked() -> None:
    weather = Weather()
    answer = FetchFailure(reason=FailureReason.HTTP, message="HTTP 502", status=502, weight=0.5)
    assert seen(weather, *((feed(n), answer) for n in range(3)))
    portal = Weather()
    for number in range(3):  # answers 200 with a page: no failure to fetch, but no feed
        portal.note(feed(number), failed=True, failure=None, at=NOW)
    assert portal.since == NOW


def test_new_feeds_count_when_the_network_is_what_fails() -> None:
    assert seen(Weather(), *((feed(n, state=FeedState.NEW), DOWN) for n in range(3)))


def test_what_was_reached_before_does_not_hide_it_for_long() -> None:
    weather = Weather()
    seen(weather, *((feed(n), None) for n in range(30)))
    assert seen(weather, *((feed(n), DOWN) for n in range(30, 39)), at=NOW + 180 * SECOND)


def test_a_few_sites_polled_rarely_count_when_nobody_is_reached_in_between() -> None:
    quarter = timedelta(minutes=15)
    weather = Weather()
    for number in range(3):
        weather.note(feed(number), failed=True, failure=DOWN, at=NOW + number * quarter)
    assert weather.since == NOW + 2 * quarter
    mixed = Weather()
    for number in range(9):
        down = number % 2 == 0
        failure = DOWN if down else None
        mixed.note(feed(number), failed=down, failure=failure, at=NOW + number * quarter)
    assert mixed.since is None


def test_refusals_that_come_before_the_answers_are_not_enough() -> None:
    weather, answers = Weather(), [ExitStack() for _ in range(4)]
    for one in answers:
        one.enter_context(weather.asking())
    assert not seen(weather, *((feed(n), DOWN) for n in range(5)))
    assert weather.holds, "nobody else is asked until it is clear"
    for number, one in enumerate(answers, start=5):
        assert weather.since is None
        one.close()
        assert not seen(weather, (feed(number), None))
    assert (weather.since, weather.holds) == (None, False)


def test_when_those_under_way_fail_too_it_is_clear() -> None:
    weather = Weather()
    with weather.asking():
        assert not seen(weather, *((feed(n), DOWN) for n in range(5)))
    assert seen(weather, (feed(5), DOWN))
    assert weather.since is not None
    assert len(weather.refunds(NOW)) == 6


def test_a_bug_while_asking_holds_up_nobody() -> None:
    weather, asked = Weather(), ExitStack()
    asked.enter_context(weather.asking())
    seen(weather, *((feed(n), DOWN) for n in range(5)))
    assert weather.holds
    asked.close()
    assert not weather.holds


def test_failures_far_apart_are_not_at_once() -> None:
    weather = Weather()
    for number in range(9):
        weather.note(feed(number), failed=True, failure=DOWN, at=NOW + number * (IN_A_ROW + SECOND))
    assert weather.since is None


def test_a_site_of_which_another_feed_was_just_reached_is_not_down() -> None:
    weather = Weather()
    sites = [feed(n) for n in range(4)]
    seen(weather, *((one, None) for one in sites))
    assert not seen(weather, *((replace(one, id=one.id + 10), DOWN) for one in sites))


def test_it_is_over_when_half_of_the_scouts_come_through() -> None:
    weather = Weather(since=NOW)
    assert weather.may_scout(NOW)
    weather.scouted(reached=1, tried=4, at=NOW)
    assert weather.since == NOW
    assert not weather.may_scout(NOW + 59 * SECOND)
    assert weather.may_scout(NOW + 60 * SECOND)
    assert weather.may_scout(NOW - timedelta(days=1)), "a clock that was set back"
    weather.scouted(reached=2, tried=4, at=NOW)
    assert weather.since is None


def test_sites_are_told_apart_by_name_or_by_port() -> None:
    assert site_key("https://rss.paper.example/1") == site_key("https://paper.example/2")
    assert site_key("http://127.0.0.1:81/") != site_key("http://127.0.0.1:82/")
