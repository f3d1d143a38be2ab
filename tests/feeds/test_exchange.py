"""One connection: what goes out, what an answer may look like, when it may be used again."""

from __future__ import annotations

import asyncio

import httpcore
import pytest

from monitor.feeds.exchange import Exchange, Head


class Wire(httpcore.AsyncNetworkStream):
    """Says ``pieces`` one after the other; ``sent`` is what was written to it."""

    def __init__(self, *pieces: bytes, breaks: bool = False) -> None:
        self.pieces = list(pieces)
        self.breaks = breaks
        self.sent: list[bytes] = []

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.sent.append(buffer)
        if self.breaks:
            raise httpcore.WriteError("hung up")


def exchange(wire: Wire, method: bytes = b"GET", body: bytes = b""):
    """(head, body, whether the connection can be used again) of one request."""

    async def main() -> tuple[Head, bytes, bool]:
        one = Exchange(wire)
        headers = [(b"host", b"a.example")]
        if body:
            headers.append((b"content-length", str(len(body)).encode()))
        head = await one.ask(method, b"/x", headers, body, timeouts={})
        got = b"".join([piece async for piece in one.body({})])
        return head, got, one.finish()

    return asyncio.run(main())


def test_a_request_goes_out_in_one_piece() -> None:
    wire = Wire(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    head, got, again = exchange(wire, b"POST", b"hello")
    assert wire.sent == [b"POST /x HTTP/1.1\r\nhost: a.example\r\ncontent-length: 5\r\n\r\nhello"]
    assert (head.status, list(head.headers)) == (200, [(b"Content-Length", b"2")])
    assert (got, again) == (b"ok", True)


def test_an_answer_given_before_all_was_sent_counts() -> None:
    wire = Wire(b"HTTP/1.1 413 Too much\r\nConnection: close\r\n\r\nno", breaks=True)
    head, got, again = exchange(wire, b"POST", b"much")
    assert (head.status, got, again) == (413, b"no", False)


def test_interim_answers_are_passed_over() -> None:
    wire = Wire(b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 Done\r\n\r\n")
    assert exchange(wire)[0].status == 204


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"HTTP/1.1 200 OK\r\n"],
        [b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n"],
        [b"SSH-2.0-OpenSSH_9.2\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
        [b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 120_000],
    ],
)
def test_what_is_no_answer_is_an_error_of_the_other_side(pieces: list[bytes]) -> None:
    with pytest.raises(httpcore.RemoteProtocolError):
        exchange(Wire(*pieces))


def test_a_header_that_would_split_the_request_is_refused() -> None:
    async def main() -> None:
        wire = Wire()
        with pytest.raises(httpcore.LocalProtocolError):
            await Exchange(wire).ask(b"GET", b"/", [(b"host", b"a\r\nx: y")], b"", timeouts={})
        assert wire.sent == []

    asyncio.run(main())


def test_the_moment_before_the_first_byte_is_told() -> None:
    async def main() -> None:
        wire, told = Wire(), []
        with pytest.raises(httpcore.RemoteProtocolError):
            await Exchange(wire).ask(
                b"GET",
                b"/",
                [(b"host", b"a")],
                b"",
                timeouts={},
                sending=lambda: told.append(len(wire.sent)),
            )
        assert told == [0]

    asyncio.run(main())
