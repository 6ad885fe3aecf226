"""A chat service on loopback that remembers what it got."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "a-token-that-nobody-may-read"


class Chat:
    """A running service.

    Attributes:
        address: apprise's, with the token in it.
        taken: what was posted, oldest first.
    """

    def __init__(self, port: int) -> None:
        self.address = f"json://{TOKEN}@127.0.0.1:{port}/hook/{TOKEN}"
        self.taken: list[dict[str, Any]] = []


@contextlib.contextmanager
def chat() -> Iterator[Chat]:
    """A service that takes everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Chat(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
