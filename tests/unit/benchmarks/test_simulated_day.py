"""The simulated day loses nothing, and is held back where its limits are."""

from __future__ import annotations

import msgspec
import pytest

from benchmarks.cost import simulated_day

LOAD = simulated_day.Load(
    articles=200_000, share=0.05, read_seconds=0.15, send_seconds=0.3, hit_writes=40, hit_reads=100
)  # fmt: skip


@pytest.fixture(scope="module")
def quiet() -> simulated_day.DayResult:
    """A day well within the limits."""
    return simulated_day.simulate(LOAD)


def check(day: simulated_day.DayResult, load: simulated_day.Load) -> None:
    assert day.arrived == pytest.approx(load.articles)
    assert day.done + day.waiting == pytest.approx(day.arrived)
    assert day.told + day.listed + day.waiting_alerts + day.given_up == pytest.approx(day.alerts)


def test_a_quiet_day_reads_all_at_once(quiet: simulated_day.DayResult) -> None:
    day = quiet
    check(day, LOAD)
    assert day.waiting == pytest.approx(0)
    assert day.alerts == pytest.approx(LOAD.articles * LOAD.share)
    assert day.age[2] == 0
    assert day.given_up == 0


def test_a_day_beyond_the_limits_queues_and_loses_nothing() -> None:
    load = msgspec.structs.replace(LOAD, articles=20_000_000)
    limits = simulated_day.Limits(concurrency=20, list_alerts=50, windows=3)
    day = simulated_day.simulate(load, limits)
    check(day, load)
    assert day.waiting > load.articles / 10
    assert day.age[2] > 3600
    assert day.throttled["concurrency"] > 1000
    assert day.concurrency <= limits.concurrency + 1e-6
    assert day.given_up > 0


def test_the_topic_gets_no_more_than_its_rate(quiet: simulated_day.DayResult) -> None:
    day = quiet
    limits = simulated_day.Limits()
    # Lists tell of a hundred alerts a message.
    assert day.messages <= limits.messages * simulated_day.DAY / limits.window + day.listed / 100
    assert set(day.first) == {"the rate of alerts"}
    assert set(day.throttled) == {"the rate of alerts"}


def test_the_same_seed_is_the_same_day() -> None:
    assert simulated_day.arrivals(LOAD, seed=3) == simulated_day.arrivals(LOAD, seed=3)
    assert simulated_day.arrivals(LOAD, seed=3) != simulated_day.arrivals(LOAD, seed=4)


def test_a_table_that_was_busy_takes_twice_its_peak() -> None:
    table = simulated_day.Warm(4000, 40_000, 1800)
    table.use(0, 3900)
    assert table.capacity == 4000
    table.use(1800, 0)
    assert table.capacity == 7800
    table.use(1801, 39_000)
    table.use(3600, 0)
    assert table.capacity == 40_000
