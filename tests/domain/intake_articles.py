"""Invented articles with the claims intake must propose and the statements it must not.

``expected``: words that one proposed claim's text must all contain (lower case). ``absent``:
words that no proposed claim may contain together. ``most``: how many claims at most.
"""

from dataclasses import dataclass

from monitor.domain.language.entities import AliasTable, Entity, EntityKind

TABLE = AliasTable(
    [
        Entity(name="Ruritania", kind=EntityKind.COUNTRY,
               aliases=("Ruritanian", "Ruritanians", "Strelsau"), rivals=("Graustark",)),
        Entity(name="Graustark", kind=EntityKind.COUNTRY,
               aliases=("Graustarkian", "Graustarkians", "Edelweiss City")),
        Entity(name="Syldavia", kind=EntityKind.COUNTRY, aliases=("Syldavian", "Klow")),
        Entity(name="Borduria", kind=EntityKind.COUNTRY, aliases=("Bordurian", "Szohod")),
        Entity(name="World Grain Board", kind=EntityKind.ORGANISATION, aliases=("WGB",)),
        Entity(name="Zenda", kind=EntityKind.PLACE, within="Ruritania"),
        Entity(name="Tarlenheim", kind=EntityKind.PLACE, within="Ruritania"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Piece:
    name: str
    title: str
    text: str
    expected: tuple[str, ...]
    absent: tuple[str, ...]
    most: int


PIECES = (
    Piece(
        name="war",
        title="Is Borduria arming the rebels of Zenda?",
        text="""Is Borduria arming the rebels of Zenda?
Syldavian intelligence reports suggest that Borduria has shipped rockets to the rebels and may \
have sent instructors to Tarlenheim. If true, this would be a grave step. Borduria and Syldavia \
signed a border treaty in 2019. The government in Szohod is a danger to its neighbours.
Bordurian drones reportedly struck a depot near Zenda on Monday, killing 12 people. Borduria has \
denied supplying the rebels. Ruritania closed its border on Tuesday, the interior minister said.
The rebels claimed on Wednesday that they had captured a Bordurian colonel. The claim could not \
be independently verified. Should the shipments be confirmed, they would trigger sanctions by \
Graustark. The war has been a tragedy for the region and might test the patience of its allies.""",
        expected=(
            "borduria is arming rebels zenda",
            "borduria has shipped rockets",
            "borduria has sent instructors tarlenheim",
            "bordurian drones struck depot zenda",
            "rebels captured bordurian colonel",
            "shipments will trigger sanctions graustark",
        ),
        absent=("border treaty", "danger", "closed its border", "tragedy", "patience", "grave"),
        most=8,
    ),
    Piece(
        name="election",
        title="Doubts over the vote in Ruritania",
        text="""Voting machines in Strelsau may have been tampered with before Sunday's election, \
according to two people familiar with the inquiry. Rudolf Elphberg won the presidency with 51 per \
cent of the vote. The opposition alleges that the ruling Crown Party paid voters in Zenda and \
destroyed ballots. Michael Strel, the losing candidate, accused the Crown Party of bribing judges.
It is believed that foreign hackers entered the electoral roll in May. "This is the worst day in \
our history," he said. The court is expected to order a recount in Tarlenheim. Elections should be \
beyond doubt. Voters deserve better, and the result could raise questions about trust.""",
        expected=(
            "voting machines strelsau have been tampered",
            "crown party paid voters zenda",
            "crown party destroyed ballots",
            "crown party has bribed judges",
            "foreign hackers entered electoral roll",
            "court will order a recount tarlenheim",
        ),
        absent=("won the presidency", "worst day", "deserve", "questions", "beyond doubt"),
        most=7,
    ),
    Piece(
        name="company",
        title="Acme Motors could shut its Zenda plant",
        text="""Acme Motors could shut its plant in Zenda next year, three sources said. The \
carmaker \
employs 4,000 people there. Acme Motors reportedly hid defects in its brakes for years, and is \
said \
to have falsified test results. Chief executive Ann Poe said the firm had sold 1.2 million cars in \
2023. Rival Borax Group is believed to be preparing a bid of $9bn for Acme. The deal, if approved, \
would create the largest carmaker in Graustark. Analysts say that the brand has lost its shine. \
The new model looks like a bold bet. Acme did not respond to a request for comment. Borax may also \
sell its tyre unit to Carfax Holdings.""",
        expected=(
            "acme motors will shut its plant zenda",
            "acme motors hid defects brakes",
            "falsified test results",
            "borax group is preparing bid $9bn acme",
            "deal will create largest carmaker graustark",
            "borax will sell tyre unit carfax holdings",
        ),
        absent=("employs 4,000", "sold 1.2 million", "shine", "bold bet", "respond"),
        most=7,
    ),
    Piece(
        name="health",
        title="What is known about the fever in Syldavia",
        text="""A fever that has made 300 people ill in Klow may have come from contaminated \
water, \
health officials say. Laboratory tests found no flu virus. According to the newspaper Klow \
Courier, \
the Syldavian health ministry concealed the first cases. The virus is thought to have spread \
from a \
farm near Klow. Hospitals are working hard, and the staff are heroes. If confirmed, the outbreak \
would be the largest in a decade. Reports of patients being turned away in Klow have caused anger. \
The minister, Dr. Ivo Tesk, is likely to resign this week. People could not be reached. Doctors \
might feel overwhelmed by the pressure.""",
        expected=(
            "fever has come from contaminated water",
            "syldavian health ministry concealed first cases",
            "virus has spread from a farm klow",
            "patients were turned away klow",
            "ivo tesk will resign",
        ),
        absent=(
            "no flu",
            "heroes",
            "working hard",
            "reached",
            "overwhelmed",
            "largest in a decade",
        ),
        most=6,
    ),
    Piece(
        name="disaster",
        title="Dam fails in Tarlenheim",
        text="""The dam above Tarlenheim burst at dawn on Friday. At least 40 people are feared \
dead, \
and 200 others may be trapped in flooded mines. Engineers had allegedly warned Ruritania's energy \
ministry about cracks in 2021. The ministry said it would publish all reports. The regional \
government has suspended rail traffic. The cause of the break was possibly an earthquake. Water \
from the reservoir is expected to reach Zenda on Saturday. It was a terrible morning.
The operator, Elph Power, apparently ignored an order to lower the water level. The disaster is a \
lesson for all of us.""",
        expected=(
            "40 people are dead",
            "200 others are trapped",
            "engineers have warned ruritania",
            "water will reach zenda",
            "elph power ignored order",
        ),
        absent=("burst", "suspended", "terrible", "lesson", "publish"),
        most=6,
    ),
    Piece(
        name="court",
        title="Former minister to face trial",
        text="""Prosecutors in Strelsau say former finance minister Otto Hentz took bribes of 3 \
million \
crowns from Borax Group. Hentz has allegedly laundered the money through a bank in Klow. He may \
have \
fled to Syldavia. The trial begins on 4 May. Hentz denied having met the company's managers. His \
lawyer called the case a farce. Witnesses are believed to have been paid by Borax Group. The judge \
rejected a request for bail. According to the law, bribery carries a sentence of ten years. \
Corruption is a cancer on society, and this affair could undermine confidence in the courts.""",
        expected=(
            "hentz has laundered money klow",
            "hentz has fled syldavia",
            "hentz has met company managers",
            "witnesses have been paid borax group",
        ),
        absent=("begins", "farce", "rejected", "ten years", "cancer", "confidence"),
        most=6,
    ),
    Piece(
        name="science and space",
        title="Did the Bordurian satellite explode?",
        text="""Unnamed officials suspect that Borduria tested an anti-satellite weapon on 2 \
June. The \
Bordurian space agency launched the Vostra-3 satellite in 2017. Fragments of Vostra-3 could hit \
the \
Orbital Lab within days, said Ann Roe, who tracks debris at the Lunn Institute. The alleged use \
of a \
missile by Borduria has worried scientists. Did Borduria know? Who is to blame? It seems to be a \
dangerous trend. The closer alliance between Borduria and Graustark may pave the way for a \
transfer \
of rocket engines to Graustark.""",
        expected=(
            "bordurian satellite exploded",
            "borduria tested anti-satellite weapon",
            "fragments vostra-3 will hit orbital lab",
            "missile has been used borduria",
            "borduria passes rocket engines to graustark",
        ),
        absent=("launched", "dangerous", "blame", "worried"),
        most=6,
    ),
    Piece(
        name="diplomacy",
        title="Graustark and Ruritania talk",
        text="""Graustark might lift its ban on Ruritanian grain, the WGB said on Monday. The two \
countries fought a war in 1998. Graustark's foreign minister, Lena Dorn, is due to visit \
Strelsau in \
June. It appears that Ruritania has released four Graustarkian sailors. There are fears that a \
collapse of the talks would cost Graustark its seat on the World Grain Board. Ruritania is not \
only \
holding back grain but has also probably mined the port of Zenda, diplomats believe. The talks are \
of great importance, and they could be a turning point. Ruritania confirmed that it had paid its \
debts. In my view, Graustark should apologise. An agreement would be welcome.""",
        expected=(
            "graustark will lift its ban ruritanian grain",
            "lena dorn will visit strelsau",
            "ruritania has released four graustarkian sailors",
            "collapse of the talks will cost graustark seat",
            "ruritania is holding back grain",
            "ruritania has mined port zenda",
        ),
        absent=("fought", "importance", "turning point", "debts", "apologise", "welcome"),
        most=7,
    ),
    Piece(
        name="sport and doping",
        title="Skiers under suspicion",
        text="""Three Bordurian skiers may have taken a banned drug at the games in Klow, the \
channel \
TV9 reports. Anna Voss won gold in the sprint. Her coach, Jan Marek, is suspected of supplying the \
drug and of hiding samples. If the tests are confirmed, Borduria would lose two medals. Fans were \
sad. "They might have been poisoned," said Marek. Some say sport is finished. The federation will \
meet on Thursday. Its president has supposedly resigned.""",
        expected=(
            "bordurian skiers have taken drug klow",
            "jan marek has supplied drug",
            "borduria will lose two medals",
        ),
        absent=("won gold", "sad", "finished", "meet on thursday"),
        most=6,
    ),
    Piece(
        name="settled facts only",
        title="Ruritania opens a bridge",
        text="""Ruritania opened a bridge over the Elph on Friday. King Rudolf cut the ribbon. \
The bridge \
cost 90 million crowns and was built by Syldavian workers. "I am proud," the king said. The \
minister \
confirmed that trains will cross it from June. Many could not attend. The bridge is a symbol of \
hope \
and might be the most beautiful in the country. Traffic may feel lighter. What comes next?""",
        expected=(),
        absent=("ribbon", "bridge cost"),
        most=0,
    ),
)
