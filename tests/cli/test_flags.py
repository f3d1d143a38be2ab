"""``monitor flags``, ``monitor review`` for scripts, ``monitor export``."""

from __future__ import annotations

import json

import pytest

FLAG_KEYS = {
    *("id", "claim_id", "claim", "kind", "score", "stance", "badges", "articles", "quotes"),
    *("independent_reports", "reprints", "state", "snoozed_until", "duplicate_of"),
    *("created_at", "changed_at", "proposes"),
}
EVIDENCE_KEYS = {
    *("article_id", "url", "outlet", "title", "published_at", "fetched_at", "content_hash"),
    *("origin", "origin_reason", "stance", "scores", "kind", "rule", "missing", "facets"),
    *("evidence", "version", "second", "quote_scores"),
}
SCORES = {"supports", "refutes", "discusses", "unrelated"}


def flags(desk, *more):
    return desk("flags", "list", "--json", *more).ok().json()


def test_the_list_in_json(desk):
    rows = flags(desk)
    assert rows
    for row in rows:
        assert set(row) == FLAG_KEYS
        assert row["state"] == "queued"
        assert row["kind"] in {
            *("correction", "confirmation", "refutation", "partial", "denial", "update"),
        }
        assert row["independent_reports"] >= 1
        assert row["quotes"]
        for article in row["articles"]:
            assert set(article) == {"url", "outlet", "published_at", "title"}
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)


def test_the_list_for_people_is_in_columns(desk):
    rows = flags(desk)
    lines = desk("flags", "list").ok().out.splitlines()
    assert len(lines) == len(rows)
    column = lines[0].index(rows[0]["kind"])
    for line, row in zip(lines, rows, strict=True):
        assert line.split()[:3] == [str(row["id"]), row["claim_id"], row["kind"]]
        assert line[column:].startswith(row["kind"])
        assert line.endswith(row["articles"][0]["title"])


def test_filters(desk):
    everything = flags(desk, "--all")
    assert len(everything) >= len(flags(desk))
    claim = everything[0]["claim_id"]
    assert {row["claim_id"] for row in flags(desk, "--claim", claim)} == {claim}
    assert {row["kind"] for row in flags(desk, "--kind", "denial")} <= {"denial"}
    assert flags(desk, "--state", "accepted") == []
    assert desk("flags", "list", "--state", "accepted").ok().err == "no flags\n"
    assert "queued" in desk("flags", "list", "--all").ok().out
    assert desk("flags", "list", "--claim", "C99").code == 2
    assert desk("flags", "list", "--kind", "rumour").code == 2


def test_show_in_json_and_as_a_card(desk):
    flag_id = flags(desk)[0]["id"]
    shape = desk("flags", "show", flag_id, "--json").ok().json()
    assert set(shape) == {*FLAG_KEYS, "evidence", "edits"}
    assert set(shape["evidence"][0]) == EVIDENCE_KEYS
    card = desk("flags", "show", f"#{flag_id}").ok().out
    assert max(map(len, card.splitlines())) <= 80
    assert shape["kind"].upper() in card
    assert "»" in card or "Headline" in card


def test_explain_in_json_and_for_people(desk):
    flag_id = flags(desk)[0]["id"]
    shape = desk("flags", "explain", flag_id, "--json").ok().json()
    assert set(shape) == {"id", "kind", "score", "badges", "why", "rank", "evidence", "events"}
    (quote_scores, *_) = (one["quote_scores"] for one in shape["evidence"])
    assert set(quote_scores) == {*SCORES, "model", "rules"}
    assert set(quote_scores["model"]) == set(quote_scores["rules"]) == SCORES
    assert set(shape["events"][0]) == {
        *("at", "actor", "subject", "subject_id", "action", "from", "to", "reason", "note", "data"),
    }
    told = desk("flags", "explain", flag_id).ok().out
    labels = [line.split("  ")[0] for line in told.splitlines() if not line.startswith(" ")]
    assert labels[:3] == [f"flag {flag_id}", "claim", "quote"]
    assert {"rule", "rank", "report", "record"} <= set(labels)
    assert {"quote says", "article says", "judge"} <= set(labels)
    assert "model alone: " in told
    assert "rules alone: " in told
    assert "_" not in told.split("\nrank")[0].split("\nrule")[1].split("\n", 1)[1]


def test_explain_says_why_a_card_ranks_where_it_does(desk):
    shapes = [desk("flags", "explain", row["id"], "--json").json() for row in flags(desk, "--all")]
    ranks = [shape["rank"] for shape in shapes]
    assert [rank["as_shown"] for rank in ranks] == [True] * len(ranks)
    for rank in ranks:
        within = rank["confidence"] * rank["priority"] * rank["freshness"]
        assert rank["tier"] + 0.999 * within == pytest.approx(rank["score"], abs=2e-4)
    assert max(rank["independent"] for rank in ranks) > 1
    for shape in shapes:
        told = desk("flags", "explain", shape["id"]).ok().out
        assert f"tier {shape['rank']['tier']} of 4: {shape['rank']['tier_name']}" in told
        assert f"probability {shape['rank']['probability']:.2f}" in told
        assert f"= {shape['score']:.3f}" in told


def test_a_rank_of_another_priority_is_told_as_such(desk):
    row = flags(desk)[0]
    desk("claims", "edit", row["claim_id"], "--set", "priority=1").ok()
    rank = desk("flags", "explain", row["id"], "--json").json()["rank"]
    assert (rank["as_shown"], rank["priority"]) == (False, 0.2)
    assert rank["score"] == pytest.approx(row["score"], abs=1e-4)
    assert "the claim's priority" in desk("flags", "explain", row["id"]).ok().out


@pytest.mark.parametrize("flag", ["99999", "x", "²", "9" * 30, "-1", ""])
@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_flag_that_is_not_there(desk, command, flag):
    told = desk("flags", command, "--", flag)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)


def test_scripted_reviews_and_their_record(desk):
    ids = [row["id"] for row in flags(desk)]
    rest = [row for row in flags(desk) if row["id"] not in ids[:3]]
    one, other = next(
        (a, b) for a in rest for b in rest if a["id"] < b["id"] and a["claim_id"] == b["claim_id"]
    )
    shape = desk("review", ids[0], "accept", "--json").ok().json()
    assert (set(shape), shape["state"]) == (FLAG_KEYS, "accepted")
    assert desk("review", ids[0], "accept").code == 1
    told = desk("review", ids[1], "reject", "--reason", "old news", "--by", "Grace").ok()
    assert (told.out, told.err) == ("", f"flag {ids[1]} is rejected\n")
    desk("review", ids[2], "snooze", "--until", "6h").ok()
    desk("review", one["id"], "duplicate", "--of", other["id"]).ok()
    desk("review", ids[0], "undo").ok()
    states = {row["id"]: row["state"] for row in flags(desk, "--all")}
    assert [states[number] for number in ids[:3]] == ["queued", "rejected", "snoozed"]
    assert states[one["id"]] == "duplicate"
    events = desk("flags", "explain", ids[1], "--json").json()["events"]
    assert (events[-1]["actor"], events[-1]["reason"]) == ("Grace", "old news")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("reject",), 2, "needs a reason"),
        (("snooze", "--until", "soon"), 2, "is no time to wait"),
        (("snooze", "--until", "2001-01-01"), 2, "in the future"),
        (("duplicate",), 2, "the flag that stays"),
        (("duplicate", "--of", "99999"), 2, "there is no such flag"),
        (("undo",), 1, "no decision to undo"),
        (("accept", "--by", "monitor"), 2, "name of a person"),
        ((), 2, "needs a terminal"),
    ],
)
def test_wrong_reviews_are_one_line(desk, args, code, words):
    told = desk("review", flags(desk)[0]["id"], *args)
    assert (told.code, told.out, told.err.count("\n")) == (code, "", 1), told
    assert words in told.err


def test_the_desk_needs_a_terminal(desk):
    assert desk("review").code == 2


def test_export_is_complete(desk):
    rows = [json.loads(line) for line in desk("export").ok().out.splitlines()]
    kinds = [row["type"] for row in rows]
    assert kinds == sorted(kinds, key=["claim", "flag", "event"].index)
    assert kinds.count("flag") == len(flags(desk, "--all"))
    flag = next(row for row in rows if row["type"] == "flag")
    assert set(flag) == {*FLAG_KEYS, "type", "evidence"}
