"""What ``monitor status`` says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from monitor.cli import context
from monitor.cli.context import put_json, put_table, words
from monitor.cli.shapes import blind_shape, moment, run_shape
from monitor.desk.reviews import reopenings
from monitor.domain.digest.feeds import feed_lines
from monitor.domain.judgement import FlagState, SecondFate
from monitor.domain.model import WATCHED, EntryState, FeedState
from monitor.domain.ports import Store
from monitor.domain.reopening import advice_of, reason_of
from monitor.domain.weather import WHAT_TO_DO, WHY
from monitor.jobs.deliver import undelivered
from monitor.jobs.digest import offline_since
from monitor.lease import is_dead
from monitor.log import without_password
from monitor.pulse import PROGRESS, patience
from monitor.settings import Settings

_BLIND = frozenset(FeedState) - {FeedState.OK, FeedState.NEW}


def tell_status(*, as_json: bool, check: bool = False) -> bool:
    """Print the status; whether a daemon is at work and gets on with it.

    With ``check`` the daemon itself is asked too, if ``http.port`` says where.
    """
    now = context.current.now()
    settings = context.current.settings
    with context.current.store(migrate=False) as store:
        state = gather_status(store, now=now)
    daemon = state["daemon"]
    if check and daemon["alive"] and not daemon["stuck"] and settings.http.port:
        daemon["stuck"] = ask_daemon(settings)
    if as_json:
        put_json(state)
    else:
        put_table(status_rows(state, now=now))
    return bool(daemon["alive"]) and not daemon["stuck"]


def ask_daemon(settings: Settings, *, timeout: float = 8.0) -> str:
    """Why the daemon on this machine says it is not ready, "" if it is; seconds to wait."""
    import http.client
    import json

    http_ = settings.http
    # A server that listens everywhere listens here too.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(http_.host, http_.host)  # noqa: S104
    where = f"http.port {http_.port} on {host}"
    line = http.client.HTTPConnection(host, http_.port, timeout=timeout)
    try:
        line.request("GET", "/readyz")
        answer = line.getresponse()
        body = answer.read(100_000)
        if answer.status == http.client.OK:
            return ""
        reasons = json.loads(body)["reasons"]
        return "; ".join(map(str, reasons)) or f"{where} answered {answer.status}"
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        return f"nothing usable answers at {where}: {reason}"
    except (ValueError, LookupError, TypeError):
        return f"something else answers at {where}"
    finally:
        line.close()


def _stuck(store: Store, since: datetime, now: datetime) -> str:
    """Why the daemon that holds the database counts as stuck, "" if it does not."""
    limit = patience(context.current.settings)
    signs = [since, *(run.finished_at for run in store.runs.latest_runs() if run.job == "poll")]
    noted = store.runs.meta(PROGRESS)
    if noted:
        signs.append(datetime.fromisoformat(noted))
    if now - max(signs) <= timedelta(seconds=limit):
        return ""
    return f"no progress since {max(signs):%Y-%m-%d %H:%M:%S} UTC; look into its log, restart it"


def gather_status(store: Store, *, now: datetime) -> dict[str, Any]:
    """Everything that ``status --json`` prints."""
    lease = store.runs.holder()
    alive = bool(lease and lease.expires_at > now and not is_dead(lease.holder))
    feeds = store.feeds.list()
    lines = {one.feed_id: one for one in feed_lines(feeds)}
    offline = offline_since(store)
    counts = store.entries.counts()
    last = store.digests.last()
    waiting = store.flags.list(states={FlagState.QUEUED})
    return {
        "database": without_password(context.current.settings.database.url),
        "daemon": {
            "alive": alive,
            "holder": lease.holder if lease else None,
            "since": moment(lease.acquired_at) if lease else None,
            "stuck": _stuck(store, lease.acquired_at, now) if lease and alive else "",
        },
        "jobs": [run_shape(run) for run in store.runs.latest_runs()],
        "claims": len(store.claims.list(WATCHED)),
        "feeds": {
            "all": len(feeds),
            "due": len(store.feeds.due(now, 100_000)),
            "next_poll_at": moment(store.feeds.next_due_at()),
            "blind": [
                blind_shape(f, lines.get(f.id)) for f in feeds if f.state in _BLIND or f.paused
            ],
        },
        "offline": {"since": moment(offline), "why": WHY, "what_to_do": WHAT_TO_DO}
        if offline
        else None,
        "reopen": [
            {
                "claim_id": one.claim_id,
                "card": one.correction,
                "why": reason_of(one),
                "what_to_do": advice_of(one),
            }
            for one in reopenings(store)
        ],
        "entries": {str(state): counts.get(state, 0) for state in EntryState},
        "articles": {"all": store.articles.count(), "unmatched": len(store.articles.due(10_000))},
        "flags_waiting": len(waiting),
        "second": second_today(store, now=now),
        "digest": {
            "last_day": moment(last.local_day) if last else None,
            "deliveries": [
                {"channel": d.channel, "state": str(d.state), "error": d.error}
                for d in (store.digests.deliveries(last.id) if last else ())
            ],
            "undelivered": list(undelivered(store, now.date())),
        },
    }


def second_today(store: Store, *, now: datetime) -> dict[str, Any]:
    """What the remote judge was asked today (UTC), and what it may still be asked."""
    judge = context.current.settings.judge
    usage = store.seconds.usage(now.astimezone(UTC).date())
    return {
        "reader": "" if judge.llm == "off" else f"{judge.llm} {judge.llm_model}",
        "day": moment(usage.day),
        "calls": usage.calls,
        "cost": round(usage.cost, 6),
        "daily_calls": judge.llm_daily_calls,
        "daily_cost": judge.llm_daily_cost,
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        **{str(fate): usage.fates.get(str(fate), 0) for fate in SecondFate},
    }


def _second_line(second: Mapping[str, Any]) -> str:
    told = ", ".join(f"{second[fate]} {fate}" for fate in SecondFate if second[fate])
    return (
        f"{second['reader']}: {second['calls']} of {second['daily_calls']} calls today,"
        f" {second['cost']:.2f} of {second['daily_cost']:.2f} spent"
        + (f" ({told})" if told else "")
    )


def status_rows(state: Mapping[str, Any], *, now: datetime) -> list[tuple[str, str]]:
    """The same for a person: what is wrong comes with its reason."""
    daemon, feeds, digest = state["daemon"], state["feeds"], state["digest"]
    running = "NOT running: start it with monitor run"
    if daemon["stuck"]:
        running = f"STUCK: {daemon['stuck']} ({daemon['holder']})"
    elif daemon["alive"]:
        running = f"running since {_minute(daemon['since'])} ({daemon['holder']})"
    blind, offline = feeds["blind"], state["offline"]
    rows = [
        ("daemon", running),
        *([("network", _offline_line(offline))] if offline else []),
        ("database", state["database"]),
        ("claims", f"{state['claims']} watched, {state['flags_waiting']} flags wait for review"),
        *(("decision", f"{one['why']} {one['what_to_do']}") for one in state["reopen"]),
        ("feeds", f"{feeds['all']}, {feeds['due']} due, {len(blind)} blind or paused"),
    ]
    rows += [("", _blind_line(feed)) for feed in blind[:10]]
    if len(blind) > 10:
        rows.append(("", f"and {len(blind) - 10} more: monitor feeds status"))
    entries, articles = state["entries"], state["articles"]
    told = ", ".join(f"{entries[name]} {name}" for name in ("pending", "collected", "failed"))
    rows.append(("entries", f"{sum(entries.values())}: {told}"))
    rows.append(("articles", f"{articles['all']}, {articles['unmatched']} to be matched"))
    if state["second"]["reader"]:
        rows.append(("llm", _second_line(state["second"])))
    rows += [(f"job {run['job']}", _job_line(run, now)) for run in state["jobs"]]
    last = digest["last_day"]
    rows.append(("digest", f"last on {last}" if last else "none made yet"))
    rows += [("", f"{d['channel']}: {d['state']} {d['error']}") for d in digest["deliveries"]]
    rows += [("", line) for line in digest["undelivered"]]
    return rows


def _minute(moment_: str) -> str:
    return moment_[:16].replace("T", " ")


def _blind_line(feed: Mapping[str, Any]) -> str:
    since = f" since {_minute(feed['since'])}" if feed["since"] else ""
    told = f"{words(feed['state'])}{since}: {feed['title'] or feed['url']}. {feed['why']}"
    return f"{told} -> {feed['what_to_do']}"


def _offline_line(offline: Mapping[str, str]) -> str:
    return f"OFFLINE since {_minute(offline['since'])}: {offline['why']} -> {offline['what_to_do']}"


def _job_line(run: Mapping[str, Any], now: datetime) -> str:
    ago = int((now - datetime.fromisoformat(run["finished_at"])).total_seconds())
    # In the largest unit of which at least two have gone by.
    unit = next((name for name, length in _SECONDS.items() if ago >= 2 * length), "s")
    when = f"{max(ago, 0) // _SECONDS[unit]} {unit}"
    counts = ", ".join(f"{count} {name}" for name, count in run["counts"].items() if count)
    failed = "" if run["ok"] else f"; FAILED: {run['message']}"
    return f"{when} ago: {counts or 'nothing to do'}{failed}"


_SECONDS = {"d": 86_400, "h": 3600, "min": 60, "s": 1}
