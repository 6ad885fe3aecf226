"""A topic, a store and a clock in memory, and an alert sender between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from wirewatch.alerting.sender import AlertSender, SendResult
from wirewatch.alerting.sns_message import Message
from wirewatch.alerting.throttling import ThrottlePolicy
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import Article, Match, MatchedArticle, Mention, Priority
from wirewatch.storage.counters import MemoryPendingBatches, MemoryRateCounter
from wirewatch.storage.key_value import MemoryKeyValueStore
from wirewatch.summaries.summariser import Summariser

TEXT = (
    "Norway and Iceland signed a treaty on fish. The treaty will hold for ten years. Ministers met in Bergen on Monday."
)


class LeadSummariser(Summariser):
    """No model at all: the lead."""

    def __init__(self) -> None:
        self.problem = ""
        self._model = self._writer = self._download = None
        self._writer_note = ""


class AlertWorld:
    """A topic, a store and a clock."""

    def __init__(self, **rules: Any) -> None:
        self.now = 1_000_200.0
        self.sent: list[Message] = []
        self.woken: list[BatchDue] = []
        self.hits: dict[str, MatchedArticle] = {}
        self.index = MemoryKeyValueStore(30, clock=lambda: self.now)
        self.fail: Iterator[bool] = iter(())
        self.sender = AlertSender(
            publish=self.publish,
            read=lambda key: self.copy(self.hits[key]),
            wake=self.wake,
            counter=MemoryRateCounter(),
            batches=MemoryPendingBatches(),
            store=self.index,
            summariser=LeadSummariser(),
            policy=ThrottlePolicy(**rules),
            now=lambda: self.now,
        )

    @staticmethod
    def copy(hit: MatchedArticle) -> MatchedArticle:
        return MatchedArticle(article=hit.article, matches=list(hit.matches), story=hit.story)

    def publish(self, message: Message) -> str:
        if next(self.fail, False):
            raise RuntimeError("SNS is away")
        self.sent.append(message)
        return str(len(self.sent))

    def wake(self, due: BatchDue) -> None:
        if next(self.fail, False):
            raise RuntimeError("SQS is away")
        self.woken.append(due)

    def hit(self, name: str, *entries: str, story: str = "", priority: Priority = "normal") -> AlertRequest:
        article = Article(id=name, text=TEXT, title=f"Treaty of {name}", language="en", arrived=f"2026-01-01T{name}")
        matches = [
            Match(
                entry=entry,
                kind="country",
                name=entry,
                salience=0.5,
                mentions=[Mention(start=0, end=6, where="text", name=entry, sentence=TEXT[:43])],
                priority=priority,
            )
            for entry in entries
        ]
        self.hits[name] = MatchedArticle(article=article, matches=matches, story=story or name)
        return AlertRequest(key=name, story=story or name, entries=list(entries))

    def flush(self) -> list[SendResult]:
        """Let the time come for every list."""
        done = []
        while self.woken:
            due = self.woken.pop(0)
            self.now = max(self.now, due.due)
            done.append(self.sender.flush_batch(due))
        return done

    def json(self, place: int) -> Any:
        return json.loads(json.loads(self.sent[place].body)["default"])
