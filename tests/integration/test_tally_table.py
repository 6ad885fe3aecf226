"""Counts and lists in DynamoDB: what one function counts, another sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from devtools.testbed.emulator import Emulator
from wirewatch.aws.dynamodb import TallyTable


@pytest.fixture(scope="module")
def table(aws: Emulator) -> TallyTable:
    aws.client("dynamodb").create_table(
        TableName="tallies",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    return TallyTable("tallies", 1)


def test_many_workers_count_to_the_bound_and_no_further(table: TallyTable) -> None:
    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(lambda _: table.try_increment("rate", 7), range(30)))
    assert sum(taken) == 7


def test_a_list_holds_each_item_once_until_it_is_closed(table: TallyTable) -> None:
    assert table.add("list", b"a")
    assert table.add("list", b"b")
    assert table.add("list", b"a")
    assert sorted(table.close("list")) == [b"a", b"b"]
    assert not table.add("list", b"c")
    assert table.add("list", b"a")  # tried again after a failure: it is in it
    assert sorted(table.close("list")) == [b"a", b"b"]


def test_a_list_that_nothing_was_put_in_is_empty(table: TallyTable) -> None:
    assert table.close("nothing") == []


def test_a_long_list_is_read_whole(table: TallyTable) -> None:
    items = [f"{n} {'word ' * 200}".encode() for n in range(230)]
    assert all(table.add("long", item) for item in items)
    assert sorted(table.close("long")) == sorted(items)


def test_a_full_list_takes_no_more(table: TallyTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TallyTable, "MOST", 3)
    assert [table.add("full", item) for item in (b"a", b"b", b"c", b"d", b"b")] == [True, True, True, False, True]
    assert sorted(table.close("full")) == [b"a", b"b", b"c"]
