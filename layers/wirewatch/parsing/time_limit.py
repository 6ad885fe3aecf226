"""A limit of wall time for a block of code."""

from __future__ import annotations

import ctypes
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from wirewatch.errors import InputRejectedError

_AGAIN = 0.1
"""Seconds after which a block that still runs is interrupted again: one interruption may be lost in a destructor or
swallowed by a bare ``except``."""


class _TimeLimitExceeded(BaseException):
    """Raised by the timer. Not an Exception, so that a library's ``except Exception`` does not swallow it."""


@contextmanager
def time_limit(seconds: float, source: str = "") -> Iterator[None]:
    """Stop the body after ``seconds`` of wall time with ``InputRejectedError("too-slow")``.

    In the main thread it works by SIGALRM, which interrupts Python code and ``re`` but waits for the end of a call into
    other C code. In another thread it works by an exception that the interpreter raises there, which interrupts Python
    code only, between two of its instructions. What must end for sure belongs into a process: see ``isolated``.

    The interruption is repeated until the body ends. An outer limit still holds inside an inner one.
    """
    limit = _by_signal if threading.current_thread() is threading.main_thread() else _by_exception
    with limit(seconds, source):
        yield


@contextmanager
def _by_signal(seconds: float, source: str) -> Iterator[None]:
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
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
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


class _Watch(threading.Thread):
    """Interrupts a thread at a moment, and again until it is told that the block has ended."""

    def __init__(self, seconds: float, thread: int) -> None:
        super().__init__(daemon=True, name="time limit")
        self._seconds, self._thread = seconds, ctypes.c_ulong(thread)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.rang = False

    def run(self) -> None:
        """Wait, then interrupt."""
        wait = self._seconds
        while not self._ended.wait(wait):
            with self._lock:
                if not self._ended.is_set():
                    self.rang = True
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread, ctypes.py_object(_TimeLimitExceeded))
            wait = _AGAIN

    def end(self) -> None:
        """Interrupt no more; an interruption that is under way and has not arrived is taken back."""
        self._ended.set()
        with self._lock:
            if self.rang:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread, None)


@contextmanager
def _by_exception(seconds: float, source: str) -> Iterator[None]:
    watch = _Watch(seconds, threading.get_ident())
    watch.start()
    try:
        try:
            yield
        finally:
            _end(watch)
    except _TimeLimitExceeded:
        with suppress(_TimeLimitExceeded):
            _end(watch)  # it may have been interrupted before it began
        if not watch.rang:  # an outer limit's
            raise
        raise InputRejectedError("too-slow", f"not read within {seconds:g} s", source) from None


def _end(watch: _Watch) -> None:
    """End a watch although it may interrupt this very function."""
    interrupted = None
    while True:
        try:
            watch.end()
        except _TimeLimitExceeded as late:
            interrupted = late
        else:
            break
    if interrupted is not None:
        raise interrupted
