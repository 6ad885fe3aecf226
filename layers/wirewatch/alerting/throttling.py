"""When an alert goes out at once, and when it is deferred and sent in a batch.

People leave a channel that rings all day, and SNS suspends an e-mail subscription above ten messages a second. So there
is a rate limit for the whole topic, there are quiet hours, and what a story brings later is gathered into one follow-up.
The counting is done in a ``RateCounter`` that workers share.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from wirewatch.errors import WirewatchError
from wirewatch.records import PRIORITIES, Priority
from wirewatch.storage import layout
from wirewatch.storage.counters import RateCounter

MIN_RATE = 5
_BATCH_MESSAGES = 2  # of a window, kept free for batches: the rate limit's and the quiet hours'


class ThrottlePolicyError(WirewatchError, ValueError):
    """A policy that cannot be kept; the message says the fix."""


class BatchSlot(msgspec.Struct, frozen=True):
    """A batch that alerts are deferred to, and when it is due (seconds since 1970)."""

    key: str
    due: int

    @property
    def kind(self) -> str:
        """``rate-limit``, ``quiet-hours`` or ``follow-up``."""
        return self.key.partition("#")[0]


class ThrottlePolicy(msgspec.Struct, frozen=True):
    """The rate limit, the quiet hours, and the delay of follow-ups.

    Attributes:
        rate: messages that the topic may get in a window, batches included.
        window: seconds.
        follow_up_delay: seconds for which what comes later of a story is gathered into one follow-up.
        quiet_hours: in which only what bypasses them goes out: ``22:00-07:00 Europe/London``; empty for none.
        bypass_priority: the priority from which quiet hours and the follow-up delay do not apply. A fifth of the rate
            is kept for it.
    """

    rate: int = 20
    window: int = 600
    follow_up_delay: int = 900
    quiet_hours: str = ""
    bypass_priority: Priority = "high"

    def __post_init__(self) -> None:
        """Reject what cannot be kept.

        Raises:
            ThrottlePolicyError: a value is out of its bounds; the message says the fix.
        """
        if self.rate < MIN_RATE or self.window < 1 or self.rate > self.window:
            raise ThrottlePolicyError(
                f"{self.rate} messages in {self.window} s: allowed are {MIN_RATE} or more, and at most one a second"
            )
        if self.follow_up_delay < 1:
            raise ThrottlePolicyError(f"follow-ups gathered for {self.follow_up_delay} s: allowed is 1 or more")
        self._quiet_hours()

    def bypasses(self, priority: Priority) -> bool:
        """Whether nothing but the rate limit defers an alert of this priority."""
        return PRIORITIES.index(priority) >= PRIORITIES.index(self.bypass_priority)

    def limit_for(self, priority: Priority) -> int:
        """Messages of a window after which an alert of this priority is deferred."""
        free = self.rate - _BATCH_MESSAGES
        return free if self.bypasses(priority) else max(1, free - self.rate // 5)

    def decide(self, priority: Priority, follows: str | None, now: float, counter: RateCounter) -> BatchSlot | None:
        """The slot that an alert is deferred to, or None where it is to be sent now, and has been counted.

        ``follows`` is the story whose follow-ups are to be gathered; None for a story's first alert and for a
        follow-up that was gathered.
        """
        bypasses = self.bypasses(priority)
        if follows and not bypasses:
            return self.follow_up_slot(follows, now)
        if not bypasses and (slot := self.quiet_hours_slot(now)):
            return slot
        if counter.try_increment(self.counted(now), self.limit_for(priority)):
            return None
        return self.rate_limit_slot(now)

    def counted(self, now: float) -> str:
        """The key under which the messages of this moment's window are counted."""
        return layout.rate_counter(self.window, int(now // self.window))

    def rate_limit_slot(self, now: float) -> BatchSlot:
        """Where an alert is deferred to for which the rate leaves no room."""
        return self._slot(layout.rate_batch(self.window), self.window, now)

    def follow_up_slot(self, story: str, now: float) -> BatchSlot:
        """Where what comes later of a story is gathered."""
        return self._slot(layout.follow_up_batch(story, self.follow_up_delay), self.follow_up_delay, now)

    def quiet_hours_slot(self, now: float) -> BatchSlot | None:
        """Where alerts are deferred to in quiet hours; None outside them."""
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
        return BatchSlot(layout.quiet_batch(due), due)

    def _slot(self, key: str, size: int, now: float) -> BatchSlot:
        slot = int(now // size)
        return BatchSlot(f"{key}#{slot}", (slot + 1) * size)

    def _quiet_hours(self) -> tuple[int, int, ZoneInfo] | None:
        if not self.quiet_hours:
            return None
        found = re.fullmatch(
            r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)(?: ([A-Za-z0-9_+/-]{1,60}))?", self.quiet_hours
        )
        if found is None:
            raise ThrottlePolicyError(
                f"quiet hours {self.quiet_hours!r}: wanted is a form like 22:00-07:00 Europe/London"
            )
        start, end = (int(found[place]) * 60 + int(found[place + 1]) for place in (1, 3))
        if start == end:
            raise ThrottlePolicyError(
                f"quiet hours {self.quiet_hours!r} are the whole day or nothing; unsubscribe, or leave them empty"
            )
        try:
            zone = ZoneInfo(found[5] or "UTC")
        except (KeyError, ValueError, OSError) as error:
            raise ThrottlePolicyError(
                f"quiet hours {self.quiet_hours!r}: {found[5]} is no time zone; write one like Europe/London"
            ) from error
        return start, end, zone


def next_slot(slot: BatchSlot, policy: ThrottlePolicy) -> BatchSlot:
    """The slot after one whose batch was closed or full; after quiet hours it is the rate limit's of that moment."""
    if slot.kind == "quiet-hours":
        return policy.rate_limit_slot(slot.due)
    key, _, number = slot.key.rpartition("#")
    size = policy.window if slot.kind == "rate-limit" else policy.follow_up_delay
    return BatchSlot(f"{key}#{int(number) + 1}", slot.due + size)
