"""Verbs by what they do to what they govern: data for the reading of sentences, as lemmas."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.language.cues import word_set
from monitor.domain.speech import embedding

AUXILIARIES = word_set("be have do will would can could may might must shall should")

# --- Saying -------------------------------------------------------------------------------

#: Passes on, vouches for nothing.
_NOT_SAYS = word_set("cite point express voice predict forecast")
SAYS = (cues.SPEECH_NEUTRAL - _NOT_SAYS) | word_set(
    "read claim allege assert insist argue contend maintain accuse charge blame warn boast repeat "
    "agree hear mutter whisper shout yell scream grunt murmur mumble exclaim joke brag gripe "
    "complain lament bemoan tweet text email fax sing chant growl hiss moan sob snap squeal whine "
    "whimper vow swear pledge promise preach rant scribble gossip babble blurt teach advise "
    "promulgate signal wire phone radio telegraph protest notify"
)
#: Hedges: the one who believes may be wrong.
BELIEVES = (cues.SPEECH_DOUBTING - SAYS) | word_set(
    "expect hope consider wonder doubt presume imagine feel reckon muse ponder contemplate "
    "fantasise fantasize dream wish pray hypothesise hypothesize theorise theorize envision "
    "foresee gather picture figure conjecture bet deem trust opine worry anticipate "
    "think conceive daydream debate"
)
#: Vouches.
CONFIRMS = cues.SPEECH_ASSERTIVE | word_set(
    "concede know discover realise realize uncover learn rule"
)
#: Vouches where a court or the like is its subject.
JUDGES = word_set("hold decide judge decree")
#: Vouches after what was found: ", the office measured on Sunday".
MEASURES = word_set("measure calculate count record observe detect compute")
DENIES = cues.SPEECH_DENYING | word_set("disprove negate decry scotch")
#: What is known stays true when it is not known: "did not know that".
FACTIVE = embedding.TAKEN
#: Of them, those by which somebody says it: who did not, has left it open.
AVOWS = word_set("acknowledge disclose recognise recognize recall underline bemoan lament")
#: Only with "that": "quipped that", "surmised that"; their nouns and other uses are no cues.
THAT_SAYS = embedding.UTTERS - SAYS - BELIEVES
THAT_BELIEVES = embedding.HOLDS - THAT_SAYS - SAYS - BELIEVES - CONFIRMS - DENIES

# --- Doing and not doing ------------------------------------------------------------------

#: With "to" or "-ing": it was not done.
NOT_DONE = (
    embedding.UNDONE
    | embedding.BALKS
    | word_set("avoid halt prevent block abstain refrain scrap cancel abandon")
)
#: With "to": it is wished, asked or allowed, which does not say that it was done.
WISHED = embedding.OPEN

# --- Where forms are ambiguous ------------------------------------------------------------

#: Forms that are as often a noun: read as a verb only where a verb can stand.
NOUNISH = word_set(
    "read "
    "report claim state note comment remark post charge document show detail question cite brief "
    "signal fear blame find hint contest dispute doubt hope estimate guess feel experience record "
    "announce describe reply express publish recall warn add point mention hold text email fax "
    "joke wire phone radio figure picture dream wish bet trust worry debate protest vow pledge "
    "register promise rumour rumor rule"
)
DETERMINERS = word_set(
    "the a an this that these those its their his her our no any some such of in on by from with "
    "recent earlier new more two three several many first s latest media news initial"
)

# --- Words beside negations ---------------------------------------------------------------

#: "gave no number", "named no reason": what is not given says nothing about the rest.
NEUTRAL = word_set(
    "number numbers figure figures detail details reason reasons name names date dates further "
    "other one word words timetable explanation photographs pictures"
)
REFUSING = word_set("decline refuse fail stop avoid")
UNABLE = word_set("unable impossible difficult yet unwilling")
TOLD = word_set("article tale post site website video photo image picture")
SHOT_DOWN = word_set("report reports claim claims rumour rumours rumor rumors story stories")
LOOKING = word_set("investigate examine probe study assess monitor")
