"""Watchlists compiled once: the index of files and packs, kept in the user's cache folder until one of them changes."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import msgspec

from wirewatch.watchlists import index
from wirewatch.watchlists.index import IndexFileError, WatchlistIndex
from wirewatch.watchlists.models import Problem, Watchlist, WatchlistError

KEEP = 30
"""Indexes that are kept: the last ones used."""
DEFAULT = ("countries", "officials")
"""Packs that are watched where nothing else is said."""
SHIPPED = Path(__file__).parent / "indexes"
"""Indexes that a wheel holds."""
_PACKAGE = Path(__file__).parents[1]
_PACKS = Path(__file__).parent / "packs"


class _Note(msgspec.Struct):
    """What is kept beside an index: what the user is told when it is opened."""

    warnings: list[str]


def open_compiled(paths: Iterable[Path | str]) -> tuple[WatchlistIndex, list[str]]:
    """The index of one or more watchlist files or packs, joined, and the warnings about them.

    A single file that is an index already (``watchlist compile`` writes one) is opened as it is.

    Raises:
        WatchlistError: with every problem of every file.
        IndexFileError: the single file is an index of another version, or damaged.
    """
    wanted = list(paths)
    if compiled := [path for path in map(Path, wanted) if index.is_index(path)]:
        if len(wanted) == 1:
            return WatchlistIndex.open(compiled[0], verify=True), []
        text = "is compiled and cannot be joined with others; name the lists that it was made of"
        raise WatchlistError([Problem(str(compiled[0]), 0, "", text)])
    name = f"{_key(wanted)}.index"
    folder = cache_folder()
    for place in (SHIPPED, folder):
        with suppress(OSError, IndexFileError, msgspec.DecodeError):
            warnings = msgspec.json.decode((place / name).with_suffix(".json").read_bytes(), type=_Note).warnings
            opened = WatchlistIndex.open(place / name, verify=True)
            if place is folder:
                os.utime(place / name)
            return opened, warnings
    from wirewatch.watchlists.loader import load_watchlist  # and YAML, which an index that is kept does without

    watchlist = load_watchlist(wanted)
    warnings = [str(problem) for problem in watchlist.warnings]
    try:
        _write(watchlist, folder, name)
        _prune(folder)
        return WatchlistIndex.open(folder / name), warnings
    except OSError:
        # A cache that cannot be written to only costs time.
        return WatchlistIndex.of(watchlist), warnings


def compile_default(folder: Path) -> list[Path]:
    """Write the index of what is watched by default to a folder, as it ships; the files."""
    from wirewatch.watchlists.loader import load_watchlist

    return _write(load_watchlist(DEFAULT), folder, f"{_key(DEFAULT)}.index")


def _write(watchlist: Watchlist, folder: Path, name: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    path, note = folder / name, (folder / name).with_suffix(".json")
    note.write_bytes(msgspec.json.encode(_Note([str(problem) for problem in watchlist.warnings])))
    index.write(watchlist, path)
    return [path, note]


def cache_folder() -> Path:
    """Where indexes are kept: ``$XDG_CACHE_HOME/wirewatch`` or what the system has for it."""
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named) / "wirewatch"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "wirewatch"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "wirewatch" / "Cache"
    return Path.home() / ".cache" / "wirewatch"


def _key(paths: Iterable[Path | str]) -> str:
    """A name that changes with whatever the index is made from."""
    key = hashlib.sha256(_made_by())
    for path in map(Path, paths):
        key.update(f"\0{path}\0".encode(errors="surrogateescape"))
        with suppress(OSError):  # a pack's name, or a file that loading will complain of
            key.update(hashlib.sha256(path.read_bytes()).digest())
    return key.hexdigest()[:32]


@cache
def _made_by() -> bytes:
    """A digest of the packs, which watchlists may include, and of the code that reads and compiles."""
    key = hashlib.sha256()
    code = (path for folder in ("watchlists", "text", "parsing") for path in (_PACKAGE / folder).glob("*.py"))
    for path in sorted((*_PACKS.glob("*.yaml"), *code)):
        key.update(path.read_bytes())
    return key.digest()


def _prune(folder: Path) -> None:
    for older in sorted(folder.glob("*.index"), key=lambda path: path.stat().st_mtime)[:-KEEP]:
        older.unlink(missing_ok=True)
        older.with_suffix(".json").unlink(missing_ok=True)
