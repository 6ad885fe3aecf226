"""An outlet on loopback: a feed, and the pages that it names."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.support.pages import dump

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


@contextlib.contextmanager
def running() -> Iterator[str]:
    """The outlet's host and port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
