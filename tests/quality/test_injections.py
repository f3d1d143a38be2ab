"""Articles that try to command the machine: no kind and no state changes.

The attacks are in ``cases/injections.toml``. Texts go through the judge; pages go through the
extractor and the jobs into a real database.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import shutil
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from monitor.articles.extract import extract
from monitor.domain.model import ClaimStatus
from monitor.jobs.watch import Watcher
from monitor.matching.index import ClaimIndex
from monitor.settings import Settings
from monitor.storage.store import open_store
from monitor.wiring import load_alias_table, make_judge
from tests.jobs.world import FEED, World, feed_of, item, page
from tests.quality.suites import DAY, NO_FLAG, tables

SUITE = tables("injections")
ARTICLES = {article["id"]: article for article in SUITE["article"]}
#: Every payload meets two of the articles; all of them are met again and again. Texts that repeat
#: the claim meet them all: they are the ones that a reader of words falls for.
_ROUND = itertools.cycle(zip(ARTICLES, [*ARTICLES][3:] + [*ARTICLES][:3], strict=True))
MEETINGS = [
    pytest.param(attack, name, id=f"{attack['id']}-{name}")
    for attack in SUITE["text"]
    for name in (ARTICLES if "{claim}" in attack["payload"] else next(_ROUND))
]
PAGE_MEETINGS = [
    pytest.param(attack, name, id=f"{attack['id']}-{name}")
    for attack in [*SUITE["page"], *SUITE["feed"]]
    for name in next(_ROUND)
]


def payload_of(attack, article, *, quoted=False) -> str:
    """The payload as it is written, with what it says of the article filled in."""
    if "fill" in attack:
        text = attack["payload"].replace("{fill}", attack["fill"] * attack["repeat"])
    else:
        text = attack["payload"] * attack.get("repeat", 1)
    for name in ("claim", "title"):
        value = html.escape(article[name]) if quoted else article[name]
        text = text.replace(f"{{{name}}}", value)
    return text


def put(payload: str, where: str, article) -> tuple[str, str]:
    """(title, text) of the article with the payload in it."""
    first, second, *rest = article["text"].split("\n")
    texts = {
        "before": [payload, first, second, *rest],
        "inside": [first, second, payload, *rest],
        "sentence": [first, f"{second} {payload}", *rest],
        "after": [first, second, *rest, payload],
    }
    if where == "title":
        return article["title"] + payload, article["text"]
    return article["title"], "\n".join(texts[where])


def judged(judge, article, title: str, text: str) -> tuple[str, str]:
    """(kind, why): the second says which rule fired on which words."""
    row = {"claim": article["claim"], "title": title, "text": text, "published_at": DAY}
    made = judge(row)
    quote = made.quotes[0].text[:200] if made.quotes else ""
    return str(made.kind) if made.kind else NO_FLAG, f"{made.rule}: {quote!r}"


@pytest.fixture(scope="module")
def clean_kinds(pair_judge):
    return {
        name: judged(pair_judge, article, article["title"], article["text"])[0]
        for name, article in ARTICLES.items()
    }


def test_the_suite_is_sound():
    attacks = [*SUITE["text"], *SUITE["page"], *SUITE["feed"]]
    assert len(attacks) >= 60
    assert len({attack["id"] for attack in SUITE["text"]}) == len(SUITE["text"])
    assert len({attack["id"] for attack in SUITE["page"]}) == len(SUITE["page"])
    met = Counter(meeting.values[1] for meeting in [*MEETINGS, *PAGE_MEETINGS])
    assert set(met) == set(ARTICLES)


def test_the_clean_articles_read_as_an_editor_could_defend(clean_kinds):
    wrong = {
        name: kind
        for name, kind in clean_kinds.items()
        if kind not in ARTICLES[name]["kinds"].split()
    }
    assert not wrong


@pytest.mark.parametrize(("attack", "name"), MEETINGS)
def test_a_payload_in_the_text_changes_no_kind(attack, name, pair_judge, clean_kinds):
    article = ARTICLES[name]
    title, text = put(payload_of(attack, article), attack["where"], article)
    assert (title, text) != (article["title"], article["text"])
    kind, why = judged(pair_judge, article, title, text)
    assert kind == clean_kinds[name], f"{attack['family']}: {clean_kinds[name]} -> {kind} by {why}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What the database holds of a page: everything a person would see or act on."""

    statuses: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    kinds: tuple[str, ...]
    events: Counter[tuple[str, str, str]]
    quotes: tuple[str, ...] = field(default=(), compare=False)


class Newsroom(World):
    """The jobs with the product's own extractor, judge and names."""

    def __init__(self, store, judge, aliases) -> None:
        super().__init__(store, judge=judge, extract=extract)
        self.watcher = Watcher(aliases, ClaimIndex)
        self.polling = replace(self.polling, watcher=self.watcher)
        self.matching = replace(self.matching, watcher=self.watcher, aliases=aliases)

    def take_in(self, article, body: str, *, feed_title: str) -> Outcome:
        """What becomes of one entry whose page has this body."""
        self.open_claim(text=article["claim"], query=article["query"], claimed_on=None)
        self.add_feed()
        self.net.answers[FEED] = feed_of(item("a", title=feed_title))
        url = "https://gazette.example/a"
        self.net.answers[url] = page(body, url=url, content_type="text/html; charset=utf-8")
        assert asyncio.run(self.poll()).ok
        collected = asyncio.run(self.collect())
        assert collected.ok
        assert dict(collected.counts) == {"collected": 1}
        assert asyncio.run(self.match()).ok
        flags, evidence = self.store.flags.list(), self.store.flags.evidence_on("C1")
        return Outcome(
            statuses=tuple(str(claim.status) for claim in self.store.claims.list()),
            flags=tuple(sorted((str(flag.kind), str(flag.state)) for flag in flags)),
            kinds=tuple(str(row.judgement.kind) for row in evidence),
            events=Counter(
                (event.action, event.from_state, event.to_state)
                for event in self.store.audit.list()
            ),
            quotes=tuple(quote.text[:200] for row in evidence for quote in row.judgement.quotes),
        )


def markup(article, *, head="", top="", inside="", bottom="", footer="") -> str:
    """The page of an article as a newspaper would serve it."""
    title = html.escape(article["title"])
    first, second, *rest = (f"<p>{html.escape(line)}</p>" for line in article["text"].split("\n"))
    paragraphs = "\n".join([first, second, inside, *rest])
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Gazette</title>
<meta property="article:published_time" content="2025-02-03T08:00:00+00:00">
{head}</head>
<body><header><nav><a href="/">Home</a> <a href="/world">World</a></nav></header>
{top}<main><article><h1>{title}</h1>
{paragraphs}
</article></main>
{bottom}<footer><p>The Gazette, all rights reserved.</p>{footer}</footer></body></html>"""


@pytest.fixture(scope="module")
def newsroom(_sqlite_template, tmp_path_factory):
    """Takes in one page in a database of its own."""
    aliases = load_alias_table(Settings())
    judge = make_judge(aliases)

    def take_in(article, body: str, *, feed_title: str) -> Outcome:
        path = tmp_path_factory.mktemp("newsroom") / "monitor.db"
        shutil.copy(_sqlite_template, path)
        store = open_store(f"sqlite:///{path}")
        try:
            return Newsroom(store, judge, aliases).take_in(article, body, feed_title=feed_title)
        finally:
            store.close()

    return take_in


@pytest.fixture(scope="module")
def clean_outcomes(newsroom):
    return {
        name: newsroom(article, markup(article), feed_title=_entry_title(article))
        for name, article in ARTICLES.items()
    }


def _entry_title(article) -> str:
    """An entry's title that the watch query finds."""
    return article["claim"]


def test_a_clean_page_comes_to_what_its_text_comes_to(clean_outcomes, clean_kinds):
    for name, outcome in clean_outcomes.items():
        expected = () if clean_kinds[name] == NO_FLAG else (clean_kinds[name],)
        assert outcome.kinds == expected, name
        assert outcome.flags == tuple((kind, "queued") for kind in expected), name
        assert outcome.statuses == (str(ClaimStatus.OPEN),), name


@pytest.mark.parametrize(("attack", "name"), PAGE_MEETINGS)
def test_a_payload_in_the_page_changes_no_kind_and_no_state(attack, name, newsroom, clean_outcomes):
    article = ARTICLES[name]
    where = attack.get("where")
    feed_title, parts = _entry_title(article), {}
    if where is None:
        feed_title = payload_of(attack, {**article, "title": feed_title})
    else:
        parts = {where: payload_of(attack, article, quoted=True)}
    body = markup(article, **parts)
    assert body != markup(article) or where is None
    got, clean = newsroom(article, body, feed_title=feed_title), clean_outcomes[name]
    assert got == clean, f"{attack['family']}: {clean.kinds} -> {got.kinds} by {got.quotes}"
