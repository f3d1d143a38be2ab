"""``monitor feeds``."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

FEED_KEYS = {
    *("id", "url", "outlet", "title", "state", "since", "error", "failures", "polled_at"),
    *("succeeded_at", "new_entry_at", "next_poll_at", "moved_to", "interval_s"),
}
ENTRY_KEYS = {
    *("id", "url", "title", "summary", "categories", "author", "published_at", "updated_at"),
}
URL = "https://gazette.example/rss"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title>
<item><guid>1</guid><link>https://gazette.example/1</link><title>One</title>
<pubDate>Fri, 14 Mar 2025 09:00:00 GMT</pubDate></item>
<item><guid>2</guid><link>https://gazette.example/2</link><title>Two</title></item>
</channel></rss>"""


def test_add_list_show_pause_remove(call):
    told = call("feeds", "add", URL, "--name", "The Gazette", "--as-is").ok()
    assert (told.out, told.err) == ("", f"feed 1: {URL} (outlet gazette-example)\n")
    shape = call("feeds", "show", "1", "--json").ok().json()
    assert set(shape) == FEED_KEYS
    assert call("feeds", "add", URL, "--json").ok().json() == shape
    assert call("feeds", "list", "--json").ok().json() == [shape]
    assert call("feeds", "list").ok().out == f"1  new  gazette-example  {URL}\n"
    assert call("feeds", "show", URL).ok().out.startswith(f"id      1\nurl     {URL}\n")
    assert call("feeds", "pause", "1").ok().err == "feed 1 paused\n"
    assert call("feeds", "list", "--json").json()[0]["state"] == "paused"
    assert call("feeds", "pause", "1", "--resume").ok().err == "feed 1 resumed\n"
    assert call("feeds", "remove", URL).ok().err == f"feed 1 removed: {URL}\n"
    assert "monitor feeds add" in call("feeds", "list").ok().err


@pytest.mark.parametrize(
    "args",
    [
        ("show", "7"),
        ("show", "²"),
        ("show", "9" * 30),
        ("show", URL),
        ("remove", "7"),
        ("pause", "7"),
        ("add", "ftp://x"),
        ("add", "http://[x"),
        ("check", "/no/such/file"),
        ("import", "/no/such/file"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(call, args):
    told = call("feeds", *args)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1), told


def test_blind_feeds_come_with_what_to_do(call):
    call("feeds", "add", URL).ok()
    call("feeds", "add", "https://herald.example/rss").ok()
    told = call("feeds", "status").ok()
    assert (told.out, told.err) == ("", "2 feeds, 0 of them blind or paused\n")
    call("feeds", "pause", "1").ok()
    told = call("feeds", "status").ok()
    assert told.out.splitlines()[0] == f"1  paused  {URL}"
    assert "-> Resume it" in told.out
    (shape,) = call("feeds", "status", "--json").ok().json()
    assert (shape["why"], shape["what_to_do"]) == (
        "A person has paused it.",
        "Resume it when the reason is gone.",
    )
    assert [row["id"] for row in call("feeds", "status", "--json").ok().json()] == [1]
    assert len(call("feeds", "status", "--all", "--json").ok().json()) == 2


READER = """<?xml version='1.0' encoding='utf-8'?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="World" title="World"><outline text="North" title="North">
<outline type="rss" text="Gazette" title="The Gazette" xmlUrl="https://gazette.example/rss"
 htmlUrl="https://gazette.example/" description="All of it" category="/a,/b" customSort="3"/>
</outline></outline>
<outline type="atom" text="Herald" xmlUrl="https://herald.example/atom"/>
</body></opml>"""


def outlines(opml):
    """(folders, attributes but our own) of every feed."""
    found = []

    def walk(node, folders):
        for child in node.findall("outline"):
            if child.get("xmlUrl"):
                given = {k: v for k, v in child.attrib.items() if not k.startswith("{")}
                found.append((folders, given))
            else:
                walk(child, (*folders, child.get("text")))

    walk(ET.fromstring(opml).find("body"), ())
    return found


def test_a_readers_list_goes_through_without_loss(call, tmp_path):
    path = tmp_path / "reader.opml"
    path.write_text(READER)
    call("feeds", "import", path).ok()
    call("feeds", "edit", "1", "--interval", "2h").ok()
    call("feeds", "pause", "2").ok()
    written = call("feeds", "export").ok().out
    assert outlines(written) == outlines(READER)
    path.write_text(written)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    call("feeds", "import", path, database=other).ok()
    assert call("feeds", "export", database=other).ok().out == written
    first, second = call("feeds", "list", "--json", database=other).ok().json()
    assert (first["title"], first["outlet"], first["interval_s"]) == ("The Gazette", "north", 7200)
    assert (second["title"], second["state"]) == ("Herald", "paused")


def test_a_feed_is_called_and_asked_as_a_person_wants(call):
    call("feeds", "add", URL, "--as-is").ok()
    shape = call("feeds", "edit", "1", "--title", "Mine", "--interval", "30m", "--json").ok().json()
    assert (shape["title"], shape["interval_s"]) == ("Mine", 1800)
    assert call("feeds", "edit", URL, "--interval", "0").ok().err == "feed 1 changed\n"
    assert call("feeds", "show", "1", "--json").json()["interval_s"] is None
    for wrong in ("soon", "5", "-1h", "9999d"):
        told = call("feeds", "edit", "1", f"--interval={wrong}")
        assert (told.code, told.err.count("\n")) == (2, 1), told


def test_opml_goes_out_and_in(call, tmp_path):
    call("feeds", "add", URL, "--name", "The Gazette").ok()
    opml = call("feeds", "export").ok().out
    assert URL in opml
    path = tmp_path / "feeds.opml"
    path.write_text(opml)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    told = call("feeds", "import", path, database=other).ok()
    assert told.err == "feeds added: 1; there already: 0\n"
    assert (
        call("feeds", "import", path, database=other)
        .ok()
        .err.startswith("feeds added: 0; there already: 1")
    )
    assert call("feeds", "list", "--json", database=other).json()[0]["url"] == URL


def test_check_reads_a_file_and_stores_nothing(call, tmp_path):
    path = tmp_path / "rss.xml"
    path.write_text(RSS)
    shape = call("feeds", "check", path, "--json").ok().json()
    assert set(shape) == {"status", "format", "title", "error", "entries", "discovered"}
    assert shape["discovered"] == []
    assert (shape["status"], shape["format"], shape["title"]) == ("ok", "rss20", "The Gazette")
    assert [set(entry) for entry in shape["entries"]] == [ENTRY_KEYS, ENTRY_KEYS]
    assert shape["entries"][0]["published_at"] == "2025-03-14T09:00:00+00:00"
    told = call("feeds", "check", path).ok()
    assert told.err == "ok: rss20 The Gazette\n"
    assert told.out.splitlines() == [
        "2025-03-14 09:00  One",
        "                  https://gazette.example/1",
        "undated           Two",
        "                  https://gazette.example/2",
    ]
    assert not (tmp_path / "monitor.db").exists()


def test_what_is_no_feed_is_exit_code_1(call, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html><body>Log in</body></html>")
    told = call("feeds", "check", path, "--json")
    assert (told.code, told.json()["status"]) == (1, "not_a_feed")
    assert call("feeds", "check", path).err.startswith("not a feed: ")
