"""The ``wirewatch`` command: its parts put together, and what holds for all of them."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from cyclopts import App

from wirewatch import __version__
from wirewatch.cli import stages
from wirewatch.cli.board import app as board_app
from wirewatch.cli.common import Verbosity, complain
from wirewatch.cli.redrive import app as redrive_app
from wirewatch.cli.replay import app as replay_app
from wirewatch.cli.stories import app as stories_app
from wirewatch.cli.subscribe import app as subscribe_app
from wirewatch.cli.trace import app as trace_app
from wirewatch.cli.watch import app as watch_app
from wirewatch.errors import WirewatchError

PARTS = {
    "watchlist": "Check a watchlist, compile it, ask why a text matches or does not.",
    "feeds": "Check feeds, add them to a list, exchange lists with feed readers (OPML).",
    "model": "Convert a model that writes summaries, and measure it.",
}
"""Commands that have commands of their own; their modules are imported when they are called."""

app = App(
    name="wirewatch",
    version=__version__,
    help="Watch the news wire: read articles, match a watchlist, summarise what matches, alert.",
    help_epilogue="Every command takes -q (errors only) and -v (says what is done). Shell completion: --install-completion.",
)
stages.register(app)
for command in (watch_app, board_app, stories_app, subscribe_app, redrive_app, replay_app, trace_app):
    app.command(command)
for part, about in PARTS.items():
    app.command(f"wirewatch.cli.{part}:app", name=part, help=about)

EXTRAS = {
    "boto3": "aws",
    "botocore": "aws",
    "aws_lambda_powertools": "aws",
    "apprise": "chat",
    "torch": "models",
    "transformers": "models",
}
"""Packages that a plain installation lacks, and the extra that brings each."""


def _flags(arguments: list[str]) -> list[str]:
    """Take out the flags that every command has, wherever they stand before ``--``; what is left."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    given = arguments[:end]
    Verbosity.quiet = bool({"-q", "--quiet"} & set(given))
    Verbosity.verbose = bool({"-v", "--verbose"} & set(given))
    return [one for one in given if one not in ("-q", "--quiet", "-v", "--verbose")] + arguments[end:]


def main() -> None:
    """The ``wirewatch`` command."""
    app.register_install_completion_command()
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        try:
            app(_flags(sys.argv[1:]))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe has gone; what is left of the output has nobody to go to.
        _end(141)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except ModuleNotFoundError as missing:
        extra = EXTRAS.get((missing.name or "").partition(".")[0])
        if extra is None or Verbosity.verbose:
            raise
        complain(f"this needs the package {missing.name}: pip install 'wirewatch[{extra}]'")
        raise SystemExit(1) from None
    except WirewatchError as problem:
        if Verbosity.verbose:
            raise
        complain(problem)
        raise SystemExit(1) from None
    except OSError as problem:
        if Verbosity.verbose:
            raise
        complain(f"{problem.filename or 'the output cannot be written'}: {problem.strerror or problem}")
        _end(1)


def _end(status: int) -> NoReturn:
    """End without another try to write what is left of the output."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(status)
