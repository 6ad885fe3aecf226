"""Alerts that wait in a batch, and what a list says of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from wirewatch.alerting.builder import build_alert
from wirewatch.messages import AlertRequest
from wirewatch.records import PRIORITIES, Alert, Match, MatchedArticle, Summary

_NO_SUMMARY = Summary(text="", sentences=[], kind="lead")


class PendingAlert(msgspec.Struct, kw_only=True):
    """An alert in a batch.

    Attributes:
        request: what asked for it, with the entries that it sends.
        preview: what a list says of it.
        added: matches that only other articles of its story have.
        origins: the requests that it was made of, as they came; none where it is ``request`` alone.
    """

    request: AlertRequest
    preview: Alert
    added: list[Match] = []
    origins: list[AlertRequest] = []

    @property
    def requests(self) -> list[AlertRequest]:
        """The requests that it was made of."""
        return self.origins or [self.request]


class RejectedRequest(NamedTuple):
    """A request whose alert the topic will never take, and why."""

    request: AlertRequest
    problem: str


def correlation_ids(pending: Sequence[PendingAlert]) -> list[str]:
    """Of all links and pages that they came from."""
    return sorted({one.request.correlation_id for one in pending})


def preview(article: MatchedArticle, follow_up_of: str | None, news: list[str]) -> Alert:
    """What a list says of an alert: without text, summary and places, so that hundreds fit in one item."""
    alert = build_alert(article, _NO_SUMMARY)
    short = msgspec.structs.replace(alert.article, text="", title=alert.article.title[:300], image=None)
    matches = [without_places(match) for match in alert.matches[:20]]
    return msgspec.structs.replace(alert, article=short, matches=matches, follow_up_of=follow_up_of, news=news[:20])


def without_places(match: Match) -> Match:
    """The match for where its text is not at hand."""
    return msgspec.structs.replace(match, mentions=[], tags=[])


def rank(alert: Alert) -> tuple[int, float]:
    """By which a list is sorted: the priority, then the highest salience."""
    return PRIORITIES.index(alert.priority), max((match.salience for match in alert.matches), default=0.0)
