"""A feed on a server becomes alerts, each once; a wrong list is refused and told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pages import dump

COUNTRIES = ["Fiji", "Nepal", "Malta"]


class Outlet(BaseHTTPRequestHandler):
    """A feed of two pages that are to be fetched and one article in full."""

    asked: list[str] = []

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body, kind = self.page()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def page(self) -> tuple[bytes, str]:
        if self.path.startswith("/story-"):
            number = int(self.path.removeprefix("/story-").removesuffix(".html"))
            text = dump(700 + number, (COUNTRIES[number],)).decode().split("UTC\n\n")[1].split("\n\n(Reporting")[0]
            paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
            title = f"{COUNTRIES[number]} faces a choice"
            return (
                f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
            ).encode(), "text/html"
        host = self.headers["Host"]
        full = dump(790, ("Malta",), sentences=20).decode().split("UTC\n\n")[1].split("\n\n(Reporting")[0]
        items = [
            {"id": f"{n}", "url": f"http://{host}/story-{n}.html", "title": f"{COUNTRIES[n]} faces a choice"}
            for n in (0, 1)
        ]
        whole = {
            "id": "2",
            "url": f"http://{host}/never-fetched.html",
            "title": "Malta faces a choice",
            "content_html": "".join(f"<p>{part}</p>" for part in full.split("\n\n")),
        }
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Outlet", "items": [*items, whole]}
        return json.dumps(feed).encode(), "application/feed+json"


@pytest.fixture
def outlet() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_feed_becomes_alerts_each_once(stack: Any, outlet: str) -> None:
    inbox = stack.inbox()
    place = {"FETCH_ALLOW": "127.0.0.0/8", "FETCH_PORTS": outlet.partition(":")[2]}
    for function in ("PollFeeds", "ReadArticle"):
        stack.restart(function, **place)
    listed = {"Bucket": stack["StoreBucketName"], "Key": "feeds/feeds.yaml"}
    stack.s3.put_object(**listed, Body=f"feeds:\n  - url: http://{outlet}/feed.json\n    tags: [islands]\n".encode())
    try:
        arrived: list[Any] = []
        for _ in range(4):
            # The schedule polls as well; the one that finds another at work leaves it to that.
            stack.invoke("PollFeeds", {})
            arrived += stack.alerts(inbox)
        assert sorted(alert["Message"]["countries"][0] for alert in arrived) == ["FJ", "MT", "NP"]
        assert "/never-fetched.html" not in Outlet.asked
    finally:
        stack.s3.delete_object(**listed)
        for function in ("PollFeeds", "ReadArticle"):
            stack.restart(function, FETCH_ALLOW="", FETCH_PORTS="80,443")


def test_a_wrong_list_of_feeds_is_refused_and_told_once(stack: Any) -> None:
    operations = stack.inbox("OperationsTopicArn")
    listed = {"Bucket": stack["StoreBucketName"], "Key": "feeds/wrong.yaml"}
    stack.s3.put_object(**listed, Body=b"feeds:\n  - url: ftp://example.com/\n")
    try:
        for _ in range(2):
            stack.invoke("PollFeeds", {})
        (told,) = [json.loads(message["Body"]) for message in stack.messages(operations)]
        assert "wrong.yaml" in told["Message"]
    finally:
        stack.s3.delete_object(**listed)
