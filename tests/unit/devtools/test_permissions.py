"""The table of rights sees a call without its right, and a right without its use."""

from __future__ import annotations

import collections
import json
from typing import Any

import pytest

from devtools.testbed.permissions import NO_RIGHT, UNUSED, Call, Line, Right, calls_of, compare, printed

QUEUE = "arn:aws:sqs:us-east-1:000000000000:q"
TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/t"
STORE = "arn:aws:s3:::store"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "wanted"),
    [
        ("GET", "/store/a%20b/c.json", {}, b"", [Call("s3:GetObject", f"{STORE}/a b/c.json")]),
        ("GET", "/store?list-type=2&prefix=a&encoding-type=url", {}, b"", [Call("s3:ListBucket", STORE)]),
        ("PUT", "/store/x", {}, b"data", [Call("s3:PutObject", f"{STORE}/x")]),
        (
            "GET",
            "/store/board/1.html?X-Amz-Signature=0&X-Amz-Expires=9",
            {},
            b"",
            [Call("s3:GetObject", f"{STORE}/board/1.html")],
        ),
        (
            "POST",
            "/",
            {"X-Amz-Target": "AmazonSQS.SendMessageBatch"},
            json.dumps({"QueueUrl": "http://h/000000000000/q"}).encode(),
            [Call("sqs:SendMessage", QUEUE)],
        ),
        (
            "POST",
            "/",
            {"X-Amz-Target": "DynamoDB_20120810.BatchGetItem"},
            json.dumps({"RequestItems": {"t": {"Keys": [{"pk": {"S": f"claim#s#{n}"}} for n in range(3)]}}}).encode(),
            [Call("dynamodb:BatchGetItem", f"{TABLE}/row/claim#")],
        ),
        (
            "POST",
            "/",
            {"X-Amz-Target": "DynamoDB_20120810.UpdateItem"},
            json.dumps({"TableName": "t", "Key": {"pk": {"S": "counter#rate#600#3"}}}).encode(),
            [Call("dynamodb:UpdateItem", f"{TABLE}/row/counter#rate#")],
        ),
        (
            "POST",
            "/schedules/batch-1",
            {},
            json.dumps({"GroupName": "g", "Target": {"RoleArn": "arn:role"}}).encode(),
            [
                Call("scheduler:CreateSchedule", "arn:aws:scheduler:us-east-1:000000000000:schedule/g/batch-1"),
                Call("iam:PassRole", "arn:role"),
            ],
        ),
        (
            "POST",
            "/",
            {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            b"Action=Publish&TopicArn=arn%3Aaws%3Asns%3At",
            [Call("sns:Publish", "arn:aws:sns:t")],
        ),
    ],
)
def test_a_request_is_told_by_its_action(method: str, path: str, headers: Any, body: bytes, wanted: list[Call]) -> None:
    assert list(calls_of(method, path, headers, body)) == wanted


def test_what_is_not_known_covers_no_right() -> None:
    (call,) = calls_of("GET", "/store/x?acl", {}, b"")
    assert call.action.startswith("unknown:")
    assert not Right("s3:*", f"{STORE}/*").covers(call)


def test_rights_and_calls_are_held_against_each_other() -> None:
    granted = [
        Right("s3:GetObject", f"{STORE}/index/*"),
        Right("s3:PutObject", f"{STORE}/index/*"),
        Right("sqs:DeleteMessage", QUEUE),
        Right("sqs:DeleteMessage", f"{QUEUE}2"),
        Right("xray:PutTraceSegments", "*"),
    ]
    calls = collections.Counter({Call("s3:GetObject", f"{STORE}/index/current"): 3})
    calls[Call("s3:GetObject", f"{STORE}/state/feeds")] = 1
    lines = compare("ProcessArticle", granted, calls, [QUEUE])
    assert [(line.used, line.wrong) for line in lines] == [
        (3, False),
        (0, True),
        (0, False),
        (0, True),
        (0, False),
        (1, True),
    ]
    assert [line.note for line in lines if line.wrong] == [UNUSED, UNUSED, NO_RIGHT]
    again = Right("sqs:SendMessage", f"{QUEUE}-ArticlesQueue-0")
    other = Right("sqs:SendMessage", f"{QUEUE}-AlertRequestsQueue-0")
    lines = compare("ProcessArticle", [again, other], collections.Counter(), [])
    assert [line.wrong for line in lines] == [False, True]


def test_a_right_to_some_rows_covers_no_others() -> None:
    right = Right("dynamodb:PutItem", TABLE, ("claim#*", "counter#rate*"))
    assert right.covers(Call("dynamodb:PutItem", f"{TABLE}/row/claim#"))
    assert right.covers(Call("dynamodb:PutItem", f"{TABLE}/row/counter#rate#"))
    assert not right.covers(Call("dynamodb:PutItem", f"{TABLE}/row/published#"))
    assert Right("dynamodb:PutItem", TABLE).covers(Call("dynamodb:PutItem", f"{TABLE}/row/published#"))


def test_a_call_that_comes_with_a_parameter_is_told_apart() -> None:
    calls = collections.Counter(
        {Call("s3:GetObject", f"{STORE}/{place}/writer.json"): 1 for place in ("no-model", "x")}
    )
    assert [line.wrong for line in compare("SendAlert", [], calls, [])] == [False, True]


def test_columns_of_the_table_stay_apart() -> None:
    long = Line("CompileWatchlist", "secretsmanager:GetSecretValue", QUEUE + "q" * 90, 12_345, "")
    assert [len(row.split()) for row in printed([long]).splitlines()] == [5, 4]
