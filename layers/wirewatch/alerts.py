"""Match + Summary → Alert → what each subscriber gets: e-mail text, SMS, JSON.

Everything here was written by strangers: titles carry newlines, control characters, bidirectional marks and markup.
Nothing of that reaches a subject, a mail or a phone.
"""

from __future__ import annotations

import json
import textwrap
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec

from wirewatch.article import Alert, Article, Hit, Match, Priority, Summary

SUBJECT_LIMIT = 99
"""SNS: ASCII, under 100 characters."""
SMS_LIMIT = 160
"""Characters of one segment in the GSM alphabet."""
BODY_LIMIT = 250_000
"""SNS: 256 KiB a message, attributes included; the rest is for those."""
MENTIONS_LIMIT = 20
"""Mentions of one match that a message carries; the first ones, which stand highest in the article."""
ATTRIBUTE_LIMIT = 100
"""Values of one attribute: a page that names every country on earth is about none of them."""

_WIDTH = 78
_PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high")
_KEPT_FORMATS = "\u200c\u200d"  # joiners: several scripts cannot be written without them


class Message(msgspec.Struct, kw_only=True, frozen=True):
    """One SNS message.

    Attributes:
        subject: ASCII, one line, under 100 characters.
        body: JSON text, a string for each protocol (SNS's ``MessageStructure=json``).
        attributes: name → (SNS data type, value), for filter policies.
    """

    subject: str
    body: str
    attributes: dict[str, tuple[str, str]]


def plain(text: str) -> str:
    """``text`` on one line, without control, format (bidirectional marks among them) and unassigned characters."""
    kept = (
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char in _KEPT_FORMATS or unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co", "Cs"}
    )
    return " ".join("".join(kept).split())


def _ascii(text: str) -> str:
    """``text`` in ASCII: quotes and dashes replaced, accents dropped, and what has no ASCII form left out."""
    for typographic, typed in (("‘’‚′", "'"), ("“”„″«»", '"'), ("–—−", "-"), ("…", "...")):
        for char in typographic:
            text = text.replace(char, typed)
    return plain(unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit - 3]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:-") + "..."


def compose(hit: Hit, summary: Summary) -> Alert:
    """The alert for an article that matched."""
    matches = sorted(hit.matches, key=lambda match: -match.salience)
    return Alert(
        id=hit.article.id,
        article=hit.article,
        matches=matches,
        summary=summary,
        countries=[match.entry for match in matches if match.kind == "country"],
        priority=max((match.priority for match in matches), key=_PRIORITIES.index, default="normal"),
    )


def message(alert: Alert) -> Message:
    """The alert as SNS takes it: every protocol its own form, and attributes that filter policies can name.

    Attributes: ``countries`` and ``entries`` (String.Array of entry ids, as the watchlist writes them) and
    ``priority``.
    """
    as_json = to_json(alert)
    forms = {"default": as_json, "email": email(alert), "sms": sms(alert)}
    body = json.dumps(forms, ensure_ascii=False)
    while len(body.encode()) > BODY_LIMIT:
        # Only evidence is ever cut: halve it until the message fits.
        most = max(len(match.mentions) for match in alert.matches) // 2
        alert = msgspec.structs.replace(alert, matches=_with_mentions(alert.matches, most))
        forms["default"] = to_json(alert)
        body = json.dumps(forms, ensure_ascii=False)
        if most == 0:
            break
    attributes: dict[str, tuple[str, str]] = {"priority": ("String", alert.priority)}
    entries = [match.entry for match in alert.matches]
    for name, values in (("countries", alert.countries), ("entries", entries)):
        if values:
            attributes[name] = ("String.Array", json.dumps(values[:ATTRIBUTE_LIMIT]))
    return Message(subject=subject(alert), body=body, attributes=attributes)


def _with_mentions(matches: Sequence[Match], most: int) -> list[Match]:
    return [msgspec.structs.replace(match, mentions=match.mentions[:most]) for match in matches]


def to_json(alert: Alert) -> str:
    """The alert for machines: the published schema, without the article's text."""
    slim = msgspec.structs.replace(
        alert,
        article=msgspec.structs.replace(alert.article, text=""),
        matches=_with_mentions(alert.matches, MENTIONS_LIMIT),
    )
    return msgspec.json.encode(slim).decode()


def subject(alert: Alert) -> str:
    """Who, then what, within SNS's bounds, whatever the title holds."""
    names = [_ascii(match.name) or _ascii(match.entry) for match in alert.matches[:3]]
    more = len(alert.matches) - len(names)
    who = ", ".join(name for name in names if name) + (f" +{more}" if more > 0 else "")
    what = _ascii(alert.article.title) or _ascii(alert.summary.text) or _ascii(alert.article.site or "")
    # SNS wants a letter, a number or a punctuation mark first, so the fixed word stands in where all else was foreign.
    return _shorten(": ".join(part for part in (_shorten(who, 48), what) if part) or "wirewatch alert", SUBJECT_LIMIT)


def link(article: Article) -> str | None:
    """The article's address where it is one that may be clicked: http or https, on one line."""
    address = article.url or ""
    if any(char.isspace() or unicodedata.category(char)[0] == "C" for char in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None


def email(alert: Alert) -> str:
    """The mail's text: what happened, what matched and where, where it is from, why it came."""
    article = alert.article
    blocks = [
        _wrapped(plain(article.title)) if article.title else "",
        _wrapped(plain(alert.summary.text)),
        "What matched\n" + "\n".join(_evidence(match) for match in alert.matches[:10]),
        _facts(article),
    ]
    if len(alert.matches) > 10:
        blocks[2] += f"\n  and {len(alert.matches) - 10} more"
    if alert.summary.kind == "lead" and alert.summary.note:
        blocks.append(_wrapped(f"The summary is the article's own beginning: {plain(alert.summary.note)}."))
    blocks.append(
        "You get this because the article names what your watchlist watches. To get\n"
        "fewer, narrow the watchlist or add a filter policy to your subscription."
    )
    return "\n\n".join(block for block in blocks if block) + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _evidence(match: Match) -> str:
    in_title = sum(mention.where == "title" for mention in match.mentions)
    in_text = len(match.mentions) - in_title
    places = [
        place
        for place, count in (("the title", in_title), (f"{in_text} place{'s' * (in_text != 1)} in the text", in_text))
        if count
    ]
    lines = [f"  {plain(match.name)} ({plain(match.kind)}): {' and '.join(places) or 'the article'}"]
    best = max(match.mentions, key=lambda mention: (mention.where == "text", mention.weight), default=None)
    if best is not None and best.sentence:
        quote = textwrap.fill(
            f'"{_shorten(plain(best.sentence), 240)}"', _WIDTH, initial_indent="    ", subsequent_indent="    "
        )
        lines.append(quote)
    return "\n".join(lines)


def _facts(article: Article) -> str:
    source = plain(article.site or "")
    if article.agency:
        source = f"{source} ({plain(article.agency)})" if source else plain(article.agency)
    rows = (
        ("Source", source or plain(article.source)),
        ("By", ", ".join(plain(author) for author in article.authors[:5])),
        ("Published", plain(article.published or "")),
        ("Link", link(article) or ""),
    )
    return "\n".join(f"{name + ':':<11}{value}" for name, value in rows if value)


def sms(alert: Alert) -> str:
    """One segment where it can be: who, what, and the link when there is room for it."""
    text, address = subject(alert), link(alert.article)
    room = SMS_LIMIT - len(address) - 1 if address and address.isascii() else SMS_LIMIT
    if address is None or not address.isascii() or room < 40:
        return _shorten(text, SMS_LIMIT)
    return f"{_shorten(text, room)} {address}"


def rolled_up(alerts: Sequence[Alert]) -> Message:
    """One message that lists alerts which waited: who, title and link of each."""
    lines = [f"{subject(alert)}\n  {link(alert.article) or ''}" for alert in alerts]
    forms = {
        "default": json.dumps({"version": "1", "alerts": [json.loads(to_json(alert)) for alert in alerts]}),
        "email": "\n".join(lines),
    }
    return Message(subject=f"{len(alerts)} more alerts", body=json.dumps(forms), attributes={})
