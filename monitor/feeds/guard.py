"""Which addresses may be connected to, checked at the moment of connecting.

The guard sits below HTTP, where a name has become an address: whatever a feed, a redirect or a
DNS answer says, the address that is checked is the one that is connected to, and there is no
second look-up in between.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from functools import lru_cache
from typing import Any

import httpcore

from monitor.feeds.stream import connect

#: Addresses of (host, port), in the order to be tried; raises OSError if there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_MAX_ADDRESSES = 3
# Ranges that ``is_global`` lets pass (depending on the Python version) and that lead, or may
# lead, to IPv4 addresses or to a local network.
_TUNNELS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "::/96",  # IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "fec0::/10",  # site-local
        "5f00::/16",  # segment routing
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
    )
)


class AddressRefusedError(Exception):
    """The guard said no; the message says to what, without saying why it would be there."""


class UnresolvedError(Exception):
    """The host name has no address."""


@lru_cache(maxsize=2000)
def is_public(address: str) -> bool:
    """Whether ``address`` (as text) is one that anybody on the internet means the same by."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # also a scoped "fe80::1%eth0" of odd form
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    return not any(ip in network for network in _TUNNELS if network.version == ip.version)


async def resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of ``host`` by the system's resolver; an address is its own."""
    with contextlib.suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to the ``allowed`` "host:port" pairs.

    Refuses if *any* answer of the resolver is not public, as a mixed answer is how a guard is
    probed.
    """

    def __init__(self, *, allowed: Collection[str] = (), resolve: Resolve = resolve) -> None:
        self._allowed = frozenset(entry.lower() for entry in allowed)
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address that answers.

        Raises AddressRefusedError, UnresolvedError or httpcore's connect errors.
        """
        addresses = await self._checked(host, port)
        for last, address in enumerate(addresses, start=1 - len(addresses)):
            try:
                return await connect(
                    address,
                    port,
                    # One dead address (of IPv6, as a rule) must not eat the time of the next.
                    timeout=timeout if last == 0 or timeout is None else timeout / 3,
                    local_address=local_address,
                    socket_options=socket_options or (),
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last == 0:
                    raise
        raise UnresolvedError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Always refused."""
        raise AddressRefusedError(f"refused to connect to a local socket ({path})")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or "not a name"
            raise UnresolvedError(f"the host name {host} does not resolve ({reason})") from error
        if not self._is_allowed(host, port):
            for address in found:
                if not is_public(address) and not self._is_allowed(address, port):
                    raise AddressRefusedError(
                        f"refused: {host} is not an address on the public internet"
                        f" (fetch.allow_private can name {host}:{port})"
                    )
        return found[:_MAX_ADDRESSES]

    def _is_allowed(self, host: str, port: int) -> bool:
        bracketed = f"[{host}]" if ":" in host else host
        return f"{bracketed}:{port}".lower() in self._allowed
