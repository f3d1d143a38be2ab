"""By the clock: read what is due, work on frozen values, write one outcome.

Each job is an ``async`` function that gets its ports and ``now`` as arguments and returns a
JobRun. What one item costs is bounded, and what one item breaks stays with that item.
"""
