"""What the commands share: parameters of the same name, opening what they name, and what is written beside the results."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, NoReturn

import msgspec
from cyclopts import Parameter

if TYPE_CHECKING:
    from rich.console import Console

    from wirewatch.summaries.summariser import Summariser
    from wirewatch.watchlists.index import WatchlistIndex
    from wirewatch.watchlists.models import Watchlist

DEFAULT_WATCHLIST = ("countries", "officials")  # as in watchlists.compiled, which the parser of options need not load

Watchlists = Annotated[
    tuple[str, ...],
    Parameter(
        name=["--watchlist", "-w"],
        help="A watchlist file, the name of a pack (countries, officials), or a compiled index. May be given more than once.",
    ),
]
Model = Annotated[
    str | None,
    Parameter(
        name="--model",
        help="Folder of a summary model, or the name of an engine that a package adds; default: the model that ships.",
    ),
]


def _is_network(_type: Any, value: Any) -> None:
    """A network is written with its mask.

    Raises:
        ValueError: it is none.
    """
    from ipaddress import ip_network

    for network in (value,) if isinstance(value, str) else value:
        try:
            ip_network(network)
        except ValueError as error:
            raise ValueError(f"{error}; write a network as 10.1.0.0/16") from None


Allow = Annotated[
    tuple[str, ...],
    Parameter(
        help="A network that is open although not public (10.1.0.0/16), for an intranet's news.", validator=_is_network
    ),
]
Port = Annotated[tuple[int, ...], Parameter(help="A port that may be fetched from besides 80 and 443.")]
Stack = Annotated[str, Parameter(help="Name of the deployed stack.")]


LINE = 25_000_000
"""Bytes of one line of input: a page at its longest, with what was matched in it."""


_UNBROKEN = 100_000
"""Columns of an output that is no terminal."""


class Verbosity:
    """How much is written to standard error: errors only (``quiet``), notes and progress too, or details (``verbose``)."""

    quiet = False
    verbose = False


def console(*, stderr: bool = False) -> Console:
    """Where text for people goes. Only a terminal breaks long lines, and only it gets colours."""
    from rich.console import Console

    made = Console(stderr=stderr, highlight=False)
    if not made.is_terminal and "COLUMNS" not in os.environ:
        made.width = _UNBROKEN
    return made


def lines_in(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines of input that hold something, each with its number, counted from 1.

    Raises:
        SystemExit: a line is longer than ``LINE``; the message names it.
    """
    mention_terminal(stream)
    number = 0
    while line := stream.readline(LINE + 1):
        number += 1
        if len(line) > LINE:
            fail(f"standard input, line {number}: longer than {LINE:,} bytes; wanted is one record a line")
        if line.strip():
            yield number, line


def mention_terminal(stream: BinaryIO) -> None:
    """Say that input is expected, where somebody sits at the terminal that it comes from."""
    if stream.isatty():
        note("reading from the terminal; Ctrl-D ends the input, --help shows examples")


def print_record(record: Any) -> None:
    """Write a record as one line of JSON."""
    sys.stdout.buffer.write(msgspec.json.encode(record) + b"\n")


def complain(text: object) -> None:
    """Say what is wrong, and go on."""
    print(f"wirewatch: {text}", file=sys.stderr)


def note(text: object) -> None:
    """Say what may be worth knowing, unless quiet."""
    if not Verbosity.quiet:
        complain(f"note: {text}")


def detail(text: object) -> None:
    """Say what is done, if verbose."""
    if Verbosity.verbose:
        complain(text)


def fail(text: object) -> NoReturn:
    """Say what is wrong, without a traceback, and end.

    Raises:
        SystemExit: with 1.
    """
    complain(text)
    raise SystemExit(1)


def counted(number: int, one: str, more: str = "") -> str:
    """A number with its noun: ``1 story``, ``2 stories``; ``more`` is ``one`` with an s by default."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def progress(items: Iterable[Any], noun: str, total: int | None = None) -> Iterator[Any]:
    """The items, while a line on the terminal says how many there were; nothing where no terminal is, or quiet."""
    if Verbosity.quiet or not sys.stderr.isatty():
        yield from items
        return
    begun = shown = time.monotonic()
    written = False
    for number, item in enumerate(items, 1):
        yield item
        now = time.monotonic()
        if now - begun > 1 and now - shown > 0.2:
            of = f" of {total:,}" if total else ""
            print(
                f"\r{number:,}{of} {noun}, {number / (now - begun):.1f} a second ", end="", file=sys.stderr, flush=True
            )
            shown, written = now, True
    if written:
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def loaded(watchlists: tuple[str, ...]) -> Watchlist:
    """The watchlists joined; what was left out of them is reported."""
    from wirewatch.watchlists.loader import load_watchlist
    from wirewatch.watchlists.models import WatchlistError

    try:
        watchlist = load_watchlist(watchlists)
    except WatchlistError as error:
        fail(error)
    for warning in watchlist.warnings:
        note(warning)
    return watchlist


def opened(watchlists: tuple[str, ...]) -> WatchlistIndex:
    """The watchlists joined and compiled; what was left out of them is reported."""
    from wirewatch.watchlists.compiled import open_compiled
    from wirewatch.watchlists.index import IndexFileError
    from wirewatch.watchlists.models import WatchlistError

    try:
        index, warnings = open_compiled(watchlists)
    except (WatchlistError, IndexFileError) as error:
        fail(error)
    for warning in warnings:
        note(warning)
    return index


def models_of(model: str | None, *, articles: int | None = None) -> Summariser:
    """The models to summarise with.

    Args:
        model: a folder, or the name of an added engine.
        articles: how many are summarised, where that is known: one alone needs nothing that is prepared for many.
    """
    from wirewatch.extensions import ExtensionError
    from wirewatch.summaries.model_files import ModelError
    from wirewatch.summaries.summariser import Summariser

    many = articles != 1
    try:
        models = Summariser.named(model, threads=2 if many else 1, warm=many)
    except (ModelError, ExtensionError) as error:
        fail(error)
    if models.problem:
        fail(models.problem)
    return models
