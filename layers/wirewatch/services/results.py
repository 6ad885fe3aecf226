"""What a service did with one thing, as one line of the log and as metrics."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Level = Literal["info", "warning", "error"]


class ServiceResult(msgspec.Struct, kw_only=True):
    """One outcome of a service.

    Attributes:
        message: the log line: a short, fixed text to search for.
        level: of the log line.
        fields: what the line says besides, by name.
        metrics: counts by the metric's name; those that end in ``Duration`` are seconds.
    """

    message: str
    level: Level = "info"
    fields: dict[str, Any] = {}
    metrics: dict[str, float] = {}
