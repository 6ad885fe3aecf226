"""Alert requests become messages: summarised, built, and published at once or in a batch, each once.

The same wherever it runs: what it publishes to, counts in and remembers with is passed in. What an alert has been
through is kept in the ledger (``delivery_ledger``); when it may go out is decided by the policy (``throttling``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from wirewatch.alerting.builder import build_alert, news_of
from wirewatch.alerting.delivery_ledger import (
    CONFIRMATION_SECONDS,
    MAX_SUMMARY_ATTEMPTS,
    DeliveryLedger,
    message_id,
)
from wirewatch.alerting.pending_alerts import (
    PendingAlert,
    RejectedRequest,
    correlation_ids,
    preview,
    rank,
    without_places,
)
from wirewatch.alerting.sns_message import BatchTooLargeError, Message, build_batch_message, build_sns_message
from wirewatch.alerting.throttling import BatchSlot, ThrottlePolicy, next_slot
from wirewatch.errors import PublishRejectedError
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import Alert, Match, MatchedArticle, Summary
from wirewatch.storage.counters import PendingBatches, RateCounter
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories import tracker
from wirewatch.summaries.summariser import Summariser

MAX_LISTED = 100
"""Alerts of one batch message; where they do not fit, each half is sent."""
_MAX_SLOTS = 50  # batches tried, one window after another; each takes hundreds of alerts


class SendResult(msgspec.Struct, kw_only=True):
    """What became of a request or a batch.

    Attributes:
        alert: what was sent or deferred; None for a batch, and where other deliveries send all of it.
        message: SNS's id of the message that was published; None where nothing was.
        deferred_to: the slot of the batch that the alert was put into; None where it went out.
        listed: alerts in a batch message that was sent.
        correlation_ids: of the links and pages that it came from.
        rejected: requests of the batch whose alerts the topic will never take; their entries were given up.
    """

    alert: Alert | None = None
    message: str | None = None
    deferred_to: BatchSlot | None = None
    listed: int = 0
    correlation_ids: list[str] = []
    rejected: list[RejectedRequest] = []


class Delivery(msgspec.Struct, kw_only=True, frozen=True):
    """One alert on its way.

    Attributes:
        key: its key in the ledger.
        request: what asked for it, with the entries that this delivery sends.
        article: the article, with the matches of these entries.
        preview: the alert without text, summary and places: what a list says of it.
        added: matches of other articles of the story; their places are not places of this one.
        correlation_ids: of the links and pages that it came from.
        origins: the requests that it was made of, as they came.
    """

    key: str
    request: AlertRequest
    article: MatchedArticle
    preview: Alert
    correlation_ids: list[str]
    origins: list[AlertRequest]
    added: list[Match] = []


class AlertSender:
    """Sends alerts, each once, and no more of them than the policy allows.

    Args:
        publish: takes a message to the topic; its id there. Raises ``PublishRejectedError`` where it was rejected for
            sure, and any other exception where it may have been published all the same.
        read: the matched article under a key.
        wake: has a batch sent when it is due; may be called more than once for one batch.
        counter, batches, store: shared by all workers.
        summariser: writes the summaries.
        policy: when an alert goes out.
        confirmation_seconds: see ``CONFIRMATION_SECONDS``.
        zone: the readers' (IANA name), for times in e-mails.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        *,
        publish: Callable[[Message], str],
        read: Callable[[str], MatchedArticle],
        wake: Callable[[BatchDue], None],
        counter: RateCounter,
        batches: PendingBatches,
        store: KeyValueStore,
        summariser: Summariser,
        policy: ThrottlePolicy,
        confirmation_seconds: float = CONFIRMATION_SECONDS,
        zone: str = "UTC",
        now: Callable[[], float] = time.time,
    ) -> None:
        self._publish = publish
        self._read = read
        self._wake = wake
        self._counter = counter
        self._batches = batches
        self._store = store
        self._ledger = DeliveryLedger(store, confirmation_seconds, now)
        self._summariser = summariser
        self._policy = policy
        self._zone = zone
        self._now = now

    def send_or_defer(self, request: AlertRequest) -> SendResult:
        """Send or defer the alert that a request asks for.

        Nothing is sent where the article was corrected meanwhile and no longer matches any of the entries.

        Raises:
            DeliveryUncertainError: an earlier run may have published it.
            PublishRejectedError: the topic rejected it; where that is permanent, its entries are given up.
        """
        article = self._matched(request)
        entries = self._ledger.claim_request(request, [match.entry for match in article.matches])
        if not entries:
            return SendResult()
        article.matches = [match for match in article.matches if match.entry in entries]
        is_first = self._ledger.is_first(request.story, request.delivery_key)
        follows = (request.perhaps or None) if is_first else request.story
        news = news_of(request, article.matches, is_first)
        delivery = Delivery(
            key=request.delivery_key,
            request=msgspec.structs.replace(request, entries=entries),
            article=article,
            preview=preview(article, follows, news),
            correlation_ids=[request.correlation_id],
            origins=[request],
        )
        try:
            state = self._ledger.state(delivery.key)
            if state.publishing:
                return self._send(delivery)
            if state.slot is not None:
                return self._defer(delivery, state.slot)
            return self._decide(delivery, delivery.preview.follow_up_of)
        except PublishRejectedError as rejected:
            if rejected.permanent:
                self._give_up(delivery.origins)
            raise

    def reschedule_if_early(self, due: BatchDue) -> bool:
        """Whether a batch is not due yet; it is woken again then."""
        if self._now() >= due.due:
            return False
        self._wake(due)
        return True

    def flush_batch(self, due: BatchDue) -> SendResult:
        """Send what a batch that is due holds. What the topic will never take is given up, and takes nothing with it.

        Raises:
            DeliveryUncertainError: an earlier run may have published it.
        """
        slot = BatchSlot(due.batch, due.due)
        found = [msgspec.json.decode(item, type=PendingAlert) for item in self._batches.close(slot.key)]
        # A page that was dropped again under another name, while the first run ended half-way, is the same alert.
        pending = list({one.request.delivery_key: one for one in found}.values())
        if not pending:
            return SendResult()
        if slot.kind == "follow-up":
            return self._follow_ups(pending)
        if len(pending) == 1:
            return self._send_or_give_up(pending, lambda: self._send_single(slot.key, pending[0]))
        return self._send_list(slot.key, pending)

    def _send_or_give_up(self, pending: Sequence[PendingAlert], send: Callable[[], SendResult]) -> SendResult:
        """What ``send`` returns, or what was given up where the topic will never take it."""
        try:
            return send()
        except PublishRejectedError as rejected:
            if not rejected.permanent:
                raise
            requests = [request for one in pending for request in one.requests]
            self._give_up(requests)
            return SendResult(
                correlation_ids=correlation_ids(pending),
                rejected=[RejectedRequest(request, str(rejected)) for request in requests],
            )

    def _send_single(self, key: str, pending: PendingAlert) -> SendResult:
        article = self._matched(pending.request, pending.added)
        if not article.matches:
            return SendResult()
        return self._send(
            Delivery(
                key=key,
                request=pending.request,
                article=article,
                preview=pending.preview,
                correlation_ids=[pending.request.correlation_id],
                origins=pending.requests,
                added=pending.added,
            )
        )

    def _send_list(self, key: str, pending: list[PendingAlert]) -> SendResult:
        pending.sort(key=lambda one: (rank(one.preview), one.preview.article.id), reverse=True)
        sent, rejected = "", list[RejectedRequest]()
        for start in range(0, len(pending), MAX_LISTED):
            some = pending[start : start + MAX_LISTED]
            if start:  # the rate leaves room for one message of each batch; single alerts give way to others
                self._counter.try_increment(self._policy.counted(self._now()), self._policy.rate)
            part = self._send_some(f"{key} {start}", some)
            sent, rejected = part.message or sent, rejected + part.rejected
        listed = len(pending) - len(rejected)
        return SendResult(message=sent, listed=listed, correlation_ids=correlation_ids(pending), rejected=rejected)

    def _follow_ups(self, pending: Sequence[PendingAlert]) -> SendResult:
        """What a story brought later as one alert, and each other story that perhaps reports its event as one of its own."""
        result, rejected = SendResult(), list[RejectedRequest]()
        for story in dict.fromkeys(one.request.story for one in pending):
            ours = [one for one in pending if one.request.story == story]
            result = self._send_or_give_up(ours, partial(self._follow_up, ours))
            rejected += result.rejected
        result.rejected = rejected
        return result

    def _send_some(self, key: str, pending: list[PendingAlert]) -> SendResult:
        """Send alerts as one list; where it is too large or the topic never takes it, as two, down to a single one."""
        try:
            message = build_batch_message([one.preview for one in pending], self._zone)
        except BatchTooLargeError:
            self._counter.try_increment(self._policy.counted(self._now()), self._policy.rate)
            return self._send_halves(key, pending)

        def send() -> SendResult:
            return SendResult(message=self._publish_once(key, message, correlation_ids(pending)))

        if len(pending) == 1:
            return self._send_or_give_up(pending, send)
        try:
            return send()
        except PublishRejectedError as rejected:
            if not rejected.permanent:
                raise
            return self._send_halves(key, pending)

    def _send_halves(self, key: str, pending: list[PendingAlert]) -> SendResult:
        half = len(pending) // 2
        first, second = self._send_some(f"{key} a", pending[:half]), self._send_some(f"{key} b", pending[half:])
        return SendResult(message=first.message or second.message, rejected=first.rejected + second.rejected)

    def _follow_up(self, pending: Sequence[PendingAlert]) -> SendResult:
        """What a story brought later, as one alert: the newest article, and every entry that was matched since."""
        newest = max(pending, key=lambda one: (one.preview.article.arrived or "", one.preview.article.id))
        article = self._matched(newest.request, newest.added)
        known = {match.entry for match in article.matches}
        added = list(newest.added)
        for one in pending:
            for match in (*one.preview.matches, *one.added):
                if one is not newest and match.entry not in known:
                    known.add(match.entry)
                    added.append(without_places(match))
        article.matches += added[len(newest.added) :]
        if not article.matches:
            return SendResult()
        request = AlertRequest(
            key=newest.request.key,
            story=newest.request.story,
            entries=sorted({entry for one in pending for entry in one.request.entries}),
            updates=sorted({update for one in pending for update in one.request.updates}),
        )
        news = list(dict.fromkeys(line for one in pending for line in one.preview.news))
        delivery = Delivery(
            # What it does from here is remembered apart from what its parts did.
            key=f"follow-up {request.delivery_key}",
            request=request,
            article=article,
            preview=preview(article, newest.preview.follow_up_of, news),
            correlation_ids=correlation_ids(pending),
            origins=[request for one in pending for request in one.requests],
            added=added,
        )
        return self._send(delivery) if self._ledger.state(delivery.key).publishing else self._decide(delivery, None)

    def _decide(self, delivery: Delivery, follows: str | None) -> SendResult:
        """Send or defer, as the policy says; ``follows`` is the story whose follow-ups are still to be gathered."""
        slot = self._policy.decide(delivery.preview.priority, follows, self._now(), self._counter)
        return self._send(delivery) if slot is None else self._defer(delivery, slot)

    def _send(self, delivery: Delivery) -> SendResult:
        article = delivery.article
        alert = build_alert(article, self._summarise(delivery))
        alert.follow_up_of = delivery.preview.follow_up_of
        alert.news = delivery.preview.news
        alert.outlets = tracker.other_outlets(article.story, article.article.id, self._store)
        sent = self._publish_once(delivery.key, build_sns_message(alert, self._zone), delivery.correlation_ids)
        return SendResult(alert=alert, message=sent, correlation_ids=delivery.correlation_ids)

    def _summarise(self, delivery: Delivery) -> Summary:
        """By the model; by the lead, where earlier runs began that and never came to an end."""
        article = delivery.article.article
        matches = [match for match in delivery.article.matches if match.mentions]
        if self._ledger.begin_summary(delivery.key):
            return self._summariser.summarise(article, matches)
        note = f"{MAX_SUMMARY_ATTEMPTS} attempts to summarise it did not end"
        return self._summariser.lead_summary(article, matches, note)

    def _publish_once(self, key: str, message: Message, correlation_ids: Sequence[str]) -> str:
        """Publish, unless an earlier run did; its id, or ``sent before``.

        Raises:
            DeliveryUncertainError: an earlier run may have published it, and it has not been seen yet.
        """
        if not self._ledger.begin(key):
            return "sent before"
        message.attributes["message_id"] = ("String", message_id(key))
        message.attributes["correlation_ids"] = ("String.Array", msgspec.json.encode(correlation_ids).decode())
        try:
            return self._publish(message)
        except PublishRejectedError:
            self._ledger.reject(key)
            raise

    def _give_up(self, requests: Sequence[AlertRequest]) -> None:
        """Leave the entries of alerts that can never be sent to the story's other articles."""
        for request in requests:
            given_up = self._ledger.release(request.story, request.delivery_key, [*request.entries, *request.updates])
            tracker.release_entries(request.story, given_up, self._store)

    def _defer(self, delivery: Delivery, slot: BatchSlot) -> SendResult:
        """Put the alert into a batch; into the same one again when this is tried again."""
        item = msgspec.json.encode(
            PendingAlert(
                request=delivery.request,
                preview=delivery.preview,
                added=delivery.added,
                origins=[] if delivery.origins == [delivery.request] else delivery.origins,
            )
        )
        for _ in range(_MAX_SLOTS):
            slot = self._ledger.defer(delivery.key, slot)
            if self._batches.add(slot.key, item):
                # Whoever opens the batch has it sent; asked again after a failure, the same one does.
                if self._ledger.wakes(delivery.key, slot):
                    self._wake(BatchDue(batch=slot.key, due=slot.due))
                return SendResult(alert=delivery.preview, deferred_to=slot, correlation_ids=delivery.correlation_ids)
            slot = next_slot(slot, self._policy)
            self._ledger.move(delivery.key, slot)
        raise RuntimeError(
            f"no batch took the alert of {delivery.request.key} in {_MAX_SLOTS} windows; raise AlertRateLimit"
        )

    def _matched(self, request: AlertRequest, added: Sequence[Match] = ()) -> MatchedArticle:
        """The article that a request names, with the matches of its entries, and those of others of its story."""
        article = self._read(request.key)
        article.matches = [match for match in article.matches if match.entry in request.entries]
        known = {match.entry for match in article.matches}
        article.matches += [match for match in added if match.entry not in known]
        return article
