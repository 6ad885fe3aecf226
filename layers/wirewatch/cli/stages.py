"""Each stage as a command: a filter over JSON lines, so that stages compose and can be measured alone."""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import Annotated, Any

import msgspec
from cyclopts import App, Parameter

from wirewatch.cli.common import (
    DEFAULT_WATCHLIST,
    Allow,
    Model,
    Port,
    Watchlists,
    counted,
    fail,
    lines_in,
    models_of,
    note,
    opened,
    print_record,
    progress,
)
from wirewatch.cli.inputs import PageName, articles_in, articles_on, names_of
from wirewatch.errors import MALFORMED
from wirewatch.records import Article, Match, MatchedArticle, Mention


def extract(*inputs: PageName, allow: Allow = (), port: Port = ()) -> None:
    """Read pages: one article per line.

    For example:

        wirewatch extract page.html saved/ > articles.jsonl
        wirewatch extract https://news.example/story | wirewatch match

    Parameters
    ----------
    inputs
        Files, folders or addresses; - or nothing for standard input.
    """
    failed: list[str] = []
    names = names_of(inputs, failed)
    for article in progress(articles_on(names, failed, allow, port), "articles", len(names)):
        print_record(article)
    if failed:
        raise SystemExit(1)


def match(*, watchlist: Watchlists = DEFAULT_WATCHLIST) -> None:
    """Match articles against a watchlist: one {id, article, matches} per line.

    For example:

        wirewatch extract saved/ | wirewatch match -w mine.yaml > matched.jsonl
    """
    from wirewatch.matching import matcher

    index = opened(watchlist)
    lacking: Counter[str] = Counter()
    for article, _ in progress(articles_in(), "articles"):
        lacking.update(filter(None, [matcher.language_without_names(article, index)]))
        print_record({"id": article.id, "article": article, "matches": matcher.match(article, index)})
    for language, count in sorted(lacking.items()):
        note(f"{counted(count, 'article')}: {_no_names(language)}")


def _no_names(language: str) -> str:
    return f"the watchlist has no names in the language {language!r}; only those for every language were looked for"


def summarise(
    *,
    focus: Annotated[tuple[str, ...], Parameter(help="Names that the summary should be about.")] = (),
    model: Model = None,
) -> None:
    """Summarise articles, bare or with their matches: one {id, article, matches, summary} per line.

    For example:

        wirewatch extract page.html | wirewatch match | wirewatch summarise
        wirewatch extract page.html | wirewatch summarise --focus Tallinn
    """
    models = models_of(model)
    for article, matches in progress(articles_in(), "articles"):
        summary = models.summarise(article, [*matches, *_focus(article, focus)])
        print_record({"id": article.id, "article": article, "matches": matches, "summary": summary})


def _focus(article: Article, names: tuple[str, ...]) -> list[Match]:
    """A match for each name that the text holds as written, case aside."""
    found = []
    for name in names:
        places = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", article.text, re.IGNORECASE)
        mentions = [Mention(start=place.start(), end=place.end(), where="text", name=name) for place in places]
        if mentions:
            found.append(Match(entry=name, kind="topic", name=name, salience=1.0, mentions=mentions))
    return found


class _Text(msgspec.Struct):
    text: str


class _Written(msgspec.Struct):
    """One line of input for the check: texts themselves, or the records of the stages before."""

    id: str
    summary: str | _Text
    text: str = ""
    article: _Text | None = None


def check_summary() -> None:
    """Check summaries against their articles.

    In: {id, text, summary} a line, or what `wirewatch summarise` printed. Out: the same line with supported, score and
    unsupported.

    For example:

        wirewatch extract page.html | wirewatch summarise | wirewatch check-summary
    """
    from wirewatch.summaries.factuality import check_factuality

    decoder = msgspec.json.Decoder(_Written)
    for number, line in progress(lines_in(sys.stdin.buffer), "summaries"):
        try:
            written = decoder.decode(line)
            whole: dict[str, Any] = msgspec.json.decode(line)
        except MALFORMED as error:
            fail(f"standard input, line {number}: {error}; wanted are id, text and summary")
        text = written.article.text if written.article else written.text
        if not text:
            fail(f"standard input, line {number}: it has no text of the article; wanted are id, text and summary")
        summary = written.summary if isinstance(written.summary, str) else written.summary.text
        print_record({**whole, **msgspec.structs.asdict(check_factuality(text, summary))})


def read(
    page: PageName = "-",
    *,
    watchlist: Watchlists = DEFAULT_WATCHLIST,
    model: Model = None,
    json: Annotated[bool, Parameter(help="Print the alert as JSON, the article's text included.", negative="")] = False,
    allow: Allow = (),
    port: Port = (),
) -> None:
    """The whole way for one page, printed for people.

    For example:

        wirewatch read page.html
        wirewatch read https://news.example/story --watchlist mine.yaml
        curl -s https://news.example/story | wirewatch read --json

    Parameters
    ----------
    page
        A file, a folder or an address; - for standard input.
    """
    from wirewatch.alerting.builder import build_alert
    from wirewatch.cli.display import show
    from wirewatch.matching import matcher

    failed: list[str] = []
    names = names_of((page,), failed)
    if failed:
        raise SystemExit(1)
    index, models = opened(watchlist), models_of(model, articles=len(names))
    for article in articles_on(names, failed, allow, port):
        matches = matcher.match(article, index)
        # The summary that would be sent: of the matches that alert.
        summary = models.summarise(article, matcher.alertable_matches(matches, index))
        alert = build_alert(MatchedArticle(article=article, matches=matches), summary)
        if json:
            print_record(alert)
            continue
        show(article, alert.matches, alert.summary)
        if lacking := matcher.language_without_names(article, index):
            print(_no_names(lacking))
        for one in matches:
            if why := matcher.suppression_reason(one, matches, index):
                print(f"{one.entry} matches, but does not alert: {why}")
    if failed:
        raise SystemExit(1)


def register(app: App) -> None:
    """Add the stages to the command line."""
    for command in (extract, match, summarise, read):
        app.command(command)
    app.command(check_summary, name=["check-summary", "guard"])
