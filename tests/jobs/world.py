"""A small world for the jobs: a scripted network, feeds and pages in a made-up format."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.articles.sentences import split_sentences
from monitor.domain.model import ExtractStatus, ParsedEntry
from monitor.domain.web import Extracted, FeedStatus, Page, ParsedFeed
from monitor.jobs.backfill import backfill
from monitor.jobs.collect import Collecting, collect
from monitor.jobs.match import Matching, match
from monitor.jobs.poll import poll
from monitor.jobs.polling import Polling
from monitor.jobs.watch import Watcher
from monitor.matching.baseline import BaselineJudge
from monitor.matching.index import ClaimIndex
from tests.domain.reading import ALIASES
from tests.factories import NOW, make_claim, make_event, make_outlet
from tests.lanes import InlineLanes

FEED = "https://gazette.example/feed"
CLAIM = "Ruritania has sent soldiers to Borduria"
QUERY = "Ruritania AND soldier"
NEWS = "Ruritania has sent soldiers to Borduria, its defence ministry confirmed on Friday."


class ScriptedFetcher:
    """The network by heart: an answer, a list of answers or an exception for each URL."""

    def __init__(self) -> None:
        self.answers: dict = {}
        self.asked: list[str] = []

    async def feed(self, feed, *, now):
        return self._answer(feed.url)

    async def page(self, url):
        return self._answer(url)

    def _answer(self, url):
        self.asked.append(url)
        answer = self.answers[url]
        if isinstance(answer, list):
            answer = answer.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def page(body, *, url=FEED, **values):
    return Page(url=url, final_url=values.pop("final_url", url), body=body.encode(), **values)


def item(name, *, title="", keys=(), **values):
    return {
        "keys": list(keys) or [f"guid:{name}"],
        "url": f"https://gazette.example/{name}",
        "title": title or f"Ruritania and its soldiers: {name}",
        "published_at": (NOW - timedelta(hours=2)).isoformat(),
        **values,
    }


def feed_of(*items, **values):
    return page(json.dumps(items), **values)


def parse_items(body, *, url, content_type, now):
    """The parser of this world; "boom" is its bug."""
    if body == b"boom":
        raise ZeroDivisionError
    rows = json.loads(body)
    if not isinstance(rows, list):
        return ParsedFeed(status=FeedStatus.NOT_A_FEED, error="no list")
    entries = tuple(
        ParsedEntry(
            **{
                **row,
                "keys": tuple(row["keys"]),
                "published_at": datetime.fromisoformat(row["published_at"]),
            }
        )
        for row in rows
    )
    status = FeedStatus.OK if entries else FeedStatus.EMPTY
    return ParsedFeed(status=status, format="json", title="The Gazette", entries=entries)


def read_page(body, *, url, content_type):
    """The extractor of this world: "status|title|text"; "boom" is its bug."""
    if body == b"boom":
        raise ZeroDivisionError
    status, title, text = body.decode().split("|", 2)
    return Extracted(status=ExtractStatus(status), title=title, text=text)


class World:
    """All three jobs over one store."""

    def __init__(self, store, *, judge=None, parse=parse_items, extract=read_page) -> None:
        self.store = store
        self.lanes = InlineLanes()
        self.net = ScriptedFetcher()
        self.watcher = Watcher(ALIASES, ClaimIndex)
        self.polling = Polling(
            store=store,
            lanes=self.lanes,
            fetcher=self.net,
            parse=parse,
            watcher=self.watcher,
        )
        self.collecting = Collecting(
            store=store, lanes=self.lanes, fetcher=self.net, extract=extract
        )
        self.matching = Matching(
            store=store,
            lanes=self.lanes,
            judge=judge or BaselineJudge(ALIASES),
            split=split_sentences,
            aliases=ALIASES,
            watcher=self.watcher,
        )

    def open_claim(self, claim_id="C1", *, query=QUERY, text=CLAIM, **values):
        claim = make_claim(claim_id, query=query, text=text, sentence="", cue="", **values)
        return self.store.claims.add(claim, event=make_event(subject_id=claim_id))

    def add_feed(self, url=FEED, outlet="gazette"):
        self.store.outlets.put([make_outlet(outlet)])
        return self.store.feeds.add(url, outlet_id=outlet, at=NOW)

    def serve(self, name, text=NEWS, *, title="Ruritania and its soldiers", status="full"):
        url = f"https://gazette.example/{name}"
        self.net.answers[url] = page(f"{status}|{title}|{text}", url=url)

    async def poll(self, now=NOW, **values):
        return await poll(replace(self.polling, **values), now=now)

    async def collect(self, now=NOW, **values):
        return await collect(replace(self.collecting, **values), now=now)

    async def match(self, now=NOW, **values):
        return await match(replace(self.matching, **values), now=now)

    async def backfill(self, now=NOW, **values):
        return await backfill(replace(self.matching, **values), now=now)
