"""Digest → the board: one page that asks for nothing else, and the same stories as Atom and JSON Feed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from wirewatch.alerting.view import build_view, format_datetime
from wirewatch.digests import charts
from wirewatch.digests.digest import Digest, DigestStory, EntryCount, moment_key
from wirewatch.text.sanitize import safe_http_url, single_line

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "boardpage"
_NO_FOLLOWING = b"<!-- nothing after -->"
_ATOM = "http://www.w3.org/2005/Atom"


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    made = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters["plain"] = lambda text: single_line(text or "")
    return made


def page(
    made: Digest, zone: str = "UTC", *, previous: str = "", following: str = "", week: str = "", feeds: bool = False
) -> str:
    """The page: html that loads nothing from anywhere; its policy allows its own style and script, by their hashes.

    Args:
        made: what it shows.
        zone: the readers' (IANA name): every hour on the page is theirs.
        previous, following: addresses of the boards of the periods before and after, where they can be opened.
        week: address of the board of the week that a day is part of.
        feeds: whether ``feed.atom`` and ``feed.json`` can be opened beside the page; from a presigned address they cannot.
    """
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("board.css", "board.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    countries = [count for count in made.counts if count.kind == "country"]
    start, end = (datetime.fromisoformat(stamp).astimezone(ZoneInfo(zone)) for stamp in (made.start, made.end))
    hours = _hours(made.stories, zone)
    unusual = sorted((count for count in made.counts if count.unusual), key=lambda count: count.chance)
    return (
        _templates()
        .get_template("board.html")
        .render(
            digest=made,
            style=style,
            script=script,
            policy=policy,
            heading=_heading(start, end),
            period=f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M %Z}",
            zone=zone,
            previous=previous,
            following=following,
            week=week,
            feeds=feeds,
            stories=[_row(story, zone) for story in made.stories],
            unusual=unusual[:6],
            new=[count for count in made.counts if count.before and not any(count.before) and not count.unusual][:6],
            countries=countries[:12],
            people=[count for count in made.counts if count.kind != "country"][:12],
            off_map=[count for count in countries if count.entry not in charts.world()],
            map=charts.world_map({count.entry: count.stories for count in countries}, _spoken(countries)),
            day=charts.columns(
                hours,
                f"Stories by hour of the day, {zone}: the most, {max(hours)}, at {hours.index(max(hours)):02} o'clock",
                labels=[f"{hour:02}" if hour % 6 == 0 else "" for hour in range(24)],
            ),
            periods=_periods,
        )
    )


def with_following(html: bytes, following: str) -> bytes:
    """A page of ``page`` that had no page after it, with a link to one; as it is where it has one already."""
    link = f'<a href="{escape(following)}" rel="next">After →</a>'
    return html.replace(_NO_FOLLOWING, link.encode(), 1)


def _heading(start: datetime, end: datetime) -> str:
    """The day that a period is about, or its first and last day."""
    if end - start > timedelta(days=1, hours=2):
        last = end - timedelta(seconds=1)  # midnight is the day's before it
        return f"{start.day} {start:%B} to {last.day} {last:%B %Y}"
    middle = start + (end - start) / 2
    return f"{middle:%A}, {middle.day} {middle:%B %Y}"


def _hours(stories: Sequence[DigestStory], zone: str) -> list[int]:
    """Stories by hour of the readers' day."""
    hours = [0] * 24
    for story in stories:
        hours[_local(story.sent, zone).hour] += 1
    return hours


def _local(stamp: str, zone: str) -> datetime:
    moment = datetime.fromisoformat(stamp)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone))


def _spoken(countries: Sequence[EntryCount]) -> str:
    """What the map shows, in words."""
    named = ", ".join(f"{single_line(count.name)} {count.stories}" for count in countries[:8])
    return f"Map of the world, countries shaded by stories: {named or 'none'}"


def _periods(count: EntryCount) -> str:
    """A name's stories in the periods before and in this one, the oldest first."""
    values = [*count.before[::-1], count.stories]
    words = f"{single_line(count.name)}: {', '.join(map(str, values))} stories, the last in this period"
    return charts.columns(values, words, latest=len(values) - 1)


def _row(story: DigestStory, zone: str) -> dict[str, Any]:
    alert = story.alert
    view = build_view(alert, zone)
    told = [(alert.article.published or story.sent, alert.article.site, alert.article.url)]
    told += [(other.published or "", other.site, other.url) for other in story.outlets]
    timeline = [
        (format_datetime(stamp, zone), single_line(site or "") or "another outlet", safe_http_url(url))
        for stamp, site, url in sorted(told, key=lambda one: moment_key(one[0]))
    ]
    return {
        "view": view,
        "high": alert.priority == "high",
        "priority": alert.priority,
        "when": format_datetime(story.sent, zone),
        "entries": " ".join(match.entry for match in alert.matches),
        "names": [single_line(match.name) for match in alert.matches[:4]],
        "timeline": timeline,
        "growth": [
            (format_datetime(step.sent, zone), "; ".join(single_line(line) for line in step.news))
            for step in story.growth
        ],
    }


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def json_feed(made: Digest, title: str = "wirewatch", *, address: str = "") -> bytes:
    """The stories as JSON Feed 1.1; ``address`` is that of the folder that it lies in, where it has one."""
    items = []
    for story in made.stories:
        article = story.alert.article
        item = {
            "id": f"urn:wirewatch:{article.id}",
            "title": single_line(article.title),
            "content_text": single_line(story.alert.summary.text) or single_line(article.title),
            "date_published": story.sent,
            "tags": [single_line(match.name) for match in story.alert.matches],
        }
        items.append(item | ({"url": url} if (url := safe_http_url(article.url)) else {}))
    feed: dict[str, Any] = {"version": "https://jsonfeed.org/version/1.1", "title": title}
    if address:
        feed |= {"home_page_url": address, "feed_url": f"{address}feed.json"}
    return json.dumps(feed | {"items": items}, ensure_ascii=False).encode()


def atom(made: Digest, title: str = "wirewatch", *, address: str = "") -> bytes:
    """The stories as Atom (RFC 4287); ``address`` as for ``json_feed``."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
        ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text or None

    add(feed, "id", "urn:wirewatch:digest")
    add(feed, "title", title)
    add(feed, "updated", made.end)
    if address:
        add(feed, "link", rel="self", href=f"{address}feed.atom")
        add(feed, "link", rel="alternate", href=address, type="text/html")
    for story in made.stories:
        article = story.alert.article
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        add(entry, "id", f"urn:wirewatch:{article.id}")
        add(entry, "title", single_line(article.title) or "(no title)")
        add(entry, "updated", story.sent)
        author = ET.SubElement(entry, f"{{{_ATOM}}}author")
        add(author, "name", single_line(article.site or "unknown source"))
        add(entry, "summary", single_line(story.alert.summary.text))
        if url := safe_http_url(article.url):
            add(entry, "link", href=url)
        for match in story.alert.matches:
            add(entry, "category", term=match.entry, label=single_line(match.name))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))
