"""What each function weighs, and what its starts and its runs cost: processor time, and memory held.

    python -m benchmarks.performance.cold_starts [--starts 5] [--warm 20]

Builds the template for this machine, deploys it on the emulator, and runs each built handler in processes of its own with
the environment that it was deployed with and nothing on the path but its layers and, as on Lambda, boto3: it is imported
(init), gets its first event, and then warm ones, one message each. What goes on is real: pages in the bucket, messages
out of the queues, calls to the emulator. Times are processor time (user and system) of that process: what Lambda's memory
setting buys; calls add their own waiting. Ends non-zero when a function loads what another one is for, weighs more than
Lambda takes, or waits with its first event for what its init was to do.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import boto3
import msgspec

from devtools.build.package_sizes import LIMIT, Built, functions
from devtools.testbed.emulator import Emulator, build, deploy, emulator, physical_name, take
from devtools.testbed.stack import Bench, Day
from tests.support.sqs_events import sqs_event

CODE = """
import json, resource, sys, time
events = json.load(sys.stdin)
class Context:
    function_name = "bench"; memory_limit_in_mb = 1024; invoked_function_arn = "arn:aws:lambda:us-east-1:0:function:bench"
    aws_request_id = "bench"
    def get_remaining_time_in_millis(self): return 100_000
def timed(work):
    started = time.process_time(); work(); return time.process_time() - started
def load():
    global app
    import app
times = [timed(load)]
sys.stdout = open("/dev/null", "w")
times += [timed(lambda: app.handler(event, Context())) for event in events]
modules = sorted(m for m in sys.modules if "." not in m)
print(json.dumps([times, modules, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000]), file=sys.__stdout__)
"""
HEAVY = ("trafilatura", "lxml", "marisa_trie", "ctranslate2", "tokenizers", "numpy")
NEVER_LOADED = {"ProcessArticle": {"ctranslate2", "tokenizers"}, "SendAlert": {"trafilatura", "lxml", "marisa_trie"}}
ORDER = ("CompileWatchlist", "ProcessArticle", "SendAlert", "ArchiveAlert", "PollFeeds", "SendDigest")
EAGER = {"ProcessArticle": 300.0, "SendAlert": 300.0}
"""Milliseconds of processor time within which the first event must be done: what it needs is loaded by then."""


class Measured(msgspec.Struct):
    """One process of a function: milliseconds of processor time, packages that it loaded, megabytes that it held."""

    init: float
    first: float
    warm: list[float]
    modules: set[str]
    held: float


def runtime_packages(folder: Path) -> Path:
    """A folder with what the Lambda runtime itself brings: boto3 and its parts."""
    site = Path(boto3.__file__).parent.parent
    for name in ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3"):
        (folder / name).symlink_to(site / name)
    return folder


def measured(built: Built, environ: dict[str, str], runtime: Path, events: list[Any]) -> Measured:
    """Run a function's handler on events."""
    layers = list(built.folders)
    path = os.pathsep.join(str(p) for p in [layers[0], *(layer / "python" for layer in layers[1:]), runtime])
    done = subprocess.run(
        [sys.executable, "-S", "-c", CODE],
        # With the task's root the tracer knows that it runs on Lambda, and makes no sampler.
        env={**environ, "PYTHONPATH": path, "PATH": os.environ["PATH"], "LAMBDA_TASK_ROOT": str(layers[0])},
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{layers[0].name} cannot be run:\n{done.stderr}")
    times, modules, held = json.loads(done.stdout.splitlines()[-1])
    times = [seconds * 1000 for seconds in times]
    return Measured(times[0], times[1], times[2:], set(modules), held)


def queued(*bodies: str) -> list[Any]:
    """An event for each message."""
    return [sqs_event(body) for body in bodies]


class World:
    """A deployed stack whose functions are run here and not by the emulator, and the events for them."""

    def __init__(self, running: Emulator, stack: dict[str, str]) -> None:
        self.bench = Bench(running, stack)
        self.running, self.stack = running, stack
        self.days = 0

    def quiet(self) -> None:
        """Let the emulator run no function any more."""
        for mapping in self.bench.lambdas.list_event_source_mappings()["EventSourceMappings"]:
            self.bench.lambdas.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)

    def environ(self, function: str) -> dict[str, str]:
        """What a function's environment was deployed with."""
        name = physical_name(self.running, function)
        variables = self.bench.lambdas.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        # The rate limit would defer most alerts.
        return {**variables, **self.running.environ, "POWERTOOLS_TRACE_DISABLED": "true", "BYPASS_PRIORITY": "low"}

    def events(self, function: str, count: int) -> list[Any]:
        """So many events for a function, new ones each time."""
        if function == "ProcessArticle":
            self.days += 1
            pages = [page for page in Day(9000 + self.days, 3 * count).pages if ".copy" in page[0]][:count]
            for key, body in pages:
                title, _, text = body.decode().partition("\n")
                story = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
                html = f"<!DOCTYPE html><html><head><title>{title}</title></head><body><article>{story}</article></body></html>"
                self.bench.drop(key, html.encode())
            return queued(*(m["Body"] for m in take(self.bench.sqs, self.stack["ArticlesQueueUrl"])))
        if function == "CompileWatchlist":
            return queued(*['{"Event": "s3:TestEvent"}'] * min(count, 3))
        url = {"SendAlert": "AlertRequestsQueueUrl", "ArchiveAlert": "SentAlertsQueueUrl"}.get(function)
        return queued(*(m["Body"] for m in take(self.bench.sqs, self.stack[url]))) if url else [{}] * min(count, 5)


def main() -> int:
    """Print the table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5, help="processes of each function")
    parser.add_argument("--warm", type=int, default=20, help="events that each of them gets")
    asked = parser.parse_args()
    folder = build(linked=False)
    found: dict[str, list[Measured]] = {name: [] for name in ORDER}
    every = {built.name: built for built in functions(folder)}
    with emulator() as running, tempfile.TemporaryDirectory() as place:
        runtime = runtime_packages(Path(place))
        world = World(running, deploy(running, folder, AlertRateLimit="600", BypassPriority="low"))
        world.bench.settle()
        world.quiet()
        for _ in range(asked.starts):
            for name in ORDER:
                events = world.events(name, asked.warm + 1)
                found[name].append(measured(every[name], world.environ(name), runtime, events))
    return report(every, found)


def report(every: dict[str, Built], found: dict[str, list[Measured]]) -> int:
    """Print what was found; whether a check failed."""

    def spread(values: list[float]) -> str:
        return f"{statistics.median(values):.0f} ({min(values):.0f}-{max(values):.0f})"

    broken = []
    print("milliseconds of processor time, median (least-most); MB: unzipped, and most held")
    print(
        f"{'function':<15}{'MB':>7}{'init':>20}{'first event':>20}{'warm event':>20}{'n':>5}{'held':>7}   heavy packages"
    )
    for name, runs in found.items():
        warm = [value for run in runs for value in run.warm]
        modules = set().union(*(run.modules for run in runs))
        first = [run.first for run in runs]
        print(
            f"{name:<15}{every[name].size / 1e6:>7.1f}{spread([run.init for run in runs]):>20}{spread(first):>20}"
            f"{spread(warm or [0]):>20}{len(warm):>5}{max(run.held for run in runs):>7.0f}   "
            + (", ".join(package for package in HEAVY if package in modules) or "none")
        )
        broken += [f"{name} loads {package}" for package in NEVER_LOADED.get(name, set()) & modules]
        if statistics.median(first) > EAGER.get(name, float("inf")):
            broken.append(f"{name} loads with its first event what it should have loaded before")
    broken += [f"{built.name} weighs more than Lambda takes" for built in every.values() if built.size >= LIMIT]
    print(f"functions: {'; '.join(broken) if broken else 'every check passed'}")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
