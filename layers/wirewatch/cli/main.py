"""The same stages from the shell: each a filter over JSON lines, so that stages compose and can be measured alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cyclopts import App, Parameter

from wirewatch import __version__
from wirewatch.cli.common import (
    DEFAULT_WATCHLIST,
    Model,
    Watchlists,
    complain,
    fail,
    lines_in,
    loaded,
    models_of,
    opened,
)
from wirewatch.cli.feeds import app as feeds_app
from wirewatch.cli.model import app as model_app
from wirewatch.cli.redrive import app as redrive_app
from wirewatch.cli.replay import app as replay_app
from wirewatch.cli.subscribe import app as subscribe_app
from wirewatch.cli.watch import app as watch_app
from wirewatch.errors import MALFORMED
from wirewatch.records import Article, Match, MatchedArticle, Mention, Summary

if TYPE_CHECKING:
    from wirewatch.documents.document import Document

app = App(
    name="wirewatch",
    version=__version__,
    help="Watch the news wire: read articles, match a watchlist, summarise what matches, alert.",
)

watchlist_app = App(name="watchlist", help="Check a watchlist, compile it, ask why a text matches or does not.")
app.command(watchlist_app)
app.command(feeds_app)
app.command(watch_app)
app.command(subscribe_app)
app.command(redrive_app)
app.command(replay_app)
app.command(model_app)

_encode = msgspec.json.Encoder().encode

Inputs = Annotated[str, Parameter(allow_leading_hyphen=True)]  # so that - is an input


def _print(record: Any) -> None:
    sys.stdout.buffer.write(_encode(record) + b"\n")


def _inputs(name: str) -> Iterator[str]:
    """What is named; of a folder, the files below it, in order, without hidden ones."""
    path = Path(name)
    if name == "-" or not path.is_dir():
        yield name
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield str(file)


class _Line(msgspec.Struct):
    """One line of input: an article itself, or what ``wirewatch match`` made of one."""

    article: Article | None = None
    matches: list[Match] = []


def _lines() -> Iterator[tuple[Article, list[Match]]]:
    """Articles from standard input, one a line, bare or with their matches.

    Raises:
        SystemExit: at the end, where lines were no such record; each is complained of by its number and field.
    """
    as_line, as_article = msgspec.json.Decoder(_Line), msgspec.json.Decoder(Article)
    failed = False
    for number, line in lines_in(sys.stdin.buffer):
        try:
            record = as_line.decode(line)
            found = (record.article, record.matches) if record.article else (as_article.decode(line), [])
        except MALFORMED as error:
            failed = True
            complain(f"standard input, line {number}: {error}; wanted is an article with at least id and text")
            continue
        yield found
    if failed:
        raise SystemExit(1)


def _documents(name: str) -> Iterator[Document]:
    """The documents of one input: an address is fetched, a file is opened, - is standard input.

    Raises:
        Refused, Unreachable, OSError: it cannot be had.
    """
    from wirewatch.documents.reader import documents_from_response, open_documents
    from wirewatch.fetching.fetcher import fetch

    if name.startswith(("http://", "https://")):
        yield from documents_from_response(fetch(name))
    elif name == "-":
        yield from open_documents(sys.stdin.buffer, source="-")
    else:
        with Path(name).open("rb") as file:
            yield from open_documents(file, source=name)


def _articles(inputs: tuple[str, ...], failed: list[str]) -> Iterator[Article]:
    """The articles on every input's pages; what cannot be read is complained of, and its name added to ``failed``."""
    from wirewatch.documents.reader import extract_article
    from wirewatch.errors import InputRejectedError, TemporaryFetchError

    for name in (each for given in inputs or ("-",) for each in _inputs(given)):
        try:
            for document in _documents(name):
                try:
                    yield extract_article(document)
                except InputRejectedError as problem:
                    failed.append(name)
                    complain(problem)
        except (InputRejectedError, TemporaryFetchError) as problem:
            failed.append(name)
            complain(problem)
        except OSError as error:
            failed.append(name)
            complain(f"{name} cannot be read: {error.strerror or error}")


@app.command
def extract(*inputs: Inputs) -> None:
    """Read pages: one article per line.

    Parameters
    ----------
    inputs
        Files, folders or addresses; - or nothing for standard input.
    """
    failed: list[str] = []
    for article in _articles(inputs, failed):
        _print(article)
    if failed:
        raise SystemExit(1)


@app.command(name="match")
def match_(*, watchlist: Watchlists = DEFAULT_WATCHLIST) -> None:
    """Match articles against a watchlist: one {article, matches} per line."""
    from wirewatch.matching.matcher import match

    index = opened(watchlist)
    for article, _ in _lines():
        _print({"id": article.id, "article": article, "matches": match(article, index)})


@app.command
def summarise(
    *,
    focus: Annotated[tuple[str, ...], Parameter(help="Names that the summary should be about.")] = (),
    model: Model = None,
) -> None:
    """Summarise articles, bare or with their matches: one {id, summary} per line."""
    models = models_of(model)
    for article, matches in _lines():
        _print({"id": article.id, "summary": models.summarise(article, [*matches, *_focus(article, focus)])})


def _focus(article: Article, names: tuple[str, ...]) -> list[Match]:
    """A match for each name that the text holds as written, case aside."""
    import re

    found = []
    for name in names:
        places = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article.text, re.IGNORECASE)
        mentions = [Mention(start=place.start(), end=place.end(), where="text", name=name) for place in places]
        if mentions:
            found.append(Match(entry=name, kind="topic", name=name, salience=1.0, mentions=mentions))
    return found


class _Written(msgspec.Struct):
    """One line of input for the guard."""

    id: str
    text: str
    summary: str


@app.command
def guard() -> None:
    """Check summaries against their articles: {id, text, summary} a line in, {id, supported, score, unsupported} out."""
    from wirewatch.summaries.factuality import check_factuality as judge

    decoder = msgspec.json.Decoder(_Written)
    for number, line in lines_in(sys.stdin.buffer):
        try:
            written = decoder.decode(line)
        except MALFORMED as error:
            fail(f"standard input, line {number}: {error}; wanted are id, text and summary")
        _print({"id": written.id, **msgspec.structs.asdict(judge(written.text, written.summary))})


@app.command
def read(
    page: Inputs = "-",
    *,
    watchlist: Watchlists = DEFAULT_WATCHLIST,
    model: Model = None,
    json: Annotated[bool, Parameter(help="Print the alert as JSON, the article's text included.")] = False,
) -> None:
    """The whole way for one page, printed for people.

    Parameters
    ----------
    page
        A file or an address, or - for standard input.
    """
    from wirewatch.alerting.builder import build_alert
    from wirewatch.matching.matcher import match, suppression_reason

    index, models = opened(watchlist), models_of(model)
    failed: list[str] = []
    for article in _articles((page,), failed):
        matches = match(article, index)
        alert = build_alert(MatchedArticle(article=article, matches=matches), models.summarise(article, matches))
        if json:
            _print(alert)
        else:
            _show(article, alert.matches, alert.summary)
            for one in matches:
                if why := suppression_reason(one, matches, index):
                    print(f"{one.entry} matches, but does not alert: {why}")
    if failed:
        raise SystemExit(1)


def _show(article: Article, matches: list[Match], summary: Summary) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from wirewatch.text.sanitize import single_line

    console = Console(highlight=False)
    facts = (article.site, article.agency, *article.authors, article.published, article.language)
    console.print(Text(single_line(article.title) or "(no title)", style="bold"))
    console.print(Text(" · ".join(single_line(fact) for fact in facts if fact), style="dim"))
    console.print()
    console.print(Text(single_line(summary.text)))
    console.print(Text(f"({summary.kind}{': ' + single_line(summary.note) if summary.note else ''})", style="dim"))
    console.print()
    if not matches:
        console.print("Nothing on the watchlist is named.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("salience", "entry", "name", "where"):
        table.add_column(heading)
    for match in matches:
        table.add_row(f"{match.salience:.2f}", match.entry, Text(single_line(match.name)), _quote(article, match))
    console.print(table)


def _quote(article: Article, match: Match) -> Any:
    """The first mention in the text (else in the title), marked, with a few words around it."""
    from rich.text import Text

    mention = min(match.mentions, key=lambda mention: (mention.where == "title", mention.start))
    whole = article.title if mention.where == "title" else article.text
    start, end = max(0, mention.start - 30), min(len(whole), mention.end + 30)
    quote = Text(" ".join(whole[start : mention.start].split("\n")))
    quote.append(whole[mention.start : mention.end], style="bold yellow")
    quote.append(" ".join(whole[mention.end : end].split("\n")))
    if len(match.mentions) > 1:
        quote.append(f"  (+{len(match.mentions) - 1})", style="dim")
    return quote


@watchlist_app.command
def check(*watchlists: str) -> None:
    """Validate watchlists; every mistake with its file, line and mend.

    Parameters
    ----------
    watchlists
        Files, or names of packs.
    """
    watchlist = loaded(watchlists or DEFAULT_WATCHLIST)
    names = sum(len(entry.aliases) for entry in watchlist.entries)
    print(f"{len(watchlist.entries)} entries with {names} names: good")


@watchlist_app.command(name="compile")
def compile_(*watchlists: str, to: Annotated[Path, Parameter(name=["--to", "-o"])] = Path("watchlist.index")) -> None:
    """Compile watchlists to an index.

    Parameters
    ----------
    watchlists
        Files, or names of packs.
    to
        The file to write.
    """
    from wirewatch.watchlists.index import write

    write(loaded(watchlists or DEFAULT_WATCHLIST), to)
    print(f"{to}: {to.stat().st_size:,} bytes")


@watchlist_app.command
def find(text: str, *, watchlist: Watchlists = DEFAULT_WATCHLIST) -> None:
    """Show where names of a watchlist stand in a text, and why each counts or does not.

    Parameters
    ----------
    text
        The text itself.
    """
    from wirewatch.matching.explain import explain

    explanation = explain(Article(id="-", text=text), opened(watchlist))
    for finding in explanation.findings:
        verdict = f"refused: {finding.refused}" if finding.refused else f"counts ({finding.rule})"
        print(f"{finding.start}-{finding.end} {finding.written!r} is {finding.name!r} of {finding.entry}: {verdict}")
    for entry, why in explanation.withheld.items():
        print(f"{entry} matches, but does not alert: {why}")
    if not explanation.findings:
        print("no name of the watchlist stands there")
        if not set(text) & set(" \n") and Path(text).is_file():
            complain(f"note: {text} was taken for the text itself; for a file: wirewatch read {text}")


def main() -> None:
    """The ``wirewatch`` command."""
    try:
        app()
    except BrokenPipeError:
        # The reader of a pipe has gone; what is left of the output has nobody to go to.
        sys.stderr.close()
        raise SystemExit(141) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
