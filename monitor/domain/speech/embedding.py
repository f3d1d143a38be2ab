"""Verbs over a clause, by what they leave of it: data for the reading of sentences, as lemmas.

A verb may leave its clause true ("managed to"), untrue ("failed to", "pretended that"), taken
for true whatever is said of the verb ("did not know that"), or open ("wanted to", "hinted
that"). Which of these depends on the form of the clause: a finite one ("that ...") or an
infinitive, the verb's own ("offered to"), an object's ("urged them to"), or after "for".
"""

from __future__ import annotations

from monitor.domain.language.cues import word_set

# --- Over an infinitive: it was done, or not ----------------------------------------------

#: Done; not done when negated: "managed to", "did not get to", "was forced to".
DONE = word_set(
    "begin bother cause choose coerce come compel condescend continue convince dare deign dupe "
    "elect force get happen have help induce lead make manage persuade proceed remain remember "
    "rush start trick turn venture"
)
#: Done; left open when negated: "provoked them to".
BROUGHT = word_set(
    "aid arm arouse assist blackmail brainwash bribe bully cajole coax con condition deceive "
    "drag drive embolden energise energize entice excite fool frighten galvanise galvanize goad "
    "hoodwink hypnotise hypnotize impel incite influence inspire intimidate invigorate jolt "
    "lull lure manipulate mislead motivate obligate oblige pay pique prompt provoke "
    "railroad rouse scare shame spur stimulate stir strong-arm tempt terrorise terrorize "
    "torment torture"
)
#: Not done; done when negated: "failed to", "did not fail to".
UNDONE = word_set("cease fail forget neglect omit")
#: Not done; left open when negated: "refused to", "did not refuse to".
BALKS = word_set("decline disallow forbid oppose prohibit refuse")
#: Left open; not done when negated: "tried to", "did not try to", "was not allowed to".
POSSIBLE = word_set(
    "allow attempt care consent enable let offer opt pause permit stop think try venture"
)
#: As these, in the passive: "was not invited to", "was not chosen to".
ENGAGED = word_set(
    "appoint approach ask authorise authorize call choose commission elect "
    "employ grant hire invite pick recruit select summon tap"
)
#: Left open; done when negated: "did not hesitate to".
WAVERS = word_set("hesitate")
#: Felt about what was done: "was pleased to", "was not shocked to".
FELT = word_set(
    "aggravate aggrieve alarm amaze amuse anger annoy appal appall appease astonish astound awe "
    "bewilder bore comfort confuse content delight depress devastate disappoint disgrace "
    "disgruntle disgust dishearten dismay displease dissatisfy distress elate embarrass enrage "
    "enthral enthrall enthuse exasperate excite exhilarate flatter fluster frustrate gratify "
    "hearten honor honour horrify humble humiliate hurt infuriate insult irk irritate mortify "
    "mystify offend outrage overwhelm pain perturb please privilege relieve sadden satisfy "
    "shame shock startle stun surprise thank thrill tickle traumatise traumatize unnerve upset"
)

# --- Over an infinitive: left open either way ----------------------------------------------

_DESIRE = word_set(
    "abhor ache adore anticipate aspire covet crave daydream deserve desire despair detest "
    "dislike dread dream enjoy envy expect fancy fantasise fantasize favor favour fear hanker "
    "hate hesitant hope hunger itch like loath loathe long love lust mean miss need obsess pine "
    "pray prefer relish resent scorn thirst wanna want welcome wish yearn"
)
_PLANS = word_set(
    "aim apply arrange audition bargain bid book brainstorm brood budget calculate collude "
    "connive consider conspire contemplate coordinate debate decide deliberate design determine "
    "devise earmark enlist enrol enroll intend mobilise mobilize negotiate opt organise "
    "organize plan plot prepare propose ready reckon register rehearse renegotiate reserve "
    "resolve schedule scheme set sign slate study train volunteer vote"
)
_EFFORT = word_set(
    "agitate battle bet campaign clamor clamour compete endeavor endeavour fight gamble hasten "
    "hurry hustle jockey jump labor labour listen lobby look maneuver manoeuvre march pause "
    "press protest push race remain rush scramble seek stand stop strain strive struggle toil "
    "vie wager wait work wrestle yearn"
)
_COMMITS = word_set(
    "agree bluff commit concur consent contract disagree disapprove guarantee object oppose "
    "pledge promise swear threaten undertake volunteer vow"
)
_DIRECTIVE = word_set(
    "admonish advise appeal approve ask assign authorise authorize badger ban bar beg beseech "
    "bid bug call caution challenge charge chide clear coach command compel counsel cue "
    "dare decree demand deputise deputize dictate direct disallow egg empower "
    "encourage enforce enjoin entitle entreat exhort forbid free grant guide harass harry "
    "hassle heckle hound implore instruct invite lecture legislate license lobby mandate nag "
    "notify nudge obligate oblige okay ordain order pester petition plead prescribe press "
    "pressure pressurise pressurize prod prohibit push recommend reinstruct remind request "
    "require rule sanction signal specify steer stipulate subpoena summon tell tutor "
    "urge veto warn"
)
_APPEALS = word_set(
    "alert approach assure charm consult contact educate nudge reassure seduce taunt teach "
    "tease tip trigger"
)
_CHOICE = word_set(
    "accredit appoint assign back commission designate diagnose distrust employ endorse engage "
    "equip hire license mistrust name nominate pick qualified qualify recruit select "
    "tap trust"
)
_JUDGING = word_set(
    "acclaim accuse allege applaud assess assume believe bless call categorise categorize "
    "characterise characterize chastise claim commend conceive congratulate conjecture "
    "consider construe credit curse deem depict describe doubt envision estimate excuse "
    "forecast foresee gather glorify guess hail hint hold hypothesise hypothesize identify "
    "imagine imply indicate infer insinuate interpret intimate judge label laud measure "
    "misjudge overestimate perceive picture portray posit postulate predict presume project "
    "prophesy question rank rate reason reckon regard reprimand ridicule rumor rumour scold "
    "signify speculate suggest suppose surmise suspect take theorise theorize think "
    "underestimate understand value view visualise visualize"
)
_SPEECH = word_set(
    "advertise advocate affirm announce answer assert babble bark bellow boast brag broadcast "
    "cable chant chatter check cheer claim clarify communicate complain confess confide convey "
    "cry declare email enquire gesture giggle gloat gossip gripe groan growl grumble hiss "
    "holler inquire interview joke lie mention moan mumble murmur mutter narrate nod petition "
    "phone post probe proclaim publicise publicize quip quote radio rant rave reaffirm refer "
    "reply report respond say scream shout shriek sigh smile snarl sob state swear testify text "
    "tout tweet utter vent weep whimper whine whisper wink write yell"
)
_MOODS = word_set(
    "agitate calm captivate concern daunt daze dazzle disconcert dread embolden enchant "
    "enthrall fascinate hearten impress interest intrigue nerve pacify petrify placate relax "
    "soothe stress tantalise tantalize terrify trouble worry"
)
#: With an infinitive it is wished, asked, planned, judged, said: which says not that it was done.
OPEN = (
    (
        _DESIRE
        | _PLANS
        | _EFFORT
        | _COMMITS
        | _DIRECTIVE
        | _APPEALS
        | _CHOICE
        | _JUDGING
        | _SPEECH
        | _MOODS
        | POSSIBLE
        | ENGAGED
        | WAVERS
    )
    - DONE
    - BALKS
)

# --- Over a finite clause -----------------------------------------------------------------

#: Taken for true whatever is said of the verb: "did not know that".
TAKEN = word_set(
    "abhor acknowledge adore apologise apologize appreciate ascertain begrudge bemoan bewail "
    "cherish comprehend condone deplore despise detest disclose discover dislike disregard "
    "enjoy envy fathom foresee forget forgive grasp grieve hate hide ignore know lament learn "
    "like loathe love marvel mind mourn notice overlook perceive pity realise realize recall "
    "recognise recognize rediscover regret rejoice relish remember resent rue savor savour "
    "scorn see spot tolerate treasure twig underline understand value weep"
)
#: As these, with their particle: "did not find out that".
TAKEN_UP = word_set("fess figure find own piece point")
PARTICLES = word_set("out together up")
#: Not so: the clause was made up.
MADE_UP = word_set(
    "concoct fabricate fake feign fib hallucinate invent lie manufacture misinform mislead "
    "misreport misstate pretend"
)
#: Passes on, as "say"does: manners of speaking and writing.
UTTERS = word_set(
    "advertise affirm announce articulate assert assure attest aver avow babble bark bellow "
    "blare bleat blog blurt boom bray broadcast cackle caution chime chirp chortle chronicle "
    "chuckle circulate communicate confide convey coo counsel croak cry denounce drawl drone "
    "elaborate enthuse enunciate expound express foretell gasp giggle grin groan grouse grumble "
    "gush hoot huff instruct interject intone jest lecture lisp mime mouth mutter narrate "
    "notify opine pant pipe plead preach proclaim pronounce prophesy purr quarrel quaver quip "
    "quote rasp rave reaffirm reassure recite recount relate remind retort roar rumble scoff "
    "screech sermonise sermonize shriek sigh simper snarl sneer sniff snort sob spout sputter "
    "stammer stutter swear tattle taunt tease theorise thunder trumpet tut tweet type underline "
    "underscore utter vent vocalise voice volunteer wail warble wheeze whimper whinge whistle"
)
#: Takes to be so, or wants it so: which it need not be.
HOLDS = word_set(
    "acquiesce advocate agonise agonize approve arrange ask beg calculate care categorise "
    "categorize challenge command compute concur consult convince deceive decide decree deduce "
    "delude demand denote depict determine direct disagree disbelieve doubt dread elect endorse "
    "esteem extrapolate fancy fantasise fantasize fathom figure fool forecast fret gamble gauge "
    "generalise generalize grant guarantee guess hallucinate hanker hypothesise insinuate "
    "insist intimate investigate judge mandate mean misbelieve misconceive misjudge misremember "
    "misunderstand negotiate object ordain order outlaw panic perceive persuade petition plan "
    "portray posit postulate pray predict prefer prejudge presuppose project propose question "
    "rationalise rationalize reason reckon recollect recommend reconsider register request "
    "require research resolve rule ruminate rumor rumour scheme sense signify simulate sketch "
    "specify stipulate stress surmise suspect swear test trick trust underestimate urge "
    "visualise visualize vote wager will wish"
)
