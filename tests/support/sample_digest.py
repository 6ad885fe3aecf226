"""A day for the board: the sample pages, all told on one day by outlets of our own."""

from __future__ import annotations

import msgspec

from tests.support.sample_pages import SamplePage, sample_pages
from wirewatch.digests.digest import Digest, digest
from wirewatch.records import Alert, ArchivedMessage, Article, Match, Mention, Outlet, Priority
from wirewatch.summaries.extractive import lead_summary

_NAMES = {
    "NO": "Norway", "PL": "Poland", "IE": "Ireland", "DK": "Denmark", "GR": "Greece", "CL": "Chile", "CH": "Switzerland",
    "EC": "Ecuador", "BR": "Brazil", "AL": "Albania", "IS": "Iceland", "HU": "Hungary", "ES": "Spain", "AT": "Austria",
    "MA": "Morocco", "NP": "Nepal", "GB": "United Kingdom", "CA": "Canada", "AU": "Australia", "KE": "Kenya", "SE": "Sweden",
    "FI": "Finland", "MT": "Malta",
}  # fmt: skip
_PEOPLE = {"ingrid-solbakk": "Ingrid Solbakk", "the-river-treaty": "River treaty"}
_ALSO = {
    "01-dam-vote": ["SE", "ingrid-solbakk", "the-river-treaty"],
    "03-train": ["AT"],
    "24-live-talks": ["NO"],
    "09-press": ["NO"],
}
_PRIORITY: dict[str, Priority] = {"03-train": "high", "01-dam-vote": "high", "29-listicle": "low"}


def sample() -> Digest:
    """A digest with all that the board can show."""
    archived = []
    pages = [page for page in sample_pages() if page.entry in _NAMES and page.kind != "sport"]
    for number, page in enumerate(pages):
        alert = _alert(page, number)
        sent = f"2026-03-02T{6 + number % 17:02}:{(number * 7) % 60:02}:00Z"
        archived.append(ArchivedMessage(name=alert.id, sent=sent, message=msgspec.Raw(msgspec.json.encode(alert))))
    return digest(
        archived,
        start="2026-03-02T05:00:00+00:00",
        end="2026-03-03T05:00:00+00:00",
        history={
            "NO": [0, 0, 1, 0, 0, 0, 0], "AT": [0, 1, 0, 0, 1, 0, 0], "GR": [1, 0, 2, 1, 1, 0, 1], "CL": [0, 1, 0, 0, 0, 0, 0],
            "PL": [1, 2, 1, 0, 1, 1, 2], "GB": [2, 3, 1, 2, 2, 3, 2], "CA": [1] * 7, "BR": [1, 0, 0, 2, 0, 1, 0],
        },
    )  # fmt: skip


def _alert(page: SamplePage, number: int) -> Alert:
    text = "\n\n".join(part for part in page.body if part[1:2] != " " and not part.startswith("## "))
    title, url = page.title, page.url
    article = Article(
        id=page.id, text=text, title=title, site=page.site, url=url, language=page.language, section=page.section,
        published=f"2026-03-02T{5 + number % 17:02}:{(number * 11) % 60:02}:00+00:00",
    )  # fmt: skip
    priority = _PRIORITY.get(page.id, "normal")
    matches = [
        _match(entry, article, 0.9 - 0.3 * place, priority)
        for place, entry in enumerate([page.entry or "", *_ALSO.get(page.id, [])])
    ]
    outlets = [
        Outlet(article=f"o{number}{n}", site=f"{name} {page.language}", url=f"https://www.{n}.example/{page.id}", published=f"2026-03-02T{6 + number % 17 + n:02}:30:00+00:00")
        for n, name in enumerate(["The Meridian", "Wire Weekly", "Coast Daily"][: 3 - number % 4])
    ]  # fmt: skip
    return Alert(
        id=page.id,
        article=msgspec.structs.replace(article, text=""),
        matches=matches,
        summary=lead_summary(article, matches),
        countries=[match.entry for match in matches if match.kind == "country"],
        priority=priority,
        outlets=outlets,
    )


def _match(entry: str, article: Article, salience: float, priority: Priority) -> Match:
    name = _NAMES.get(entry) or _PEOPLE[entry]
    sentence = next(
        (one for one in article.text.replace("\n\n", " ").split(". ") if name in one), article.text.split(". ")[0]
    )
    at = max(0, article.text.find(name))
    mention = Mention(start=at, end=at + len(name), where="text", name=name, sentence=f"{sentence}.")
    kind = "country" if entry in _NAMES else "person"
    return Match(entry=entry, kind=kind, name=name, salience=salience, mentions=[mention], priority=priority)
