"""What the commands share: parameters of the same name, opening what they name, and saying what is wrong in a line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, NoReturn

from cyclopts import Parameter

if TYPE_CHECKING:
    from wirewatch.summaries.summariser import Summariser
    from wirewatch.watchlists.index import WatchlistIndex
    from wirewatch.watchlists.models import Watchlist

DEFAULT_WATCHLIST = ("countries", "officials")

Watchlists = Annotated[
    tuple[str, ...],
    Parameter(
        name=["--watchlist", "-w"],
        help="A watchlist file, the name of a pack (countries, officials), or one compiled index. May be given more than once.",
    ),
]
Model = Annotated[
    Path | None,
    Parameter(name="--model", help="Folder of a summary model, yours or one that ships; default: the one that ships."),
]
Allow = Annotated[
    tuple[str, ...], Parameter(help="A network that is open although not public (10.1.0.0/16), for an intranet's news.")
]
Port = Annotated[tuple[int, ...], Parameter(help="A port that may be fetched from besides 80 and 443.")]
Stack = Annotated[str, Parameter(help="Name of the deployed stack.")]


LINE = 25_000_000
"""Bytes of one line of input: a page at its longest, with what was matched in it."""


def lines_in(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of input that hold something, each with its number, counted from 1.

    Raises:
        SystemExit: a line is longer than ``LINE``; the message names it.
    """
    number = 0
    while line := stream.readline(LINE + 1):
        number += 1
        if len(line) > LINE:
            fail(f"standard input, line {number}: longer than {LINE:,} bytes; wanted is one record a line")
        if line.strip():
            yield number, line


def complain(text: object) -> None:
    """Say what is wrong, and go on."""
    print(f"wirewatch: {text}", file=sys.stderr)


def fail(text: object) -> NoReturn:
    """Say what is wrong, without a traceback, and end.

    Raises:
        SystemExit: with 1.
    """
    complain(text)
    raise SystemExit(1)


def loaded(watchlists: tuple[str, ...]) -> Watchlist:
    """The watchlists joined; what was left out of them is reported."""
    from wirewatch.watchlists.loader import load_watchlist
    from wirewatch.watchlists.models import WatchlistError

    try:
        watchlist = load_watchlist(watchlists)
    except WatchlistError as error:
        fail(error)
    for warning in watchlist.warnings:
        complain(f"note: {warning}")
    return watchlist


def opened(watchlists: tuple[str, ...]) -> WatchlistIndex:
    """The watchlists joined and compiled; a single one that is compiled already is opened as it is."""
    import tempfile

    from wirewatch.watchlists.index import IndexFileError, WatchlistIndex, is_index, write

    compiled = [name for name in watchlists if is_index(Path(name))]
    if compiled:
        if len(watchlists) > 1:
            fail(f"{compiled[0]} is compiled, and cannot be joined with others; name the lists that it was made of")
        try:
            return WatchlistIndex.open(compiled[0], verify=True)
        except (IndexFileError, OSError) as error:
            fail(error)

    watchlist = loaded(watchlists)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        write(watchlist, path)
        return WatchlistIndex.open(path)


def models_of(folder: Path | None) -> Summariser:
    """The models to summarise with."""
    from wirewatch.summaries.model_files import ModelError
    from wirewatch.summaries.summariser import Summariser

    try:
        models = Summariser(folder)
    except ModelError as error:
        fail(error)
    if models.problem:
        fail(models.problem)
    return models
