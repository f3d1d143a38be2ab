"""Words that news copy uses for one another, by lemma: a small general thesaurus.

Groups are loose: they find the passages that may speak of a claim, they do not decide what
the passages say. Data only; no names, places or outlets.
"""

from __future__ import annotations

from monitor.domain.language.english import lemma

_GROUPS = """
soldier troop serviceman servicewoman trooper fighter infantry infantryman combatant \
personnel force brigade battalion regiment unit contingent
officer commander general colonel
send dispatch deploy deployment ship transfer move post station commit sending
fight combat battle fighting
supply provide deliver delivery give hand shipment furnish pass transfer \
export sell sale ship arm send equip
weapon arms weaponry armament
ammunition munition shell bullet ammo
rocket missile
kill dead die death slay perish killing casualty fatality killed
wound injure hurt injury
attack strike raid assault bomb shell bombardment hit airstrike shelling
technology know-how expertise
resign quit step resignation depart leave
fire sack dismiss oust dismissal axe lay layoff redundancy
arrest detain detention custody jail imprison apprehend
poison poisoning toxin
vaccine jab vaccination shot inoculation immunisation immunization
outbreak epidemic spread cluster
disease illness infection sickness virus
case infection
close shut closure shutter shutdown closing
factory plant mill
buy acquire acquisition takeover purchase merge merger
deal agreement pact accord treaty
talk negotiation negotiate meeting meet
election vote poll ballot
rig fraud manipulate steal rigging fraudulent tamper
hack breach cyberattack intrusion infiltrate hacking
leak disclose leaked
data record file
crash collision wreck
plane aircraft jet airliner airplane flight
ship vessel boat tanker freighter
sink capsize
build construct construction
test trial testing
ban prohibit bar outlaw prohibition
cut reduce reduction slash
raise increase rise hike
job post position worker employee staff
price cost
sick ill unwell hospitalise hospitalize
destroy demolish wreck ruin destruction
capture seize take captive prisoner
flee escape
protest demonstration rally march
child kid boy girl teenager
man male guy
woman female lady
doctor physician surgeon
photo picture image selfie photograph
video footage clip
fake hoax fabricate
steal theft rob
police cop officer
money cash fund fee payment pay bribe
bribe corruption kickback graft
pollute contaminate contamination pollution
spy espionage spying
join participate participation take involve involvement
support help assist aid
drug medicine medication
dam reservoir
evacuate evacuation
mobilise mobilize mobilisation conscript draft
withdraw withdrawal pull pullout retreat
suspend suspension halt
"""


#: Wider or narrower words: they touch on the same matter and settle nothing by themselves.
_RELATED = """
soldier army man mercenary volunteer engagement
ammunition weapon arms missile rocket weaponry
technology equipment system missile weapon satellite engine reactor gear
weapon missile rocket ammunition drone tank
factory site branch
vaccine medicine drug
election result count
money loan aid
outbreak case disease
"""


def _table(groups: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in groups.strip().splitlines():
        group = {lemma(word) for word in line.split()}
        for word in group:
            found.setdefault(word, {word}).update(group)
    return {word: frozenset(group) for word, group in found.items()}


_SYNONYMS = _table(_GROUPS)
_KIN = _table(_RELATED)


def synonyms(word: str) -> frozenset[str]:
    """Lemmas that may stand for the lemma ``word``, itself included."""
    return _SYNONYMS.get(word) or frozenset((word,))


def related(word: str) -> frozenset[str]:
    """Lemmas of the same field as ``word`` that do not mean the same."""
    return _KIN.get(word, frozenset()) - synonyms(word)
