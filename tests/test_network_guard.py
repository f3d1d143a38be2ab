"""Tests reach nothing but this machine (see conftest.py)."""

import socket

import pytest

from tests.conftest import BlockedNetworkError


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("news.invalid", 80)])
def test_no_connection_leaves_the_machine(address):
    with socket.socket() as sock:
        for reach in (sock.connect, sock.connect_ex):
            with pytest.raises(BlockedNetworkError):
                reach(address)
    with (
        socket.socket(type=socket.SOCK_DGRAM) as sock,
        pytest.raises(BlockedNetworkError),
    ):
        sock.sendto(b"x", address)


def test_no_name_is_asked_of_the_network():
    with pytest.raises(BlockedNetworkError):
        socket.getaddrinfo("www.wikipedia.org", 80)
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("gazette.example", 80)
    assert socket.getaddrinfo("127.0.0.1", 80)


def test_loopback_works():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
    ):
        client.sendall(b"x")
        accepted, _ = server.accept()
        with accepted:
            assert accepted.recv(1) == b"x"
