"""An article's way through the stack, put together from the log lines of every function."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

MOST_IDS = 20
"""Correlation ids that are followed: an article that was dropped or polled several times has several."""


class LogLine(NamedTuple):
    """One line of a function's log.

    Attributes:
        timestamp: milliseconds since 1970.
        fields: what it says, as Powertools' logger wrote it.
    """

    timestamp: int
    fields: dict[str, Any]

    @property
    def correlation_ids(self) -> list[str]:
        """What the line is about: the ids of what came in."""
        several = self.fields.get("correlation_ids")
        found = [self.fields.get("correlation_id"), *(several if isinstance(several, list) else [])]
        return [one for one in found if isinstance(one, str) and one]


def trace(wanted: str, lines_with: Callable[[str], Iterable[tuple[int, dict[str, Any]]]]) -> list[LogLine]:
    """Every line about what ``wanted`` names, oldest first.

    Args:
        wanted: an id of an article, a web address, the address of an object (``s3://…``), a correlation id, or the id of
            a sent message.
        lines_with: searches the logs for lines that hold a text; each line as its time and its fields.

    A line about several articles, as that of a batch, is part of the way of each.
    """

    def search(text: str) -> list[LogLine]:
        return [LogLine(*line) for line in lines_with(text)]

    first = [line for line in search(wanted) if _names(line, wanted)]
    ids = dict.fromkeys(one for line in first for one in line.correlation_ids)
    # A batch names articles that have nothing to do with this one; only lines that name it alone lead further.
    alone = dict.fromkeys(one for line in first if len(line.correlation_ids) == 1 for one in line.correlation_ids)
    found = list(first)
    for one in list(alone or ids)[:MOST_IDS]:
        if one != wanted:
            found += [line for line in search(one) if one in line.correlation_ids]
    unique = {(line.timestamp, repr(sorted(line.fields.items(), key=str))): line for line in found}
    return sorted(unique.values(), key=lambda line: line.timestamp)


def _names(line: LogLine, wanted: str) -> bool:
    """Whether a field of the line is ``wanted``, and not only longer text that holds it."""
    return any(
        value == wanted or (isinstance(value, list) and wanted in value) or str(value).endswith(f"/{wanted}")
        for value in line.fields.values()
    )


def outcome(lines: Iterable[LogLine]) -> str:
    """How the way ended so far, in a sentence, with what to do next."""
    said = [(str(line.fields.get("message", "")), line.fields) for line in lines]
    messages = {message for message, _ in said}
    if {"alert sent", "alert batch sent"} & messages:
        return "It was sent."
    if "alert deferred" in messages:
        return "Its alert is deferred, until the time in `due` at the latest."
    if rejected := next((fields for message, fields in said if message == "article rejected"), None):
        return f"It was rejected: {rejected.get('reason', '')}. It lies in the articles dead-letter queue."
    processed = [fields for message, fields in said if message == "article processed"]
    if processed and not any(fields.get("entries") for fields in processed):
        return "No entry of the watchlist alerts for it; `wirewatch read PAGE -w LIST` says why."
    if processed:
        return "An alert was due and none is sent yet: its story has alerted already, or send_alert has not come to it."
    if "feed item queued" in messages:
        return "It is queued, and not processed yet."
    return "Its way ends here."
