"""Match + Summary → Alert → the message that SNS takes: a form for each protocol, and attributes to filter by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import msgspec

from wirewatch.alerting.builder import alert_json, with_mentions
from wirewatch.alerting.rendering import email, list_email, list_subject, sms, subject
from wirewatch.errors import WirewatchError
from wirewatch.records import PRIORITIES, Alert, AlertBatch
from wirewatch.text.sanitize import single_line

BODY_LIMIT = 250_000
"""SNS: 256 KiB a message, attributes included; the rest is for those."""
ATTRIBUTE_LIMIT = 100
"""Values of one attribute: a page that names every country on earth is about none of them."""


class BatchTooLargeError(WirewatchError):
    """Alerts of a batch that do not fit into one message."""


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


def build_sns_message(alert: Alert, zone: str = "UTC") -> Message:
    """The alert as SNS takes it: every protocol its own form (times in the reader's ``zone``), and attributes to filter by.

    Attributes: ``countries``, ``entries``, ``kinds`` and ``tags`` (String.Array, as the watchlist and the list of feeds
    write them), ``matched_in`` (``title``, ``text``), ``priority`` and ``update`` (``first`` or ``follow-up``).
    """
    as_json = alert_json(alert)
    forms = {"default": as_json, "email": email(alert, zone), "sms": sms(alert)}
    body = json.dumps(forms, ensure_ascii=False)
    while len(body.encode()) > BODY_LIMIT:
        # Only evidence is ever cut: halve it until the message fits.
        most = max(len(match.mentions) for match in alert.matches) // 2
        alert = msgspec.structs.replace(alert, matches=with_mentions(alert.matches, most))
        forms["default"] = alert_json(alert)
        body = json.dumps(forms, ensure_ascii=False)
        if most == 0:
            break
    return Message(subject=subject(alert), body=body, attributes=_attributes([alert]))


def _attributes(alerts: Sequence[Alert]) -> dict[str, tuple[str, str]]:
    matches = [match for alert in alerts for match in alert.matches]
    priority = max((alert.priority for alert in alerts), key=PRIORITIES.index, default="normal")
    found: dict[str, tuple[str, str]] = {"priority": ("String", priority)}
    found["update"] = ("String", "follow-up" if all(alert.follow_up_of for alert in alerts) else "first")
    arrays: dict[str, Iterable[str]] = {
        "countries": (match.entry for match in matches if match.kind == "country"),
        "entries": (match.entry for match in matches),
        "kinds": (match.kind for match in matches),
        "tags": [tag for match in matches for tag in match.tags] + [tag for a in alerts for tag in a.article.tags],
        "matched_in": sorted({mention.where for match in matches for mention in match.mentions}, reverse=True),
    }
    for name, values in arrays.items():
        if kept := [value for value in map(single_line, dict.fromkeys(values)) if value][:ATTRIBUTE_LIMIT]:
            found[name] = ("String.Array", json.dumps(kept))
    return found


def build_batch_message(alerts: Sequence[Alert], zone: str = "UTC") -> Message:
    """One message that lists alerts which waited. Its attributes are those of all of them together.

    The JSON has every one of them; the e-mail names the first ``LISTED`` and says how many more there are.

    Raises:
        BatchTooLargeError: they do not fit into one message; half of them may.
    """
    as_json = msgspec.json.encode(AlertBatch(alerts=list(alerts))).decode()
    forms = {"default": as_json, "email": list_email(alerts, zone), "sms": list_subject(alerts)}
    body = json.dumps(forms, ensure_ascii=False)
    if len(body.encode()) > BODY_LIMIT and len(alerts) > 1:
        raise BatchTooLargeError(f"{len(alerts)} alerts take {len(body.encode()):,} bytes; SNS takes {BODY_LIMIT:,}")
    return Message(subject=list_subject(alerts), body=body, attributes=_attributes(alerts))
