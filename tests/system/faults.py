"""Faults: the deployed template on the emulator, while workers are killed, calls fail and events come twice.

    python -m tests.system.faults [--seeds 20] [--first 1] [--articles 1000] [--forget | --without GUARD]

From each seed a day's articles are made (stories with copies at other outlets, pages that name nothing watched, pages
that cannot be read), and dropped while: workers are killed in mid-run, before and after calls that they make; calls of
functions to S3, SQS, DynamoDB and SNS are throttled, fail, are answered late, or carried out and never answered; the
bucket's events come twice, late and out of order, and pages are overwritten; hostile pages and outlets come among the others
(``hostile_traffic``); what AWS refuses is refused (``devtools/testbed/strict``); the digest's runs overlap; the index is cut short or has bits turned;
a model of one's own is damaged; and /tmp has no room. Half of the pages that cannot be read are fixed then, and all
messages of dead-letter queues sent through again with ``wirewatch redrive``. What came out of the topic is counted: each story must alert
exactly once for each entry that it names, within ``LATEST`` seconds, each page that cannot be read must be in the dead-letter queue with its reason, each
other page must be kept, and no message may be left anywhere. --forget wipes the memory of what was sent while it runs:
then a check must fail, which shows that they can. --without takes one of the guards (``fault_mutations``) out of the functions: then
too. Ends non-zero when a check fails (with
--forget, when it is not), or when one of the faults was never made or never felt.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from devtools.testbed.emulator import (
    Emulator,
    build,
    deploy,
    empty_table,
    emulator,
    physical_name,
    subscribe_queue,
    take,
)
from devtools.testbed.fault_proxy import KILLS, Faults, FaultyProxy, kill, narrow, workers
from devtools.testbed.stack import QUEUES, Bench, Day, heard, story_of
from devtools.testbed.strict import Limits, strict, throttle
from tests.system.fault_checks import FELT, digests, explain, late, table
from tests.system.fault_mutations import GUARDS, without
from tests.system.hostile_traffic import HostileTraffic, outlets
from wirewatch.aws.s3 import Bucket
from wirewatch.services.article_archive import read_batch

LONGEST_DELAY = 3
"""Seconds: the hours for which an outlet that is down is asked again go by as fast as that."""
STRICT_SHARE = 0.05
"""Share of batches and reads of which a part is left undone."""
SHARE, DEADLY = 0.04, 0.002
"""Shares of calls that fail, and of those whose caller is killed."""
PACE = 500
"""Calls between two other faults, on average."""
RUN_SECONDS = 90
"""Of a run at the most: it begins a page only with 40 s left."""
LATEST = 900.0
"""Seconds from the first drop of a story to its alert, at the most: eight receives, and the windows of the rate."""
AT_ONCE = {"ProcessArticle": 3, "SendAlert": 3, "ArchiveAlert": 2, "CompileWatchlist": 2}
"""Workers of each function: what two processors can feed."""
LETTERS = ("ArticlesDeadLetterQueueUrl", "AlertRequestsDeadLetterQueueUrl", "SentAlertsDeadLetterQueueUrl")
HOSTILE = 0.1
"""Hostile pages and links for each honest page, with what is honest among them."""
COLUMNS = (
    "pages",
    "due",
    "lost",
    "twice",
    "false",
    "late",
    "slowest",
    "digests",
    "unread",
    "poison",
    "unaccounted",
    "mended",
    "redriven",
    "stuck",
)
BROKEN = ("lost", "twice", "false", "late", "digests", "unread", "unaccounted", "stuck")


class FaultyBench(Bench):
    """The stack under faults: its functions call through the proxy."""

    def __init__(self, running: Emulator, stack: dict[str, str], proxy: FaultyProxy, room: Path | None) -> None:
        super().__init__(
            running, stack,
            AWS_ENDPOINT_URL=proxy.endpoint, BYPASS_PRIORITY="low", PUBLISH_CONFIRMATION_SECONDS="25", TMPDIR=str(room or "/tmp"),
        )  # fmt: skip
        self.room, self.counts, self.throttled = room, proxy.faults.counts, 0
        self.kept = Bucket(stack["DataBucketName"])

    def prepare(self) -> None:
        """A run may last as long as a page needs, and its messages come again soon after."""
        self.settle()  # what the buckets send of themselves
        store = self.stack["DataBucketName"]
        writer = {"name": "damaged", "kind": "seq2seq", "languages": ["en"], "window": 512, "files": {"model.bin": "0"}}
        self.s3.put_object(Bucket=store, Key="damaged-model/writer.json", Body=json.dumps(writer).encode())
        self.s3.put_object(Bucket=store, Key="damaged-model/model.bin", Body=bytes(1000))
        self.scale(AT_ONCE)
        for name in AT_ONCE:
            self.change(name, Timeout=RUN_SECONDS)
        for queue in QUEUES:
            self.sqs.set_queue_attributes(
                QueueUrl=self.stack[queue], Attributes={"VisibilityTimeout": str(RUN_SECONDS + 1)}
            )

    def hold_back(self, chance: random.Random) -> None:
        """Events that wait are taken out of the queue, and come some seconds later, in another order."""
        url = self.stack["ArticlesQueueUrl"]
        held = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=120).get("Messages", [])
        chance.shuffle(held)
        for message in held:
            self.sqs.send_message(QueueUrl=url, MessageBody=message["Body"], DelaySeconds=chance.randrange(1, 12))
            # Where another had it in hand already, it comes twice.
            with contextlib.suppress(self.sqs.exceptions.ReceiptHandleIsInvalid):
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.counts["events late and out of order"] += len(held)

    def until_felt(self, words: str) -> None:
        """Have the workers of ProcessArticle start anew, and wait until one of them complains."""
        with self.running.log.open("rb") as log:
            log.seek(0, os.SEEK_END)
            ended = [number for number in workers(self.running.session, self.names["ProcessArticle"]) if kill(number)]
            self.counts["killed anywhere"] += len(ended)
            deadline, said = time.monotonic() + 20, b""
            while words.encode() not in said and time.monotonic() < deadline:
                time.sleep(0.1)
                said += log.read()

    def damaged(self, how: str, chance: random.Random) -> None:
        """A damaged index, replaced a moment later: what starts meanwhile cannot read, and tries again."""
        self.counts[how] += 1
        store = self.stack["DataBucketName"]
        good = self.s3.get_object(Bucket=store, Key="index/current")["Body"].read()
        place = chance.randrange(1, len(good) // 2)
        turned = bytes(byte ^ 0x55 for byte in good[place : place + 64])
        bad = good[:place] if how == "index cut short" else good[:place] + turned + good[place + 64 :]
        self.s3.put_object(Bucket=store, Key="index/current", Body=bad)
        self.until_felt(FELT["index damaged"][1])
        self.s3.put_object(Bucket=store, Key="index/current", Body=good)

    def full(self, room: Path) -> None:
        """No room in /tmp for a while: what starts meanwhile cannot keep the index, and tries again."""
        self.counts["/tmp full"] += 1
        filler = room / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 16)):
                pass
        self.until_felt(FELT["no room in /tmp"][1])
        filler.unlink()

    @contextlib.contextmanager
    def without_events(self) -> Iterator[None]:
        """The inbox notifies nobody of what is put into it."""
        bucket = self.stack["InboxBucketName"]
        told = self.s3.get_bucket_notification_configuration(Bucket=bucket)
        told.pop("ResponseMetadata")
        self.s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
        try:
            yield
        finally:
            self.s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=told)

    def redrive(self, *arguments: str) -> int:
        """``wirewatch redrive``; how many messages it sent through again."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name("wirewatch")), "redrive", *arguments],
            env={**os.environ, **self.running.environ}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(done.stdout.splitlines()[-1].split()[0])

    def letters(self) -> dict[str, set[str]]:
        """Keys in the dead-letter queue with their reasons, ``none`` where there is none; the messages are taken out."""
        aside: dict[str, set[str]] = collections.defaultdict(set)
        for letters in LETTERS:
            for message in take(self.sqs, self.stack[letters]):
                reason = message.get("MessageAttributes", {}).get("reason", {}).get("StringValue", "none")
                fields = json.loads(message["Body"])
                aside[fields.get("key") or fields.get("url") or message["Body"][:200]].add(reason)
        return aside

    def kept_since(self, moment: datetime) -> set[str]:
        """Sources of the articles that were kept since a moment."""

        def sources(key: str) -> list[str]:
            return [kept.article.source for kept in read_batch(self.kept.read(key, 10**8))]

        with ThreadPoolExecutor(4) as pool:
            return set(chain.from_iterable(pool.map(sources, self.kept.changed_since("articles/", moment))))

    def felt(self, moment: datetime) -> None:
        """Count what the functions' logs say of faults since a moment."""
        logs = self.running.client("logs")
        texts: dict[str, str] = {}
        for function in {function for function, _ in FELT.values()}:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=physical_name(self.running, f"{function}Log"), startTime=int(moment.timestamp() * 1000)
            )
            texts[function] = "\n".join(event["message"] for page in pages for event in page["events"])
        for name, (function, words) in FELT.items():
            self.counts[f"felt: {name}"] += sum(words in line for line in texts[function].splitlines())


def disturb(bench: FaultyBench, faults: Faults, chance: random.Random, over: threading.Event) -> None:
    """Kill a worker every so many calls, and now and then damage something: as much for each article on any machine."""
    turn = 0
    while not over.is_set():
        until = faults.calls.total() + chance.uniform(0.5, 1.5) * PACE
        while faults.calls.total() < until and not over.wait(0.2):
            pass
        if over.is_set():
            return
        turn += 1
        if turn % 4 == 1:
            bench.damaged(chance.choice(["index cut short", "index with bits turned"]), chance)
        elif turn % 4 == 3 and bench.room is not None:
            bench.full(bench.room)
        elif (found := workers(bench.running.session)) and kill(chance.choice(found)):
            faults.counts["killed anywhere"] += 1


def drop_all(
    bench: FaultyBench, day: Day, traffic: HostileTraffic, chance: random.Random, *, forget: bool
) -> dict[str, float]:
    """A day's pages, some of them more than once, and links among them; when each story was dropped first."""
    first: dict[str, float] = {}
    links = list(traffic.messages)
    pace = max(1, len(day.pages) // max(1, len(links)))
    for number, (key, body) in enumerate(day.pages):
        bench.drop(key, body)
        first.setdefault(key.split(".")[0], time.time())
        if number % pace == 0 and links:
            message = links.pop()
            bench.sqs.send_message(QueueUrl=bench.stack["ArticlesQueueUrl"], MessageBody=message)
            first[story_of(json.loads(message)["url"])] = time.time()
        die = chance.random()
        if die < 0.1:
            bench.counts["events twice"] += 1
            bench.again(chance.choice(day.pages[: number + 1])[0], delay=chance.choice([0, 0, 3, 9]))
        elif die < 0.13 and f"inbox/{key}" not in day.poison:
            bench.counts["pages overwritten"] += 1
            bench.drop(key, body.replace(b"on Monday", b"on Tuesday"))
        elif die < 0.16:
            bench.hold_back(chance)
        elif die < 0.18:
            bench.throttled += throttle(bench.running, bench.stack["AlertRequestsQueueUrl"])
        if forget and number % 100 == 99:
            bench.settle()  # alerts went out: what is forgotten before is not missed
            empty_table(bench.running, bench.stack["TableName"])
            for old, _ in chance.sample(day.pages[: number + 1], 20):
                bench.again(old)
    return first


def run(bench: FaultyBench, faults: Faults, seed: int, count: int, forget: bool, port: int) -> dict[str, int]:
    """One seed; what was lost, doubled and unaccounted for."""
    chance, day, begun = random.Random(seed), Day(seed, count), datetime.now(UTC).replace(microsecond=0)
    traffic = HostileTraffic(seed, round(HOSTILE * count), port)
    day.pages += traffic.pages
    chance.shuffle(day.pages)
    day.expected |= traffic.expected
    bench.counts["scheduled runs repeated"] += 1
    bench.counts["hostile pages and links"] += len(traffic.hostile)
    inbox = subscribe_queue(bench.running, bench.stack["AlertsTopicArn"], f"faults-{seed}")
    # Bursts are rolled up, every third day most of all there is.
    rate = (
        {"ALERT_RATE_LIMIT": "5", "ALERT_RATE_WINDOW_MINUTES": "0.1"}
        if seed % 3 == 0
        else {"ALERT_RATE_LIMIT": "20", "ALERT_RATE_WINDOW_MINUTES": "0.34"}
    )
    bench.configure("SendAlert", **rate, SUMMARY_MODEL_URI=f"s3://{bench.stack['DataBucketName']}/damaged-model/")
    bench.counts["model damaged"] += 1
    bench.counts["poison pages"] += len(day.poison)
    faults.start(seed, SHARE, DEADLY)
    over = threading.Event()
    thread = threading.Thread(target=disturb, args=(bench, faults, random.Random(seed), over))
    thread.start()
    try:
        first = drop_all(bench, day, traffic, chance, forget=forget)
        settled = bench.settle()
    finally:
        over.set()
        thread.join()
    mended = day.mend(chance)
    with bench.without_events():
        for key, body in mended.items():
            bench.drop(key, body)
    # Calls still fail; what uses up its tries once more is sent through again when they do not any more.
    redriven = bench.redrive()
    settled = bench.settle() and settled
    faults.stop()
    for _ in range(5):
        if not (more := bench.redrive("--reason", "none")):
            break
        redriven += more
        settled = bench.settle() and settled
    aside = bench.letters()
    envelopes = [json.loads(message["Body"]) for message in take(bench.sqs, inbox)]
    told, delays = heard(envelopes), late(envelopes, first)
    # What is hostile may be kept or rejected; what is poison must be rejected, and nothing else may.
    wrong = {
        key: aside.get(key, set())
        for key in day.poison.keys() | aside.keys()
        if key not in day.poison.keys() | traffic.hostile.keys()
        or "none" in aside.get(key, ())
        or (key in day.poison and not aside.get(key))
    }
    sources = {source.partition("/inbox/")[2] for source in bench.kept_since(begun)}
    unread = day.plain - sources
    bench.felt(begun)
    explain(day, told, wrong, unread)
    return {
        "pages": len(day.pages),
        "due": len(day.expected),
        "lost": len(day.expected - set(told)),
        "twice": sum(times > 1 for times in told.values()),
        "false": len(set(told) - day.expected),
        "late": sum(seconds > LATEST for seconds in delays),
        "slowest": round(delays[-1]) if delays else 0,
        "digests": digests(bench),
        "unread": len(unread),
        "poison": len(day.poison) + len(mended),
        "unaccounted": len(wrong),
        "mended": len(mended),
        "redriven": redriven,
        "stuck": int(not settled),
    }


def main() -> int:
    """Run every seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--forget", action="store_true")
    parser.add_argument("--without", choices=GUARDS)
    asked = parser.parse_args()
    must_break = asked.forget or asked.without is not None
    totals: collections.Counter[str] = collections.Counter()
    faults = Faults()
    with emulator() as running, narrow() as room, contextlib.ExitStack() as held:
        folder = held.enter_context(without(build(), asked.without))
        os.environ.update(running.environ)
        stack = deploy(running, folder, AlertRateLimit="600", BypassPriority="low")
        judged = Limits(share=STRICT_SHARE, exempt=("ArticlesQueue",), longest_delay=LONGEST_DELAY)
        endpoint = held.enter_context(strict(running.endpoint, judged))
        port = held.enter_context(outlets())
        proxy = FaultyProxy(endpoint, running.session, faults)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        bench = FaultyBench(running, stack, proxy, room)
        bench.prepare()
        reach = {"FETCH_ALLOWED_NETWORKS": "127.0.0.0/8", "FETCH_ALLOWED_PORTS": str(port)}
        bench.configure("ProcessArticle", **reach)
        if room is None:
            print("no small file system can be mounted here, so /tmp is never full; run it with `unshare -rm`")
        print(f"{'seed':>5}" + "".join(f"{name:>{len(name) + 2}}" for name in COLUMNS) + f"{'s':>6}{'calls':>8}")
        for seed in range(asked.first, asked.first + asked.seeds):
            begun, before = time.monotonic(), faults.calls.total()
            found = run(bench, faults, seed, asked.articles, asked.forget, port)
            totals.update(found)
            values = "".join(f"{found[name]:>{len(name) + 2}}" for name in COLUMNS)
            print(
                f"{seed:>5}{values}{time.monotonic() - begun:>6.0f}{faults.calls.total() - before:>8}",
                flush=True,
            )
        proxy.shutdown()
    faults.counts.update({"chains ended": len(judged.dropped), "throttled receives": bench.throttled})
    print(
        "\nrefused as AWS would: "
        + (", ".join(f"{name} {n}" for name, n in sorted(judged.counts.items())) or "nothing")
    )
    never = table(faults.counts)
    broken = sum(totals[name] for name in BROKEN) + len(judged.dropped)
    kills = sum(faults.counts[name] for name in (*KILLS, "killed anywhere"))
    print(
        f"\nfaults: {asked.seeds} seeds, {totals['pages']} pages, {totals['due']} alerts due; lost {totals['lost']}, twice "
        f"{totals['twice']}, poison unaccounted for {totals['unaccounted']} of {totals['poison']}; {kills} workers killed, "
        f"{totals['redriven']} messages redriven"
        + (f"; never: {', '.join(never)}" if never else "")
        + (" (a guard was taken out: it had to break)" if must_break else "")
    )
    return int(not broken) if must_break else int(broken > 0 or bool(never))


if __name__ == "__main__":
    sys.exit(main())
