"""Bytes of a page -> Extracted. A pure function, to be run in a child process.

trafilatura finds the text in what a reader sees of the page (unseen). Whether it is a whole
article or what a wall let through is told next door (walls).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from monitor.articles.pagemeta import PageMeta, read_meta
from monitor.articles.unseen import remove_never_shown, remove_unseen
from monitor.articles.walls import SHORT, read_status
from monitor.domain.cleaning import safe_text
from monitor.domain.language.charsets import decode
from monitor.domain.model import ExtractStatus
from monitor.domain.reading.genre import is_correction
from monitor.domain.web import Extracted

MAX_BODY = 10_000_000  # bytes
MAX_TAGS = 150_000  # trafilatura takes more than linear time in them
MAX_TEXT = 300_000  # characters
_NOTHING = 40  # characters: a page that shows no more shows nothing
_MENU_LINES, _MENU_LINE = 20, 25  # so many lines, half of them shorter than that
_MARKUP_TYPES = ("html", "xml", "text/plain", "octet-stream")
_HTML_START = re.compile(
    rb"<(?:!doctype html|html|head|body|meta|title|div|p|article)\b", re.IGNORECASE
)
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})")


def extract(body: bytes, *, url: str, content_type: str) -> Extracted:
    """The article in ``body``; any bytes give a value (but may take long: use a child).

    ``url`` is where the page was in the end. The canonical URL is only taken from the page if
    it stays on the site of ``url``.
    """
    if len(body) > MAX_BODY or body.count(b"<") > MAX_TAGS:
        return Extracted(status=ExtractStatus.TOO_LARGE)
    if not body.strip():
        return Extracted(status=ExtractStatus.EMPTY)
    if not _is_markup(body, content_type):
        return Extracted(status=ExtractStatus.NOT_HTML)
    markup = _decoded(body, content_type)
    tree = _tree(markup)
    if tree is None:
        return Extracted(status=ExtractStatus.EMPTY)
    meta = read_meta(tree, url=url)
    shown = _seen_text(tree, markup)
    if len(shown) >= _NOTHING and not _holds(meta.body, shown):
        meta = replace(meta, body="")  # another text than the page's: it tells nothing about it
    text = _with_corrections(_best_text(shown, meta), meta)
    return Extracted(
        status=read_status(text, meta, markup=markup, url=url),
        title=meta.title,
        text=text,
        byline=meta.byline,
        published_at=meta.published_at,
        language=meta.language,
        canonical_url=meta.canonical_url,
    )


def _is_markup(body: bytes, content_type: str) -> bool:
    head = body[:1024].lstrip()
    if head.startswith((b"\x1f\x8b", b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8", b"GIF8")):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if head.count(0) > 8 or head.startswith((b"{", b"[")):
        return False
    kind = content_type.partition(";")[0].strip().lower()
    named = not kind or any(name in kind for name in _MARKUP_TYPES)
    return bool(_HTML_START.search(body[:5000])) or (named and b"<" in body[:5000])


def _decoded(body: bytes, content_type: str) -> str:
    head = body[:4096]
    declared = [m[1] for m in [_HEADER_CHARSET.search(content_type[:300])] if m]
    found = (_META_CHARSET.search(head), _XML_CHARSET.match(head))
    declared += [m[1].decode("ascii") for m in found if m]
    return decode(body, declared).replace("\x00", "")


def _tree(markup: str) -> Any:
    """The parsed page, None if there is nothing in it.

    Given text, not bytes: trafilatura would unpack compressed bytes without a limit.
    """
    from trafilatura.utils import load_html  # noqa: PLC0415 - a second of imports, for the child

    return load_html(markup)


def _seen_text(tree: Any, markup: str) -> str:
    """The article in what a reader sees of the page; ``tree`` is used up."""
    hidden = _prune(tree)
    found = _article_text(tree, fast=True)
    if _is_menu(found):  # the thorough way looks elsewhere too; it is rarely worth its time
        again = _tree(markup)
        _prune(again)
        slower = _article_text(again, fast=False)
        found = slower if slower and not _is_menu(slower) else found
    if len(found) < _NOTHING and "<noscript" in markup.lower():
        plain = _tree(markup)  # a page that shows itself to readers without scripts alone
        _prune(plain, noscript=False)
        found = _article_text(plain, fast=True)
    if len(found) < _NOTHING and hidden >= SHORT:  # a page that a script uncovers as a whole
        whole = _tree(markup)
        remove_never_shown(whole)
        found = _article_text(whole, fast=True)
    return found


def _prune(tree: Any, *, noscript: bool = True) -> int:
    hidden = remove_unseen(tree)
    remove_never_shown(tree, noscript=noscript)
    return hidden


def _article_text(tree: Any, *, fast: bool) -> str:
    from trafilatura import bare_extraction  # noqa: PLC0415 - as above

    document = bare_extraction(
        tree, fast=fast, include_comments=False, include_tables=False, with_metadata=False
    )
    found = getattr(document, "text", None) or ""
    return safe_text(found, limit=MAX_TEXT, multiline=True)


def _is_menu(text: str) -> bool:
    """Whether this is navigation that was taken for the article: many lines of a word or two."""
    lengths = sorted(len(line) for line in text.splitlines())
    return len(lengths) >= _MENU_LINES and lengths[len(lengths) // 2] < _MENU_LINE


def _best_text(text: str, meta: PageMeta) -> str:
    """The text that the page shows, or the body in its JSON-LD of which that is a small part.

    Without the headline as its first line: a headline is not evidence of what the body says.
    """
    first, _, rest = text.partition("\n")
    if rest and _squeezed(first) == _squeezed(meta.title):
        text = rest
    sparse = len(meta.body) > SHORT and len(text) < 0.4 * len(meta.body)
    if sparse or _squeezed(text) == _squeezed(meta.body):  # else trafilatura glues paragraphs
        return meta.body
    return text


def _holds(body: str, shown: str) -> bool:
    """Whether most of what is shown, in runs of four words, stands in ``body``.

    A page that shows nothing (a script fills it) is taken at its JSON-LD's word; one that shows
    another text is not, for nobody would find there what we quote.
    """
    ours, theirs = (_runs(text) for text in (shown, body))
    return len(ours & theirs) >= 0.6 * len(ours) > 0


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.casefold().split()
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


def _with_corrections(text: str, meta: PageMeta) -> str:
    """The text with what the page's JSON-LD calls a correction, where it does not say it itself."""
    if not text:
        return text
    said = _squeezed(text)
    unsaid = [one for one in meta.corrections if _squeezed(one) not in said]
    notices = [one if is_correction(one) else f"Correction: {one}" for one in unsaid]
    return "\n".join((text, *notices))


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())
