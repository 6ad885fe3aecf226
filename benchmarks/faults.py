"""Faults: the deployed template on the emulator, while workers are killed, calls fail and events come twice.

    python benchmarks/faults.py [--seeds 20] [--articles 1000] [--forget]

From each seed a day's articles are made (stories with copies at other outlets, pages that name nothing watched, pages
that cannot be read), and dropped while: workers are killed in mid-run, every call of a function to S3, SQS, DynamoDB and
SNS may be throttled, answered late, or answered never although it was carried out, the bucket's events are delivered
twice, late and out of order, the index and a model of one's own are damaged, and /tmp has no room. Then what came out of
the topic is counted: each story must alert exactly once for each entry that it names, each page that cannot be read must
be in the dead letters with its reason, and no message may be left anywhere. Messages that used up their tries are sent
through again, as the runbook says. --forget wipes the memory of what was sent while it runs: then the promise must
break, which shows that the bench can see it. Ends non-zero when a promise is broken (with --forget, when it is not).
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from emulator import Emulator, build, deploy, emulator, subscribe_queue, take
from proxy import Passing, Proxy
from stackday import QUEUES, Bench, Day, heard

LETTERS = {
    "ArticlesDeadLettersUrl": "ArticlesQueueUrl",
    "HitsDeadLettersUrl": "HitsQueueUrl",
    "KeptDeadLettersUrl": "KeptQueueUrl",
}


class Faulty(Passing):
    """Passes calls of functions on to the emulator, or fails them."""

    chance = random.Random(0)
    share = 0.0
    counts: collections.Counter[str] = collections.Counter()

    def call(self) -> None:
        """One call."""
        body = self.received()
        die = self.chance.random()
        if die < self.share * 0.6:
            return self.throttle()
        if die < self.share * 0.8:
            self.counts["late"] += 1
            time.sleep(0.3)
        answer, data = self.onward(body)
        if self.share * 0.8 <= die < self.share:
            # Carried out, and nobody is told.
            self.counts["lost answers"] += 1
            self.close_connection = True
            return None
        return self.back(answer, data)

    def throttle(self) -> None:
        """Refuse, as each service does."""
        self.counts["throttled"] += 1
        target = self.headers.get("X-Amz-Target", "")
        if "DynamoDB" in target:
            kind, status, text = (
                "application/x-amz-json-1.0",
                400,
                json.dumps({"__type": "ThrottlingException", "message": "slow"}),
            )
        elif "AmazonSQS" in target:
            kind, status, text = (
                "application/x-amz-json-1.0",
                400,
                json.dumps({"__type": "RequestThrottled", "message": "slow"}),
            )
        elif self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            kind, status = "text/xml", 400
            text = "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>"
        else:
            kind, status = "application/xml", 503
            text = "<Error><Code>SlowDown</Code><Message>slow</Message></Error>"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text.encode())


class FaultyBench(Bench):
    """The stack under faults: its functions call through the proxy."""

    def __init__(self, running: Emulator, stack: dict[str, str], proxy: str, room: Path | None) -> None:
        super().__init__(running, stack, AWS_ENDPOINT_URL=proxy, BREAK_THROUGH="low", UNSURE_SECONDS="6")
        self.room = room
        self.killed = self.redriven = 0

    def prepare(self) -> None:
        """A run may last ten seconds, and its messages come again soon after."""
        for name in self.names:
            self.lambdas.update_function_configuration(FunctionName=self.names[name], Timeout=10)
            self.configure(name)
        for queue in QUEUES:
            attributes = self.sqs.get_queue_attributes(QueueUrl=self.stack[queue], AttributeNames=["RedrivePolicy"])
            policy = json.loads(attributes["Attributes"]["RedrivePolicy"])
            self.sqs.set_queue_attributes(
                QueueUrl=self.stack[queue],
                Attributes={"VisibilityTimeout": "12", "RedrivePolicy": json.dumps(policy)},
            )

    def kill(self, chance: random.Random) -> None:
        """End a worker at once, whatever it is doing."""
        workers = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if (
                    b"_worker.py" in (entry / "cmdline").read_bytes()
                    and os.getsid(int(entry.name)) == self.running.session
                ):
                    workers.append(int(entry.name))
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(workers), signal.SIGKILL)
                self.killed += 1

    def letters(self) -> dict[str, set[str]]:
        """Keys of the pages that were set aside, with their reasons; what has none is sent through again."""
        aside: dict[str, set[str]] = collections.defaultdict(set)
        for letters, source in LETTERS.items():
            for message in take(self.sqs, self.stack[letters]):
                reason = message.get("MessageAttributes", {}).get("reason", {}).get("StringValue")
                if reason:
                    aside[json.loads(message["Body"])["key"]].add(reason)
                else:
                    self.sqs.send_message(QueueUrl=self.stack[source], MessageBody=message["Body"])
                    self.redriven += 1
        return aside


def disturb(bench: FaultyBench, chance: random.Random, over: threading.Event, pause: float) -> None:
    """Kill a worker every few seconds, and now and then damage something."""
    store = bench.stack["StoreBucketName"]
    while not over.wait(chance.uniform(0.5, 1.5) * pause):
        bench.kill(chance)
        die = chance.random()
        if die < 0.06:
            # A damaged index, mended a moment later: what starts meanwhile cannot read, and tries again.
            with contextlib.suppress(bench.s3.exceptions.NoSuchKey):
                good = bench.s3.get_object(Bucket=store, Key="index/current")["Body"].read()
                bench.s3.put_object(Bucket=store, Key="index/current", Body=good[: len(good) // 2])
                over.wait(1.5)
                bench.s3.put_object(Bucket=store, Key="index/current", Body=good)
        elif die < 0.10 and bench.room is not None:
            bench.configure("ReadArticle", TMPDIR=str(bench.room))
            over.wait(1.5)
            bench.configure("ReadArticle", TMPDIR="/tmp")
        elif die < 0.14:
            bench.configure("SendAlert", SUMMARY_MODEL=chance.choice(["", f"s3://{store}/damaged-model/"]))


def run(bench: FaultyBench, seed: int, count: int, forget: bool, pause: float) -> dict[str, int]:
    """One seed; what was lost, doubled and unaccounted for."""
    chance = random.Random(seed)
    day = Day(seed, count)
    inbox = subscribe_queue(bench.running, bench.stack["AlertsTopicArn"], f"faults-{seed}")
    # Every third day bursts are rolled up.
    rate = (
        {"ALERTS_PER_WINDOW": "5", "ALERT_WINDOW_MINUTES": "0.1"}
        if seed % 3 == 0
        else {"ALERTS_PER_WINDOW": "600", "ALERT_WINDOW_MINUTES": "10"}
    )
    bench.configure("SendAlert", **rate, SUMMARY_MODEL="")
    Faulty.share, Faulty.chance = 0.04, random.Random(seed)
    over = threading.Event()
    faults = threading.Thread(target=disturb, args=(bench, random.Random(seed), over, pause))
    faults.start()
    for number, (key, body) in enumerate(day.pages):
        bench.drop(key, body)
        if chance.random() < 0.1:
            bench.again(chance.choice(day.pages[: number + 1])[0])
        if forget and number % 50 == 49:
            wipe(bench)
            for old, _ in chance.sample(day.pages[: number + 1], 20):
                bench.again(old)
    settled = bench.settle()
    over.set()
    faults.join()
    Faulty.share = 0.0
    bench.configure("ReadArticle", TMPDIR="/tmp")
    bench.configure("SendAlert", SUMMARY_MODEL="")
    aside: dict[str, set[str]] = collections.defaultdict(set)
    for _ in range(5):
        before = bench.redriven
        for key, reasons in bench.letters().items():
            aside[key] |= reasons
        if bench.redriven == before:
            break
        settled = bench.settle()
    told = heard(json.loads(message["Body"]) for message in take(bench.sqs, inbox))
    wrong = {key for key in day.poison if key not in aside} | {key for key in aside if key not in day.poison}
    explain(day, told, {key: aside.get(key, set()) for key in wrong})
    return {
        "pages": len(day.pages),
        "due": len(day.expected),
        "lost": len(day.expected - set(told)),
        "twice": sum(times > 1 for times in told.values()),
        "false": len(set(told) - day.expected),
        "poison": len(day.poison),
        "poison lost": len(wrong),
        "stuck": int(not settled),
    }


def explain(day: Day, told: collections.Counter[tuple[str, str]], wrong: dict[str, set[str]]) -> None:
    """Say which promises were broken."""
    for key in sorted(wrong):
        print(f"  {'not ' if key in day.poison else ''}set aside: {key} {', '.join(sorted(wrong[key]))}")
    for story, entry in sorted(day.expected - set(told)):
        print(f"  lost: {story} for {entry}")
    for (story, entry), times in sorted(told.items()):
        if times > 1:
            print(f"  told {times} times: {story} for {entry}")


def wipe(bench: FaultyBench) -> None:
    """Forget everything that was sent."""
    table, client = bench.stack["TableName"], bench.running.client("dynamodb")
    for page in client.get_paginator("scan").paginate(TableName=table, ProjectionExpression="pk"):
        for item in page["Items"]:
            client.delete_item(TableName=table, Key=item)


@contextlib.contextmanager
def narrow() -> Iterator[Path | None]:
    """A folder with room for next to nothing; None where it cannot be made here."""
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=16k", "none", folder], check=False, capture_output=True
        )
        try:
            yield Path(folder) if made.returncode == 0 else None
        finally:
            if made.returncode == 0:
                subprocess.run(["umount", folder], check=False)


def main() -> int:
    """Run every seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=6.0, help="seconds between two faults, on average")
    parser.add_argument("--forget", action="store_true")
    asked = parser.parse_args()
    folder = build()
    totals: collections.Counter[str] = collections.Counter()
    with emulator() as running, narrow() as room:
        stack = deploy(running, folder, AlertsPerWindow="600", BreakThrough="low")
        parts = urlsplit(running.endpoint)
        Faulty.emulator = (str(parts.hostname), int(parts.port or 80))
        proxy = Proxy(("127.0.0.1", 0), Faulty)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        bench = FaultyBench(running, stack, f"http://127.0.0.1:{proxy.server_port}", room)
        bench.prepare()
        if room is None:
            print("no small file system can be mounted here: /tmp is not filled")
        print(
            f"{'seed':>5}{'pages':>7}{'due':>6}{'lost':>6}{'twice':>6}{'false':>6}{'poison':>8}{'lost':>6}{'stuck':>6}{'s':>7}"
        )
        for seed in range(asked.first, asked.first + asked.seeds):
            begun = time.monotonic()
            found = run(bench, seed, asked.articles, asked.forget, asked.pause)
            totals.update(found)
            values = "".join(
                f"{found[name]:>{width}}"
                for name, width in (
                    ("pages", 7),
                    ("due", 6),
                    ("lost", 6),
                    ("twice", 6),
                    ("false", 6),
                    ("poison", 8),
                    ("poison lost", 6),
                    ("stuck", 6),
                )
            )
            print(f"{seed:>5}{values}{time.monotonic() - begun:>7.0f}", flush=True)
        proxy.shutdown()
    broken = totals["lost"] + totals["twice"] + totals["false"] + totals["poison lost"] + totals["stuck"]
    print(
        f"faults: {asked.seeds} seeds, {totals['pages']} pages, {totals['due']} alerts due; lost {totals['lost']}, "
        f"twice {totals['twice']}, poison unaccounted for {totals['poison lost']}; {bench.killed} workers killed, "
        f"{Faulty.counts['throttled']} calls throttled, {Faulty.counts['lost answers']} answers lost, "
        f"{Faulty.counts['late']} late, {bench.twice} events twice, {bench.redriven} dead letters sent through again"
    )
    return int(bool(broken) != asked.forget)


if __name__ == "__main__":
    sys.exit(main())
