"""RunStore, on every implementation."""

import pytest

from monitor.errors import LeaseError
from tests.factories import NOW, later, make_run


def acquire(store, holder, *, now=NOW, steal=False):
    return store.runs.acquire(holder, now=now, ttl_s=60, steal=steal)


def test_one_holder_at_a_time(store):
    assert store.runs.holder() is None
    lease = acquire(store, "a:1:100")
    assert (lease.holder, lease.acquired_at, lease.expires_at) == ("a:1:100", NOW, later(minutes=1))
    assert store.runs.holder() == lease
    with pytest.raises(LeaseError, match=r"a:1:100.*2025-03-14 09:30:00"):
        acquire(store, "b:2:200", now=later(seconds=59))
    assert store.runs.holder() == lease


@pytest.mark.parametrize(("now", "steal"), [(later(seconds=60), False), (later(seconds=1), True)])
def test_an_expired_or_dead_holder_is_replaced(store, now, steal):
    old = acquire(store, "a:1:100")
    new = acquire(store, "b:2:200", now=now, steal=steal)
    assert (new.holder, new.token, new.acquired_at) == ("b:2:200", old.token + 1, now)
    with pytest.raises(LeaseError, match="b:2:200"):
        store.runs.renew(old, now=now, ttl_s=60)
    store.runs.release(old)
    assert store.runs.holder() == new


def test_the_holder_may_acquire_again_and_renew(store):
    lease = acquire(store, "a:1:100")
    again = acquire(store, "a:1:100", now=later(seconds=30))
    assert (again.token, again.acquired_at, again.expires_at) == (
        lease.token,
        NOW,
        later(seconds=90),
    )
    renewed = store.runs.renew(lease, now=later(seconds=50), ttl_s=60)
    assert renewed.expires_at == later(seconds=110)
    assert store.runs.holder() == renewed
    with pytest.raises(LeaseError, match="09:30:50"):
        acquire(store, "b:2:200", now=later(seconds=100))


def test_release_frees_the_lease_and_the_token_never_goes_back(store):
    lease = acquire(store, "a:1:100")
    store.runs.release(lease)
    assert store.runs.holder() is None
    with pytest.raises(LeaseError):
        store.runs.renew(lease, now=NOW, ttl_s=60)
    assert acquire(store, "b:2:200").token == lease.token + 1


def test_renewing_without_a_lease_is_refused(store):
    lease = acquire(store, "a:1:100")
    store.runs.release(lease)
    store.runs.release(lease)
    with pytest.raises(LeaseError, match="nobody"):
        store.runs.renew(lease, now=NOW, ttl_s=60)


def test_the_newest_run_of_each_job(store):
    assert store.runs.latest_runs() == ()
    store.runs.record_run(make_run("poll", ok=False, message="2 feeds failed"))
    store.runs.record_run(make_run("match"))
    newest = make_run("poll", started_at=later(hours=1), finished_at=later(hours=1))
    store.runs.record_run(newest)
    store.runs.record_run(newest)
    match, poll = store.runs.latest_runs()
    assert (match.job, poll.job, poll.started_at, poll.ok) == (
        "match",
        "poll",
        later(hours=1),
        True,
    )
    assert (dict(match.counts), match.finished_at) == ({"feeds": 3}, later(seconds=2))


def test_runs_are_kept_per_job(store):
    store.runs.record_run(make_run("match", message="kept"))
    for number in range(203):
        at = later(minutes=number)
        store.runs.record_run(make_run("poll", started_at=at, finished_at=at))
    match, poll = store.runs.latest_runs()
    assert (match.message, poll.started_at) == ("kept", later(minutes=202))


def test_meta_is_written_and_overwritten(store):
    assert store.runs.meta("seeded") is None
    store.runs.set_meta("seeded", "1")
    store.runs.set_meta("seeded", "2")
    store.runs.set_meta("other", "x")
    assert store.runs.meta("seeded") == "2"


def test_close_may_be_called(store):
    store.runs.set_meta("a", "b")
    assert store.close() is None
