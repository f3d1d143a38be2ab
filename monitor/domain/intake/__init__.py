"""Intake: the open claims of an article, found, de-hedged and given a watch query.

``propose`` is the way in; it reads sentence by sentence:

    peel (conditions, frames, speech, questions)   what a statement is wrapped in
    heads, marks, nominals, transfers              the words that leave it open, and what they do
    rewrite                                        "may have sent" -> "has sent"
    checks, query                                  can it be settled; how to watch for it
    words, forms, clauses                          vocabulary and grammar underneath
"""

from monitor.domain.intake.propose import MAX_PROPOSALS, Proposal, propose

__all__ = ["MAX_PROPOSALS", "Proposal", "propose"]
