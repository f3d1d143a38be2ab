"""G: an item is one entry and a report is one card, however the feed behaves."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from monitor.domain.judgement import FlagKind
from tests.factories import NOW
from tests.feeds.hostile import reply
from tests.reliability.desk import Desk
from tests.reliability.hostile import Hostile, feed, item

NEWS = "Ruritania has sent soldiers to Borduria, its defence ministry confirmed on Friday."
MORE = "The ministry gave no figures. Opposition parties called for a debate in parliament."
HEADLINE = "Ruritania confirms soldiers in Borduria"


def page(*sentences: str, title: str = HEADLINE, extra: str = "") -> bytes:
    text = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return reply(
        200,
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
        f"</article>{extra}</body></html>".encode(),
        content_type="text/html; charset=utf-8",
    )


def walk(desk: Desk, times: int = 10) -> None:
    """Poll, collect and match, again and again."""
    for _ in range(times):
        desk.poll_when_due()
        desk.collect()
        desk.match()


def bare(**fields: str) -> str:
    return item("x", **{"guid": "", "link": "", "pubDate": "", **fields})


DUPLICATES = {
    "guid": ([item("a", guid="1"), item("b", guid="1"), item("c", guid="1")], 3),
    "exact": ([item("a")] * 5, 1),
    "no guid": ([item("a", guid=""), item("b", guid="")], 2),
    "nothing but titles": ([bare(title="One"), bare(title="Two"), bare(title="One")], 2),
    "empty guid": ([item("a") + "<guid></guid>", item("b", guid=" ")], 2),
    "home page links": ([item("a", link="/", guid=""), item("b", link="/", guid="")], 2),
    "one title": ([bare(title="News", description=f"Text {n}") for n in range(3)], 3),
    "no title": ([bare(title="", description=f"Text {n}") for n in range(3)], 3),
    "long guid": ([item("a", guid="g" * 9000), item("b", guid="g" * 9000 + "h")], 2),
}


@pytest.mark.parametrize("name", DUPLICATES)
def test_g1_duplicates_neither_clash_nor_come_again(desk: Desk, server: Hostile, name: str) -> None:
    items, expected = DUPLICATES[name]
    server.on("/feed", feed(*items), feed(*items, head="<ttl>5</ttl>"), feed(*reversed(items)))
    desk.follow("/feed")
    desk.poll_when_due(4)
    assert len(desk.titles()) == expected


def changing(change: str) -> list[bytes]:
    """Ten polls of a feed that shows one article in ever another coat."""
    polls = []
    for n in range(10):
        fields = {
            "guids": {"guid": f"id-{n}"},
            "titles": {"title": f"{HEADLINE} ({n})"},
            "dates": {"pubDate": format_datetime(NOW - timedelta(hours=10 - n))},
            "tracking": {"link": f"/story/a?utm_source=rss{n}", "guid": f"/story/a?r={n}"},
            "vanishing": {},
        }[change]
        shown = item("a", **{"title": HEADLINE, **fields})
        gone = change == "vanishing" and n % 2
        polls.append(feed(item("z", title="Weather") if gone else shown))
    return polls


@pytest.mark.parametrize("change", ["guids", "titles", "dates", "tracking", "vanishing"])
def test_g2_one_article_is_one_flag_over_ten_polls(
    desk: Desk, server: Hostile, change: str
) -> None:
    server.on("/feed", *changing(change))
    server.on("/story/a", page(NEWS, MORE))
    desk.claim()
    desk.follow("/feed")
    walk(desk)
    assert len(server.asked("/feed")) == 10
    assert desk.rows("SELECT count(*) FROM flags") == [(1,)]
    assert desk.rows("SELECT count(*) FROM articles") == [(1,)]
    assert len(server.asked("/story/a")) == 1


def test_g3_a_text_printed_by_five_outlets_is_one_report(desk: Desk, server: Hostile) -> None:
    for n in range(5):
        server.on(f"/story/{n}", page(NEWS, MORE, "Reporting by Northern Wire."))
        server.on(f"/feed/{n}", feed(item(str(n), title=HEADLINE)))
        desk.follow(f"/feed/{n}", outlet=f"outlet-{n}")
    desk.claim()
    walk(desk, 1)
    assert desk.rows("SELECT count(*) FROM articles") == [(5,)]
    assert desk.rows("SELECT count(*) FROM flags") == [(1,)]
    assert desk.rows("SELECT count(*) FROM evidence") == [(5,)]


DATES = {
    "none": "",
    "words": "last Tuesday",
    "zero": "0",
    "year one": "Mon, 01 Jan 0001 00:00:00 +1400",
    "year 9999": "Fri, 31 Dec 9999 23:59:59 -1200",
    "years ahead": "Sun, 14 Mar 2083 06:00:00 GMT",
    "february": "Sun, 30 Feb 2025 10:00:00 GMT",
    "hour 25": "Fri, 14 Mar 2025 25:61:61 GMT",
    "zone": "Fri, 14 Mar 2025 06:00:00 +9999",
    "epoch": "Thu, 01 Jan 1970 00:00:00 GMT",
    "long": "9" * 5000,
    "gap": "Sun, 30 Mar 2025 02:30:00 CET",
}


@pytest.mark.parametrize("name", DATES)
def test_g4_odd_dates_are_read_or_left_out(desk: Desk, server: Hostile, name: str) -> None:
    server.on("/feed", feed(item("a", pubDate=DATES[name]), item("b")))
    desk.follow("/feed")
    desk.poll_when_due(3)
    assert desk.titles() == ["Report a", "Report b"]
    for (when,) in desk.rows("SELECT published_at FROM entries"):
        assert when is None or when <= f"{desk.now:%Y-%m-%d %H:%M:%S.999999}"


def test_g4_a_date_in_the_future_does_not_pin_an_entry(desk: Desk, server: Hostile) -> None:
    server.on("/feed", feed(item("a", pubDate="Sun, 14 Mar 2083 06:00:00 GMT")))
    desk.follow("/feed")
    desk.poll()
    server.on("/feed", feed(item("b", pubDate=format_datetime(NOW + timedelta(days=1)))))
    desk.poll(days=1, hours=1)
    order = desk.rows("SELECT title FROM entries ORDER BY dated_at DESC")
    assert order == [("Report b",), ("Report a",)]


def test_g4_what_is_older_than_the_claim_is_no_follow_up(desk: Desk, server: Hostile) -> None:
    server.on("/story/a", page(NEWS, MORE))
    server.on("/feed", feed(item("a", title=HEADLINE, pubDate="Sat, 14 Dec 2024 06:00:00 GMT")))
    desk.claim()
    desk.follow("/feed")
    walk(desk, 1)
    assert desk.rows("SELECT count(*) FROM articles") == [(1,)]
    assert desk.rows("SELECT count(*) FROM flags") == [(0,)]


def test_g5_a_denial_and_a_confirmation_are_both_to_be_seen(desk: Desk, server: Hostile) -> None:
    denial = "Ruritania has not sent soldiers to Borduria, its defence ministry said on Thursday."
    server.on("/story/a", page(denial, MORE))
    server.on("/story/b", page(NEWS, "The minister will address parliament on Monday."))
    first = item("a", title="Ruritania denies soldiers in Borduria")
    server.on(
        "/feed",
        feed(first),
        feed(first, item("b", title=HEADLINE, pubDate="Fri, 14 Mar 2025 09:00:00 GMT")),
    )
    desk.claim()
    desk.follow("/feed")
    walk(desk, 2)
    kinds = {kind for (kind,) in desk.rows("SELECT kind FROM flags")}
    assert len(kinds) == 2
    assert FlagKind.DENIAL in kinds
    assert FlagKind.REFUTATION not in kinds


TEASERS = f"""<aside class="related"><h3>Read also</h3><ul><li><a href="/x">{NEWS}</a></li></ul>
</aside><section id="comments" class="comments"><h3>Comments</h3><div class="comment"><p>{NEWS}</p>
</div></section>"""


def test_g6_neither_teasers_nor_comments_are_evidence(desk: Desk, server: Hostile) -> None:
    harbour = [
        "The harbour of Ostport will be dredged this spring, the town council decided.",
        "Work begins in April and is expected to cost four million crowns.",
        "Ferries to the islands will run as usual, a spokesman for the council said.",
    ]
    server.on("/story/a", page(*harbour, title="Harbour to be dredged", extra=TEASERS))
    server.on("/feed", feed(item("a", title="Ruritania, soldiers and more: the day")))
    desk.claim()
    desk.follow("/feed")
    walk(desk, 1)
    assert desk.rows("SELECT count(*) FROM articles") == [(1,)]
    assert desk.rows("SELECT count(*) FROM flags") == [(0,)]
