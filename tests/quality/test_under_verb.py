"""Stance and kind may part: what readers take for done settles no claim."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import FlagKind, Stance

CLAIM = "Norway has sent soldiers to Chile"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Someone forced Norway to send soldiers to Chile.", Stance.SUPPORTS),
        ("Someone regretted that Norway sent soldiers to Chile.", Stance.SUPPORTS),
        ("Norway was persuaded to send soldiers to Chile.", Stance.SUPPORTS),
        ("Someone pretended that Norway sent soldiers to Chile.", Stance.REFUTES),
        ("Norway failed to send soldiers to Chile.", Stance.REFUTES),
        ("Someone doubted that Norway sent soldiers to Chile.", Stance.DISCUSSES),
    ],
)
def test_a_verb_gives_a_stance_and_no_kind(pair_judge, text: str, stance: Stance) -> None:
    judged = pair_judge({"claim": CLAIM, "text": text})
    assert judged.stance is stance
    assert judged.kind is FlagKind.UPDATE
