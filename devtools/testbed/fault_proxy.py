"""A proxy between functions and the emulator: it fails, throttles, delays and swallows calls, and kills who makes them."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from devtools.testbed.proxy import Passing, Proxy

Service = Literal["s3", "sqs", "dynamodb", "sns"]
SERVICES: tuple[Service, ...] = ("s3", "sqs", "dynamodb", "sns")
CALL_FAULTS = ("throttled", "failed", "slow", "unanswered")
KILLS = ("killed before a call", "killed after a call")


class Faults:
    """What is done to calls, and how often it was.

    Attributes:
        share: of calls that are failed in one of the ways of ``CALL_FAULTS``.
        deadly: share of calls whose caller is killed, half of them once the call was carried out.
        counts: of each fault, by its name.
        calls: of each service.
    """

    def __init__(self) -> None:
        self.chance = random.Random(0)
        self.share = self.deadly = 0.0
        self.counts: collections.Counter[str] = collections.Counter()
        self.calls: collections.Counter[str] = collections.Counter()

    def start(self, seed: int, share: float, deadly: float) -> None:
        """Fail calls from now on."""
        self.chance, self.share, self.deadly = random.Random(seed), share, deadly

    def stop(self) -> None:
        """Let every call pass."""
        self.share = self.deadly = 0.0

    def decide(self, service: Service) -> str:
        """What to do with a call; empty: nothing."""
        self.calls[service] += 1
        die = self.chance.random()
        if die < self.deadly:
            return self.chance.choice(KILLS)
        return self.chance.choice(CALL_FAULTS) if die < self.deadly + self.share else ""


def workers(session: int, function: str = "") -> list[int]:
    """The processes that run functions, or one function, in an emulator's session."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            command = (entry / "cmdline").read_text()
            if "_worker.py" in command and function in command and os.getsid(int(entry.name)) == session:
                found.append(int(entry.name))
    return found


def kill(process: int) -> bool:
    """End a process at once; whether it was there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
        return True
    return False


def caller(port: int, session: int) -> int | None:
    """The worker that holds the connection which comes from a port of the loopback interface."""
    inode = ""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if int(fields[1].rsplit(":", 1)[1], 16) == port:
            inode = fields[9]
    for process in workers(session) if inode not in ("", "0") else []:
        with contextlib.suppress(OSError):
            for handle in Path(f"/proc/{process}/fd").iterdir():
                with contextlib.suppress(OSError):
                    if str(handle.readlink()) == f"socket:[{inode}]":
                        return process
    return None


def refusal(service: Service, code: str, status: int) -> tuple[int, str, str]:
    """Status, content type and body with which a service rejects a call."""
    if service in ("dynamodb", "sqs"):
        return status, "application/x-amz-json-1.0", json.dumps({"__type": code, "message": "slow"})
    if service == "sns":
        body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>slow</Message></Error></ErrorResponse>"
        return status, "text/xml", body
    return status, "application/xml", f"<Error><Code>{code}</Code><Message>slow</Message></Error>"


THROTTLED: dict[Service, tuple[str, int]] = {
    "s3": ("SlowDown", 503),
    "sqs": ("RequestThrottled", 400),
    "dynamodb": ("ThrottlingException", 400),
    "sns": ("Throttling", 400),
}


class Handler(Passing):
    """Passes calls of functions on to the emulator, or does not."""

    server: FaultyProxy

    def service(self) -> Service:
        """Whom the call is for."""
        target = self.headers.get("X-Amz-Target", "")
        if "DynamoDB" in target:
            return "dynamodb"
        if "AmazonSQS" in target:
            return "sqs"
        form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
        return "sns" if form else "s3"

    def call(self) -> None:
        """One call."""
        body = self.received()
        faults, service = self.server.faults, self.service()
        fault = faults.decide(service)
        if fault in ("throttled", "failed"):
            faults.counts[f"{service} {fault}"] += 1
            wrong = THROTTLED[service] if fault == "throttled" else ("InternalError", 500)
            return self.refuse(*refusal(service, *wrong))
        if fault == "slow":
            faults.counts[f"{service} slow"] += 1
            time.sleep(0.3)
        if fault == "killed before a call" and self.server.kill_caller(self.client_address[1]):
            faults.counts[fault] += 1
            self.close_connection = True
            return None
        answer, data = self.onward(body)
        dead = fault == "killed after a call" and self.server.kill_caller(self.client_address[1])
        if dead or fault == "unanswered":
            # Carried out, and never answered.
            faults.counts[fault if dead else f"{service} {fault}"] += 1
            self.close_connection = True
            return None
        return self.back(answer, data)

    def refuse(self, status: int, kind: str, text: str) -> None:
        """Answer in the emulator's place."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text.encode())


class FaultyProxy(Proxy):
    """The proxy that faults are made by."""

    def __init__(self, endpoint: str, session: int, faults: Faults) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        parts = urlsplit(endpoint)
        Handler.emulator = (str(parts.hostname), int(parts.port or 80))
        self.session, self.faults = session, faults

    @property
    def endpoint(self) -> str:
        """Where functions are to call."""
        return f"http://127.0.0.1:{self.server_port}"

    def kill_caller(self, port: int) -> bool:
        """Kill the worker that calls from a port; whether it was found."""
        process = caller(port, self.session)
        return process is not None and kill(process)


@contextlib.contextmanager
def narrow() -> Iterator[Path | None]:
    """A folder of a file system with bounds of its own; None where it cannot be made here."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["mount", "-t", "tmpfs", "-o", "size=400m", "none", folder]
        made = subprocess.run(command, check=False, capture_output=True)
        try:
            yield Path(folder) if made.returncode == 0 else None
        finally:
            if made.returncode == 0:
                subprocess.run(["umount", "--lazy", folder], check=False)
