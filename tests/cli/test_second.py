"""What a person sees of a second reader: ``flags explain``, ``status``, ``doctor``."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from monitor.domain.judgement import FlagKind, SecondFate
from monitor.domain.second.calls import Caps, SecondOutcome
from monitor.storage.store import open_store
from tests.factories import (
    NOW,
    make_article,
    make_claim,
    make_collect,
    make_event,
    make_flag_draft,
    make_judgement,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
    make_second,
    make_second_call,
)
from tests.matching.llm_server import raw, serving

KEY = "sk-t3st-s3cret-key"
DECISIONS = (
    ("stance", "supports", "Ships wait outside"),
    ("certainty", "hedged", "may have closed"),
    ("basis", "none", ""),
    ("speaker_role", "third_party", "a harbour pilot"),
)


def database(url, second):
    """One card whose evidence a second reader was asked about."""
    store = open_store(url)
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(feed, make_new_entry("a")))
    store.claims.add(make_claim(), event=make_event())
    (due,) = store.entries.due(NOW, 1)
    article = store.entries.record_collect(make_collect(due.entry.id, make_article("a")))
    judgement = make_judgement(kind=FlagKind.UPDATE, rule="hedged", second=second)
    draft = make_flag_draft("C1", article, kind=FlagKind.UPDATE, judgement=judgement)
    store.flags.record_match(make_match(article.id, draft))
    store.close()
    return url


def explained(call, url):
    told = call("flags", "explain", 1, database=url).ok().out
    shape = call("flags", "explain", 1, "--json", database=url).ok().json()
    return " ".join(told.split()), shape["evidence"][0]["second"]


def test_explain_shows_the_second_readers_words(call, sqlite_url):
    second = make_second(reader="openai qwen3:8b", decisions=DECISIONS)
    told, shape = explained(call, database(sqlite_url, second))
    assert (
        "second openai qwen3:8b, asked for a score in the uncertain band:"
        " was confirmation by the rule confirmation; it pulls the rank"
    ) in told
    assert "stance supports, on “Ships wait outside”" in told
    assert "certainty hedged, on “may have closed”" in told
    assert "speaker role third party, on “a harbour pilot”" in told
    assert "basis none" in told
    assert shape == {
        "reader": "openai qwen3:8b",
        "why": "uncertain",
        "fate": "taken",
        "reason": "",
        "decisions": {what: {"value": value, "quote": on} for what, value, on in DECISIONS},
        "first_kind": "confirmation",
        "first_rule": "confirmation",
    }


def test_explain_says_when_nothing_came_of_it(call, sqlite_url):
    second = make_second(kind=FlagKind.UPDATE, rule="hedged", why="disagreement")
    told, _ = explained(call, database(sqlite_url, second))
    assert "asked for stance and rules differ: the kind stays; it pulls the rank" in told


@pytest.mark.parametrize("fate", [SecondFate.DROPPED, SecondFate.FAILED])
def test_explain_says_why_it_was_dropped(call, sqlite_url, fate):
    reason = "the quote for stance does not stand in sentence 3"
    second = make_second(fate=fate, reason=reason, decisions=())
    told, shape = explained(call, database(sqlite_url, second))
    assert f"{fate}, {reason}; the first reading stands" in told
    assert (shape["fate"], shape["reason"], shape["decisions"]) == (str(fate), reason, {})


def test_explain_without_one(call, sqlite_url):
    told, shape = explained(call, database(sqlite_url, None))
    assert "second" not in told
    assert shape is None


def switch_on(monkeypatch, url="http://127.0.0.1:9/v1", **more):
    for name, value in {
        "LLM": "openai",
        "LLM_URL": url,
        "LLM_MODEL": "m-1",
        "LLM_KEY": KEY,
        "LLM_TIMEOUT": "3",
        **more,
    }.items():
        monkeypatch.setenv(f"MONITOR_JUDGE__{name}", value)


def test_status_counts_the_day(call, sqlite_url, monkeypatch):
    database(sqlite_url, None)
    store = open_store(sqlite_url)
    today = datetime.now(UTC)
    for fate, cost in ((SecondFate.TAKEN, 0.25), (SecondFate.DROPPED, 0.125)):
        number = store.seconds.begin(make_second_call(at=today), Caps(calls=9, cost=9))
        store.seconds.record_second(
            SecondOutcome(call_id=number, fate=fate, cost=cost, tokens_in=10, tokens_out=3)
        )
    store.close()
    shape = call("status", "--json", database=sqlite_url).ok().json()["second"]
    assert shape == {
        "reader": "",
        "day": today.date().isoformat(),
        "calls": 2,
        "cost": 0.375,
        "daily_calls": 200,
        "daily_cost": 1.0,
        "tokens_in": 20,
        "tokens_out": 6,
        "asked": 0,
        "taken": 1,
        "dropped": 1,
        "failed": 0,
    }
    assert "calls today" not in call("status", database=sqlite_url).ok().out
    switch_on(monkeypatch)
    told = " ".join(call("status", database=sqlite_url).ok().out.split())
    assert "llm openai m-1: 2 of 200 calls today, 0.38 of 1.00 spent (1 taken, 1 dropped)" in told


@pytest.fixture
def _empty(tmp_path, monkeypatch):
    """Tables without claims and feeds: nothing reaches for the network."""
    for name in ("claims", "outlets"):
        (tmp_path / f"{name}.toml").write_text("")
        monkeypatch.setenv(f"MONITOR_CLAIMS__{name.upper()}_FILE", str(tmp_path / f"{name}.toml"))
    monkeypatch.setenv("MONITOR_FETCH__CONTACT", "desk@example.org")


def examined(call):
    told = call("doctor")
    assert KEY not in told.out + told.err
    rows = [line.split(maxsplit=2) for line in told.out.splitlines()]
    return told.code, {name: (mark, text) for mark, name, text in rows}


MODELS = json.dumps({"data": [{"id": "m-1"}]})


@pytest.mark.usefixtures("_empty")
def test_doctor_tries_the_remote_judge_without_a_question(call, monkeypatch):
    assert "llm" not in examined(call)[1]
    with serving(raw(200, MODELS)) as server:
        switch_on(monkeypatch, server.url)
        code, lines = examined(call)
        assert [(method, path) for method, path, _, _ in server.asked] == [("GET", "/v1/models")]
    assert code == 0
    assert lines["llm"] == (
        "ok",
        "openai m-1: answers and has the model among 1; nothing was asked, nothing to pay",
    )


@pytest.mark.usefixtures("_empty")
@pytest.mark.parametrize(
    ("answer", "mark", "words"),
    [
        (raw(401, KEY), "FAIL", "openai m-1: it answered 401: the key is not accepted"),
        (raw(200, '{"data": []}'), "warn", "check judge.llm_model"),
        (raw(404), "ok", "lists no models"),
        (raw(302, Location="http://127.0.0.1:9/"), "FAIL", "redirects are not followed"),
    ],
)
def test_doctor_says_what_is_wrong_with_it(call, monkeypatch, answer, mark, words):
    with serving(answer) as server:
        switch_on(monkeypatch, server.url)
        code, lines = examined(call)
        assert len(server.asked) == 1
    assert (code, lines["llm"][0]) == (int(mark == "FAIL"), mark)
    assert words in lines["llm"][1]


@pytest.mark.usefixtures("_empty")
def test_doctor_when_nobody_answers(call, monkeypatch):
    switch_on(monkeypatch, "https://llm.invalid/v1")
    code, lines = examined(call)
    assert (code, lines["llm"][0]) == (1, "FAIL")
    assert "no connection; check judge.llm_url" in lines["llm"][1]


@pytest.mark.usefixtures("_empty")
def test_doctor_warns_of_a_cap_in_money_that_never_bites(call, monkeypatch):
    from monitor.matching.llm import RemoteReader

    monkeypatch.setattr(RemoteReader, "try_out", lambda _: "answers and has the model among 9")
    switch_on(monkeypatch, "https://llm.example/v1")
    code, lines = examined(call)
    assert (code, lines["llm"][0]) == (0, "warn")
    assert "only judge.llm_daily_calls limits what it costs" in lines["llm"][1]
    switch_on(monkeypatch, "https://llm.example/v1", LLM_PRICE_IN="1", LLM_PRICE_OUT="5")
    assert examined(call)[1]["llm"][0] == "ok"


def test_the_key_is_hidden_from_logs(call, monkeypatch):
    from monitor import log

    switch_on(monkeypatch)
    call("status")
    assert log.without_secrets(f"key={KEY}") == "key=***"
