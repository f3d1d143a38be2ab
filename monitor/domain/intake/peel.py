"""One wrapping taken off a statement."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Peel:
    """One wrapping taken off: ``inner`` is the rest.

    ``leaves_open`` says that the wrapping itself marks the statement as unsettled; a neutral
    "the minister said" does not, it only names a speaker.
    """

    inner: str
    cue: str
    kind: str  # "condition" or "attribution"
    speaker: str = ""
    leaves_open: bool = True
    condition: str = ""  # the whole condition, if it is more than "if true"
