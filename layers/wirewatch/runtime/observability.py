"""One logger, tracer and set of metrics for a function; a service's result becomes a log line and metrics."""

from __future__ import annotations

import os
import warnings
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.logging.formatter import LambdaPowertoolsFormatter
from aws_lambda_powertools.metrics import MetricUnit

from wirewatch.services.results import ServiceResult

# A batch in which nothing countable happened is no reason for a line in the log.
warnings.filterwarnings("ignore", message="No application metrics to publish")


class _ShortLines(LambdaPowertoolsFormatter):
    """Log lines without what the log group's name says already: a line for each article is what a log costs."""

    _SAID = ("function_name", "function_arn", "function_memory_size")

    def append_keys(self, **additional_keys: Any) -> None:
        """As the formatter does."""
        super().append_keys(**{name: value for name, value in additional_keys.items() if name not in self._SAID})


logger = Logger(logger_formatter=_ShortLines())
tracer = Tracer()
metrics = Metrics()
# Two stacks in one account would count into the same metrics.
metrics.set_default_dimensions(stack=os.environ.get("STACK_NAME", "local"))


def report(result: ServiceResult) -> None:
    """Log what a service did, and count it."""
    getattr(logger, result.level)(result.message, **result.fields)
    for name, value in result.metrics.items():
        metrics.add_metric(name, MetricUnit.Seconds if name.endswith("Duration") else MetricUnit.Count, value)
