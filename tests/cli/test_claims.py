"""``monitor claims``."""

from __future__ import annotations

import json

import pytest

CLAIM_KEYS = {
    *("id", "text", "kind", "status", "claimed_on", "query", "parties", "priority", "sentence"),
    *("start", "end", "cue", "speaker", "origin_url", "origin_title", "note", "merged_into"),
    *("created_at", "updated_at"),
}
TEXT = "Kenya has closed the port of Mombasa"


def add(call, *more, query="Kenya AND port"):
    return call("claims", "add", TEXT, "--query", query, *more)


def test_a_claim_is_added_shown_and_listed(call):
    told = add(
        call,
        *("--kind", "status", "--claimed-on", "2025-03-01", "--party", "Kenya", "--speaker", "X"),
        *("--url", "https://gazette.example/a", "--priority", "5", "--note", "n"),
    ).ok()
    assert (told.out, told.err) == ("", "C1 is open\n")
    shape = call("claims", "show", "C1", "--json").ok().json()
    assert set(shape) == CLAIM_KEYS
    assert (shape["text"], shape["kind"], shape["parties"]) == (TEXT, "status", ["Kenya"])
    assert (shape["claimed_on"], shape["priority"], shape["note"]) == ("2025-03-01", 5, "n")
    assert call("claims", "list", "--json").ok().json() == [shape]
    assert call("claims", "list").ok().out == f"C1  open  status  {TEXT}\n"
    shown = call("claims", "show", "C1").ok().out
    assert f"text        {TEXT}\n" in shown
    assert "parties     Kenya\n" in shown
    assert "merged" not in shown


def test_an_empty_list_says_what_to_do(call):
    told = call("claims", "list").ok()
    assert told.out == ""
    assert "monitor intake" in told.err
    assert call("claims", "list", "--json").ok().json() == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("claims", "show", "C9"), "there is no claim 'C9'"),
        (("claims", "add", TEXT, "--query", "a AND ("), "watch query, character"),
        (("claims", "add", TEXT, "--query", "x", "--party", "Atlantis"), "unknown party"),
        (("claims", "add", TEXT, "--query", "x", "--claimed-on", "soon"), "claimed_on"),
        (("claims", "add", " ", "--query", "x"), "needs a text"),
        (("claims", "close", "C1", "done", "--reason", "x"), "'done' is no verdict"),
        (("claims", "close", "C1", "open", "--reason", "x"), "open is not a verdict"),
        (("claims", "close", "C1", "confirmed"), "needs a reason"),
        (("claims", "close", "C1", "confirmed", "--reason", "x", "--by", "monitor"), "a person"),
        (("claims", "edit", "C1", "--set", "status=open"), "needs key=value"),
        (("claims", "edit", "C1", "--set", "text"), "needs key=value"),
        (("claims", "edit", "C1", "--set", "priority=9"), "priority must be 1 to 5"),
        (("claims", "merge", "C1", "C1"), "into itself"),
        (("claims", "test", "C1", "--query", "("), "watch query"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(call, args, words):
    add(call).ok()
    told = call(*args)
    assert told.code == 2, told
    assert told.out == ""
    assert told.err.startswith("monitor: ")
    assert words in told.err
    assert told.err.count("\n") == 1


def test_a_verdict_and_its_way_back(call):
    add(call).ok()
    told = call("claims", "close", "C1", "partly_confirmed", "--reason", "one ship").ok()
    assert told.err == "C1 is partly confirmed\n"
    call("claims", "close", "C1", "confirmed", "--reason", "all ships", "--json").ok()
    told = call("claims", "close", "C1", "refuted", "--reason", "x")
    assert (told.code, "reopen C1" in told.err) == (1, True)
    assert call("claims", "list", "--json").json() == []
    assert len(call("claims", "list", "--all", "--json").json()) == 1
    assert len(call("claims", "list", "--status", "confirmed", "--json").json()) == 1
    assert call("claims", "reopen", "C1").code == 2
    shape = call("claims", "reopen", "C1", "--reason", "withdrawn", "--json").ok().json()
    assert (set(shape), shape["status"]) == (CLAIM_KEYS, "open")
    assert call("claims", "open", "C1").code == 1
    add(call).ok()
    assert call("claims", "merge", "C2", "C1").ok().err == "C2 is merged into C1\n"
    story = call("claims", "timeline", "C1", "--json").ok().json()
    acts = [(step["actor"], step["action"], step["reason"]) for step in story["steps"]]
    assert acts == [
        ("Ada Editor", "create", ""),
        ("Ada Editor", "verdict", "one ship"),
        ("Ada Editor", "verdict", "all ships"),
        ("Ada Editor", "reopen", "withdrawn"),
    ]


def test_edit_by_options_and_by_editor(call, monkeypatch, tmp_path):
    add(call, "--party", "Kenya").ok()
    told = call("claims", "edit", "C1", "--set", "note=a=b", "--set", "parties=").ok()
    assert told.err == "C1 saved\n"
    shape = call("claims", "show", "C1", "--json").json()
    assert (shape["note"], shape["parties"]) == ("a=b", [])
    assert call("claims", "edit", "C1", "--set", "note=a=b").ok().err == "nothing changed\n"
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/^priority = .*/priority = 4/' \"$1\"\n")
    editor.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    assert call("claims", "edit", "C1", "--json").ok().json()["priority"] == 4


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "ended with status 3; not saved"),
        ("echo 'x = [' > \"$1\"", "not saved, no valid TOML"),
    ],
)
def test_an_editor_that_failed_changes_nothing(call, monkeypatch, tmp_path, script, words):
    add(call).ok()
    editor = tmp_path / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    told = call("claims", "edit", "C1")
    assert told.code == 2
    assert words in told.err
    monkeypatch.setenv("VISUAL", "/no/such/editor")
    assert "cannot be started" in call("claims", "edit", "C1").err


def test_what_is_exported_can_be_imported(call, tmp_path):
    add(call, "--party", "Kenya").ok()
    add(call, "--id", "port-2").ok()
    exported = call("claims", "export").ok().out
    assert [json.loads(row)["id"] for row in exported.splitlines()] == ["C1", "port-2"]
    path = tmp_path / "claims.jsonl"
    path.write_text(exported)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    told = call("claims", "import", path, "--json", database=other).ok()
    assert [set(row) for row in told.json()] == [CLAIM_KEYS, CLAIM_KEYS]
    assert told.err == "claims added: 2; there already: 0\n"
    told = call("claims", "import", path, database=other).ok()
    assert (told.out, told.err) == ("", "claims added: 0; there already: 2\n")
    assert call("claims", "export", database=other).ok().out == exported


def test_drafts_stay_drafts_and_free_numbers_go_to_those_without(call, tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text(
        '[[claim]]\ntext = "one"\nquery = "x"\n'
        '[[claim]]\nid = "C1"\ntext = "two"\nquery = "y"\nstatus = "draft"\n'
    )
    call("claims", "import", path).ok()
    rows = {row["id"]: row for row in call("claims", "list", "--all", "--json").json()}
    assert (rows["C1"]["text"], rows["C1"]["status"], rows["C2"]["text"]) == ("two", "draft", "one")
    assert '"status": "draft"' in call("claims", "export").out
    assert call("claims", "open", "C1").ok().err == "C1 is open\n"


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("c.toml", "[[claim]\n", "not valid .toml"),
        ("c.toml", "claim = 5\n", "must hold [[claim]] tables"),
        ("c.toml", '[[claim]]\ntext = "x"\n', "claim 1: needs a query"),
        ("c.jsonl", "[1]\n", "one JSON object a line"),
        ("c.jsonl", "{\n", "not valid .jsonl"),
        ("c.jsonl", "[" * 100_000, "not valid .jsonl"),
        ("c.jsonl", '{"id": "A", "text": "x", "query": "y"}\n' * 2, "two claims have the id A"),
        ("c.jsonl", '{"text": "x", "query": "y"}\n{"text": "x", "query": "("}', "watch query"),
    ],
)
def test_a_faulty_file_imports_nothing(call, tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text)
    told = call("claims", "import", path)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert words in told.err
    assert call("claims", "list", "--all", "--json").json() == []


def test_files_that_cannot_be_read(call, tmp_path):
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in call("claims", "import", path).err
    assert "No such file" in call("claims", "import", tmp_path / "none.toml").err


def test_a_query_is_tried_over_stored_articles(desk):
    shape = desk("claims", "test", "C1", "--limit", "2", "--json").ok().json()
    assert set(shape) == {"claim_id", "query", "articles", "matched", "hits"}
    assert shape["articles"] >= shape["matched"] >= len(shape["hits"]) == 2
    assert set(shape["hits"][0]) == {
        *("id", "url", "outlet", "title", "published_at", "fetched_at", "version", "status"),
        "why",
    }
    told = desk("claims", "test", "C1", "--limit", "1").ok().out
    lines = told.splitlines()
    assert lines[1] == f"{shape['matched']} of {shape['articles']} stored articles match"
    assert lines[2] == ""
    assert any(line.startswith("  ") for line in lines)


def test_a_timeline_in_json_and_for_people(desk):
    shape = desk("claims", "timeline", "C1", "--json").ok().json()
    assert set(shape) == {"claim", "recaps", "independent", "steps"}
    assert set(shape["claim"]) == CLAIM_KEYS
    reports = [step for step in shape["steps"] if step["type"] == "report"]
    assert reports
    assert set(reports[0]) == {
        *("type", "at", "flag", "kind", "badges", "state", "outlet", "url", "speaker", "quote"),
        "reprints",
    }
    assert [step["at"] for step in shape["steps"]] == sorted(step["at"] for step in shape["steps"])
    told = desk("claims", "timeline", "C1").ok().out
    assert max(len(line) for line in told.splitlines()) <= 80
    assert "independent reports:" in told
    assert not [line for line in told.splitlines() if "”" in line and line.rstrip()[-1] != "”"]
