"""The template has what the documents say of it."""

from __future__ import annotations

import ast
import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs import code

FUNCTIONS = {"ProcessArticle", "PollFeeds", "SendAlert", "ArchiveAlert", "NotifyChat", "SendDigest", "CompileWatchlist"}


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as mappings of their long ones."""


def _short(loader: Any, name: str, node: Any) -> Any:
    kinds = {yaml.ScalarNode: loader.construct_scalar, yaml.SequenceNode: loader.construct_sequence}
    make = kinds.get(type(node), loader.construct_mapping)
    return {name: make(node) if type(node) is yaml.ScalarNode else make(node, deep=True)}


Loader.add_multi_constructor("!", _short)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "template.yaml").read_text()


@pytest.fixture(scope="module")
def resources(text: str) -> dict[str, Any]:
    return dict(yaml.load(text, Loader)["Resources"])


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: resource for name, resource in resources.items() if resource["Type"] == kind}


def test_no_policy_allows_everything_without_its_reason(text: str) -> None:
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if re.match(r"\s*- Effect: Allow$|\s*- Sid: ", line)]
    assert len(starts) > 30
    wild = []
    for number in starts:
        indent = len(lines[number]) - len(lines[number].lstrip())
        end = number + 1
        while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > indent:
            end += 1
        statement = "\n".join(lines[number:end])
        if "Effect: Allow" not in statement or 'Principal: "*"' in statement:
            assert "Effect: Deny" in statement, statement
            continue
        # An asterisk without quotation marks is YAML's own: it names an anchor.
        if re.search(r"""["']\*["']|\w:[A-Za-z]*\*""", statement):
            wild.append(number)
            assert lines[number - 1].strip().startswith("# "), f"line {number + 1}: say why it is so wide"
    # X-Ray's, one for each function.
    assert len(wild) == len(FUNCTIONS)


def test_every_check_that_is_passed_over_says_why(resources: dict[str, Any]) -> None:
    skipped = [
        skip
        for resource in resources.values()
        for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", ())
    ]
    assert skipped
    for skip in skipped:
        assert len(skip["comment"]) > 40, skip


def test_a_version_takes_over_whenever_anything_of_it_changes(resources: dict[str, Any]) -> None:
    functions = of_type(resources, "AWS::Serverless::Function")
    assert set(functions) == FUNCTIONS
    for name, function in functions.items():
        properties = function["Properties"]
        assert properties["AutoPublishAliasAllProperties"] is True
        # What a queue's function fails on is no error to Lambda: the rollout watches our own count as well.
        reads_queue = any(event["Type"] == "SQS" for event in properties["Events"].values())
        alarms = [f"{name}ErrorsAlarm", *([f"{name}MessagesFailedAlarm"] if reads_queue else [])]
        assert properties["DeploymentPreference"]["Alarms"] == [{"Ref": alarm} for alarm in alarms]
        assert properties["LoggingConfig"]
    for layer in of_type(resources, "AWS::Serverless::LayerVersion").values():
        assert layer["Properties"]["PublishLambdaVersion"] is True


def test_the_dashboard_shows_what_alarms_watch(resources: dict[str, Any]) -> None:
    body = json.loads(re.sub(r"\$\{([\w.:]+)\}", r"\1", resources["Dashboard"]["Properties"]["DashboardBody"]["Sub"]))
    shown = {metric[1] for widget in body["widgets"] for metric in widget["properties"]["metrics"]}
    alarms = of_type(resources, "AWS::CloudWatch::Alarm").values()
    # The index's problems are in the log; nothing is to be seen in their course.
    assert {alarm["Properties"]["MetricName"] for alarm in alarms} - shown == {"IndexLoadFailures"}


def test_a_bad_release_that_fails_every_message_goes_back(resources: dict[str, Any]) -> None:
    for name in FUNCTIONS - {"PollFeeds", "SendDigest"}:
        alarm = resources[f"{name}MessagesFailedAlarm"]["Properties"]
        assert (alarm["Namespace"], alarm["MetricName"]) == ("wirewatch", "MessagesFailed")
        assert alarm["Period"] <= 60


def test_metrics_of_two_stacks_stay_apart(resources: dict[str, Any]) -> None:
    for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values():
        if alarm["Properties"]["Namespace"] == "wirewatch":
            assert "stack" in [dimension["Name"] for dimension in alarm["Properties"]["Dimensions"]]
    assert resources["Dashboard"]["Properties"]["DashboardBody"]["Sub"].count('"stack"') > 10


def test_queues_are_read_as_aws_advises(resources: dict[str, Any]) -> None:
    for queue in of_type(resources, "AWS::SQS::Queue").values():
        if "RedrivePolicy" in queue["Properties"]:
            assert queue["Properties"]["RedrivePolicy"]["maxReceiveCount"] >= 5
    sources = [
        event["Properties"]
        for function in of_type(resources, "AWS::Serverless::Function").values()
        for event in function["Properties"]["Events"].values()
    ]
    assert all("ScalingConfig" in source for source in sources if "Queue" in source)


def test_every_queue_has_an_alarm_on_its_age_or_on_what_lies_in_it(resources: dict[str, Any]) -> None:
    alarms = str(of_type(resources, "AWS::CloudWatch::Alarm"))
    for name in of_type(resources, "AWS::SQS::Queue"):
        assert f"'{name}.QueueName'" in alarms, name


def test_schedules_have_a_heartbeat(resources: dict[str, Any]) -> None:
    for name in ("PollFeeds", "SendDigest"):
        alarm = resources[f"{name}HeartbeatAlarm"]["Properties"]
        assert (alarm["MetricName"], alarm["TreatMissingData"]) == ("Invocations", "breaching")


def test_timers_and_cursors_have_an_alarm_where_aws_drops_a_loop(resources: dict[str, Any]) -> None:
    for name in FUNCTIONS - {"PollFeeds", "SendDigest"}:
        assert resources[f"{name}RecursionAlarm"]["Properties"]["MetricName"] == "RecursiveInvocationsDropped"
    loops = [name for name, one in resources.items() if one.get("Properties", {}).get("RecursiveLoop") == "Allow"]
    assert loops == ["ProcessArticle"]


def test_each_function_has_its_rows_and_no_others(resources: dict[str, Any]) -> None:
    statements = [
        statement
        for role in of_type(resources, "AWS::IAM::Role").values()
        for statement in role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
        if "dynamodb:" in str(statement.get("Action"))
    ]
    assert len(statements) == 6
    kinds = {
        key.partition("#")[0]
        for statement in statements
        for key in statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    }
    # The rows of idempotency are Powertools'.
    assert kinds - {"alert"} == {row.partition("#")[0] for row in code.state_table_rows()}


def test_nothing_lies_open(resources: dict[str, Any]) -> None:
    buckets = of_type(resources, "AWS::S3::Bucket")
    assert len(buckets) == 2
    for bucket in buckets.values():
        assert bucket["Properties"]["BucketEncryption"]
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}
    queues = of_type(resources, "AWS::SQS::Queue")
    for name, queue in queues.items():
        assert queue["Properties"]["SqsManagedSseEnabled"] is True
        assert ("RedrivePolicy" in queue["Properties"]) != name.endswith("DeadLetterQueue")
        assert any(
            {"Ref": name} in policy["Properties"]["Queues"] and "aws:SecureTransport" in str(policy)
            for policy in of_type(resources, "AWS::SQS::QueuePolicy").values()
        )
    for log in of_type(resources, "AWS::Logs::LogGroup").values():
        assert log["Properties"]["RetentionInDays"]


def test_no_line_of_a_log_has_a_field_that_logging_refuses(root: Path) -> None:
    reserved = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
    allowed = {"exc_info", "stack_info", "stacklevel"}
    calls = 0
    for path in (root / "layers" / "wirewatch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            named: set[str] = set()
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("logger."):
                named = {keyword.arg for keyword in node.keywords if keyword.arg} - allowed
            elif isinstance(node, ast.Dict) and path.parent.name == "services":
                # What services report becomes fields of log lines.
                named = {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
            calls += bool(named)
            assert not named & reserved, f"{path.name}:{node.lineno}"  # type: ignore[attr-defined]
    assert calls > 15


def test_what_is_published_has_the_version_of_the_package(text: str) -> None:
    from wirewatch import __version__

    published = re.search(r"SemanticVersion: (\S+)", text)
    assert published
    assert published[1] == __version__
