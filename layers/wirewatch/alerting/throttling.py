"""When an alert goes out at once, and when it waits to be told together with others.

People leave a channel that rings all day, and SNS suspends an e-mail subscription above ten messages a second. So there
is a rate for the whole topic, hours in which it is quiet, and one follow-up for what a story brings later. The counting
is done in a ``Tally`` that many workers share; the rules are here.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from wirewatch.records import PRIORITIES, Priority

LEAST_RATE = 5
_LISTS = 2  # messages of a window that are kept free for lists: the burst's and the quiet hours'


class ThrottlePolicyError(ValueError):
    """A rule that cannot be kept; the message says the mend."""


class Tally(Protocol):
    """Counts and lists that workers share. Every operation is atomic for its key."""

    def try_increment(self, key: str, most: int) -> bool:
        """Count one more, unless ``most`` have been counted; whether it was."""

    def add(self, key: str, item: bytes) -> bool:
        """Add to a list unless it is closed or full; whether the item is in it. Adding it again changes nothing."""

    def close(self, key: str) -> list[bytes]:
        """Everything in a list, to which nothing will be added any more. Closing it again gives the same."""


class BatchSlot(msgspec.Struct, frozen=True):
    """A list in which alerts wait, and when it is due (seconds since 1970)."""

    key: str
    due: int

    @property
    def kind(self) -> str:
        """``burst``, ``quiet`` or ``fold``."""
        return self.key.partition("#")[0]


class ThrottlePolicy(msgspec.Struct, frozen=True):
    """How calm it is to be.

    Attributes:
        rate: messages that the topic may get in a window, lists of what waited included.
        window: seconds.
        fold: seconds for which what comes later of a story is gathered into one follow-up.
        quiet: hours in which nothing but what breaks through goes out: ``22:00-07:00 Europe/London``; empty for none.
        break_through: the priority from which quiet hours and gathering do not apply. A fifth of the rate is kept for
            it.
    """

    rate: int = 20
    window: int = 600
    fold: int = 900
    quiet: str = ""
    break_through: Priority = "high"

    def __post_init__(self) -> None:
        """Refuse what could not be kept.

        Raises:
            CalmError: a rule is out of its bounds; the message says the mend.
        """
        if self.rate < LEAST_RATE or self.window < 1 or self.rate > self.window:
            raise ThrottlePolicyError(
                f"{self.rate} messages in {self.window} s: allowed are {LEAST_RATE} or more, and at most one a second"
            )
        if self.fold < 1:
            raise ThrottlePolicyError(f"follow-ups gathered for {self.fold} s: allowed is 1 or more")
        self._quiet_hours()

    def bypasses(self, priority: Priority) -> bool:
        """Whether an alert of this priority waits for nothing but the rate."""
        return PRIORITIES.index(priority) >= PRIORITIES.index(self.break_through)

    def limit_for(self, priority: Priority) -> int:
        """Messages of a window after which an alert of this priority waits."""
        free = self.rate - _LISTS
        return free if self.bypasses(priority) else max(1, free - self.rate // 5)

    def counted(self, now: float) -> str:
        """The key under which the messages of this moment's window are counted."""
        return f"rate#{self.window}#{int(now // self.window)}"

    def rate_limit_slot(self, now: float) -> BatchSlot:
        """Where an alert waits for which the rate leaves no room."""
        return self._slot(f"burst#{self.window}", self.window, now)

    def follow_up(self, story: str, now: float) -> BatchSlot:
        """Where what comes later of a story waits."""
        return self._slot(f"fold#{story}#{self.fold}", self.fold, now)

    def quiet_hours_slot(self, now: float) -> BatchSlot | None:
        """Where alerts wait in quiet hours; None outside them."""
        hours = self._quiet_hours()
        if hours is None:
            return None
        start, end, zone = hours
        local = datetime.fromtimestamp(now, zone)
        minute = local.hour * 60 + local.minute
        inside = start <= minute < end if start < end else minute >= start or minute < end
        if not inside:
            return None
        until = local.replace(hour=end // 60, minute=end % 60, second=0, microsecond=0)
        if until <= local:
            # The next day by the calendar, whatever the clocks do in between.
            until = (local + timedelta(days=1)).replace(hour=end // 60, minute=end % 60, second=0, microsecond=0)
        due = int(until.timestamp())
        return BatchSlot(f"quiet#{due}", due)

    def _slot(self, key: str, size: int, now: float) -> BatchSlot:
        slot = int(now // size)
        return BatchSlot(f"{key}#{slot}", (slot + 1) * size)

    def _quiet_hours(self) -> tuple[int, int, ZoneInfo] | None:
        if not self.quiet:
            return None
        found = re.fullmatch(
            r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?: ([A-Za-z0-9_+/-]{1,60}))?", self.quiet
        )
        if found is None:
            raise ThrottlePolicyError(f"quiet hours {self.quiet!r}: wanted is a form like 22:00-07:00 Europe/London")
        start, end = (int(found[place]) * 60 + int(found[place + 1]) for place in (1, 3))
        if start == end:
            raise ThrottlePolicyError(
                f"quiet hours {self.quiet!r} are the whole day or nothing; unsubscribe, or leave them empty"
            )
        try:
            zone = ZoneInfo(found[5] or "UTC")
        except (KeyError, ValueError, OSError) as error:
            raise ThrottlePolicyError(
                f"quiet hours {self.quiet!r}: {found[5]} is no time zone; write one like Europe/London"
            ) from error
        return start, end, zone


def next_slot(place: BatchSlot, rules: ThrottlePolicy) -> BatchSlot:
    """The list after a ``burst`` or ``fold`` that was closed already; for ``quiet`` the burst of that moment."""
    if place.kind == "quiet":
        return rules.rate_limit_slot(place.due)
    key, _, slot = place.key.rpartition("#")
    size = rules.window if place.kind == "burst" else rules.fold
    return BatchSlot(f"{key}#{int(slot) + 1}", place.due + size)
