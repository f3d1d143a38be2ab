"""Questions and replies of second readers, for the tests of all their parts."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from monitor.domain.judgement import Basis, Certainty, Novelty, SpeakerRole, Stance
from monitor.domain.model import Span
from monitor.domain.second.opinion import Opinion
from monitor.domain.second.question import NumberedSentence, Question

SENTENCES = (
    "Norland has closed the strait to all ships, its transport minister said on Monday.",
    "He called earlier reports of a closure “a fairy tale” in March.",
    "Fishermen may still pass at night.",
)


def make_question(sentences: tuple[str, ...] = SENTENCES, **values: Any) -> Question:
    return Question(
        **{
            "claim": "Norland has closed the strait",
            "claimed_on": date(2025, 3, 10),
            "parties": ("Norland",),
            "headline": "Strait closed",
            "outlet": "The Gazette",
            "published_on": date(2025, 3, 14),
            "sentences": tuple(
                NumberedSentence(number=number, text=text, span=Span(0, len(text)))
                for number, text in enumerate(sentences, start=1)
            ),
            **values,
        }
    )


def make_reply(**changes: Any) -> dict[str, Any]:
    """A reply to ``make_question`` as it should be; a change of None takes a decision away."""
    reply = {
        "stance": {"value": "supports", "sentence": 1, "quote": "has closed the strait"},
        "certainty": {"value": "asserted", "sentence": 1, "quote": "has closed"},
        "basis": {"value": "named_source", "sentence": 1, "quote": "its transport minister said"},
        "speaker_role": {"value": "party", "sentence": 1, "quote": "its transport minister"},
        "novelty": {"value": "new", "sentence": 1, "quote": "on Monday"},
        **changes,
    }
    return {name: value for name, value in reply.items() if value is not None}


def reply_text(**changes: Any) -> str:
    return json.dumps(make_reply(**changes))


def make_opinion(**values: Any) -> Opinion:
    return Opinion(
        **{
            "stance": Stance.SUPPORTS,
            "certainty": Certainty.ASSERTED,
            "basis": Basis.NAMED_SOURCE,
            "speaker_role": SpeakerRole.THIRD_PARTY,
            "novelty": Novelty.NEW,
            "words": (("stance", "has closed the strait"),),
            **values,
        }
    )
