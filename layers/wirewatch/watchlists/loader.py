"""Watchlists: what is watched, as people write it, checked before it is used.

A watchlist is a YAML file (docs/watchlists.md) with entries of its own and packs included by name, or a list that
people already keep elsewhere (``wirewatch.watchlists.importers``). Reading reports every mistake at once, each with its file, line,
field and mend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from wirewatch.limits import WATCHLIST_BYTES
from wirewatch.watchlists.models import Watchlist
from wirewatch.watchlists.yaml_parser import WatchlistParser

PACKS: Final = Path(__file__).parent / "packs"


def load_watchlist(paths: Iterable[Path | str], *, packs: Path | None = None) -> Watchlist:
    """The watchlist of one or more files or packs (``countries``), joined.

    YAML by its suffix (``.yaml``, ``.yml``); everything else is read by ``wirewatch.watchlists.importers``.

    Raises:
        WatchlistError: with every problem of every file.
    """
    reader = WatchlistParser(packs or PACKS)
    for path in map(Path, paths):
        if path.parent == Path() and not path.suffix and not path.exists():
            reader.pack(str(path))
            continue
        try:
            if path.stat().st_size > WATCHLIST_BYTES:
                reader.problem(str(path), 0, "", f"larger than {WATCHLIST_BYTES // 2**20} MB; split it")
                continue
            data = path.read_bytes()
        except OSError as error:
            reader.problem(str(path), 0, "", f"cannot be read: {error.strerror or error}")
            continue
        reader.data(data, str(path))
    return reader.finish()


def parse(data: bytes, *, name: str = "watchlist.yaml", packs: Path | None = None) -> Watchlist:
    """The watchlist in ``data``; ``name`` stands for the file in messages, and its suffix tells the format.

    Raises:
        WatchlistError: with every problem.
    """
    return parse_files({name: data}, packs=packs)


def parse_files(files: Mapping[str, bytes], *, packs: Path | None = None) -> Watchlist:
    """The watchlist in the bytes of one or more files, joined; their names stand in messages.

    Raises:
        WatchlistError: with every problem of every file.
    """
    reader = WatchlistParser(packs or PACKS)
    for name, data in files.items():
        if len(data) > WATCHLIST_BYTES:
            reader.problem(name, 0, "", f"larger than {WATCHLIST_BYTES // 2**20} MB; split it")
        else:
            reader.data(data, name)
    return reader.finish()
