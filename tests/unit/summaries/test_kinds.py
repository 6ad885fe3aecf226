"""Kinds of page whose summaries once failed their readers: each a few lines of our own, and what the summary must be."""

from __future__ import annotations

import pytest

from wirewatch.records import Article
from wirewatch.summaries.extractive import SentenceEncoder, lead_summary, summarise_extractive
from wirewatch.summaries.genre import detect_genre


@pytest.fixture(scope="module")
def model() -> SentenceEncoder:
    return SentenceEncoder()


def page(title: str, *paragraphs: str, language: str = "en", **fields: object) -> Article:
    return Article(id="a", title=title, text="\n\n".join(paragraphs), language=language, **fields)  # type: ignore[arg-type]


MORE = "The harbour board of Vardal meets again in May, and a budget is due in June."

KINDS: dict[str, tuple[Article, list[str]]] = {
    "what the news leans on comes with it": (
        page(
            "Man has surgeon's portrait shaved into his beard",
            "Odd beards are found everywhere, but you would be hard pressed to find one with a surgeon in it.",
            "But on Friday, the baker Olav Brekke from Vardal had a portrait of Dr Signe Holm shaved into his.",
            '"She mended my hip and I wanted to say thank you," Brekke told the Vardal Post.',
            '"So I asked my barber," he added.',
            MORE,
        ),
        ["Odd beards are found", "But on Friday, the baker Olav Brekke"],
    ),
    "an article without a name points back": (
        page(
            "Smoke from moor fires turns day into night",
            "At noon on Monday the sky above Vardal in Norway went black.",
            "The town, along with parts of two districts, lay under smoke from burning moors, according to local reports.",
            "Last month the district of Ardmoor declared an emergency because of the drought.",
        ),
        ["At noon on Monday the sky above Vardal", "The town, along with"],
    ),
    "a slideshow's headings are no sentences": (
        page(
            "The new Vardal phone in pictures",
            "The latest phone from Vardal Electric is a larger copy of the one that it built in 2016.",
            "2/4",
            "Kind to the pocket",
            "Its screen measures 4.7 inches, which puts it among the smaller ones that are sold in Norway today.",
            "3/4",
            "Cheaper than the rest",
            "Better cameras and all of this come for 3,900 kroner, less than half the price of its rivals.",
        ),
        ["The latest phone from Vardal Electric", "Its screen measures|Better cameras"],
    ),
    "a picture's credit in a line of text is left out": (
        page(
            "Bride in Vardal marries guest",
            "A bride in Vardal married a guest on Sunday after the groom had not told her of his debts.",
            "bride groom\nA wedding in Oslo. [Archive image] Norbild\nEverything had gone well until the evening before.",
            "The police were called when the families began to quarrel in the hall of the fishermen's union.",
        ),
        ["A bride in Vardal married", "Everything had gone well|The police were called"],
    ),
    "a note on where it was printed first is no news": (
        page(
            "Vardal's last cinema closes",
            "This article originally appeared in the Vardal Post.",
            "Vardal's last cinema closed on Sunday after 91 years, and 400 people came to see the same film as in 1935.",
            "Its owner, Ragna Moe, had lost 2 million kroner since the bridge to the mainland was opened.",
        ),
        ["Vardal's last cinema closed", "Its owner, Ragna Moe"],
    ),
    "a saint's town is a dateline": (
        page(
            "Police inspector hurt by stone",
            "ST OLAVS, Norway — A police inspector was taken to hospital on Friday after a stone had hit her in the station's yard.",
            "A woman of 30 was arrested in front of the station in St Olavs and will be heard on Monday.",
        ),
        ["A police inspector was taken", "A woman of 30"],
    ),
    "contrast is no beginning": (
        page(
            "You can still buy the old ferry soup in two ports",
            "Remember the crunch of the barley? And the pepper that made the captain sneeze?",
            "The soup of the Vardal ferries, as everybody knows, went overboard in 1994.",
            "Except in two ports on the west coast, where one cook has kept the pots warm for thirty years.",
            MORE,
        ),
        ["The soup of the Vardal ferries", "Except in two ports"],
    ),
    "a verb without a subject belongs to the sentence before": (
        page(
            "Una tormenta polar llega al sur de Noruega",
            "Una tormenta de origen polar entrará el martes en el sur de Noruega, según el instituto de Vardal.",
            "Dejará nieve por encima de los 400 metros y olas de seis metros en la costa.",
            "Cerrarán los puertos de tres distritos.",
            language="es",
        ),
        ["Una tormenta de origen polar", "Dejará nieve"],
    ),
    "a pronoun that is an article elsewhere": (
        page(
            "Marcha por el puerto de Vardal",
            "Sindicatos y pescadores de Vardal marcharán el jueves ante el parlamento de Noruega.",
            "Quieren un muelle nuevo.",
            "«No tenemos otro», dijo un portavoz.",
            "Lo hicieron también en mayo, cuando el gobierno de Oslo cerró la lonja.",
            language="es",
        ),
        ["Sindicatos y pescadores", "Quieren un muelle"],
    ),
    "an elided pronoun points back": (
        page(
            "Des rumeurs sur un remède partagées par des élus",
            "Le conseil de Vardal a publié lundi une liste de remèdes sans effet que des élus norvégiens ont vantés.",
            "Une étude en compte quarante depuis janvier.",
            "C'est le cas d'une tisane d'algues, recommandée par le maire en février alors que rien n'en prouvait l'effet.",
            language="fr",
        ),
        ["Le conseil de Vardal", "Une étude en compte|C'est le cas"],
    ),
    "several things as if they were known point back": (
        page(
            "Norway, Vardal and two islands put on Denmark's quarantine list",
            "Norway, Iceland and two islands off the Danish coast have been put on the quarantine list from Saturday.",
            "Travellers from those places must stay at home for 14 days, the transport minister of Denmark said on Thursday.",
            "A fine of 900 euros awaits who does not, according to the minister.",
        ),
        ["Norway, Iceland and two islands", "Travellers from those places|A fine of 900 euros"],
    ),
    "an answer needs its question": (
        page(
            "Why Vardal's harbour is empty",
            "In her new book Ragna Moe asks why no boat has landed in Vardal since the bridge was opened.",
            "The answer, the painter suggests, is that nobody asked the boats of Vardal.",
            "The book is sold in the ferry office, which has had no other customers since March.",
        ),
        ["In her new book Ragna Moe asks"],
    ),
    "half a quotation is none": (
        page(
            "Norway's Vardal denies rumour of a second quay",
            "The harbour board of Vardal in Norway denied on Monday that it plans a second quay.",
            "A joke had been printed by a student paper.",
            "“Another quay is to be built in the bay of our beloved Vardal. This time it will be made of cheese,” it said.",
            "The paper has 300 readers, and the board says that it is not among them.",
        ),
        ["The harbour board of Vardal", "A joke had been|The paper has 300"],
    ),
    "the answer to an opening question is news": (
        page(
            "Norway's minister adopts a seal",
            "What did you do this weekend? Norway's fisheries minister, Signe Holm, adopted a seal called Olav on Sunday.",
            "It's part of an old custom by which each seventh seal of a winter belongs to the state.",
        ),
        ["Norway's fisheries minister", "It's part of an old custom"],
    ),
    "a line that ends with a colon is not the story's": (
        page(
            "Storm over Norway's coast",
            "This story originally appeared in the Vardal Morning Chronicle and News:\n"
            "A storm has closed every harbour of western Norway, and two boats are missing off Vardal since Monday.\n"
            "The coastguard sent three ships and a helicopter to the place where they were last seen on Monday.",
        ),
        ["A storm has closed every harbour", "The coastguard sent three ships"],
    ),
    "a script is no text": (
        page(
            "Note on an office fridge in Norway becomes a hit",
            "A note on an office fridge in Vardal, Norway, has been read by two million people since Monday.",
            "(function(d, s, id) { var js, fjs = d.getElementsByTagName(s)[0]; if (d.getElementById(id)) return; }).",
            "It asked a thief of sandwiches to leave at least the cheese, and the thief wrote back.",
        ),
        ["A note on an office fridge", "It asked a thief"],
    ),
    "a place with a whole date is a dateline": (
        page(
            "Norwegens Stromkunden sparen",
            "Vardal, 22. November 2022 - Norwegens Stromkunden verbrauchen ein Zehntel weniger als im Vorjahr.",
            "Das ergab eine Umfrage der Stadtwerke Vardal unter 2.000 Haushalten.",
            language="de",
        ),
        ["Norwegens Stromkunden", "Das ergab"],
    ),
    "a figure's legend is a caption": (
        page(
            "Norway's cod grows smaller",
            "Cod off Vardal in Norway is a tenth smaller than in 1990, a study of 4,000 fish has found.",
            "Figure 1: Length of cod by year of birth, in centimetres.",
            "Warmer water and nets with narrow meshes are to blame, the study says.",
        ),
        ["Cod off Vardal", "Warmer water"],
    ),
    "numbered answers are items": (
        page(
            "My week in Vardal",
            "Every Friday the ferry's log asks somebody from Vardal in Norway to end six sentences.",
            "1. I believe that the ferry will be late tonight and that nobody will mind it at all.",
            "2. I have not seen the new quay yet, because my boots are with the cobbler since May.",
            "The log has 200 readers, among them both of the town's dentists.",
        ),
        ["Every Friday the ferry's log", "The log has 200"],
    ),
    "an outlet's name before the story is none of it": (
        page(
            "Norway's ferries get new engines",
            "Vardal-Post.example - The ferries of Vardal in Norway get electric engines next year.",
            "Six boats will be rebuilt for 40 million kroner, and none of them will sail in March.",
            url="https://www.vardal-post.example/1",
        ),
        ["The ferries of Vardal", "Six boats will be"],
    ),
    "a date in brackets before the story is none of it": (
        page(
            "Norges fjord friert zu",
            "(21. November 2022) Der Fjord von Vardal in Norwegen ist zum ersten Mal seit 1987 zugefroren.",
            "Sechs Fähren liegen fest, und der Hafen bleibt bis zum Sonntag geschlossen.",
            language="de",
        ),
        ["Der Fjord von Vardal", "Sechs Fähren"],
    ),
    "a date in figures before the story is none of it": (
        page(
            "Norwegens Arbeitsmarkt erholt sich",
            "01.02.2022 Der Arbeitsmarkt in Norwegen ist gut in das Jahr gestartet.",
            "Die Zahl der Arbeitslosen in Vardal sank auf 40.",
            language="de",
        ),
        ["Der Arbeitsmarkt in Norwegen", "Die Zahl der Arbeitslosen"],
    ),
    "one sentence too long for a reader gives way": (
        page(
            "Ferry strike in Norway ends",
            "In a statement that was read out in the harbour office of Vardal late on Wednesday, in front of about forty members "
            "of the union, two members of parliament, a mediator sent by the ministry and the owners of all five lines, and that was "
            "later published in full by the union, it was announced that, after nineteen days, a ferry strike in Norway was over.",
            "The ferry strike in Norway ended on Wednesday night with a rise of 6 percent for the crews.",
            "The first boats leave Vardal at six on Thursday morning.",
        ),
        ["The ferry strike in Norway ended", "The first boats leave"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_summary_of_each_kind(kind: str, model: SentenceEncoder) -> None:
    article, wanted = KINDS[kind]
    for summary in (summarise_extractive(article, (), model), lead_summary(article)):
        begins = [
            any(sentence.startswith(one) for one in start.split("|"))
            for sentence, start in zip(summary.sentences, wanted, strict=False)
        ]
        assert begins == [True] * len(wanted), summary.sentences


STATEMENT = [
    "The governor of Vardal said on Friday that the head of the harbour board had been arrested.",
    "Her statement in full:",
    "I would like to tell you what I know of the arrest.",
    "I have no further information, and I cannot comment.",
    "I will speak again when I know more.",
    "I call for calm.",
]
ANSWERS = [
    "The painter Ragna Moe shows 40 pictures of the sea in Oslo this week.",
    "When did you begin to paint?",
    "I began when I was six, on my father's boat.",
    "Why only the sea?",
    "I never had another neighbour.",
    "Do you miss Vardal?",
    "I miss its mud.",
    "What comes next?",
    "I do not know yet.",
]
COLUMN = [
    "I have lived in Vardal for forty years, and I never locked my door.",
    "Last week I bought a lock.",
    "The council says that I should not worry, and my neighbours agree.",
]


@pytest.mark.parametrize(
    ("paragraphs", "fields", "genre"),
    [
        (STATEMENT, {}, ""),
        (ANSWERS, {}, ""),
        (COLUMN, {}, "opinion"),
        ([f"You should know what we think of it. Buy it at {n}." for n in range(5)], {}, ""),
        (STATEMENT[:1], {"section": "News, World, Sport, Culture, Opinion"}, ""),
        (STATEMENT[:1], {"section": "Opinion, Norway"}, "opinion"),
        (["The ferry will sail.", "“I told them so.", "“I told them twice.", "“And I was right.”"], {}, ""),
    ],
)
def test_an_opinion_is_one_writers_voice(paragraphs: list[str], fields: dict[str, str], genre: str) -> None:
    assert detect_genre(page("Title", *paragraphs, authors=["A Writer"], **fields)) == genre
