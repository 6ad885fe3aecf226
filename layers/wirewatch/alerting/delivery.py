"""What can be known of a message that was handed to the topic."""

from __future__ import annotations


class UnsureError(Exception):
    """An earlier run ended while it published: whether it did will be known soon."""


class NotSentError(Exception):
    """The topic refused a message, for sure; the cause says why."""
