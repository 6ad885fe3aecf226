"""Hit → message: summarised, composed, and published at once or together with others, each once.

The same for every place it runs in: what it publishes to, counts in and remembers with is handed to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from uuid import uuid4

import msgspec

from wirewatch.alerting.sns_message import Message, build_alert, build_batch_message, build_sns_message
from wirewatch.alerting.throttling import BatchSlot, Tally, ThrottlePolicy, next_slot
from wirewatch.errors import DeliveryUncertainError, PublishRejectedError
from wirewatch.messages import AlertRequest, BatchDue
from wirewatch.records import PRIORITIES, Alert, MatchedArticle, Summary
from wirewatch.storage.key_value import KeyValueStore
from wirewatch.stories import tracker
from wirewatch.summaries.summariser import Summariser

CONFIRMATION_SECONDS = 45.0
"""Seconds after which a message that was perhaps published, and that nobody has seen come out, is published again."""
LISTED_AT_ONCE = 100
"""Alerts of one list; more would not fit into a message."""
_VOID = b"void"
_TRIES = 50  # lists tried, one window after another; each takes hundreds of alerts


class PendingAlert(msgspec.Struct, kw_only=True):
    """An alert that waits: where its hit is kept, and what a list says of it."""

    pointer: AlertRequest
    alert: Alert


class SendResult(msgspec.Struct, kw_only=True):
    """What became of a hit or a list.

    Attributes:
        alert: what was sent or waits; None for a list, and where others told all of it.
        message: SNS's id of the message that was published; None where nothing was.
        waits: the list that the alert waits in; None where it went out.
        listed: alerts in a list that was sent.
        correlation_ids: what the logs call the links and pages that it came from.
    """

    alert: Alert | None = None
    message: str | None = None
    waits: BatchSlot | None = None
    listed: int = 0
    correlation_ids: list[str] = []


class AlertSender:
    """Sends alerts calmly.

    Args:
        publish: takes a message to the topic; its id there. Raises ``NotSentError`` where it was refused for sure, and
            what it likes where it may have been published all the same.
        read: the hit kept under a key.
        wake: has a list flushed when it is due; may be asked more than once for one list.
        tally, index: shared by all workers.
        models: to summarise with.
        rules: how calm.
        unsure: seconds, see ``UNSURE``.
        zone: the readers' (IANA name), for times in mails.
        now: the clock, seconds since 1970.
    """

    def __init__(
        self,
        *,
        publish: Callable[[Message], str],
        read: Callable[[str], MatchedArticle],
        wake: Callable[[BatchDue], None],
        tally: Tally,
        index: KeyValueStore,
        models: Summariser,
        rules: ThrottlePolicy,
        unsure: float = CONFIRMATION_SECONDS,
        zone: str = "UTC",
        now: Callable[[], float] = time.time,
    ) -> None:
        self._publish = publish
        self._read = read
        self._wake = wake
        self._tally = tally
        self._index = index
        self._models = models
        self._rules = rules
        self._unsure = unsure
        self._zone = zone
        self._now = now

    def send_or_defer(self, pointer: AlertRequest, note: str = "") -> SendResult:
        """Send or keep waiting the alert for a hit. ``note`` says why no model is to be asked, where none is.

        Where the article was corrected meanwhile and names none of it any more, there is nothing to tell.
        """
        hit = self._hit(pointer)
        mark = _mark(pointer)
        due = tracker.claim_for_delivery(pointer.story, mark, [match.entry for match in hit.matches], self._index)
        if not due:
            return SendResult()
        pointer = msgspec.structs.replace(pointer, entries=due)
        hit.matches = [match for match in hit.matches if match.entry in due]
        # The first alert of a story opens it; what comes later follows it up.
        opened = self._index.put_if_absent(f"alerted#{pointer.story}", mark.encode()).decode()
        follows = None if opened == mark else pointer.story
        short = _short(build_alert(hit, _nothing()))
        short.follow_up_of = follows
        waits = f"waits#{mark}"
        known = self._index.get([_intent(mark), waits])
        if _begun(mark, known):
            return self._send(mark, hit, follows, note, [pointer.correlation_id])
        if waits in known:
            return self._wait(mark, pointer, short, msgspec.json.decode(known[waits], type=BatchSlot))
        if follows and not self._rules.bypasses(short.priority):
            return self._wait(mark, pointer, short, self._rules.follow_up(pointer.story, self._now()))
        return self._deliver(mark, pointer, hit, short, note, [pointer.correlation_id])

    def reschedule_if_early(self, due: BatchDue) -> bool:
        """Whether a list is not due yet; it is woken for again then."""
        if self._now() >= due.due:
            return False
        self._wake(due)
        return True

    def flush_batch(self, due: BatchDue) -> SendResult:
        """Send what waits in a list that is due."""
        place = BatchSlot(due.batch, due.due)
        found = [msgspec.json.decode(item, type=PendingAlert) for item in self._tally.close(place.key)]
        # A page that was dropped again under another name, while the first run ended half-way, is the same alert.
        held = list({_mark(one.pointer): one for one in found}.values())
        if not held:
            return SendResult()
        if place.kind == "fold":
            return self._follow_up(held)
        if len(held) == 1:
            (one,) = held
            hit = self._hit(one.pointer)
            return self._send(place.key, hit, one.alert.follow_up_of, "", _ids(held)) if hit.matches else SendResult()
        held.sort(key=lambda one: (_rank(one.alert), one.alert.article.id), reverse=True)
        sent = ""
        for start in range(0, len(held), LISTED_AT_ONCE):
            some = held[start : start + LISTED_AT_ONCE]
            if start:  # the rate leaves room for one message of each list; singles give way to others
                self._tally.try_increment(self._rules.counted(self._now()), self._rules.rate)
            listed = build_batch_message([one.alert for one in some], self._zone)
            sent = self._once(f"{place.key} {start}", listed, _ids(some))
        return SendResult(message=sent, listed=len(held), correlation_ids=_ids(held))

    def _follow_up(self, held: Sequence[PendingAlert]) -> SendResult:
        """What a story brought later, as one alert: the newest article, and all that was matched anew."""
        newest = max(held, key=lambda one: (one.alert.article.arrived or "", one.alert.article.id))
        hit = self._hit(newest.pointer)
        known = {match.entry for match in hit.matches}
        entries = sorted({entry for one in held for entry in one.pointer.entries})
        for one in held:
            for match in one.alert.matches:
                if one is not newest and match.entry not in known:
                    # Named in another article of the story: its places are not places of this one.
                    known.add(match.entry)
                    hit.matches.append(match)
        if not hit.matches:
            return SendResult()
        pointer = AlertRequest(key=newest.pointer.key, story=newest.pointer.story, entries=entries)
        short = _short(build_alert(hit, _nothing()))
        short.follow_up_of = newest.pointer.story
        # What it does from here is remembered apart from what its parts did.
        mark = f"follow-up {_mark(pointer)}"
        if _begun(mark, self._index.get([_intent(mark)])):
            return self._send(mark, hit, short.follow_up_of, "", _ids(held))
        return self._deliver(mark, pointer, hit, short, "", _ids(held))

    def _deliver(
        self, mark: str, pointer: AlertRequest, hit: MatchedArticle, short: Alert, note: str, ids: Sequence[str]
    ) -> SendResult:
        """Publish where the hours and the rate allow it; else wait."""
        now = self._now()
        quiet = None if self._rules.bypasses(short.priority) else self._rules.quiet_hours_slot(now)
        if quiet is not None:
            return self._wait(mark, pointer, short, quiet)
        if not self._tally.try_increment(self._rules.counted(now), self._rules.limit_for(short.priority)):
            return self._wait(mark, pointer, short, self._rules.rate_limit_slot(now))
        return self._send(mark, hit, short.follow_up_of, note, ids)

    def _send(self, mark: str, hit: MatchedArticle, follows: str | None, note: str, ids: Sequence[str]) -> SendResult:
        here = [match for match in hit.matches if match.mentions]
        summary = (
            self._models.lead_summary(hit.article, here, note) if note else self._models.summarise(hit.article, here)
        )
        alert = build_alert(hit, summary)
        alert.follow_up_of = follows
        alert.outlets = [
            outlet for outlet in tracker.outlets(hit.story, self._index) if outlet.article != hit.article.id
        ]
        sent = self._once(mark, build_sns_message(alert, self._zone), ids)
        return SendResult(alert=alert, message=sent, correlation_ids=list(ids))

    def _once(self, mark: str, message: Message, ids: Sequence[str]) -> str:
        """Publish, unless an earlier run did; its id, or ``sent before``.

        SNS takes a message and says so in two steps, and a run may end between them. So the intent is remembered
        first, and what came out of the topic is noted by who reads it there (``keep``).

        Raises:
            UnsureError: an earlier run may have published it, and it has not been seen yet.
        """
        name = message_id(mark)
        intent = _intent(mark)
        ours = f"{self._now()} {uuid4()}".encode()
        held = self._index.put_if_absent(intent, ours)
        if held not in {ours, _VOID}:
            if f"sent#{name}" in self._index.get([f"sent#{name}"]):
                return "sent before"
            if self._now() - float(held.split()[0]) < self._unsure:
                raise DeliveryUncertainError(
                    f"{mark} may have been published by a run that ended; it will be known soon"
                )
        if held != ours:
            self._index.put(intent, ours)
        message.attributes["alert"] = ("String", name)
        message.attributes["correlation"] = ("String.Array", msgspec.json.encode(ids).decode())
        try:
            return self._publish(message)
        except PublishRejectedError:
            self._index.put(intent, _VOID)
            raise

    def _wait(self, mark: str, pointer: AlertRequest, short: Alert, place: BatchSlot) -> SendResult:
        """Put the alert in a list; in the same one again when this is tried again."""
        item = msgspec.json.encode(PendingAlert(pointer=pointer, alert=short))
        for _ in range(_TRIES):
            kept = self._index.put_if_absent(f"waits#{mark}", msgspec.json.encode(place))
            place = msgspec.json.decode(kept, type=BatchSlot)
            if self._tally.add(place.key, item):
                # Whoever opens the list has it sent; asked again after a failure, the same one does.
                if self._index.put_if_absent(f"wakes#{place.key}", mark.encode()) == mark.encode():
                    self._wake(BatchDue(batch=place.key, due=place.due))
                return SendResult(alert=short, waits=place)
            place = next_slot(place, self._rules)
            self._index.put(f"waits#{mark}", msgspec.json.encode(place))
        raise RuntimeError(f"no list took the alert of {pointer.key} in {_TRIES} windows; raise the rate of alerts")

    def _hit(self, pointer: AlertRequest) -> MatchedArticle:
        hit = self._read(pointer.key)
        hit.matches = [match for match in hit.matches if match.entry in pointer.entries]
        return hit


def message_id(mark: str) -> str:
    """What a message is called in the table and in its attribute ``alert``: 32 hexadecimal digits."""
    return blake2b(mark.encode(), digest_size=16).hexdigest()


def _intent(mark: str) -> str:
    return f"sending#{message_id(mark)}"


def _begun(mark: str, known: Mapping[str, bytes]) -> bool:
    """Whether an earlier run began to publish: then this one must not put the alert in a list as well."""
    return known.get(_intent(mark), _VOID) != _VOID


def confirm_published(name: str, index: KeyValueStore) -> None:
    """Note that a message came out of the topic."""
    index.put(f"sent#{name}", b"1")


def _mark(pointer: AlertRequest) -> str:
    return msgspec.json.encode([pointer.story, sorted(pointer.entries)]).decode()


def _ids(held: Sequence[PendingAlert]) -> list[str]:
    return sorted({one.pointer.correlation_id for one in held})


def _nothing() -> Summary:
    return Summary(text="", sentences=[], kind="lead")


def _short(alert: Alert) -> Alert:
    """What a list says of an alert: without text, summary and places, so that hundreds fit in one item."""
    article = msgspec.structs.replace(alert.article, text="", title=alert.article.title[:300], image=None)
    matches = [msgspec.structs.replace(match, mentions=[], tags=[]) for match in alert.matches[:20]]
    return msgspec.structs.replace(alert, article=article, matches=matches)


def _rank(alert: Alert) -> tuple[int, float]:
    return PRIORITIES.index(alert.priority), max((match.salience for match in alert.matches), default=0.0)
