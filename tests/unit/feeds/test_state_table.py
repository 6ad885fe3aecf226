"""States of feeds in a table: what costs little is written often, and a run that ends anywhere loses no entry."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from wirewatch.feeds import state_table
from wirewatch.feeds.scheduling import FeedState, record_unsent
from wirewatch.feeds.state_table import FeedStateTable
from wirewatch.messages import FeedItem
from wirewatch.storage import layout
from wirewatch.storage.key_value import MemoryKeyValueStore

URL = "https://paper.example/feed"


class Counted(MemoryKeyValueStore):
    """Knows which rows were read and written, and fails at a write when it was told to."""

    def __init__(self) -> None:
        super().__init__(3650)
        self.reads: list[str] = []
        self.writes: list[str] = []
        self.fail_at = ""

    def get(self, keys: list[str]) -> dict[str, bytes]:
        self.reads += keys
        return super().get(keys)

    def put(self, key: str, value: bytes) -> None:
        if self.fail_at == key:
            raise KeyboardInterrupt
        self.writes.append(key)
        super().put(key, value)


def keep_all(items: Sequence[FeedItem]) -> list[int]:
    return []


def polled(**changes: object) -> FeedState:
    return FeedState(url=URL, last_success=1.0, **changes)  # type: ignore[arg-type]


def opened(store: MemoryKeyValueStore) -> FeedStateTable:
    table = FeedStateTable(store, keep_all)
    table.open([URL])
    return table


def test_a_state_and_what_was_seen_come_back_in_another_process() -> None:
    store = Counted()
    table = opened(store)
    assert table.load() == {}
    table.save(polled(seen={"a": "1"}, etag="e"))
    (state,) = opened(store).load().values()
    assert (state.etag, state.seen) == ("e", {})
    assert opened(store).seen(state) == {"a": "1"}


def test_what_is_in_memory_is_not_read_again_unless_another_process_wrote() -> None:
    store = Counted()
    table = opened(store)
    table.save(polled())
    store.reads.clear()
    table.open([URL])
    assert store.reads == [layout.feed_version_row()]
    opened(store).save(polled(title="Another"))
    table.open([URL])
    assert table.load()[URL].title == "Another"


def test_what_was_seen_is_written_only_where_it_changed() -> None:
    store = Counted()
    table = opened(store)
    table.save(polled(seen={"a": "1"}))
    store.writes.clear()
    state = table.load()[URL]
    state.seen = dict(table.seen(state) or {})
    table.save(state)
    assert store.writes == [layout.feed_state_row(URL)]
    state = table.load()[URL]
    state.seen = {**(table.seen(state) or {}), "a": "2"}
    table.save(state)
    assert layout.feed_seen_row(URL) in store.writes


def test_a_feed_that_showed_nothing_yet_is_no_feed_that_was_lost() -> None:
    table = opened(store := Counted())
    state = FeedState(url=URL)
    assert table.seen(state) == {}
    state.last_success = 1.0
    table.save(state)
    assert opened(store).seen(state) == {}


def test_a_long_list_of_seen_entries_takes_several_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_table, "PIECE_BYTES", 100)
    store = Counted()
    seen = {f"url:{number:024x}": f"{number * 7919:024x}" for number in range(500)}
    opened(store).save(polled(seen=seen))
    assert sum(row.startswith("feed-seen#") for row in store.writes) > 5
    assert opened(store).seen(polled()) == seen


def test_a_run_that_ends_between_two_pieces_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_table, "PIECE_BYTES", 100)
    store = Counted()
    opened(store).save(polled(seen={f"{number:024x}": f"{number:024x}" for number in range(100)}))
    store.fail_at = layout.feed_seen_row(URL)
    table = opened(store)
    with pytest.raises(KeyboardInterrupt):
        table.save(polled(seen={f"{number:024x}": f"{number:024x}" for number in range(50, 200)}))
    store.fail_at = ""
    assert opened(store).seen(polled()) is None


def test_items_are_sent_before_a_state_says_so() -> None:
    store = Counted()
    table = FeedStateTable(store, lambda items: [1])
    table.open([URL])
    assert table.save(polled(), [FeedItem(url="a"), FeedItem(url="b")]) == [1]
    assert store.writes == []


def test_entries_that_could_not_be_sent_are_new_again() -> None:
    state = polled(seen={"a": "2", "b": "1", "c": "1"}, etag="e", due=900.0)
    record_unsent(state, {"a": "1", "c": "1"}, ["a", "b"], 100.0)
    assert (state.seen, state.etag, state.due) == ({"a": "1", "c": "1"}, None, 160.0)


def test_a_hostile_validator_makes_no_large_row() -> None:
    table = opened(Counted())
    table.save(polled(etag="x" * 60_000, last_modified="y" * 60_000, last_error="z" * 60_000))
    state = table.load()[URL]
    assert (state.etag, state.last_modified, len(state.last_error)) == (None, None, 300)
