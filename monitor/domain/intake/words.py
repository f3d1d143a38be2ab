"""Word lists of intake: which predicates can be checked, and what stands for what.

Data only, general vocabulary; verbs and nouns are lemmas.
"""

from __future__ import annotations

from monitor.domain.language import english_words
from monitor.domain.language.english import lemma


def words_of(text: str) -> frozenset[str]:
    """The words of a list written as one text."""
    return frozenset(text.split())


DETERMINERS = words_of(
    "the a an this that these those its his her their our my your some any no every each all "
    "both another such"
)
NUMBERS = words_of("two three four five six seven eight nine ten dozens hundreds thousands several")
PREPOSITIONS = words_of(
    "of in on at to from by with for about into over under after before between among against "
    "through during near across along around toward towards without within behind beyond inside "
    "outside via per despite amid as like than off onto upon since until"
)
PRONOUNS = words_of(
    "it he she they this that these those which who there i we you them him one such what "
    "others another everyone anyone nobody"
)
#: Subjects that say nothing by themselves: "this move".
POINTERS = words_of("this that these those such")
VAGUE_NOUNS = words_of(
    "move step development situation shift decision news revelation thing episode trend change "
    "action approach scenario case outcome fact response matter issue escalation incident"
)
FIRST_PERSON = words_of("i we you our my your")
AUXILIARIES = words_of(
    "is are was were am has have had do does did will would may might could can shall should must"
)
BE = words_of("is are was were be been being am")
ADVERBS = words_of(
    "also even well still now already soon not never undoubtedly certainly almost just only then "
    "often once again ever quickly eventually ultimately probably possibly likely perhaps "
    "reportedly allegedly apparently widely highly very most quite therefore thus further "
    "directly indirectly secretly deliberately recently previously subsequently first finally "
    "long currently significantly actually really yet too potentially easily simply merely"
)
#: Adverbs that are dropped when a verb group is rewritten.
FILLERS = words_of(
    "also even well still undoubtedly certainly just only then probably possibly likely perhaps "
    "reportedly allegedly apparently widely highly very most quite therefore thus further "
    "almost surely actually really merely simply potentially too supposedly purportedly "
    "presumably seemingly"
)
SUBORDINATORS = words_of(
    "that whether if because while although though since when where whereas until unless as so "
    "whereby why how"
)
RELATIVES = words_of("who which that whom")
CONJUNCTIONS = words_of("and but or yet nor")
#: Words that open a sentence without being its subject.
LEAD_INS = words_of(
    "and but or so yet nor then meanwhile however moreover additionally furthermore also now "
    "still thus therefore instead indeed besides nonetheless nevertheless separately further "
    "similarly consequently finally ultimately"
)
CALENDAR = words_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april "
    "may june "
    "july august september october november december today yesterday tomorrow tonight"
)
PLURALS = words_of(
    "people police troops personnel forces children men women media officials authorities they "
    "both several many few those these dozens hundreds thousands scores staff casualties"
)

#: What would follow from something: "would provoke". Other "would"s tell of habits and plans.
CONSEQUENCES = words_of(
    "provoke trigger cause cost lose win lead spark prompt ignite destroy kill violate breach end "
    "halt close create force isolate deprive strip hit cut impose launch deploy collapse fall "
    "rise bankrupt paralyse paralyze cripple block split topple oust trap flood reach spread "
    "displace invade attack withdraw expel ban suspend exceed double halve bring draw unleash"
)

#: Predicates whose truth no report settles: impressions, importance, feelings.
VAGUE_VERBS = words_of(
    "represent mark mean underscore underline highlight ease heighten deepen signal reflect view "
    "see regard consider seem appear feel want like hope wish love hate prefer matter shape "
    "illustrate emphasise emphasize symbolise symbolize complicate exacerbate worsen improve "
    "undermine embolden strain test serve constitute amount remain stay suffice resonate tempt "
    "describe perceive interpret characterise characterize look sound argue think believe "
    "know understand remember forget say tell ask wonder "
    "question deserve need depend benefit suit please surprise disappoint spell bode entail "
    "demonstrate remind tend try seek stand reckon add explain account offer "
    "change evolve vary differ turn force respond answer react find prove become make help "
    "take give get keep hurt"
)
#: Of those, verbs that are checkable with a concrete object (an entity, a number, a person).
LIGHT_VERBS = words_of(
    "add offer change consider turn force test take give get keep stand find make help "
    "become say tell hurt seek respond benefit know see prove improve"
)
#: And of those, the ones that tell an event only when it has happened: "were seen in".
MENTAL = words_of("see know consider hope view regard")
#: Objects that make any predicate a matter of opinion.
ABSTRACT_NOUNS = words_of(
    "question concern pressure doubt hope fear tension stake uncertainty challenge debate role "
    "dynamic calculus momentum anxiety worry perception image reputation narrative credibility "
    "confidence trust morale mood sense meaning importance attention interest awareness "
    "frustration "
    "anger sympathy resentment possibility opportunity chance risk prospect problem difficulty "
    "complication implication repercussion consequence escalation shift turning milestone "
    "precedent message signal reminder lesson example step proof evidence discussion ambition "
    "unpredictability landscape picture paradigm era chapter argument voice eyebrow light weight"
)
#: States after "is" that can be checked.
STATES = words_of(
    "dead alive ill sick missing bankrupt insolvent guilty responsible behind pregnant infected "
    "contaminated poisoned armed trapped captive detained stranded innocent unsafe toxic "
    "radioactive fake forged genuine involved linked connected complicit aware unaware broke "
    "unconscious hospitalised hospitalized operational present absent fatal false true defective "
    "faulty empty closed open safe married divorced homeless unemployed"
)
#: Verbs and participles that tell a state when hedged: "may hold", "may be linked".
STATIVE = words_of(
    "have hold possess own contain include involve know belong live reside lie owe lack control "
    "harbour harbor host house consist exceed total conceal"
)
#: Participles that tell a state: "may be linked to" is about now, "may be closed" is not.
LASTING = STATIVE | words_of(
    "link base hide connect associate relate infect contaminate locate station detain imprison "
    "trap bury affiliate store control employ use store aim backdate plant fund finance"
)
#: Subjects that a reader of the article can place although they are not named.
KNOWN_ROLES = words_of(
    "company firm carmaker bank airline ministry minister president government army party agency "
    "court regulator union club operator group manufacturer retailer airport regime militia "
    "rebel general chief mayor governor suspect attacker gunman pilot crew ship tanker plane "
    "jet virus strain hospital school university plant vessel submarine aircraft carrier leader"
)
#: Heads of "according to ...": what is written down for good is no open claim.
SETTLED_SPEAKERS = words_of(
    "law constitution rule treaty statute schedule calendar tradition bible census dictionary "
    "definition regulation timetable annual quarterly data statistic figure "
    "filing agenda legend custom "
    "contract charter almanac"
)
#: Speakers who are not known by name, so that even "said" leaves the statement open.
UNNAMED_SPEAKERS = words_of(
    "source insider witness resident activist rebel media newspaper outlet tabloid blogger report "
    "prosecutor opposition militant insurgent separatist whistleblower "
    "informant survivor villager leak rumour rumor broadcaster channel defector"
)

#: Noun -> participle, for "the reported deployment of troops" -> "troops have been deployed".
NOMINALS = dict(
    pair.split(":")
    for pair in words_of(
        "deployment:deployed use:used killing:killed poisoning:poisoned arrest:arrested "
        "kidnapping:kidnapped abduction:abducted murder:murdered assassination:assassinated "
        "transfer:transferred sale:sold purchase:purchased delivery:delivered supply:supplied "
        "theft:stolen leak:leaked shooting:shot bombing:bombed detention:detained "
        "execution:executed torture:tortured involvement:involved closure:closed "
        "destruction:destroyed acquisition:acquired takeover:taken_over dismissal:dismissed "
        "contamination:contaminated release:released capture:captured shelling:shelled "
        "manipulation:manipulated falsification:falsified smuggling:smuggled launch:launched "
        "hacking:hacked dumping:dumped recruitment:recruited shipment:shipped export:exported "
        "import:imported construction:built cancellation:cancelled withdrawal:withdrawn "
        "resignation:resigned death:died defection:defected disappearance:disappeared "
        "collapse:collapsed sinking:sunk"
    )
)
#: Of those, the ones that happen to nobody: "X has died", not "has been died".
INTRANSITIVE = words_of("resigned died defected disappeared collapsed sunk")
#: Nouns for something passing from one party to another.
TRANSFER_NOUNS = words_of(
    "exchange transfer sharing delivery supply shipment handover flow cooperation sale export "
    "assistance swap trade"
)
#: What an adjective before a transfer noun says is passed on.
TRANSFERRED = {
    "technological": "technology", "technical": "technical know-how", "technology": "technology",
    "military": "military support", "nuclear": "nuclear know-how", "financial": "money",
    "scientific": "scientific knowledge", "arm": "arms", "weapon": "weapons", "data": "data",
    "intelligence": "intelligence", "economic": "economic aid", "ammunition": "ammunition",
    "missile": "missiles", "energy": "energy", "oil": "oil", "gas": "gas", "prisoner": "prisoners",
    "grain": "grain", "food": "food", "drone": "drones", "vaccine": "vaccines",
}  # fmt: skip

#: Key words of a query and what reports write for them; general vocabulary.
SYNONYMS = (
    "soldiers troops forces personnel servicemen fighters",
    "deployment deploy dispatch send",
    "killed dead deaths casualties fatalities",
    "wounded injured casualties",
    "ammunition shells munitions weapons arms rounds",
    "missiles rockets",
    "technology know-how equipment expertise",
    "officers commanders generals",
    "supply deliver ship transfer shipments",
    "backlash condemnation condemn outrage sanctions",
    "support backing aid assistance",
    "resign quit resignation",
    "arrest detain custody",
    "fraud rigging manipulation irregularities",
    "poison poisoning toxin",
    "vaccine jab vaccination",
    "outbreak epidemic infections cases",
    "acquire buy takeover acquisition",
    "merger merge takeover",
    "layoffs redundancies jobs",
    "bribe bribery kickbacks corruption",
    "hack breach cyberattack",
    "crash collision",
    "explosion blast",
    "flood flooding floods",
    "quake earthquake tremor",
    "collapse collapsed",
    "evacuate evacuation",
    "attack strike raid assault",
    "election vote ballot poll",
    "ceasefire truce",
    "hostages captives",
    "drones UAVs",
    "plant factory",
)
#: Words too common to pick out a report.
COMMON = words_of(
    "be have do begin start continue make take give get go come use include become help "
    "new first last more most many much other own such same several few large small high low "
    "next late early recent major people person year month week day time country government "
    "official report leader president minister force number group part place way side end move "
    "whatever still likely international significant military state national local public "
    "foreign well long old main top key world global certain various whether also not no only "
    "will would has had been was were and or but for with from into over under after before "
    "between among against through during near about than then that this these those there "
    "their its his her our they them him she he it who which what when where while because if "
    "the a an of in on at to by as is are may might could can should must up out off down again "
    "against particularly specifically especially including least almost around some any all "
    "both each every another one two three four five six seven eight nine ten dozen hundred "
    "thousand million billion per cent percent least closely planet most it already ever yet"
)

#: Verbs known as such, to tell "close plants" from "more plants".
VERBS = frozenset(
    {line.split("|")[0].split()[0] for line in english_words.IRREGULAR_VERBS.split(";")}
    | {stem + "e" for stem in english_words.WITH_E.split()}
    | words_of(
        "call win survive run stand end start begin change show threaten drag switch drown book "
        "drop ignore approach beat rescue arrive control explode mine enter "
        "warn hold take kill wound "
        "injure supply deploy deliver transfer attack bomb shell launch test sign "
        "accuse deny confirm suspend cancel close open expel arrest detain jail charge convict "
        "sanction ban block seize capture evacuate flood collapse destroy damage hack leak steal "
        "falsify bribe launder smuggle poison infect spread cut raise lower slash hike sack fire "
        "hire appoint resign merge acquire sell buy export import ship provoke trigger cause cost "
        "lose win delay postpone scrap abandon withdraw train recruit mobilise mobilize conscript "
        "invade occupy withhold dump pollute contaminate ignore fail order pay receive move visit "
        "meet join leave return enter cross sink crash hit strike shoot stab rape torture execute "
        "kidnap abduct murder assassinate recall replace remove resume reopen halt stop impose "
        "lift lift face sue settle appeal plead testify vote elect defeat oust topple seek urge "
        "demand request reject approve veto pass adopt ratify breach violate exceed surpass total "
        "expand shrink grow fall rise drop climb double halve develop produce build construct "
        "demolish intercept track monitor spy target plot plan fund finance back help aid assist "
        "use employ possess obtain gain secure disclose conceal hide cover manipulate rig tamper "
        "alter forge fabricate inflate overstate understate misuse embezzle divert defraud evade"
    )
)


#: Plural nouns that are also verb forms; as such they are verbs far less often.
MOSTLY_NOUNS = words_of(
    "drone mine strike attack report plan fund plant test ship fire rape murder export import "
    "track veto order visit return cover spy drop rise fall increase hike sanction bomb shell "
    "target fight help aid use force cause cost cut raid deal vote jail fee sign face back"
)


def synonyms_of(word: str) -> tuple[str, ...]:
    """What else reports write for ``word`` (a lemma), () if nothing is known."""
    found: list[str] = []
    for group in SYNONYMS:
        members = group.split()
        if word in {lemma(member.lower()) for member in members}:
            found.extend(member for member in members if lemma(member.lower()) != word)
    return tuple(dict.fromkeys(found))
