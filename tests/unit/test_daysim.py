"""The simulated day loses nothing, and is held back where its limits are."""

from __future__ import annotations

import daysim
import msgspec
import pytest

LOAD = daysim.Load(
    articles=200_000, share=0.05, read_seconds=0.15, send_seconds=0.3, hit_writes=40, hit_reads=100
)  # fmt: skip


@pytest.fixture(scope="module")
def quiet() -> daysim.Outcome:
    """A day well within the limits."""
    return daysim.simulate(LOAD)


def check(day: daysim.Outcome, load: daysim.Load) -> None:
    assert day.arrived == pytest.approx(load.articles)
    assert day.done + day.waiting == pytest.approx(day.arrived)
    assert day.told + day.listed + day.waiting_alerts + day.given_up == pytest.approx(day.alerts)


def test_a_quiet_day_reads_all_at_once(quiet: daysim.Outcome) -> None:
    day = quiet
    check(day, LOAD)
    assert day.waiting == pytest.approx(0)
    assert day.alerts == pytest.approx(LOAD.articles * LOAD.share)
    assert day.age[2] == 0
    assert day.given_up == 0


def test_a_day_beyond_the_limits_queues_and_loses_nothing() -> None:
    load = msgspec.structs.replace(LOAD, articles=20_000_000)
    limits = daysim.Limits(concurrency=20, list_alerts=50, windows=3)
    day = daysim.simulate(load, limits)
    check(day, load)
    assert day.waiting > load.articles / 10
    assert day.age[2] > 3600
    assert day.throttled["concurrency"] > 1000
    assert day.concurrency <= limits.concurrency + 1e-6
    assert day.given_up > 0


def test_the_topic_gets_no_more_than_its_rate(quiet: daysim.Outcome) -> None:
    day = quiet
    limits = daysim.Limits()
    # Lists tell of a hundred alerts a message.
    assert day.messages <= limits.messages * daysim.DAY / limits.window + day.listed / 100
    assert set(day.first) == {"the rate of alerts"}
    assert set(day.throttled) == {"the rate of alerts"}


def test_the_same_seed_is_the_same_day() -> None:
    assert daysim.arrivals(LOAD, seed=3) == daysim.arrivals(LOAD, seed=3)
    assert daysim.arrivals(LOAD, seed=3) != daysim.arrivals(LOAD, seed=4)


def test_a_table_that_was_busy_takes_twice_its_peak() -> None:
    table = daysim.Warm(4000, 40_000, 1800)
    table.use(0, 3900)
    assert table.capacity == 4000
    table.use(1800, 0)
    assert table.capacity == 7800
    table.use(1801, 39_000)
    table.use(3600, 0)
    assert table.capacity == 40_000
