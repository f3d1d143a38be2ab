"""A real daemon tells machines how it is, whatever they send."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path

from monitor.demo.content import load_content
from monitor.demo.replay import day_end
from monitor.demo.site import Newsroom
from tests.acceptance.newsdesk import TROUBLE, Newsdesk


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(port: int, path: str) -> tuple[int, str]:
    """(status, body); status 0 if nobody answers."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        line.close()


def attack(port: int, stop: threading.Event) -> None:
    """Send what no client should, over and over."""
    shots = (
        b"\x00\xff" * 40_000,
        b"GET /readyz HTTP/1.1\r\nX: " + b"a" * 60_000,
        b"POST /metrics HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n" + b"b" * 60_000,
        b"GET /metrics HTTP/1.1\r\n\r\n",  # and never reads
        b"GET /he",  # and waits
    )
    held: list[socket.socket] = []
    while not stop.wait(0.02):
        for shot in shots:
            with suppress(OSError):
                line = socket.create_connection(("127.0.0.1", port), 2)
                line.setblocking(False)
                held.append(line)
                line.send(shot)
        while len(held) > 15:
            held.pop(0).close()
    for line in held:
        line.close()


def test_machines_are_told_while_the_daemon_works(tmp_path: Path) -> None:
    content = load_content()
    days = content.dates()
    port = free_port()
    settings = f"[http]\nport = {port}"
    with (
        Newsroom(content, as_of=day_end(days[0])) as site,
        Newsdesk(tmp_path, content, site, extra=(settings,)) as desk,
    ):
        desk.start()
        desk.wait(lambda: ask(port, "/readyz")[0] == 200, seconds=30, what="ready")
        desk.tell(days[0])
        assert ask(port, "/healthz") == (200, "alive\n")
        stop = threading.Event()
        attacker = threading.Thread(target=attack, args=(port, stop))
        attacker.start()
        try:
            for day in days[1:4]:
                desk.tell(day, seconds=30)
        finally:
            stop.set()
            attacker.join()
        desk.wait(lambda: ask(port, "/readyz")[0] == 200, seconds=10, what="ready again")
        kept = desk.query("SELECT count(*) FROM articles")[0][0]
        line = f"\nmonitor_articles {kept}\n"
        desk.wait(lambda: line in ask(port, "/metrics")[1], seconds=10, what="fresh figures")
        queue = lambda: json.loads(ask(port, "/readyz")[1])["queue"]  # noqa: E731
        desk.wait(lambda: queue() == 0, seconds=30, what="an empty queue")
        ready = json.loads(ask(port, "/readyz")[1])
        assert (ready["reasons"], ready["queue"]) == ([], 0)
        assert max(ready["seconds_since"].values()) < 5
        status, text = ask(port, "/metrics")
        assert status == 200
        found = dict(re.findall(r"^(\w+(?:\{[^}]*\})?) (\S+)$", text, re.MULTILINE))
        feeds = desk.query("SELECT count(*) FROM feeds")[0][0]
        told = [int(found[name]) for name in found if name.startswith("monitor_feeds{")]
        assert sum(told) == feeds == len(content.outlets)
        assert int(found["monitor_articles"]) == kept > 0
        assert int(found['monitor_job_runs_total{job="poll",result="ok"}']) > 3
        assert int(found["process_open_fds"]) < 100
        good = desk.run("status", "--check")
        assert good.returncode == 0, good.stdout + good.stderr

        assert desk.process is not None
        desk.process.send_signal(signal.SIGSTOP)  # alive for the lease, but it does nothing
        try:
            hung = desk.run("status", "--check")
        finally:
            desk.process.send_signal(signal.SIGCONT)
        assert hung.returncode == 1
        assert "STUCK: nothing usable answers" in hung.stdout
        code, seconds = desk.stop()
        assert code == 0
        assert seconds < 10
        assert ask(port, "/healthz") == (0, "")
    log = desk.log.read_text(encoding="utf-8")
    assert [trouble for trouble in (*TROUBLE, "status broke") if trouble in log] == []


def test_a_port_that_is_taken_ends_the_daemon_with_one_line(tmp_path: Path) -> None:
    content = load_content()
    with (
        Newsroom(content, as_of=day_end(content.dates()[0])) as site,
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        port = taken.getsockname()[1]
        desk = Newsdesk(tmp_path, content, site, extra=(f"[http]\nport = {port}",))
        done = desk.run("run", timeout=60)
        assert done.returncode == 2
        assert f"http.port: cannot listen on 127.0.0.1:{port}" in done.stderr
        assert "Traceback" not in done.stderr
        # The lease was given back.
        assert desk.query("SELECT holder FROM lease") == [("",)]
