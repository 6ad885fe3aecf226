"""From articles to messages: one event alerts once, and what comes later says what is new."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from wirewatch.alerting.delivery_ledger import confirm_published
from wirewatch.alerting.sender import AlertSender
from wirewatch.alerting.sns_message import Message
from wirewatch.alerting.throttling import ThrottlePolicy
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import Article, Match, MatchedArticle, Mention
from wirewatch.services.article_processing import AlertRequester
from wirewatch.storage.counters import MemoryPendingBatches, MemoryRateCounter
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.summaries.summariser import Summariser

FIRST = (
    "Quake hits Ardel island, 12 dead",
    (
        "A magnitude 6.1 earthquake struck the island of Ardel on Monday, killing 12 people in the port of Velin, governor Mira "
        "Toskan said. Toskan asked for tents and blankets."
    ),
)
AGAIN = (
    "Twelve dead as earth shakes on Ardel",
    (
        "Houses collapsed in Velin when a tremor measured at 6.1 struck Ardel before dawn on Monday. Governor Mira Toskan counted "
        "twelve dead. Toskan asked for tents."
    ),
)
LATER = (
    "Ardel counts 19 dead after tremor",
    (
        "The number of people killed when a 6.1 tremor shook Ardel rose to 19 dead on Monday evening. In Velin, where most houses "
        "fell, Mira Toskan, who governs the island, said rescuers were still digging. Toskan thanked the army."
    ),
)


class Plain(Summariser):
    """No model: the lead."""

    def __init__(self) -> None:
        self.problem = ""
        self._model = self._writer = self._download = None
        self._writer_note = ""


class World:
    """Everything between an article and a message, in memory."""

    def __init__(self) -> None:
        self.now = 1_000_200.0
        self.sent: list[Message] = []
        self.woken: list[BatchDue] = []
        self.kept: dict[str, MatchedArticle] = {}
        self.requests: list[AlertRequest] = []
        self.store = MemoryKeyValueStore(30, clock=lambda: self.now)
        self.requester = AlertRequester(self.store, lambda request, _: self.requests.append(request))
        self.sender = AlertSender(
            publish=self.publish,
            read=lambda key: msgspec.structs.replace(self.kept[key], matches=list(self.kept[key].matches)),
            wake=self.woken.append,
            counter=MemoryRateCounter(),
            batches=MemoryPendingBatches(),
            store=self.store,
            summariser=Plain(),
            policy=ThrottlePolicy(),
            now=lambda: self.now,
        )

    def publish(self, message: Message) -> str:
        self.sent.append(message)
        confirm_published(message.attributes["message_id"][1], self.store)
        return str(len(self.sent))

    def arrives(self, name: str, told: tuple[str, str], *entries: str, published: str | None = None) -> None:
        article = Article(id=name, title=told[0], text=told[1], language="en", published=published, site=name)
        mention = Mention(start=0, end=5, where="text", name="x", sentence=told[1][:20])
        matches = [Match(entry=one, kind="country", name=one, salience=0.5, mentions=[mention]) for one in entries]
        self.kept[name] = self.requester.assign(article, matches)
        self.requester.request(name, self.kept[name], entries, "")
        while self.requests:
            self.sender.send_or_defer(self.requests.pop(0))

    def flush(self) -> None:
        while self.woken:
            due = self.woken.pop(0)
            self.now = max(self.now, due.due)
            self.sender.flush_batch(due)

    def alerts(self) -> list[Any]:
        return [json.loads(json.loads(message.body)["default"]) for message in self.sent]


@pytest.fixture
def world() -> World:
    return World()


def test_an_event_at_several_outlets_alerts_once(world: World) -> None:
    world.arrives("a", FIRST, "AR")
    world.arrives("b", AGAIN, "AR")
    world.flush()
    assert [alert["id"] for alert in world.alerts()] == ["a"]


def test_a_grown_toll_is_one_follow_up_that_says_so(world: World) -> None:
    world.arrives("a", FIRST, "AR")
    world.arrives("b", LATER, "AR")
    world.arrives("c", ("19 dead: Ardel mourns", LATER[1].replace("thanked", "praised")), "AR")
    world.flush()
    first, later = world.alerts()
    assert (later["id"], later["follow_up_of"]) == ("b", "a")
    assert later["news"] == ["19 dead (before: 12)"]
    assert [outlet["article"] for outlet in later["outlets"]][:1] == ["a"]
    assert "news" not in first or not first["news"]
    assert "19 dead (before: 12)" in json.loads(world.sent[1].body)["email"]


def test_an_entry_named_later_is_said_to_be_new(world: World) -> None:
    world.arrives("a", FIRST, "AR")
    world.arrives("b", AGAIN, "AR", "VE")
    world.flush()
    later = world.alerts()[1]
    assert [match["entry"] for match in later["matches"]] == ["VE"]
    assert later["news"] == ["now named: VE"]


def test_perhaps_the_same_is_told_in_the_storys_follow_up_with_its_own_title(world: World) -> None:
    world.arrives("a", FIRST, "AR", published="2026-03-02")
    world.arrives("b", AGAIN, "AR", published="2026-03-12")
    assert world.kept["b"].perhaps == "a"
    assert len(world.sent) == 1
    world.flush()
    later = world.alerts()[1]
    assert (later["article"]["title"], later["follow_up_of"]) == (AGAIN[0], "a")
    assert later["news"] == ["perhaps the same event as an earlier alert"]


def test_of_one_follow_up_each_story_that_is_perhaps_the_same_has_its_own(world: World) -> None:
    world.arrives("a", FIRST, "AR", published="2026-03-02")
    world.arrives("b", AGAIN, "AR", published="2026-03-12")
    world.arrives("c", (FIRST[0], FIRST[1]), "AR", "VE", published="2026-03-02")
    world.flush()
    assert sorted(alert["id"] for alert in world.alerts()) == ["a", "b", "c"]


def test_a_run_that_is_tried_again_requests_the_same(world: World) -> None:
    world.arrives("a", FIRST, "AR")
    world.arrives("b", LATER, "AR")
    world.arrives("b", LATER, "AR")
    world.flush()
    assert [alert["id"] for alert in world.alerts()] == ["a", "b"]
