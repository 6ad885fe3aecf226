"""``wirewatch watchlist``: watchlists checked, compiled, and asked why a text matches or does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from wirewatch.cli.common import DEFAULT_WATCHLIST, Watchlists, counted, fail, loaded, note, opened
from wirewatch.records import Article

app = App(name="watchlist", help="Check a watchlist, compile it, ask why a text matches or does not.")


@app.command
def check(*watchlists: str) -> None:
    """Validate watchlists; every mistake with its file, line and how to fix it.

    For example:

        wirewatch watchlist check mine.yaml

    Parameters
    ----------
    watchlists
        Files, or names of packs.
    """
    watchlist = loaded(watchlists or DEFAULT_WATCHLIST)
    names = sum(len(entry.aliases) for entry in watchlist.entries)
    print(f"{counted(len(watchlist.entries), 'entry', 'entries')} with {counted(names, 'name')}: valid")


@app.command(name="compile")
def compile_(*watchlists: str, to: Annotated[Path, Parameter(name=["--to", "-o"])] = Path("watchlist.index")) -> None:
    """Compile watchlists to an index.

    For example:

        wirewatch watchlist compile mine.yaml --to mine.index

    Parameters
    ----------
    watchlists
        Files, or names of packs.
    to
        The file to write.
    """
    from wirewatch.watchlists.index import write

    watchlist = loaded(watchlists or DEFAULT_WATCHLIST)
    try:
        write(watchlist, to)
    except OSError as problem:
        fail(f"{to} cannot be written: {problem.strerror or problem}")
    print(f"{to}: {to.stat().st_size:,} bytes")


@app.command(name=["explain", "find"])
def explain(text: str, *, watchlist: Watchlists = DEFAULT_WATCHLIST) -> None:
    """Show where names of a watchlist stand in a text, and why each counts or does not.

    For example:

        wirewatch watchlist explain 'Georgia won the vote in Atlanta' -w countries

    Parameters
    ----------
    text
        The text itself.
    """
    from wirewatch.matching import explain as explaining

    explanation = explaining.explain(Article(id="-", text=text), opened(watchlist))
    for finding in explanation.findings:
        verdict = f"rejected: {finding.refused}" if finding.refused else f"counts ({finding.rule})"
        print(f"{finding.start}-{finding.end} {finding.written!r} is {finding.name!r} of {finding.entry}: {verdict}")
    for entry, why in explanation.withheld.items():
        print(f"{entry} matches, but does not alert: {why}")
    if not explanation.findings:
        print("no name of the watchlist stands there")
        if not set(text) & set(" \n") and Path(text).is_file():
            note(f"{text} was taken for the text itself; for a file: wirewatch read {text}")
