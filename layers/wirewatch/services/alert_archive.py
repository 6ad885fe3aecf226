"""Archive alerts: what came out of the alerts topic is confirmed as sent, and kept for digests and the board."""

from __future__ import annotations

import msgspec

from wirewatch.alerting.delivery_ledger import confirm_published
from wirewatch.messages import SnsEnvelope
from wirewatch.records import ArchivedMessage
from wirewatch.services.ports import ObjectWriter
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore


class AlertArchive:
    """Archives messages of the alerts topic.

    Args:
        objects: where they are kept, by their day.
        ledger: where they are confirmed.
    """

    def __init__(self, objects: ObjectWriter, ledger: KeyValueStore) -> None:
        self._objects = objects
        self._ledger = ledger

    def archive(self, envelope: SnsEnvelope) -> ServiceResult:
        """Confirm a message and keep it; another sender's is left alone."""
        message = envelope.message_id
        if not message:
            return ServiceResult(message="message of another sender ignored")
        confirm_published(message, self._ledger)
        archived = ArchivedMessage(
            name=message, sent=envelope.timestamp, message=msgspec.Raw(envelope.message.encode())
        )
        self._objects.write(layout.archived_alert_key(envelope.day, message), msgspec.json.encode(archived))
        return ServiceResult(
            message="alert archived",
            fields={"alert": message, "correlation_ids": envelope.correlation_ids},
            metrics={"AlertsArchived": 1},
        )
