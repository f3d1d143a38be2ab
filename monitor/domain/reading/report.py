"""An article as it is assessed, and what a judge is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.model import Claim, Hit, Outlet, Passage, require_utc
from monitor.domain.reading.stance import Pair


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """An article as it is assessed."""

    title: str
    text: str
    passages: tuple[Passage, ...]
    published_at: datetime | None = None
    outlet: Outlet | None = None
    byline: str = ""
    complete: bool = True  # the text is whole, not a teaser

    def __post_init__(self) -> None:
        require_utc(self.published_at, "published_at")

    @property
    def said(self) -> str:
        """What of the text is read: its passages."""
        return " ".join(passage.text for passage in self.passages)


def is_a_headline(text: str) -> bool:
    """Whether a text of one line is written as headlines are, without a full stop.

    99 of 100 headlines have none, and 7 of 100 sentences.
    """
    return not text.rstrip().rstrip("\"'\u201d\u2019)").endswith(".")


def pairs_of(claim: Claim, report: Report, hits: Sequence[Hit]) -> tuple[Pair, ...]:
    """What a judge is asked about: one pair a hit, in the order of ``hits``."""
    return tuple(
        Pair(
            claim=claim.text,
            sentence=hit.passage.text,
            context=context_of(report, hit.passage),
            before=report.passages[hit.passage.index - 1].text if hit.passage.index else "",
            title=report.title,
        )
        for hit in hits
    )


def title_pair(claim: Claim, report: Report) -> Pair:
    """What a judge is asked about the headline: read by itself, before the opening."""
    opening = " ".join(passage.text for passage in report.passages[:1])
    return Pair(claim=claim.text, sentence=report.title, context=opening, headline=True)


def context_of(report: Report, passage: Passage) -> str:
    """The passage's context, with the sentences before it where its paragraph has none."""
    at = passage.index
    known = report.passages
    if 0 < at < len(known) and known[at].sentence == passage.sentence:
        before = [other.text for other in known[max(0, at - 2) : at]]
        missing = [text for text in before if text not in passage.context_text]
        return "\n".join((*missing, passage.context_text))
    return passage.context_text
