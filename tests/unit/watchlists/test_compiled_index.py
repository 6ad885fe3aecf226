from pathlib import Path

import pytest

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
