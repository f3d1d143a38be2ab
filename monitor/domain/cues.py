"""General English cue words: what marks a statement as open, and who vouches for it.

Data only, shared by intake and by the reading of passages. Words are folded
(``tokens.fold``); verbs and nouns are *lemmas* (run ``english.lemma`` first), adverbs,
modals and phrases are as printed. A phrase is a tuple of folded words. No names, places or
outlets belong here: the lists must serve any story.
"""

from __future__ import annotations

Phrase = tuple[str, ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[Phrase, ...]:
    """One phrase a line; longest first, so that the first match is the longest."""
    found = {tuple(line.split()) for line in text.splitlines() if line.strip()}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


# --- Hedges: the writer does not vouch for it --------------------------------------------

#: Modals that hedge: "may have begun".
HEDGE_MODALS = _words("may might could")
#: Adverbs that hedge the clause they stand in.
HEDGE_ADVERBS = _words(
    "reportedly allegedly apparently likely unlikely possibly probably perhaps maybe supposedly "
    "purportedly ostensibly presumably seemingly potentially conceivably rumouredly rumoredly "
    "unconfirmedly evidently"
)
#: Adjectives before a noun: "alleged attack", "suspected spies".
HEDGE_ADJECTIVES = _words(
    "alleged suspected purported supposed reported apparent possible potential probable presumed "
    "rumoured rumored unconfirmed unverified claimed putative"
)
#: "is <participle> to have done": belief without a believer.
HEDGE_PARTICIPLES = _words(
    "believed thought suspected understood rumoured rumored alleged reported said feared "
    "presumed assumed considered estimated assessed claimed accused tipped"
)
#: Verbs of seeming before "to": "appears to have moved".
HEDGE_SEEMING = _words("appear seem look")
#: Longer ways of saying "maybe".
HEDGE_PHRASES = _phrases(
    """
    it is possible that
    it is likely that
    it is believed that
    it is thought that
    it is understood that
    it is alleged that
    there is a chance that
    there are fears that
    there are signs that
    there are indications that
    as far as is known
    """
)

# --- Conditions: the statement stands or falls with something not yet known ---------------

#: Participles and adjectives after "if" or "should ... be": "if confirmed".
CONDITION_STATES = _words(
    "true confirmed verified proven proved correct accurate substantiated corroborated "
    "authenticated validated upheld established genuine so authentic borne"
)

# --- Attribution: somebody is said to have said it ----------------------------------------

#: Phrases that introduce a speaker.
ATTRIBUTION_PHRASES = _phrases(
    """
    according to
    as reported by
    as stated by
    as indicated by
    as claimed by
    as suggested by
    in the words of
    in the view of
    citing
    quoting
    """
)
#: Lemmas: the writer passes it on and takes no side.
SPEECH_NEUTRAL = _words(
    "say tell state add note report explain write comment remark mention describe testify "
    "declare post quote announce inform brief reply respond stress emphasise emphasize point "
    "observe recall reiterate repeat express voice publish cite predict forecast"
)
#: Lemmas: the speaker (or the writer with him) vouches for it.
SPEECH_ASSERTIVE = _words(
    "confirm acknowledge acknowlege admit concede reveal disclose verify prove show "
    "demonstrate establish document recognise recognize find conclude determine corroborate "
    "substantiate authenticate validate detail uphold certify"
)
#: Lemmas: the verb itself casts doubt or marks an opinion.
SPEECH_DOUBTING = _words(
    "claim allege suggest speculate assert insist argue believe suspect warn fear accuse hint "
    "imply contend maintain indicate think assess estimate assume purport guess suppose charge "
    "blame rumour rumor signal"
)
#: Lemmas: the speaker says that it is not so.
SPEECH_DENYING = _words(
    "deny reject dismiss refute dispute rebut repudiate disavow debunk disclaim contradict "
    "discredit rubbish contest"
)
#: All verbs of saying.
SPEECH = SPEECH_NEUTRAL | SPEECH_ASSERTIVE | SPEECH_DOUBTING | SPEECH_DENYING
#: Verbs whose subject can be a report or a statement: "reports suggest".
EVIDENCE_VERBS = _words("suggest indicate show imply hint allege claim say point reveal signal")

#: Lemmas of nouns that carry an unsettled statement: "reports of", "claims that".
REPORT_NOUNS = _words(
    "report claim allegation rumour rumor suggestion accusation speculation assertion "
    "statement account testimony intelligence indication sign hint assessment suspicion fear "
    "leak story charge remark comment insinuation tip"
)
#: Report nouns that say that it is settled (or nearly): "proof that".
PROOF_NOUNS = _words("evidence proof confirmation verification finding document footage imagery")
#: Nouns for a saying that it is not so: "its denial of".
DENIAL_NOUNS = _words("denial rejection dismissal rebuttal refutation")
#: Words beside a report noun or claim that say nobody has settled it.
UNSETTLED = _words(
    "unconfirmed unverified unproven unsubstantiated uncorroborated disputed contested alleged "
    "unclear conflicting initial preliminary early"
)

# --- Predictions --------------------------------------------------------------------------

#: Modals of the future or of the consequence.
PREDICTION_MODALS = _words("will would shall 'll wo")
#: "is <participle> to do": expected, due, set ...
PREDICTION_PARTICIPLES = _words(
    "expected set due poised likely unlikely predicted forecast projected scheduled slated bound "
    "tipped expecting planning preparing about on course anticipated prepared"
)
#: Lemmas whose infinitive or object lies in the future: "plans to", "threatens to".
PREDICTION_VERBS = _words(
    "plan intend threaten vow promise pledge prepare expect aim risk anticipate"
)

# --- Value judgements ---------------------------------------------------------------------

#: Adjectives and nouns of opinion: a clause resting on one is no checkable statement.
EVALUATIVE = _words(
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
