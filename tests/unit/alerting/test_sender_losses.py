"""No alert is lost where one is put off twice, and none sinks another that the topic never takes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.alert_world import AlertWorld
from wirewatch.alerting.sns_message import Message
from wirewatch.alerting.throttling import ThrottlePolicy
from wirewatch.errors import PublishRejectedError
from wirewatch.stories.tracker import reserve_entries


@pytest.mark.parametrize("others", [1, 5])  # it waits alone, or is one of a list
def test_a_follow_up_that_is_put_off_again_keeps_what_only_the_older_article_named(others: int) -> None:
    world = AlertWorld(rate=5, follow_up_delay=60)
    world.sender.send_or_defer(world.hit("a", "NO", story="s"))
    world.sender.send_or_defer(world.hit("b", "IS", story="s"))
    world.sender.send_or_defer(world.hit("c", "CL", story="s"))
    # The rate limit leaves no room when the follow-up is due: it is put off once more.
    due = world.woken.pop(0)
    world.now = due.due
    for number in range(others):
        world.sender.send_or_defer(world.hit(f"other{number}", "PE"))
    assert world.sender.flush_batch(due).deferred_to is not None
    before = len(world.sent)
    world.flush()
    told = json.dumps([world.json(place) for place in range(before, len(world.sent))])
    assert {entry for entry in ("IS", "CL") if f'"entry": "{entry}"' in told} == {"IS", "CL"}


def rejecting(world: AlertWorld, holds: str) -> None:
    """Have the topic refuse for good every message that holds a text."""

    def publish(message: Message) -> str:
        if holds in message.body:
            raise PublishRejectedError("too long", permanent=True)
        world.sent.append(message)
        return str(len(world.sent))

    world.sender._publish = publish


def test_one_alert_that_the_topic_never_takes_sinks_no_list() -> None:
    world = AlertWorld(quiet_hours="00:00-23:59")
    for number in range(21):
        world.sender.send_or_defer(world.hit(f"n{number:02}", "NO", story=f"s{number}"))
    rejecting(world, "Treaty of n13")
    world.flush()
    told = {alert["id"] for place in range(len(world.sent)) for alert in listed(world.json(place))}
    assert told == {f"n{number:02}" for number in range(21)} - {"n13"}


def test_a_deferred_alert_that_is_rejected_leaves_its_entries_to_its_story_and_may_be_requested_again() -> None:
    world = AlertWorld(quiet_hours="00:00-23:59")
    world.sender.send_or_defer(world.hit("n0", "NO", story="s0"))
    world.sender.send_or_defer(bad := world.hit("n1", "NO", "IS", story="s1"))
    rejecting(world, "Treaty of n1")
    (result,) = world.flush()
    assert [request for request, _ in result.rejected] == [bad]
    # The same request, sent through again once its message is short enough, is deferred anew and goes out.
    rejecting(world, "nothing")
    world.sender._policy = ThrottlePolicy()
    assert world.sender.send_or_defer(bad).message == "2"
    assert {match["entry"] for match in world.json(1)["matches"]} == {"NO", "IS"}


@pytest.mark.parametrize("alone", [True, False])
def test_a_rejected_follow_up_gives_up_what_each_of_its_requests_claimed(alone: bool) -> None:
    world = AlertWorld(follow_up_delay=60)
    world.sender.send_or_defer(world.hit("a", "NO", story="s"))
    requests = [world.hit("b", "IS", story="s")] + ([] if alone else [world.hit("c", "NO", "CL", story="s")])
    for request in requests:
        assert world.sender.send_or_defer(request).deferred_to is not None
    rejecting(world, "Treaty")
    (result,) = world.flush()
    assert [request for request, _ in result.rejected] == requests
    rejecting(world, "nothing")
    entries = [entry for request in requests for entry in request.entries if entry != "NO"]
    assert reserve_entries("s", "another", ["NO", *entries], world.index) == ["NO", *entries]
    world.sender.send_or_defer(world.hit("d", "NO", *entries, story="s", priority="high"))
    assert {match["entry"] for match in world.json(1)["matches"]} == set(entries)  # NO was sent by the first


def listed(message: Any) -> list[Any]:
    return list(message.get("alerts") or [message])


def test_a_claim_is_released_when_what_claimed_it_cannot_be_sent() -> None:
    world = AlertWorld()
    rejecting(world, "Treaty of bad")
    with pytest.raises(PublishRejectedError):
        world.sender.send_or_defer(world.hit("bad", "NO", story="s"))
    assert reserve_entries("s", "another reading", ["NO"], world.index) == ["NO"]
    outcome = world.sender.send_or_defer(world.hit("good", "NO", "IS", story="s"))
    assert outcome.message == "1"
    assert {match["entry"] for match in world.json(0)["matches"]} == {"NO", "IS"}
    assert world.json(0)["follow_up_of"] is None
