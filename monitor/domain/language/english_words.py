"""Word tables of English inflection: what the rules of ``english`` cannot derive.

General English only, no names of any story. Each table is a string of words so that a person
can read and extend it; ``english`` turns them into look-ups.
"""

from __future__ import annotations

#: "lemma past participle"; alternatives that are also read (never written) follow after "|".
IRREGULAR_VERBS = """
arise arose arisen; awake awoke awoken; be was been | were am is are; bear bore borne;
beat beat beaten; become became become; befall befell befallen; begin began begun; bend bent bent;
beset beset beset; bet bet bet; bid bid bid; bind bind bound; bite bit bitten; bleed bled bled;
blow blew blown; break broke broken; breed bred bred; bring brought brought;
broadcast broadcast broadcast; build built built; burn burned burned | burnt; burst burst burst;
buy bought bought; cast cast cast; catch caught caught; choose chose chosen; cling clung clung;
come came come; cost cost cost; creep crept crept; cut cut cut; deal dealt dealt; dig dug dug;
do did done | does; draw drew drawn; dream dreamed dreamed | dreamt; drink drank drunk;
drive drove driven; dwell dwelt dwelt; eat ate eaten; fall fell fallen; feed fed fed;
feel felt felt; fight fought fought; find found found; flee fled fled; fling flung flung;
fly flew flown | flies; forbid forbade forbidden; forecast forecast forecast;
foresee foresaw foreseen; foretell foretold foretold; forego forewent foregone;
forget forgot forgotten;
forgive forgave forgiven; forsake forsook forsaken; freeze froze frozen; get got got | gotten;
give gave given; go went gone; grind ground ground; grow grew grown; hang hung hung | hanged;
have had had | has; hear heard heard; hide hid hidden; hit hit hit; hold held held;
hurt hurt hurt; input input input; keep kept kept; kneel knelt knelt; know knew known;
lay laid laid; lead led led; lean leaned leaned | leant; leap leapt leapt | leaped;
learn learned learned | learnt; leave left left; lend lent lent; let let let; lie lay lain | lied;
light lit lit; lose lost lost; make made made; mean meant meant; meet met met;
mislead misled misled; mistake mistook mistaken; misunderstand misunderstood misunderstood;
offset offset offset; outdo outdid outdone; outgrow outgrew outgrown; overcome overcame overcome;
overhear overheard overheard; override overrode overridden; overrun overran overrun;
oversee oversaw overseen; overtake overtook overtaken; overthrow overthrew overthrown;
partake partook partaken;
pay paid paid; prove proved proved | proven; put put put; quit quit quit; read read read;
rebuild rebuilt rebuilt; redraw redrew redrawn; redo redid redone; repay repaid repaid;
reset reset reset; resell resold resold; retell retold retold; rethink rethought rethought;
retake retook retaken;
rewrite rewrote rewritten; rid rid rid; ride rode ridden; ring rang rung; rise rose risen;
run ran run; say said said; see saw seen; seek sought sought; sell sold sold; send sent sent;
set set set; sew sewed sewn; shake shook shaken; shed shed shed; shine shone shone;
shoot shot shot; show showed shown; shrink shrank shrunk; shut shut shut; sing sang sung;
sink sank sunk; sit sat sat; slay slew slain; sleep slept slept; slide slid slid; slit slit slit;
smell smelled smelled | smelt; sow sowed sown; speak spoke spoken; speed sped sped;
spell spelled spelled | spelt; spend spent spent; spill spilled spilled | spilt; spin spun spun;
split split split; spoil spoiled spoiled | spoilt; spread spread spread; spring sprang sprung;
stand stood stood; steal stole stolen; stick stuck stuck; sting stung stung; stink stank stunk;
stride strode stridden; strike struck struck | stricken; strive strove striven; swear swore sworn;
sweep swept swept; swell swelled swollen; swim swam swum; swing swung swung; take took taken;
teach taught taught; tear tore torn; tell told told; think thought thought; throw threw thrown;
thrust thrust thrust; tread trod trodden; undercut undercut undercut; undergo underwent undergone;
understand understood understood; undertake undertook undertaken; undo undid undone;
unwind unwound unwound; uphold upheld upheld; upset upset upset; wake woke woken; wear wore worn;
weave wove woven; weep wept wept; win won won; wind wound wound; withdraw withdrew withdrawn;
withhold withheld withheld; withstand withstood withstood; write wrote written
"""

#: Past forms that are far more often another word: written, but not read as that verb.
NOT_READ = "wound ground bound lay bore smelt rung"

#: "singular plural".
IRREGULAR_PLURALS = """
man men; woman women; child children; foot feet; tooth teeth; goose geese; mouse mice; ox oxen;
louse lice; wolf wolves; knife knives; wife wives; half halves; shelf shelves; thief thieves;
loaf loaves; calf calves; elf elves; self selves; scarf scarves; crisis crises; analysis analyses;
thesis theses; hypothesis hypotheses; diagnosis diagnoses; oasis oases; emphasis emphases;
synthesis syntheses; criterion criteria; phenomenon phenomena; parenthesis parentheses;
memorandum memoranda; referendum referenda; ultimatum ultimata; nucleus nuclei; alumnus alumni;
fungus fungi; stimulus stimuli; cactus cacti; axis axes; lens lenses; bus buses; gas gases;
bias biases; canvas canvases; atlas atlases; alias aliases; quiz quizzes; blitz blitzes;
waltz waltzes; movie movies; cookie cookies; calorie calories; zombie zombies; genie genies;
rookie rookies; ache aches; headache headaches; cache caches; avalanche avalanches; axe axes;
niche niches; psyche psyches; quartz quartzes; bourgeoisie bourgeoisies; prairie prairies;
taxi taxis; ski skis; alibi alibis; rabbi rabbis; safari safaris; tsunami tsunamis; menu menus;
guru gurus; pie pies
"""

#: Words on -men that are no plural of -man.
MEN = "specimen regimen abdomen acumen omen amen yemen semen stamen bitumen hymen ramen turkmen"

#: Words that look inflected and are not.
UNINFLECTED = """
news series species always perhaps across his this its was has does gas bus yes thus plus politics
economics ethics physics mathematics athletics logistics statistics diabetes measles rabies herpes
headquarters barracks afterwards towards besides sometimes nowadays overseas indeed united hundred
sacred naked wicked hatred kindred embed shed infrared bed red need feed seed speed exceed proceed
succeed breed bleed deed greed creed weed heed reed steed biased during king thing ring sing bring
spring string swing sting cling fling sling wing ping ding bling evening morning ceiling nothing
anything everything something offspring sibling sterling darling herring shilling pudding inkling
duckling viking awning texas kansas arkansas vegas dallas honduras bahamas maldives wales
netherlands philippines paris athens brussels seychelles naples versailles los angeles mars james
charles thomas lucas nicholas andreas mathias matthias jones williams davies evans hughes harris
roberts rogers adams andrews collins edwards jenkins lewis morris myers peters phillips reynolds
richards simmons stevens watkins hopkins hamas houthis nicosia damas laos madras cyprus hermes
reuters ahmed mohammed muhammed hamed khaled saeed syed sayed rashed waleed fareed hameed majeed
mahmoud beijing nanjing chongqing taiping boeing kunming xining wyoming chess jens hans klaus lens
atlas canvas alias bias christmas pancreas whereas asbestos chaos cosmos ethos pathos thermos
kudos rhinoceros tuberculosis sepsis hepatitis congress axis basis pyjamas trousers scissors
pliers goods arms customs riches alms
themselves ourselves yourselves upcoming incoming outgoing ongoing forthcoming uprising wrongdoing
subspecies watershed wedding grassroots sanders
"""

#: Verbs on -ee, whose past form looks like a word on -eed.
EE_VERBS = "agree disagree free guarantee decree referee flee see foresee oversee knee pee tee"

#: "-ying" and "-ied" of short verbs.
IE_VERBS = "die lie tie vie untie belie"

#: Verbs with a single final l whose inflections double it (any other -ll- stays).
SINGLE_L = """
control patrol travel cancel label fuel model signal compel expel propel repel rebel dispel excel
impel extol annul quarrel marvel level shovel channel tunnel funnel counsel duel refuel libel
total equal rival dial trial initial fulfil instil enrol distil marshal parcel pedal pencil panel
swivel unravel snivel grovel appal imperil jewel cudgel chisel enamel pummel gel
"""

#: Other verbs of several syllables that double the last consonant (stressed at the end).
DOUBLING = """
begin commit submit admit permit remit recommit resubmit readmit occur reoccur refer prefer defer
transfer confer infer deter incur recur concur equip regret omit transmit emit abet abhor acquit
allot rebut forget upset beset reset outfit format kidnap worship program reprogram handicap embed
overrun rerun outrun undercut offset input output backslap zigzag unplug debug unzip outbid uncap
recap airdrop eavesdrop overlap entrap unwrap redub forbid undershot outgun outwit befit refit
retrofit
"""

#: Words whose own last consonant is double, beside all on -ll, -ss, -ff and -zz.
DOUBLE_ENDING = "add odd egg err purr whirr butt boycott inn"

#: Stems (a form without -ed or -ing) that take no -e, against the rule of their ending.
NO_E = """
bias canvas focus refocus caucus chorus census gas alias bus combat format debut murmur sugar
collar pillar altar kidnap sweat program victim orphan organ gallop develop redevelop envelop
scallop wallop worship gossip ransom total signal trial equal rival dial initial marshal pedal
metal pencil peril devil civil fulfil instil distil idol blitz waltz vacuum album forum overhaul
salad period nomad solicit margin cabin bargain veteran caravan chauffeur secretariat satin trek
wreck sulfur kayak
"""

#: Stems that do take -e, against the rule of their ending.
WITH_E = """
ow aw ax ach cach headach breath bath sooth loath cloth seeth writh lath dy ey cano chang rang
arrang rearrang exchang interchang estrang derang hing bing cring fring infring imping whing
syring spong plung lung loung scroung challeng aveng reveng expung scal hal exhal inhal impal pal
whal wholesal regal stal bal upscal downscal rescal adher interfer persever rever spher explor
restor scor ignor stor bor ador deplor implor shor cor gor por underscor snor outscor schem welcom
com becom overcom hom outcom chrom interven conven contraven reconven scen phon telephon postpon
condon clon ston aton ton zon bon dron hon thron dethron chaperon complet delet compet deplet
obsolet excret secret unit reunit invit writ rewrit bit cit excit incit ignit recit extradit
expedit reignit underwrit vot quot promot not devot denot dot demot outvot misquot footnot rout
rerout tast wast past hast bast creat recreat procreat delineat permeat nauseat guid misguid elop
massacr sabr centr rid typ retyp stereotyp hyp
"""

#: Nouns on -us, whose plural is -uses (any other -uses is a form of a word on -use).
US_NOUNS = """
virus campus census status chorus bonus surplus focus circus minus genius caucus nexus plus walrus
abacus apparatus consensus corpus citrus fetus hiatus impetus locus lotus opus prospectus radius
syllabus terminus versus coronavirus papyrus exodus discus
"""

#: Words on -oe, whose -oes is no plural of -o.
OE_WORDS = "shoe toe foe hoe woe canoe oboe floe doe roe tiptoe throe horseshoe snowshoe"

#: Plurals on -os and third persons on -oes are told apart when written.
OES = """
go do undergo forego outdo undo redo veto echo torpedo embargo hero potato tomato cargo mosquito
volcano
"""
