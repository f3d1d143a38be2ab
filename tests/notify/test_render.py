"""Text, HTML and Slack: everything is said, within limits, and hostile text stays text."""

from __future__ import annotations

import dataclasses
import re
import time
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest

from monitor.domain.digest.compose import Counts, DigestContent, Reopening
from monitor.domain.judgement import FlagKind
from monitor.notify import words
from monitor.notify.render import render_html, render_slack, render_text
from monitor.notify.wrapping import columns, fill
from tests.notify.sample import (
    BLIND,
    EMPTY,
    EVIL,
    FULL,
    PARTIAL,
    PERIOD,
    hostile,
    long_day,
)

ALL = {
    "full": FULL,
    "empty": EMPTY,
    "blind": BLIND,
    "evil": hostile(),
    "long": long_day(),
    "wide": hostile("漢字" * 5000),
    "word": hostile("x" * 1_000_000),
    "amps": hostile("&" * 5000),
    "marks": hostile("*_~`<>" * 900),
    "links": hostile(EVIL, "https://a.example/" + "<>&\"'" * 300),
}
contents = pytest.mark.parametrize("content", ALL.values(), ids=ALL)
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """What is in a page: its tags, its links, its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def texts(payload: Any) -> list[tuple[str, str]]:
    """Every (type, text) of a Slack payload."""
    if isinstance(payload, list):
        return [pair for item in payload for pair in texts(item)]
    if not isinstance(payload, dict):
        return []
    own = [(payload["type"], payload["text"])] if payload.get("type") in TEXTS else []
    return own + [pair for value in payload.values() for pair in texts(value)]


TEXTS = ("mrkdwn", "plain_text")


@contents
def test_text_keeps_to_80_columns_and_holds_no_controls(content: DigestContent) -> None:
    text = render_text(content)
    for line in text.splitlines():
        assert columns(line) <= 80 or line.strip().startswith("http")
        assert line == line.rstrip()
    assert not CONTROLS.search(text)
    assert text.endswith("\n")
    assert "\n\n\n" not in text


@contents
def test_html_loads_and_runs_nothing(content: DigestContent) -> None:
    page = Page(render_html(content))
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "div", "h1", "h2", "p"),
        *("span", "b", "br", "blockquote", "a", "code"),
    }
    names = {name for name, _ in page.attributes}
    assert names <= {
        *("lang", "charset", "name", "content", "http-equiv", "class", "style", "href", "rel"),
    }
    for name, value in page.attributes:
        if name == "href":
            assert re.match(r"https?://[\w.]", value)
        assert "url(" not in value
    assert not CONTROLS.search(page.text.replace("\t", ""))


@contents
def test_slack_keeps_to_its_limits(content: DigestContent) -> None:
    payload = render_slack(content)
    assert 0 < len(payload["blocks"]) <= 50
    assert payload["text"]
    for block in payload["blocks"]:
        assert block["type"] in {"header", "section", "context", "divider"}
        assert len(block.get("elements", ())) <= 10
    for kind, text in texts(payload["blocks"]):
        assert 0 < len(text) <= (3000 if kind == "mrkdwn" else 150)
    assert (payload["unfurl_links"], payload["unfurl_media"]) == (False, False)


@contents
def test_slack_escapes_everything_but_our_own_links(content: DigestContent) -> None:
    for kind, text in texts(render_slack(content)["blocks"]):
        if kind != "mrkdwn":
            continue
        rest = re.sub(r"<https?://[^<>|\s]+\|[\w.-]+>", "", text)
        rest = re.sub(r"^> ", "", rest, flags=re.MULTILINE)
        assert "<" not in rest
        assert ">" not in rest
        assert re.sub(r"&(amp|lt|gt);", "", rest).count("&") == 0
        assert not CONTROLS.search(rest)


def test_slack_neutralises_marks_mentions_and_emoji() -> None:
    shown = "\n".join(text for _, text in texts(render_slack(hostile())["blocks"]))
    for live in ("<!here>", "@channel", "*bold*  ", "_it_", "~s~", "`c`", ":skull:"):
        assert live not in shown
    assert "&lt;!here&gt; ＠channel ∗" in shown
    assert "&lt;https://evil.example|https://good.example&gt;" in shown
    for block in render_slack(hostile())["blocks"]:
        for text in [block.get("text"), *block.get("elements", ())]:
            if text and text["type"] == "mrkdwn":
                assert text["verbatim"] is True


def test_what_slack_cannot_hold_is_counted() -> None:
    content = long_day()
    payload = render_slack(content)
    shown = sum("· card 44" in text for _, text in texts(payload["blocks"]))
    told = 0
    for _, text in texts(payload["blocks"]):
        for number in re.findall(r"and (\d+) more on|^\*(\d+) more cards?\*", text, re.MULTILINE):
            told += sum(int(n) for n in number if n)
    assert shown + told == content.new_flags
    assert shown >= 15


def test_a_long_list_is_cut_at_slacks_limit_and_counted() -> None:
    wordy = tuple(dataclasses.replace(line, why="x " * 140) for line in FULL.feeds * 12)
    blocks = render_slack(dataclasses.replace(long_day(), feeds=wordy))["blocks"]
    (feeds,) = [b["text"]["text"] for b in blocks if "Feeds with" in str(b.get("text"))]
    shown = feeds.count("•")
    (more,) = re.findall(r"and (\d+) more: `monitor status`", feeds)
    assert shown + int(more) == 24 + 6
    assert 5 <= shown < 24


@pytest.mark.parametrize("render", [render_text, render_html, lambda c: str(render_slack(c))])
def test_everything_a_reader_needs_is_there(render: Any) -> None:
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>|^ *\|", "", render(FULL), flags=re.MULTILINE))
    shown = shown.replace("&#39;", "'").replace("*", "").replace("confirmed", "confirmed")
    for section in FULL.claims:
        assert section.text in shown
        assert section.claim_id in shown
        for flag in section.flags:
            assert words.label(flag).lower() in shown.lower()
            assert f"card {flag.id}" in shown
            for part in (flag.outlet, flag.speaker, flag.reports, flag.why, flag.missing):
                assert part in shown
            assert all(badge in shown for badge in flag.badges)
    for part in (
        "Friday, 12 May 2023",
        "(Europe/Lisbon)",
        "11 May 2023, 16:20",  # on the readers' clock
        "Inês Duarte moved it from open to expired",
        "a report that says more",
        "The harbour master was dismissed",
        "Harbour Gazette",
        "It sent an HTML page.",
        "was not delivered by slack",
        "29 of 31 feeds read well, 1,204 new entries, 37 about a claim",
        "monitor review 12 accept",
    ):
        assert part in shown, part


def test_the_quote_stands_verbatim_and_its_decisive_words_are_marked() -> None:
    page = render_html(FULL)
    assert "crude</b> at the port of Oshel since March" in page
    assert re.search(r"<b [^>]+>had loaded crude</b>", page)
    assert "*had loaded crude* at the port" in str(render_slack(FULL))
    assert 'href="https://today.example.org/world/tankers-oshel"' in page
    assert ">Read it at today.example.org</a>" in page
    assert "https://today.example.org/world/tankers-oshel" in render_text(FULL)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (EMPTY, "Nothing new on any claim."),
        (BLIND, "Nothing new on any claim, and 3 feeds could not be read: something may be"),
    ],
)
def test_an_empty_day_says_so(content: DigestContent, line: str) -> None:
    for shown in (render_text(content), render_html(content), str(render_slack(content))):
        assert line in re.sub(r"\s+", " ", shown)
        assert ("Gulf Monitor: World" in shown) == bool(content.feeds)


def test_a_zone_that_is_unknown_here_falls_back_to_utc() -> None:
    content = DigestContent(**{**PERIOD, "zone": "Mars/Olympus"})
    assert "06:30 to 12 May 2023, 06:30 (Mars/Olympus)" in render_text(content)


def test_a_period_within_a_day_names_the_day_once() -> None:
    same = DigestContent(**{**PERIOD, "period_start": PERIOD["period_end"]})
    assert "12 May 2023, 07:30 to 07:30 (Europe/Lisbon)" in render_text(same)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (
            FULL,
            "Follow-ups, 12 May 2023: 1 correction, 1 confirmation (1 against interest),"
            " 1 partial match, 1 denial, 2 more, news on 1 decided card, 1 verdict,"
            " 1 feed could not be read",
        ),
        (EMPTY, "Follow-ups, 12 May 2023: nothing new"),
        (BLIND, "Follow-ups, 12 May 2023: nothing new, 3 feeds could not be read"),
        (
            long_day(2, 3),
            "Follow-ups, 12 May 2023: 20 decisions to look at again, 6 partial matches, 12 more,"
            " news on 10 decided cards, 10 verdicts, 12 feeds could not be read",
        ),
    ],
)
def test_the_headline(content: DigestContent, line: str) -> None:
    assert words.headline(content) == line


def test_the_headline_holds_no_word_from_outside() -> None:
    assert words.headline(hostile()) == (
        "Follow-ups, 12 May 2023: 1 decision to look at again, 2 updates, 3 more, 1 verdict,"
        " 1 feed could not be read"
    )


@pytest.mark.parametrize("kind", FlagKind)
def test_every_kind_has_a_label_a_sign_and_a_colour(kind: FlagKind) -> None:
    label, sign = words.KINDS[kind]
    assert label
    assert len(sign) == 1
    page = render_html(FULL)
    assert f".tag-{kind.value} " in page


def test_counts_in_words() -> None:
    assert words.waiting_line(Counts(waiting=1)) == "1 card waits for review in all."
    assert words.waiting_line(Counts()) == "No card waits for review."
    assert words.counts_line(Counts(feeds=1, feeds_ok=1, entries=1, recaps=1)) == (
        "1 of 1 feed read well, 1 new entry, 0 about a claim, 0 articles stored, 1 recap hidden"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.a.example/x?y=1&z=2#f", ("https://www.a.example/x?y=1&z=2#f", "a.example")),
        ("http://a.example:8080", ("http://a.example:8080", "a.example")),
        ("https://good.example@evil.example/", ("https://evil.example/", "evil.example")),
        (
            "https://a.example/\"><script>'",
            ("https://a.example/%22%3E%3Cscript%3E%27", "a.example"),
        ),
        (
            "https://bücher.example/ü",
            ("https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example"),
        ),
        ("https://[2001:db8::1]/x", ("https://[2001:db8::1]/x", "2001:db8::1")),
        ("https://a.example/a|b>c", ("https://a.example/a%7Cb%3Ec", "a.example")),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example/x", None),
        ("https:///x", None),
        ("https://a b.example/", None),
        ("https://a.example/" + "x" * 3000, None),
        ("https://a.example/" + "ü" * 1500, None),
        ("https://a<b>.example/", None),
        ("", None),
    ],
)
def test_links(url: str, expected: tuple[str, str] | None) -> None:
    assert words.link(url) == expected


@pytest.mark.parametrize(
    ("text", "marks", "pieces"),
    [
        ("", ("x",), []),
        ("abc", (), [("abc", False)]),
        (
            "they never denied it",
            ("denied", ""),
            [("they never ", False), ("denied", True), (" it", False)],
        ),
        (
            "they confirmed it",
            ("confirm",),
            [("they ", False), ("confirmed", True), (" it", False)],
        ),
        ("undenied", ("denied",), [("undenied", True)]),
        ("not at all", ("not at", "at all"), [("not at all", True)]),
        ("nothing", ("x",), [("nothing", False)]),
    ],
)
def test_decisive_words(text: str, marks: tuple[str, ...], pieces: list[Any]) -> None:
    assert words.marked(text, marks) == pieces
    assert "".join(piece for piece, _ in words.marked(text, marks)) == text


@pytest.mark.parametrize(
    ("text", "first", "rest", "lines"),
    [
        ("one two three", "", None, ["one two", "three"]),
        ("one two three", "* ", None, ["* one two", "  three"]),
        ("one two three", "", "> ", ["one two", "> three"]),
        ("x" * 23, "", "", ["x" * 10, "x" * 10, "xxx"]),
        ("漢字漢字漢字", "", "", ["漢字漢字漢", "字"]),
        ("https://a.example/very/long b", "", "", ["", "https://a.example/very/long", "b"]),
        ("", "- ", None, ["-"]),
        ("e\u0301" * 10, "", "", ["e\u0301" * 10]),
    ],
)
def test_wrapping(text: str, first: str, rest: str | None, lines: list[str]) -> None:
    got = fill(text, first, rest, width=10).split("\n")
    assert got == lines


def test_a_card_shown_again_says_why() -> None:
    again = dataclasses.replace(PARTIAL, again="back from its snooze")
    section = dataclasses.replace(FULL.claims[0], flags=(again,))
    content = dataclasses.replace(FULL, claims=(section,))
    for shown in (render_text(content), render_html(content), str(render_slack(content))):
        assert "back from its snooze" in shown


def test_a_huge_digest_is_laid_out_in_no_time() -> None:
    started = time.perf_counter()
    for render in (render_text, render_html, render_slack):
        render(long_day())
        render(hostile("a b " * 25_000))
    assert time.perf_counter() - started < 5


REOPEN = dataclasses.replace(
    EMPTY,
    reopen=(
        Reopening(
            claim_id="C7",
            claim_text="The terminal was closed",
            card=31,
            why="C7 was settled as confirmed by In\u00eas Duarte, and since then the page is gone.",
            what_to_do="Look at card 31: monitor claims reopen C7 --reason ...",
        ),
    ),
)


@pytest.mark.parametrize("render", [render_text, render_html, lambda c: str(render_slack(c))])
def test_decisions_to_look_at_again_come_first(render: Any) -> None:
    content = dataclasses.replace(FULL, reopen=REOPEN.reopen)
    shown = re.sub(r"\s+", " ", render(content))
    place = shown.lower().rindex("decisions to look at again")
    assert place < re.search(r"card (<[^>]*>)?41", shown).start()
    assert "and since then the page is gone" in shown
    assert "monitor claims reopen C7" in shown
    assert words.headline(REOPEN) == "Follow-ups, 12 May 2023: 1 decision to look at again"
    assert "Nothing new" not in render(REOPEN)


@pytest.mark.parametrize("render", [render_text, render_html, lambda c: str(render_slack(c))])
def test_an_offline_monitor_says_so_on_an_empty_and_on_a_full_day(render: Any) -> None:
    since = PERIOD["period_end"] - timedelta(hours=2)
    line = "Offline since 2023-05-12 04:30 UTC. Check the network."
    for content in (EMPTY, FULL):
        offline = dataclasses.replace(content, offline_since=since, troubles=(line,))
        shown = re.sub(r"\s+", " ", render(offline))
        assert "Offline since 2023-05-12 04:30 UTC. Check the network." in shown
        assert words.headline(offline).endswith("the monitor is offline")
    empty = dataclasses.replace(EMPTY, offline_since=since)
    assert "the monitor is offline since 12 May 2023, 05" in re.sub(r"\s+", " ", render(empty))


@pytest.mark.parametrize("render", [render_text, render_html, lambda c: str(render_slack(c))])
def test_ill_feeds_come_with_since_when_why_and_what_to_do(render: Any) -> None:
    shown = re.sub(r"\s+", " ", render(BLIND))
    for line in BLIND.feeds:
        for word in (line.why, line.what_to_do):
            assert word.replace("'", "&#39;") in shown or word in shown
    assert "since 9 May 2023, 19:30" in shown
