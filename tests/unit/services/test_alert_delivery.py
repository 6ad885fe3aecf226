"""Alerts are delivered once; what another run is at comes again later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest

from tests.support.builders import alert, article, match
from tests.support.memory_ports import MemoryObjects, MemoryQueue
from wirewatch.alerting.pending_alerts import RejectedRequest
from wirewatch.alerting.sender import AlertSender, SendResult
from wirewatch.alerting.throttling import BatchSlot
from wirewatch.errors import DeliveryUncertainError, PublishRejectedError, RetryLaterError, WorkInProgressError
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import MatchedArticle, Summary
from wirewatch.services.alert_delivery import AlertDelivery, MatchedArticleReader

REQUEST = AlertRequest(key="articles/a1.json", story="s", entries=["NO"], correlation_id="c")
DUE = BatchDue(batch="rate-limit#600#1", due=1000)


class FakeSender:
    """Gives the results that it was told to give."""

    def __init__(self, result: SendResult | Exception, early: bool = False) -> None:
        self.result = result
        self.early = early

    def reschedule_if_early(self, due: BatchDue) -> bool:
        return self.early

    def send_or_defer(self, request: AlertRequest) -> SendResult:
        return self.flush_batch(DUE)

    def flush_batch(self, due: BatchDue) -> SendResult:
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


class Summaries:
    def is_fallback(self, summary: Summary) -> bool:
        return summary.kind == "lead" and summary.note != ""


class Once:
    """Runs every action, or what it was given in its place; knows which keys were to be forgotten."""

    def __init__(self, run: Callable[[str, Callable[[], None]], None] = lambda key, action: action()) -> None:
        self.run = run
        self.forgotten: list[str] = []

    def __call__(self, key: str, action: Callable[[], None]) -> None:
        self.run(key, action)

    def forget(self, key: str) -> None:
        self.forgotten.append(key)


def deliver(
    sender: FakeSender,
    work: AlertRequest | BatchDue = REQUEST,
    attempt: int = 1,
    once: Once | None = None,
    delays: list[int] | None = None,
    rejected: MemoryQueue | None = None,
) -> list[Any]:
    delivery = AlertDelivery(cast("AlertSender", sender), once or Once(), Summaries(), 45.0, rejected or MemoryQueue())
    return list(delivery.deliver(work, attempt, (delays if delays is not None else []).append))


def test_an_alert_that_was_sent_is_reported() -> None:
    (result,) = deliver(FakeSender(SendResult(alert=alert(), message="m1", correlation_ids=["c"])))
    assert (result.message, result.metrics) == ("alert sent", {"AlertsSent": 1})
    assert result.fields["correlation_ids"] == ["c"]


def test_an_alert_that_was_deferred_is_reported_with_its_batch() -> None:
    slot = BatchSlot("quiet-hours#9", 9)
    (result,) = deliver(FakeSender(SendResult(alert=alert(), deferred_to=slot)))
    assert (result.metrics, result.fields["batch"]) == ({"AlertsDeferred": 1}, slot.key)


def test_a_summary_that_fell_back_is_reported_beside_the_alert() -> None:
    sent = alert()
    sent.summary = Summary(text="A.", sentences=["A."], kind="lead", note="the model is away")
    assert [result.message for result in deliver(FakeSender(SendResult(alert=sent, message="m1")))] == [
        "summary fell back",
        "alert sent",
    ]


def test_a_language_that_the_model_does_not_know_is_reported_with_the_alert() -> None:
    sent = alert()
    sent.summary = Summary(text="A.", sentences=["A."], kind="extractive", note="the model does not know the language")
    (result,) = deliver(FakeSender(SendResult(alert=sent, message="m1")))
    assert (result.message, result.fields["summary_note"]) == ("alert sent", "the model does not know the language")


def test_a_batch_that_was_sent_is_reported() -> None:
    (result,) = deliver(FakeSender(SendResult(message="m1", listed=7)), DUE)
    assert (result.metrics, result.fields["alerts"]) == ({"AlertBatchesSent": 1}, 7)


def test_a_batch_that_is_not_due_reports_nothing() -> None:
    assert deliver(FakeSender(SendResult(), early=True), DUE) == []


def test_where_nothing_is_left_that_is_said() -> None:
    (result,) = deliver(FakeSender(SendResult()))
    assert (result.message, result.metrics) == ("nothing left to send", {})


def test_the_same_alert_has_the_same_key_whatever_it_came_from() -> None:
    keys: list[str] = []
    other = msgspec.structs.replace(REQUEST, key="articles/b2.json", correlation_id="d")
    for work in (REQUEST, other, DUE):
        deliver(FakeSender(SendResult()), work, once=Once(lambda key, action: keys.append(key)))
    assert keys[0] == keys[1]
    assert keys[2] == DUE.batch


def test_what_another_run_is_at_is_delayed_longer_each_time() -> None:
    def busy(key: str, action: Callable[[], None]) -> None:
        raise WorkInProgressError(key)

    delays: list[int] = []
    for attempt in (1, 2, 3):
        with pytest.raises(RetryLaterError):
            deliver(FakeSender(SendResult()), attempt=attempt, once=Once(busy), delays=delays)
    assert delays == [2, 4, 8]


def test_what_was_perhaps_published_is_delayed_until_that_is_known() -> None:
    delays: list[int] = []
    with pytest.raises(RetryLaterError):
        deliver(FakeSender(DeliveryUncertainError("perhaps")), delays=delays)
    assert delays == [16]


def test_any_other_failure_is_the_messages() -> None:
    with pytest.raises(RuntimeError):
        deliver(FakeSender(RuntimeError("SNS is away")))


def test_a_matched_article_is_read_by_its_key() -> None:
    stored = MatchedArticle(article=article(), matches=[match()], story="s")
    read = MatchedArticleReader(cast("Any", MemoryObjects({"articles/a1.json": msgspec.json.encode(stored)})), 10**6)
    assert read("articles/a1.json") == stored


def test_what_the_topic_never_takes_is_set_aside_with_its_reason() -> None:
    rejected = MemoryQueue()
    (result,) = deliver(FakeSender(PublishRejectedError("300,000 bytes", permanent=True)), rejected=rejected)
    assert (result.level, result.metrics) == ("error", {"AlertsRejected": 1})
    assert rejected.sent[0][1] == {"reason": "too-large", "problem": "300,000 bytes"}
    with pytest.raises(PublishRejectedError):
        deliver(FakeSender(PublishRejectedError("throttled")))


def test_a_deferred_alert_that_is_rejected_is_set_aside_and_its_key_forgotten() -> None:
    rejected, once = MemoryQueue(), Once()
    result = SendResult(message="m1", listed=1, rejected=[RejectedRequest(REQUEST, "300,000 bytes")])
    refused, sent = deliver(FakeSender(result), DUE, once=once, rejected=rejected)
    assert (refused.level, refused.metrics, sent.metrics) == ("error", {"AlertsRejected": 1}, {"AlertBatchesSent": 1})
    assert once.forgotten == [REQUEST.delivery_key]
    assert [msgspec.json.decode(body, type=AlertRequest) for body, _ in rejected.sent] == [REQUEST]
