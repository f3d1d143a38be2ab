"""Handing something over by HTTP, through the one fetch function."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from monitor.domain.web import FetchFailure, Posted
from monitor.feeds.client import Client, Limits, Request


def post(
    url: str,
    body: bytes,
    *,
    content_type: str,
    timeout: float,
    allow_private: Collection[str] = (),
    contact: str = "",
) -> Posted | FetchFailure:
    """The ``Poster`` port, with whom it may reach besides the public internet."""
    headers = {"content-type": content_type, "accept": "text/plain"}
    request = Request(url=url, method="POST", headers=headers, body=body)

    async def exchange() -> Posted | FetchFailure:
        async with Client(
            allow_private=allow_private, contact=contact, max_connections=1
        ) as client:
            answer = await client.fetch(request, Limits(timeout=timeout))
        if isinstance(answer, FetchFailure):
            return answer
        wait = answer.headers.get("retry-after", "")
        return Posted(status=answer.status, retry_after=wait, body=answer.body)

    return asyncio.run(exchange())
