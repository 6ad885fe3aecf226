"""A hit is sent once, calmly, and nothing is lost when a run ends in the middle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest

from tests.support.alert_world import TEXT, AlertWorld, LeadSummariser
from wirewatch.alerting.delivery_ledger import CONFIRMATION_SECONDS, DeliveryLedger, confirm_published
from wirewatch.alerting.sender import SendResult
from wirewatch.alerting.sns_message import BODY_LIMIT, Message
from wirewatch.errors import DeliveryUncertainError, PublishRejectedError
from wirewatch.messages import BatchDue
from wirewatch.records import Article, Summary
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.stories.tracker import record_outlet


def test_one_delivery_sends_an_entry() -> None:
    ledger = DeliveryLedger(MemoryKeyValueStore(), CONFIRMATION_SECONDS, lambda: 0.0)
    assert ledger.claim("s", "one", ["BY"]) == ["BY"]
    assert ledger.claim("s", "two", ["BY", "RU"]) == ["RU"]
    assert ledger.claim("s", "one", ["BY"]) == ["BY"]
    assert ledger.claim("other", "two", ["BY"]) == ["BY"]


def test_a_first_alert_goes_out_at_once() -> None:
    world = AlertWorld()
    outcome = world.sender.send_or_defer(world.hit("a", "NO"))
    assert outcome.message == "1"
    assert outcome.deferred_to is None
    assert world.json(0)["article"]["title"] == "Treaty of a"


def test_what_two_readings_of_a_story_handed_over_is_told_once() -> None:
    world = AlertWorld(bypass_priority="low")
    first, second = world.hit("a", "NO", story="s"), world.hit("b", "NO", "IS", story="s")
    world.sender.send_or_defer(first)
    world.sender.send_or_defer(second)
    assert world.sender.send_or_defer(world.hit("c", "IS", story="s")) == SendResult()
    told = [[match["entry"] for match in world.json(place)["matches"]] for place in range(len(world.sent))]
    assert told == [["NO"], ["IS"]]


def test_what_is_more_than_the_rate_is_told_in_one_list() -> None:
    world = AlertWorld(rate=5)
    outcomes = [world.sender.send_or_defer(world.hit(f"{n:02}", "NO")) for n in range(10)]
    assert [outcome.deferred_to is None for outcome in outcomes] == [True] * 2 + [False] * 8
    assert len(world.woken) == 1
    assert world.sender.reschedule_if_early(world.woken[0])
    world.woken.pop()
    (listed,) = world.flush()
    assert listed.listed == 8
    assert len(world.sent) == 3


def test_high_priority_has_room_where_normal_has_none() -> None:
    world = AlertWorld(rate=10)
    for n in range(12):
        world.sender.send_or_defer(world.hit(f"{n:02}", "NO"))
    assert len(world.sent) == 6
    assert world.sender.send_or_defer(world.hit("hot", "NO", priority="high")).deferred_to is None


def test_what_comes_later_of_a_story_is_one_follow_up() -> None:
    world = AlertWorld()
    assert world.sender.send_or_defer(world.hit("a", "NO", story="s")).deferred_to is None
    assert world.sender.send_or_defer(world.hit("b", "IS", story="s")).deferred_to
    assert world.sender.send_or_defer(world.hit("c", "SE", story="s")).deferred_to
    (outcome,) = world.flush()
    assert outcome.alert is not None
    assert outcome.alert.follow_up_of == "s"
    assert {match.entry for match in outcome.alert.matches} == {"IS", "SE"}
    assert len(world.sent) == 2


def test_a_high_priority_entry_does_not_wait_for_the_follow_up() -> None:
    world = AlertWorld()
    world.sender.send_or_defer(world.hit("a", "NO", story="s"))
    outcome = world.sender.send_or_defer(world.hit("b", "IS", story="s", priority="high"))
    assert outcome.deferred_to is None
    assert world.json(1)["follow_up_of"] == "s"


def test_quiet_hours_hold_all_but_what_breaks_through() -> None:
    world = AlertWorld(quiet_hours="00:00-23:59")
    assert world.sender.send_or_defer(world.hit("a", "NO")).deferred_to
    assert world.sender.send_or_defer(world.hit("b", "NO")).deferred_to
    assert world.sender.send_or_defer(world.hit("c", "NO", priority="high")).deferred_to is None
    (listed,) = world.flush()
    assert listed.listed == 2


def test_a_follow_up_that_finds_no_room_waits_once_more() -> None:
    world = AlertWorld(rate=5, window=3600)
    world.now = 997_300.0  # early in a window
    world.sender.send_or_defer(world.hit("a", "NO", story="s"))
    world.sender.send_or_defer(world.hit("b", "IS", story="s"))
    world.sender.send_or_defer(world.hit("x", "NO"))
    outcomes = world.flush()
    assert [bool(outcome.deferred_to) for outcome in outcomes] == [True, False]
    assert len(world.sent) == 3
    assert world.json(2)["follow_up_of"] == "s"


def test_a_run_that_failed_is_made_good_by_the_next() -> None:
    world = AlertWorld(rate=5)
    for n in range(2):
        world.sender.send_or_defer(world.hit(f"{n}", "NO"))
    world.fail = iter([True])
    late = world.hit("late", "NO")
    with pytest.raises(RuntimeError, match="SQS"):
        world.sender.send_or_defer(late)
    world.now += 601  # the window has passed when it is tried again
    outcome = world.sender.send_or_defer(late)
    assert outcome.deferred_to is not None
    assert outcome.deferred_to.due < world.now  # in the list that it was put in then
    world.flush()
    assert len(world.sent) == 3


def test_a_list_that_was_closed_meanwhile_passes_the_alert_on() -> None:
    world = AlertWorld(rate=5)
    for n in range(2):
        world.sender.send_or_defer(world.hit(f"{n}", "NO"))
    world.sender.send_or_defer(world.hit("first", "NO"))
    world.sender.flush_batch(world.woken.pop())  # a clock that runs ahead
    outcome = world.sender.send_or_defer(world.hit("second", "NO"))
    assert outcome.deferred_to is not None
    assert outcome.deferred_to.due == world.woken[0].due
    world.flush()
    assert len(world.sent) == 4


def test_an_empty_list_sends_nothing() -> None:
    world = AlertWorld()
    world.sender.flush_batch(BatchDue(batch="burst#600#1", due=0))
    assert not world.sent


def test_other_outlets_of_the_story_are_named() -> None:
    world = AlertWorld()
    pointer = world.hit("a", "NO", story="s")
    record_outlet("s", world.hits["a"].article, world.index)
    record_outlet("s", Article(id="b", text=TEXT, site="Example Wire", url="https://wire.example/1"), world.index)
    record_outlet("s", Article(id="b", text=TEXT, site="Example Wire", url="https://wire.example/1"), world.index)
    world.sender.send_or_defer(pointer)
    assert [outlet["site"] for outlet in world.json(0)["outlets"]] == ["Example Wire"]


def test_a_run_that_ended_while_it_published_is_not_repeated_blindly() -> None:
    world = AlertWorld()
    pointer = world.hit("a", "NO")

    def lost(message: Message) -> str:
        world.sent.append(message)
        raise ConnectionError("the answer was lost")

    world.sender._publish = lost
    with pytest.raises(ConnectionError):
        world.sender.send_or_defer(pointer)
    world.sender._publish = world.publish
    with pytest.raises(DeliveryUncertainError):
        world.sender.send_or_defer(pointer)
    # It came out of the topic, and who keeps alerts has noted it.
    confirm_published(world.sent[0].attributes["message_id"][1], world.index)
    assert world.sender.send_or_defer(pointer).message == "sent before"
    assert len(world.sent) == 1


@pytest.mark.parametrize("story", ["first", "later"])
def test_what_was_published_by_a_run_that_ended_does_not_wait_as_well(story: str) -> None:
    world = AlertWorld(rate=5, follow_up_delay=30)
    if story == "later":
        world.sender.send_or_defer(world.hit("old", "SE", story="s"))
    pointer = world.hit("a", "NO", story="s")

    def lost(message: Message) -> str:
        world.sent.append(message)
        raise ConnectionError("the answer was lost")

    world.sender._publish = lost
    again: Callable[[], SendResult]
    if story == "later":
        world.sender.send_or_defer(pointer)
        due = world.woken.pop()
        world.now = due.due
        again = partial(world.sender.flush_batch, due)
    else:
        again = partial(world.sender.send_or_defer, pointer)
    with pytest.raises(ConnectionError):
        again()
    world.sender._publish = world.publish
    confirm_published(world.sent[-1].attributes["message_id"][1], world.index)
    # Meanwhile the window has no room left.
    for n in range(9):
        world.sender.send_or_defer(world.hit(f"other {n}", "NO"))
    assert again().message == "sent before"
    told = [
        alert["article"]["id"]
        for place in range(len(world.sent))
        for alert in [world.json(place)]
        if "article" in alert
    ]
    world.flush()
    told += [one["article"]["id"] for place in range(len(told), len(world.sent)) for one in world.json(place)["alerts"]]
    assert told.count("a") == 1
    assert len(told) == 10 + (story == "later")


def test_a_run_that_ended_before_it_published_is_repeated_when_that_is_known() -> None:
    world = AlertWorld()
    pointer = world.hit("a", "NO")

    def away(message: Message) -> str:
        raise ConnectionError("no answer")

    world.sender._publish = away
    with pytest.raises(ConnectionError):
        world.sender.send_or_defer(pointer)
    world.sender._publish = world.publish
    world.now += CONFIRMATION_SECONDS + 1
    assert world.sender.send_or_defer(pointer).message == "1"


def test_a_message_that_was_refused_is_tried_again_at_once() -> None:
    world = AlertWorld()
    pointer = world.hit("a", "NO")

    def refused(message: Message) -> str:
        raise PublishRejectedError("throttled")

    world.sender._publish = refused
    with pytest.raises(PublishRejectedError):
        world.sender.send_or_defer(pointer)
    world.sender._publish = world.publish
    assert world.sender.send_or_defer(pointer).message == "1"


class Counting(LeadSummariser):
    """Ends the run while it summarises, so often."""

    def __init__(self, crashes: int) -> None:
        super().__init__()
        self.crashes = crashes
        self.asked = 0

    def summarise(self, article: Article, matches: Any) -> Summary:
        self.asked += 1
        if self.asked <= self.crashes:
            raise MemoryError
        return super().summarise(article, matches)


def test_a_model_that_ends_three_runs_is_not_tried_a_fourth_time() -> None:
    world = AlertWorld()
    model = world.sender._summariser = Counting(crashes=99)
    pointer = world.hit("a", "NO")
    for _ in range(3):
        with pytest.raises(MemoryError):
            world.sender.send_or_defer(pointer)
    outcome = world.sender.send_or_defer(pointer)
    assert model.asked == 3
    assert outcome.alert
    assert outcome.alert.summary.note == "3 attempts to summarise it did not end"


def test_a_topic_that_is_away_takes_no_model_from_an_alert() -> None:
    world = AlertWorld()
    model = world.sender._summariser = Counting(crashes=0)
    pointer = world.hit("a", "NO")
    world.fail = iter([True] * 5)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            world.sender.send_or_defer(pointer)
        world.now += CONFIRMATION_SECONDS + 1
    world.sender.send_or_defer(pointer)
    assert model.asked == 6


def test_an_article_that_was_corrected_has_nothing_to_tell() -> None:
    world = AlertWorld()
    pointer = world.hit("a", "NO")
    world.hit("a", "IS")
    assert world.sender.send_or_defer(pointer) == SendResult()
    assert world.sender.send_or_defer(world.hit("a", "NO")).message == "1"


@pytest.mark.parametrize("story", ["b", "s"])
def test_what_waited_and_was_corrected_has_nothing_to_tell(story: str) -> None:
    world = AlertWorld(rate=5)
    world.sender.send_or_defer(world.hit("00", "NO"))
    world.sender.send_or_defer(world.hit("01", "NO", story="s"))
    assert world.sender.send_or_defer(world.hit("b", "IS", story=story)).deferred_to
    sent = len(world.sent)
    world.hit("b", "SE", story=story)
    assert world.flush()[-1] == SendResult()
    assert len(world.sent) == sent


def test_long_lists_take_their_messages_from_the_rate() -> None:
    world = AlertWorld(rate=10)
    for n in range(320):
        world.sender.send_or_defer(world.hit(f"{n:03}", "NO"))
    (listed,) = world.flush()
    assert listed.listed == 314
    assert len(world.sent) == 6 + 4
    later = [world.sender.send_or_defer(world.hit(f"later {n}", "NO")).deferred_to for n in range(6)]
    assert [waits is None for waits in later] == [True] * 3 + [False] * 3


def test_a_list_that_does_not_fit_loses_nothing() -> None:
    world = AlertWorld(rate=5)
    for n in range(100):
        due = world.hit(f"{n:03}", "NO")
        before = world.hits[due.key]
        before.article = msgspec.structs.replace(
            before.article, title=f"{n} " + "Договор о проливах " * 20, url=f"https://a.example/{'путь' * 100}/{n}"
        )
        world.sender.send_or_defer(due)
    world.flush()
    batches = [world.json(place) for place in range(len(world.sent)) if "alerts" in world.json(place)]
    assert len(batches) > 1
    assert all(len(message.body.encode()) <= BODY_LIMIT for message in world.sent)
    listed = [one["id"] for batch in batches for one in batch["alerts"]]
    assert len(listed) == len(set(listed)) == 100 - (len(world.sent) - len(batches))
