"""Articles from elsewhere than a dropped page: archives of many, and addresses."""

from __future__ import annotations

import gzip
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.pages import Cast, sentence
from wirewatch.documents.reader import open_documents


def html(seed: int, name: str) -> bytes:
    import random

    chance = random.Random(seed)
    cast = Cast(chance)
    body = "".join(f"<p>{sentence(chance, name, cast)} {sentence(chance, name, cast)}</p>" for _ in range(5))
    return f"<html lang=en><head><title>{name} decides</title></head><body><article>{body}</article></body></html>".encode()


def warc(pages: dict[str, bytes]) -> bytes:
    """A compressed archive, a member for each record, as crawlers write them."""
    members = []
    for url, page in pages.items():
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
            "WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(answer)}\r\n\r\n"
        )
        members.append(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return b"".join(members)


def test_an_archive_is_read_article_by_article_and_can_be_taken_up_again(stack: Any) -> None:
    inbox = stack.inbox()
    names = ("Angola", "Bhutan", "Cyprus")
    archive = warc({f"https://a.example/news/{name}": html(20 + n, name) for n, name in enumerate(names)})
    places = [(found.offset, found.index) for found in open_documents(archive, source="x")]
    with stack.paused("ProcessArticle"):
        stack.drop("crawl.warc.gz", archive)
        stack.sqs.purge_queue(QueueUrl=stack["ArticlesQueueUrl"])
    key = {"bucket": stack["InboxBucketName"], "key": "inbox/crawl.warc.gz"}
    offset, index = places[1]
    stack.sqs.send_message(
        QueueUrl=stack["ArticlesQueueUrl"], MessageBody=json.dumps({**key, "offset": offset, "index": index})
    )
    assert sorted(alert["Message"]["countries"] for alert in stack.alerts(inbox)) == [["BT"], ["CY"]]
    stack.sqs.send_message(QueueUrl=stack["ArticlesQueueUrl"], MessageBody=stack.event("crawl.warc.gz"))
    (alert,) = stack.alerts(inbox)
    assert alert["Message"]["countries"] == ["AO"]
    assert alert["Message"]["article"]["url"] == "https://a.example/news/Angola"


@pytest.fixture
def site() -> Iterator[str]:
    """A web site on loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = html(30, "Denmark") if self.path == "/story" else b"<html><title>Not found</title></html>"
            self.send_response(200 if self.path == "/story" else 404)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_an_address_is_fetched_and_read_behind_the_guard(stack: Any, site: str) -> None:
    inbox = stack.inbox()

    def send(path: str) -> None:
        stack.sqs.send_message(QueueUrl=stack["ArticlesQueueUrl"], MessageBody=json.dumps({"url": site + path}))

    port = site.rsplit(":", 1)[1]
    stack.restart("ProcessArticle", FETCH_ALLOWED_PORTS=f"80,443,{port}")
    send("/story")
    assert stack.alerts(inbox) == []
    stack.restart("ProcessArticle", FETCH_ALLOWED_NETWORKS="127.0.0.1/32")
    send("/story")
    send("/gone")
    (alert,) = stack.alerts(inbox)
    assert alert["Message"]["countries"] == ["DK"]
    assert alert["Message"]["article"]["url"] == f"{site}/story"
    reasons = {
        json.loads(message["Body"])["url"]: message["MessageAttributes"]["reason"]["StringValue"]
        for message in stack.messages(stack["ArticlesDeadLetterQueueUrl"])
    }
    assert reasons == {f"{site}/story": "address", f"{site}/gone": "not-found"}
    stack.restart("ProcessArticle", FETCH_ALLOWED_NETWORKS="", FETCH_ALLOWED_PORTS="")
