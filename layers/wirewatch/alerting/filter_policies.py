"""Filter policies for subscriptions to the alerts topic, and SNS's limits for them.

Limits: https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html (read 2026-11).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from wirewatch.errors import WirewatchError
from wirewatch.records import PRIORITIES, Priority

KEYS = 5
COMBINATIONS = 150
BYTES = 256 * 1024
ATTRIBUTES = ("countries", "entries", "kinds", "tags", "matched_in", "priority", "update")
"""What the topic's messages carry; a policy on anything else would let nothing through."""
_OPERATORS = {"anything-but", "prefix", "suffix", "equals-ignore-case", "exists", "wildcard", "numeric", "cidr"}

Policy = dict[str, list[Any]]


class FilterPolicyError(WirewatchError, ValueError):
    """A policy that SNS would reject, or that would let nothing through; the message has every problem."""


def build_filter_policy(
    *,
    countries: Sequence[str] = (),
    entries: Sequence[str] = (),
    priority: Priority = "low",
    in_title: bool = False,
    without_tags: Sequence[str] = (),
    updates: bool = True,
) -> Policy:
    """The filter policy for common wishes; each narrows what the others let through.

    Args:
        countries: ISO 3166-1 alpha-2, any case.
        entries: ids, as the watchlist writes them.
        priority: the least.
        in_title: only where the title names something watched.
        without_tags: not where an entry or a feed carries one of these.
        updates: follow-ups of a story too.

    Raises:
        FilterPolicyError: it passes SNS's limits.
    """
    made: Policy = {}
    if countries:
        made["countries"] = [country.strip().upper() for country in countries]
    if entries:
        made["entries"] = list(entries)
    if priority != "low":
        made["priority"] = list(PRIORITIES[PRIORITIES.index(priority) :])
    if in_title:
        made["matched_in"] = ["title"]
    if without_tags:
        # An attribute that is not there passes "anything-but" only when it is allowed to be missing.
        made["tags"] = [{"anything-but": list(without_tags)}, {"exists": False}]
    if not updates:
        made["update"] = ["first"]
    if problems := validate_filter_policy(made):
        raise FilterPolicyError("; ".join(problems))
    return made


def validate_filter_policy(made: Mapping[str, Any]) -> list[str]:
    """Everything for which SNS would reject a policy, or for which it would let nothing through, in words."""
    problems = []
    if len(made) > KEYS:
        problems.append(f"{len(made)} keys, and SNS takes {KEYS}: leave some out")
    for key, values in made.items():
        if key not in ATTRIBUTES:
            problems.append(f"no message carries {key!r}: the attributes are {', '.join(ATTRIBUTES)}")
        if not isinstance(values, list) or not values:
            problems.append(f"{key}: wanted is a list with at least one value")
            continue
        problems += _wrong(key, values)
    count = prod(_values(values) for values in made.values() if isinstance(values, list))
    if count > COMBINATIONS:
        problems.append(f"{count} combinations of values, and SNS takes {COMBINATIONS}: name fewer, or subscribe twice")
    if len(json.dumps(made).encode()) > BYTES:
        problems.append(f"more than {BYTES // 1024} kB")
    return problems


def _wrong(key: str, values: Iterable[Any]) -> list[str]:
    problems = []
    for value in values:
        if isinstance(value, dict):
            if unknown := set(value) - _OPERATORS:
                problems.append(f"{key}: {sorted(unknown)[0]!r} is none of SNS's operators")
        elif not isinstance(value, str):
            problems.append(f"{key}: {value!r} is no text")
        elif key == "countries" and not (len(value) == 2 and value.isascii() and value.isupper()):
            problems.append(f"countries: {value!r} is no ISO 3166-1 alpha-2 code in capitals, like EE")
    return problems


def _values(values: Sequence[Any]) -> int:
    """How many values SNS counts: each of a list in ``anything-but`` counts."""
    total = 0
    for value in values:
        inner = value.get("anything-but", value.get("prefix")) if isinstance(value, dict) else None
        total += len(inner) if isinstance(inner, list) else 1
    return total


def codes(names: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Country codes for codes and names; ``known`` maps folded names to codes.

    Raises:
        FilterPolicyError: a name is no country's; the message says which.
    """
    found = []
    for name in names:
        short = name.strip().upper()
        code = short if short in set(known.values()) else known.get(name.strip().casefold())
        if code is None:
            raise FilterPolicyError(
                f"{name!r} is no country's name or ISO 3166-1 code; write it as in the pack `countries`"
            )
        found.append(code)
    return found
