"""Work is done once for its key, until the key is forgotten."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from devtools.testbed.emulator import Emulator
from wirewatch.runtime.idempotency import OnceRunner


@pytest.fixture(scope="module")
def once(aws: Emulator) -> OnceRunner:
    aws.client("dynamodb").create_table(
        TableName="once",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    runner = OnceRunner("once", "alert", 1)
    runner.begin(cast("Any", SimpleNamespace(get_remaining_time_in_millis=lambda: 60_000)))
    return runner


def test_an_action_is_run_once_for_its_key(once: OnceRunner) -> None:
    done: list[str] = []
    for key in ("a", "b", "a"):
        once(key, lambda key=key: done.append(key))  # type: ignore[misc]
    assert done == ["a", "b"]


def test_a_key_that_another_action_forgets_is_run_again(once: OnceRunner) -> None:
    done: list[str] = []
    once("deferred", lambda: done.append("deferred"))
    once("batch", lambda: once.forget("deferred"))
    once("deferred", lambda: done.append("again"))
    once("batch", lambda: done.append("batch again"))
    assert done == ["deferred", "again"]
