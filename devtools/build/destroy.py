"""Delete a deployed stack, and name what stays: what holds data, which the template keeps.

Usage: python -m devtools.build.destroy STACK [--yes]
"""

from __future__ import annotations

import argparse
from typing import Any

import boto3

KEPT = {
    "AWS::S3::Bucket": "aws s3 rb --force s3://{0}",
    "AWS::DynamoDB::Table": (
        "aws dynamodb update-table --table-name {0} --no-deletion-protection-enabled && "
        "aws dynamodb delete-table --table-name {0}"
    ),
}
"""Types of resources that the template retains, and what deletes each."""


def kept(client: Any, stack: str) -> list[tuple[str, str]]:
    """Logical and physical names of the resources that outlive the stack, each with the command that deletes it."""
    pages = client.get_paginator("list_stack_resources").paginate(StackName=stack)
    resources = [resource for page in pages for resource in page["StackResourceSummaries"]]
    return [
        (resource["LogicalResourceId"], KEPT[resource["ResourceType"]].format(resource["PhysicalResourceId"]))
        for resource in resources
        if resource["ResourceType"] in KEPT
    ]


def main() -> None:
    """Ask, delete, and say what is left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stack")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    options = parser.parse_args()
    client = boto3.client("cloudformation")
    try:
        left = kept(client, options.stack)
    except client.exceptions.ClientError as problem:
        raise SystemExit(f"{options.stack}: {problem}") from problem
    if not options.yes and input(f"Delete the stack {options.stack}? Its alerts end. Type its name: ") != options.stack:
        raise SystemExit("nothing was deleted")
    client.delete_stack(StackName=options.stack)
    client.get_waiter("stack_delete_complete").wait(
        StackName=options.stack, WaiterConfig={"Delay": 2, "MaxAttempts": 900}
    )
    print(f"{options.stack} is deleted. What holds data stays until you delete it:")
    for name, command in left:
        print(f"  {name:14} {command}")
    print("Empty the data bucket in the console first: it keeps old versions.")
    print("What `sam deploy` uploaded stays in the bucket of the stack aws-sam-cli-managed-default.")


if __name__ == "__main__":
    main()
