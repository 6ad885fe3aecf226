"""Notify chat services: a message of the alerts topic goes on to each of them, each once."""

from __future__ import annotations

from collections.abc import Callable

from wirewatch.alerting.chat import parse_chat_urls, send_to_chat
from wirewatch.messages import SnsEnvelope, parse_alert_payload
from wirewatch.services.results import ServiceResult
from wirewatch.storage.key_value import KeyValueStore


class ChatNotification:
    """Hands messages to chat services.

    Args:
        secret: the text that names the services; read for each message, as it may change.
        taken: remembers which service took what.
        zone: the readers' (IANA name).
    """

    def __init__(self, secret: Callable[[], str], taken: KeyValueStore, zone: str) -> None:
        self._secret = secret
        self._taken = taken
        self._zone = zone

    def notify(self, envelope: SnsEnvelope, fallback_id: str) -> ServiceResult:
        """Hand a message to every service that has not taken it; ``fallback_id`` names one without an id of its own.

        Raises:
            ChatDeliveryError: a service did not take it.
        """
        message = envelope.message_id or fallback_id
        alert = parse_alert_payload(envelope.message)
        taken = send_to_chat(message, alert, parse_chat_urls(self._secret()), self._taken, self._zone)
        return ServiceResult(
            message="chat notified",
            fields={"alert": message, "taken": taken, "correlation_ids": envelope.correlation_ids},
            metrics={"ChatMessagesSent": taken},
        )
