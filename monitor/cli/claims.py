"""``monitor claims``: what is watched."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer

from monitor.cli import context
from monitor.cli.context import line, put, put_json, put_table, reviewer, say, words
from monitor.cli.shapes import article_shape, claim_shape
from monitor.domain.model import WATCHED, Claim, ClaimKind, ClaimStatus
from monitor.errors import UsageError

app = typer.Typer(help="Claims: add, list, show, edit, open, close ...", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
By = Annotated[str, typer.Option("--by", help="Who acts; else MONITOR_REVIEWER or the login.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it goes on the record.")]


@app.command("list")
def list_claims(
    all_: Annotated[bool, typer.Option("--all", help="Drafts and settled ones too.")] = False,
    status: Annotated[ClaimStatus | None, typer.Option(help="Only this status.")] = None,
    as_json: Json = False,
) -> None:
    """List the watched claims."""
    wanted = {status} if status else None if all_ else WATCHED
    with context.current.store() as store:
        claims = store.claims.list(wanted)
    if as_json:
        put_json([claim_shape(claim) for claim in claims])
        return
    put_table((claim.id, words(claim.status), claim.kind, claim.text) for claim in claims)
    if not claims:
        say("no claims; take some from an article: monitor intake URL --save")


@app.command()
def show(claim_id: str, as_json: Json = False) -> None:
    """Show a claim with all its fields."""
    with context.current.store() as store:
        claim = store.claims.get(claim_id)
    if as_json:
        put_json(claim_shape(claim))
        return
    put_table(
        (words(key), ", ".join(value) if isinstance(value, list) else str(value))
        for key, value in claim_shape(claim).items()
        if value not in (None, "", [])
    )


@app.command()
def add(
    text: Annotated[str, typer.Argument(help="What would have to be true, affirmative.")],
    query: Annotated[str, typer.Option(help="Watch query; see docs/operating.md.")],
    claim_id: Annotated[str, typer.Option("--id", help="Else the next free C<n>.")] = "",
    kind: Annotated[ClaimKind, typer.Option()] = ClaimKind.EVENT,
    claimed_on: Annotated[
        str, typer.Option(help="ISO date; nothing published before it is evidence.")
    ] = "",
    party: Annotated[
        list[str] | None, typer.Option(help="Whose denial proves nothing; repeat.")
    ] = None,
    speaker: Annotated[str, typer.Option(help="Who says it.")] = "",
    url: Annotated[str, typer.Option(help="Where it was said.")] = "",
    priority: Annotated[int, typer.Option(min=1, max=5)] = 3,
    note: Annotated[str, typer.Option()] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Add an open claim by hand."""
    from monitor.desk.claims import add_claim, claim_from_fields

    now = context.current.now()
    fields: dict[str, object] = {
        "id": claim_id,
        "text": text,
        "query": query,
        "kind": kind,
        "claimed_on": claimed_on or now.date().isoformat(),
        "parties": party or [],
        "speaker": speaker,
        "origin_url": url,
        "priority": priority,
        "note": note,
    }
    claim = claim_from_fields(fields, where="claims add", now=now)
    with context.current.store() as store:
        stored = add_claim(
            store, claim, aliases=context.current.aliases, actor=reviewer(by), now=now
        )
    _tell(stored, as_json, f"{stored.id} is open")


@app.command()
def edit(
    claim_id: str,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="key=value, repeat; else $EDITOR opens.")
    ] = None,
    by: By = "",
    as_json: Json = False,
) -> None:
    """Edit a claim, in $EDITOR or by --set key=value."""
    from monitor.cli.editor import edit_fields
    from monitor.desk.claims import EDITABLE, claim_from_fields, edit_claim

    now = context.current.now()
    with context.current.store() as store:
        claim = store.claims.get(claim_id)
        shape = claim_shape(claim)
        fields: dict[str, object] = {key: shape[key] or "" for key in EDITABLE}
        fields["parties"] = list(claim.parties)
        if set_:
            for item in set_:
                key, sign, value = item.partition("=")
                if not sign or key not in EDITABLE:
                    raise UsageError(f"--set {item!r}: needs key=value, key one of {EDITABLE}")
                fields[key] = (
                    [part.strip() for part in value.split(",") if part.strip()]
                    if key == "parties"
                    else value
                )
        else:
            fields = edit_fields(fields, title=f"claim {claim.id}")
        wanted = claim_from_fields(fields, where=f"claim {claim.id}", now=now)
        changed = edit_claim(
            store,
            claim.id,
            {key: getattr(wanted, key) for key in EDITABLE},
            aliases=context.current.aliases,
            actor=reviewer(by),
            now=now,
        )
    _tell(changed, as_json, f"{changed.id} saved" if changed != claim else "nothing changed")


@app.command("open")
def open_(claim_id: str, by: By = "", as_json: Json = False) -> None:
    """Open a draft: watch it, and look back over what is stored."""
    _reopen(claim_id, reason="", by=by, as_json=as_json)


@app.command()
def reopen(claim_id: str, reason: Reason = "", by: By = "", as_json: Json = False) -> None:
    """Take a verdict back."""
    _reopen(claim_id, reason=reason, by=by, as_json=as_json)


def _reopen(claim_id: str, *, reason: str, by: str, as_json: bool) -> None:
    from monitor.desk.claims import reopen_claim

    with context.current.store() as store:
        claim = reopen_claim(
            store, claim_id, actor=reviewer(by), now=context.current.now(), reason=reason
        )
    _tell(claim, as_json, f"{claim.id} is {words(claim.status)}")


@app.command()
def close(
    claim_id: str,
    verdict: Annotated[
        str,
        typer.Argument(help="confirmed, partly_confirmed, refuted, disputed, expired, withdrawn"),
    ],
    reason: Reason = "",
    note: Annotated[str, typer.Option(help="More for the record.")] = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Set a person's verdict on a claim. Nothing else ever closes one."""
    from monitor.desk.claims import close_claim

    try:
        status = ClaimStatus(verdict)
    except ValueError as error:
        raise UsageError(f"{verdict!r} is no verdict; see monitor claims close --help") from error
    with context.current.store() as store:
        claim = close_claim(
            store,
            claim_id,
            status,
            actor=reviewer(by),
            now=context.current.now(),
            reason=reason,
            note=note,
        )
    _tell(claim, as_json, f"{claim.id} is {words(claim.status)}")


@app.command()
def merge(
    claim_id: str,
    into: Annotated[str, typer.Argument(help="The claim that goes on.")],
    reason: Reason = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Say that a claim is the same as another."""
    from monitor.desk.claims import merge_claims

    with context.current.store() as store:
        claim = merge_claims(
            store, claim_id, into, actor=reviewer(by), now=context.current.now(), reason=reason
        )
    _tell(claim, as_json, f"{claim.id} is merged into {claim.merged_into}")


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="TOML ([[claim]]) or JSON Lines.")],
    by: By = "",
    as_json: Json = False,
) -> None:
    """Add the claims of a file; one whose id is taken is left alone."""
    from monitor.desk.claims import add_claim, check_claim, claim_from_fields, require_distinct

    now = context.current.now()
    claims = [
        claim_from_fields(row, where=f"{path}: claim {number}", now=now)
        for number, row in enumerate(_rows(path), start=1)
    ]
    # All or nothing: a fault in the last one must not half-import.
    require_distinct(claims, where=str(path))
    for claim in claims:
        check_claim(claim, context.current.aliases)
    # Those with an id first, so that none of the free ones is given to another.
    claims.sort(key=lambda claim: not claim.id)
    with context.current.store() as store:
        taken = {claim.id for claim in store.claims.list()}
        added = [
            add_claim(store, claim, aliases=context.current.aliases, actor=reviewer(by), now=now)
            for claim in claims
            if not claim.id or claim.id not in taken
        ]
    if as_json:
        put_json([claim_shape(claim) for claim in added])
    say(f"claims added: {len(added)}; there already: {len(claims) - len(added)}")


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise UsageError(f"{path}: cannot be read: {reason}") from error
    try:
        if path.suffix == ".toml":
            rows = tomllib.loads(text).get("claim", [])
        else:
            rows = [json.loads(row) for row in text.split("\n") if row.strip()]
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not valid {path.suffix or 'JSON Lines'}: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{path}: must hold [[claim]] tables or one JSON object a line")
    return rows


@app.command()
def export() -> None:
    """Print claims as JSON Lines, as ``import`` reads them.

    Drafts stay drafts; all others are open when they are read again.
    """
    from monitor.cli.context import put_json_line

    with context.current.store() as store:
        for claim in store.claims.list():
            put_json_line(_importable(claim))


def _importable(claim: Claim) -> dict[str, Any]:
    from monitor.desk.claims import EDITABLE

    shape = claim_shape(claim)
    row = {key: shape[key] for key in ("id", *EDITABLE) if shape[key] is not None}
    if claim.status is ClaimStatus.DRAFT:
        row["status"] = "draft"
    return row


@app.command("test")
def try_query(
    claim_id: str,
    query: Annotated[str, typer.Option(help="Try this query instead of the stored one.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="Hits to explain.")] = 5,
    as_json: Json = False,
) -> None:
    """Back-test a watch query, explained term by term."""
    from monitor.desk.backtest import backtest
    from monitor.domain.query.parse import explain

    with context.current.store() as store:
        claim = store.claims.get(claim_id)
        found = backtest(store, query or claim.query, aliases=context.current.aliases, keep=limit)
    explained = [(article, explain(found.query, doc)) for article, doc in found.hits]
    if as_json:
        put_json(
            {
                "claim_id": claim.id,
                "query": str(found.query),
                "articles": found.articles,
                "matched": found.matched,
                "hits": [
                    {**article_shape(article), "why": str(why).splitlines()}
                    for article, why in explained
                ],
            }
        )
        return
    put(f"{claim.id}: {line(found.query)}")
    put(f"{found.matched} of {found.articles} stored articles match")
    for article, why in explained:
        put(f"\n{line(article.title)} ({line(article.outlet_id)})\n{line(article.url)}")
        put("\n".join(f"  {part}" for part in str(why).splitlines()))


def _tell(claim: Claim, as_json: bool, message: str) -> None:
    if as_json:
        put_json(claim_shape(claim))
    else:
        say(message)
