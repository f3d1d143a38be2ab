from __future__ import annotations

import asyncio

import pytest

from monitor.feeds.guard import AddressRefusedError, GuardedBackend, is_public, resolve


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("127.8.8.8", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("192.0.0.170", False),
        ("192.0.2.1", False),
        ("192.88.99.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::7f00:1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001::1", False),
        ("2001:db8::1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::1", False),
        ("not an address", False),
        ("", False),
    ],
)
def test_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_local_sockets_are_refused_and_addresses_resolve_to_themselves() -> None:
    async def main() -> None:
        backend = GuardedBackend()
        with pytest.raises(AddressRefusedError, match="local socket"):
            await backend.connect_unix_socket("/run/x.sock")
        await backend.sleep(0)
        assert await resolve("127.0.0.1", 80) == ["127.0.0.1"]
        assert await resolve("::1", 80) == ["::1"]

    asyncio.run(main())
