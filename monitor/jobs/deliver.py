"""The outbox: sees digests delivered, at least once, with one extra copy at most.

A delivery is marked SENDING before it is handed over, so one whose sender died is found again.
It may or may not have arrived: it is sent once more under the same key, and if that ends
unknown too, it is left and shown. The caller holds the lease: two senders at once would take
each other for dead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from monitor.domain.ports import Channel, Store
from monitor.domain.work import Delivery, DeliveryDue, DeliveryState, Digest
from monitor.errors import DeliveryError

_log = logging.getLogger(__name__)

#: Waits between attempts; the last one repeats.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
#: Attempts before a delivery is given up: with BACK_OFF about three days. Counted, not timed,
#: so that a computer that slept for a week still tries.
MAX_ATTEMPTS = 17
_LONGEST_WAIT = timedelta(days=1)
#: ``next_try_at`` of a delivery that must not be sent again: while SENDING it means that this
#: is the one repetition, in UNKNOWN that the repetition's outcome is unknown too.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
#: How many days back undelivered digests are looked for.
_DAYS_BACK = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryReport:
    """What one round of deliveries did. ``lines`` are for the log and the status."""

    sent: int = 0
    waiting: int = 0  # will be tried again
    failed: int = 0
    unknown: int = 0
    ok: bool = True  # False: a bug, not a refusal
    lines: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """For the JobRun."""
        return {
            "sent": self.sent,
            "waiting": self.waiting,
            "failed": self.failed,
            "unknown": self.unknown,
        }


def undelivered(store: Store, day: date) -> tuple[str, ...]:
    """One line for each delivery of the last week that failed, hangs or ended unknown."""
    lines = []
    for digest in _recent(store, day):
        for delivery in store.digests.deliveries(digest.id):
            told = _told(delivery)
            if told:
                where = f"The digest of {digest.local_day.isoformat()} by {delivery.channel}"
                reason = f": {delivery.error}" if delivery.error else ""
                lines.append(f"{where} {told}{reason}")
    return tuple(lines)


def _told(delivery: Delivery) -> str:
    if delivery.state is DeliveryState.FAILED:
        return "was not delivered"
    if delivery.state is DeliveryState.UNKNOWN:
        if delivery.next_try_at == NEVER:
            return "may or may not have arrived, also when sent again"
        return "may or may not have arrived and will be sent again"
    if delivery.state is DeliveryState.QUEUED and delivery.attempts:
        return f"is still being tried after {delivery.attempts} attempts"
    return ""


def _recent(store: Store, day: date) -> Iterable[Digest]:
    for back in range(_DAYS_BACK + 1):
        digest = store.digests.find(day - timedelta(days=back))
        if digest is not None:
            yield digest


def deliver(
    store: Store,
    channels: Iterable[Channel],
    *,
    now: datetime,
    should_stop: Callable[[], bool] = lambda: False,
) -> DeliveryReport:
    """Send every delivery that is due; one bad channel does not hold up the others.

    ``should_stop`` is asked before each; what is left stays queued. A StorageError ends the
    round; what was being sent is then found again as interrupted.
    """
    by_name = {channel.name: channel for channel in channels}
    for delivery in store.digests.interrupted():
        store.digests.record_delivery(_resolve_interrupted(delivery, now))
    _wake_distant(store, now)
    results: list[Delivery] = []
    ok = True
    for due in store.digests.due(now):
        if should_stop():
            break
        result, clean = _attempt(store, due, by_name.get(due.delivery.channel), now)
        ok = ok and clean
        results.append(result)
    states = [result.state for result in results]
    return DeliveryReport(
        sent=states.count(DeliveryState.SENT),
        waiting=sum(_is_waiting(result) for result in results),
        failed=states.count(DeliveryState.FAILED),
        unknown=states.count(DeliveryState.UNKNOWN),
        ok=ok,
        lines=tuple(f"{r.channel}: {r.state.value} {r.error}".rstrip() for r in results),
    )


def _is_waiting(delivery: Delivery) -> bool:
    open_states = (DeliveryState.QUEUED, DeliveryState.UNKNOWN)
    return delivery.state in open_states and delivery.next_try_at != NEVER


def _resolve_interrupted(delivery: Delivery, now: datetime) -> Delivery:
    repeated = delivery.next_try_at == NEVER
    return replace(
        delivery,
        state=DeliveryState.UNKNOWN,
        next_try_at=NEVER if repeated else now,
        error="the program ended while it was being sent",
    )


def _wake_distant(store: Store, now: datetime) -> None:
    """A next try that lies days ahead was set under a wrong clock: it is due now."""
    tomorrow = now.date() + timedelta(days=1)  # it may have begun where the readers are
    for digest in _recent(store, tomorrow):
        for delivery in store.digests.deliveries(digest.id):
            at = delivery.next_try_at
            if _is_waiting(delivery) and at is not None and at > now + _LONGEST_WAIT:
                store.digests.record_delivery(replace(delivery, next_try_at=now))


def _attempt(
    store: Store, due: DeliveryDue, channel: Channel | None, now: datetime
) -> tuple[Delivery, bool]:
    """Send one delivery and record what came of it; False with it if the channel has a bug."""
    before = due.delivery
    if channel is None:
        gone = replace(
            before,
            state=DeliveryState.FAILED,
            next_try_at=None,
            error="this channel is not configured any more",
        )
        store.digests.record_delivery(gone)
        return gone, True
    doubtful = before.state is DeliveryState.UNKNOWN
    sending = replace(
        before,
        state=DeliveryState.SENDING,
        attempts=before.attempts + 1,
        next_try_at=NEVER if doubtful else None,
    )
    store.digests.record_delivery(sending)
    clean = True
    try:
        channel.send(due.digest, key=before.key)
    except DeliveryError as error:
        after = _after_error(sending, error, doubtful=doubtful, now=now)
        _log.warning("digest by %s: %s: %s", channel.name, after.state.value, error)
    except Exception as error:
        # A bug: nobody knows how far it came, so it is treated like a broken line.
        clean = False
        _log.exception("digest by %s: unexpected error", channel.name)
        reason = DeliveryError("unknown", f"unexpected {type(error).__name__}, see the log")
        after = _after_error(sending, reason, doubtful=doubtful, now=now)
    else:
        after = replace(sending, state=DeliveryState.SENT, next_try_at=None, error="", sent_at=now)
    store.digests.record_delivery(after)
    return after, clean


def _after_error(
    sending: Delivery, error: DeliveryError, *, doubtful: bool, now: datetime
) -> Delivery:
    """The delivery's next state. ``doubtful``: an earlier attempt may have arrived."""
    message = str(error)
    if error.outcome == "unknown":
        if doubtful:
            return replace(sending, state=DeliveryState.UNKNOWN, next_try_at=NEVER, error=message)
        wait = BACK_OFF[0]
        return replace(sending, state=DeliveryState.UNKNOWN, next_try_at=now + wait, error=message)
    if error.outcome == "permanent" or sending.attempts >= MAX_ATTEMPTS:
        if doubtful:
            message = f"{message} (an earlier attempt may have arrived)"
        return replace(sending, state=DeliveryState.FAILED, next_try_at=None, error=message)
    wait = BACK_OFF[min(sending.attempts, len(BACK_OFF)) - 1]
    if error.retry_after is not None:
        wait = min(max(wait, timedelta(seconds=error.retry_after)), _LONGEST_WAIT)
    # Once doubtful, always doubtful: a later unknown end must not cause a second repetition.
    state = DeliveryState.UNKNOWN if doubtful else DeliveryState.QUEUED
    return replace(sending, state=state, next_try_at=now + wait, error=message)


def requeue(store: Store, digest: Digest, channels: Iterable[str], *, now: datetime) -> int:
    """Have a digest sent again by hand on the named channels; returns how many were queued.

    It goes out under the same key, so that mail programs can tell a copy.
    """
    wanted = set(channels)
    again = [d for d in store.digests.deliveries(digest.id) if d.channel in wanted]
    for delivery in again:
        store.digests.record_delivery(
            replace(
                delivery,
                state=DeliveryState.QUEUED,
                attempts=0,
                next_try_at=now,
                error="",
                sent_at=None,
            )
        )
    return len(again)
