"""Connections are used again, a few are kept, and none is forgotten."""

from __future__ import annotations

import asyncio

from monitor.feeds.client import Client, Fetched, Limits, Request
from tests.feeds.hostile import Server, hostile


def on_server(test, **options) -> None:
    async def main() -> None:
        async with (
            hostile() as server,
            Client(allow_private=[server.authority], **options) as client,
        ):
            await test(server, client, client._transport.connections)

    asyncio.run(main())


async def get(client: Client, server: Server, path: str = "/ok") -> object:
    return await client.fetch(Request(url=server.url(path)), Limits(timeout=1))


def test_a_connection_carries_the_next_request_too() -> None:
    async def test(server: Server, client: Client, connections) -> None:
        for _ in range(5):
            assert isinstance(await get(client, server), Fetched)
            assert len(connections) == 1
        assert len(server.connections) == 1

    on_server(test)


def test_no_more_wait_than_may_be_in_use() -> None:
    async def test(server: Server, client: Client, connections) -> None:
        await asyncio.gather(*(get(client, server) for _ in range(12)))
        assert 1 <= len(connections) <= 3

    on_server(test, max_connections=3)


def test_one_that_the_server_closed_is_not_asked_again() -> None:
    async def test(server: Server, client: Client, connections) -> None:
        assert isinstance(await get(client, server), Fetched)
        server.hang_up()
        await asyncio.sleep(0.05)
        assert isinstance(await get(client, server), Fetched)
        assert len(server.connections) == 2

    on_server(test)


def test_one_that_waited_too_long_is_closed() -> None:
    async def test(server: Server, client: Client, connections) -> None:
        connections._expiry = 0.05
        await get(client, server)
        await asyncio.sleep(0.1)
        await get(client, server)
        assert len(connections) == 1
        assert len(server.connections) == 2

    on_server(test)


def test_what_broke_is_not_kept() -> None:
    async def test(server: Server, client: Client, connections) -> None:
        for path in ("/short", "/stall", "/infinite-500", "/close", "/header-huge"):
            await get(client, server, path)
            assert len(connections) == 0, path
        assert not connections._in_use

    on_server(test)


def test_closing_ends_those_in_use_too() -> None:
    async def test(server: Server, client: Client, connections) -> None:
        waiting = asyncio.create_task(get(client, server, "/stall"))
        while not server.hits:
            await asyncio.sleep(0.01)
        await connections.aclose()
        assert not isinstance(await waiting, Fetched)
        assert not connections._in_use

    on_server(test)
