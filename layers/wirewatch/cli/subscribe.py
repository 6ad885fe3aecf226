"""``wirewatch subscribe``: a subscription to the alerts topic, with a filter policy that SNS takes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from wirewatch.cli.common import Stack, fail
from wirewatch.records import Priority

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDPOINTS = {
    "email": (r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]+", "an address such as you@example.org"),
    "sms": (r"\+[1-9]\d{6,14}", "a number in international form, such as +4915112345678"),
    "sqs": (r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]+", "the ARN of a queue"),
    "https": (r"https://[^\s/]+\S*", "an address that begins with https://"),
}
"""What an endpoint of each protocol looks like, and how that is said."""

app = App(name="subscribe")


def _parted(values: Iterable[str]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


@app.default
def subscribe(
    *,
    topic: Annotated[str, Parameter(help="ARN of the topic; default: that of the stack.")] = "",
    stack: Stack = "wirewatch",
    email: Annotated[str, Parameter(help="An address; it gets an e-mail to confirm.")] = "",
    sms: Annotated[str, Parameter(help="A number in international form: +4915112345678.")] = "",
    sqs: Annotated[str, Parameter(help="ARN of a queue, which must let the topic send to it.")] = "",
    https: Annotated[str, Parameter(help="Address of a webhook; it gets a request to confirm.")] = "",
    countries: Annotated[tuple[str, ...], Parameter(help="Only these: codes or names, parted by commas.")] = (),
    entries: Annotated[tuple[str, ...], Parameter(help="Only these ids of the watchlist, parted by commas.")] = (),
    priority: Annotated[Priority, Parameter(help="The least.")] = "low",
    in_title: Annotated[bool, Parameter(help="Only what the title names.", negative="")] = False,
    without_tags: Annotated[tuple[str, ...], Parameter(help="Not what carries one of these tags.")] = (),
    updates: Annotated[bool, Parameter(help="Follow-ups of a story too.")] = True,
    dry_run: Annotated[bool, Parameter(help="Print the policy, and subscribe nobody.", negative="")] = False,
) -> None:
    """Subscribe an address, a number, a queue or a webhook. Without wishes it gets every alert.

    For example:

        wirewatch subscribe --email you@example.org --countries EE,LV,LT
        wirewatch subscribe --sms +4915112345678 --priority high
        wirewatch subscribe --https https://hooks.example/news --entries my-company --dry-run
    """
    from wirewatch.alerting.filter_policies import FilterPolicyError, build_filter_policy, codes

    ends = {"email": email, "sms": sms, "sqs": sqs, "https": https}
    wanted = {protocol: end for protocol, end in ends.items() if end}
    if len(wanted) != 1:
        fail("name one of --email, --sms, --sqs and --https")
    ((protocol, endpoint),) = wanted.items()
    pattern, wish = _ENDPOINTS[protocol]
    if not re.fullmatch(pattern, endpoint):
        fail(f"--{protocol} {endpoint}: wanted is {wish}")
    try:
        made = build_filter_policy(
            countries=codes(_parted(countries), _countries()) if countries else (),
            entries=_parted(entries),
            priority=priority,
            in_title=in_title,
            without_tags=_parted(without_tags),
            updates=updates,
        )
    except FilterPolicyError as problem:
        fail(problem)
    print(json.dumps(made))
    if dry_run:
        return
    from wirewatch.aws.clients import AWS_ERRORS
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.sns import Topic

    try:
        arn = topic or stack_outputs(stack)["AlertsTopicArn"]
        told = Topic(arn).subscribe(protocol, endpoint, made)
    except (*AWS_ERRORS, KeyError) as problem:
        fail(f"not subscribed: {problem}")
    print(f"{told}{' (a mail to confirm is on its way)' if protocol == 'email' else ''}")


def _countries() -> dict[str, str]:
    from wirewatch.watchlists.loader import load_watchlist

    return {
        alias.name.casefold(): entry.id
        for entry in load_watchlist(("countries",)).entries
        if entry.kind == "country"
        for alias in entry.aliases
    }
