"""The only room that talks to AWS (but for what Powertools' idempotency keeps in the table)."""

from wirewatch.store.clients import ready
from wirewatch.store.memory import Lease, StoryTable, TallyTable
from wirewatch.store.messages import Letter, Queue, Topic
from wirewatch.store.objects import Bucket, StoreError, place_of
from wirewatch.store.stack import Secret, outputs_of

__all__ = [
    "Bucket",
    "Lease",
    "Letter",
    "Queue",
    "Secret",
    "StoreError",
    "StoryTable",
    "TallyTable",
    "Topic",
    "outputs_of",
    "place_of",
    "ready",
]
