"""Alert → what people read: the subject, the mail's text, the text message."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wirewatch.records import Alert, Article, Match
from wirewatch.text.sanitize import defang, safe_http_url, single_line, to_ascii, truncate

SUBJECT_LIMIT = 99
"""SNS: ASCII, under 100 characters."""
SMS_LIMIT = 160
"""Septets of one segment in the GSM alphabet (3GPP TS 23.038)."""
LISTED = 50
"""Alerts that a list names; of more it says how many."""

_WIDTH = 78
_MATCHES = 10
_OUTLETS = 6
# GSM 03.38: in ASCII these take two septets, and the backquote has none.
_TWO_SEPTETS = frozenset("^{}[]~|\\")


def subject(alert: Alert) -> str:
    """Who, then what, within SNS's bounds, whatever the title holds."""
    what = to_ascii(alert.article.title) or to_ascii(alert.summary.text) or to_ascii(alert.article.site or "")
    kind = "Update" if alert.follow_up_of else ""
    # SNS wants a letter, a number or a punctuation mark first, so the fixed word stands in where all else was foreign.
    parts = (kind, truncate(_who(alert.matches), 48), what)
    return truncate(": ".join(part for part in parts if part) or "wirewatch alert", SUBJECT_LIMIT)


def _who(matches: Sequence[Match]) -> str:
    names = [to_ascii(match.name) or to_ascii(match.entry) for match in matches[:3]]
    more = len(matches) - len(names)
    return ", ".join(name for name in names if name) + (f" +{more}" if more > 0 else "")


def email(alert: Alert, zone: str = "UTC") -> str:
    """The mail's text: what happened, what matched and where, where it is from, why it came.

    ``zone`` is the reader's (IANA name). The summary stands first: it is what a phone shows of a mail.
    """
    blocks = [
        _wrapped(defang(alert.summary.text)),
        _kind(alert),
        "What matched\n" + "\n".join(_evidence(alert.article, match) for match in alert.matches[:_MATCHES]),
        _facts(alert, zone),
    ]
    if len(alert.matches) > _MATCHES:
        blocks[2] += f"\n  and {len(alert.matches) - _MATCHES} more"
    if alert.follow_up_of:
        blocks.append("You were told of this story before; this is what it names since.")
    blocks.append(
        "You get this because the article names what your watchlist watches. To get\n"
        "fewer, narrow the watchlist or add a filter policy to your subscription."
    )
    return "\n\n".join(block for block in blocks if block) + "\n"


def _kind(alert: Alert) -> str:
    """What kind of summary it is, where it is not sentences that the model chose."""
    note = f": {defang(alert.summary.note)}" if alert.summary.note else ""
    if alert.summary.kind == "lead":
        return _wrapped(f"(These are the article's first sentences{note}.)") if note else ""
    if alert.summary.kind == "abstractive":
        return _wrapped(f"(Written by a model, each sentence checked against the article{note}.)")
    return ""


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _evidence(article: Article, match: Match) -> str:
    in_title = sum(mention.where == "title" for mention in match.mentions)
    in_text = len(match.mentions) - in_title
    places = [
        place
        for place, count in (("the title", in_title), (f"{in_text} place{'s' * (in_text != 1)} in the text", in_text))
        if count
    ]
    where = " and ".join(places) or "another article of the story"
    lines = [f"  {defang(match.name)} ({defang(match.kind)}): {where}"]
    best = max(match.mentions, key=lambda mention: (mention.where == "text", mention.weight), default=None)
    if best is not None and best.sentence:
        sentence = best.sentence
        written = article.text[best.start : best.end] if best.where == "text" else ""
        if written and written in sentence:
            sentence = sentence.replace(written, f"*{written}*", 1)
        lines.append(
            textwrap.fill(
                f'"{truncate(defang(sentence), 240)}"', _WIDTH, initial_indent="    ", subsequent_indent="    "
            )
        )
    return "\n".join(lines)


def _facts(alert: Alert, zone: str) -> str:
    article = alert.article
    source = defang(article.site or "")
    if article.agency:
        source = f"{source} ({defang(article.agency)})" if source else defang(article.agency)
    others = [defang(outlet.site or safe_http_url(outlet.url) or "") for outlet in alert.outlets]
    named = list(dict.fromkeys(other for other in others if other and other != defang(article.site or "")))
    more = f" and {len(named) - _OUTLETS} more" if len(named) > _OUTLETS else ""
    rows = (
        ("Title", defang(article.title)),
        ("Source", source or defang(article.source)),
        ("By", ", ".join(defang(author) for author in article.authors[:5])),
        ("Published", format_datetime(article.published, zone)),
        ("Also in", ", ".join(named[:_OUTLETS]) + more if named else ""),
        ("Tags", ", ".join(defang(tag) for tag in article.tags)),
    )
    lines = [
        textwrap.fill(
            value, _WIDTH, initial_indent=f"{name + ':':<11}", subsequent_indent=" " * 11, break_long_words=False
        )
        for name, value in rows
        if value
    ]
    if address := safe_http_url(article.url):
        lines.append(f"{'Link:':<11}{address}")
    return "\n".join(lines)


def valid_time_zone(name: str) -> str:
    """The name of a time zone that can be used: ``name``, or UTC where there is no such zone."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


def format_datetime(stamp: str | None, zone: str) -> str:
    """An article's date or time as its reader's clock shows it: ``2026-01-05 12:00 CET``; a date stays a date."""
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return single_line(stamp or "")
    if len(stamp or "") <= 10:
        return moment.date().isoformat()
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M %Z")
    except OverflowError:
        return single_line(stamp or "")


def sms(alert: Alert) -> str:
    """One segment where it can be: who, what, and the link when there is room for it."""
    text, address = subject(alert).replace("`", "'"), safe_http_url(alert.article.url)
    room = SMS_LIMIT - septets(address) - 1 if address and address.isascii() else 0
    if address is None or room < 40:
        return _cut(text, SMS_LIMIT)
    return f"{_cut(text, room)} {address}"


def septets(text: str) -> int:
    """How much of a segment an ASCII text takes."""
    return len(text) + sum(char in _TWO_SEPTETS for char in text)


def _cut(text: str, room: int) -> str:
    limit = room
    while septets(cut := truncate(text, limit)) > room:
        limit -= 1
    return cut


def list_subject(alerts: Sequence[Alert]) -> str:
    """How many, and who."""
    matches = list({match.entry: match for alert in alerts for match in alert.matches}.values())
    return truncate(f"{len(alerts)} more alerts: {_who(matches)}", SUBJECT_LIMIT)


def list_email(alerts: Sequence[Alert], zone: str = "UTC") -> str:
    """Alerts that waited, each with who, title, source and link."""
    blocks = ["These alerts came together, or in hours that you keep quiet, so they are listed in one message."]
    for alert in alerts[:LISTED]:
        article = alert.article
        who = ", ".join(defang(match.name) for match in alert.matches[:4])
        facts = " - ".join(
            part for part in (defang(article.site or ""), format_datetime(article.published, zone)) if part
        )
        lines = [_wrapped(defang(article.title) or "(no title)"), *(f"  {part}" for part in (who, facts) if part)]
        if address := safe_http_url(article.url):
            lines.append(f"  {address}")
        blocks.append("\n".join(lines))
    if len(alerts) > LISTED:
        blocks.append(f"And {len(alerts) - LISTED} more, which the digest and the kept alerts have.")
    blocks.append("To get fewer, narrow the watchlist or add a filter policy to your subscription.")
    return "\n\n".join(blocks) + "\n"
