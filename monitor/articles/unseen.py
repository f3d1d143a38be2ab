"""Takes out of a page what its reader does not see, so that it cannot become evidence.

A sentence that a machine reads and a person cannot find on the page is worth nothing to an
editor, and is how a page would talk to the machine alone. What is cut off behind "read more"
(a height above zero, a closed <details>) is text that a reader gets to see, and stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from monitor.articles.styles import Colour, Place, colour_of, is_clear, place_of, read_sheet

_NEVER_SHOWN = frozenset({"template", "script", "style", "datalist", "canvas", "object"})
_HEAD = frozenset({"head", "title", "meta", "link", "base"})
#: Names by which most style sheets hide what is for screen readers only.
_BY_CONVENTION = frozenset({"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"})
_ICON = 40  # characters: what is hidden from screen readers and no longer is an ornament
_FAR = 900.0  # pixels to the left of the page or above it
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|em|rem|pt|%|vw|vh|ex|ch)?")
_UNITS = {"em": 16.0, "rem": 16.0, "pt": 1.33, "%": 10.0, "vw": 12.0, "vh": 8.0}
_INSET_ALL = re.compile(r"(?:inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|circle\(\s*0)")
_RECT = re.compile(r"rect\(([^)]*)\)")
_NOWHERE, _PLAIN = Place(frozenset()), dict[str, str]()
_ANIMATED = ("visibility", "opacity")


@dataclass(frozen=True, slots=True)
class _Light:
    """What an element inherits that decides whether its words can be seen."""

    visible: bool = True
    size: float = 16.0
    colour: Colour | None = None  # None: not known
    ground: Colour | None = None
    clear: bool = False  # the letters are transparent

    @property
    def seen(self) -> bool:
        alike = self.colour is not None and self.colour == self.ground
        return self.visible and self.size > 1.5 and not alike and not self.clear


def remove_never_shown(tree: Any, *, noscript: bool = True) -> None:
    """Takes scripts, templates, comments and <noscript> out of an lxml tree, in place."""
    tags = (*_NEVER_SHOWN, "noscript") if noscript else tuple(_NEVER_SHOWN)
    doomed = [*tree.iter(*tags, etree.Comment, etree.ProcessingInstruction)]
    for node in doomed:
        _drop(node)


def remove_unseen(tree: Any) -> int:
    """Takes what no reader sees out of an lxml tree, in place; how many characters that were.

    Read are attributes, ``style`` attributes and the page's own <style> blocks, so call it
    before :func:`remove_never_shown`. One walk over the elements.
    """
    sheet = read_sheet(tree)
    linked = any("stylesheet" in (link.get("rel") or "").lower() for link in tree.iter("link"))
    # What a browser paints when nobody says.
    ground = None if linked or sheet.paints else (255, 255, 255)
    removed = 0
    stack: list[tuple[Any, _Light, Place | None]] = [(tree, _Light(ground=ground), None)]
    while stack:
        element, light, around = stack.pop()
        if element.tag in _NEVER_SHOWN or element.tag in _HEAD:
            continue
        place = place_of(element, around) if sheet.rules else _NOWHERE
        inline = element.get("style")
        style = sheet.style_of(place, inline) if sheet.rules or inline else _PLAIN
        if style.get("animation") and element.tag in {"html", "body"}:
            style = {name: style[name] for name in style if name not in _ANIMATED}
        root = element.tag in {"html", "body"}
        if not root and (_is_hidden(element) or _has_no_box(style)):
            removed += _length(element)
            _drop(element)
            continue
        if inline:  # trafilatura takes any "hidden" in it, of overflows too, for a hidden element
            del element.attrib["style"]
        light = _lit(light, style)
        if not light.seen:
            removed += len(element.text or "")
            element.text = None
        for child in list(element):
            if not light.seen and child.tail:
                removed += len(child.tail)
                child.tail = None
            if isinstance(child.tag, str):
                stack.append((child, light, place))
    return removed


def _is_hidden(element: Any) -> bool:
    get = element.get
    if get("hidden") is not None and get("hidden").lower() != "until-found":
        return True
    if element.tag == "dialog" and get("open") is None:
        return True
    if element.tag == "input" and (get("type") or "").lower() == "hidden":
        return True
    names = get("class")
    if names and not _BY_CONVENTION.isdisjoint(names.lower().split()):
        return True
    return (get("aria-hidden") or "").strip().lower() == "true" and _length(element) > _ICON


def _has_no_box(style: Mapping[str, str]) -> bool:
    """Whether nothing of the element and what is in it is painted."""
    if not style:
        return False
    get = style.get
    if get("display") == "none" or get("content-visibility") == "hidden":
        return True
    opacity = _pixels(style.get("opacity", ""))
    if opacity is not None and opacity <= 0.02:
        return True
    cut = any((get(name) or "")[:4] in {"hidd", "clip"} for name in _OVERFLOW)
    if cut and any(_is_within(get(name), 1.0) for name in _SIZES):
        return True
    return _is_cut_away(style) or _is_off_screen(style)


_OVERFLOW = ("overflow", "overflow-x", "overflow-y")
_SIZES = ("width", "height", "max-width", "max-height")


def _is_cut_away(style: Mapping[str, str]) -> bool:
    rect = _RECT.search(style.get("clip", ""))
    if rect and style.get("position") in {"absolute", "fixed"}:
        sides = [_pixels(side) for side in re.split(r"[,\s]+", rect.group(1).strip())]
        if len(sides) == 4 and None not in sides:
            top, right, bottom, left = (side or 0.0 for side in sides)
            if right - left <= 1 or bottom - top <= 1:
                return True
    return bool(_INSET_ALL.match(style.get("clip-path", "")))


def _is_off_screen(style: Mapping[str, str]) -> bool:
    if style.get("position") in {"absolute", "fixed", "relative"}:
        for side in ("left", "top", "right", "bottom"):
            if (_pixels(style.get(side, "")) or 0.0) <= -_FAR:
                return True
            if side in {"left", "top"} and (_pixels(style.get(side, "")) or 0.0) >= 9_000:
                return True
    if (_pixels(style.get("text-indent", "")) or 0.0) <= -_FAR:
        return True
    moved = style.get("transform", "")
    if moved.startswith(("scale(0)", "scale(0,", "scalex(0)", "scaley(0)")):
        return True
    return moved.startswith("translate") and any(
        (_pixels(part) or 0.0) <= -_FAR for part in moved.partition("(")[2].split(",")
    )


def _lit(light: _Light, style: Mapping[str, str]) -> _Light:
    if not style:
        return light
    visible, size = light.visible, light.size
    if "visibility" in style:
        visible = style["visibility"] not in {"hidden", "collapse"}
    if "font-size" in style:
        size = _size(style["font-size"], size)
    elif "font" in style:
        shorthand = re.search(r"(?:^|\s)(\d*\.?\d+(?:px|em|rem|pt|%)?)(?:/|\s)", style["font"])
        size = _size(shorthand.group(1), size) if shorthand else size
    colour, ground, clear = light.colour, light.ground, light.clear
    if "color" in style and style["color"] not in {"inherit", "currentcolor"}:
        colour, clear = colour_of(style["color"]), is_clear(style["color"])
    for name in ("background", "background-color"):
        if name in style and not is_clear(style[name]):
            ground = colour_of(style[name])  # None for pictures and gradients
    return _Light(visible, size, colour, ground, clear)


def _size(text: str, inherited: float) -> float:
    number = _NUMBER.match(text)
    if number is None:
        return 16.0 if text[:1].isalpha() and text != "inherit" else inherited
    value, unit = float(number.group(1)), number.group(2)
    if unit == "em":
        return value * inherited
    if unit == "%":
        return value / 100 * inherited
    return value * _UNITS.get(unit or "", 1.0)


def _pixels(text: str) -> float | None:
    number = _NUMBER.search(text) if text else None
    if number is None:
        return None
    return float(number.group(1)) * _UNITS.get(number.group(2) or "", 1.0)


def _is_within(text: str | None, limit: float) -> bool:
    value = _pixels(text) if text and text[0] in "0123456789." else None
    return value is not None and value <= limit


def _length(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext() if text)


def _drop(node: Any) -> None:
    """Removes a node; the text after it stays."""
    parent = node.getparent()
    if parent is None:
        return
    tail = node.tail
    if tail:
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(node)
