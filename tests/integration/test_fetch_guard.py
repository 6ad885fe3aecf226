"""The guard against real servers: HTTP on several loopback addresses and a name server that lies.

127.0.0.1 stands for a secret inside, 127.0.0.2 and 127.0.0.3, which the tests allow, for the public web.
"""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest

from wirewatch.bounds import Gone, Refused, Walled
from wirewatch.fetching.fetch import Fetcher, Page, Unreachable, fetch

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


@pytest.fixture
def web() -> Iterator[Server]:
    server = Server(WEB)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def port(web: Server) -> int:
    return int(web.server_address[1])


@pytest.fixture
def inside(port: int) -> Iterator[Server]:
    """On the same port as the web server, so that only the address keeps it out."""
    server = Server(INSIDE, port)
    server.table["/secret"] = lambda h: h.answer(body=b"the secret")
    yield server
    server.shutdown()
    server.server_close()


def get(port: int, path: str = "/ok", host: str = WEB, **options: Any) -> Page:
    options = {"allow": [f"{WEB}/32", f"{OTHER}/32"], "ports": [port], "interval": 0.0, "retries": 0, **options}
    return fetch(f"http://{host}:{port}{path}", **options)


def refused(port: int, path: str = "/ok", host: str = WEB, **options: Any) -> Refused:
    with pytest.raises(Refused) as error:
        get(port, path, host, **options)
    return error.value


class TestGuard:
    def test_a_page_of_the_open_web_is_fetched(self, web: Server, port: int) -> None:
        page = get(port)
        assert (page.status, page.data, page.content_type) == (200, b"<p>fine", "text/html")

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "2130706433", "0x7f.1", "017700000001", "127.1", "localhost", "127。0。0。1"]
    )
    def test_no_form_of_a_closed_address_gets_through(self, inside: Server, port: int, host: str) -> None:
        assert refused(port, "/secret", host).reason == "address"
        assert inside.asked == []

    @pytest.mark.parametrize(
        "target",
        [
            "http://127.0.0.1:{port}/secret",
            "http://2130706433:{port}/secret",
            "http://0x7f000001:{port}/secret",
            "http://[::ffff:127.0.0.1]:{port}/secret",
            "//127.0.0.1:{port}/secret",
            "\\\\127.0.0.1:{port}\\secret",
            "http://127.0.0.2@127.0.0.1:{port}/secret",
            "http://127.0.0.1:{port}\\@127.0.0.2/secret",
            "file:///etc/passwd",
            "gopher://127.0.0.1:{port}/_GET",
            "http://127.0.0.2:22/",
        ],
    )
    def test_no_redirect_leads_inside(self, web: Server, inside: Server, port: int, target: str) -> None:
        web.table["/start"] = lambda h: h.answer(302, Location="/next")
        web.table["/next"] = lambda h: h.answer(307, Location=target.format(port=port))
        with pytest.raises((Refused, Unreachable)):
            get(port, "/start")
        assert inside.asked == []

    def test_a_name_that_points_inside_is_refused(self, inside: Server, port: int) -> None:
        names = NameServer({"inside.example": [INSIDE]})
        assert refused(port, "/secret", "inside.example", resolver=names.resolve).reason == "address"
        assert inside.asked == []

    def test_a_name_that_changes_between_check_and_connection_is_asked_once(
        self, web: Server, inside: Server, port: int
    ) -> None:
        names = NameServer({"rebind.example": [WEB, INSIDE]})
        web.table["/secret"] = lambda h: h.answer(body=b"nothing to hide")
        assert get(port, "/secret", "rebind.example", resolver=names.resolve).data == b"nothing to hide"
        assert names.asked == ["rebind.example"]
        assert inside.asked == []

    def test_a_name_that_changes_behind_a_redirect_to_itself_is_refused(
        self, web: Server, inside: Server, port: int
    ) -> None:
        names = NameServer({"rebind.example": [WEB, INSIDE]})
        web.table["/start"] = lambda h: h.answer(302, Location="/secret", Connection="close")
        assert refused(port, "/start", "rebind.example", resolver=names.resolve).reason == "address"
        assert inside.asked == []

    def test_a_chain_over_names_is_checked_at_every_link(self, web: Server, inside: Server, port: int) -> None:
        names = NameServer({"a.example": [WEB], "b.example": [OTHER], "c.example": [INSIDE]})
        other = Server(OTHER, port)
        web.table["/start"] = lambda h: h.answer(301, Location=f"http://b.example:{port}/next")
        other.table["/next"] = lambda h: h.answer(302, Location=f"http://c.example:{port}/secret")
        assert refused(port, "/start", "a.example", resolver=names.resolve).reason == "address"
        assert names.asked == ["a.example", "b.example", "c.example"]
        assert inside.asked == []
        other.shutdown()
        other.server_close()

    def test_the_environments_proxy_is_not_asked(
        self, web: Server, inside: Server, port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{INSIDE}:{port}")
        assert get(port).data == b"<p>fine"
        assert inside.asked == []


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate, and is not here")
def test_the_certificate_is_checked_against_the_name_although_the_address_is_dialled(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*make, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    server = Server(WEB)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    names = NameServer({"news.example": [WEB], "other.example": [WEB]})
    trusting = ssl.create_default_context(cafile=str(certificate))
    port = server.server_address[1]

    def ask(host: str, tls: ssl.SSLContext | None) -> bytes:
        options: dict[str, Any] = {"allow": [f"{WEB}/32"], "ports": [port], "resolver": names.resolve, "retries": 0}
        return fetch(f"https://{host}:{port}/ok", tls=tls, **options).data

    assert ask("news.example", trusting) == b"<p>fine"
    for host, tls in (("other.example", trusting), ("news.example", None)):
        with pytest.raises(Unreachable) as error:
            ask(host, tls)
        assert error.value.reason == "tls"
    server.shutdown()
    server.server_close()


class TestRedirects:
    def test_they_are_followed_and_the_permanent_ones_remembered(self, web: Server, port: int) -> None:
        web.table["/a"] = lambda h: h.answer(301, Location="/b")
        web.table["/b"] = lambda h: h.answer(308, Location="/c")
        web.table["/c"] = lambda h: h.answer(302, Location="/d")
        web.table["/d"] = lambda h: h.answer(301, Location="/ok#part")
        page = get(port, "/a")
        assert page.url.endswith("/a")
        assert page.final_url.endswith("/ok")
        assert page.permanent_url.endswith("/c")

    def test_an_endless_chain_ends(self, web: Server, port: int) -> None:
        web.table["/loop"] = lambda h: h.answer(302, Location="/loop")
        assert refused(port, "/loop", redirects=5).reason == "redirects"
        assert len(web.asked) == 6

    def test_cookies_last_for_one_page(self, web: Server, port: int) -> None:
        web.table["/start"] = lambda h: h.answer(302, Location="/ok", Set_Cookie="seen=1")
        get(port, "/start")
        assert web.asked[1][1]["Cookie"] == "seen=1"
        get(port, "/ok")
        assert "Cookie" not in web.asked[2][1]


class TestBounds:
    @pytest.mark.parametrize(
        ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", brotli.compress)]
    )
    def test_packed_pages_are_unpacked_and_bombs_are_not(
        self, web: Server, port: int, coding: str, pack: Callable[[bytes], bytes]
    ) -> None:
        web.table["/page"] = lambda h: h.answer(body=pack(b"<p>packed"), Content_Encoding=coding)
        web.table["/bomb"] = lambda h: h.answer(body=pack(b"\0" * 30_000_000), Content_Encoding=coding)
        assert get(port, "/page").data == b"<p>packed"
        assert refused(port, "/bomb").reason == "bomb"

    def test_a_bomb_in_a_bomb_is_one(self, web: Server, port: int) -> None:
        body = gzip.compress(gzip.compress(b"\0" * 30_000_000))
        web.table["/bomb"] = lambda h: h.answer(body=body, Content_Encoding="gzip, gzip")
        web.table["/three"] = lambda h: h.answer(body=body, Content_Encoding="gzip, gzip, gzip")
        assert refused(port, "/bomb").reason == "bomb"
        assert refused(port, "/three").reason == "encoding"

    def test_a_page_said_to_be_too_large_is_not_read(self, web: Server, port: int) -> None:
        web.table["/big"] = lambda h: h.answer(Content_Length="99999999999")
        assert refused(port, "/big").reason == "too-large"

    def test_a_page_without_end_is_cut_off(self, web: Server, port: int) -> None:
        def endless(handler: Handler) -> None:
            handler.send_response(200)
            handler.end_headers()
            for _ in range(10_000):
                handler.wfile.write(b"x" * 65536)

        web.table["/endless"] = endless
        assert refused(port, "/endless", limit=1 << 20).reason == "too-large"

    def test_a_header_without_end_is_cut_off(self, web: Server, port: int) -> None:
        def endless(handler: Handler) -> None:
            for n in range(100_000):
                handler.wfile.write(b"X-%d: x\r\n" % n if n else b"HTTP/1.1 200 OK\r\n")

        web.table["/endless"] = endless
        with pytest.raises(Unreachable) as error:
            get(port, "/endless")
        assert error.value.reason in ("protocol", "disconnected")

    def test_a_server_that_drips_runs_out_of_time(self, web: Server, port: int) -> None:
        stop = threading.Event()

        def drip(handler: Handler) -> None:
            handler.send_response(200)
            handler.end_headers()
            while not stop.wait(0.02):
                handler.wfile.write(b"x")

        web.table["/drip"] = drip
        with pytest.raises(Unreachable) as error:
            get(port, "/drip", seconds=0.3)
        stop.set()
        assert error.value.reason == "timeout"

    def test_a_body_cut_short_is_not_taken_for_whole(self, web: Server, port: int) -> None:
        def short(handler: Handler) -> None:
            handler.answer(body=b"<p>half", Content_Length="1000")
            handler.close_connection = True

        web.table["/short"] = short
        with pytest.raises(Unreachable):
            get(port, "/short")


class TestOutcomes:
    @pytest.mark.parametrize(
        ("status", "kind", "reason"),
        [
            (404, Gone, "not-found"),
            (410, Gone, "gone"),
            (451, Gone, "legal"),
            (401, Walled, "login"),
            (402, Walled, "paywall"),
            (403, Walled, "denied"),
            (400, Refused, "http-error"),
            (500, Unreachable, "server-error"),
            (503, Unreachable, "busy"),
            (504, Unreachable, "gateway"),
        ],
    )
    def test_each_status_has_its_outcome(
        self, web: Server, port: int, status: int, kind: type[Exception], reason: str
    ) -> None:
        web.table["/x"] = lambda h: h.answer(status)
        with pytest.raises(kind) as error:
            get(port, "/x")
        assert getattr(error.value, "reason", None) == reason

    def test_nobody_at_home(self, web: Server, port: int) -> None:
        with pytest.raises(Unreachable) as error:
            get(port, host=OTHER)
        assert error.value.reason == "connect"

    def test_a_name_without_address(self, port: int) -> None:
        async def resolver(_host: str, _port: int) -> list[str]:
            raise socket.gaierror(-2, "Name or service not known")

        with pytest.raises(Unreachable) as error:
            get(port, host="nowhere.example", resolver=resolver)
        assert error.value.reason == "dns"

    def test_nothing_new_is_a_304(self, web: Server, port: int) -> None:
        def conditional(handler: Handler) -> None:
            same = handler.headers["If-None-Match"] == '"v1"'
            handler.answer(304 if same else 200, ETag='"v1"', Last_Modified="Fri, 01 Mar 2024 08:00:00 GMT")

        web.table["/feed"] = conditional
        first = get(port, "/feed")
        assert (first.etag, first.last_modified) == ('"v1"', "Fri, 01 Mar 2024 08:00:00 GMT")
        again = get(port, "/feed", etag=first.etag, last_modified=first.last_modified)
        assert again.not_modified
        assert web.asked[1][1]["If-Modified-Since"] == "Fri, 01 Mar 2024 08:00:00 GMT"

    def test_header_injection_through_a_validator_is_not_possible(self, web: Server, port: int) -> None:
        get(port, etag='"x"\r\nX-Evil: 1')
        assert not {"X-Evil", "If-None-Match"} & set(web.asked[0][1])

    def test_we_say_who_we_are(self, web: Server, port: int) -> None:
        get(port)
        assert web.asked[0][1]["User-Agent"].startswith("wirewatch/")

    def test_the_charset_is_told(self, web: Server, port: int) -> None:
        web.table["/cs"] = lambda h: h.answer(
            body="<p>Příliš".encode("cp1250"), Content_Type="text/html; charset=windows-1250"
        )
        page = get(port, "/cs")
        assert page.data.decode(page.charset) == "<p>Příliš"


class Pauses:
    """Stands in for asyncio.sleep: writes the pauses down and takes none."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


class TestPoliteness:
    def test_it_tries_again_after_what_passes(self, web: Server, port: int) -> None:
        statuses = [503, 502, 200]
        web.table["/x"] = lambda h: h.answer(statuses.pop(0))
        pauses = Pauses()
        assert get(port, "/x", retries=2, sleep=pauses).status == 200
        assert len(pauses.taken) == 2

    def test_it_waits_as_long_as_the_server_asks(self, web: Server, port: int) -> None:
        statuses = [429, 200]

        def busy(handler: Handler) -> None:
            handler.answer(statuses.pop(0), Retry_After="7")

        web.table["/x"] = busy
        pauses = Pauses()
        get(port, "/x", retries=2, sleep=pauses)
        assert pauses.taken == [7.0]

    def test_a_wait_longer_than_its_time_is_left_to_the_caller(self, web: Server, port: int) -> None:
        web.table["/x"] = lambda h: h.answer(429, Retry_After="3600")
        pauses = Pauses()
        with pytest.raises(Unreachable) as error:
            get(port, "/x", retries=2, sleep=pauses)
        assert (error.value.retry_after, pauses.taken, len(web.asked)) == (3600.0, [], 1)

    @pytest.mark.parametrize("status", [404, 403, 500])
    def test_it_does_not_try_again_where_that_does_not_help(self, web: Server, port: int, status: int) -> None:
        web.table["/x"] = lambda h: h.answer(status)
        with pytest.raises((Refused, Unreachable)):
            get(port, "/x", retries=2)
        assert len(web.asked) == 1

    def test_no_host_sees_two_requests_at_once_and_hosts_do_not_wait_for_each_other(
        self, web: Server, port: int
    ) -> None:
        other = Server(OTHER, port)
        together = threading.Barrier(2)  # passed only where both hosts are asked at the same time

        def meet(handler: Handler) -> None:
            together.wait(10)
            handler.answer()

        for server in (web, other):
            server.table["/meet"] = meet

        async def many() -> None:
            pauses = Pauses()
            async with Fetcher(
                allow=[f"{WEB}/32", f"{OTHER}/32"], ports=[port], interval=3.0, retries=0, sleep=pauses
            ) as fetcher:
                hosts = [WEB, OTHER] * 10
                await asyncio.gather(*(fetcher.fetch(f"http://{host}:{port}/meet") for host in hosts))
            assert len(pauses.taken) == 18
            assert all(2.0 < pause <= 3.0 for pause in pauses.taken)

        asyncio.run(many())
        assert (web.most, other.most) == (1, 1)
        other.shutdown()
        other.server_close()
