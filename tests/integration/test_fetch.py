"""Fetching from real servers: redirects, bounds, outcomes, and manners."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from collections.abc import Callable

import brotli
import pytest

from tests.support.fake_web import OTHER, WEB, Handler, Server, get, refused
from wirewatch.errors import AccessRestrictedError, InputRejectedError, ResourceGoneError, TemporaryFetchError
from wirewatch.fetching.fetcher import Fetcher


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
        with pytest.raises(TemporaryFetchError) as error:
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
        with pytest.raises(TemporaryFetchError) as error:
            get(port, "/drip", seconds=0.3)
        stop.set()
        assert error.value.reason == "timeout"

    def test_a_body_cut_short_is_not_taken_for_whole(self, web: Server, port: int) -> None:
        def short(handler: Handler) -> None:
            handler.answer(body=b"<p>half", Content_Length="1000")
            handler.close_connection = True

        web.table["/short"] = short
        with pytest.raises(TemporaryFetchError):
            get(port, "/short")


class TestOutcomes:
    @pytest.mark.parametrize(
        ("status", "kind", "reason"),
        [
            (404, ResourceGoneError, "not-found"),
            (410, ResourceGoneError, "gone"),
            (451, ResourceGoneError, "legal"),
            (401, AccessRestrictedError, "login"),
            (402, AccessRestrictedError, "paywall"),
            (403, AccessRestrictedError, "denied"),
            (400, InputRejectedError, "http-error"),
            (500, TemporaryFetchError, "server-error"),
            (503, TemporaryFetchError, "busy"),
            (504, TemporaryFetchError, "gateway"),
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
        with pytest.raises(TemporaryFetchError) as error:
            get(port, host=OTHER)
        assert error.value.reason == "connect"

    def test_a_name_without_address(self, port: int) -> None:
        async def resolver(_host: str, _port: int) -> list[str]:
            raise socket.gaierror(-2, "Name or service not known")

        with pytest.raises(TemporaryFetchError) as error:
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
        with pytest.raises(TemporaryFetchError) as error:
            get(port, "/x", retries=2, sleep=pauses)
        assert (error.value.retry_after, pauses.taken, len(web.asked)) == (3600.0, [], 1)

    @pytest.mark.parametrize("status", [404, 403, 500])
    def test_it_does_not_try_again_where_that_does_not_help(self, web: Server, port: int, status: int) -> None:
        web.table["/x"] = lambda h: h.answer(status)
        with pytest.raises((InputRejectedError, TemporaryFetchError)):
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
