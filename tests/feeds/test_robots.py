from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.web import FailureReason, FetchFailure, Page
from monitor.feeds import robots
from monitor.feeds.client import Client
from monitor.feeds.fetch import PoliteFetcher
from monitor.feeds.robots import PRODUCT, RobotsGate, parse_robots, robots_url
from tests.feeds.hostile import ENDPOINTS, Server, fixed, hostile, reply

NOW = datetime(2024, 10, 28, 10, 0, tzinfo=UTC)
SITE = "https://gazette.example"


def allowed(text: str | bytes, path: str) -> bool:
    body = text if isinstance(text, bytes) else text.encode()
    return parse_robots(body).refuses(SITE + path) is None


def under_star(*lines: str) -> str:
    return "\n".join(["User-agent: *", *lines])


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        # Prefixes, and the longest match.
        (["Disallow: /"], "/news/1", False),
        (["Disallow: /news"], "/newsletter", False),
        (["Disallow: /news/"], "/news", True),
        (["Disallow: /news", "Allow: /news/world"], "/news/world/1", True),
        (["Allow: /news/world", "Disallow: /news"], "/news/town/1", False),
        (["Allow: /", "Disallow: /news"], "/news", False),
        (["Disallow: /page", "Allow: /page"], "/page", True),  # a tie allows
        (["Disallow:"], "/news", True),
        (["Disallow: /NEWS"], "/news", True),  # case counts
        (["Disallow: news"], "/news", True),  # never matches: paths begin with a slash
        (["disallow : /news  # for now"], "/news", False),
        # Wildcards.
        (["Disallow: /*.pdf"], "/a/b.pdf?x=1", False),
        (["Disallow: /*.pdf$"], "/a/b.pdf?x=1", True),
        (["Disallow: /*.pdf$"], "/a/b.pdf", False),
        (["Disallow: /*.pdf$"], "/a.pdf/b.pdf", False),
        (["Disallow: /a*b*c$"], "/a-b-c", False),
        (["Disallow: /a*b*c$"], "/a-c-b", True),
        (["Disallow: /a*bc$"], "/abc/bc", False),
        (["Disallow: /ab*bc$"], "/abc", True),  # the pieces must not overlap
        (["Disallow: *news"], "/old/news", False),
        (["Disallow: /a***b"], "/a-b", False),
        (["Disallow: /news$"], "/news", False),
        (["Disallow: /news$"], "/news/1", True),
        (["Disallow: /$"], "/", False),
        (["Disallow: /$"], "/a", True),
        (["Disallow: /a$b"], "/a$b", False),  # a dollar elsewhere is itself
        (["Disallow: /a%2Ab"], "/a*b", False),
        (["Disallow: /a%2Ab"], "/axb", True),
        # Queries and escapes.
        (["Disallow: /*?print="], "/news/1?print=1", False),
        (["Disallow: /?s="], "/?s=x", False),
        (["Disallow: /caf\u00e9"], "/caf%C3%A9", False),
        (["Disallow: /caf%c3%a9"], "/caf\u00e9", False),
        (["Disallow: /%7Euser"], "/~user/1", False),
        (["Disallow: /a%2fb"], "/a/b", True),  # an escaped slash is none
        (["Disallow: /a%2fb"], "/a%2Fb", False),
        # robots.txt itself is always readable.
        (["Disallow: /"], "/robots.txt", True),
    ],
)
def test_rules(rules: list[str], path: str, expected: bool) -> None:
    assert allowed(under_star(*rules), path) is expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        # Our own group counts alone, in any case, with a version, wherever it stands.
        ("User-agent: *\nDisallow: /\n\nUser-agent: Followup-Monitor\nDisallow: /x", "/news", True),
        ("User-agent: followup-monitor/1.0\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        ("User-agent: followup-monitor\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: followup-monitor\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: followup\nDisallow: /", "/a", True),  # a part of the name is not the name
        ("User-agent: followup-monitor-news\nDisallow: /", "/a", True),
        ("User-agent: Googlebot\nDisallow: /", "/a", True),
        ("User-agent: *bot\nDisallow: /", "/a", True),
        ("User-agent: * # all\nDisallow: /", "/a", False),
        # Groups: several names, several groups of one name, other lines in between.
        ("User-agent: a\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nCrawl-delay: 5\nUser-agent: b\nDisallow: /", "/a", False),
        (
            "User-agent: *\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: *\nDisallow: /b",
            "/b",
            False,
        ),
        ("User-agent: *\nDisallow: /a\nUser-agent: b\nDisallow: /c", "/c", True),
        ("User-agent: *\nSitemap: https://a.example/s\n\n\nDisallow: /", "/a", False),
        # Lines that belong to nobody, and bytes that are no robots.txt.
        ("Disallow: /", "/a", True),
        ("", "/a", True),
        ("<html><body>User-agent: *<br>Disallow: /</body></html>", "/a", True),
        (b"\xff\xfe\x00\x01: :::\n\x00", "/a", True),
        # Byte order mark, line ends of all kinds, broken bytes.
        (b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a", "/a", False),
        (b"User-agent: *\rDisallow: /a\r", "/a", False),
        (b"User-agent: *\nDisallow: /\xff\nDisallow: /a", "/a", False),
        (b"User-agent: *\nDisallow: /a\x0bb", "/a%0Bb", False),
    ],
)
def test_groups(text: str | bytes, path: str, expected: bool) -> None:
    assert allowed(text, path) is expected


def test_what_is_beyond_the_cap_is_not_read_and_the_torn_line_is_no_rule() -> None:
    filler = "#" * 100 + "\n"
    start = "User-agent: *\nDisallow: /a\n"
    room = robots.MAX_BYTES - len(start)
    text = start + filler * (room // len(filler))
    torn = (
        text.ljust(robots.MAX_BYTES - len("\nDisallow: /"), "#") + "\nDisallow: /bcd\nDisallow: /e"
    )
    found = parse_robots(torn.encode())
    assert [rule.pattern for rule in found.rules] == ["/a"]


def test_sitemaps_and_crawl_delay_are_noted() -> None:
    found = parse_robots(
        b"Sitemap: https://a.example/1.xml\nUser-agent: *\nCrawl-delay: 2.5\nDisallow: /x\n"
        b"sitemap:https://a.example/2.xml\nSitemap: https://a.example/1.xml\nSitemap:\n"
        b"User-agent: other\nCrawl-delay: 9\nCrawl-delay: soon\n"
    )
    assert found.sitemaps == ("https://a.example/1.xml", "https://a.example/2.xml")
    assert found.crawl_delay == 2.5
    many = "".join(f"Sitemap: https://a.example/{n}\n" for n in range(500))
    assert len(parse_robots(many.encode()).sitemaps) == 50


@pytest.mark.parametrize(
    "line",
    ["Disallow: /" + "*a" * 3000, "Disallow: /*a*b*c$", "Disallow: /a", "User-agent: *", ":", "#"],
)
def test_reading_and_matching_stay_linear(line: str) -> None:
    body = ("User-agent: *\n" + (line + "\n") * (robots.MAX_BYTES // len(line))).encode()
    unique = b"User-agent: *\n" + b"".join(b"Disallow: /*a*%d\n" % n for n in range(30_000))
    started = time.process_time()
    for text in (body, unique):
        found = parse_robots(text)
        found.refuses(SITE + "/" + "a" * 1900)
    assert time.process_time() - started < 2


def test_our_name_is_that_of_the_user_agent() -> None:
    assert Client().user_agent.startswith(PRODUCT + "/")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Gazette.example:443/a?b#c", "https://gazette.example/robots.txt"),
        ("http://u:p@gazette.example:8080", "http://gazette.example:8080/robots.txt"),
        ("http://[::1]:80/a", "http://[::1]/robots.txt"),
        ("ftp://gazette.example/", ""),
        ("no url", ""),
    ],
)
def test_where_it_lies(url: str, expected: str) -> None:
    assert robots_url(url) == expected


class Site:
    """Answers for robots.txt by heart, and a clock."""

    def __init__(self, *answers: str | FetchFailure) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.now = NOW
        self.gate = RobotsGate(self.ask, clock=lambda: self.now)

    async def ask(self, url: str) -> Page | FetchFailure:
        self.asked.append(url)
        await asyncio.sleep(0)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, FetchFailure):
            return answer
        return Page(url=url, final_url=url, body=answer.encode())

    def refusal(
        self, path: str = "/news/1", *, later: timedelta = timedelta()
    ) -> FetchFailure | None:
        self.now += later
        url = path if path.startswith("http") else SITE + path
        return asyncio.run(self.gate.refusal(url))


def http(status: int, reason: FailureReason = FailureReason.HTTP) -> FetchFailure:
    return FetchFailure(reason=reason, message=f"HTTP {status}", status=status)


def test_a_refusal_is_permanent_and_says_so() -> None:
    site = Site("User-agent: *\nDisallow: /news/*\x1b[31m")
    assert site.refusal() is None
    found = Site("User-agent: *\nDisallow: /news").refusal()
    assert found is not None
    assert (found.reason, found.temporary) == (FailureReason.ROBOTS, False)
    assert found.message == ("the robots.txt of gazette.example:443 forbids it (Disallow: /news)")


def test_an_origin_is_asked_once_a_day() -> None:
    site = Site("User-agent: *\nDisallow: /a", "")
    assert site.refusal("/a") is not None
    assert site.refusal("/b", later=timedelta(hours=23, minutes=59)) is None
    assert site.refusal("/a") is not None
    assert site.asked == [SITE + "/robots.txt"]
    assert site.refusal("/a", later=timedelta(minutes=1)) is None
    assert len(site.asked) == 2
    site.refusal("http://gazette.example/a")  # another scheme is another origin
    assert len(site.asked) == 3
    assert site.refusal("not a url") is None


def test_many_pages_of_one_origin_at_once_ask_once() -> None:
    site = Site("User-agent: *\nDisallow: /")

    async def main() -> list[FetchFailure | None]:
        return await asyncio.gather(*(site.gate.refusal(f"{SITE}/{n}") for n in range(20)))

    assert all(found is not None for found in asyncio.run(main()))
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "failure",
    [
        http(404),
        http(400),
        http(410, FailureReason.GONE),
        http(403, FailureReason.BLOCKED),
        http(204, FailureReason.PROTOCOL),
        http(302, FailureReason.REDIRECTS),
        FetchFailure(reason=FailureReason.REDIRECTS, message="redirects in a circle"),
        FetchFailure(reason=FailureReason.REFUSED_ADDRESS, message="a private address"),
    ],
)
def test_a_site_without_one_allows_all_for_a_day(failure: FetchFailure) -> None:
    site = Site(failure, "User-agent: *\nDisallow: /")
    assert site.refusal() is None
    assert site.refusal(later=timedelta(hours=23)) is None
    assert site.refusal(later=timedelta(hours=1)) is not None


@pytest.mark.parametrize(
    "failure",
    [
        http(500),
        http(429, FailureReason.RATE_LIMITED),
        http(503, FailureReason.RATE_LIMITED),
        http(200, FailureReason.PROTOCOL),  # cut off
        FetchFailure(reason=FailureReason.DNS, message="no such host"),
        FetchFailure(reason=FailureReason.TIMEOUT, message="not complete"),
    ],
)
def test_trouble_forbids_for_now_and_is_asked_again_soon(failure: FetchFailure) -> None:
    site = Site(failure, "")
    found = site.refusal()
    assert found is not None
    assert found.temporary
    assert found.reason is failure.reason
    assert found.message == f"its robots.txt could not be read: {failure.message}"
    assert site.refusal(later=robots.RETRY / 2) == found
    assert len(site.asked) == 1
    assert site.refusal(later=robots.RETRY / 2) is None


def test_in_trouble_the_older_copy_holds() -> None:
    site = Site("User-agent: *\nDisallow: /a", http(500), "")
    assert site.refusal("/a") is not None
    old = site.refusal("/a", later=timedelta(days=1))
    assert old is not None
    assert old.reason is FailureReason.ROBOTS
    assert site.refusal("/b") is None
    assert len(site.asked) == 2
    assert site.refusal("/a", later=robots.RETRY) is None


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "_MAX_ORIGINS", 3)
    site = Site("User-agent: *\nDisallow: /a")
    for name in "abcad":  # "a" is used again and stays
        site.refusal(f"https://{name}.example/")
    assert len(site.asked) == 4
    site.refusal("https://a.example/")
    assert len(site.asked) == 4
    site.refusal("https://b.example/")
    assert len(site.asked) == 5
    monkeypatch.setattr(robots, "_MAX_RULES", 5)
    site = Site("User-agent: *\nDisallow: /a\nDisallow: /b\nDisallow: /c")
    for name in "abb":
        site.refusal(f"https://{name}.example/")
    assert len(site.asked) == 2
    site.refusal("https://a.example/")
    assert len(site.asked) == 3


def over_the_wire(rules: bytes, *paths: str, robots: bool = True) -> tuple[list, list[str]]:
    """What pages gave, and the paths that the server saw."""
    found = []

    async def main() -> Server:
        async with hostile() as server, Client(allow_private=[server.authority]) as client:
            fetcher = PoliteFetcher(
                client, per_host_interval=0.01, timeout=3, clock=lambda: NOW, robots=robots
            )
            found.extend([await fetcher.page(server.url(path)) for path in paths])
            return server

    patch = pytest.MonkeyPatch()
    patch.setitem(ENDPOINTS, "/robots.txt", fixed(rules))
    try:
        server = asyncio.run(main())
    finally:
        patch.undo()
    return found, [hit.path for hit in server.hits]


def test_a_forbidden_page_is_not_asked_for() -> None:
    rules = reply(200, b"User-agent: followup-monitor\nDisallow: /ok\n")
    (refused, echoed), paths = over_the_wire(rules, "/ok", "/echo")
    assert isinstance(refused, FetchFailure)
    assert refused.reason is FailureReason.ROBOTS
    assert isinstance(echoed, Page)
    assert paths == ["/robots.txt", "/echo"]
    (page,), paths = over_the_wire(rules, "/ok", robots=False)
    assert isinstance(page, Page)
    assert paths == ["/ok"]


def test_redirects_of_robots_txt_are_followed() -> None:
    (page,), paths = over_the_wire(reply(301, location="/echo/User-agent"), "/ok")
    assert isinstance(page, Page)
    assert paths == ["/robots.txt", "/echo/User-agent", "/ok"]


def test_a_server_error_is_tried_again_later() -> None:
    (refused,), paths = over_the_wire(reply(503, retry_after="120"), "/ok")
    assert isinstance(refused, FetchFailure)
    assert (refused.reason, refused.temporary) == (FailureReason.RATE_LIMITED, True)
    assert refused.retry_after == timedelta(seconds=120)
    assert paths == ["/robots.txt"]


def test_the_site_that_a_link_leads_to_has_a_say() -> None:
    async def main() -> None:
        async with hostile() as one, hostile() as other:
            allowed = [one.authority, other.authority]
            async with Client(allow_private=allowed) as client:
                fetcher = PoliteFetcher(client, per_host_interval=0, timeout=3, robots=True)
                page = await fetcher.page(one.url("/to/" + other.url("/ok")))
                assert isinstance(page, FetchFailure)
                assert page.reason is FailureReason.ROBOTS
                assert other.authority in page.message

    patch = pytest.MonkeyPatch()
    patch.setitem(ENDPOINTS, "/robots.txt", fixed(reply(200, b"User-agent: *\nDisallow: /ok")))
    try:
        asyncio.run(main())
    finally:
        patch.undo()
