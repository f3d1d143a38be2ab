"""Denials of all sorts: a party's is never a refutation, and silence is no denial.

The texts are in ``cases/denials.toml``.
"""

from __future__ import annotations

import pytest

from tests.quality.suites import listing, make_case, read, share, tables

#: A promise: of what parties say against a claim, nothing counts as a refutation.
MOST_DENIALS_AS_REFUTATION = 0
# The others are floors where the judge stands (in brackets): they may only rise, a lower one
# needs a line in the changelog.
MOST_DENIALS_AS_CONFIRMATION = 1  # half of a double claim admitted
#: How many of their plain denials are recognised; the rest are updates.
LEAST_DENIALS_SEEN = 0.64  # (.661)
#: How many of those who say nothing may be read as if they denied, or as if they settled it.
MOST_SILENCES_AS_MORE = 1  # "acknowledged having received a letter about copied code"
LEAST_SILENCES_DEFENSIBLE = 0.80
#: How many of the outsiders who know better, and of those who prove a denial wrong, are heard.
LEAST_OUTSIDERS_HEARD = 0.65  # (.71)
LEAST_CONTESTED_DEFENSIBLE = 0.80

GROUPS = {
    "party",
    "partial",
    "contested",
    "contested-adversary",
    "silence",
    "silence-ignorance",
    "outsider",
}


def cases():
    return tuple(
        make_case(row, name=row["id"], group=row["group"], claim=row["claim"])
        for row in tables("denials")["denial"]
    )


@pytest.fixture(scope="module")
def reads(pair_judge):
    return read(cases(), pair_judge)


def of(reads, *groups):
    found = tuple(one for one in reads if one.case.group in groups)
    assert found
    return found


def report(reads) -> str:
    return f"\n{listing(reads)}"


def test_the_suite_is_sound():
    every = cases()
    assert len(every) >= 100
    assert len({case.id for case in every}) == len({case.claim for case in every}) == len(every)
    assert {case.group for case in every} == GROUPS
    for case in every:
        assert ("refutation" in case.kinds) == (case.group == "outsider"), case.id


def test_no_denial_by_a_party_is_a_refutation(reads):
    others = GROUPS - {"outsider"}
    wrong = [one for one in of(reads, *others) if one.kind == "refutation"]
    assert len(wrong) <= MOST_DENIALS_AS_REFUTATION, report(wrong)


def test_no_denial_is_a_confirmation(reads):
    found = of(reads, "party", "partial", "contested-adversary", "outsider")
    wrong = [one for one in found if one.kind == "confirmation"]
    assert len(wrong) <= MOST_DENIALS_AS_CONFIRMATION, report(wrong)


def test_denials_by_parties_are_seen(reads):
    found = of(reads, "party")
    print(f"denials by parties: kind {share(found, lambda one: one.kind_ok):.3f}")
    print(f"denials by parties: stance {share(found, lambda one: one.stance_ok):.3f}")
    wrong = [one for one in found if not one.kind_ok]
    assert len(wrong) <= (1 - LEAST_DENIALS_SEEN) * len(found), report(wrong)


def test_silence_is_no_denial_and_settles_nothing(reads):
    more = {"denial", "refutation", "confirmation", "partial", "correction"}
    found = [one for one in of(reads, "silence") if one.kind in more]
    assert len(found) <= MOST_SILENCES_AS_MORE, report(found)


def test_silence_is_still_news(reads):
    found = of(reads, "silence", "silence-ignorance")
    wrong = [one for one in found if not one.kind_ok]
    assert len(wrong) <= (1 - LEAST_SILENCES_DEFENSIBLE) * len(found), report(wrong)


def test_outsiders_are_heard(reads):
    found = of(reads, "outsider")
    print(f"outsiders: kind {share(found, lambda one: one.kind_ok):.3f}")
    wrong = [one for one in found if not one.kind_ok]
    assert len(wrong) <= (1 - LEAST_OUTSIDERS_HEARD) * len(found), report(wrong)


def test_a_denial_beside_other_voices(reads):
    found = of(reads, "contested", "contested-adversary", "partial")
    print(f"contested and partial: kind {share(found, lambda one: one.kind_ok):.3f}")
    wrong = [one for one in found if not one.kind_ok]
    assert len(wrong) <= (1 - LEAST_CONTESTED_DEFENSIBLE) * len(found), report(wrong)
