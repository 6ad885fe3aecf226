"""Feeds are polled by one run at a time, and their state outlives it."""

from __future__ import annotations

import msgspec
import pytest

from tests.support.fake_outlet import running
from tests.support.memory_ports import MemoryObjects, MemoryQueue, MemoryTopic
from wirewatch.feeds.scheduling import FeedState
from wirewatch.messages import FeedItem
from wirewatch.services.feed_polling import FeedPolling, ItemsUnsentError
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.storage.key_value import MemoryKeyValueStore

LIST = "feeds/feeds.yaml"


class MemoryLock:
    """A lock that somebody may hold."""

    def __init__(self) -> None:
        self.holder = ""

    def acquire(self, holder: str, seconds: float) -> bool:
        if self.holder:
            return False
        self.holder = holder
        return True

    def release(self, holder: str) -> None:
        if self.holder == holder:
            self.holder = ""


class World:
    def __init__(self, port: int = 80) -> None:
        self.states = MemoryKeyValueStore(3650)
        self.objects = MemoryObjects()
        self.articles = MemoryQueue()
        self.operations = MemoryTopic()
        self.lock = MemoryLock()
        self.polling = FeedPolling(
            objects=self.objects,
            prefix="feeds/",
            max_bytes=100_000,
            articles=self.articles,
            operations=self.operations,
            notices=MemoryKeyValueStore(),
            lock=self.lock,
            states=self.states,
            entries=MemoryKeyValueStore(),
            min_interval=60,
            fetch_options={"allow": ["127.0.0.0/8"], "ports": [port]},
        )

    def due(self) -> None:
        """Let the time come for every feed."""
        for key, (until, value) in list(self.states._held.items()):
            if key.startswith("feed-state#"):
                state = msgspec.msgpack.decode(value, type=FeedState)
                state.due = 0.0
                self.states._held[key] = (until, msgspec.msgpack.encode(state))
        self.states.put(layout.feed_version_row(), b"another")

    def run(self, seconds: float = 600.0) -> list[ServiceResult]:
        return list(self.polling.run("run", lambda: seconds))

    def polled(self) -> ServiceResult:
        return next(result for result in self.run() if result.message == "feeds polled")


def test_what_is_new_is_queued_once_and_the_state_is_kept() -> None:
    with running() as outlet:
        world = World(int(str(outlet).rpartition(":")[2]))
        world.objects.write(LIST, f"feeds: ['http://{outlet}/feed.json']\n".encode())
        result = world.polled()
        assert result.metrics["FeedItemsQueued"] == len(world.articles.sent) > 0
        queued = len(world.articles.sent)
        assert world.polled().metrics["FeedsPolled"] == 0
        assert len(world.articles.sent) == queued


def test_without_lists_nothing_is_polled() -> None:
    (result,) = World().run()
    assert list(result.metrics) == ["PollDuration"]


def test_two_polls_are_not_at_work_at_once() -> None:
    world = World()
    world.lock.holder = "another"
    assert [result.message for result in world.run()] == ["another poll is at work"]


def test_a_list_that_cannot_be_used_notifies_operations_once() -> None:
    world = World()
    world.objects.write(LIST, b"feeds: [ftp://x]")
    assert next(result.metrics for result in world.run()) == {"FeedListsRejected": 1}
    world.run()
    assert len(world.operations.published) == 1
    world.objects.write(LIST, b"feeds: [ftp://y]")
    world.run()
    assert len(world.operations.published) == 2


def test_a_run_that_fails_releases_the_lock_and_fetches_the_state_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.objects.write(LIST, b"feeds: ['https://paper.example/feed']\n")
    monkeypatch.setattr(world.polling, "_poll_due", lambda *_: (_ for _ in ()).throw(RuntimeError("cut off")))
    with pytest.raises(RuntimeError):
        world.run()
    assert world.lock.holder == ""
    assert world.polling._states._mark is None


def test_one_bad_item_is_one_loss_and_the_state_is_kept() -> None:
    with running() as outlet:
        world = World(int(str(outlet).rpartition(":")[2]))
        world.objects.write(LIST, f"feeds: ['http://{outlet}/feed.json']\n".encode())
        first: list[str] = []

        def judge(body: str) -> str | None:
            first.append(body)
            return "permanent" if len(first) == 1 else None

        world.articles.judge = judge
        results = world.run()
        polled = next(result for result in results if result.message == "feeds polled")
        assert polled.metrics["FeedItemsRejected"] == 1
        assert [result.level for result in results].count("error") == 1
        sent = len(world.articles.sent)
        world.due()
        assert world.polled().metrics == {"FeedsPolled": 1}
        assert len(world.articles.sent) == sent


def test_what_was_sent_is_not_sent_again_when_the_queue_fails_later() -> None:
    with running() as outlet:
        world = World(int(str(outlet).rpartition(":")[2]))
        world.objects.write(LIST, f"feeds: ['http://{outlet}/feed.json']\n".encode())
        asked: list[str] = []

        def judge(body: str) -> str | None:
            asked.append(body)
            return "for now" if len(asked) == 2 else None

        world.articles.judge = judge
        with pytest.raises(ItemsUnsentError):
            world.run()
        sent = len(world.articles.sent)
        world.due()
        world.polled()
        bodies = [body for body, _ in world.articles.sent]
        assert len(bodies) == len(set(bodies)) == sent + 1


def test_the_state_outlives_the_process_and_another_process_is_noticed() -> None:
    with running() as outlet:
        worlds = [World(int(str(outlet).rpartition(":")[2])) for _ in range(2)]
        first, second = worlds
        second.polling._states._store = first.states
        second.articles = second.polling._articles = first.articles
        for world in worlds:
            world.objects.write(LIST, f"feeds: ['http://{outlet}/feed.json']\n".encode())
        first.polled()
        queued = len(first.articles.sent)
        for world in (second, first, second):
            first.due()
            assert world.polled().metrics["FeedsPolled"] == 1
        assert len(first.articles.sent) == queued > 0


def test_a_poll_that_brings_nothing_writes_a_small_row_and_no_metric() -> None:
    with running() as outlet:
        world = World(int(str(outlet).rpartition(":")[2]))
        world.objects.write(LIST, f"feeds: ['http://{outlet}/feed.json']\n".encode())
        world.polled()
        world.due()
        written: dict[str, bytes] = {}
        put = world.states.put

        def note(key: str, value: bytes) -> None:
            written[key] = value
            put(key, value)

        world.states.put = note  # type: ignore[method-assign]
        assert world.polled().metrics == {"FeedsPolled": 1}
        assert {key.partition("#")[0] for key in written} == {"feed-state", "feed-version"}
        assert all(len(value) < 900 for value in written.values())


def test_items_of_one_host_are_a_second_apart() -> None:
    world = World()
    links = [FeedItem(url=f"https://{host}.example/{n}") for n in range(3) for host in ("one", "two")]
    world.polling._outbox.send(links[:4])
    world.polling._outbox.send(links[4:])
    assert world.articles.delays == [0, 0, 1, 1, 2, 2]
