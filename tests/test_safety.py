"""The machine never decides: no job can change a claim's verdict or a person's decision."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import monitor
from monitor.demo.content import load_claims, load_content
from monitor.demo.replay import replay
from monitor.domain.judgement import DECIDED
from monitor.domain.model import VERDICTS, ClaimStatus
from monitor.domain.work import MACHINE
from monitor.errors import TransitionError
from monitor.settings import Settings
from monitor.storage.store import open_store
from monitor.wiring import load_alias_table, make_judge
from tests.factories import make_claim, make_event, make_verdict

ROOT = Path(monitor.__file__).parent
#: What runs by the clock, and all that it may import of the product.
MACHINES = ("jobs", "application", "daemon", "demo")
#: Whoever can import these can decide.
DECIDERS = {"monitor.domain.review", "monitor.desk.reviews", "monitor.desk.claims"}
VERBS = {"record_verdict", "record_review", "close_claim", "reopen_claim", "merge_claims"}
#: ``wiring`` reads claims out of files by this module; it calls nothing that decides.
READS_ONLY = {("monitor.wiring", "monitor.desk.claims"): {"claim_from_fields", "require_distinct"}}


def modules() -> dict[str, ast.Module]:
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.Module, known: set[str]) -> Iterator[tuple[str, set[str]]]:
    """(module, names taken from it), lazy imports too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, set()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if whole in known:
                    yield whole, set()
                else:
                    yield node.module, {alias.name}


def is_machine(name: str) -> bool:
    return any(name == f"monitor.{m}" or name.startswith(f"monitor.{m}.") for m in MACHINES)


def test_no_machine_can_reach_what_decides():
    trees = modules()
    known = set(trees)
    todo = [name for name in known if is_machine(name)]
    assert len(todo) > 10
    seen, faults = set(todo), []
    while todo:
        name = todo.pop()
        for target, names in imports(trees[name], known):
            if target in DECIDERS:
                if not names or names - READS_ONLY.get((name, target), set()):
                    faults.append(f"{name} imports {target}: {', '.join(sorted(names))}")
            elif target in known and target not in seen:
                seen.add(target)
                todo.append(target)
    assert faults == []


def test_only_the_desk_records_decisions():
    callers = set()
    for name, tree in modules().items():
        for node in ast.walk(tree):
            used = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            if used in VERBS or (isinstance(node, ast.Constant) and node.value in VERBS):
                callers.add(name)
    allowed = ("monitor.desk.", "monitor.cli.")
    assert {name for name in callers if not name.startswith(allowed)} <= {
        "monitor.storage.claims",
        "monitor.storage.flags",
    }
    assert "monitor.desk.claims" in callers


class Guarded:
    """A port of which some methods must never be called."""

    def __init__(self, inner, forbidden):
        self._inner, self._forbidden = inner, forbidden

    def __getattr__(self, name):
        if name in self._forbidden:
            raise AssertionError(f"a job called {name}")
        return getattr(self._inner, name)


class GuardedStore:
    """The store as the jobs may use it."""

    def __init__(self, inner):
        self._inner = inner
        self.claims = Guarded(inner.claims, {"record_verdict", "edit"})
        self.flags = Guarded(inner.flags, {"record_review"})

    def __getattr__(self, name):
        return getattr(self._inner, name)


def test_a_replayed_story_decides_nothing(sqlite_url):
    store = open_store(sqlite_url)
    aliases = load_alias_table(Settings())
    content = load_content()
    problems = []
    asyncio.run(
        replay(
            content,
            load_claims(now=datetime.now(UTC)),
            store=GuardedStore(store),
            aliases=aliases,
            judge=make_judge(aliases),
            days=[*content.dates()[:3], content.dates()[-1]],
            progress=lambda step: problems.extend(step.problems),
        )
    )
    assert problems == []
    assert store.flags.list()
    assert {claim.status for claim in store.claims.list()} <= {
        ClaimStatus.OPEN,
        ClaimStatus.STALE,
    }
    assert not {flag.state for flag in store.flags.list()} & DECIDED
    events = store.audit.list(limit=100_000)
    assert {event.actor for event in events} == {MACHINE}
    assert not {event.to_state for event in events} & {*VERDICTS, *DECIDED, "merged"}
    for claim in store.claims.list():
        for row in store.flags.evidence_on(claim.id):
            published = row.published_at or row.fetched_at
            assert published.date() >= claim.claimed_on
    store.close()


@pytest.mark.parametrize("actor", [MACHINE, ""])
@pytest.mark.parametrize("status", sorted(VERDICTS))
def test_storage_refuses_a_verdict_of_the_machine(store, actor, status):
    claim = store.claims.add(make_claim(), event=make_event())
    with pytest.raises(TransitionError):
        store.claims.record_verdict(make_verdict(claim, status, actor=actor))
    assert store.claims.get("C1").status is ClaimStatus.OPEN
    assert [event.action for event in store.audit.list()] == ["create"]
