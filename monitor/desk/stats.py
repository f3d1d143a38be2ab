"""How far the judge can be trusted, by the desk's own decisions."""

from __future__ import annotations

from monitor.domain.calibration import Calibration, calibrate
from monitor.domain.judgement import FlagState
from monitor.domain.ports import Store


def statistics(store: Store) -> Calibration:
    """Reliability tables over every card that was accepted or rejected and stands so now."""
    return calibrate(store.flags.list(states={FlagState.ACCEPTED, FlagState.REJECTED}))
