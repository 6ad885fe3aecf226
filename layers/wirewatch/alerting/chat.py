"""Alert → chat: Slack, Teams, Discord, Telegram, ntfy, Matrix, mail over SMTP and whatever else apprise knows.

Addresses are apprise's (https://github.com/caronc/apprise/wiki) and hold tokens: they are never logged and never part of
an error.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from wirewatch.alerting.rendering import email, list_email, list_subject, subject
from wirewatch.errors import WirewatchError
from wirewatch.records import Alert, AlertBatch
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

SECONDS = 10.0
"""That a service has to take an alert."""
MOST = 50
"""Addresses of one secret."""


class ChatDeliveryError(WirewatchError):
    """Some services did not take the alert, or an address is wrong; the message names services and numbers only."""


def parse_chat_urls(secret: str) -> list[str]:
    """The addresses in a secret: a JSON list, or one a line; lines that begin with # are remarks.

    Raises:
        RelayError: there is none, or there are too many.
    """
    try:
        found = msgspec.json.decode(secret.encode(), type=list[str])
    except msgspec.DecodeError:
        lines = (line.strip() for line in secret.splitlines())
        found = [line for line in lines if line and not line.startswith("#")]
    if not found or len(found) > MOST:
        raise ChatDeliveryError(
            f"the secret holds {len(found)} addresses; wanted are 1 to {MOST}: a JSON list, or one a line"
        )
    return found


def send_to_chat(
    name: str, alert: Alert | AlertBatch, addresses: Sequence[str], done: KeyValueStore, zone: str = "UTC"
) -> int:
    """Hand a message to every address that has not taken it yet; how many took it now.

    Args:
        name: of the message: with it and the address it is noted in ``done`` what was taken.
        alert: the message.
        addresses: apprise's.
        done: remembers who took what, so that trying again sends nothing twice.
        zone: the readers'.

    Raises:
        RelayError: some did not take it; the others did, and will not get it again.
    """
    import apprise

    # It logs addresses.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    if isinstance(alert, AlertBatch):
        title, text = list_subject(alert.alerts), list_email(alert.alerts, zone)
    else:
        title, text = subject(alert), email(alert, zone)
    taken, failed = 0, []
    for number, address in enumerate(addresses, 1):
        key = layout.chat_row(name, blake2b(address.encode(), digest_size=12).hexdigest())
        if key in done.get([key]):
            continue
        service = address.partition(":")[0][:20]
        if _hand_over(apprise, address, title, text):
            done.put(key, b"1")
            taken += 1
        else:
            failed.append(f"number {number} ({service})")
    if failed:
        raise ChatDeliveryError(f"not taken by {', '.join(failed)}; what is wrong with them is seen at the service")
    return taken


def _hand_over(apprise: object, address: str, title: str, text: str) -> bool:
    """Whether a service took it; what it raises may hold its address and goes no further."""
    try:
        service = apprise.Apprise.instantiate(address, suppress_exceptions=True)  # type: ignore[attr-defined]
        if service is None:
            return False
        service.socket_connect_timeout = service.socket_read_timeout = SECONDS
        return bool(service.notify(body=text, title=title, body_format="text"))
    except Exception:
        return False
