"""When a page is looked at again, what has changed, and what that takes back."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.flagging import explain_rule
from monitor.domain.judgement import FlagKind, FlagState, Occasion, Quote, Stance
from monitor.domain.origin.assign import origin_key
from monitor.domain.recheck import (
    STEPS,
    Change,
    Fate,
    QuoteChange,
    compare,
    confirm_at,
    home_of,
    in_force,
    is_removed,
    next_check,
    taken_back,
    withdraw,
)
from monitor.domain.rulebook import RULES
from tests.factories import (
    NOW,
    later,
    make_article,
    make_evidence,
    make_judgement,
    make_scores,
    make_second,
)

SENTENCE = "Norland has closed the port of Esker to foreign ships, the harbour master said."
TEXT = (
    "Esker, Friday.\n"
    f"{SENTENCE} Fourteen vessels are waiting.\n"
    "The weather was fine. Fishermen watched from the quay.\n"
    "Updated 5 minutes ago"
)
QUOTE = Quote(text=SENTENCE, start=0, end=0)
TITLE = "Norland closes the port of Esker"


@pytest.mark.parametrize(
    ("done", "now", "expected"),
    [
        (0, timedelta(0), timedelta(hours=1)),
        (1, timedelta(hours=1), timedelta(hours=6)),
        (2, timedelta(hours=6), timedelta(days=1)),
        (3, timedelta(days=1), timedelta(days=3)),
        (4, timedelta(days=3), timedelta(days=7)),
        (5, timedelta(days=7), timedelta(days=30)),
        (6, timedelta(days=30), None),
        (1, timedelta(days=2), timedelta(days=3)),  # slept through two
        (1, timedelta(days=31), None),
        (0, timedelta(hours=1), timedelta(hours=6)),  # the network failed at the first
        (-1, timedelta(0), timedelta(hours=1)),
    ],
)
def test_the_schedule(done, now, expected):
    at = next_check(NOW, done, NOW + now)
    assert at == (None if expected is None else NOW + expected)


def test_every_step_comes_once():
    now, seen = NOW, []
    while (at := next_check(NOW, len(seen), now)) is not None:
        seen.append(at - NOW)
        now = at
    assert tuple(seen) == STEPS


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (None, False),
        (NOW, False),
        (later(minutes=-59), False),
        (later(hours=-1), True),
        (later(days=-2), True),
    ],
)
def test_a_removal_takes_two_looks_an_hour_apart(since, expected):
    assert is_removed(since, NOW) is expected


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (timedelta(0), timedelta(hours=1)),
        (timedelta(minutes=30), timedelta(hours=1)),
        (timedelta(hours=3), timedelta(hours=6)),
        (timedelta(days=30), timedelta(days=60)),
        (timedelta(days=31), None),
    ],
)
def test_a_server_that_fails_is_asked_further_and_further_apart(missing, expected):
    at = confirm_at(NOW, NOW + missing)
    assert at == (None if expected is None else NOW + expected)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace(" ", "  ").replace("\n", "\n\n") + "\n",
        TEXT.replace("5 minutes", "2 hours"),
        TEXT + "\nRead more: ships of the north\n12 comments\nShare this story\nMost read",
        TEXT.replace("Esker,", "ESKER,").replace("ships,", "ships \u2013"),
    ],
)
def test_white_space_and_furniture_are_no_change(text):
    change = compare(make_article(text=TEXT, title=TITLE), title=TITLE, text=text, quotes=[QUOTE])
    assert change.unchanged, (change.removed, change.added)
    assert change.quotes[0].fate is Fate.STANDS


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Norland opens the port of Esker", TEXT),
        (TITLE, TEXT.replace("Fourteen", "Fifteen")),
        (TITLE, TEXT.replace(" Fourteen vessels are waiting.", "")),
        (TITLE, TEXT + "\nHe resigned."),
        (TITLE, ""),
    ],
)
def test_other_words_are_a_change(title, text):
    assert not compare(make_article(text=TEXT, title=TITLE), title=title, text=text).unchanged


@pytest.mark.parametrize(
    ("text", "fate", "now"),
    [
        (TEXT.replace("fine", "foul"), Fate.STANDS, ""),
        # the split into sentences does not matter
        (TEXT.replace(f"{SENTENCE} F", f"{SENTENCE[:-1]}; f"), Fate.STANDS, ""),
        (
            TEXT.replace("closed the", "reopened the"),
            Fate.EDITED,
            SENTENCE.replace("closed", "reopened"),
        ),
        (TEXT.replace(SENTENCE, ""), Fate.GONE, ""),
        (TEXT.replace(SENTENCE, "It rained on the harbour master."), Fate.GONE, ""),
        ("", Fate.GONE, ""),
    ],
)
def test_the_fate_of_a_quote(text, fate, now):
    change = compare(make_article(text=TEXT), title="", text=text, quotes=[QUOTE])
    assert change.quotes == (QuoteChange(fate=fate, now=now),)


def test_a_headline_is_compared_with_the_headline():
    quote = Quote(text=TITLE, start=0, end=0, headline=True)
    old = make_article(text=TEXT, title=TITLE)
    same = compare(old, title=f"UPDATE: {TITLE}", text="", quotes=[quote])
    assert same.quotes[0].fate is Fate.STANDS
    other = compare(old, title="Esker is open", text=TITLE, quotes=[quote])
    assert other.quotes[0] == QuoteChange(fate=Fate.EDITED, now="Esker is open")


def test_a_notice_is_found_if_it_is_new():
    notice = "Correction: An earlier version of this article named the wrong port."
    old = make_article(text=TEXT)
    assert compare(old, title="", text=f"{TEXT}\n{notice}").notice == notice
    assert compare(make_article(text=f"{TEXT}\n{notice}"), title="", text=TEXT).notice == ""


def test_what_is_kept_is_a_share():
    old = make_article(text="One thing is so.\nTwo things are so.")
    assert compare(old, title="", text="One thing is so.\nElse.").kept == 0.5
    assert compare(make_article(text=""), title="", text="New here.").kept == 1.0


@pytest.mark.parametrize("filler", ["a. ", "x ", '."', ". \u201d", "\n", "same words here. "])
def test_hostile_text_is_compared_in_no_time(filler):
    hostile = filler * (300_000 // len(filler))
    began = time.perf_counter()
    compare(make_article(text=hostile), title="", text=hostile + " more", quotes=[QUOTE] * 3)
    assert time.perf_counter() - began < 8


# --- What is in force -----------------------------------------------------------------------


def row(number, kind=FlagKind.CONFIRMATION, *, article=1, claim="C1", hours=0, **values):
    return make_evidence(
        claim,
        make_article(id=article, fetched_at=later(hours=hours)),
        id=number,
        judgement=make_judgement(claim, kind=kind),
        **values,
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([row(1), row(2, claim="C2")], [1, 2]),
        ([row(1), row(2, FlagKind.UPDATE, article=2, hours=1)], [2]),
        ([row(1), row(2, FlagKind.RECAP, article=2, hours=1)], [1]),
        ([row(1), row(2, FlagKind.CORRECTION, article=2, hours=1)], []),
        ([row(1), row(2, FlagKind.CORRECTION, occasion=Occasion.CHANGE)], []),
        ([row(1), row(2, claim="C2", occasion=Occasion.CHANGE)], [1]),
        ([row(1), row(2, article=2, hours=9)], [1]),  # too late
    ],
)
def test_what_a_page_stands_for(rows, expected):
    found = in_force(reversed(rows), before=later(hours=5))
    assert sorted(one.id for one in found) == expected


def test_without_a_quote_there_is_nothing_to_take_back():
    bare = replace(row(1), judgement=make_judgement(quotes=()))
    assert in_force([bare]) == []


# --- What is taken back ---------------------------------------------------------------------

NOW_READS = "Norland has closed the harbour of Esker to foreign ships."


def changed(fate, now=NOW_READS):
    return Change(unchanged=False, quotes=(QuoteChange(fate=fate, now=now),))


def says(kind, stance=Stance.SUPPORTS, text=NOW_READS):
    quotes = (Quote(text=text, start=0, end=len(text)),) if text else ()
    return make_judgement(kind=kind, stance=stance, scores=make_scores(stance), quotes=quotes)


CONFIRMS, PARTLY, UPDATES = FlagKind.CONFIRMATION, FlagKind.PARTIAL, FlagKind.UPDATE


@pytest.mark.parametrize(
    ("old", "fate", "new", "rule"),
    [
        (CONFIRMS, Fate.STANDS, None, ""),
        (CONFIRMS, Fate.EDITED, None, "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(None), "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(FlagKind.RECAP), "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(FlagKind.CORRECTION), "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(UPDATES), "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(FlagKind.REFUTATION, Stance.REFUTES), "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(CONFIRMS), ""),  # reworded
        (CONFIRMS, Fate.EDITED, says(CONFIRMS, text="Something else."), "quote-edited"),
        (CONFIRMS, Fate.EDITED, says(CONFIRMS, text=""), "quote-edited"),
        (CONFIRMS, Fate.GONE, says(CONFIRMS), "quote-removed"),
        (PARTLY, Fate.EDITED, says(CONFIRMS), ""),  # firmer
        (PARTLY, Fate.EDITED, says(CONFIRMS, Stance.REFUTES), "quote-edited"),
        (UPDATES, Fate.EDITED, says(CONFIRMS), ""),  # a developing story
        (UPDATES, Fate.GONE, says(UPDATES), ""),
        (UPDATES, Fate.GONE, None, "quote-removed"),
        (UPDATES, Fate.EDITED, says(FlagKind.CORRECTION), "quote-edited"),
    ],
)
def test_an_edit_counts_when_it_changes_what_is_said(old, fate, new, rule):
    assert taken_back(says(old), changed(fate), new) == rule


def test_a_correction_is_on_the_card_of_the_report_that_founded_it():
    url = "https://gazette.example/a"
    first = make_evidence(article=make_article("a", id=1), origin=origin_key(url))
    copy = make_evidence(article=make_article("b", id=2), origin=origin_key(url))
    assert home_of(first, [first, copy])[0] == first.origin
    assert home_of(copy, [first, copy])[0] == origin_key(copy.url)
    assert home_of(copy, [copy])[0] == copy.origin


@pytest.mark.parametrize(
    ("rule", "change", "words"),
    [
        ("quote-edited", changed(Fate.EDITED), f"\u201c{NOW_READS}\u201d"),
        ("quote-edited", replace(changed(Fate.EDITED), notice="We erred."), "We erred."),
        ("quote-edited", changed(Fate.EDITED, "word " * 99), "word \u2026\u201d"),
        ("quote-removed", changed(Fate.GONE, ""), "Nothing like it"),
        ("page-removed", None, "The page is gone."),
    ],
)
def test_a_correction_shows_the_old_words_and_what_stands_there_now(rule, change, words):
    old = row(7)
    draft = withdraw(old, rule, change=change, origin=("o", "why"), priority=3, at=later(days=1))
    new = draft.evidence
    assert (draft.kind, draft.state, new.occasion) == (
        FlagKind.CORRECTION,
        FlagState.QUEUED,
        Occasion.CHANGE,
    )
    assert new.judgement.quotes == old.judgement.quotes
    assert (new.id, new.article_id, new.content_hash) == (0, old.article_id, old.content_hash)
    assert (new.origin, new.origin_reason, new.recorded_at) == ("o", "why", later(days=1))
    assert (new.judgement.rule, new.judgement.kind) == (rule, FlagKind.CORRECTION)
    assert words in new.judgement.missing
    assert new.judgement.missing.endswith(RULES["correction"].missing)
    assert explain_rule(rule) != rule
    assert rule.replace("-", " ") in draft.badges
    assert draft.score > 4


def test_a_correction_does_not_repeat_what_a_second_reader_said():
    said = replace(row(1), judgement=replace(row(1).judgement, second=make_second()))
    draft = withdraw(said, "page-removed", origin=("o", "why"), priority=3, at=later(days=1))
    assert draft.evidence.judgement.second is None
