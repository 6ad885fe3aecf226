"""Secrets Manager."""

from __future__ import annotations

import time

from wirewatch.aws.clients import client


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
