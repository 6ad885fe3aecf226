from pathlib import Path

import pytest

from wirewatch import index, watchlist
from wirewatch.index import Index, IndexFileError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    index.write(watchlist.parse(b"entries: [Alpha Beta, {id: g, name: Gamma, aliases: [Alpha Beta]}]"), tmp_path / "i")
    return tmp_path / "i"


def test_entries_come_back(path: Path) -> None:
    opened = Index.open(path, verify=True)
    assert [entry.id for entry in opened] == ["alpha-beta", "g"]
    assert [end for end, _ in opened.found_at("alpha beta x", 0)] == [10]
    assert len(opened.found_at("alpha beta x", 0)[0][1]) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: b"", "too short"),
        (lambda data: b"PK\x03\x04" * 100, "not a wirewatch index"),
        (lambda data: data[:-1], "cut short"),
        (lambda data: data[:-1] + b"\x02", "another version"),
        (lambda data: data[100:], "damaged"),
        (lambda data: data[:-80] + b"#" + data[-79:], "damaged"),
    ],
)
def test_a_foreign_or_damaged_file_is_refused(path: Path, change, said: str) -> None:  # type: ignore[no-untyped-def]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(IndexFileError, match=said):
        Index.open(path)


def test_damage_anywhere_is_found_when_asked(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IndexFileError, match="checksum"):
        Index.open(path, verify=True)
