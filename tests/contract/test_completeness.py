"""Every method of every store port has a contract test, and every implementation has it."""

import ast
import inspect
from pathlib import Path

import pytest

from monitor.domain import ports
from monitor.storage.store import SqlStore
from tests.fakes import FakeStore

PORTS = {
    name: getattr(ports, inspect.signature(member.fget).return_annotation)
    for name, member in vars(ports.Store).items()
    if isinstance(member, property)
}
METHODS = [
    (name, method)
    for name, port in PORTS.items()
    for method, member in vars(port).items()
    if inspect.isfunction(member) and not method.startswith("_")
]


def called() -> set[tuple[str, str]]:
    """(port, method) pairs that the contract tests call as ``store.port.method(...)``."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Attribute)
                and isinstance(node.func.value.value, ast.Name)
                and node.func.value.value.id == "store"
            ):
                found.add((node.func.value.attr, node.func.attr))
    return found


def test_the_store_has_its_eleven_ports():
    assert sorted(PORTS) == [
        "articles",
        "audit",
        "claims",
        "digests",
        "entries",
        "feeds",
        "flags",
        "outlets",
        "rechecks",
        "runs",
        "seconds",
    ]
    assert len(METHODS) > 40


def test_every_method_has_a_contract_test():
    assert [f"{port}.{method}" for port, method in METHODS if (port, method) not in called()] == []


@pytest.mark.parametrize("kind", [FakeStore, SqlStore], ids=["fake", "sql"])
@pytest.mark.parametrize("port", PORTS)
def test_every_implementation_has_the_parameters_of_the_port(kind, port, tmp_path):
    store = FakeStore() if kind is FakeStore else SqlStore(database=None)
    for name, method in METHODS:
        if name == port:
            ours = inspect.signature(getattr(getattr(store, port), method)).parameters
            theirs = list(inspect.signature(getattr(PORTS[port], method)).parameters)[1:]
            assert list(ours) == theirs, method
