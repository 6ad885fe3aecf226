"""When an alert goes out at once, and when it waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tallies import MemoryTally
from wirewatch.alerting.calm import CalmError, Place, Rules, later

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp()


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_a_tally_counts_to_its_bound() -> None:
    tally = MemoryTally()
    assert [tally.take("k", 2) for _ in range(3)] == [True, True, False]
    assert tally.take("other", 1)


def test_a_list_holds_each_item_once_until_it_is_closed() -> None:
    tally = MemoryTally()
    assert tally.hold("k", b"a")
    assert tally.hold("k", b"a")
    assert tally.close("k") == [b"a"]
    assert not tally.hold("k", b"b")
    assert tally.hold("k", b"a")  # tried again after a failure: it is in it
    assert tally.close("k") == [b"a"]


def test_a_part_of_the_rate_is_kept_for_what_breaks_through_and_for_lists() -> None:
    rules = Rules(rate=20)
    assert (rules.most("low"), rules.most("normal"), rules.most("high")) == (14, 14, 18)
    assert Rules(rate=20, break_through="normal").most("normal") == 18


@pytest.mark.parametrize("wrong", [{"rate": 4}, {"rate": 61, "window": 60}, {"window": 0}, {"fold": 0}])
def test_ringing_for_everything_cannot_be_configured(wrong: dict[str, int]) -> None:
    with pytest.raises(CalmError, match="allowed"):
        Rules(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong", ["22-7", "25:00-07:00", "22:00-07:00 Nowhere/Land", "07:00-07:00", "22:00-07:00 ../etc"]
)
def test_quiet_hours_that_are_none_are_refused(wrong: str) -> None:
    with pytest.raises(CalmError, match="quiet hours"):
        Rules(quiet=wrong)


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
    place = Rules(quiet="22:00-07:00 Europe/London").quiet_place(at(moment))
    assert (place and place.due) == (due and at(due))


def test_quiet_hours_within_a_day() -> None:
    rules = Rules(quiet="09:00-17:30")
    assert rules.quiet_place(NOON) == Place(f"quiet#{int(NOON) + 19800}", int(NOON) + 19800)
    assert rules.quiet_place(NOON + 6 * 3600) is None


def test_the_list_after_a_closed_one_is_due_later() -> None:
    rules = Rules()
    first = rules.burst(NOON)
    assert first.due == NOON + 600
    assert later(first, rules) == rules.burst(NOON + 600)
    follow_up = rules.follow_up("s", NOON)
    assert later(follow_up, rules) == rules.follow_up("s", NOON + 900)
    assert later(Place("quiet#5", 1200), rules) == rules.burst(1200)
