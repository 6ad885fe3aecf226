"""What a deployed stack says of itself, and the secrets that it was given."""

from __future__ import annotations

import time

from wirewatch.store.clients import client


def stack_outputs(stack: str) -> dict[str, str]:
    """The outputs of a deployed stack.

    Raises:
        ClientError: there is no such stack here.
    """
    stacks = client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}


class Secret:
    """A secret of Secrets Manager, kept for five minutes."""

    _SECONDS = 300

    def __init__(self, arn: str) -> None:
        self._arn = arn
        self._kept = ""
        self._until = 0.0

    def read(self) -> str:
        """Its text."""
        if time.monotonic() > self._until:
            self._kept = client("secretsmanager").get_secret_value(SecretId=self._arn)["SecretString"]
            self._until = time.monotonic() + self._SECONDS
        return self._kept
