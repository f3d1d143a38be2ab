"""SecondStore, on every implementation."""

from datetime import timedelta

import pytest

from monitor.domain.judgement import SecondFate
from monitor.domain.second.calls import Caps, SecondCall, SecondOutcome, SecondUsage
from monitor.errors import NotFoundError
from tests.factories import NOW, later

DAY = NOW.date()
WIDE = Caps(calls=100, cost=10.0)


def call(key="k1", *, at=NOW, cost=0.0):
    return SecondCall(key=key, reader="openai test", at=at, cost=cost)


def end(number, fate=SecondFate.TAKEN, *, cost=0.0, reply="", **values):
    return SecondOutcome(call_id=number, fate=fate, cost=cost, reply=reply, **values)


def test_a_call_counts_from_its_beginning_at_the_most_it_can_cost(store):
    assert store.seconds.usage(DAY) == SecondUsage(day=DAY)
    number = store.seconds.begin(call(cost=0.5), WIDE)
    asked = store.seconds.usage(DAY)
    assert (asked.calls, asked.cost, asked.fates) == (1, 0.5, {"asked": 1})
    store.seconds.record_second(end(number, cost=0.25, reply="r", tokens_in=7, tokens_out=3))
    store.seconds.record_second(end(number, cost=0.25, reply="r", tokens_in=7, tokens_out=3))
    assert store.seconds.usage(DAY) == SecondUsage(
        day=DAY, calls=1, cost=0.25, tokens_in=7, tokens_out=3, fates={"taken": 1}
    )


def test_the_cap_of_calls_holds_for_a_utc_day(store):
    caps = Caps(calls=2, cost=10.0)
    assert [store.seconds.begin(call(), caps) is not None for _ in range(3)] == [True, True, False]
    assert store.seconds.usage(DAY).calls == 2
    night = NOW.replace(hour=23, minute=59)
    assert store.seconds.begin(call(at=night), caps) is None
    assert store.seconds.begin(call(at=night + timedelta(minutes=1)), caps) is not None
    assert store.seconds.begin(call(), Caps(calls=0, cost=10.0)) is None


def test_the_cap_of_money_counts_what_a_call_may_cost(store):
    caps = Caps(calls=100, cost=1.0)
    first = store.seconds.begin(call(cost=0.75), caps)
    assert store.seconds.begin(call(cost=0.5), caps) is None
    store.seconds.record_second(end(first, SecondFate.FAILED, cost=0.25))
    assert store.seconds.begin(call(cost=0.5), caps) is not None
    assert store.seconds.begin(call(cost=0.5), caps) is None
    assert store.seconds.begin(call(cost=0.25), caps) is not None
    assert store.seconds.begin(call(cost=0.0), caps) is not None
    assert store.seconds.begin(call(cost=0.0, at=later(days=1)), Caps(calls=1, cost=0.0))
    assert store.seconds.usage(DAY).fates == {"asked": 3, "failed": 1}


def test_the_newest_reply_to_the_same_question_is_found(store):
    assert store.seconds.reply("k1") is None
    numbers = [store.seconds.begin(call(key), WIDE) for key in ("k1", "k1", "k2", "k1")]
    assert store.seconds.reply("k1") is None
    store.seconds.record_second(end(numbers[0], reply="old", fate=SecondFate.DROPPED))
    store.seconds.record_second(end(numbers[1], reply="new “words”"))
    store.seconds.record_second(end(numbers[2], reply="other"))
    store.seconds.record_second(end(numbers[3], SecondFate.FAILED))
    assert store.seconds.reply("k1") == "new “words”"
    assert store.seconds.reply("k2") == "other"


def test_an_outcome_without_its_call_is_refused(store):
    with pytest.raises(NotFoundError, match="second reader"):
        store.seconds.record_second(end(99))


def test_old_calls_are_forgotten_and_ids_never_come_again(store):
    old = store.seconds.begin(call("old", at=later(days=-2)), WIDE)
    store.seconds.record_second(end(old, reply="r"))
    new = store.seconds.begin(call("new"), WIDE)
    store.seconds.record_second(end(new, reply="s"))
    assert store.seconds.prune(NOW) == 1
    assert store.seconds.prune(NOW) == 0
    assert (store.seconds.reply("old"), store.seconds.reply("new")) == (None, "s")
    assert store.seconds.prune(later(seconds=1)) == 1
    again = store.seconds.begin(call(), WIDE)
    assert again > new
    assert store.seconds.usage(DAY).calls == 1
