from __future__ import annotations

import base64
import time

import pytest

from monitor.domain.urls import (
    absolute,
    ascii_host,
    behind_pointer,
    canonicalise,
    host_of,
    is_home,
    is_local_host,
    is_tracking,
    pointer_host,
    site_of,
    split_http,
    without_credentials,
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Paper.Example:80/A/b?x=1#top", "http://www.paper.example/A/b?x=1"),
        ("https://paper.example:443", "https://paper.example/"),
        ("https://paper.example:8443/", "https://paper.example:8443/"),
        ("https://paper.example/a/", "https://paper.example/a/"),
        ("https://paper.example/a", "https://paper.example/a"),
        (
            "https://p.example/?utm_source=x&b=2&a=1&fbclid=3&UTM_Medium=y",
            "https://p.example/?b=2&a=1",
        ),
        ("https://p.example/a?utm_source=rss", "https://p.example/a"),
        ("https://user:pw@p.example/", "https://p.example/"),
        ("https://p.example/caf\u00e9 x", "https://p.example/caf%C3%A9%20x"),
        ("https://p.example/caf%C3%A9", "https://p.example/caf%C3%A9"),
        ("https://m\u00fcnchen.example/", "https://xn--mnchen-3ya.example/"),
        ("https://p.example./a", "https://p.example/a"),
        ("http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/"),
        (" https://p.example/ ", "https://p.example/"),
        (
            "https://www-paper-example.cdn.ampproject.org/c/s/www.paper.example/a/b?x=1&amp",
            "https://www.paper.example/a/b?x=1",
        ),
        ("https://p-example.cdn.ampproject.org/v/p.example/a?usqp=mq", "http://p.example/a"),
        ("https://www.google.co.uk/amp/s/paper.example/a", "https://paper.example/a"),
        ("https://www.google.com/amp/s/www.google.com/amp/s/p.example/a", "https://p.example/a"),
        ("https://www.google.com/amp/s/", "https://www.google.com/amp/s/"),
        ("https://google.com.paper.example/amp/s/p.example/a?amp=1", None),
        ("https://p.example/story?outputType=amp", "https://p.example/story"),
        ("ftp://p.example/", ""),
        ("javascript:alert(1)", ""),
        ("/relative", ""),
        ("http://", ""),
        ("http://[::1", ""),
        ("http://p.example:99999/", ""),
        ("http://p.example:0/", ""),
        ("http://a b.example/", ""),
        ("http://a\x00b.example/", ""),
        ("http://" + "\u00fc" * 100 + ".example/", ""),
        ("", ""),
    ],
)
def test_canonicalise(url: str, canonical: str | None) -> None:
    canonical = url.partition("?")[0] if canonical is None else canonical
    assert canonicalise(url) == canonical
    assert canonicalise(canonical) == canonical


@pytest.mark.parametrize(
    ("link", "base", "url"),
    [
        ("/a", "https://p.example/feed", "https://p.example/a"),
        ("b?x=1#y", "https://p.example/dir/feed", "https://p.example/dir/b?x=1#y"),
        ("ht\ntps://p.example/\ta", "", "https://p.example/a"),
        ("//q.example/a", "https://p.example/", "https://q.example/a"),
        ("javascript:x", "https://p.example/", ""),
        ("http://[x", "https://p.example/", ""),
        ("a", "", ""),
        ("", "https://p.example/", ""),
        ("https://p.example/" + "a" * 3000, "", ""),
        ("https:///x", "", ""),
        ("https://%20/x", "", ""),
    ],
)
def test_absolute(link: str, base: str, url: str) -> None:
    assert absolute(link, base) == url


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://www.news.p.example/a", "news.p.example", "p.example"),
        ("https://news.p.co.uk/a", "news.p.co.uk", "p.co.uk"),
        ("http://p.or.kr:8080/", "p.or.kr", "p.or.kr"),
        ("http://news.p.or.kr/", "news.p.or.kr", "p.or.kr"),
        ("http://co.uk/", "co.uk", "co.uk"),
        ("http://127.0.0.1:8080/x", "127.0.0.1", "127.0.0.1"),
        ("http://localhost/", "localhost", "localhost"),
        ("mailto:a@b.example/", "", ""),
    ],
)
def test_host_and_site(url: str, host: str, site: str) -> None:
    assert host_of(url) == host
    assert site_of(url) == site


def test_site_of_a_host_name() -> None:
    assert site_of("Feeds.Paper.Example") == "paper.example"


def test_credentials_are_not_shown() -> None:
    assert without_credentials("https://u:p@h.example/a?b") == "https://h.example/a?b"
    assert without_credentials("https://h.example/a") == "https://h.example/a"
    assert without_credentials("http://[x@y") == "(unusable URL)"


def test_small_questions() -> None:
    assert is_home("https://p.example")
    assert is_home("https://p.example/")
    assert not is_home("https://p.example/?id=1")
    assert not is_home("nothing")
    assert is_tracking("utm_anything")
    assert is_tracking("FBCLID")
    assert not is_tracking("id")
    assert split_http("https://u@p.example:1/") is not None
    assert ascii_host("P.Example.") == "p.example"
    assert ascii_host("a_b.example") == "a_b.example"
    assert ascii_host("::1") == "::1"


def test_long_input_costs_little() -> None:
    started = time.perf_counter()
    for text in ("http://a/" + "?&" * 200_000, "a" * 1_000_000, "http://" + "@" * 300_000):
        canonicalise(text)
        absolute(text, "https://p.example/")
        host_of(text)
    assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://news.google.com/rss/articles/CBMiX?oc=5", "news.google.com"),
        ("https://news.google.com/read/CBMiX", "news.google.com"),
        ("https://news.google.com/topics/CAAq", ""),
        ("https://bit.ly/3xyz", "bit.ly"),
        ("https://apple.news/AbC", "apple.news"),
        ("https://feeds.feedburner.com/~r/paper/~3/x/", "feeds.feedburner.com"),
        ("https://feeds.feedburner.com/paper", ""),
        ("https://paper.example/rss/articles/CBMi", ""),
        ("nonsense", ""),
    ],
)
def test_pointers_are_told_from_pages(url: str, host: str) -> None:
    assert pointer_host(url) == host


def google_news(inside: bytes) -> str:
    key = base64.urlsafe_b64encode(inside).rstrip(b"=").decode()
    return f"https://news.google.com/rss/articles/{key}?oc=5"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        (
            google_news(b"\x08\x13\x22\x1ehttps://paper.example/a?b=1\xd2\x01\x00"),
            "https://paper.example/a?b=1",
        ),
        (google_news(b"\x08\x13\x22\x20AU_yqLNsomething"), ""),
        (google_news(b"\x08\x13http://news.google.com/rss/articles/x"), ""),
        ("https://news.google.com/rss/articles/!!!", ""),
        ("https://news.google.com/rss/articles/", ""),
        ("https://news.google.com/rss/articles/" + "A" * 9999, ""),
        ("https://bit.ly/aHR0cHM6Ly9wLmV4YW1wbGUv", ""),
    ],
)
def test_what_a_pointer_carries_within_itself(url: str, target: str) -> None:
    assert behind_pointer(url) == target


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("ollama", True),
        ("gpu.local", True),
        ("host.docker.internal", True),
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.0.7", True),
        ("::1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("llm.example.org", False),
        ("local.example.org", False),
        ("notlocal", True),
        ("", False),
        (".", False),
    ],
)
def test_hosts_of_the_local_network(host: str, local: bool) -> None:
    assert is_local_host(host) is local
