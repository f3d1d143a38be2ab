"""The few CSS rules that decide whether a reader sees an element: <style> blocks and attributes.

No CSS engine: tag, class and id selectors with descendants and children, the properties that
hide. What a stylesheet elsewhere says is unknown. A rule that holds on some screens only can
show what another hides, but not hide: what is shown anywhere is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_MAX_CSS = 400_000  # characters of all <style> blocks of a page
_MAX_RULES = 6_000
_MAX_ALIKE = 100  # rules with the same last name
_MAX_DEPTH = 60  # ancestors looked at for a selector
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_COMPOUND = re.compile(r"(?:\*|[a-z][\w-]*)?(?:[.#][a-z_-][\w-]*)*\Z", re.IGNORECASE)
_PART = re.compile(r"[.#]?[\w-]+")
_EVERYWHERE = re.compile(r"@(?:media\s+(?:all|screen|only\s+screen)|supports\b.*|layer\b.*)\Z")
_SIZES = ("width", "height", "max-width", "max-height")
_EDGES = ("left", "right", "top", "bottom")
_PROPERTIES = frozenset(
    (
        *("display", "visibility", "opacity", "content-visibility", "animation"),
        *("font", "font-size", "color", "background", "background-color", "text-indent"),
        *("position", "clip", "clip-path", "transform", "overflow", "overflow-x", "overflow-y"),
        *_SIZES,
        *_EDGES,
    )
)
_COLOURS = ("color", "background", "background-color")
_NAMED = {"white": (255, 255, 255), "black": (0, 0, 0)}
_HEX = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\Z")
_ROUND = re.compile(r"(?:rgb|hsl)a?\([^)]*\)")
_NUMBER = re.compile(r"\d*\.?\d+")
_ANY = frozenset("*")

Colour = tuple[int, int, int]
Style = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Rule:
    # (how the one before is reached, what an element must be called), the last one first
    compounds: tuple[tuple[str, frozenset[str]], ...]
    weight: tuple[int, int, int, int]  # specificity, then the order in the page
    style: Style
    partly: bool  # holds on some screens only
    hides: bool  # something in it may hide


@dataclass(frozen=True, slots=True)
class Place:
    """An element by what selectors call it (tag, .class, #id), and where it stands."""

    names: frozenset[str]
    around: Place | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of a page's own <style> blocks, by the last thing that their selector names."""

    rules: Mapping[str, list[_Rule]] = field(default_factory=dict)
    paints: bool = False  # whether any rule sets a background

    def style_of(self, place: Place, inline: str | None) -> Style:
        """What is declared for an element, its ``style`` attribute last; lower case."""
        found: list[_Rule] = []
        if self.rules:
            named = [self.rules[name] for name in place.names if name in self.rules]
            near = [rule for rules in named for rule in rules]
            if inline or any(rule.hides and _reaches(rule.compounds, place) for rule in near):
                found = [rule for rule in near if _reaches(rule.compounds, place)]
        style: dict[str, str] = {}
        firm: set[str] = set()
        found.sort(key=lambda rule: (rule.partly, rule.weight))
        layers = [(rule.style, rule.partly) for rule in found]
        if inline:
            layers.append((declarations(inline), False))
        for layer, partly in layers:
            for name, value in layer.items():
                bare, important, _ = value.partition("!important")
                if (name in firm and not important) or (partly and _may_hide(name, bare)):
                    continue
                style[name] = bare.strip()
                if important:
                    firm.add(name)
        return style


def read_sheet(tree: Any) -> Sheet:
    """The rules of the <style> blocks in ``tree``. Linear; what is no CSS is passed over."""
    rules: dict[str, list[_Rule]] = {}
    room, count, paints = _MAX_CSS, 0, False
    for node in tree.iter("style"):
        css = _COMMENT.sub(" ", (node.text or "")[:room])
        room -= len(css)
        media = f"@media {(node.get('media') or 'all').strip().lower()}"
        for selectors, block, partly in _blocks(css, partly=not _EVERYWHERE.match(media)):
            if not (style := declarations(block)):
                continue
            colours = {
                name: style.pop(name).removesuffix("!important").strip()
                for name in _COLOURS
                if name in style
            }
            paints = paints or len(colours) > ("color" in colours)
            if hides_letters(colours):
                style["color"] = "transparent"
            if not style:
                continue
            for selector in selectors.split(",")[:50]:
                rule = _rule(selector, style, order=count, partly=partly)
                if rule is None or count >= _MAX_RULES:
                    continue
                alike = rules.setdefault(_key(rule.compounds[0][1]), [])
                if len(alike) < _MAX_ALIKE:
                    count += 1
                    alike.append(rule)
    return Sheet(rules, paints)


def declarations(block: str) -> dict[str, str]:
    """The declarations of ``a: b; c: d`` that may decide whether something is seen."""
    found: dict[str, str] = {}
    for one in block[:4_000].split(";"):
        name, colon, value = one.partition(":")
        name = name.strip().lower()
        if colon and name in _PROPERTIES:
            found[name] = " ".join(value.lower().split()).replace("! important", "!important")
    return found


def _blocks(css: str, *, partly: bool) -> Iterator[tuple[str, str, bool]]:
    """(selectors, declarations, whether on some screens only) of each rule."""
    start = 0
    outer: list[bool | None] = []  # of each block around: holds partly; None: not for us
    selectors = ""
    for brace in _BRACE.finditer(css):
        piece, start = css[start : brace.start()], brace.end()
        if brace.group() == "{":
            head = piece.rpartition(";")[2].strip()
            around = outer[-1] if outer else partly
            if not head.startswith("@"):
                outer.append(around)
                selectors = head
            elif head.lower().startswith(("@media", "@supports", "@layer", "@container")):
                everywhere = _EVERYWHERE.match(" ".join(head.lower().split()))
                outer.append(None if around is None else around or not everywhere)
                selectors = ""
            else:
                outer.append(None)  # @keyframes, @font-face
                selectors = ""
        elif outer:
            here = outer.pop()
            if selectors and here is not None:
                yield selectors, piece, here
            selectors = ""


def _rule(selector: str, style: Style, *, order: int, partly: bool) -> _Rule | None:
    words = selector.replace(">", " > ").split()[-12:]
    compounds: list[tuple[str, frozenset[str]]] = []
    reached = " "
    for word in reversed(words):
        if word == ">":
            reached = ">"
            continue
        if not _COMPOUND.match(word):
            return None  # states, attributes, siblings: not read
        compounds.append((reached, _called(word)))
        reached = " "
    if not compounds:
        return None
    weight = (selector.count("#"), selector.count("."), len(compounds), order)
    hides = not partly and any(_may_hide(name, value) for name, value in style.items())
    return _Rule(tuple(compounds), weight, style, partly, hides)


def _called(compound: str) -> frozenset[str]:
    parts = _PART.findall(compound)
    return frozenset(part if part[0] in "#." else part.lower() for part in parts) or _ANY


def _key(called: frozenset[str]) -> str:
    """The name of a compound by which a rule is found: the rarest sort of name in it."""
    return min(called, key=lambda name: ("#.".find(name[0]) % 3, name))


def place_of(element: Any, around: Place | None) -> Place:
    """An element as selectors see it."""
    names = ["*", element.tag]
    if element.get("id"):
        names.append(f"#{element.get('id').strip()}")
    if element.get("class"):
        names += [f".{name}" for name in element.get("class").split()[:40]]
    return Place(frozenset(names), around)


def _reaches(compounds: tuple[tuple[str, frozenset[str]], ...], place: Place) -> bool:
    """Whether the selector fits; an ancestor that fits first is taken, without going back."""
    if not compounds[0][1] <= place.names:
        return False
    node, depth = place.around, 0
    for reached, called in compounds[1:]:
        while node is not None and not called <= node.names:
            depth += 1
            if reached == ">" or depth > _MAX_DEPTH:
                return False
            node = node.around
        if node is None:
            return False
        node = node.around
    return True


def hides_letters(colours: Mapping[str, str]) -> bool:
    """Whether letters of these colours cannot be seen on these backgrounds."""
    ink = colour_of(colours.get("color", ""))
    ground = colours.get("background-color", colours.get("background", ""))
    return is_clear(colours.get("color", "")) or (ink is not None and ink == colour_of(ground))


def is_clear(text: str) -> bool:
    """Whether a colour is transparent."""
    numbers = _numbers(text)
    return text == "transparent" or (len(numbers) == 4 and numbers[3] <= 0.02)


def colour_of(text: str) -> Colour | None:
    """Red, green and blue of a colour as CSS writes it, None for one that is not known."""
    text = text.partition(" ")[0] if text[:1] != "r" else text
    if text in _NAMED:
        return _NAMED[text]
    if _HEX.match(text):
        digits = text[1:]
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits[:3])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    numbers = _numbers(text)
    if text.startswith("rgb") and len(numbers) >= 3:
        return int(numbers[0]), int(numbers[1]), int(numbers[2])
    return None


def _numbers(text: str) -> list[float]:
    inside = _ROUND.match(text)
    return [float(number) for number in _NUMBER.findall(inside.group())] if inside else []


def _may_hide(name: str, value: str) -> bool:
    """Whether a declaration may be part of what hides an element."""
    if name == "display":
        return value.startswith("none")
    if name == "visibility":
        return not value.startswith("visible")
    if name in {"opacity", "font-size", *_SIZES}:
        return value[:1] in "01."
    if name == "color":
        return is_clear(value)
    return name in {"text-indent", "clip", "clip-path", "transform", "font"} or (
        name in _EDGES and (value[:1] == "-" or len(value) > 6)
    )
