"""The index in force: the store's newest, or the packs while there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from wirewatch.watchlists import index_cache
from wirewatch.watchlists.index import IndexFileError, write
from wirewatch.watchlists.index_cache import IndexCache
from wirewatch.watchlists.loader import parse


class Store:
    """A store of which a test says what it holds."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.asked: list[str | None] = []

    def download(self, path: Path, etag: str | None) -> str | None:
        self.asked.append(etag)
        if not self.names:
            return None
        if etag != self.names[-1]:
            write(parse(f"entries: [{self.names[-1]}]".encode()), path)
        return self.names[-1]


def entries(index: IndexCache) -> set[str]:
    return {entry.id for entry in index.get()}


def test_the_packs_are_watched_until_there_is_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    index = IndexCache(store.download, tmp_path)
    assert {"BY", "vladimir-putin"} <= entries(index)
    store.names.append("Ventspils")
    assert "BY" in entries(index), "the store is not asked again at once"
    monkeypatch.setattr(index_cache, "PATIENCE", -1.0)
    assert entries(index) == {"ventspils"}
    store.names.append("Narva")
    assert entries(index) == {"narva"}
    assert store.asked == [None, None, "Ventspils"]
    store.names.clear()
    assert "BY" in entries(index), "a deleted index means the packs again"


def test_an_unchanged_index_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    store.names.append("Ventspils")
    monkeypatch.setattr(index_cache, "PATIENCE", -1.0)
    index = IndexCache(store.download, tmp_path)
    assert index.get() is index.get()


def test_a_damaged_index_leaves_the_last_good_one_in_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store()
    store.names.append("Ventspils")
    monkeypatch.setattr(index_cache, "PATIENCE", -1.0)
    index = IndexCache(store.download, tmp_path)
    assert entries(index) == {"ventspils"}
    good = store.download

    def damaged(path: Path, etag: str | None) -> str | None:
        path.with_suffix(".part").write_bytes(b"junk")
        path.with_suffix(".part").replace(path)
        return "junk"

    monkeypatch.setattr(index, "_download", damaged)
    assert entries(index) == {"ventspils"}
    assert "IndexFileError" in index.problem
    monkeypatch.setattr(index, "_download", good)
    store.names.append("Narva")
    assert entries(index) == {"narva"}
    assert not index.problem


def test_a_damaged_index_with_none_before_it_is_an_error(tmp_path: Path) -> None:
    def damaged(path: Path, etag: str | None) -> str | None:
        path.write_bytes(b"junk")
        return "junk"

    with pytest.raises(IndexFileError):
        IndexCache(damaged, tmp_path).get()


@pytest.mark.parametrize("at", [0.1, 0.5, 0.9])
def test_bits_turned_anywhere_in_an_index_are_seen(tmp_path: Path, at: float) -> None:
    def turned(path: Path, etag: str | None) -> str | None:
        write(parse(b"entries: [Ventspils, Narva, Daugavpils]"), path)
        data = bytearray(path.read_bytes())
        data[int(len(data) * at)] ^= 0x10
        path.write_bytes(data)
        return "turned"

    with pytest.raises(IndexFileError):
        IndexCache(turned, tmp_path).get()
