"""Deliver alerts: a request is sent or deferred once, a batch that is due is sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import msgspec

from wirewatch.alerting.sender import AlertSender, SendResult
from wirewatch.errors import DeliveryUncertainError, PublishRejectedError, RetryLaterError, WorkInProgressError
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import MatchedArticle, Summary
from wirewatch.services.ports import MessageQueue, ObjectStore
from wirewatch.services.results import ServiceResult


class FallbackCheck(Protocol):
    """What distinguishes a fallback from the summary that was asked for."""

    def is_fallback(self, summary: Summary) -> bool:
        """Whether another summary than the one asked for was written."""


class MatchedArticleReader:
    """Reads matched articles from the data bucket, of ``max_bytes`` at most."""

    def __init__(self, objects: ObjectStore, max_bytes: int) -> None:
        self._objects = objects
        self._max_bytes = max_bytes

    def __call__(self, key: str) -> MatchedArticle:
        """The article under a key; raises ``ObjectUnavailableError``."""
        return msgspec.json.decode(self._objects.read(key, self._max_bytes), type=MatchedArticle)


class Once(Protocol):
    """Runs actions, each once for its key."""

    def __call__(self, key: str, action: Callable[[], None]) -> None:
        """Run the action unless it was run for this key before; raises ``WorkInProgressError``."""

    def forget(self, key: str) -> None:
        """Have an action run for this key again; called while the action for another key runs."""


class AlertDelivery:
    """Delivers what messages of the alert requests queue ask for.

    Args:
        sender: sends and defers.
        once: runs an action unless it was run for its key before.
        summaries: recognises fallbacks.
        confirmation_seconds: after which a message that was perhaps published is published again.
        rejected: the dead-letter queue, for what the topic will never take.
    """

    def __init__(
        self,
        sender: AlertSender,
        once: Once,
        summaries: FallbackCheck,
        confirmation_seconds: float,
        rejected: MessageQueue,
    ) -> None:
        self._sender = sender
        self._once = once
        self._summaries = summaries
        self._confirmation_seconds = confirmation_seconds
        self._rejected = rejected

    def deliver(
        self, work: AlertRequest | BatchDue, attempt: int, delay_retry: Callable[[int], None]
    ) -> Iterator[ServiceResult]:
        """Deliver an alert or a batch.

        Args:
            work: what a message asks for.
            attempt: how often the message was received, from 1.
            delay_retry: has the message received again after so many seconds.

        Raises:
            RetryLaterError: another run is at it, or may have published it.
        """
        if isinstance(work, BatchDue) and self._sender.reschedule_if_early(work):
            return
        key = work.batch if isinstance(work, BatchDue) else work.delivery_key
        results: list[SendResult] = []

        def send() -> None:
            if isinstance(work, BatchDue):
                result = self._sender.flush_batch(work)
                for request, problem in result.rejected:
                    # What was deferred counts as done: it may be requested again, and be redriven.
                    self._once.forget(request.delivery_key)
                    self._reject(request, problem)
                results.append(result)
            else:
                results.append(self._sender.send_or_defer(work))

        try:
            self._once(key, send)
        except WorkInProgressError as error:
            # 2, 4, 8 … s: within the queue's receives, longer than a run can last before its claim is void.
            delay_retry(2**attempt)
            raise RetryLaterError(str(error)) from error
        except DeliveryUncertainError as error:
            delay_retry(round(self._confirmation_seconds / 3) + 1)
            raise RetryLaterError(str(error)) from error
        except PublishRejectedError as error:
            if not error.permanent:
                raise
            # It would be rejected at every try. Its entries are left to other articles of the story.
            self._reject(work, str(error))
            yield self._rejection(key, str(error))
        for result in results:
            yield from self._results(result, key)

    def _reject(self, work: AlertRequest | BatchDue, problem: str) -> None:
        body = msgspec.json.encode(work).decode()
        self._rejected.send(body, {"reason": "too-large", "problem": problem[:1000]})

    @staticmethod
    def _rejection(delivery: str, problem: str) -> ServiceResult:
        return ServiceResult(
            message="alert rejected by the topic",
            level="error",
            fields={"delivery": delivery, "problem": problem},
            metrics={"AlertsRejected": 1},
        )

    def _results(self, result: SendResult, key: str) -> Iterator[ServiceResult]:
        fields: dict[str, Any] = {"delivery": key, "correlation_ids": result.correlation_ids}
        alert = result.alert
        for request, problem in result.rejected:
            yield self._rejection(request.delivery_key, problem)
        if alert is not None:
            fields["article"] = alert.article.id
        if result.deferred_to is not None:
            fields |= {"batch": result.deferred_to.key, "due": result.deferred_to.due}
            yield ServiceResult(message="alert deferred", fields=fields, metrics={"AlertsDeferred": 1})
        elif alert is not None:
            if self._summaries.is_fallback(alert.summary):
                yield ServiceResult(
                    message="summary fell back",
                    level="warning",
                    fields={**fields, "kind": alert.summary.kind, "note": alert.summary.note},
                    metrics={"SummaryFallbacks": 1},
                )
            elif alert.summary.note:  # the model does not know the article's language
                fields["summary_note"] = alert.summary.note
            yield ServiceResult(
                message="alert sent", fields={**fields, "sns": result.message}, metrics={"AlertsSent": 1}
            )
        elif result.message:
            yield ServiceResult(
                message="alert batch sent",
                fields={**fields, "sns": result.message, "alerts": result.listed},
                metrics={"AlertBatchesSent": 1},
            )
        elif not result.rejected:
            yield ServiceResult(message="nothing left to send", fields=fields)
