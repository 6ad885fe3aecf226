"""`make destroy` deletes a stack, leaves what holds data, and names the command that deletes each of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from devtools.build import destroy
from devtools.testbed.emulator import Emulator

KEEP = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
TEMPLATE = {
    "Resources": {
        "DataBucket": {"Type": "AWS::S3::Bucket", **KEEP, "Properties": {"BucketName": "kept-data"}},
        "StateTable": {
            "Type": "AWS::DynamoDB::Table",
            **KEEP,
            "Properties": {
                "TableName": "kept-state",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            },
        },
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "not-kept"}},
    }
}


@pytest.fixture
def stack(aws: Emulator) -> str:
    client = aws.client("cloudformation")
    client.create_stack(StackName="leaving", TemplateBody=json.dumps(TEMPLATE))
    client.get_waiter("stack_create_complete").wait(StackName="leaving", WaiterConfig={"Delay": 1})
    return "leaving"


def test_a_stack_is_deleted_and_what_holds_data_stays(
    aws: Emulator, stack: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    aws.client("s3").put_object(Bucket="kept-data", Key="alerts/2026-03-01/a.json", Body=b"{}")
    monkeypatch.setattr(sys, "argv", ["destroy", stack])
    monkeypatch.setattr("builtins.input", lambda _: "another")
    with pytest.raises(SystemExit, match="nothing was deleted"):
        destroy.main()
    assert "not-kept" in str(aws.client("sqs").list_queues())
    monkeypatch.setattr("builtins.input", lambda _: stack)
    destroy.main()
    told = capsys.readouterr().out
    assert "aws s3 rb --force s3://kept-data" in told
    assert "aws dynamodb delete-table --table-name kept-state" in told
    assert "not-kept" not in str(aws.client("sqs").list_queues())
    assert aws.client("s3").get_object(Bucket="kept-data", Key="alerts/2026-03-01/a.json")["Body"].read() == b"{}"
    assert aws.client("dynamodb").describe_table(TableName="kept-state")["Table"]["TableName"] == "kept-state"


def test_a_stack_that_is_not_there_is_named(aws: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["destroy", "nowhere", "--yes"])
    with pytest.raises(SystemExit, match="nowhere"):
        destroy.main()


def test_everything_that_the_template_keeps_is_named(root: Path) -> None:
    class Loader(yaml.SafeLoader):
        """Knows no short forms."""

    Loader.add_multi_constructor("!", lambda *_: None)
    resources: dict[str, Any] = yaml.load((root / "template.yaml").read_text(), Loader)["Resources"]
    kept = {found["Type"] for found in resources.values() if found.get("DeletionPolicy") == "Retain"}
    assert kept == set(destroy.KEPT)
