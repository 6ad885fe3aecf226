"""The only room that talks to AWS (but for what Powertools' idempotency keeps in the table)."""

from wirewatch.store.clients import create_clients
from wirewatch.store.memory import KeyValueTable, Lock, TallyTable
from wirewatch.store.messages import DeadLetter, Queue, Topic
from wirewatch.store.objects import Bucket, ObjectUnavailableError, parse_s3_uri
from wirewatch.store.stack import Secret, stack_outputs

__all__ = [
    "Bucket",
    "DeadLetter",
    "KeyValueTable",
    "Lock",
    "ObjectUnavailableError",
    "Queue",
    "Secret",
    "TallyTable",
    "Topic",
    "create_clients",
    "parse_s3_uri",
    "stack_outputs",
]
