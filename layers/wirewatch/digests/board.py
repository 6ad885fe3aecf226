"""Digest → the board: one page that asks for nothing else, and the same stories as Atom and JSON Feed."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from wirewatch.alerting.view import format_datetime
from wirewatch.digests import charts
from wirewatch.digests.digest import Digest, DigestStory
from wirewatch.text.sanitize import safe_http_url, single_line

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parent / "boardpage"
_ATOM = "http://www.w3.org/2005/Atom"


@cache
def _templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    made = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    made.filters["plain"] = lambda text: single_line(text or "")
    made.globals |= {"bars": charts.bars, "timeline": charts.timeline}
    return made


def page(made: Digest, zone: str = "UTC") -> str:
    """The page: html that loads nothing from anywhere; its policy allows its own style and script, by their hashes."""
    style, script = ((_FOLDER / name).read_text(encoding="utf-8") for name in ("board.css", "board.js"))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        _templates()
        .get_template("board.html")
        .render(
            digest=made,
            style=style,
            script=script,
            policy=policy,
            stories=[_row(story, zone) for story in made.stories],
            countries=[count for count in made.counts if count.kind == "country"],
            people=[count for count in made.counts if count.kind != "country"],
            unusual=[count for count in made.counts if count.unusual][:8],
            period=f"{format_datetime(made.start, zone)} to {format_datetime(made.end, zone)}",
        )
    )


def _row(story: DigestStory, zone: str) -> dict[str, Any]:
    alert = story.alert
    return {
        "alert": alert,
        "url": safe_http_url(alert.article.url),
        "when": format_datetime(alert.article.published, zone) or format_datetime(story.sent, zone),
        "entries": " ".join(match.entry for match in alert.matches),
        "evidence": [(match, _marked(match)) for match in alert.matches],
        "outlets": [(single_line(other.site or "another outlet"), safe_http_url(other.url)) for other in story.outlets],
    }


def _marked(match: Any) -> tuple[str, str, str] | None:
    """A sentence that names the match: before it, as written, behind it."""
    for mention in match.mentions:
        sentence = single_line(mention.sentence)
        for name in (mention.name, match.name):
            at = sentence.casefold().find(name.casefold()) if name else -1
            if at >= 0:
                return sentence[:at], sentence[at : at + len(name)], sentence[at + len(name) :]
        if sentence:
            return sentence, "", ""
    return None


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def json_feed(made: Digest, title: str = "wirewatch") -> bytes:
    """The stories as JSON Feed 1.1."""
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
        items.append(item | ({"url": address} if (address := safe_http_url(article.url)) else {}))
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items}, ensure_ascii=False
    ).encode()


def atom(made: Digest, title: str = "wirewatch") -> bytes:
    """The stories as Atom (RFC 4287)."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
        ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text or None

    add(feed, "id", "urn:wirewatch:digest")
    add(feed, "title", title)
    add(feed, "updated", made.end)
    for story in made.stories:
        article = story.alert.article
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        add(entry, "id", f"urn:wirewatch:{article.id}")
        add(entry, "title", single_line(article.title) or "(no title)")
        add(entry, "updated", story.sent)
        author = ET.SubElement(entry, f"{{{_ATOM}}}author")
        add(author, "name", single_line(article.site or "unknown source"))
        add(entry, "summary", single_line(story.alert.summary.text))
        if address := safe_http_url(article.url):
            add(entry, "link", href=address)
        for match in story.alert.matches:
            add(entry, "category", term=match.entry, label=single_line(match.name))
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))
