"""Counts and lists in DynamoDB: what one function counts, another sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from devtools.testbed.emulator import Emulator
from wirewatch.aws.dynamodb import CounterTable, PendingBatchTable


@pytest.fixture(scope="module")
def table(aws: Emulator) -> str:
    aws.client("dynamodb").create_table(
        TableName="tallies",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    return "tallies"


def test_many_workers_count_to_the_bound_and_no_further(table: str) -> None:
    counter = CounterTable(table, 1)
    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(lambda _: counter.try_increment("rate", 7), range(30)))
    assert sum(taken) == 7


def test_a_list_holds_each_item_once_until_it_is_closed(table: str) -> None:
    batches = PendingBatchTable(table, 1)
    assert batches.add("list", b"a")
    assert batches.add("list", b"b")
    assert batches.add("list", b"a")
    assert sorted(batches.close("list")) == [b"a", b"b"]
    assert not batches.add("list", b"c")
    assert batches.add("list", b"a")  # tried again after a failure: it is in it
    assert sorted(batches.close("list")) == [b"a", b"b"]


def test_a_list_that_nothing_was_put_in_is_empty(table: str) -> None:
    batches = PendingBatchTable(table, 1)
    assert batches.close("nothing") == []


def test_a_long_list_is_read_whole(table: str) -> None:
    batches = PendingBatchTable(table, 1)
    items = [f"{n} {'word ' * 200}".encode() for n in range(230)]
    assert all(batches.add("long", item) for item in items)
    assert sorted(batches.close("long")) == sorted(items)


def test_a_full_list_takes_no_more(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = PendingBatchTable(table, 1)
    monkeypatch.setattr(PendingBatchTable, "MAX_ITEMS", 3)
    assert [batches.add("full", item) for item in (b"a", b"b", b"c", b"d", b"b")] == [True, True, True, False, True]
    assert sorted(batches.close("full")) == [b"a", b"b", b"c"]
