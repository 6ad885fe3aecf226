"""Invoke the functions with `sam local` and the events in events/, where a container engine runs; say so where none does.

Usage: python -m devtools.testbed.sam_local [--image IMAGE]
       python -m devtools.testbed.sam_local --env-vars FILE [--stack STACK]

Without --env-vars each function is invoked once, in the engine's containers, against the emulator on this machine. With it
the settings of a deployed stack's functions are written to FILE, which `sam local invoke --env-vars` takes.

--image names a base image for all functions, in place of those that AWS publishes; nothing is pulled then, and the functions
are built for this machine and this Python.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import re
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

from devtools.testbed.emulator import ROOT, TOOLS, Emulator, EmulatorError, build, deploy, emulator, subscribe_queue
from tests.support.fake_chat import chat

FUNCTIONS = {
    "CompileWatchlist": "compile_watchlist",
    "PollFeeds": "poll_feeds",
    "ProcessArticle": "process_article",
    "SendAlert": "send_alert",
    "ArchiveAlert": "archive_alert",
    "NotifyChat": "notify_chat",
    "SendDigest": "send_digest",
}
"""Logical names, each with that of its event."""
ARCHITECTURE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
"""Of this machine, as Lambda names it."""
PATIENCE = 300
"""Seconds to wait for the emulator."""


def has_engine() -> bool:
    """Whether a container engine answers."""
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0


def settings(cloudformation: Any, functions: Any, stack: str) -> dict[str, dict[str, str]]:
    """The environment variables of a deployed stack's functions, by their logical names."""
    found = {}
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack):
        for resource in page["StackResourceSummaries"]:
            if resource["LogicalResourceId"] in FUNCTIONS:
                deployed = functions.get_function_configuration(FunctionName=resource["PhysicalResourceId"])
                # There is nobody to send traces to.
                traced = {"POWERTOOLS_TRACE_DISABLED": "true"}
                found[resource["LogicalResourceId"]] = {**deployed["Environment"]["Variables"], **traced}
    return found


def invoke(function: str, event: str, environ: Path, template: Path, image: str) -> Any:
    """Invoke one function in a container; its answer.

    Raises:
        SystemExit: it failed.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(event)
        file.flush()
        done = subprocess.run(
            [
                *(str(TOOLS / "sam" / "bin" / "sam"), "local", "invoke", function),
                *("--event", file.name, "--env-vars", str(environ), "--template", str(template)),
                *("--parameter-overrides", f"Architecture={ARCHITECTURE}"),
                *(("--skip-pull-image", "--invoke-image", image) if image else ()),
            ],
            cwd=ROOT,
            env={**os.environ, "SAM_CLI_TELEMETRY": "0"},
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise SystemExit(f"sam local invoke {function} failed:\n{done.stderr[-4000:]}")
    answer = json.loads(lines[-1])
    if isinstance(answer, dict) and ("errorMessage" in answer or answer.get("batchItemFailures")):
        raise SystemExit(f"{function} answered {answer}; its log:\n{done.stderr[-4000:]}")
    return answer


@contextmanager
def reachable(address: str) -> Iterator[str]:
    """``address`` (of this machine's loopback) as containers reach it: by a relay on their network's gateway.

    Where the engine runs in a machine of its own (macOS, Windows), it relays by itself.
    """
    ask = ["docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}"]
    gateway = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip()
    found = re.search(r"127\.0\.0\.1:(\d+)", address)
    if found is None:
        raise EmulatorError(f"{address} is no address of this machine")
    port = int(found[1])

    class Relay(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(("127.0.0.1", port)) as inner:
                back = threading.Thread(target=_copy, args=(inner, self.request), daemon=True)
                back.start()
                _copy(self.request, inner)
                back.join()

    try:
        if not gateway:
            raise OSError("the engine has no bridge")
        server = socketserver.ThreadingTCPServer((gateway, 0), Relay)
    except OSError:  # the gateway is no address of this machine
        yield address.replace("127.0.0.1", "host.docker.internal")
        return
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address.replace(found[0], f"{gateway}:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Copy until the source ends, and tell the target so."""
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def deployed(folder: Path) -> Iterator[tuple[Emulator, dict[str, str]]]:
    """The template on the emulator, a chat service beside it, a page in its inbox, and an alert sent for it."""
    with emulator() as running, chat() as service, reachable(service.address) as address:
        secret = running.client("secretsmanager").create_secret(Name="chat", SecretString=json.dumps([address]))
        stack = deploy(running, folder, ChatSecretArn=secret["ARN"], DigestEmail="reader@example.org")
        subscribe_queue(running, stack["AlertsTopicArn"], "inbox")
        watchlist = (ROOT / "watchlists" / "example.yaml").read_bytes()
        s3 = running.client("s3")
        s3.put_object(Bucket=stack["DataBucketName"], Key="watchlists/example.yaml", Body=watchlist)
        page = (ROOT / "events" / "page.txt").read_bytes()
        s3.put_object(Bucket=stack["InboxBucketName"], Key="inbox/page.txt", Body=page)
        yield running, stack


def requested(running: Emulator, bucket: str) -> str:
    """The name of an article whose alert was requested, as the sample event wants it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for found in running.client("s3").list_objects_v2(Bucket=bucket, Prefix="requested/").get("Contents", ()):
            return str(found["Key"]).removeprefix("requested/").removesuffix(".json")
        time.sleep(0.5)
    raise SystemExit("no alert was requested; the emulator has not processed the page")


def seen(running: Emulator, endpoint: str, variables: dict[str, str]) -> dict[str, str]:
    """The emulator, and the addresses of its queues, as containers reach them."""
    queues = {
        name: value.replace(running.endpoint, endpoint)
        for name, value in variables.items()
        if value.startswith(running.endpoint)
    }
    return {**running.environ, **queues, "AWS_ENDPOINT_URL": endpoint}


def check(image: str) -> None:
    """Invoke every function once, and say what it answered."""
    folder = build(linked=False) if image else ROOT / ".aws-sam" / "build"
    template = folder / "template.yaml"
    if not template.exists():
        raise SystemExit("there is no build; run `make build ARCHITECTURE=…` for this machine's processor first")
    with (
        deployed(folder) as (running, stack),
        reachable(running.endpoint) as endpoint,
        tempfile.TemporaryDirectory() as place,
    ):
        variables = settings(running.client("cloudformation"), running.client("lambda"), "wirewatch")
        environ = Path(place) / "env.json"
        environ.write_text(
            json.dumps({name: {**found, **seen(running, endpoint, found)} for name, found in variables.items()})
        )
        for function in (name for name in FUNCTIONS if name in variables):
            event = (ROOT / "events" / f"{FUNCTIONS[function]}.json").read_text()
            event = event.replace("INBOX_BUCKET", stack["InboxBucketName"])
            event = event.replace("DATA_BUCKET", stack["DataBucketName"])
            if "ARTICLE_ID" in event:
                article, _, revision = requested(running, stack["DataBucketName"]).partition(".")
                event = event.replace("ARTICLE_ID", article).replace("REVISION", revision)
            answer = invoke(function, event, environ, template, image)
            print(f"sam local: {function} answered {json.dumps(answer)}", flush=True)


def main() -> None:
    """Check, or write the settings of a stack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--image", default="", help="a base image that is here already")
    parser.add_argument("--env-vars", type=Path, help="write a stack's settings to this file, and end")
    parser.add_argument("--stack", default="wirewatch")
    options = parser.parse_args()
    if options.env_vars:
        found = settings(boto3.client("cloudformation"), boto3.client("lambda"), options.stack)
        options.env_vars.write_text(json.dumps(found, indent=2) + "\n")
        print(f"{options.env_vars}: settings of {', '.join(found)}")
    elif has_engine():
        check(options.image)
    else:
        print("sam local: no container engine answers here, so it was not checked")


if __name__ == "__main__":
    try:
        main()
    except EmulatorError as problem:
        raise SystemExit(f"sam local: {problem}") from problem
