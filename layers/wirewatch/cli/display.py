"""An article with its matches and its summary, printed for people."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from wirewatch.text.sanitize import safe_http_url, single_line

if TYPE_CHECKING:
    from rich.text import Text

    from wirewatch.records import Article, Match, Summary

AROUND = 30
"""Characters of the text that a quote shows on either side of what matched, at the least where there are so many."""


def show(article: Article, matches: list[Match], summary: Summary) -> None:
    """Print one article: title, facts, link, summary with the matches in bold, and a table of the matches."""
    from rich.table import Table
    from rich.text import Text

    from wirewatch.cli.common import console as console_for

    console = console_for()
    facts = (article.site, article.agency, *article.authors, local_time(article.published), article.language)
    console.print(Text(single_line(article.title) or "(no title)", style="bold"))
    console.print(Text(" · ".join(single_line(fact) for fact in facts if fact), style="dim"))
    if link := safe_http_url(article.url):
        console.print(Text(link, style="blue"), soft_wrap=True)
    console.print()
    console.print(marked(single_line(summary.text), matches))
    kind = ", ".join(part for part in (summary.genre, summary.kind) if part)
    console.print(Text(f"({kind}{': ' + single_line(summary.note) if summary.note else ''})", style="dim"))
    console.print()
    if not matches:
        console.print("Nothing on the watchlist is named.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("salience", "entry", "name", "where"):
        table.add_column(heading)
    for match in matches:
        table.add_row(f"{match.salience:.2f}", match.entry, Text(single_line(match.name)), quote(article, match))
    console.print(table)


def local_time(stamp: str | None) -> str:
    """A date or a time of an article as this machine's clock shows it; a date stays a date."""
    try:
        moment = datetime.fromisoformat(stamp or "")
        if len(stamp or "") <= 10 or moment.tzinfo is None:
            return stamp or ""
        return moment.astimezone().strftime("%Y-%m-%d %H:%M %Z")
    except (ValueError, OverflowError):
        return stamp or ""


def marked(text: str, matches: list[Match]) -> Text:
    """``text`` with the names that matched in bold."""
    from rich.text import Text

    shown = Text(text)
    names = {mention.name for match in matches for mention in match.mentions if mention.name}
    shown.highlight_words(sorted(names, key=len, reverse=True), style="bold", case_sensitive=True)
    return shown


def quote(article: Article, match: Match) -> Text:
    """The first mention in the text (else in the title), marked, with the whole words around it."""
    from rich.text import Text

    mention = min(match.mentions, key=lambda mention: (mention.where == "title", mention.start))
    whole = article.title if mention.where == "title" else article.text
    start, end = around(whole, mention.start, mention.end)
    shown = Text("…" if start else "")
    shown.append(_spaced(whole[start : mention.start]))
    shown.append(single_line(whole[mention.start : mention.end]), style="bold yellow")
    shown.append(_spaced(whole[mention.end : end]) + ("…" if end < len(whole) else ""))
    if len(match.mentions) > 1:
        shown.append(f"  (+{len(match.mentions) - 1})", style="dim")
    return shown


def _spaced(text: str) -> str:
    """``text`` on one line, one space between words."""
    return re.sub(r"\s+", " ", text)


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a quote of ``text[start:end]`` begins and ends: about ``AROUND`` characters away, and not inside a word."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first:
        space = text.find(" ", first - 1, start)
        first = space + 1 if space >= 0 else first
    if last < len(text):
        space = text.rfind(" ", end, last + 1)
        last = space if space >= 0 else last
    return first, last
