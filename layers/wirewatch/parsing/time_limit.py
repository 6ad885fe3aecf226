"""A limit of wall time for a block of code."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from wirewatch.errors import InputRejectedError


class _TimeLimitExceeded(BaseException):
    """Raised by the timer. Not an Exception, so that a library's ``except Exception`` does not swallow it."""


@contextmanager
def time_limit(seconds: float, source: str = "") -> Iterator[None]:
    """Stop the body after ``seconds`` of wall time with ``Refused("too-slow")``.

    It works by SIGALRM, which interrupts Python code and ``re`` but waits for the end of a call into other C code,
    and only in the main thread: elsewhere the body runs unbounded. The alarm is repeated until the body ends, so
    that one lost in a destructor or swallowed by a bare ``except`` is not the last. An outer limit still holds
    inside an inner one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    running = True

    def ring(_signal: int, _frame: FrameType | None) -> None:
        if running:
            raise _TimeLimitExceeded

    outer_handler = signal.getsignal(signal.SIGALRM)
    outer_left, outer_interval = signal.getitimer(signal.ITIMER_REAL)
    inner = not outer_left or seconds < outer_left
    started = time.monotonic()
    if inner:
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.1)
    try:
        yield
    except _TimeLimitExceeded:
        if not inner:
            raise
        raise InputRejectedError("too-slow", f"not read within {seconds:g} s", source) from None
    finally:
        running = False
        if inner:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, outer_handler)
            if outer_left:
                left = max(outer_left - (time.monotonic() - started), 1e-3)
                signal.setitimer(signal.ITIMER_REAL, left, outer_interval)
