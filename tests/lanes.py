"""Lanes that call directly: everything runs here and now, in the order it is asked for."""

from __future__ import annotations

import asyncio


class InlineLanes:
    """The Lanes port without threads or processes; ``calls`` names what ran where."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def db(self, fn, /, *args, **kwargs):
        return await self._run("db", fn, *args, **kwargs)

    async def judge(self, fn, /, *args, **kwargs):
        return await self._run("judge", fn, *args, **kwargs)

    async def io(self, fn, /, *args, **kwargs):
        return await self._run("io", fn, *args, **kwargs)

    async def cpu(self, fn, /, *args, timeout):
        assert timeout > 0
        return await self._run("cpu", fn, *args)

    async def _run(self, lane, fn, *args, **kwargs):
        self.calls.append(lane)
        await asyncio.sleep(0)  # other tasks may come in between, as they do in threads
        return fn(*args, **kwargs)
