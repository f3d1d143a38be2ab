"""Every error that the product raises on purpose.

::

    MonitorError                the message is one line a user can act on
    ├── UsageError              wrong use or configuration: exit code 2
    │   ├── ConfigError         a setting, by file, key and the nearest valid key
    │   ├── QueryError          a watch query, with the position of the fault
    │   └── NotFoundError       no such claim, flag, feed ...
    ├── TransitionError         a review or verdict that the state does not allow
    ├── StorageError            the database cannot be used
    │   ├── SchemaError         older or newer schema than this program knows
    │   └── BusyError           (temporary) locked, or the connection was lost
    ├── LeaseError              another daemon holds this database
    ├── FetchError              (mostly temporary) carries a FetchFailure value
    ├── WorkerError             (temporary) a child process was killed: time, memory or crash
    └── DeliveryError           mail or Slack; says temporary, permanent or unknown

Expected failures of feeds and pages are *values* in outcomes (design, section 5), not
exceptions; these classes cover what a caller cannot go on without.
"""

from __future__ import annotations


class MonitorError(Exception):
    """Base. ``temporary`` says whether trying again later can help."""

    temporary = False


class UsageError(MonitorError):
    """The user asked for something that cannot be done as asked; exit code 2."""


class ConfigError(UsageError):
    """A setting is wrong; the message names file, key and the nearest valid key."""


class QueryError(UsageError):
    """A watch query is wrong.

    ``position`` is the 0-based character offset of the fault, ``suggestion`` what to write
    instead ('' if nothing can be proposed).
    """

    def __init__(self, message: str, *, query: str, position: int, suggestion: str = "") -> None:
        self.reason = message
        self.query = query
        self.position = position
        self.suggestion = suggestion
        hint = f" Try: {suggestion}" if suggestion else ""
        super().__init__(f"watch query, character {position + 1}: {message}.{hint}")

    def __reduce__(self) -> tuple[object, ...]:
        return (_query_error, (self.reason, self.query, self.position, self.suggestion))


def _query_error(reason: str, query: str, position: int, suggestion: str) -> QueryError:
    return QueryError(reason, query=query, position=position, suggestion=suggestion)


class NotFoundError(UsageError):
    """There is no such claim, flag, feed, article or digest."""


class TransitionError(MonitorError):
    """The state of the flag or claim does not allow this act."""


class StorageError(MonitorError):
    """The database cannot be used as it is."""


class SchemaError(StorageError):
    """The database's schema is not the one this program works with."""


class BusyError(StorageError):
    """Locked for longer than the busy timeout, or the connection was lost."""

    temporary = True


class LeaseError(MonitorError):
    """Another daemon works on this database."""


class WorkerError(MonitorError):
    """A child process was killed because of time, memory or a crash.

    ``reason`` is one of ``timeout``, ``memory``, ``crash``.
    """

    temporary = True

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        return (WorkerError, (self.reason, str(self)))


class DeliveryError(MonitorError):
    """A digest was not delivered.

    ``outcome`` is ``temporary`` (try again), ``permanent`` (refused: do not repeat as is) or
    ``unknown`` (the connection broke after the message was handed over).
    ``retry_after`` is in seconds, if the receiver named it.
    """

    def __init__(self, outcome: str, message: str, *, retry_after: float | None = None) -> None:
        self.outcome = outcome
        self.retry_after = retry_after
        self.temporary = outcome == "temporary"
        super().__init__(message)
