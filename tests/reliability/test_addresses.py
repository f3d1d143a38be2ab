"""E: nothing that a feed, a redirect, a page or a name server says leads us inside."""

from __future__ import annotations

import ipaddress
import logging
import socket

import pytest

from monitor.domain.model import FeedState
from monitor.feeds import guard
from tests.feeds.hostile import reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import CANARIES, MAIN, Hostile, feed, item

FORMS = [
    *("127.0.0.2", "127.1.2.3", "[::1]", "localhost", "LOCALHOST.", "127.2", "0", "0.0.0.0"),
    *("2130706434", "0x7f000002", "0177.0.0.2", "0x7f.2", "127.0.0.2.", "[::ffff:127.0.0.2]"),
    *("[::ffff:7f00:2]", "[::]", "[::127.0.0.2]", "[64:ff9b::7f00:2]", "[2002:7f00:2::]"),
    *("[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
    *("user:pass@127.0.0.2", "127.0.0.1@127.0.0.2", "\u0661\u0662\u0667.0.0.2", "127\u30020.0.2"),
    "\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3",
]
SCHEMES = [
    *("file:///etc/passwd", "ftp://127.0.0.2/", "gopher://127.0.0.2:25/_HELO", "//127.0.0.2"),
    *("dict://127.0.0.2:11211/stats", "data:text/xml,<rss/>", "javascript:alert(1)", "http:///x"),
    *("http://127.0.0.2\\@127.0.0.1/", "unix:///run/docker.sock", "http://127.0.0.2#@127.0.0.1/"),
]


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that are connected to while the test runs."""
    seen: list[str] = []
    real = guard.connect

    async def spy(address, port, **options):
        seen.append(f"{address}:{port}")
        return await real(address, port, **options)

    monkeypatch.setattr(guard, "connect", spy)
    return seen


async def numeric(host: str, port: int) -> list[str]:
    """What the system's resolver makes of odd spellings, without asking anybody for names."""
    if host.rstrip(".").lower() == "localhost":
        return [MAIN, CANARIES[2]]
    try:
        return [str(ipaddress.ip_address(host.partition("%")[0]))]
    except ValueError:
        try:
            return [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
        except OSError:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known") from None


def url_of(server: Hostile, form: str) -> str:
    if (":" in form and not form.startswith("[") and "@" not in form) or form.startswith("//"):
        return form
    return f"http://{form}:{server.port}/inside"


@pytest.mark.parametrize("status", [302, 301])
def test_e1_no_redirect_leads_inside(
    desk: Desk, server: Hostile, connects: list[str], status: int
) -> None:
    for number, form in enumerate([*FORMS, *SCHEMES]):
        target = url_of(server, form).encode().decode("latin-1")
        server.on(f"/{number}", reply(status, location=target))
        desk.follow(f"/{number}")
    desk.client["resolve"] = numeric
    desk.poll()
    assert set(connects) == {server.authority}
    for number, form in enumerate([*FORMS, *SCHEMES], start=1):
        after = desk.feed(number)
        assert after.state in (FeedState.BLOCKED, FeedState.FAILING), form
        assert after.error, form
        assert after.url.startswith(server.url("/"))
    assert not [hit for hit in server.hits if "inside" in hit.path]


def test_e1_a_redirect_to_another_port_is_refused(desk: Desk, server: Hostile) -> None:
    server.on("/feed", reply(302, location=f"http://{MAIN}:{server.port + 1}/"))
    desk.follow("/feed")
    desk.poll()
    assert "not an address on the public internet" in desk.feed().error


def test_e2_no_link_of_an_article_leads_inside(
    desk: Desk, server: Hostile, connects: list[str]
) -> None:
    links = [url_of(server, form) for form in FORMS] + SCHEMES
    server.on(
        "/feed",
        feed(
            *(
                item(str(n), title=f"Ruritania soldiers {n}", link=link, description=f"Words {n}")
                for n, link in enumerate(links)
            )
        ),
    )
    desk.claim()
    desk.follow("/feed")
    desk.poll()
    desk.client["resolve"] = numeric
    for _ in range(5):  # a name that does not resolve may do so later
        desk.collect(days=1)
    assert set(connects) == {server.authority}
    stored = dict(desk.rows("SELECT text, status FROM articles"))
    assert stored == {f"Words {n}": "feed_text" for n in range(len(links))}
    reasons = {reason for (reason,) in desk.rows("SELECT reason FROM entries")}
    assert all(reasons)


def test_e2_an_article_that_redirects_inside_is_told_by_its_feed(
    desk: Desk, server: Hostile
) -> None:
    server.on("/story/a", reply(302, location=server.canary_url("/admin")))
    server.on("/feed", feed(item("a", title="Ruritania soldiers", description="Words")))
    desk.claim()
    desk.follow("/feed")
    desk.poll()
    desk.collect()
    assert desk.rows("SELECT text FROM articles") == [("Words",)]
    ((reason,),) = desk.rows("SELECT reason FROM entries")
    assert "refused" in reason


def test_e3_a_name_that_changes_its_address_is_looked_up_once(
    desk: Desk, server: Hostile, connects: list[str]
) -> None:
    looked_up: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return [MAIN] if len(looked_up) % 2 else [CANARIES[0]]

    desk.client = {"allow_private": [server.authority], "resolve": rebinding}
    server.on("/feed", feed(item("a")))
    desk.follow(f"http://rebind.example:{server.port}/feed")
    desk.poll()
    assert (looked_up, connects) == (["rebind.example"], [server.authority])
    assert desk.titles() == ["Report a"]
    desk.poll_when_due(2)
    assert looked_up == ["rebind.example"] * 3
    assert set(connects) == {server.authority}


def test_e5_the_allow_list_names_one_port_of_one_address(desk: Desk, server: Hostile) -> None:
    server.on("/feed", feed(item("a")))
    desk.follow("/feed")
    others = [server.canary_url("/feed", host) for host in CANARIES]
    ids = [desk.follow(url) for url in others]
    desk.poll()
    assert desk.titles() == ["Report a"]
    for number in ids:
        assert "fetch.allow_private can name" in desk.feed(number).error


def test_e7_credentials_and_cookies_stay_with_their_host(
    desk: Desk, server: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Hostile() as other:
        server.on("/feed", reply(302, location=other.url("/feed"), set_cookie="s=1; Path=/"))
        other.on("/feed", feed(item("a")))
        server.on("/second", feed(item("b")))
        desk.client = {"allow_private": [server.authority, other.authority]}
        desk.follow(server.url("/feed").replace("//", "//desk:pa55word@"))
        desk.follow("/second")
        desk.poll_when_due(2)
        for hit in [*other.hits, *server.asked("/second")]:
            assert not {"authorization", "cookie"} & set(hit.headers)
        assert all("authorization" in hit.headers for hit in server.asked("/feed"))
        assert all("cookie" not in hit.headers for hit in server.hits)
    assert "pa55word" not in caplog.text
    assert "pa55word" not in desk.feed().error


def test_e9_nothing_is_loaded_that_was_not_asked_for(desk: Desk, server: Hostile) -> None:
    away = server.canary_url
    server.on(
        "/feed",
        feed(
            item(
                "a",
                title="Ruritania soldiers",
                description=f"&lt;img src='{away('/pixel')}'&gt; &lt;iframe src='{away('/f')}'&gt;",
            )
            + f'<enclosure url="{server.url("/big.mp3")}" type="audio/mpeg" length="1"/>'
            + f'<source url="{away("/source")}">x</source><comments>{away("/c")}</comments>',
            head=f'<cloud domain="127.0.0.2" port="{server.port}" path="/rpc"/>'
            f"<image><url>{away('/logo')}</url></image>",
        ),
        reply(200, b"", refresh=f"0;url={away('/refresh')}", link=f"<{away('/hub')}>; rel=hub"),
    )
    page = (
        f"<html><head><base href='{away('/')}'><meta http-equiv='refresh' content='0;url=/x'>"
        f"<link rel='canonical' href='{away('/canonical')}'><script src='{away('/js')}'></script>"
        f"<link rel='amphtml' href='{away('/amp')}'></head><body><article>"
        f"<p>Ruritania has sent soldiers, the ministry said on Friday.</p>"
        f"<img src='/rel'><object data='{away('/o')}'></object></article></body></html>"
    )
    server.on("/story/a", reply(200, page.encode(), content_type="text/html"))
    desk.claim()
    desk.follow("/feed")
    desk.poll()
    desk.collect()
    desk.match()
    desk.poll_when_due()
    assert [hit.path for hit in server.hits] == ["/feed", "/story/a", "/feed"]
    ((url,),) = desk.rows("SELECT url FROM articles")
    assert url == server.url("/story/a")
