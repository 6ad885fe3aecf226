"""Stories in DynamoDB: what one function claims, another sees."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from devtools.testbed.emulator import Emulator
from tests.support.pages import dump
from wirewatch.aws.dynamodb import KeyValueTable
from wirewatch.stories import tracker


@pytest.fixture(scope="module")
def table(aws: Emulator) -> Callable[[float], KeyValueTable]:
    aws.client("dynamodb").create_table(
        TableName="stories",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    return lambda days: KeyValueTable("stories", days)


def test_a_claim_holds_against_all_others(table: Callable[[float], KeyValueTable]) -> None:
    one, other = table(1), table(1)
    assert one.put_if_absent("a", b"first") == b"first"
    assert other.put_if_absent("a", b"second") == b"first"
    assert other.get(["a", "a", "none"]) == {"a": b"first"}
    other.put("a", b"third")
    assert one.get(["a"]) == {"a": b"third"}


def test_what_is_past_its_days_counts_as_gone(table: Callable[[float], KeyValueTable]) -> None:
    old = table(-1)
    old.put("old", b"value")
    assert old.get(["old"]) == {}
    assert table(1).put_if_absent("old", b"new") == b"new"


def test_many_keys_are_got_in_batches(table: Callable[[float], KeyValueTable]) -> None:
    held = table(1)
    for n in range(0, 230, 7):
        held.put(f"many-{n}", b"x")
    assert len(held.get([f"many-{n}" for n in range(230)])) == 33


def test_copies_that_arrive_together_are_one_story(table: Callable[[float], KeyValueTable]) -> None:
    text = dump(40, ("Fiji", "Tonga"), sentences=30).decode()
    copies = [text, text + " One more line was added here by another outlet.", text.replace("Daily Example", "Other")]
    places: list[tracker.StoryAssignment] = []

    def arrive(n: int) -> None:
        places.append(tracker.assign_story(f"copy-{n}", copies[n], table(1)))

    threads = [threading.Thread(target=arrive, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({place.story for place in places}) == 1
    assert sorted(place.kind for place in places) == ["copy", "copy", "new"]
