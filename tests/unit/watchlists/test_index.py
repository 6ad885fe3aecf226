from pathlib import Path

import pytest

from wirewatch.watchlists import index, loader
from wirewatch.watchlists.index import IndexFileError, WatchlistIndex
from wirewatch.watchlists.models import Alias, Entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    index.write(loader.parse(b"entries: [Alpha Beta, {id: g, name: Gamma, aliases: [Alpha Beta]}]"), tmp_path / "i")
    return tmp_path / "i"


def test_entries_come_back(path: Path) -> None:
    opened = WatchlistIndex.open(path, verify=True)
    assert [entry.id for entry in opened] == ["alpha-beta", "g"]
    assert [end for end, _ in opened.candidates_at("alpha beta x", 0)] == [10]
    assert len(opened.candidates_at("alpha beta x", 0)[0][1]) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda data: b"", "too short"),
        (lambda data: b"PK\x03\x04" * 100, "not a wirewatch index"),
        (lambda data: data[:-1], "cut short"),
        (lambda data: data[:-1] + b"\x01", "another version"),
        (lambda data: data[100:], "damaged"),
        (lambda data: data[:-80] + b"#" + data[-79:], "damaged"),
    ],
)
def test_a_foreign_or_damaged_file_is_refused(path: Path, change, said: str) -> None:  # type: ignore[no-untyped-def]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(IndexFileError, match=said):
        WatchlistIndex.open(path)


def test_damage_anywhere_is_found_when_asked(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IndexFileError, match="checksum"):
        WatchlistIndex.open(path, verify=True)


def test_every_field_of_every_entry_comes_back(tmp_path: Path) -> None:
    text = """
entries:
  - {name: Alpha Beta, id: own_ID, aliases: [ALPHA, alpha beta gamma, McDelta, Éire, {name: x1, weight: 0.2}]}
  - {name: Not Matched, match_name: false, aliases: [Matched], tags: [a, b], notes: n, min_salience: 0}
  - {name: Jane Doe, kind: person, surnames: [Doe], needs: {together_with: [own_ID], within_words: 3}, not_in: [Jane D]}
  - {name: Türkiye, aliases: [{names: [Turkey, TURKEY], clues: {for: [Ankara]}, also_person: true, language: en}]}
""".encode()
    whole = loader.parse(text)
    whole.entries += [Entry(id=f"n{n}", name=f"Filler {n}", aliases=(Alias(name=f"Filler {n}"),)) for n in range(999)]
    index.write(whole, tmp_path / "i")
    opened = WatchlistIndex.open(tmp_path / "i")
    assert list(opened) == whole.entries
    assert [opened.entry(n) for n in (3, 900, 0)] == [whole.entries[n] for n in (3, 900, 0)]


def test_the_packs_come_back(tmp_path: Path) -> None:
    whole = loader.load_watchlist(["countries", "officials"])
    index.write(whole, tmp_path / "i")
    read = list(WatchlistIndex.open(tmp_path / "i"))
    assert [entry.id for entry in read] == [entry.id for entry in whole.entries]
    for ours, theirs in zip(read, whole.entries, strict=True):
        assert ours.aliases == tuple(alias for alias in theirs.aliases if alias.language in (None, "en"))
