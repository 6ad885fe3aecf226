"""Why does a text match, and why not?"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from wirewatch.matching.candidates import NameCandidate
from wirewatch.matching.matcher import find_mentions, match, suppression_reason
from wirewatch.matching.mention_finder import MentionFinder
from wirewatch.records import Article, Where
from wirewatch.watchlists.index import WatchlistIndex


class NameDecision(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A place where a name of the watchlist stands, and what became of it.

    Attributes:
        entry: the entry's id.
        name: the name of the entry that stands there, as the watchlist writes it.
        written: as the article writes it.
        where: title or text.
        start: offset of the first character in it.
        end: offset behind the last character.
        rule: what admitted it; empty where it was refused.
        refused: why it was refused; empty where it was admitted.
    """

    entry: str
    name: str
    written: str
    where: Where
    start: int
    end: int
    rule: str = ""
    refused: str = ""


class Explanation(msgspec.Struct, kw_only=True):
    """What was found in an article, and which matches are not worth an alert.

    Attributes:
        findings: in order of appearance, the title's first.
        withheld: entry id → why its match does not alert.
    """

    findings: list[NameDecision]
    withheld: dict[str, str]


def explain(article: Article, index: WatchlistIndex) -> Explanation:
    """Every place in ``article`` where a name of ``index`` stands, admitted or refused, and why."""
    finder = MentionFinder(article, index)
    found = find_mentions(finder)
    places = [*((where, place) for of_entry in found.values() for where, place in of_entry), *finder.rejected]
    matches = match(article, index)
    return Explanation(
        findings=sorted(_findings(article, index, places), key=lambda f: (f.where == "text", f.start, f.end, f.entry)),
        withheld={m.entry: why for m in matches if (why := suppression_reason(m, matches, index))},
    )


def _findings(
    article: Article, index: WatchlistIndex, places: list[tuple[Where, NameCandidate]]
) -> Iterator[NameDecision]:
    for where, place in places:
        text = article.title if where == "title" else article.text
        yield NameDecision(
            entry=index.entry(place.number).id,
            name=place.alias.name,
            written=text[place.at : place.to],
            where=where,
            start=place.at,
            end=place.to,
            rule="" if place.rejection else place.rule,
            refused=place.rejected,
        )
