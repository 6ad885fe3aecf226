"""What services need of the outside: an object store, a queue, a topic. ``aws/`` has them on AWS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class ObjectWriter(Protocol):
    """Objects to be written by key."""

    def write(self, key: str, data: bytes, content_type: str = "application/json") -> None:
        """Store an object."""


class ObjectStore(ObjectWriter, Protocol):
    """Objects by key."""

    def read(self, key: str, limit: int) -> bytes:
        """An object of at most ``limit`` bytes; raises ``ObjectUnavailableError``."""

    def write_if_absent(self, key: str, data: bytes) -> bool:
        """Store an object unless there is one; whether it was stored. Of several at once one succeeds."""

    def etags(self, prefix: str) -> dict[str, str]:
        """The keys below a prefix, each with its ETag."""

    def link(self, key: str, seconds: int) -> str:
        """An address at which whoever has it can read the object, for so long at the most."""


class Unsent(Protocol):
    """A message that a queue did not take."""

    @property
    def place(self) -> int:
        """Among the bodies that were to be sent, from 0."""

    @property
    def reason(self) -> str:
        """What is wrong with it, or with the queue."""

    @property
    def permanent(self) -> bool:
        """Whether it would be rejected again."""


class MessageQueue(Protocol):
    """Messages on their way."""

    def send(self, body: str, attributes: Mapping[str, str] | None = None, delay: int = 0) -> None:
        """Send a message; ``delay`` is seconds until it can be received."""

    def send_each(self, bodies: Sequence[str], delays: Sequence[int] = ()) -> Sequence[Unsent]:
        """Send messages, each judged alone; those that were not taken. ``delays`` are seconds, one for each body."""


class TextTopic(Protocol):
    """A topic that people read."""

    def publish_text(self, subject: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        """Publish a text."""
