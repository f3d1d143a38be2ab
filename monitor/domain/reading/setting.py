"""The article around a passage, as far as the reading of the passage needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.judgement import Genre
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Outlet, Passage
from monitor.domain.reading.genre import freshness
from monitor.domain.speech.attribution import attribute
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.introductions import People, find_people
from monitor.domain.speech.reach import VOICES


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """The article around a passage, as far as its facets need it."""

    title: str
    text: str
    passages: tuple[Passage, ...]  # of the article, in order
    sentences: tuple[str, ...]  # their texts
    published: date | None
    outlet: Outlet | None
    genre: Genre
    people: People
    parties: frozenset[str]  # alias-table names and other names of the claim's parties
    news_of: frozenset[str]  # entities whose statement is the article's news
    lead_on_claim: bool  # headline or opening speak about the claim
    denials: frozenset[str]  # entities that denied the claim before, or in this article
    complete: bool
    time_ok: bool


def setting_of(
    *,
    title: str,
    text: str,
    passages: Sequence[Passage],
    published: date | None,
    outlet: Outlet | None,
    genre: Genre,
    parties: frozenset[str],
    lead_on_claim: bool,
    denials: frozenset[str],
    complete: bool,
    time_ok: bool,
    aliases: AliasTable,
) -> Setting:
    """The setting of an article, with the people it introduces."""
    people = find_people(text, aliases)
    sentences = tuple(passage.text for passage in passages)
    return Setting(
        title=title,
        text=text,
        passages=tuple(passages),
        sentences=sentences,
        published=published,
        outlet=outlet,
        genre=genre,
        people=people,
        news_of=_news_of(sentences[:2], people, published, aliases),
        parties=parties,
        lead_on_claim=lead_on_claim,
        denials=denials,
        complete=complete,
        time_ok=time_ok,
    )


def _news_of(
    opening: Sequence[str], people: People, published: date | None, aliases: AliasTable
) -> frozenset[str]:
    """Whose statements the article opens with, if they are of the day."""
    found = set()
    for text in opening:
        if not freshness(text, published):
            continue
        sentence = parse(text)
        cues_ = find_cues(sentence)
        for cue in cues_:
            if cue.force in VOICES:
                middle = (
                    max(0, cue.at - 1)
                    if cue.start < cue.at
                    else min(cue.after, len(sentence.words) - 1)
                )
                said = attribute(sentence, cues_, middle, people=people, aliases=aliases)
                if said is not None and said.entity:
                    found.add(said.entity)
    return frozenset(found)
