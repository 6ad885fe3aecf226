"""What each deployed function may do, beside what it was seen to do: a recorder of its calls, and the comparison.

The policies are read from the deployed roles, with every reference resolved; the calls are seen by a proxy of each
function's own, and mapped to the actions and resources that IAM would ask about.
"""

from __future__ import annotations

import collections
import contextlib
import fnmatch
import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from devtools.testbed.emulator import ALIAS, REGION, Emulator, configure, physical_name
from devtools.testbed.proxy import Passing, Proxy

ACCOUNT = "000000000000"
FUNCTIONS = ("PollFeeds", "ProcessArticle", "SendAlert", "ArchiveAlert", "NotifyChat", "SendDigest", "CompileWatchlist")
_ROW = "/row/"
_IAM = {"sqs:SendMessageBatch": "sqs:SendMessage"}
"""Operations whose action IAM calls otherwise."""
_QUEUE = "Lambda takes messages from the queue with the function's role"
_LOG = "Lambda writes the function's log with its role"
_TRACE = "the tracer hands segments to Lambda's daemon, which sends them with the function's role"
_GONE = (
    "without it S3 answers 403 for an object that is gone, which could not be distinguished from one that is forbidden"
)
UNSEEN = {
    "sqs:ReceiveMessage": _QUEUE,
    "sqs:DeleteMessage": _QUEUE,
    "sqs:GetQueueAttributes": _QUEUE,
    "logs:CreateLogStream": _LOG,
    "logs:PutLogEvents": _LOG,
    "xray:PutTraceSegments": _TRACE,
    "xray:PutTelemetryRecords": _TRACE,
}
"""Actions that are used with the functions' rights by others than the functions, and why."""


class Call(NamedTuple):
    """An action on a resource's ARN."""

    action: str
    resource: str


class Right(NamedTuple):
    """What a statement allows: an action on resources that a pattern fits, and of a table on rows that patterns fit."""

    action: str
    pattern: str
    rows: tuple[str, ...] = ()

    def covers(self, call: Call) -> bool:
        """Whether this allows the call."""
        resource, _, row = call.resource.partition(_ROW)
        return (
            fnmatch.fnmatchcase(call.action, self.action)
            and fnmatch.fnmatchcase(resource, self.pattern)
            and (not self.rows or any(fnmatch.fnmatchcase(row, pattern) for pattern in self.rows))
        )


class Line(NamedTuple):
    """A line of the table: a right or a call of a function, how often it was used, and what is to be said of it."""

    function: str
    action: str
    resource: str
    used: int
    note: str

    @property
    def wrong(self) -> bool:
        """Whether it is a call without a right, or a right without a use or a reason."""
        return self.note in {NO_RIGHT, UNUSED}


NO_RIGHT = "NO RIGHT TO IT"
UNUSED = "NEVER USED"
EXPLAINED = {
    ("ProcessArticle", "s3:ListBucket", ":"): _GONE,
    ("ProcessArticle", "sqs:SendMessage", "ArticlesQueue"): "an archive goes back to the queue where time is short",
    (
        "SendAlert",
        "sqs:ChangeMessageVisibility",
        "AlertRequestsQueue",
    ): "an alert that is being sent comes again soon (faults.py)",
    ("ProcessArticle", "sqs:ChangeMessageVisibility", "ArticlesQueue"): "an outlet that is down is asked again later",
    ("SendAlert", "sqs:SendMessage", "AlertRequestsDeadLetterQueue"): "an alert that the topic will never take",
    ("SendAlert", "scheduler:CreateSchedule", "batches"): "a batch that is due in more than 15 minutes",
    ("SendAlert", "iam:PassRole", "BatchSchedulesRole"): "a batch that is due in more than 15 minutes",
    (
        "SendDigest",
        "sqs:SendMessage",
        "DigestDeadLetterQueue",
    ): "Lambda sends a run that failed with the function's role",
    ("SendAlert", "dynamodb:DeleteItem", "table/"): "Powertools takes a claim back when sending failed (faults.py)",
}
"""Rights of single functions that no call shows: part of the resource's name, and why they are granted."""


def calls_of(method: str, path: str, headers: Any, body: bytes) -> Iterator[Call]:
    """The actions that a request to an AWS endpoint asks IAM about; ``unknown:…`` for one that is not known here."""
    target = headers.get("X-Amz-Target", "")
    service, _, operation = target.partition(".")
    if service == "AmazonSQS":
        name = json.loads(body)["QueueUrl"].rsplit("/", 1)[1]
        action = f"sqs:{operation}"
        yield Call(_IAM.get(action, action), f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
    elif service.startswith("DynamoDB"):
        asked = json.loads(body)
        tables = {asked["TableName"]: [asked.get("Key") or asked.get("Item") or {}]} if "TableName" in asked else {}
        tables |= {name: some["Keys"] for name, some in asked.get("RequestItems", {}).items()}
        for name, keys in tables.items():
            table = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
            for row in sorted({_row_kind(key.get("pk", {}).get("S", "")) for key in keys}):
                yield Call(f"dynamodb:{operation}", f"{table}{_ROW}{row}")
    elif path.startswith("/schedules/"):
        group = json.loads(body).get("GroupName", "default")
        name = path.split("/")[2].split("?")[0]
        yield Call("scheduler:CreateSchedule", f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{group}/{name}")
        yield Call("iam:PassRole", json.loads(body)["Target"]["RoleArn"])
    elif service == "secretsmanager":
        yield Call(f"secretsmanager:{operation}", json.loads(body)["SecretId"])
    elif headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode())
        yield Call(f"sns:{form['Action'][0]}", form.get("TopicArn", ["?"])[0])
    else:
        yield _s3(method, path)


def _row_kind(key: str) -> str:
    """The kinds that a row's key begins with, so that calls for many rows are one line: ``counter#rate#``."""
    if key.startswith("lock#"):  # lock#poll_feeds, and what was done once under it: lock#poll_feeds#...
        return "#".join(key.split("#")[:2])
    kinds = key.split("#")[:-1][: 2 if key.startswith("counter#") else 1]
    return "".join(f"{kind}#" for kind in kinds) or key


def _s3(method: str, path: str) -> Call:
    parts = urlsplit(path)
    bucket, _, key = unquote(parts.path).lstrip("/").partition("/")
    if not key and "list-type=2" in parts.query:
        return Call("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    actions = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}
    # Signatures in addresses, and the name of the operation, ask for nothing else.
    asked = {name for name in parse_qs(parts.query, keep_blank_values=True) if not name.startswith("X-Amz-")}
    known = key and method in actions and asked <= {"x-id"}
    return Call(actions[method] if known else f"unknown:{method} {path}", f"arn:aws:s3:::{bucket}/{key}")


class _Seen(Passing):
    """Notes each call of the function that the proxy stands in front of."""

    function = ""
    calls: collections.Counter[tuple[str, Call]]

    def call(self) -> None:
        """One call."""
        body = self.received()
        for seen in calls_of(self.command, self.path, self.headers, body):
            self.calls[self.function, seen] += 1
        self.back(*self.onward(body))


@contextlib.contextmanager
def recorded(running: Emulator, endpoint: str = "") -> Iterator[collections.Counter[tuple[str, Call]]]:
    """Every call that a deployed function makes from here to the end of the block, counted by function.

    ``endpoint`` is where the calls go on to: the emulator, or what stands before it.
    """
    calls: collections.Counter[tuple[str, Call]] = collections.Counter()
    parts = urlsplit(endpoint or running.endpoint)
    place = (str(parts.hostname), int(parts.port or 80))
    proxies = []
    for function in FUNCTIONS:
        handler = type(f"Seen{function}", (_Seen,), {"function": function, "calls": calls, "emulator": place})
        proxy = Proxy(("127.0.0.1", 0), handler)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        configure(running, physical_name(running, function), AWS_ENDPOINT_URL=f"http://127.0.0.1:{proxy.server_port}")
        proxies.append(proxy)
    try:
        yield calls
    finally:
        for proxy in proxies:
            proxy.shutdown()


def rights(running: Emulator, function: str) -> list[Right]:
    """What the policies of a deployed function's role allow."""
    iam, lambdas = running.client("iam"), running.client("lambda")
    role = lambdas.get_function_configuration(FunctionName=physical_name(running, function))["Role"].rsplit("/", 1)[1]
    if attached := iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        raise ValueError(f"{function}: its role has managed policies, which are not read here: {attached}")
    found = []
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for statement in document["Statement"]:
            if statement["Effect"] != "Allow":
                raise ValueError(f"{function}: only statements that allow are read here: {statement}")
            rows = _rows(function, statement.get("Condition", {}))
            found += [Right(a, r, rows) for a in _list(statement["Action"]) for r in _list(statement["Resource"])]
    return found


def _rows(function: str, condition: dict[str, Any]) -> tuple[str, ...]:
    """The patterns of a condition on a table's rows; none where there is no condition."""
    if not condition:
        return ()
    keys = condition.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
    if len(condition) != 1 or not keys:
        raise ValueError(f"{function}: only conditions on rows are read here: {condition}")
    return tuple(_list(keys))


BY_HAND = {
    ("SendAlert", "s3:GetObject", "/no-model/"): "granted with the parameter SummaryModelUri; a test sets it by hand"
}
"""Calls whose right comes with a parameter that tests set by other means: part of the resource, and which parameter."""


def by_hand(function: str, call: Call) -> str:
    """Why a call has no right here; ``NO_RIGHT`` where nothing is known of it."""
    for (name, action, part), why in BY_HAND.items():
        if (name, action) == (function, call.action) and part in call.resource:
            return why
    return NO_RIGHT


def explained(function: str, right: Right) -> str:
    """Why a right is granted that no call shows; ``UNUSED`` where nothing is known of it."""
    for (name, action, part), why in EXPLAINED.items():
        if (name, action) == (function, right.action) and part in right.pattern:
            return why
    return UNSEEN.get(right.action, UNUSED)


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def source_of(running: Emulator, function: str) -> set[str]:
    """ARNs of the queues that a function takes messages from."""
    name = f"{physical_name(running, function)}:{ALIAS}"
    mappings = running.client("lambda").list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    return {mapping["EventSourceArn"] for mapping in mappings}


def compare(
    function: str, granted: Iterable[Right], calls: collections.Counter[Call], sources: Iterable[str]
) -> list[Line]:
    """The function's lines of the table: each right with its uses, then each call that no right covers.

    Args:
        function: its name in the template.
        granted: its rights.
        calls: what it was seen to do.
        sources: ARNs of the queues that Lambda reads for it.
    """
    granted = list(granted)
    lines = []
    for right in granted:
        used = sum(count for call, count in calls.items() if right.covers(call))
        note = "" if used else explained(function, right)
        if note == _QUEUE and right.pattern not in set(sources):
            note = UNUSED
        lines.append(Line(function, right.action, right.pattern, used, note))
    lines += [
        Line(function, call.action, call.resource, count, by_hand(function, call))
        for call, count in sorted(calls.items())
        if not any(right.covers(call) for right in granted)
    ]
    return lines


def table_of(running: Emulator, calls: collections.Counter[tuple[str, Call]]) -> list[Line]:
    """Every function's rights beside its calls."""
    lines = []
    for function in FUNCTIONS:
        own = collections.Counter({call: count for (name, call), count in calls.items() if name == function})
        lines += compare(function, rights(running, function), own, source_of(running, function))
    return lines


def printed(lines: Iterable[Line]) -> str:
    """The table for people; of a resource the part behind the account, or the bucket's place."""
    rows = [f"{'function':14} {'action':29} {'resource':57} {'calls':>7}  note"]
    rows += [
        f"{line.function:14} {line.action:29} {line.resource.split(ACCOUNT + ':')[-1].removeprefix('arn:aws:s3:::')[:57]:57} "
        f"{line.used:>7}  {line.note}"
        for line in lines
    ]
    return "\n".join(rows)
