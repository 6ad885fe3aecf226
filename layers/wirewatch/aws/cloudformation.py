"""What a deployed stack says of itself, and the secrets that it was given."""

from __future__ import annotations

from wirewatch.aws.clients import client


def stack_outputs(stack: str) -> dict[str, str]:
    """The outputs of a deployed stack.

    Raises:
        ClientError: there is no such stack here.
    """
    stacks = client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}
