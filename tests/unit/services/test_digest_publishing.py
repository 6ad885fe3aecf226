"""Digests are published once for a period, for each group of readers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from tests.support.builders import alert
from tests.support.memory_ports import MemoryObjects, MemoryTopic
from wirewatch.errors import RetryLaterError
from wirewatch.records import Alert, ArchivedMessage
from wirewatch.services.digest_publishing import DigestPublishing
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout

END = datetime(2026, 3, 3, 6, tzinfo=UTC)  # a Tuesday


class World:
    def __init__(self, period_days: int = 1, board_address: str = "") -> None:
        self.objects = MemoryObjects()
        self.topic = MemoryTopic()
        self.publishing = DigestPublishing(
            self.objects, self.topic, period_days, "UTC", 10**6, board_address=board_address
        )

    def archive(self, message: str, sent: datetime, made: Alert) -> None:
        archived = ArchivedMessage(name=message, sent=sent.isoformat(), message=msgspec.Raw(msgspec.json.encode(made)))
        key = layout.archived_alert_key(sent.date().isoformat(), message)
        self.objects.write(key, msgspec.json.encode(archived))

    def run(self, end: datetime = END) -> list[ServiceResult]:
        return list(self.publishing.run(end))


def test_a_digest_holds_the_alerts_of_its_period() -> None:
    world = World()
    world.archive("in", END - timedelta(hours=1), alert("a"))
    world.archive("before", END - timedelta(hours=25), alert("b"))
    world.archive("after", END, alert("c"))
    (result,) = world.run()
    assert (result.fields["alerts"], result.metrics) == (1, {"DigestStories": 1})
    (_, text, attributes) = world.topic.published[0]
    assert attributes == {"group": "all"}
    assert layout.board_page_key(None, END.date()) in text


def test_run_again_it_publishes_nothing_twice_and_writes_the_board_anew() -> None:
    world = World()
    world.archive("in", END - timedelta(hours=1), alert("a"))
    world.run()
    world.objects.objects.pop(layout.board_page_key(None, END.date()))
    world.run()
    assert len(world.topic.published) == 1
    assert layout.board_page_key(None, END.date()) in world.objects.objects


def test_a_period_without_alerts_makes_a_board_and_no_message() -> None:
    world = World()
    world.run()
    assert not world.topic.published
    assert layout.board_feed_key(None, "atom") in world.objects.objects


def test_groups_get_what_they_want() -> None:
    world = World()
    groups = [{"name": "desk", "countries": ["IS"]}, {"name": "all-else"}, {"name": "weekly", "weekly": True}]
    world.objects.write(layout.DIGEST_GROUPS_KEY, msgspec.json.encode(groups))
    world.archive("in", END - timedelta(hours=1), alert("a", "NO"))
    results = world.run()
    assert [(result.fields["group"], result.fields["stories"]) for result in results] == [("desk", 0), ("all-else", 1)]
    assert [attributes["group"] for _, _, attributes in world.topic.published] == ["all-else"]


def test_a_weekly_group_gets_its_digest_on_mondays() -> None:
    world = World()
    world.objects.write(layout.DIGEST_GROUPS_KEY, b'[{"name": "weekly", "weekly": true}]')
    monday = END - timedelta(days=1)
    world.archive("in", monday - timedelta(days=6), alert("a"))
    (result,) = world.run(monday)
    assert (result.fields["group"], result.fields["stories"]) == ("weekly", 1)


def test_groups_that_cannot_be_used_give_everybody_the_digest() -> None:
    world = World()
    world.objects.write(layout.DIGEST_GROUPS_KEY, b'[{"name": "NO"}]')
    world.archive("in", END - timedelta(hours=1), alert("a"))
    problem, result = world.run()
    assert (problem.level, problem.metrics) == ("error", {"DigestGroupsRejected": 1})
    assert result.fields["group"] == "all"


def test_what_is_usual_is_told_from_the_periods_before() -> None:
    world = World()
    for day in range(7, 0, -1):
        end = END - timedelta(days=day)
        world.archive(f"m{day}", end - timedelta(hours=1), alert(f"a{day}"))
        world.run(end)
    world.archive("today", END - timedelta(hours=1), alert("now"))
    world.run()
    counts = world.objects.objects[layout.board_counts_key((END - timedelta(days=1)).date())]
    assert msgspec.json.decode(counts) == {"NO": 1}


def messages(world: World) -> int:
    return len(world.topic.published)


def alerts_in(result: ServiceResult) -> int:
    return int(result.fields["alerts"])


def test_digests_on_clock_changes_lack_no_hour_and_have_none_twice() -> None:
    for first in (datetime(2026, 3, 27, 5, tzinfo=UTC), datetime(2026, 10, 23, 4, tzinfo=UTC)):
        world = World()
        world.publishing = DigestPublishing(world.objects, world.topic, 1, "Europe/Berlin", 10**6)
        zone = ZoneInfo("Europe/Berlin")
        ends = [
            (first.astimezone(zone).replace(tzinfo=None) + timedelta(days=day)).replace(tzinfo=zone) for day in range(5)
        ]
        hours = int((ends[-1].astimezone(UTC) - first).total_seconds()) // 1800
        for number in range(hours):
            sent = first + timedelta(minutes=30 * number)
            world.archive(f"m{number:03}", sent, alert(f"a{number}", f"E{number}"))
        world.run(ends[0])
        assert sum(alerts_in(world.run(end)[0]) for end in ends[1:]) == hours


def test_digests_hold_what_is_kept_a_second_late() -> None:
    world = World()
    world.run()
    world.archive("late", END - timedelta(seconds=1), alert("a"))
    (result,) = world.run(END + timedelta(days=1))
    assert alerts_in(result) == 1


def test_digests_read_each_alert_once_whatever_the_number_of_groups() -> None:
    world = World()
    groups = [{"name": f"g{number}"} for number in range(40)]
    world.objects.write(layout.DIGEST_GROUPS_KEY, msgspec.json.encode(groups))
    for number in range(30):
        world.archive(f"m{number}", END - timedelta(hours=1), alert(f"a{number}"))
    world.run()
    assert sum(key.startswith("alerts/") for key in world.objects.reads) == 30


def test_digests_of_runs_that_failed_are_made_up() -> None:
    world = World()
    world.run(END - timedelta(days=3))
    for day in (2, 1, 0):
        world.archive(f"m{day}", END - timedelta(days=day, hours=2), alert(f"a{day}", f"E{day}"))
    (result,) = world.run()  # the two runs between did not happen
    assert alerts_in(result) == 3


def test_digests_of_two_runs_that_overlap_are_published_once() -> None:
    world = World()
    world.archive("in", END - timedelta(hours=1), alert("a"))
    publish = world.topic.publish_text

    def overlapping(*asked: Any) -> None:
        world.topic.publish_text = publish  # type: ignore[method-assign]
        with pytest.raises(RetryLaterError):
            world.run()  # another begins while this one publishes
        publish(*asked)

    world.topic.publish_text = overlapping  # type: ignore[method-assign, assignment]
    world.run()
    assert messages(world) == 1


def test_digests_of_a_run_that_ended_early_are_published_later() -> None:
    world = World()
    world.archive("in", END - timedelta(hours=1), alert("a"))
    publish = world.topic.publish_text

    def away(*asked: Any) -> None:
        raise RuntimeError("SNS is away")

    world.topic.publish_text = away  # type: ignore[method-assign, assignment]
    with pytest.raises(RuntimeError):
        world.run()
    world.topic.publish_text = publish  # type: ignore[method-assign]
    world.run()
    assert messages(world) == 1


def test_digests_of_a_run_that_was_killed_are_published_when_it_must_be_over() -> None:
    world = World()
    world.archive("in", END - timedelta(hours=1), alert("a"))
    clock = [1000.0]
    world.publishing._now = lambda: clock[0]
    world.objects.write(layout.sent_digest_key(None, END.isoformat()), b"1000.0")
    with pytest.raises(RetryLaterError):
        world.run()
    clock[0] += 400
    world.run()
    world.run()
    assert messages(world) == 1


ADDRESS = "https://d1.example/token/"


def test_a_board_with_an_address_is_linked_from_page_to_page_and_has_feeds() -> None:
    world = World(board_address=ADDRESS)
    for days in range(3):
        end = END + timedelta(days=days)
        world.archive(f"m{days}", end - timedelta(hours=1), alert(f"a{days}"))
        world.run(end)
    objects = {key: value.decode() for key, value in world.objects.objects.items() if key.startswith("board/2026")}
    first, second, third = (objects[key] for key in sorted(objects))
    assert 'rel="prev"' not in first
    assert 'href="2026-03-04.html" rel="next"' in first
    assert 'href="2026-03-03.html" rel="prev"' in second
    assert 'href="2026-03-05.html" rel="next"' in second
    assert 'rel="next"' not in third
    assert world.objects.objects[layout.board_index_key(None)].decode() == third
    assert f"The board: {ADDRESS}2026-03-05.html" in world.topic.published[-1][1]
    feed = msgspec.json.decode(world.objects.objects[layout.board_feed_key(None, "json")])
    assert (feed["home_page_url"], feed["feed_url"]) == (ADDRESS, f"{ADDRESS}feed.json")
    atom = world.objects.objects[layout.board_feed_key(None, "atom")].decode()
    assert f'rel="self" href="{ADDRESS}feed.atom"' in atom


def test_a_day_that_is_made_up_is_put_between_and_is_not_the_latest() -> None:
    world = World(board_address=ADDRESS)
    for days in (0, 2, 1):
        world.run(END + timedelta(days=days))
    late = world.objects.objects["board/2026-03-04.html"].decode()
    assert 'href="2026-03-03.html" rel="prev"' in late
    assert 'href="2026-03-05.html" rel="next"' in late
    assert world.objects.objects[layout.board_index_key(None)] == world.objects.objects["board/2026-03-05.html"]


def test_each_group_has_its_own_address() -> None:
    world = World(board_address=ADDRESS)
    world.objects.write(layout.DIGEST_GROUPS_KEY, b'[{"name": "desk", "countries": ["NO"]}]')
    world.archive("in", END - timedelta(hours=1), alert("a", "NO"))
    world.run()
    assert f"The board: {ADDRESS}groups/desk/2026-03-03.html" in world.topic.published[0][1]
    feed = msgspec.json.decode(world.objects.objects[layout.board_feed_key("desk", "json")])
    assert feed["feed_url"] == f"{ADDRESS}groups/desk/feed.json"


def test_without_an_address_nothing_is_put_that_nobody_could_open() -> None:
    world = World()
    world.run()
    world.run(END + timedelta(days=1))
    assert layout.board_index_key(None) not in world.objects.objects
    page = world.objects.objects[layout.board_page_key(None, END.date())].decode()
    assert "feed.atom" not in page
    assert 'rel="next"' not in page
