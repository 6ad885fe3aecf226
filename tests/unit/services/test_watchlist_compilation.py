"""Watchlists become indexes; one that cannot be used leaves the last valid one in force."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.memory_ports import MemoryObjects, MemoryQueue, MemoryTopic
from wirewatch.services.results import ServiceResult
from wirewatch.services.watchlist_compilation import WatchlistCompilation
from wirewatch.storage import layout

PREFIX = "watchlists/"
CURRENT = layout.index_key(layout.CURRENT_INDEX)
NORTH, SOUTH = b"entries: [North Harbour]\n", b"entries: [South Harbour]\n"


class World:
    def __init__(self, **files: bytes) -> None:
        self.objects = MemoryObjects({f"{PREFIX}{name}.yaml": data for name, data in files.items()})
        self.rejected = MemoryQueue()
        self.operations = MemoryTopic()
        self.compilation = WatchlistCompilation(self.objects, PREFIX, 10_000, self.rejected, self.operations)

    def run(self) -> list[ServiceResult]:
        return list(self.compilation.run('{"change": 1}'))


def test_without_watchlists_the_packs_are_watched() -> None:
    world = World()
    (result,) = world.run()
    assert result.fields["entries"] > 400
    assert list(world.objects.objects) == [CURRENT]


def test_several_watchlists_are_joined_and_compiled_alone() -> None:
    world = World(north=NORTH, south=SOUTH)
    (result,) = world.run()
    assert (result.fields["entries"], result.metrics) == (2, {"WatchlistsCompiled": 1})
    assert {CURRENT, layout.index_key("north"), layout.index_key("south")} <= set(world.objects.objects)


def test_a_watchlist_that_cannot_be_used_is_rejected_and_operations_is_notified() -> None:
    world = World(north=NORTH)
    world.run()
    valid = world.objects.objects[CURRENT]
    world.objects.objects[f"{PREFIX}south.yaml"] = b"entries: {"
    (result,) = world.run()
    assert (result.level, result.metrics) == ("error", {"WatchlistsRejected": 1})
    assert world.objects.objects[CURRENT] == valid
    assert world.rejected.sent[0][1]["reason"] == "watchlist-rejected"
    assert len(world.operations.published) == 1


def test_a_watchlist_that_is_too_large_is_rejected() -> None:
    world = World(north=NORTH + b"#" * 20_000)
    assert [result.metrics for result in world.run()] == [{"WatchlistsRejected": 1}]


def test_a_change_while_it_compiles_is_compiled_as_well() -> None:
    world = World(north=NORTH)
    read = world.objects.read
    late: Iterator[bytes] = iter([SOUTH])

    def reading(key: str, limit: int) -> bytes:
        for data in late:
            world.objects.objects[f"{PREFIX}south.yaml"] = data
        return read(key, limit)

    world.objects.read = reading  # type: ignore[method-assign]
    assert [result.fields["entries"] for result in world.run()] == [1, 2]
