"""Alert → chat: Slack, Teams, Discord, Telegram, ntfy, Matrix, e-mail over SMTP and whatever else apprise knows.

Each service gets the form that it shows best, with what strangers wrote escaped as that service wants it: no markup, no
mention of anybody and no link of theirs comes to life. What is longer than a service takes goes as several messages.

Addresses are apprise's (https://github.com/caronc/apprise/wiki), or of a channel that a package adds, and hold tokens: they are never logged and never part of
an error.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from typing import Any

import msgspec

from wirewatch.alerting.channels import open_channel
from wirewatch.alerting.chat_forms import Message, Style, chat_messages
from wirewatch.errors import WirewatchError
from wirewatch.extensions import ExtensionError
from wirewatch.limits import CHAT_ADDRESSES, CHAT_SECONDS
from wirewatch.records import Alert, AlertBatch
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

PACE = 1.2
"""Seconds between two messages to one service at the most: apprise's own for Slack, the slowest of those that state one."""
TEAMS_CHARACTERS = 4000
"""Of a card: Teams takes 28 kB, and a character that is not ASCII takes six bytes there. apprise's own bound is 1,000."""
_AT_ONCE = 16  # services
_MARGIN = 200
"""Characters of a service's limit that are left free: some services count escaped letters more than once."""
# Services that render Markdown whatever their messages are declared to be, by apprise's names of them.
_STYLES: dict[str, Style] = {
    "NotifySlack": "slack",
    "NotifyDiscord": "markdown",
    "NotifyMattermost": "markdown",
    "NotifyRocketChat": "markdown",
    "NotifyWorkflows": "teams",
}
_DECLARED = {"html": "html", "markdown": "markdown", "slack": "markdown", "teams": "markdown", "text": "text"}


class ChatDeliveryError(WirewatchError):
    """Some services did not take the alert, or an address is wrong; the message names services and numbers only."""


def parse_chat_urls(secret: str) -> list[str]:
    """The addresses in a secret: a JSON list, or one a line; lines that begin with # are remarks.

    Raises:
        ChatDeliveryError: there is none, or there are too many.
    """
    try:
        found = msgspec.json.decode(secret.encode(), type=list[str])
    except msgspec.DecodeError:
        lines = (line.strip() for line in secret.splitlines())
        found = [line for line in lines if line and not line.startswith("#")]
    if not found or len(found) > CHAT_ADDRESSES:
        raise ChatDeliveryError(
            f"the secret holds {len(found)} addresses; wanted are 1 to {CHAT_ADDRESSES}: a JSON list, or one a line"
        )
    return found


def is_known(address: str) -> bool:
    """Whether apprise knows what an address is of; nothing is asked of anybody."""
    return _open_service(address) is not None


def _open_service(address: str) -> Any | None:
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it logs addresses
    return apprise.Apprise.instantiate(address, suppress_exceptions=True)


def send_to_chat(
    name: str, alert: Alert | AlertBatch, addresses: Sequence[str], done: KeyValueStore, zone: str = "UTC"
) -> int:
    """Send a message to every address that has not taken it yet; how many took it now.

    Args:
        name: of the message: with it and the address it is noted in ``done`` what was taken.
        alert: the message.
        addresses: apprise's, or of added channels.
        done: remembers who took what, so that trying again sends nothing twice; also of several messages each one.
        zone: the readers'.

    Raises:
        ChatDeliveryError: some did not take it; the others did, and will not get it again.
        ExtensionError: the package of an added channel cannot be used.
    """
    keys = [layout.chat_row(name, blake2b(address.encode(), digest_size=12).hexdigest()) for address in addresses]
    before = done.get(keys) if keys else {}

    def send(place: int) -> bool:
        sent = _send_all(addresses[place], alert, zone, keys[place], done)
        if sent:
            done.put(keys[place], b"1")
        return sent

    due = [place for place, key in enumerate(keys) if key not in before]
    # At the same time: a slow service keeps no other waiting.
    with ThreadPoolExecutor(max(1, min(len(due), _AT_ONCE))) as threads:
        outcomes = dict(zip(due, threads.map(send, due), strict=True))
    taken = sum(outcomes.values())
    failed = [
        f"number {place + 1} ({addresses[place].partition(':')[0][:20]})"
        for place, sent in outcomes.items()
        if not sent
    ]
    if failed:
        raise ChatDeliveryError(f"not taken by {', '.join(failed)}; what is wrong with them is seen at the service")
    return taken


def _send_all(address: str, alert: Alert | AlertBatch, zone: str, key: str, done: KeyValueStore) -> bool:
    """Whether a service took every message; what it raises may hold its address and goes no further."""
    try:
        if added := open_channel(address):
            added.send(alert, zone)
            return True
        service = _open_service(address)
        if service is None:
            return False
        service.socket_connect_timeout = service.socket_read_timeout = CHAT_SECONDS
        style = _style(service)
        if style == "teams":
            setattr(service, "include_image", False)  # noqa: B010 - a picture of apprise's own; only Teams has it
            service.body_maxlen = TEAMS_CHARACTERS
        # Where apprise knows no pace of the service it waits 5.5 s between the parts of a list.
        service.request_rate_per_sec = min(service.request_rate_per_sec, PACE)
        messages = chat_messages(alert, style, max(400, service.body_maxlen - _MARGIN), zone)
        # The last one is noted by the address's key.
        parts = {part: f"{key}#{part}" for part in range(1, len(messages))}
        taken = done.get(list(parts.values())) if parts else {}
        for part, message in enumerate(messages, 1):
            if parts.get(part, "") in taken:
                continue
            if not _send(service, message, style):
                return False
            if part in parts:
                done.put(parts[part], b"1")
    except ExtensionError:
        raise  # it names a package, and no address
    except Exception:
        return False
    return True


def _style(service: Any) -> Style:
    """The form for a service: what it renders, or else the first one that it says it takes."""
    if style := _STYLES.get(type(service).__name__):
        return style
    formats = service.notify_format
    first = str(formats[0] if isinstance(formats, tuple) else formats).lower()
    return "html" if first.endswith("html") else "markdown" if first.endswith("markdown") else "text"


def _send(service: Any, message: Message, style: Style) -> bool:
    """Send one message; where a service opens an address on a touch, it gets the article's."""
    if message.url and hasattr(service, "click"):
        service.click = message.url
    titled = style in ("text", "html") and service.title_maxlen > 0
    title = message.title[: service.title_maxlen] if titled else ""
    return bool(service.notify(body=message.body(titled), title=title, body_format=_DECLARED[style]))
