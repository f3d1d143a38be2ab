"""What no reader sees of a page does not become text; what a click uncovers does."""

import time

import pytest

from monitor.articles.extract import extract

SEEN = (
    "The bridge at Lower Vale was closed on Monday after a crack was found in its second pier.",
    "Engineers measured it twice and then sent everybody home, the harbour office said.",
    "Ferries will run every ten minutes until the end of May, and the fare stays as it is.",
    "Shopkeepers on the eastern bank fear for their trade, for the market is on the other one.",
)
SECRET = "The secretary of the harbour office confirmed on Tuesday that the bridge has been sold."


def text_of(inside: str = "", *, head: str = "", top: str = "", body: str = "<body>") -> str:
    first, *rest = (f"<p>{line}</p>" for line in SEEN)
    page = f"""<!DOCTYPE html><html><head><title>Bridge</title>{head}</head>{body}{top}
    <main><article><h1>A bridge is closed</h1>{first}{inside}{"".join(rest)}</article></main>
    </body></html>"""
    got = extract(page.encode(), url="https://post.example/a", content_type="text/html")
    for line in SEEN:
        assert line in got.text
    return got.text


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'hidden=""',
        'aria-hidden="true"',
        'class="sr-only"',
        *(
            f'style="{style}"'
            for style in (
                "display:none",
                "DISPLAY : NONE !important",
                "visibility:hidden",
                "visibility: collapse",
                "content-visibility:hidden",
                "opacity:0",
                "opacity:.01",
                "font-size:0",
                "font-size:1px",
                "font-size:0.05em",
                "font: 0/0 serif",
                "width:0;height:0;overflow:hidden",
                "max-height:0;overflow:hidden",
                "position:absolute;left:-9999px",
                "position:fixed;top:-200em",
                "position:absolute;left:99999px",
                "text-indent:-9999px",
                "transform:scale(0)",
                "transform:translateX(-9999px)",
                "position:absolute;clip:rect(0 0 0 0)",
                "position:absolute;clip:rect(1px,1px,1px,1px)",
                "clip-path:inset(50%)",
                "color:#fff;background:#ffffff",
                "color:white;background-color:rgb(255, 255, 255)",
                "color:#FFF",
                "color:transparent",
                "color:rgba(0,0,0,0)",
            )
        ),
    ],
)
@pytest.mark.parametrize("element", ["p", "div", "span"])
def test_what_attributes_hide(element: str, attributes: str) -> None:
    inner = f"<{element} {attributes}>{SECRET}</{element}>"
    assert SECRET not in text_of(f"<p>A picture. {inner}</p>" if element == "span" else inner)


@pytest.mark.parametrize(
    ("css", "markup"),
    [
        (".x{display:none}", '<p class="a x">{}</p>'),
        ("p.x , q{ display : none }", '<p class="x">{}</p>'),
        ("#x{opacity:0}", '<p id="x">{}</p>'),
        ("aside{display:none}", "<aside><p>{}</p></aside>"),
        ("main .x > p{display:none}", '<div class="x"><p>{}</p></div>'),
        ("@media all{.x{display:none}}", '<p class="x">{}</p>'),
        ("@supports (a:b){.x{font-size:0}}", '<p class="x">{}</p>'),
        ("/* } */ @font-face{font-family:x} .x{visibility:hidden}", '<p class="x">{}</p>'),
        (".x{color:#eee;background:#eeeeee}", '<p class="x">{}</p>'),
        (".x{display:none!important} #y{display:block}", '<p class="x" id="y">{}</p>'),
    ],
)
def test_what_the_pages_own_rules_hide(css: str, markup: str) -> None:
    assert SECRET not in text_of(markup.format(SECRET), head=f"<style>{css}</style>")


@pytest.mark.parametrize(
    "markup",
    [
        "<template><p>{}</p></template>",
        "<noscript><p>{}</p></noscript>",
        "<!-- <p>{}</p> -->",
        "<dialog><p>{}</p></dialog>",
        "<script type='text/plain'>{}</script>",
    ],
)
def test_what_is_never_shown(markup: str) -> None:
    assert SECRET not in text_of(markup.format(SECRET))


@pytest.mark.parametrize(
    ("head", "markup"),
    [
        ("", '<div style="max-height:200px;overflow:hidden"><p>{}</p></div>'),
        ("", "<details><summary>More</summary><p>{}</p></details>"),
        ("", '<div style="visibility:hidden"><p style="visibility:visible">{}</p></div>'),
        ("", '<div style="font-size:0"><p style="font-size:16px">{}</p></div>'),
        ("", '<p style="color:#fff;background:#000">{}</p>'),
        ("", '<p style="opacity:0.9">{}</p>'),
        ("", '<p style="left:-3px;position:relative">{}</p>'),
        ("", '<p aria-hidden="false">{}</p>'),
        ("<link rel=stylesheet href=/a.css>", '<p style="color:#fff">{}</p>'),  # ground unknown
        ("<style>body{background:#000}</style>", '<p style="color:#fff">{}</p>'),
        ("<style>.x{display:none} .x.y{display:block}</style>", '<p class="x y">{}</p>'),
        ("<style>@media print{.x{display:none}}</style>", '<p class="x">{}</p>'),
        ("<style media=print>.x{display:none}</style>", '<p class="x">{}</p>'),
        (
            "<style>.x{display:none}@media (min-width:600px){.x{display:block}}</style>",
            '<p class="x">{}</p>',
        ),
        ("<style>@keyframes x{from{opacity:0}} p:hover{display:none}</style>", "<p>{}</p>"),
        ("<style>nav .x{display:none}</style>", '<p class="x">{}</p>'),
        ("<style>main > .x{display:none}</style>", '<p class="x">{}</p>'),
    ],
)
def test_what_readers_get_to_see_stays(head: str, markup: str) -> None:
    assert SECRET in text_of(markup.format(SECRET), head=head)


def test_text_after_a_hidden_element_stays() -> None:
    got = text_of(f"<p>Before <b hidden>{SECRET}</b>the noon gun, a <i hidden>x</i>horn blew.</p>")
    assert "Before the noon gun, a horn blew." in got


@pytest.mark.parametrize(
    "body",
    [
        '<body style="overflow:hidden">',
        '<body style="opacity:0">',
        '<body style="visibility:hidden;animation:start 8s">',
        '<body class="x" hidden>',
    ],
)
def test_a_body_that_a_script_uncovers_is_read(body: str) -> None:
    text_of(body=body)


def test_a_page_that_a_script_uncovers_as_a_whole_is_read() -> None:
    inside = "".join(f"<p>{line}</p>" for line in SEEN)
    page = f'<html><body><div style="display:none"><article>{inside}</article></div></body></html>'
    got = extract(page.encode(), url="", content_type="text/html")
    assert SEEN[1] in got.text


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        (" ".join([SECRET] * 40), False),  # another text
        ("\\n".join([*SEEN, *(f"{line} So it was told." for line in SEEN * 3)]), True),
    ],
)
def test_the_metadata_counts_where_the_page_shows_a_part_of_it(body: str, taken: bool) -> None:
    article = f'{{"@type":"NewsArticle","articleBody":"{body}"}}'
    got = text_of(head=f'<script type="application/ld+json">{article}</script>')
    assert ("So it was told" in got) is taken
    assert SECRET not in got


@pytest.mark.parametrize(
    "bomb",
    [
        "<style>" + ".x .y .z p{display:none}" * 20_000 + "</style>" + "<p class='x y z'>a" * 9_000,
        "<style>" + "{" * 200_000 + "</style>",
        "<style>" + "@media all{" * 40_000 + "</style>",
        "<style>" + "/*" * 200_000 + "</style>",
        '<p aria-hidden="true">' * 20_000,
        '<p style="' + "color:#fff;" * 100_000 + '">x',
        "<p style=clip:rect(" + "1 " * 200_000 + ">x",
    ],
)
def test_bombs_end_soon(bomb: str) -> None:
    begun = time.perf_counter()
    extract(f"<html><body>{bomb}".encode(), url="", content_type="text/html")
    assert time.perf_counter() - begun < 8
