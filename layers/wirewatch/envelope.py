"""What SNS puts around a message on its way to a queue."""

from __future__ import annotations

from typing import Annotated

import msgspec


class SnsAttribute(msgspec.Struct):
    """An attribute of a message."""

    value: str = msgspec.field(name="Value")


class SnsEnvelope(msgspec.Struct):
    """A message as it came out of a topic.

    Attributes:
        message: as published for queues: JSON.
        timestamp: ISO 8601, UTC.
        attributes: by name.
    """

    message: str = msgspec.field(name="Message")
    timestamp: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT[0-9:.]+Z$")] = msgspec.field(name="Timestamp")
    attributes: dict[str, SnsAttribute] = msgspec.field(name="MessageAttributes", default_factory=dict)

    @property
    def day(self) -> str:
        """The day of its time, as part of a key."""
        return self.timestamp[:10]

    @property
    def name(self) -> str:
        """What the message is called (the attribute ``alert``); empty where it is another sender's."""
        name = self.attributes["alert"].value if "alert" in self.attributes else ""
        return name if name.isalnum() and name.isascii() else ""

    @property
    def correlation_ids(self) -> list[str]:
        """What the logs call the links and pages that the message came from; none where it is another sender's."""
        if not self.name or "correlation" not in self.attributes:
            return []
        try:
            return msgspec.json.decode(self.attributes["correlation"].value, type=list[str])
        except msgspec.DecodeError:
            return []
