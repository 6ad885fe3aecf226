"""A proxy on loopback between the functions and the emulator: what stands in it sees every call that they make."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Passing(BaseHTTPRequestHandler):
    """Passes calls on to the emulator and answers back. Subclasses look at them, or fail them."""

    protocol_version = "HTTP/1.1"
    emulator = ("127.0.0.1", 0)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def received(self) -> bytes:
        """The call's body."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def onward(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        """Have the emulator carry the call out; its answer, and what the answer holds."""
        host, port = self.emulator
        with contextlib.closing(http.client.HTTPConnection(host, port, timeout=60)) as onward:
            onward.request(self.command, self.path, body, dict(self.headers))
            answer = onward.getresponse()
            return answer, answer.read()

    def back(self, answer: http.client.HTTPResponse, data: bytes) -> None:
        """Give the answer to who called."""
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"connection", "transfer-encoding", "content-length", "date", "server"}:
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", length or str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def call(self) -> None:
        """One call."""
        self.back(*self.onward(self.received()))

    def do_GET(self) -> None:
        """One call."""
        self.call()

    do_PUT = do_POST = do_HEAD = do_DELETE = do_GET  # noqa: N815


class Proxy(ThreadingHTTPServer):
    """The proxy; a worker that was killed in the middle of a call is no news."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def proxied(endpoint: str, handler: type[Passing], **attributes: Any) -> Iterator[str]:
    """Put a proxy in front of ``endpoint``; the address to call instead.

    Args:
        endpoint: the emulator's address.
        handler: what looks at the calls.
        attributes: of the handler, for this proxy alone.
    """
    parts = urlsplit(endpoint)
    place = (str(parts.hostname), int(parts.port or 80))
    proxy = Proxy(("127.0.0.1", 0), type(handler.__name__, (handler,), {**attributes, "emulator": place}))
    threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{proxy.server_port}"
    finally:
        proxy.shutdown()
        proxy.server_close()
