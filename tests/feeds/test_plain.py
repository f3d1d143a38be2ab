from __future__ import annotations

import time

import pytest

from monitor.domain.cleaning import safe_text
from monitor.feeds.plain import plain, plain_title


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("no markup &amp; none", "no markup & none"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("a<br/>b", "a\nb"),
        ("<b>bo</b>ld <i>x</i>", "bold x"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("5 < 6 and <unnamed official> said", "5 < 6 and <unnamed official> said"),
        ("<a title=\"x > y\" href='z>'>link</a>", "link"),
        ("<script>alert('<p>')</script>after", "after"),
        ("<SCRIPT>x</SCRIPT>after", "after"),
        ("<style>p{}</style>after", "after"),
        ("<script>never closed", "never closed"),
        ("<!-- hidden <p> -->shown", "shown"),
        ("<![CDATA[x]]>shown<?php x ?>!", "shown!"),
        ("<!-- never closed", "<!-- never closed"),
        ("<svg/>x", "x"),
        ("x <a href='open", "x"),
        ('<a href="open>text', "text"),
        ("a < b", "a < b"),
        ("&lt;b&gt;literal&lt;/b&gt;", "<b>literal</b>"),
        ("</p>x</div>", "x"),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert safe_text(plain(markup), limit=1000, multiline=True) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Ships &amp; ports", "Ships & ports"),
        ("<b>Bold</b> claim", "Bold claim"),
        ("<unknown> speaks", "<unknown> speaks"),
        ("a &lt;p&gt; b", "a <p> b"),
    ],
)
def test_titles(title: str, text: str) -> None:
    assert plain_title(title) == text


@pytest.mark.parametrize(
    "bomb",
    [
        "<",
        "<!--",
        "<a ",
        '<a b="',
        "<script>",
        "<![CDATA[",
        "&",
        "<p",
        "&#",
        "<p x=\"'>",
        "<?",
        "<!",
    ],
)
def test_time_is_linear(bomb: str) -> None:
    started = time.perf_counter()
    plain(bomb * 100_000)
    assert time.perf_counter() - started < 2
