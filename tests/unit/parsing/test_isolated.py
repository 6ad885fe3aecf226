"""Calls in a process of their own."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator

import pytest

from wirewatch.errors import InputRejectedError
from wirewatch.feeds.parser import parse
from wirewatch.feeds.records import FeedError
from wirewatch.parsing.isolated import IsolatedProcess, IsolatedProcesses

FEED = b"<rss version='2.0'><channel><title>T</title><item><title>One</title><link>https://a.example/1</link></item></channel></rss>"


@pytest.fixture(scope="module")
def process() -> Iterator[IsolatedProcess]:
    process = IsolatedProcess()
    yield process
    process.close()


def test_what_is_returned_comes_back(process: IsolatedProcess) -> None:
    assert process.call(math.hypot, 3.0, 4.0, seconds=10) == 5.0
    feed = process.call(parse, FEED, content_type="application/xml", url="https://a.example/feed", seconds=20)
    assert [entry.title for entry in feed.entries] == ["One"]


def test_what_is_raised_is_raised_with_its_fields(process: IsolatedProcess) -> None:
    with pytest.raises(FeedError) as refused:
        process.call(parse, b"hello", content_type="text/plain", url="https://a.example/", seconds=20)
    assert refused.value.reason == "not-a-feed"


def test_work_in_c_code_ends_at_its_deadline_and_the_next_call_works(process: IsolatedProcess) -> None:
    started = time.monotonic()
    with pytest.raises(InputRejectedError) as late:
        process.call(math.factorial, 10**7, seconds=0.3, source="feed")  # one call into C, of many seconds
    assert late.value.reason == "too-slow"
    assert time.monotonic() - started < 5
    assert process.call(math.hypot, 3.0, 4.0, seconds=10) == 5.0


def test_a_process_that_ends_in_its_work_is_an_input_that_cannot_be_read(process: IsolatedProcess) -> None:
    with pytest.raises(InputRejectedError) as ended:
        process.call(os._exit, 3, seconds=10)
    assert ended.value.reason == "broken"
    assert process.call(math.hypot, 3.0, 4.0, seconds=10) == 5.0


def test_a_slow_call_holds_nobody_up_where_another_process_is_free() -> None:
    processes = IsolatedProcesses(2)
    try:
        processes.call(math.hypot, 3.0, 4.0, seconds=10)

        def work() -> None:
            with pytest.raises(InputRejectedError):
                processes.call(time.sleep, 60, seconds=3)

        slow = threading.Thread(target=work)
        slow.start()
        assert processes.call(math.hypot, 3.0, 4.0, seconds=10) == 5.0
        assert slow.is_alive()
        slow.join()
    finally:
        processes.close()
