"""Publish digests: the alerts of a day or a week as one e-mail for each group of readers, and as the board."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from wirewatch.digests import board
from wirewatch.digests.digest import Digest, digest, mail, subject
from wirewatch.digests.groups import EVERYBODY, DigestGroup, DigestGroupsError, parse_groups
from wirewatch.errors import ObjectUnavailableError, RetryLaterError
from wirewatch.records import ArchivedMessage, Outlet
from wirewatch.services.ports import ObjectStore, TextTopic
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories import tracker

HISTORY_PERIODS = 7
"""Periods before, from which the usual number is computed."""
WEEK_DAYS = 7
LINK_DAYS = 7
"""Days for which the board's address is valid. AWS ends it sooner where the function's own credentials end."""


LATE = timedelta(minutes=10)
"""By which a period begins and ends earlier than it says: a message is archived some seconds after it was sent."""
READERS = 16
"""Archived messages that are read at once."""
CLAIM_SECONDS = 330.0
"""Longer than a run may last."""
MAX_MADE_UP = timedelta(days=31)
"""Of runs that failed, how much a later one makes up."""
MAX_PAGE_BYTES = 20_000_000
"""Of a board's page."""
_DONE = b"sent"
_HTML = "text/html; charset=utf-8"


class DigestPublishing:
    """Publishes the digests of a period.

    Args:
        objects: the data bucket: archived alerts, groups, boards.
        topic: the digest topic.
        period_days: of a digest.
        zone: the readers' (IANA name).
        max_bytes: of one archived alert.
        board_address: where the board's folder can be read, ending with a slash; empty where only presigned links are.
        now: the clock, seconds since 1970.
        stories: what is known of stories, for outlets that came after a story's last alert.
    """

    def __init__(
        self,
        objects: ObjectStore,
        topic: TextTopic,
        period_days: int,
        zone: str,
        max_bytes: int,
        now: Callable[[], float] = time.time,
        board_address: str = "",
        stories: KeyValueStore | None = None,
    ) -> None:
        self._address = board_address
        self._objects = objects
        self._topic = topic
        self._period_days = period_days
        self._zone = zone
        self._max_bytes = max_bytes
        self._now = now
        self._stories = stories
        self._outlets: dict[str, list[Outlet]] = {}
        self._read_before: dict[str, ArchivedMessage] = {}
        self._days: dict[date, list[str]] = {}

    def run(self, end: datetime) -> Iterator[ServiceResult]:
        """Publish the digest of each group for the period that ended at a moment.

        Run again for the same moment, it writes the same pages once more and publishes only what it did not before.
        """
        end = end.astimezone(UTC)
        self._read_before.clear()
        self._days.clear()
        self._outlets.clear()
        start = self._days_before(end, self._period_days)
        # What is usual is counted over all stories, whoever wants which.
        everything = digest(self._archived(start, end), start=start.isoformat(), end=end.isoformat())
        counts = {count.entry: count.stories for count in everything.counts}
        self._objects.write(layout.board_counts_key(end.date()), msgspec.json.encode(counts))
        groups, problem = self._groups()
        if problem is not None:
            yield problem
        for group in groups:
            if self._is_due(group, end):
                yield self._publish(group, end)

    def _days_before(self, moment: datetime, days: int) -> datetime:
        """So many days before by the readers' calendar: where clocks change, a day has 23 hours or 25."""
        local = moment.astimezone(ZoneInfo(self._zone))
        return (local.replace(tzinfo=None) - timedelta(days=days)).replace(tzinfo=local.tzinfo).astimezone(UTC)

    def _archived(self, start: datetime, end: datetime) -> list[ArchivedMessage]:
        """Messages that were sent from ``start`` until before ``end``, both earlier by ``LATE``.

        Each is read once in a run, whatever the number of groups, and many at once.
        """
        start, end = start - LATE, end - LATE
        keys: list[str] = []
        day = start.date()
        while day <= end.date():
            if day not in self._days:
                self._days[day] = list(self._objects.etags(layout.archived_alerts_prefix(day.isoformat())))
            keys += self._days[day]
            day += timedelta(days=1)
        unread = [key for key in keys if key not in self._read_before]
        with ThreadPoolExecutor(READERS) as readers:
            self._read_before |= zip(unread, readers.map(self._read, unread), strict=True)
        found = [self._read_before[key] for key in keys]
        return [one for one in found if start <= datetime.fromisoformat(one.sent) < end]

    def _read(self, key: str) -> ArchivedMessage:
        return msgspec.json.decode(self._objects.read(key, self._max_bytes), type=ArchivedMessage)

    def _counts_before(self, start: datetime) -> dict[str, list[int]]:
        """Stories of each entry in the periods before, as their digests counted them."""
        period = timedelta(days=self._period_days)
        keys = [layout.board_counts_key((start - period * n).date()) for n in range(HISTORY_PERIODS)]
        held = set(self._objects.etags(layout.BOARD_COUNTS_PREFIX))
        found = [
            Counter(msgspec.json.decode(self._objects.read(key, self._max_bytes), type=dict[str, int]))
            for key in keys
            if key in held
        ]
        return {entry: [counts[entry] for counts in found] for entry in set().union(*found)}

    def _outlets_of(self, story: str) -> list[Outlet]:
        """The outlets that had a story, each story looked up once in a run."""
        if self._stories is None:
            return []
        if story not in self._outlets:
            self._outlets[story] = tracker.outlets(story, self._stories)
        return self._outlets[story]

    def _groups(self) -> tuple[list[DigestGroup], ServiceResult | None]:
        """The groups in the bucket; everybody where there are none, or where they cannot be used."""
        if layout.DIGEST_GROUPS_KEY not in self._objects.etags(layout.DIGEST_PREFIX):
            return [EVERYBODY], None
        try:
            return parse_groups(self._objects.read(layout.DIGEST_GROUPS_KEY, self._max_bytes)), None
        except (DigestGroupsError, ObjectUnavailableError) as problem:
            return [EVERYBODY], ServiceResult(
                message="digest groups rejected; everybody gets the digest",
                level="error",
                fields={"problem": str(problem)},
                metrics={"DigestGroupsRejected": 1},
            )

    def _is_due(self, group: DigestGroup, end: datetime) -> bool:
        """Whether the group's digest goes out now: a weekly one on Mondays, or whenever the schedule is weekly."""
        weekly_schedule = self._period_days >= WEEK_DAYS
        return not group.weekly or weekly_schedule or end.astimezone(ZoneInfo(self._zone)).weekday() == 0

    def _publish(self, group: DigestGroup, end: datetime) -> ServiceResult:
        """Make the digest of one group, and publish it if a run before this one did not."""
        made = self._digest(group, end)
        name = None if group.name == EVERYBODY.name else group.name
        page = layout.board_page_key(name, end.date())
        self._write_board(name, made, end.date())
        if self._claim(name, end):
            sent = layout.sent_digest_key(name, end.isoformat())
            try:
                if made.stories:
                    link = self._link(page)
                    self._topic.publish_text(subject(made), mail(made, link, self._zone), {"group": group.name})
            except Exception:
                self._objects.write(sent, b"0")  # the next try need not wait
                raise
            self._objects.write(sent, _DONE)
        return ServiceResult(
            message="digest sent",
            fields={"group": group.name, "stories": len(made.stories), "alerts": made.articles, "page": page},
            metrics={"DigestStories": len(made.stories)},
        )

    def _write_board(self, name: str | None, made: Digest, day: date) -> None:
        """Write the page and the feeds; where they have an address, the pages are linked and the latest has a name.

        The page before was written when this one was not there: its link is put in now.
        """
        address = self._lasting(layout.board_folder(name))
        previous = following = None
        if address:
            days = layout.board_page_days(name, self._objects.etags(layout.board_folder(name)))
            previous = max((one for one in days if one < day), default=None)
            following = min((one for one in days if one > day), default=None)
        html = board.page(
            made,
            self._zone,
            previous=f"{previous}.html" if previous else "",
            following=f"{following}.html" if following else "",
            feeds=bool(address),
        ).encode()
        self._objects.write(layout.board_page_key(name, day), html, _HTML)
        if previous:
            key = layout.board_page_key(name, previous)
            before = self._objects.read(key, MAX_PAGE_BYTES)
            if (linked := board.with_following(before, f"{day}.html")) != before:
                self._objects.write(key, linked, _HTML)
        if following:
            return  # a day that was made up later is not the latest
        if address:
            self._objects.write(layout.board_index_key(name), html, _HTML)
        self._objects.write(
            layout.board_feed_key(name, "atom"), board.atom(made, address=address), "application/atom+xml"
        )
        self._objects.write(
            layout.board_feed_key(name, "json"), board.json_feed(made, address=address), "application/feed+json"
        )

    def _link(self, page: str) -> str:
        """The page's address for an e-mail: one that lasts, or a presigned one."""
        return self._lasting(page) or self._objects.link(page, LINK_DAYS * 86_400)

    def _lasting(self, key: str) -> str:
        """The address that lasts of what lies in the board's folder; empty where there is none."""
        return self._address and self._address + key.removeprefix(layout.board_folder(None))

    def _claim(self, name: str | None, end: datetime) -> bool:
        """Whether this run is the one that publishes a group's digest; two may be at work at once.

        A run that claimed it and did not end in ``CLAIM_SECONDS``, which is more than a run can last, has ended early.

        Raises:
            RetryLaterError: another run is at it: Lambda calls this one again, to see that it was done.
        """
        key = layout.sent_digest_key(name, end.isoformat())
        if self._objects.write_if_absent(key, str(self._now()).encode()):
            return True
        held = self._objects.read(key, 100)
        if held in (_DONE, b""):
            return False
        if self._now() - float(held) < CLAIM_SECONDS:
            raise RetryLaterError(f"another run publishes the digest of {end.isoformat()}")
        self._objects.write(key, str(self._now()).encode())
        return True

    def _begin(self, group: DigestGroup, end: datetime, days: int) -> datetime:
        """The beginning of a group's period; earlier where runs before this one failed, so that they are made up."""
        start = self._days_before(end, days)
        name = None if group.name == EVERYBODY.name else group.name
        prefix = layout.sent_digests_prefix(name)
        ends = [datetime.fromisoformat(key.removeprefix(prefix)) for key in self._objects.etags(prefix)]
        earlier = [moment for moment in ends if moment < end]
        return max(min(start, max(earlier)), start - MAX_MADE_UP) if earlier else start

    def _digest(self, group: DigestGroup, end: datetime) -> Digest:
        days = max(WEEK_DAYS, self._period_days) if group.weekly else self._period_days
        start = self._begin(group, end, days)
        history = self._counts_before(start) if days == self._period_days else {}
        archived = self._archived(start, end)
        return digest(
            archived,
            start=start.isoformat(),
            end=end.isoformat(),
            history=history,
            group=group,
            outlets_of=self._outlets_of,
        )
