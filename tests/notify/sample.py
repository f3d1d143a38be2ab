"""Digests to look at: an invented story, one full day, one empty one."""

from datetime import UTC, date, datetime

from monitor.domain.digest.compose import (
    Change,
    ChangeKind,
    ClaimSection,
    Counts,
    DigestContent,
    DigestFlag,
    FeedLine,
    Reopening,
    StaleClaim,
)
from monitor.domain.judgement import FlagKind
from monitor.domain.model import ClaimStatus, FeedState


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2023, 5, day, hour, minute, tzinfo=UTC)


PERIOD = {
    "local_day": date(2023, 5, 12),
    "zone": "Europe/Lisbon",
    "period_start": at(11, 6, 30),
    "period_end": at(12, 6, 30),
}

ADMISSION = DigestFlag(
    id=41,
    kind=FlagKind.CONFIRMATION,
    badges=("against interest", "state media of Marenia"),
    quote=(
        "The ministry of Marenia confirmed on Thursday that its tankers had loaded crude at the"
        " port of Oshel since March, reversing two months of denials."
    ),
    marks=("confirmed", "had loaded crude"),
    title="Marenia says its tankers called at Oshel",
    outlet="Marenia Today",
    url="https://today.example.org/world/tankers-oshel",
    published_at=at(11, 15, 20),
    speaker="the ministry of Marenia",
    basis="official confirmation",
    reports="1 independent report, 4 reprints",
    also=("Coast Herald", "The Daily Quay", "Northern Wire"),
    why="A party affirms what it denied before.",
)
DENIAL = DigestFlag(
    id=43,
    kind=FlagKind.DENIAL,
    quote="“There is no such trade, and there never was,” the spokesman of Oshel's port said.",
    marks=("no such trade",),
    outlet="Coast Herald",
    url="https://herald.example.net/a?id=8831",
    published_at=at(11, 9, 5),
    speaker="the spokesman of Oshel's port",
    basis="official denial",
    reports="1 independent report",
    why="Someone involved denies the claim.",
    missing="Proof, or the word of someone who is not involved.",
)
PARTIAL = DigestFlag(
    id=44,
    kind=FlagKind.PARTIAL,
    badges=("slot: quantity",),
    quote="Satellite pictures show three tankers at the terminal, not the eleven first reported.",
    marks=("three", "show"),
    context="The operator of the pictures dates them to the first week of May.",
    outlet="Northern Wire",
    url="https://wire.example.com/2023/05/oshel-satellite",
    published_at=at(12, 4, 40),
    basis="document or imagery",
    reports="1 independent report, 1 reprint",
    also=("Evening Post",),
    why="The figure differs from the claim's.",
    missing="A report of eleven tankers.",
)
CORRECTION = DigestFlag(
    id=46,
    kind=FlagKind.CORRECTION,
    badges=("corrected",),
    quote="An earlier version of this article misstated where the second inspector was hurt.",
    marks=("misstated",),
    outlet="The Daily Quay",
    url="https://quay.example.com/inspectors",
    published_at=at(11, 21, 0),
    reports="1 independent report",
    why="The outlet withdraws or corrects its own report.",
    missing="Whether earlier decisions that rest on the report still hold.",
)

FULL = DigestContent(
    **PERIOD,
    claims=(
        ClaimSection(
            claim_id="C7",
            text="Tankers of Marenia have taken on crude oil at the blockaded port of Oshel",
            claimed_on=date(2023, 3, 20),
            flags=(ADMISSION, PARTIAL, DENIAL),
            more=2,
        ),
        ClaimSection(
            claim_id="C9",
            text="Two inspectors were hurt when guards opened fire at the Oshel terminal",
            flags=(CORRECTION,),
        ),
    ),
    changes=(
        Change(
            kind=ChangeKind.VERDICT,
            claim_id="C2",
            claim_text="The strait will be closed to shipping before May",
            at=at(11, 14, 2),
            actor="Inês Duarte",
            from_state="open",
            to_state="expired",
            reason="May has come and the strait is open.",
        ),
        Change(
            kind=ChangeKind.NEW_EVIDENCE,
            claim_id="C5",
            claim_text="The insurer has cancelled cover for the whole fleet",
            flag_id=31,
            at=at(12, 3, 11),
            to_state="accepted",
        ),
    ),
    stale=(
        StaleClaim(
            claim_id="C3",
            text="The harbour master was dismissed over the tanker affair",
            since=at(12, 1, 0),
            fresh=True,
        ),
    ),
    feeds=(
        FeedLine(
            feed_id=4,
            title="Gulf Monitor: World",
            url="https://gulf.example.org/rss.xml",
            state=FeedState.NOT_A_FEED,
            since=at(9, 18, 30),
            why="The address answers, but not with a feed. It sent an HTML page.",
            what_to_do="Look for the feed's new address: monitor feeds check URL",
            unreadable=True,
        ),
        FeedLine(
            feed_id=11,
            title="Harbour Gazette",
            url="https://gazette.example.com/feed",
            state=FeedState.STALE,
            since=at(5, 7, 0),
            why="It has brought nothing new for far longer than usual.",
            what_to_do="Open the address: has the publisher moved its news elsewhere?",
        ),
    ),
    unreadable=1,
    troubles=("The digest of 11 May 2023 was not delivered by slack: refused (no_service)",),
    counts=Counts(
        feeds=31, feeds_ok=29, entries=1204, hits=37, articles=35, recaps=6, reviewed=1, waiting=12
    ),
)
EMPTY = DigestContent(**PERIOD, counts=Counts(feeds=31, feeds_ok=31, entries=980))
BLIND = DigestContent(**PERIOD, feeds=FULL.feeds, unreadable=3, counts=Counts(feeds=31))

#: Text that tries everything at once.
EVIL = (
    "\x1b[31mred\x1b[0m <script>alert(1)</script> <!here> @channel *bold* _it_ ~s~ `c` &amp;"
    " <https://evil.example|https://good.example> :skull: \r\nBcc: x@y.example\u2028\u0085\x00"
    "\u202egnp.exe {{ 7*7 }} [link](https://evil.example) [/nope]"
)


def hostile(text: str = EVIL, url: str = "javascript:alert(1)") -> DigestContent:
    """Every field that can come from outside holds ``text``."""
    flag = DigestFlag(
        id=1,
        kind=FlagKind.UPDATE,
        badges=(text,),
        again=text,
        quote=text,
        marks=(text[:20], "bold", ""),
        context=text,
        title=text,
        outlet=text,
        url=url,
        speaker=text,
        basis=text,
        reports="1 independent report",
        also=(text,),
        why=text,
        missing=text,
    )
    return DigestContent(
        **PERIOD,
        claims=(ClaimSection(claim_id=text, text=text, flags=(flag, flag), more=3),),
        changes=(
            Change(
                kind=ChangeKind.VERDICT,
                claim_id=text,
                claim_text=text,
                at=at(11),
                actor=text,
                from_state=text,
                to_state=text,
                reason=text,
            ),
        ),
        stale=(StaleClaim(claim_id=text, text=text),),
        reopen=(Reopening(claim_id=text, claim_text=text, why=text, what_to_do=text),),
        feeds=(
            FeedLine(
                feed_id=1,
                title=text,
                url=text,
                state=FeedState.FAILING,
                why=text,
                what_to_do=text,
                unreadable=True,
            ),
        ),
        unreadable=1,
        troubles=(text,),
    )


def long_day(claims: int = 40, flags: int = 8) -> DigestContent:
    """More than any channel can hold."""
    sections = tuple(
        ClaimSection(
            claim_id=f"C{number}",
            text="A claim about the terminal " * 11,
            status=ClaimStatus.OPEN,
            flags=(PARTIAL,) * flags,
            more=number % 3,
        )
        for number in range(1, claims + 1)
    )
    return DigestContent(
        **PERIOD,
        claims=sections,
        more_claims=2,
        more_flags=9,
        changes=FULL.changes * 10,
        more_changes=4,
        stale=FULL.stale * 10,
        reopen=hostile("A decision " * 30).reopen * 20,
        more_stale=5,
        feeds=FULL.feeds * 12,
        more_feeds=6,
        unreadable=12,
        troubles=FULL.troubles * 10,
    )
