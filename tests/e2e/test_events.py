"""Events at several outlets, through the deployed functions: one alert each, follow-ups for what is new, nothing lost."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PLACES = [
    ("Chile", "Ovalle", "Rodrigo Alquinta", "6.7", 12),
    ("Nepal", "Lamjung", "Binod Tamang", "5.9", 9),
    ("Japan", "Miyako", "Sumie Kadota", "6.4", 4),
    ("Peru", "Macusani", "Nilda Quispe", "7.1", 31),
    ("Ghana", "Tamale", "Rahinatu Alhassan", "5.2", 6),
    ("Iceland", "Grindavik", "Sigrun Olafsdottir", "4.8", 2),
]
"""Country, town, mayor, magnitude and dead of an earthquake: six that look alike."""
SHIPS = [
    ("Tanzania", "Ukerewe", "Hamisi Lukumay", "Nyota", 14),
    ("Bangladesh", "Sadarghat", "Farhana Sikder", "Mayurpankhi", 23),
    ("Norway", "Svolvaer", "Ingrid Breivold", "Havella", 3),
    ("Indonesia", "Bitung", "Yohana Manoppo", "Sinar Laut", 18),
    ("Greece", "Skopelos", "Stavros Lekkas", "Aghia Thekla", 5),
    ("Brazil", "Santarem", "Abilio Serrano", "Boto Rosa", 27),
]
"""Country, port, official, boat and drowned of a boat that sank."""


def quakes(country: str, town: str, mayor: str, size: str, dead: int) -> list[tuple[str, str]]:
    surname = mayor.split()[-1]
    return [
        (
            f"Quake of {size} hits {country}, {dead} dead",
            (
                f"{country} was struck by an earthquake of magnitude {size} on Monday that killed {dead} people in the town of {town}, mayor "
                f"{mayor} said. {surname} asked the government of {country} for tents and blankets."
            ),
        ),
        (
            f"{dead} killed as earth shakes in {town}",
            (
                f"Houses fell in {town} when a tremor measured at {size} shook {country} before dawn on Monday. Mayor {mayor} counted {dead} "
                f"dead. {country} sent soldiers, and {surname} opened the schools to those without a roof."
            ),
        ),
        (
            f"{country} quake: toll rises to {dead + 7}",
            (
                f"The number of people killed when a {size} earthquake shook {town} in {country} rose to {dead + 7} dead on Monday evening. "
                f"Rescuers were still digging, {mayor} said. {surname} thanked the army of {country}."
            ),
        ),
    ]


def wrecks(country: str, town: str, official: str, boat: str, dead: int) -> list[tuple[str, str]]:
    surname = official.split()[-1]
    return [
        (
            f"Boat sinks off {town} in {country}, {dead} drowned",
            (
                f"The ferry {boat} sank off {town} in {country} on Tuesday with 90 people on board, and {dead} drowned, harbour master {official} "
                f"said. {surname} said that {country} would raise the wreck."
            ),
        ),
        (
            f"{dead} drown as {boat} goes down",
            (
                f"Fishermen of {town} pulled dozens from the water after the {boat} went down with 90 passengers on Tuesday. {official}, who "
                f"runs the harbour, spoke of {dead} drowned. {country} mourns, and {country} wants to know why, {surname} said."
            ),
        ),
        (
            f"{country}: {dead + 11} dead after {boat} disaster",
            (
                f"Divers found more bodies in the ferry {boat}, which sank off {town} in {country} on Tuesday with 90 people on board, and the "
                f"number of drowned rose to {dead + 11} dead, harbour master {official} said. {surname} ordered {country}'s ferries into port."
            ),
        ),
    ]


EVENTS = {place[0]: quakes(*place) for place in PLACES} | {ship[0]: wrecks(*ship) for ship in SHIPS}
"""First report, another outlet's, and one with a higher toll, by the country that the event is in."""


def page(country: str, number: int, batch: str) -> tuple[str, bytes]:
    title, text = EVENTS[country][number]
    site = f"outlet-{number}-{country.lower()}.example"
    body = {"title": title, "text": text, "url": f"https://{site}/{batch}", "language": "en", "site": site}
    return f"{batch}-{list(EVENTS).index(country)}-{number}.json", json.dumps(body).encode()


def elsewhere(country: str, number: int) -> tuple[str, bytes]:
    """A page of the same country with other places, people and days: no copy of what was dropped before."""
    name, body = page(country, number, "two")
    for place in (*PLACES, *SHIPS):
        for word in {place[1], *place[2].split(), *place[3].split()}:
            if word.isalpha():
                body = body.replace(word.encode(), word[::-1].capitalize().encode())
    return name, body.replace(b"Monday", b"Friday").replace(b"Tuesday", b"Saturday")


def drop_at_once(stack: Any, pages: list[tuple[str, bytes]]) -> None:
    """All pages at the same time; their events come in any order."""
    with ThreadPoolExecutor(8) as outlets:
        list(
            outlets.map(
                lambda one: stack.s3.put_object(Bucket=stack["InboxBucketName"], Key=f"inbox/{one[0]}", Body=one[1]),
                pages,
            )
        )
    stack.wait_for(lambda: stored(stack, pages), "the articles")


def stored(stack: Any, pages: list[tuple[str, bytes]]) -> bool:
    """Whether every page was processed."""
    done = Counter(
        line["source"].rsplit("/", 1)[1]
        for line in stack.log_of("ProcessArticle")
        if line.get("message") == "article processed" and line.get("source")
    )
    return all(done[name] for name, _ in pages)


def test_events_at_several_outlets_alert_once_and_follow_up_with_what_is_new(stack: Any) -> None:
    inbox = stack.inbox()
    drop_at_once(stack, [page(country, 0, "one") for country in EVENTS])
    first = [envelope["Message"] for envelope in stack.alerts(inbox)]
    assert Counter(name for alert in first for name in alert["countries"]).most_common(1)[0][1] == 1
    assert len(first) == len(EVENTS)
    drop_at_once(stack, [page(country, 1, "one") for country in EVENTS])
    assert [envelope["Message"]["article"]["title"] for envelope in stack.alerts(inbox)] == []
    drop_at_once(stack, [page(country, 2, "one") for country in EVENTS])
    later = [envelope["Message"] for envelope in stack.alerts(inbox)]
    assert len(later) == len(EVENTS)
    assert {alert["follow_up_of"] for alert in later} == {alert["id"] for alert in first}
    assert all("(before: " in line for alert in later for line in alert["news"])
    assert all(len(alert["outlets"]) == 2 for alert in later)


def test_events_that_all_outlets_have_at_once_lose_nothing(stack: Any, record_property: Any) -> None:
    inbox = stack.inbox()
    pages = [elsewhere(country, number) for country in EVENTS for number in range(3)]
    drop_at_once(stack, pages)
    alerts = [envelope["Message"] for envelope in stack.alerts(inbox)]
    stories: dict[str, set[str]] = defaultdict(set)
    for alert in alerts:
        for country in alert["countries"]:
            stories[country].add(alert["follow_up_of"] or alert["id"])
    assert len(stories) == len(EVENTS)
    twice = sum(len(found) > 1 for found in stories.values())
    record_property("events with two stories", twice)
    firsts = [alert["id"] for alert in alerts if alert["follow_up_of"] is None]
    assert len(firsts) == len(set(firsts))
    assert all(len(found) <= 3 for found in stories.values())
    # The highest toll reaches the reader, in an alert's title or in a follow-up.
    told = " ".join(alert["article"]["title"] + " ".join(alert.get("news") or []) for alert in alerts)
    assert all(str(place[4] + (7 if place in PLACES else 11)) in told for place in (*PLACES, *SHIPS))
