"""What asking a second reader brings, costs and may cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.domain.judgement import SecondFate
from monitor.domain.model import require_utc


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a second reader wrote. ``cost`` is in the money of the configured prices."""

    text: str
    cost: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0


class Trouble(StrEnum):
    """Why there is no answer."""

    UNREACHABLE = "unreachable"  # no connection
    TIMEOUT = "timeout"
    DENIED = "denied"  # key, address or model are not accepted
    BUSY = "busy"  # asked to come back later
    ERROR = "error"  # the server failed, or answered what no reader answers
    REFUSED = "refused"  # the model would not answer this question
    CUT = "cut"  # the answer did not fit into the tokens allowed


#: Troubles of one question; the others are the server's and will meet the next question too.
OF_THE_QUESTION = frozenset({Trouble.REFUSED, Trouble.CUT})


@dataclass(frozen=True, kw_only=True, slots=True)
class NoAnswer:
    """That there is none, and why. ``message`` is one line without any text of the server.

    ``cost`` is what the call may have cost all the same; ``retry_after`` is in seconds.
    """

    trouble: Trouble
    message: str
    cost: float = 0.0
    retry_after: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Caps:
    """What a UTC day may cost: in calls, and in the money of the configured prices."""

    calls: int
    cost: float


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondCall:
    """A call about to be made; ``cost`` is the most that it can cost."""

    key: str  # hash of everything that the answer depends on
    reader: str
    at: datetime
    cost: float

    def __post_init__(self) -> None:
        require_utc(self.at, "at")


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondOutcome:
    """What became of a call: its real cost, and the reply, to be used again."""

    call_id: int
    fate: SecondFate
    cost: float
    tokens_in: int = 0
    tokens_out: int = 0
    reply: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondUsage:
    """What was asked on a UTC day. ``cost`` counts the most for calls that are under way."""

    day: date
    calls: int = 0
    cost: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    fates: Mapping[str, int] = field(default_factory=dict)  # without zeros
