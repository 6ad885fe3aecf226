"""Watchlists become indexes; one that cannot be used leaves the last valid one in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.support.builders import article
from tests.support.memory_ports import MemoryObjects, MemoryQueue, MemoryTopic
from wirewatch.matching.matcher import match
from wirewatch.services.results import ServiceResult
from wirewatch.services.watchlist_compilation import WatchlistCompilation
from wirewatch.storage import layout
from wirewatch.watchlists.index import WatchlistIndex
from wirewatch.watchlists.index_cache import IndexCaches

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
    assert {CURRENT, layout.single_index_key("north"), layout.single_index_key("south")} <= set(world.objects.objects)


def names(world: World, key: str, folder: Path) -> set[str]:
    """The names that the index under a key knows, of the two harbours."""
    (folder / "index").write_bytes(world.objects.objects[key])
    text = "North Harbour and South Harbour agreed. " * 3
    return {found.name for found in match(article("a", text, title="Harbours"), WatchlistIndex.open(folder / "index"))}


def test_watchlists_named_current_are_not_the_joint_index(tmp_path: Path) -> None:
    world = World(current=NORTH, south=SOUTH)
    world.run()
    assert names(world, CURRENT, tmp_path) == {"North Harbour", "South Harbour"}
    assert names(world, layout.single_index_key("current"), tmp_path) == {"North Harbour"}


def test_watchlists_of_one_name_in_two_folders_are_one(tmp_path: Path) -> None:
    world = World()
    world.objects.objects |= {f"{PREFIX}a/desk.yaml": NORTH, f"{PREFIX}b/desk.yaml": SOUTH, f"{PREFIX}x.yaml": NORTH}
    world.run()
    assert names(world, layout.single_index_key("desk"), tmp_path) == {"North Harbour", "South Harbour"}


def test_watchlists_that_were_deleted_live_on_nowhere(tmp_path: Path) -> None:
    world = World(north=NORTH, south=SOUTH)
    world.run()
    caches = IndexCaches(world.objects.download_if_changed, tmp_path)
    del world.objects.objects[f"{PREFIX}south.yaml"]
    world.objects.objects[f"{PREFIX}north.yaml"] = b"entries: [North Harbour, East Harbour]\n"
    world.run()
    assert world.objects.objects[layout.single_index_key("south")] == b""
    text = "North Harbour and South Harbour and East Harbour agreed. " * 3
    for watchlist in ("south", "north", None):  # one that is left is refreshed too
        found = {one.name for one in match(article("a", text, title="Harbours"), caches.get(watchlist))}
        assert found == {"North Harbour", "East Harbour"}


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
