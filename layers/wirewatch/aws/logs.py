"""The logs of a stack's functions, searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from wirewatch.aws.clients import client
from wirewatch.errors import MALFORMED


class StackLogs:
    """The log groups of a deployed stack."""

    def __init__(self, stack: str) -> None:
        """Look up the stack's log groups.

        Raises:
            ClientError: there is no such stack here.
        """
        pages = client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
        self.groups = [
            resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceType"] == "AWS::Logs::LogGroup" and "PhysicalResourceId" in resource
        ]

    def lines_with(self, text: str, since: datetime, limit: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """The functions' own lines that hold ``text`` as it is, about ``limit`` of each group at most, in no order.

        Each comes as its time, in milliseconds since 1970, and its fields.
        """
        pattern = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        start = int(since.timestamp() * 1000)
        pages = client("logs").get_paginator("filter_log_events")
        for group in self.groups:
            found = 0
            for page in pages.paginate(logGroupName=group, filterPattern=pattern, startTime=start):
                for event in page["events"]:
                    for fields in _records(event["message"]):
                        found += 1
                        yield event["timestamp"], fields
                if found >= limit:
                    break


def _records(message: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of an event that a function logged; Lambda's own lines are none."""
    for line in message.splitlines():
        if line.startswith("{"):
            try:
                yield msgspec.json.decode(line, type=dict[str, Any])
            except MALFORMED:
                continue
