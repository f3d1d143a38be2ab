from __future__ import annotations

import gzip
import importlib.util
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.articles import extract as module
from monitor.articles.extract import extract
from monitor.articles.pagemeta import parse_date
from monitor.domain.model import ExtractStatus
from monitor.domain.web import Extracted

URL = "https://www.paper.example/world/2024/10/28/bridge"
PARAGRAPHS = (
    "The harbour authority said on Monday that the swing bridge would open to traffic in spring,"
    " two years later than planned.",
    "Engineers found cracks in the western pier during a routine inspection, and the contractor"
    " has agreed to replace the bearings at its own cost.",
    "Residents who have used the ferry since the old bridge closed said that they had heard such"
    " promises before and would wait to see the first car cross.",
)


def page(
    *paragraphs: str, head: str = "", lang: str = "en-GB", title: str = "Bridge to open"
) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | The'
        f" Paper</title>{head}</head><body><nav><a href='/'>Home</a></nav><main><article>"
        f"<h1>{title}</h1>{body}</article></main><footer>All rights reserved</footer></body></html>"
    ).encode()


def ld(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def read(body: bytes, url: str = URL, content_type: str = "text/html") -> Extracted:
    return extract(body, url=url, content_type=content_type)


NOTICE = "The bridge opens in autumn, not in spring."


@pytest.mark.parametrize(
    ("correction", "line"),
    [
        ({"@type": "CorrectionComment", "text": NOTICE}, f"Correction: {NOTICE}"),
        ([{"@type": "CorrectionComment", "text": f"<p>{NOTICE}</p>"}], f"Correction: {NOTICE}"),
        (f"Correction: {NOTICE}", f"Correction: {NOTICE}"),
        ("https://paper.example/corrections/8", None),
        ({"@type": "CorrectionComment"}, None),
        (7, None),
    ],
)
def test_a_correction_in_the_metadata_is_part_of_the_text(correction, line) -> None:
    text = read(page(*PARAGRAPHS, head=ld(correction=correction))).text
    assert text.split("\n")[3:] == ([line] if line else [])


def test_a_correction_that_the_page_shows_is_not_said_twice() -> None:
    shown = page(*PARAGRAPHS, f"Correction: {NOTICE}", head=ld(correction={"text": NOTICE}))
    assert read(shown).text.count("in autumn") == 1


def test_a_part_that_is_not_free_is_a_paywall() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".wall"}
    for parts in (part, [part]):
        head = ld(hasPart=parts, isAccessibleForFree=True)
        assert read(page(PARAGRAPHS[0], head=head)).status is ExtractStatus.PAYWALL


def test_a_whole_article() -> None:
    head = (
        ld(
            headline="Bridge to open in spring",
            datePublished="2024-10-28T09:30:00+01:00",
            author=[{"@type": "Person", "name": "Ann Low"}, {"name": "Bo High"}],
            isAccessibleForFree=True,
        )
        + '<link rel="canonical" href="https://paper.example/world/bridge?utm_source=x">'
    )
    got = read(page(*PARAGRAPHS, head=head))
    assert got.status is ExtractStatus.FULL
    assert got.text.split("\n")[-3:] == list(PARAGRAPHS)
    assert read(page(*PARAGRAPHS)).text == "\n".join(PARAGRAPHS)  # the headline is apart
    assert "Home" not in got.text
    assert "rights reserved" not in got.text
    assert (got.title, got.byline, got.language) == (
        "Bridge to open in spring",
        "Ann Low, Bo High",
        "en",
    )
    assert got.published_at == datetime(2024, 10, 28, 8, 30, tzinfo=UTC)
    assert got.canonical_url == "https://paper.example/world/bridge"


def test_comments_tables_and_controls_are_left_out() -> None:
    body = page(*PARAGRAPHS, "A \x1b[31mred\x07 \u202eword\u202c and a Nor\u200bth &#0; here.")
    body = body.replace(
        b"</article>",
        b"</article><div id='comments'><p>I never believed it for a moment, said reader.</p></div>",
    )
    got = read(body)
    assert "never believed" not in got.text
    assert "A [31mred word and a North" in got.text
    assert not set("\x00\x07\x1b\u202e\u200b") & set(got.text)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta property="article:published_time" content="2024-10-28T10:00:00Z">', "10:00"),
        ('<meta name="pubdate" content="Mon, 28 Oct 2024 11:00:00 GMT">', "11:00"),
        ('<meta itemprop="datePublished" content="2024-10-28T12:00:00.123456789Z">', "12:00"),
        ('<meta name="date" content="rubbish">', "00:00"),  # from the URL
        (ld(datePublished="2024-10-28T13:00:00+00:00"), "13:00"),
        (ld(datePublished=12345), "00:00"),
        ("<script type='application/ld+json'>{broken</script>", "00:00"),
        ("<script type='application/ld+json'>" + "[" * 200_000 + "</script>", "00:00"),
        ("<script type='application/ld+json'>" + " " * 600_000 + "{}</script>", "00:00"),
        (
            '<script type="application/ld+json">[{"@graph": [{"@type": ["x", "Report"],'
            ' "datePublished": "2024-10-28T14:00Z"}]}]</script>',
            "14:00",
        ),
    ],
)
def test_dates_of_publication(head: str, expected: str) -> None:
    got = read(page(*PARAGRAPHS, head=head))
    assert got.published_at is not None
    assert f"{got.published_at:%Y-%m-%d %H:%M}" == f"2024-10-28 {expected}"


def test_date_of_a_time_element_and_none_at_all() -> None:
    timed = page(*PARAGRAPHS).replace(b"</h1>", b"</h1><time datetime='2024-10-27'>Sunday</time>")
    got = read(timed, url="https://paper.example/x")
    assert got.published_at == datetime(2024, 10, 27, tzinfo=UTC)
    assert read(page(*PARAGRAPHS), url="https://paper.example/x").published_at is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-10-28", "2024-10-28T00:00:00+00:00"),
        ("20241028T101500Z", "2024-10-28T10:15:00+00:00"),
        ("1730109600", "2024-10-28T10:00:00+00:00"),
        ("1730109600123", "2024-10-28T10:00:00+00:00"),
        ("1970-01-01", None),
        ("9999999999999", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("Mon, 99 Oct", None),
        ("", None),
    ],
)
def test_parse_date(text: str, expected: str | None) -> None:
    got = parse_date(text)
    if text == "9999999999999":
        assert got is not None
    else:
        assert (got.isoformat() if got else None) == expected


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="/world/bridge">', "https://www.paper.example/world/bridge"),
        (
            '<link rel="canonical" href="https://amp.paper.example/b">',
            "https://amp.paper.example/b",
        ),
        ('<link rel="canonical" href="https://other.example/b">', ""),
        ('<link rel="canonical" href="https://www.paper.example/">', ""),
        ('<link rel="canonical" href="javascript:x">', ""),
        (
            '<meta property="og:url" content="https://www.paper.example/og">',
            "https://www.paper.example/og",
        ),
        ("<base href='http://127.0.0.2/'><meta http-equiv='refresh' content='0;url=/x'>", ""),
    ],
)
def test_canonical_url_stays_on_its_site(head: str, canonical: str) -> None:
    assert read(page(*PARAGRAPHS, head=head)).canonical_url == canonical


def test_a_page_at_hand_is_believed() -> None:
    head = '<link rel="canonical" href="https://other.example/b">'
    assert read(page(*PARAGRAPHS, head=head), url="").canonical_url == "https://other.example/b"


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        ('<meta name="author" content="Cy Day">', "Cy Day"),
        ('<meta name="author" content="https://facebook.example/cy">', ""),
        (ld(author="By Di Eve"), "By Di Eve"),
        (ld(author={"name": ["Di", "Eve"]}), "Di, Eve"),
        (ld(author=[None, 3, {"name": None}]), ""),
        ("<a rel='author' href='/ed'>Ed Fox</a>", "Ed Fox"),
    ],
)
def test_bylines(head: str, byline: str) -> None:
    assert read(page(*PARAGRAPHS, head=head)).byline == byline


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        (page(*PARAGRAPHS, lang="uk"), "uk"),
        (page(*PARAGRAPHS, lang="", head=ld(inLanguage="de-DE")), "de"),
        (page(*PARAGRAPHS, lang="x1", head='<meta property="og:locale" content="fr_FR">'), "fr"),
        (page(*PARAGRAPHS, lang=""), ""),
    ],
)
def test_language(markup: bytes, language: str) -> None:
    assert read(markup).language == language


def test_title_falls_back_to_heading_and_title() -> None:
    assert read(page(*PARAGRAPHS, title="Only heading")).title == "Only heading"
    bare = page(*PARAGRAPHS).replace(b"<h1>Bridge to open</h1>", b"")
    assert read(bare).title == "Bridge to open"
    social = page(*PARAGRAPHS, head='<meta property="og:title" content="Social &amp; title">')
    assert read(social).title == "Social & title"


TEASER = "The minister told this newspaper on Monday that the treaty would be signed in May."


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", ExtractStatus.EMPTY),
        (b"  ", ExtractStatus.EMPTY),
        (page(), ExtractStatus.EMPTY),
        (b"<html></html>", ExtractStatus.EMPTY),
        (b"%PDF-1.7 x", ExtractStatus.NOT_HTML),
        (gzip.compress(page(*PARAGRAPHS)), ExtractStatus.NOT_HTML),
        (b'{"a": 1}', ExtractStatus.NOT_HTML),
        (b"\x00\x01" * 600, ExtractStatus.NOT_HTML),
        (b"just words", ExtractStatus.NOT_HTML),
        (b"<html>" + b"<p></p>" * 100_000, ExtractStatus.TOO_LARGE),
        (page(TEASER), ExtractStatus.PARTIAL),
        (page(TEASER + " " + TEASER), ExtractStatus.PARTIAL),
        (page(TEASER, TEASER.replace("May", "June")), ExtractStatus.FULL),
        (
            page(*PARAGRAPHS, "And then the talks took another turn, one of them said..."),
            ExtractStatus.PARTIAL,
        ),
        (
            page(*PARAGRAPHS, "The full list of the winners is below. Read more"),
            ExtractStatus.PARTIAL,
        ),
        (page(*PARAGRAPHS, head=ld(wordCount="900")), ExtractStatus.PARTIAL),
        (page(*PARAGRAPHS, head=ld(isAccessibleForFree="False")), ExtractStatus.PAYWALL),
        (page(*PARAGRAPHS, "Already a subscriber? Log in here to go on."), ExtractStatus.PAYWALL),
        (page(TEASER, "Subscribe to continue reading this story."), ExtractStatus.PAYWALL),
        (page(*PARAGRAPHS * 8, head=ld(isAccessibleForFree=False)), ExtractStatus.FULL),
        (page(*PARAGRAPHS * 8, "Already a subscriber? Log in."), ExtractStatus.FULL),
        (
            page("Checking your browser before access.", title="Just a moment..."),
            ExtractStatus.CHALLENGE,
        ),
        (
            page(
                "Please wait.", head="<script src='https://ct.captcha-delivery.com/c.js'></script>"
            ),
            ExtractStatus.CHALLENGE,
        ),
        (
            page(
                "We value your privacy. We and our 812 partners store and access information on"
                " devices, such as cookies, and process personal data for ads."
            ),
            ExtractStatus.CONSENT,
        ),
    ],
)
def test_statuses(body: bytes, status: ExtractStatus) -> None:
    assert read(body).status is status


def test_a_consent_host() -> None:
    got = read(page(*PARAGRAPHS), url="https://consent.paper.example/?to=x")
    assert got.status is ExtractStatus.CONSENT


def test_an_article_about_cookies_is_an_article() -> None:
    longer = [text.replace("bridge", "we use cookies law") for text in PARAGRAPHS]
    assert read(page(*longer, *PARAGRAPHS)).status is ExtractStatus.FULL


def test_body_in_the_metadata_stands_in_for_an_empty_page() -> None:
    head = ld(articleBody="\n\n".join(PARAGRAPHS))
    got = read(page(head=head))
    assert (got.status, got.text) == (ExtractStatus.FULL, "\n".join(PARAGRAPHS))


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("", ExtractStatus.FULL),
        ("text/html; charset=windows-1251", ExtractStatus.FULL),
        ("image/png", ExtractStatus.FULL),  # it says so, but it is a page
        ("application/xhtml+xml", ExtractStatus.FULL),
    ],
)
def test_content_types(content_type: str, kind: ExtractStatus) -> None:
    assert read(page(*PARAGRAPHS), content_type=content_type).status is kind


@pytest.mark.parametrize(
    ("codec", "content_type", "label"),
    [
        ("cp1251", "text/html; charset=windows-1251", "utf-8"),
        ("cp1251", "text/html", "windows-1251"),
        ("utf-16", "text/html", "utf-8"),
        ("utf-8", "text/html; charset=iso-8859-1", "iso-8859-1"),
    ],
)
def test_charsets(codec: str, content_type: str, label: str) -> None:
    text = page(
        *PARAGRAPHS,
        "\u041c\u043e\u0441\u0442 \u043e\u0442\u043a\u0440\u043e\u044e\u0442"
        " \u0432\u0435\u0441\u043d\u043e\u0439.",
        lang="ru",
    ).decode()
    got = read(
        text.replace('charset="utf-8"', f'charset="{label}"').encode(codec), URL, content_type
    )
    assert "\u041c\u043e\u0441\u0442 \u043e\u0442\u043a\u0440\u043e\u044e\u0442" in got.text


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BODY", 100)
    assert read(page(*PARAGRAPHS)).status is ExtractStatus.TOO_LARGE


@pytest.mark.parametrize(
    "bomb",
    [
        b"<div>" * 20_000,
        b"<meta name=a content=b>" * 20_000,
        b"<p>subscribe " * 20_000,
        b"<script type='application/ld+json'>" + b'{"@graph":[' * 5000,
        b"<html><p>" + b"x" * 3_000_000,
        b"<a " + b"b=c " * 50_000 + b">x</a>",
    ],
)
def test_bombs_end_soon(bomb: bytes) -> None:
    started = time.perf_counter()
    read(b"<!DOCTYPE html><html><body>" + bomb)
    assert time.perf_counter() - started < 8


def test_a_menu_that_looks_like_the_text_is_not_the_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    menu = "\n".join(["Sport", "Culture", "Contact us"] * 20)
    whole = "\n".join(PARAGRAPHS)
    assert module._is_menu(menu)
    assert not module._is_menu("\n".join(PARAGRAPHS * 10))
    assert not module._is_menu("Sport\nCulture")
    found = {True: menu, False: whole}
    monkeypatch.setattr(module, "_article_text", lambda tree, *, fast: found[fast])
    assert read(page(*PARAGRAPHS)).text == whole  # the thorough way had a look
    found[False] = ""
    assert read(page(*PARAGRAPHS)).text == menu  # and found nothing
    found[True] = "A line."
    assert read(page(*PARAGRAPHS)).text == "A line."  # it was not asked


@pytest.mark.slow
def test_quality_and_time_on_captured_pages() -> None:
    root = Path(__file__).parents[2]
    archive = root.parent / "shared" / "corpora" / "articles.tar.gz"
    bench = root / "bench" / "quality" / "articles_corpus.py"
    if not archive.is_file() or not bench.is_file():
        pytest.skip("needs a checkout and the captured pages (shared/corpora/articles.tar.gz)")
    spec = importlib.util.spec_from_file_location("articles_corpus", bench)
    corpus = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = corpus  # dataclasses look for it there
    spec.loader.exec_module(corpus)
    found = corpus.measure(archive.parent)
    assert len(found.ours) == 181
    assert found.killed == []
    assert found.p99 < 1.0
    for theirs in (found.direct, found.published):
        assert corpus.mean(found.ours) >= corpus.mean(theirs) - 0.005
    assert corpus.mean(found.ours) > 0.95
