"""Calls in a process of their own, which is ended where a call takes too long.

A parser of strangers' bytes may loop in C code, where neither a signal nor an exception reaches it, and in an event loop
it makes everybody wait. In a process it harms nobody: it is killed, and the next call starts another.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from wirewatch.errors import InputRejectedError

T = TypeVar("T")
_LENGTH = struct.Struct("!Q")
_PIECE = 1 << 16
ANSWER_BYTES = 1 << 28
"""Bytes of an answer: it is made of what is read, which is bounded itself."""


class IsolatedProcess:
    """A process that calls functions of modules, one after another. It is started by the first call."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def call(self, function: Callable[..., T], *args: object, seconds: float, source: str = "", **named: object) -> T:
        """What ``function``, which a module defines at its top, returns of arguments that can be pickled.

        Raises:
            InputRejectedError: ``too-slow`` after so many seconds of work; ``broken`` where the process ended.
            What the function raises is raised here too.
        """
        name = f"{function.__module__}:{function.__qualname__}"
        asked = pickle.dumps((name, args, named), protocol=5)
        with self._lock:
            process = self._started()
            try:
                kind, value = pickle.loads(self._exchange(process, asked, seconds))  # noqa: S301 (our own process)
            except TimeoutError:
                self._end()
                raise InputRejectedError("too-slow", f"not read within {seconds:g} s", source) from None
            except (OSError, EOFError):
                self._end()
                raise InputRejectedError("broken", "what reads it ended the process that it ran in", source) from None
            except BaseException:
                self._end()
                raise
        if kind == "returned":
            returned: T = value
            return returned
        raise _restored(*value)

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "wirewatch.parsing.isolated"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environ,
                cwd=str(Path.cwd()),
            )
            if _read(self._process, time.monotonic() + 60, _LENGTH.size) != _LENGTH.pack(0):  # its imports are no work
                raise EOFError
        return self._process

    @staticmethod
    def _exchange(process: subprocess.Popen[bytes], asked: bytes, seconds: float) -> bytes:
        end = time.monotonic() + seconds
        if process.stdin is None:
            raise EOFError
        # The process reads all of it before it begins.
        process.stdin.write(_LENGTH.pack(len(asked)) + asked)
        process.stdin.flush()
        (length,) = _LENGTH.unpack(_read(process, end, _LENGTH.size))
        if length > ANSWER_BYTES:
            raise EOFError
        return _read(process, end + 5, length)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        process.wait()


class IsolatedProcesses:
    """So many processes: a call takes one that is free, or waits for one."""

    def __init__(self, count: int) -> None:
        self._free: queue.LifoQueue[IsolatedProcess] = queue.LifoQueue()
        for _ in range(count):
            self._free.put(IsolatedProcess())
        self._count = count

    def call(self, function: Callable[..., T], *args: object, seconds: float, source: str = "", **named: object) -> T:
        """As ``IsolatedProcess.call``; ``seconds`` begin once a process is free."""
        process = self._free.get()
        try:
            return process.call(function, *args, seconds=seconds, source=source, **named)
        finally:
            self._free.put(process)

    def close(self) -> None:
        """End them, each once it is free."""
        held = [self._free.get() for _ in range(self._count)]
        for process in held:
            process.close()
            self._free.put(process)


def _read(process: subprocess.Popen[bytes], end: float, size: int) -> bytes:
    """So many bytes of what a process writes, before the clock shows ``end``."""
    if process.stdout is None:
        raise EOFError
    handle = process.stdout.fileno()
    ready = select.poll()
    ready.register(handle, select.POLLIN)
    pieces = []
    while size:
        if not ready.poll(max(0.0, end - time.monotonic()) * 1000):
            raise TimeoutError
        piece = os.read(handle, min(size, _PIECE))
        if not piece:
            raise EOFError
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _described(error: BaseException) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """An exception as what can be pickled: its class's name, arguments and attributes."""
    kind = type(error)
    described = (f"{kind.__module__}:{kind.__qualname__}", error.args, dict(error.__dict__))
    try:
        pickle.dumps(described)
    except Exception:  # an argument that cannot be pickled
        return ("builtins:RuntimeError", (f"{kind.__name__}: {error}",), {})
    return described


def _restored(name: str, args: tuple[Any, ...], attributes: dict[str, Any]) -> BaseException:
    kind = _found(name)
    error: BaseException = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


def _found(name: str) -> Any:
    import importlib

    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


def _serve() -> None:
    """Answer calls until there is nobody who asks."""
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    answers.write(_LENGTH.pack(0))
    answers.flush()
    while head := asked.read(_LENGTH.size):
        name, args, named = pickle.loads(asked.read(_LENGTH.unpack(head)[0]))  # noqa: S301 (our own parent)
        try:
            answer = pickle.dumps(("returned", _found(name)(*args, **named)), protocol=5)
        except Exception as error:
            answer = pickle.dumps(("raised", _described(error)), protocol=5)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


if __name__ == "__main__":
    _serve()
