"""Publish digests: the alerts of a day or a week as one e-mail for each group of readers, and as the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from wirewatch.digests import board
from wirewatch.digests.digest import Digest, digest, mail, subject
from wirewatch.digests.groups import EVERYBODY, DigestGroup, DigestGroupsError, parse_groups
from wirewatch.errors import ObjectUnavailableError
from wirewatch.records import ArchivedMessage
from wirewatch.services.ports import ObjectStore, TextTopic
from wirewatch.services.results import ServiceResult
from wirewatch.storage import layout

HISTORY_PERIODS = 7
"""Periods before, from which it is told what is usual."""
WEEK_DAYS = 7
LINK_DAYS = 7
"""Days for which the board's address is valid. AWS ends it sooner where the function's own credentials end."""


class DigestPublishing:
    """Publishes the digests of a period.

    Args:
        objects: the data bucket: archived alerts, groups, boards.
        topic: the digest topic.
        period_days: of a digest.
        zone: the readers' (IANA name).
        max_bytes: of one archived alert.
    """

    def __init__(self, objects: ObjectStore, topic: TextTopic, period_days: int, zone: str, max_bytes: int) -> None:
        self._objects = objects
        self._topic = topic
        self._period_days = period_days
        self._zone = zone
        self._max_bytes = max_bytes

    def run(self, end: datetime) -> Iterator[ServiceResult]:
        """Publish the digest of each group for the period that ended at a moment.

        Run again for the same moment, it writes the same pages once more and publishes only what it did not before.
        """
        end = end.astimezone(UTC)
        start = end - timedelta(days=self._period_days)
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

    def _archived(self, start: datetime, end: datetime) -> Iterator[ArchivedMessage]:
        """Messages that were sent from ``start`` until before ``end``."""
        day = start.date()
        while day <= end.date():
            for key in self._objects.etags(layout.archived_alerts_prefix(day.isoformat())):
                archived = msgspec.json.decode(self._objects.read(key, self._max_bytes), type=ArchivedMessage)
                if start <= datetime.fromisoformat(archived.sent) < end:
                    yield archived
            day += timedelta(days=1)

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
        self._objects.write(page, board.page(made, self._zone).encode(), "text/html; charset=utf-8")
        self._objects.write(layout.board_feed_key(name, "atom"), board.atom(made), "application/atom+xml")
        self._objects.write(layout.board_feed_key(name, "json"), board.json_feed(made), "application/feed+json")
        sent = layout.sent_digest_key(name, end.isoformat())
        if made.stories and sent not in self._objects.etags(layout.sent_digests_prefix(name)):
            link = self._objects.link(page, LINK_DAYS * 86_400)
            self._topic.publish_text(subject(made), mail(made, link, self._zone), {"group": group.name})
            self._objects.write(sent, b"")
        return ServiceResult(
            message="digest sent",
            fields={"group": group.name, "stories": len(made.stories), "alerts": made.articles, "page": page},
            metrics={"DigestStories": len(made.stories)},
        )

    def _digest(self, group: DigestGroup, end: datetime) -> Digest:
        days = max(WEEK_DAYS, self._period_days) if group.weekly else self._period_days
        start = end - timedelta(days=days)
        history = self._counts_before(start) if days == self._period_days else {}
        archived = self._archived(start, end)
        return digest(archived, start=start.isoformat(), end=end.isoformat(), history=history, group=group)
