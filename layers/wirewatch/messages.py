"""What messages of the queues say: parsed and checked as everything from outside is."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar
from urllib.parse import unquote_plus

import msgspec

from wirewatch.article import Alert, AlertBatch, AlertRequest, BatchDue
from wirewatch.envelope import SnsEnvelope
from wirewatch.fetching.links import FeedItem, correlation_id

T = TypeVar("T")
NonNegative = Annotated[int, msgspec.Meta(ge=0)]
ObjectName = Annotated[str, msgspec.Meta(min_length=1, max_length=2048)]


class InboxObject(msgspec.Struct, kw_only=True):
    """An object in the inbox: ``offset`` and ``index`` say where in it to begin, ``alone`` to end there."""

    bucket: ObjectName
    key: ObjectName
    offset: NonNegative = 0
    index: NonNegative = 0
    alone: bool = False

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


def parse_alert_message(body: str) -> AlertRequest | BatchDue:
    """What a message of the hits queue asks for: the alert of a hit, or a list that is due.

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
    """What a message of the alerts topic tells.

    Raises:
        msgspec.ValidationError: it is no alert and no list; msgspec.DecodeError: it is no JSON.
    """
    fields = _decoded(message, dict[str, Any])
    return msgspec.convert(fields, AlertBatch) if "alerts" in fields else msgspec.convert(fields, Alert)
