"""``wirewatch trace``: an article's way through the stack, from its logs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from wirewatch.cli.common import Stack, fail, print_record
from wirewatch.cli.replay import since_of

if TYPE_CHECKING:
    from wirewatch.services.article_trace import LogLine

app = App(name="trace")

MOST_LINES = 1000
"""Lines of one log that are read for one id."""
_NOT_SHOWN = frozenset(
    ("level", "location", "message", "timestamp", "service", "cold_start", "xray_trace_id", "correlation_id",
     "correlation_ids", "exception", "stack_trace", "sampling_rate")
)  # fmt: skip


@app.default
def trace(
    id_: Annotated[str, Parameter(name="ID")],
    *,
    since: Annotated[str, Parameter(help="How far back: 7d, 12h, 2w, or a date.")] = "2d",
    stack: Stack = "wirewatch",
    json: Annotated[bool, Parameter(help="Print the log lines as JSON.", negative="")] = False,
) -> None:
    """Show an article's way through a deployed stack: each log line about it, of every function, oldest first.

    For example:

        wirewatch trace 1f0c6a7d2b9e4c53a8d07f6e5b4c3d2a
        wirewatch trace https://news.example/story --since 7d
        wirewatch trace s3://my-inbox/inbox/page.html --json

    Parameters
    ----------
    id_
        An article's id, its address, the object it was dropped as, a correlation id, or the id of a sent message.
    """
    from wirewatch.aws.clients import AWS_ERRORS
    from wirewatch.aws.logs import StackLogs
    from wirewatch.services import article_trace

    try:
        start = since_of(since, datetime.now(UTC))
    except ValueError as problem:
        fail(f"--since {since}: {problem}")
    try:
        logs = StackLogs(stack)
        lines = article_trace.trace(id_, lambda text: logs.lines_with(text, start, MOST_LINES))
    except AWS_ERRORS as problem:
        fail(f"the logs cannot be read: {problem}")
    if not lines:
        fail(f"no log of the stack {stack} names {id_} since {start.astimezone():%Y-%m-%d %H:%M %Z}")
    for line in lines:
        if json:
            print_record(line.fields)
        else:
            print(shown(line))
    if not json:
        print(article_trace.outcome(lines))


def shown(line: LogLine) -> str:
    """A line for people: the local time, the function, what happened, and the facts."""
    from wirewatch.text.sanitize import single_line

    moment = datetime.fromtimestamp(line.timestamp / 1000, UTC).astimezone()
    facts = [
        f"{name}={_value(value)}"
        for name, value in line.fields.items()
        if name not in _NOT_SHOWN and not name.startswith("function_") and value not in (None, "", [])
    ]
    head = f"{moment:%Y-%m-%d %H:%M:%S %Z}  {line.fields.get('service', ''):17} {line.fields.get('message', '')}"
    return single_line("  ".join([head, *facts]))


def _value(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
