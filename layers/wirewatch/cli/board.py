"""``wirewatch board``: the page of what ``watch`` has alerted on this machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from wirewatch.cli.common import fail
from wirewatch.cli.watch import default_state, local_time_zone

app = App(name="board")


@app.default
def board(
    to: Annotated[Path, Parameter(help="Folder for the pages.")] = Path("board"),
    *,
    state: Annotated[Path | None, Parameter(help="File that `watch` remembers in.")] = None,
    zone: Annotated[str | None, Parameter(help="Time zone of the hours and days; this machine's by default.")] = None,
) -> None:
    """Write the board: a page for each day and week of what `watch` has alerted, and feeds of the latest.

    The latest page is ``index.html``; its path is printed.

    For example:

        wirewatch board
        wirewatch board public/ --zone Europe/Tallinn
    """
    from wirewatch.alerting.rendering import valid_time_zone
    from wirewatch.feeds.sqlite_store import SqliteFeedStore, StateFileError
    from wirewatch.services.local_board import write_boards

    if zone is not None and valid_time_zone(zone) != zone:
        fail(f"{zone} is no time zone; write it as in Europe/Berlin")
    file = state or default_state()
    if not file.is_file():
        fail(f"{file} is not there; run wirewatch watch first, or name its file with --state")
    try:
        with SqliteFeedStore(file, days=30) as store:
            pages = write_boards(store, to, zone or local_time_zone())
    except StateFileError as problem:
        fail(problem)
    if not pages:
        fail("nothing was alerted yet; leave wirewatch watch running for a while")
    print(to / "index.html")
    print(f"{len(pages)} days, from {pages[0].stem} to {pages[-1].stem}", file=sys.stderr)
