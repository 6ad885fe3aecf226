"""An object store, a queue and a topic in memory, for tests of services."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from wirewatch.aws.sqs import Unsent
from wirewatch.errors import ObjectUnavailableError


class MemoryObjects:
    """An object store; ``objects`` holds the bytes by key."""

    def __init__(self, objects: Mapping[str, bytes] | None = None) -> None:
        self.objects = dict(objects or {})
        self.reads: list[str] = []

    def read(self, key: str, limit: int) -> bytes:
        self.reads.append(key)
        if key not in self.objects:
            raise ObjectUnavailableError("gone", f"{key} is not there")
        if len(self.objects[key]) > limit:
            raise ObjectUnavailableError("too-large", f"{key} is larger than {limit}")
        return self.objects[key]

    def write(self, key: str, data: bytes, content_type: str = "application/json") -> None:
        self.objects[key] = data

    def write_if_absent(self, key: str, data: bytes) -> bool:
        if key in self.objects:
            return False
        self.objects[key] = data
        return True

    def etags(self, prefix: str) -> dict[str, str]:
        return {
            key: blake2b(data, digest_size=8).hexdigest()
            for key, data in sorted(self.objects.items())
            if key.startswith(prefix)
        }

    def link(self, key: str, seconds: int) -> str:
        return f"https://objects.example/{key}?for={seconds}"

    def download_if_changed(self, key: str, path: Path, etag: str | None) -> str | None:
        found = self.etags(key).get(key)
        if found is not None and found != etag:
            path.write_bytes(self.objects[key])
        return found

    def open(self, bucket: str, key: str, offset: int) -> io.BytesIO:
        return io.BytesIO(self.read(f"{bucket}/{key}", 1 << 30)[offset:])


class MemoryQueue:
    """A queue; ``sent`` holds bodies with their attributes."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, dict[str, str]]] = []
        self.delays: list[int] = []
        self.judge: Callable[[str], str | None] = lambda body: None
        """Why a body is not taken: ``permanent`` or ``for now``; None where it is."""

    def send(self, body: str, attributes: Mapping[str, str] | None = None, delay: int = 0) -> None:
        self.sent.append((body, dict(attributes or {})))

    def send_each(self, bodies: Sequence[str], delays: Sequence[int] = ()) -> list[Unsent]:
        unsent = []
        for place, body in enumerate(bodies):
            why = self.judge(body)
            if why is None:
                self.send(body)
                self.delays.append(delays[place] if delays else 0)
            else:
                unsent.append(Unsent(place, "not taken", why == "permanent"))
        return unsent


class MemoryTopic:
    """A topic that people read; ``published`` holds subject, text and attributes."""

    def __init__(self) -> None:
        self.published: list[tuple[str, str, dict[str, str]]] = []

    def publish_text(self, subject: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
        self.published.append((subject, text, dict(attributes or {})))
