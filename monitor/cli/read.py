"""``monitor intake``, ``extract`` and ``judge``: reading documents at hand."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor import log
from monitor.cli import context
from monitor.cli.context import line, put, put_json, put_json_line, put_table, reviewer, say, words
from monitor.cli.shapes import judgement_shape, moment
from monitor.errors import MonitorError, UsageError

if TYPE_CHECKING:
    from monitor.desk.intake import Origin
    from monitor.desk.judging import PairJudge
    from monitor.domain.intake import Proposal
    from monitor.domain.web import Extracted

logger = logging.getLogger(__name__)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(intake)
    app.command()(extract)
    app.command()(judge)


def intake(
    source: Annotated[str, typer.Argument(help="URL, HTML file or text file.")],
    as_json: Json = False,
    save: Annotated[bool, typer.Option("--save", help="Store all proposals as drafts.")] = False,
    on: Annotated[str, typer.Option(help="Date of the article, ISO; else its own.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who acts.")] = "",
) -> None:
    """Propose open claims from an article.

    In a terminal each is accepted, edited or dropped; drafts are stored by --save.
    """
    from monitor.domain.model import ClaimStatus

    published = _day(on)
    origin, proposals = _proposals(source, published)
    if as_json:
        put_json([_proposal_shape(proposal) for proposal in proposals])
    interactive = not as_json and not save and sys.stdin.isatty() and sys.stdout.isatty()
    if interactive:
        from monitor.cli.intake_desk import ask

        ask(proposals, origin, actor=reviewer(by))
        return
    if not as_json:
        for number, proposal in enumerate(proposals, start=1):
            put_table([(f"{number}.", f"{proposal.text}  [{proposal.kind}]")], first=3)
            put_table(_proposal_rows(proposal), indent=5)
            put("")
    if not proposals:
        say("no open claims found: nothing in it is hedged, conditional, attributed or predicted")
    if save:
        from monitor.desk.intake import save_proposals

        with context.current.store() as store:
            saved = save_proposals(
                store,
                proposals,
                origin,
                status=ClaimStatus.DRAFT,
                aliases=context.current.aliases,
                actor=reviewer(by),
                now=context.current.now(),
            )
        names = ", ".join(claim.id for claim in saved) or "nothing new"
        say(f"saved as drafts: {names}; watch one with: monitor claims open ID")
        if as_json:
            return
        put_table((claim.id, claim.text) for claim in saved)


def _proposal_rows(proposal: Proposal) -> list[tuple[str, str]]:
    rows = [("cue", proposal.cue), ("said by", proposal.speaker)]
    rows += [("sentence", f"“{proposal.sentence}”"), ("watch", proposal.query)]
    return [(label, text) for label, text in rows if text]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"--on {text!r}: must be a date such as 2024-10-08") from error


def _proposals(source: str, on: date | None) -> tuple[Origin, Sequence[Proposal]]:
    from monitor.articles.sentences import split_sentences
    from monitor.desk.intake import Origin
    from monitor.domain.intake import propose

    document = read_document(source)
    if not document.text:
        raise MonitorError(f"{source}: no article text could be read ({document.status})")
    published = on or (document.published_at.date() if document.published_at else None)
    url = source if source.startswith(("http://", "https://")) else ""
    proposals = propose(
        document.text,
        split_sentences(document.text),
        title=document.title,
        aliases=context.current.aliases,
        claimed_on=published,
    )
    return Origin(url=url, title=document.title, published_on=published), proposals


def _proposal_shape(proposal: Proposal) -> dict[str, Any]:
    return {
        "text": proposal.text,
        "kind": str(proposal.kind),
        "sentence": proposal.sentence,
        "start": proposal.start,
        "end": proposal.end,
        "cue": proposal.cue,
        "cue_kind": str(proposal.cue_kind),
        "speaker": proposal.speaker,
        "query": proposal.query,
        "parties": list(proposal.parties),
    }


def extract(
    source: Annotated[str, typer.Argument(help="URL or HTML file.")], as_json: Json = False
) -> None:
    """Print the article text of a page and how complete it is."""
    document = read_document(source)
    if as_json:
        put_json(
            {
                "status": str(document.status),
                "title": document.title,
                "text": document.text,
                "published_at": moment(document.published_at),
                "language": document.language,
                "url": document.canonical_url or source,
                "byline": document.byline,
            }
        )
    else:
        say(f"{words(document.status)}: {line(document.title)}")
        put(document.text)
    if not document.text:
        raise typer.Exit(1)


def read_document(source: str) -> Extracted:
    """The text of a URL, an HTML file or a plain text file."""
    from monitor.articles.extract import extract as extract_page
    from monitor.domain.cleaning import defuse, safe_text
    from monitor.domain.model import ExtractStatus
    from monitor.domain.web import Extracted

    if source.startswith(("http://", "https://")):
        body, url, kind = fetch(source)
        return extract_page(body, url=url, content_type=kind)
    body = read_file(source)
    if _is_markup(source, body):
        return extract_page(body, url="", content_type="text/html")
    text = unwrap(defuse(body.decode("utf-8", "replace"), limit=2_000_000))
    title = next((row for row in map(str.strip, text.split("\n")) if row), "")
    if not text.strip():
        return Extracted(status=ExtractStatus.EMPTY)
    return Extracted(
        status=ExtractStatus.FULL, title=safe_text(title, limit=500), text=text, canonical_url=""
    )


#: Lines of a text file that is wrapped by hand or by a mail program are this long at most.
_WRAPPED = 100


def unwrap(text: str) -> str:
    """A hard-wrapped text as one paragraph a line; offsets stay, a break becomes a space.

    A text is taken for wrapped if no line is long and most lines break in mid-sentence.
    """
    lines = text.split("\n")
    inner = [row for row, after in pairwise(lines) if row and after]
    broken = [row for row in inner if not row.rstrip().endswith((".", "!", "?", '"', "”", ":"))]
    if len(inner) < 3 or len(broken) * 2 < len(inner) or max(map(len, lines)) > _WRAPPED:
        return text
    breaks = [" " if row.strip() and after.strip() else "\n" for row, after in pairwise(lines)]
    return "".join(row + end for row, end in zip(lines, [*breaks, ""], strict=True))


def _is_markup(source: str, body: bytes) -> bool:
    head = body[:2000].lstrip().lower()
    return Path(source).suffix.lower() in (".html", ".htm", ".xhtml") or head.startswith(
        (b"<!doctype html", b"<html", b"<?xml")
    )


def read_file(source: str) -> bytes:
    """The bytes of a file; UsageError in one line if there are none to be had."""
    path = Path(source)
    try:
        if path.stat().st_size > 20_000_000:
            raise UsageError(f"{source}: larger than 20 MB")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{source}: cannot be read: {error.strerror or error}") from error


def fetch(url: str) -> tuple[bytes, str, str]:
    """Body, final URL and content type of a page; MonitorError with the reason if it fails."""
    from monitor.domain.web import FetchFailure
    from monitor.wiring import open_network

    async def get() -> tuple[bytes, str, str]:
        async with open_network(context.current.settings, by_hand=True) as fetcher:
            page = await fetcher.page(url)
            if isinstance(page, FetchFailure):
                raise MonitorError(f"{url}: {page.message}")
            return page.body, page.final_url, page.content_type

    return asyncio.run(get())


def judge(
    path: Annotated[Path | None, typer.Argument(help="JSON Lines file; else stdin.")] = None,
) -> None:
    """Judge (claim, article) pairs, JSON Lines in and out.

    There is one answer for each row, in the same order.

    In: claim, text; optional claimed_on, title, published_at, outlet, parties. A row that
    cannot be judged is answered by {"error": ...}, and the exit code is 1.
    """
    from monitor.wiring import make_pair_judge

    judging = make_pair_judge(context.current.settings, context.current.aliases)
    failed = 0
    with _lines_of(path) as lines:
        for number, row in enumerate(lines, start=1):
            if row.strip():
                answer = _answer(judging, row, number)
                failed += "error" in answer
                put_json_line(answer)
    if failed:
        raise typer.Exit(1)


@contextmanager
def _lines_of(path: Path | None) -> Iterator[Iterable[bytes]]:
    if path is None:
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
    with file:
        yield file


def _answer(judging: PairJudge, row: bytes, number: int) -> dict[str, Any]:
    """One answer for every row, so that the order of the others holds."""
    try:
        return judgement_shape(judging(json.loads(row)))
    except (ValueError, RecursionError, UsageError) as error:
        reason = line(error)
    except Exception as error:  # a bug costs one row
        log.failure(logger, "row broke", line=number)
        reason = f"unexpected {type(error).__name__}"
    say(f"line {number}: {reason}")
    return {"error": f"line {number}: {reason}"}
