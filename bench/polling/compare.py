"""CPU and feeds per second of the poller, beside ``reader`` and a bare loop, on one loopback site.

    pip install -r bench/polling/requirements.txt    (into an environment of its own, see there)
    python bench/polling/compare.py [--feeds 200] [--rounds 5] [--hosts many|one]
                                    [--reader PYTHON]

Rounds are interleaved: in each, every contestant polls the same feeds in the same state, once
with 95 % of them unchanged and once with all changed (50 new items each). CPU is user and system
time of the contestant's whole process tree, children and database writes included, without the
site. Prints the median of the rounds; CPU of the busiest process is what bounds the feeds per
second where every process has a core.

The product has every guard on. With --hosts many each feed has a host of its own, as feeds do, and
the gate of two seconds a host is on; with one host there is no gate, and connections are kept.
reader runs as it comes, with one worker; `bare` uses feedparser's fastest way. Both need what
requirements.txt names, in an environment of its own: neither is a dependency of the product.

Exit code 1 if the product takes more CPU than reader, or its busiest process more for a changed
feed than 1.2 times what the bare loop takes to parse it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from measuring import cpu_seconds

HERE = Path(__file__).parent


class Contestant:
    def __init__(self, name: str, python: str, urls: Path) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [python, str(HERE / "contestants.py"), name, str(urls)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if name == "product" else None,
            text=True,
        )
        self.answer()

    def answer(self) -> dict[str, float]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended: exit code {self.process.wait()}")
        found: dict[str, float] = json.loads(line)
        return found

    def round(self) -> dict[str, float]:
        assert self.process.stdin is not None
        total, own = cpu_seconds(self.process.pid)
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        found = self.answer()
        total_after, own_after = cpu_seconds(self.process.pid)
        used = [seconds - own.get(pid, 0.0) for pid, seconds in own_after.items()]
        return {**found, "cpu": total_after - total, "busiest": max(used)}

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(30)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--feeds", type=int, default=200)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--hosts", choices=("many", "one"), default="many")
    options.add_argument("--reader", default=sys.executable, help="a python that has reader")
    options.add_argument("--only", default="product,reader,bare")
    given = options.parse_args()
    site = subprocess.Popen(
        [sys.executable, str(HERE / "site_of_feeds.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert site.stdout is not None
    assert site.stdin is not None
    port = int(site.stdout.readline())
    hosts = [
        f"127.0.{1 + n // 200}.{1 + n % 200}" if given.hosts == "many" else "127.0.0.1"
        for n in range(given.feeds)
    ]
    with tempfile.NamedTemporaryFile("w", suffix=".json") as urls:
        json.dump([f"http://{host}:{port}/feed/{n}" for n, host in enumerate(hosts)], urls)
        urls.flush()
        names = given.only.split(",")
        runners = [
            Contestant(n, given.reader if n == "reader" else sys.executable, Path(urls.name))
            for n in names
        ]
        rows: dict[tuple[str, str], list[dict[str, float]]] = {}

        def ask(path: str) -> None:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()

        for runner in runners:
            runner.round()  # the first poll: everything is new, everything is imported
        for number in range(given.rounds):
            for kind, share in (("unchanged", 0.05), ("changed", 1.0)):
                ask(f"/turn/0-{round(given.feeds * share)}")
                for runner in runners[number % len(runners) :] + runners[: number % len(runners)]:
                    rows.setdefault((kind, runner.name), []).append(runner.round())
        for runner in runners:
            runner.end()
    site.stdin.close()
    site.wait(10)
    sys.exit(report(given, names, rows))


def report(
    given: argparse.Namespace,
    names: list[str],
    rows: dict[tuple[str, str], list[dict[str, float]]],
) -> int:
    print(
        f"{given.feeds} feeds of 50 items, {given.rounds} rounds, hosts: {given.hosts};"
        f" {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )

    def middle(kind: str, name: str, what: str) -> float:
        """Milliseconds a feed, the median of the rounds."""
        seconds = statistics.median(row[what] for row in rows[kind, name])
        return seconds / given.feeds * 1000

    failed = 0
    for kind in ("unchanged", "changed"):
        for name in names:
            new = statistics.median(row["new"] for row in rows[kind, name])
            print(
                f"{kind:9} {name:8} {middle(kind, name, 'cpu'):6.2f} ms CPU a feed"
                f" (busiest process {middle(kind, name, 'busiest'):.2f}),"
                f" {1000 / middle(kind, name, 'wall'):7.1f} feeds/s, {new:.0f} new"
            )
        if {"product", "reader"} <= set(names):
            ratio = middle(kind, "product", "cpu") / middle(kind, "reader", "cpu")
            print(f"{kind:9} product / reader: {ratio:.2f} (at most 1)")
            failed |= ratio > 1
    if {"product", "bare"} <= set(names):
        parsing = middle("changed", "bare", "parsing")
        ratio = middle("changed", "product", "busiest") / parsing
        print(
            f"changed   bare parses for {parsing:.2f} ms of CPU;"
            f" product's busiest process / that: {ratio:.2f} (at most 1.2)"
        )
        failed |= ratio > 1.2
    return int(failed)


if __name__ == "__main__":
    main()
