"""``wirewatch subscribe`` against the emulator's SNS, whose filter policies hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from devtools.testbed.emulator import Emulator, subscribe_queue
from wirewatch.alerting import builder, sns_message
from wirewatch.aws.sns import Topic
from wirewatch.records import Article, Match, MatchedArticle, Summary


def run(aws: Emulator, *arguments: str, status: int = 0) -> str:
    command = [str(Path(sys.executable).with_name("wirewatch")), "subscribe", *arguments]
    done = subprocess.run(command, env={**os.environ, **aws.environ}, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def test_a_subscription_gets_what_it_asks_for(aws: Emulator) -> None:
    topic = aws.client("sns").create_topic(Name="alerts")["TopicArn"]
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName="wishes")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    everything = subscribe_queue(aws, topic, "everything")
    run(aws, "--topic", topic, "--sqs", arn, "--countries", "Estonia,LV", "--without-tags", "sport")
    for number, (country, tags) in enumerate([("EE", []), ("FR", []), ("LV", ["sport"]), ("LV", ["ports"])]):
        match = Match(entry=country, kind="country", name=country, salience=1.0, mentions=[], tags=tags)
        hit = MatchedArticle(article=Article(id=str(number), text="x", title=f"{number}"), matches=[match])
        Topic(topic).publish(
            sns_message.build_sns_message(builder.build_alert(hit, Summary(text="x", sentences=[], kind="lead")))
        )

    def got(queue: str) -> list[str]:
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return sorted(json.loads(json.loads(message["Body"])["Message"])["article"]["id"] for message in found)

    assert got(everything) == ["0", "1", "2", "3"]
    assert got(url) == ["0", "3"]


def test_mistakes_are_said_in_a_line(aws: Emulator) -> None:
    assert "'Atlantis' is no country" in run(aws, "--email", "a@b.example", "--countries", "Atlantis", status=1)
    assert "name one of" in run(aws, "--countries", "EE", status=1)
    assert "not subscribed" in run(aws, "--stack", "nowhere", "--email", "a@b.example", status=1)
    assert '"countries": ["EE"]' in run(aws, "--email", "a@b.example", "--countries", "EE", "--dry-run")
