"""Records for tests, with what a test does not care about filled in."""

from __future__ import annotations

from typing import Any

from wirewatch.records import Alert, Article, Match, Mention, Priority, Summary

TEXT = (
    "Norway and Iceland signed a treaty on fish. The treaty will hold for ten years. Ministers met in Bergen on Monday."
)


def article(name: str = "a1", text: str = TEXT, title: str = "Treaty signed", **fields: str) -> Article:
    """An article in English."""
    return Article(id=name, text=text, title=title, language="en", **fields)  # type: ignore[arg-type]


def match(entry: str = "NO", salience: float = 0.5, priority: Priority = "normal") -> Match:
    """A match with one mention, in the first word of ``TEXT``."""
    mention = Mention(start=0, end=6, where="text", name=entry, sentence=TEXT[:43])
    return Match(entry=entry, kind="country", name=entry, salience=salience, mentions=[mention], priority=priority)


def alert(name: str = "a1", *entries: str, priority: Priority = "normal") -> Alert:
    """An alert for some entries."""
    return Alert(
        id=name,
        article=article(name),
        matches=[match(entry, priority=priority) for entry in entries or ("NO",)],
        summary=Summary(text=TEXT[:43], sentences=[TEXT[:43]], kind="lead"),
        priority=priority,
    )


def rain_alert(
    name: str, *countries: str, priority: Priority = "normal", salience: float = 0.5, **fields: Any
) -> Alert:
    """An alert about rain in some countries, each named by its entry; ``fields`` are the article's."""
    matches = [
        Match(
            entry=country, kind="country", name=country.title(), salience=salience, priority=priority,
            mentions=[Mention(start=0, end=4, where="text", name=country, sentence=f"In {country} it rained.")],
        )
        for country in countries
    ]  # fmt: skip
    extra = {key: fields.pop(key) for key in ("outlets", "follow_up_of", "news") if key in fields}
    article = Article(id=name, text="", **{"title": f"Rain in {name}", "site": "Example Wire"} | fields)
    summary = Summary(text=f"It rained in {name}.", sentences=[], kind="extractive")
    return Alert(id=name, article=article, matches=matches, summary=summary, priority=priority, **extra)
