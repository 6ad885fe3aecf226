"""Alert → what people read in an e-mail or a text message: subject, text, and batches of deferred alerts."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from wirewatch.alerting.view import AlertView, Reason, Span, build_view, format_datetime
from wirewatch.records import Alert, Match
from wirewatch.text.sanitize import defang, safe_http_url, to_ascii, truncate
from wirewatch.text.words import join_sentences

SUBJECT_LIMIT = 99
"""SNS: ASCII, under 100 characters."""
_NOT_READABLE = {"ja": "Japanese", "th": "Thai", "km": "Khmer", "lo": "Lao", "my": "Burmese"}
"""Languages whose words no transliteration shows: those of Chinese characters read in another way, or without spaces."""
SMS_LIMIT = 160
"""Septets of one segment in the GSM alphabet (3GPP TS 23.038)."""
LISTED = 50
"""Alerts that a list names; of more it says how many."""
SUBJECT_NAMES = 2
"""Entries that a subject names, besides those that the title names itself."""
FOOTER = "To get fewer, narrow the watchlist or add a filter policy to your subscription."
LIST_INTRODUCTION = "These alerts came together, or in your quiet hours, so they are listed in one message."

# GSM 03.38: in ASCII these take two septets, and the backquote has none.
_TWO_SEPTETS = frozenset("^{}[]~|\\")


def subject(alert: Alert) -> str:
    """The story, then at most two names that its title does not say, within SNS's bounds, whatever the title holds."""
    title, language = alert.article.title, alert.article.language
    what = to_ascii(title, language)
    if title[:1].isalpha() and title[:1].lower() == title[:1].upper():  # a script without capitals
        what = what[:1].upper() + what[1:]
    letters = sum(char.isalnum() for char in title)
    # Of a title in another script little is left, or nothing that can be read: the names go first then.
    foreign = sum(char.isalnum() for char in what) * 2 < letters or not what or language in _NOT_READABLE
    kind = "Update: " if alert.follow_up_of else ""
    if foreign:
        site = "" if language in _NOT_READABLE else to_ascii(alert.article.site or "", language)
        what = site or f"a story in {_NOT_READABLE.get(language or '', 'another script')}"
        return truncate(f"{kind}{names_of(alert.matches, SUBJECT_NAMES) or 'wirewatch alert'}: {what}", SUBJECT_LIMIT)
    unsaid = [
        match for match in alert.matches if (to_ascii(match.name) or match.entry).casefold() not in what.casefold()
    ]
    names = names_of(unsaid, SUBJECT_NAMES) if len(unsaid) == len(alert.matches) else ""
    behind = f" ({truncate(names, 40)})" if names else ""
    return f"{kind}{truncate(what, SUBJECT_LIMIT - len(kind) - len(behind))}{behind}"


def names_of(matches: Sequence[Match], limit: int) -> str:
    """The first names in ASCII, and how many more there are."""
    names = [to_ascii(match.name) or to_ascii(match.entry) for match in matches[:limit]]
    more = len(matches) - len(names)
    return ", ".join(name for name in names if name) + (f" +{more}" if more > 0 else "")


def _update(view: AlertView) -> str:
    """What a follow-up says of itself: that it is one, and what is new."""
    return (
        "\n".join(["You were sent this story before. New since:", *(f"- {line}" for line in view.news)])
        if view.news
        else ("You were sent this story before; this is what it names since.")
    )


def email(alert: Alert, zone: str = "UTC") -> str:
    """The e-mail's text: title and link, what happened, why it came, where it is from.

    Lines are as long as they are: a phone and a desk break them each at its own width. ``zone`` is the reader's (IANA
    name).
    """
    view = build_view(alert, zone)
    more = [f"and {view.more} more"] if view.more else []
    blocks = [
        view.title + (f"\n{view.url}" if view.url else ""),
        join_sentences(_plain(sentence) for sentence in view.summary),
        f"({view.label}.)" if view.label else "",
        "\n".join(["Why:", *(f"- {_reason(reason)}" for reason in view.reasons), *more]),
        "\n".join(part for part in (view.source, view.also) if part),
        _update(view) if view.update else "",
        FOOTER,
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _reason(reason: Reason) -> str:
    """One line of why, in plain text, what matched between asterisks."""
    names = ", ".join(reason.names)
    if reason.evidence:
        marked = "".join(f"*{span.text}*" if span.marked else span.text for span in reason.evidence)
        return f"{names}: “{marked}”"
    return f"{names}: {reason.where}" if reason.where else names


def _plain(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def valid_time_zone(name: str) -> str:
    """The name of a time zone that can be used: ``name``, or UTC where there is no such zone."""
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        return "UTC"


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
    return truncate(f"{len(alerts)} more alerts: {names_of(matches, 3)}", SUBJECT_LIMIT)


def list_rest(alerts: Sequence[Alert]) -> str:
    """How many alerts a list does not name; empty where it names all."""
    more = len(alerts) - LISTED
    return f"And {more} more, which the digest and the archive have." if more > 0 else ""


def list_facts(alert: Alert, zone: str) -> str:
    """Who, where and when of an alert in a list, on one line."""
    who = ", ".join(defang(match.name) for match in alert.matches[:4])
    when = format_datetime(alert.article.published, zone)
    return " · ".join(part for part in (who, defang(alert.article.site or ""), when) if part)


def list_email(alerts: Sequence[Alert], zone: str = "UTC") -> str:
    """Deferred alerts, each with title, link, who, source and time."""
    blocks = [LIST_INTRODUCTION]
    for alert in alerts[:LISTED]:
        lines = (defang(alert.article.title) or "(no title)", safe_http_url(alert.article.url), list_facts(alert, zone))
        blocks.append("\n".join(line for line in lines if line))
    blocks += [list_rest(alerts), FOOTER]
    return "\n\n".join(block for block in blocks if block) + "\n"
