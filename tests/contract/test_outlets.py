"""OutletStore, on every implementation."""

import pytest

from monitor.errors import NotFoundError
from tests.factories import NOW, make_outlet


def test_put_inserts_and_replaces(store):
    store.outlets.put([make_outlet("b"), make_outlet("a", state_media_of="Norland")])
    store.feeds.add("https://a.example/f", outlet_id="a", at=NOW)
    changed = make_outlet("a", name="The New A", hosts=("a.example", "www.a.example"))
    store.outlets.put([changed])
    assert store.outlets.list() == (changed, make_outlet("b"))
    assert store.outlets.get("a") == changed


def test_get_refuses_an_unknown_outlet(store):
    with pytest.raises(NotFoundError, match="nobody"):
        store.outlets.get("nobody")
    assert store.outlets.list() == ()
