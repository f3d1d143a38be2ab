"""Small articles for the tests of reading: invented and real countries, several domains."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from monitor.domain.judgement import Judgement
from monitor.domain.language.entities import AliasTable, Entity, EntityKind
from monitor.domain.language.passages import make_passages
from monitor.domain.model import Claim, Outlet, OutletKind, Span
from monitor.domain.reading.assess import Report, Verdicts, assess, pairs_of
from monitor.domain.reading.closeness import select_hits
from monitor.matching.baseline import BaselineJudge

COUNTRY, BODY, PLACE = EntityKind.COUNTRY, EntityKind.ORGANISATION, EntityKind.PLACE
ALIASES = AliasTable(
    [
        Entity(
            name="Ruritania",
            kind=COUNTRY,
            aliases=("Ruritanian", "Ruritanians", "Strelsau", "Citadel"),
            rivals=("Graustark",),
        ),
        Entity(name="Graustark", kind=COUNTRY, aliases=("Graustarkian", "Edelweiss")),
        Entity(
            name="Borduria",
            kind=COUNTRY,
            aliases=("Bordurian", "Bordurians", "Szohod"),
            rivals=("Syldavia",),
        ),
        Entity(name="Syldavia", kind=COUNTRY, aliases=("Syldavian", "Syldavians", "Klow")),
        Entity(name="Brazil", kind=COUNTRY, aliases=("Brazilian", "Brasilia")),
        Entity(name="Kenya", kind=COUNTRY, aliases=("Kenyan", "Kenyans", "Nairobi")),
        Entity(
            name="United States",
            kind=COUNTRY,
            aliases=("US", "U.S.", "American", "Pentagon", "Washington", "White House"),
        ),
        Entity(name="Northern Alliance", kind=BODY, aliases=("Alliance",)),
        Entity(name="United Nations", kind=BODY, aliases=("UN", "U.N.")),
        Entity(name="World Health Organization", kind=BODY, aliases=("WHO",)),
        Entity(name="Lower Vale", kind=PLACE, within="Graustark"),
        Entity(name="Zenda", kind=PLACE, within="Ruritania"),
    ]
)
NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)  # a Tuesday
JUDGE = BaselineJudge(ALIASES)
_SENTENCE = re.compile(
    r"[^\n]+?(?:[.?!][\"\u201d']?(?=\s+[A-Z\"\u201c0-9])|(?=\n)|$)", re.MULTILINE
)


def make_claim(text: str, *, parties: tuple[str, ...] = (), on: date | None = None) -> Claim:
    return Claim(
        id="C1",
        text=text,
        query="x",
        parties=parties,
        claimed_on=on or date(2031, 5, 1),
        created_at=NOW,
        updated_at=NOW,
    )


def make_outlet(
    name: str = "Evening Post", *, state_of: str = "", country: str = "", satire: bool = False
) -> Outlet:
    kind = OutletKind.SATIRE if satire else OutletKind.NEWSPAPER
    return Outlet(id="o", name=name, kind=kind, country=country, state_media_of=state_of)


def make_report(
    title: str,
    text: str,
    *,
    outlet: Outlet | None = None,
    published: datetime | None = NOW,
    complete: bool = True,
) -> Report:
    spans = []
    for match in _SENTENCE.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        if match.group().strip():
            spans.append(Span(start, match.start() + len(match.group().rstrip())))
    return Report(
        title=title,
        text=text,
        passages=make_passages(text, spans),
        published_at=published,
        outlet=outlet or make_outlet(),
        complete=complete,
    )


def judge(
    claim: Claim, report: Report, *, prior_denials: frozenset[str] = frozenset()
) -> Judgement:
    hits = select_hits(claim, report.passages, aliases=ALIASES)
    scores = JUDGE.judge(pairs_of(claim, report, hits))
    return assess(
        claim,
        report,
        hits,
        Verdicts(hits=scores),
        aliases=ALIASES,
        version=JUDGE.version,
        prior_denials=prior_denials,
    )
