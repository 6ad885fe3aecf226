from pathlib import Path

import pytest

from wirewatch.cli.common import DEFAULT_WATCHLIST
from wirewatch.watchlists import compiled as compiled_watchlists
from wirewatch.watchlists import index, loader
from wirewatch.watchlists.compiled import open_compiled
from wirewatch.watchlists.index import IndexFileError
from wirewatch.watchlists.models import WatchlistError


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    path = tmp_path / "mine.index"
    index.write(loader.parse(b"entries: [Acme Robotics]"), path)
    return path


def test_what_was_compiled_is_opened_as_it_is(compiled: Path) -> None:
    opened, warnings = open_compiled([compiled])
    assert [entry.name for entry in opened] == ["Acme Robotics"]
    assert warnings == []


def test_a_damaged_index_is_an_error(compiled: Path) -> None:
    data = compiled.read_bytes()
    compiled.write_bytes(data[:20] + bytes([data[20] ^ 255]) + data[21:])
    with pytest.raises(IndexFileError, match="damaged"):
        open_compiled([compiled])


def test_a_compiled_index_cannot_be_joined(compiled: Path) -> None:
    with pytest.raises(WatchlistError, match="cannot be joined"):
        open_compiled([compiled, "countries"])


def test_what_ships_is_opened_in_place_of_compiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(compiled_watchlists, "SHIPPED", tmp_path / "shipped")
    written = compiled_watchlists.compile_default(tmp_path / "shipped")
    monkeypatch.setattr(loader, "load_watchlist", None)  # not needed
    opened, warnings = open_compiled(compiled_watchlists.DEFAULT)
    assert len(opened) > 200
    assert warnings == []
    assert not (tmp_path / "cache").exists()
    written[0].write_bytes(written[0].read_bytes()[:-1])
    with pytest.raises(TypeError):  # what is damaged would be compiled again
        open_compiled(compiled_watchlists.DEFAULT)


def test_the_command_line_watches_the_same_by_default() -> None:
    assert compiled_watchlists.DEFAULT == DEFAULT_WATCHLIST
