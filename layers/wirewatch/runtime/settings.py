"""A function's settings: read from its environment and validated once, when it starts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from wirewatch.alerting.delivery_ledger import CONFIRMATION_SECONDS
from wirewatch.alerting.rendering import valid_time_zone
from wirewatch.alerting.throttling import ThrottlePolicy
from wirewatch.aws.scheduler import BatchScheduler
from wirewatch.aws.sqs import Queue
from wirewatch.errors import WirewatchError
from wirewatch.records import Priority
from wirewatch.runtime.observability import logger

if TYPE_CHECKING:
    from wirewatch.fetching.fetcher import FetchedPage

T = TypeVar("T", bound=msgspec.Struct)


class SettingsError(WirewatchError):
    """The environment lacks a setting or holds one that cannot be used; the message names it and the fix."""


class FetchSettings(msgspec.Struct, kw_only=True):
    """The settings of a function that fetches: what it may reach besides public addresses on the usual ports."""

    fetch_allowed_networks: str = ""
    """Networks that may be fetched from although they are not public, parted by commas: an intranet's, say."""
    fetch_allowed_ports: str = "80,443"

    def fetch_options(self) -> dict[str, Any]:
        """The same as options of ``Fetcher``.

        Raises:
            SettingsError: a port is none.
        """
        allow = [network.strip() for network in self.fetch_allowed_networks.split(",") if network.strip()]
        ports = [port.strip() for port in self.fetch_allowed_ports.split(",")]
        if wrong := [port for port in ports if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536)]:
            raise SettingsError(
                f"FETCH_ALLOWED_PORTS: {wrong[0]!r} is no port; write numbers parted by commas, like 80,443"
            )
        return {"allow": allow, "ports": [int(port) for port in ports]}

    def fetch(self, url: str) -> FetchedPage:
        """Fetch a page, as ``fetching.fetcher.fetch`` does."""
        from wirewatch.fetching.fetcher import fetch  # 150 ms, and most functions never fetch

        return fetch(url, **self.fetch_options())


def load_settings(kind: type[T], environ: Mapping[str, str] = os.environ) -> T:
    """Fill ``kind`` from the environment: the field ``data_bucket`` from ``DATA_BUCKET``, and so on.

    Numbers and booleans are converted from text.

    Raises:
        SettingsError: a field without a default has no variable, or a variable does not fit its field.
    """
    fields = {name: environ[name.upper()] for name in kind.__struct_fields__ if environ.get(name.upper())}
    try:
        return msgspec.convert(fields, kind, strict=False)
    except msgspec.ValidationError as error:
        wanted = ", ".join(name.upper() for name in kind.__struct_fields__)
        raise SettingsError(
            f"environment of this function: {error}; wanted are {wanted} (template.yaml sets them: deploy it again)"
        ) from error


class ZoneSettings(msgspec.Struct, kw_only=True):
    """The settings of a function that writes times for people."""

    time_zone: str = "UTC"

    def valid_time_zone(self) -> str:
        """The time zone (IANA name); UTC where it is none."""
        zone = valid_time_zone(self.time_zone)
        if zone != self.time_zone:
            logger.error("no such time zone; e-mails show UTC", time_zone=self.time_zone)
        return zone


class ProcessArticleSettings(FetchSettings, kw_only=True):
    """What template.yaml sets for process_article."""

    data_bucket: str
    table_name: str
    articles_queue_url: str
    alert_requests_queue_url: str
    dead_letter_queue_url: str
    story_days: int = 7
    feed_matches_days: int = 90
    """Days for which the matched articles of a feed are counted that brings none any more."""


class SendAlertSettings(ZoneSettings, kw_only=True):
    """What template.yaml sets for send_alert."""

    data_bucket: str
    table_name: str
    alert_requests_queue_url: str
    alert_requests_queue_arn: str
    dead_letter_queue_arn: str
    dead_letter_queue_url: str
    alerts_topic_arn: str
    schedule_group: str
    """Group of EventBridge Scheduler that batches are scheduled in."""
    schedule_role_arn: str
    """Role by which Scheduler sends to the queue."""
    data_retention_days: int
    max_article_bytes: int = 25_000_000
    story_days: int = 7
    alert_rate_limit: int = 20
    alert_rate_window_minutes: float = 10
    follow_up_delay_minutes: float = 15
    quiet_hours: str = ""
    bypass_priority: Priority = "high"
    publish_confirmation_seconds: float = CONFIRMATION_SECONDS
    summary_model_uri: str = ""
    """``s3://bucket/prefix/`` of a model of your own; empty for the one that ships."""

    def batch_scheduler(self, requests: Queue) -> BatchScheduler:
        """What has deferred batches sent when they are due."""
        return BatchScheduler(
            requests,
            queue_arn=self.alert_requests_queue_arn,
            dead_letter_arn=self.dead_letter_queue_arn,
            role_arn=self.schedule_role_arn,
            group=self.schedule_group,
        )

    def throttle_policy(self) -> ThrottlePolicy:
        """When alerts go out.

        Raises:
            ThrottlePolicyError: a value is out of its bounds.
        """
        return ThrottlePolicy(
            rate=self.alert_rate_limit,
            window=round(self.alert_rate_window_minutes * 60),
            follow_up_delay=round(self.follow_up_delay_minutes * 60),
            quiet_hours=self.quiet_hours,
            bypass_priority=self.bypass_priority,
        )


class ArchiveAlertSettings(msgspec.Struct, kw_only=True):
    """What template.yaml sets for archive_alert."""

    data_bucket: str
    table_name: str
    data_retention_days: int


class NotifyChatSettings(ZoneSettings, kw_only=True):
    """What template.yaml sets for notify_chat."""

    table_name: str
    chat_secret_arn: str
    data_retention_days: int


class CompileWatchlistSettings(msgspec.Struct, kw_only=True):
    """What template.yaml sets for compile_watchlist."""

    data_bucket: str
    watchlist_prefix: str
    dead_letter_queue_url: str
    operations_topic_arn: str
    max_watchlist_bytes: int = 64_000_000


class PollFeedsSettings(FetchSettings, kw_only=True):
    """What template.yaml sets for poll_feeds."""

    data_bucket: str
    table_name: str
    articles_queue_url: str
    operations_topic_arn: str
    feeds_prefix: str = "feeds/"
    min_poll_interval_minutes: float = 5
    max_feed_list_bytes: int = 5_000_000


class SendDigestSettings(ZoneSettings, kw_only=True):
    """What template.yaml sets for send_digest."""

    data_bucket: str
    table_name: str
    digest_topic_arn: str
    digest_period_days: int = 1
    board_address: str = ""
    story_days: int = 7
    max_alert_bytes: int = 1_000_000
