"""A mail for whoever operates wirewatch: the watchlist was refused, and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wirewatch.watchlists.models import WatchlistError

MAX_LISTED: Final = 50


def rejection_email(files: Iterable[str], problem: Exception, since: str = "") -> tuple[str, str]:
    """Subject (ASCII, under 100 characters, one line) and text of the mail.

    ``files`` are the keys of the watchlists that were read together, ``since`` tells when the one in force was
    compiled, where that is known. At most ``MAX_LISTED`` problems are listed; the rest is counted.
    """
    if isinstance(problem, WatchlistError):
        lines = [_one_line(str(one)) for one in problem.problems]
    else:
        lines = [_one_line(str(problem)) or type(problem).__name__]
    count = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    read = sorted(map(_one_line, files))
    rest = [f"- and {len(lines) - MAX_LISTED} more"] if len(lines) > MAX_LISTED else []
    compiled = f", as compiled {_one_line(since)}" if since else ""
    text = [
        "The watchlist that was uploaded cannot be used, and has been refused.",
        f"The last good watchlist stays in force{compiled}: articles are matched as before.",
        "",
        f"What is wrong ({count}; file, line, field, and what mends it):",
        *(f"- {line}" for line in lines[:MAX_LISTED]),
        *rest,
        "",
        f"Files read: {', '.join(read) or 'none'}",
        "Mend them, check with 'wirewatch watchlist check FILE', and upload them again.",
    ]
    return f"wirewatch: watchlist refused, {count}", "\n".join(text)


def _one_line(text: str) -> str:
    """``text`` without line breaks and what else does not print, at most 600 characters."""
    return "".join(char if char.isprintable() else " " for char in text[:600]).strip()
