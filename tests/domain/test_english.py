"""Inflection: forms to their dictionary form and back."""

import pytest

from monitor.domain.language import english

# Verbs whose forms lead back to them; (lemma, past, participle, third person, gerund).
FORMS = [
    ("send", "sent", "sent", "sends", "sending"),
    ("begin", "began", "begun", "begins", "beginning"),
    ("be", "was", "been", "is", "being"),
    ("have", "had", "had", "has", "having"),
    ("go", "went", "gone", "goes", "going"),
    ("deny", "denied", "denied", "denies", "denying"),
    ("deploy", "deployed", "deployed", "deploys", "deploying"),
    ("stop", "stopped", "stopped", "stops", "stopping"),
    ("quit", "quit", "quit", "quits", "quitting"),
    ("visit", "visited", "visited", "visits", "visiting"),
    ("open", "opened", "opened", "opens", "opening"),
    ("agree", "agreed", "agreed", "agrees", "agreeing"),
    ("free", "freed", "freed", "frees", "freeing"),
    ("need", "needed", "needed", "needs", "needing"),
    ("die", "died", "died", "dies", "dying"),
    ("belie", "belied", "belied", "belies", "belying"),
    ("panic", "panicked", "panicked", "panics", "panicking"),
    ("travel", "travelled", "travelled", "travels", "travelling"),
    ("kill", "killed", "killed", "kills", "killing"),
    ("pass", "passed", "passed", "passes", "passing"),
    ("quiz", "quizzed", "quizzed", "quizzes", "quizzing"),
    ("add", "added", "added", "adds", "adding"),
    ("commit", "committed", "committed", "commits", "committing"),
    ("change", "changed", "changed", "changes", "changing"),
    ("hang", "hung", "hung", "hangs", "hanging"),
    ("cringe", "cringed", "cringed", "cringes", "cringing"),
    ("invade", "invaded", "invaded", "invades", "invading"),
    ("avoid", "avoided", "avoided", "avoids", "avoiding"),
    ("require", "required", "required", "requires", "requiring"),
    ("argue", "argued", "argued", "argues", "arguing"),
    ("settle", "settled", "settled", "settles", "settling"),
    ("seize", "seized", "seized", "seizes", "seizing"),
    ("blitz", "blitzed", "blitzed", "blitzes", "blitzing"),
    ("grip", "gripped", "gripped", "grips", "gripping"),
    ("wipe", "wiped", "wiped", "wipes", "wiping"),
    ("develop", "developed", "developed", "develops", "developing"),
    ("watch", "watched", "watched", "watches", "watching"),
    ("ride", "rode", "ridden", "rides", "riding"),
    ("ache", "ached", "ached", "aches", "aching"),
    ("veto", "vetoed", "vetoed", "vetoes", "vetoing"),
    ("canoe", "canoed", "canoed", "canoes", "canoeing"),
    ("breathe", "breathed", "breathed", "breathes", "breathing"),
]
REGULAR = """
accuse announce approve arrest assemble attack authorise back ban blame bomb build capture cease
challenge claim collapse compete complete concede condemn confirm control convince coordinate
create declare defeat delay demand destroy develop disclose dismiss dispute divide double edit
embed endorse equip escalate evacuate examine execute expel explore export extradite fire fuel
guide halt hijack house ignite impose invite issue judge label launch leave live march massacre
move negotiate offer operate oversee patrol permit place plunge postpone prefer produce promote
propose prove quote raise rape ratify rebel rebuild recruit refer refuse release remove restore
resume reverse revive sack schedule shell ship spare strengthen supply tie trade traffic type
urge use value vary vote warn withdraw wound yield
"""

UNCHANGED = """
korean korea organisation news united wing red hundred shed series species yemen paris texas
during nothing evening bring spring king always across this us as gas bus virus thesis indeed
speed breed seed abdomen hamas ahmed less mass wound ground themselves upcoming politics 1990s
10,000 d'ivoire u.s ted sing ing s
"""


@pytest.mark.parametrize(("verb", "past", "participle", "third", "gerund"), FORMS)
def test_forms_of_a_verb(verb, past, participle, third, gerund):
    assert english.past_tense(verb) == past
    assert english.past_participle(verb) == participle
    assert english.third_person(verb) == third
    assert english.gerund(verb) == gerund
    assert {english.lemma(form) for form in (verb, past, participle, third, gerund)} == {verb}


@pytest.mark.parametrize("verb", REGULAR.split())
def test_what_is_written_is_read_back(verb):
    forms = (
        english.past_tense(verb),
        english.past_participle(verb),
        english.third_person(verb),
        english.gerund(verb),
    )
    assert {form: english.lemma(form) for form in forms} == dict.fromkeys(forms, verb)


@pytest.mark.parametrize(
    ("singular", "plural"),
    [
        ("soldier", "soldiers"),
        ("country", "countries"),
        ("convoy", "convoys"),
        ("crisis", "crises"),
        ("virus", "viruses"),
        ("base", "bases"),
        ("house", "houses"),
        ("child", "children"),
        ("serviceman", "servicemen"),
        ("german", "germans"),
        ("hero", "heroes"),
        ("shoe", "shoes"),
        ("movie", "movies"),
        ("tie", "ties"),
        ("wolf", "wolves"),
        ("box", "boxes"),
        ("bus", "buses"),
    ],
)
def test_plurals(singular, plural):
    assert english.plural(singular) == plural
    assert english.lemma(plural) == singular
    assert english.lemma(singular) == singular


@pytest.mark.parametrize("word", UNCHANGED.split())
def test_words_that_only_look_inflected_stay(word):
    assert english.lemma(word) == word


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("founded", "found"),  # not "find"
        ("found", "find"),
        ("wounded", "wound"),
        ("killings", "kill"),
        ("burnt", "burn"),
        ("centred", "centre"),
        ("bussed", "bus"),
        ("organized", "organize"),
        ("canceled", "cancel"),
    ],
)
def test_other_readings(form, expected):
    assert english.lemma(form) == expected


def test_hostile_words_come_back_as_they_are():
    for word in ("", "ed", "a" * 100_000 + "s", "ñandúes", "\u0000s", "---ing"):
        assert english.lemma(word) == word
