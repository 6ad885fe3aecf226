"""Dates as pages write them, as ISO 8601: with the time and its zone where both are stated, never in the future."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

_MONTH = (
    r"(?:Jan(?:uary|vier|\.)?|Feb(?:ruary|ruar|\.)?|Mar(?:ch|s|zo|\.)?|März|Apr(?:il|\.)?|May|Mai|Jun[ei]?|Jul[iy]?|Aug(?:ust|\.)?|Sept?(?:ember"
    r"|\.)?|O[ck]t(?:ober|\.)?|Nov(?:ember|\.)?|De[cz](?:ember|\.)?|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero"
    r"|febrero|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_LANGUAGES = ["en", "de", "fr", "es"]
"""Of the months above."""
_NEWS_LANGUAGES = [
    *("en", "es", "fr", "de", "pt", "it", "nl", "ru", "uk", "pl", "cs", "hu", "ro"),
    *("el", "sv", "tr", "ar", "fa", "he", "hi", "id", "vi", "zh", "ja", "ko"),
]
"""In which the extractor may find a date that is not written plainly. It would try two hundred, which take 2 s to load."""
_ZONE = r"(?:\s*(?:Z|UTC|GMT|[A-Z]{2,4}T|(?:UTC|GMT)?[+-]\d{1,2}:?\d{2}))?"
_TIME = rf"\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?(?:\s*[ap]\.?m\.?)?{_ZONE}"
_DAY = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{4}}|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?{_MONTH},?\s+(?:de\s+)?\d{{4}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_WHEN = re.compile(rf"(?P<day>{_DAY})(?:(?:T|,?\s+(?:at\s+|à\s+|um\s+)?|\s*[|·-]\s*)(?P<time>{_TIME}))?", re.IGNORECASE)
_CREATED = re.compile(r"(?:created|published|posted|veröffentlicht|publié|publicado)\W{0,4}$", re.IGNORECASE)
_UPDATED = re.compile(
    r"(?:updated?|modified|aktualisiert|mis à jour|actualizado)(?: on| at| le| am| el)?\W{0,4}$", re.IGNORECASE
)
# Abbreviations that stand for several zones: Indian, Israel and Irish Standard Time; China, Central and Cuba …
_AMBIGUOUS = re.compile(r"\b(?:IST|CST|CDT|AST|BST|ECT|AMT|PST|SST|GST|MST|LST)\b")


def expect_news_languages() -> None:
    """Have the extractor's dates read in the languages of news alone."""
    from htmldate.extractors import get_external_parser  # 100 ms

    get_external_parser().languages = _NEWS_LANGUAGES


def find_dates(lines: list[str], arrived: datetime) -> tuple[str | None, str | None]:
    """When an article was published and updated, by the lines of its byline.

    A date behind "Created" or "Published" is the publication, one behind "Updated" the update; of others, the first is
    the publication.
    """
    published = updated = first = None
    for line in lines:
        for found in _WHEN.finditer(line[:400]):
            value = to_iso(found[0], arrived)
            if value is None:
                continue
            before = line[max(0, found.start() - 30) : found.start()]
            if _UPDATED.search(before):
                updated = updated or value
            elif _CREATED.search(before):
                published = published or value
            else:
                first = first or value
    return published or first or updated, updated


def to_iso(text: str, arrived: datetime) -> str | None:
    """A date as written, as ISO 8601; None where it is none, or lies in the future."""
    found = _WHEN.search(text[:200])
    if not found:
        return None
    import dateparser  # 100 ms

    day, time = found["day"], found["time"]
    settings: Any = {
        "DATE_ORDER": "YMD" if re.match(r"\d{4}", day) else "DMY",
        "REQUIRE_PARTS": ["day", "month", "year"],
    }
    zone = time and not _AMBIGUOUS.search(time)
    written = f"{day} {time}" if time else day
    parsed = dateparser.parse(_AMBIGUOUS.sub("", written).strip(), languages=_LANGUAGES, settings=settings)
    if parsed is None and re.match(r"\d{1,2}[./-]\d", day):
        parsed = dateparser.parse(
            _AMBIGUOUS.sub("", written).strip(), languages=_LANGUAGES, settings={**settings, "DATE_ORDER": "MDY"}
        )
    if parsed is None or parsed.year < 1900:
        return None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    if aware > arrived + timedelta(hours=15):  # a local time without its zone may run ahead of UTC
        return None
    if not time:
        return str(parsed.date().isoformat())
    return str((parsed if zone else parsed.replace(tzinfo=None)).isoformat(timespec="minutes"))


def parse_date(value: object, now: datetime | None = None) -> str | None:
    """A date in ISO 8601, RFC 5322 or seconds since 1970, as ISO 8601; None for anything else and for the future.

    A date without a time stays one. A day's grace is given, as zones are often left out or wrong.
    """
    parsed: datetime | None = None
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            parsed = datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        elif isinstance(value, str) and len(value) < 80:
            value = value.strip()
            try:
                parsed = datetime.fromisoformat(value)
            except ValueError:
                parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    if parsed is None or parsed.year < 1970:
        return None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    if aware > (now or datetime.now(UTC)) + timedelta(days=1):
        return None
    if isinstance(value, str) and len(value) <= 10:
        return parsed.date().isoformat()
    return parsed.isoformat(timespec="seconds")
