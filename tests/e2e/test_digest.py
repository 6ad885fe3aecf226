"""What was alerted today is in the digest and on the board."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser

from tests.support.pages import dump
from wirewatch.services.digest_publishing import LATE


def test_the_digest_tells_of_what_was_alerted(stack: Any) -> None:
    inbox, digests = stack.inbox(), stack.inbox("DigestTopicArn")
    stack.drop("digest-1.txt", dump(820, ("Bhutan",)))
    stack.drop("digest-2.txt", dump(821, ("Samoa", "Bhutan")))
    assert len(stack.alerts(inbox)) == 2
    # The emulator's clock is this one; a second more, so that the last alert is before the end.
    end = datetime.now(UTC) + LATE + timedelta(seconds=1)
    (answer,) = stack.invoke("SendDigest", {"time": end.isoformat(timespec="seconds").replace("+00:00", "Z")})
    assert answer["stories"] >= 2
    (told,) = [json.loads(message["Body"]) for message in stack.messages(digests)]
    assert "Bhutan face a choice over plan 820" in told["Message"]
    link = next(line.split()[-1] for line in told["Message"].splitlines() if line.startswith("The board: "))
    address, _, _ = link.rpartition("/")
    assert address.startswith(stack["BoardAddress"].partition("TOKEN")[0])
    page = stack.board(link).decode()
    assert "Samoa and Bhutan face a choice" in page
    assert "<mark>Bhutan</mark>" in page
    assert stack.board(f"{address}/").decode() == page
    assert 'href="feed.atom"' in page
    feed = json.loads(stack.board(f"{address}/feed.json"))
    assert feed["feed_url"] == f"{address}/feed.json"
    assert any("Bhutan" in item["tags"] for item in feed["items"])
    atom = feedparser.parse(stack.board(f"{address}/feed.atom").decode())
    assert not atom.bozo
    assert [entry.title for entry in atom.entries] == [item["title"] for item in feed["items"]]
    # The day after: the page before is linked to it, and the address without a name is the latest.
    later = (end + timedelta(days=1)).isoformat(timespec="seconds")
    (answer,) = stack.invoke("SendDigest", {"time": later})
    name, before = answer["page"].rpartition("/")[2], link.rpartition("/")[2]
    assert f'href="{name}" rel="next"' in stack.board(link).decode()
    assert f'href="{before}" rel="prev"' in stack.board(f"{address}/").decode()


def test_the_board_has_an_address_that_only_its_distribution_reads(stack: Any) -> None:
    client = stack.running.client("cloudfront")
    (found,) = client.list_distributions()["DistributionList"]["Items"]
    assert f"https://{found['DomainName']}/TOKEN/" == stack["BoardAddress"]
    config = client.get_distribution_config(Id=found["Id"])["DistributionConfig"]
    (origin,) = config["Origins"]["Items"]
    assert origin["DomainName"].startswith(f"{stack['DataBucketName']}.s3")
    assert origin["OriginAccessControlId"]
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "https-only"
    (function,) = config["DefaultCacheBehavior"]["FunctionAssociations"]["Items"]
    assert function["EventType"] == "viewer-request"
    policy = json.loads(stack.s3.get_bucket_policy(Bucket=stack["DataBucketName"])["Policy"])
    (allowed,) = [one for one in policy["Statement"] if one["Effect"] == "Allow"]
    assert (allowed["Principal"], allowed["Action"]) == ({"Service": "cloudfront.amazonaws.com"}, "s3:GetObject")
    assert allowed["Resource"].endswith("/board/*")
    assert found["Id"] in allowed["Condition"]["StringEquals"]["aws:SourceArn"]


def test_a_group_gets_what_it_asked_for(stack: Any) -> None:
    inbox, digests = stack.inbox(), stack.inbox("DigestTopicArn")
    stack.drop("group.txt", dump(822, ("Tonga",)))
    assert len(stack.alerts(inbox)) == 1
    groups = {"Bucket": stack["DataBucketName"], "Key": "digest/groups.json"}
    wanted = [{"name": "islands", "countries": ["TO"]}, {"name": "nobody", "countries": ["XX"]}]
    stack.s3.put_object(**groups, Body=json.dumps(wanted).encode())
    try:
        end = (datetime.now(UTC) + LATE + timedelta(seconds=1)).isoformat(timespec="seconds")
        answers = stack.invoke("SendDigest", {"time": end})
        # As the scheduler does when the answer is lost: nobody gets it again.
        assert stack.invoke("SendDigest", {"time": end}) == answers
    finally:
        stack.s3.delete_object(**groups)
    assert {answer["group"]: answer["stories"] for answer in answers} == {"islands": 1, "nobody": 0}
    (told,) = [json.loads(message["Body"]) for message in stack.messages(digests)]
    assert told["MessageAttributes"]["group"]["Value"] == "islands"
    assert "Tonga face a choice" in told["Message"]
