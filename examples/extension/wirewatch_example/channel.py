"""A channel that writes each alert to a file of its own: ``spool:///var/spool/news``."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from wirewatch.alerting.rendering import email, list_email, list_subject, subject
from wirewatch.records import Alert, AlertBatch


class SpoolChannel:
    """Writes alerts into a folder, for a program that picks them up there."""

    def __init__(self, address: str) -> None:
        self._folder = Path(address.partition("://")[2])
        if not self._folder.is_absolute():
            raise ValueError("wanted is the path of a folder: spool:///var/spool/news")

    def send(self, alert: Alert | AlertBatch, zone: str) -> None:
        """Write one alert, or several that waited. What cannot be written raises OSError, and is sent again later."""
        if isinstance(alert, AlertBatch):
            text = f"{list_subject(alert.alerts)}\n\n{list_email(alert.alerts, zone)}"
        else:
            text = f"{subject(alert)}\n\n{email(alert, zone)}"
        self._folder.mkdir(parents=True, exist_ok=True)
        # Nobody picks up half a file: it gets its name when it is whole.
        unfinished = self._folder / f".{uuid4().hex}"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.rename(unfinished.with_name(f"{uuid4().hex}.txt"))
