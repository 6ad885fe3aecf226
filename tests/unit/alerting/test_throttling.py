"""When an alert goes out at once, and when it waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wirewatch.alerting.throttling import BatchSlot, ThrottlePolicy, ThrottlePolicyError, next_slot
from wirewatch.storage.counters import MemoryPendingBatches, MemoryRateCounter

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_a_counter_counts_to_its_limit() -> None:
    counter = MemoryRateCounter()
    assert [counter.try_increment("k", 2) for _ in range(3)] == [True, True, False]
    assert counter.try_increment("other", 1)


def test_a_list_holds_each_item_once_until_it_is_closed() -> None:
    counter = MemoryPendingBatches()
    assert counter.add("k", b"a")
    assert counter.add("k", b"a")
    assert counter.close("k") == [b"a"]
    assert not counter.add("k", b"b")
    assert counter.add("k", b"a")  # tried again after a failure: it is in it
    assert counter.close("k") == [b"a"]


def test_a_part_of_the_rate_is_kept_for_what_breaks_through_and_for_lists() -> None:
    rules = ThrottlePolicy(rate=20)
    assert (rules.limit_for("low"), rules.limit_for("normal"), rules.limit_for("high")) == (14, 14, 18)
    assert ThrottlePolicy(rate=20, bypass_priority="normal").limit_for("normal") == 18


@pytest.mark.parametrize("wrong", [{"rate": 4}, {"rate": 61, "window": 60}, {"window": 0}, {"follow_up_delay": 0}])
def test_ringing_for_everything_cannot_be_configured(wrong: dict[str, int]) -> None:
    with pytest.raises(ThrottlePolicyError, match="allowed"):
        ThrottlePolicy(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", ["22-7", "25:00-07:00", "22:00-07:00 Nowhere/Land", "07:00-07:00", "22:00-07:00 ../etc"]
)
def test_quiet_hours_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(ThrottlePolicyError, match="quiet hours"):
        ThrottlePolicy(quiet_hours=wrong)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-02T21:59:00+00:00", None),
        ("2026-03-02T22:00:00+00:00", "2026-03-03T07:00:00+00:00"),
        ("2026-03-03T06:59:59+00:00", "2026-03-03T07:00:00+00:00"),
        ("2026-03-03T07:00:00+00:00", None),
        # The clocks go forward in that night: the hours are the reader's, not the machine's.
        ("2026-03-28T23:30:00+00:00", "2026-03-29T06:00:00+00:00"),
    ],
)
def test_quiet_hours_are_the_readers(moment: str, due: str | None) -> None:
    place = ThrottlePolicy(quiet_hours="22:00-07:00 Europe/London").quiet_hours_slot(at(moment))
    assert (place and place.due) == (due and at(due))


def test_quiet_hours_within_a_day() -> None:
    rules = ThrottlePolicy(quiet_hours="09:00-17:30")
    assert rules.quiet_hours_slot(NOON) == BatchSlot(f"quiet-hours#{int(NOON) + 19800}", int(NOON) + 19800)
    assert rules.quiet_hours_slot(NOON + 6 * 3600) is None


def test_the_list_after_a_closed_one_is_due_later() -> None:
    rules = ThrottlePolicy()
    first = rules.rate_limit_slot(NOON)
    assert first.due == NOON + 600
    assert next_slot(first, rules) == rules.rate_limit_slot(NOON + 600)
    follow_up = rules.follow_up_slot("s", NOON)
    assert next_slot(follow_up, rules) == rules.follow_up_slot("s", NOON + 900)
    assert next_slot(BatchSlot("quiet-hours#5", 1200), rules) == rules.rate_limit_slot(1200)
