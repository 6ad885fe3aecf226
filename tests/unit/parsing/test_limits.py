"""Limits on time, size and markup."""

from __future__ import annotations

import gzip
import signal
import threading
import time
import zlib

import brotli
import pytest

from wirewatch.errors import InputRejectedError
from wirewatch.fetching.decompression import BoundedDecompressor, gunzip
from wirewatch.limits import ELEMENT_ATTRIBUTES, PAGE_ELEMENTS
from wirewatch.parsing.html_limits import check_html_limits
from wirewatch.parsing.time_limit import time_limit


def spin() -> None:
    while True:
        pass


def inflate(coding: str, data: bytes, limit: int = 1 << 20, step: int = 1 << 30) -> bytes:
    inflater = BoundedDecompressor(coding, limit)
    out = b"".join(piece for i in range(0, len(data), step) for piece in inflater.feed(data[i : i + step]))
    inflater.close()
    return out


class TestTimeLimit:
    def test_endless_work_is_stopped(self) -> None:
        with pytest.raises(InputRejectedError) as stopped, time_limit(0.01, "page.html"):
            spin()
        assert stopped.value.reason == "too-slow"
        assert "page.html" in str(stopped.value)

    def test_work_that_swallows_exceptions_is_stopped(self) -> None:
        def stubborn() -> None:
            while True:
                try:
                    spin()
                except Exception:
                    continue

        with pytest.raises(InputRejectedError), time_limit(0.01):
            stubborn()

    def test_an_alarm_lost_in_a_bare_except_is_repeated(self) -> None:
        def bare() -> None:
            try:
                spin()
            except:  # noqa: E722
                spin()

        with pytest.raises(InputRejectedError), time_limit(0.01):
            bare()

    def test_an_outer_limit_holds_inside_a_longer_inner_one(self) -> None:
        with pytest.raises(InputRejectedError) as stopped, time_limit(0.01, "outer"), time_limit(60, "inner"):
            spin()
        assert stopped.value.source == "outer"

    def test_an_outer_limit_holds_after_a_shorter_inner_one(self) -> None:
        def inner() -> None:
            with pytest.raises(InputRejectedError), time_limit(0.01, "inner"):
                spin()
            spin()

        with pytest.raises(InputRejectedError) as stopped, time_limit(0.05, "outer"):
            inner()
        assert stopped.value.source == "outer"

    def test_nothing_is_left_behind(self) -> None:
        before = signal.getsignal(signal.SIGALRM)
        with time_limit(60):
            pass
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) is before

    def test_another_thread_is_stopped_too(self) -> None:
        stopped: list[InputRejectedError] = []
        swallowed: list[bool] = []

        def work() -> None:
            try:
                with time_limit(0.01, "page.html"):
                    try:
                        spin()
                    except:  # noqa: E722
                        swallowed.append(True)
                        spin()
            except InputRejectedError as error:
                stopped.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()
        assert swallowed
        assert stopped[0].reason == "too-slow"

    def test_an_outer_limit_holds_in_another_thread(self) -> None:
        stopped: list[str] = []

        def work() -> None:
            try:
                with time_limit(0.05, "outer"):
                    try:
                        with time_limit(0.01, "inner"):
                            spin()
                    except InputRejectedError as error:
                        stopped.append(error.source)
                    with time_limit(60, "second"):
                        spin()
            except InputRejectedError as error:
                stopped.append(error.source)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
        assert stopped == ["inner", "outer"]

    def test_a_thread_whose_work_ends_in_time_is_left_alone(self) -> None:
        done: list[int] = []

        def work() -> None:
            for number in range(200):
                with time_limit(0.05):
                    sum(range(10))
                done.append(number)
            deadline = time.monotonic() + 0.2  # long enough for an interruption that was left behind
            while time.monotonic() < deadline:
                pass

        def guarded() -> None:
            while len(done) < 200:
                done.clear()
                try:
                    work()
                except InputRejectedError:  # the machine was busy
                    continue

        thread = threading.Thread(target=guarded)
        thread.start()
        thread.join(20)
        assert len(done) == 200


class TestInflater:
    text = b"The council met on Monday. " * 4000

    @pytest.mark.parametrize("step", [1, 7, 1 << 30])
    def test_each_coding_comes_back_however_it_is_cut(self, step: int) -> None:
        bare = zlib.compressobj(wbits=-15)
        raw = bare.compress(self.text) + bare.flush()
        for coding, data in (
            ("gzip", gzip.compress(self.text)),
            ("x-gzip", gzip.compress(self.text)),
            ("deflate", zlib.compress(self.text)),
            ("deflate", raw),
            ("br", brotli.compress(self.text)),
        ):
            assert inflate(coding, data, step=step) == self.text

    def test_members_follow_each_other(self) -> None:
        assert gunzip(gzip.compress(b"one ") + gzip.compress(b"two")) == b"one two"

    def test_padding_behind_the_end_is_ignored(self) -> None:
        assert gunzip(gzip.compress(b"one") + b"\0" * 512) == b"one"

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
    def test_a_bomb_stops_at_the_limit(self, coding: str) -> None:
        pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]
        given: list[int] = []
        with pytest.raises(InputRejectedError) as refused:
            given.extend(map(len, BoundedDecompressor(coding, 100_000).feed(pack(b"\0" * 5_000_000))))
        assert refused.value.reason == "bomb"
        assert sum(given) <= 100_000
        assert max(given, default=0) <= 1 << 17

    @pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
    def test_what_is_not_of_the_coding_is_broken(self, coding: str) -> None:
        with pytest.raises(InputRejectedError) as refused:
            inflate(coding, b"<html>not compressed at all</html>")
        assert refused.value.reason == "broken"

    def test_a_stream_that_ends_early_is_broken(self) -> None:
        with pytest.raises(InputRejectedError) as refused:
            gunzip(gzip.compress(self.text)[:-20])
        assert refused.value.reason == "broken"

    def test_an_unknown_coding_is_named(self) -> None:
        with pytest.raises(InputRejectedError, match="zstd"):
            BoundedDecompressor("zstd")


class TestMarkup:
    def test_an_ordinary_page_passes(self) -> None:
        check_html_limits(b"<html><body class='a b'>" + b"<p id=x data-a='1 > 2'>Text.</p>" * 5000 + b"</body></html>")

    @pytest.mark.parametrize(
        "attributes",
        [
            b" ".join(b"a%d=1" % i for i in range(ELEMENT_ATTRIBUTES + 2)),
            b"x='>' " + b" ".join(b"a%d" % i for i in range(ELEMENT_ATTRIBUTES + 2)),
            b" ".join(b'a%d=">"' % i for i in range(ELEMENT_ATTRIBUTES + 2)),
            b"/".join(b"a%d" % i for i in range(ELEMENT_ATTRIBUTES + 2)),
        ],
    )
    @pytest.mark.parametrize("before", [b"", b"<!-- ", b"<script>", b"<p title='"])
    def test_an_element_of_many_attributes_is_refused_wherever_it_hides(self, before: bytes, attributes: bytes) -> None:
        with pytest.raises(InputRejectedError) as refused:
            check_html_limits(before + b"<div " + attributes + b">")
        assert refused.value.reason == "bomb"

    def test_many_attributes_on_many_elements_pass(self) -> None:
        check_html_limits((b"<p " + b" ".join(b"a%d=1" % i for i in range(50)) + b">") * 100)

    def test_too_many_elements_are_refused(self) -> None:
        with pytest.raises(InputRejectedError) as refused:
            check_html_limits(b"<b>" * (PAGE_ELEMENTS + 1))
        assert refused.value.reason == "bomb"

    def test_markup_that_makes_the_check_itself_slow_is_refused(self) -> None:
        with pytest.raises(InputRejectedError):
            check_html_limits(b"<a=" * 1_000_000)

    def test_a_page_too_large_is_refused_with_both_sizes(self) -> None:
        with pytest.raises(InputRejectedError, match="10,485,760"):
            check_html_limits(b"x" * (10 << 20) + b"x")


class TestDecompressionCost:
    def test_a_row_of_empty_members_is_a_bomb(self) -> None:
        empty = gzip.compress(b"", mtime=0)
        with pytest.raises(InputRejectedError) as refused:
            gunzip(empty * 5000)
        assert refused.value.reason == "bomb"

    def test_some_empty_members_are_none(self) -> None:
        empty, filled = gzip.compress(b"", mtime=0), gzip.compress(b"page", mtime=0)
        assert gunzip((empty * 900 + filled) * 5) == b"page" * 5

    def test_many_members_cost_in_proportion_to_their_number(self) -> None:
        member = gzip.compress(b"x", mtime=0)

        def spent(count: int) -> float:
            data = member * count
            started = time.process_time()
            gunzip(data)
            return time.process_time() - started

        few = min(spent(4000) for _ in range(3))
        assert min(spent(32_000) for _ in range(3)) < 8 * 2.5 * few
