"""A page dropped into the bucket becomes one alert in the inbox."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from devtools.testbed.emulator import empty_table
from tests.support.pages import dump
from wirewatch.records import Alert


def alert_of(envelope: dict[str, Any]) -> Alert:
    return msgspec.convert(envelope["Message"], Alert)


def test_a_page_becomes_an_alert(stack: Any, page: bytes) -> None:
    inbox = stack.inbox()
    stack.drop("straight.txt", page)
    arrived = stack.alerts(inbox)
    assert len(arrived) == 1
    alert = alert_of(arrived[0])
    assert alert.article.title == "Estonia and Finland agree to reopen winter ferry route, Latvia asks to join"
    assert alert.countries[:2] == ["EE", "FI"]
    assert not {"BR", "KE", "JP", "AR", "MA", "NZ"} & set(alert.countries)
    assert 1 <= len(alert.summary.sentences) <= 3
    assert alert.summary.kind == "extractive"
    assert all(sentence.encode() in page for sentence in alert.summary.sentences)
    assert arrived[0]["Subject"].startswith("Estonia")
    attributes = {name: value["Value"] for name, value in arrived[0]["MessageAttributes"].items()}
    assert json.loads(attributes["countries"]) == alert.countries


def test_dropped_three_times_and_delivered_twice_alerts_once(stack: Any) -> None:
    inbox = stack.inbox()
    other = dump(seed=1, names=("Peru", "Bolivia"))
    for attempt in range(3):
        stack.drop(f"thrice-{attempt}.txt", other)
    for _ in range(2):
        stack.sqs.send_message(QueueUrl=stack["ArticlesQueueUrl"], MessageBody=stack.event("thrice-0.txt"))
    assert len(stack.alerts(inbox)) == 1


def test_it_is_the_memory_that_keeps_an_alert_from_being_told_twice(stack: Any) -> None:
    """What the test of faults relies on: with the memory wiped, what comes again alerts again."""
    inbox = stack.inbox()
    stack.drop("again.txt", dump(seed=17, names=("Bhutan",)))
    assert len(stack.alerts(inbox)) == 1
    again = stack.event("again.txt")
    stack.sqs.send_message(QueueUrl=stack["ArticlesQueueUrl"], MessageBody=again)
    assert stack.alerts(inbox) == []
    empty_table(stack.running, stack["TableName"])
    stack.sqs.send_message(QueueUrl=stack["ArticlesQueueUrl"], MessageBody=again)
    assert len(stack.alerts(inbox)) == 1


def test_the_same_story_elsewhere_alerts_only_for_what_it_adds(stack: Any) -> None:
    inbox = stack.inbox()
    story = dump(seed=6, names=("Ghana", "Togo"), sentences=24)
    stack.drop("story.txt", story)
    assert len(stack.alerts(inbox)) == 1
    stack.drop("copy.txt", story.replace(b"Daily Example", b"Another Example"))
    assert stack.alerts(inbox) == []
    more = b"Benin said on Monday that Benin would follow, and that the capital of Benin had agreed.\n\n"
    stack.drop("longer.txt", story.replace(b"(Reporting", more + b"(Reporting"))
    (added,) = stack.alerts(inbox)
    assert alert_of(added).countries == ["BJ"]


def test_a_key_with_spaces_and_signs_is_read(stack: Any) -> None:
    inbox = stack.inbox()
    stack.drop("2026/päge + one?.txt", dump(seed=2, names=("Norway",)))
    alerts = stack.alerts(inbox)
    assert [alert_of(alert).article.source.rsplit("/", 1)[1] for alert in alerts] == ["päge + one?.txt"]


def test_a_filter_policy_on_countries_holds(stack: Any) -> None:
    sns = stack.running.client("sns")
    wanted, unwanted = stack.inbox(), stack.inbox()
    for queue, country in ((wanted, "LV"), (unwanted, "BR")):
        name = queue.rsplit("/", 1)[1]
        subscription = next(
            s["SubscriptionArn"]
            for s in sns.list_subscriptions_by_topic(TopicArn=stack["AlertsTopicArn"])["Subscriptions"]
            if s["Endpoint"].endswith(f":{name}")
        )
        sns.set_subscription_attributes(
            SubscriptionArn=subscription,
            AttributeName="FilterPolicy",
            AttributeValue=json.dumps({"countries": [country]}),
        )
    stack.drop("filtered.txt", dump(seed=3, names=("Latvia", "Sweden")))
    assert len(stack.alerts(wanted)) == 1
    assert stack.alerts(unwanted) == []


def test_an_article_that_names_nothing_watched_alerts_nobody(stack: Any) -> None:
    inbox = stack.inbox()
    text = "The choir sang for two hours on Sunday, and the hall was full to the last seat.\n\n" * 6
    stack.drop("choir.txt", f"Choir fills the hall\n\n{text}".encode())
    assert stack.alerts(inbox) == []


def test_a_watchlist_of_ones_own_takes_effect(stack: Any) -> None:
    inbox = stack.inbox()
    ours = b"entries:\n  - id: ventspils\n    name: Ventspils\n    kind: topic\n    priority: high\n"
    store = {"Bucket": stack["DataBucketName"], "Key": "watchlists/ours.yaml"}
    index = {"Bucket": stack["DataBucketName"], "Key": "index/current"}
    with stack.announced():
        stack.s3.put_object(**store, Body=ours)
    stack.settle()
    good = stack.s3.get_object(**index)["ETag"]
    operations = stack.inbox("OperationsTopicArn")
    # Broken: rejected with its reason, and the last valid one stays in force.
    with stack.announced():
        stack.s3.put_object(**store, Body=b"entries:\n  - nmae: Ventspils\n")
    stack.settle()
    assert stack.s3.get_object(**index)["ETag"] == good
    (refused,) = stack.messages(stack["WatchlistsDeadLetterQueueUrl"])
    assert refused["MessageAttributes"]["reason"]["StringValue"] == "watchlist-rejected"
    assert "ours.yaml" in refused["MessageAttributes"]["problem"]["StringValue"]
    (told,) = [json.loads(message["Body"]) for message in stack.messages(operations)]
    assert "ours.yaml" in told["Message"]
    assert "stays in force" in told["Message"]
    assert any(line.get("WatchlistsRejected") for line in stack.log_of("CompileWatchlist"))
    # Functions keep their index for a minute; a new environment takes the new one at once.
    stack.restart("ProcessArticle")
    stack.drop("ours.txt", dump(seed=4, names=("Ventspils", "Spain")))
    (arrived,) = stack.alerts(inbox)
    assert [match.entry for match in alert_of(arrived).matches] == ["ventspils"]
    assert alert_of(arrived).priority == "high"
    with stack.announced():
        stack.s3.delete_object(**store)
    stack.settle()
    stack.restart("ProcessArticle")


def test_the_log_has_no_text_of_the_article(stack: Any) -> None:
    stack.drop("logged.txt", dump(seed=5, names=("Tanzania",)))
    stack.settle()
    lines = stack.log_of("ProcessArticle")
    assert any(line.get("message") == "article processed" for line in lines)
    assert "Tanzania" not in json.dumps(lines)
