"""The time that a run has left, as a callable: services know no Lambda context."""

from __future__ import annotations

from collections.abc import Callable

from aws_lambda_powertools.utilities.typing import LambdaContext

TimeLeft = Callable[[], float]


def time_left(context: LambdaContext) -> TimeLeft:
    """Seconds until Lambda ends the run, whenever it is called."""
    return lambda: context.get_remaining_time_in_millis() / 1000
