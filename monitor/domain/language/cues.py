"""General English cue words: what marks a statement as open, and who vouches for it.

Data only, shared by intake and by the reading of passages. Words are folded
(``tokens.fold``); verbs and nouns are *lemmas* (run ``english.lemma`` first), adverbs,
modals and phrases are as printed. A phrase is a tuple of folded words. No names, places or
outlets belong here: the lists must serve any story.
"""

from __future__ import annotations

import re

Phrase = tuple[str, ...]


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as given."""
    return frozenset(text.split())


# --- Hedges: the writer does not vouch for it --------------------------------------------

#: Modals that hedge: "may have begun".
HEDGE_MODALS = word_set("may might could")
#: Adverbs that hedge the clause they stand in.
HEDGE_ADVERBS = word_set(
    "reportedly allegedly apparently likely unlikely possibly probably perhaps maybe supposedly "
    "purportedly ostensibly presumably seemingly potentially conceivably rumouredly rumoredly "
    "unconfirmedly evidently"
)
#: Adjectives before a noun: "alleged attack", "suspected spies".
HEDGE_ADJECTIVES = word_set(
    "alleged suspected purported supposed reported apparent possible potential probable presumed "
    "rumoured rumored unconfirmed unverified claimed putative"
)
#: "is <participle> to have done": belief without a believer.
HEDGE_PARTICIPLES = word_set(
    "believed thought suspected understood rumoured rumored alleged reported said feared "
    "presumed assumed considered estimated assessed claimed accused tipped"
)
#: Verbs of seeming before "to": "appears to have moved".
HEDGE_SEEMING = word_set("appear seem look")

# --- Conditions: the statement stands or falls with something not yet known ---------------

#: Participles and adjectives after "if" or "should ... be": "if confirmed".
CONDITION_STATES = word_set(
    "true confirmed verified proven proved correct accurate substantiated corroborated "
    "authenticated validated upheld established genuine so authentic borne"
)

# --- Attribution: somebody is said to have said it ----------------------------------------

#: Lemmas: the writer passes it on and takes no side.
SPEECH_NEUTRAL = word_set(
    "say tell state add note report explain write comment remark mention describe testify "
    "declare post quote announce inform brief reply respond stress emphasise emphasize point "
    "observe recall reiterate repeat express voice publish cite predict forecast"
)
#: Lemmas: the speaker (or the writer with him) vouches for it.
SPEECH_ASSERTIVE = word_set(
    "confirm acknowledge admit concede reveal disclose verify prove show "
    "demonstrate establish document recognise recognize find conclude determine corroborate "
    "substantiate authenticate validate detail uphold certify"
)
#: Lemmas: the verb itself casts doubt or marks an opinion.
SPEECH_DOUBTING = word_set(
    "claim allege suggest speculate assert insist argue believe suspect warn fear accuse hint "
    "imply contend maintain indicate think assess estimate assume purport guess suppose charge "
    "blame rumour rumor signal"
)
#: Lemmas: the speaker says that it is not so.
SPEECH_DENYING = word_set(
    "deny reject dismiss refute dispute rebut repudiate disavow debunk disclaim contradict "
    "discredit rubbish contest rebuff quash dispel nix"
)
#: All verbs of saying.
SPEECH = SPEECH_NEUTRAL | SPEECH_ASSERTIVE | SPEECH_DOUBTING | SPEECH_DENYING
#: Verbs whose subject can be a report or a statement: "reports suggest".
EVIDENCE_VERBS = word_set("suggest indicate show imply hint allege claim say point reveal signal")

#: Lemmas of nouns that carry an unsettled statement: "reports of", "claims that".
REPORT_NOUNS = word_set(
    "report claim allegation rumour rumor suggestion accusation speculation assertion "
    "statement account testimony intelligence indication sign hint assessment suspicion fear "
    "leak story charge remark comment insinuation tip"
)
#: Report nouns that say that it is settled (or nearly): "proof that".
PROOF_NOUNS = word_set("evidence proof confirmation verification finding document footage imagery")
#: Nouns for a saying that it is not so: "its denial of".
DENIAL_NOUNS = word_set("denial rejection dismissal rebuttal refutation")
#: Words beside a report noun or claim that say nobody has settled it.
UNSETTLED = word_set(
    "unconfirmed unverified unproven unsubstantiated uncorroborated disputed contested alleged "
    "unclear conflicting initial preliminary early"
)

# --- Predictions --------------------------------------------------------------------------

#: Modals of the future or of the consequence.
PREDICTION_MODALS = word_set("will would shall 'll wo")
#: "is <participle> to do": expected, due, set ...
PREDICTION_PARTICIPLES = word_set(
    "expected set due poised likely unlikely predicted forecast projected scheduled slated bound "
    "tipped expecting planning preparing about on course anticipated prepared"
)
#: Lemmas whose infinitive or object lies in the future: "plans to", "threatens to".
PREDICTION_VERBS = word_set(
    "plan intend threaten vow promise pledge prepare expect aim risk anticipate"
)

# --- Value judgements ---------------------------------------------------------------------

#: Adjectives and nouns of opinion: a clause resting on one is no checkable statement.
EVALUATIVE = word_set(
    "linchpin gambit desperate disturbing notable pariah brutal dangerous wise unwise bad good "
    "great terrible wrong right smart foolish clever reckless brave shameful absurd ridiculous "
    "historic unprecedented crucial vital important significant worrying troubling alarming "
    "concern concerning remarkable surprising best worst better worse beautiful ugly sad tragic "
    "mistake blunder failure success triumph disaster disgrace scandal farce gamble "
    "masterstroke sword bargain price cynical naive hypocritical unfair fair reasonable "
    "unreasonable sensible inevitable unthinkable unlikely interesting exciting welcome "
    "unwelcome turning-point milestone wake-up signal message symbol reminder game-changer "
    "lesson irony paradox question challenge opportunity hope dream"
)

# === Reading: what an article says about a claim ==========================================
# Used by certainty, attribution, genre and facets; intake may use them too.

# --- Denial, doubt and the lack of confirmation -------------------------------------------

#: Adjectives and nouns that say that a statement is not so: "the reports are groundless".
FALSITY = word_set(
    "false fake untrue incorrect inaccurate wrong groundless baseless unfounded bogus fabricated "
    "fabrication fabrications hoax nonsense lie lies fiction fictitious invented invention "
    "disinformation misinformation canard absurd ludicrous preposterous fantasy propaganda "
    "slander rubbish debunked fakes made-up spurious erroneous photoshopped doctored satirical "
    "unsubstantiated myth concocted imaginary imagination figment fairy fable delusion concoction"
)
#: Nouns that name a statement or the matter itself, in a later sentence.
STATEMENT_NOUNS = word_set(
    "report claim allegation rumour rumor accusation assertion suggestion story account "
    "speculation information charge insinuation news"
)
#: Nouns of what is written, pictured or kept, and so can be shown.
PAPERS = word_set(
    "decree order letter contract text report law act resolution agreement treaty deed minutes "
    "document ruling verdict certificate invitation award filing photograph picture image video "
    "footage register gazette record file receipt log note memo memorandum email e-mail passport "
    "statement notice judgment judgement study paper survey list bill warrant licence license "
    "permit account accounts clause tape recording transcript ballot manifest invoice map "
    "registry message messages diary ledger"
)
#: Pronouns that point back at something said.
POINTERS = word_set("this that it these them")
NEGATIONS = word_set("not no never none neither nor n't nobody nothing cannot without")

# --- Who speaks ---------------------------------------------------------------------------

#: Nouns for people and bodies who speak for a state, a body or a firm.
OFFICIAL_NOUNS = word_set(
    "spokesman spokeswoman spokesperson spokespeople spokesmen minister ministry president "
    "government official officials presidency premier chancellor secretary ambassador envoy "
    "representative commander general colonel admiral army military police authority authorities "
    "agency department administration mayor governor council commission commissioner court judge "
    "prosecutor prosecutors parliament lawmaker lawmakers senator adviser advisor chief head "
    "director chair chairman chairwoman leader king queen prince company firm ceo executive "
    "founder board office embassy navy coastguard regulator palace cabinet service "
    "services intelligence staff command mission delegation ministers chairperson party "
    "statement communique declaration airline hospital coroner sheriff officer union federation "
    "bank club deputy vice "
    "organisation organization alliance bloc troops forces force state jury tribunal committee "
    "ombudsman magistrate prefect registrar bureau prosecution"
)
#: Of these, bodies that stand outside a quarrel unless the claim is about them.
INSTITUTION_NOUNS = word_set(
    "police coastguard court judge coroner hospital prosecutor prosecutors regulator commission "
    "sheriff jury tribunal ombudsman magistrate "
    "election inspectors monitors auditors university"
)
#: Bodies and people that decide what counts as found.
JUDGING_NOUNS = word_set(
    "court judge judges jury tribunal justice justices panel committee commission chamber inquiry "
    "regulator authority board coroner arbitrator magistrate magistrates bench inquest"
)
EXPERT_NOUNS = word_set(
    "analyst analysts expert experts researcher researchers professor scientist scientists "
    "academic academics historian epidemiologist virologist economist economists study studies "
    "institute think-tank thinktank university laboratory lab inspectors inspector monitors "
    "observers observer investigators fact-checkers fact-checker auditors auditor scholar "
    "scholars seismologist forensic geologist biologist statistician watchdog"
)
EYEWITNESS_NOUNS = word_set(
    "witness witnesses eyewitness eyewitnesses resident residents survivor survivors villager "
    "villagers neighbour neighbours neighbor neighbors bystander bystanders passer-by onlookers "
    "locals passenger passengers protester protesters shopkeeper"
)
ANONYMOUS_NOUNS = word_set("source sources insider insiders leaker")
ANONYMITY = re.compile(
    r"\b(?:anonym(?:ous(?:ly)?|ity)|unnamed|unidentified|asked not to be (?:named|identified)"
    r"|not authori[sz]ed to (?:speak|comment|talk)|(?:people|persons?|officials?|sources?) "
    r"(?:who are |who is )?(?:familiar with|briefed on|close to|with knowledge of)"
    r"|(?:declined|refused) to be (?:named|identified)|on condition (?:of anonymity|that "
    r"(?:he|she|they|his|her|their|it) [^.;]{0,30}not be (?:named|identified|quoted|printed|used))"
    r"|ask(?:s|ed)? (?:us|that|me|this paper)[^.;]{0,20} (?:change|withhold|conceal|not (?:use|"
    r"print|give|publish)) (?:his|her|their|the) (?:\w+ )?names?"
    r"|(?:did|does) not want to be named)\b",
    re.IGNORECASE,
)
MEDIA_NOUNS = word_set(
    "newspaper newspapers media outlet outlets broadcaster broadcasters magazine website websites "
    "news tv television channel press tabloid portal blog blogger times post herald journal "
    "tribune daily telegraph gazette courier chronicle radio reports report wire weekly"
)
#: Names of media that belong to a state: its voice, not another outlet's.
STATE_MEDIA = re.compile(
    r"\bstate(?:['\u2019]s)?(?: own)?"
    r"(?:[- ](?:run|owned|controlled|backed|affiliated))?[- ](?:news[- ]|press[- ])?"
    r"(?:media|television|tv|radio|broadcaster|agency|newspaper|news)\b"
    r"|\bofficial (?:news agency|newspaper|gazette)\b|\bgovernment newspaper\b",
    re.IGNORECASE,
)
PRONOUNS = word_set("he she it they we i you his her their its who")

# --- Documents and images -----------------------------------------------------------------

PROOF_WORDS = re.compile(
    r"\b(?:satellite (?:images?|imagery|photos?|photographs?|pictures?)|(?:geolocated|verified|"
    r"authenticated|leaked|internal|official|court|classified|declassified|drone|video|cctv|"
    r"aerial|dashcam|body-?cam|surveillance)[- ](?:footage|documents?|videos?|photos?|images?|"
    r"recordings?|records?|filings?|memos?|emails?)|footage|imagery|documents? (?:seen|obtained|"
    r"reviewed|published|released)|photographs?|photos|images|intercepted|intercepts|"
    r"flight[- ]tracking data|shipping (?:data|records)|forensic|dna|serial numbers?|"
    r"passports?|test results|autopsy)\b",
    re.IGNORECASE,
)

# --- Novelty ------------------------------------------------------------------------------

WEEKDAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
#: The statement itself lies back: "last week X said".
BACKDATED = re.compile(
    r"\b(?:(?:last|previous|the previous) (?:week|month|year|spring|summer|autumn|fall|winter|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)|earlier (?:this|that|in the) "
    r"(?:week|month|year|spring|summer|autumn|winter)|(?:(?:\w+|\d+) )?(?:days|weeks|months|years)"
    r" (?:ago|earlier|before)|a (?:week|month|year) (?:ago|earlier)|previously|repeatedly|"
    r"in the past|at the time|had (?:earlier|already|previously|initially|long|repeatedly)|"
    r"has (?:long|consistently|always|so far|in the past)|have (?:long|consistently|always)|"
    r"as (?:first |previously |earlier )?reported|first reported|until now|for (?:weeks|months|"
    r"years)|since then|back in)\b",
    re.IGNORECASE,
)
#: The statement is today's.
FRESH = re.compile(
    r"\b(?:today|tonight|this (?:morning|afternoon|evening)|yesterday|overnight|"
    r"(?:on|late|early|earlier on) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|"
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?:said|confirmed|denied|"
    r"that|evening|morning|night|afternoon)|now|for the first time|just|hours? (?:ago|later|"
    r"after)|minutes? ago|breaking|told reporters|told a (?:news|press) conference|"
    r"told parliament)\b",
    re.IGNORECASE,
)
