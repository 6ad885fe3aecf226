"""What was alerted today is in the digest and on the board."""

from __future__ import annotations

import json
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

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
    with urllib.request.urlopen(link) as answered:
        page = answered.read().decode()
    assert "Samoa and Bhutan face a choice" in page
    assert "<mark>Bhutan</mark>" in page
    feed = stack.s3.get_object(Bucket=stack["DataBucketName"], Key="board/feed.json")["Body"].read()
    assert any("Bhutan" in item["tags"] for item in json.loads(feed)["items"])


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
