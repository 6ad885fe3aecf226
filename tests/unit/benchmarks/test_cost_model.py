"""What the report of the whole says of cost is arithmetic that can be followed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.cost import model

TABLE = {"a": model.Price(usd=2.0, per=1000, source="here", as_of="2026"), "b": model.Price(0.5, 1, "here", "2026")}


def test_cost_is_units_times_price() -> None:
    assert model.cost({"a": 500, "b": 3}, TABLE) == {"a": 1.0, "b": 1.5}


def test_what_has_no_price_is_refused() -> None:
    with pytest.raises(KeyError):
        model.cost({"c": 1}, TABLE)


def test_every_price_has_a_source_and_a_date() -> None:
    table = model.prices()
    assert {"lambda gb-second arm64", "s3 put", "sqs request"} <= set(table)
    for name, price in table.items():
        assert price.usd > 0, name
        assert price.per >= 1, name
        assert price.source, name
        assert price.as_of >= "2024", name


def test_prices_must_be_complete(tmp_path: Path) -> None:
    file = tmp_path / "prices.yaml"
    file.write_text("region: here\nprices:\n  a: {usd: 1.0, per: 1, source: here}\n")
    with pytest.raises(ValueError, match="as_of"):
        model.prices(file)


def test_an_article_that_names_nothing_is_read_and_kept() -> None:
    calls = model.requests(model.Flow(articles=10, batches=2))
    assert calls == {
        "s3 get": 10, "s3 put": 2, "sqs send": 0, "sns publish": 0,
        "dynamodb calls": 0, "dynamodb write unit": 0, "dynamodb read unit": 0,
    }  # fmt: skip


def test_one_hit_by_hand() -> None:
    # Own item of 4 units, 30 keys, the outlet, two entries claimed and handed over; two looks.
    story = {"story_puts": 36, "story_gets": 2, "story_writes": 39, "story_reads": 51}
    flow = model.Flow(articles=1, batches=1, hits=1, sent=1, due=2, single=1, **story)
    calls = model.requests(flow)
    assert calls["s3 get"] == 2  # the page; the article, by send_alert
    assert calls["s3 put"] == 3  # its batch; the article alone; the alert, by archive_alert
    assert calls["sqs send"] == 1
    assert calls["sns publish"] == 1
    # Alert: claim of the run, of two
    # entries, of the story, the summary's attempt, the intent, two updates, two looks. Kept: one.
    assert calls["dynamodb calls"] == (1 + 30 + 1 + 2 + 2) + 2 + (1 + 2 + 1 + 1 + 1) + 2 + 2 + 1
    assert calls["dynamodb write unit"] == (4 + 30 + 1 + 2 + 2) + (1 + 2 + 1 + 1 + 1) + 2 + 1
    assert calls["dynamodb read unit"] == (1 + 30 + 20) + (2 + 3)


def test_a_small_function_computes_at_its_share_and_waits_at_full_speed() -> None:
    work = model.Work(0.1, {"sqs": 2})
    whole, half = model.seconds(work, model.MEGABYTES_A_CORE), model.seconds(work, model.MEGABYTES_A_CORE / 2)
    assert whole == pytest.approx(0.1 + 2 * model.WAITS["sqs"])
    assert half - whole == pytest.approx(0.1)
    assert model.seconds(work, 10_000) == whole
    assert model.gigabyte_seconds(model.Work(1.0, {}), 2048) == pytest.approx(2.0)


def test_a_bill_by_hand() -> None:
    sizes = model.Bytes(page=1e5, packed=3e3, article=1e4, log_article=1000, log_sent=2000, items=0)
    work = model.Work(0.5, {})
    usage = model.bill(model.Flow(articles=1e6, batches=2e5), {"ProcessArticle": (work, 1769, 1e6)}, sizes)
    assert usage["lambda gb-second arm64"] == pytest.approx(1e6 * 0.5 * 1769 / 1024)
    assert usage["lambda request"] == 2e5
    assert usage["sqs request"] == 1e6 + 2 * 2e5
    assert usage["s3 put"] == 1.2e6
    assert usage["logs gb"] == pytest.approx(1.0)
    # 100 GB of pages for three weeks; 3 GB of articles for a month, and a day as old versions.
    assert usage["s3 gb-month"] == pytest.approx(100 * 0.7 + 3 * 31 / 30)


def test_a_run_takes_what_a_poller_gathers() -> None:
    # Three a second: each of five pollers gathers three in five seconds. A hundred a second: ten are a batch.
    assert model.runs_of([3.0]) == pytest.approx(1.0)
    assert model.runs_of([100.0]) == pytest.approx(10.0)
    assert model.runs_of([0.1] * 100) == pytest.approx(10.0)  # each alone


def test_a_quiet_month_by_hand() -> None:
    quiet = model.Quiet(
        feeds=1000, polls=720, core_run=0.1, core_feed=0.006, run_writes=3, run_reads=2, feed_writes=1, feed_reads=0,
        wait=2.0, memory=1769, logged=1000,
    )  # fmt: skip
    usage = model.standing(quiet, alarms=10, metrics=2, queues=4, dashboard=False)
    assert usage["dynamodb write unit"] == 43_200 * 3 + 720_000
    assert usage["lambda gb-second arm64"] == pytest.approx(43_200 * (0.1 + 0.006 * 720_000 / 43_200 + 2) * 1769 / 1024)
    assert usage["dashboard month"] == 0
    assert sum(model.cost(usage, model.prices()).values()) > 1.0 + 0.6


def test_keeping_articles_that_alert_nobody_costs_a_tenth_of_a_put_each() -> None:
    # A million articles that come evenly in a day: ten are in an object.
    runs = model.runs_of([1e6 / 86_400] * 86_400)
    usage = {"s3 put": runs}
    assert model.cost(usage, model.prices())["s3 put"] == pytest.approx(0.5, rel=0.01)


def test_a_quiet_month_of_a_thousand_feeds_costs_at_most_five_dollars_besides_alarms() -> None:
    # What quiet_feeds measures, with twice the processor seconds.
    quiet = model.Quiet(
        feeds=1000, polls=720, core_run=0.005, core_feed=0.012, run_writes=3, run_reads=2, feed_writes=1, feed_reads=0,
        wait=2.0, memory=1024, logged=1500,
    )  # fmt: skip
    usage = model.standing(quiet, alarms=0, metrics=2, queues=4, dashboard=False)
    assert sum(model.cost(usage, model.prices()).values()) < 5.0
