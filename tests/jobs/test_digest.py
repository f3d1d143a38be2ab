"""The digest's outbox: due once a day, delivered at least once, one extra copy at most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from monitor.domain.digest.compose import from_json
from monitor.domain.ports import Store
from monitor.domain.work import Delivery, DeliveryState, Digest
from monitor.errors import DeliveryError
from monitor.jobs.deliver import BACK_OFF, MAX_ATTEMPTS, NEVER
from monitor.jobs.digest import deliver, delivery_key, gather, prepare, requeue, undelivered
from tests.factories import (
    make_article,
    make_claim,
    make_collect,
    make_event,
    make_flag_draft,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
)
from tests.fakes import FakeStore

DAY = date(2025, 3, 14)
DUE = datetime(2025, 3, 14, 7, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONE = ZoneInfo("UTC")


class Crash(BaseException):
    """The process dies."""


class Recorder:
    """A channel that keeps what it accepted; ``script`` says how each sending ends."""

    def __init__(self, name: str, *script: str) -> None:
        self.name = name
        self.script = list(script)
        self.accepted: list[tuple[date, str]] = []
        self.calls = 0

    def send(self, digest: Digest, *, key: str) -> None:
        self.calls += 1
        act = self.script.pop(0) if self.script else "ok"
        if act in {"ok", "lost answer", "die after", "bug after"}:
            self.accepted.append((digest.local_day, key))
        if act in {"die before", "die after"}:
            raise Crash
        if act == "bug after":
            raise RuntimeError("a bug")
        if act == "lost answer":
            raise DeliveryError("unknown", "the connection broke")
        if act == "slow down":
            raise DeliveryError("temporary", "busy", retry_after=7200)
        if act in {"temporary", "permanent", "unknown"}:
            raise DeliveryError(act, f"{act}: refused")


def fresh() -> FakeStore:
    store = FakeStore()
    store.claims.add(
        make_claim(created_at=DUE - timedelta(days=5), updated_at=DUE - timedelta(days=5)),
        event=make_event(),
    )
    return store


def make(store: Store, *, now: datetime = DUE, force: bool = False, **values: Any) -> Digest | None:
    channels = values.pop("channels", ("email:a@news.example", "slack"))
    return prepare(
        store, now=now, at=time(7, 30), zone=ZONE, channels=channels, force=force, **values
    )


def only(store: Store) -> Delivery:
    digest = store.digests.last()
    assert digest is not None
    (delivery,) = store.digests.deliveries(digest.id)
    return delivery


def test_a_day_has_one_digest_with_a_delivery_for_each_channel() -> None:
    store = fresh()
    yesterday = make(store, now=DUE - MINUTE)  # the monitor was at work, but had no channel
    assert yesterday is not None
    assert yesterday.local_day == DAY - timedelta(days=1)
    assert yesterday.period_start == DUE - timedelta(days=5)  # since the first claim came
    assert make(store, now=DUE - MINUTE) is None
    digest = make(store)
    assert digest is not None
    assert (digest.local_day, digest.period_end) == (DAY, DUE)
    assert digest.period_start == DUE - MINUTE
    assert make(store, now=DUE + MINUTE) is None
    names = [d.channel for d in store.digests.deliveries(digest.id)]
    assert names == ["email:a@news.example", "slack"]
    assert make(store, now=DUE + timedelta(days=1)).period_start == DUE


def test_made_by_hand_it_is_still_the_only_one_of_the_day() -> None:
    store = fresh()
    digest = make(store, now=DUE - 60 * MINUTE, force=True)
    assert digest is not None
    assert make(store) is None
    assert make(store, force=True) == digest


def test_a_digest_stored_under_a_clock_that_ran_ahead_stops_nothing() -> None:
    store = fresh()
    make(store, now=DUE)
    ahead = make(store, now=DUE + timedelta(days=30))
    assert ahead is not None
    assert make(store, now=DUE + MINUTE) is None  # today has one
    following = make(store, now=DUE + timedelta(days=1))
    assert following is not None
    assert (following.local_day, following.period_start) == (DAY + timedelta(days=1), DUE)


def test_a_wrong_clock_without_any_earlier_digest_covers_a_day() -> None:
    store = fresh()
    make(store, now=DUE + timedelta(days=90))
    digest = make(store, now=DUE)
    assert digest is not None
    assert digest.period_start == DUE - timedelta(days=5)


def test_keys_are_stable_and_differ_by_day_channel_and_database() -> None:
    store, other = fresh(), fresh()
    for one in (store, other):
        make(one)
        make(one, now=DUE + timedelta(days=1))
    keys = [d.key for s in (store, other) for n in (1, 2) for d in s.digests.deliveries(n)]
    assert len(set(keys)) == len(keys) == 8
    instance = store.runs.meta("instance")
    assert keys[0] == delivery_key(DAY, "email:a@news.example", instance)
    longest = max(delivery_key(DAY, name, instance) for name in ("console:x", "email:x"))
    assert len(f"Message-ID: {longest}") <= 78  # never folded
    assert "news.example" not in "".join(keys)


def test_an_unreadable_last_digest_does_not_stop_the_next(caplog: Any) -> None:
    store = fresh()
    store.digests.create(
        Digest(
            local_day=DAY,
            period_start=DUE - MINUTE,
            period_end=DUE,
            created_at=DUE,
            body='{"format": 99}',
        ),
        (),
    )
    assert make(store, now=DUE + timedelta(days=1)) is not None
    assert "format 99" in caplog.text


def test_the_content_comes_from_the_store(store: Store) -> None:
    store.outlets.put([make_outlet()])
    store.claims.add(
        make_claim(created_at=DUE - timedelta(days=2), updated_at=DUE), event=make_event()
    )
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=DUE)
    store.feeds.record_poll(make_poll(feed, make_new_entry("a"), at=DUE - MINUTE))
    (due,) = store.entries.due(DUE + timedelta(days=99), 10)
    article = store.entries.record_collect(make_collect(due.entry.id, make_article("a")))
    assert article is not None
    draft = make_flag_draft(article=article)
    store.flags.record_match(make_match(article.id, draft, at=DUE - MINUTE))

    digest = make(store)
    assert digest is not None
    content = from_json(digest.body)
    (section,) = content.claims
    assert (section.claim_id, section.flags[0].outlet) == ("C1", "The Gazette")
    assert (content.counts.entries, content.counts.articles, content.counts.waiting) == (1, 1, 1)
    preview = gather(store, now=DUE + MINUTE, zone=ZONE)
    assert preview.period_start == DUE
    assert preview.is_empty

    channels = [Recorder("email:a@news.example", "temporary"), Recorder("slack")]
    report = deliver(store, channels, now=DUE)
    assert (report.sent, report.waiting, report.ok) == (1, 1, True)
    assert deliver(store, channels, now=DUE + MINUTE).sent == 1
    assert deliver(store, channels, now=DUE + timedelta(days=1)).counts == {
        "sent": 0,
        "waiting": 0,
        "failed": 0,
        "unknown": 0,
    }
    keys = [d.key for d in store.digests.deliveries(digest.id)]
    assert [key for channel in channels for _, key in channel.accepted] == keys


def test_one_bad_channel_does_not_hold_up_the_others() -> None:
    store = fresh()
    make(store, channels=("a", "b", "c", "d", "gone"))
    channels = [Recorder("a", "temporary"), Recorder("b", "permanent"), Recorder("c", "bug after")]
    channels.append(Recorder("d"))
    report = deliver(store, channels, now=DUE)
    assert (report.sent, report.failed, report.unknown, report.waiting) == (1, 2, 1, 2)
    assert not report.ok
    states = [d.state for d in store.digests.deliveries(1)]
    assert states == ["queued", "failed", "unknown", "sent", "failed"]
    assert "not configured" in store.digests.deliveries(1)[4].error
    assert any("not configured" in line for line in report.lines)


def test_temporary_refusals_back_off_and_are_given_up_after_three_days() -> None:
    store = fresh()
    make(store, channels=("slack",))
    channel = Recorder("slack", *["temporary"] * 99)
    now, waits = DUE, []
    for _ in range(500):
        deliver(store, [channel], now=now)
        delivery = only(store)
        if delivery.state is DeliveryState.FAILED:
            break
        assert delivery.next_try_at is not None
        assert (
            deliver(store, [channel], now=delivery.next_try_at - MINUTE / 2).counts["waiting"] == 0
        )
        waits.append(delivery.next_try_at - now)
        now = delivery.next_try_at
    assert tuple(waits[:5]) == BACK_OFF
    assert set(waits[5:]) == {BACK_OFF[-1]}
    assert channel.calls == MAX_ATTEMPTS
    assert timedelta(days=2, hours=20) < now - DUE < timedelta(days=3, hours=4)
    assert undelivered(store, DAY + timedelta(days=3)) == (
        "The digest of 2025-03-14 by slack was not delivered: temporary: refused",
    )
    assert undelivered(store, DAY + timedelta(days=30)) == ()


def test_the_receivers_wish_to_wait_is_kept() -> None:
    store = fresh()
    make(store, channels=("slack",))
    deliver(store, [Recorder("slack", "slow down")], now=DUE)
    assert only(store).next_try_at == DUE + timedelta(hours=2)


def test_what_was_not_delivered_is_said_in_the_next_digest() -> None:
    store = fresh()
    make(store, channels=("slack",))
    deliver(store, [Recorder("slack", "permanent")], now=DUE)
    following = make(store, now=DUE + timedelta(days=1))
    assert following is not None
    assert from_json(following.body).troubles == (
        "The digest of 2025-03-14 by slack was not delivered: permanent: refused",
    )


def test_an_unknown_end_is_repeated_once_and_then_left_and_shown() -> None:
    store = fresh()
    make(store, channels=("slack",))
    channel = Recorder("slack", *["lost answer"] * 9)
    now = DUE
    told = set()
    for _ in range(20):
        deliver(store, [channel], now=now)
        told |= set(undelivered(store, DAY))
        now += timedelta(hours=1)
    assert len(channel.accepted) == 2
    assert len({key for _, key in channel.accepted}) == 1
    assert (only(store).state, only(store).next_try_at) == (DeliveryState.UNKNOWN, NEVER)
    assert len(told) == 2
    assert any("also when sent again" in line for line in told)


@pytest.mark.parametrize(
    ("script", "copies", "state"),
    [
        (("lost answer", "ok"), 2, "sent"),
        (("unknown", "ok"), 1, "sent"),
        (("lost answer", "temporary", "ok"), 2, "sent"),
        (("lost answer", "temporary", "lost answer", "ok"), 2, "unknown"),
        (("lost answer", "permanent"), 1, "failed"),
        (("temporary", "lost answer", "ok"), 2, "sent"),
        (("bug after", "bug after", "ok"), 2, "unknown"),
    ],
)
def test_never_more_than_one_extra_copy(script: tuple[str, ...], copies: int, state: str) -> None:
    store = fresh()
    make(store, channels=("slack",))
    channel = Recorder("slack", *script)
    for hour in range(60):
        deliver(store, [channel], now=DUE + timedelta(hours=hour))
    assert (len(channel.accepted), only(store).state) == (copies, state)
    if state == "failed":
        assert "may have arrived" in only(store).error


@pytest.mark.parametrize("first", ["die before", "die after"])
@pytest.mark.parametrize("second", ["ok", "die before", "die after", "lost answer", "temporary"])
def test_a_sender_that_dies_loses_nothing(first: str, second: str) -> None:
    store = fresh()
    make(store, channels=("slack",))
    channel = Recorder("slack", first, second)
    for hour in range(9):
        try:
            deliver(store, [channel], now=DUE + timedelta(hours=hour))
        except Crash:
            assert only(store).state is DeliveryState.SENDING
    assert len(channel.accepted) <= 2
    # Sent for sure, or said to be uncertain: never lost in silence.
    sent = only(store).state is DeliveryState.SENT
    assert sent or undelivered(store, DAY)
    assert sent == (second in {"ok", "temporary"})
    assert channel.calls == (3 if second == "temporary" else 2)


def dying(store: FakeStore, method: Callable[..., Any], after: bool, at: int) -> Callable[..., Any]:
    """``method``, dying before or after its ``at``-th call."""
    calls = 0

    def call(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at and not after:
            raise Crash
        result = method(*args, **options)
        if calls == at:
            raise Crash
        return result

    return call


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 9))
def test_a_crash_at_any_write(at: int, after: bool, monkeypatch: Any) -> None:
    store = fresh()
    channels = [Recorder("a"), Recorder("b", "temporary")]
    with monkeypatch.context() as patch:
        for owner, name in ((store.digests, "create"), (store.digests, "record_delivery")):
            patch.setattr(owner, name, dying(store, getattr(owner, name), after, at))
        for step in range(3):
            now = DUE + step * timedelta(minutes=2)
            try:
                make(store, now=now, channels=("a", "b"))
                deliver(store, channels, now=now)
            except Crash:
                patch.undo()
    for step in range(4, 90):
        now = DUE + step * timedelta(minutes=2)
        make(store, now=now, channels=("a", "b"))
        deliver(store, channels, now=now)
    assert [d.state for d in store.digests.deliveries(1)] == ["sent", "sent"]
    assert store.digests.last() == store.digests.find(DAY)
    copies = [len(channel.accepted) for channel in channels]
    assert min(copies) == 1
    assert sum(copies) <= 3
    assert len({key for channel in channels for _, key in channel.accepted}) == 2


def test_a_stop_leaves_the_rest_queued() -> None:
    store = fresh()
    make(store, channels=("a", "b"))
    channels = [Recorder("a"), Recorder("b")]
    assert deliver(store, channels, now=DUE, should_stop=lambda: channels[0].calls > 0).sent == 1
    assert deliver(store, channels, now=DUE).sent == 1


def test_a_next_try_set_by_a_wrong_clock_does_not_hold_a_digest_for_years() -> None:
    store = fresh()
    make(store, channels=("slack",))
    store.digests.record_delivery(
        replace(only(store), attempts=1, next_try_at=DUE + timedelta(days=400))
    )
    assert "after 1 attempts" in undelivered(store, DAY)[0]
    assert deliver(store, [Recorder("slack")], now=DUE).sent == 1


def test_sending_again_by_hand() -> None:
    store = fresh()
    digest = make(store, channels=("a", "b"))
    assert digest is not None
    channels = [Recorder("a"), Recorder("b", "permanent")]
    deliver(store, channels, now=DUE)
    assert requeue(store, digest, ["b", "unheard of"], now=DUE + MINUTE) == 1
    assert deliver(store, channels, now=DUE + MINUTE).sent == 1
    assert [d.state for d in store.digests.deliveries(digest.id)] == ["sent", "sent"]
