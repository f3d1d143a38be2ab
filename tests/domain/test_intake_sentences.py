"""Single sentences: the exact claims that intake makes of them, with cue, kind and speaker."""

import time

import pytest

from monitor.articles.sentences import split_sentences
from monitor.domain.intake import MAX_PROPOSALS, propose
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Span
from monitor.domain.query.parse import Document, parse
from tests.domain.intake_articles import TABLE


def read(text, title="", table=TABLE):
    return propose(text, split_sentences(text), title=title, aliases=table)


REWRITES = [
    # Modals.
    ("Borduria may have sent troops to Zenda.", ["Borduria has sent troops to Zenda"]),
    ("Bordurian troops may have left Zenda.", ["Bordurian troops have left Zenda"]),
    ("Borduria might not have sent troops to Zenda.", ["Borduria has not sent troops to Zenda"]),
    ("Borduria may have killed 12 sailors and wounded 30.",
     ["Borduria has killed 12 sailors", "Borduria has wounded 30"]),
    ("Borduria could be training rebels in Zenda.", ["Borduria is training rebels in Zenda"]),
    ("Bordurian banks may be linked to Acme Corp.", ["Bordurian banks are linked to Acme Corp"]),
    ("The port of Zenda may be closed in June.", ["The port of Zenda will be closed in June"]),
    ("General Poe may be in Zenda.", ["General Poe is in Zenda"]),
    ("The pilot Ann Poe may be dead.", ["The pilot Ann Poe is dead"]),
    ("Borduria may possess nerve gas.", ["Borduria possesses nerve gas"]),
    ("Borduria may have nerve gas in Zenda.", ["Borduria has nerve gas in Zenda"]),
    ("Borduria could cut gas supplies and close the port.",
     ["Borduria will cut gas supplies", "Borduria will close the port"]),
    ("Borduria may well also attack Zenda.", ["Borduria will attack Zenda"]),
    ("Borduria could never take Zenda.", ["Borduria will not take Zenda"]),
    ("Borduria would have won at Zenda.", []),
    ("Its attack would kill thousands in Zenda.", ["Its attack will kill thousands in Zenda"]),
    ("A strike on Zenda would bankrupt Acme Corp.", ["A strike on Zenda will bankrupt Acme Corp"]),
    ("Old men would sit in Zenda and talk.", []),
    # Adverbs.
    ("Borduria reportedly sent troops to Zenda.", ["Borduria sent troops to Zenda"]),
    ("Borduria has allegedly been shelling Zenda.", ["Borduria has been shelling Zenda"]),
    ("Troops were reportedly seen in Zenda.", ["Troops were seen in Zenda"]),
    ("Borduria is apparently in talks with Graustark.", ["Borduria is in talks with Graustark"]),
    ("Borduria had supposedly mined the port of Zenda.",
     ["Borduria has mined the port of Zenda"]),
    ("The allegedly corrupt judge of Zenda left.", []),
    ("It is a likely story from Zenda.", []),
    # Believed to, appears to, expected to.
    ("Borduria is widely believed to have hacked Acme Corp.", ["Borduria has hacked Acme Corp"]),
    ("Graustark and Borduria are thought to be building a dam.",
     ["Graustark and Borduria are building a dam"]),
    ("The general is rumoured to be in Zenda.", ["The general is in Zenda"]),
    ("Borduria is suspected to hold 40 sailors.", ["Borduria holds 40 sailors"]),
    ("Borduria appears to have shelled Zenda.", ["Borduria has shelled Zenda"]),
    ("Rebels appear to control Zenda.", ["Rebels control Zenda"]),
    ("Borduria seems to be losing Zenda.", ["Borduria is losing Zenda"]),
    ("Borduria is unlikely to leave Zenda.", ["Borduria will not leave Zenda"]),
    ("Borduria is likely to have left Zenda.", ["Borduria has left Zenda"]),
    ("Acme Corp is expected to sell Borax.", ["Acme Corp will sell Borax"]),
    ("Acme Corp is expected to never sell Borax.", ["Acme Corp will not sell Borax"]),
    ("Forty miners are feared dead in Zenda.", ["Forty miners are dead in Zenda"]),
    # Attribution.
    ("According to a spy, Borduria bombed Zenda.", ["Borduria bombed Zenda"]),
    ("Borduria, according to a spy, bombed Zenda.", ["Borduria bombed Zenda"]),
    ("Borduria has bombed Zenda, according to a spy.", ["Borduria has bombed Zenda"]),
    ("According to the treaty, Borduria left Zenda.", []),
    ("Borduria has, as reported by the Courier, bombed Zenda.", ["Borduria has bombed Zenda"]),
    ("It is alleged that Borduria bombed Zenda.", ["Borduria bombed Zenda"]),
    ("There are rumours that Borduria bombed Zenda.", ["Borduria bombed Zenda"]),
    ("There are no signs that Borduria bombed Zenda.", []),
    ("Rumours that Borduria bombed Zenda sent prices up.", ["Borduria bombed Zenda"]),
    ("Graustark claims Borduria has bombed Zenda.", ["Borduria has bombed Zenda"]),
    ("Graustark alleged that Borduria had bombed Zenda.", ["Borduria has bombed Zenda"]),
    ("Graustark has denied that it sank the ship.", ["Graustark sank the ship"]),
    ("Borduria dismissed claims that it bombed Zenda as fiction.", ["Borduria bombed Zenda"]),
    ("Borduria has bombed Zenda, witnesses said.", ["Borduria has bombed Zenda"]),
    ("Borduria has bombed Zenda, said Ann Poe.", []),
    ("Ann Poe confirmed that Borduria bombed Zenda.", []),
    ("The minister said that Borduria left Zenda.", []),
    ("Two sources said Acme Corp had sold Borax.", ["Acme Corp has sold Borax"]),
    ("Acme Corp sold Borax, a banker said on condition of anonymity.", ["Acme Corp sold Borax"]),
    ("Graustark accused Borduria of bombing Zenda.", ["Borduria has bombed Zenda"]),
    ("Graustark accused Borduria of having bombed Zenda.", ["Borduria has bombed Zenda"]),
    ("Borduria is accused of bombing Zenda.", ["Borduria has bombed Zenda"]),
    ("Borduria denied bombing Zenda.", ["Borduria has bombed Zenda"]),
    ("Reports of Bordurian troops entering Zenda worried Graustark.",
     ["Bordurian troops are entering Zenda"]),
    ("Reports of sailors having left Zenda were published.", ["Sailors have left Zenda"]),
    ("Reports of the deployment of rockets in Zenda continued.",
     ["Rockets have been deployed in Zenda"]),
    ("Reports of General Poe's death in Zenda continued.", ["General Poe has died in Zenda"]),
    ("Borduria's alleged use of gas in Zenda shocked Graustark.",
     ["Gas has been used in Zenda"]),
    ("The alleged torture in Zenda goes on.", []),
    ("Accusations of fraud in Zenda continued.", []),
    # Conditions.
    ("If confirmed, the raid would trigger a war with Graustark.",
     ["The raid will trigger a war with Graustark"]),
    ("Should the raid be confirmed, it would trigger a war with Graustark.",
     ["The raid will trigger a war with Graustark"]),
    ("Borduria's raid, if true, would trigger a war with Graustark.",
     ["Borduria's raid will trigger a war with Graustark"]),
    ("If it rains, Zenda may flood.", ["Zenda will flood"]),
    # Not only ... but.
    ("Graustark believes that Borduria is not only arming rebels but may have trained men in "
     "Zenda.",
     ["Borduria is arming rebels", "Borduria has trained men in Zenda"]),
    ("Borduria, the general claimed, has left.", []),
    # Relative clauses and appositions.
    ("Graustark named two officers who may have shelled Zenda.",
     ["Two officers have shelled Zenda"]),
    ("The minister, Ann Poe, may have met Graustark's envoy.",
     ["The minister, Ann Poe, has met Graustark's envoy"]),
    ("Borduria, Graustark and Syldavia may have signed a pact.",
     ["Borduria, Graustark and Syldavia have signed a pact"]),
    # Leading to something.
    ("The pact may pave the way for military exchanges between Borduria and Graustark.",
     ["Borduria and Graustark exchange military support"]),
    ("The pact between Borduria and Graustark may lead to a handover of submarines to Graustark.",
     ["Borduria passes submarines to Graustark"]),
    ("The pact may lead to exchanges.", []),
    # Opinions and impressions.
    ("Borduria appears to be a paper tiger.", []),
    ("Borduria may raise questions about Zenda.", []),
    ("This may cost Borduria its fleet.", []),
    ("The move could cost Borduria its fleet.", []),
    ("We may have lost Zenda.", []),
    ("Borduria may see Graustark as weak.", []),
    ("Borduria should leave Zenda, and might.", []),
    ("Could not Borduria leave Zenda?", []),
    ("In May Borduria left Zenda.", []),
    ("The might of Borduria is great.", []),
    # Borders of clauses.
    ("Borduria may have shelled Zenda - Graustark says no.", ["Borduria has shelled Zenda"]),
    ("Borduria has left Strelsau and its allies may have left Zenda.",
     ["Its allies have left Zenda"]),
    ("On Monday, Borduria may have shelled Zenda, Tarlenheim and Strelsau.",
     ["Borduria has shelled Zenda, Tarlenheim and Strelsau"]),
    ("Borduria may have shelled Tarlenheim, Ruritania, killing nine.",
     ["Borduria has shelled Tarlenheim, Ruritania"]),
    ("Borduria may have shelled three towns, including Zenda, because it was losing.",
     ["Borduria has shelled three towns, including Zenda"]),
    ("Borduria may have shelled Zenda, and Graustark has left Strelsau.",
     ["Borduria has shelled Zenda"]),
    ("The minister of Borduria who fled may have gone to Zenda.",
     ["The minister of Borduria has gone to Zenda"]),
    ("A plane that left Strelsau may have crashed near Zenda.",
     ["A plane has crashed near Zenda"]),
    ("While Graustark waits, Borduria may have shelled Zenda.", ["Borduria has shelled Zenda"]),
    ("A number of Bordurian soldiers may have fled to Zenda.",
     ["A number of Bordurian soldiers have fled to Zenda"]),
    ("The number of Bordurian soldiers in Zenda may have doubled.",
     ["The number of Bordurian soldiers in Zenda has doubled"]),
    ("Selling arms to Zenda may have cost Borduria 3 million crowns.",
     ["Selling arms to Zenda has cost Borduria 3 million crowns"]),
    ("Hundreds of Bordurian police may have fled to Zenda.",
     ["Hundreds of Bordurian police have fled to Zenda"]),
    ("Perhaps Borduria has left.", []),
    ("Borduria may have been shelling Zenda since May and may be arming Graustark's foes.",
     ["Borduria has been shelling Zenda since May", "Borduria is arming Graustark's foes"]),
    ("Borduria would be wise to leave Zenda.", []),
    ("Borduria may.", []),
    ("Borduria could help Graustark.", ["Borduria will help Graustark"]),
    ("Borduria may help.", []),
    ("General Poe's visit to Zenda may be a sham.", []),
    ("Borduria's debt may be 3 million crowns.", ["Borduria's debt is 3 million crowns"]),
    ("Borduria's debt is believed to be 3 million crowns.",
     ["Borduria's debt is 3 million crowns"]),
    ("Borduria is suspected of stealing grain in Zenda and of selling it abroad.",
     ["Borduria has stolen grain in Zenda", "Borduria has sold it abroad"]),
    ("Borduria is suspected of being paid by Acme Corp.",
     ["Borduria has been paid by Acme Corp"]),
    ("Borduria has allegedly not paid Acme Corp.", ["Borduria has not paid Acme Corp"]),
    ("Borduria allegedly is arming rebels in Zenda.", ["Borduria is arming rebels in Zenda"]),
    ("Borduria has reportedly been in Zenda since May.", ["Borduria has been in Zenda since May"]),
    ("Graustark believes that Borduria has mined the port and would attack Zenda.",
     ["Borduria has mined the port", "Borduria will attack Zenda"]),
    ("Graustark claims that Borduria is behind the raid on Zenda.",
     ["Borduria is behind the raid on Zenda"]),
    ("The pact may lead to a transfer of gas from Borduria to Zenda, helping Graustark grow.",
     ["Borduria passes gas to Ruritania, helping Graustark grow"]),
    ("The pact may not lead to a war with Graustark.",
     ["The pact will not lead to a war with Graustark"]),
    ("Reports of Borduria's use of gas in Zenda shocked the town.",
     ["Borduria has used gas in Zenda"]),
    ("There were no reports of troops entering Zenda.", []),
    ("Bordurian claims of rebels being trained in Zenda spread.",
     ["Rebels were trained in Zenda"]),
    # More ways of saying who says it, and what is no claim.
    ("As reported by Ann Poe, Borduria bombed Zenda.", []),
    ("Borduria bombed Zenda, and Graustark was told.", []),
    ("Borduria bombed Zenda, which Ann Poe said was a crime.", []),
    ("It is not believed that Borduria bombed Zenda.", []),
    ("Graustark is alleging that Borduria bombed Zenda.", ["Borduria bombed Zenda"]),
    ("The claims that Borduria bombed Zenda grew.", ["Borduria bombed Zenda"]),
    ("Graustark has long claimed, loudly, that Borduria bombed Zenda.", []),
    ("Graustark claims victory.", []),
    ("The pact, which gave Zenda to Borduria, is the basis of its claim.", []),
    ("Acme Corp showed ten of the 18 men who may have left Zenda.",
     ["Ten of the 18 men have left Zenda"]),
    ("Graustark suspects a plot, Borduria left.", []),
    ("Some rebels in Zenda said Borduria had left.", ["Borduria has left"]),
    ("Borduria may face questions.", []),
    ("Borduria may be the largest.", []),
    ("Borduria may be the best in Zenda.", []),
    ("Borduria might make some of the concerns in Zenda grow.", []),
    ("Our fleet may have left Zenda.", []),
    ("Borduria may have told us.", []),
    ("Nobody in Zenda may have left.", ["Nobody in Zenda has left"]),
    ("Those may have left Zenda.", []),
    ("Those in Zenda may have left.", []),
    ("If the weather in the mountains of the north of the old kingdom is, as many of us here hope "
     "and pray each day, good, Zenda may flood.", ["Zenda will flood"]),
    ("Should Borduria win, Zenda may fall.", ["Zenda will fall"]),
    ("If correct, Borduria has bombed Zenda.", []),
    ("Borduria is accused of treason in Zenda.", []),
    ("Graustark accused Borduria of treason.", []),
    ("Graustark denied everything.", []),
    ("Borduria is believed.", []),
    ("Believed to be armed, Borduria left.", []),
    ("General Poe, believed to be armed, left Zenda.", []),
    ("The alleged sale worried Graustark.", []),
    ("Reports of it being sold in Zenda spread.", []),
    ("Reports of the leak spread in Zenda.", []),
    ("Reports of defections in Zenda spread.", []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), REWRITES, ids=[row[0] for row in REWRITES])
def test_sentence_becomes_claims(sentence, expected):
    found = read("Zenda lies by the sea.\n" + sentence)
    assert sorted(each.text for each in found) == sorted(expected)
    for each in found:
        assert each.sentence == sentence
        assert each.cue in sentence


QUESTIONS = [
    ("Is Borduria arming rebels in Zenda?", ["Borduria is arming rebels in Zenda"]),
    ("Is Borduria secretly arming rebels?", ["Borduria is secretly arming rebels"]),
    ("Was Zenda shelled by Borduria?", ["Zenda was shelled by Borduria"]),
    ("Has Borduria left Zenda?", ["Borduria has left Zenda"]),
    ("Did Borduria bomb Zenda?", ["Borduria bombed Zenda"]),
    ("Does Borduria control Zenda?", ["Borduria controls Zenda"]),
    ("Did the Bordurian ship cut the cable?", ["The Bordurian ship cut the cable"]),
    ("Will Borduria attack Zenda?", ["Borduria will attack Zenda"]),
    ("Is Borduria a paper tiger?", []),
    ("Why did Borduria bomb Zenda?", []),
    ("Who bombed Zenda?", []),
    ("Borduria?", []),
]


@pytest.mark.parametrize(("title", "expected"), QUESTIONS, ids=[row[0] for row in QUESTIONS])
def test_question_in_a_headline(title, expected):
    found = read("Zenda lies by the sea.", title)
    assert [each.text for each in found] == expected
    for each in found:
        assert (each.cue_kind, each.sentence) == ("question", title)
        assert each.start == each.end == 0  # the text does not repeat it
    assert not read("Zenda lies by the sea. " + title)


SPEAKERS = [
    ("Borduria may have shelled Zenda, Ann Poe said on Monday.", "Ann Poe"),
    ("Borduria may have shelled Zenda, said Ann Poe, the mayor.", "Ann Poe"),
    ("Ann Poe said that Borduria may have shelled Zenda.", "Ann Poe"),
    ("Ann Poe's statements suggest that Borduria shelled Zenda.", "Ann Poe"),
    ("Reports from Graustark suggest that Borduria shelled Zenda.", "Graustark"),
    ("Reports suggest that Borduria shelled Zenda.", ""),
    ("Media reports suggest that Borduria shelled Zenda.", "Media"),
    ("According to Ann Poe, Borduria shelled Zenda.", "Ann Poe"),
    ("The mayor, Ann Poe, claims that Borduria shelled Zenda.", "The mayor, Ann Poe"),
    ("Borduria shelled Zenda, as claimed by Ann Poe.", "Ann Poe"),
    ("Ann Poe's claim that Borduria shelled Zenda was printed.", "Ann Poe"),
    ("Borduria may have shelled Zenda.", ""),
]


@pytest.mark.parametrize(("sentence", "speaker"), SPEAKERS, ids=[row[0] for row in SPEAKERS])
def test_who_says_it(sentence, speaker):
    found = read(sentence)
    assert [each.speaker for each in found] == [speaker]
    assert "shelled Zenda" in found[0].text


KINDS = [
    ("Borduria may have shelled Zenda.", "event", "hedge"),
    ("Borduria may have killed 300 people in Zenda.", "quantity", "hedge"),
    ("Borduria is believed to have lost 4 million crowns in Zenda.", "quantity", "hedge"),
    ("Borduria is said to be training rebels.", "status", "hedge"),
    ("Borduria may possess nerve gas.", "status", "hedge"),
    ("General Poe is believed to be in Zenda.", "status", "hedge"),
    ("Borduria is set to invade Zenda.", "prediction", "prediction"),
    ("Graustark claims that Borduria shelled Zenda.", "event", "attribution"),
    ("If true, Borduria would lose Zenda.", "prediction", "prediction"),
    ("If true, Borduria may have lost Zenda.", "event", "condition"),
]


@pytest.mark.parametrize(("sentence", "kind", "cue_kind"), KINDS, ids=[row[0] for row in KINDS])
def test_kind(sentence, kind, cue_kind):
    found = read(sentence)
    assert [(each.kind, each.cue_kind) for each in found] == [(kind, cue_kind)]


POINTING_BACK = [
    ("Rebels shot down a Bordurian jet. If true, it would be the first.", "If true"),
    ("Borduria shot down a jet, Ann Poe said. If confirmed, the loss would be a blow.",
     "If confirmed"),
    ("Rebels shot down a Bordurian jet. If these reports are confirmed, it would be the first.",
     "If these reports are confirmed"),
    ("Rebels shot down a Bordurian jet. The claim could not be independently verified.",
     "not be independently verified"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cue"), POINTING_BACK, ids=[row[0] for row in POINTING_BACK])
def test_a_condition_leaves_the_sentence_before_it_open(text, cue):
    found = read(text)
    assert [each.cue for each in found] == [cue]
    assert "shot down a" in found[0].text
    assert found[0].start == 0


PRONOUNS = [
    ("General Otto Hentz left Strelsau. He may have joined the rebels.",
     "General Otto Hentz has joined the rebels"),
    ("Acme Corp lost money. It may have sold Borax.", "Acme Corp has sold Borax"),
    ("Borduria allegedly hid its losses at Zenda, and it reportedly fired two generals.",
     "Borduria fired two generals"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PRONOUNS, ids=[row[1] for row in PRONOUNS])
def test_pronoun_is_resolved_where_sure(text, expected):
    assert expected in [each.text for each in read(text)]


@pytest.mark.parametrize(
    "text",
    [
        "A photo was published. He may have sold Borax.",
        "They left. He may have sold Borax.",
        "Borduria's army left Zenda. It may have sold Borax.",
        "He may have sold Borax.",
    ],
)
def test_pronoun_is_not_resolved_where_unsure(text):
    assert not [each for each in read(text) if "has sold" in each.text]


def test_the_same_statement_is_proposed_once_and_headline_repeats_are_skipped():
    title = "Is Borduria arming rebels in Zenda?"
    text = f"{title}\n{title}\nBorduria may be arming rebels in Zenda. Borduria sells wine."
    found = read(text, title)
    assert [each.text for each in found] == ["Borduria is arming rebels in Zenda"]
    assert found[0].end > 0


def test_queries_parse_and_match_other_words_for_the_same():
    found = read(
        "Borduria may have sent soldiers to Zenda. Acme Corp is said to owe 5m to Ann Poe."
    )
    assert len(found) == 2
    queries = {each.text: parse(each.query, TABLE) for each in found}
    sent = queries["Borduria has sent soldiers to Zenda"]
    assert sent.matches(Document.of("Bordurian troops seen in Zenda"))
    assert not sent.matches(Document.of("Bordurian wine seen in Zenda"))
    assert found[0].parties == ("Borduria",)


@pytest.mark.parametrize("table", [TABLE, AliasTable([])], ids=["aliases", "no aliases"])
def test_every_query_can_be_parsed(table):
    text = (
        'Ann "Bob" OR Poe may have met NOT (AND) Ltd. Li Near of Acme (Zenda) may have left Borax.'
    )
    for each in read(text, table=table):
        assert parse(each.query, table)


def test_organisation_is_asked_for_by_its_country_too():
    from monitor.domain.language.entities import Entity, EntityKind

    table = AliasTable(
        [
            Entity(name="Borduria", kind=EntityKind.COUNTRY),
            Entity(name="Red Guard", kind=EntityKind.ORGANISATION, within="Borduria"),
        ]
    )
    (found,) = read("The Red Guard may have left Zenda.", table=table)
    assert '("Red Guard" OR Borduria)' in found.query
    assert found.parties == ("Red Guard", "Borduria")


def test_no_more_than_the_limit():
    text = " ".join(f"General Poe{n} may have shelled Zenda{n} on hill {n}." for n in range(80))
    assert len(read(text)) == MAX_PROPOSALS


@pytest.mark.parametrize(
    "unit",
    ["may have ", "according to ", "X said that ", "Borduria, ", "and killed ", "if true, ",
     "reports of ", "It is said that ", "who may ", "“a” ", "(", "’s "],
)  # fmt: skip
def test_hostile_text_does_not_hang(unit):
    text = unit * (60_000 // len(unit))
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 10


def test_nothing_comes_of_nothing():
    assert propose("", (), aliases=TABLE) == ()
    assert propose("Ok", (Span(0, 2),), title="May?", aliases=TABLE) == ()
