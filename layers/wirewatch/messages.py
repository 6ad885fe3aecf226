"""What messages of the queues say: parsed and checked as everything from outside is."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated, Any, TypeVar
from urllib.parse import unquote_plus

import msgspec

from wirewatch.records import Alert, AlertBatch, Article
from wirewatch.text import dates
from wirewatch.text.languages import detect_language

T = TypeVar("T")
NonNegative = Annotated[int, msgspec.Meta(ge=0)]
ObjectName = Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]


class InboxObject(msgspec.Struct, kw_only=True):
    """An object in the inbox: ``offset`` and ``index`` say where in it to begin, ``alone`` to end there.

    ``part`` counts the runs before this one, each of which passed the rest on.
    """

    bucket: ObjectName
    key: ObjectName
    offset: NonNegative = 0
    index: NonNegative = 0
    alone: bool = False
    part: NonNegative = 0

    @property
    def correlation_id(self) -> str:
        """What the logs of all functions call the document there and what became of it."""
        return correlation_id(self.bucket, self.key, str(self.offset), str(self.index))


class _Bucket(msgspec.Struct):
    name: ObjectName


class _Object(msgspec.Struct):
    key: ObjectName


class _S3(msgspec.Struct):
    bucket: _Bucket
    object: _Object


class _Record(msgspec.Struct):
    s3: _S3


class _Event(msgspec.Struct):
    records: list[_Record] = msgspec.field(name="Records")


def _decoded(data: str | bytes | msgspec.Raw, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except RecursionError as error:
        raise msgspec.ValidationError("nested too deep; nothing that wirewatch sends is") from error


def parse_article_message(body: str) -> list[InboxObject | FeedItem]:
    """What a message of the articles queue names: an event's objects, a place in one, or an address.

    The bucket's test message names none.

    Raises:
        msgspec.ValidationError: it is none of these; msgspec.DecodeError: it is no JSON.
    """
    fields = _decoded(body, dict[str, Any])
    if fields.get("Event") == "s3:TestEvent":
        return []
    if "Records" not in fields:
        return [msgspec.convert(fields, FeedItem) if "url" in fields else msgspec.convert(fields, InboxObject)]
    records = msgspec.convert(fields, _Event).records
    # Keys come as a form's fields are encoded.
    return [InboxObject(bucket=one.s3.bucket.name, key=unquote_plus(one.s3.object.key)) for one in records]


def is_link(body: str) -> bool:
    """Whether a message of the articles queue names a page that is to be fetched: that takes as long as its outlet likes."""
    return body.startswith('{"url":') and '"article":' not in body


def parse_alert_message(body: str) -> AlertRequest | BatchDue:
    """What a message of the alert requests queue asks for: an alert, or a batch that is due.

    Raises:
        msgspec.ValidationError: it is neither; msgspec.DecodeError: it is no JSON.
    """
    fields = _decoded(body, dict[str, Any])
    return msgspec.convert(fields, BatchDue) if "batch" in fields else msgspec.convert(fields, AlertRequest)


def parse_sns_envelope(body: str) -> SnsEnvelope:
    """What SNS put around a message that a queue subscribed to.

    Raises:
        msgspec.ValidationError: it is no such envelope; msgspec.DecodeError: it is no JSON.
    """
    return _decoded(body, SnsEnvelope)


def parse_alert_payload(message: str | bytes | msgspec.Raw) -> Alert | AlertBatch:
    """What a message of the alerts topic holds.

    Raises:
        msgspec.ValidationError: it is no alert and no list; msgspec.DecodeError: it is no JSON.
    """
    fields = _decoded(message, dict[str, Any])
    return msgspec.convert(fields, AlertBatch) if "alerts" in fields else msgspec.convert(fields, Alert)


class AlertRequest(msgspec.Struct, kw_only=True):
    """What travels on the alert requests queue: where the article is stored, and the entries that an alert is due for.

    Attributes:
        key: object key of the article.
        story: id of its story.
        entries: that the alert is due for.
        correlation_id: what the logs of all functions call the feed item or the page that it came from.
        perhaps: id of another story that may report the same event.
        updates: what is new of the story, in words, where the alert is due for that alone.
        notes: the same, where it is due for entries.
    """

    key: str
    story: str
    entries: list[str]
    correlation_id: str = ""
    perhaps: str = ""
    updates: list[str] = []
    notes: list[str] = []

    @property
    def delivery_key(self) -> str:
        """What the delivery of this alert is remembered by: its story, its entries and its updates, however often requested."""
        return msgspec.json.encode([self.story, sorted(self.entries), *sorted(self.updates)]).decode()


class BatchDue(msgspec.Struct, kw_only=True):
    """What travels on the alert requests queue when a batch of deferred alerts is due."""

    batch: str
    due: int


class SnsAttribute(msgspec.Struct):
    """An attribute of a message."""

    value: str = msgspec.field(name="Value")


class SnsEnvelope(msgspec.Struct):
    """A message as it came out of a topic.

    Attributes:
        message: as published for queues: JSON.
        timestamp: ISO 8601, UTC.
        attributes: by name.
    """

    message: str = msgspec.field(name="Message")
    timestamp: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT[0-9:.]+Z$")] = msgspec.field(name="Timestamp")
    attributes: dict[str, SnsAttribute] = msgspec.field(name="MessageAttributes", default_factory=dict)

    @property
    def day(self) -> str:
        """The day of its time, as part of a key."""
        return self.timestamp[:10]

    @property
    def message_id(self) -> str:
        """The message's own id, from its attributes; empty where it is another sender's."""
        found = self.attributes["message_id"].value if "message_id" in self.attributes else ""
        return found if found.isalnum() and found.isascii() else ""

    @property
    def correlation_ids(self) -> list[str]:
        """What the logs call the links and pages that the message came from; none where it is another sender's."""
        if not self.message_id or "correlation_ids" not in self.attributes:
            return []
        try:
            return msgspec.json.decode(self.attributes["correlation_ids"].value, type=list[str])
        except msgspec.DecodeError:
            return []


MESSAGE = 200_000
"""Bytes of a link's message: SQS takes 256 KiB, for a batch as well as for a message."""


class FeedItem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What travels on the articles queue for an article that is to be fetched, or that its feed carries in full.

    Attributes:
        url: the article's address; empty where only ``article`` is there.
        feed: address of the feed, as listed; empty for an address that came from elsewhere.
        title: as in the feed.
        teaser: plain text, as in the feed.
        published: as in the feed.
        tags: of the feed.
        language: ISO 639-1 of the feed's articles, where the list of feeds says it.
        watchlist: name of the one that the article is matched against; None: all of them.
        edited: it was seen before, and says something else now.
        article: the entry itself, read, where the feed carries it in full or no page is to be fetched.
    """

    url: str
    feed: str = ""
    title: str = ""
    teaser: str = ""
    published: str | None = None
    tags: list[str] = []
    language: str | None = None
    watchlist: str | None = None
    edited: bool = False
    article: Article | None = None

    @property
    def correlation_id(self) -> str:
        """What the logs of all functions call this link and what became of it."""
        return correlation_id(self.feed, self.url, self.article.id if self.article else "")

    def as_teaser(self) -> Article | None:
        """Title and teaser as an article that says that it is one; None where the feed gave neither."""
        text = self.teaser or self.title
        if not (text and self.feed):
            return None
        return Article(
            id=correlation_id(self.url, text),
            text=text,
            source=self.url or self.feed,
            url=self.url or None,
            title=self.title,
            language=detect_language(f"{self.title}\n{text}") or self.language,
            teaser=True,
        )

    def complete(self, article: Article) -> Article:
        """The article, with what its page does not say and its feed does."""
        article.published = article.published or dates.parse(self.published)
        article.tags = self.tags
        article.language = article.language or self.language
        return article

    def message(self, most: int = MESSAGE) -> str:
        """The link as JSON of at most ``most`` bytes. Of an article that is longer the beginning travels, to a paragraph's end.

        No news is: it has some 30,000 words.
        """
        link = self
        while len(data := msgspec.json.encode(link)) > most and link.article is not None and link.article.text:
            half = link.article.text[: len(link.article.text) // 2]
            text = half.rpartition("\n\n")[0] or half
            link = msgspec.structs.replace(link, article=msgspec.structs.replace(link.article, text=text))
        return data.decode()


def correlation_id(*parts: str) -> str:
    """The id of what enters, from what names it there: 32 hexadecimal digits, the same each time it is tried."""
    return blake2b("\n".join(parts).encode(errors="replace"), digest_size=16).hexdigest()
