"""``wirewatch watch``: feeds watched on this machine, alerts printed as they come."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import App, Parameter

from wirewatch.cli.common import DEFAULT_WATCHLIST, Allow, Model, Port, Watchlists, console, counted, fail, opened

if TYPE_CHECKING:
    from wirewatch.feeds.feed_list import WatchedFeed
    from wirewatch.feeds.poller import PollReport
    from wirewatch.feeds.sqlite_store import SqliteFeedStore
    from wirewatch.records import Alert

app = App(name="watch")


def default_state() -> Path:
    """Where what is remembered lies unless said otherwise (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "wirewatch" / "watch.sqlite"


@app.default
def watch(
    *feeds: str,
    watchlist: Watchlists = DEFAULT_WATCHLIST,
    state: Annotated[Path | None, Parameter(help="File that remembers what was read and shown.")] = None,
    model: Model = None,
    once: Annotated[bool, Parameter(help="Poll what is due now, and end.", negative="")] = False,
    json: Annotated[bool, Parameter(help="Print one alert a line, as JSON.", negative="")] = False,
    notify: Annotated[
        tuple[str, ...],
        Parameter(
            help="Send alerts to this chat or mailbox too (an address as apprise writes it, or of a channel that a package adds); may be repeated.",
            negative="",
        ),
    ] = (),
    allow: Allow = (),
    port: Port = (),
) -> None:
    """Watch feeds on this machine: poll, read, match, summarise, print alerts as they come.

    It may be stopped and started again at any moment: nothing is shown twice.

    For example:

        wirewatch watch https://news.example/world/rss -w baltics
        wirewatch watch feeds.yaml --once --json >> alerts.jsonl

    Parameters
    ----------
    feeds
        Addresses of feeds, or lists of them (feeds.yaml); the list in this folder by default.
    """
    import asyncio

    from wirewatch.feeds.feed_list import FeedListError
    from wirewatch.feeds.sqlite_store import StateFileError
    from wirewatch.summaries.model_files import ModelError

    try:
        listed = _listed(feeds or ("feeds.yaml",))
        some = asyncio.run(
            _watch(
                listed,
                watchlist,
                state or default_state(),
                model,
                ConsoleOutput(json),
                once,
                notify,
                allow,
                (80, 443, *port),
            )
        )
    except (FeedListError, StateFileError, ModelError) as problem:
        fail(problem)
    except KeyboardInterrupt:
        print(file=sys.stderr)
        raise SystemExit(130) from None
    if not some:
        fail("every feed that was asked failed")


def _listed(names: Sequence[str]) -> list[WatchedFeed]:
    from wirewatch.feeds.feed_list import WatchedFeed, load_feeds

    found = [WatchedFeed(url=name) for name in names if "://" in name]
    if files := [name for name in names if "://" not in name]:
        found += load_feeds(files).feeds
    return [feed for feed in {feed.url: feed for feed in found}.values() if feed.enabled]


async def _watch(
    feeds: list[WatchedFeed],
    watchlists: tuple[str, ...],
    state: Path,
    model: str | None,
    screen: ConsoleOutput,
    once: bool,
    notify: tuple[str, ...],
    allow: tuple[str, ...],
    ports: tuple[int, ...],
) -> bool:
    """Poll until the end of days, or ``once``; False where all feeds that were polled then failed."""
    import asyncio

    from wirewatch.feeds.sqlite_store import SqliteFeedStore
    from wirewatch.fetching.fetcher import Fetcher
    from wirewatch.services.local_watch import LocalWatcher
    from wirewatch.summaries.summariser import Summariser

    state.parent.mkdir(parents=True, exist_ok=True)
    names = dict.fromkeys([None, *(feed.watchlist for feed in feeds)])
    indexes = {name: opened(watchlists if name is None else (name,)) for name in names}
    models = Summariser.named(model)
    with SqliteFeedStore(state, days=30) as local:
        async with Fetcher(allow=allow, ports=ports) as fetcher:
            watcher = LocalWatcher(local, fetcher, indexes.__getitem__, models, screen.complain)
            show = _showing(screen, notify, local)
            screen.status(f"watching {counted(len(feeds), 'feed')} for {', '.join(watchlists)}; remembering in {state}")
            await watcher.work(show)  # what a kill left waiting
            while True:
                report = await watcher.poll(feeds)
                await watcher.work(show)
                for trouble in _failing(local.load()) if report.failed else ():
                    screen.complain(trouble)
                if once:
                    screen.status(_told(report, watcher.processed, screen.alerts))
                    return not report.failed or report.failed < report.polled
                pause = watcher.next_due(feeds)
                screen.status(f"{_told(report, watcher.processed, screen.alerts)}; next poll in {pause / 60:.0f} min")
                await asyncio.sleep(max(1.0, pause))


def _showing(screen: ConsoleOutput, notify: tuple[str, ...], store: SqliteFeedStore) -> Callable[[Alert], None]:
    """What shows an alert, keeps it for the board, and sends it to chats.

    A chat that fails is named, and is not in the way of the others.
    """
    from importlib.util import find_spec

    from wirewatch.alerting.channels import is_added
    from wirewatch.extensions import ExtensionError
    from wirewatch.services.local_board import archive_alert

    if find_spec("apprise") is None and not all(map(is_added, notify)):
        fail("--notify needs the package apprise: pip install 'wirewatch[chat]'")
    for address in notify:
        if not is_added(address):
            from wirewatch.alerting.chat import is_known

            if not is_known(address):
                fail(
                    f"--notify {address.partition(':')[0]}:…: neither apprise nor a package that is installed knows it"
                )
    zone = local_time_zone()

    def show(alert: Alert) -> None:
        screen.alert(alert)
        archive_alert(store, alert, datetime.now(UTC))
        if not notify:
            return
        from wirewatch.alerting.chat import ChatDeliveryError, send_to_chat

        name = f"{alert.id}#{','.join(sorted(match.entry for match in alert.matches))}"
        try:
            send_to_chat(name, alert, notify, store, zone)
        except (ChatDeliveryError, ExtensionError) as problem:
            screen.complain(str(problem))

    return show


def local_time_zone() -> str:
    """The IANA name of this machine's time zone, as TZ or /etc/localtime says; UTC where neither does."""
    from wirewatch.alerting.rendering import valid_time_zone

    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    return valid_time_zone(os.environ.get("TZ", "").lstrip(":") or linked)


def _failing(states: dict[str, Any]) -> list[str]:
    now = time.time()
    return [
        f"feed fails: {state.last_error}"
        for state in states.values()
        if state.failures and now - state.last_failure < 120
    ]


def _told(report: PollReport, read: int, alerts: int) -> str:
    polled = f"{counted(report.polled, 'feed')} polled, {report.unchanged} unchanged, {report.failed} failed"
    return f"{polled}; {counted(read, 'article')} read, {counted(alerts, 'alert')} so far"


class ConsoleOutput:
    """Alerts to standard output; what happens meanwhile to standard error."""

    def __init__(self, as_json: bool) -> None:
        self._json = as_json
        self._out = console()
        self._err = console(stderr=True)
        self.alerts = 0

    def status(self, text: str) -> None:
        """A quiet line about what is going on."""
        from rich.text import Text

        stamp = datetime.now(UTC).astimezone().strftime("%H:%M")
        self._err.print(Text(f"{stamp} {text}", style="dim"))

    def complain(self, text: str) -> None:
        """Something went wrong, and the rest goes on."""
        from rich.text import Text

        from wirewatch.text.sanitize import single_line

        self._err.print(Text(f"      {single_line(text)}", style="yellow"))

    def alert(self, alert: Alert) -> None:
        """One alert."""
        self.alerts += 1
        if self._json:
            sys.stdout.buffer.write(msgspec.json.encode(alert) + b"\n")
            sys.stdout.buffer.flush()
            return
        from rich.text import Text

        from wirewatch.cli.display import local_time, marked
        from wirewatch.text.sanitize import safe_http_url, single_line

        article = alert.article
        who = ", ".join(single_line(match.name) for match in alert.matches[:4])
        facts = (article.site, article.agency, local_time(article.published))
        self._out.print()
        self._out.print(Text(single_line(article.title) or "(no title)", style="bold"))
        self._out.print(Text(" · ".join(single_line(fact) for fact in facts if fact), style="dim"))
        self._out.print(marked(single_line(alert.summary.text), alert.matches))
        self._out.print(Text(f"{who}{' (follow-up)' if alert.follow_up_of else ''}", style="cyan"))
        for line in alert.news:
            self._out.print(Text(f"new: {single_line(line)}", style="cyan"))
        if address := safe_http_url(article.url):
            self._out.print(Text(address, style="blue"), soft_wrap=True)
