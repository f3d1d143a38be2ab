"""``monitor run --once``, ``demo``, ``status``, ``doctor``, ``db``, ``digest`` and the frame."""

from __future__ import annotations

import json
import os
import shlex
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.cli import demo
from monitor.cli.status import ask_daemon, gather_status, status_rows
from monitor.domain.model import FeedState
from monitor.domain.weather import OFFLINE
from monitor.settings import HttpSettings, Settings
from tests.factories import NOW, later, make_feed, make_outlet, make_run
from tests.fakes import FakeStore

COMMANDS = [
    *("run", "demo", "status", "doctor", "export", "intake", "extract", "judge", "review", "stats"),
    *("claims list", "claims show", "claims add", "claims edit", "claims open", "claims reopen"),
    *("claims close", "claims merge", "claims import", "claims export", "claims test"),
    *("claims timeline", "feeds list", "feeds show", "feeds add", "feeds remove", "feeds pause"),
    *(
        "feeds status",
        "feeds edit",
        "feeds import",
        "feeds export",
        "feeds check",
        "flags list",
        "flags show",
    ),
    *("flags explain", "digest preview", "digest send", "db upgrade", "db check", "db backup"),
]


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """Settings whose tables hold no claims and no feeds: nothing reaches for the network."""
    (tmp_path / "claims.toml").write_text("")
    (tmp_path / "outlets.toml").write_text("")
    monkeypatch.setenv("MONITOR_CLAIMS__CLAIMS_FILE", str(tmp_path / "claims.toml"))
    monkeypatch.setenv("MONITOR_CLAIMS__OUTLETS_FILE", str(tmp_path / "outlets.toml"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(call, command):
    told = call(*command.split(), "--help").ok()
    assert told.out.startswith("Usage: monitor")


def test_no_command_is_forgotten_here():
    import typer

    from monitor.cli.app import app

    def names(group, prefix=""):
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from names(command, f"{prefix}{name} ")
            else:
                yield prefix + name

    assert sorted(names(typer.main.get_command(app))) == sorted(COMMANDS)


def test_help_is_quick_and_light():
    code = (
        "import sys; sys.argv = ['monitor', '--help']\n"
        "from monitor.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'trafilatura', 'sqlalchemy', 'alembic', 'httpx', 'feedparser', 'sentencex'}\n"
        "heavy |= {'rich.console', 'rich.table', 'jinja2', 'apscheduler', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    best = 9.0
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code], check=False, capture_output=True, text=True
        )
        best = min(best, time.perf_counter() - begun)
    assert done.stderr.strip() == "[]"
    assert best < 0.5 or os.getloadavg()[0] > 2


def test_version_and_wrong_use(call):
    assert call("--version").ok().out.startswith("followup-monitor ")
    for args in (("--nope",), ("nope",), ("claims", "nope"), ("status", "extra")):
        told = call(*args)
        assert (told.code, told.out) == (2, "")
    assert call().code == 2


@pytest.mark.parametrize(
    ("environ", "code", "words"),
    [
        ({"MONITOR_FETCH__TIMOUT": "1"}, 2, "did you mean 'timeout'"),
        ({"MONITOR_DATABASE__URL": "nonsense"}, 2, "not a database URL"),
        ({"MONITOR_CLAIMS__ALIASES_FILE": "/no/such"}, 2, "/no/such"),
        ({"MONITOR_CONFIG": "/no/such"}, 2, "/no/such: cannot be read"),
    ],
)
def test_a_faulty_setting_is_one_line_and_exit_2(call, monkeypatch, environ, code, words):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    told = call("claims", "add", "x", "--query", "y")
    assert (told.code, told.out, told.err.count("\n")) == (code, "", 1), told
    assert words in told.err


def test_passwords_of_databases_are_never_printed(call):
    url = "postgresql+psycopg://me:gehe%21m@127.0.0.1:1/x"
    for args in (("status",), ("doctor",), ("db", "check")):
        told = call(*args, database=url)
        assert told.code == 1
        assert "gehe" not in told.out + told.err


def test_an_option_comes_before_the_environment(call, tmp_path):
    url = f"sqlite:///{tmp_path / 'given.db'}"
    assert call("status", "--json", database=url).ok().json()["database"] == url
    assert "MONITOR_DATABASE__URL" in os.environ
    assert os.environ["MONITOR_DATABASE__URL"] != url


def test_run_once_reports_each_job(call, empty):
    told = call("run", "--once").ok()
    lines = told.err.splitlines()
    jobs = ["poll", "collect", "backfill", "match", "upkeep", "digest"]
    told_of = [line.partition(":")[0] for line in lines if not line.startswith("20")]
    assert [job for job in told_of if job in jobs] == jobs
    status = call("status", "--json").ok().json()
    assert {run["job"] for run in status["jobs"]} >= {"poll", "upkeep"}
    assert status["daemon"]["alive"] is False


def test_run_once_of_the_shipped_tables_needs_them_to_be_whole(call, monkeypatch, tmp_path):
    path = tmp_path / "claims.toml"
    monkeypatch.setenv("MONITOR_CLAIMS__CLAIMS_FILE", str(path))
    for text, words in (
        ("[[claim]]\ntext = 'x'\n", "claim 1: needs a query"),
        ("claim = [1]\n", "must hold [[claim]] tables"),
        ("[other]\n", "must hold [[claim]] tables"),
        ("[[claim]]\nid='A'\ntext='x'\nquery='y'\n" * 2, "two claims have the id A"),
        ("[", "not valid TOML"),
    ):
        path.write_text(text)
        told = call("run", "--once")
        assert (told.code, told.err.count("\n")) == (2, 1), told
        assert words in told.err
        assert str(path) in told.err
    path.unlink()
    assert "cannot be read" in call("run", "--once").err


def test_status_in_json_has_all_its_keys(desk):
    shape = desk("status", "--json").ok().json()
    assert set(shape) == {
        *("database", "daemon", "jobs", "claims", "feeds", "entries", "articles"),
        *("flags_waiting", "digest", "offline", "reopen", "second"),
    }
    assert set(shape["daemon"]) == {"alive", "holder", "since", "stuck"}
    assert set(shape["feeds"]) == {"all", "due", "next_poll_at", "blind"}
    assert set(shape["entries"]) == {"skipped", "pending", "collected", "failed"}
    assert set(shape["articles"]) == {"all", "unmatched"}
    assert set(shape["digest"]) == {"last_day", "deliveries", "undelivered"}
    assert set(shape["jobs"][0]) == {
        *("job", "started_at", "finished_at", "ok", "counts", "message"),
    }
    assert shape["flags_waiting"] == len(desk("flags", "list", "--json").json())


def test_status_for_people_and_as_a_check(desk):
    lines = desk("status").ok().out.splitlines()
    assert lines[0].split(maxsplit=1) == ["daemon", "NOT running: start it with monitor run"]
    column = lines[0].index("NOT")
    assert all(line[column - 1] == " " and line[column] != " " for line in lines)
    told = desk("status", "--check")
    assert (told.code, told.err) == (1, "")


def held(store, *, since, polled=None, noted=None):
    """A store whose daemon works since a moment, its last poll, and the sign it noted."""
    store.runs.acquire("elsewhere:1:x", now=since, ttl_s=10**6, steal=False)
    if polled:
        store.runs.record_run(make_run("poll", started_at=polled, finished_at=polled))
    if noted:
        store.runs.set_meta("progress", noted.isoformat())
    store.runs.record_run(make_run("match", finished_at=NOW))  # is no sign of polling
    return gather_status(store, now=NOW)["daemon"]


@pytest.mark.parametrize(
    ("since", "polled", "noted", "stuck"),
    [
        (60, None, None, False),  # has just begun
        (3600, None, None, True),
        (3600, 200, None, False),  # 10 ticks of 15 s, a deadline of 30 s and some work
        (3600, 300, None, True),
        (3600, 300, 5, False),  # a long run that gets on
        (3600, 300, 300, True),
        (60, 3600, 3600, False),  # those are its predecessor's
    ],
)
def test_a_daemon_that_makes_no_progress_is_stuck(since, polled, noted, stuck):
    ago = [later(seconds=-at) if at else None for at in (since, polled, noted)]
    daemon = held(FakeStore(), since=ago[0], polled=ago[1], noted=ago[2])
    assert daemon["alive"]
    assert bool(daemon["stuck"]) == stuck
    if stuck:
        assert daemon["stuck"].startswith("no progress since 2025-03-14 0")


def test_status_check_fails_when_the_daemon_is_stuck(desk, story_url):
    from monitor.storage.store import open_store

    store = open_store(story_url)
    now = datetime.now(UTC)
    try:
        store.runs.acquire("elsewhere:1:x", now=now, ttl_s=600, steal=False)
        desk("status", "--check").ok()
        store.runs.release(store.runs.holder())
        store.runs.acquire("elsewhere:1:x", now=later(hours=0), ttl_s=10**9, steal=False)
    finally:
        store.close()
    told = desk("status", "--check")
    assert told.code == 1
    assert "STUCK: no progress since" in told.out.splitlines()[0]
    assert desk("status").ok().out == told.out


class Says:
    """A server on loopback that gives one answer."""

    def __init__(self, answer):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.answer = answer
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with suppress(OSError):
            while True:
                line, _ = self.listener.accept()
                with line:
                    self.asked = line.recv(4096)
                    line.sendall(self.answer)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\n{}", ""),
        (
            b'HTTP/1.0 503 No\r\n\r\n{"reasons": ["poll hangs", "disk full"]}',
            "poll hangs; disk full",
        ),
        (b'HTTP/1.0 503 No\r\n\r\n{"reasons": []}', "answered 503"),
        (b"HTTP/1.0 404 No\r\n\r\n<html>", "something else answers"),
        (b"HTTP/1.0 404 No\r\n\r\n[]", "something else answers"),
        (b"SSH-2.0\r\n", "nothing usable answers"),
        (b"", "nothing usable answers"),
    ],
)
def test_the_daemon_is_asked_itself_where_it_listens(answer, words):
    server = Says(answer)
    for host in ("127.0.0.1", "0.0.0.0"):
        told = ask_daemon(Settings(http=HttpSettings(port=server.port, host=host)), timeout=2)
        assert words in told
        assert bool(words) == bool(told)
        assert server.asked.startswith(b"GET /readyz HTTP/1.1\r\n")
    server.listener.close()


def test_status_check_asks_the_port_of_the_settings(desk, story_url, monkeypatch):
    from monitor.storage.store import open_store

    server = Says(b'HTTP/1.0 503 No\r\n\r\n{"reasons": ["match has failed"]}')
    monkeypatch.setenv("MONITOR_HTTP__PORT", str(server.port))
    assert "NOT running" in desk("status", "--check").out
    store = open_store(story_url)
    store.runs.acquire("elsewhere:1:x", now=datetime.now(UTC), ttl_s=600, steal=False)
    store.close()
    told = desk("status", "--check")
    assert (told.code, "STUCK: match has failed" in told.out) == (1, True)
    assert "running since" in desk("status").ok().out
    server.listener.close()


def test_status_names_what_is_wrong():
    store = FakeStore()
    store.outlets.put([make_outlet()])
    for number in range(1, 13):
        store.feeds.rows[number] = make_feed(
            number,
            state=FeedState.NOT_A_FEED,
            state_since=later(days=-2),
            error="a login page",
            title=f"Feed {number}",
        )
    store.runs.record_run(make_run("poll", ok=False, message="feed 1: KeyError"))
    store.runs.record_run(make_run("match", finished_at=later(hours=-1), counts={}))
    store.runs.record_run(make_run("upkeep", finished_at=later(days=-3)))
    store.runs.acquire("elsewhere:1:x", now=NOW, ttl_s=60, steal=False)
    store.runs.set_meta(OFFLINE, later(hours=-3).isoformat())
    state = gather_status(store, now=NOW)
    assert state["offline"]["since"] == later(hours=-3).isoformat()
    rows = status_rows(state, now=later(seconds=30))
    (network,) = (text for name, text in rows if name == "network")
    assert network.startswith("OFFLINE since 2025-03-14 06:30: Most sites failed at once")
    texts = [text for _, text in rows]
    assert texts[0] == "running since 2025-03-14 09:30 (elsewhere:1:x)"
    assert "12, 12 due, 12 blind or paused" in texts
    (told,) = (text for text in texts if ": Feed 1. " in text)
    assert told.startswith("not a feed since 2025-03-12 09:30: Feed 1. The address answers")
    assert "a login page -> Look for the feed's new address" in told
    assert "and 2 more: monitor feeds status" in texts
    assert ("job poll", "28 s ago: 3 feeds; FAILED: feed 1: KeyError") in rows
    assert ("job match", "60 min ago: nothing to do") in rows
    assert ("job upkeep", "3 d ago: 3 feeds") in rows


def test_doctor_of_a_new_place(call, empty, monkeypatch):
    monkeypatch.setenv("MONITOR_FETCH__CONTACT", "desk@example.org")
    told = call("doctor").ok()
    marks = [line.split()[:2] for line in told.out.splitlines()]
    names = ["settings", "tables", "database", "claims", "channels", "feed", "disk", "clock"]
    assert marks == [["ok", name] for name in names]
    assert "not made yet" in told.out


def test_doctor_names_what_fails(call, empty, monkeypatch):
    call("claims", "add", "x", "--query", "y").ok()
    told = call("doctor")
    assert told.code == 1
    assert "FAIL  feed      there is none; add one: monitor feeds add URL" in told.out
    monkeypatch.setenv("MONITOR_FETCH__TIMEOUT", "soon")
    told = call("doctor")
    assert (told.code, "FAIL  settings" in told.out) == (1, True)


def test_doctor_asks_one_feed(call, empty):
    call("feeds", "add", "http://127.0.0.1:9/feed", "--name", "Nine").ok()
    told = call("doctor")
    assert told.code == 1
    assert "FAIL  feed      Nine: " in told.out


def test_database_upgrade_check_backup(call, tmp_path):
    assert call("db", "upgrade").ok().err.startswith("schema empty -> ")
    assert call("db", "upgrade").ok().err.startswith("schema is at ")
    assert call("db", "check").ok().err == "database ok\n"
    target = tmp_path / "copy.db"
    assert call("db", "backup", target).ok().err == f"written: {target}\n"
    told = call("db", "backup", target)
    assert (told.code, told.err.count("\n")) == (2, 1)
    (tmp_path / "monitor.db").write_bytes(b"no database at all" * 100)
    told = call("db", "check")
    assert (told.code, told.out, told.err.count("\n")) == (1, "", 1), told


def test_digest_preview_in_all_formats(desk):
    text = desk("digest", "preview").ok().out
    assert text.startswith("FOLLOW-UPS ")
    assert "\n\n" in text
    assert "\n  " in text
    assert max(map(len, (row for row in text.splitlines() if "http" not in row))) <= 80
    assert "<html" in desk("digest", "preview", "--format", "html").ok().out
    assert "blocks" in desk("digest", "preview", "--format", "slack").ok().json()
    assert desk("digest", "preview", "--format", "fax").code == 2


def test_digest_is_sent_once(desk):
    told = desk("digest", "send").ok()
    assert told.err.endswith("console: sent\n")
    assert "FOLLOW-UPS" in told.out
    again = desk("digest", "send", "--channel", "console").ok()
    assert "FOLLOW-UPS" not in again.out
    told = desk("digest", "send", "--channel", "fax")
    assert (told.code, "no such channel" in told.err) == (2, True)


def test_a_digest_that_cannot_be_delivered_is_exit_1(desk, monkeypatch):
    for name, value in {
        "MONITOR_DIGEST__CHANNELS": "email",
        "MONITOR_EMAIL__HOST": "127.0.0.1",
        "MONITOR_EMAIL__PORT": "9",
        "MONITOR_EMAIL__SECURITY": "plain",
        "MONITOR_EMAIL__SENDER": "m@news.example",
        "MONITOR_EMAIL__RECIPIENTS": "a@news.example",
        "MONITOR_LOG__LEVEL": "error",
    }.items():
        monkeypatch.setenv(name, value)
    told = desk("digest", "send")
    assert told.code == 1
    assert "email:a@news.example: queued: " in told.err
    assert told.err.endswith("`monitor status` shows what is retried\n")


def test_the_demo_shows_queue_timelines_card_and_digest(call, tmp_path, monkeypatch):
    from monitor.demo import content

    inner = content.NewsroomContent.dates
    monkeypatch.setattr(content.NewsroomContent, "dates", lambda self: inner(self)[:3])
    told = call("demo", "--output", tmp_path / "out").ok()
    for words in ("The review queue: ", "Timeline of C1", "A card as the desk shows it"):
        assert words in told.out
    assert "<html" in (tmp_path / "out" / "digest.html").read_text()
    steps = told.err.partition("it is your turn")[2].splitlines()[1:]
    assert [line.strip().endswith(":") for line in steps] == [True, False] * 4
    assert all(line.startswith("    ") for line in steps[1::2])
    (tmp_path / "file").write_text("")
    told = call("demo", "--output", tmp_path / "file")
    assert (told.code, told.err.count("\n")) == (2, 1)


def test_the_demo_leaves_other_peoples_databases_alone(tmp_path):
    kept = tmp_path / "other.db"
    kept.write_text("kept")
    demo._fresh(tmp_path)
    assert kept.read_text() == "kept"


def test_a_reader_that_goes_away_is_no_traceback(story_url):
    python, database = shlex.quote(sys.executable), shlex.quote(story_url)
    program = f"{python} -m monitor --database {database} export | head -1"
    done = subprocess.run(
        ["bash", "-c", program],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert json.loads(done.stdout)["type"] == "claim"
    assert done.stderr == ""


def test_an_ascii_terminal_gets_escapes_not_a_traceback(story_url):
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "--database", f"{story_url}", "digest", "preview"],
        check=False,
        capture_output=True,
        env=environ,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()


def test_the_clock_is_the_systems():
    from monitor.cli import context

    assert abs((context.Invocation().now() - datetime.now(UTC)).total_seconds()) < 5
