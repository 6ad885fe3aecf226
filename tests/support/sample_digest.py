"""A day for the board: made-up events at made-up outlets."""

from __future__ import annotations

import msgspec

from wirewatch.digests.digest import Digest, digest
from wirewatch.records import Alert, ArchivedMessage, Article, Match, Mention, Outlet, Priority, Summary

_NAMES = {"NO": "Norway", "IS": "Iceland", "EE": "Estonia", "FI": "Finland", "CL": "Chile", "JP": "Japan"}
_STORIES: list[tuple[str, str, list[str], Priority, float, int]] = [
    ("Ferry route between two ports reopens after a hard winter", "Harbour Courier", ["EE", "FI"], "high", 0.9, 3),
    ("Survey of deep-water corals finds a reef as long as a city", "The Tideline", ["NO", "CL"], "normal", 0.8, 1),
    ("Talks on fishing quotas end with a smaller catch for all", "Example Wire", ["NO", "IS"], "normal", 0.7, 5),
    ("Ministers sign a treaty on the rescue of ships in ice", "Daily Example", ["IS", "NO", "FI"], "high", 0.6, 0),
    ("Museum lends a hundred prints for an exhibition by the sea", "Example Gazette", ["JP"], "low", 0.5, 0),
    ("Heavy snow closes the mountain pass for the third time", "Harbour Courier", ["NO"], "normal", 0.6, 2),
]


def sample() -> Digest:
    """A digest with all that the board can show."""
    kept = []
    for number, (title, site, entries, priority, salience, copies) in enumerate(_STORIES):
        matches = [_match(entry, priority, salience - 0.1 * place) for place, entry in enumerate(entries)]
        if number < 4:
            matches.append(_person(number % 2, salience - 0.3))
        sentence = f"{_NAMES[entries[0]]} was at the centre of it, the people who took part said."
        alert = Alert(
            id=f"a{number}",
            article=Article(
                id=f"a{number}", text="", title=title, site=site, url=f"https://example.org/{number}",
                published=f"2026-03-02T{8 + number:02}:15:00+00:00",
            ),
            matches=matches,
            summary=Summary(text=f"{title}. {sentence}", sentences=[], kind="extractive"),
            countries=entries,
            priority=priority,
            outlets=[Outlet(article=f"o{number}{n}", site=f"Outlet {n + 1}", url=f"https://example.com/{n}") for n in range(copies)],
        )  # fmt: skip
        kept.append(
            ArchivedMessage(
                name=alert.id,
                sent=f"2026-03-02T{8 + 2 * number:02}:20:00Z",
                message=msgspec.Raw(msgspec.json.encode(alert)),
            )
        )
    return digest(
        kept,
        start="2026-03-02T06:00:00+00:00",
        end="2026-03-03T06:00:00+00:00",
        history={"NO": [0, 1, 0, 0, 1, 0, 0], "IS": [2, 3, 1, 2, 2, 3, 2], "EE": [1, 0, 2, 1, 1, 0, 1], "FI": [1] * 7},
    )


def _match(entry: str, priority: Priority, salience: float) -> Match:
    name = _NAMES[entry]
    sentence = f"{name} was at the centre of it, the people who took part said."
    mention = Mention(start=0, end=len(name), where="text", name=name, sentence=sentence)
    return Match(entry=entry, kind="country", name=name, salience=salience, mentions=[mention], priority=priority)


def _person(number: int, salience: float) -> Match:
    name = ("The harbour master", "The minister of fisheries")[number]
    mention = Mention(start=0, end=1, where="text", name=name, sentence=f"{name} spoke of a good day.")
    return Match(entry=f"person-{number}", kind="person", name=name, salience=salience, mentions=[mention])
