"""``monitor intake``, ``extract`` and ``judge``."""

from __future__ import annotations

import json

import pytest

FACET_KEYS = {
    *("certainty", "basis", "speaker", "speaker_role", "speaker_entity", "verb", "slots", "scope"),
    *("novelty", "locus", "genre", "time_ok", "correction", "complete", "admission", "words"),
}
ROW = {
    "claim": "Kenya has closed the port of Mombasa",
    "text": "Kenya confirmed on Friday that it has closed the port of Mombasa.",
}
PAGE = """<html lang="en"><head><title>Port closed</title></head><body><article>
<h1>Port closed</h1><p>Kenya may have closed the port of Mombasa to foreign ships this week,
two shipping agents told this newspaper on Thursday, without giving a reason for the step.</p>
<p>If confirmed, it would be the first such closure in more than twenty years, and it would hit
the trade of half a dozen neighbours that have no coast of their own to ship their goods from.</p>
</article></body></html>"""


def rows(told):
    return [json.loads(line) for line in told.out.splitlines()]


def test_judge_answers_each_row_in_order(call, tmp_path):
    given = [
        ROW,
        {**ROW, "text": "Kenya denied on Friday that it has closed the port of Mombasa."},
        {**ROW, "text": "It rained."},
        {**ROW, "claimed_on": "2025-03-01", "published_at": "2025-02-01", "title": "T"},
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in given) + "\n\n")
    told = call("judge", path).ok()
    answers = rows(told)
    assert [row["kind"] for row in answers] == ["confirmation", "denial", None, None]
    for answer in answers:
        assert set(answer) == {
            *(
                "stance",
                "scores",
                "quote_scores",
                "kind",
                "rule",
                "missing",
                "facets",
                "evidence",
                "version",
            ),
        }
        assert set(answer["scores"]) == {"supports", "refutes", "discusses", "unrelated"}
        assert sum(answer["scores"].values()) == pytest.approx(1, abs=0.001)
        assert set(answer["facets"]) == FACET_KEYS
        assert set(answer["facets"]["slots"]) == {"actor", "quantity", "place", "time"}
    (quote,) = answers[0]["evidence"][:1]
    assert set(quote) == {"quote", "start", "end", "headline"}
    assert ROW["text"][quote["start"] : quote["end"]] == quote["quote"]
    assert call("judge", stdin=path.read_bytes()).ok().out == told.out
    assert told.err == ""


def test_bad_rows_are_answered_in_their_place_and_exit_1(call):
    bad = [
        b"{",
        b"[]",
        b"5",
        b'{"claim": ""}',
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"claim": "\\ud800"}',
    ]
    lines = [json.dumps(ROW).encode()]
    for line in bad:
        lines += [line, json.dumps(ROW).encode()]
    told = call("judge", stdin=b"\n".join(lines))
    answers = rows(told)
    assert told.code == 1
    assert len(answers) == len(lines)
    good = answers[0]
    for number, answer in enumerate(answers):
        if number % 2 == 0:
            assert answer == good
        elif number < len(answers) - 2:
            assert list(answer) == ["error"]
            assert answer["error"].startswith(f"line {number + 1}: ")
    assert len(told.err.splitlines()) == sum("error" in answer for answer in answers)


def test_a_bug_costs_one_row(call, monkeypatch):
    from monitor.desk import judging

    inner = judging.read_article

    def broken(claim, article, *args, **kwargs):
        if "BUG" in article.title:
            raise ZeroDivisionError
        return inner(claim, article, *args, **kwargs)

    monkeypatch.setattr(judging, "read_article", broken)
    monkeypatch.setattr("monitor.cli.read.log.failure", lambda *_, **__: None)
    text = "\n".join(json.dumps(row) for row in (ROW, {**ROW, "title": "BUG"}, ROW))
    told = call("judge", stdin=text)
    first, second, third = rows(told)
    assert (told.code, first) == (1, third)
    assert second == {"error": "line 2: unexpected ZeroDivisionError"}


def test_extract_in_json_and_for_people(call, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    shape = call("extract", path, "--json").ok().json()
    assert set(shape) == {
        *("status", "title", "text", "published_at", "language", "url", "byline"),
    }
    assert (shape["status"], shape["title"]) == ("full", "Port closed")
    assert shape["url"] == str(path)
    told = call("extract", path).ok()
    assert told.err == "full: Port closed\n"
    assert told.out.strip() == shape["text"]


def test_a_text_file_is_read_as_it_is_and_an_empty_one_is_exit_1(call, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("A title\n\nKenya   may act.\n")
    assert call("extract", path, "--json").ok().json()["text"] == path.read_text()
    path.write_text("  \n")
    told = call("extract", path, "--json")
    assert (told.code, told.json()["status"]) == (1, "empty")
    assert call("intake", path).code == 1


@pytest.mark.parametrize("command", ["extract", "intake"])
@pytest.mark.parametrize("source", [".", "/no/such/file"])
def test_what_cannot_be_read_is_one_line(call, command, source):
    told = call(command, source)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1), told


def test_pages_of_private_addresses_are_refused(call):
    told = call("extract", "http://127.0.0.1:9/x")
    assert (told.code, told.out) == (1, "")
    assert "127.0.0.1" in told.err
    assert told.err.count("\n") == 1


def test_intake_proposes_in_json_and_for_people(call, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    shape = call("intake", path, "--json").ok().json()
    assert shape
    text = call("extract", path, "--json").json()["text"]
    for row in shape:
        assert set(row) == {
            *("text", "kind", "sentence", "start", "end", "cue", "cue_kind", "speaker", "query"),
            "parties",
        }
        assert text[row["start"] : row["end"]] == row["sentence"]
    told = call("intake", path).ok().out
    assert told.startswith(f"1.   {shape[0]['text']} [{shape[0]['kind']}]\n     cue")
    assert not (tmp_path / "monitor.db").exists()


def test_intake_saves_drafts_once(call, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    told = call("intake", path, "--save", "--on", "2025-03-06").ok()
    assert "saved as drafts: C1" in told.err
    drafts = call("claims", "list", "--status", "draft", "--json").ok().json()
    assert drafts[0]["claimed_on"] == "2025-03-06"
    assert drafts[0]["origin_title"] == "Port closed"
    again = call("intake", path, "--save", "--json", "--on", "2025-03-06").ok()
    assert "nothing new" in again.err
    assert len(again.json()) == len(drafts)
    assert call("intake", path, "--on", "soon").code == 2


def test_an_article_without_open_claims_says_so(call, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("Rain\nIt rained in Nairobi on Friday.")
    told = call("intake", path, "--json").ok()
    assert told.json() == []
    assert "no open claims found" in told.err


@pytest.mark.parametrize("command", [("judge",), ("run", "--once"), ("stats",)])
@pytest.mark.parametrize("content", [None, "{}", "no json"])
def test_a_model_that_does_not_fit_is_one_line(call, monkeypatch, tmp_path, command, content):
    folder = tmp_path / "model"
    if content is not None:
        folder.mkdir()
        (folder / "manifest.json").write_text(content)
    monkeypatch.setenv("MONITOR_JUDGE__MODEL_DIR", str(folder))
    told = call(*command, stdin='{"claim": "a", "text": "b"}\n')
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1), told
    assert told.err.startswith(f"monitor: judge.model_dir: {folder}/manifest.json")
