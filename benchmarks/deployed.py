"""The deployed template on the emulator: time from drop to alert, and the calls, logs and processor time of a run."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.corpus import Page
from benchmarks.cost.counting_store import CountingStore
from benchmarks.cost.model import Flow
from benchmarks.performance.stages import percentile
from devtools.testbed.call_counter import Counting
from devtools.testbed.emulator import subscribe_queue, take
from devtools.testbed.fault_proxy import workers
from devtools.testbed.stack import FUNCTIONS, QUEUES, Bench
from tests.support.pages import dump
from wirewatch.documents.reader import extract_article, open_documents
from wirewatch.matching.matcher import match
from wirewatch.messages import AlertRequest
from wirewatch.services.article_processing import AlertRequester, alertable_entries
from wirewatch.watchlists.index import WatchlistIndex

WINDOW = 30
"""Seconds of a window of the rate: shorter than as deployed, so that a run ends soon."""


class Counted(msgspec.Struct):
    """One run: what went through, the calls that were counted, and of each function what it took.

    Attributes:
        flow: what went through.
        counts: calls and units by name.
        core: seconds of the processor of each function's workers.
        peak: the most memory of one of them, in MB.
        runs: invocations.
        logged: bytes of log.
        seconds: that the run took until nothing waited.
        page, packed, article: mean bytes of a page, of an article in its batch, and of one that is kept alone.
    """

    flow: Flow
    counts: dict[str, float]
    core: dict[str, float]
    peak: dict[str, float]
    runs: dict[str, int]
    logged: dict[str, int]
    seconds: float
    page: float
    packed: float
    article: float


def expected(pages: list[Page], index: WatchlistIndex) -> Flow:
    """What the pages come to in the stories, worked out in this process from the pages alone."""
    store = CountingStore()
    requests: list[AlertRequest] = []
    alerts = AlertRequester(store, lambda request, _: requests.append(request))
    hits = 0
    for page in pages:
        for document in open_documents(page.body, source=page.name):
            article = extract_article(document)
            matches = match(article, index)
            if wanted := alertable_entries(matches, index):
                hits += 1
                alerts.request(article.id, alerts.assign(article, matches), wanted, "")
    return Flow(
        articles=len(pages),
        hits=hits,
        story_puts=store.puts,
        story_gets=store.gets,
        story_writes=store.writes,
        story_reads=store.reads,
        sent=len(requests),
        due=sum(len(request.entries) for request in requests),
    )


AT_ONCE = {"ProcessArticle": 2, "SendAlert": 2, "ArchiveAlert": 2, "CompileWatchlist": 2}
"""Workers of each function: what two processors can feed."""


def prepare(bench: Bench) -> None:
    """Few workers; messages of one that is ended come again soon."""
    bench.settle()
    bench.scale(AT_ONCE)
    for queue in QUEUES:
        bench.sqs.set_queue_attributes(QueueUrl=bench.stack[queue], Attributes={"VisibilityTimeout": "20"})


def configure(bench: Bench, **changes: str) -> None:
    """Change settings of all functions, when nothing is under way: their environments start anew."""
    bench.settle()
    for function in FUNCTIONS:
        bench.configure(function, **changes)


def processes(bench: Bench) -> dict[int, str]:
    """The processes that run the functions, by the names of the template."""
    session = bench.running.session
    return {process: name for name, physical in bench.names.items() for process in workers(session, physical)}


def used(process: int) -> tuple[float, float]:
    """Seconds of the processor that a process and those that it started have used, and their peaks of memory in MB."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = sum(map(int, fields[11:15]))  # its own, and of those that ended
    status = Path(f"/proc/{process}/status").read_text()
    seconds, peak = ticks / os.sysconf("SC_CLK_TCK"), int(status.split("VmHWM:")[1].split()[0]) / 1024
    for child in children(process):
        more = used(child)
        seconds, peak = seconds + more[0], peak + more[1]
    return seconds, peak


def children(process: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, IndexError):
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == process:
                found.append(int(entry.name))
    return found


def logged(bench: Bench) -> dict[str, tuple[int, int]]:
    """Bytes and invocations in each function's log until now."""
    logs = bench.running.client("logs")
    found = {}
    for name, physical in bench.names.items():
        group = bench.lambdas.get_function_configuration(FunctionName=physical)["LoggingConfig"]["LogGroup"]
        size = runs = 0
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
            for event in page["events"]:
                size += len(event["message"].encode()) + 26  # as CloudWatch counts an event
                runs += event["message"].startswith("START ")
        found[name] = (size, runs)
    return found


def count(bench: Bench, pages: list[Page], index: WatchlistIndex, proxy: str, seed: int) -> Counted:
    """Drop the pages, wait until nothing waits, and say what it took."""
    run = f"counted-{seed}"
    bench.settings["AWS_ENDPOINT_URL"] = proxy
    configure(
        bench,
        ALERT_RATE_LIMIT="20",
        ALERT_RATE_WINDOW_MINUTES=str(WINDOW / 60),
        FOLLOW_UP_DELAY_MINUTES=str(WINDOW / 60),
    )
    inbox = subscribe_queue(bench.running, bench.stack["AlertsTopicArn"], run)
    # As many environments start as will be used, and load what they load once, with pages that are not counted.
    for number in range(40):
        bench.drop(f"{run}/warm{number}.txt", dump(1_000_000 * seed + number, ["Chile", "Peru"]))
    bench.settle()
    take(bench.sqs, inbox)
    before, logs = {process: used(process)[0] for process in processes(bench)}, logged(bench)
    Counting.counts.clear()
    begun = time.monotonic()
    for page in pages:
        bench.drop(f"{run}/{page.name}", page.body)
    bench.settle()
    took = time.monotonic() - begun
    core: dict[str, float] = defaultdict(float)
    peak: dict[str, float] = defaultdict(float)
    for process, name in processes(bench).items():
        seconds, memory = used(process)
        core[name] += seconds - before.get(process, 0.0)
        peak[name] = max(peak[name], memory)
    later = logged(bench)
    envelopes = [json.loads(json.loads(message["Body"])["Message"]) for message in take(bench.sqs, inbox)]
    listed = [len(body["alerts"]) for body in envelopes if "alerts" in body]
    counts = {name: float(times) for name, times in Counting.counts.items()}
    runs = {name: later[name][1] - logs[name][1] for name in later}
    flow = msgspec.structs.replace(
        expected(pages, index),
        batches=runs["ProcessArticle"],
        single=len(envelopes) - len(listed),
        held=counts.get("held", 0),
        held_units=counts.get("held units", 0),
        lists=counts.get("sqs send", 0),
        list_messages=len(listed),
    )
    flow = msgspec.structs.replace(flow, lists=max(0, flow.lists - flow.sent))
    packed = [item["Size"] for item in listing(bench, "articles/")][-runs["ProcessArticle"] :]
    alone = [item["Size"] for item in listing(bench, "requested/")][-max(1, round(flow.sent)) :]
    return Counted(
        flow=flow,
        counts=counts,
        core=dict(core),
        peak=dict(peak),
        runs=runs,
        logged={name: later[name][0] - logs[name][0] for name in later},
        seconds=took,
        page=statistics.fmean(len(page.body) for page in pages),
        packed=sum(packed) / len(pages),
        article=statistics.fmean(alone) if alone else 0.0,
    )


def listing(bench: Bench, prefix: str) -> list[dict[str, Any]]:
    """Objects below a prefix of the store, the oldest first."""
    pages = bench.s3.get_paginator("list_objects_v2").paginate(Bucket=bench.stack["DataBucketName"], Prefix=prefix)
    return sorted((item for page in pages for item in page.get("Contents", [])), key=lambda item: item["LastModified"])


def wait_for(bench: Bench, inbox: str, patience: float = 60) -> float:
    """The moment at which one message is there."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        answer = bench.sqs.receive_message(QueueUrl=inbox, MaxNumberOfMessages=1, WaitTimeSeconds=5)
        if found := answer.get("Messages"):
            moment = time.monotonic()
            bench.sqs.delete_message(QueueUrl=inbox, ReceiptHandle=found[0]["ReceiptHandle"])
            return moment
    raise SystemExit("an alert did not come within a minute; the emulator's log says why")


def drop_to_alert(bench: Bench, pages: list[bytes], cold: int) -> dict[str, list[float]]:
    """Seconds from the drop of one page to its alert at a subscriber, one after another: cold ones first, then warm."""
    configure(bench, ALERT_RATE_LIMIT="600", ALERT_RATE_WINDOW_MINUTES="10")
    inbox = subscribe_queue(bench.running, bench.stack["AlertsTopicArn"], "drop-to-alert")
    taken: dict[str, list[float]] = {"cold": [], "warm": []}
    for number, body in enumerate(pages):
        kind = "cold" if number < cold else "warm"
        if kind == "cold":
            configure(bench)
        begun = time.monotonic()
        bench.drop(f"time/{number}.txt", body)
        seconds = wait_for(bench, inbox) - begun
        if number != cold:  # the first one that may find what the last cold one left is neither
            taken[kind].append(seconds)
    return taken


def show_times(taken: dict[str, list[float]]) -> None:
    """Print the table."""
    print(f"{'':<8}{'n':>5}{'p50 s':>9}{'p95 s':>9}{'most s':>9}")
    for kind, values in taken.items():
        p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
        print(f"{kind:<8}{len(values):>5}{p50:>9.2f}{p95:>9.2f}{max(values):>9.2f}")
