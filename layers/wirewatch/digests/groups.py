"""Groups of readers, each with a digest of its own."""

from __future__ import annotations

from typing import Annotated

import msgspec

from wirewatch.errors import MALFORMED, WirewatchError
from wirewatch.records import PRIORITIES, Alert, Priority

GROUPS = 200
"""Groups of readers; each gets a page and an e-mail of its own within one run."""


class DigestGroup(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Who gets a digest of their own.

    Attributes:
        name: what the message's attribute ``group`` says, for filter policies.
        countries, entries: only stories that name one of these (ids of entries); all where both are empty.
        priority: the least.
        weekly: of seven days, on Mondays; else as often as the schedule says.
    """

    name: Annotated[str, msgspec.Meta(pattern="^[a-z0-9-]{1,40}$")]
    countries: list[str] = []
    entries: list[str] = []
    priority: Priority = "low"
    weekly: bool = False

    def wants(self, alert: Alert) -> bool:
        """Whether an alert belongs into this group's digest."""
        wanted = {*self.countries, *self.entries}
        named = not wanted or any(match.entry in wanted for match in alert.matches)
        return named and PRIORITIES.index(alert.priority) >= PRIORITIES.index(self.priority)


class DigestGroupsError(WirewatchError, ValueError):
    """The groups cannot be used; the message names the field and how to fix it."""


EVERYBODY = DigestGroup(name="all")


def parse_groups(data: bytes) -> list[DigestGroup]:
    """The groups in a JSON list.

    Raises:
        DigestGroupsError: it is none, a field is wrong, a name is there twice, or there are too many.
    """
    try:
        found = msgspec.json.decode(data, type=list[DigestGroup])
    except MALFORMED as error:
        raise DigestGroupsError(f'{error}; wanted is a list like [{{"name": "desk", "countries": ["EE"]}}]') from error
    if len(found) > GROUPS:
        raise DigestGroupsError(
            f"{len(found)} groups, and {GROUPS} are allowed; put readers who want the same into one"
        )
    if len({group.name for group in found}) < len(found):
        raise DigestGroupsError("two groups have the same name; give each its own")
    return found
