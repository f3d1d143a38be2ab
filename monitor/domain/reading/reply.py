"""A denial that answers an allegation the article recalls elsewhere.

"'Another fake,' the spokesman said. The minister had said two days earlier that ...": the
denial does not name what it denies, the recalled sentence does. Read alone, each says little.
"""

from __future__ import annotations

from monitor.domain.judgement import Facets, Novelty, SpeakerRole, Stance
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, Passage
from monitor.domain.reading.facets import read_facets
from monitor.domain.reading.setting import Setting
from monitor.domain.reading.stance import Reading
from monitor.domain.speech.certainty import find_cues, standing
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.phrases import says_false
from monitor.domain.speech.reach import Force

_BEFORE = 3  # sentences before the recalled allegation in which its answer may stand


def find_reply(
    claim: Claim, recalled: Passage, *, setting: Setting, aliases: AliasTable
) -> tuple[Passage, Facets] | None:
    """The denial, by a party of the claim and of the day, that answers ``recalled``."""
    known = setting.passages
    for passage in reversed(known[max(0, recalled.index - _BEFORE) : recalled.index]):
        sentence = parse(passage.text)
        cues = find_cues(sentence)
        for cue in cues:
            if cue.force is not Force.DENIES or not says_false(sentence, cue.at):
                continue
            anchor = cue.start if cue.start < cue.at else min(cue.after, len(sentence.words) - 1)
            held = standing(sentence, cues, anchor)
            reading = Reading(
                sentence=sentence,
                nearness=0.5,
                content=0.5,
                polarity=held.polarity,
                certainty=held.certainty,
                force=held.force,
                anchor=anchor,
                cues=cues,
                deciding=held.cues,
                points_back=True,
            )
            facets = read_facets(
                claim, passage, reading, stance=Stance.REFUTES, setting=setting, aliases=aliases
            )
            party = facets.speaker_role is SpeakerRole.PARTY
            if held.polarity < 0 and party and facets.novelty is Novelty.NEW:
                return passage, facets
    return None
