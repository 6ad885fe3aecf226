"""Timers: a deferred batch is woken once, however late it is due."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.memory_ports import MemoryQueue
from wirewatch.aws import scheduler
from wirewatch.aws.scheduler import BatchScheduler
from wirewatch.messages import BatchDue

NOW = 1_800_000_000
DUE = BatchDue(batch=f"quiet-hours#{NOW + 9 * 3600}", due=NOW + 9 * 3600)


class FakeScheduler:
    def __init__(self) -> None:
        self.made: dict[str, dict[str, Any]] = {}

    def create_schedule(self, **asked: Any) -> None:
        if asked["Name"] in self.made:
            raise ClientError({"Error": {"Code": "ConflictException", "Message": "exists"}}, "CreateSchedule")
        self.made[asked["Name"]] = asked


class Queue(MemoryQueue):
    def __init__(self) -> None:
        super().__init__()
        self.delays: list[int] = []

    def send(self, body: str, attributes: Any = None, delay: int = 0) -> None:
        super().send(body, attributes)
        self.delays.append(delay)


def batches(monkeypatch: pytest.MonkeyPatch) -> tuple[BatchScheduler, Queue, FakeScheduler]:
    fake, queue = FakeScheduler(), Queue()
    monkeypatch.setattr(scheduler, "client", lambda service: fake)
    made = BatchScheduler(
        queue,  # type: ignore[arg-type]
        queue_arn="q",
        dead_letter_arn="dlq",
        role_arn="role",
        group="g",
        now=lambda: NOW,
    )
    return made, queue, fake


def test_timers_of_a_whole_night_are_one_schedule_and_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    made, queue, fake = batches(monkeypatch)
    made.wake(DUE)
    made.wake(DUE)
    (schedule,) = fake.made.values()
    assert schedule["ScheduleExpression"] == "at(2027-01-15T17:00:00)"
    assert schedule["ActionAfterCompletion"] == "DELETE"
    assert len(schedule["Name"]) <= 64
    assert json.loads(schedule["Target"]["Input"]) == {"batch": DUE.batch, "due": DUE.due}
    assert schedule["Target"]["DeadLetterConfig"] == {"Arn": "dlq"}
    assert not queue.sent


@pytest.mark.parametrize(("wait", "delay"), [(-50, 0), (0, 1), (600, 601), (899, 900)])
def test_timers_within_what_a_queue_can_delay_cost_no_schedule(
    monkeypatch: pytest.MonkeyPatch, wait: int, delay: int
) -> None:
    made, queue, fake = batches(monkeypatch)
    made.wake(BatchDue(batch="rate-limit#600#1", due=NOW + wait))
    assert queue.delays == [delay]
    assert not fake.made


def test_a_failure_to_schedule_is_no_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    made, _, fake = batches(monkeypatch)

    def refuse(**asked: Any) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow"}}, "CreateSchedule")

    fake.create_schedule = refuse  # type: ignore[method-assign]
    with pytest.raises(ClientError):
        made.wake(DUE)
