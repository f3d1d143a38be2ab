"""The desk in a real terminal: a pty of 80 columns, without colour."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEYS = "[a]ccept [r]eject [s]nooze [d]uplicate [o]pen [e]xplain"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal:
    """Types into the program and reads what it shows."""

    def __init__(self, *args: str, environ: dict[str, str] | None = None) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        clean = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "DISPLAY")}
        given = {"NO_COLOR": "1", "TERM": "xterm", "MONITOR_REVIEWER": "Ada Editor"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitor", *args],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env={**clean, **given, **(environ or {})},
            start_new_session=True,
        )
        os.close(slave)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.raw = ""
        self.mark = 0

    def wait_for(self, words: str, *, seconds: float = 20) -> str:
        """What was shown since the last call, up to ``words``."""
        end = time.monotonic() + seconds
        while words not in self.raw[self.mark :]:
            assert time.monotonic() < end, f"no {words!r} in {self.raw[self.mark :]!r}"
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.raw += self.decoder.decode(os.read(self.master, 65536))
                except OSError:
                    break
        place = self.raw.index(words, self.mark) + len(words)
        shown, self.mark = self.raw[self.mark : place], place
        return shown

    def type(self, keys: str) -> None:
        """Keys once they are read one by one, a line once lines are read.

        What is typed before that is dropped by the program, and with reason: a key pressed
        twice must not decide on a card that nobody has seen.
        """
        lines = keys.endswith("\n")
        end = time.monotonic() + 20
        while bool(termios.tcgetattr(self.master)[3] & termios.ICANON) != lines:
            assert time.monotonic() < end, f"nobody waits for {keys!r}"
            time.sleep(0.01)
        os.write(self.master, keys.encode())

    def end(self) -> int:
        """The exit code, all output read; it is killed if it does not end by itself."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                if select.select([self.master], [], [], 0.2)[0]:
                    self.raw += self.decoder.decode(os.read(self.master, 65536))
            except OSError:
                break
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
        finally:
            os.close(self.master)


@pytest.fixture
def open_desk(story_url):
    opened = []

    def start(*args, **environ):
        opened.append(Terminal("--database", story_url, "review", *args, environ=environ))
        return opened[-1]

    yield start
    for terminal in opened:
        if terminal.process.poll() is None:
            terminal.process.kill()
        terminal.process.wait()


def states(desk):
    return {row["id"]: row for row in desk("flags", "list", "--all", "--json").json()}


def queue_ids(story_url):
    from monitor.desk.reviews import queue
    from monitor.storage.store import open_store

    store = open_store(story_url)
    ids = [(flag.id, flag.claim_id) for flag in queue(store)]
    store.close()
    return ids


def test_a_sitting_at_the_desk(open_desk, desk, story_url):
    cards = queue_ids(story_url)
    ids = [flag for flag, _ in cards]
    total = len(ids)
    terminal = open_desk()
    terminal.wait_for(f"1 of {total}, queued")
    terminal.wait_for("> ")
    terminal.type("a")
    terminal.wait_for(f"flag {ids[0]} is accepted")
    terminal.wait_for(f"2 of {total}, queued")
    terminal.wait_for("> ")
    terminal.type("r")
    terminal.wait_for("Reason (empty: leave it): ")
    terminal.type("\n")  # nothing: the card stays
    terminal.wait_for("> ")
    terminal.type("r")
    terminal.wait_for("Reason (empty: leave it): ")
    terminal.type("old news\n")
    terminal.wait_for(f"flag {ids[1]} is rejected")
    terminal.wait_for("> ")
    terminal.type("s")
    terminal.wait_for("[3d]: ")
    terminal.type("soon\n")
    terminal.wait_for("is no time to wait")
    terminal.wait_for("> ")
    terminal.type("s")
    terminal.wait_for("[3d]: ")
    terminal.type("\n")
    terminal.wait_for(f"flag {ids[2]} is snoozed")
    terminal.wait_for(f"4 of {total}, queued")
    terminal.wait_for("> ")
    terminal.type("d")
    terminal.wait_for("(empty: leave it): ")
    terminal.type(f"{ids[3]}\n")  # of itself
    terminal.wait_for("the flag that stays")
    terminal.wait_for("> ")
    same = next(flag for flag, claim in cards[4:] if claim == cards[3][1])
    terminal.type("d")
    terminal.wait_for("(empty: leave it): ")
    terminal.type(f"#{same}\n")
    terminal.wait_for(f"flag {ids[3]} is duplicate")
    terminal.wait_for("> ")
    terminal.type("n")
    terminal.wait_for(f"6 of {total}, queued")
    terminal.wait_for("> ")
    terminal.type("u")  # the last decision, two cards back
    terminal.wait_for(f"flag {ids[3]} is queued again")
    terminal.wait_for(f"4 of {total}, queued")
    terminal.wait_for("> ")
    terminal.type("p")
    terminal.wait_for(f"3 of {total}, snoozed")
    terminal.wait_for("> ")
    terminal.type("x")
    terminal.wait_for("keys: a accept")
    terminal.wait_for("> ")
    terminal.type("e")
    terminal.wait_for(f"flag {ids[2]} ")
    terminal.wait_for("\nrank ")
    terminal.wait_for("> ")
    terminal.type("o")
    terminal.wait_for("no browser here; the link is")
    terminal.wait_for("> ")
    terminal.type("q")
    terminal.wait_for("1 accepted, 1 rejected, 1 snoozed; ")
    terminal.wait_for("A verdict is a separate act")
    assert terminal.end() == 0
    after = states(desk)
    assert [after[flag]["state"] for flag in ids[:4]] == [
        *("accepted", "rejected", "snoozed", "queued"),
    ]
    events = desk("flags", "explain", ids[1], "--json").json()["events"]
    assert (events[-1]["actor"], events[-1]["reason"]) == ("Ada Editor", "old news")
    check_the_look(terminal.raw)


def check_the_look(raw):
    """80 columns and no colour; keys are named; no traceback."""
    assert "Traceback" not in raw
    colours = re.findall(r"\x1b\[([0-9;]*)m", raw)
    codes = {code for group in colours for code in group.split(";") if code}
    assert not {code for code in codes if 30 <= int(code) <= 49 or 90 <= int(code) <= 107}
    lines = CONTROL.sub("", raw).replace("\r", "").split("\n")
    drawn = [line for line in lines if line.startswith(("╭", "│", "╰"))]
    assert drawn
    assert {len(line) for line in drawn} == {80}
    assert max(len(line) for line in lines if "http" not in line) <= 80
    assert any(KEYS in line for line in lines)


def test_the_queue_of_one_claim_kind_or_flag(open_desk, desk, story_url):
    rows = states(desk)
    waiting = [row for row in rows.values() if row["state"] == "queued"]
    claim = waiting[0]["claim_id"]
    of_claim = sum(row["claim_id"] == claim for row in waiting)
    terminal = open_desk("--claim", claim)
    terminal.wait_for(f"1 of {of_claim}, queued")
    terminal.wait_for("> ")
    terminal.type("\x04")
    assert terminal.end() == 0
    last = queue_ids(story_url)[-1][0]
    terminal = open_desk(str(last))
    terminal.wait_for(f"flag {last} ")
    terminal.wait_for("> ")
    terminal.type("\x1b[A")  # an arrow is no act
    terminal.wait_for("keys: ")
    terminal.wait_for("> ")
    terminal.type("\x03")
    terminal.wait_for("nothing decided; ")
    assert terminal.end() == 0
    terminal = open_desk("--kind", "recap")
    terminal.wait_for("Nothing waits for review.")
    assert terminal.end() == 0


def test_the_machine_cannot_sit_at_the_desk(open_desk):
    terminal = open_desk("--by", "monitor")
    terminal.wait_for("a decision needs the name of a person")
    assert terminal.end() == 2


def test_tables_are_wrapped_to_the_terminal(story_url):
    terminal = Terminal("--database", story_url, "flags", "list")
    assert terminal.end() == 0
    lines = terminal.raw.replace("\r", "").split("\n")
    assert max(map(len, lines)) <= 80
    assert any(line.startswith(" " * 20) for line in lines)


def test_intake_asks_about_each_proposal(tmp_path, story_url):
    path = tmp_path / "note.txt"
    path.write_text(
        "Kenya may have closed the port of Mombasa, two shipping agents said on Thursday.\n"
        "Brazil may have sent soldiers to the border, an official said on Thursday.\n"
    )
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i \'s/^text = .*/text = "An edited text"/\' "$1"\n')
    editor.chmod(0o755)
    url = f"sqlite:///{tmp_path / 'own.db'}"
    environ = {"EDITOR": str(editor)}
    terminal = Terminal("--database", url, "intake", str(path), environ=environ)
    terminal.wait_for("1 of 2")
    terminal.wait_for("[q]uit")
    terminal.type("d")
    terminal.wait_for("2 of 2")
    terminal.wait_for("[q]uit")
    terminal.type("e")
    terminal.wait_for("An edited text")
    terminal.wait_for("[q]uit")
    terminal.type("a")
    terminal.wait_for("C1 is open: An edited text")
    assert terminal.end() == 0
    terminal = Terminal("--database", url, "intake", str(path), environ=environ)
    terminal.wait_for("[q]uit")
    terminal.type("q")
    terminal.wait_for("nothing stored")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("environ", "url", "words"),
    [
        ({}, "https://x.example/a", "no browser here; the link is https://x.example/a"),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "1"}, "https://x.example/a", "no browser here"),
        ({"DISPLAY": ":0"}, "https://x.example/a", "opened https://x.example/a"),
        ({"DISPLAY": ":0"}, "file:///etc/passwd", "not a link that can be opened"),
        ({"DISPLAY": ":0"}, "javascript:alert(1)", "not a link that can be opened"),
    ],
)
def test_links_are_opened_only_where_there_is_a_browser(monkeypatch, environ, url, words):
    import webbrowser

    from monitor.cli.browser import open_url

    for name in ("DISPLAY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
    assert words in open_url(url)
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    assert "opened" not in open_url("https://x.example/a").replace("can be opened", "")
