"""DigestStore, on every implementation."""

from dataclasses import replace
from datetime import date

import pytest

from monitor.domain.work import DeliveryState
from monitor.errors import NotFoundError
from tests.factories import NOW, later, make_delivery, make_digest


def test_a_day_has_one_digest(store):
    assert store.digests.last() is None
    made = store.digests.create(make_digest(), [make_delivery(), make_delivery("slack")])
    again = store.digests.create(make_digest(body="{}"), [make_delivery("console")])
    assert again == made
    assert made == replace(make_digest(), id=made.id)
    assert store.digests.find(date(2025, 3, 14)) == made
    assert store.digests.find(date(2025, 3, 15)) is None
    channels = [one.channel for one in store.digests.deliveries(made.id)]
    assert channels == ["email", "slack"]
    newer = store.digests.create(make_digest(date(2025, 3, 15)), [])
    assert store.digests.last() == newer
    assert store.digests.deliveries(newer.id) == ()


def test_due_are_those_whose_time_has_come(store):
    made = store.digests.create(
        make_digest(),
        [
            make_delivery("email"),
            make_delivery("slack", next_try_at=later(hours=1)),
            make_delivery("console", state=DeliveryState.SENT),
            make_delivery("email", key="<second@email.example>", state=DeliveryState.UNKNOWN),
            make_delivery("slack", key="x", state=DeliveryState.SENDING),
            make_delivery("slack", key="y", state=DeliveryState.FAILED),
        ],
    )
    due = store.digests.due(NOW)
    assert [(one.delivery.channel, one.delivery.state) for one in due] == [
        ("email", DeliveryState.QUEUED),
        ("email", DeliveryState.UNKNOWN),
    ]
    assert {one.digest for one in due} == {made}
    assert [one.delivery.channel for one in store.digests.due(later(hours=1))] == [
        "email",
        "slack",
        "email",
    ]
    assert [one.key for one in store.digests.interrupted()] == ["x"]


def test_record_delivery_writes_its_progress(store):
    made = store.digests.create(make_digest(), [make_delivery()])
    (delivery,) = store.digests.deliveries(made.id)
    progress = replace(
        delivery,
        state=DeliveryState.QUEUED,
        attempts=2,
        next_try_at=later(minutes=5),
        error="451 try again",
    )
    store.digests.record_delivery(replace(progress, channel="slack", key="other"))
    assert store.digests.deliveries(made.id) == (progress,)
    sent = replace(progress, state=DeliveryState.SENT, next_try_at=None, error="", sent_at=NOW)
    store.digests.record_delivery(sent)
    assert store.digests.deliveries(made.id) == (sent,)
    assert store.digests.due(later(days=1)) == ()
    with pytest.raises(NotFoundError):
        store.digests.record_delivery(replace(sent, id=99))
