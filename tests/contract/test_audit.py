"""AuditStore, on every implementation."""

from tests.factories import NOW, PERSON, later, make_event


def test_events_are_kept_in_order_with_all_they_say(store):
    full = make_event(
        subject="flag",
        subject_id="7",
        action="snooze",
        from_state="queued",
        to_state="snoozed",
        reason="wait for the ministry",
        note="call again",
        data={"snoozed_until": NOW.isoformat()},
    )
    store.audit.append(full)
    store.audit.append(make_event(subject_id="C1", at=later(hours=-9)))
    first, second = store.audit.list()
    assert (first.subject_id, second.subject_id) == ("7", "C1")  # as told, whatever the clock said
    assert first.id < second.id
    told = (first.at, first.actor, first.reason, first.note, dict(first.data))
    assert told == (NOW, PERSON, full.reason, full.note, full.data)
    assert (first.action, first.from_state, first.to_state) == ("snooze", "queued", "snoozed")


def test_list_filters_and_keeps_the_newest(store):
    for number in range(5):
        store.audit.append(make_event(subject_id=f"C{number % 2}", reason=str(number)))
    store.audit.append(make_event(subject="feed", subject_id="C1"))
    assert [e.reason for e in store.audit.list(subject="claim", subject_id="C0")] == ["0", "2", "4"]
    assert [e.reason for e in store.audit.list(subject="claim", limit=2)] == ["3", "4"]
    assert [e.subject for e in store.audit.list(subject_id="C1")] == ["claim", "claim", "feed"]
    assert store.audit.list(limit=0) == ()
    assert store.audit.list(subject="nothing") == ()
