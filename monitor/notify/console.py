"""Prints digests: for a terminal, a log or cron's mail."""

from __future__ import annotations

import sys
from typing import TextIO

from monitor.domain.digest.compose import from_json
from monitor.domain.work import Digest
from monitor.errors import DeliveryError
from monitor.notify.render import render_text


class ConsoleChannel:
    """Writes the text rendering to ``stream`` (standard output at the time of sending)."""

    name = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def send(self, digest: Digest, *, key: str) -> None:  # noqa: ARG002  (no copies to tell)
        stream = self._stream or sys.stdout
        text = render_text(from_json(digest.body))
        encoding = getattr(stream, "encoding", None) or "utf-8"
        try:
            stream.write(text.encode(encoding, "replace").decode(encoding))
            stream.flush()
        except OSError as error:  # nobody reads any more
            raise DeliveryError("permanent", f"cannot write: {error.strerror}") from error
