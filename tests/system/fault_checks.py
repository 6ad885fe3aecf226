"""What came of a seed of ``faults``: which checks failed, which faults were made and felt, how late alerts were."""

from __future__ import annotations

import collections
import json
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from devtools.testbed.emulator import physical_name, subscribe_queue, take
from devtools.testbed.fault_proxy import CALL_FAULTS, KILLS, SERVICES
from devtools.testbed.stack import Bench, Day, story_of
from devtools.testbed.strict import run_again

MADE = (
    *(f"{service} {fault}" for service in SERVICES for fault in CALL_FAULTS),
    *KILLS,
    "killed anywhere",
    "events twice",
    "events late and out of order",
    "pages overwritten",
    "poison pages",
    "index cut short",
    "index with bits turned",
    "/tmp full",
    "throttled receives",
    "model damaged",
    "hostile pages and links",
    "scheduled runs repeated",
)
FELT = {
    "index damaged": ("ProcessArticle", "IndexFileError"),
    "no room in /tmp": ("ProcessArticle", "No space left"),
    "model damaged": ("SendAlert", "is damaged"),
    "alerts that another run had in hand": ("SendAlert", "is being sent"),
    "alerts perhaps published": ("SendAlert", "may have been published"),
    "alerts published by a run that ended": ("SendAlert", "sent before"),
}
"""What functions say of faults in their logs; only the first three must be there in every run."""


def late(envelopes: list[dict[str, Any]], first: dict[str, float]) -> list[float]:
    """Seconds from the first drop of each story to its first alert."""
    seconds: dict[str, float] = {}
    for envelope in envelopes:
        sent = datetime.fromisoformat(envelope["Timestamp"]).timestamp()
        body = json.loads(envelope["Message"])
        for alert in body.get("alerts", [body]):
            story = story_of(alert["article"]["source"])
            if story in first:
                seconds[story] = min(seconds.get(story, math.inf), sent - first[story])
    return sorted(seconds.values())


def digests(bench: Bench) -> int:
    """Have the digest made three times at once, as retries of its schedule that overlap; how often it came too much."""
    inbox = subscribe_queue(bench.running, bench.stack["DigestTopicArn"], f"digests-{time.time_ns()}")
    end = (datetime.now(UTC) + timedelta(minutes=11)).isoformat(timespec="seconds")
    run_again(bench.running, physical_name(bench.running, "SendDigest"), {"time": end}, times=3)
    return abs(len(take(bench.sqs, inbox)) - 1)


def explain(day: Day, told: collections.Counter[tuple[str, str]], wrong: dict[str, set[str]], unread: set[str]) -> None:
    """Say which checks failed."""
    for key in sorted(wrong):
        print(f"  {'not ' if key in day.poison else ''}set aside: {key} {', '.join(sorted(wrong[key]))}")
    for key in sorted(unread):
        print(f"  neither kept nor set aside: {key}")
    for story, entry in sorted(day.expected - set(told)):
        print(f"  lost: {story} for {entry}")
    for (story, entry), times in sorted(told.items()):
        if times > 1:
            print(f"  told {times} times: {story} for {entry}")


def table(counts: collections.Counter[str]) -> list[str]:
    """Print how often each fault was made and felt; what never was."""
    print("\nfaults made" + " " * 33 + "times")
    for name in MADE:
        print(f"  {name:<40}{counts[name]:>7}")
    print("felt, by the functions' logs" + " " * 16 + "times")
    for name in FELT:
        print(f"  {name:<40}{counts[f'felt: {name}']:>7}")
    never = [name for name in MADE if not counts[name]]
    return never + [f"felt: {name}" for name in list(FELT)[:3] if not counts[f"felt: {name}"]]
