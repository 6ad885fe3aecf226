"""From counted runs to bills: a million articles, other days, the straightforward pipeline, and a month of nothing."""

from __future__ import annotations

import math

import msgspec

from benchmarks import deployed
from benchmarks.corpus import SHARES
from benchmarks.cost import model, simulated_day
from devtools.testbed.emulator import ROOT
from devtools.testbed.stack import QUEUES

A_DAY = 1_000_000
Deployed = dict[float, deployed.Counted]


class Other(msgspec.Struct):
    """The straightforward pipeline: core seconds an article, greedy and with 4 beams, peak of memory, ours in its speed."""

    core: float
    beams: float
    peak: float
    times: float


def work_of(counted: deployed.Counted) -> dict[str, tuple[model.Work, float]]:
    """Of each function its work for one message, and messages for one article."""
    flow, calls = counted.flow, model.requests(counted.flow)
    runs = flow.sent + flow.lists
    stories = flow.story_puts + flow.story_gets
    alerts = calls["dynamodb calls"] - stories - flow.messages
    messages = {"ProcessArticle": flow.articles, "SendAlert": runs, "ArchiveAlert": flow.messages}
    calls_of = {
        "ProcessArticle": {
            "s3 get": flow.articles,
            "s3 put": flow.batches + flow.sent,
            "dynamodb": stories,
            "sqs": flow.sent,
        },
        "SendAlert": {"s3 get": flow.sent, "dynamodb": alerts, "sqs": flow.lists, "sns": flow.messages},
        "ArchiveAlert": {"s3 put": flow.messages, "dynamodb": flow.messages},
    }
    return {
        name: (
            model.Work(
                counted.core.get(name, 0.0) / max(number, 1),
                {call: times / max(number, 1) for call, times in calls_of[name].items()},
            ),
            number / flow.articles,
        )
        for name, number in messages.items()
    }


class Ours(msgspec.Struct):
    """What a day comes to: the day as it was simulated, and the use of AWS."""

    day: simulated_day.DayResult
    usage: dict[str, float]


class Pricing(msgspec.Struct):
    """What days are worked out from: the counted runs, each function's memory, kilobytes of an alert in a list."""

    runs: Deployed
    memory: dict[str, float]
    kilobytes: float

    def load(self, share: float, articles: float) -> simulated_day.Load:
        """What a day brings, each article taking what it took where it was counted."""
        counted = self.runs[share]
        flow, works = counted.flow, work_of(counted)
        calls, hits = model.requests(flow), max(flow.hits, 1)
        return simulated_day.Load(
            articles=articles,
            share=share * flow.sent / hits,
            read_seconds=model.seconds(works["ProcessArticle"][0], self.memory["ProcessArticle"]),
            send_seconds=model.seconds(works["SendAlert"][0], self.memory["SendAlert"]),
            hit_writes=(calls["dynamodb write unit"] - flow.held_units) / hits,
            hit_reads=calls["dynamodb read unit"] / hits,
            alert_kilobytes=self.kilobytes,
            batch=model.BATCH,
        )

    def day(self, share: float, articles: float = A_DAY, rate: float = 20) -> Ours:
        """A day of so many articles, with the lists that the day's alerts come to."""
        counted = self.runs[share]
        flow, works, hits = counted.flow, work_of(counted), max(counted.flow.hits, 1)
        day = simulated_day.simulate(self.load(share, articles), simulated_day.Limits(messages=rate))
        scale = articles / flow.articles
        whole = model.Flow(**{name: value * scale for name, value in msgspec.structs.asdict(flow).items()})
        held = day.listed + day.waiting_alerts
        coming, _ = simulated_day.arrivals(self.load(share, articles))
        whole = msgspec.structs.replace(
            whole,
            batches=model.runs_of(coming),
            single=day.told,
            held=held,
            held_units=day.held_units,
            lists=simulated_day.DAY / simulated_day.Limits().window if held else 0,
            list_messages=day.messages - day.told,
        )
        messages = {
            "ProcessArticle": whole.articles,
            "SendAlert": whole.sent + whole.lists,
            "ArchiveAlert": whole.messages,
        }
        sizes = model.Bytes(
            page=counted.page,
            packed=counted.packed,
            article=counted.article,
            log_article=counted.logged["ProcessArticle"] / flow.articles,
            log_sent=(counted.logged["SendAlert"] + counted.logged["ArchiveAlert"]) / max(flow.sent + flow.messages, 1),
            items=counted.counts.get("dynamodb bytes", 0) / hits,
        )
        functions = {name: (works[name][0], self.memory[name], number) for name, number in messages.items()}
        return Ours(day=day, usage=model.bill(whole, functions, sizes))


def beside_usage(core: float, peak: float, counted: deployed.Counted, messages: float) -> dict[str, float]:
    """Use of the straightforward pipeline: one function that is given what it needs, no memory of what was told.

    In its favour: it keeps no article, and sends as few messages as ours.
    """
    memory = max(model.MEGABYTES_A_CORE, 64 * math.ceil(1.1 * peak / 64))
    work = model.Work(core, {"s3 get": 1})
    return {
        "lambda gb-second arm64": A_DAY * model.gigabyte_seconds(work, memory),
        "lambda request": A_DAY,
        "sqs request": 3 * A_DAY,
        "s3 put": A_DAY,
        "s3 get": A_DAY,
        "s3 gb-month": A_DAY * counted.page / 1e9,
        "sns publish": messages,
        "sns mail": messages,
        "logs gb": A_DAY * counted.logged["ProcessArticle"] / counted.flow.articles / 1e9,
    }


def standing(quiet: model.Quiet) -> dict[str, float]:
    """Print what a month costs in which nothing comes; dollars by kind, without alarms and without the dashboard."""
    alarms = (ROOT / "template.yaml").read_text().count("Type: AWS::CloudWatch::Alarm")
    # Of a poll that brings nothing: FeedsPolled and PollDuration.
    usage = model.standing(quiet, alarms=alarms, metrics=2, queues=len(QUEUES), dashboard=True)
    bill = model.cost(usage, model.prices())
    rest = {name: dollars for name, dollars in bill.items() if name not in ("alarm month", "dashboard month")}
    print(
        f"a month of {quiet.feeds:,} feeds that bring nothing: {sum(rest.values()):.2f} besides {alarms} alarms "
        f"({bill['alarm month']:.2f}) and, where it is asked for, the dashboard ({bill['dashboard month']:.2f})"
    )
    for name, dollars in rest.items():
        print(f"  {name:<26}{usage[name]:>14,.2f}{dollars:>8.2f}")
    return rest


def days(pricing: Pricing) -> list[str]:
    """Simulate the days and print them."""
    broken = []
    table = model.prices()
    print(
        f"{'articles':>12}{'hits':>6}{'rate':>6}{'US dollars':>12}{'most at once':>14}{'queue s: p50':>13}{'p95':>6}{'most':>7}"
        f"{'alerts':>12}{'told alone':>12}{'in lists':>10}{'h: p95':>8}{'given up':>12}"
    )
    for articles, share, rate in [
        (n, s, r) for n in (1e6, 1e8) for s in SHARES for r in ((20, 600) if s == 0.05 else (20,))
    ]:
        ours = pricing.day(share, articles, rate)
        day, dollars = ours.day, sum(model.cost(ours.usage, table).values())
        lost = abs(day.arrived - day.done - day.waiting) / articles
        untold = abs(day.alerts - day.told - day.listed - day.waiting_alerts - day.given_up) / max(day.alerts, 1)
        if lost > 1e-6 or untold > 1e-6:
            broken.append(f"{articles:,.0f} articles at {share:.0%}: some were lost")
        print(
            f"{articles:>12,.0f}{share:>6.0%}{rate:>6}{dollars:>12,.0f}{day.concurrency:>14.0f}{day.age[0]:>13.0f}{day.age[1]:>6.0f}"
            f"{day.age[2]:>7.0f}{day.alerts:>12,.0f}{day.told:>12,.0f}{day.listed:>10,.0f}{day.alert_delay[1] / 3600:>8.1f}"
            f"{day.given_up:>12,.0f}"
        )
        met = sorted(day.first.items(), key=lambda item: (item[0] in simulated_day.OWN, item[1]))
        print(
            "            met: "
            + (
                ", ".join(f"{name} at {s // 3600:02}:{s // 60 % 60:02} ({day.throttled[name]:,} s)" for name, s in met)
                or "none"
            )
        )
    for articles in (1e6, 1e8):
        for share in SHARES:
            needs = simulated_day.busiest(pricing.load(share, articles))
            print(
                f"the busiest second of {articles:,.0f} at {share:.0%}, if nothing held it back: "
                + ", ".join(f"{amount:,.0f} {name}" for name, amount in needs.items())
            )
    return broken
