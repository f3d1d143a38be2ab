"""HTML fragments of feeds -> plain text, in time linear in the length.

No parser library: a feed item is a sentence or a paragraph, there are thousands of them, and
libxml2 wants a tree. Only what is a known HTML element counts as markup, so "5 < 6" and
"<unnamed official>" stay.
"""

from __future__ import annotations

import html
import re

_BLOCK_NAMES = (
    "address article aside blockquote br center dd div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody tfoot thead"
    " tr ul"
)
_INLINE_NAMES = (
    "a abbr acronym audio b bdi bdo big body button caption cite code col colgroup data del"
    " details dfn dir em embed font head html i iframe img input ins kbd label legend link"
    " map mark meta meter nobr object optgroup option output param picture q rp rt ruby s samp"
    " select small source span strike strong sub summary sup svg td textarea th time tt u"
    " var video wbr area base path g"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KNOWN = _BLOCKS | frozenset(_INLINE_NAMES.split())
# Elements whose text is not for readers.
_SILENT = frozenset({"script", "style", "noscript", "template", "title", "iframe", "svg", "object"})
_CELLS = frozenset({"td", "th"})
_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,15})(?=[\s/>])")
_TAG_STEP = re.compile(r"[^>\"']*")
_LOOKS_LIKE_MARKUP = re.compile(
    r"</?(?:p|br|b|i|em|strong|a|div|span|img|ul|ol|li|sup|sub|font|cite|q|u|h[1-6])[\s/>]",
    re.IGNORECASE,
)


def plain(markup: str) -> str:
    """The text of an HTML fragment: blocks on lines of their own, character references read."""
    if "<" not in markup:
        return html.unescape(markup)
    return html.unescape("".join(_Scanner(markup).pieces()))


def plain_title(title: str) -> str:
    """The text of a title, which may be text or HTML: tags go only if they look like HTML."""
    return plain(title) if _LOOKS_LIKE_MARKUP.search(title) else html.unescape(title)


class _Scanner:
    """Walks over a fragment once. A search that failed is never repeated further on."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._hopeless: set[str] = set()

    def pieces(self) -> list[str]:
        markup, found, at = self._markup, list[str](), 0
        while (start := self._find("<", at)) >= 0:
            found.append(markup[at:start])
            at, put = self._tag(start)
            found.append(put)
        found.append(markup[at:])
        return found

    def _find(self, what: str, at: int) -> int:
        if what in self._hopeless:
            return -1
        position = self._markup.find(what, at)
        if position < 0:
            self._hopeless.add(what)
        return position

    def _tag(self, start: int) -> tuple[int, str]:
        """Where to go on after the "<" at ``start``, and what to write in its place."""
        markup = self._markup
        for opening, closing in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
            if markup.startswith(opening, start):
                end = self._find(closing, start + len(opening))
                return (end + len(closing), "") if end >= 0 else (start + 1, "<")
        match = _NAME.match(markup, start + 1)
        name = match[1].lower() if match else ""
        if match is None or name not in _KNOWN | _SILENT:
            return start + 1, "<"
        end = self._tag_end(match.end())
        if name in _SILENT and markup[start + 1] != "/" and markup[end - 2 : end] != "/>":
            end = self._past(name, end)
        if name in _BLOCKS:
            return end, "\n"
        return end, " " if name in _CELLS else ""

    def _tag_end(self, at: int) -> int:
        """Just after the ">" that ends the tag, skipping those in quotes."""
        markup = self._markup
        while True:
            step = _TAG_STEP.match(markup, at)
            at = step.end() if step else len(markup)
            if at >= len(markup):
                return at
            if markup[at] == ">":
                return at + 1
            closing = self._find(markup[at], at + 1)
            at = closing + 1 if closing >= 0 else at + 1

    def _past(self, name: str, at: int) -> int:
        """Just after the end tag of a silent element."""
        for closing in (f"</{name}", f"</{name.upper()}"):
            end = self._find(closing, at)
            if end >= 0:
                return self._tag_end(end + 2)
        return at
