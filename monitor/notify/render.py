"""A digest as plain text, as HTML and as a Slack message."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from monitor.domain.digest.compose import DigestContent
from monitor.notify import words
from monitor.notify.slack_blocks import render_slack
from monitor.notify.wrapping import fill

__all__ = ["render_html", "render_slack", "render_text"]


def render_text(content: DigestContent) -> str:
    """For a mail's text part and the terminal: 80 columns, no controls, ends in a newline."""
    return _environment().get_template("digest.txt.j2").render(digest=content).strip("\n") + "\n"


def render_html(content: DigestContent) -> str:
    """A whole page that loads nothing and runs nothing, for mail and for a file."""
    return _environment().get_template("digest.html.j2").render(digest=content)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    environment.filters["clean"] = words.clean
    environment.filters["fill"] = fill
    return environment
