"""What came out of the alerts topic is confirmed and kept."""

from __future__ import annotations

import msgspec

from tests.support.builders import alert
from tests.support.memory_ports import MemoryObjects
from wirewatch.messages import SnsEnvelope, parse_sns_envelope
from wirewatch.records import ArchivedMessage
from wirewatch.services.alert_archive import AlertArchive
from wirewatch.storage import layout
from wirewatch.storage.key_value import MemoryKeyValueStore

MESSAGE = "0a" * 16


def envelope(message: str = MESSAGE) -> SnsEnvelope:
    attributes = {
        "message_id": {"Type": "String", "Value": message},
        "correlation_ids": {"Type": "String.Array", "Value": '["c"]'},
    }
    body = {
        "Message": msgspec.json.encode(alert()).decode(),
        "Timestamp": "2026-03-02T23:59:59.000Z",
        "MessageAttributes": attributes if message else {},
    }
    return parse_sns_envelope(msgspec.json.encode(body).decode())


def test_a_message_is_confirmed_and_kept_by_its_day() -> None:
    objects, ledger = MemoryObjects(), MemoryKeyValueStore()
    result = AlertArchive(objects, ledger).archive(envelope())
    assert (result.metrics, result.fields["correlation_ids"]) == ({"AlertsArchived": 1}, ["c"])
    assert ledger.get([layout.published_row(MESSAGE)])
    (key,) = objects.objects
    assert key == layout.archived_alert_key("2026-03-02", MESSAGE)
    assert msgspec.json.decode(objects.objects[key], type=ArchivedMessage).name == MESSAGE


def test_another_senders_message_is_left_alone() -> None:
    objects = MemoryObjects()
    result = AlertArchive(objects, MemoryKeyValueStore()).archive(envelope(""))
    assert (result.metrics, objects.objects) == ({}, {})


def test_an_id_that_could_be_a_path_counts_as_another_senders() -> None:
    objects = MemoryObjects()
    AlertArchive(objects, MemoryKeyValueStore()).archive(envelope("../x"))
    assert not objects.objects
