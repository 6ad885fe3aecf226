"""The embedded AWS emulator, and this template deployed on it: what the demo and the tests stand on.

Usage: python -m devtools.testbed.emulator [PARAMETER=VALUE …] starts it with the template deployed, and keeps it until Ctrl-C.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"
BUILDS = ROOT / ".aws-sam" / "local"
KEEP = 4
"""Builds for this machine that are kept: the last ones used."""
BUILDING = {"WIREWATCH_UV": str(ROOT / "requirements" / "uv"), "WIREWATCH_LAYER_CACHE": str(TOOLS / "layers")}
"""Environment of ``sam build``: what puts layers together, and where they are kept."""
REGION = "us-east-1"
ALIAS = "live"
"""The alias that every trigger of a function goes to."""


class EmulatorError(Exception):
    """The emulator did not come up, or a command against it failed; the message carries its output."""


class Emulator:
    """A running emulator on a free port of the loopback interface."""

    def __init__(self, port: int, log: Path) -> None:
        self.endpoint = f"http://127.0.0.1:{port}"
        self.log = log
        self.session = 0
        """The session (as in ``os.getsid``) of the emulator and of the workers that run functions."""
        self.environ = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        """A boto3 client that talks to this emulator and nowhere else."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def emulator(extra: Mapping[str, str] | None = None) -> Iterator[Emulator]:
    """Start an emulator and end it, with all its workers and files, at the end of the block, and when this is terminated.

    Raises:
        EmulatorError: it is not installed (``make setup``) or did not come up.
    """
    python = TOOLS / "emulator" / "bin" / "python"
    if not python.exists():
        raise EmulatorError(f"the emulator is not installed at {python}; run `make setup`")
    with tempfile.TemporaryDirectory(prefix="wirewatch-emulator-") as folder:
        running = Emulator(_free_port(), Path(folder) / "emulator.log")
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **running.environ,
            "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
            "TMPDIR": folder,  # workers leave their folders behind
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_HOST": "127.0.0.1",
            "GATEWAY_PORT": running.endpoint.rsplit(":", 1)[1],
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # The tracer would look for X-Ray's daemon.
            "POWERTOOLS_TRACE_DISABLED": "true",
            **(extra or {}),
        }
        with running.log.open("wb") as log, _interrupted_by_sigterm():
            process = subprocess.Popen(
                [python, "-m", "ministack"], env=environ, stdout=log, stderr=log, start_new_session=True, cwd=folder
            )
            running.session = process.pid
            try:
                _wait_until_healthy(running, process)
                yield running
            finally:
                _end(process)


@contextlib.contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Where signals can be caught (in the main thread), SIGTERM ends the block as Ctrl-C does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait_until_healthy(running: Emulator, process: subprocess.Popen[bytes], patience: float = 300) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"{running.endpoint}/_ministack/health", timeout=2).close()
            return
        time.sleep(0.05)
    raise EmulatorError(f"the emulator did not come up:\n{running.log.read_text(errors='replace')[-4000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the emulator and the workers that it started (they share its session)."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            if sign == signal.SIGTERM:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            return


def _sam(*arguments: str, environ: Mapping[str, str]) -> None:
    done = subprocess.run(
        [TOOLS / "sam" / "bin" / "sam", *arguments],
        cwd=ROOT,
        env={**os.environ, "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise EmulatorError(f"sam {' '.join(arguments)} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")


def build(*, linked: bool = True) -> Path:
    """Build the template for this machine and this Python, on which the emulator runs functions.

    A build is kept until what it is made from changes, and never written to again, so that several may run at once.

    Args:
        linked: layers name the folders where their dependencies lie, which saves a minute of packing and unpacking;
            otherwise they hold them, as those on AWS do.

    Returns:
        The folder of the build.

    Raises:
        EmulatorError: the build failed.
    """
    home = BUILDS / f"{_key()}{'' if linked else '-whole'}"
    if not all(folder.is_dir() for folder in _linked(home)):  # what its layers name was not kept
        shutil.rmtree(home, ignore_errors=True)
    if not home.exists():
        BUILDS.mkdir(parents=True, exist_ok=True)
        environ = {"WIREWATCH_RUNTIME": "local", "WIREWATCH_PYTHON": sys.executable, **BUILDING}
        with tempfile.TemporaryDirectory(prefix="unfinished-", dir=BUILDS) as folder:
            build_folder = Path(folder) / "build"
            _sam(
                "build",
                "--build-dir",
                str(build_folder),
                environ={**environ, **({"WIREWATCH_LAYER_LINK": "1"} if linked else {})},
            )
            with contextlib.suppress(OSError):  # another build was faster
                build_folder.rename(home)
    for used in (home, *_linked(home)):
        os.utime(used)
    for older in sorted(BUILDS.glob("[!u]*"), key=lambda path: path.stat().st_mtime)[:-KEEP]:
        shutil.rmtree(older, ignore_errors=True)
    return home


def _linked(home: Path) -> list[Path]:
    """The folders that the layers of a build name, see ``link`` in ``layers/dependencies.py``."""
    names = (
        link.read_text().partition("'")[2].rpartition("'")[0]
        for link in home.glob("*/python/lib/*/site-packages/wirewatch-*.pth")
    )
    return [Path(name).parent for name in names]


def _key() -> str:
    """What a build is made from, as a name."""
    key = hashlib.sha256(sys.version.encode())
    made_from = [ROOT / "template.yaml", ROOT / "samconfig.toml"]
    for folder in ("functions", "layers"):
        made_from += sorted(path for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts)
    for path in made_from:
        if path.is_file():
            key.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode}\0".encode())
            key.update(hashlib.sha256(path.read_bytes()).digest())
    return key.hexdigest()[:20]


def deploy(running: Emulator, folder: Path, **parameters: str) -> dict[str, str]:
    """Deploy a built template with an unmodified ``sam deploy``; the stack's outputs."""
    overrides = [f"{name}={value}" for name, value in parameters.items()]
    _sam(
        "deploy",
        "--config-file",
        str(ROOT / "samconfig.toml"),
        "--template-file",
        str(folder / "template.yaml"),
        *(("--parameter-overrides", *overrides) if overrides else ()),
        environ=running.environ,
    )
    _convert_concurrency(running)
    stacks = running.client("cloudformation").describe_stacks(StackName="wirewatch")["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0]["Outputs"]}


def _convert_concurrency(running: Emulator) -> None:
    """Make numbers of the queues' concurrency that come from parameters: the emulator keeps text, and stops polling."""
    client = running.client("lambda")
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        most = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        if most is not None:
            client.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": int(most)})


def subscribe_queue(running: Emulator, topic_arn: str, name: str, *, raw: bool = False) -> str:
    """Subscribe a new queue to a topic, as an inbox would be; the queue's URL."""
    sqs, sns = running.client("sqs"), running.client("sns")
    url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": str(raw).lower()})
    return url


def take(sqs: Any, url: str) -> list[dict[str, Any]]:
    """Everything that lies in a queue now, taken out of it."""
    taken: list[dict[str, Any]] = []
    while batch := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=0
    ).get("Messages"):
        for message in batch:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        taken.extend(batch)
    return taken


def waiting(sqs: Any, url: str) -> int:
    """Messages in a queue, in hand and delayed ones too."""
    names = [f"ApproximateNumberOfMessages{state}" for state in ("", "NotVisible", "Delayed")]
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return sum(int(answer["Attributes"][name]) for name in names)


def physical_name(running: Emulator, logical: str) -> str:
    """The physical name of a resource of the deployed stack."""
    found = running.client("cloudformation").describe_stack_resource(StackName="wirewatch", LogicalResourceId=logical)
    return str(found["StackResourceDetail"]["PhysicalResourceId"])


def empty_table(running: Emulator, table: str) -> None:
    """Delete every item of a table."""
    client = running.client("dynamodb")
    for page in client.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk"):
        for start in range(0, len(page["Items"]), 25):
            some = [{"DeleteRequest": {"Key": item}} for item in page["Items"][start : start + 25]]
            client.batch_write_item(RequestItems={table: some})


def configure(running: Emulator, function: str, *, end: bool = True, **changes: str) -> None:
    """Change variables of a function's environment; the next event starts it anew.

    As a deployment does, it publishes a version and moves the alias to it.

    Args:
        running: the emulator.
        function: physical name.
        end: whether what the version before is doing is ended, and its messages come again when their time is over;
            otherwise it may finish, and versions before that one are ended.
        changes: new values; the other variables stay.
    """
    client = running.client("lambda")
    variables = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    # A version is published only of something new.
    changed = {**variables, **changes, "RESTARTED": str(int(variables.get("RESTARTED", "0")) + 1)}
    client.update_function_configuration(FunctionName=function, Environment={"Variables": changed})
    before = client.get_alias(FunctionName=function, Name=ALIAS)["FunctionVersion"]
    version = client.publish_version(FunctionName=function)["Version"]
    client.update_alias(FunctionName=function, Name=ALIAS, FunctionVersion=version)
    for one in client.list_versions_by_function(FunctionName=function)["Versions"]:
        if one["Version"] not in ("$LATEST", version, *(() if end else (before,))):
            client.delete_function(FunctionName=function, Qualifier=one["Version"])


def limit_workers(running: Emulator, function: str, most: int) -> None:
    """Have at most so many workers take messages for a function at once.

    Args:
        running: the emulator.
        function: physical name.
        most: at least 2, as AWS wants it.
    """
    client = running.client("lambda")
    for mapping in client.list_event_source_mappings(FunctionName=f"{function}:{ALIAS}")["EventSourceMappings"]:
        client.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": most})


def main() -> None:
    """Start an emulator with the template deployed on it, say how to reach it, and keep it until Ctrl-C."""
    parameters = dict(argument.split("=", 1) for argument in sys.argv[1:])
    print("building for this machine …", flush=True)
    folder = build()
    with contextlib.suppress(KeyboardInterrupt), emulator() as running:
        print("deploying …", flush=True)
        stack = deploy(running, folder, **parameters)
        print("\nIn another shell:\n")
        for name, value in running.environ.items():
            print(f"    export {name}={value}")
        print()
        for name in sorted(stack):
            print(f"{name:24} {stack[name]}")
        print(f"\nLog: {running.log}. Ctrl-C ends it; nothing is kept.", flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    try:
        main()
    except EmulatorError as problem:
        raise SystemExit(f"wirewatch emulator: {problem}") from problem
