"""What ``monitor status`` says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.cli import context
from monitor.cli.context import put, put_json
from monitor.cli.shapes import feed_shape, moment, run_shape
from monitor.domain.judgement import FlagState
from monitor.domain.model import WATCHED, EntryState, FeedState
from monitor.domain.ports import Store
from monitor.jobs.deliver import undelivered
from monitor.lease import is_dead
from monitor.log import without_password

_BLIND = frozenset(FeedState) - {FeedState.OK, FeedState.NEW}


def tell_status(*, as_json: bool) -> bool:
    """Print the status; whether a daemon is at work."""
    now = context.current.now()
    with context.current.store(migrate=False) as store:
        state = gather_status(store, now=now)
    if as_json:
        put_json(state)
    else:
        for line in status_lines(state, now=now):
            put(line)
    return bool(state["daemon"]["alive"])


def gather_status(store: Store, *, now: datetime) -> dict[str, Any]:
    """Everything that ``status --json`` prints."""
    lease = store.runs.holder()
    alive = bool(lease and lease.expires_at > now and not is_dead(lease.holder))
    feeds = store.feeds.list()
    counts = store.entries.counts()
    last = store.digests.last()
    waiting = store.flags.list(states={FlagState.QUEUED})
    return {
        "database": without_password(context.current.settings.database.url),
        "daemon": {
            "alive": alive,
            "holder": lease.holder if lease else None,
            "since": moment(lease.acquired_at) if lease else None,
        },
        "jobs": [run_shape(run) for run in store.runs.latest_runs()],
        "claims": len(store.claims.list(WATCHED)),
        "feeds": {
            "all": len(feeds),
            "due": len(store.feeds.due(now, 100_000)),
            "next_poll_at": moment(store.feeds.next_due_at()),
            "blind": [feed_shape(f) for f in feeds if f.state in _BLIND or f.paused],
        },
        "entries": {str(state): counts.get(state, 0) for state in EntryState},
        "articles": {"all": store.articles.count(), "unmatched": len(store.articles.due(10_000))},
        "flags_waiting": len(waiting),
        "digest": {
            "last_day": moment(last.local_day) if last else None,
            "deliveries": [
                {"channel": d.channel, "state": str(d.state), "error": d.error}
                for d in (store.digests.deliveries(last.id) if last else ())
            ],
            "undelivered": list(undelivered(store, now.date())),
        },
    }


def status_lines(state: Mapping[str, Any], *, now: datetime) -> list[str]:
    """The same for a person: what is wrong comes with its reason."""
    daemon, feeds, digest = state["daemon"], state["feeds"], state["digest"]
    running = f"running since {daemon['since'][:16]}" if daemon["alive"] else "NOT running"
    lines = [
        f"daemon    {running} ({daemon['holder']})" if daemon["alive"] else f"daemon    {running}",
        f"database  {state['database']}",
        f"claims    {state['claims']} watched, {state['flags_waiting']} flags wait for review",
        f"feeds     {feeds['all']}, {feeds['due']} due, {len(feeds['blind'])} blind or paused",
    ]
    lines += [
        f"          {f['state']}: {f['title'] or f['url']}"
        + (f" ({f['error']})" * bool(f["error"]))
        for f in feeds["blind"][:10]
    ]
    if len(feeds["blind"]) > 10:
        lines.append(f"          and {len(feeds['blind']) - 10} more: monitor feeds status")
    entries = state["entries"]
    lines.append(
        f"entries   {sum(entries.values())}: {entries['pending']} pending,"
        f" {entries['collected']} collected, {entries['failed']} failed"
    )
    lines.append(
        f"articles  {state['articles']['all']}, {state['articles']['unmatched']} to be matched"
    )
    for run in state["jobs"]:
        lines.append(_job_line(run, now))
    lines.append(f"digest    last on {digest['last_day'] or 'never'}")
    lines += [f"          {d['channel']}: {d['state']} {d['error']}" for d in digest["deliveries"]]
    lines += [f"          {line}" for line in digest["undelivered"]]
    return [line.rstrip() for line in lines]


def _job_line(run: Mapping[str, Any], now: datetime) -> str:
    ago = int((now - datetime.fromisoformat(run["finished_at"])).total_seconds())
    when = f"{ago} s" if ago < 120 else f"{ago // 60} min" if ago < 7200 else f"{ago // 3600} h"
    counts = ", ".join(f"{count} {name}" for name, count in run["counts"].items() if count)
    failed = "" if run["ok"] else f"  FAILED: {run['message']}"
    return f"job       {run['job']:<9} {when} ago: {counts or 'nothing to do'}{failed}"
