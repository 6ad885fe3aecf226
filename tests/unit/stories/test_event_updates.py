"""What is new in what comes later of a story: figures, corrections, priorities, and when a story is over."""

from __future__ import annotations

import random

import pytest

from tests.unit.services.test_event_follow_ups import FIRST, LATER, World
from wirewatch.records import Article, Match, Mention, Priority
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.stories.corrections import is_correction
from wirewatch.stories.event_text import event_profile
from wirewatch.stories.figure_updates import figure_updates
from wirewatch.stories.tracker import ArticleEvent, assign_story

DAY = 86_400


def updates(before: str, later: str) -> list[str]:
    return figure_updates(event_profile("", later), [event_profile("", before)])


@pytest.mark.parametrize(
    ("before", "later", "said"),
    [
        ("The quake killed 12 people.", "The quake killed at least 60 people.", ["at least 60 dead (before: 12)"]),
        ("At least 60 people are missing.", "Some 75 people are missing.", ["75 missing (before: at least 60)"]),
        ("The flood killed 90 people.", "More than 100 people died.", ["more than 100 dead (before: 90)"]),
        ("Nine people were hurt.", "Dozens were hurt in the crash.", ["dozens injured (before: 9)"]),
        ("Dozens of people drowned.", "The sinking drowned 120 people.", ["120 dead (before: dozens)"]),
        ("The boat capsized. Dozens are missing.", "Divers found 14 bodies.", ["14 dead"]),
        ("Power failed in 70,000 homes.", "By evening 110,000 homes were dark.", []),
        ("Power failed in 70,000 homes.", "The outage has grown to 110,000 homes.", ["110,000 home (before: 70,000)"]),
        ("Seven children fell ill.", "New cases bring to 12 the children who fell ill.", ["12 children (before: 7)"]),
        ("The spill of 310,000 litres is over.", "The amount rose to 520,000 litres from 310,000.", ["520,000 litr (before: 310,000)"]),
    ],
)  # fmt: skip
def test_a_count_that_grew_is_news(before: str, later: str, said: list[str]) -> None:
    assert updates(before, later) == said


@pytest.mark.parametrize(
    ("before", "later"),
    [
        ("At least 60 people died.", "The flood killed 60 people."),
        ("Dozens were killed.", "The blast killed 31 people."),
        ("Hundreds are missing.", "Dozens are missing."),
        ("The police said 19 died.", "Some 12 died in the crash."),
        ("The blast killed a guard.", "The blast killed two guards in 2 rooms."),
        ("Profit rose to 412 million dollars.", "Sales rose to 5.2 billion dollars."),
        ("Prices grew by 3 percent.", "Prices grew by 9 percent."),
        ("The team scored 12 goals.", "The team has now played since 14 May."),
        ("The rate was cut.", "It fell to 12 from 31 dead."),
    ],
)
def test_what_did_not_grow_is_no_news(before: str, later: str) -> None:
    assert [line for line in updates(before, later) if "before" in line] == []


def test_deaths_are_no_news_where_the_story_knew_of_some() -> None:
    assert updates("A fire killed several people in Brisk.", "The fire in Brisk left 9 dead.") == []


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("CORRECTION: Rate cut was in May", "The bank cut its rate."),
        ("Corrected - Bank cuts rate", "The bank cut its rate."),
        ("Bank cuts rate", "(Corrects paragraph 3 to say May, not June) The bank cut its rate."),
        ("Bank cuts rate", "x " * 500 + "\n\nCorrection: An earlier version of this article misstated the month."),
        ("Bank cuts rate", "The bank cut its rate. This story has been corrected."),
    ],
)
def test_a_correction_says_so(title: str, text: str) -> None:
    assert is_correction(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Corrections officer arrested", "A corrections officer was arrested in Brisk."),
        ("Correction in tech stocks deepens", "Shares fell. A correction of 10 percent is usual."),
        ("Minister corrects himself", "The minister corrected his figures for the year."),
        ("", ""),
    ],
)
def test_what_speaks_of_corrections_is_none(title: str, text: str) -> None:
    assert not is_correction(title, text)


def place(store: MemoryKeyValueStore, name: str, told: tuple[str, str], at: float, day: float | None = None) -> str:
    return assign_story(name, told[1], store, ArticleEvent(event_profile(*told), day, at)).story


def test_a_copy_with_a_higher_toll_is_a_follow_up_and_the_next_is_not() -> None:
    world = World()
    rest = " ".join(f"Word{number} of the long report stood there." for number in range(60))
    world.arrives("a", (FIRST[0], f"{FIRST[1]} {rest}"), "AR")
    again = FIRST[1].replace("killing 12", "killing 19")
    world.arrives("b", ("Ardel quake kills 19", f"{again} {rest}"), "AR")
    world.arrives("c", ("Ardel quake kills 19", f"{again} {rest} More soon."), "AR")
    assert world.kept["b"].story == world.kept["c"].story == "a"
    world.flush()
    assert [alert.get("news") or [] for alert in world.alerts()] == [[], ["19 dead (before: 12)"]]


def test_an_article_that_was_edited_with_a_correction_is_a_follow_up() -> None:
    world = World()
    world.arrives("a", FIRST, "AR")
    world.arrives("a", (FIRST[0], FIRST[1] + " This article was corrected: the governor is a woman."), "AR")
    world.flush()
    assert [alert.get("news") or [] for alert in world.alerts()] == [[], ["corrected by a"]]


def test_a_higher_priority_alone_alerts_once_more() -> None:
    world = World()

    def arrives(name: str, told: tuple[str, str], priority: Priority) -> None:
        mention = Mention(start=0, end=5, where="text", name="x", sentence=told[1][:20])
        match = Match(entry="AR", kind="country", name="Ardel", salience=0.5, mentions=[mention], priority=priority)
        article = Article(id=name, title=told[0], text=told[1], language="en", site=name)
        world.kept[name] = world.requester.assign(article, [match])
        world.requester.request(name, world.kept[name], ["AR"], "")
        while world.requests:
            world.sender.send_or_defer(world.requests.pop(0))

    same = LATER[1].replace("rose to 19 dead", "stood at 12")
    arrivals: list[tuple[str, tuple[str, str], Priority]] = [
        ("a", FIRST, "normal"),
        ("b", ("Ardel counts its dead", same), "high"),
        ("c", ("Dead are counted on Ardel", same.replace("thanked", "praised")), "high"),
        ("d", ("Count of dead on Ardel", same.replace("thanked", "named")), "normal"),
    ]
    for name, told, priority in arrivals:
        arrives(name, told, priority)
    world.flush()
    assert [kept.story for kept in world.kept.values()] == ["a"] * 4
    assert [alert["id"] for alert in world.alerts()] == ["a", "b"]
    assert world.alerts()[1]["news"] == ["priority raised to high: Ardel"]


def test_a_story_ends_after_a_window_without_news() -> None:
    clock = [0.0]
    store = MemoryKeyValueStore(days=3, clock=lambda: clock[0])
    assert place(store, "a", FIRST, 0) == "a"
    clock[0] = 2 * DAY
    assert place(store, "b", LATER, clock[0]) == "a"
    clock[0] = 4 * DAY
    assert place(store, "c", (LATER[0], LATER[1] + " Again."), clock[0]) == "a"
    clock[0] = 9 * DAY
    assert place(store, "d", FIRST, clock[0]) == "d"


@pytest.mark.parametrize("dated", [True, False])
def test_a_theme_that_runs_on_is_not_one_event(dated: bool) -> None:
    clock = [0.0]
    store = MemoryKeyValueStore(days=5, clock=lambda: clock[0])
    stories = []
    for number in range(6):
        clock[0] = 2.0 * number * DAY
        told = (f"Day {number} of the trial", LATER[1] + f" It was said {number} times.")
        # No copies of each other: the words come in another order each time.
        text = " ".join(random.Random(number).sample(told[1].split(), k=len(told[1].split())))
        event = ArticleEvent(event_profile(*told), 2.0 * number if dated else None, clock[0])
        stories.append(assign_story(str(number), text, store, event).story)
    assert len(set(stories)) == 2, stories


def test_a_grown_toll_is_said_beside_a_new_entry_and_where_the_event_is_perhaps_the_same() -> None:
    world = World()
    world.arrives("a", FIRST, "AR", published="2026-03-02")
    world.arrives("b", LATER, "AR", "VE", published="2026-03-02")
    world.arrives("c", ("19 dead on Ardel", LATER[1].replace("thanked", "praised")), "AR", published="2026-03-02")
    world.flush()
    assert [alert.get("news") or [] for alert in world.alerts()] == [[], ["now named: VE", "19 dead (before: 12)"]]
    world = World()
    world.arrives("a", FIRST, "AR", published="2026-03-02")
    world.arrives("b", LATER, "AR", published="2026-03-12")
    world.flush()
    said = ["perhaps the same event as an earlier alert", "19 dead (before: 12)"]
    assert world.alerts()[1]["news"] == said
