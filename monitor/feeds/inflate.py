"""Collects a body that may be gzip, never holding more than it may decode to."""

from __future__ import annotations

import zlib

# Labels that name no encoding but are sent by misconfigured servers.
_PLAIN = frozenset({"", "identity", "none", "utf-8", "utf8"})
_GZIP = frozenset({"gzip", "x-gzip"})
_WITH_GZIP_HEADER = 31  # zlib: gzip framing, window of 32 KiB
_GZIP_MAGIC = 0x1F
_MAX_MEMBERS = 10_000


class BodyTooLargeError(Exception):
    """More bytes, as sent or as decoded, than allowed."""


class BrokenBodyError(Exception):
    """Not what its encoding says, or cut off; the message is one line."""


class Inflater:
    """Feed it the chunks as they arrive, then take the whole with ``finish``.

    Raises BrokenBodyError for an ``encoding`` that was not asked for.
    """

    def __init__(self, encoding: str, max_bytes: int) -> None:
        if encoding not in _PLAIN and encoding not in _GZIP:
            raise BrokenBodyError(f"a content encoding that we do not accept: {encoding[:60]}")
        self._gzip = encoding in _GZIP
        self._max_bytes = max_bytes
        self._received = 0
        self._body = bytearray()
        self._decoder: zlib._Decompress | None = None
        self._members = 0
        self._ended = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes from the wire."""
        self._received += len(chunk)
        if self._received > self._max_bytes:
            raise BodyTooLargeError
        if not self._gzip:
            self._body += chunk
            return
        while chunk and not self._ended:
            if self._decoder is None:
                # What follows the last member and is no member is ignored, as gunzip does.
                if self._members and chunk[0] != _GZIP_MAGIC:
                    self._ended = True
                    return
                self._members += 1
                if self._members > _MAX_MEMBERS:
                    raise BrokenBodyError("gzip: too many members")
                self._decoder = zlib.decompressobj(_WITH_GZIP_HEADER)
            room = self._max_bytes - len(self._body) + 1
            try:
                self._body += self._decoder.decompress(chunk, room)
            except zlib.error as error:
                raise BrokenBodyError(f"not valid gzip ({error})") from error
            if len(self._body) > self._max_bytes:
                raise BodyTooLargeError
            chunk = self._decoder.unconsumed_tail
            if self._decoder.eof:
                chunk, self._decoder = self._decoder.unused_data, None

    def finish(self) -> bytes:
        """The whole body; BrokenBodyError if the gzip stream had not ended."""
        if self._decoder is not None:
            raise BrokenBodyError("gzip: the body is cut off")
        return bytes(self._body)


def beginning(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """At most ``max_bytes`` of what the first bytes of a body decode to; b"" if they do not."""
    if encoding.strip().lower() not in _GZIP:
        return body[:max_bytes]
    try:
        return zlib.decompressobj(_WITH_GZIP_HEADER).decompress(body, max_bytes)
    except zlib.error:
        return b""
