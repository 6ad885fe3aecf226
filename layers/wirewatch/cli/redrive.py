"""``wirewatch redrive``: messages of dead-letter queues listed with their reasons, and sent through again."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from cyclopts import App, Parameter

from wirewatch.cli.common import Stack, counted, fail

app = App(name="redrive")

Stage = Literal["articles", "alert-requests", "sent-alerts", "chat", "watchlists"]
_STAGES: dict[Stage, tuple[str, str]] = {
    "articles": ("ArticlesDeadLetterQueueUrl", "ArticlesQueueUrl"),
    "alert-requests": ("AlertRequestsDeadLetterQueueUrl", "AlertRequestsQueueUrl"),
    "sent-alerts": ("SentAlertsDeadLetterQueueUrl", "SentAlertsQueueUrl"),
    "chat": ("ChatDeadLetterQueueUrl", "ChatQueueUrl"),
    "watchlists": ("WatchlistsDeadLetterQueueUrl", "WatchlistsQueueUrl"),
}
"""Stages by the names of their queues, each with the stack's outputs that name the two."""


@app.default
def redrive(
    *stages: Stage,
    stack: Stack = "wirewatch",
    reason: Annotated[
        str, Parameter(help="Only messages that were rejected for this; `none`: that used up their tries.")
    ] = "",
    limit: Annotated[int, Parameter(help="Messages of each stage, at most.")] = 1000,
    dry_run: Annotated[bool, Parameter(help="Only list them.", negative="")] = False,
) -> None:
    """List messages of dead-letter queues and send them through again.

    Each is sent before it is deleted, so that none is lost.

    For example:

        wirewatch redrive --dry-run
        wirewatch redrive articles --reason too-slow

    Parameters
    ----------
    stages
        articles, alert-requests, sent-alerts, chat or watchlists; all that there are by default.
    """
    from wirewatch.aws.clients import AWS_ERRORS
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.sqs import Queue
    from wirewatch.text.sanitize import single_line

    counts: Counter[str] = Counter()
    try:
        outputs = stack_outputs(stack)
        for stage in stages or [stage for stage in _STAGES if _STAGES[stage][0] in outputs]:
            dead_letters, source = (Queue(outputs[name]) for name in _STAGES[stage])
            left = []
            # All first: what fails again comes back, and must not be sent again by this run.
            for message in list(dead_letters.receive_dead_letters(limit)):
                why = message.reason or "none"
                wanted = reason in ("", why)
                if wanted:
                    problem = message.problem or "it used up its tries"
                    print(single_line(f"{stage}: {why}: {problem}: {message.body[:300]}"))
                    counts[stage] += 1
                if wanted and not dry_run:
                    source.send(message.body)
                    dead_letters.delete(message.receipt_handle)
                else:
                    left.append(message.receipt_handle)
            for handle in left:
                dead_letters.delay_retry(handle, 0)
    except KeyError as missing:
        fail(f"the stack {stack} has no output {missing}; was it deployed with this stage?")
    except AWS_ERRORS as problem:
        fail(f"dead-letter queues cannot be read: {problem}")
    done = "found" if dry_run else "sent through again"
    by_stage = "".join(f", {count} of {stage}" for stage, count in counts.items())
    print(f"{counted(sum(counts.values()), 'message')} {done}{by_stage}")
