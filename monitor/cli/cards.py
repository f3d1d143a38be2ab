"""One flag as a card in the terminal: readable at 80 columns, over SSH and without colour."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.style import Style
from rich.table import Table
from rich.text import Text

from monitor.domain.cleaning import safe_text
from monitor.domain.flagging import count_reports, explain_rule
from monitor.domain.judgement import Evidence, Flag, FlagKind, SlotMatch
from monitor.domain.model import Article, Claim
from monitor.domain.urls import host_of, without_credentials

#: Colours that stay readable on dark and light terminals; the word itself is always printed.
COLOUR = {
    FlagKind.CORRECTION: "magenta",
    FlagKind.CONFIRMATION: "green",
    FlagKind.REFUTATION: "red",
    FlagKind.PARTIAL: "yellow",
    FlagKind.DENIAL: "cyan",
    FlagKind.UPDATE: "blue",
    FlagKind.RECAP: "bright_black",
}
_SLOT_MARK = {
    SlotMatch.MATCH: "= matches",
    SlotMatch.COMPATIBLE: "~ fits",
    SlotMatch.MISMATCH: "! differs",
    SlotMatch.ABSENT: "- not said",
}
_CONTEXT = 420  # characters of context on each side of the quote
_MAX_WIDTH = 100
_DECISIVE = Style(bold=True, underline=True)
_QUOTE = Style(bold=True)
_FAINT = Style(dim=True)


def is_plain(terminal: Console) -> bool:
    """Whether styles cannot be seen in this terminal."""
    return terminal.color_system is None or terminal.no_color


def render_card(
    flag: Flag,
    claim: Claim,
    article: Article,
    outlets: Mapping[str, str],
    *,
    width: int,
    position: str = "",
    plain: bool = False,
    proposal: str = "",
) -> RenderableType:
    """The whole card; ``position`` is the likes of "3 of 12".

    ``proposal`` says which decision is to be looked at again because of it; it comes first.
    ``plain`` marks the decisive words with asterisks, for terminals without styles.
    """
    lead = flag.lead
    body: list[RenderableType] = [
        *([_labelled("Decision", Text(_clean(proposal, 600), style=_QUOTE))] if proposal else []),
        _labelled("Claim", Text(_clean(f"{claim.id}  {claim.text}"), style=_QUOTE)),
        Text(""),
        _quote(lead, article, plain=plain),
        Text(""),
        _facts(flag, lead, outlets),
    ]
    colour = COLOUR[flag.kind]
    title = Text.assemble(
        (f" {flag.kind.upper()} ", Style(color=colour, bold=True, reverse=True)),
        ("".join(f" [{_clean(badge)}]" for badge in flag.badges), Style(color=colour, bold=True)),
        (f"  flag {flag.id} ", Style()),
    )
    return Panel(
        Group(*body),
        title=title,
        title_align="left",
        subtitle=Text(position, style=_FAINT) if position else None,
        subtitle_align="right",
        border_style=colour,
        width=min(width, _MAX_WIDTH),
        padding=(1, 2),
    )


def _clean(text: str, limit: int = 400) -> str:
    return safe_text(text, limit=limit)


def _labelled(label: str, value: RenderableType) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=11, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(Text(label, style=_FAINT), value)
    return grid


def _quote(lead: Evidence, article: Article, *, plain: bool) -> RenderableType:
    """The deciding sentence in its context, decisive words marked also without colour."""
    quotes = lead.judgement.quotes
    if not quotes:
        return Text("(no quote)", style=_FAINT)
    first = quotes[0]
    if first.headline:
        return _labelled("Headline", _marked(lead, first.text, plain=plain))
    before, after = context_of(article.text, first.start, first.end)
    text = Text()
    text.append(_clean(before, _CONTEXT + 10) + " " if before else "", style=_FAINT)
    text.append("» ")
    text.append_text(_marked(lead, first.text, plain=plain))
    text.append(" «")
    text.append(" " + _clean(after, _CONTEXT + 10) if after else "", style=_FAINT)
    return text


def context_of(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands around [start, end) in its paragraph (or after it), cut at words."""
    opening = text.rfind("\n", 0, start) + 1
    closing = text.find("\n", end)
    closing = closing if closing >= 0 else len(text)
    before = text[opening:start].strip()
    after = text[end:closing].strip()
    if not before and not after:  # a paragraph of one sentence: the next one says more
        after = text[closing + 1 :].partition("\n")[0].strip()
    if len(before) > _CONTEXT:
        before = "… " + before[-_CONTEXT:].partition(" ")[2]
    if len(after) > _CONTEXT:
        after = after[:_CONTEXT].rpartition(" ")[0] + " …"
    return before, after


def _marked(lead: Evidence, quote: str, *, plain: bool) -> Text:
    """The quote with the words that the facets rest on marked."""
    cleaned = _clean(quote, 1200)
    text = Text(cleaned, style=_QUOTE)
    folded = cleaned.casefold()
    if len(folded) != len(cleaned):
        return text
    spans = []
    decisive = ("certainty", "basis", "verb", "novelty", "correction", "place", "quantity")
    for facet, words in lead.judgement.facets.words:
        found = folded.find(words.casefold()) if facet in decisive and words else -1
        if found >= 0:
            spans.append((found, found + len(words)))
    merged = _merged(spans)
    if plain:
        for start, end in reversed(merged):
            cleaned = f"{cleaned[:start]}*{cleaned[start:end]}*{cleaned[end:]}"
        return Text(cleaned)
    for start, end in merged:
        text.stylize(_DECISIVE, start, end)
    return text


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _facts(flag: Flag, lead: Evidence, outlets: Mapping[str, str]) -> RenderableType:
    judgement = lead.judgement
    facets = judgement.facets
    outlet = outlets.get(lead.outlet_id, lead.outlet_id) or host_of(lead.url)
    published = f"{lead.published_at:%d %b %Y %H:%M} UTC" if lead.published_at else "undated"
    role = f" ({facets.speaker_role.replace('_', ' ')})"
    speaker = facets.speaker or outlet
    slots = [
        (name, getattr(facets, name))
        for name in ("actor", "quantity", "place", "time")
        if getattr(facets, name) is not SlotMatch.ABSENT
    ]
    rows: list[tuple[str, str]] = [
        ("Outlet", f"{outlet}, {published}"),
        ("Title", lead.title),
        ("Who says", f"{speaker}{role}, {facets.basis.replace('_', ' ')}, {facets.certainty}"),
        ("Slots", "  ".join(f"{name} {_SLOT_MARK[value]}" for name, value in slots)),
        ("Reports", count_reports(1, flag.reprints)),
        (
            "Also in",
            ", ".join(
                sorted(
                    {outlets.get(e.outlet_id, "?") for e in flag.evidence[1:] if e.url != lead.url}
                )
            ),
        ),
        ("Why", explain_rule(judgement.rule)),
        ("Missing", judgement.missing),
        ("Changed", f"after the decision, {flag.changed_at:%d %b %Y}" if flag.changed_at else ""),
        ("Link", without_credentials(lead.url)),
    ]
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=11, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    for label, value in rows:
        if value:
            grid.add_row(Text(label, style=_FAINT), Text(_clean(value)))
    return grid
