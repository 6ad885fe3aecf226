"""Dates as people and programs write them: read whole, or found in a line, and never guessed.

A date has a year, a month and a day; what is impossible (31 February, 25 o'clock) or ambiguous is none. Month names are
those of ``data/month_names.json``, zones those of RFC 5322 and the IANA database.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wirewatch.errors import WirewatchError

Order = Literal["DMY", "MDY"]

GRACE = timedelta(days=1)
"""How far ahead of the clock a date may be: zones are often left out or wrong."""
_NEAR = timedelta(days=10)
"""How near to the time of arrival one of two readings of an ambiguous date must be, and the other must not."""
_LONGEST = 120
_WORD = r"[^\s\d,:;/|()\[\]<>+–—-]{2,24}"
_SEPARATOR = r"\s?[-/.]\s?"
_YEAR = r"(?P<y>\d{4}|['’]?\d{2}(?![\d:]))(?!\d)"
_DAYS = (
    # 2026-11-20, 2026/11/20, 2026. 11. 20., 2026年11月20日, 2026년 11월 20일
    rf"(?<!\d)(?P<y>\d{{4}})(?:{_SEPARATOR}|\s?[年년]\s?)(?P<m>\d{{1,2}})(?:{_SEPARATOR}|\s?[月월]\s?)(?P<d>\d{{1,2}})(?!\d)(?:\s?[日일]|\.)?",
    # 20.11.2026, 20/11/2026, 11/20/2026
    r"(?<![\d.])(?P<a>\d{1,2})(?P<s>\s?[-/.])\s?(?P<b>\d{1,2})(?P=s)\s?" + _YEAR,
    # 20 November 2026, 20th of Nov., 2026, 20 de novembro de 2026, 20-Nov-26, 20 tháng 11 2026
    (
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|[ºª.])?(?:\s|-){{1,2}}(?:(?:de|of|di|ng|d’|d')\s?)?(?:tháng\s(?P<m>\d{{1,2}})|(?P<n>{_WORD}))"
        rf"[.,]{{0,2}}(?:\s|-){{1,2}}(?:(?:de|del|năm)\s)?{_YEAR}"
    ),
    # November 20, 2026; Nov 20 21:15:00 2026
    rf"(?P<n>{_WORD})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th|[.])?,?\s(?:\d{{1,2}}:\d\d(?::\d\d)?\s(?:(?:[A-Z]{{3,4}}|[+-]\d{{4}})\s)?)?(?P<y>\d{{4}})(?!\d)",
    # 2026. május 20., 2026 m. lapkričio 20 d., 2026. gada 20. novembrī
    rf"(?<!\d)(?P<y>\d{{4}})[.,]?\s(?:m\.\s|gada\s)?(?:(?P<n>{_WORD})\.?\s(?P<d>\d{{1,2}})|(?P<d2>\d{{1,2}})\.\s(?P<n2>{_WORD}))(?!\d)",
)
_DAY = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _DAYS)
_TIME = re.compile(
    r"(?<![\d:.])(?P<before>上午|下午|午前|午後|오전|오후)?\s?(?P<H>\d{1,2})"
    r"(?:(?:[:.h]|\s?[時时시点點]\s?)(?P<M>\d{2})(?:(?:[:.]|\s?[分분]\s?)(?P<S>\d{2})(?:[.,]\d{1,9})?)?(?!\d)\s?[分분秒초]?|(?=\s?[ap]\.?m\b))"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
    r"(?:\s?(?:Uhr|hrs?|h)\b)?"
    r"(?:,?\s?\(?(?P<zone>(?:UTC|GMT)?\s?[+−-]\d{1,2}(?::?\d{2})?|Z\b|[A-Z]{1,5}\b|[A-Z][A-Za-z]{1,20}/[A-Z][A-Za-z_]{1,30}))?",
    re.IGNORECASE,
)
_TO_TIME = re.compile(
    r"T|\s*[|·•–-]\s*|[.,]?\s+(?:at\s+|à\s+|um\s+|kl\.?\s+|a las\s+|alle\s+|às\s+|(?!上午|下午|午前|午後|오전|오후)[^\W\d_]{1,12}[,.]?\s+)?(?=\S{0,2}\d)|,?\s+"
)
"""What stands between a day and its time: a space, a mark, a word such as the weekday."""
_ISO = re.compile(r"\d{4}(-?)\d{2}\1\d{2}(?:[T ]\d{2}:?\d{2}(?::?\d{2})?(?:[+-]\d{2}:?\d{2})?)?", re.IGNORECASE)
_LATER = frozenset(("下午", "午後", "오후"))
_SOONER = frozenset(("上午", "午前", "오전"))
# Zones by name that stand for one offset: RFC 5322 (obs-zone), and of the IANA database's abbreviations those of news.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3, "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3, "BST": 1,
    "WEST": 1, "CET": 1, "MEZ": 1, "WAT": 1, "CEST": 2, "MESZ": 2, "EET": 2, "CAT": 2, "SAST": 2, "EEST": 3, "MSK": 3, "EAT": 3,
    "TRT": 3, "IRST": 3.5, "PKT": 5, "NPT": 5.75, "WIB": 7, "ICT": 7, "WITA": 8, "HKT": 8, "SGT": 8, "AWST": 8, "MYT": 8, "PHT": 8,
    "WIT": 9, "JST": 9, "KST": 9, "ACST": 9.5, "AEST": 10, "ACDT": 10.5, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
_PLACES = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
# Names that mean another zone where another language is written, by ISO 639-1 or BCP 47 code.
_LOCAL = {
    "IST": {"hi": "Asia/Kolkata", "en-in": "Asia/Kolkata", "he": "Asia/Jerusalem", "ga": "Europe/Dublin", "en-ie": "Europe/Dublin"},
    "CST": {"zh": "Asia/Shanghai", "es-cu": "America/Havana"},
    "BST": {"bn": "Asia/Dhaka"},
}  # fmt: skip
_NO_ZONE = frozenset(("IST",))
_MONTH_FIRST = frozenset(("en-us", "en-ph", "fil"))
_CREATED = re.compile(r"(?:created|published|posted|veröffentlicht|publié|publicado)\W{0,4}$", re.IGNORECASE)
_UPDATED = re.compile(
    r"(?:updated?|modified|aktualisiert|mis à jour|actualizado)(?: on| at| le| am| el)?\W{0,4}$", re.IGNORECASE
)


class Found(NamedTuple):
    """A date in a line: where it begins and ends there, and what it is."""

    start: int
    end: int
    value: date | datetime


class _Spelled(NamedTuple):
    start: int
    end: int
    day: date


class _ImpossibleError(WirewatchError, ValueError):
    """It has the form of a date or a time and is none."""


def parse(
    value: object, now: datetime | None = None, *, language: str | None = None, order: Order | None = None
) -> str | None:
    """A date in ISO 8601, RFC 5322, seconds or milliseconds since 1970, or as people write it, as ISO 8601.

    Args:
        value: anything; only strings and numbers can be dates.
        now: the time of arrival; the clock's by default. What lies more than ``GRACE`` behind it is no date.
        language: BCP 47 tag of the text around it, for names of months, and for the order of numbers.
        order: of day and month in numeric dates, where it is known.

    Returns:
        The date alone where no time is stated; with the time else, and with its zone where that is stated. None for
        anything that is no date, for what is before 1970, and for the future.
    """
    now = now or datetime.now(UTC)
    found = read(value, language=language, order=order, near=now)
    if found is None or found.year < 1970 or _is_future(found, now):
        return None
    if (found.year, found.month, found.day) == (1970, 1, 1):  # a program's zero
        return None
    return found.isoformat(timespec="seconds") if isinstance(found, datetime) else found.isoformat()


def parse_utc(
    value: object, *, language: str | None = None, order: Order | None = None, now: datetime | None = None
) -> str | None:
    """Like ``parse``, as date and time in UTC; without a zone it is taken for UTC. The future is not looked at."""
    found = read(value, language=language, order=order, near=now or datetime.now(UTC))
    if found is None or not 1970 < found.year < 9999:
        return None
    if not isinstance(found, datetime):
        found = datetime(found.year, found.month, found.day, tzinfo=UTC)
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds")


def read(
    value: object, *, language: str | None = None, order: Order | None = None, near: datetime | None = None
) -> date | datetime | None:
    """The date that ``value`` is, as written; arguments as for ``parse``, with ``near`` for what is ambiguous."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _since_1970(float(value))
    if not isinstance(value, str) or not 6 <= len(text := " ".join(value.split())) <= _LONGEST:
        return None
    if re.fullmatch(r"\d{9,10}|\d{13}", text):
        return _since_1970(float(text))
    if iso := _iso(text):
        return iso
    try:
        found = next(_days(text, language, order, near), None)
        if found is None:
            return None
        rest = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
        inside = _TIME.search(text, found.start, found.end) if ":" in text[found.start : found.end] else None
        clock = inside or _TIME.search(rest)
        return _at(found.day, clock, language) if clock else found.day
    except _ImpossibleError:
        return None


def find(line: str, *, language: str | None = None, near: datetime | None = None) -> Iterator[Found]:
    """The dates in a line, in order, each with the time that stands beside it; impossible ones are left out."""
    line = line[:1000]
    for found in _days(line, language, None, near, strict=False):
        behind = _TO_TIME.match(line[found.end : found.end + 30])
        clock = _TIME.match(line, found.end + behind.end()) if behind else None
        try:
            yield Found(found.start, clock.end() if clock else found.end, _at(found.day, clock, language))
        except _ImpossibleError:
            yield Found(found.start, found.end, found.day)


def find_dates(lines: list[str], arrived: datetime, language: str | None = None) -> tuple[str | None, str | None]:
    """When an article was published and updated, by the lines of its byline.

    A date behind "Created" or "Published" is the publication, one behind "Updated" the update; of others, the first is
    the publication.
    """
    published = updated = first = None
    for line in lines:
        for found in find(line[:400], language=language, near=arrived):
            if found.value.year < 1970 or _is_future(found.value, arrived):
                continue
            value = found.value.isoformat(timespec="seconds") if isinstance(found.value, datetime) else str(found.value)
            before = line[max(0, found.start - 30) : found.start]
            if _UPDATED.search(before):
                updated = updated or value
            elif _CREATED.search(before):
                published = published or value
            else:
                first = first or value
    return published or first or updated, updated


def order_of(texts: Iterable[str]) -> Order | None:
    """The order of day and month that all numeric dates of one source can have; None where they do not tell."""
    day_first = month_first = False
    for text in texts:
        if (found := _DAY[1].search(text[:_LONGEST])) and int(found["a"]) != int(found["b"]):
            day_first |= int(found["a"]) > 12
            month_first |= int(found["b"]) > 12
    if day_first == month_first:
        return None
    return "DMY" if day_first else "MDY"


def _since_1970(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds / (1000 if seconds > 1e11 else 1), UTC) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> date | datetime | None:
    # Programs write a space before the offset, ``UTC`` for ``Z``, and more digits of a second than Python reads.
    text = re.sub(r"(?<=\d) ?(?:UTC|Z)$", "+00:00", text)
    text = re.sub(r"(?<=\d) (?=[+-]\d{2}:?\d{2}$)", "", text)
    text = re.sub(r"(?<=:\d{2})(?:[.,]\d{1,9}|:\d{3}(?!\d))", "", text)
    if not _ISO.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if (offset := found.utcoffset()) is not None and abs(offset) > timedelta(hours=14):
        return None
    return found if re.search(r"\d[T ]\d", text) else found.date()


def _days(
    text: str, language: str | None, order: Order | None, near: datetime | None, *, strict: bool = True
) -> Iterator[_Spelled]:
    """The days in a text, in order.

    Raises:
        _ImpossibleError: where ``strict`` and one of them is impossible.
    """
    end = 0
    places = sorted((found.start(), place, found) for place, form in enumerate(_DAY) for found in form.finditer(text))
    for start, _, found in places:
        if start < end:
            continue
        try:
            day = _day(found.groupdict(), language, order, near)
        except (_ImpossibleError, ValueError):
            if strict:
                raise _ImpossibleError from None
            continue
        if day is not None:
            end = found.end()
            yield _Spelled(start, end, day)


def _day(parts: dict[str, str | None], language: str | None, order: Order | None, near: datetime | None) -> date | None:
    year = _year(parts["y"] or "", near)
    name = parts.get("n") or parts.get("n2")
    if name:
        month = month_number(name, language)
        return date(year, month, int(parts.get("d") or parts.get("d2") or 0)) if month else None
    if parts.get("m"):
        return date(year, int(parts["m"] or 0), int(parts["d"] or 0))
    first, second = int(parts["a"] or 0), int(parts["b"] or 0)
    if first > 12 and second > 12:
        raise _ImpossibleError
    readings = {
        "DMY": date(year, second, first) if second <= 12 else None,
        "MDY": date(year, first, second) if first <= 12 else None,
    }
    possible = {reading for reading in readings.values() if reading}
    if len(possible) == 1:
        return possible.pop()
    known = order or ("DMY" if (parts.get("s") or "").strip() == "." else _order_in(language))
    if known:
        return readings[known]
    today = (near or datetime.now(UTC)).date()
    close = [reading for reading in possible if -_NEAR <= today - reading <= _NEAR]
    return close[0] if len(close) == 1 else None


def _year(text: str, near: datetime | None) -> int:
    text = text.lstrip("'’")
    number = int(text)
    if len(text) == 2:
        now = (near or datetime.now(UTC)).year
        return number + 2000 if number + 2000 <= now + 1 else number + 1900
    return number - 543 if 2500 < number < 2650 else number  # the Buddhist era, in Thai


def _order_in(language: str | None) -> Order | None:
    tag = (language or "").lower().replace("_", "-")
    if tag in _MONTH_FIRST:
        return "MDY"
    return "DMY" if tag and tag != "en" else None


def month_number(name: str, language: str | None = None) -> int | None:
    """The month that a word names, 1 to 12, in the language (BCP 47) or in any that does not contradict another."""
    key = name.casefold().replace(".", "")
    for table in (_months((language or "en").lower().replace("_", "-").partition("-")[0]), _months("en"), _months("")):
        for word in (key, _plain(key)):
            if word in table:
                return table[word]
            # An abbreviation begins one month's name; an inflected name differs at its end.
            for begins in (word, word[:-2]) if len(word) > 5 else (word,):
                begun = {number for known, number in table.items() if known.startswith(begins)}
                if len(begins) > 2 and len(begun) == 1 and table is not _months(""):
                    return begun.pop()
    return None


@cache
def _months(language: str) -> dict[str, int]:
    """The names of months in a language; of all languages, where they agree, for an empty one."""
    if language:
        names: dict[str, int] = _every().get(language, {})
        return {**{_plain(name): number for name, number in names.items()}, **names}
    together: dict[str, set[int]] = {}
    for language_ in _every():
        for name, number in _months(language_).items():
            together.setdefault(name, set()).add(number)
    return {name: numbers.pop() for name, numbers in together.items() if len(numbers) == 1}


@cache
def _every() -> dict[str, dict[str, int]]:
    text = files("wirewatch.text").joinpath("data/month_names.json").read_text(encoding="utf-8")
    months: dict[str, dict[str, int]] = json.loads(text)["months"]
    return months


def _plain(word: str) -> str:
    """A word without its accents."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _at(day: date, clock: re.Match[str] | None, language: str | None) -> date | datetime:
    if clock is None:
        return day
    hour, half = int(clock["H"]), (clock["half"] or "").lower()
    if clock["before"] in _LATER or clock["before"] in _SOONER:
        half = "p" if clock["before"] in _LATER else "a"
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        moment = datetime(day.year, day.month, day.day, hour, int(clock["M"] or 0), min(int(clock["S"] or 0), 59))
    except ValueError:
        raise _ImpossibleError from None
    zone = _zone(clock["zone"] or "", language)
    return moment.replace(tzinfo=zone)


def _zone(name: str, language: str | None) -> tzinfo | None:
    name = name.replace("−", "-").strip()
    if found := re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?", name, re.IGNORECASE):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset > timedelta(hours=14) or int(found[3] or 0) > 59:
            raise _ImpossibleError
        return timezone(offset if found[1] == "+" else -offset) if offset else UTC
    tag = (language or "").lower().replace("_", "-")
    local = _LOCAL.get(name.upper(), {})
    if place := local.get(tag) or local.get(tag.partition("-")[0]) or _PLACES.get(name.upper()):
        return ZoneInfo(place)
    if "/" in name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return None
    # A zone is written in capitals: "9:15 at the quay" names none.
    hours = _ZONES.get(name) if name not in _NO_ZONE else None
    return None if hours is None else timezone(timedelta(hours=hours)) if hours else UTC


def _is_future(value: date | datetime, now: datetime) -> bool:
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware > now + GRACE
    return value > (now + GRACE).date()
