"""One-sentence reports, written before the rules that read them: what each may come to.

Written by somebody who had not read the rules. The kinds are those that a careful editor could
defend; a confirmation of what is denied, hedged, alleged or elsewhere is never among them.
"""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from monitor.settings import Settings
from monitor.wiring import load_alias_table, make_pair_judge

PROBES = [
    (
        "Turkish forces have crossed into northern Syria",
        "The UN observer mission said on Friday that no Turkish forces had crossed into northern Syria, contradicting earlier reports.",
        "denial refutation",
    ),
    (
        "Turkish forces have crossed into northern Syria",
        "Not a single Turkish soldier has crossed into northern Syria, the UN mission said on Friday.",
        "denial refutation",
    ),
    (
        "Turkish forces have crossed into northern Syria",
        "Turkish forces never crossed into northern Syria, the UN mission's commander said.",
        "refutation",
    ),
    (
        "Turkish forces have crossed into northern Syria",
        "The UN mission's commander said that none of the Turkish forces had crossed into northern Syria.",
        "refutation",
    ),
    (
        "Turkish forces have crossed into northern Syria",
        "Neither Turkish forces nor allied militias have crossed into northern Syria, the UN mission reported.",
        "refutation",
    ),
    (
        "The boat sank because of an explosion",
        "Investigators found no trace of an explosion that could have sunk the boat, the accident board's report says.",
        "none refutation update",
    ),
    (
        "The drug Xelarin causes liver damage",
        "A review of 40,000 patients found no evidence that Xelarin causes liver damage, the European Medicines Agency said.",
        "refutation update",
    ),
    (
        "The drug Xelarin causes liver damage",
        "The European Medicines Agency said on Monday that Xelarin does not cause liver damage.",
        "refutation",
    ),
    (
        "The drug Xelarin causes liver damage",
        "The European Medicines Agency said on Monday that Xelarin can cause liver damage, after a review of 40,000 patients.",
        "confirmation update",
    ),
    (
        "The minister took bribes from a builder",
        "The court found on Tuesday that the minister had taken bribes from a builder.",
        "confirmation",
    ),
    (
        "The minister took bribes from a builder",
        "The court acquitted the minister of taking bribes from a builder.",
        "refutation update",
    ),
    (
        "The minister took bribes from a builder",
        "The minister insists he never took bribes from a builder.",
        "denial",
    ),
    (
        "The minister took bribes from a builder",
        "Prosecutors allege that the minister took bribes from a builder.",
        "update",
    ),
    (
        "The minister took bribes from a builder",
        "A former aide told Reuters that the minister took bribes from a builder.",
        "confirmation update",
    ),
    (
        "Ethiopia has begun filling the dam",
        "Satellite images published on Monday show that Ethiopia has begun filling the dam.",
        "confirmation",
    ),
    (
        "Ethiopia has begun filling the dam",
        "Ethiopia said on Monday it had not begun filling the dam.",
        "denial",
    ),
    (
        "Ethiopia has begun filling the dam",
        "Ethiopia's water minister confirmed on Wednesday that the filling of the dam had begun.",
        "confirmation",
    ),
    (
        "Ethiopia has begun filling the dam",
        "Ethiopia could begin filling the dam within weeks, analysts said.",
        "update",
    ),
    (
        "Ethiopia has begun filling the dam",
        "If Ethiopia has begun filling the dam, Egypt will appeal to the Security Council, its foreign minister said.",
        "none update",
    ),
    (
        "The bank will close 200 branches",
        "The bank announced on Thursday that it would close 150 branches.",
        "partial",
    ),
    (
        "The bank will close 200 branches",
        "The bank declined to comment on reports that it will close 200 branches.",
        "update",
    ),
    (
        "The bank will close 200 branches",
        "The bank did not deny that it will close 200 branches.",
        "update",
    ),
    (
        "The bank will close 200 branches",
        "Has the bank decided to close 200 branches?",
        "none update",
    ),
    (
        "Chinese ships cut the cable in the Baltic Sea",
        "Sweden's prosecutor said on Monday that a Chinese ship had cut the cable in the Baltic Sea.",
        "confirmation",
    ),
    (
        "Chinese ships cut the cable in the Baltic Sea",
        "Sweden's prosecutor ruled out that a Chinese ship had cut the cable in the Baltic Sea.",
        "refutation",
    ),
    (
        "Chinese ships cut the cable in the Baltic Sea",
        "China's foreign ministry said it knew nothing of a Chinese ship cutting a cable in the Baltic Sea.",
        "denial update",
    ),
    (
        "Chinese ships cut the cable in the Baltic Sea",
        "A Chinese ship cut the cable in the Red Sea, Egypt's navy said on Monday.",
        "partial",
    ),
    (
        "The hospital in Goma was bombed",
        "Doctors Without Borders said its hospital in Goma was hit by a bomb on Sunday night.",
        "confirmation",
    ),
    (
        "The hospital in Goma was bombed",
        "Witnesses told AFP that the hospital in Goma had been bombed.",
        "confirmation update",
    ),
    (
        "The hospital in Goma was bombed",
        "It is not true that the hospital in Goma was bombed, the Red Cross said after a visit to the building.",
        "refutation",
    ),
    (
        "The hospital in Goma was bombed",
        "Claims that the hospital in Goma was bombed have turned out to be false, the Red Cross said.",
        "refutation",
    ),
    (
        "The hospital in Goma was bombed",
        "The hospital in Bukavu was bombed on Sunday, the Red Cross said.",
        "none partial update",
    ),
    (
        "The election was rigged",
        "International observers said on Monday that the election was free and fair.",
        "none refutation update",
    ),
    (
        "The election was rigged",
        "The opposition leader said the election was rigged.",
        "confirmation update",
    ),
    ("The pilot was drunk", "The airline refused to say whether the pilot was drunk.", "update"),
]
#: Not read to the full yet; what they come to must at least mislead nobody.
CAREFUL = [
    (
        "The minister took bribes from a builder",
        "The minister pleaded guilty on Tuesday to taking bribes from a builder.",
        "confirmation none update",
    ),
    (
        "The bank will close 200 branches",
        "The bank's chief executive said reports that it would close 200 branches were wide of the mark.",
        "denial none update",
    ),
    (
        "Chinese ships cut the cable in the Baltic Sea",
        "A Russian ship cut the cable in the Baltic Sea, Sweden's prosecutor said on Monday.",
        "none partial refutation update",
    ),
    (
        "The pilot was drunk",
        "The pilot was not drunk, toxicology tests released on Friday show.",
        "none refutation update",
    ),
    (
        "The pilot was drunk",
        "Toxicology tests released on Friday show that the pilot was drunk.",
        "confirmation none update",
    ),
]


@pytest.fixture(scope="module")
def judge():
    settings = Settings()
    return make_pair_judge(settings, load_alias_table(settings))


@pytest.mark.parametrize(
    ("claim", "report", "kinds"), [*PROBES, *CAREFUL], ids=lambda value: value[:50]
)
def test_a_report_of_one_sentence(judge, claim, report, kinds):
    row = {"claim": claim, "title": "News", "text": report, "published_at": "2025-02-03"}
    kind = judge(row).kind
    assert (str(kind) if kind else "none") in kinds.split()
