"""HTTP on loopback addresses and a name server that lies: what the tests of fetching stand on.

127.0.0.1 stands for a secret inside, 127.0.0.2 and 127.0.0.3, which the tests allow, for the public web.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from wirewatch.errors import InputRejectedError
from wirewatch.fetching.fetcher import FetchedPage, fetch

WEB, OTHER, INSIDE = "127.0.0.2", "127.0.0.3", "127.0.0.1"
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the server's table and writes down what is asked."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        with self.server.counting:
            self.server.asked.append((self.path, dict(self.headers)))
            self.server.now += 1
            self.server.most = max(self.server.most, self.server.now)
        try:
            self.server.table[self.path](self)
        finally:
            with self.server.counting:
                self.server.now -= 1

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A web server on one loopback address."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int = 0) -> None:
        super().__init__((host, port), Handler)
        self.table: dict[str, Answer] = {"/ok": lambda h: h.answer(body=b"<p>fine", Content_Type="text/html")}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.counting = threading.Lock()
        self.now = self.most = 0
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class NameServer(threading.Thread):
    """A name server over UDP that gives each name's answers in turn, the last of them for ever."""

    def __init__(self, answers: dict[str, list[str]]) -> None:
        super().__init__(daemon=True)
        self.answers = {name: list(addresses) for name, addresses in answers.items()}
        self.asked: list[str] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.start()

    def run(self) -> None:
        while True:
            try:
                query, sender = self.socket.recvfrom(512)
            except OSError:
                return
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1 : at + 1 + query[at]].decode())
                at += query[at] + 1
            name = ".".join(labels)
            self.asked.append(name)
            queue = self.answers[name]
            address = queue.pop(0) if len(queue) > 1 else queue[0]
            question = query[12 : at + 5]
            record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 0, 4) + socket.inet_aton(address)
            self.socket.sendto(query[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + question + record, sender)

    async def resolve(self, host: str, _port: int) -> list[str]:
        """A resolver that asks this server each time, as a system without a cache does."""
        question = b"".join(bytes([len(label)]) + label.encode() for label in host.split(".")) + b"\0\0\x01\0\x01"

        def ask() -> list[str]:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.settimeout(5)
                client.sendto(b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0" + question, self.socket.getsockname())
                return [socket.inet_ntoa(client.recv(512)[-4:])]

        return await asyncio.get_running_loop().run_in_executor(None, ask)


def get(port: int, path: str = "/ok", host: str = WEB, **options: Any) -> FetchedPage:
    options = {"allow": [f"{WEB}/32", f"{OTHER}/32"], "ports": [port], "interval": 0.0, "retries": 0, **options}
    return fetch(f"http://{host}:{port}{path}", **options)


def refused(port: int, path: str = "/ok", host: str = WEB, **options: Any) -> InputRejectedError:
    with pytest.raises(InputRejectedError) as error:
        get(port, path, host, **options)
    return error.value
