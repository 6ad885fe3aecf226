"""``wirewatch redrive``: messages of dead-letter queues listed with their reasons, and sent through again."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from cyclopts import App, Parameter

from wirewatch.cli.common import Stack, fail

app = App(name="redrive")

Stage = Literal["articles", "hits", "kept", "relay", "watchlists"]
_STAGES: dict[Stage, tuple[str, str]] = {
    "articles": ("ArticlesDeadLetterQueueUrl", "ArticlesQueueUrl"),
    "hits": ("AlertRequestsDeadLetterQueueUrl", "AlertRequestsQueueUrl"),
    "kept": ("SentAlertsDeadLetterQueueUrl", "SentAlertsQueueUrl"),
    "relay": ("ChatDeadLetterQueueUrl", "ChatQueueUrl"),
    "watchlists": ("WatchlistsDeadLetterQueueUrl", "WatchlistsQueueUrl"),
}


@app.default
def redrive(
    *stages: Stage,
    stack: Stack = "wirewatch",
    reason: Annotated[
        str, Parameter(help="Only messages that were rejected for this; `none`: that used up their tries.")
    ] = "",
    most: Annotated[int, Parameter(help="Messages of each stage, at most.")] = 1000,
    dry_run: Annotated[bool, Parameter(help="Only list them.", negative="")] = False,
) -> None:
    """List messages of dead-letter queues and send them through again.

    Each is sent before it is deleted, so that none is lost.

    For example:

        wirewatch redrive --dry-run
        wirewatch redrive articles --reason too-slow

    For example:

        wirewatch redrive --dry-run
        wirewatch redrive articles --reason too-slow

    Parameters
    ----------
    stages
        articles, hits, kept, relay or watchlists; all that there are by default.
    """
    from wirewatch.aws.clients import AWS_ERRORS
    from wirewatch.aws.cloudformation import stack_outputs
    from wirewatch.aws.sqs import Queue
    from wirewatch.text.sanitize import single_line

    counts: Counter[str] = Counter()
    try:
        outputs = stack_outputs(stack)
        for stage in stages or [stage for stage in _STAGES if _STAGES[stage][0] in outputs]:
            letters, source = (Queue(outputs[name]) for name in _STAGES[stage])
            left = []
            # All first: what fails again comes back, and must not be sent again by this run.
            for letter in list(letters.receive_dead_letters(most)):
                why = letter.reason or "none"
                wanted = reason in ("", why)
                if wanted:
                    print(
                        single_line(f"{stage}: {why}: {letter.problem or 'it used up its tries'}: {letter.body[:300]}")
                    )
                    counts[stage] += 1
                if wanted and not dry_run:
                    source.send(letter.body)
                    letters.delete(letter.receipt_handle)
                else:
                    left.append(letter.receipt_handle)
            for handle in left:
                letters.delay_retry(handle, 0)
    except (*AWS_ERRORS, KeyError) as problem:
        fail(f"dead letters cannot be had: {problem}")
    done = "found" if dry_run else "sent through again"
    print(f"{sum(counts.values())} {done}" + "".join(f", {count} of {stage}" for stage, count in counts.items()))
