"""Draw docs/images/card.svg from a demo's database.

    monitor demo --output demo-output
    python docs/images/make_card.py sqlite:///demo-output/demo.db 39

The second argument is a flag's number; without it the card with the most reprints is drawn.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from monitor.cli.cards import render_card
from monitor.cli.flags import outlet_names
from monitor.storage.store import open_store

_WEB_FONT = re.compile(r"\s*@font-face\s*\{.*?\}", re.DOTALL)


def main(url: str, number: int | None) -> None:
    """Write the picture of one card of the database at ``url``."""
    store = open_store(url)
    try:
        flags = store.flags.list()
        flag = (
            store.flags.get(number)
            if number is not None
            else max(flags, key=lambda found: (found.reprints, found.score))
        )
        card = render_card(
            flag,
            store.claims.get(flag.claim_id),
            store.articles.get(flag.lead.article_id),
            outlet_names(store),
            width=96,
        )
    finally:
        store.close()
    # Into a buffer, not to the terminal that runs this.
    terminal = Console(record=True, width=96, file=io.StringIO(), force_terminal=True)
    terminal.print(card)
    drawing = terminal.export_svg(title="monitor review", unique_id="card")
    # A picture in a README must not fetch fonts from elsewhere.
    Path(__file__).with_name("card.svg").write_text(
        _WEB_FONT.sub("", drawing).rstrip() + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)
