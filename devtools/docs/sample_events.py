"""Write events/*.json: what each function is invoked with, as AWS sends it.

python -m devtools.docs.sample_events. In place of names that a deployment makes stand INBOX_BUCKET, DATA_BUCKET, ARTICLE_ID
and REVISION (the key of an article whose alert is due, in the data bucket below requested/).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from wirewatch import Watchlist, match, read, summarise
from wirewatch.alerting.builder import build_alert
from wirewatch.records import MatchedArticle

EVENTS = Path(__file__).resolve().parents[2] / "events"
MOMENT = "2026-01-01T00:00:00.000Z"


def queued(body: dict[str, Any]) -> dict[str, Any]:
    """A batch of one message, as SQS hands it to a function."""
    message = {
        "messageId": "00000000-0000-0000-0000-000000000000",
        "receiptHandle": "handle",
        "body": json.dumps(body),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1767225600000",
            "SenderId": "000000000000",
            "ApproximateFirstReceiveTimestamp": "1767225600000",
        },
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:queue",
        "awsRegion": "us-east-1",
    }
    return {"Records": [message]}


def created(bucket: str, key: str) -> dict[str, Any]:
    """What S3 sends of a new object."""
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": MOMENT,
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
            "object": {"key": key, "size": 1, "eTag": "0" * 32, "sequencer": "0" * 18},
        },
    }
    return {"Records": [record]}


def published() -> dict[str, Any]:
    """An alert in SNS's envelope, as the topic sends it to a queue."""
    article = read(EVENTS / "page.txt")
    article.source, article.arrived = "s3://INBOX_BUCKET/inbox/page.txt", MOMENT
    matches = match(article, Watchlist.open("countries"))
    alert = build_alert(MatchedArticle(article=article, matches=matches), summarise(article, matches))
    return {
        "Type": "Notification",
        "MessageId": "00000000-0000-0000-0000-000000000000",
        "TopicArn": "arn:aws:sns:us-east-1:000000000000:alerts",
        "Message": msgspec.json.encode(alert).decode(),
        "Timestamp": MOMENT,
        "MessageAttributes": {"countries": {"Type": "String.Array", "Value": json.dumps(alert.countries)}},
    }


def events() -> dict[str, Any]:
    """The event of each function, by the name of its folder."""
    request = {"key": "requested/ARTICLE_ID.REVISION.json", "story": "ARTICLE_ID", "entries": ["EE", "FI"]}
    return {
        "process_article": queued(created("INBOX_BUCKET", "inbox/page.txt")),
        "compile_watchlist": queued(created("DATA_BUCKET", "watchlists/example.yaml")),
        "send_alert": queued(request),
        "archive_alert": queued(published()),
        "notify_chat": queued(published()),
        "poll_feeds": {},
        "send_digest": {"time": "2026-01-01T06:00:00Z"},
    }


def main() -> None:
    """Write them all."""
    for name, event in events().items():
        (EVENTS / f"{name}.json").write_text(json.dumps(event, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
