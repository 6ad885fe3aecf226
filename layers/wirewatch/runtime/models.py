"""The summariser of a function: with the model that ships, and one of your own in S3 in front of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

from wirewatch.aws.s3 import Bucket, parse_s3_uri
from wirewatch.runtime.observability import logger
from wirewatch.summaries.summariser import Summariser


def create_summariser(model_uri: str) -> Summariser:
    """A summariser; ``model_uri`` is ``s3://bucket/prefix/`` of a model of your own, or empty.

    Raises:
        ValueError: the address is none.
    """
    summariser = Summariser()
    if summariser.problem:
        # An alert never waits for a summary: it goes out with the lead, and says so.
        logger.error("the summary model could not be loaded", problem=summariser.problem)
    if model_uri:
        name, prefix = parse_s3_uri(model_uri)
        bucket = Bucket(name)
        folder = Path(gettempdir()) / "summary-model-of-your-own"
        summariser.fetch_own(lambda file, path: bucket.download(prefix + file, path), folder)
    return summariser
