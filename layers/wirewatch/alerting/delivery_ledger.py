"""What each alert has been through, remembered so that it is sent once however often a run ends early.

A delivery is one alert on its way, by its key (``AlertRequest.key``); a batch that is due is a delivery as well. Its rows,
in the order in which they are written:

| row             | written when                               | says                                                |
|-----------------|--------------------------------------------|-----------------------------------------------------|
| claim           | a delivery begins, for each entry          | no other delivery of the story sends this entry      |
| first delivery  | a delivery begins                          | the first of its story; later ones are follow-ups    |
| slot            | it is deferred                             | its batch, and when that is due                      |
| wake            | the first alert is put into a batch        | which delivery has the batch sent                    |
| summary attempt | before a model summarises its article       | a run began that, and perhaps did not survive it     |
| intent          | before it is published                     | a run began to publish; void where SNS rejected it   |
| published       | the message came out of the topic          | it was sent: nobody publishes it again               |

SNS takes a message and acknowledges it in two steps, and a run may end between them. Hence the last two rows: where an
intent is held and no publication is confirmed, the message is in doubt until ``CONFIRMATION_SECONDS`` have passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import blake2b
from uuid import uuid4

import msgspec

from wirewatch.alerting.throttling import BatchSlot
from wirewatch.errors import DeliveryUncertainError
from wirewatch.messages import AlertRequest
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore

CONFIRMATION_SECONDS = 45.0
"""Seconds after which a message that was perhaps published, and that nobody has seen come out, is published again."""
MAX_SUMMARY_ATTEMPTS = 3
"""Runs that may begin to summarise one article; when so many ended early, no model is tried again."""
_VOID = b"void"


class DeliveryState(msgspec.Struct, frozen=True):
    """How far a delivery has come.

    Attributes:
        publishing: a run began to publish it; it must not be put into a batch as well.
        slot: the batch that it is deferred to; None where it was not.
    """

    publishing: bool = False
    slot: BatchSlot | None = None


def message_id(delivery: str) -> str:
    """The id of a delivery's message, in the table and in its attribute: 32 hexadecimal digits."""
    return blake2b(delivery.encode(), digest_size=16).hexdigest()


class DeliveryLedger:
    """The rows above, in a store that all workers share.

    Args:
        store: holds the rows.
        confirmation_seconds: see ``CONFIRMATION_SECONDS``.
        now: the clock, seconds since 1970.
    """

    def __init__(self, store: KeyValueStore, confirmation_seconds: float, now: Callable[[], float]) -> None:
        self._store = store
        self._confirmation_seconds = confirmation_seconds
        self._now = now

    def claim(self, story: str, delivery: str, entries: Iterable[str]) -> list[str]:
        """Those of the entries that no other delivery of the story sends; the same answer for every call."""
        ours = delivery.encode()
        return [entry for entry in entries if self._take(layout.claim_row(story, entry), ours)]

    def release(self, story: str, delivery: str, entries: Iterable[str]) -> list[str]:
        """Give up what a delivery claimed that cannot be sent; the entries that are free now, the same for every call.

        Another delivery of the story may claim them, and this one may begin anew: its slot is forgotten.
        """
        ours, entry_of = delivery.encode(), {layout.claim_row(story, entry): entry for entry in entries}
        first, slot = layout.first_delivery_row(story), layout.slot_row(delivery)
        held = self._store.get(sorted({*entry_of, first, slot}))
        for row, value in held.items():
            if value == ours or row == slot:
                self._store.put(row, _VOID)
        return [entry for row, entry in entry_of.items() if held.get(row) in {ours, _VOID}]

    def _take(self, row: str, ours: bytes) -> bool:
        """Whether a row is ours, or was given up and is ours now."""
        held = self._store.put_if_absent(row, ours)
        if held == _VOID:
            self._store.put(row, ours)
            return True
        return held == ours

    def claim_request(self, request: AlertRequest, entries: Iterable[str]) -> list[str]:
        """Those of the entries that the alert of a request sends: all, where it is due for updates that it is first to send."""
        if not request.updates:
            return self.claim(request.story, request.delivery_key, entries)
        return list(entries) if self.claim(request.story, request.delivery_key, request.updates) else []

    def is_first(self, story: str, delivery: str) -> bool:
        """Whether this delivery is the first of its story; the same answer for every call."""
        ours = delivery.encode()
        return self._take(layout.first_delivery_row(story), ours)

    def state(self, delivery: str) -> DeliveryState:
        """How far a delivery has come, in one read."""
        intent, slot = layout.intent_row(message_id(delivery)), layout.slot_row(delivery)
        held = self._store.get([intent, slot])
        return DeliveryState(
            publishing=held.get(intent, _VOID) != _VOID,
            slot=_slot(held.get(slot, _VOID)),
        )

    def defer(self, delivery: str, slot: BatchSlot) -> BatchSlot:
        """Defer a delivery to a slot; the one that it was deferred to before, where it was."""
        held = _slot(self._store.put_if_absent(layout.slot_row(delivery), msgspec.json.encode(slot)))
        if held is None:
            self.move(delivery, slot)
        return held or slot

    def move(self, delivery: str, slot: BatchSlot) -> None:
        """Defer a delivery to another slot than before."""
        self._store.put(layout.slot_row(delivery), msgspec.json.encode(slot))

    def wakes(self, delivery: str, slot: BatchSlot) -> bool:
        """Whether this delivery is the one that has the slot's batch sent; the same answer for every call."""
        ours = delivery.encode()
        return self._store.put_if_absent(layout.wake_row(slot.key), ours) == ours

    def begin_summary(self, delivery: str) -> bool:
        """Begin to summarise with a model; False where ``MAX_SUMMARY_ATTEMPTS`` runs began that, and none ended it."""
        for number in range(1, MAX_SUMMARY_ATTEMPTS + 1):
            ours = uuid4().bytes
            if self._store.put_if_absent(layout.summary_attempt_row(delivery, number), ours) == ours:
                return True
        # Whatever the topic made of it: a run that began to publish had its summary.
        intent = layout.intent_row(message_id(delivery))
        return intent in self._store.get([intent])

    def begin(self, delivery: str) -> bool:
        """Begin to publish; False where it was published before.

        Raises:
            DeliveryUncertainError: an earlier run may have published it, and that is not confirmed yet.
        """
        message = message_id(delivery)
        ours = f"{self._now()} {uuid4()}".encode()
        held = self._store.put_if_absent(layout.intent_row(message), ours)
        if held not in {ours, _VOID}:
            if self.is_published(delivery):
                return False
            if self._now() - float(held.split()[0]) < self._confirmation_seconds:
                raise DeliveryUncertainError(
                    f"{delivery} may have been published by a run that ended; it will be known soon"
                )
        if held != ours:
            self._store.put(layout.intent_row(message), ours)
        return True

    def is_published(self, delivery: str) -> bool:
        """Whether the delivery's message is confirmed as published."""
        row = layout.published_row(message_id(delivery))
        return row in self._store.get([row])

    def reject(self, delivery: str) -> None:
        """Note that the topic rejected the message for sure."""
        self._store.put(layout.intent_row(message_id(delivery)), _VOID)


def confirm_published(message: str, store: KeyValueStore) -> None:
    """Note that a message (by its id) came out of the topic."""
    store.put(layout.published_row(message), b"1")


def _slot(held: bytes) -> BatchSlot | None:
    return None if held == _VOID else msgspec.json.decode(held, type=BatchSlot)
