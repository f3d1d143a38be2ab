"""The bytes of one connection: limits, ends, TLS."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpcore
import pytest

from monitor.feeds import stream
from monitor.feeds.client import Client, Fetched, Request

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def talk(serve: Serve, use: Callable[[stream.Stream], Awaitable[None]]) -> None:
    async def main() -> None:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await serve(reader, writer)
            except OSError:
                pass
            finally:
                writer.close()

        listener = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with listener:
            port = listener.sockets[0].getsockname()[1]
            mine = await stream.connect("127.0.0.1", port, timeout=5)
            try:
                await use(mine)
            finally:
                await mine.aclose()

    asyncio.run(main())


def test_bytes_come_in_order_and_in_pieces_no_larger_than_asked() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readexactly(5) * 3)

    async def use(mine: stream.Stream) -> None:
        await mine.write(b"hello", 5)
        got = b""
        while piece := await mine.read(4, 5):
            assert len(piece) <= 4
            got += piece
        assert got == b"hello" * 3
        assert mine.get_extra_info("is_readable")  # the end is news too

    talk(serve, use)


def test_a_server_that_never_stops_waits_until_somebody_reads() -> None:
    sent = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        for _ in range(1000):
            writer.write(b"x" * 100_000)
            sent += 100_000
            await writer.drain()

    async def use(mine: stream.Stream) -> None:
        await asyncio.sleep(0.3)
        assert mine._protocol.unread <= 2 * stream._MAX_UNREAD
        before = sent
        assert before < 50_000_000
        for _ in range(1000):
            await mine.read(65_536, 5)
        assert sent > before  # it goes on

    talk(serve, use)


def test_silence_is_a_timeout_and_a_reset_an_error() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        linger = struct.pack("ii", 1, 0)  # close by a reset
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    async def use(mine: stream.Stream) -> None:
        assert not mine.get_extra_info("is_readable")
        with pytest.raises(httpcore.ReadTimeout):
            await mine.read(100, 0.05)
        await mine.write(b"x", 5)
        with pytest.raises(httpcore.ReadError):
            await mine.read(100, 5)
        with pytest.raises(httpcore.WriteError):
            await mine.write(b"x", 5)

    talk(serve, use)


def test_a_server_that_does_not_read_is_a_timeout() -> None:
    enough = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await enough.wait()

    async def use(mine: stream.Stream) -> None:
        with pytest.raises(httpcore.WriteTimeout):
            await mine.write(b"x" * 20_000_000, 0.2)
        enough.set()

    talk(serve, use)


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(httpcore.ConnectError, match="refused"):
        asyncio.run(stream.connect("127.0.0.1", port, timeout=5))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return key, cert


def test_https_for_the_name_in_the_certificate_only(certificate: tuple[Path, Path]) -> None:
    key, cert = certificate
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(cert, key)
    body = b"<rss>" + b"town " * 100_000

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except asyncio.IncompleteReadError:
            writer.close()

    async def here(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def main() -> None:
        listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=served)
        async with listener:
            port = listener.sockets[0].getsockname()[1]
            names = [f"{name}:{port}" for name in ("news.example", "other.example")]
            trusting = ssl.create_default_context(cafile=str(cert))
            client = Client(allow_private=names, resolve=here, ssl_context=trusting)
            async with client:
                for _ in range(2):  # the second over the same connection
                    found = await client.fetch(Request(url=f"https://{names[0]}/feed"))
                    assert isinstance(found, Fetched)
                    assert found.body == body
                assert len(client._transport.connections) == 1
                refused = await client.fetch(Request(url=f"https://{names[1]}/feed"))
                assert not isinstance(refused, Fetched)
                assert refused.reason == "tls"
                assert "certificate" in refused.message
            async with Client(allow_private=names, resolve=here) as stranger:
                refused = await stranger.fetch(Request(url=f"https://{names[0]}/feed"))
                assert not isinstance(refused, Fetched)
                assert refused.reason == "tls"

    asyncio.run(main())
